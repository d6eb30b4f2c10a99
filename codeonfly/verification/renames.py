"""Which test of the base lives on under which name: bodies of tests, by the ids of the reports."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

from codeonfly.results import Bodies, TestReport
from codeonfly.toolchains import toolchain_of
from codeonfly.toolchains.base import Project
from codeonfly.tree import File, text_of

# parameters of pytest, subtests of Go: the same ones must be there under the new name
_PLACE = re.compile(r"%[a-zA-Z#%]|\$\{[^}]*\}|\$[\w.#]+")
_UPWARDS = re.compile(r"(['\"`])\.{1,2}/(?:\.\./)*")
# a name for what a call or a constructor gives
_SET_UP = re.compile(
    r"^[ \t]+(?:(?:const|let|var|final|mut)[ \t]+)*(?:[\w.<>,\[\]]+[ \t]+)?\w+[ \t]*:?=[ \t]*(?:new[ \t]+)?"
    r"[\w.:]+(?:<[\w, ]*>)?\([^\n]*\);?[ \t]*\n",
    re.MULTILINE,
)
_REST = re.compile(r"\[.*\]$|/.*$", re.DOTALL)
_TYPED = re.compile(r"(?P<name>\w+)(?P<rest>[({][\w.$<>?, \[\]]*[)}]\[\d+\])")  # a row of JUnit's


def bodies(
    base: TestReport | None,
    head: TestReport | None,
    before: Mapping[str, File],
    after: Mapping[str, File],
    projects: Sequence[Project],
) -> Bodies:
    """The bodies of both reports' tests, as far as their files tell."""
    mine, now = dict(_by_id(base, before, projects)), dict(_by_id(head, after, projects))
    # nothing else moves with a file that is gone, or new: there a body is told by all that stands around it
    bare = dict(_by_id(head, _without_set_up(base, head, before, after), projects))
    return Bodies(_moved(base, before, after) | mine, _moved(head, after, before) | now, bare)


def _without_set_up(
    base: TestReport | None, head: TestReport | None, before: Mapping[str, File], after: Mapping[str, File]
) -> dict[str, File]:
    """New files of tests without the set-up that no test of the base has: one that moved needs its own."""
    paths = {case.file for case in base.cases} if base is not None else set()
    old = {line.strip() for path in paths & before.keys() for line in text_of(before[path]).splitlines()}
    made = {case.file for case in head.cases if case.file in after} - paths if head is not None else set()

    def without(match: re.Match[str]) -> str:
        return match[0] if match[0].strip() in old else ""

    return {
        path: File(after[path].mode, _SET_UP.sub(without, text_of(after[path])).encode("utf-8", "replace"))
        for path in made
    }


def _moved(
    report: TestReport | None, files: Mapping[str, File], others: Mapping[str, File]
) -> dict[str, str]:
    """The whole of a file that one side alone has, but for how far it imports from, with the test's name."""
    texts: dict[str, str] = {}
    found = {}
    for case in report.cases if report is not None else ():
        if case.file in files and case.file not in others:
            if case.file not in texts:
                text = text_of(files[case.file])
                plain = " ".join(_UPWARDS.sub(r"\1", text).split())
                texts[case.file] = _digest(plain)
            found[case.id] = f"{texts[case.file]}\0{case.id.partition('::')[2]}"
    return found


def _by_id(
    report: TestReport | None, files: Mapping[str, File], projects: Sequence[Project]
) -> Iterator[tuple[str, str]]:
    known: dict[str, Mapping[str, str]] = {}
    for case in report.cases if report is not None else ():
        if case.file not in known:
            known[case.file] = _of_file(case.file, files, projects)
        if body := _body(case.id.partition("::")[2] or case.id, known[case.file]):
            yield case.id, body


def _body(name: str, known: Mapping[str, str]) -> str:
    """The body of the test ``name``, with the part of the name that its body does not have."""
    rest = match[0] if (match := _REST.search(name)) else ""
    function = name.removesuffix(rest)
    typed = _TYPED.fullmatch(name)
    row = (typed["name"], typed["rest"]) if typed else (name, "")
    for one, tail in ((name, ""), (name.rpartition("::")[2], ""), (function, rest), row):
        if one in known:
            return known[one] + tail
    last = name.rpartition("::")[2]
    if (plain := function.rpartition("::")[2]) in known:
        return known[plain] + rest
    rows = (one for one in known if _PLACE.search(one) and _is_row_of(one, last))
    return next((f"{known[one]}{last}" for one in rows), "")


def _is_row_of(template: str, name: str) -> bool:
    """Whether it may be one row's name of a table of tests: "writes 1 as a" of "writes %i as %s"."""
    return re.fullmatch(".*".join(map(re.escape, _PLACE.split(template))), name, re.DOTALL) is not None


def _of_file(path: str, files: Mapping[str, File], projects: Sequence[Project]) -> Mapping[str, str]:
    file = files.get(path)
    if file is None:
        return {}
    text = text_of(file)
    chains = {project.toolchain: toolchain_of(project) for project in projects}
    found = next((found for chain in chains.values() if (found := chain.bodies(text))), {})
    return {name: _digest(body) for name, body in found.items()}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
