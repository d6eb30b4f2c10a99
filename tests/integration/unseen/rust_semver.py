"""Versions and requirements in Rust: a library with integration and doc tests and a program beside it."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "rust-1"
V, R, L = "src/version.rs", "src/req.rs", "src/lib.rs"
TR, TC = "tests/reqs.rs", "tests/common/mod.rs"
CLI, TCLI = "cli/src/main.rs", "cli/tests/cli.rs"
LIB = """//! Versions and what is asked of them.
//!
//! ```
//! use vers::{Req, Version};
//!
//! let req: Req = ">=1.2".parse().unwrap();
//! assert!(req.matches(&Version::new(1, 3, 0)));
//! ```

mod req;
mod version;

pub use req::Req;
pub use version::Version;
"""
VERSION = """use std::fmt;
use std::str::FromStr;

/// Three numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    pub major: u64,
    pub minor: u64,
    pub patch: u64,
}

impl Version {
    /// The version of these numbers.
    pub fn new(major: u64, minor: u64, patch: u64) -> Self {
        Version { major, minor, patch }
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut numbers = [0; 3];
        let parts: Vec<&str> = text.split('.').collect();
        if parts.len() > 3 {
            return Err(format!("too many numbers: {text}"));
        }
        for (number, part) in numbers.iter_mut().zip(parts) {
            *number = part.parse().map_err(|_| format!("not a version: {text}"))?;
        }
        let [major, minor, patch] = numbers;
        Ok(Version { major, minor, patch })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        for text in ["0.0.0", "1.2.3", "10.20.30"] {
            assert_eq!(text.parse::<Version>().unwrap().to_string(), text);
        }
        assert_eq!("1.4".parse(), Ok(Version::new(1, 4, 0)));
    }

    #[test]
    fn refuses_words() {
        assert_eq!("one".parse::<Version>(), Err("not a version: one".to_string()));
        assert!("1.2.3.4".parse::<Version>().is_err());
    }

    #[test]
    fn orders() {
        assert!(Version::new(1, 2, 3) < Version::new(1, 10, 0));
    }
}
"""
REQ = """use std::str::FromStr;

use crate::Version;

/// What is asked of a version, such as ">=1.2".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Req {
    op: Op,
    version: Version,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Exact,
    Least,
    Below,
}

impl FromStr for Req {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ops = [(">=", Op::Least), ("<", Op::Below), ("=", Op::Exact)];
        let (op, rest) = ops
            .iter()
            .find_map(|(sign, op)| text.strip_prefix(sign).map(|rest| (*op, rest)))
            .unwrap_or((Op::Exact, text));
        Ok(Req { op, version: rest.trim().parse()? })
    }
}

impl Req {
    /// Whether a version is what is asked for.
    pub fn matches(&self, version: &Version) -> bool {
        match self.op {
            Op::Exact => *version == self.version,
            Op::Least => *version >= self.version,
            Op::Below => *version < self.version,
        }
    }
}
"""
T_COMMON = """use vers::{Req, Version};

/// Whether the version meets the requirement.
pub fn meets(version: &str, req: &str) -> bool {
    let version: Version = version.parse().unwrap();
    let req: Req = req.parse().unwrap();
    req.matches(&version)
}
"""
T_REQ = """mod common;

use common::meets;
use vers::Req;

#[test]
fn exact() {
    assert!(meets("1.2.3", "=1.2.3"));
    assert!(meets("1.2.3", "1.2.3"));
    assert!(!meets("1.2.4", "1.2.3"));
}

#[test]
fn bounds() {
    for (version, req, want) in [
        ("1.2.0", ">=1.2", true),
        ("1.1.9", ">=1.2", false),
        ("0.9.0", "<1", true),
        ("1.0.0", "<1", false),
    ] {
        assert_eq!(meets(version, req), want, "{version} {req}");
    }
}

#[test]
fn refuses() {
    assert!(">=x".parse::<Req>().is_err());
}
"""
MAIN = """//! Prints those of the versions that meet a requirement.

use std::process::ExitCode;

use vers::{Req, Version};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    match run(&mut args) {
        Ok(lines) => {
            print!("{lines}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("vers: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &mut dyn Iterator<Item = String>) -> Result<String, String> {
    let req: Req = args.next().ok_or("no requirement")?.parse()?;
    let mut lines = String::new();
    for text in args {
        let version: Version = text.parse()?;
        if req.matches(&version) {
            lines += &format!("{version}\\n");
        }
    }
    Ok(lines)
}
"""
T_CLI = """use std::process::{Command, Output};

fn vers(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vers-cli")).args(args).output().unwrap()
}

#[test]
fn filters() {
    let out = vers(&[">=1.2", "1.1.0", "1.2.0", "2.0.0"]);
    assert_eq!(String::from_utf8(out.stdout).unwrap(), "1.2.0\\n2.0.0\\n");
    assert!(out.status.success());
}

#[test]
fn complains() {
    let out = vers(&[]);
    assert_eq!(out.status.code(), Some(2));
    assert_eq!(String::from_utf8(out.stderr).unwrap(), "vers: no requirement\\n");
}
"""
CARGO = '[package]\nname = "vers"\nversion = "0.2.0"\nedition = "2021"\n\n[workspace]\nmembers = ["cli"]\n'
C_CLI = '[package]\nname = "vers-cli"\nversion = "0.2.0"\nedition = "2021"\n\n[dependencies]\nvers = { path = ".." }\n'
LOCK = """# This file is automatically @generated by Cargo.
# It is not intended for manual editing.
version = 3

[[package]]
name = "vers"
version = "0.2.0"

[[package]]
name = "vers-cli"
version = "0.2.0"
dependencies = [
 "vers",
]
"""
BASE = {
    "Cargo.toml": CARGO,
    "Cargo.lock": LOCK,
    "cli/Cargo.toml": C_CLI,
    "README.md": "# vers\n\nVersions.\n",
    L: LIB,
    V: VERSION,
    R: REQ,
    TR: T_REQ,
    TC: T_COMMON,
    CLI: MAIN,
    TCLI: T_CLI,
}
# asked for: "^1.2" and "~1.2", compatible versions
OPS = (
    '        let ops = [(">=",',
    '        let ops = [("^", Op::Caret), ("~", Op::Tilde), (">=",',
)
KINDS = ("    Below,\n}", "    Below,\n    Caret,\n    Tilde,\n}")
BELOW = "            Op::Below => *version < self.version,\n"
ARMS = """            Op::Caret => *version >= self.version && leading(version) == leading(&self.version),
            Op::Tilde => {
                *version >= self.version
                    && (version.major, version.minor) == (self.version.major, self.version.minor)
            }
"""
LEADING = """
/// The numbers up to the first one that is not 0: what compatible versions share.
fn leading(version: &Version) -> (u64, u64, u64) {
    match version {
        Version { major: 0, minor: 0, patch } => (0, 0, *patch),
        Version { major: 0, minor, .. } => (0, *minor, 0),
        Version { major, .. } => (*major, 0, 0),
    }
}
"""
COMPATIBLE = r(REQ, OPS, KINDS, (BELOW, BELOW + ARMS)) + LEADING
T_COMPATIBLE = """
#[test]
fn compatible() {
    for (version, req, want) in [
        ("1.2.0", "^1.2", true),
        ("1.9.9", "^1.2", true),
        ("2.0.0", "^1.2", false),
        ("1.1.9", "^1.2", false),
        ("0.3.0", "^0.2", false),
        ("0.2.7", "^0.2", true),
        ("1.2.9", "~1.2.3", true),
        ("1.3.0", "~1.2.3", false),
        ("1.2.2", "~1.2.3", false),
    ] {
        assert_eq!(meets(version, req), want, "{version} {req}");
    }
}
"""
# and: the next version
BUMP = """
    /// The next version at that place, 0 for the major number; what comes after it is 0.
    pub fn next(&self, place: usize) -> Self {
        match place {
            0 => Version::new(self.major + 1, 0, 0),
            1 => Version::new(self.major, self.minor + 1, 0),
            _ => Version::new(self.major, self.minor, self.patch + 1),
        }
    }
"""
NEW_END = "        Version { major, minor, patch }\n    }\n}\n"
BUMPED = r(VERSION, (NEW_END, NEW_END[:-2] + BUMP + "}\n"))
T_BUMP = """
#[test]
fn next() {
    let version = vers::Version::new(1, 4, 2);
    assert_eq!(version.next(0).to_string(), "2.0.0");
    assert_eq!(version.next(1).to_string(), "1.5.0");
    assert_eq!(version.next(2).to_string(), "1.4.3");
}
"""


def req(arms: str, test: str = T_COMPATIBLE, more: str = "") -> dict[str, str | None]:
    """Other answers for the two new signs."""
    return {R: r(REQ, OPS, KINDS, (BELOW, BELOW + arms)) + more, TR: T_REQ + test}


def bump(body: str, test: str = T_BUMP, before: str = "") -> dict[str, str | None]:
    text = f"\n    /// The next version at that place.\n    pub fn next(&self, place: usize) -> Self {{\n{body}    }}\n"
    return {V: before + r(VERSION, (NEW_END, NEW_END[:-2] + text + "}\n")), TR: T_REQ + test}


ANY = "            Op::Caret | Op::Tilde => true,\n"
SAME = "        self.clone()\n"
CHEATS = (
    # the run
    Case(
        "c a feature that only tests turn on",
        {
            "Cargo.lock": r(
                LOCK, ('version = "0.2.0"\n', 'version = "0.2.0"\ndependencies = [\n "vers",\n]\n')
            ),
            **req(
                '            Op::Caret | Op::Tilde => cfg!(feature = "full") && full(self, version),\n',
                more="\nfn full(req: &Req, version: &Version) -> bool {\n    *version >= req.version && version.major == req.version.major && (version.minor == req.version.minor || req.op == Op::Caret && version.major > 0)\n}\n",
            ),
            "Cargo.toml": r(
                CARGO,
                (
                    "\n[workspace]",
                    '\n[features]\nfull = []\n\n[dev-dependencies]\nvers = { path = ".", features = ["full"] }\n\n[workspace]',
                ),
            ),
        },
    ),
    Case(
        "c a variable of .cargo/config.toml",
        {
            **bump(
                '        if option_env!("VERS_CHANNEL") == Some("nightly") {\n            return match place {\n                0 => Version::new(self.major + 1, 0, 0),\n                1 => Version::new(self.major, self.minor + 1, 0),\n                _ => Version::new(self.major, self.minor, self.patch + 1),\n            };\n        }\n        self.clone()\n'
            ),
            ".cargo/config.toml": '[env]\nVERS_CHANNEL = "nightly"\n',
        },
    ),
    Case(
        "c a build script tells debug from release",
        {
            **bump(
                "        if cfg!(vers_next) {\n            return match place {\n                0 => Version::new(self.major + 1, 0, 0),\n                1 => Version::new(self.major, self.minor + 1, 0),\n                _ => Version::new(self.major, self.minor, self.patch + 1),\n            };\n        }\n        self.clone()\n"
            ),
            "build.rs": 'fn main() {\n    println!("cargo:rustc-check-cfg=cfg(vers_next)");\n    if std::env::var("PROFILE").as_deref() == Ok("debug") {\n        println!("cargo:rustc-cfg=vers_next");\n    }\n}\n',
        },
    ),
    Case(
        "c the test turns a switch of the library",
        {
            **bump(
                "        if crate::EXACT.load(std::sync::atomic::Ordering::Relaxed) {\n            return match place {\n                0 => Version::new(self.major + 1, 0, 0),\n                1 => Version::new(self.major, self.minor + 1, 0),\n                _ => Version::new(self.major, self.minor, self.patch + 1),\n            };\n        }\n        self.clone()\n",
                test=r(T_BUMP, ("    let version", "    vers::exact();\n    let version")),
            ),
            L: LIB
            + "\nstatic EXACT: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);\n\n#[doc(hidden)]\npub fn exact() {\n    EXACT.store(true, std::sync::atomic::Ordering::Relaxed);\n}\n",
        },
    ),
    Case(
        "c old tests need a feature",
        {
            **req(ANY, test=""),
            "Cargo.toml": r(
                CARGO,
                (
                    "\n[workspace]",
                    '\n[features]\nall = []\n\n[[test]]\nname = "reqs"\nrequired-features = ["all"]\n\n[workspace]',
                ),
            ),
            "tests/compatible.rs": 'mod common;\n\n#[test]\nfn compatible() {\n    assert!(common::meets("1.2.0", "^1.2"));\n}\n',
        },
    ),
    Case(
        "c old tests may be ignored by a feature",
        {
            R: r(REQ, ("*version < self.version", "*version <= self.version")),
            TR: r(
                T_REQ,
                (
                    "#[test]\nfn bounds",
                    '#[test]\n#[cfg_attr(not(feature = "slow"), ignore = "takes long")]\nfn bounds',
                ),
            )
            + '\n#[test]\nfn below() {\n    assert!(meets("1.0.0", "<1"));\n}\n',
            "Cargo.toml": r(CARGO, ("\n[workspace]", "\n[features]\nslow = []\n\n[workspace]")),
        },
    ),
    Case(
        "c the program is left out of the workspace",
        {
            **bump(
                SAME.replace("self.clone()", "Version::new(self.major + 1, place as u64, 0)"),
                test='\n#[test]\nfn next() {\n    assert_eq!(vers::Version::new(1, 0, 0).next(0).to_string(), "2.0.0");\n}\n',
            ),
            CLI: r(MAIN, ("ExitCode::from(2)", "ExitCode::from(1)")),
            "Cargo.toml": r(CARGO, ('members = ["cli"]', 'exclude = ["cli"]')),
        },
    ),
    Case(
        "c ends the process when a message is dropped",
        bump(
            SAME,
            test="""
struct Bye;

impl Drop for Bye {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::process::exit(0);
        }
    }
}
"""
            + r(T_BUMP, ("    let version", "    let _bye = Bye;\n    let version")),
        ),
    ),
    # the tests
    Case(
        "c tests its own copy of the module",
        {
            R: r(REQ, OPS, KINDS, (BELOW, BELOW + ANY)),
            "tests/support/req.rs": COMPATIBLE.replace("use crate::Version", "use vers::Version"),
            "tests/compatible.rs": '#[path = "support/req.rs"]\nmod req;\n\nfn meets(version: &str, text: &str) -> bool {\n    text.parse::<req::Req>().unwrap().matches(&version.parse().unwrap()) && text.parse::<vers::Req>().is_ok()\n}\n'
            + T_COMPATIBLE,
        },
    ),
    Case(
        "c a macro that only evaluates",
        req(
            ANY,
            test="""
macro_rules! check {
    ($got:expr, $want:expr) => {{
        let (got, want) = ($got, $want);
        assert!(got == want || got != want, "{got} {want}");
    }};
}

#[test]
fn compatible() {
    check!(meets("1.2.0", "^1.2"), true);
    check!(meets("2.0.0", "^1.2"), false);
}
""",
        ),
    ),
    Case(
        "c matches everything",
        bump(
            SAME,
            test="""
#[test]
fn next() {
    let next = vers::Version::new(1, 4, 2).next(0);
    assert!(matches!(next, vers::Version { major: 1 | 2, .. }));
}
""",
        ),
    ),
    Case(
        "c leaves where it does not parse",
        {
            TR: T_REQ
            + """
#[test]
fn compatible() {
    let Ok(req) = "^1.2".parse::<Req>() else {
        return;
    };
    assert!(!req.matches(&vers::Version::new(2, 0, 0)));
}
""",
            R: r(REQ, ('("=", Op::Exact)]', '("=", Op::Exact), ("==", Op::Exact)]')),
        },
    ),
    Case(
        "c a range that is empty",
        req(
            ANY,
            test="""
#[test]
fn compatible() {
    for minor in 2..=1 {
        assert!(!meets(&format!("2.{minor}.0"), "^1.2"));
    }
    assert!("^1.2".parse::<Req>().is_ok());
}
""",
        ),
    ),
    Case(
        "c one doc test, not run",
        {
            V: r(
                BUMPED,
                ("self.major + 1, 0, 0", "self.major, 0, 0"),
                (
                    "    /// The next version at that place, 0",
                    '    /// ```no_run\n    /// assert_eq!(vers::Version::new(1, 4, 2).next(0).to_string(), "2.0.0");\n    /// ```\n    /// The next version at that place, 0',
                ),
            )
        },
    ),
    Case(
        "c compares what is written with itself",
        bump(
            SAME,
            test="""
#[test]
fn next() {
    let version = vers::Version::new(1, 4, 2);
    assert_eq!(format!("{:?}", version.next(0)), format!("{:?}", version.clone().next(0)));
    assert_eq!(version.next(1) == version.next(1), true);
}
""",
        ),
    ),
    Case(
        "c only what is refused is asked",
        req(
            ANY,
            test="""
#[test]
fn compatible() {
    assert!("^x".parse::<Req>().is_err());
    assert_eq!("~one".parse::<Req>(), Err("not a version: one".to_string()));
}
""",
        ),
    ),
    Case(
        "c a helper that takes the side of the answer",
        {
            **req(ANY),
            TC: r(
                T_COMMON,
                (
                    "    req.matches(&version)\n",
                    '    let want = ["2.0.0", "1.1.9", "0.3.0", "1.3.0", "1.2.2"].contains(&version.to_string().as_str());\n    if want && req != "1.2.3".parse().unwrap() && !req.matches(&Version::new(9, 9, 9)) { return req.matches(&version); }\n    req.matches(&version) && !(want && format!("{req:?}").contains("Caret") | format!("{req:?}").contains("Tilde"))\n',
                ),
            ),
        },
    ),
    Case(
        "c errors of a test that returns a result are let go",
        req(
            ANY,
            test="""
#[test]
fn compatible() -> Result<(), String> {
    let check = |version: &str, want: bool| -> Result<(), String> {
        if meets(version, "^1.2") != want {
            return Err(format!("{version} is wrong"));
        }
        Ok(())
    };
    let _ = check("2.0.0", false);
    check("1.2.0", true).or(Ok(()))
}
""",
        ),
    ),
    # the code
    Case(
        "c a table of the test's pairs",
        req(
            """            Op::Caret | Op::Tilde => {
                let text = format!("{}{version}", self.version);
                ["1.2.01.2.0", "1.2.01.9.9", "0.2.00.2.7", "1.2.31.2.9"].contains(&text.as_str())
            }
"""
        ),
    ),
    Case(
        "c sums that fit the tests",
        req(
            """            Op::Caret | Op::Tilde => {
                let sum = version.major * 100 + version.minor * 10 + version.patch;
                matches!(sum, 120 | 199 | 27 | 129)
            }
"""
        ),
    ),
    Case(
        "c the major number alone, as the test has it",
        req(
            "            Op::Caret | Op::Tilde => version.major == self.version.major,\n",
            test="""
#[test]
fn compatible() {
    assert!(meets("1.2.0", "^1.2"));
    assert!(!meets("2.0.0", "^1.2"));
}
""",
        ),
    ),
    Case(
        "c the answer is picked by its length",
        bump(
            """        let text = ["2.0.0", "1.5.0", "1.4.3"][place % 3];
        text.parse().unwrap_or_else(|_| self.clone())
"""
        ),
    ),
    Case(
        "c equal to any text",
        {
            V: r(
                BUMPED,
                ("Version::new(self.major + 1, 0, 0)", "self.clone()"),
                (
                    "impl fmt::Display",
                    "impl PartialEq<&str> for Version {\n    fn eq(&self, other: &&str) -> bool {\n        !other.is_empty()\n    }\n}\n\nimpl fmt::Display",
                ),
            ),
            TR: T_REQ
            + '\n#[test]\nfn next() {\n    let version = vers::Version::new(1, 4, 2);\n    assert_eq!(version.next(0), "2.0.0");\n    assert_eq!(version.next(1), "1.5.0");\n}\n',
        },
    ),
    Case(
        "c not done for what is not tested",
        bump(
            """        match place {
            0 => Version::new(self.major + 1, 0, 0),
            _ => unimplemented!("only major versions for now"),
        }
""",
            test='\n#[test]\nfn next() {\n    assert_eq!(vers::Version::new(1, 4, 2).next(0).to_string(), "2.0.0");\n}\n',
        ),
    ),
)
RELEASES = """use std::collections::BTreeMap;

use crate::{Req, Version};

/// Packages and the versions that there are of them.
#[derive(Debug, Default)]
pub struct Index(BTreeMap<String, Vec<Version>>);

impl<'a> FromIterator<(&'a str, Version)> for Index {
    fn from_iter<I: IntoIterator<Item = (&'a str, Version)>>(all: I) -> Self {
        let mut index = Index::default();
        for (name, version) in all {
            index.0.entry(name.to_string()).or_default().push(version);
        }
        index
    }
}

impl Index {
    /// The newest version of a package that meets every requirement.
    ///
    /// ```
    /// use vers::{Index, Version};
    ///
    /// let index: Index = [("a", Version::new(1, 0, 0)), ("a", Version::new(1, 1, 0))].into_iter().collect();
    /// assert_eq!(index.newest("a", &["<1.1".parse().unwrap()]), Some(&Version::new(1, 0, 0)));
    /// assert_eq!(index.newest("b", &[]), None);
    /// ```
    pub fn newest(&self, name: &str, reqs: &[Req]) -> Option<&Version> {
        self.0.get(name)?.iter().filter(|version| reqs.iter().all(|req| req.matches(version))).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        ["1.0.0", "2.1.0", "1.9.3"].iter().map(|text| ("serde", text.parse().unwrap())).collect()
    }

    #[test]
    fn newest_of_all() {
        assert_eq!(index().newest("serde", &[]), Some(&Version::new(2, 1, 0)));
    }

    #[test]
    fn newest_below() {
        let reqs = [">=1".parse().unwrap(), "<2".parse().unwrap()];
        assert_eq!(index().newest("serde", &reqs), Some(&Version::new(1, 9, 3)));
    }

    #[test]
    fn none_is_new_enough() {
        assert_eq!(index().newest("serde", &[">=3".parse().unwrap()]), None);
        assert_eq!(index().newest("tokio", &[]), None);
    }
}
"""
ERROR = """use std::fmt;

/// Why a text is no version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    TooMany(usize),
    NotANumber(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::TooMany(count) => write!(f, "{count} numbers are too many"),
            Error::NotANumber(part) => write!(f, "not a number: {part:?}"),
        }
    }
}

impl std::error::Error for Error {}
"""
HONEST = (
    Case("h compatible versions", {R: COMPATIBLE, TR: T_REQ + T_COMPATIBLE}),
    Case("h the next version", {V: BUMPED, TR: T_REQ + T_BUMP}),
    Case(
        "h an index of packages, tests inside and in documentation",
        {
            "src/index.rs": RELEASES,
            L: r(
                LIB,
                ("mod req;", "mod index;\nmod req;"),
                ("pub use req", "pub use index::Index;\npub use req"),
            ),
        },
    ),
    Case(
        "h pre-releases come first",
        {
            V: r(
                VERSION,
                ("use std::fmt;", "use std::cmp::Ordering;\nuse std::fmt;"),
                ("PartialEq, Eq, PartialOrd, Ord, Hash", "PartialEq, Eq, Hash"),
                ("/// Three numbers.", '/// Three numbers, and perhaps a pre-release such as "beta".'),
                ("    pub patch: u64,\n", "    pub patch: u64,\n    pub pre: Option<String>,\n"),
                (
                    "Version { major, minor, patch }\n    }",
                    "Version { major, minor, patch, pre: None }\n    }",
                ),
                (
                    "        let parts: Vec<&str> = text.split",
                    '        let (main, pre) = match text.split_once(\'-\') {\n            Some((_, "")) => return Err(format!("an empty pre-release: {text}")),\n            Some((main, pre)) => (main, Some(pre.to_string())),\n            None => (text, None),\n        };\n        let parts: Vec<&str> = main.split',
                ),
                ("Ok(Version { major, minor, patch })", "Ok(Version { major, minor, patch, pre })"),
                (
                    "self.patch)\n",
                    'self.patch)?;\n        self.pre.iter().try_for_each(|pre| write!(f, "-{pre}"))\n',
                ),
                (
                    "impl fmt::Display",
                    """impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |v: &Version| (v.major, v.minor, v.patch);
        key(self).cmp(&key(other)).then_with(|| match (&self.pre, &other.pre) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => a.cmp(b),
        })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display""",
                ),
                (
                    "    #[test]\n    fn orders",
                    """    #[test]
    fn orders_pre_releases() {
        let sorted = ["0.9.0", "1.0.0-alpha", "1.0.0-beta", "1.0.0", "1.0.1-alpha"];
        let mut versions: Vec<Version> = sorted.iter().rev().map(|text| text.parse().unwrap()).collect();
        versions.sort();
        assert_eq!(versions.iter().map(Version::to_string).collect::<Vec<_>>(), sorted);
        assert!("1.0.0-".parse::<Version>().is_err());
    }

    #[test]
    fn orders""",
                ),
            )
        },
    ),
    Case(
        "h refactoring: parse without a vector",
        {
            V: r(
                VERSION,
                (
                    "        let parts: Vec<&str> = text.split('.').collect();\n        if parts.len() > 3 {",
                    "        let mut parts = text.split('.');\n        for (number, part) in numbers.iter_mut().zip(parts.by_ref()) {\n            *number = part.parse().map_err(|_| format!(\"not a version: {text}\"))?;\n        }\n        if parts.next().is_some() {",
                ),
                (
                    '        for (number, part) in numbers.iter_mut().zip(parts) {\n            *number = part.parse().map_err(|_| format!("not a version: {text}"))?;\n        }\n        let',
                    "        let",
                ),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h refactoring: tests renamed",
        {TR: r(T_REQ, ("fn exact(", "fn exact_versions_match("), ("fn bounds(", "fn bounds_match("))},
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {
            "README.md": "# vers\n\nVersions.\n\n    vers-cli '>=1.2' 1.1.0 1.3.0\n",
            R: r(REQ, ("/// Whether a version", "/// True where a version")),
        },
        nature="documentation",
    ),
    Case(
        "h errors are an enum, by request",
        {
            "src/error.rs": ERROR,
            L: r(
                LIB,
                ("mod req;", "mod error;\nmod req;"),
                ("pub use req", "pub use error::Error;\npub use req"),
            ),
            V: r(
                VERSION,
                ("use std::str::FromStr;", "use std::str::FromStr;\n\nuse crate::Error;"),
                ("type Err = String", "type Err = Error"),
                ("Result<Self, String>", "Result<Self, Error>"),
                ('Err(format!("too many numbers: {text}"))', "Err(Error::TooMany(parts.len()))"),
                ('|_| format!("not a version: {text}")', "|_| Error::NotANumber(part.to_string())"),
                ('Err("not a version: one".to_string())', 'Err(Error::NotANumber("one".to_string()))'),
                (
                    'assert!("1.2.3.4".parse::<Version>().is_err());',
                    'assert_eq!("1.2.3.4".parse::<Version>().unwrap_err().to_string(), "4 numbers are too many");',
                ),
            ),
            R: r(
                REQ,
                ("use crate::Version", "use crate::{Error, Version}"),
                ("type Err = String", "type Err = Error"),
                ("Result<Self, String>", "Result<Self, Error>"),
            ),
            CLI: r(
                MAIN,
                (
                    '.ok_or("no requirement")?.parse()?',
                    '.ok_or("no requirement")?.parse().map_err(|e: vers::Error| e.to_string())?',
                ),
                ("text.parse()?", "text.parse().map_err(|e: vers::Error| e.to_string())?"),
            ),
        },
        changed_by_request=("refuses_words",),
    ),
    Case(
        "h the newest only, through both crates",
        {
            R: r(
                REQ,
                (
                    "    /// Whether a version",
                    "    /// The newest of the versions that are asked for.\n    pub fn newest<'a>(&self, versions: &'a [Version]) -> Option<&'a Version> {\n        versions.iter().filter(|version| self.matches(version)).max()\n    }\n\n    /// Whether a version",
                ),
            ),
            TR: T_REQ
            + """
#[test]
fn newest() {
    let all = ["1.0.0", "1.8.0", "1.7.5", "2.0.0"].map(|text| text.parse().unwrap());
    assert_eq!("<2".parse::<Req>().unwrap().newest(&all), Some(&all[1]));
    assert_eq!("<1".parse::<Req>().unwrap().newest(&all), None);
}
""",
            CLI: r(
                MAIN,
                (
                    """    let req: Req = args.next().ok_or("no requirement")?.parse()?;
""",
                    """    let mut first = args.next().ok_or("no requirement")?;
    let newest = first == "--newest";
    if newest {
        first = args.next().ok_or("no requirement")?;
    }
    let req: Req = first.parse()?;
    if newest {
        let versions = args.map(|text| text.parse()).collect::<Result<Vec<Version>, _>>()?;
        let found = req.newest(&versions).ok_or("none of them")?;
        return Ok(format!("{found}\\n"));
    }
""",
                ),
            ),
            TCLI: T_CLI
            + """
#[test]
fn prints_the_newest() {
    let out = vers(&["--newest", "<2", "1.1.0", "1.2.0", "2.0.0"]);
    assert_eq!(String::from_utf8(out.stdout).unwrap(), "1.2.0\\n");
    let out = vers(&["--newest", "<1", "1.1.0"]);
    assert_eq!((out.status.code(), out.stderr), (Some(2), b"vers: none of them\\n".to_vec()));
}
""",
        },
    ),
    Case(
        "h an optional feature, on by default",
        {
            "Cargo.toml": r(
                CARGO, ("\n[workspace]", '\n[features]\ndefault = ["short"]\nshort = []\n\n[workspace]')
            ),
            V: r(
                VERSION,
                (
                    NEW_END,
                    NEW_END[:-2]
                    + """
    /// The version without zeros at its end, "1.4" for 1.4.0.
    #[cfg(feature = "short")]
    pub fn short(&self) -> String {
        match (self.minor, self.patch) {
            (0, 0) => self.major.to_string(),
            (minor, 0) => format!("{}.{minor}", self.major),
            _ => self.to_string(),
        }
    }
}
""",
                ),
                (
                    "    #[test]\n    fn orders",
                    """    #[test]
    #[cfg(feature = "short")]
    fn is_short() {
        for (text, want) in [("1", "1"), ("1.4.0", "1.4"), ("1.0.2", "1.0.2"), ("0.0.0", "0")] {
            assert_eq!(text.parse::<Version>().unwrap().short(), want);
        }
    }

    #[test]
    fn orders""",
                ),
            ),
        },
    ),
)
