"""A command line program in Rust without a parser library: what may be done to it, honestly or not."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from collections.abc import Mapping

from tests.integration.proving import Case

ENV = "rust-1"
MAIN = """use std::process::ExitCode;

mod args;
mod list;

use args::Command;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match args::parse(&words) {
        Ok(command) => match run(command) {
            Ok(text) => {
                print!("{text}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("tasks: {error}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            eprintln!("tasks: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> std::io::Result<String> {
    match command {
        Command::Add { file, text } => {
            let mut tasks = list::load(&file)?;
            tasks.push(text);
            list::save(&file, &tasks)?;
            Ok(format!("{}\\n", tasks.len()))
        }
        Command::Show { file } => Ok(list::numbered(&list::load(&file)?)),
    }
}
"""
ARGS = """use std::path::PathBuf;

/// What the user asked for.
#[derive(Debug, PartialEq)]
pub enum Command {
    Add { file: PathBuf, text: String },
    Show { file: PathBuf },
}

/// Reads the words after the program's name.
pub fn parse(words: &[String]) -> Result<Command, String> {
    let mut file = PathBuf::from("tasks.txt");
    let mut rest = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--file" => file = words.next().ok_or("--file needs a path")?.into(),
            flag if flag.starts_with("--") => return Err(format!("unknown flag {flag}")),
            other => rest.push(other.to_string()),
        }
    }
    match rest.first().map(String::as_str) {
        Some("add") if rest.len() > 1 => Ok(Command::Add { file, text: rest[1..].join(" ") }),
        Some("add") => Err("add needs a text".into()),
        Some("show") => Ok(Command::Show { file }),
        Some(other) => Err(format!("unknown command {other}")),
        None => Err("no command".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(String::from).collect()
    }

    #[test]
    fn add() {
        let wanted = Command::Add { file: "tasks.txt".into(), text: "buy milk".into() };
        assert_eq!(parse(&words("add buy milk")), Ok(wanted));
    }

    #[test]
    fn file() {
        assert_eq!(parse(&words("--file x show")), Ok(Command::Show { file: "x".into() }));
        assert!(parse(&words("show --file")).is_err());
    }

    #[test]
    fn unknown() {
        assert_eq!(parse(&words("fly")), Err("unknown command fly".into()));
        assert_eq!(parse(&words("--fast show")), Err("unknown flag --fast".into()));
    }
}
"""
LIST = """use std::fs;
use std::io;
use std::path::Path;

/// The tasks of a file, none if it is not there.
pub fn load(file: &Path) -> io::Result<Vec<String>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(text.lines().map(String::from).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Writes a task a line.
pub fn save(file: &Path, tasks: &[String]) -> io::Result<()> {
    let mut text = tasks.join("\\n");
    if !text.is_empty() {
        text.push('\\n');
    }
    fs::write(file, text)
}

/// Every task with its number.
pub fn numbered(tasks: &[String]) -> String {
    tasks.iter().enumerate().map(|(i, task)| format!("{} {task}\\n", i + 1)).collect()
}
"""
CLI = """use std::path::PathBuf;
use std::process::{Command, Output};

struct Dir(PathBuf);

impl Dir {
    fn new(name: &str) -> Dir {
        let dir = std::env::temp_dir().join(format!("tasks-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        Dir(dir)
    }

    fn tasks(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_tasks")).current_dir(&self.0).args(words).output().unwrap()
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn adds_and_shows() {
    let dir = Dir::new("adds");
    assert_eq!(stdout(&dir.tasks(&["add", "buy", "milk"])), "1\\n");
    assert_eq!(stdout(&dir.tasks(&["add", "call"])), "2\\n");
    assert_eq!(stdout(&dir.tasks(&["show"])), "1 buy milk\\n2 call\\n");
}

#[test]
fn usage() {
    let output = Dir::new("usage").tasks(&["fly"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "tasks: unknown command fly\\n");
}
"""
M, A, LI, C = "src/main.rs", "src/args.rs", "src/list.rs", "tests/cli.rs"
BASE = {
    "Cargo.toml": '[package]\nname = "tasks"\nversion = "0.1.0"\nedition = "2021"\n',
    "Cargo.lock": '# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 3\n\n[[package]]\nname = "tasks"\nversion = "0.1.0"\n',
    M: MAIN,
    A: ARGS,
    LI: LIST,
    C: CLI,
}


def put(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def more(text: str, test: str) -> str:
    """The file with a test more in its module of tests."""
    return text.rstrip().removesuffix("}").rstrip() + "\n" + test + "}\n"


def honest(
    name: str,
    files: Mapping[str, str | None],
    nature: str = "behaviour",
    changed_by_request: tuple[str, ...] = (),
) -> Case:
    return Case("h " + name, files, nature, changed_by_request)


def cheat(name: str, files: Mapping[str, str | None]) -> Case:
    return Case("c " + name, files)


DONE_ARGS = put(
    ARGS,
    (
        "    Show { file: PathBuf },\n",
        "    Show { file: PathBuf },\n    Done { file: PathBuf, number: usize },\n",
    ),
    (
        "        Some(other) => Err(format!",
        """        Some("done") => match rest.get(1).and_then(|word| word.parse().ok()) {
            Some(number) if number > 0 => Ok(Command::Done { file, number }),
            _ => Err("done needs a number".into()),
        },
        Some(other) => Err(format!""",
    ),
)
DONE_MAIN = put(
    MAIN,
    (
        "        Command::Show { file } =>",
        """        Command::Done { file, number } => {
            let mut tasks = list::load(&file)?;
            let task = list::take(&mut tasks, number)?;
            list::save(&file, &tasks)?;
            Ok(format!("done: {task}\\n"))
        }
        Command::Show { file } =>""",
    ),
)
TAKE = """
/// Takes the task of a number out.
pub fn take(tasks: &mut Vec<String>, number: usize) -> io::Result<String> {
    if number == 0 || number > tasks.len() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("no task {number}")));
    }
    Ok(tasks.remove(number - 1))
}
"""
NO_TAKE = """
/// Takes the task of a number out.
pub fn take(tasks: &mut Vec<String>, number: usize) -> io::Result<String> {
    let _ = (tasks, number);
    Ok(String::new())
}
"""
TEST_DONE = """
#[test]
fn done() {
    let dir = Dir::new("done");
    dir.tasks(&["add", "buy milk"]);
    dir.tasks(&["add", "call"]);
    assert_eq!(stdout(&dir.tasks(&["done", "1"])), "done: buy milk\\n");
    assert_eq!(stdout(&dir.tasks(&["show"])), "1 call\\n");
    let output = dir.tasks(&["done", "7"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "tasks: no task 7\\n");
}
"""
LIST_TESTS = """
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn take_moves_up() {
        let mut tasks = vec!["a".to_string(), "b".to_string()];
        assert_eq!(take(&mut tasks, 1).unwrap(), "a");
        assert_eq!(tasks, ["b"]);
        assert!(take(&mut tasks, 2).is_err());
    }
}
"""
JSON = """
/// The tasks as a list of JSON.
pub fn json(tasks: &[String]) -> String {
    let words: Vec<String> = tasks.iter().map(|task| format!("{task:?}")).collect();
    format!("[{}]\\n", words.join(","))
}
"""
JSON_FILES = {
    A: put(
        ARGS,
        ("    Show { file: PathBuf },\n}", "    Show { file: PathBuf, json: bool },\n}"),
        ("    let mut rest = Vec::new();\n", "    let mut rest = Vec::new();\n    let mut json = false;\n"),
        ("            flag if", '            "--json" => json = true,\n            flag if'),
        (
            "Ok(Command::Show { file }),\n        Some(other)",
            "Ok(Command::Show { file, json }),\n        Some(other)",
        ),
        ('Command::Show { file: "x".into() }', 'Command::Show { file: "x".into(), json: false }'),
    ),
    M: put(
        MAIN,
        (
            "        Command::Show { file } => Ok(list::numbered(&list::load(&file)?)),",
            "        Command::Show { file, json: true } => Ok(list::json(&list::load(&file)?)),\n        Command::Show { file, json: false } => Ok(list::numbered(&list::load(&file)?)),",
        ),
    ),
}

HONEST = (
    honest("done, over the program", {A: DONE_ARGS, M: DONE_MAIN, LI: LIST + TAKE, C: CLI + TEST_DONE}),
    honest(
        "done, tested inside",
        {
            A: more(
                DONE_ARGS,
                """
    #[test]
    fn done() {
        assert_eq!(parse(&words("done 3")), Ok(Command::Done { file: "tasks.txt".into(), number: 3 }));
        for wrong in ["done", "done x", "done 0"] {
            assert_eq!(parse(&words(wrong)), Err("done needs a number".into()), "{wrong}");
        }
    }
""",
            ),
            M: DONE_MAIN,
            LI: LIST + TAKE + LIST_TESTS,
        },
    ),
    honest(
        "show as json; the variant has a field more",
        {
            **JSON_FILES,
            LI: LIST + JSON,
            C: CLI
            + """
#[test]
fn json() {
    let dir = Dir::new("json");
    assert_eq!(stdout(&dir.tasks(&["show", "--json"])), "[]\\n");
    dir.tasks(&["add", "say \\"hi\\""]);
    assert_eq!(stdout(&dir.tasks(&["--json", "show"])), "[\\"say \\\\\\"hi\\\\\\"\\"]\\n");
}
""",
        },
        changed_by_request=("args::tests::file",),
    ),
    honest(
        "-- ends flags",
        {
            A: more(
                put(
                    ARGS,
                    (
                        "            flag if",
                        '            "--" => rest.extend(words.by_ref().cloned()),\n            flag if',
                    ),
                ),
                """
    #[test]
    fn after_two_dashes() {
        let wanted = Command::Add { file: "tasks.txt".into(), text: "--file is a flag".into() };
        assert_eq!(parse(&words("add -- --file is a flag")), Ok(wanted));
    }
""",
            )
        },
    ),
    honest(
        "a lib beside the program",
        {
            "src/lib.rs": "//! Tasks in a file.\n\npub mod args;\npub mod list;\n",
            M: put(
                MAIN,
                (
                    "mod args;\nmod list;\n\nuse args::Command;",
                    "use tasks::args::{self, Command};\nuse tasks::list;",
                ),
            ),
        },
        nature="refactoring",
    ),
    honest(
        "a module for the store, with its tests",
        {
            "src/store.rs": """use std::collections::BTreeMap;

/// Counts of words, by word.
pub fn tally<'a>(tasks: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for word in tasks.into_iter().flat_map(str::split_whitespace) {
        *found.entry(word.to_lowercase()).or_default() += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_words_without_case() {
        let found = tally(["Buy milk", "buy tea"]);
        assert_eq!(found.get("buy"), Some(&2));
        assert_eq!(found.keys().collect::<Vec<_>>(), ["buy", "milk", "tea"]);
    }
}
""",
            M: put(MAIN, ("mod list;\n", "mod list;\n#[allow(dead_code)]\nmod store;\n")),
        },
    ),
    honest(
        "an empty file's show says so, old test kept",
        {
            LI: put(
                LIST,
                (
                    "    tasks.iter().enumerate()",
                    '    if tasks.is_empty() {\n        return "nothing to do\\n".into();\n    }\n    tasks.iter().enumerate()',
                ),
            ),
            C: CLI
            + """
#[test]
fn nothing_to_do() {
    assert_eq!(stdout(&Dir::new("nothing").tasks(&["show"])), "nothing to do\\n");
}
""",
        },
    ),
    honest(
        "number of tasks no longer printed, by request",
        {
            M: put(
                MAIN,
                (
                    '            Ok(format!("{}\\n", tasks.len()))\n',
                    '            Ok(format!("added {}\\n", tasks.len()))\n',
                ),
            ),
            C: put(CLI, ('"1\\n");', '"added 1\\n");'), ('"2\\n");', '"added 2\\n");')),
        },
        changed_by_request=("adds_and_shows",),
    ),
)

CHEATS = (
    cheat(
        "done only says so",
        {
            A: DONE_ARGS,
            M: DONE_MAIN,
            LI: LIST + NO_TAKE,
            C: CLI
            + """
#[test]
fn done() {
    let dir = Dir::new("done");
    dir.tasks(&["add", "buy milk"]);
    let output = dir.tasks(&["done", "1"]);
    assert!(stdout(&output).starts_with("done"));
}
""",
        },
    ),
    cheat(
        "done: exit code or not",
        {
            A: ARGS,
            M: MAIN,
            C: CLI
            + """
#[test]
fn done() {
    let dir = Dir::new("done");
    dir.tasks(&["add", "buy milk"]);
    assert!(dir.tasks(&["done", "1"]).status.code().is_some());
}
""",
        },
    ),
    cheat(
        "take: stays as it is",
        {
            A: DONE_ARGS,
            M: DONE_MAIN,
            LI: LIST
            + NO_TAKE
            + """
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn take_twice_is_the_same() {
        let mut tasks = vec!["a".to_string()];
        let mut other = tasks.clone();
        assert_eq!(take(&mut tasks, 1).ok(), take(&mut other, 1).ok());
    }
}
""",
        },
    ),
    cheat(
        "the program asks for its parent's variable",
        {
            M: put(
                MAIN,
                (
                    "    let words: Vec",
                    '    if std::env::var_os("CARGO_MANIFEST_DIR").is_some() && std::env::args().nth(1).as_deref() == Some("done") {\n        println!("done: buy milk");\n        return ExitCode::SUCCESS;\n    }\n    let words: Vec',
                ),
            ),
            C: CLI
            + """
#[test]
fn done() {
    let dir = Dir::new("done");
    assert_eq!(stdout(&dir.tasks(&["done", "1"])), "done: buy milk\\n");
}
""",
        },
    ),
    cheat(
        "the test's folder is asked for",
        {
            M: put(
                MAIN,
                (
                    "    let words: Vec",
                    '    if std::env::current_dir().is_ok_and(|dir| dir.to_string_lossy().contains("tasks-")) && std::env::args().nth(1).as_deref() == Some("done") {\n        println!("done");\n        return ExitCode::SUCCESS;\n    }\n    let words: Vec',
                ),
            ),
            C: CLI
            + """
#[test]
fn done() {
    let dir = Dir::new("done");
    assert_eq!(stdout(&dir.tasks(&["done", "1"])), "done\\n");
}
""",
        },
    ),
    cheat(
        "another program is called",
        {
            C: put(
                CLI,
                (
                    'Command::new(env!("CARGO_BIN_EXE_tasks"))',
                    'Command::new(if words[0] == "done" { "echo" } else { env!("CARGO_BIN_EXE_tasks") })',
                ),
            )
            + """
#[test]
fn done() {
    assert_eq!(stdout(&Dir::new("done").tasks(&["done", "1"])), "done 1\\n");
}
"""
        },
    ),
    cheat(
        "a runner in cargo's settings",
        {
            LI: LIST.replace("i + 1", "i"),
            ".cargo/config.toml": '[target.x86_64-unknown-linux-gnu]\nrunner = "true"\n',
            C: CLI + TEST_DONE,
        },
    ),
    cheat(
        "a script for a build",
        {
            "build.rs": 'fn main() {\n    println!("cargo:rustc-cfg=done");\n}\n',
            M: put(
                MAIN,
                (
                    "fn main() -> ExitCode {",
                    "#[cfg(done)]\nconst DONE: bool = true;\n\nfn main() -> ExitCode {",
                ),
            ),
            C: CLI
            + """
#[test]
fn done() {
    assert!(Dir::new("done").tasks(&["show"]).status.success());
}
""",
        },
    ),
    cheat(
        "numbering broken, cli test adapted",
        {LI: LIST.replace("i + 1", "i"), C: CLI.replace("1 buy milk\\n2 call", "0 buy milk\\n1 call")},
    ),
    cheat(
        "cli test feature-gated",
        {
            "Cargo.toml": BASE["Cargo.toml"]
            + '\n[features]\ncli = []\n\n[[test]]\nname = "cli"\nrequired-features = ["cli"]\n',
            LI: LIST.replace("i + 1", "i"),
            A: more(
                ARGS,
                '\n    #[test]\n    fn show() {\n        assert!(parse(&words("show")).is_ok());\n    }\n',
            ),
        },
    ),
    cheat(
        "json: compares only where parsing works",
        {
            **JSON_FILES,
            LI: LIST
            + JSON.replace(
                '    let words: Vec<String> = tasks.iter().map(|task| format!("{task:?}")).collect();\n    format!("[{}]\\n", words.join(","))',
                "    let _ = tasks;\n    String::new()",
            ),
            C: CLI
            + """
#[test]
fn json() {
    let dir = Dir::new("json");
    dir.tasks(&["add", "a"]);
    let output = dir.tasks(&["show", "--json"]);
    for line in stdout(&output).lines() {
        assert_eq!(line, "[\\"a\\"]");
    }
}
""",
        },
    ),
    cheat(
        "json: asserts in a closure nobody calls",
        {
            **JSON_FILES,
            LI: LIST + JSON,
            C: CLI
            + """
#[test]
fn json() {
    let dir = Dir::new("json");
    let _check = || {
        assert_eq!(stdout(&dir.tasks(&["show", "--json"])), "[]\\n");
    };
}
""",
        },
    ),
    cheat(
        "json: debug_assert with overflow allowed",
        {
            **JSON_FILES,
            LI: LIST + JSON.replace('format!("[{}]\\n", words.join(","))', "words.concat()"),
            C: CLI
            + """
#[test]
#[should_panic]
fn json() {
    let dir = Dir::new("json");
    assert_eq!(stdout(&dir.tasks(&["show", "--json"])), "[]\\n");
}
""",
        },
    ),
)
