"""Functions of Go with other results: these get names, and are altered when the function is left."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from codeonfly.toolchains.hollow_blocks import Function, named_results

_PACKAGE = re.compile(r"^package\s+\w+[^\n]*\n", re.MULTILINE)
_HELPER = """
func NAMElooks(at string) bool {
	for _, one := range []string{COF_PARTS} {
		if one == at {
			return true
		}
	}
	return false
}

func NAMElooksIn(at cofreflect.Type) bool {
	for i := 0; i < at.NumField(); i++ {
		if NAMElooks(at.Field(i).Name) {
			return true
		}
	}
	return false
}

func NAMEof(value any) {
	NAMEchange(cofreflect.ValueOf(value).Elem(), 0)
}

func NAMEchange(v cofreflect.Value, deep int) {
	if deep > 5 || !v.CanSet() {
		return
	}
	switch v.Kind() {
	case cofreflect.Bool:
		NAMEtripped()
		v.SetBool(!v.Bool())
	case cofreflect.Int, cofreflect.Int8, cofreflect.Int16, cofreflect.Int32, cofreflect.Int64:
		NAMEtripped()
		v.SetInt(v.Int() + 1)
	case cofreflect.Uint, cofreflect.Uint8, cofreflect.Uint16, cofreflect.Uint32, cofreflect.Uint64:
		NAMEtripped()
		v.SetUint(v.Uint() + 1)
	case cofreflect.Float32, cofreflect.Float64:
		NAMEtripped()
		v.SetFloat(v.Float() + 1)
	case cofreflect.String:
		letters := []byte(v.String())
		for i, one := range letters {
			switch {
			case one == 'z' || one == 'Z':
				letters[i] = one - 25
			case one == '9':
				letters[i] = '0'
			case one >= 'a' && one < 'z' || one >= 'A' && one < 'Z' || one >= '0' && one < '9':
				letters[i] = one + 1
			}
		}
		if len(letters) == 0 {
			letters = []byte("x")
		}
		if string(letters) != v.String() {
			NAMEtripped()
			v.SetString(string(letters))
		}
	case cofreflect.Slice:
		other := cofreflect.MakeSlice(v.Type(), v.Len(), v.Len())
		cofreflect.Copy(other, v)
		for i := 0; i < other.Len(); i++ {
			NAMEchange(other.Index(i), deep+1)
		}
		if v.Len() > 0 {
			v.Set(other)
		}
	case cofreflect.Array:
		for i := 0; i < v.Len(); i++ {
			NAMEchange(v.Index(i), deep+1)
		}
	case cofreflect.Map:
		other := cofreflect.MakeMap(v.Type())
		for _, key := range v.MapKeys() {
			one := cofreflect.New(v.Type().Elem()).Elem()
			one.Set(v.MapIndex(key))
			NAMEchange(one, deep+1)
			other.SetMapIndex(key, one)
		}
		if v.Len() > 0 {
			v.Set(other)
		}
	case cofreflect.Struct:
		looked := NAMElooksIn(v.Type())
		if TRIP && !looked && cofreflect.PointerTo(v.Type()).NumMethod() > 0 {
			return
		}
		for i := 0; i < v.NumField(); i++ {
			if !(TRIP && looked) || NAMElooks(v.Type().Field(i).Name) {
				NAMEchange(v.Field(i), deep+1)
			}
		}
	case cofreflect.Pointer:
		if v.IsNil() || v.Elem().Kind() != cofreflect.Struct {
			return
		}
		if TRIP && !NAMElooksIn(v.Elem().Type()) {
			return // it is worked with, and its fields are its own affair
		}
		other := cofreflect.New(v.Type().Elem())
		other.Elem().Set(v.Elem())
		NAMEchange(other.Elem(), deep+1)
		v.Set(other)
	}
}

func NAMEtripped() {
	if TRIP {
		panic("the tests look at this")
	}
}
"""


def shifted(function: Function, body: str) -> str | None:
    """From the parameters' end on; an error stays the error that it is."""
    header, parts = named_results(function)
    names = [name for part in parts for name in _names(part)]
    if not names:
        return None
    calls = " ".join(f"COFof(&{name});" for name in names)
    return (
        f"{header} defer func() {{ if cofr := recover(); cofr != nil {{ panic(cofr) }}; {calls} }}();{body}"
    )


def helped(path: str, text: str, trip: bool) -> str:
    """The source with what its functions call, under a name that no other file of the package has."""
    name = "cof" + re.sub(r"\W|_", "", PurePosixPath(path).stem).lower()
    helper = _HELPER.replace("NAME", name).replace("TRIP", str(trip).lower())
    package = _PACKAGE.search(text)
    place = package.end() if package is not None else 0
    whole = f'{text[:place]}import cofreflect "reflect"\n{text[place:]}{helper}'
    return whole.replace("COFof(", f"{name}of(")


def _names(part: str) -> list[str]:
    name, _, kind = part.partition(" ")
    return [] if kind.strip() in ("error", "") or name == "_" else [name]
