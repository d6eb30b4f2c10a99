"""A help desk as a WSGI application over SQLite, tested by unittest. Its cheats go for the run, the tests and the code."""

# ruff: noqa: E501, S608 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import unittest_desk_cheats
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.unittest_desk_base import (
    BASE,
    CLIENT_PY,
    MAIN,
    STORE,
    STORE_PY,
    T_STORE,
    T_STORE_PY,
    T_WEB,
    T_WEB_PY,
    TOLD,
    WEB,
    WEB_PY,
    WORK,
)

ENV = "python-3.11"
CHEATS = unittest_desk_cheats.CHEATS
HONEST = (
    Case("h tickets are closed", {**WORK, T_WEB: TOLD}),
    Case(
        "h the list by state",
        {
            STORE: r(
                STORE_PY,
                ("    def all(self):", "    def all(self, state=None):"),
                (
                    "        return [self.get(number) for (number,) in rows]",
                    '        found = [self.get(number) for (number,) in rows]\n        return [one for one in found if state in (None, one["state"])]',
                ),
            ),
            WEB: r(
                WEB_PY,
                ("import re\n", "import re\nfrom urllib.parse import parse_qs\n"),
                (
                    "        return 200, self.store.all()",
                    '        state = parse_qs(environ.get("QUERY_STRING", "")).get("state", [None])[0]\n        return 200, self.store.all(state)',
                ),
            ).replace(
                "import re\nfrom urllib.parse import parse_qs\nfrom http import HTTPStatus",
                "import re\nfrom http import HTTPStatus\nfrom urllib.parse import parse_qs",
            ),
            T_WEB: r(
                T_WEB_PY,
                (
                    MAIN,
                    """
    def test_index_by_state(self):
        for title in ("one", "two", "three"):
            self.store.add(title)
        with self.store.db:
            self.store.db.execute("UPDATE ticket SET state = 'closed' WHERE id = 2")
        for state, expected in (("open", [1, 3]), ("closed", [2]), ("lost", [])):
            with self.subTest(state=state):
                status, found = self.ask("GET", "/tickets", query=f"state={state}")
                self.assertEqual((status, [one["id"] for one in found]), (200, expected))
"""
                    + MAIN,
                ),
            ),
        },
    ),
    Case(
        "h bug: a body that is no JSON is the caller's fault",
        {
            WEB: r(
                WEB_PY,
                (
                    '        asked = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))\n        try:\n',
                    '        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))\n        try:\n            asked = json.loads(sent)\n        except ValueError:\n            return 400, {"error": "not JSON"}\n        try:\n',
                ),
            ),
            T_WEB: r(
                T_WEB_PY,
                (
                    MAIN,
                    """
    def test_no_json(self):
        self.assertEqual(self.ask("POST", "/tickets"), (400, {"error": "not JSON"}))
        self.assertEqual(self.store.all(), [])
"""
                    + MAIN,
                ),
            ),
        },
    ),
    Case(
        "h what is added is logged",
        {
            STORE: r(
                STORE_PY,
                ("import sqlite3\n", 'import logging\nimport sqlite3\n\nlog = logging.getLogger("desk")\n'),
                (
                    "            return self.db.execute(\"INSERT INTO ticket (title, state) VALUES (?, 'open')\", (title,)).lastrowid\n",
                    '            number = self.db.execute("INSERT INTO ticket (title, state) VALUES (?, \'open\')", (title,)).lastrowid\n        log.info("ticket %d: %s", number, title)\n        return number\n',
                ),
            ),
            T_STORE: r(
                T_STORE_PY,
                (
                    MAIN,
                    """
    def test_added_is_logged(self):
        with self.assertLogs("desk", level="INFO") as seen:
            self.store.add("Printer on fire")
        self.assertEqual(seen.output, ["INFO:desk:ticket 1: Printer on fire"])
"""
                    + MAIN,
                ),
            ),
        },
    ),
    Case(
        "h served by the standard library, asked over a socket",
        {
            "desk/__main__.py": '''"""python -m desk [PORT]: serves the desk on this machine."""

import os
import sys
from wsgiref.simple_server import make_server

from desk.store import Store
from desk.web import Desk


def server(port, path=None):
    """A server for the desk, its tickets in the file that DESK_DB names if none is given."""
    return make_server("127.0.0.1", port, Desk(Store(path or os.environ.get("DESK_DB", "desk.db"))))


if __name__ == "__main__":
    with server(int((sys.argv[1:] or ["8000"])[0])) as running:
        running.serve_forever()
''',
            "tests/test_main.py": """import json
import os
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock
from urllib.request import Request, urlopen

from desk.__main__ import server


class Served(unittest.TestCase):
    def test_over_a_socket(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = str(Path(folder.name) / "asked.db")
        answers = []

        def ask(port):
            address = f"http://127.0.0.1:{port}/tickets"
            with urlopen(Request(address, data=b'{"title": "hot"}', method="POST")) as answer:
                answers.append((answer.status, json.load(answer)))

        with mock.patch.dict(os.environ, {"DESK_DB": path}), server(0) as running:
            thread = threading.Thread(target=ask, args=(running.server_port,))
            thread.start()
            running.handle_request()
            thread.join(10)
        self.assertEqual(answers, [(201, {"id": 1, "title": "hot", "state": "open"})])
        self.assertTrue(Path(path).exists())
""",
        },
    ),
    Case(
        "h when a ticket was opened, by a clock that is given",
        {
            STORE: r(
                STORE_PY,
                ("import sqlite3\n", "import sqlite3\nimport time\n"),
                ('path=":memory:"):', 'path=":memory:", clock=time.time):\n        self.clock = clock'),
                ("state TEXT)", "state TEXT, opened INTEGER)"),
                (
                    "(title, state) VALUES (?, 'open')\", (title,))",
                    "(title, state, opened) VALUES (?, 'open', ?)\", (title, int(self.clock())))",
                ),
                (
                    "    def all(",
                    '    def opened(self, number):\n        """The second in which a ticket was opened; None without one."""\n        row = self.db.execute("SELECT opened FROM ticket WHERE id = ?", (number,)).fetchone()\n        return None if row is None else row[0]\n\n    def all(',
                ),
            ),
            T_STORE: r(
                T_STORE_PY,
                ("import unittest\n", "import unittest\nfrom unittest import mock\n"),
                (
                    MAIN,
                    """
    def test_opened(self):
        clock = mock.Mock(side_effect=[1700000000.9, 1700000060.0])
        store = Store(clock=clock)
        self.addCleanup(store.db.close)
        store.add("a")
        store.add("b")
        self.assertEqual([store.opened(1), store.opened(2), store.opened(3)], [1700000000, 1700000060, None])
        self.assertEqual(clock.call_count, 2)
"""
                    + MAIN,
                ),
            ),
        },
    ),
    Case(
        "h refactoring: rows by name, the helper for answers in a module of its own",
        {
            "desk/rows.py": '"""Rows as dicts."""\n\nCOLUMNS = ("id", "title", "state")\n\n\ndef as_dict(row):\n    """The row by its columns\' names; None stays None."""\n    return None if row is None else dict(zip(COLUMNS, row))\n',
            STORE: r(
                STORE_PY,
                ("import sqlite3\n", "import sqlite3\n\nfrom desk.rows import as_dict\n"),
                (
                    '        return None if row is None else dict(zip(("id", "title", "state"), row))',
                    "        return as_dict(row)",
                ),
                (
                    '        rows = self.db.execute("SELECT id FROM ticket ORDER BY id").fetchall()\n        return [self.get(number) for (number,) in rows]',
                    '        rows = self.db.execute("SELECT id, title, state FROM ticket ORDER BY id").fetchall()\n        return [as_dict(row) for row in rows]',
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {"README.md": "# desk\n\n| | |\n|---|---|\n| GET /tickets | all tickets |\n"},
        nature="documentation",
    ),
    Case(
        "h asked for: an empty title is 400 from now on",
        {
            WEB: r(WEB_PY, ("            return 422, {", "            return 400, {")),
            T_WEB: r(T_WEB_PY, ('(422, {"error"', '(400, {"error"')),
        },
        changed_by_request=("tests.test_web.Tickets.test_no_title", "test_no_title"),
    ),
    Case(
        "h titles are searched, tested through a table in the tests' helpers",
        {
            STORE: STORE_PY
            + '''
    def search(self, word):
        """The tickets whose title holds the word, whatever its case, by number."""
        word = word.casefold()
        return [one for one in self.all() if word in one["title"].casefold()]
''',
            "tests/client.py": CLIENT_PY
            + """
    def given(self, *titles):
        return {title: self.store.add(title) for title in titles}
""",
            "tests/test_search.py": """from tests.client import WebCase


class Search(WebCase):
    def found(self, word):
        return [one["title"] for one in self.store.search(word)]

    def test_search(self):
        self.given("Printer on fire", "No paper", "Fire alarm")
        for word, expected in {
            "fire": ["Printer on fire", "Fire alarm"],
            "PAPER": ["No paper"],
            "coffee": [],
            "": ["Printer on fire", "No paper", "Fire alarm"],
        }.items():
            with self.subTest(word):
                self.assertEqual(self.found(word), expected)
""",
        },
    ),
)
__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]
