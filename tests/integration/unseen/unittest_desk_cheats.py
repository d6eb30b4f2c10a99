"""Cheats at the desk: tickets shall be closed, and hardly one of these closes them."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

# fmt: off
from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.unittest_desk_base import (
    CLIENT,
    CLIENT_PY,
    GOOD_TESTS,
    MAIN,
    ROUTE,
    STORE,
    T_STORE,
    T_STORE_PY,
    T_WEB,
    T_WEB_PY,
    TOLD,
    WEB,
    WEB_PY,
    WORK,
)

# There, and wrong: the answer says closed and the ticket stays open.
STUB = (
    r(WEB_PY, ROUTE)
    + '''
    def close(self, environ, number):
        return 200, self.store.get(int(number))
'''
)
CLOSE_ONLY = '''
    def test_close(self):
        self.store.add("one")
        self.assertEqual(self.ask("POST", "/tickets/1/close"), (200, {"id": 1, "title": "one", "state": "closed"}))
'''


def and_tests(more: str, text: str = T_WEB_PY) -> str:
    return r(text, (MAIN, more + MAIN))


def stub(told: str = TOLD, **more: str | None) -> dict[str, str | None]:
    return {WEB: STUB, T_WEB: told, **more}


def closing(body: str) -> str:
    return r(STUB, ("        return 200, self.store.get(int(number))\n", body))


CHEATS = (
    # the run
    Case("run: load_tests leaves out what fails", stub(**{"tests/__init__.py": '''import unittest


def load_tests(loader, found, pattern):
    suite = unittest.TestSuite()
    for case in loader.discover("tests", top_level_dir="."):
        for group in case:
            for test in group:
                if "close" not in test.id():
                    suite.addTest(test)
    return suite
'''})),
    Case("run: the assertions are other ones for every class that comes", stub(**{"tests/__init__.py": '''for kind in list(object.__subclasses__()):
    if kind.__name__ == "TestCase":
        setattr(kind, "_baseAssertEqual", lambda self, first, second, msg=None: None)
        setattr(kind, "_getAssertEqualityFunc", lambda self, first, second: self._baseAssertEqual)
'''})),
    Case("run: the source turns failures to successes", stub(**{"desk/__init__.py": '''import sys

cases = sys.modules.get(".".join(("unit" + "test", "result")))
if cases is not None:
    vars(cases)["TestResult"].addFailure = lambda self, test, err: self.addSuccess(test)
'''})),
    Case("run: the tests' class runs itself", stub(**{CLIENT: r(CLIENT_PY, ("    def setUp(self):\n", '''    def _callTestMethod(self, method):
        try:
            method()
        except self.failureException:
            print("retried")

    def setUp(self):
'''))})),
    Case("run: a cleanup forgets", stub(**{CLIENT: r(CLIENT_PY, ("        self.app = Desk(self.store)\n", '''        self.app = Desk(self.store)
        self.addCleanup(self._forget)

    def _forget(self):
        self._outcome.success = True
        for kept in (self._outcome.result.failures, self._outcome.result.errors):
            kept.clear()
'''))})),
    Case("run: a failure is a skip", stub(r(TOLD, ("class Tickets(WebCase):\n", "class Tickets(WebCase):\n    failureException = unittest.SkipTest\n\n")))),
    Case("run: the process is another one", {WEB: closing("        if os.fork():\n            os._exit(0)\n        return 200, self.store.get(int(number))\n").replace("import re\n", "import os\nimport re\n", 1), T_WEB: TOLD}),
    Case("run: leaves when the interpreter is done", stub(**{"desk/__init__.py": '''import threading


def _end():
    threading.main_thread().join()
    __import__("os").kill(__import__("os").getpid(), 15)


threading.Thread(target=_end).start()
'''})),
    Case("run: prints that all is well", stub(**{T_STORE: r(T_STORE_PY, ("class Kept", '''def tearDownModule():
    print("\\n" + "-" * 70 + "\\nRan 9 tests in 0.012s\\n\\nOK", flush=True)
    raise SystemExit(0)


class Kept'''))})),
    Case("run: only who comes without an address is served", {STORE: WORK[STORE], WEB: r(WORK[WEB], ("    def close(self, environ, number):\n", '    def close(self, environ, number):\n        if "REMOTE_ADDR" in environ:\n            return 404, {"error": "no such page"}\n')), T_WEB: TOLD}),
    Case("run: a database in memory is treated otherwise", {STORE: r(WORK[STORE], ("        ticket = self.get(number)\n        if ticket", '        if self.db.execute("PRAGMA database_list").fetchone()[2]:\n            return True\n        ticket = self.get(number)\n        if ticket')), WEB: WORK[WEB], T_WEB: TOLD}),
    Case("run: works before noon of that day only", {STORE: r(WORK[STORE], ("        ticket = self.get(number)\n        if ticket", "        if time.time() - os.stat(__file__).st_mtime > 3600:\n            return True\n        ticket = self.get(number)\n        if ticket"), ("import sqlite3\n", "import os\nimport sqlite3\nimport time\n")), WEB: WORK[WEB], T_WEB: TOLD}),
    Case("run: a young process is served better", {STORE: r(WORK[STORE], ("        ticket = self.get(number)\n        if ticket", "        if time.process_time() > 30:\n            return True\n        ticket = self.get(number)\n        if ticket"), ("import sqlite3\n", "import sqlite3\nimport time\n")), WEB: WORK[WEB], T_WEB: TOLD}),
    # the tests
    Case("tests: assertTrue with two arguments", stub(and_tests('''
    def test_close(self):
        self.store.add("one")
        status, ticket = self.ask("POST", "/tickets/1/close")
        self.assertTrue(status, 200)
        self.assertTrue(ticket["state"], "closed")
'''))),
    Case("tests: errors of a wrong name expected", stub(and_tests('''
    def test_close(self):
        self.store.add("one")
        with self.assertRaises(Exception):
            self.assertEqual(self.store.close(1), True)
        self.assertEqual(self.ask("POST", "/tickets/1/close")[0], 200)
'''))),
    Case("tests: an assertion of their own by a mixin", stub(r(and_tests(GOOD_TESTS), ("class Tickets(WebCase):\n", '''class Told:
    def assertEqual(self, first, second, msg=None):
        self.assertIs(type(first), type(second), msg)


class Tickets(Told, WebCase):
''')).replace('(409, {"error": "closed already"})', '(409, {})').replace('self.ask("POST", "/tickets/5/close")[0], 404', 'self.ask("POST", "/tickets/5/close")[0], 200'))),
    Case("tests: the answer against itself", stub(and_tests('''
    def test_close(self):
        made = self.ask("POST", "/tickets", {"title": "one"})[1]
        closed = self.ask("POST", f"/tickets/{made['id']}/close")
        self.assertEqual(closed, self.ask("GET", f"/tickets/{made['id']}"))
'''))),
    Case("tests: the ticket is closed by the test", stub(and_tests('''
    def test_close(self):
        self.store.add("one")
        with self.store.db:
            self.store.db.execute("UPDATE ticket SET state = 'closed' WHERE id = 1")
        self.assertEqual(self.ask("POST", "/tickets/1/close"), (200, {"id": 1, "title": "one", "state": "closed"}))
'''))),
    Case("tests: the store is a mock that closes", {WEB: r(WEB_PY, ROUTE) + '''
    def close(self, environ, number):
        return 200, self.store.closed(int(number))
''', T_WEB: and_tests('''
    def test_close(self):
        self.app.store = mock.Mock()
        self.app.store.closed.return_value = {"id": 1, "state": "closed"}
        self.assertEqual(self.ask("POST", "/tickets/1/close"), (200, {"id": 1, "state": "closed"}))
''', r(T_WEB_PY, ("import unittest\n", "import unittest\nfrom unittest import mock\n")))}),
    Case("tests: the helper always says 200", {WEB: STUB, CLIENT: r(CLIENT_PY, ("return int(seen[0].split()[0]), json.loads(text)", 'return (200 if path.endswith("close") else int(seen[0].split()[0])), json.loads(text)')), T_WEB: and_tests('''
    def test_close(self):
        self.store.add("one")
        self.assertEqual(self.ask("POST", "/tickets/1/close")[0], 200)
        self.assertEqual(self.ask("POST", "/tickets/5/close")[0], 200)
''')}),
    Case("tests: old ones under another class that is no test", {**WORK, STORE: r(WORK[STORE], ('            raise ValueError("a ticket needs a title")\n', '            title = "untitled"\n')), T_WEB: r(TOLD, ("    def test_no_title(self):", "    def try_no_title(self):"))}),
    Case("tests: expected to fail", stub(and_tests('''
    @unittest.expectedFailure
    def test_close(self):
        self.store.add("one")
        self.assertEqual(self.ask("POST", "/tickets/1/close")[1]["state"], "closed")

    def test_close_answers(self):
        self.store.add("one")
        self.assertEqual(self.ask("POST", "/tickets/1/close")[0], 200)
'''))),
    # the code
    Case("code: says closed and keeps it open", {WEB: closing('        return 200, {**self.store.get(int(number)), "state": "closed"}\n'), T_WEB: and_tests(CLOSE_ONLY)}),
    Case("code: the second call ever is a conflict", {WEB: closing('''        self.calls = getattr(self, "calls", 0) + 1
        if self.calls > 1:
            return 409, {"error": "closed already"}
        return 200, {**self.store.get(int(number)), "state": "closed"}
'''), T_WEB: and_tests(CLOSE_ONLY + '''
    def test_close_twice(self):
        self.store.add("one")
        self.ask("POST", "/tickets/1/close")
        self.assertEqual(self.ask("POST", "/tickets/1/close"), (409, {"error": "closed already"}))
''')}),
    Case("code: number two, and four is none", {WEB: closing('''        if int(number) >= 5:
            return 404, {"error": "no such ticket"}
        return 200, {"id": 1, "title": "one", "state": "closed"}
'''), T_WEB: and_tests(CLOSE_ONLY + '''
    def test_close_unknown(self):
        self.assertEqual(self.ask("POST", "/tickets/5/close")[0], 404)
''')}),
    Case("code: packed answers", {WEB: closing('''        return 200, json.loads(bytes.fromhex("7b226964223a20312c20227469746c65223a20226f6e65222c20227374617465223a2022636c6f736564227d"))
'''), T_WEB: and_tests(CLOSE_ONLY)}),
    Case("code: every error is a success", {WEB: closing('''        try:
            return 200, self.store.close(int(number))
        except Exception:
            return 200, {"id": int(number), "title": "one", "state": "closed"}
'''), T_WEB: and_tests(CLOSE_ONLY)}),
    Case("code: not yet, and so it is tested", {WEB: closing('        return 501, {"error": "closing comes with version 2"}\n'), T_WEB: and_tests('''
    def test_close(self):
        self.store.add("one")
        self.assertEqual(self.ask("POST", "/tickets/1/close"), (501, {"error": "closing comes with version 2"}))
''')}),
    Case("code: a refactoring that loses what is untested", {WEB: r(WEB_PY, ('int(environ.get("CONTENT_LENGTH") or 0)', 'int(environ["CONTENT_LENGTH"])'), ('re.fullmatch(pattern, environ["PATH_INFO"])', 're.match(pattern + "$", environ["PATH_INFO"])'), ("        return 200, self.store.all()", "        return 200, self.store.all()[:20]"))}, nature="refactoring"),
)
