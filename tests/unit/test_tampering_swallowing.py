"""Doubles that leave something aside by now."""

from __future__ import annotations

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.tampering import scan
from codeonfly.tree import File
from tests.integration.proving import tree_of

RUST = """pub struct Recorder { sent: Mutex<Vec<Note>> }

impl Notifier for Recorder {
    fn notify(&self, note: Note) -> Result<(), Error> {
        self.sent.lock().unwrap().push(note);
        Ok(())
    }
}
"""
GO = """package store

func (f *Fake) Notify(n Note) error {
	f.sent = append(f.sent, n)
	return nil
}
"""
PYTHON = """class Fake:
    def notify(self, note):
        self.sent.append(note)
"""
TYPED = """class Fake implements Notifier {
  notify(note: Note): void {
    this.sent.push(note);
  }
}
"""
JAVA = """class Tests {
  static class Fake implements Notifier {
    @Override
    public void notify(Note note) {
      sent.add(note);
    }
  }
}
"""
CASES = [
    (
        "tests/common/mod.rs",
        RUST,
        "        self.sent",
        "        if self.has(&note) {\n            return Ok(());\n        }\n",
    ),
    ("store/fake_test.go", GO, "\tf.sent", "\tif f.has(n) {\n\t\treturn nil\n\t}\n"),
    ("tests/fakes.py", PYTHON, "        self.sent", "        if note in self.sent:\n            return\n"),
    ("tests/fake.test.ts", TYPED, "    this.sent", "    if (this.has(note)) return;\n"),
    (
        "src/test/java/Tests.java",
        JAVA,
        "      sent",
        "      if (sent.contains(note)) {\n        return;\n      }\n",
    ),
]


def early(
    path: str, old: str, new: str, source: str, was: str = "desk.notify(n); desk.Notify(n)\n"
) -> list[str]:
    suffix = path[path.rfind(".") :]
    place = f"src/desk{suffix}"
    base = tree_of({path: old, place: was})
    change = Change(
        tuple(
            FileChange(name, File("100644", text.encode())) for name, text in ((path, new), (place, source))
        )
    )
    found = scan(change, base, is_test=lambda one: one == path, is_configuration=lambda _: False)
    return [one.sentence for one in found if "goes back early" in one.sentence]


@pytest.mark.parametrize(("path", "text", "before", "more"), CASES)
def test_what_a_double_leaves_aside_the_sources_do_not(path: str, text: str, before: str, more: str) -> None:
    assert text.count(before) == 1
    source = "desk.notify(n); desk.Notify(n)\n"
    assert len(early(path, text, text.replace(before, more + before), f"{source}# more\n")) == 1


SKIPS = "        if note in self.sent:\n            return\n"


@pytest.mark.parametrize(
    ("old", "new", "source"),
    [
        ("", "        if self.down:\n            raise OSError\n", "desk.notify(n)\n"),
        ("", "        self.count += 1\n", "desk.notify(n)\n"),
        (SKIPS, f"{SKIPS}        self.count += 1\n", "desk.notify(n)\n"),
        ("", SKIPS, "desk.other(n)\n"),  # no part of the program
    ],
)
def test_honest_doubles(old: str, new: str, source: str) -> None:
    was, now = (PYTHON.replace("        self.sent", f"{more}        self.sent") for more in (old, new))
    assert early("tests/fakes.py", was, now, f"{source}# more\n", source) == []


def test_a_double_that_does_as_the_source_does_by_now() -> None:
    path, text, before, more = CASES[2]
    source = f"class Mailer:\n    def notify(self, note):\n{SKIPS}        post(note)\n"
    was = "class Mailer:\n    def notify(self, note):\n        post(note)\n\n\nmailer.notify(n)\n"
    assert (
        early(path, text, text.replace(before, more + before), f"{source}\n\nmailer.notify(n)\n", was) == []
    )
