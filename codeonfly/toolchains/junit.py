"""JUnit XML of any runner: bounded, without document types or entities."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from codeonfly.results import Outcome, TestCase, TestReport, seconds_told

MAX_BYTES = 64 << 20


def report(data: bytes | None, runner: str) -> TestReport | None:
    """The report of one file, or None when it is missing, hostile or holds no test."""
    if not data or len(data) > MAX_BYTES:
        return None
    found = {case.id: case for case in cases(data.decode(errors="replace").strip())}
    return TestReport(runner, tuple(found.values())) if found else None


def cases(text: str) -> Iterator[TestCase]:
    """Every test case of a document; none of one that is damaged or hostile."""
    if not text:
        return
    try:
        root: Element = fromstring(text.encode(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        return
    for case in root.iter("testcase"):
        owner = case.get("classname") or root.get("name") or ""
        outcome, message = _outcome(case)
        yield TestCase(
            id=f"{owner}::{case.get('name') or ''}",
            outcome=outcome,
            seconds=seconds_told((case.get("time") or "").replace(",", "")),
            message=message,
            file=case.get("file") or "",
        )


def _outcome(case: Element) -> tuple[Outcome, str]:
    outcomes: tuple[tuple[str, Outcome], ...] = (
        ("failure", "failed"),
        ("error", "errored"),
        ("skipped", "skipped"),
    )
    for tag, outcome in outcomes:
        found = case.find(tag)
        if found is not None:
            return outcome, (found.get("message") or found.text or "").strip()[:2000]
    return "passed", ""
