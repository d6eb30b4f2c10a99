"""Are one of a run's secrets, or what looks like anybody's key, in these bytes? However they are written."""

from __future__ import annotations

import base64
import codecs
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from codeonfly.wrapped import pieces, unwrapped

SHORTEST = 8  # characters of a secret; shorter ones stand in every other file
SHORTEST_FORM = 10  # letters and digits of a form of it
SHARD = 10  # letters and digits of a piece that nothing else has
_ORDERS: tuple[Literal["big", "little"], ...] = ("big", "little")
EVERY = 5  # a shard begins: every piece of a secret with 14 letters and digits holds one

_LOOKS_LIKE_A_KEY = re.compile(
    rb"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,}|glpat-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}|"
    rb"(?<![A-Za-z0-9])sk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}|(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}|"
    rb"e2b_[0-9a-f]{32,}|A[KS]IA[0-9A-Z]{16}|xox[abeprs]-[A-Za-z0-9-]{20,}|xapp-[0-9]-[A-Z0-9]{8,}-[0-9a-z-]{20,}|"
    rb"(?<![A-Za-z0-9])[sr]k_live_[A-Za-z0-9]{20,}|(?<![A-Za-z0-9])SG\.[\w-]{22}\.[\w-]{43}|pypi-AgE[\w-]{60,}|"
    rb"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{34}|dop_v1_[0-9a-f]{64}|hooks\.slack\.com/services/T\w{8,}/B\w{8,}/\w{20,}|"
    # with its first line, so that one key in the base does not excuse another
    rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\\n\"'+]*[A-Za-z0-9+/=]{0,40}"
)
_PREFIX = re.compile(rb"^(?:[A-Za-z0-9]{1,8}[_-]){1,2}")  # sk-proj-, github_pat_: everybody's
_LETTERS = bytes(range(256)).lower()
# characters that nobody sees and that stand for bytes: tags, and variation selectors counted in two ways
_UNSEEN = tuple({start + code: code for code in range(32, 127)} for start in (0xE0000, 0xE0100, 0xE0100 - 16))
_NO_LETTER = bytes(code for code in range(256) if not chr(code).isascii() or not chr(code).isalnum())
# before each byte in hexadecimal
_BYTE_MARK = re.compile(rb"\\x|0x|%(?:25)*u?|\\u(?:0000)?00|\\0000|U\+00|\\[ux]\{(?:00)?|&#x", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Forms:
    """How the secrets of a run may be written: as letters and digits alone, in part, and as lists of numbers.

    ``plain`` are the usual ones of ``squeezed``.
    """

    squeezed: frozenset[bytes]
    plain: frozenset[bytes]
    shards: frozenset[bytes]
    numbers: tuple[re.Pattern[bytes], ...]


def forms_of(secrets: Iterable[str]) -> Forms:
    """Raw, turned round, in hexadecimal, base64, base32, base85 and URL encoding, some of them twice."""
    known = [secret.encode() for secret in secrets if len(secret.encode()) >= SHORTEST]
    written = {_squeezed(form) for raw in known for form in _written(raw)}
    usual = {_squeezed(form) for raw in known for form in (raw, raw[::-1], raw.hex().encode(), *_base64(raw))}
    raws = {squeezed for raw in known if len(squeezed := _squeezed(raw)) >= SHORTEST}
    return Forms(
        squeezed=frozenset(form for form in written if len(form) >= SHORTEST_FORM) | raws,
        plain=frozenset(form for form in usual if len(form) >= SHORTEST_FORM),
        shards=frozenset(shard for raw in known for shard in _shards(raw)),
        numbers=tuple(
            re.compile(rb"(?<!\d)" + rb"\D{1,16}(?:0o)?".join(b"0{0,2}" + form % byte for byte in raw))
            for raw in known
            for form in (b"%d", b"%o")
        ),
    )


def holds_secret(data: bytes, forms: Forms) -> bool:
    """Whether one of the secrets, or a telling piece of one, is in ``data``, however it is wrapped there."""
    if not forms.squeezed:
        return False
    known = forms.squeezed | forms.shards
    return (
        _is_in(data, known)
        or any(numbers.search(data) for numbers in forms.numbers)
        or any(_is_in(inner, known) for inner in unwrapped(data))
        or any(_is_in(piece, forms.plain) for piece in pieces(data))
    )


def tells(data: bytes, forms: Forms) -> bool:
    """The same for what stands there unwrapped: as it is, in pieces or encoded. A thousand times as fast."""
    return len(data) >= SHORTEST and _is_in(data, forms.squeezed | forms.shards)


def _is_in(data: bytes, known: frozenset[bytes]) -> bool:
    """As it stands, also cut in pieces by anything but letters and digits."""
    squeezed = _squeezed(data)
    if not data.isascii():
        squeezed += b"\n" + _squeezed(_plain_letters(data))
    return any(form in squeezed for form in known)


def keys_in(data: bytes) -> frozenset[bytes]:
    """What looks like a key or token of a well-known service."""
    return frozenset(_LOOKS_LIKE_A_KEY.findall(data))


def _squeezed(data: bytes) -> bytes:
    return _BYTE_MARK.sub(b"", data).translate(_LETTERS, _NO_LETTER)


def _plain_letters(data: bytes) -> bytes:
    """Full-width letters and their like as what they are read as, unseen ones as what they stand for."""
    text = data.decode(errors="ignore")
    told = [text, *(text.translate(table) for table in _UNSEEN if b"\xf3\xa0" in data)]
    return unicodedata.normalize("NFKC", "\n".join(told)).encode(errors="ignore")


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
    yield from _base85(raw)
    yield from (b"%d" % int.from_bytes(raw, order) for order in _ORDERS)
    for safe in ("", "/"):
        yield quote(raw, safe=safe).encode()


def _base64(raw: bytes) -> Iterator[bytes]:
    """The part that is the same wherever in the encoded text the secret stands: at each of three offsets."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw).rstrip(b"=")
        yield encoded[4 if offset else 0 : -2]


def _base32(raw: bytes) -> Iterator[bytes]:
    for encode in (base64.b32encode, base64.b32hexencode):
        for offset in range(5):
            encoded = encode(b"\0" * offset + raw).rstrip(b"=")
            yield encoded[8 if offset else 0 : -2]


def _base85(raw: bytes) -> Iterator[bytes]:
    """What of the letters is the same wherever the secret stands, which follows groups of four bytes."""
    for encode in (base64.b85encode, base64.a85encode):
        for offset in range(4):
            encoded = encode(b"\0" * offset + raw)
            yield encoded[5 if offset else 0 : len(encoded) // 5 * 5 - 5]


def _shards(raw: bytes) -> Iterator[bytes]:
    """Pieces of the random part, both ways: of letters and digits mixed, and not as the alphabet has them."""
    random = raw.rpartition(b".")[2]  # of a signed token the last part: the others begin like everybody's
    letters = _squeezed(_PREFIX.sub(b"", random))
    for start in range(0, len(letters) - SHARD + 1, EVERY):
        shard = letters[start : start + SHARD]
        steps = sum(after - before in (0, 1) for before, after in itertools.pairwise(shard))
        if steps < SHARD // 3 and not shard.isalpha() and not shard.isdigit():
            yield shard
            yield shard[::-1]
