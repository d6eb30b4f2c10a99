"""A test file of JavaScript made to fail: every test, at once or by its checks, and one more that asserts."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from codeonfly.toolchains import reached

# The name of a test, up to the comma behind it; ``t.test(`` and ``it.each(...)(`` are left alone.
_CALL = re.compile(r"(?<![\w.$])(?P<call>test|it)\s*\(\s*['\"`]")
_BODY = re.compile(
    r"(?<![\w.$])(?:test|it)\s*\(\s*(?P<quote>['\"`])(?P<name>(?:\\.|(?!(?P=quote)).)*)(?P=quote)\s*,\s*"
    r"(?:\{[^{}]*\}\s*,\s*)?(?:async\s+|async(?=\())?"
    r"(?:function\s*\w*\s*\([^()]*\)|\([^()]*\)\s*=>|\w+\s*=>)\s*\{"
)
# not ``fail``, which says that a place must not be reached, nor a part of another call, as supertest has
_CHECK = re.compile(r"(?<![\w.$])(?:expect|assert(?:\.(?!fail\b)\w+)*)\s*\(")
# one that begins a statement: another can be put before it
_STATED = re.compile(
    r"(?:\A|(?<=[{};])|(?<=[\w\]'\"`)]\n))(?P<before>\s*)(?=(?:await\s+|return\s+|void\s+)?"
    r"(?:expect|assert(?:\.(?!fail\b)\w+)*)\s*\()"
)
_COMMENT = re.compile(r"^\s*//[^\n]*\n", re.MULTILINE)
# Each fails, whatever it is asked; one that does not was patched.
_FAILS = {
    "assert(": "assert(false)",
    "assert.ok(": "assert.ok(false)",
    "assert.equal(": "assert.equal('this', 'that')",
    "assert.strictEqual(": "assert.strictEqual('this', 'that')",
    "assert.deepEqual(": "assert.deepEqual(['this'], ['that'])",
    "assert.deepStrictEqual(": "assert.deepStrictEqual(['this'], ['that'])",
    "assert.notStrictEqual(": "assert.notStrictEqual('this', 'this')",
    "assert.match(": "assert.match('this', /that/)",
    "assert.throws(": "assert.throws(() => {})",
    ").toBe(": "expect('this').toBe('that')",
    ").toEqual(": "expect(['this']).toEqual(['that'])",
    ").toStrictEqual(": "expect(['this']).toStrictEqual(['that'])",
    ").toBeTruthy(": "expect(false).toBeTruthy()",
    ").toContain(": "expect(['this']).toContain('that')",
    ").toMatch(": "expect('this').toMatch(/that/)",
    ").toHaveLength(": "expect(['this']).toHaveLength(2)",
    ").toThrow(": "expect(() => {}).toThrow()",
    ".to.equal(": "expect('this').to.equal('that')",
    ".to.eql(": "expect(['this']).to.eql(['that'])",
    ".to.deep.equal(": "expect(['this']).to.deep.equal(['that'])",
    ".to.throw(": "expect(() => {}).to.throw()",
    ".to.be.true": "expect(false).to.be.true",
}


def canary(text: str, word: str, fresh: Collection[str] = ()) -> str | None:
    """The file with one more test, ``word``, and every test of it failing; None where it calls no test.

    The new test fails only if each kind of assertion that the file uses does so when it has to. A test of
    ``fresh`` fails by each check that it reaches, where all of them can be made to.
    """
    called = _CALL.search(text)
    if called is None:
        return None
    spoilt = _spoilt(text, word, fresh)
    quiet = "".join(f"() => {{ {call}; }}, " for name, call in _FAILS.items() if name in text)
    tried = f"for (const check of [{quiet}]) {{ try {{ check(); }} catch {{ continue; }} return; }}"
    return (
        f"{spoilt.rstrip()}\n\n;{called['call']}('{word}', () => {{ {tried} throw new Error('{word}'); }});\n"
    )


def _spoilt(text: str, word: str, fresh: Collection[str]) -> str:
    failing, parts, place = f" throw new Error('{word}');", [], 0
    for match, following in pairwise((*_BODY.finditer(text), None)):
        if match is None:
            break
        end = following.start() if following is not None else len(text)
        body = text[match.end() : end]
        parts += [
            text[place : match.end()],
            (match["name"] in fresh and _by_checks(body, word)) or f"{failing}{body}",
        ]
        place = end
    return "".join([*parts, text[place:]])


def _by_checks(body: str, word: str) -> str:
    """``if`` needs no semicolon before it, and what follows is reachable for whoever checks types."""
    plain = _COMMENT.sub("", body)
    return reached.by_checks(plain, _CHECK, _STATED, f"if ([].length < 1) throw new Error('{word}'); ")
