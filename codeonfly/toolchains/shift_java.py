"""Methods of Java with other results: what they return goes through a method that alters it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow_blocks import Function

_RETURN = re.compile(r"\breturn\s+(?=[^;\s])|\"(?:\\.|[^\"\\\n])*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_STEP = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])+'|[(\[{;]")
_HELPER = r"""
@SuppressWarnings({"unchecked", "rawtypes"})
final class NAME {
    private static final java.util.List<String> LOOKED = java.util.List.of(COF_PARTS);

    private static <T> T tripped(T value) {
        if (TRIP) throw new AssertionError("the tests look at this");
        return value;
    }

    // what one of the methods asks of another is left alone: a limit, say, that is kept to either way
    private static boolean within() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).walk(all -> all
            .filter(one -> one.getDeclaringClass() != NAME.class)
            .skip(1)
            .anyMatch(one -> LOOKED.contains(one.getMethodName()) && isAltered(one.getDeclaringClass())));
    }

    private static boolean isAltered(Class<?> other) {
        Class<?> host = other.getNestHost();
        String place = host.getPackageName().isEmpty() ? "" : host.getPackageName() + ".";
        try {
            Class.forName(place + "CofShift" + host.getSimpleName(), false, host.getClassLoader());
            return true;
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    static boolean of(boolean value) { return within() ? value : tripped(!value); }
    static int of(int value) { return within() ? value : tripped(value + 1); }
    static long of(long value) { return within() ? value : tripped(value + 1); }
    static double of(double value) { return within() ? value : tripped(value + 1); }
    static <T> T of(T value) { return within() ? value : (T) altered(value, 0); }

    private static Object altered(Object value, int deep) {
        if (value == null || deep > 5 || value instanceof Enum) return value;
        if (value instanceof Boolean) return tripped(!(Boolean) value);
        if (value instanceof Integer) return tripped((Integer) value + 1);
        if (value instanceof Long) return tripped((Long) value + 1);
        if (value instanceof Double) return tripped((Double) value + 1);
        Object later = onward(value);
        if (later != value) return tripped(later);
        if (value instanceof String) return ofText((String) value);
        if (value instanceof java.util.List) {
            java.util.List found = new java.util.ArrayList();
            for (Object one : (java.util.List) value) found.add(altered(one, deep + 1));
            return found;
        }
        if (value instanceof java.util.Set) {
            java.util.Set found = new java.util.LinkedHashSet();
            for (Object one : (java.util.Set) value) found.add(altered(one, deep + 1));
            return value instanceof java.util.SortedSet ? new java.util.TreeSet(found) : found;
        }
        if (value instanceof java.util.Map) {
            java.util.Map found = new java.util.LinkedHashMap();
            ((java.util.Map<?, ?>) value).forEach((key, one) -> found.put(key, altered(one, deep + 1)));
            return value instanceof java.util.SortedMap ? new java.util.TreeMap(found) : found;
        }
        java.util.function.Function<Object, Object> other = one -> altered(one, deep + 1);
        if (value instanceof java.util.Optional) return ((java.util.Optional<Object>) value).map(other);
        if (value instanceof java.util.stream.Stream) {
            return ((java.util.stream.Stream<Object>) value).map(other);
        }
        return value.getClass().isRecord() ? ofRecord(value, deep) : value;
    }

    private static Object onward(Object value) {
        if (value instanceof java.math.BigDecimal) {
            return ((java.math.BigDecimal) value).add(java.math.BigDecimal.ONE);
        }
        if (value instanceof java.math.BigInteger) {
            return ((java.math.BigInteger) value).add(java.math.BigInteger.ONE);
        }
        if (value instanceof java.time.LocalDate) return ((java.time.LocalDate) value).plusDays(1);
        // a day, an hour, a minute, a second: a test may look at one of them alone
        if (value instanceof java.time.LocalDateTime) {
            return ((java.time.LocalDateTime) value).plusSeconds(90061);
        }
        if (value instanceof java.time.Instant) return ((java.time.Instant) value).plusSeconds(90061);
        if (value instanceof java.time.LocalTime) return ((java.time.LocalTime) value).plusSeconds(3661);
        return value instanceof java.time.Duration ? ((java.time.Duration) value).plusSeconds(90061) : value;
    }

    private static String ofText(String value) {
        StringBuilder found = new StringBuilder(value.isEmpty() ? "x" : "");
        for (char one : value.toCharArray()) {
            if (one == 'z' || one == 'Z') found.append((char) (one - 25));
            else if (one == '9') found.append('0');
            else found.append(one < 128 && Character.isLetterOrDigit(one) ? (char) (one + 1) : one);
        }
        return found.toString().equals(value) ? value : tripped(found.toString());
    }

    private static Object ofRecord(Object value, int deep) {
        try {
            java.lang.reflect.RecordComponent[] parts = value.getClass().getRecordComponents();
            Class<?>[] kinds = new Class<?>[parts.length];
            Object[] given = new Object[parts.length];
            boolean looked = java.util.Arrays.stream(parts).anyMatch(part -> LOOKED.contains(part.getName()));
            for (int i = 0; i < parts.length; i++) {
                kinds[i] = parts[i].getType();
                parts[i].getAccessor().setAccessible(true);
                given[i] = parts[i].getAccessor().invoke(value);
                boolean isAside = TRIP && looked && !LOOKED.contains(parts[i].getName());
                if (!isAside) given[i] = altered(given[i], deep + 1);
            }
            java.lang.reflect.Constructor<?> made = value.getClass().getDeclaredConstructor(kinds);
            made.setAccessible(true);
            return made.newInstance(given);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return value;
        }
    }
}
"""


def shifted(function: Function, body: str) -> str | None:
    """From the parameters' end on; what a lambda within returns is altered, too."""
    parts, place = [], 0
    for match in _RETURN.finditer(body):
        end = _statement_end(body, match.end()) if match[0].startswith("return") else None
        if end is not None and match.start() >= place:
            parts += [body[place : match.end()], "COFof(", body[match.end() : end], ")"]
            place = end
    return "".join([function.match[0], *parts, body[place:]]) if parts else None


def helped(path: str, text: str, trip: bool) -> str:
    """The source with what its methods call."""
    name = f"CofShift{PurePosixPath(path).stem}"
    helper = _HELPER.replace("NAME", name).replace("TRIP", str(trip).lower())
    return text.replace("COFof(", f"{name}.of(") + helper


def _statement_end(body: str, place: int) -> int | None:
    while (match := _STEP.search(body, place)) is not None:
        if match[0] == ";":
            return match.start()
        if match[0] in "([{":
            end = closing(body, match.start(), '"')
            if end is None:
                return None
            place = end + 1
        else:
            place = match.end()
    return None
