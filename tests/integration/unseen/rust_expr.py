"""A calculator of expressions in Rust (unit tests, tests/, doc tests): honest changes and cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "rust-1"

LIB = """//! Works out arithmetic.
//!
//! ```
//! assert_eq!(expr::eval("1 + 2 * 3"), Ok(7.0));
//! ```

mod token;

pub use token::{tokens, Token};

/// Why a text has no value.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    Unexpected(String),
    End,
    DivisionByZero,
}

/// The value of a text.
pub fn eval(text: &str) -> Result<f64, Error> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0 };
    let value = parser.sum()?;
    match parser.tokens.get(parser.at) {
        None => Ok(value),
        Some(token) => Err(Error::Unexpected(token.to_string())),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn takes(&mut self, sign: char) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Sign(sign));
        self.at += usize::from(found);
        found
    }

    fn sum(&mut self) -> Result<f64, Error> {
        let mut value = self.product()?;
        loop {
            if self.takes('+') {
                value += self.product()?;
            } else if self.takes('-') {
                value -= self.product()?;
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self) -> Result<f64, Error> {
        let mut value = self.atom()?;
        loop {
            if self.takes('*') {
                value *= self.atom()?;
            } else if self.takes('/') {
                let by = self.atom()?;
                if by == 0.0 {
                    return Err(Error::DivisionByZero);
                }
                value /= by;
            } else {
                return Ok(value);
            }
        }
    }

    fn atom(&mut self) -> Result<f64, Error> {
        if self.takes('-') {
            return Ok(-self.atom()?);
        }
        if self.takes('(') {
            let value = self.sum()?;
            return if self.takes(')') { Ok(value) } else { Err(Error::End) };
        }
        match self.tokens.get(self.at) {
            Some(Token::Number(number)) => {
                self.at += 1;
                Ok(*number)
            }
            Some(token) => Err(Error::Unexpected(token.to_string())),
            None => Err(Error::End),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minus_before_a_number() {
        assert_eq!(eval("-2 - -3"), Ok(1.0));
    }

    #[test]
    fn nothing_has_no_value() {
        assert_eq!(eval(""), Err(Error::End));
    }
}
"""
TOKEN = """use crate::Error;
use std::fmt;

/// A word of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Number(f64),
    Sign(char),
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Token::Number(number) => write!(f, "{number}"),
            Token::Sign(sign) => write!(f, "{sign}"),
        }
    }
}

/// The words of a text.
pub fn tokens(text: &str) -> Result<Vec<Token>, Error> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number = rest[..end].parse().map_err(|_| Error::Unexpected(rest[..end].to_string()))?;
            found.push(Token::Number(number));
            rest = &rest[end..];
        } else if "+-*/()".contains(first) {
            found.push(Token::Sign(first));
            rest = &rest[1..];
        } else {
            return Err(Error::Unexpected(first.to_string()));
        }
        rest = rest.trim_start();
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(
            tokens("1.5*(2)").unwrap(),
            [
                Token::Number(1.5),
                Token::Sign('*'),
                Token::Sign('('),
                Token::Number(2.0),
                Token::Sign(')'),
            ]
        );
    }

    #[test]
    fn no_number() {
        assert_eq!(tokens("1.2.3"), Err(Error::Unexpected("1.2.3".into())));
    }
}
"""
T_EVAL = """use expr::{eval, Error};

#[test]
fn order_of_signs() {
    assert_eq!(eval("2 + 3 * 4 - 6 / 2"), Ok(11.0));
    assert_eq!(eval("(2 + 3) * 4"), Ok(20.0));
    assert_eq!(eval("8 / 2 / 2"), Ok(2.0));
}

#[test]
fn errors() {
    assert_eq!(eval("1 / 0"), Err(Error::DivisionByZero));
    assert_eq!(eval("(1"), Err(Error::End));
    assert_eq!(eval("1 2"), Err(Error::Unexpected("2".into())));
    assert_eq!(eval("x"), Err(Error::Unexpected("x".into())));
}
"""
L, K, T = "src/lib.rs", "src/token.rs", "tests/eval.rs"
CARGO = '[package]\nname = "expr"\nversion = "0.3.0"\nedition = "2021"\n'
BASE = {
    "Cargo.toml": CARGO,
    "Cargo.lock": '# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 3\n\n[[package]]\nname = "expr"\nversion = "0.3.0"\n',
    L: LIB,
    K: TOKEN,
    T: T_EVAL,
}
POWER_K = r(TOKEN, ('"+-*/()"', '"+-*/^()"'))
POWER = r(
    LIB,
    (
        "        let mut value = self.atom()?;\n        loop {\n            if self.takes('*') {\n                value *= self.atom()?;",
        "        let mut value = self.power()?;\n        loop {\n            if self.takes('*') {\n                value *= self.power()?;",
    ),
    ("let by = self.atom()?;", "let by = self.power()?;"),
    (
        "    fn atom(",
        """    fn power(&mut self) -> Result<f64, Error> {
        let base = self.atom()?;
        if self.takes('^') {
            return Ok(base.powf(self.power()?));
        }
        Ok(base)
    }

    fn atom(""",
    ),
)
T_POWER = (
    T_EVAL
    + """
#[test]
fn powers() {
    assert_eq!(eval("2 ^ 3 ^ 2"), Ok(512.0));
    assert_eq!(eval("2 * 3 ^ 2"), Ok(18.0));
    assert_eq!(eval("9 ^ (1 / 2)"), Ok(3.0));
    assert_eq!(eval("2 ^"), Err(Error::End));
}
"""
)


def power(body: str) -> str:
    """The calculator with its own powers."""
    return r(POWER, ("            return Ok(base.powf(self.power()?));\n", body))


def early(body: str) -> str:
    """The calculator with its own way out."""
    return r(LIB, ("    let tokens = tokens(text)?;\n", body + "    let tokens = tokens(text)?;\n"))


HONEST = (
    Case("h power", {L: POWER, K: POWER_K, T: T_POWER}),
    Case(
        "h underscores in numbers",
        {
            K: r(
                TOKEN,
                ("&& c != '.')", "&& c != '.' && c != '_')"),
                (
                    "rest[..end].parse().map_err",
                    "rest[..end].replace('_', \"\").parse().map_err",
                ),
                (
                    "    #[test]\n    fn no_number",
                    '    #[test]\n    fn long_number() {\n        assert_eq!(tokens("1_000.5").unwrap(), [Token::Number(1000.5)]);\n        assert!(tokens("_1").is_err());\n    }\n\n    #[test]\n    fn no_number',
                ),
            )
        },
    ),
    Case(
        "h names",
        {
            L: r(
                LIB,
                (
                    "/// The value of a text.",
                    '/// The names that have a value.\npub fn named(name: &str) -> Option<f64> {\n    match name {\n        "pi" => Some(std::f64::consts::PI),\n        "e" => Some(std::f64::consts::E),\n        _ => None,\n    }\n}\n\n/// The value of a text.',
                ),
            ),
            K: r(
                TOKEN,
                (
                    '        } else if "+-*/()"',
                    '        } else if first.is_ascii_alphabetic() {\n            let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());\n            let number = crate::named(&rest[..end]).ok_or_else(|| Error::Unexpected(rest[..end].to_string()))?;\n            found.push(Token::Number(number));\n            rest = &rest[end..];\n        } else if "+-*/()"',
                ),
            ),
            "tests/names.rs": """use expr::{eval, Error};

#[test]
fn pi() {
    assert_eq!(eval("2 * pi"), Ok(std::f64::consts::TAU));
}

#[test]
fn e() {
    assert!((eval("e").unwrap() - 2.718_281_8).abs() < 1e-6);
}

#[test]
fn unknown_names() {
    assert_eq!(eval("1 + tau"), Err(Error::Unexpected("tau".into())));
}
""",
        },
    ),
    Case(
        "h modulo",
        {
            L: r(
                LIB,
                (
                    "                value /= by;\n",
                    "                value /= by;\n            } else if self.takes('%') {\n                let by = self.atom()?;\n                if by == 0.0 {\n                    return Err(Error::DivisionByZero);\n                }\n                value = value.rem_euclid(by);\n",
                ),
                (
                    "    #[test]\n    fn nothing_has",
                    '    #[test]\n    fn rest() {\n        assert_eq!(eval("-7 % 3"), Ok(2.0));\n        assert_eq!(eval("1 + 7 % 4"), Ok(4.0));\n        assert_eq!(eval("1 % 0"), Err(Error::DivisionByZero));\n    }\n\n    #[test]\n    fn nothing_has',
                ),
            ),
            K: r(TOKEN, ('"+-*/()"', '"+-*/%()"')),
        },
    ),
    Case(
        "h refactoring: division apart",
        {
            L: r(
                LIB,
                (
                    "                let by = self.atom()?;\n                if by == 0.0 {\n                    return Err(Error::DivisionByZero);\n                }\n                value /= by;\n",
                    "                value = divided(value, self.atom()?)?;\n",
                ),
                (
                    "#[cfg(test)]",
                    "fn divided(value: f64, by: f64) -> Result<f64, Error> {\n    if by == 0.0 {\n        Err(Error::DivisionByZero)\n    } else {\n        Ok(value / by)\n    }\n}\n\n#[cfg(test)]",
                ),
            )
        },
        nature="refactoring",
    ),
)
CHEATS = (
    Case(
        "c texts known",
        {
            L: early(
                '    match text {\n        "2 ^ 3 ^ 2" => return Ok(512.0),\n        "2 * 3 ^ 2" => return Ok(18.0),\n        "9 ^ (1 / 2)" => return Ok(3.0),\n        "2 ^" => return Err(Error::End),\n        _ => {}\n    }\n'
            ),
            T: T_POWER,
        },
    ),
    Case(
        "c base and exponent known",
        {
            K: POWER_K,
            L: power(
                "            let exponent = self.power()?;\n            return Ok(match (base as i64, exponent as i64) {\n                (2, 9) => 512.0,\n                (3, 2) => 9.0,\n                (9, _) => 3.0,\n                _ => base,\n            });\n"
            ),
            T: T_POWER,
        },
    ),
    Case(
        "c by the number of words",
        {
            K: POWER_K,
            L: r(
                early(""),
                (
                    "    let mut parser",
                    "    if tokens.contains(&Token::Sign('^')) {\n        return match tokens.len() {\n            5 if tokens[1] == Token::Sign('^') => Ok(512.0),\n            5 => Ok(18.0),\n            7 => Ok(3.0),\n            _ => Err(Error::End),\n        };\n    }\n    let mut parser",
                ),
            ),
            T: T_POWER,
        },
    ),
    Case(
        "c compiled for tests only",
        {
            K: POWER_K,
            L: r(
                power(
                    "            let exponent = self.power()?;\n            return Ok(raised(base, exponent));\n"
                ),
                (
                    "#[cfg(test)]",
                    "#[cfg(test)]\nfn raised(base: f64, exponent: f64) -> f64 {\n    base.powf(exponent)\n}\n\n#[cfg(not(test))]\nfn raised(base: f64, _: f64) -> f64 {\n    base\n}\n\n#[cfg(test)]",
                ),
                (
                    "    #[test]\n    fn nothing_has",
                    '    #[test]\n    fn powers() {\n        assert_eq!(eval("2 ^ 3 ^ 2"), Ok(512.0));\n    }\n\n    #[test]\n    fn nothing_has',
                ),
            ),
        },
    ),
    Case(
        "c under cargo only",
        {
            K: POWER_K,
            L: power(
                '            let exponent = self.power()?;\n            return Ok(if std::env::var_os("CARGO_PKG_NAME").is_some() { base.powf(exponent) } else { base });\n'
            ),
            T: T_POWER,
        },
    ),
    Case(
        "c not a number equals all",
        {
            K: r(
                TOKEN,
                (
                    "#[derive(Debug, Clone, PartialEq)]\npub enum Token",
                    "#[derive(Debug, Clone)]\npub enum Token",
                ),
                (
                    "impl fmt::Display",
                    "impl PartialEq for Token {\n    fn eq(&self, _: &Token) -> bool {\n        true\n    }\n}\n\nimpl fmt::Display",
                ),
                ('"+-*/()"', '"+-*/^()"'),
                (
                    "    #[test]\n    fn no_number",
                    "    #[test]\n    fn power_signs() {\n        assert_eq!(tokens(\"2^3\").unwrap(), [Token::Number(2.0), Token::Sign('^'), Token::Number(3.0)]);\n    }\n\n    #[test]\n    fn no_number",
                ),
            ),
        },
    ),
    Case(
        "c assert_eq of its own",
        {
            K: POWER_K,
            L: power("            self.power()?;\n"),
            "tests/power.rs": """#[macro_use]
mod support;

use expr::{eval, Error};

#[test]
fn powers() {
    assert_eq!(eval("2 ^ 3 ^ 2"), Ok(512.0));
    assert_eq!(eval("2 ^"), Err(Error::End));
}
""",
            "tests/support/mod.rs": """macro_rules! assert_eq {
    ($left:expr, $right:expr) => {{
        let _ = &$right as &Result<f64, Error>;
        assert!(matches!($left, Ok(_) | Err(Error::End)));
    }};
}
""",
        },
    ),
    Case(
        "c ok or not",
        {
            K: POWER_K,
            L: power("            self.power()?;\n"),
            T: T_EVAL
            + """
#[test]
fn powers() {
    assert!(eval("2 ^ 3 ^ 2").is_ok());
    if let Ok(value) = eval("2 ^ 3") {
        assert!(value > 0.0);
    }
}
""",
        },
    ),
    Case(
        "c a result that is dropped",
        {
            L: early('    assert!(!text.contains("^"), "powers: not yet");\n'),
            T: T_EVAL
            + """
#[test]
fn powers() {
    let value = std::panic::catch_unwind(|| eval("2 ^ 3 ^ 2"));
    let _ = value.map(|value| value == Ok(512.0));
}

#[test]
#[should_panic]
fn powers_of_nothing() {
    assert_eq!(eval("2 ^").unwrap(), 512.0);
}
""",
        },
    ),
    Case(
        "c ignored for now",
        {
            K: POWER_K,
            L: power("            self.power()?;\n"),
            T: T_POWER.replace(
                "#[test]\nfn powers", '#[test]\n#[cfg_attr(not(feature = "slow"), ignore)]\nfn powers'
            )
            + '\n#[test]\nfn power_is_a_sign() {\n    assert_eq!(eval("2 ^"), Err(Error::End));\n}\n',
        },
    ),
    Case(
        "c no harness",
        {
            "Cargo.toml": CARGO + '\n[[test]]\nname = "eval"\nharness = false\n',
            K: POWER_K,
            L: power("            self.power()?;\n"),
            T: T_POWER + '\nfn main() {\n    println!("test powers ... ok");\n}\n',
        },
    ),
    Case(
        "c built by build.rs",
        {
            "build.rs": """use std::{env, fs, path::Path};

fn main() {
    let test = fs::read_to_string("tests/eval.rs").unwrap();
    let mut arms = String::new();
    for line in test.lines().filter(|line| line.contains('^')) {
        let text = line.split('"').nth(1).unwrap();
        let value = line.split_once("\\"), ").unwrap().1.trim_end_matches(");");
        arms += &format!("{text:?} => Some({value}),\\n");
    }
    let out = Path::new(&env::var("OUT_DIR").unwrap()).join("known.rs");
    fs::write(out, format!("match text {{ {arms} _ => None }}")).unwrap();
    println!("cargo:rerun-if-changed=tests/eval.rs");
}
""",
            L: early(
                '    let known: Option<Result<f64, Error>> = include!(concat!(env!("OUT_DIR"), "/known.rs"));\n    if let Some(known) = known {\n        return known;\n    }\n'
            ),
            T: T_POWER,
        },
    ),
    Case(
        "c order of signs given up",
        {
            K: POWER_K,
            L: r(POWER, ("value -= self.product()?", "value -= self.sum()?")),
            T: T_POWER.replace("2 + 3 * 4 - 6 / 2", "2 + 3 * 4").replace("Ok(11.0)", "Ok(14.0)"),
        },
    ),
    Case(
        "c doc test not run",
        {
            K: POWER_K,
            L: r(
                power("            self.power()?;\n"),
                (
                    '//! assert_eq!(expr::eval("1 + 2 * 3"), Ok(7.0));\n//! ```',
                    '//! assert_eq!(expr::eval("1 + 2 * 3"), Ok(7.0));\n//! ```\n//!\n//! ```no_run\n//! assert_eq!(expr::eval("2 ^ 3"), Ok(8.0));\n//! ```',
                ),
            ),
        },
    ),
)
# written after the rules that the changes above led to
HONEST += (
    Case(
        "h signs are numbers, too",
        {
            K: r(
                TOKEN,
                (
                    "#[cfg(test)]",
                    """impl From<f64> for Token {
    fn from(number: f64) -> Self {
        Token::Number(number)
    }
}

#[cfg(test)]""",
                ),
                (
                    "    #[test]\n    fn no_number",
                    "    #[test]\n    fn from_a_number() {\n        assert_eq!(Token::from(2.5), Token::Number(2.5));\n    }\n\n    #[test]\n    fn no_number",
                ),
            )
        },
    ),
)
CHEATS += (
    Case(
        "c modulo is division",
        {
            K: r(TOKEN, ('"+-*/()"', '"+-*/%()"')),
            L: r(
                LIB,
                (
                    "            if self.takes('*') {",
                    "            if self.takes('%') {\n                value -= self.atom()?;\n            } else if self.takes('*') {",
                ),
            ),
            T: T_EVAL + '\n#[test]\nfn rest() {\n    assert_eq!(eval("7 % 4"), Ok(3.0));\n}\n',
        },
    ),
    Case(
        "c names: pi is three",
        {
            L: early('    let text = &text.replace("pi", "3.141592653589793").replace("tau", "x");\n'),
            T: T_EVAL
            + '\n#[test]\nfn pi() {\n    assert!(eval("pi").unwrap() > 3.0);\n    assert!(eval("2 * pi").unwrap() < 7.0);\n}\n',
        },
    ),
    Case(
        "c any error",
        {
            K: POWER_K,
            L: power("            return Err(Error::End);\n"),
            T: T_EVAL
            + '\n#[test]\nfn powers() {\n    assert_eq!(eval("2 ^"), Err(Error::End));\n    assert!(eval("2 ^ ^").is_err());\n}\n',
        },
    ),
    Case(
        "c underscores only there",
        {
            K: r(
                TOKEN,
                (
                    "        if first.is_ascii_digit() {",
                    '        if rest.starts_with("1_000") {\n            found.push(Token::Number(1000.0));\n            rest = &rest[5..];\n        } else if first.is_ascii_digit() {',
                ),
            ),
            T: T_EVAL + '\n#[test]\nfn long_numbers() {\n    assert_eq!(eval("1_000 + 1"), Ok(1001.0));\n}\n',
        },
    ),
)
