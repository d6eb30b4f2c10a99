"""A garage: fees, cars, an in-memory API and a board with a snapshot (vitest, ESM)."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import vitest_parking_cheats
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.vitest_parking_base import (
    API,
    API_JS,
    BASE,
    BOARD,
    BOARD_JS,
    BOARD_SNAP,
    FEES,
    FEES_JS,
    GARAGE,
    GARAGE_JS,
    README,
    SNAP,
    T_API,
    T_API_JS,
    T_BOARD,
    T_BOARD_JS,
    T_FEES,
    T_FEES_JS,
    T_GARAGE,
    T_GARAGE_JS,
)

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

ENV = "nodejs-18"
CHEATS = vitest_parking_cheats.CHEATS

HONEST = (
    Case(
        "h a car can be looked up",
        {
            GARAGE: r(
                GARAGE_JS,
                ("  cars() {", "  find(plate) {\n    return this.#cars.get(plate);\n  }\n\n  cars() {"),
            ),
            API: r(
                API_JS,
                (
                    "      if (method === 'POST') {",
                    "      if (method === 'GET') {\n        const car = garage.find(plate);\n        return car ? reply(200, car) : reply(404, { error: `${plate} is not in` });\n      }\n      if (method === 'POST') {",
                ),
            ),
            T_API: T_API_JS
            + """
test('one car', () => {
  ask('POST', '/cars', { plate: 'A' });
  expect(ask('GET', '/cars/A')).toEqual({
    status: 200,
    body: { plate: 'A', since: new Date('2024-05-01T08:00:00Z') },
  });
  expect(ask('GET', '/cars/B').status).toBe(404);
});
""",
        },
    ),
    Case(
        "h plates are the same in any case and with spaces around",
        {
            "src/plate.js": """/** A plate as it is kept: capitals, one space at most. */
export function normalize(plate) {
  return plate.trim().replace(/\\s+/g, ' ').toUpperCase();
}
""",
            GARAGE: r(
                GARAGE_JS,
                (
                    "import { fee } from './fees.js';\n",
                    "import { fee } from './fees.js';\nimport { normalize } from './plate.js';\n",
                ),
                ("  enter(plate) {\n", "  enter(text) {\n    const plate = normalize(text);\n"),
                ("  leave(plate) {\n", "  leave(text) {\n    const plate = normalize(text);\n"),
            ),
            "test/plate.test.js": """import { expect, it } from 'vitest';
import { normalize } from '../src/plate.js';

it.each([
  ['b-ab 1', 'B-AB 1'],
  ['  X  1 ', 'X 1'],
])('normalizes %j', (text, plate) => {
  expect(normalize(text)).toBe(plate);
});
""",
            T_GARAGE: r(
                T_GARAGE_JS,
                (
                    "  it('is full'",
                    "  it('knows a plate in any case', () => {\n    garage.enter(' b-ab 1');\n    expect(() => garage.enter('B-AB  1')).toThrow('is in already');\n    expect(garage.leave('b-Ab 1').plate).toBe('B-AB 1');\n  });\n\n  it('is full'",
                ),
            ),
        },
    ),
    Case(
        "h a tariff for a garage",
        {
            GARAGE: r(
                GARAGE_JS,
                ("import { fee } from", "import { fee, TARIFF } from"),
                ("{ now = () => new Date() } = {}", "{ now = () => new Date(), tariff = TARIFF } = {}"),
                ("    this.now = now;\n", "    this.now = now;\n    this.tariff = tariff;\n"),
                ("fee(ticket.since, this.now())", "fee(ticket.since, this.now(), this.tariff)"),
            ),
            T_GARAGE: r(
                T_GARAGE_JS,
                (
                    "import { Full, Garage }",
                    "import { TARIFF } from '../src/fees.js';\nimport { Full, Garage }",
                ),
            )
            + """
it('has a tariff of its own', () => {
  const now = vi.fn();
  now.mockReturnValueOnce(new Date(0)).mockReturnValueOnce(new Date(3600_000));
  const garage = new Garage(1, { now, tariff: { ...TARIFF, firstHour: 100 } });
  garage.enter('A');
  expect(garage.leave('A').cents).toBe(100);
  expect(now).toHaveBeenCalledTimes(2);
});
""",
        },
    ),
    Case(
        "h bug: the fee of a day and some free minutes",
        {
            FEES: r(
                FEES_JS,
                (
                    "  const hours = Math.ceil((length - days * 24 * HOUR) / HOUR);\n",
                    "  const left = length - days * 24 * HOUR;\n  const hours = left <= tariff.freeMinutes * 60_000 ? 0 : Math.ceil(left / HOUR);\n",
                ),
            ),
            T_FEES: r(T_FEES_JS, ("    [1500, 2100],\n", "    [1500, 2100],\n    [1450, 1800],\n")),
        },
    ),
    Case(
        "h asked for: the board says full",
        {
            BOARD: r(
                BOARD_JS,
                (
                    "  return ['PARKING', ...lines, `free: ${garage.free}/${garage.places}`].join('\\n');",
                    "  const last = garage.free === 0 ? 'FULL' : `free: ${garage.free}/${garage.places}`;\n  return ['PARKING', ...lines, last].join('\\n');",
                ),
            ),
            T_BOARD: T_BOARD_JS
            + """
test('a full board', () => {
  const garage = new Garage(1);
  garage.enter('A');
  expect(board(garage)).toMatchSnapshot();
});
""",
            SNAP: r(
                BOARD_SNAP,
                (
                    "exports[`the board 1`]",
                    'exports[`a full board 1`] = `\n"PARKING\nA         08:00\nFULL"\n`;\n\nexports[`the board 1`]',
                ),
            ),
        },
    ),
    Case(
        "h asked for: the board tells minutes, not the time",
        {
            BOARD: r(
                BOARD_JS,
                (
                    "const clock = (date) => date.toISOString().slice(11, 16);\n",
                    "const minutes = (from, to) => Math.floor((to - from) / 60_000);\n",
                ),
                ("  const lines =", "  const now = garage.now();\n  const lines ="),
                ("${clock(since)}", "${minutes(since, now)} min"),
            ),
            SNAP: r(
                BOARD_SNAP, ("HH-X 7    08:00", "HH-X 7    25 min"), ("B-AB 123  08:00", "B-AB 123  0 min")
            ),
            T_BOARD: r(
                T_BOARD_JS,
                ("import { expect, test }", "import { expect, test, vi }"),
                (
                    "  garage.enter('B-AB 123');\n",
                    "  vi.advanceTimersByTime(25 * 60_000);\n  garage.enter('B-AB 123');\n",
                ),
            ),
        },
        changed_by_request=("test/board.test.js::the board",),
    ),
    Case(
        "h asked for: 404 for a car that is not in",
        {
            GARAGE: r(
                GARAGE_JS,
                (
                    "export class Full extends Error {}\n",
                    "export class Full extends Error {}\nexport class NotIn extends Error {}\n",
                ),
                ("throw new Error(`${plate} is not in`)", "throw new NotIn(`${plate} is not in`)"),
            ),
            API: r(
                API_JS,
                ("import { Full } from", "import { Full, NotIn } from"),
                (
                    "const reply = (status, body) => ({ status, body });\n",
                    "const reply = (status, body) => ({ status, body });\n\nfunction statusOf(error) {\n  if (error instanceof Full) return 503;\n  return error instanceof NotIn ? 404 : 409;\n}\n",
                ),
                ("reply(error instanceof Full ? 503 : 409, ", "reply(statusOf(error), "),
            ),
            T_API: r(
                T_API_JS,
                (
                    "expect(ask('DELETE', '/cars/A').status).toBe(409);",
                    "expect(ask('DELETE', '/cars/A').status).toBe(404);",
                ),
            ),
        },
        changed_by_request=("test/api.test.js::errors",),
    ),
    Case(
        "h refactoring: the fee in smaller steps",
        {
            FEES: r(
                FEES_JS,
                (
                    "  const rest = hours === 0 ? 0 : tariff.firstHour + (hours - 1) * tariff.nextHours;\n  return days * tariff.day + Math.min(rest, tariff.day);\n",
                    "  return days * tariff.day + Math.min(forHours(hours, tariff), tariff.day);\n",
                ),
            )
            + """
function forHours(hours, { firstHour, nextHours }) {
  if (hours === 0) return 0;
  return firstHour + (hours - 1) * nextHours;
}
""",
        },
        nature="refactoring",
    ),
    Case(
        "h a full garage is told by the API's health",
        {
            API: r(
                API_JS,
                (
                    "    if (name !== 'cars')",
                    "    if (method === 'GET' && name === 'health') return reply(200, { full: garage.free === 0 });\n    if (name !== 'cars')",
                ),
            ),
            T_API: T_API_JS
            + """
test('health', () => {
  expect(ask('GET', '/health').body).toEqual({ full: false });
  ask('POST', '/cars', { plate: 'A' });
  expect(ask('GET', '/health').body).toEqual({ full: true });
});
""",
            "README.md": README + "- `GET /health`: whether it is full\n",
        },
    ),
    Case(
        "h documentation: the tariff",
        {
            "README.md": README
            + "\n## Fees\n\n15 minutes are free. The first hour is 3.00, the next ones 2.00 each, a day 18.00 at most.\n",
        },
        nature="documentation",
    ),
)
