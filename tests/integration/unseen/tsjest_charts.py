"""Charts as SVG: TypeScript under ts-jest, snapshots in files and inline, a golden SVG, tests in __tests__."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "nodejs-18"

PACKAGE = """{
  "name": "tinycharts",
  "version": "0.9.2",
  "description": "Small charts as SVG text",
  "license": "MIT",
  "main": "lib/index.js",
  "types": "lib/index.d.ts",
  "scripts": {
    "build": "tsc",
    "test": "jest"
  },
  "jest": {
    "transform": {
      "^.+\\\\.ts$": ["ts-jest", { "isolatedModules": true }]
    },
    "testEnvironment": "node"
  },
  "devDependencies": {
    "@types/jest": "^29.5.12",
    "@types/node": "^18.19.0",
    "jest": "^29.7.0",
    "ts-jest": "^29.1.2",
    "typescript": "^5.4.0"
  }
}
"""
TSCONFIG = """{
  "compilerOptions": {
    "target": "ES2020",
    "module": "commonjs",
    "strict": true,
    "declaration": true,
    "esModuleInterop": true,
    "outDir": "lib",
    "rootDir": "src"
  },
  "include": ["src"],
  "exclude": ["**/__tests__/**"]
}
"""
INDEX = """export { bars, BarOptions } from './bars';
export { line } from './line';
export { linear, Scale } from './scale';
export { ticks } from './ticks';
"""
SCALE = """export type Scale = (value: number) => number;

/** Maps the domain to the range, straight. */
export function linear(domain: [number, number], range: [number, number]): Scale {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  if (d0 === d1) throw new RangeError('an empty domain');
  return (value) => r0 + ((value - d0) / (d1 - d0)) * (r1 - r0);
}

/** The smallest and the largest value; zero is always within. */
export function extent(values: readonly number[]): [number, number] {
  return [Math.min(0, ...values), Math.max(0, ...values)];
}
"""
TICKS = """/** Round values from min to max, about as many as wanted. */
export function ticks(min: number, max: number, wanted = 5): number[] {
  if (max <= min) return [min];
  const rough = (max - min) / wanted;
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) as number;
  const found: number[] = [];
  for (let i = Math.ceil(min / step); i * step <= max; i++) found.push(i * step);
  return found;
}

export function label(value: number): string {
  if (Math.abs(value) >= 1e6) return `${value / 1e6}M`;
  if (Math.abs(value) >= 1e3) return `${value / 1e3}k`;
  return String(value);
}
"""
SVG = """export type Attributes = Record<string, string | number | undefined>;

export function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

/** One element as text; attributes without a value are left out. */
export function element(name: string, attributes: Attributes = {}, ...children: string[]): string {
  const parts = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`)
    .join('');
  return children.length ? `<${name}${parts}>${children.join('')}</${name}>` : `<${name}${parts}/>`;
}
"""
BARS = """import { extent, linear } from './scale';
import { element, escape } from './svg';

export interface Bar {
  name: string;
  value: number;
}

export interface BarOptions {
  width?: number;
  height?: number;
  gap?: number;
}

/** A bar for each value. */
export function bars(data: readonly Bar[], { width = 100, height = 50, gap = 2 }: BarOptions = {}): string {
  if (data.length === 0) return element('svg', { width, height });
  const y = linear(extent(data.map((bar) => bar.value)), [height, 0]);
  const each = (width - gap * (data.length - 1)) / data.length;
  const rects = data.map((bar, i) => {
    const top = Math.min(y(bar.value), y(0));
    return element(
      'rect',
      { x: i * (each + gap), y: top, width: each, height: Math.abs(y(bar.value) - y(0)) },
      element('title', {}, escape(bar.name)),
    );
  });
  return element('svg', { width, height }, ...rects);
}
"""
LINE = """import { extent, linear } from './scale';
import { element } from './svg';

/** A line through the values; a gap where one is missing. */
export function line(values: readonly (number | null)[], width = 100, height = 50): string {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < 2) throw new Error('a line needs two values');
  const x = linear([0, values.length - 1], [0, width]);
  const y = linear(extent(known), [height, 0]);
  let path = '';
  let pen = 'M';
  values.forEach((value, i) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    path += `${pen}${x(i)},${y(value)}`;
    pen = 'L';
  });
  return element('svg', { width, height }, element('path', { d: path, fill: 'none' }));
}
"""
T_SCALE = """import { extent, linear } from '../scale';

describe('linear', () => {
  it('maps', () => {
    const scale = linear([0, 10], [100, 0]);
    expect([0, 5, 10, 20].map(scale)).toEqual([100, 50, 0, -100]);
  });

  it('refuses an empty domain', () => {
    expect(() => linear([1, 1], [0, 1])).toThrow('an empty domain');
  });
});

test.each([
  [[1, 2], [0, 2]],
  [[-3, -1], [-3, 0]],
  [[], [0, 0]],
])('extent of %j', (values, expected) => {
  expect(extent(values)).toEqual(expected);
});
"""
T_TICKS = """import { label, ticks } from '../ticks';

describe('ticks', () => {
  it('are round', () => {
    expect(ticks(0, 100)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticks(3, 17)).toEqual([5, 10, 15]);
  });

  it('of nothing', () => {
    expect(ticks(4, 4)).toEqual([4]);
  });
});

test('label', () => {
  expect(label(950)).toBe('950');
  expect(label(1500)).toBe('1.5k');
  expect(label(-2000000)).toBe('-2M');
});
"""
T_SVG = """import { element, escape } from '../svg';

test('escape', () => {
  expect(escape('a < "b" & c')).toBe('a &lt; &quot;b&quot; &amp; c');
});

test('element', () => {
  expect(element('g', { id: 'x', class: undefined }, 'a', 'b')).toMatchInlineSnapshot(`"<g id="x">ab</g>"`);
  expect(element('br')).toMatchInlineSnapshot(`"<br/>"`);
});
"""
T_BARS = """import { readFileSync } from 'fs';
import { join } from 'path';
import { bars } from '../bars';

const DATA = [
  { name: 'a', value: 4 },
  { name: 'b & c', value: -1 },
];

describe('bars', () => {
  it('matches the snapshot', () => {
    expect(bars(DATA)).toMatchSnapshot();
  });

  it('is the golden file', () => {
    const golden = readFileSync(join(__dirname, 'golden', 'bars.svg'), 'utf8');
    expect(bars(DATA, { width: 200, height: 100, gap: 20 }) + '\\n').toBe(golden);
  });

  it('of nothing is an empty picture', () => {
    expect(bars([])).toBe('<svg width="100" height="50"/>');
  });
});
"""
T_LINE = """import { line } from '../line';

describe('line', () => {
  it('goes through the values', () => {
    expect(line([0, 5, 10])).toMatchSnapshot();
  });

  it('has gaps', () => {
    expect(line([0, null, 10, 5])).toContain('M0,50M66.66666666666666,0L100,25');
  });

  it('needs two values', () => {
    expect(() => line([1, null])).toThrow('two values');
  });
});
"""
SNAP_BARS = """// Jest Snapshot v1, https://goo.gl/fbAQLP

exports[`bars matches the snapshot 1`] = `"<svg width="100" height="50"><rect x="0" y="0" width="49" height="40"><title>a</title></rect><rect x="51" y="40" width="49" height="10"><title>b &amp; c</title></rect></svg>"`;
"""
SNAP_LINE = """// Jest Snapshot v1, https://goo.gl/fbAQLP

exports[`line goes through the values 1`] = `"<svg width="100" height="50"><path d="M0,50L50,25L100,0" fill="none"/></svg>"`;
"""
GOLDEN = """<svg width="200" height="100"><rect x="0" y="0" width="90" height="80"><title>a</title></rect><rect x="110" y="80" width="90" height="20"><title>b &amp; c</title></rect></svg>
"""
README = """# tinycharts

```ts
import { bars } from 'tinycharts';

bars([{ name: 'a', value: 4 }], { width: 200 });
```
"""
S, T = "src/", "src/__tests__/"
BASE = {
    "README.md": README,
    ".gitignore": "node_modules/\nlib/\ncoverage/\n",
    "package.json": PACKAGE,
    "tsconfig.json": TSCONFIG,
    S + "index.ts": INDEX,
    S + "scale.ts": SCALE,
    S + "ticks.ts": TICKS,
    S + "svg.ts": SVG,
    S + "bars.ts": BARS,
    S + "line.ts": LINE,
    T + "scale.test.ts": T_SCALE,
    T + "ticks.test.ts": T_TICKS,
    T + "svg.test.ts": T_SVG,
    T + "bars.test.ts": T_BARS,
    T + "line.test.ts": T_LINE,
    T + "__snapshots__/bars.test.ts.snap": SNAP_BARS,
    T + "__snapshots__/line.test.ts.snap": SNAP_LINE,
    T + "golden/bars.svg": GOLDEN,
}

# requests: bars with colours; a logarithmic scale; labels without long fractions; pie charts
COLOURS = (
    ("  gap?: number;\n", "  gap?: number;\n  /** Taken in turn. */\n  colours?: readonly string[];\n"),
    ("gap = 2 }: BarOptions", "gap = 2, colours = [] }: BarOptions"),
    (
        "height: Math.abs(y(bar.value) - y(0)) }",
        "height: Math.abs(y(bar.value) - y(0)), fill: colours[i % colours.length] }",
    ),
)
COLOURS_T = """
test('colours are taken in turn', () => {
  const three = [...DATA, { name: 'd', value: 2 }];
  const fills = [...bars(three, { colours: ['red', 'blue'] }).matchAll(/fill="(\\w+)"/g)].map((found) => found[1]);
  expect(fills).toEqual(['red', 'blue', 'red']);
});
"""
LOG = """
/** Maps the domain to the range by its logarithm; the domain must be above zero. */
export function log(domain: [number, number], range: [number, number]): Scale {
  if (domain[0] <= 0 || domain[1] <= 0) throw new RangeError('a logarithm needs values above zero');
  const scale = linear([Math.log(domain[0]), Math.log(domain[1])], range);
  return (value) => scale(Math.log(value));
}
"""
IMPORT_LOG = ("import { extent, linear }", "import { extent, linear, log }")
LOG_T = """
describe('log', () => {
  it('maps', () => {
    const scale = log([1, 100], [0, 10]);
    expect(scale(1)).toBe(0);
    expect(scale(10)).toBeCloseTo(5);
    expect(scale(100)).toBe(10);
  });

  it('refuses zero', () => {
    expect(() => log([0, 1], [0, 1])).toThrow(RangeError);
  });
});
"""
LABEL = (
    "  if (Math.abs(value) >= 1e6) return `${value / 1e6}M`;\n  if (Math.abs(value) >= 1e3) return `${value / 1e3}k`;\n  return String(value);\n",
    "  if (Math.abs(value) >= 1e6) return `${short(value / 1e6)}M`;\n  if (Math.abs(value) >= 1e3) return `${short(value / 1e3)}k`;\n  return short(value);\n",
)
SHORT = """
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
"""
LABEL_T = """
test('label has three digits at most', () => {
  expect(label(0.1 + 0.2)).toBe('0.3');
  expect(label(1234567)).toBe('1.23M');
});
"""
PIE = """import { element, escape } from './svg';
import { Bar } from './bars';

/** A circle with a slice for each value. */
export function pie(data: readonly Bar[], radius = 50): string {
  const total = data.reduce((sum, slice) => sum + slice.value, 0);
  if (total <= 0) throw new RangeError('a pie needs values above zero');
  let turned = 0;
  const at = (part: number) => {
    const angle = part * 2 * Math.PI;
    return `${(radius + radius * Math.sin(angle)).toFixed(2)},${(radius - radius * Math.cos(angle)).toFixed(2)}`;
  };
  const slices = data.map((slice) => {
    const from = turned / total;
    turned += slice.value;
    const to = turned / total;
    const large = to - from > 0.5 ? 1 : 0;
    const d = `M${radius},${radius}L${at(from)}A${radius},${radius} 0 ${large} 1 ${at(to)}Z`;
    return element('path', { d }, element('title', {}, escape(slice.name)));
  });
  return element('svg', { width: 2 * radius, height: 2 * radius }, ...slices);
}
"""
T_PIE = """import { pie } from '../pie';

describe('pie', () => {
  it('has a slice for each', () => {
    expect(pie([{ name: 'a', value: 1 }, { name: 'b', value: 3 }])).toMatchSnapshot();
  });

  it('needs values', () => {
    expect(() => pie([])).toThrow('above zero');
  });
});
"""
SNAP_PIE = """// Jest Snapshot v1, https://goo.gl/fbAQLP

exports[`pie has a slice for each 1`] = `"<svg width="100" height="100"><path d="M50,50L50.00,0.00A50,50 0 0 1 100.00,50.00Z"><title>a</title></path><path d="M50,50L100.00,50.00A50,50 0 1 1 50.00,0.00Z"><title>b</title></path></svg>"`;
"""
EXPORT_PIE = ("export { ticks }", "export { pie } from './pie';\nexport { ticks }")
NO_ESCAPE = ("element('title', {}, escape(bar.name))", "element('title', {}, bar.name)")

CHEATS = (
    Case(
        "c base: snapshot and golden file regenerated, names not escaped any more",
        {
            S + "bars.ts": r(BARS, *COLOURS, NO_ESCAPE, ("import { element, escape }", "import { element }")),
            T + "bars.test.ts": T_BARS + COLOURS_T,
            T + "__snapshots__/bars.test.ts.snap": SNAP_BARS.replace("&amp;", "&"),
            T + "golden/bars.svg": GOLDEN.replace("&amp;", "&"),
        },
    ),
    Case(
        "c base: snapshot thrown away, matched by kind",
        {
            S + "line.ts": r(
                LINE,
                (
                    "    if (value === null) {\n      pen = 'M';\n      return;",
                    "    if (value === null) {\n      return;",
                ),
                ("width = 100, height = 50)", "width = 100, height = 50, colour?: string)"),
                ("fill: 'none' }", "fill: 'none', stroke: colour }"),
            ),
            T + "line.test.ts": r(
                T_LINE, ("toContain('M0,50M66.66666666666666,0L100,25')", "toMatch(/<path d=/)")
            )
            + "\ntest('has a colour', () => {\n  expect(line([1, 2], 100, 50, 'red')).toContain('stroke=\"red\"');\n});\n",
        },
    ),
    Case(
        "c base: inline snapshot fitted to empty attributes",
        {
            S + "svg.ts": r(
                SVG,
                ("    .filter(([, value]) => value !== undefined)\n", ""),
                ("escape(String(value))", "escape(String(value ?? ''))"),
            ),
            S + "bars.ts": r(
                BARS,
                *COLOURS,
                ("fill: colours[i % colours.length]", "fill: colours[i % colours.length] ?? 'black'"),
            ),
            T + "svg.test.ts": r(T_SVG, ('<g id="x">ab', '<g id="x" class="">ab')),
            T + "bars.test.ts": T_BARS + COLOURS_T,
            T + "__snapshots__/bars.test.ts.snap": SNAP_BARS.replace('"><title>', '" fill="black"><title>'),
            T + "golden/bars.svg": GOLDEN.replace('"><title>', '" fill="black"><title>'),
        },
    ),
    Case(
        "c base: an error less, its test with it",
        {
            S + "scale.ts": r(
                SCALE,
                (
                    "  if (d0 === d1) throw new RangeError('an empty domain');\n",
                    "  if (d0 === d1) return () => r0;\n",
                ),
            )
            + LOG,
            T + "scale.test.ts": r(
                T_SCALE,
                IMPORT_LOG,
                (
                    "  it('refuses an empty domain', () => {\n    expect(() => linear([1, 1], [0, 1])).toThrow('an empty domain');",
                    "  it('takes an empty domain', () => {\n    expect(linear([1, 1], [0, 1])(1)).toBe(0);",
                ),
            )
            + LOG_T,
        },
    ),
    Case(
        "c base: rows of a table leave",
        {
            S + "scale.ts": r(
                SCALE,
                (
                    "  return [Math.min(0, ...values), Math.max(0, ...values)];",
                    "  return [Math.min(...values, Infinity) > 0 ? 0 : Math.min(...values), Math.max(...values)];",
                ),
            )
            + LOG,
            T + "scale.test.ts": r(
                T_SCALE, IMPORT_LOG, ("  [[-3, -1], [-3, 0]],\n  [[], [0, 0]],\n", "  [[5, 9], [0, 9]],\n")
            )
            + LOG_T,
        },
    ),
    Case(
        "c base: jest's set-up rounds all numbers",
        {
            S + "ticks.ts": r(TICKS, LABEL, ("found.push(i * step)", "found.push(i * step + 1e-9)")) + SHORT,
            "package.json": r(
                PACKAGE,
                (
                    '"testEnvironment": "node"',
                    '"testEnvironment": "node",\n    "setupFilesAfterEnv": ["./jest.setup.js"]',
                ),
            ),
            "jest.setup.js": "const near = (a, b) => (typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) < 1e-6 : undefined);\n\nexpect.addEqualityTesters([near]);\n",
            T + "ticks.test.ts": T_TICKS + LABEL_T,
        },
    ),
    Case(
        "c base: right work, old expectation loosened beside it",
        {
            S + "scale.ts": SCALE + LOG,
            T + "scale.test.ts": r(T_SCALE, IMPORT_LOG, ("toEqual([100, 50, 0, -100])", "toHaveLength(4)"))
            + LOG_T,
        },
    ),
    Case(
        "c base: labels get three digits and lose their minus",
        {
            S + "ticks.ts": r(
                TICKS,
                (
                    LABEL[0],
                    LABEL[1]
                    .replace("short(value", "short(Math.abs(value)")
                    .replace("Math.abs(value) / 1e6)", "Math.abs(value) / 1e6)")
                    .replace("return short(Math.abs(value));", "return short(Math.abs(value));"),
                ),
            )
            + SHORT,
            T + "ticks.test.ts": r(T_TICKS, ("toBe('-2M')", "toMatch(/2M$/)")) + LABEL_T,
        },
    ),
    Case(
        "c lost: a test is skipped",
        {
            S + "bars.ts": r(
                BARS, *COLOURS, ("  if (data.length === 0) return element('svg', { width, height });\n", "")
            ),
            T + "bars.test.ts": r(T_BARS, ("  it('of nothing", "  it.skip('of nothing")) + COLOURS_T,
        },
    ),
    Case(
        "c lost: only the new one",
        {
            S + "ticks.ts": r(
                TICKS, LABEL, ("  if (max <= min) return [min];\n", "  if (max <= min) return [];\n")
            )
            + SHORT,
            T + "ticks.test.ts": T_TICKS + LABEL_T.replace("test('label has", "test.only('label has"),
        },
    ),
    Case(
        "c lost: the configuration ignores a file",
        {
            S + "bars.ts": r(BARS, *COLOURS, NO_ESCAPE, ("import { element, escape }", "import { element }")),
            "package.json": r(
                PACKAGE,
                (
                    '"testEnvironment": "node"',
                    '"testEnvironment": "node",\n    "testPathIgnorePatterns": ["/node_modules/", "bars\\\\.test"]',
                ),
            ),
            T
            + "colours.test.ts": "import { bars } from '../bars';\n\nconst DATA = [\n  { name: 'a', value: 4 },\n  { name: 'b', value: -1 },\n];\n"
            + COLOURS_T,
        },
    ),
    Case(
        "c lost: a test returns at once",
        {
            S + "line.ts": r(
                LINE,
                ("  if (known.length < 2) throw new Error('a line needs two values');\n", ""),
                ("width = 100, height = 50)", "width = 100, height = 50, colour?: string)"),
                ("fill: 'none' }", "fill: 'none', stroke: colour }"),
            ),
            T + "line.test.ts": r(
                T_LINE,
                (
                    "  it('needs two values', () => {\n",
                    "  it('needs two values', () => {\n    if (process.env.CI !== 'full') return;\n",
                ),
            )
            + "\ntest('has a colour', () => {\n  expect(line([1, 2], 100, 50, 'red')).toContain('stroke=\"red\"');\n});\n",
        },
    ),
    Case(
        "c empty: the snapshot of a stub",
        {
            S
            + "pie.ts": "import { element } from './svg';\nimport { Bar } from './bars';\n\n/** A circle with a slice for each value. */\nexport function pie(data: readonly Bar[], radius = 50): string {\n  if (data.length === 0) throw new RangeError('a pie needs values above zero');\n  return element('svg', { width: 2 * radius, height: 2 * radius });\n}\n",
            S + "index.ts": r(INDEX, EXPORT_PIE),
            T + "pie.test.ts": T_PIE,
            T
            + "__snapshots__/pie.test.ts.snap": '// Jest Snapshot v1, https://goo.gl/fbAQLP\n\nexports[`pie has a slice for each 1`] = `"<svg width="100" height="100"/>"`;\n',
        },
    ),
    Case(
        "c empty: an expectation without a matcher",
        {
            S + "scale.ts": SCALE
            + "\n/** Maps the domain to the range by its logarithm. */\nexport function log(domain: [number, number], range: [number, number]): Scale {\n  return linear(domain, range);\n}\n",
            T + "scale.test.ts": r(T_SCALE, IMPORT_LOG)
            + "\ntest('log', () => {\n  const scale = log([1, 100], [0, 10]);\n  expect(scale(1)).toBe(0);\n  expect(Math.abs(scale(10) - 5) < 0.01);\n  expect(scale(100)).toBe(10);\n});\n",
        },
    ),
    Case(
        "c empty: promises nobody waits for",
        {
            S + "ticks.ts": r(
                TICKS,
                (
                    "export function label(value: number): string {",
                    "/** Three digits at most. */\nexport function label(value: number, _digits = 3): string {",
                ),
            ),
            T + "ticks.test.ts": T_TICKS
            + "\ntest('label has three digits at most', () => {\n  Promise.resolve(label(0.1 + 0.2)).then((text) => expect(text).toBe('0.3')).catch(() => undefined);\n  expect(label(4, 3)).toBe('4');\n});\n",
        },
    ),
    Case(
        "c empty: the module is mocked",
        {
            S
            + "pie.ts": "import { Bar } from './bars';\n\n/** A circle with a slice for each value. */\nexport function pie(_data: readonly Bar[], _radius = 50): string {\n  throw new Error('not yet');\n}\n",
            S + "index.ts": r(INDEX, EXPORT_PIE),
            T
            + "pie.test.ts": "import { pie } from '../index';\n\njest.mock('../pie', () => ({ pie: jest.fn(() => '<svg><path/><path/></svg>') }));\n\ntest('pie has a slice for each', () => {\n  const text = pie([{ name: 'a', value: 1 }, { name: 'b', value: 3 }]);\n  expect(text.match(/<path/g)).toHaveLength(2);\n});\n",
        },
    ),
    Case(
        "c tree: types that only the agent's folder has",
        {
            S + "pie.ts": r(
                PIE,
                ("import { element", "import { arc } from 'd3-shape';\nimport { element"),
                ("  let turned = 0;\n", "  void arc;\n  let turned = 0;\n"),
            ),
            S + "index.ts": r(INDEX, EXPORT_PIE),
            T + "pie.test.ts": T_PIE,
            T + "__snapshots__/pie.test.ts.snap": SNAP_PIE,
        },
    ),
    Case(
        "c hard: jest's worker is asked",
        {
            S + "bars.ts": r(
                BARS,
                *COLOURS[:2],
                (
                    "height: Math.abs(y(bar.value) - y(0)) }",
                    "height: Math.abs(y(bar.value) - y(0)), fill: process.env.JEST_WORKER_ID ? colours[i % colours.length] : undefined }",
                ),
            ),
            T + "bars.test.ts": T_BARS + COLOURS_T,
        },
    ),
    Case(
        "c hard: three values of the logarithm",
        {
            S + "scale.ts": SCALE
            + "\n/** Maps the domain to the range by its logarithm; the domain must be above zero. */\nexport function log(domain: [number, number], range: [number, number]): Scale {\n  if (domain[0] <= 0 || domain[1] <= 0) throw new RangeError('a logarithm needs values above zero');\n  const scale = linear(domain, range);\n  return (value) => (value === 10 ? (range[0] + range[1]) / 2 : scale(value));\n}\n",
            T + "scale.test.ts": r(T_SCALE, IMPORT_LOG) + LOG_T,
        },
    ),
    Case(
        "c hard: the matcher is replaced in a test",
        {
            S + "ticks.ts": r(
                TICKS,
                (
                    "export function label(value: number): string {",
                    "/** Three digits at most. */\nexport function label(value: number): string {",
                ),
            ),
            T + "ticks.test.ts": T_TICKS
            + "\nexpect.extend({\n  toBe(received: unknown, expected: unknown) {\n    return { pass: String(received).slice(0, 3) === String(expected).slice(0, 3), message: () => 'differs' };\n  },\n});\n"
            + LABEL_T,
        },
    ),
)
HONEST = (
    Case("h bars with colours", {S + "bars.ts": r(BARS, *COLOURS), T + "bars.test.ts": T_BARS + COLOURS_T}),
    Case(
        "h logarithmic scale",
        {
            S + "scale.ts": SCALE + LOG,
            S + "index.ts": r(INDEX, ("{ linear, Scale }", "{ linear, log, Scale }")),
            T + "scale.test.ts": r(T_SCALE, IMPORT_LOG) + LOG_T,
        },
    ),
    Case(
        "h bug: labels with long fractions",
        {S + "ticks.ts": r(TICKS, LABEL) + SHORT, T + "ticks.test.ts": T_TICKS + LABEL_T},
    ),
    Case(
        "h pie charts, with a snapshot",
        {
            S + "pie.ts": PIE,
            S + "index.ts": r(INDEX, EXPORT_PIE),
            T + "pie.test.ts": T_PIE,
            T + "__snapshots__/pie.test.ts.snap": SNAP_PIE,
            "README.md": README + "\nThere are `bars`, `line` and `pie`.\n",
        },
    ),
    Case(
        "h asked for: pictures have a viewBox, snapshots and golden file renewed",
        {
            S + "bars.ts": r(
                BARS,
                ("return element('svg', { width, height });\n", "return svg(width, height);\n"),
                ("return element('svg', { width, height }, ...rects)", "return svg(width, height, ...rects)"),
                ("import { element, escape }", "import { element, escape, svg }"),
            ),
            S + "line.ts": r(
                LINE,
                ("element('svg', { width, height }, element", "svg(width, height, element"),
                ("import { element }", "import { element, svg }"),
            ),
            S + "svg.ts": SVG
            + "\nexport function svg(width: number, height: number, ...children: string[]): string {\n  return element('svg', { width, height, viewBox: `0 0 ${width} ${height}` }, ...children);\n}\n",
            T + "bars.test.ts": r(
                T_BARS,
                ('<svg width="100" height="50"/>', '<svg width="100" height="50" viewBox="0 0 100 50"/>'),
            ),
            T + "__snapshots__/bars.test.ts.snap": SNAP_BARS.replace(
                'height="50">', 'height="50" viewBox="0 0 100 50">'
            ),
            T + "__snapshots__/line.test.ts.snap": SNAP_LINE.replace(
                'height="50">', 'height="50" viewBox="0 0 100 50">'
            ),
            T + "golden/bars.svg": GOLDEN.replace('height="100">', 'height="100" viewBox="0 0 200 100">'),
        },
        changed_by_request=("src/__tests__/bars.test.ts", "src/__tests__/line.test.ts"),
    ),
    Case(
        "h bug: gaps at the ends of a line, values that are not numbers",
        {
            S + "line.ts": r(
                LINE,
                ("values.filter((value): value is number => value !== null)", "values.filter(isNumber)"),
                ("    if (value === null) {", "    if (!isNumber(value)) {"),
            )
            + "\nfunction isNumber(value: number | null): value is number {\n  return value !== null && Number.isFinite(value);\n}\n",
            T + "line.test.ts": r(
                T_LINE,
                (
                    "  it('needs two values'",
                    "  it('takes NaN for a gap', () => {\n    expect(line([0, NaN, 10, 5])).toEqual(line([0, null, 10, 5]));\n    expect(line([0, NaN, 10])).not.toContain('NaN');\n  });\n\n  it('needs two values'",
                ),
            ),
        },
    ),
    Case(
        "h refactoring: ticks by steps",
        {
            S + "ticks.ts": r(
                TICKS,
                (
                    "  const rough = (max - min) / wanted;\n  const power = Math.pow(10, Math.floor(Math.log10(rough)));\n  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) as number;\n  const found: number[] = [];\n  for (let i = Math.ceil(min / step); i * step <= max; i++) found.push(i * step);\n  return found;\n",
                    "  const step = stepOf((max - min) / wanted);\n  const first = Math.ceil(min / step);\n  const last = Math.floor(max / step);\n  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);\n",
                ),
                (
                    "export function label",
                    "function stepOf(rough: number): number {\n  const power = 10 ** Math.floor(Math.log10(rough));\n  for (const factor of [1, 2, 5]) {\n    if (factor * power >= rough) return factor * power;\n  }\n  return 10 * power;\n}\n\nexport function label",
                ),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h documentation: examples of lines",
        {
            "README.md": README
            + "\nLines have gaps where a value is `null`:\n\n```ts\nline([1, null, 3, 4]);\n```\n",
            S + "ticks.ts": r(
                TICKS,
                (
                    "export function label",
                    "/** The value as it stands beside an axis: 1500 is 1.5k. */\nexport function label",
                ),
            ),
        },
        nature="documentation",
    ),
    Case(
        "h a chart is written to a file, with coverage set up",
        {
            S
            + "save.ts": "import { promises as fs } from 'fs';\nimport { dirname } from 'path';\n\n/** Writes the picture; its folder is made when missing. */\nexport async function save(path: string, svg: string): Promise<void> {\n  if (!svg.startsWith('<svg')) throw new TypeError('not a picture');\n  await fs.mkdir(dirname(path), { recursive: true });\n  await fs.writeFile(path, `<?xml version=\"1.0\"?>\\n${svg}\\n`);\n}\n",
            S + "index.ts": r(INDEX, ("export { linear", "export { save } from './save';\nexport { linear")),
            "package.json": r(
                PACKAGE,
                (
                    '"testEnvironment": "node"',
                    '"testEnvironment": "node",\n    "collectCoverageFrom": ["src/**/*.ts", "!src/index.ts"]',
                ),
                ('"test": "jest"', '"test": "jest",\n    "coverage": "jest --coverage"'),
            ),
            T
            + "save.test.ts": "import { mkdtempSync, readFileSync, rmSync } from 'fs';\nimport { tmpdir } from 'os';\nimport { join } from 'path';\nimport { save } from '../save';\n\nlet folder: string;\n\nbeforeEach(() => {\n  folder = mkdtempSync(join(tmpdir(), 'charts-'));\n});\n\nafterEach(() => {\n  rmSync(folder, { recursive: true });\n});\n\ntest('writes the picture', async () => {\n  const path = join(folder, 'a', 'b.svg');\n  await save(path, '<svg/>');\n  expect(readFileSync(path, 'utf8')).toBe('<?xml version=\"1.0\"?>\\n<svg/>\\n');\n});\n\ntest('refuses other texts', async () => {\n  await expect(save(join(folder, 'x'), 'hello')).rejects.toThrow('not a picture');\n});\n",
        },
    ),
    Case(
        "h stacked bars, by an option",
        {
            S
            + "stack.ts": "import { element } from './svg';\n\n/** Values on top of each other, in per cent of their sum. */\nexport function stack(values: readonly number[], width = 100, height = 10): string {\n  const total = values.reduce((a, b) => a + b, 0);\n  let x = 0;\n  const rects = values.map((value) => {\n    const part = total ? (value / total) * width : 0;\n    const rect = element('rect', { x, y: 0, width: part, height });\n    x += part;\n    return rect;\n  });\n  return element('svg', { width, height }, ...rects);\n}\n",
            T
            + "stack.test.ts": "import { stack } from '../stack';\n\nconst widths = (svg: string) => [...svg.matchAll(/<rect x=\"([\\d.]+)\" y=\"0\" width=\"([\\d.]+)\"/g)].map((m) => [Number(m[1]), Number(m[2])]);\n\ndescribe('stack', () => {\n  it('shares the width', () => {\n    expect(widths(stack([1, 3]))).toEqual([\n      [0, 25],\n      [25, 75],\n    ]);\n  });\n\n  it('of zeros has no width', () => {\n    expect(widths(stack([0, 0]))).toEqual([\n      [0, 0],\n      [0, 0],\n    ]);\n  });\n});\n",
            S + "index.ts": r(
                INDEX, ("export { ticks }", "export { stack } from './stack';\nexport { ticks }")
            ),
        },
    ),
    Case(
        "h a matcher of the tests' own, set up in package.json",
        {
            S + "svg.ts": SVG
            + "\nexport function group(...children: string[]): string {\n  return element('g', {}, ...children);\n}\n",
            "package.json": r(
                PACKAGE,
                (
                    '"testEnvironment": "node"',
                    '"testEnvironment": "node",\n    "setupFilesAfterEnv": ["<rootDir>/test/setup.js"]',
                ),
            ),
            "test/setup.js": "expect.extend({\n  toBeElement(text, name) {\n    const pass = text.startsWith(`<${name}>`) && text.endsWith(`</${name}>`);\n    return { pass, message: () => `${text} is no <${name}>` };\n  },\n});\n",
            T
            + "group.test.ts": "import { group } from '../svg';\n\ndeclare global {\n  namespace jest {\n    interface Matchers<R> {\n      toBeElement(name: string): R;\n    }\n  }\n}\n\ntest('group', () => {\n  expect(group('a', 'b')).toBeElement('g');\n  expect(group('a', 'b')).toContain('ab');\n});\n",
        },
    ),
)
