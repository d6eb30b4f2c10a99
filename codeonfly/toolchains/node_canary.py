"""A test file of JavaScript made to fail: every test at once, and one more by its own assertions."""

from __future__ import annotations

import re

# The name of a test, up to the comma behind it; ``t.test(`` and ``it.each(...)(`` are left alone.
_CALL = re.compile(r"(?<![\w.$])(?P<call>test|it)\s*\(\s*['\"`]")
_BODY = re.compile(
    r"(?<![\w.$])(?:test|it)\s*\(\s*(?P<quote>['\"`])(?:\\.|(?!(?P=quote)).)*(?P=quote)\s*,\s*"
    r"(?:\{[^{}]*\}\s*,\s*)?(?:async\s+|async(?=\())?"
    r"(?:function\s*\w*\s*\([^()]*\)|\([^()]*\)\s*=>|\w+\s*=>)\s*\{"
)
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


def canary(text: str, word: str) -> str | None:
    """The file with one more test, ``word``, and every test of it failing; None where it calls no test.

    The new test fails only if each kind of assertion that the file uses does so when it has to.
    """
    called = _CALL.search(text)
    if called is None:
        return None
    spoilt = _BODY.sub(rf"\g<0> throw new Error('{word}');", text)
    quiet = "".join(f"() => {{ {call}; }}, " for name, call in _FAILS.items() if name in text)
    tried = f"for (const check of [{quiet}]) {{ try {{ check(); }} catch {{ continue; }} return; }}"
    return (
        f"{spoilt.rstrip()}\n\n;{called['call']}('{word}', () => {{ {tried} throw new Error('{word}'); }});\n"
    )
