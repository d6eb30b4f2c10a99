"""What is drawn by lot is no result that a test could know."""

from __future__ import annotations

import pytest

from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.toolchains.chance import drawn
from codeonfly.verification.parts import split
from codeonfly.verification.shifting import shift
from tests.integration.proving import Case, change_of, tree_of

GO = """package ids

func NewID() string {
	b := make([]byte, 8)
	rand.Read(b)
	return hex.EncodeToString(b)
}
"""
GO_TEST = """package ids

func TestID(t *testing.T) {
	if got := NewID(); len(got) != 16 {
		t.Fatal(got)
	}
}
"""


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("ids.go", GO, {"NewID"}),
        ("s.go", "package s\n\nfunc (s *Store) ID() string {\n\treturn uuid.NewString()\n}\n", {"ID"}),
        ("a.py", "def token(length):\n    return secrets.token_hex(length)\n", {"token"}),
        ("a.py", "class A:\n    def id(self):\n        return str(uuid4())\n", {"id"}),
        ("a.js", "function newId() {\n  return randomUUID();\n}\n", {"newId"}),
        ("a.js", "const id = (size) => {\n  return randomBytes(size).toString('hex');\n};\n", {"id"}),
        ("a.rs", "pub fn id() -> String {\n    Uuid::new_v4().to_string()\n}\n", {"id"}),
        ("A.java", "class A {\n  String id() {\n    return UUID.randomUUID().toString();\n  }\n}\n", {"id"}),
        # what is made of something that was given can be looked at
        ("a.py", "def create(title):\n    return Note(uuid4().hex, title)\n", set()),
        (
            "a.go",
            "package a\n\nfunc New(title string) Note {\n\treturn Note{uuid.NewString(), title}\n}\n",
            set(),
        ),
        (
            "a.js",
            "function pick(list) {\n  return list[Math.floor(Math.random() * list.length)];\n}\n",
            set(),
        ),
        # and what is not drawn can be known
        ("a.py", "def token(length):\n    return 'a' * length\n", set()),
        ("a.go", "package a\n\nfunc NewID() string {\n\treturn operand.Text()\n}\n", set()),
        ("a.py", "def (:\n", set()),
    ],
)
def test_an_id_that_is_drawn_is_told_from_all_else(path: str, text: str, names: set[str]) -> None:
    assert drawn(path, text) == names


@pytest.mark.parametrize(("body", "names"), [("rand.Read(b)", ()), ("copy(b, seed)", ("NewID",))])
def test_tests_of_what_is_drawn_are_not_run_with_other_results(body: str, names: tuple[str, ...]) -> None:
    base = tree_of({"go.mod": "module ids\n\ngo 1.21\n", "ids_test.go": "package ids\n"})
    made = change_of(Case("", {"ids.go": GO.replace("rand.Read(b)", body), "id_test.go": GO_TEST}))
    parts = split(made, base, detect(base, Settings()))
    assert shift(parts, base, made.apply(base.files)).names == names
