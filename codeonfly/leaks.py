"""Are one of a run's secrets, or what looks like anybody's key, in these bytes? However they are written."""

from __future__ import annotations

import base64
import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

SHORTEST = 8  # characters of a secret; shorter ones stand in every other file
SHORTEST_FORM = 10  # letters and digits of a form of it

_LOOKS_LIKE_A_KEY = re.compile(
    rb"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,}|glpat-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}|"
    rb"(?<![A-Za-z0-9])sk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}|(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}|"
    rb"e2b_[0-9a-f]{32,}|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{20,}|"
    # with its first line, so that one key in the base does not excuse another
    rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\\n\"'+]*[A-Za-z0-9+/=]{0,40}"
)
_LETTERS = bytes(range(256)).lower()
_NO_LETTER = bytes(code for code in range(256) if not chr(code).isascii() or not chr(code).isalnum())
# before each byte in hexadecimal
_BYTE_MARK = re.compile(rb"\\x|0x|%u?|\\u00|\\[ux]\{(?:00)?|&#x", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Forms:
    """How the secrets of a run may be written: as letters and digits alone, and as lists of numbers."""

    squeezed: frozenset[bytes]
    numbers: tuple[re.Pattern[bytes], ...]


def forms_of(secrets: Iterable[str]) -> Forms:
    """Raw, turned round, in hexadecimal, base64, base32 and URL encoding, some of them twice."""
    known = [secret.encode() for secret in secrets if len(secret.encode()) >= SHORTEST]
    written = {_squeezed(form) for raw in known for form in _written(raw)}
    return Forms(
        frozenset(form for form in written if len(form) >= SHORTEST_FORM) | _plain(known),
        tuple(
            re.compile(rb"(?<!\d)" + rb"\D{1,6}".join(b"0{0,2}" + form % byte for byte in raw))
            for raw in known
            for form in (b"%d", b"%o")
        ),
    )


def holds_secret(data: bytes, forms: Forms) -> bool:
    """Whether one of the secrets is in ``data``, also cut in pieces by anything but letters and digits."""
    squeezed = _squeezed(data)
    if not data.isascii():
        squeezed += b"\n" + _squeezed(_plain_letters(data))
    if any(form in squeezed for form in forms.squeezed):
        return True
    return any(numbers.search(data) for numbers in forms.numbers)


def keys_in(data: bytes) -> frozenset[bytes]:
    """What looks like a key or token of a well-known service."""
    return frozenset(_LOOKS_LIKE_A_KEY.findall(data))


def _plain(known: Iterable[bytes]) -> frozenset[bytes]:
    """Of secrets with few letters and digits, at least the secret as it is."""
    return frozenset(squeezed for raw in known if len(squeezed := _squeezed(raw)) >= SHORTEST)


def _squeezed(data: bytes) -> bytes:
    return _BYTE_MARK.sub(b"", data).translate(_LETTERS, _NO_LETTER)


def _plain_letters(data: bytes) -> bytes:
    """Full-width letters and their like as what they are read as."""
    return unicodedata.normalize("NFKC", data.decode(errors="ignore")).encode(errors="ignore")


def _written(raw: bytes) -> Iterator[bytes]:
    wide = raw.decode().encode("utf-16-le")
    once = [raw, raw[::-1], wide, raw.hex().encode(), *_base64(raw)]
    yield codecs.encode(raw.decode(), "rot13").encode()
    yield b"".join(b"%s" % format(byte, "08b").encode() for byte in raw)
    for form in once:
        yield form
        yield form[::-1]
        yield form.hex().encode()
        yield from _base64(form)
    yield from _base32(raw)
    for safe in ("", "/"):
        yield quote(raw, safe=safe).encode()


def _base64(raw: bytes) -> Iterator[bytes]:
    """The part that is the same wherever in the encoded text the secret stands: at each of three offsets."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw).rstrip(b"=")
        yield encoded[4 if offset else 0 : -2]


def _base32(raw: bytes) -> Iterator[bytes]:
    for offset in range(5):
        encoded = base64.b32encode(b"\0" * offset + raw).rstrip(b"=")
        yield encoded[8 if offset else 0 : -2]
