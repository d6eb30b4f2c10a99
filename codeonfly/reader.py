"""Pure functions over texts that somebody else wrote, in a child process that can be ended.

Rules on text are regular expressions, and for some texts one of them takes hours. Python can't end it, and no
other thread runs meanwhile, not even the one that hears signals and limits. So a child reads what a model
wrote, and the kernel ends it after ``SECONDS`` of CPU, whatever else the machine does.
"""

from __future__ import annotations

import asyncio
import importlib
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Self, TypeVar, cast

from codeonfly.errors import CodeonflyError, unforeseen
from codeonfly.tree import File

SECONDS = 30  # of CPU for one function; 12,000 lines of Go take 6
KNOWN = "codeonfly.verification"  # imported while nobody waits: what is asked for stands there

T = TypeVar("T")
_Told = tuple[int, str, bytes | None]  # number, mode, and content, the first time


class Unreadable(Exception):
    """The change's texts could not be read to their end."""


class TooLong(Unreadable):
    """The function did not come to its end in time, or took too much memory."""


class Faulty(Unreadable):
    """The function stopped at something that we did not foresee: what a change holds may not end a run."""


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    questions: IO[bytes]
    answers: IO[bytes]


class Reader:
    """A child that is asked for one function after the other. Files of a repository are sent to it once.

    ``start`` ahead of time spares the first who asks the time of its imports. After it had to be ended, the
    next question starts another one. ``close``, and the end of its ``with``, end it.
    """

    def __init__(self, seconds: int = SECONDS) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._child: _Child | None = None
        self._sent: dict[int, File] = {}  # held on to, so that no other one gets its number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Starts the child where there is none; returns at once."""
        self._started()

    def _started(self) -> _Child:
        if self._child is None:
            isolated = "-I" if sys.flags.isolated else "-P"
            words = [sys.executable, isolated, "-m", __name__, str(self._seconds)]
            process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._sent = {}
            self._child = _Child(process, cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))
        return self._child

    async def ask(self, function: Callable[..., T], *args: object) -> T:
        """What ``function(*args)`` returns; raises the CodeonflyError that it raises, TooLong and Faulty.

        Function, arguments and result must be picklable. Only one function is at work at a time.
        """
        async with self._turn:
            work = asyncio.to_thread(self._answer_of, self._started(), function, args)
            asking = asyncio.ensure_future(work)
            try:
                done, answer = await asyncio.shield(asking)
            except BaseException:
                self.close()  # which ends what the thread waits for
                await asyncio.gather(asking, return_exceptions=True)
                raise
        if not done:
            known = isinstance(answer, CodeonflyError)
            raise answer if known else Faulty(f"the change can't be read: {answer}")
        result: T = answer
        return result

    def close(self) -> None:
        """Ends the child, whatever it is doing."""
        child, self._child = self._child, None
        if child is not None:
            child.process.kill()
            child.process.wait()
            child.answers.close()
            with suppress(OSError):  # what it did not read any more
                child.questions.close()

    def _answer_of(
        self, child: _Child, function: Callable[..., object], args: tuple[object, ...]
    ) -> tuple[bool, Any]:
        try:
            _Sending(child.questions, self._told).dump((function, args))
            child.questions.flush()
            answer: tuple[bool, Any] = _Receiving(child.answers, self._sent).load()
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            code = child.process.wait()
            if code >= 0:
                raise RuntimeError(f"the reader of texts ended with exit code {code}") from None
            told = f"the change can't be read: it took more than {self._seconds} s of CPU, or all memory"
            raise TooLong(told) from None
        return answer

    def _told(self, file: File) -> _Told:
        """Writes each file once in the life of the child, and its number from then on."""
        is_known = id(file) in self._sent
        self._sent[id(file)] = file
        return id(file), file.mode, None if is_known else file.data


class _Sending(pickle.Pickler):
    """Writes a file of a repository as what ``told`` says of it; whole where that is None."""

    def __init__(self, stream: IO[bytes], told: Callable[[File], _Told | None]) -> None:
        super().__init__(stream, protocol=pickle.HIGHEST_PROTOCOL)
        self._told = told

    def persistent_id(self, obj: object) -> _Told | None:
        return self._told(obj) if isinstance(obj, File) else None


class _Receiving(pickle.Unpickler):
    """Reads what ``_Sending`` wrote; files that come without their content are ``known`` by their numbers."""

    def __init__(self, stream: IO[bytes], known: dict[int, File]) -> None:
        super().__init__(stream)
        self._known = known

    def persistent_load(self, told: _Told) -> File:
        number, mode, data = told
        if data is not None:
            self._known[number] = File(mode, data)
        return self._known[number]


def main(seconds: int) -> None:
    """Answers until nobody asks any more; each function has ``seconds`` of CPU."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the parent, which ends this
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    importlib.import_module(KNOWN)
    known: dict[int, File] = {}
    while True:
        try:
            function, args = _Receiving(sys.stdin.buffer, known).load()
        except EOFError:
            return
        spent = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(spent.ru_utime + spent.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        try:
            answer: tuple[bool, Any] = True, function(*args)
        except CodeonflyError as error:
            answer = False, error
        except Exception as bug:
            answer = False, unforeseen(bug)
        numbers = {id(file): number for number, file in known.items()}

        def told(file: File, numbers: dict[int, int] = numbers) -> _Told | None:
            return (numbers[id(file)], file.mode, None) if id(file) in numbers else None

        _Sending(sys.stdout.buffer, told).dump(answer)
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
