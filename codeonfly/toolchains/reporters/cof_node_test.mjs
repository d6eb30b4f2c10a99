// Reporter of node:test that runs inside the sandbox, in the runner's own process: one JSON line an event.
import { isAbsolute, relative } from 'node:path';

const root = process.cwd();

function path(file) {
  return file ? relative(root, file.replace(/^file:\/\//, '')) : '';
}

export default async function* report(source) {
  const stacks = new Map();
  for await (const { type, data } of source) {
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
    const failed = type === 'test:fail' && data.todo === undefined;
    const error = data.details?.error;
    const outcome = data.skip !== undefined ? 'skipped' : data.todo !== undefined ? 'xfailed' : failed ? 'failed' : 'passed';
    yield `${JSON.stringify({
      event: 'test',
      // a file that ran no test of its own is reported as one, by its absolute path
      id: [file, ...above, ...(isAbsolute(data.name) ? [] : [data.name])].join('::'),
      file,
      outcome,
      seconds: (data.details?.duration_ms ?? 0) / 1000,
      message: failed ? String(error?.cause?.message ?? error?.message ?? '').slice(0, 2000) : '',
    })}\n`;
  }
  yield `${JSON.stringify({ event: 'end' })}\n`;
}
