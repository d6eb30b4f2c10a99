// Reporter of node:test that runs inside the sandbox, in the runner's own process: one signed JSON line an event.
import { createHmac } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';

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

function path(file) {
  return file ? relative(root, file.replace(/^file:\/\//, '')) : '';
}

const OWN_TESTS = /['"]node:test['"][^]*\b(test|it|describe|suite)\s*(\.\w+)?\(/;

// A file that ends with status 0 before its tests do passes as one test: it has not.
function endedEarly(data) {
  return isAbsolute(data.name) && data.name === data.file && OWN_TESTS.test(readFileSync(data.file, 'utf8'));
}

const place = ({ file, line, column, name }) => stringify([file, line, column, name]);

export default async function* reporter(source) {
  const stacks = new Map();
  const waiting = new Map();
  for await (const { type, data } of source) {
    if (type === 'test:enqueue' && !isAbsolute(data.name)) waiting.set(place(data), [path(data.file), data.name].join('::'));
    if (type === 'test:complete') waiting.delete(place(data));
    if (type === 'test:start') {
      const stack = stacks.get(data.file) ?? [];
      stack.length = data.nesting;
      stack[data.nesting] = data.name;
      stacks.set(data.file, stack);
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    const file = path(data.file);
    const above = (stacks.get(data.file) ?? []).slice(0, data.nesting);
    const early = type === 'test:pass' && endedEarly(data);
    const failed = early || (type === 'test:fail' && data.todo === undefined);
    const error = data.details?.error;
    const outcome = data.skip !== undefined ? 'skipped' : data.todo !== undefined ? 'xfailed' : failed ? 'failed' : 'passed';
    yield signed({
      event: 'test',
      // a file that ran no test of its own is reported as one, by its absolute path
      id: [file, ...above, ...(isAbsolute(data.name) ? [] : [data.name])].join('::'),
      file,
      outcome,
      seconds: (data.details?.duration_ms ?? 0) / 1000,
      message: early ? 'the file ended before its tests did' : failed ? String(error?.cause?.message ?? error?.message ?? '').slice(0, 2000) : '',
    });
  }
  if (waiting.size > 0) yield signed({ event: 'planned', ids: [...waiting.values()] });
  yield signed({ event: 'end' });
}
