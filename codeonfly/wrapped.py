"""Other ways to read bytes: pieces put together, encodings undone, streams unpacked. To find what was hidden.

Nobody's ordinary file becomes a secret by this; what it costs is time, so everything is bounded.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import itertools
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

DEPTH = 4  # of wrappings, one in another
ROOM = 24 << 20  # bytes, of all that is unwrapped of one file; then it is left alone
STREAM = 8 << 20  # bytes, of one compressed stream; what follows them is not read
SHORTEST = 20  # letters of an encoded run
LEAST = 8  # bytes that are worth a look
MOST_TRIES = 2_000  # of unpacking, in one text
LONGEST_BASE85 = 256 << 10  # bytes: it is decoded by Python code

_INSIDE = rb"%(mark)s((?:[^%(mark)s\\\n]|\\.)*+)(?:%(mark)s(\s*+:)?)?"  # of a string, closed or not
_STRINGS = [re.compile(_INSIDE % {b"mark": mark}, re.DOTALL) for mark in (b'"', b"'", b"`")]
_STRINGS.append(re.compile(rb"|".join(string.pattern for string in _STRINGS), re.DOTALL))
_JOINT = re.compile(rb"[\"'`]\s*\+\s*[\"'`]")
_COLUMNS = (0, 1, 2, 3, -1)
_LETTERS = bytes(code for code in range(256) if not chr(code).isascii() or not chr(code).isalnum())
_NO_TEXT = bytes(code for code in range(256) if not 32 <= code < 127 and code not in b"\t\r\n")
_BLANK = b" \t\r\n"
_BASE85 = re.compile(rb"[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]{20,}|(?:<~)?[!-uz]{20,}(?:~>)?")
_BETWEEN = b" \t\r\n\"',;\\()[]{}:"
_BYTE_MARK = re.compile(rb"\\x|0x|\\u00", re.IGNORECASE)
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{%d,}" % SHORTEST)
_BASE32 = re.compile(rb"[A-Z2-7]{%d,}" % SHORTEST, re.IGNORECASE)
_HEX = re.compile(rb"[0-9A-Fa-f]{%d,}" % (2 * SHORTEST))
_NUMBERS = re.compile(rb"(?<!\d)\d{1,3}(?:\D{1,16}+\d{1,3}(?!\d)){%d,}+" % (SHORTEST - 1))
# where in an encoded run a compressed stream may begin
_BASE64_STREAM = re.compile(rb"H4sI|Qlpo|/Td6WFo|XQAA|UEsDB|eJ[w-z]|eN[o-r]|eA[E-H]|eF[4-7]")
_HEX_STREAM = re.compile(rb"1f8b08|425a68|fd377a58|5d0000|504b0304|78(?:01|5e|9c|da)", re.IGNORECASE)
_STREAM = re.compile(
    rb"\x1f\x8b\x08|BZh[1-9]|\xfd7zXZ\0|\]\0\0.{2}(?:\xff{8}|.{4}\0{4})|PK\x03\x04.{22}(..)(..)|x[\x01\x5e\x9c\xda]",
    re.DOTALL,
)


def pieces(data: bytes) -> Iterator[bytes]:
    """What a column of words makes, the first or last letters of lines, or every second to fourth letter."""
    lines = [line.split() for line in data.split(b"\n")]
    for column in _COLUMNS:
        least = column + 1 if column >= 0 else 1
        yield b"".join(words[column] for words in lines if len(words) >= least)
    yield b"".join(words[0][:1] for words in lines if words)
    yield b"".join(words[-1][-1:] for words in lines if words)
    for letters in (data.translate(None, _LETTERS), data.translate(None, _BLANK)):
        for step in (2, 3, 4):
            yield from (letters[start::step] for start in range(step))


def unwrapped(data: bytes) -> Iterator[bytes]:
    """All that ``data`` holds in quotes, in an encoding or compressed, and what that holds, and so on."""
    level = [data, *{data[::-1], *(text for string in _STRINGS for text in _joined(string, data))}]
    yield from level[1:]
    room = ROOM
    for _ in range(DEPTH):
        found: list[bytes] = []
        for inner in (inner for text in level for inner in itertools.chain(_unpacked(text), _decoded(text))):
            room -= len(inner)
            if room < 0:
                break
            if len(inner) >= LEAST:
                found.append(inner)
        yield b"\n".join(found)
        level = list(dict.fromkeys(found))


def _joined(string: re.Pattern[bytes], data: bytes) -> Iterator[bytes]:
    """The strings as a program that puts them together has them: all, and those that are no object's keys."""
    found = string.findall(data)
    yield b"".join(b"".join(groups[::2]) for groups in found)
    yield b"".join(b"".join(groups[::2]) for groups in found if not any(groups[1::2]))


def _decoded(data: bytes) -> Iterator[bytes]:
    if len(data.translate(None, _NO_TEXT)) < len(data) * 3 // 4:
        return
    joined = _JOINT.sub(b"", data).translate(None, _BETWEEN)
    for text in {data, joined}:
        for run in _BASE64.findall(text):
            for start in _starts(_BASE64_STREAM, run):
                yield from _opened(_base64, run[start:], start)
    for run in _HEX.findall(_BYTE_MARK.sub(b"", data).translate(None, _BETWEEN)):
        for start in _starts(_HEX_STREAM, run):
            yield from _opened(_hex, run[start:], start)
        yield from _opened(_hex, run[1:], 0)  # what stands before it may end in such a letter
    for run in {*_BASE32.findall(data), *_BASE32.findall(joined)}:
        yield from _opened(_base32, run, 0)
    for found in _NUMBERS.findall(data):
        numbers = [int(number) for number in re.findall(rb"\d+", found)]
        if max(numbers) < 256:
            yield bytes(numbers)
    yield b"".join(_uudecoded(data))
    for text in _in_base85(data):
        for decode in (base64.b85decode, _ascii85):
            yield from _opened(decode, text, 0)


def _starts(stream: re.Pattern[bytes], run: bytes) -> list[int]:
    return sorted({0, *(found.start() for found in itertools.islice(stream.finditer(run), 4))})


def _opened(decode: Callable[[bytes], bytes], text: bytes, start: int) -> Iterator[bytes]:
    """What ``text`` encodes, also taken for a stream without a header; from within a run, streams alone."""
    try:
        inner = decode(text)
    except ValueError:
        return
    if not start:
        yield inner
        yield from _inflated(inner, -15)
    elif _STREAM.match(inner):
        yield inner


def _base64(text: bytes) -> bytes:
    whole = text[: len(text) // 4 * 4] if len(text) % 4 == 1 else text + b"=" * (-len(text) % 4)
    return base64.b64decode(whole.translate(bytes.maketrans(b"-_", b"+/")))


def _base32(text: bytes) -> bytes:
    whole = text[: len(text) // 8 * 8 + (0, 0, 2, 2, 4, 5, 5, 7)[len(text) % 8]]
    return base64.b32decode(whole + b"=" * (-len(whole) % 8), casefold=True)


def _hex(text: bytes) -> bytes:
    return bytes.fromhex(text[: len(text) // 2 * 2].decode())


def _ascii85(text: bytes) -> bytes:
    return base64.a85decode(text, adobe=text.startswith(b"<~") and text.endswith(b"~>"))


def _uudecoded(data: bytes) -> Iterator[bytes]:
    for line in data.split(b"\n"):
        text = line.rstrip(b"\r")
        if 3 < len(text) < 63 and len(text) - 1 == (text[0] - 32 + 2) // 3 * 4:
            with suppress(binascii.Error):
                yield binascii.a2b_uu(text)


def _in_base85(data: bytes) -> set[bytes]:
    """What may be in base85 or ascii85: strings, words, and all of a file."""
    strings = (b"".join(groups[::2]) for groups in _STRINGS[-1].findall(data))
    quoted = (re.sub(rb"\\(.)", rb"\1", text) for text in strings if len(text) >= SHORTEST)
    found = {*quoted, *data.split(), b"".join(data.split())}
    return {text for text in found if len(text) <= LONGEST_BASE85 and _BASE85.fullmatch(text)}


def _unpacked(data: bytes) -> Iterator[bytes]:
    for found in itertools.islice(_STREAM.finditer(data), MOST_TRIES):
        stream = memoryview(data)[found.start() :]
        match found[0][:2]:
            case b"\x1f\x8b":
                yield from _inflated(stream, 31)
            case b"PK":
                named = int.from_bytes(found[1], "little") + int.from_bytes(found[2], "little")
                yield from _inflated(stream[30 + named :], -15)
            case b"BZ":
                with suppress(OSError, ValueError):
                    yield bz2.BZ2Decompressor().decompress(stream, STREAM)
            case b"\xfd7" | b"]\0":
                with suppress(lzma.LZMAError):
                    yield lzma.LZMADecompressor().decompress(stream, STREAM)
            case _:
                yield from _inflated(stream, 15)


def _inflated(data: bytes | memoryview, window: int) -> Iterator[bytes]:
    with suppress(zlib.error):
        yield zlib.decompressobj(window).decompress(data, STREAM)
