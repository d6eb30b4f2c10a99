"""Refactorings of Node repositories in real sandboxes: calls that no test makes show what is different."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from codeonfly.journal import Journal
from codeonfly.localbox.host import LocalHost
from codeonfly.reader import Reader
from codeonfly.settings import Settings
from codeonfly.verification.bench import Bench
from codeonfly.verification.facts import Facts, SameResults
from codeonfly.verification.parts import split
from codeonfly.verification.same_results import same_results
from tests.integration.proving import Case, all_proven, built, change_of, tree_of

SHOP = """
const SKU = /^[A-Z]{2}-\\d{3,5}$/;

function sku(text) {
  if (!SKU.test(text)) throw new TypeError(`no sku: ${text}`);
  return text;
}

class Basket {
  constructor(most) {
    this.lines = [];
    this.most = most;
  }

  get size() {
    return this.lines.length;
  }

  add(name, price) {
    if (this.size === this.most) throw new Error('full');
    this.lines.push({ name, price });
    return this;
  }

  async total() {
    return this.lines.reduce((sum, { price }) => sum + Math.round(price), 0);
  }
}

function pager(start) {
  let page = start;
  return { next: () => page++, reset() { page = start; } };
}

function stamped(text) {
  return `${text} ${Date.now()}`;
}
"""
TESTS = """
it('takes skus', () => {
  assert.equal(sku('AB-123'), 'AB-123');
  assert.throws(() => sku('x'), TypeError);
});

it('fills a basket', async () => {
  const basket = new Basket(2).add('tea', 3.2).add('mug', 8);
  assert.equal(basket.size, 2);
  assert.equal(await basket.total(), 11);
});

it('turns pages', () => {
  const pages = pager(1);
  assert.equal(pages.next() + pages.next(), 3);
  pages.reset();
  assert.equal(pages.next(), 1);
});

it('stamps', () => {
  assert.match(stamped('a'), /^a \\d+$/);
});
"""
NAMES = "{ sku, Basket, pager, stamped }"


def required(text: str) -> str:
    return f"'use strict';\n{text}\nmodule.exports = {NAMES};\n"


def exported(text: str) -> str:
    return re.sub(r"^(?=function|class|async)", "export ", text, flags=re.MULTILINE)


def typed(text: str) -> str:
    text = re.sub(r"(?<=function )(\w+)\((text|start)\)", r"\1(\2: any)", exported(text))
    text = text.replace("add(name, price)", "add(name: string, price: number)")
    fields = "private lines: { name: string; price: number }[];\n  readonly most: number;\n\n"
    return text.replace("constructor(most)", f"{fields}  constructor(most: number)")


@dataclass(frozen=True)
class Style:
    """How one kind of repository is written."""

    source: str
    tests: str
    command: str
    written: Callable[[str], str]
    head: str
    needs: str = ""
    esm: bool = False

    @property
    def base(self) -> dict[str, str]:
        package = {
            "name": "shop",
            "version": "1.0.0",
            "type": "module" if self.esm else "commonjs",
            "scripts": {"test": self.command},
            "devDependencies": dict([self.needs.split("@")]) if self.needs else {},
        }
        return {
            "package.json": json.dumps(package),
            self.source: self.written(SHOP),
            self.tests: self.head + TESTS,
        }

    def case(self, name: str, *changes: tuple[str, str]) -> Case:
        text = SHOP
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return Case(name, {self.source: self.written(text)}, nature="refactoring")


REQUIRES = f"const assert = require('node:assert');\nconst {NAMES} = require('../src/shop');\n"
STYLES = {
    "node:test, CommonJS": Style(
        "src/shop.js",
        "test/shop.test.js",
        "node --test",
        required,
        f"const {{ it }} = require('node:test');\n{REQUIRES}",
    ),
    "node:test, ESM": Style(
        "src/shop.js",
        "test/shop.test.js",
        "node --test",
        exported,
        "import assert from 'node:assert';\nimport { it } from 'node:test';\n"
        f"import {NAMES} from '../src/shop.js';\n",
        esm=True,
    ),
    "vitest, TypeScript": Style(
        "src/shop.ts",
        "src/shop.spec.ts",
        "vitest run",
        typed,
        f"import assert from 'node:assert';\nimport {{ it }} from 'vitest';\nimport {NAMES} from './shop';\n",
        "vitest@^3",
        esm=True,
    ),
    "jest": Style("src/shop.js", "__tests__/shop.js", "jest", required, REQUIRES, "jest@^29"),
    "mocha": Style("src/shop.js", "test/shop.js", "mocha", required, REQUIRES, "mocha@^10"),
}
HONEST = (
    ("Math.round(price)", "rounded(price)"),
    ("\nclass Basket", "\nconst rounded = (price) => Math.round(price);\n\nclass Basket"),
    ("throw new Error('full')", "throw new RangeError('there is no room')"),
)
# runner -> what is no longer as it was, and what is said of it
BROKEN = {
    "node:test, CommonJS": (
        ("return text;\n}\n\nclass", "while (text.endsWith('33'));\n  return text;\n}\n\nclass"),
        "sku(\"AB-1233\") gives 'AB-1233', and now comes to no end",
    ),
    "node:test, ESM": (
        ("if (this.size === this.most)", "if (this.size > this.most)"),
        "raises Error, and now gives",
    ),
    "vitest, TypeScript": (
        ("Math.round(price)", "Math.floor(price)"),
        'new Basket(2).add("tea", 3.7).add("mug", 8).total() gives 12, and now gives 11',
    ),
    "jest": (
        ("[A-Z]{2}-\\d{3,5}$/", "[A-Z]{2}-\\d{3,5}\\s*$/"),
        "sku(\"AB-123\\n\") raises TypeError, and now gives 'AB-123\\n'",
    ),
    "mocha": (
        ("next: () => page++, reset() { page = start; }", "next: () => page++, reset() { page = 1; }"),
        "pager(2).next().next().reset().next() gives 2, and now gives 1",
    ),
}


async def test_a_refactoring_is_refused_for_them() -> None:
    name = "node:test, ESM"
    style, (change, said) = STYLES[name], BROKEN[name]
    cases = (style.case("honest", *HONEST), style.case("broken", change))
    found = await all_proven(style.base, "nodejs-18", cases)
    verdict = found["honest"].verdict
    assert verdict.status == "verified", verdict
    proofs = {proof.name: proof for proof in found["honest"].proofs}
    assert "came to the same in both versions" in proofs["same-results"].sentence
    reasons = found["broken"].verdict.reasons
    assert [reason.code for reason in reasons] == ["same-results"], reasons
    details = next(proof for proof in found["broken"].proofs if proof.name == "same-results").details
    assert any(said in one for one in details), details


@pytest.mark.parametrize("name", [name for name in STYLES if name != "node:test, ESM"])
async def test_what_comes_of_calls_near_those_of_the_tests(name: str) -> None:
    style, (change, said) = STYLES[name], BROKEN[name]
    honest, broken = await compared(style, style.case("honest", *HONEST), style.case("broken", change))
    assert (honest.calls > 20, honest.differing) == (True, ())
    assert any(said in one for one in broken.differing), broken


async def compared(style: Style, *cases: Case) -> list[SameResults]:
    """What this run alone tells of each change."""
    host, base = LocalHost(), tree_of(style.base)
    found = []
    try:
        workbench = await built(host, style.base, "nodejs-18")
        with Reader() as reader:
            for case in cases:
                bench = Bench(host, workbench, base, Settings(), Journal(), "proof", reader)
                parts = split(change_of(case), base, workbench.projects)
                facts = Facts(workbench.baseline, "", parts, case.nature, (), False, False, (), {})
                await same_results(bench, facts)
                await bench.forget()
                assert facts.same_results is not None
                found.append(facts.same_results)
    finally:
        await host.kill_all()
    return found
