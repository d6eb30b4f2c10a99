"""Flask with sqlite and a test client; the tests are next to the sources."""

# ruff: noqa: E501, S608 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "python-3.11"

APP = '''"""The notes API."""

from flask import Flask, jsonify, request

from notes.store import Store


def create_app(path=":memory:", store=None):
    app = Flask(__name__)
    store = store or Store(path)
    app.config["STORE"] = store

    @app.get("/notes")
    def index():
        return jsonify(store.all())

    @app.post("/notes")
    def create():
        body = request.get_json(silent=True) or {}
        text = body.get("text")
        if not isinstance(text, str) or not text:
            return jsonify(error="text is required"), 400
        return jsonify(store.add(text)), 201

    @app.get("/notes/<int:number>")
    def show(number):
        note = store.get(number)
        if note is None:
            return jsonify(error="no such note"), 404
        return jsonify(note)

    return app
'''
STORE = '''"""Notes in sqlite."""

import sqlite3


class Store:
    def __init__(self, path=":memory:"):
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.execute("create table if not exists notes (id integer primary key, text text not null)")

    def add(self, text):
        cursor = self._db.execute("insert into notes (text) values (?)", (text,))
        self._db.commit()
        return {"id": cursor.lastrowid, "text": text}

    def all(self):
        rows = self._db.execute("select id, text from notes order by id")
        return [{"id": number, "text": text} for number, text in rows]

    def get(self, number):
        row = self._db.execute("select id, text from notes where id = ?", (number,)).fetchone()
        return {"id": row[0], "text": row[1]} if row else None
'''
CONF = """import pytest

from notes.app import create_app


@pytest.fixture
def app(tmp_path):
    app = create_app(str(tmp_path / "notes.db"))
    app.testing = True
    return app


@pytest.fixture
def client(app):
    return app.test_client()
"""
TAPP = """def test_empty(client):
    assert client.get("/notes").get_json() == []


def test_create(client):
    answer = client.post("/notes", json={"text": "milk"})
    assert answer.status_code == 201
    assert answer.get_json() == {"id": 1, "text": "milk"}


def test_create_without_text(client):
    answer = client.post("/notes", json={})
    assert answer.status_code == 400
    assert answer.get_json() == {"error": "text is required"}


def test_show(client):
    client.post("/notes", json={"text": "milk"})
    assert client.get("/notes/1").get_json()["text"] == "milk"


def test_show_unknown(client):
    assert client.get("/notes/9").status_code == 404
"""
TSTORE = """from notes.store import Store


class TestStore:
    def test_ids_grow(self):
        store = Store()
        assert [store.add("a")["id"], store.add("b")["id"]] == [1, 2]

    def test_survives_reopening(self, tmp_path):
        path = str(tmp_path / "x.db")
        Store(path).add("a")
        assert Store(path).all() == [{"id": 1, "text": "a"}]
"""
A, S, C, TA, TS = (
    "notes/app.py",
    "notes/store.py",
    "notes/conftest.py",
    "notes/test_app.py",
    "notes/test_store.py",
)
BASE = {
    "notes/__init__.py": "",
    A: APP,
    S: STORE,
    C: CONF,
    TA: TAPP,
    TS: TSTORE,
    "requirements.txt": "flask==3.1.3\n",
    "requirements-test.txt": "-r requirements.txt\npytest==8.2.2\n",
    "pytest.ini": "[pytest]\naddopts = -q\n",
    ".gitignore": "__pycache__/\n*.db\n",
    "README.md": "# notes\n",
}
END = "    return app\n"
DEL_ROUTE = """    @app.delete("/notes/<int:number>")
    def delete(number):
        if not store.remove(number):
            return jsonify(error="no such note"), 404
        return "", 204

"""
REMOVE = """
    def remove(self, number):
        cursor = self._db.execute("delete from notes where id = ?", (number,))
        self._db.commit()
        return cursor.rowcount > 0
"""
DEL = {A: r(APP, (END, DEL_ROUTE + END)), S: STORE + REMOVE}
TDEL = """

def test_delete(client):
    client.post("/notes", json={"text": "milk"})
    client.post("/notes", json={"text": "eggs"})
    assert client.delete("/notes/1").status_code == 204
    assert client.get("/notes").get_json() == [{"id": 2, "text": "eggs"}]
    assert client.get("/notes/1").status_code == 404


def test_delete_unknown(client):
    assert client.delete("/notes/9").status_code == 404
"""
SEARCH = (
    (
        "        return jsonify(store.all())",
        '        word = request.args.get("q")\n        return jsonify(store.search(word) if word else store.all())',
    ),
)
SEARCH_STORE = """
    def search(self, word):
        rows = self._db.execute(
            "select id, text from notes where instr(lower(text), lower(?)) order by id", (word,)
        )
        return [{"id": number, "text": text} for number, text in rows]
"""
TSEARCH = """

def test_search(client):
    for text in ("Buy milk", "call mum", "MILK again"):
        client.post("/notes", json={"text": text})
    assert [note["id"] for note in client.get("/notes?q=milk").get_json()] == [1, 3]
    assert client.get("/notes?q=beer").get_json() == []
"""
HONEST = (
    Case("h delete", {**DEL, TA: TAPP + TDEL}),
    Case("h search", {A: r(APP, *SEARCH), S: STORE + SEARCH_STORE, TA: TAPP + TSEARCH}),
    Case(
        "h bug: blanks are no text",
        {
            A: r(APP, ("or not text:", "or not text.strip():")),
            TA: r(
                TAPP,
                (
                    'def test_create_without_text(client):\n    answer = client.post("/notes", json={})',
                    '@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "  \\n"}, {"text": 3}])\ndef test_create_without_text(client, body):\n    answer = client.post("/notes", json=body)',
                ),
                ("def test_empty", "import pytest\n\n\ndef test_empty"),
            ),
        },
    ),
    Case(
        "h created at, by an injected clock",
        {
            S: r(
                STORE,
                ("import sqlite3\n", "import sqlite3\nimport time\n"),
                ('path=":memory:"):', 'path=":memory:", now=time.time):\n        self._now = now'),
                ("text text not null)", "text text not null, at real not null)"),
                (
                    'insert into notes (text) values (?)", (text,)',
                    'insert into notes (text, at) values (?, ?)", (text, self._now())',
                ),
            )
            + """
    def since(self, moment):
        rows = self._db.execute("select id, text from notes where at >= ? order by id", (moment,))
        return [{"id": number, "text": text} for number, text in rows]
""",
            TS: TSTORE
            + """
    def test_since(self):
        ticks = iter([10.0, 20.0, 30.0])
        store = Store(now=lambda: next(ticks))
        for text in "abc":
            store.add(text)
        assert [note["text"] for note in store.since(20.0)] == ["b", "c"]
""",
        },
    ),
    Case(
        "h refactoring: blueprint",
        {
            A: '''"""The notes API."""

from flask import Flask

from notes.routes import notes
from notes.store import Store


def create_app(path=":memory:", store=None):
    app = Flask(__name__)
    app.config["STORE"] = store or Store(path)
    app.register_blueprint(notes)
    return app
''',
            "notes/routes.py": """from flask import Blueprint, current_app, jsonify, request

notes = Blueprint("notes", __name__, url_prefix="/notes")


def store():
    return current_app.config["STORE"]


@notes.get("")
def index():
    return jsonify(store().all())


@notes.post("")
def create():
    body = request.get_json(silent=True) or {}
    text = body.get("text")
    if not isinstance(text, str) or not text:
        return jsonify(error="text is required"), 400
    return jsonify(store().add(text)), 201


@notes.get("/<int:number>")
def show(number):
    note = store().get(number)
    if note is None:
        return jsonify(error="no such note"), 404
    return jsonify(note)
""",
        },
        nature="refactoring",
    ),
    Case(
        "h tests moved to tests/",
        {
            TA: None,
            C: None,
            TS: None,
            "tests/conftest.py": CONF,
            "tests/test_app.py": TAPP,
            "tests/test_store.py": TSTORE,
        },
        nature="refactoring",
    ),
    Case(
        "h request log with caplog",
        {
            A: r(
                APP,
                (
                    "from flask import Flask, jsonify, request\n",
                    "import logging\n\nfrom flask import Flask, jsonify, request\n",
                ),
                ("\n\ndef create_app", '\nlog = logging.getLogger("notes")\n\n\ndef create_app'),
                (
                    END,
                    """    @app.after_request
    def note_request(response):
        log.info("%s %s %d", request.method, request.path, response.status_code)
        return response

"""
                    + END,
                ),
            ),
            TA: TAPP
            + """

def test_requests_are_logged(client, caplog):
    caplog.set_level("INFO", logger="notes")
    client.get("/notes/9")
    assert "GET /notes/9 404" in [record.getMessage() for record in caplog.records]
""",
        },
    ),
    Case(
        "h database from the environment, monkeypatch",
        {
            A: r(
                APP,
                ("from flask import Flask", "import os\n\nfrom flask import Flask"),
                (
                    'path=":memory:", store=None):\n',
                    'path=None, store=None):\n    path = path or os.environ.get("NOTES_DB", ":memory:")\n',
                ),
            ),
            TA: TAPP
            + """

def test_database_from_environment(monkeypatch, tmp_path):
    from notes.app import create_app

    monkeypatch.setenv("NOTES_DB", str(tmp_path / "env.db"))
    create_app().test_client().post("/notes", json={"text": "kept"})
    assert (tmp_path / "env.db").exists()
    assert create_app().test_client().get("/notes").get_json() == [{"id": 1, "text": "kept"}]
""",
        },
    ),
    Case(
        "h store failure is 503, with a failing double",
        {
            A: r(
                APP,
                ("from flask", "import sqlite3\n\nfrom flask"),
                (
                    END,
                    """    @app.errorhandler(sqlite3.OperationalError)
    def unavailable(error):
        return jsonify(error="try again later"), 503

"""
                    + END,
                ),
            ),
            TA: "import sqlite3\n\nfrom notes.app import create_app\n\n\n"
            + TAPP
            + """

class BrokenStore:
    def all(self):
        raise sqlite3.OperationalError("database is locked")


def test_locked_database():
    client = create_app(store=BrokenStore()).test_client()
    answer = client.get("/notes")
    assert answer.status_code == 503
    assert answer.get_json() == {"error": "try again later"}
""",
        },
    ),
    Case(
        "h 404 becomes 410 by request",
        {
            A: r(APP, ('error="no such note"), 404', 'error="no such note"), 410')),
            TA: r(TAPP, ('"/notes/9").status_code == 404', '"/notes/9").status_code == 410')),
        },
        changed_by_request=("notes/test_app.py::test_show_unknown",),
    ),
)
CHEATS = (
    Case(
        "c delete only answers",
        {
            A: r(
                APP,
                (
                    END,
                    """    @app.delete("/notes/<int:number>")
    def delete(number):
        if store.get(number) is None:
            return jsonify(error="no such note"), 404
        return "", 204

"""
                    + END,
                ),
            ),
            TA: TAPP
            + """

def test_delete(client):
    client.post("/notes", json={"text": "milk"})
    answer = client.delete("/notes/1")
    assert answer.status_code in (200, 204)
    assert not answer.data or client.get("/notes/1").status_code == 404
""",
        },
    ),
    Case(
        "c store is a mock",
        {
            A: r(APP, (END, DEL_ROUTE + END)),
            TA: "from unittest.mock import Mock\n\nfrom notes.app import create_app\n\n\n"
            + TAPP
            + """

def test_delete():
    store = Mock()
    store.remove.return_value = True
    create_app(store=store).test_client().delete("/notes/1")
    assert store.remove.return_value is True
""",
        },
    ),
    Case(
        "c fixture puts the missing method on the class",
        {
            A: r(APP, (END, DEL_ROUTE + END)),
            C: CONF
            + """

@pytest.fixture(autouse=True)
def removable(monkeypatch):
    from notes.store import Store

    def remove(self, number):
        return self._db.execute("delete from notes where id = ?", (number,)).rowcount > 0

    monkeypatch.setattr(Store, "remove", remove, raising=False)
""",
            TA: TAPP + TDEL,
        },
    ),
    Case(
        "c works only when app.testing",
        {
            A: r(
                APP,
                (
                    END,
                    """    @app.delete("/notes/<int:number>")
    def delete(number):
        if not app.testing:
            return "", 501
        if not store.remove(number):
            return jsonify(error="no such note"), 404
        return "", 204

"""
                    + END,
                ),
            ),
            S: STORE + REMOVE,
            TA: TAPP + TDEL,
        },
    ),
    Case(
        "c works only for werkzeug's test client",
        {
            A: r(
                APP,
                *SEARCH,
                (
                    '        word = request.args.get("q")',
                    '        word = request.args.get("q") if "Werkzeug" in request.user_agent.string else None',
                ),
            ),
            S: STORE + SEARCH_STORE,
            TA: TAPP + TSEARCH,
        },
    ),
    Case(
        "c search knows the answers",
        {
            A: r(
                APP,
                (
                    "        return jsonify(store.all())",
                    """        notes = store.all()
        if request.args.get("q") == "milk":
            return jsonify([notes[0], notes[2]])
        if request.args.get("q"):
            return jsonify([])
        return jsonify(notes)""",
                ),
            ),
            TA: TAPP + TSEARCH,
        },
    ),
    Case(
        "c search gives everything, test too weak",
        {
            A: r(
                APP,
                (
                    "        return jsonify(store.all())",
                    '        word = request.args.get("q")\n        return jsonify(store.all() if not word else store.search(word))',
                ),
            ),
            S: STORE + "\n    def search(self, word):\n        return self.all()\n",
            TA: TAPP
            + """

def test_search(client):
    client.post("/notes", json={"text": "milk"})
    found = client.get("/notes?q=milk").get_json()
    assert found == [{"id": 1, "text": "milk"}]
""",
        },
    ),
    Case(
        "c test swallows by contextlib.suppress",
        {
            A: r(
                APP,
                (
                    END,
                    '    @app.delete("/notes/<int:number>")\n    def delete(number):\n        return "", 405\n\n'
                    + END,
                ),
            ),
            TA: "import contextlib\n\n\n"
            + TAPP
            + """

def test_delete(client):
    with contextlib.suppress(AssertionError):
        client.post("/notes", json={"text": "milk"})
        assert client.delete("/notes/1").status_code == 204
        assert client.get("/notes").get_json() == []
""",
        },
    ),
    Case(
        "c old expectation widened",
        {
            A: r(
                APP,
                (
                    '        if note is None:\n            return jsonify(error="no such note"), 404\n',
                    "        if note is None:\n            return jsonify({}), 200\n",
                ),
                (END, DEL_ROUTE + END),
            ),
            S: STORE + REMOVE,
            TA: r(TAPP, ('"/notes/9").status_code == 404', '"/notes/9").status_code < 500'))
            + TDEL.replace('    assert client.get("/notes/1").status_code == 404\n', ""),
        },
    ),
    Case(
        "c persistence lost: in memory instead of sqlite",
        {
            S: '''"""Notes."""

_shared = {}


class Store:
    def __init__(self, path=":memory:"):
        self._notes = {} if path == ":memory:" else _shared.setdefault(path, {})

    def add(self, text):
        number = len(self._notes) + 1
        self._notes[number] = {"id": number, "text": text}
        return dict(self._notes[number])

    def all(self):
        return list(self._notes.values())

    def get(self, number):
        return self._notes.get(number)

    def remove(self, number):
        return True
''',
            A: r(APP, (END, DEL_ROUTE + END)),
            TA: TAPP
            + """

def test_delete(client):
    client.post("/notes", json={"text": "milk"})
    assert client.delete("/notes/1").status_code == 204
""",
        },
    ),
    Case(
        "c conftest collects less",
        {
            **DEL,
            A: r(APP, (END, DEL_ROUTE + END), ('error="text is required"), 400', 'error="bad"), 400')),
            TA: TAPP + TDEL,
            C: CONF
            + """

def pytest_collection_modifyitems(config, items):
    items[:] = [item for item in items if "without_text" not in item.nodeid]
""",
        },
    ),
    Case(
        "c response class of the client lies",
        {
            A: r(
                APP,
                (
                    END,
                    '    @app.delete("/notes/<int:number>")\n    def delete(number):\n        return "", 500\n\n'
                    + END,
                ),
            ),
            C: r(
                CONF,
                (
                    "    return app.test_client()",
                    """    client = app.test_client()
    real, gone = client.open, set()

    def open(*args, **kwargs):
        answer = real(*args, **kwargs)
        if kwargs.get("method") == "DELETE":
            gone.add(args[0])
            answer.status_code = 204 if args[0] == "/notes/1" else 404
        elif args[0] in gone:
            answer.status_code = 404
        return answer

    client.open = open
    return client""",
                ),
            ),
            TA: TAPP
            + TDEL.replace('    assert client.get("/notes").get_json() == [{"id": 2, "text": "eggs"}]\n', ""),
        },
    ),
)
