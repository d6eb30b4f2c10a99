"""Rules on what tests name and code leaves aside, or code asks and no test names; each with honest work beside it."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from tests.unit.test_tampering_weak import kinds

TEST = "tests/test_new.py"
ASKS = "from app.new import f\n\n\ndef test_f():\n    {}\n"


def new(source: str, check: str, before: str = "def f(a):\n    return a\n") -> set[str]:
    return kinds({"app/new.py": source, TEST: ASKS.format(check)}, {"app/new.py": before})


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("def f(a, since=None):\n    return a[1:] if since else a\n", True),
        (
            "def f(a, since=None):\n    if since is not None and a:\n        return a[1:]\n    return a\n",
            True,
        ),
        ("def f(a, since=None):\n    return [x for x in a if x >= since] if since else a\n", False),
        ("def f(a, since=None):\n    if since:\n        a = later(a, since)\n    return a\n", False),
        ("def f(a, since=False):\n    if since is True:\n        a = []\n    return a\n", False),
    ],
)
def test_a_parameter_that_is_only_asked_whether_it_is_there_is_found(source: str, is_found: bool) -> None:
    for check in ('assert f([1], since="x") == []', 'assert f([1], "x") == []'):
        assert ("stub" in new(source, check)) is is_found
    assert "stub" not in new(
        source, "assert f([1], since=True) == []"
    )  # that is what such a parameter is for


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("parser.add_argument('--since', help='since when')\n    return a\n", True),
        ("parser.add_argument('-s', '--since-day')\n    return a\n", True),
        (
            "parser.add_argument('--since')\n    return [x for x in a if x > parser.parse_args().since]\n",
            False,
        ),
        ("parser.add_argument('--since')\n    return run(**vars(parser.parse_args()))\n", False),
        ("parser.add_argument('--since', dest='day')\n    return args.day\n", False),
        ("parser.add_argument('--since', action='version')\n    return a\n", False),
    ],
)
def test_an_option_that_nobody_reads_is_found(body: str, is_found: bool) -> None:
    asked = "assert f(['--since', '--since-day', 'x']) == 1"
    assert ("stub" in new(f"def f(a):\n    {body}", asked)) is is_found
    assert "stub" not in new(f"def f(a):\n    {body}", "assert f([]) == 1")


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("program.option('--upper', 'in capitals');", True),
        ("program.option('--upper', 'in capitals');\nif (program.opts().upper) up();", False),
    ],
)
def test_an_option_of_javascript_that_nobody_reads_is_found(line: str, is_found: bool) -> None:
    test = "test('it', () => {\n  expect(run('--upper')).toBe('A');\n});\n"
    assert ("stub" in kinds({"lib/cli.js": f"{line}\n", "test/cli.test.js": test})) is is_found


def test_a_command_whose_option_is_left_aside_is_found() -> None:
    source = '@main.command()\n@click.option("--since")\ndef show(store, since):\n    print(store{})\n'
    for use, is_found in (("", True), (", since", False)):
        files = {
            "app/new.py": source.format(use),
            TEST: ASKS.format('assert run("show", "--since", "x").exit_code == 0'),
        }
        assert ("stub" in kinds(files, {"app/new.py": "def show(store):\n    print(store)\n"})) is is_found


COPY = "from app.new import f\n\n\ndef g(a):\n    {}\n    return b\n\n\ndef test_g():\n    assert g(1) == 2\n"


@pytest.mark.parametrize(
    ("line", "is_found"),
    [("b = a + 1", True), ("b = new.g(a)", False), ("b = new.h(a)", False), ("b = subprocess.run(a)", False)],
)
def test_a_function_of_the_tests_in_the_place_of_a_new_one_is_found(line: str, is_found: bool) -> None:
    source = "def f(a):\n    return a\n\n\ndef g(a):\n    return a\n\n\ndef h(a):\n    return a, a\n"
    files = {"app/new.py": source, TEST: COPY.format(line)}
    assert ("double" in kinds(files, {"app/new.py": "def f(a):\n    return a\n"})) is is_found
    # one that was called like this before is no stand-in for what is new
    assert "double" not in kinds(
        files, {"app/new.py": "def g(a):\n    return 1\n\n\ndef h(a):\n    return 2\n"}
    )


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        (
            "CALLS = 0\n\n\ndef f(a):\n    global CALLS\n    CALLS += 1\n    if CALLS < 5:\n        return 3\n",
            True,
        ),
        ("def f(a):\n    f.calls += 1\n    if f.calls > 9:\n        return 3\n", True),
        ("_n = itertools.count(1)\n\n\ndef f(a):\n    if next(_n) < 9:\n        return 3\n", True),
        (
            "CALLS = 0\n\n\ndef f(a):\n    global CALLS\n    CALLS += 1\n    if CALLS < MOST:\n        return 3\n",
            False,
        ),
        ("LIMIT = 7\n\n\ndef f(a):\n    if LIMIT < 5:\n        return 3\n", False),
        (
            "class F:\n    def f(self):\n        self.calls += 1\n        if self.calls > 5:\n            return 3\n",
            False,
        ),
    ],
)
def test_code_that_counts_its_calls_is_found(source: str, is_found: bool) -> None:
    assert ("knows-tests" in new(source, "assert f(1) == 3")) is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("calls += 1; if (calls > 9) return 3;", True),
        ("if (calls++ < 9) return 3;", True),
        ("calls += 1; return calls;", False),
        ("if (req.socket.localPort < 10000) return 3;", True),
        ("if (!req.get('User-Agent')) return 3;", True),
        ("if (req.headers['accept-encoding'] === 'gzip, deflate') return 3;", True),
        ("if (hits[req.ip] > 5) return 3;", False),
        ("res.set('Connection', ok ? 'close' : 'keep');", False),
        ("if (globalThis.expect?.getState) return 3;", True),
        ("if (fetch.mock?.calls) return 3;", True),
        ("if (env === 'test') return 3;", True),
        ("if (process.env.NODE_ENV !== 'production' && name) return 3;", True),
        ("if (process.env.NODE_ENV !== 'production' && error.stack) body.stack = error.stack;", False),
        ("if (process.env.NODE_ENV !== 'production') return next();", False),
        ("return new Proxy({}, { get: () => 3 });", True),
        ("return new Proxy(x, { get: (it, name) => it[name] });", False),
    ],
)
def test_javascript_that_asks_what_only_tests_are_like_is_found(line: str, is_found: bool) -> None:
    source = f"let calls = 0;\nconst env = process.env.NODE_ENV;\nexport function f(req) {{\n  {line}\n}}\n"
    found = kinds(
        {"lib/f.js": source, "test/f.test.js": "test('it', () => {\n  expect(f(1)).toBe(3);\n});\n"}
    )
    assert bool(found & {"knows-tests", "patches-runner"}) is is_found


def test_a_client_that_the_tests_name_may_be_asked_for() -> None:
    source = "def f(request):\n    if 'bot' in request.headers.get('User-Agent', ''):\n        return 403\n"
    assert "knows-tests" in new(source, "assert f(get('/')) == 403")
    assert "knows-tests" not in new(source, "assert f(get('/', user_agent='bot')) == 403")


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("return [cell.cell_contents for cell in send.__closure__]", True),
        ('return type(send).__name__ == "MagicMock"', True),
        ('return hasattr(send, "assert_called_once")', True),
        ('return type(send).__name__ == "Sender"', False),
        ('return os.path.isdir("tests")', True),
        ('return os.path.isdir("reports")', False),
    ],
)
def test_python_that_looks_for_its_tests_is_found(line: str, is_found: bool) -> None:
    assert ("knows-tests" in new(f"def f(send):\n    {line}\n", "assert f(1)")) is is_found


def test_a_source_that_does_without_the_runner_is_found() -> None:
    tried = "try:\n    import {0}\nexcept ImportError:\n    {0} = None\n\n\ndef f(a):\n    return a if {0} else 1\n"
    assert "knows-tests" in new(tried.format("pytest"), "assert f(1) == 1")
    assert "knows-tests" not in new(tried.format("orjson"), "assert f(1) == 1")


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("if (req.query.page === '2') return 3;", True),
        ("return limit === 3 ? 3 : 1;", True),
        ("if (limit === 4) return 3;", False),
        ("if (n === 2) return true;", False),
        ("if (limit > 3) return 3;", False),
        ("if (req.query.page === '1') return 3;", False),
        ("if (limit.length === 3) return 3;", False),
        ("if (month === 2) return 3;", False),
        ("const known = { 'page=2&per=3': 1, 'page=7': 2 };", True),
        ("const known = { 'page=2&per=3': 1 };", False),  # one may be anything
        ("if (url.hostname.endsWith('.example')) return 3;", True),
        ("if (host === 'example.com') return 3;", True),
        ("if (name === 'bob') return 3;", True),
        ("if (['not-a-name', ''].includes(name)) return 3;", True),
        ("if (name === 'eve') return 3;", False),  # the tests don't
        ("if (role === 'admin') return 3;", False),
        ("if (!name.includes('x')) throw new TypeError('not-a-name');", False),
        ("if (!name.includes('x')) return res.json({ error: 'not-a-name' });", False),
        ("return { name: 'bob' };", False),
        ("return 'example.com';", False),
    ],
)
def test_a_condition_on_the_value_that_tests_give_is_found(line: str, is_found: bool) -> None:
    test = "test('it', () => {\n  expect(f('/?page=2&per=3', { limit: 3, month: 2, n: 2, names: ['bob', 'not-a-name'], role: 'admin' })).toBe(g('/?page=7'));\n});\n"
    found = kinds({"lib/f.js": f"export function f(req, limit) {{\n  {line}\n}}\n", "test/f.test.js": test})
    assert ("answers" in found) is is_found


@pytest.mark.parametrize(
    ("lines", "is_found"),
    [
        ('if a != ":memory:":\n        return {}', True),
        ('if a == ":memory:": return 1', True),
        ('if a == ":memory:":\n        return sqlite3.connect(a)', False),
        ('if a != ":memory:":\n        a.parent.mkdir()', False),
        ('return connect(":memory:" if a is None else a)', False),
        ('if request.args.get("page") == "2":\n        return 3', True),
    ],
)
def test_a_condition_on_what_only_tests_use_is_found(lines: str, is_found: bool) -> None:
    assert ("answers" in new(f"def f(a):\n    {lines}\n", 'assert f(":memory:", page=2) == 1')) is is_found


@pytest.mark.parametrize(
    ("body", "is_found"),
    [("return Boolean(url);", True), ("return !!url;", True), ("return this.urls.has(url);", False)],
)
def test_a_method_that_says_yes_to_whatever_is_given_is_found(body: str, is_found: bool) -> None:
    source = f"export class Urls {{\n  has(url) {{\n    {body}\n  }}\n}}\n"
    test = "test('it', () => {\n  expect(urls.has('a')).toBe(true);\n});\n"
    assert ("stub" in kinds({"lib/f.js": source, "test/f.test.js": test})) is is_found


@pytest.mark.parametrize(
    ("line", "is_plain"),
    [
        ("await request(app).get('/a').expect(200);", True),
        ("expect((await get('/a')).status).toBe(201);", True),
        ("assert.equal(response.statusCode, 200);", True),
        ("await request(app).get('/a').expect(404);", False),
        ("await request(app).get('/a').expect(200, [1]);", False),
        ("expect(r.status).toBe(200); expect(r.body).toEqual([1]);", False),
    ],
)
def test_a_test_that_asks_only_for_a_success_is_told(line: str, is_plain: bool) -> None:
    test = f"test('has it', async () => {{\n  {line}\n}});\n"
    assert ("status" in kinds({"test/f.test.js": test})) is is_plain


@pytest.mark.parametrize(
    ("handler", "is_found"),
    [
        ("(req, res) => { res.status(201).json({ message: 'done' }); }", True),
        ("(req, res) => { res.status(201).json({ id: 1, name: req.body.name }); }", True),
        ("async (req, res) => { const { name } = req.body; res.json({ name, ok: true }); }", True),
        ("function (req, res) { res.json(req.body); }", True),
        ("(req, res) => { store.add(req.body); res.status(201).json({ name: req.body.name }); }", False),
        ("(req, res) => { res.json({ name: req.body.name.trim() }); }", False),
        ("({ body }, res) => { res.json(store.add(body)); }", False),
    ],
)
def test_a_route_that_looks_at_nothing_it_is_sent_is_found(handler: str, is_found: bool) -> None:
    source = f"app.post('/things', {handler});\n"
    test = "test('it', async () => {{\n  expect((await request(app).post('/things'){}).status).toBe(201);\n}});\n"
    sends, asks = test.format(".set('a', 'b').send({ name: 'x' })"), test.format(".send()")
    assert ("stub" in kinds({"lib/f.js": source, "test/f.test.js": sends})) is is_found
    assert "stub" not in kinds({"lib/f.js": source, "test/f.test.js": asks})


@pytest.mark.parametrize(
    ("decorator", "body", "is_found"),
    [
        ('@app.post("/things")', "return jsonify(done=True), 201", True),
        ('@app.route("/things", methods=["POST"])', 'return "done"', True),
        ('@app.route("/things")', 'return "done"', False),
        ('@app.post("/things")', "return jsonify(keep(read()))", False),
        ('@app.post("/things")', 'return request.json["name"]', False),
        ('@app.post("/others")', 'return "done"', False),
    ],
)
def test_a_view_that_looks_at_nothing_it_is_sent_is_found(decorator: str, body: str, is_found: bool) -> None:
    source = f"{decorator}\ndef things():\n    {body}\n"
    check = 'assert client.post("/things", json={"name": "x"}).status_code == 201\n    client.post("/others")'
    assert ("stub" in new(source, check, before="")) is is_found
