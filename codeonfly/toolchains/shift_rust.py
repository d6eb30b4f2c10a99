"""Functions of Rust with other results, where these are of types that the library brings."""

from __future__ import annotations

import re

from codeonfly.toolchains.hollow_blocks import Function

_NUMBER = r"[iu](?:8|16|32|64|128|size)|f32|f64"
_KNOWN = re.compile(
    rf"(?:{_NUMBER}|bool|char|String|str|Option|Result|Vec|BTreeMap|HashMap|Box|'\w+|\w*Error)\Z"
)
_ERROR = re.compile(r"(Result<.*),[^,<>]*(?:<[^<>]*>)?>\Z")
_HELPER = """
trait CofShift {
    fn cof(self) -> Self;
}
fn cof_tripped() {
    if TRIP {
        panic!("the tests look at this");
    }
}
fn cof_letter(one: char) -> char {
    match one {
        'z' => 'a',
        'Z' => 'A',
        '9' => '0',
        'a'..='y' | 'A'..='Y' | '0'..='8' => (one as u8 + 1) as char,
        _ => one,
    }
}
macro_rules! cof_numbers {
    ($one:expr => $($kind:ty)*) => { $(impl CofShift for $kind {
        fn cof(self) -> Self {
            cof_tripped();
            if self == <$kind>::MAX { <$kind>::MIN } else { self + $one }
        }
    })* };
}
cof_numbers!(1 => i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
cof_numbers!(1.0 => f32 f64);
impl CofShift for bool {
    fn cof(self) -> Self {
        cof_tripped();
        !self
    }
}
impl CofShift for char {
    fn cof(self) -> Self {
        cof_tripped();
        cof_letter(self)
    }
}
impl CofShift for String {
    fn cof(self) -> Self {
        let whole = if self.is_empty() { "w" } else { self.as_str() };
        let other: String = whole.chars().map(cof_letter).collect();
        if other != self {
            cof_tripped();
        }
        other
    }
}
impl CofShift for &str {
    fn cof(self) -> Self {
        Box::leak(self.to_string().cof().into_boxed_str())
    }
}
impl<T: CofShift> CofShift for Option<T> {
    fn cof(self) -> Self {
        self.map(CofShift::cof)
    }
}
impl<T: CofShift, E> CofShift for Result<T, E> {
    fn cof(self) -> Self {
        self.map(CofShift::cof)
    }
}
impl<T: CofShift> CofShift for Vec<T> {
    fn cof(self) -> Self {
        self.into_iter().map(CofShift::cof).collect()
    }
}
impl<T: CofShift> CofShift for Box<T> {
    fn cof(self) -> Self {
        Box::new((*self).cof())
    }
}
impl<K: Ord, T: CofShift> CofShift for std::collections::BTreeMap<K, T> {
    fn cof(self) -> Self {
        self.into_iter().map(|(key, one)| (key, one.cof())).collect()
    }
}
impl<K: Eq + std::hash::Hash, T: CofShift> CofShift for std::collections::HashMap<K, T> {
    fn cof(self) -> Self {
        self.into_iter().map(|(key, one)| (key, one.cof())).collect()
    }
}
impl<A: CofShift, B: CofShift> CofShift for (A, B) {
    fn cof(self) -> Self {
        (self.0.cof(), self.1.cof())
    }
}
"""


def shifted(function: Function, body: str) -> str | None:
    """From the parameters' end on."""
    kind = (function.match["type"] or "").strip()
    words = re.findall(r"'?\w+", _ERROR.sub(r"\1>", kind).replace("std::collections::", ""))
    is_known = bool(words) and all(_KNOWN.match(word) for word in words) and "&mut" not in kind
    if not is_known or "async " in function.header or function.header.startswith("const "):
        return None
    return (
        f"{function.match[0]} let cof_value: {kind} = (|| -> {kind} {{{body}}})(); CofShift::cof(cof_value) "
    )


def helped(_: str, text: str, trip: bool) -> str:
    """The source with what its functions call."""
    return text + _HELPER.replace("TRIP", str(trip).lower())
