// Mocha reporter: one signed JSON line an event, written as it happens.
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

module.exports = function Reporter(runner) {
  const put = (test, outcome, error) => {
    const file = test.file ? path.relative(root, test.file) : '';
    const titles = test.titlePath ? test.titlePath() : [test.title];
    write({
      event: 'test',
      id: [file, ...titles].join('::'),
      file,
      outcome,
      seconds: (test.duration ?? 0) / 1000,
      message: String(error?.message ?? '').slice(0, 2000),
    });
  };
  const planned = [];
  const gather = (suite) => {
    for (const test of suite.tests) planned.push([test.file ? path.relative(root, test.file) : '', ...test.titlePath()].join('::'));
    suite.suites.forEach(gather);
  };
  runner.once('start', () => {
    gather(runner.suite);
    write({ event: 'planned', ids: runner._grep?.source === '.*' ? planned : [] });
  });
  runner.on('pass', (test) => put(test, 'passed'));
  runner.on('pending', (test) => put(test, 'skipped'));
  runner.on('fail', (test, error) => put(test, test.type === 'hook' ? 'errored' : 'failed', error));
  runner.once('end', () => write({ event: 'end' }));
};
