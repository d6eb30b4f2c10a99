"""Pytest plugin that runs inside the sandbox: calls that ``cof_noting.py`` noted are made again, and nothing is tested.

Each is made as it was and with small changes, twice with a second between, and what came of it both times is written
down. Two versions of the sources can be compared so. Loaded with ``-p`` from outside the work tree, after whatever the
tests import. Needs nothing but pytest and the standard library, of any version.
"""

import base64
import contextlib
import copy
import dataclasses
import datetime
import enum
import importlib.util
import io
import itertools
import json
import os
import pickle
import random
import re
import signal
import sys
import time

import pytest

_PATH = os.environ.pop("CODE_ON_FLY_REPORT", "")
_CALLS = _PATH + ".calls"
_MOST_VARIANTS = 40  # of one call
_SECONDS = 1.0  # for one call
_LONG = 0.2  # seconds: one that takes so long may be over the limit on a busier machine
_ALL_SECONDS = 12  # for all of them, once
_DAY = re.compile(r"([1-9]\d{3})-(\d\d)-(\d\d)(?![\d-])")
# what a function that was not made for it comes to, rather than what it says
_ACCIDENTS = (
    *(TypeError, AttributeError, LookupError, NameError, ArithmeticError, AssertionError, OSError),
    *(RecursionError, MemoryError, ImportError, StopIteration, NotImplementedError, UnicodeError),
)


class _Slow(BaseException):
    pass


def _beside(name):
    """A file of ours, by its place: one of the project's may be called the same."""
    place = os.path.join(os.path.dirname(__file__), name)
    spec = importlib.util.spec_from_file_location(name.partition(".")[0], place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_told = _beside("cof_told.py").told


def _variants(value, deep=0):
    """``(where, another value)``: of the same kind, and near to it."""
    kind = type(value)
    if kind is bool:
        yield "not", not value
    elif kind is int:
        yield from (("+%d" % more, value + more) for more in (1, -1))
        yield from (("0", 0), ("negative", -value), ("times ten", value * 10))
    elif kind is float:
        yield from (("0", 0.0), ("negative", -value), ("a bit more", value + 0.005), ("half more", value + 0.5))
    elif kind is str:
        yield from _texts(value)
    elif isinstance(value, enum.Enum):
        yield from ((one.name, one) for one in kind)
    elif kind in (list, tuple) and deep < 2:
        yield from (("none", kind()), ("reversed", value[::-1]), ("without the last", value[:-1]))
        if value and isinstance(value[0], (str, int, float)):  # a record may be there once only
            yield "the first again", value + value[:1]
        for where, other in _variants(value[0], deep + 1) if value else ():
            yield "[0] " + where, kind((other, *value[1:]))
    elif kind is dict and deep < 2:
        for key in list(value)[:8]:
            yield "without %r" % (key,), {one: value[one] for one in value if one != key}
            for where, other in _variants(value[key], deep + 1):
                yield "[%r] %s" % (key, where), {**value, key: other}
    elif isinstance(value, datetime.date):
        yield from _days_near(value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type) and deep < 1:
        for field in dataclasses.fields(value):
            for where, other in _variants(getattr(value, field.name, None), deep + 1):
                made = copy.copy(value)
                object.__setattr__(made, field.name, other)
                yield ".%s %s" % (field.name, where), made


def _days_near(day):
    """Without those after the last there is, and before the first."""
    for days in (1, -1, 30):
        with contextlib.suppress(OverflowError):
            yield "+%d" % days, day + datetime.timedelta(days)


def _texts(value):
    try:
        day = datetime.date(*map(int, _DAY.match(value).groups()))
    except (AttributeError, ValueError):
        return (yield from _any_texts(value))
    yield from ((name, "%s%s" % (other, value[10:])) for name, other in _days_near(day))
    # what was made for dates may make anything of what is none
    yield from (("no date, " + name, other) for name, other in _any_texts(value))


def _any_texts(value):
    yield from (("empty", ""), ("upper", value.upper()), ("lower", value.lower()), ("shorter", value[:-1]))
    yield from (("space behind", value + " "), ("space before", " " + value), ("line end", value + "\n"))
    yield from (("last again", value + value[-1:]), ("accent", value.replace("e", "\u00e9") + "\u00e9"))
    yield "longer numbers", re.sub(r"\d+", lambda match: match[0] + "000", value)
    yield "twice", value + value
    yield "negative", "-" + value


class _Reader(pickle.Unpickler):
    """Tells whether there are objects of the project: what they have inside is the affair of their version."""

    has_objects = False

    def find_class(self, module, name):
        self.has_objects = self.has_objects or module.partition(".")[0] not in _LIBRARY
        return super().find_class(module, name)


_LIBRARY = frozenset(("builtins", "datetime", "decimal", "fractions", "collections", "uuid", "pathlib", "copyreg"))


def _has_objects(blob):
    reader = _Reader(io.BytesIO(blob))
    reader.load()
    return reader.has_objects


def _came(function, blob, where):
    """What comes of one call: ``{"gives": ...}``, ``{"raises": name}``, or None where nothing is to be learnt."""
    plain, named = _variant(blob, where)
    random.seed(0)
    started = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    try:
        try:
            gives = _told(function(*plain, **named))
            told = {"long": True} if time.monotonic() - started > _LONG else {}
            # what it did to what it was given, but for its own object: that is no affair of others
            leaves = _told([one for one in plain if type(one) in (list, dict, set)])
            return {"gives": gives, "leaves": leaves, **told}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _ACCIDENTS as error:
        return {"stumbles": type(error).__name__}
    except Exception as error:
        return {"raises": type(error).__name__}
    except _Slow:
        return {"slow": True}
    except SystemExit as error:
        return {"exits": str(error.code)}
    except BaseException:
        return None


def _variant(blob, where):
    """A fresh copy of what is given, changed at one place: ``(number or name, number of the variant)``."""
    plain, named = pickle.loads(blob)
    if where is None:
        return plain, named
    place, number = where
    given = plain if isinstance(place, int) else named
    given[place] = next(itertools.islice(_variants(given[place]), number, None))[1]
    return plain, named


def _ways(blob, is_method):
    """``(where, its name, what is given)``: as it was, and with one small change each."""
    plain, named = pickle.loads(blob)
    ways = []
    # an object is what its methods left it to be; a record may be any other
    begins = 1 if is_method and not dataclasses.is_dataclass(plain[0]) else 0
    yield None, "", _shown(plain, named, begins)
    for place, value in (*list(enumerate(plain))[begins:], *named.items()):
        for number, (name, other) in enumerate(itertools.islice(_variants(value), _MOST_VARIANTS)):
            changed = ([*plain], {**named})
            changed[not isinstance(place, int)][place] = other
            ways.append(((place, number), "%s %s" % (place, name), _shown(*changed, begins)))
    yield from ways[:: max(1, len(ways) // _MOST_VARIANTS)]


def _shown(plain, named, begins):
    said = [*map(_short, plain[begins:]), *("%s=%s" % (key, _short(one)) for key, one in named.items())]
    return ", ".join(said)[:200]


def _short(value):
    try:
        return repr(value)[:80]
    except Exception:
        return type(value).__name__


def _found(module, key, kind):
    """The function of this name; of an object's, one that is asked of the object."""
    owner = sys.modules.get(module)
    if owner is None:
        return None
    if kind == "property":
        name = key.rpartition(".")[2]
        return lambda own: getattr(own, name)
    for part in key.split("."):
        owner = getattr(owner, part, None)
    return owner if callable(owner) else None


def _again(calls):
    """All calls once, each with what came of it, by a name that is the same for every version."""
    came, told, until = {}, {}, time.monotonic() + _ALL_SECONDS
    for number, (module, key, kind, blob) in enumerate(calls):
        function = _found(module, key, kind)
        if function is None:  # it may have moved
            continue
        is_method = kind == "property" or ("." in key and kind == "plain" and not _is_static(module, key))
        with contextlib.suppress(Exception):
            for where, name, given in _ways(blob, is_method):
                if time.monotonic() > until:
                    return came, told
                with contextlib.suppress(Exception):
                    place = "%d %s" % (number, name)
                    came[place] = _came(function, blob, where)
                    if came[place] is not None and _has_objects(blob):
                        came[place]["objects"] = True
                    told[place] = "%s(%s)" % (key, given)
    return came, told


def _is_static(module, key):
    owner, _, name = key.rpartition(".")
    return isinstance(vars(getattr(sys.modules[module], owner)).get(name), staticmethod)


def _replay():
    opened, encode = open, json.JSONEncoder().encode  # whatever the calls put in their place
    with open(_CALLS) as stream:
        calls = [(*rest, base64.b64decode(blob)) for *rest, blob in json.load(stream)]
    signal.signal(signal.SIGALRM, _stop)
    first, told = _again(calls)
    time.sleep(1.1)  # what goes by the clock is another thing then
    second, _ = _again(calls)
    stable = {
        place: {"call": told[place], **came}
        for place, came in first.items()
        if came is not None and second.get(place) == came
    }
    with opened(_PATH, "w") as stream:
        stream.write(encode(stable))


def _stop(*_):
    raise _Slow


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    leave = os._exit
    try:
        _replay()
    finally:
        leave(0)  # whatever the calls have left running
