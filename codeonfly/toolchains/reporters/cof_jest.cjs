// Jest reporter that runs in the runner's own process: one signed JSON line an event, written as it happens.
const { createHmac } = require('node:crypto');
const { openSync, readFileSync, unlinkSync, writeSync } = require('node:fs');
const path = require('node:path');

const report = process.env.CODE_ON_FLY_REPORT;
delete process.env.CODE_ON_FLY_REPORT;
const root = process.cwd();
const { stringify } = JSON;
// The key is read and its file removed before any code of the project runs: no other line is believed.
// Every reporter has its own copy of these lines: from a module they share, a test could take the signing.
const keyed = createHmac.bind(null, 'sha256', readFileSync(`${report}.key`));
unlinkSync(`${report}.key`);
let count = 0;
const signed = (event) => {
  const text = stringify(event);
  return `${keyed().update(`${count++} ${text}`).digest('hex')} ${text}\n`;
};
// Opened once: a test may have put something else in the place of fs.writeFileSync, which appending calls.
const opened = openSync(report, 'a');
const write = (event) => writeSync(opened, signed(event));
const OUTCOMES = { passed: 'passed', failed: 'failed', pending: 'skipped', skipped: 'skipped', disabled: 'skipped', todo: 'skipped' };

module.exports = class Reporter {
  onTestResult(test, result) {
    const file = path.relative(root, test.path);
    for (const one of result.testResults) {
      write({
        event: 'test',
        id: [file, ...one.ancestorTitles, one.title].join('::'),
        file,
        outcome: OUTCOMES[one.status] ?? 'errored',
        seconds: (one.duration ?? 0) / 1000,
        message: (one.failureMessages ?? []).join('\n').slice(0, 2000),
      });
    }
    if (result.testExecError || (result.failureMessage && result.testResults.length === 0)) {
      write({ event: 'test', id: file, file, outcome: 'errored', seconds: 0, message: String(result.failureMessage ?? '').slice(0, 2000) });
    }
  }

  onRunComplete() {
    write({ event: 'end' });
  }
};
