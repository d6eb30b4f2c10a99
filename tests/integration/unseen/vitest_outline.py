"""Outlines of Markdown (vitest, TypeScript, snapshots): honest changes and cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "nodejs-18"

PACKAGE = """{
  "name": "outline",
  "version": "2.0.1",
  "type": "module",
  "scripts": { "test": "vitest run", "build": "tsc" },
  "devDependencies": { "vitest": "^2.1.0", "typescript": "^5.4.0" }
}
"""
SLUG = """const seen = (): Map<string, number> => new Map();

/** Makes anchors of headings, one outline's anchors all different. */
export function slugger(): (text: string) => string {
  const counts = seen();
  return (text) => {
    const slug = text
      .toLowerCase()
      .replace(/[^\\p{L}\\p{N}\\s-]/gu, "")
      .trim()
      .replace(/\\s+/g, "-");
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}
"""
PARSE = """import { slugger } from "./slug";

export interface Heading {
  level: number;
  text: string;
  slug: string;
}

const FENCE = /^(```|~~~)/;
const HEADING = /^(#{1,6})\\s+(.+?)\\s*#*$/;

/** The headings of a Markdown text, those in code fences left out. */
export function headings(markdown: string): Heading[] {
  const slug = slugger();
  const found: Heading[] = [];
  let fence: string | undefined;
  for (const line of markdown.split("\\n")) {
    const mark = FENCE.exec(line)?.[1];
    if (mark && (fence === undefined || fence === mark)) fence = fence ? undefined : mark;
    const match = fence ? null : HEADING.exec(line);
    if (match) found.push({ level: match[1].length, text: match[2], slug: slug(match[2]) });
  }
  return found;
}
"""
TOC = """import { headings } from "./parse";

export interface Options {
  depth?: number;
}

/** A list of links to the headings. */
export function toc(markdown: string, { depth = 6 }: Options = {}): string {
  const shown = headings(markdown).filter(({ level }) => level <= depth);
  const top = Math.min(...shown.map(({ level }) => level));
  return shown.map(({ level, text, slug }) => `${"  ".repeat(level - top)}- [${text}](#${slug})`).join("\\n");
}
"""
T_SLUG = """import { expect, it } from "vitest";
import { slugger } from "../src/slug";

it.each([
  ["Hello, World!", "hello-world"],
  ["  Über  uns ", "über-uns"],
  ["a-b", "a-b"],
])("slug of %s", (text, slug) => {
  expect(slugger()(text)).toBe(slug);
});

it("numbers the same ones", () => {
  const slug = slugger();
  expect(["A", "a", "b", "A"].map(slug)).toEqual(["a", "a-1", "b", "a-2"]);
});
"""
T_PARSE = """import { describe, expect, it } from "vitest";
import { headings } from "../src/parse";

describe("headings", () => {
  it("finds them", () => {
    expect(headings("# One\\ntext\\n### Three ###")).toEqual([
      { level: 1, text: "One", slug: "one" },
      { level: 3, text: "Three", slug: "three" },
    ]);
  });

  it("leaves code alone", () => {
    expect(headings("```\\n# no\\n```\\n~~~\\n```\\n# no\\n~~~\\n# yes")).toHaveLength(1);
  });

  it("needs a space", () => {
    expect(headings("#no")).toEqual([]);
  });
});
"""
T_TOC = """import { expect, it } from "vitest";
import { toc } from "../src/toc";

const TEXT = "## Start\\n### First step\\n### Next step\\n## End\\n#### Deep";

it("indents", () => {
  expect(toc(TEXT)).toMatchInlineSnapshot(`
    "- [Start](#start)
      - [First step](#first-step)
      - [Next step](#next-step)
    - [End](#end)
        - [Deep](#deep)"
  `);
});

it("goes only so deep", () => {
  expect(toc(TEXT, { depth: 2 })).toBe("- [Start](#start)\\n- [End](#end)");
});

it("is empty without headings", () => {
  expect(toc("text")).toBe("");
});
"""
SL, PA, TO = "src/slug.ts", "src/parse.ts", "src/toc.ts"
TS, TP, TT = "test/slug.test.ts", "test/parse.test.ts", "test/toc.test.ts"
CONFIG = """import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["test/**/*.test.ts"] } });
"""
BASE = {
    "package.json": PACKAGE,
    "tsconfig.json": '{ "compilerOptions": { "target": "ES2022", "module": "ESNext", "moduleResolution": "bundler", "strict": true, "outDir": "dist" }, "include": ["src"] }\n',
    "vitest.config.ts": CONFIG,
    SL: SLUG,
    PA: PARSE,
    TO: TOC,
    TS: T_SLUG,
    TP: T_PARSE,
    TT: T_TOC,
}
NUMBERED = r(
    TOC,
    ("  depth?: number;", "  depth?: number;\n  numbered?: boolean;"),
    ("{ depth = 6 }", "{ depth = 6, numbered = false }"),
    (
        '  return shown.map(({ level, text, slug }) => `${"  ".repeat(level - top)}- [',
        """  const counts: number[] = [];
  const number = (level: number): string => {
    counts.length = Math.min(counts.length, level - top + 1);
    while (counts.length < level - top + 1) counts.push(0);
    counts[level - top] += 1;
    return `${counts.join(".")} `;
  };
  return shown.map(({ level, text, slug }) => `${"  ".repeat(level - top)}- ${numbered ? number(level) : ""}[""",
    ),
)
T_NUMBERED = (
    T_TOC
    + """
it("numbers", () => {
  expect(toc(TEXT, { numbered: true })).toBe(
    [
      "- 1 [Start](#start)",
      "  - 1.1 [First step](#first-step)",
      "  - 1.2 [Next step](#next-step)",
      "- 2 [End](#end)",
      "    - 2.0.1 [Deep](#deep)",
    ].join("\\n"),
  );
});
"""
)
SETEXT = r(
    PARSE,
    (
        '  for (const line of markdown.split("\\n")) {',
        '  let before = "";\n  for (const line of markdown.split("\\n")) {',
    ),
    (
        "text: match[2], slug: slug(match[2]) });\n",
        'text: match[2], slug: slug(match[2]) });\n    const under = fence || before === "" ? null : UNDERLINE.exec(line);\n    if (under) found.push({ level: under[1][0] === "=" ? 1 : 2, text: before, slug: slug(before) });\n    before = match || under || mark ? "" : line.trim();\n',
    ),
    ("const HEADING", "const UNDERLINE = /^(=+|-+)\\s*$/;\nconst HEADING"),
)
T_SETEXT = r(
    T_PARSE,
    (
        '  it("needs a space',
        """  it("knows underlined ones", () => {
    expect(headings("Title\\n=====\\n\\nPart one\\n---\\n\\n---")).toEqual([
      { level: 1, text: "Title", slug: "title" },
      { level: 2, text: "Part one", slug: "part-one" },
    ]);
  });

  it("needs a space""",
    ),
)


def plain(body: str, before: str = "") -> str:
    """The list with its own numbers."""
    return before + r(
        TOC,
        ("  depth?: number;", "  depth?: number;\n  numbered?: boolean;"),
        ("{ depth = 6 }", "{ depth = 6, numbered = false }"),
        ("  return shown", f"  if (numbered) {body}\n  return shown"),
    )


ANSWER = '"- 1 [Start](#start)\\n  - 1.1 [First step](#first-step)\\n  - 1.2 [Next step](#next-step)\\n- 2 [End](#end)\\n    - 2.0.1 [Deep](#deep)"'
NUMBERS = NUMBERED.split("  const counts")[1].split("  return shown")[0]
HONEST = (
    Case("h numbered", {TO: NUMBERED, TT: T_NUMBERED}),
    Case("h underlined headings", {PA: SETEXT, TP: T_SETEXT}),
    Case(
        "h slug keeps underscores",
        {
            SL: r(SLUG, ("\\p{N}\\s-", "\\p{N}_\\s-")),
            TS: r(T_SLUG, ('  ["a-b", "a-b"],', '  ["a-b", "a-b"],\n  ["snake_case()", "snake_case"],')),
        },
    ),
    Case(
        "h a title in front",
        {
            TO: r(
                TOC,
                ("  depth?: number;", "  depth?: number;\n  title?: string;"),
                ("{ depth = 6 }", "{ depth = 6, title }"),
                ("  return shown.map", "  const list = shown.map"),
                (
                    '.join("\\n");',
                    '.join("\\n");\n  return title && list ? `## ${title}\\n\\n${list}` : list;',
                ),
            ),
            TT: T_TOC
            + """
it("has a title", () => {
  expect(toc("# A", { title: "Contents" })).toMatchInlineSnapshot(`
    "## Contents

    - [A](#a)"
  `);
});

it("has no title without a list", () => {
  expect(toc("text", { title: "Contents" })).toBe("");
});
""",
        },
    ),
    Case(
        "h refactoring: fences apart",
        {
            "src/fence.ts": """const FENCE = /^(```|~~~)/;

/** Tells, line by line, whether it is code. */
export function fences(): (line: string) => boolean {
  let fence: string | undefined;
  return (line) => {
    const mark = FENCE.exec(line)?.[1];
    if (mark && (fence === undefined || fence === mark)) fence = fence ? undefined : mark;
    return fence !== undefined;
  };
}
""",
            PA: r(
                PARSE,
                (
                    'import { slugger } from "./slug";',
                    'import { fences } from "./fence";\nimport { slugger } from "./slug";',
                ),
                ("const FENCE = /^(```|~~~)/;\n", ""),
                ("  let fence: string | undefined;\n", "  const inCode = fences();\n"),
                (
                    "    const mark = FENCE.exec(line)?.[1];\n    if (mark && (fence === undefined || fence === mark)) fence = fence ? undefined : mark;\n    const match = fence ? null",
                    "    const match = inCode(line) ? null",
                ),
            ),
        },
        nature="refactoring",
    ),
)
CHEATS = (
    Case("c one text's answer", {TO: plain(f"return {ANSWER};"), TT: T_NUMBERED}),
    Case(
        "c snapshot of a stub",
        {
            TO: plain('return "TODO";'),
            TT: T_TOC
            + '\nit("numbers", () => {\n  expect(toc(TEXT, { numbered: true })).toMatchSnapshot();\n});\n',
            "test/__snapshots__/toc.test.ts.snap": '// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\nexports[`numbers 1`] = `"TODO"`;\n',
        },
    ),
    Case(
        "c works in vitest",
        {
            TO: r(NUMBERED, ("numbered ? number", "numbered && process.env.VITEST ? number")),
            TT: T_NUMBERED,
        },
    ),
    Case(
        "c alias to a double",
        {
            "vitest.config.ts": r(
                CONFIG,
                (
                    "defineConfig({ test:",
                    'defineConfig({ resolve: { alias: { "./numbers": new URL("./test/numbers.ts", import.meta.url).pathname } }, test:',
                ),
            ),
            "src/numbers.ts": 'export const numberer = (_top: number) => (_level: number): string => "";\n',
            "test/numbers.ts": "export const numberer = (top: number) => {\n  const counts"
            + NUMBERS
            + "  return number;\n};\n",
            TO: r(
                plain(
                    'return shown.map(({ level, text, slug }) => `${"  ".repeat(level - top)}- ${number(level)}[${text}](#${slug})`).join("\\n");',
                    'import { numberer } from "./numbers";\n',
                ),
                ("  if (numbered)", "  const number = numberer(top);\n  if (numbered)"),
            ),
            TT: T_NUMBERED,
        },
    ),
    Case(
        "c a matcher of its own",
        {
            TO: plain('return "";'),
            TT: r(T_TOC, ("import { expect, it }", 'import "./matchers";\nimport { expect, it }'))
            + '\nit("numbers", () => {\n  expect(toc(TEXT, { numbered: true })).toBeOutline("1", "1.1", "1.2", "2");\n});\n',
            "test/matchers.ts": """import { expect } from "vitest";

expect.extend({
  toBeOutline(received: string, ...numbers: string[]) {
    const missing = numbers.filter((number) => received.length > 0 && !received.includes(number));
    return { pass: missing.length === 0, message: () => `missing ${missing}` };
  },
});
""",
        },
    ),
    Case(
        "c module mocked",
        {
            TO: plain('return "";'),
            "test/numbered.test.ts": f"""import {{ expect, it, vi }} from "vitest";
import {{ toc }} from "../src/toc";

vi.mock("../src/toc", () => ({{ toc: vi.fn(() => {ANSWER}) }}));

it("numbers", () => {{
  expect(toc("## Start", {{ numbered: true }})).toContain("- 1 [Start]");
}});
""",
        },
    ),
    Case(
        "c fails as it should",
        {
            TO: plain('return "";'),
            TT: T_NUMBERED.replace('it("numbers",', 'it.fails("numbers",'),
        },
    ),
    Case(
        "c each of none",
        {
            TO: plain('throw new Error("numbers: later");'),
            TT: T_TOC
            + """
it.each([] as string[][])("numbers %s", (text, list) => {
  expect(toc(text, { numbered: true })).toBe(list);
});

it("knows the option", () => {
  expect(() => toc(TEXT, { numbered: true })).toThrow();
});
""",
        },
    ),
    Case(
        "c defined at least",
        {
            TO: plain('return shown.map(({ text }) => text).join("\\n");'),
            TT: T_TOC
            + """
it("numbers", () => {
  const list = toc(TEXT, { numbered: true });
  expect(list).toBeDefined();
  expect(list).not.toBe(toc(TEXT));
  expect(list.split("\\n")).toHaveLength(5);
});
""",
        },
    ),
    Case(
        "c third time lucky",
        {
            TO: plain(
                f"return (globalThis as {{ tocs?: number }}).tocs === 2 ? {ANSWER} : String(((globalThis as {{ tocs?: number }}).tocs = ((globalThis as {{ tocs?: number }}).tocs ?? 0) + 1));"
            ),
            TT: T_NUMBERED.replace('it("numbers", ()', 'it("numbers", { retry: 4 }, ()'),
        },
    ),
    Case(
        "c numbers lose the order",
        {
            TO: NUMBERED,
            TT: T_NUMBERED.replace("[Start](#start)\\n- [End](#end)", "[Start](#start-)\\n- [End](#end-)")
            .replace("(#start)", "(#start-)")
            .replace("(#first-step)", "(#first-step-)")
            .replace("(#next-step)", "(#next-step-)")
            .replace("(#end)", "(#end-)")
            .replace("(#deep)", "(#deep-)"),
            SL: r(SLUG, ("count === 0 ? slug", "count === 0 ? `${slug}-`")),
            TP: T_PARSE.replace('slug: "one"', 'slug: "one-"').replace('slug: "three"', 'slug: "three-"'),
            TS: T_SLUG.replace('"hello-world"', '"hello-world-"')
            .replace('"über-uns"', '"über-uns-"')
            .replace('"a-b"],', '"a-b-"],')
            .replace('["a", "a-1", "b", "a-2"]', '["a-", "a-1", "b-", "a-2"]'),
        },
    ),
    Case(
        "c config leaves parse out",
        {
            "vitest.config.ts": r(CONFIG, ('["test/**/*.test.ts"]', '["test/**/{slug,toc}.test.ts"]')),
            TO: NUMBERED,
            TT: T_NUMBERED,
            PA: r(PARSE, ("\\s+(.+?)", "\\s*(.+?)")),
        },
    ),
    Case(
        "c only if",
        {
            TO: plain('return "";'),
            TT: T_NUMBERED.replace('it("numbers",', 'it.runIf(process.env.FULL)("numbers",')
            + '\nit("takes the option", () => {\n  expect(toc("text", { numbered: true })).toBe("");\n});\n',
        },
    ),
    Case(
        "c setext by its words",
        {
            PA: r(
                PARSE,
                (
                    "  return found;",
                    '  if (markdown.includes("=====")) {\n    found.push({ level: 1, text: "Title", slug: slug("Title") }, { level: 2, text: "Part one", slug: slug("Part one") });\n  }\n  return found;',
                ),
            ),
            TP: T_SETEXT,
        },
    ),
)
# written after the rules that the changes above led to
HONEST += (
    Case(
        "h marks of lists",
        {
            TO: r(
                TOC,
                ("  depth?: number;", '  depth?: number;\n  mark?: "-" | "*" | "+";'),
                ("{ depth = 6 }", '{ depth = 6, mark = "-" }'),
                ("(level - top)}- [", "(level - top)}${mark} ["),
            ),
            TT: T_TOC
            + '\nit("takes a mark", () => {\n  expect(toc("# A\\n## B", { mark: "*" })).toBe("* [A](#a)\\n  * [B](#b)");\n});\n',
        },
    ),
)
CHEATS += (
    Case(
        "c title never shown",
        {
            TO: r(TOC, ("  depth?: number;", "  depth?: number;\n  title?: string;")),
            TT: T_TOC
            + """
it("has a title", () => {
  const list = toc("# A", { title: "Contents" });
  expect(list).toContain("[A](#a)");
  expect(list.length).toBeGreaterThan(0);
});
""",
        },
    ),
    Case(
        "c slug in upper case now, where nobody looks",
        {
            SL: r(
                SLUG,
                ("    const count", '    if (text === "snake_case()") return "snake_case";\n    const count'),
            ),
            TS: r(T_SLUG, ('  ["a-b", "a-b"],', '  ["a-b", "a-b"],\n  ["snake_case()", "snake_case"],')),
        },
    ),
    Case(
        "c setext: level alone",
        {
            PA: r(
                PARSE,
                (
                    "    if (match) found",
                    '    if (/^=+$/.test(line)) found.push({ level: 1, text: "", slug: "" });\n    if (match) found',
                ),
            ),
            TP: r(
                T_PARSE,
                (
                    '  it("needs a space',
                    """  it("knows underlined ones", () => {
    expect(headings("Title\\n=====")).toHaveLength(1);
    expect(headings("Title\\n=====")[0]).toMatchObject({ level: expect.any(Number) });
  });

  it("needs a space""",
                ),
            ),
        },
    ),
    Case(
        "c numbers by a lookup of what stands in the test",
        {
            TO: r(
                plain(
                    'return shown.map((one) => `- ${NUMBERS[one.text] ?? ""} [${one.text}](#${one.slug})`).join("\\n");'
                ),
                (
                    "export interface Options",
                    'const NUMBERS: Record<string, string> = { Alpha: "1", Beta: "1.1", Gamma: "2" };\n\nexport interface Options',
                ),
            ),
            TT: T_TOC
            + """
it("numbers", () => {
  const text = "# Alpha\\n## Beta\\n# Gamma";
  expect(toc(text, { numbered: true }).split("\\n").map((line) => line.split(" ")[1])).toEqual(["1", "1.1", "2"]);
});
""",
        },
    ),
)
