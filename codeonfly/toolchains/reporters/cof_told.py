"""What a call came to, as JSON: read by ``cof_again.py`` inside the sandbox, which loads this from beside it."""

import dataclasses
import datetime
import enum
import itertools
import json
import os
import sys
import sysconfig
import types

_DEEPEST = 6
_PLAIN = (bool, int, float, str, bytes)
_RECORDS = (("types", "SimpleNamespace"), ("argparse", "Namespace"))  # made to hold what others put there
_LIBRARIES = tuple(
    os.path.join(path, "") for path in {sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib")}
)


def told(value, deep=0):
    """What can be compared, as JSON; of other things the name of the kind."""
    kind = type(value)
    if deep > _DEEPEST:
        return "..."
    if value is None or kind in (bool, str):
        return value
    if kind in (int, bytes, complex):
        return {kind.__name__: repr(value)[:2000]}
    if kind is float:
        return {"float": "%.9g" % value}
    if isinstance(value, enum.Enum):
        # one that is a text or a number, too, is equal to what may have stood in its place
        plain = isinstance(value, (str, int))
        return told(value.value, deep) if plain else {"enum": value.name}
    if isinstance(value, BaseException):
        return {"error": kind.__name__}
    if isinstance(value, (list, tuple)):
        return [told(one, deep + 1) for one in value[:1000]]
    if isinstance(value, (set, frozenset)):
        return {"set": sorted(json.dumps(told(one, deep + 1)) for one in value)}
    if isinstance(value, dict):
        pairs = ([told(key, deep + 1), told(one, deep + 1)] for key, one in value.items())
        return {"dict": sorted(pairs, key=json.dumps)}
    if isinstance(value, (types.GeneratorType, map, filter, zip, enumerate)):
        return [told(one, deep + 1) for one in itertools.islice(value, 100)]
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)) or kind.__module__ in (
        "decimal",
        "fractions",
        "uuid",
        "ipaddress",
        "pathlib",
    ):
        return {kind.__name__: str(value)}
    if isinstance(value, types.ModuleType):
        return {"module": value.__name__}
    own = {key: one for key, one in _attributes(value) if not key.startswith("_") and not callable(one)}
    if _is_of_a_library(kind):
        own = {key: one for key, one in own.items() if type(one) in _PLAIN}
    return {"object": {key: told(one, deep + 1) for key, one in sorted(own.items())}}


def _attributes(value):
    slots = (name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()))
    yield from ((name, getattr(value, name)) for name in slots if hasattr(value, name))
    yield from getattr(value, "__dict__", {}).items()


def _is_of_a_library(kind):
    """Whether it is none of the project's: what it keeps inside, caches and pools, is no affair of a caller."""
    if dataclasses.is_dataclass(kind) or (kind.__module__, kind.__name__) in _RECORDS:
        return False
    place = getattr(sys.modules.get(kind.__module__), "__file__", None)
    return place is None or os.path.abspath(place).startswith(_LIBRARIES)
