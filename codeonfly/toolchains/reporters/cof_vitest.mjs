// Vitest reporter that runs in the runner's own process; understands the hooks of versions 1 to 4.
import { createHmac } from 'node:crypto';
import { openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { relative } from 'node:path';

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
const OUTCOMES = { pass: 'passed', passed: 'passed', fail: 'failed', failed: 'failed', skip: 'skipped', skipped: 'skipped', todo: 'skipped' };

function put(file, titles, state, milliseconds, errors) {
  write({
    event: 'test',
    id: [file, ...titles].join('::'),
    file,
    outcome: OUTCOMES[state] ?? 'errored',
    seconds: (milliseconds ?? 0) / 1000,
    message: (errors ?? []).map((error) => error.message).join('\n').slice(0, 2000),
  });
}

function walk(task, file, titles) {
  if (task.type !== 'suite' && !task.tasks) {
    const state = task.result?.state ?? (task.mode === 'run' ? 'unknown' : task.mode);
    put(file, [...titles, task.name], state, task.result?.duration, task.result?.errors);
    return;
  }
  const above = task.filepath ? titles : [...titles, task.name];
  for (const inner of task.tasks ?? []) walk(inner, file, above);
}

export default class Reporter {
  #ended = false;

  onTestRunEnd(modules, errors) {
    this.#ended = true;
    for (const module of modules) {
      const file = relative(root, module.moduleId);
      let count = 0;
      for (const test of module.children.allTests()) {
        const titles = [test.name];
        for (let suite = test.parent; suite && suite.type === 'suite'; suite = suite.parent) titles.unshift(suite.name);
        const result = test.result();
        put(file, titles, result.state, test.diagnostic()?.duration, result.errors);
        count += 1;
      }
      const broken = module.errors?.() ?? [];
      if (broken.length > 0 || (count === 0 && module.state?.() === 'failed')) put(file, [], 'errored', 0, broken);
    }
    if (errors?.length) put('(unhandled)', [], 'errored', 0, errors);
    write({ event: 'end' });
  }

  onFinished(files, errors) {
    if (this.#ended) return;
    for (const file of files ?? []) {
      const name = relative(root, file.filepath);
      walk(file, name, []);
      if (file.result?.state === 'fail' && (file.tasks ?? []).length === 0) put(name, [], 'errored', 0, file.result.errors);
    }
    if (errors?.length) put('(unhandled)', [], 'errored', 0, errors);
    write({ event: 'end' });
  }
}
