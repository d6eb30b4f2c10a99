"""Handlers of requests whose answers have other things in them: no test calls them by their names."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from codeonfly.toolchains.shift import looked_at, shifted
from codeonfly.toolchains.shift_web import BODIES

ROUTES = """def jsonify(**given):
    return ["json", given]


@app.get("/a")
def a():
    return {"n": 1, "all": ["x"]}


@app.post("/b")
def b():
    return jsonify(n=1), 201


@app.get("/c")
async def c():
    return await later()


@app.errorhandler(404)
def d():
    return "gone"


def e():
    return 1
"""


class App:
    """Keeps what is behind each route, as frameworks do."""

    def __init__(self) -> None:
        self.routes: dict[object, Callable[[], Any]] = {}

    def get(self, path: object) -> Callable[[Callable[[], Any]], None]:
        return lambda handler: self.routes.__setitem__(path, handler)

    post = errorhandler = get


def app(*, trip: bool) -> App:
    vars(sys).pop("_cof_shifted", None)
    found = shifted("a.py", ROUTES, frozenset({BODIES}), trip=trip)
    assert found is not None
    assert found[1] == {"its routes"}
    made: dict[str, Any] = {"app": App(), "__name__": __name__}
    exec(compile(found[0], "shifted", "exec"), made)  # noqa: S102 - our own text, run to see what it does
    vars(sys).pop("_cof_shifted")
    assert made["e"]() == 1
    return made["app"]  # type: ignore[no-any-return]


def test_python_routes_answer_with_something_else_of_the_same_kind() -> None:
    routes = app(trip=False).routes
    assert routes["/a"]() == {"n": 2, "all": ["y"]}
    assert routes["/b"]() == (["json", {"n": 2}], 201)
    assert routes[404]() == "gone"


def test_a_test_is_stopped_where_an_answer_would_be_another() -> None:
    with pytest.raises(BaseException, match="look at this"):
        app(trip=True).routes["/a"]()


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("res.json(found);", "res.json(cofSent(found, res));"),
        (
            "res.status(201).set('X', f(1)).send([a(b)]);",
            "res.status(201).set('X', f(1)).send(cofSent([a(b)], res));",
        ),
        ("if (!x) return reply.send({ n: 1 });", "if (!x) return reply.send(cofSent({ n: 1 }, reply));"),
        ("const data = await response.json();", ""),
        ("res.sendStatus(404);", ""),
        ("socket.send(data);", ""),
    ],
)
def test_what_javascript_sends_is_another_thing(line: str, sent: str) -> None:
    found = shifted(
        "a.js", f"app.get('/', (req, res) => {{\n  {line}\n}});\n", frozenset({BODIES}), trip=False
    )
    assert (found is not None) is bool(sent)
    assert found is None or sent in found[0]


@pytest.mark.parametrize(
    ("line", "looks"),
    [
        ("expect(response.body).toHaveLength(2);", True),
        ("expect(response.status).toBe(200); expect(response.body.id).toBeDefined();", True),
        ("await request(app).get('/').expect(404, { error: response.body.error });", False),
        ("expect(response.status).toBe(201); expect(response.body.id).toBeDefined();", False),
        ("expect(response.status).toBe(200);", False),
    ],
)
def test_answers_are_asked_about_where_tests_look_into_successes(line: str, looks: bool) -> None:
    assert (BODIES in looked_at("a.test.js", None, line, {1: line})) is looks
    assert (BODIES in looked_at("test_a.py", None, line, {1: line})) is looks
