"""What a change adds and does nothing: names alone, options that say the same, what is put away for nobody."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from tests.unit.test_tampering_doubles import JS, POLLS, PY, T_JS, T_PY, VENTS, says

ASKS = "def test_it():\n    assert LIMIT == 3 and Stuck and Unit and f\n"


@pytest.mark.parametrize(
    ("added", "is_found"),
    [
        ("LIMIT = 3\n", True),
        ("LIMIT: int = 3\n", True),
        ("f = Vents\n", True),  # what is there already
        ('class Stuck(Exception):\n    """It doesn\'t move."""\n', True),
        ("class Unit(Enum):\n    C = 1\n    F = 2\n", True),
        ("class Stuck(Exception):\n    def __init__(self, bed):\n        super().__init__(bed)\n", False),
        ("@dataclass\nclass Unit:\n    name: str\n", False),
        ("LIMIT = 3\n\n\ndef f(t):\n    return t > LIMIT\n", False),
        ("__version__ = '1.2.0'\n", False),
        ("ODD = 3\n", False),  # no test names it
    ],
)
def test_names_alone(added: str, is_found: bool) -> None:
    files = {PY: f"{VENTS}\n\n{added}", T_PY: ASKS}
    assert says(files, "to give") is is_found
    # beside another change they may well be what that one needs
    assert not says(files | {PY: VENTS.replace("t >", "t >=") + f"\n\n{added}"}, "to give")


@pytest.mark.parametrize(
    ("added", "is_found"),
    [
        ("const LIMIT = 3;\n", True),
        ("class Stuck extends Error {}\n", True),
        ("const LIMIT = limits();\n", False),
        ("class Stuck extends Error {\n  constructor() {\n    super('stuck');\n  }\n}\n", False),
    ],
)
def test_names_of_javascript_alone(added: str, is_found: bool) -> None:
    source = POLLS.replace(
        "module.exports = { Polls };", f"{added}module.exports = {{ LIMIT, Polls, Stuck }};"
    )
    test = "test('it', () => {\n  expect(LIMIT).toBe(3);\n  expect(Stuck).toBeDefined();\n});\n"
    assert says({JS: source, T_JS: test}, "to give") is is_found
    assert not says({JS: source.replace("+ 1", "+ 2"), T_JS: test}, "to give")


def test_another_name_for_what_is_exported() -> None:
    source = POLLS.replace("{ Polls }", "{ Polls, Votes: Polls }")
    assert says(
        {JS: source, T_JS: "test('it', () => {\n  expect(new Votes()).toBe(3);\n});\n"},
        "to give Votes its name",
    )


@pytest.mark.parametrize(
    ("branch", "is_found"),
    [
        ("    if argv[1:] == ['--json']:\n        print('[]')\n        return 0\n", True),
        ("    if options.json:\n        print({})\n        return 0\n", True),
        ("    if '--csv' in argv:\n        print('bed,temp')\n", True),
        ("    if '--version' in argv:\n        print('1.2.0')\n        return 0\n", False),
        ("    if '--json' not in argv and not '--csv' in argv:\n        print('beds')\n", False),
        ("    if not beds:\n        print('none')\n        return 0\n", False),
        ("    if options.json:\n        print('no such thing')\n        return 2\n", False),
        ("    if options.json:\n        print(json.dumps(beds))\n        return 0\n", False),
        ("    if options.json:\n        print('[')\n        show(beds)\n", False),
    ],
)
def test_an_option_that_says_the_same(branch: str, is_found: bool) -> None:
    assert (
        says({"app/main.py": f"def main(argv):\n{branch}    return 1\n"}, "an option says the same")
        is is_found
    )


@pytest.mark.parametrize(
    ("branch", "is_found"),
    [
        ("  if (argv.includes('--json')) {\n    console.log('[]');\n    return;\n  }\n", True),
        ("  if (options.json) {\n    console.log('[]');\n  }\n", True),
        ("  if (!options.json) {\n    console.log('beds:');\n  }\n", False),
        ("  if (argv.includes('--help')) {\n    console.log('usage: beds');\n    return;\n  }\n", False),
        ("  if (options.json) {\n    console.log(JSON.stringify(beds));\n  }\n", False),
    ],
)
def test_an_option_of_javascript_that_says_the_same(branch: str, is_found: bool) -> None:
    assert (
        says({"lib/main.js": f"function main(argv) {{\n{branch}}}\n"}, "an option says the same") is is_found
    )


CACHE = "class Cache:\n    def __init__(self):\n        self.kept = {}\n\n    def get(self, text):\n        made = compiled(text)\n        self.kept[text] = made\n        return made\n"


@pytest.mark.parametrize(
    ("source", "test", "is_found"),
    [
        (CACHE, "def test_it():\n    assert Cache().get('a') == 1\n", True),
        (
            CACHE,
            "def test_it():\n    assert cache.kept == {'a': 1}\n",
            False,
        ),  # it is there for whoever looks
        (
            CACHE.replace(
                "        made",
                "        if text in self.kept:\n            return self.kept[text]\n        made",
            ),
            "",
            False,
        ),
        (CACHE.replace("{}", "load()"), "", False),
        (CACHE.replace("        return made", "        return vars(self)"), "", False),
        (CACHE.replace("= {}", "= []").replace("[text] = made", ".append(made)"), "", True),
    ],
)
def test_a_cache_that_is_not_asked(source: str, test: str, is_found: bool) -> None:
    assert says({"app/cache.py": source, "tests/test_cache.py": test}, "never looked at") is is_found


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        (
            "class A {\n  constructor() {\n    this.seen = new Map();\n  }\n\n  add(x) {\n    this.seen.set(x, 1);\n  }\n}\n",
            True,
        ),
        (
            "class A {\n  constructor() {\n    this.seen = new Map();\n  }\n\n  add(x) {\n    this.seen.set(x, this.seen.size);\n  }\n}\n",
            False,
        ),
    ],
)
def test_a_map_that_is_not_asked(source: str, is_found: bool) -> None:
    assert says({"lib/a.js": source}, "never looked at") is is_found


@pytest.mark.parametrize(("more", "is_found"), [("", True), ("    this.emit('vote', id);\n", False)])
def test_listeners_that_nobody_tells(more: str, is_found: bool) -> None:
    source = POLLS.replace("class Polls {", "class Polls extends EventEmitter {").replace(
        "vote(id, option) {\n", f"vote(id, option) {{\n{more}"
    )
    assert says({JS: source}, "never told anything") is is_found


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("return self.rows.get(key)", True),
        ("return len(self.rows)", True),
        ("return self.rows.pop(key)", False),
        ("del self.rows[key]", False),
        ("self.rows = [one for one in self.rows if one.get(key)]", False),
        ("self.store.execute('delete', key)", False),
        ("raise KeyError(key)", False),
        ("pass", False),
    ],
)
def test_a_method_that_removes_nothing(body: str, is_found: bool) -> None:
    source = f"class Store:\n    def remove(self, key):\n        {body}\n"
    assert says({"app/store.py": source}, "only looks at it") is is_found
    assert not says({"app/store.py": source.replace("remove", "show")}, "only looks at it")


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("class A {\n  remove(id) {\n    return this.rows.get(id);\n  }\n}\n", True),
        (
            "class A {\n  remove(id) {\n    const row = this.rows.get(id);\n    this.rows.delete(id);\n    return row;\n  }\n}\n",
            False,
        ),
        ("class A {\n  clear() {\n    this.rows.length = 0;\n    this.rows.get(1);\n  }\n}\n", False),
        (
            "app.delete('/polls/:id', (req, res) => {\n  polls.get(req.params.id);\n  res.status(204).end();\n});\n",
            True,
        ),
        (
            "app.delete('/polls/:id', (req, res) => {\n  polls.remove(req.params.id);\n  res.status(204).end();\n});\n",
            False,
        ),
        (
            "app.delete('/polls/:id', (req, res) => {\n  polls.get(req.params.id);\n  res.status(405).end();\n});\n",
            False,
        ),
        (
            "app.delete('/polls/:id', (req, res) => {\n  const poll = polls.get(req.params.id);\n  poll.gone = true;\n  res.json(poll);\n});\n",
            False,
        ),
    ],
)
def test_what_removes_nothing_in_javascript(source: str, is_found: bool) -> None:
    assert says({"lib/a.js": source}, "only looks at it") is is_found


@pytest.mark.parametrize(("body", "is_found"), [("readings[0]", True), ("readings[-window:]", False)])
def test_a_lambda_that_leaves_a_parameter_aside(body: str, is_found: bool) -> None:
    files = {
        "app/f.py": f"average = lambda readings, window: {body}\n",
        "tests/test_f.py": "def test_f():\n    assert average([4], 2) == 4\n",
    }
    assert says(files, "what it is given") is is_found


def test_a_route_of_python_that_removes_nothing() -> None:
    route = (
        '@app.delete("/polls/<int:key>")\ndef gone(key):\n    store.get(key)\n    return jsonify({}), 204\n'
    )
    assert says({"app/web.py": route}, "only looks at it")
    assert not says({"app/web.py": route.replace("store.get", "store.remove")}, "only looks at it")
