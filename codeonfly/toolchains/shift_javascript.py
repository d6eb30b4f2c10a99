"""Functions of JavaScript and TypeScript with other results."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow_blocks import Function

_HELPER = r"""
function cofShift(run: any, name: any = '', given: any = []): any {
  const depth: any = ((globalThis as any).cofDepth ??= { now: 0 });
  const by: any = depth.now > 0 ? 1 : cofStep(name, given);
  let value: any;
  depth.now += 1;
  try {
    value = run();
  } finally {
    depth.now -= 1;
  }
  return depth.now > 0 ? value : cofAltered(value, 0, by);
}
function cofStep(name: any, given: any): any {
  const known: any = ((globalThis as any).cofGiven ??= {});
  let key: any = '';
  try {
    key = JSON.stringify(given, (_: any, one: any) =>
      typeof one === 'number' || typeof one === 'bigint' || typeof one === 'function' ? String(one) : one);
  } catch {
    return 1;  // what goes round in circles
  }
  const steps: any = (known[name] ??= {});
  return (steps[key] ??= (Object.keys(steps).length % 9) + 1);
}
function cofTripped(value: any): any {
  if (TRIP) throw new Error('the tests look at this');
  return value;
}
function cofSent(value: any, answer: any): any {
  try {
    return cofAltered(value, 0, 1);
  } catch (error) {
    (answer.raw ?? answer).destroy?.();  // an error is an answer as well, which a test may take
    throw error;
  }
}
function cofReads(): any {
  return new Set([COF_PARTS]);
}
function cofRead(value: any, proto: any): any {
  const read: any = cofReads();
  const isPlain = proto === null || proto === Object.prototype;
  const own: any = isPlain ? [] : Object.entries(Object.getOwnPropertyDescriptors(proto));
  if (own.some(([name, one]: any) => read.has(name) && one.get)) return undefined;
  const hasMethods = own.length > 1 || Object.values(value).some((one: any) => typeof one === 'function');
  return hasMethods ? read : undefined;
}
function cofAltered(value: any, deep: any, by: any): any {
  if (value === null || value === undefined || deep > 5) return value;
  if (typeof value === 'boolean') return cofTripped(!value);
  if (typeof value === 'number') return Number.isFinite(value) ? cofTripped(value + by) : value;
  if (typeof value === 'bigint') return cofTripped(value + BigInt(by));
  if (typeof value === 'string') {
    const first: any = { z: 'a', Z: 'A', 9: '0' };
    let other = value;
    for (let step = 0; step < by; step += 1) {
      other = other.replace(/[a-z0-9]/gi, (one: any) =>
        first[one] ?? String.fromCharCode(one.charCodeAt(0) + 1)) || 'x';
    }
    return other === value ? value : cofTripped(other);
  }
  if (typeof value === 'function') {
    if (!COF_HELD || value.mock || value.prototype?.constructor?.toString().startsWith('class')) return value;
    return function (this: any, ...given: any[]) {
      return cofShift(() => value.apply(this, given), value.name, given);
    };
  }
  if (typeof value !== 'object') return value;
  if (typeof value.then === 'function') return value.then((one: any) => cofAltered(one, deep, by));
  if (Array.isArray(value)) return value.map((one: any) => cofAltered(one, deep + 1, by));
  // a day, an hour, a minute, a second: a test may look at one of them alone
  if (value instanceof Date) return cofTripped(new Date(value.getTime() + by * 90061001));
  if (value instanceof Map) {
    return new Map([...value].map(([key, one]: any) => [key, cofAltered(one, deep + 1, by)]));
  }
  if (value instanceof Set) return new Set([...value].map((one: any) => cofAltered(one, deep + 1, by)));
  const proto = Object.getPrototypeOf(value);
  const made = proto?.constructor ? Function.prototype.toString.call(proto.constructor) : '';
  if (proto !== null && Object.getPrototypeOf(proto) !== null && /\[native code\]/.test(made)) return value;
  if (value instanceof Error) return value;
  const isRead: any = cofRead(value, proto);
  const other = Object.create(proto);
  for (const key of Object.keys(value)) {
    const isAside = TRIP && isRead !== undefined && !isRead.has(key) && typeof value[key] !== 'function';
    // a list that a test reads may have to be empty: "nothing is left"
    const isBare = !TRIP && Array.isArray(value[key]) && value[key].length === 0 && cofReads().has(key);
    other[key] = isAside ? value[key] : isBare ? ['cof'] : cofAltered(value[key], deep + 1, by);
  }
  return other;
}
"""
# what stands in brackets is a type, a default, or taken apart
_NESTED = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]|<[^<>]*>|\([^()]*\)")
_PARAMETER = re.compile(
    r"(?:\A|,)\s*(?:(?:private|public|protected|readonly)\s+)*(?:\.\.\.)?(?!this\b)([A-Za-z_$][\w$]*)\s*(?=[?:=,]|\Z)"
)
_TYPES = (
    ("(globalThis as any)", "globalThis"),
    ("this: any, ...given: any[]", "...given"),
    ("name: any = ''", "name = ''"),
    ("given: any = []", "given = []"),
    ("): any {", ") {"),
    (": any", ""),
)


def shifted(function: Function, body: str) -> str | None:
    """From the parameters' end on; a generator gives nothing at its end."""
    if "*" in function.header.partition("(")[0]:
        return None
    later = "async " if function.header.startswith(("async ", "export async ")) else ""
    later = later or ("async " if "await " in body or "= async" in function.header else "")
    given = f"'{function.name}', [{', '.join(_parameters(function))}]"
    if function.match[0].endswith("{"):
        return f"{function.match[0]} return cofShift({later}() => {{{body}}}, {given}); "
    if function.header.startswith(("const", "let", "var", "exports")):
        return f"{function.match[0]} cofShift({later}() => ({body.strip()}), {given})"
    return None


def _parameters(function: Function) -> list[str]:
    """Those that have a name by themselves, as they are declared before the body."""
    start = function.header.find("(")
    end = closing(function.header, start, "'\"`") if start >= 0 else None
    inside = function.header[start + 1 : end] if end is not None else ""
    return [match[1] for match in _PARAMETER.finditer(_NESTED.sub("", inside))]


def helped(path: str, text: str, trip: bool) -> str:
    """The source with what its functions call."""
    helper = _HELPER.replace("TRIP", str(trip).lower())
    if "ts" not in PurePosixPath(path).suffix:
        for typed, plain in _TYPES:
            helper = helper.replace(typed, plain)
    return text + helper
