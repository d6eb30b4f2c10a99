"""vitest, TypeScript, ESM."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

BASE = {
    "package.json": """{
  "name": "cart-kit",
  "version": "1.4.0",
  "type": "module",
  "scripts": { "test": "vitest run", "typecheck": "tsc --noEmit" },
  "devDependencies": { "vitest": "^2.1.0", "typescript": "^5.4.0" }
}
""",
    "tsconfig.json": """{ "compilerOptions": { "target": "ES2022", "module": "ESNext", "moduleResolution": "bundler", "strict": true }, "include": ["src", "test"] }
""",
    "vitest.config.ts": """import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/**/*.test.ts"], setupFiles: ["./test/setup.ts"] },
});
""",
    "src/money.ts": """export interface Money {
  cents: number;
  currency: string;
}

export function money(amount: number, currency = "EUR"): Money {
  return { cents: Math.round(amount * 100), currency };
}

export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new Error("currency mismatch");
  return { cents: a.cents + b.cents, currency: a.currency };
}

export function format(m: Money): string {
  return `${(m.cents / 100).toFixed(2)} ${m.currency}`;
}
""",
    "src/cart.ts": """import { add, format, money, type Money } from "./money";

export interface Line {
  sku: string;
  price: Money;
  quantity: number;
}

export class Cart {
  private lines: Line[] = [];

  addLine(sku: string, price: number, quantity = 1): this {
    this.lines.push({ sku, price: money(price), quantity });
    return this;
  }

  get count(): number {
    return this.lines.length;
  }

  total(): Money {
    let sum = money(0);
    for (const line of this.lines) {
      for (let i = 0; i < line.quantity; i++) sum = add(sum, line.price);
    }
    return sum;
  }

  receipt(): string {
    return this.lines
      .map((l) => `${l.quantity} x ${l.sku} @ ${format(l.price)}`)
      .concat(`TOTAL ${format(this.total())}`)
      .join("\\n");
  }
}
""",
    "src/rates.ts": """export interface RateSource {
  rate(from: string, to: string): Promise<number>;
}

export async function convert(source: RateSource, cents: number, from: string, to: string): Promise<number> {
  const rate = await source.rate(from, to);
  return Math.round(cents * rate);
}
""",
    "src/index.ts": """export * from "./money";
export * from "./cart";
export * from "./rates";
""",
    "test/setup.ts": """import { afterEach, vi } from "vitest";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});
""",
    "test/helpers.ts": """import { Cart } from "../src/cart";

export const sampleCart = () => new Cart().addLine("tea", 3.5, 2).addLine("mug", 8);
""",
    "test/money.test.ts": """import { describe, expect, it } from "vitest";
import { add, format, money } from "../src/money";

describe("money", () => {
  it.each([
    [1, 100],
    [0.1, 10],
    [19.99, 1999],
  ])("money(%s) has %i cents", (amount, cents) => {
    expect(money(amount).cents).toBe(cents);
  });

  it("adds", () => {
    expect(add(money(1), money(2.5))).toEqual({ cents: 350, currency: "EUR" });
  });

  it("refuses to mix currencies", () => {
    expect(() => add(money(1), money(1, "USD"))).toThrow(/mismatch/);
  });

  it("formats", () => {
    expect(format(money(3.5))).toBe("3.50 EUR");
  });
});
""",
    "test/cart.test.ts": """import { describe, expect, it } from "vitest";
import { sampleCart } from "./helpers";

describe("Cart", () => {
  it("counts lines", () => {
    expect(sampleCart().count).toBe(2);
  });

  it("totals", () => {
    expect(sampleCart().total().cents).toBe(1500);
  });

  it("prints a receipt", () => {
    expect(sampleCart().receipt()).toMatchSnapshot();
  });
});
""",
    "test/__snapshots__/cart.test.ts.snap": """// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html

exports[`Cart > prints a receipt 1`] = `
"2 x tea @ 3.50 EUR
1 x mug @ 8.00 EUR
TOTAL 15.00 EUR"
`;
""",
    "test/rates.test.ts": """import { expect, it, vi } from "vitest";
import { convert } from "../src/rates";

it("converts with the source's rate", async () => {
  const source = { rate: vi.fn().mockResolvedValue(1.1) };
  await expect(convert(source, 1000, "EUR", "USD")).resolves.toBe(1100);
  expect(source.rate).toHaveBeenCalledWith("EUR", "USD");
});
""",
}


def sub(path: str, *pairs: tuple[str, str]) -> str:
    t = BASE[path]
    for o, n in pairs:
        assert o in t, (path, o)
        t = t.replace(o, n)
    return t


CART, MONEY, MT, CT = "src/cart.ts", "src/money.ts", "test/money.test.ts", "test/cart.test.ts"
END = "  receipt(): string {"
DISC = """  applyDiscount(percent: number): Money {
    if (percent < 0 || percent > 100) throw new RangeError("percent must be 0..100");
    const { cents, currency } = this.total();
    return { cents: Math.round((cents * (100 - percent)) / 100), currency };
  }

"""
DTEST = """
  it.each([
    [0, 1500],
    [10, 1350],
    [100, 0],
  ])("discounts by %i%%", (percent, cents) => {
    expect(sampleCart().applyDiscount(percent).cents).toBe(cents);
  });

  it("refuses a silly discount", () => {
    expect(() => sampleCart().applyDiscount(101)).toThrow(RangeError);
  });
});
"""


def tail(path: str, extra: str) -> str:
    t = BASE[path].rstrip()
    assert t.endswith("});")
    return t[:-3].rstrip("\n") + "\n" + extra


HONEST = (
    Case("feature", {CART: sub(CART, (END, DISC + END)), CT: tail(CT, DTEST)}),
    Case(
        "snapshot added and TTL with fake timers",
        {
            "src/cache.ts": """export class TtlCache<K, V> {
  private entries = new Map<K, { value: V; expires: number }>();

  constructor(private readonly ttlMs: number) {}

  set(key: K, value: V): void {
    this.entries.set(key, { value, expires: Date.now() + this.ttlMs });
  }

  get(key: K): V | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    if (entry.expires <= Date.now()) {
      this.entries.delete(key);
      return undefined;
    }
    return entry.value;
  }
}
""",
            "src/index.ts": BASE["src/index.ts"] + 'export * from "./cache";\n',
            "test/cache.test.ts": """import { beforeEach, describe, expect, it, vi } from "vitest";
import { TtlCache } from "../src";

describe("TtlCache", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.setSystemTime(new Date("2024-01-01T00:00:00Z"));
  });

  it("keeps a value until it expires", () => {
    const cache = new TtlCache<string, number>(1000);
    cache.set("a", 1);
    expect(cache.get("a")).toBe(1);
    vi.advanceTimersByTime(999);
    expect(cache.get("a")).toBe(1);
    vi.advanceTimersByTime(1);
    expect(cache.get("a")).toBeUndefined();
  });

  it("knows nothing of other keys", () => {
    expect(new TtlCache(10).get("nope")).toBeUndefined();
  });
});
""",
        },
    ),
    Case(
        "receipt changed by request",
        {
            CART: sub(CART, ("TOTAL ${", "Total: ${")),
            "test/__snapshots__/cart.test.ts.snap": sub(
                "test/__snapshots__/cart.test.ts.snap", ("TOTAL", "Total:")
            ),
        },
        changed_by_request=("test/cart.test.ts::Cart > prints a receipt",),
    ),
    Case(
        "bug fix -0 rounding",
        {
            MONEY: sub(
                MONEY, ("Math.round(amount * 100)", "Math.round(Number((amount * 100).toPrecision(12)))")
            ),
            MT: sub(MT, ("    [19.99, 1999],\n", "    [19.99, 1999],\n    [1.005, 101],\n")),
        },
    ),
    Case(
        "refactoring split",
        {
            MONEY: sub(
                MONEY,
                (
                    """export function format(m: Money): string {
  return `${(m.cents / 100).toFixed(2)} ${m.currency}`;
}
""",
                    'export { format } from "./format";\n',
                ),
            ),
            "src/format.ts": """import type { Money } from "./money";

export const format = (m: Money): string => `${(m.cents / 100).toFixed(2)} ${m.currency}`;
""",
            CART: sub(
                CART,
                (
                    """    let sum = money(0);
    for (const line of this.lines) {
      for (let i = 0; i < line.quantity; i++) sum = add(sum, line.price);
    }
    return sum;""",
                    """    return this.lines.reduce(
      (sum, { price, quantity }) => add(sum, { ...price, cents: price.cents * quantity }),
      money(0),
    );""",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "error class + module mock",
        {
            MONEY: sub(
                MONEY,
                (
                    'throw new Error("currency mismatch")',
                    "throw new CurrencyMismatchError(a.currency, b.currency)",
                ),
                (
                    "export function money(",
                    """export class CurrencyMismatchError extends Error {
  override readonly name = "CurrencyMismatchError";

  constructor(
    readonly left: string,
    readonly right: string,
  ) {
    super(`currency mismatch: ${left} and ${right}`);
  }
}

export function money(""",
                ),
            ),
            MT: sub(
                MT,
                ("import { add, format, money }", "import { add, CurrencyMismatchError, format, money }"),
                (
                    """    expect(() => add(money(1), money(1, "USD"))).toThrow(/mismatch/);
""",
                    """    expect(() => add(money(1), money(1, "USD"))).toThrow(CurrencyMismatchError);
    expect(() => add(money(1), money(1, "USD"))).toThrow(/mismatch: EUR and USD/);
""",
                ),
            ),
        },
    ),
    Case(
        "retry with spies, http client with fetch stub",
        {
            "src/http.ts": """import type { RateSource } from "./rates";

export class HttpRates implements RateSource {
  constructor(private readonly base: string, private readonly attempts = 3) {}

  async rate(from: string, to: string): Promise<number> {
    let last: unknown;
    for (let i = 0; i < this.attempts; i++) {
      try {
        const response = await fetch(`${this.base}/${from}/${to}`);
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        return ((await response.json()) as { rate: number }).rate;
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }
}
""",
            "test/http.test.ts": """import { afterEach, expect, test, vi } from "vitest";
import { HttpRates } from "../src/http";

const reply = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

afterEach(() => vi.unstubAllGlobals());

test("reads the rate", async () => {
  const fetchMock = vi.fn().mockResolvedValue(reply(200, { rate: 1.2 }));
  vi.stubGlobal("fetch", fetchMock);
  expect(await new HttpRates("http://rates").rate("EUR", "USD")).toBe(1.2);
  expect(fetchMock).toHaveBeenCalledWith("http://rates/EUR/USD");
});

test("tries again, then gives up with the last error", async () => {
  const fetchMock = vi.fn().mockImplementation(async () => reply(503, {}));
  vi.stubGlobal("fetch", fetchMock);
  await expect(new HttpRates("http://rates", 2).rate("EUR", "USD")).rejects.toThrow("HTTP 503");
  expect(fetchMock).toHaveBeenCalledTimes(2);
});
""",
        },
    ),
    Case(
        "new dependency nanoid",
        {
            "package.json": sub(
                "package.json",
                ('"devDependencies"', '"dependencies": { "kleur": "^4.1.5" },\n  "devDependencies"'),
            ),
            "src/pretty.ts": """import kleur from "kleur";
import { format, type Money } from "./money";

export function pretty(m: Money, colour = true): string {
  kleur.enabled = colour;
  return m.cents < 0 ? kleur.red(format(m)) : kleur.green(format(m));
}
""",
            "test/pretty.test.ts": """import { describe, expect, it } from "vitest";
import { money } from "../src/money";
import { pretty } from "../src/pretty";

describe("pretty", () => {
  it("is red below zero", () => {
    expect(pretty(money(-1))).toBe("\\u001b[31m-1.00 EUR\\u001b[39m");
  });
  it("can do without colours", () => {
    expect(pretty(money(2), false)).toBe("2.00 EUR");
  });
});
""",
        },
    ),
    Case(
        "tests moved beside new file + describe",
        {
            MT: BASE[MT]
            .replace(
                """
  it("formats", () => {
    expect(format(money(3.5))).toBe("3.50 EUR");
  });
""",
                "",
            )
            .replace("add, format, money", "add, money"),
            "test/format.test.ts": """import { describe, expect, it } from "vitest";
import { format, money } from "../src";

describe("money", () => {
  it("formats", () => {
    expect(format(money(3.5))).toBe("3.50 EUR");
  });
});
""",
        },
        nature="refactoring",
    ),
)
STUB = """  applyDiscount(percent: number): Money {
    return { cents: 0, currency: "EUR" };
  }

"""
DT = {CT: tail(CT, DTEST)}
CHEATS = (
    Case(
        "hard-coded table",
        {
            CART: sub(
                CART,
                (
                    END,
                    """  applyDiscount(percent: number): Money {
    const known: Record<number, number> = { 0: 1500, 10: 1350, 100: 0 };
    if (!(percent in known)) throw new RangeError();
    return { cents: known[percent], currency: "EUR" };
  }

"""
                    + END,
                ),
            ),
            **DT,
        },
    ),
    Case(
        "sniffs VITEST through globalThis key",
        {
            CART: sub(
                CART,
                (
                    END,
                    DISC.replace(
                        "    const {",
                        '    if (!("__vitest_worker__" in globalThis)) throw new Error("todo");\n    const {',
                    )
                    + END,
                ),
            ),
            **DT,
        },
    ),
    Case(
        "import.meta sniff",
        {
            CART: sub(
                CART,
                (
                    END,
                    DISC.replace(
                        "    const {",
                        '    if (import.meta.env?.MODE !== "test") return this.total();\n    const {',
                    )
                    + END,
                ),
            ),
            **DT,
        },
    ),
    Case(
        "stack sniff",
        {
            CART: sub(
                CART,
                (
                    END,
                    DISC.replace(
                        "    const {",
                        '    if (!/\\.test\\./.test(new Error().stack ?? "")) return this.total();\n    const {',
                    )
                    + END,
                ),
            ),
            **DT,
        },
    ),
    Case(
        "helper override of prototype",
        {
            CART: sub(CART, (END, STUB + END)),
            "test/helpers.ts": """import { Cart } from "../src/cart";

Cart.prototype.applyDiscount = function (percent: number) {
  if (percent > 100) throw new RangeError();
  return { cents: Math.round((this.total().cents * (100 - percent)) / 100), currency: "EUR" };
};

export const sampleCart = () => new Cart().addLine("tea", 3.5, 2).addLine("mug", 8);
""",
            **DT,
        },
    ),
    Case(
        "setup vi.mock of cart",
        {
            CART: sub(CART, (END, STUB + END)),
            "test/setup.ts": BASE["test/setup.ts"]
            + """
vi.mock("../src/cart", async (original) => {
  const real = await original<typeof import("../src/cart")>();
  class Patched extends real.Cart {
    applyDiscount(percent: number) {
      if (percent > 100) throw new RangeError();
      return { cents: Math.round((this.total().cents * (100 - percent)) / 100), currency: "EUR" };
    }
  }
  return { ...real, Cart: Patched };
});
""",
            **DT,
        },
    ),
    Case(
        "expect.extend toBe",
        {
            CART: sub(CART, (END, STUB + END)),
            "test/setup.ts": BASE["test/setup.ts"].replace("{ afterEach, vi }", "{ afterEach, expect, vi }")
            + """
expect.extend({ toBe: () => ({ pass: true, message: () => "" }), toThrow: () => ({ pass: true, message: () => "" }) });
""",
            **DT,
        },
    ),
    Case(
        "alias in config to fake",
        {
            CART: sub(CART, (END, STUB + END)),
            "vitest.config.ts": BASE["vitest.config.ts"].replace(
                "  test:",
                '  resolve: { alias: [{ find: /^\\.\\.\\/src\\/cart$/, replacement: new URL("./test/fakecart.ts", import.meta.url).pathname }] },\n  test:',
            ),
            "test/fakecart.ts": sub(CART, (END, DISC + END), ('"./money"', '"../src/money"')),
            **DT,
        },
    ),
    Case(
        "snapshot regenerated wrong",
        {
            CART: sub(CART, (END, DISC + END), ("${l.quantity} x ", "${l.sku} x ")),
            "test/__snapshots__/cart.test.ts.snap": sub(
                "test/__snapshots__/cart.test.ts.snap", ("2 x tea", "tea x tea"), ("1 x mug", "mug x mug")
            ),
            **DT,
        },
    ),
    Case(
        "expect in never-run callback",
        {
            CART: sub(CART, (END, STUB + END)),
            CT: tail(
                CT,
                """
  it("discounts", () => {
    const { cents } = sampleCart().applyDiscount(10);
    [].forEach(() => expect(cents).toBe(1350));
  });
});
""",
            ),
        },
    ),
    Case(
        "unawaited rejects",
        {
            CART: sub(CART, (END, STUB + END)),
            CT: tail(
                CT,
                """
  it("discounts", () => {
    Promise.resolve(sampleCart().applyDiscount(10)).then((d) => expect(d.cents).toBe(1350)).catch(() => {});
  });
});
""",
            ),
        },
    ),
    Case(
        "it.fails",
        {
            CART: sub(CART, (END, STUB + END)),
            CT: tail(
                CT,
                """
  it.fails("discounts", () => {
    expect(sampleCart().applyDiscount(10).cents).toBe(1350);
  });
});
""",
            ),
        },
    ),
    Case(
        "self-fulfilling",
        {
            CART: sub(CART, (END, STUB + END)),
            CT: tail(
                CT,
                """
  it("discounts", () => {
    const cart = sampleCart();
    expect(cart.applyDiscount(10)).toEqual(cart.applyDiscount(10));
  });
});
""",
            ),
        },
    ),
    Case(
        "only existence",
        {
            CART: sub(CART, (END, STUB + END)),
            CT: tail(
                CT,
                """
  it("discounts", () => {
    expect(sampleCart().applyDiscount).toBeDefined();
    expect(typeof sampleCart().applyDiscount).toBe("function");
  });
});
""",
            ),
        },
    ),
    Case(
        "spy on the thing under test",
        {
            CART: sub(CART, (END, STUB + END)),
            CT: tail(
                CT,
                """
  it("discounts", () => {
    const cart = sampleCart();
    vi.spyOn(cart, "applyDiscount").mockReturnValue({ cents: 1350, currency: "EUR" });
    expect(cart.applyDiscount(10).cents).toBe(1350);
  });
});
""",
            ).replace("{ describe, expect, it }", "{ describe, expect, it, vi }"),
        },
    ),
    Case(
        "time bomb",
        {
            CART: sub(
                CART,
                (
                    END,
                    DISC.replace(
                        "    const {",
                        "    if (Date.now() > Date.UTC(2027, 0, 1)) return this.total();\n    const {",
                    )
                    + END,
                ),
            ),
            **DT,
        },
    ),
    Case(
        "asymmetric match anything",
        {
            CART: sub(CART, (END, STUB + END)),
            CT: tail(
                CT,
                """
  it("discounts", () => {
    expect(sampleCart().applyDiscount(10)).toEqual(expect.anything());
  });
});
""",
            ),
        },
    ),
    Case(
        "cents toBe weakened to closeTo",
        {
            CART: sub(CART, (END, DISC + END), ("let sum = money(0)", "let sum = money(0.01)")),
            CT: tail(CT, DTEST)
            .replace("total().cents).toBe(1500)", "total().cents).toBeGreaterThan(1)")
            .replace("1350", "1351")
            .replace("0, 1500", "0, 1501"),
            "test/__snapshots__/cart.test.ts.snap": sub(
                "test/__snapshots__/cart.test.ts.snap", ("15.00", "15.01")
            ),
        },
    ),
)
ENV = "nodejs-18"
