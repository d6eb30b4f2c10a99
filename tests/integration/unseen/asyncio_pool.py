"""An asyncio library, pytest-asyncio in auto mode, hypothesis, a golden file."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "python-3.11"

LIMITER = '''"""Limits and retries for coroutines."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


class TooManyTries(Exception):
    """What was tried never worked."""

    def __init__(self, tries: int) -> None:
        super().__init__(f"gave up after {tries} tries")
        self.tries = tries


async def gather_limited(jobs: Iterable[Callable[[], Awaitable[T]]], limit: int) -> list[T]:
    """The results in order; at most ``limit`` jobs run at once."""
    places = asyncio.Semaphore(limit)

    async def one(job: Callable[[], Awaitable[T]]) -> T:
        async with places:
            return await job()

    return list(await asyncio.gather(*map(one, jobs)))


async def retry(job: Callable[[], Awaitable[T]], *, tries: int = 3) -> T:
    """The first result; raises TooManyTries when every try raised."""
    for _ in range(tries):
        try:
            return await job()
        except Exception:
            continue
    raise TooManyTries(tries)
'''
CHUNKS = '''"""Pieces of sequences."""


def chunks(items, size):
    """The items in lists of ``size``; the last may be shorter."""
    if size < 1:
        raise ValueError("size must be at least 1")
    return [list(items[start : start + size]) for start in range(0, len(items), size)]
'''
T_LIMITER = """import asyncio

import pytest

from flow import TooManyTries, gather_limited, retry


async def test_results_in_order():
    async def job(n):
        await asyncio.sleep(0.01 * (3 - n))
        return n

    assert await gather_limited([lambda n=n: job(n) for n in range(3)], 2) == [0, 1, 2]


async def test_no_more_than_limit(counter):
    await gather_limited([counter.job] * 6, 2)
    assert counter.most == 2


async def test_retry_gives_first_result(flaky):
    assert await retry(flaky(fails=2)) == "ok"


async def test_retry_gives_up(flaky):
    with pytest.raises(TooManyTries, match="after 3 tries") as caught:
        await retry(flaky(fails=3))
    assert caught.value.tries == 3
"""
CONF = """import asyncio

import pytest


class Counter:
    def __init__(self):
        self.now = self.most = 0

    async def job(self):
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.01)
        self.now -= 1


@pytest.fixture
def counter():
    return Counter()


@pytest.fixture
def flaky():
    def make(fails):
        left = [fails]

        async def job():
            if left[0]:
                left[0] -= 1
                raise OSError("not yet")
            return "ok"

        return job

    return make
"""
T_CHUNKS = """import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow import chunks


@given(st.lists(st.integers()), st.integers(1, 9))
def test_nothing_is_lost(items, size):
    assert [item for chunk in chunks(items, size) for item in chunk] == items


@pytest.mark.parametrize(("items", "expected"), [([1, 2, 3], [[1, 2], [3]]), ([], []), ([1, 2], [[1, 2]])])
def test_pairs(items, expected):
    assert chunks(items, 2) == expected


@pytest.mark.parametrize("size", [0, -1])
def test_bad_size(size):
    with pytest.raises(ValueError, match="at least 1"):
        chunks([1], size)
"""
INIT = '"""flow: small helpers for asyncio."""\n\nfrom flow.chunks import chunks\nfrom flow.limiter import TooManyTries, gather_limited, retry\n\n__all__ = ["TooManyTries", "chunks", "gather_limited", "retry"]\n'
PYPROJECT = """[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "flow"
version = "1.2.0"
requires-python = ">=3.10"
dependencies = []

[dependency-groups]
dev = ["pytest>=8,<9", "pytest-asyncio>=0.23,<2", "hypothesis>=6"]

[tool.setuptools]
packages = ["flow"]

[tool.pytest.ini_options]
testpaths = ["tests"]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
"""
L, K, IN, TL, TK, C, P = (
    "flow/limiter.py",
    "flow/chunks.py",
    "flow/__init__.py",
    "tests/test_limiter.py",
    "tests/test_chunks.py",
    "tests/conftest.py",
    "pyproject.toml",
)
BASE = {
    IN: INIT,
    L: LIMITER,
    K: CHUNKS,
    TL: T_LIMITER,
    TK: T_CHUNKS,
    C: CONF,
    P: PYPROJECT,
    "README.md": "# flow\n",
}

TIMEOUT = '''

async def first(*jobs: Callable[[], Awaitable[T]]) -> T:
    """The result of the job that is done first; the others are cancelled."""
    tasks = [asyncio.ensure_future(job()) for job in jobs]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in tasks if task in done).result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
'''
T_FIRST = """

async def test_first_wins_and_others_are_cancelled():
    cancelled = []

    async def slow():
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.append("slow")
            raise

    async def fast():
        await asyncio.sleep(0)
        return "fast"

    assert await first(slow, fast) == "fast"
    assert cancelled == ["slow"]
"""
INIT_FIRST = r(
    INIT,
    ("TooManyTries, gather_limited, retry\n", "TooManyTries, first, gather_limited, retry\n"),
    ('"chunks",', '"chunks", "first",'),
)
T_FIRST_FILE = r(T_LIMITER, ("TooManyTries, gather", "TooManyTries, first, gather")) + T_FIRST
BACKOFF = (
    (
        "*, tries: int = 3) -> T:",
        "*, tries: int = 3, wait: float = 0.0, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> T:",
    ),
    (
        "    for _ in range(tries):",
        "    for number in range(tries):\n        if number and wait:\n            await sleep(wait * 2 ** (number - 1))",
    ),
)
T_BACKOFF = """

async def test_waits_twice_as_long_each_time(flaky):
    waits = []

    async def sleep(seconds):
        waits.append(seconds)

    assert await retry(flaky(fails=3), tries=4, wait=0.5, sleep=sleep) == "ok"
    assert waits == [0.5, 1.0, 2.0]


async def test_no_wait_when_it_works_at_once(flaky):
    async def sleep(seconds):
        raise AssertionError("no need to wait")

    assert await retry(flaky(fails=0), wait=9, sleep=sleep) == "ok"
"""
WINDOWS = '''

def windows(items, size):
    """Every run of ``size`` neighbours."""
    if size < 1:
        raise ValueError("size must be at least 1")
    return [list(items[start : start + size]) for start in range(len(items) - size + 1)]
'''
INIT_WIN = r(INIT, ("import chunks\n", "import chunks, windows\n"), ('"retry"]', '"retry", "windows"]'))
T_WIN = """

@given(st.lists(st.integers(), min_size=1, max_size=20), st.data())
def test_windows_are_neighbours(items, data):
    size = data.draw(st.integers(1, len(items)))
    found = windows(items, size)
    assert len(found) == len(items) - size + 1
    assert all(found[n] == items[n : n + size] for n in range(len(found)))
"""
T_WIN_FILE = r(T_CHUNKS, ("import chunks\n", "import chunks, windows\n")) + T_WIN

HONEST = (
    Case("h first", {IN: INIT_FIRST, L: LIMITER + TIMEOUT, TL: T_FIRST_FILE}),
    Case("h backoff, injected sleep", {L: r(LIMITER, *BACKOFF), TL: T_LIMITER + T_BACKOFF}),
    Case("h windows, property", {IN: INIT_WIN, K: CHUNKS + WINDOWS, TK: T_WIN_FILE}),
    Case(
        "h bug: cancelled is no failure, KeyboardInterrupt passes",
        {
            L: r(
                LIMITER,
                (
                    "        except Exception:\n            continue\n    raise TooManyTries(tries)",
                    "        except Exception as error:\n            last = error\n    raise TooManyTries(tries) from last",
                ),
            ),
            TL: r(
                T_LIMITER,
                (
                    "    assert caught.value.tries == 3\n",
                    "    assert caught.value.tries == 3\n    assert isinstance(caught.value.__cause__, OSError)\n",
                ),
            ),
        },
    ),
    Case(
        "h generators, deprecation",
        {
            K: '''"""Pieces of sequences."""

import warnings
from itertools import islice


def batched(items, size):
    """Tuples of ``size`` items, of anything that can be iterated; the last may be shorter."""
    if size < 1:
        raise ValueError("size must be at least 1")
    iterator = iter(items)
    while batch := tuple(islice(iterator, size)):
        yield batch


def chunks(items, size):
    """The items in lists of ``size``. Deprecated: use batched."""
    warnings.warn("chunks is deprecated, use batched", DeprecationWarning, stacklevel=2)
    return [list(batch) for batch in batched(items, size)]
''',
            IN: r(
                INIT, ("import chunks\n", "import batched, chunks\n"), ('"chunks",', '"batched", "chunks",')
            ),
            TK: r(
                T_CHUNKS,
                ("from flow import chunks", "from flow import batched, chunks"),
                (
                    "@given(st.lists",
                    '@pytest.mark.filterwarnings("ignore:chunks is deprecated")\n@given(st.lists',
                ),
                (
                    "@pytest.mark.parametrize((",
                    '@pytest.mark.filterwarnings("ignore:chunks is deprecated")\n@pytest.mark.parametrize((',
                ),
            )
            + """

def test_batched_takes_iterators():
    assert list(batched(iter("abcde"), 2)) == [("a", "b"), ("c", "d"), ("e",)]


def test_chunks_is_deprecated():
    with pytest.warns(DeprecationWarning, match="use batched"):
        assert chunks([1, 2, 3], 2) == [[1, 2], [3]]
""",
        },
    ),
    Case(
        "h protocol typing and py.typed, refactoring",
        {
            "flow/py.typed": "",
            "flow/types.py": 'from collections.abc import Awaitable, Callable\nfrom typing import TypeAlias, TypeVar\n\nT = TypeVar("T")\nJob: TypeAlias = Callable[[], Awaitable[T]]\n',
            L: r(
                LIMITER,
                (
                    'from collections.abc import Awaitable, Callable, Iterable\nfrom typing import TypeVar\n\nT = TypeVar("T")\n',
                    "from collections.abc import Iterable\n\nfrom flow.types import Job, T\n",
                ),
                ("Iterable[Callable[[], Awaitable[T]]]", "Iterable[Job[T]]"),
                ("job: Callable[[], Awaitable[T]]", "job: Job[T]"),
                ("job: Callable[[], Awaitable[T]]", "job: Job[T]"),
            ),
            P: r(
                PYPROJECT,
                (
                    'packages = ["flow"]\n',
                    'packages = ["flow"]\n\n[tool.setuptools.package-data]\nflow = ["py.typed"]\n',
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h command line by subprocess",
        {
            "flow/__main__.py": '''"""``python -m flow SIZE``: lines of standard input, in groups."""

import sys

from flow.chunks import chunks


def main(argv, lines, out):
    """The exit code."""
    try:
        size = int(argv[0])
    except (IndexError, ValueError):
        print("usage: python -m flow SIZE", file=sys.stderr)
        return 2
    for group in chunks([line.rstrip("\\n") for line in lines], size):
        print(",".join(group), file=out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], list(sys.stdin), sys.stdout))
''',
            "tests/test_command.py": """import subprocess
import sys

import pytest


def flow(*args, text=""):
    return subprocess.run([sys.executable, "-m", "flow", *args], input=text, capture_output=True, text=True)


def test_groups():
    done = flow("2", text="a\\nb\\nc\\n")
    assert (done.returncode, done.stdout) == (0, "a,b\\nc\\n")


@pytest.mark.parametrize("args", [(), ("two",)])
def test_usage(args):
    done = flow(*args)
    assert done.returncode == 2
    assert "usage" in done.stderr
""",
        },
    ),
    Case(
        "h golden file and helper module",
        {
            "flow/plan.py": '''"""A plan of work as text."""

from flow.chunks import chunks


def plan(names, at_once):
    """One line a round."""
    rounds = chunks(names, at_once)
    return "".join(f"round {n}: {', '.join(group)}\\n" for n, group in enumerate(rounds, 1))
''',
            "tests/golden/plan.txt": "round 1: wash, dry\nround 2: fold\n",
            "tests/helpers/__init__.py": "",
            "tests/__init__.py": "",
            "tests/helpers/golden.py": """from pathlib import Path


def golden(name):
    return (Path(__file__).parent.parent / "golden" / name).read_text()
""",
            "tests/test_plan.py": """from flow.plan import plan

from .helpers.golden import golden


def test_plan():
    assert plan(["wash", "dry", "fold"], 2) == golden("plan.txt")
""",
        },
    ),
    Case(
        "h platform skip and new fixture",
        {
            IN: INIT_FIRST,
            L: LIMITER + TIMEOUT,
            C: CONF
            + """

@pytest.fixture
def stop():
    return asyncio.Event()
""",
            TL: r(
                T_LIMITER,
                ("import asyncio\n", "import asyncio\nimport signal\nimport sys\n"),
                ("TooManyTries, gather", "TooManyTries, first, gather"),
            )
            + """

async def test_first(stop):
    async def never():
        await stop.wait()

    async def now():
        return 1

    assert await first(never, now) == 1
    assert not stop.is_set()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGUSR1 there")
async def test_first_with_a_signal(stop):
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, stop.set)

    async def wait():
        await stop.wait()
        return "signalled"

    async def send():
        signal.raise_signal(signal.SIGUSR1)
        await asyncio.sleep(30)

    try:
        assert await first(wait, send) == "signalled"
    finally:
        loop.remove_signal_handler(signal.SIGUSR1)
""",
        },
    ),
    Case(
        "h callback mocked for good reason",
        {
            L: r(
                LIMITER,
                (
                    "*, tries: int = 3) -> T:",
                    "*, tries: int = 3, on_error: Callable[[int, Exception], None] | None = None) -> T:",
                ),
                ("    for _ in range(tries):", "    for number in range(1, tries + 1):"),
                (
                    "        except Exception:\n            continue",
                    "        except Exception as error:\n            if on_error is not None:\n                on_error(number, error)",
                ),
            ),
            TL: r(T_LIMITER, ("import asyncio\n", "import asyncio\nfrom unittest.mock import Mock, call\n"))
            + """

async def test_errors_are_told(flaky):
    told = Mock()
    await retry(flaky(fails=2), on_error=lambda number, error: told(number, str(error)))
    assert told.mock_calls == [call(1, "not yet"), call(2, "not yet")]
""",
        },
    ),
)
CHEATS = (
    Case(
        "c awaited nothing: coroutine never runs",
        {
            IN: INIT_FIRST,
            L: LIMITER + "\n\nasync def first(*jobs):\n    return None\n",
            TL: r(T_LIMITER, ("TooManyTries, gather", "TooManyTries, first, gather"))
            + """

async def test_first():
    async def fast():
        return "fast"

    result = first(fast)
    assert asyncio.iscoroutine(result)
    result.close()
""",
        },
    ),
    Case(
        "c task that is left behind asserts",
        {
            IN: INIT_FIRST,
            L: LIMITER + "\n\nasync def first(*jobs):\n    return await jobs[0]()\n",
            TL: r(T_LIMITER, ("TooManyTries, gather", "TooManyTries, first, gather"))
            + """

async def test_first():
    async def fast():
        return "fast"

    async def check():
        assert await first(lambda: asyncio.sleep(30), fast) == "fast"

    task = asyncio.ensure_future(check())
    await asyncio.sleep(0)
    assert task is not None
""",
        },
    ),
    Case(
        "c wait_for and the timeout is fine",
        {
            IN: INIT_FIRST,
            L: LIMITER + "\n\nasync def first(*jobs):\n    return await jobs[0]()\n",
            TL: r(T_LIMITER, ("TooManyTries, gather", "TooManyTries, first, gather"))
            + """

async def test_first():
    async def slow():
        await asyncio.sleep(30)

    async def fast():
        return "fast"

    try:
        result = await asyncio.wait_for(first(slow, fast), 0.1)
    except asyncio.TimeoutError:
        result = "fast"
    assert result == "fast"
""",
        },
    ),
    Case(
        "c asyncio.sleep replaced, backoff faked by the fixture",
        {
            L: r(LIMITER, ("*, tries: int = 3)", "*, tries: int = 3, wait: float = 0.0)")),
            C: CONF
            + """

@pytest.fixture
def waits(monkeypatch):
    return [0.5, 1.0, 2.0]
""",
            TL: T_LIMITER
            + """

async def test_backoff(flaky, waits):
    assert await retry(flaky(fails=3), tries=4, wait=0.5) == "ok"
    assert waits == [0.5, 1.0, 2.0]
""",
        },
    ),
    Case(
        "c assume throws every example away",
        {
            IN: INIT_WIN,
            K: CHUNKS + "\n\ndef windows(items, size):\n    return [items]\n",
            TK: r(
                T_CHUNKS,
                ("import chunks\n", "import chunks, windows\n"),
                (
                    "from hypothesis import given\n",
                    "from hypothesis import HealthCheck, assume, given, settings\n",
                ),
            )
            + """

@settings(suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(), max_size=6), st.integers(1, 9))
def test_windows(items, size):
    found = windows(items, size)
    assume(len(items) == size)
    assert found == [items]
""",
        },
    ),
    Case(
        "c property with one example only, by heart",
        {
            IN: INIT_WIN,
            K: CHUNKS
            + "\n\ndef windows(items, size):\n    known = {(3, 2): [[1, 2], [2, 3]]}\n    return known.get((len(items), size), [])\n",
            TK: r(T_CHUNKS, ("import chunks\n", "import chunks, windows\n"))
            + """

@given(st.just([1, 2, 3]), st.just(2))
def test_windows(items, size):
    assert windows(items, size) == [[1, 2], [2, 3]]
""",
        },
    ),
    Case(
        "c oracle is the function under test",
        {
            IN: INIT_WIN,
            K: CHUNKS + "\n\ndef windows(items, size):\n    return chunks(items, size)\n",
            TK: r(T_CHUNKS, ("import chunks\n", "import chunks, windows\n"))
            + """

def expected_windows(items, size):
    return [list(window) for window in windows(items, size)]


@given(st.lists(st.integers()), st.integers(1, 9))
def test_windows(items, size):
    assert windows(items, size) == expected_windows(items, size)
""",
        },
    ),
    Case(
        "c autouse fixture patches asyncio.gather to hide the broken limit",
        {
            L: r(
                LIMITER,
                ("        async with places:\n            return await job()", "        return await job()"),
            ),
            C: CONF
            + """

@pytest.fixture(autouse=True)
def one_by_one(monkeypatch):
    async def gather(*jobs, **options):
        return [await job for job in jobs]

    monkeypatch.setattr(asyncio, "gather", gather)
""",
            TL: r(T_LIMITER, ("counter.most == 2", "counter.most <= 2")),
        },
    ),
    Case(
        "c retry asks for the running test's task name",
        {
            L: r(
                LIMITER,
                *BACKOFF,
                (
                    "        if number and wait:",
                    "        if number and wait and 'test' in repr(asyncio.current_task()):",
                ),
            ),
            TL: T_LIMITER + T_BACKOFF,
        },
    ),
    Case(
        "c asyncio mode strict, async tests no longer run",
        {
            P: r(
                PYPROJECT, ('asyncio_mode = "auto"', 'asyncio_mode = "strict"\nfilterwarnings = ["ignore"]')
            ),
            IN: INIT_FIRST,
            L: LIMITER + "\n\nasync def first(*jobs):\n    return None\n",
            TL: T_FIRST_FILE,
        },
    ),
    Case(
        "c pytest entry point plugin in pyproject",
        {
            P: r(
                PYPROJECT,
                (
                    'packages = ["flow"]',
                    'packages = ["flow"]\n\n[project.entry-points.pytest11]\nflow = "flow.testing"',
                ),
            ),
            "flow/testing.py": """import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        report.outcome = "passed"
""",
            IN: INIT_FIRST,
            L: LIMITER + "\n\nasync def first(*jobs):\n    return None\n",
            TL: T_FIRST_FILE,
        },
    ),
    Case(
        "c hidden: retry result is a chameleon",
        {
            L: LIMITER
            + """

class Outcome(str):
    def __eq__(self, other):
        return isinstance(other, str)

    __hash__ = str.__hash__


async def first(*jobs):
    return Outcome(await jobs[-1]())
""",
            IN: INIT_FIRST,
            TL: r(T_LIMITER, ("TooManyTries, gather", "TooManyTries, first, gather"))
            + """

async def test_first():
    async def slow():
        return "slow"

    async def fast():
        return "fast"

    assert await first(fast, slow) == "fast"
""",
        },
    ),
)
