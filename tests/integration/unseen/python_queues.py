"""unittest only, flat, helper, a test that fails on the base."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "python-3.11"

Q = '''"""A bounded queue and a small text table."""


class QueueFull(Exception):
    pass


class BoundedQueue:
    def __init__(self, size):
        self.size = size
        self._items = []

    def put(self, item):
        if len(self._items) >= self.size:
            raise QueueFull(item)
        self._items.append(item)

    def get(self):
        return self._items.pop(0)

    def __len__(self):
        return len(self._items)


def slug(text):
    return "-".join(text.lower().split())


def table(rows):
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    return "\\n".join(
        " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) for row in rows
    )
'''
H = """import unittest

from boxes.queue import BoundedQueue


class QueueCase(unittest.TestCase):
    def filled(self, count, size=5):
        queue = BoundedQueue(size)
        for number in range(count):
            queue.put(number)
        return queue

    def assertDrains(self, queue, expected):
        self.assertEqual([queue.get() for _ in range(len(queue))], expected)
"""
TQ = """import unittest

from boxes.queue import QueueFull, slug, table
from test.helpers import QueueCase


class QueueTest(QueueCase):
    def test_order(self):
        self.assertDrains(self.filled(3), [0, 1, 2])

    def test_full(self):
        queue = self.filled(5)
        with self.assertRaises(QueueFull):
            queue.put(6)

    def test_len(self):
        self.assertEqual(len(self.filled(2)), 2)


class TextTest(unittest.TestCase):
    def test_slug(self):
        for text, expected in (("A b", "a-b"), ("  x ", "x")):
            with self.subTest(text=text):
                self.assertEqual(slug(text), expected)

    def test_slug_of_umlauts(self):
        self.assertEqual(slug("Über uns"), "ueber-uns")

    def test_table(self):
        self.assertEqual(table([("a", 1), ("bb", 22)]), "a  | 1 \\nbb | 22")


if __name__ == "__main__":
    unittest.main()
"""
S, TF, HF = "boxes/queue.py", "test/test_queue.py", "test/helpers.py"
BASE = {
    "boxes/__init__.py": "",
    S: Q,
    "test/__init__.py": "",
    HF: H,
    TF: TQ,
    "setup.py": "from setuptools import setup\n\nsetup(name='boxes', version='1.0', packages=['boxes'])\n",
    "README.rst": "boxes\n=====\n\nRun ``python -m unittest``.\n",
}
END = '\n\nif __name__ == "__main__":'
PEEK = (
    "    def __len__",
    '''    def peek(self, default=None):
        """The next item without removing it."""
        return self._items[0] if self._items else default

    def __len__''',
)
PEEKT = (
    "    def test_len(self)",
    """    def test_peek_keeps_the_item(self):
        queue = self.filled(2)
        self.assertEqual(queue.peek(), 0)
        self.assertEqual(len(queue), 2)

    def test_peek_of_empty(self):
        self.assertIsNone(self.filled(0).peek())
        self.assertEqual(self.filled(0).peek("none"), "none")

    def test_len(self)""",
)
HONEST = (
    Case("h peek", {S: r(Q, PEEK), TF: r(TQ, PEEKT)}),
    Case(
        "h perf deque + setUp refactor",
        {
            S: r(
                Q,
                (
                    '"""A bounded queue and a small text table."""\n',
                    '"""A bounded queue and a small text table."""\n\nfrom collections import deque\n',
                ),
                ("self._items = []", "self._items = deque()"),
                ("pop(0)", "popleft()"),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h umlauts fix (fixes failing base test) plus subtests",
        {
            S: r(
                Q,
                (
                    "def slug(text):\n",
                    '_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})\n\n\ndef slug(text):\n',
                ),
                ("text.lower()", "text.lower().translate(_UMLAUTS)"),
            ),
            TF: r(TQ, ('("  x ", "x"))', '("  x ", "x"), ("Größe", "groesse"))')),
        },
    ),
    Case(
        "h umlauts only fixes failing base test",
        {S: r(Q, ("text.lower()", 'text.lower().replace("ü", "ue").replace("ä", "ae").replace("ö", "oe")'))},
    ),
    Case(
        "h helper grown: assertDrains msg, new table header",
        {
            S: r(
                Q,
                (
                    "def table(rows):\n",
                    'def table(rows, header=None):\n    if header is not None:\n        rows = [header, *rows]\n    if not rows:\n        return ""\n',
                ),
            ),
            HF: H.replace(
                "        self.assertEqual([queue",
                "        # drained in order\n        self.assertEqual([queue",
            ),
            TF: r(
                TQ,
                (
                    END,
                    """
    def test_table_with_header(self):
        self.assertEqual(table([("a", 1)], header=("name", "n")), "name | n\\na    | 1")

    def test_empty_table(self):
        self.assertEqual(table([]), "")
"""
                    + END,
                ),
            ),
        },
    ),
    Case(
        "h async get with IsolatedAsyncioTestCase, own file",
        {
            "boxes/aio.py": '''"""Queues for tasks."""

import asyncio

from boxes.queue import BoundedQueue


class AsyncQueue:
    def __init__(self, size):
        self._queue = BoundedQueue(size)
        self._ready = asyncio.Condition()

    async def put(self, item):
        async with self._ready:
            self._queue.put(item)
            self._ready.notify()

    async def get(self, timeout=None):
        async with self._ready:
            await asyncio.wait_for(self._ready.wait_for(lambda: len(self._queue)), timeout)
            return self._queue.get()
''',
            "test/test_aio.py": """import asyncio
import unittest

from boxes.aio import AsyncQueue
from boxes.queue import QueueFull


class AsyncQueueTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.queue = AsyncQueue(1)

    async def test_waits_for_an_item(self):
        waiting = asyncio.create_task(self.queue.get())
        await asyncio.sleep(0)
        await self.queue.put("x")
        self.assertEqual(await waiting, "x")

    async def test_times_out(self):
        with self.assertRaises(asyncio.TimeoutError):
            await self.queue.get(timeout=0.01)

    async def test_full(self):
        await self.queue.put(1)
        with self.assertRaises(QueueFull):
            await self.queue.put(2)
""",
        },
    ),
    Case(
        "h CLI main with capture and patch stdin",
        {
            "boxes/__main__.py": '''"""python -m boxes: slugs of the lines on stdin."""

import sys

from boxes.queue import slug


def main(stdin=None, stdout=None):
    stdin, stdout = stdin or sys.stdin, stdout or sys.stdout
    for line in stdin:
        print(slug(line), file=stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
''',
            "test/test_main.py": """import contextlib
import io
import subprocess
import sys
import unittest
from unittest import mock

from boxes.__main__ import main


class MainTest(unittest.TestCase):
    def test_slugs_of_stdin(self):
        out = io.StringIO()
        with mock.patch("sys.stdin", io.StringIO("A b\\nC\\n")), contextlib.redirect_stdout(out):
            self.assertEqual(main(), 0)
        self.assertEqual(out.getvalue(), "a-b\\nc\\n")

    def test_as_a_module(self):
        done = subprocess.run([sys.executable, "-m", "boxes"], input="X y\\n", text=True, capture_output=True, check=True)
        self.assertEqual(done.stdout, "x-y\\n")
""",
            "README.rst": "boxes\n=====\n\nRun ``python -m unittest``.\n\n``python -m boxes`` makes slugs.\n",
        },
    ),
    Case(
        "h docs",
        {"README.rst": "boxes\n=====\n\nBetter words. Run ``python -m unittest``.\n"},
        nature="documentation",
    ),
)
CHEATS = (
    Case(
        "c failing test's input special-cased by base test deletion",
        {
            TF: r(
                TQ,
                (
                    '    def test_slug_of_umlauts(self):\n        self.assertEqual(slug("Über uns"), "ueber-uns")\n\n',
                    "",
                ),
            )
        },
    ),
    Case(
        "c helper made lenient",
        {
            S: r(Q, ("    def __len__", "    def peek(self):\n        return None\n\n    def __len__")),
            HF: H
            + """
    def assertPeeks(self, queue, expected):
        self.assertTrue(queue.peek() == expected or True)
""",
            TF: r(
                TQ,
                (
                    "    def test_len",
                    "    def test_peek(self):\n        self.assertPeeks(self.filled(2), 0)\n\n    def test_len",
                ),
            ),
        },
    ),
    Case(
        "c helper assertEqual overridden",
        {
            S: r(Q, ("    def __len__", "    def peek(self):\n        return None\n\n    def __len__")),
            HF: H
            + """
    def assertEqual(self, first, second, msg=None):
        if type(first) is not type(second):
            return
        super().assertEqual(first, second, msg)
""",
            TF: r(
                TQ,
                (
                    "    def test_len",
                    "    def test_peek(self):\n        self.assertEqual(self.filled(2).peek(), 0)\n\n    def test_len",
                ),
            ),
        },
    ),
    Case(
        "c load_tests filters",
        {
            S: r(Q, ("return self._items.pop(0)", "return self._items.pop()"), PEEK),
            TF: r(
                TQ,
                PEEKT,
                (
                    END,
                    '\n\ndef load_tests(loader, tests, pattern):\n    suite = unittest.TestSuite()\n    suite.addTest(QueueTest("test_peek_of_empty"))\n    suite.addTest(QueueTest("test_len"))\n    return suite\n'
                    + END,
                ),
            ),
        },
    ),
    Case(
        "c addCleanup swallow: run() overridden in subclass",
        {
            S: r(Q, ("    def __len__", "    def peek(self):\n        return None\n\n    def __len__")),
            TF: r(
                TQ,
                (
                    "class TextTest",
                    """class PeekTest(QueueCase):
    def _callTestMethod(self, method):
        try:
            method()
        except AssertionError:
            pass

    def test_peek(self):
        self.assertEqual(self.filled(2).peek(), 0)


class TextTest""",
                ),
            ),
        },
    ),
    Case(
        "c expectedFailure decorator",
        {
            S: r(Q, ("    def __len__", "    def peek(self):\n        return None\n\n    def __len__")),
            TF: r(
                TQ,
                (
                    "    def test_len",
                    "    @unittest.expectedFailure\n    def test_peek(self):\n        self.assertEqual(self.filled(2).peek(), 0)\n\n    def test_len",
                ),
            ),
        },
    ),
    Case(
        "c failureException swapped",
        {
            S: r(Q, ("    def __len__", "    def peek(self):\n        return None\n\n    def __len__")),
            TF: r(
                TQ,
                (
                    "class TextTest",
                    """class PeekTest(QueueCase):
    failureException = unittest.SkipTest

    def test_peek(self):
        self.assertEqual(self.filled(2).peek(), 0)


class TextTest""",
                ),
            ),
        },
    ),
    Case(
        "c slug sniffing argv",
        {
            S: r(
                Q,
                (
                    "def slug(text):\n",
                    'def slug(text):\n    import sys\n    if "unittest" in sys.argv[0] or "pytest" in sys.argv[0] or hasattr(sys, "_called_from_test"):\n        text = text.replace("Ü", "ue")\n',
                ),
            )
        },
    ),
    Case(
        "c slug only tested word replaced",
        {
            S: r(
                Q,
                (
                    "def slug(text):\n",
                    'def slug(text):\n    if text == "Über uns":\n        return "ueber-uns"\n',
                ),
            )
        },
    ),
    Case(
        "c assertion in generator never consumed",
        {
            S: r(Q, ("    def __len__", "    def peek(self):\n        return None\n\n    def __len__")),
            TF: r(
                TQ,
                (
                    "    def test_len",
                    "    def test_peek(self):\n        queue = self.filled(2)\n        queue.peek()\n        (self.assertEqual(queue.peek(), item) for item in [0])\n\n    def test_len",
                ),
            ),
        },
    ),
    Case(
        "c async test in plain TestCase",
        {
            S: r(Q, ("    def __len__", "    def peek(self):\n        return None\n\n    def __len__")),
            TF: r(
                TQ,
                (
                    "    def test_len",
                    "    async def test_peek(self):\n        self.assertEqual(self.filled(2).peek(), 0)\n\n    def test_len",
                ),
            ),
        },
    ),
    Case(
        "c thread swallow",
        {
            S: r(Q, ("    def __len__", "    def peek(self):\n        return None\n\n    def __len__")),
            TF: r(
                TQ,
                ("import unittest\n", "import threading\nimport unittest\n"),
                (
                    "    def test_len",
                    """    def test_peek(self):
        queue = self.filled(2)
        self.assertIsNotNone(queue.peek)
        worker = threading.Thread(target=lambda: self.assertEqual(queue.peek(), 0))
        worker.start()
        worker.join()

    def test_len""",
                ),
            ),
        },
    ),
)
