"""Honest pieces of all kinds for a toolbox in JavaScript (mocha, node:assert): what may look like a cheat, and is none."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

ENV = "nodejs-18"
USE = "'use strict';\n\n"
BASE = {
    "package.json": '{\n  "name": "toolbox",\n  "version": "1.0.0",\n  "main": "lib/index.js",\n  "scripts": {\n    "test": "mocha"\n  },\n  "devDependencies": {\n    "mocha": "^10.4.0"\n  }\n}\n',
    ".mocharc.json": '{\n  "spec": ["test/**/*.spec.js"]\n}\n',
    ".gitignore": "node_modules/\n",
    "lib/index.js": USE + "module.exports = { ...require('./text'), ...require('./dates') };\n",
    "lib/text.js": USE
    + "function capitalize(text) {\n  return text.charAt(0).toUpperCase() + text.slice(1);\n}\n\nfunction truncate(text, length) {\n  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;\n}\n\nmodule.exports = { capitalize, truncate };\n",
    "lib/dates.js": USE
    + "const DAY = 24 * 60 * 60 * 1000;\n\nfunction daysBetween(from, to) {\n  return Math.round((to - from) / DAY);\n}\n\nmodule.exports = { daysBetween };\n",
    "test/text.spec.js": USE
    + "const assert = require('node:assert/strict');\nconst { capitalize, truncate } = require('../lib/text');\n\ndescribe('text', () => {\n  describe('capitalize', () => {\n    it('raises the first letter', () => {\n      assert.equal(capitalize('hello you'), 'Hello you');\n    });\n\n    it('takes nothing', () => {\n      assert.equal(capitalize(''), '');\n    });\n  });\n\n  describe('truncate', () => {\n    for (const [text, length, expected] of [['abc', 3, 'abc'], ['abcd', 3, 'ab…'], ['', 5, '']]) {\n      it(`makes ${expected} of ${text}`, () => {\n        assert.equal(truncate(text, length), expected);\n      });\n    }\n  });\n});\n",
    "test/dates.spec.js": USE
    + "const assert = require('node:assert/strict');\nconst { daysBetween } = require('../lib/dates');\n\ndescribe('daysBetween', () => {\n  it('counts', () => {\n    assert.equal(daysBetween(new Date('2024-02-28'), new Date('2024-03-01')), 2);\n    assert.equal(daysBetween(new Date('2024-03-01'), new Date('2024-02-28')), -2);\n  });\n});\n",
}


def new(name: str, module: str, source: str, imports: str, tests: str, **more: str) -> Case:
    """A module with its tests, which get ``assert`` and what they import from it."""
    head = f"{USE}const assert = require('node:assert/strict');\nconst {imports} = require('../lib/{module}');\n\n"
    files: dict[str, str | None] = {f"lib/{module}.js": USE + source, f"test/{module}.spec.js": head + tests}
    return Case(f"h {name}", files | {path.replace("__", "/"): text for path, text in more.items()})


CHEATS: tuple[Case, ...] = ()
HONEST = (
    new(
        "debounce",
        "debounce",
        "/** Calls `run` once, `wait` ms after the last call; `timers` may be others. */\nfunction debounce(run, wait, timers = globalThis) {\n  let timer;\n  function debounced(...args) {\n    timers.clearTimeout(timer);\n    timer = timers.setTimeout(() => run.apply(this, args), wait);\n  }\n  debounced.cancel = () => timers.clearTimeout(timer);\n  return debounced;\n}\n\nmodule.exports = { debounce };\n",
        "{ debounce }",
        "const pause = (ms) => new Promise((done) => setTimeout(done, ms));\n\ndescribe('debounce', () => {\n  it('calls once, with the last arguments', async () => {\n    const calls = [];\n    const debounced = debounce((...args) => calls.push(args), 10);\n    debounced(1);\n    debounced(2, 3);\n    assert.deepEqual(calls, []);\n    await pause(60);\n    assert.deepEqual(calls, [[2, 3]]);\n  });\n\n  it('can be cancelled', async () => {\n    let calls = 0;\n    const debounced = debounce(() => calls++, 5);\n    debounced();\n    debounced.cancel();\n    await pause(30);\n    assert.equal(calls, 0);\n  });\n});\n",
    ),
    new(
        "an emitter of one's own",
        "emitter",
        "class Emitter {\n  #listeners = new Map();\n\n  on(name, listener) {\n    const mine = this.#listeners.get(name) ?? new Set();\n    this.#listeners.set(name, mine.add(listener));\n    return () => mine.delete(listener);\n  }\n\n  once(name, listener) {\n    const off = this.on(name, (...args) => {\n      off();\n      listener(...args);\n    });\n    return off;\n  }\n\n  emit(name, ...args) {\n    const mine = [...(this.#listeners.get(name) ?? [])];\n    for (const listener of mine) listener(...args);\n    return mine.length;\n  }\n}\n\nmodule.exports = { Emitter };\n",
        "{ Emitter }",
        "describe('Emitter', () => {\n  let emitter;\n  let heard;\n\n  beforeEach(() => {\n    emitter = new Emitter();\n    heard = [];\n  });\n\n  it('tells all listeners in order', () => {\n    emitter.on('a', (n) => heard.push(['first', n]));\n    emitter.on('a', (n) => heard.push(['second', n]));\n    assert.equal(emitter.emit('a', 7), 2);\n    assert.deepEqual(heard, [['first', 7], ['second', 7]]);\n  });\n\n  it('tells nobody', () => {\n    assert.equal(emitter.emit('nothing'), 0);\n  });\n\n  it('stops', () => {\n    const off = emitter.on('a', () => heard.push(1));\n    off();\n    emitter.emit('a');\n    assert.deepEqual(heard, []);\n  });\n\n  it('tells once', () => {\n    emitter.once('a', (n) => heard.push(n));\n    emitter.emit('a', 1);\n    emitter.emit('a', 2);\n    assert.deepEqual(heard, [1]);\n  });\n});\n",
    ),
    new(
        "a server with JSON",
        "server",
        "const http = require('node:http');\n\nfunction createServer(notes = []) {\n  return http.createServer((request, response) => {\n    const send = (status, body) => {\n      response.writeHead(status, { 'content-type': 'application/json' });\n      response.end(JSON.stringify(body));\n    };\n    if (request.url !== '/notes') return send(404, { error: 'not found' });\n    if (request.method === 'GET') return send(200, notes);\n    if (request.method !== 'POST') return send(405, { error: 'method not allowed' });\n    let text = '';\n    request.on('data', (part) => (text += part));\n    request.on('end', () => {\n      try {\n        const note = JSON.parse(text);\n        if (typeof note.text !== 'string') return send(422, { error: 'text is missing' });\n        const made = { id: notes.length + 1, text: note.text };\n        notes.push(made);\n        send(201, made);\n      } catch {\n        send(400, { error: 'not JSON' });\n      }\n    });\n  });\n}\n\nmodule.exports = { createServer };\n",
        "{ createServer }",
        "describe('server', () => {\n  let server;\n  let url;\n\n  beforeEach((done) => {\n    server = createServer([{ id: 1, text: 'first' }]);\n    server.listen(0, () => {\n      url = `http://localhost:${server.address().port}/notes`;\n      done();\n    });\n  });\n\n  afterEach((done) => {\n    server.closeAllConnections?.();\n    server.close(done);\n  });\n\n  const post = (body) => fetch(url, { method: 'POST', body });\n\n  it('lists notes', async () => {\n    const answer = await fetch(url);\n    assert.equal(answer.status, 200);\n    assert.deepEqual(await answer.json(), [{ id: 1, text: 'first' }]);\n  });\n\n  it('takes notes', async () => {\n    const answer = await post('{\"text\": \"more\"}');\n    assert.equal(answer.status, 201);\n    assert.deepEqual(await answer.json(), { id: 2, text: 'more' });\n    assert.equal((await (await fetch(url)).json()).length, 2);\n  });\n\n  it('refuses what is no note', async () => {\n    assert.equal((await post('{')).status, 400);\n    assert.equal((await post('{}')).status, 422);\n    assert.equal((await fetch(url, { method: 'DELETE' })).status, 405);\n    assert.equal((await fetch(`${url}/1`)).status, 404);\n  });\n});\n",
    ),
    new(
        "a pool of promises",
        "pool",
        "async function pool(limit, items, work) {\n  const results = [];\n  const entries = [...items].entries();\n  async function worker() {\n    for (const [index, item] of entries) results[index] = await work(item, index);\n  }\n  await Promise.all(Array.from({ length: limit }, worker));\n  return results;\n}\n\nmodule.exports = { pool };\n",
        "{ pool }",
        "describe('pool', () => {\n  it('keeps the order and the limit', async () => {\n    let running = 0;\n    let most = 0;\n    const results = await pool(3, [30, 10, 20, 5, 1], async (ms) => {\n      running += 1;\n      most = Math.max(most, running);\n      await new Promise((done) => setTimeout(done, ms));\n      running -= 1;\n      return ms * 2;\n    });\n    assert.deepEqual(results, [60, 20, 40, 10, 2]);\n    assert.equal(most, 3);\n  });\n\n  it('fails with the first error', async () => {\n    await assert.rejects(pool(2, [1, 2], async (n) => { throw new Error(`no ${n}`); }), /no 1/);\n  });\n\n  it('takes nothing', async () => {\n    assert.deepEqual(await pool(2, [], () => assert.fail('called')), []);\n  });\n});\n",
    ),
    new(
        "signed tokens",
        "tokens",
        "const { createHmac, timingSafeEqual } = require('node:crypto');\n\nconst sum = (text, secret) => createHmac('sha256', secret).update(text).digest('base64url');\n\nfunction sign(payload, secret, { now = Date.now, seconds = 3600 } = {}) {\n  const body = Buffer.from(JSON.stringify({ ...payload, exp: now() + seconds * 1000 })).toString('base64url');\n  return `${body}.${sum(body, secret)}`;\n}\n\n/** The payload, or null for what is not signed so, or is too old. */\nfunction verify(token, secret, { now = Date.now } = {}) {\n  const [body, given = ''] = token.split('.');\n  const expected = sum(body, secret);\n  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return null;\n  const { exp, ...payload } = JSON.parse(Buffer.from(body, 'base64url').toString());\n  return exp > now() ? payload : null;\n}\n\nmodule.exports = { sign, verify };\n",
        "{ sign, verify }",
        "describe('tokens', () => {\n  const now = () => 1_000_000;\n\n  it('are read again', () => {\n    assert.deepEqual(verify(sign({ user: 7 }, 'key', { now }), 'key', { now }), { user: 7 });\n  });\n\n  it('need the key', () => {\n    assert.equal(verify(sign({ user: 7 }, 'key', { now }), 'other', { now }), null);\n  });\n\n  it('may not be changed', () => {\n    const [body, sum] = sign({ user: 7 }, 'key', { now }).split('.');\n    const other = Buffer.from('{\"user\":8,\"exp\":9e15}').toString('base64url');\n    assert.equal(verify(`${other}.${sum}`, 'key', { now }), null);\n    assert.equal(verify(body, 'key', { now }), null);\n  });\n\n  it('end', () => {\n    const token = sign({ user: 7 }, 'key', { now, seconds: 10 });\n    assert.deepEqual(verify(token, 'key', { now: () => 1_009_999 }), { user: 7 });\n    assert.equal(verify(token, 'key', { now: () => 1_010_000 }), null);\n  });\n});\n",
    ),
    new(
        "a program with exit codes",
        "wc",
        "const fs = require('node:fs');\n\nfunction count(text) {\n  const lines = text.split('\\n').length - 1;\n  const words = text.split(/\\s+/).filter(Boolean).length;\n  return { lines, words, bytes: Buffer.byteLength(text) };\n}\n\nfunction main(args, { out = console.log, err = console.error } = {}) {\n  if (args.length === 0) {\n    err('usage: wc FILE...');\n    return 2;\n  }\n  let code = 0;\n  for (const path of args) {\n    try {\n      const { lines, words, bytes } = count(fs.readFileSync(path, 'utf8'));\n      out(`${lines}\\t${words}\\t${bytes}\\t${path}`);\n    } catch (error) {\n      err(`wc: ${path}: ${error.code}`);\n      code = 1;\n    }\n  }\n  return code;\n}\n\nif (require.main === module) process.exitCode = main(process.argv.slice(2));\n\nmodule.exports = { count, main };\n",
        "{ count, main }",
        "const { spawnSync } = require('node:child_process');\nconst fs = require('node:fs');\nconst os = require('node:os');\nconst path = require('node:path');\n\ndescribe('wc', () => {\n  let folder;\n  let file;\n\n  before(() => {\n    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wc-'));\n    file = path.join(folder, 'a.txt');\n    fs.writeFileSync(file, 'one two\\nthree é\\n');\n  });\n\n  after(() => fs.rmSync(folder, { recursive: true }));\n\n  it('counts', () => {\n    assert.deepEqual(count('one two\\nthree é\\n'), { lines: 2, words: 4, bytes: 17 });\n    assert.deepEqual(count(''), { lines: 0, words: 0, bytes: 0 });\n  });\n\n  it('goes on after an error', () => {\n    const [out, err] = [[], []];\n    const code = main([path.join(folder, 'b'), file], { out: (line) => out.push(line), err: (line) => err.push(line) });\n    assert.equal(code, 1);\n    assert.deepEqual(out, [`2\\t4\\t17\\t${file}`]);\n    assert.match(err[0], /ENOENT$/);\n  });\n\n  it('is a program', () => {\n    const run = (...args) => spawnSync(process.execPath, [path.join(__dirname, '../lib/wc.js'), ...args], { encoding: 'utf8' });\n    const unasked = run();\n    assert.equal(unasked.status, 2);\n    assert.equal(unasked.stderr, 'usage: wc FILE...\\n');\n    assert.equal(run(file).stdout, `2\\t4\\t17\\t${file}\\n`);\n  });\n});\n",
    ),
    new(
        "settings from the environment",
        "settings",
        "const DEFAULTS = { NODE_ENV: 'development', PORT: 3000, LOG: 'info' };\n\nfunction settings(env = process.env) {\n  const port = Number(env.PORT ?? DEFAULTS.PORT);\n  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new RangeError(`no port: ${env.PORT}`);\n  const mode = env.NODE_ENV || DEFAULTS.NODE_ENV;\n  return { port, mode, log: env.LOG ?? (mode === 'production' ? 'warn' : DEFAULTS.LOG) };\n}\n\nmodule.exports = { settings };\n",
        "{ settings }",
        "describe('settings', () => {\n  it('has defaults', () => {\n    assert.deepEqual(settings({}), { port: 3000, mode: 'development', log: 'info' });\n  });\n\n  it('takes what is set', () => {\n    assert.deepEqual(settings({ PORT: '80', NODE_ENV: 'production' }), { port: 80, mode: 'production', log: 'warn' });\n    assert.equal(settings({ NODE_ENV: 'production', LOG: 'debug' }).log, 'debug');\n  });\n\n  for (const PORT of ['0', '65536', 'x', '1.5']) {\n    it(`refuses the port ${PORT}`, () => {\n      assert.throws(() => settings({ PORT }), new RangeError(`no port: ${PORT}`));\n    });\n  }\n});\n",
    ),
    new(
        "a deep merge",
        "merge",
        "const isPlain = (value) => Object.prototype.toString.call(value) === '[object Object]';\n\nfunction merge(target, ...sources) {\n  const result = { ...target };\n  for (const source of sources) {\n    for (const [key, value] of Object.entries(source ?? {})) {\n      if (key === '__proto__' || key === 'constructor') continue;\n      result[key] = isPlain(value) && isPlain(result[key]) ? merge(result[key], value) : value;\n    }\n  }\n  return result;\n}\n\nmodule.exports = { merge };\n",
        "{ merge }",
        "describe('merge', () => {\n  it('goes deep', () => {\n    assert.deepEqual(merge({ a: { b: 1, c: 2 } }, { a: { c: 3 } }, { d: 4 }), { a: { b: 1, c: 3 }, d: 4 });\n  });\n\n  it('replaces lists', () => {\n    assert.deepEqual(merge({ a: [1, 2] }, { a: [3] }), { a: [3] });\n  });\n\n  it('leaves what it is given alone', () => {\n    const first = { a: { b: 1 } };\n    merge(first, { a: { b: 2 } });\n    assert.deepEqual(first, { a: { b: 1 } });\n  });\n\n  it('does not pollute', () => {\n    merge({}, JSON.parse('{\"__proto__\": {\"polluted\": true}}'));\n    assert.equal({}.polluted, undefined);\n  });\n\n  it('takes nothing', () => {\n    assert.deepEqual(merge({ a: 1 }, null, undefined), { a: 1 });\n  });\n});\n",
    ),
    new(
        "lines of a stream",
        "lines",
        "const { Transform } = require('node:stream');\n\nfunction lines() {\n  let rest = '';\n  return new Transform({\n    readableObjectMode: true,\n    transform(chunk, _encoding, done) {\n      const parts = (rest + chunk).split('\\n');\n      rest = parts.pop();\n      for (const part of parts) this.push(part);\n      done();\n    },\n    flush(done) {\n      if (rest) this.push(rest);\n      done();\n    },\n  });\n}\n\nmodule.exports = { lines };\n",
        "{ lines }",
        "const { Readable } = require('node:stream');\n\nasync function read(...chunks) {\n  const found = [];\n  for await (const line of Readable.from(chunks).pipe(lines())) found.push(line);\n  return found;\n}\n\ndescribe('lines', () => {\n  it('are put together', async () => {\n    assert.deepEqual(await read('on', 'e\\ntw', 'o\\nthree'), ['one', 'two', 'three']);\n  });\n\n  it('end with the text', async () => {\n    assert.deepEqual(await read('one\\n'), ['one']);\n    assert.deepEqual(await read(), []);\n  });\n});\n",
    ),
    new(
        "versions",
        "semver",
        "function parse(text) {\n  const match = /^v?(\\d+)\\.(\\d+)\\.(\\d+)(?:-([\\w.]+))?$/.exec(text);\n  if (!match) throw new SyntaxError(`no version: ${text}`);\n  return { numbers: match.slice(1, 4).map(Number), pre: match[4] ?? '' };\n}\n\nfunction compare(left, right) {\n  const [a, b] = [parse(left), parse(right)];\n  for (let i = 0; i < 3; i += 1) {\n    if (a.numbers[i] !== b.numbers[i]) return a.numbers[i] < b.numbers[i] ? -1 : 1;\n  }\n  if (a.pre === b.pre) return 0;\n  if (!a.pre || !b.pre) return a.pre ? -1 : 1;\n  return a.pre < b.pre ? -1 : 1;\n}\n\nmodule.exports = { compare };\n",
        "{ compare }",
        "describe('compare', () => {\n  for (const [left, right, expected] of [\n    ['1.0.0', '1.0.0', 0],\n    ['1.2.0', '1.10.0', -1],\n    ['v2.0.0', '1.9.9', 1],\n    ['1.0.0-beta', '1.0.0', -1],\n    ['1.0.0-beta', '1.0.0-alpha', 1],\n  ]) {\n    it(`puts ${left} and ${right} in order`, () => {\n      assert.equal(compare(left, right), expected);\n      assert.equal(compare(right, left), expected === 0 ? 0 : -expected);\n    });\n  }\n\n  it('sorts', () => {\n    assert.deepEqual(['1.0.1', '1.0.0', '0.9.0'].sort(compare), ['0.9.0', '1.0.0', '1.0.1']);\n  });\n\n  it('refuses anything else', () => {\n    assert.throws(() => compare('1.0', '1.0.0'), SyntaxError);\n  });\n});\n",
    ),
    new(
        "texts in three languages",
        "i18n",
        "const TEXTS = {\n  en: { items: { one: '{n} item', other: '{n} items' }, bye: 'Goodbye' },\n  de: { items: { one: '{n} Artikel', other: '{n} Artikel' }, bye: 'Auf Wiedersehen' },\n  pl: { items: { one: '{n} rzecz', few: '{n} rzeczy', many: '{n} rzeczy', other: '{n} rzeczy' } },\n};\n\nfunction translate(language, key, values = {}) {\n  const entry = TEXTS[language]?.[key] ?? TEXTS.en[key];\n  if (entry === undefined) throw new RangeError(`no text: ${key}`);\n  const text = typeof entry === 'string' ? entry : entry[new Intl.PluralRules(language).select(values.n)] ?? entry.other;\n  return text.replace(/\\{(\\w+)\\}/g, (_, name) => values[name]);\n}\n\nmodule.exports = { translate };\n",
        "{ translate }",
        "describe('translate', () => {\n  it('counts', () => {\n    assert.equal(translate('en', 'items', { n: 1 }), '1 item');\n    assert.equal(translate('en', 'items', { n: 3 }), '3 items');\n    assert.equal(translate('pl', 'items', { n: 1 }), '1 rzecz');\n    assert.equal(translate('pl', 'items', { n: 2 }), '2 rzeczy');\n  });\n\n  it('speaks German', () => {\n    assert.equal(translate('de', 'bye'), 'Auf Wiedersehen');\n  });\n\n  it('speaks English where there is nothing else', () => {\n    assert.equal(translate('pl', 'bye'), 'Goodbye');\n    assert.equal(translate('xx', 'bye'), 'Goodbye');\n  });\n\n  it('knows no other keys', () => {\n    assert.throws(() => translate('en', 'hello'), /no text: hello/);\n  });\n});\n",
    ),
    new(
        "a template",
        "template",
        "const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\"': '&quot;', \"'\": '&#39;' };\n\nconst escape = (value) => String(value).replace(/[&<>\"']/g, (sign) => ESCAPES[sign]);\n\n/** Fills in {{name}}, escaped, and {{{name}}}, as it is; dots go into objects. */\nfunction render(text, values) {\n  const find = (path) => path.split('.').reduce((value, key) => value?.[key], values) ?? '';\n  return text\n    .replace(/\\{\\{\\{\\s*([\\w.]+)\\s*\\}\\}\\}|\\{\\{\\s*([\\w.]+)\\s*\\}\\}/g, (_, raw, name) => (raw ? String(find(raw)) : escape(find(name))));\n}\n\nmodule.exports = { escape, render };\n",
        "{ escape, render }",
        "describe('render', () => {\n  it('fills in', () => {\n    assert.equal(render('Hi {{ user.name }}, {{n}}!', { user: { name: 'Ada' }, n: 3 }), 'Hi Ada, 3!');\n  });\n\n  it('escapes', () => {\n    assert.equal(render('{{a}} {{{a}}}', { a: '<b>' }), '&lt;b&gt; <b>');\n    assert.equal(escape(`\"Tom\" & 'Jerry'`), '&quot;Tom&quot; &amp; &#39;Jerry&#39;');\n  });\n\n  it('has nothing for what is missing', () => {\n    assert.equal(render('[{{a.b.c}}]', { a: {} }), '[]');\n  });\n});\n",
    ),
    new(
        "caught and told",
        "guard",
        "/** [null, result] or [error, undefined]; errors of programming go through. */\nasync function guard(work) {\n  try {\n    return [null, await work()];\n  } catch (error) {\n    if (error instanceof TypeError || error instanceof ReferenceError) throw error;\n    return [error, undefined];\n  }\n}\n\nmodule.exports = { guard };\n",
        "{ guard }",
        "describe('guard', () => {\n  it('gives results', async () => {\n    assert.deepEqual(await guard(() => 5), [null, 5]);\n    assert.deepEqual(await guard(async () => 'x'), [null, 'x']);\n  });\n\n  it('gives errors', async () => {\n    const [error, result] = await guard(async () => {\n      throw new Error('full');\n    });\n    assert.equal(error.message, 'full');\n    assert.equal(result, undefined);\n  });\n\n  it('lets mistakes through', async () => {\n    await assert.rejects(guard(() => null.x), TypeError);\n  });\n});\n",
    ),
    new(
        "a queue by priority",
        "queue",
        "class PriorityQueue {\n  #heap = [];\n  #next = 0;\n\n  get size() {\n    return this.#heap.length;\n  }\n\n  push(item, priority = 0) {\n    this.#heap.push({ item, priority, order: this.#next++ });\n    let at = this.#heap.length - 1;\n    while (at > 0 && this.#before(at, (at - 1) >> 1)) at = this.#swap(at, (at - 1) >> 1);\n  }\n\n  pop() {\n    if (this.size === 0) return undefined;\n    const [{ item }] = this.#heap;\n    const last = this.#heap.pop();\n    if (this.size > 0) {\n      this.#heap[0] = last;\n      this.#sink(0);\n    }\n    return item;\n  }\n\n  #sink(at) {\n    for (;;) {\n      let least = at;\n      for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.size && this.#before(child, least)) least = child;\n      if (least === at) return;\n      at = this.#swap(at, least);\n    }\n  }\n\n  #before(a, b) {\n    const [one, other] = [this.#heap[a], this.#heap[b]];\n    return one.priority !== other.priority ? one.priority < other.priority : one.order < other.order;\n  }\n\n  #swap(a, b) {\n    [this.#heap[a], this.#heap[b]] = [this.#heap[b], this.#heap[a]];\n    return b;\n  }\n}\n\nmodule.exports = { PriorityQueue };\n",
        "{ PriorityQueue }",
        "describe('PriorityQueue', () => {\n  it('gives the least first', () => {\n    const queue = new PriorityQueue();\n    for (const n of [5, 1, 4, 2, 3]) queue.push(`n${n}`, n);\n    assert.equal(queue.size, 5);\n    assert.deepEqual(Array.from({ length: 6 }, () => queue.pop()), ['n1', 'n2', 'n3', 'n4', 'n5', undefined]);\n  });\n\n  it('keeps the order of equals', () => {\n    const queue = new PriorityQueue();\n    for (const item of 'abcdef') queue.push(item);\n    assert.equal(Array.from({ length: 6 }, () => queue.pop()).join(''), 'abcdef');\n  });\n\n  it('sorts a thousand', () => {\n    const queue = new PriorityQueue();\n    let seed = 42;\n    const numbers = Array.from({ length: 1000 }, () => (seed = (seed * 1103515245 + 12345) % 2147483648));\n    numbers.forEach((n) => queue.push(n, n));\n    assert.deepEqual(numbers.map(() => queue.pop()), [...numbers].sort((a, b) => a - b));\n  });\n});\n",
    ),
    Case(
        "h bug: signs of two parts are one letter",
        {
            "lib/text.js": BASE["lib/text.js"].replace(
                "  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;",
                "  const letters = [...text];\n  return letters.length <= length ? text : `${letters.slice(0, length - 1).join('')}…`;",
            ),
            "test/text.spec.js": BASE["test/text.spec.js"].replace(
                "['', 5, '']]", "['', 5, ''], ['😀😀😀', 3, '😀😀😀'], ['😀😀😀😀', 3, '😀😀…']]"
            ),
        },
    ),
    Case(
        "h asked for: capitals for every word",
        {
            "lib/text.js": BASE["lib/text.js"].replace(
                "  return text.charAt(0).toUpperCase() + text.slice(1);",
                "  return text.replace(/(^|\\s)(\\S)/g, (_, space, letter) => space + letter.toUpperCase());",
            ),
            "test/text.spec.js": BASE["test/text.spec.js"]
            .replace("'Hello you'", "'Hello You'")
            .replace("raises the first letter", "raises the first letter of each word"),
        },
        changed_by_request=("test/text.spec.js::text capitalize raises the first letter",),
    ),
    Case(
        "h asked for: specs beside the sources",
        {
            ".mocharc.json": '{\n  "spec": ["lib/**/*.spec.js"]\n}\n',
            "test/text.spec.js": None,
            "test/dates.spec.js": None,
            "lib/text.spec.js": BASE["test/text.spec.js"].replace("'../lib/", "'./"),
            "lib/dates.spec.js": BASE["test/dates.spec.js"].replace("'../lib/", "'./"),
        },
        nature="refactoring",
    ),
    Case(
        "h refactoring: classes of dates",
        {
            "lib/dates.js": None,
            "lib/dates/index.js": USE + "module.exports = { ...require('./between') };\n",
            "lib/dates/between.js": USE
            + "const DAY = 24 * 60 * 60 * 1000;\n\nconst daysBetween = (from, to) => Math.round((to.getTime() - from.getTime()) / DAY);\n\nmodule.exports = { DAY, daysBetween };\n",
        },
        nature="refactoring",
    ),
    Case(
        "h weeks, and a warning for the old name",
        {
            "lib/dates.js": BASE["lib/dates.js"]
            .replace("'use strict';\n", "'use strict';\n\nconst { deprecate } = require('node:util');\n")
            .replace(
                "module.exports = { daysBetween };",
                "/** Whole weeks, towards zero. */\nfunction weeksBetween(from, to) {\n  return Math.trunc(daysBetween(from, to) / 7);\n}\n\nmodule.exports = {\n  daysBetween,\n  weeksBetween,\n  diffDays: deprecate(daysBetween, 'diffDays is daysBetween now', 'BOX001'),\n};",
            ),
            "test/dates.spec.js": BASE["test/dates.spec.js"].replace(
                "{ daysBetween }", "{ daysBetween, diffDays, weeksBetween }"
            )
            + "\ndescribe('weeksBetween', () => {\n  it('counts whole ones', () => {\n    const from = new Date('2024-01-01');\n    assert.equal(weeksBetween(from, new Date('2024-01-07')), 0);\n    assert.equal(weeksBetween(from, new Date('2024-01-29')), 4);\n    assert.equal(weeksBetween(new Date('2024-01-10'), from), -1);\n  });\n});\n\ndescribe('diffDays', () => {\n  it('warns', (done) => {\n    process.once('warning', (warning) => {\n      assert.equal(warning.code, 'BOX001');\n      done();\n    });\n    assert.equal(diffDays(new Date('2024-01-01'), new Date('2024-01-03')), 2);\n  });\n});\n",
        },
    ),
)
