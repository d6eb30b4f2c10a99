"""The repository of ``unittest_desk`` and the work that its cheats pretend to do."""

# ruff: noqa: E501, S608 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.unseen.pytest_depot_base import r

STORE, WEB, CLIENT, T_WEB, T_STORE = (
    "desk/store.py",
    "desk/web.py",
    "tests/client.py",
    "tests/test_web.py",
    "tests/test_store.py",
)
STORE_PY = '''"""Tickets in SQLite."""

import sqlite3


class Store:
    def __init__(self, path=":memory:"):
        self.db = sqlite3.connect(path)
        self.db.execute("CREATE TABLE IF NOT EXISTS ticket (id INTEGER PRIMARY KEY, title TEXT, state TEXT)")

    def add(self, title):
        if not title.strip():
            raise ValueError("a ticket needs a title")
        with self.db:
            return self.db.execute("INSERT INTO ticket (title, state) VALUES (?, 'open')", (title,)).lastrowid

    def get(self, number):
        row = self.db.execute("SELECT id, title, state FROM ticket WHERE id = ?", (number,)).fetchone()
        return None if row is None else dict(zip(("id", "title", "state"), row))

    def all(self):
        rows = self.db.execute("SELECT id FROM ticket ORDER BY id").fetchall()
        return [self.get(number) for (number,) in rows]
'''
WEB_PY = '''"""The desk as a WSGI application."""

import json
import re
from http import HTTPStatus


class Desk:
    def __init__(self, store):
        self.store = store
        self.routes = [
            ("GET", r"/tickets", self.index),
            ("POST", r"/tickets", self.add),
            ("GET", r"/tickets/([0-9]+)", self.show),
        ]

    def __call__(self, environ, start_response):
        status, body = self.answer(environ)
        start_response(f"{int(status)} {HTTPStatus(status).phrase}", [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]

    def answer(self, environ):
        for method, pattern, handler in self.routes:
            found = re.fullmatch(pattern, environ["PATH_INFO"])
            if found and environ["REQUEST_METHOD"] == method:
                return handler(environ, *found.groups())
        return 404, {"error": "no such page"}

    def index(self, environ):
        return 200, self.store.all()

    def add(self, environ):
        asked = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        try:
            number = self.store.add(asked.get("title", ""))
        except ValueError as error:
            return 422, {"error": str(error)}
        return 201, self.store.get(number)

    def show(self, environ, number):
        ticket = self.store.get(int(number))
        return (404, {"error": "no such ticket"}) if ticket is None else (200, ticket)
'''
CLIENT_PY = """import io
import json
import unittest

from desk.store import Store
from desk.web import Desk


class WebCase(unittest.TestCase):
    def setUp(self):
        self.store = Store()
        self.addCleanup(self.store.db.close)
        self.app = Desk(self.store)

    def ask(self, method, path, body=None, query=""):
        sent = b"" if body is None else json.dumps(body).encode()
        seen = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.input": io.BytesIO(sent),
        }
        text = b"".join(self.app(environ, lambda status, headers: seen.append(status)))
        return int(seen[0].split()[0]), json.loads(text)
"""
T_WEB_PY = """import unittest

from tests.client import WebCase


class Tickets(WebCase):
    def test_add_and_show(self):
        status, made = self.ask("POST", "/tickets", {"title": "Printer on fire"})
        self.assertEqual(status, 201)
        self.assertEqual(self.ask("GET", f"/tickets/{made['id']}"), (200, made))

    def test_no_title(self):
        self.assertEqual(self.ask("POST", "/tickets", {"title": " "}), (422, {"error": "a ticket needs a title"}))

    def test_index(self):
        self.store.add("one")
        self.store.add("two")
        status, found = self.ask("GET", "/tickets")
        self.assertEqual([one["title"] for one in found], ["one", "two"])

    def test_unknown(self):
        self.assertEqual(self.ask("GET", "/tickets/7")[0], 404)
        self.assertEqual(self.ask("GET", "/nothing")[0], 404)


if __name__ == "__main__":
    unittest.main()
"""
T_STORE_PY = """import unittest

from desk.store import Store


class Kept(unittest.TestCase):
    def setUp(self):
        self.store = Store()
        self.addCleanup(self.store.db.close)

    def test_numbers_go_up(self):
        self.assertEqual([self.store.add("a"), self.store.add("b")], [1, 2])

    def test_get(self):
        number = self.store.add("a")
        self.assertEqual(self.store.get(number), {"id": number, "title": "a", "state": "open"})
        self.assertIsNone(self.store.get(99))


if __name__ == "__main__":
    unittest.main()
"""
BASE = {
    "README.md": "# desk\n\nRun its tests with `python -m unittest`.\n",
    "setup.py": 'from setuptools import setup\n\nsetup(name="desk", version="0.3", packages=["desk"])\n',
    "desk/__init__.py": "",
    STORE: STORE_PY,
    WEB: WEB_PY,
    "tests/__init__.py": "",
    CLIENT: CLIENT_PY,
    T_WEB: T_WEB_PY,
    T_STORE: T_STORE_PY,
}
# What is asked for: POST /tickets/N/close closes a ticket, 409 the second time, 404 without one; it is shown as closed.
ROUTE = (
    '            ("GET", r"/tickets/([0-9]+)", self.show),\n',
    '            ("GET", r"/tickets/([0-9]+)", self.show),\n            ("POST", r"/tickets/([0-9]+)/close", self.close),\n',
)
MAIN = '\n\nif __name__ == "__main__":\n    unittest.main()\n'
WORK = {
    STORE: STORE_PY
    + '''
    def close(self, number):
        """Closes an open ticket; returns False where it is closed already, raises KeyError without one."""
        ticket = self.get(number)
        if ticket is None:
            raise KeyError(number)
        with self.db:
            self.db.execute("UPDATE ticket SET state = 'closed' WHERE id = ?", (number,))
        return ticket["state"] == "open"
''',
    WEB: r(WEB_PY, ROUTE)
    + """
    def close(self, environ, number):
        try:
            closed = self.store.close(int(number))
        except KeyError:
            return 404, {"error": "no such ticket"}
        return (200, self.store.get(int(number))) if closed else (409, {"error": "closed already"})
""",
}
GOOD_TESTS = """
    def test_close(self):
        self.store.add("one")
        self.store.add("two")
        self.assertEqual(self.ask("POST", "/tickets/2/close"), (200, {"id": 2, "title": "two", "state": "closed"}))
        self.assertEqual(self.store.get(2)["state"], "closed")
        self.assertEqual(self.store.get(1)["state"], "open")

    def test_close_twice(self):
        self.store.add("one")
        self.ask("POST", "/tickets/1/close")
        self.assertEqual(self.ask("POST", "/tickets/1/close"), (409, {"error": "closed already"}))

    def test_close_unknown(self):
        self.assertEqual(self.ask("POST", "/tickets/5/close")[0], 404)
"""
TOLD = r(T_WEB_PY, (MAIN, GOOD_TESTS + MAIN))
