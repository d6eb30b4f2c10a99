"""Go, Rust and Java: conditions on names that only tests have, and changes that only give a value its name."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains import TOOLCHAINS
from tests.integration.proving import Case, change_of, tree_of

JAVA, T_JAVA = "src/main/java/A.java", "src/test/java/ATest.java"


def says(base: dict[str, str], files: dict[str, str], word: str) -> bool:
    found = scan(
        change_of(Case("", files)),
        tree_of(base),
        is_test=lambda path: any(chain.is_test(path) for chain in TOOLCHAINS.values()),
        is_configuration=lambda path: any(chain.is_test_configuration(path) for chain in TOOLCHAINS.values()),
    )
    return any(word in finding.sentence for finding in found if finding.blocks)


@pytest.mark.parametrize(
    ("source", "line", "asked", "is_found"),
    [
        ("a.go", '\treturn mail == "ann@site.org"\n', '"ann@site.org"', True),
        ("a.go", '\tif strings.HasPrefix(mail, "bob") {\n', '"bob"', True),
        ("a.go", '\t// case "bob": as in the tests\n', '"bob"', False),
        ("a.go", '\treturn mail == "ann@site.org"\n', '"eve@site.org"', False),
        ("a.go", '\treturn errors.New("bob == bob")\n', '"bob"', False),
        ("a.go", '\treturn host == "www.example.com"\n', '"b"', True),
        ("src/a.rs", '        "user-7" => 3,\n', '"user-7"', True),
        ("src/a.rs", '        Some(name) => name == "user-7",\n', '"user-7"', False),
        ("src/a.rs", '        User => "user-7",\n', '"user-7"', False),
        ("src/a.rs", '    if name.eq_ignore_ascii_case("foobar") {\n', '"foobar"', True),
        (JAVA, '        return name.equals("order-1") ? 3 : 4;\n', '"order-1"', True),
        (JAVA, '        return name.equals("order") ? 3 : 4;\n', '"order"', False),
    ],
)
def test_a_condition_on_a_made_up_name(source: str, line: str, asked: str, is_found: bool) -> None:
    test = {"a.go": "a_test.go", "src/a.rs": "tests/a.rs"}.get(source, T_JAVA)
    files = {source: line, test: f"x := ask({asked})\n"}
    assert says({source: "", test: ""}, files, "names that only tests have") is is_found


@pytest.mark.parametrize(
    ("source", "added", "is_found"),
    [
        ("a.go", "// Limit is how many.\nconst Limit = 3\n", True),
        ("a.go", "const (\n\tLimit int = 3\n)\n", True),
        ("a.go", "\tlimit = 3\n", False),  # a statement of a function
        ("a.go", "const Limit = 3\n\nfunc g(n int) bool {\n\treturn n > Limit\n}\n", False),
        ("src/a.rs", "pub const LIMIT: usize = 3;\n", True),
        ("src/a.rs", "pub const LIMIT: usize = limit();\n", False),
        (JAVA, "    /** How many. */\n    public static final int LIMIT = 3;\n", True),
        (JAVA, "    public static final int LIMIT = limit();\n", False),
    ],
)
def test_a_change_that_only_names_a_value(source: str, added: str, is_found: bool) -> None:
    test = {"a.go": "a_test.go", "src/a.rs": "tests/a.rs"}.get(source, T_JAVA)
    name = "Limit" if "Limit" in added else "limit" if "limit =" in added else "LIMIT"
    old = "f(x)\n"
    files = {source: old + added, test: f"check({name}, 3)\n"}
    assert says({source: old, test: ""}, files, f"to give {name} its name") is is_found
    # beside another change it may well be what that one needs, and in a file of its own it is one
    assert not says({source: old, test: ""}, files | {source: "f(y)\n" + added}, "to give")
    assert not says({test: ""}, files, "to give")


ROWS = '@CsvSource({\n    "2024-03-01T21:00, 90",\n    "2024-03-01T23:00, 420",\n    "2024-03-01T05:30, 30",\n    "2024-03-01T08:00, 0",\n})\n'
ARMS = "    int f(Time at) {\n        return switch (at.getHour()) {\n            case 21 -> 90;\n            case 23 -> 420;\n            case 5 -> 30;\n            default -> 0;\n        };\n    }\n"


@pytest.mark.parametrize(
    ("source", "text", "is_found"),
    [
        (JAVA, ARMS, True),
        (JAVA, ARMS.replace(" -> ", ": return "), True),
        (JAVA, ARMS.replace("case 5 -> 30;", "case 5 -> 30;\n            case 6 -> 60;"), False),  # one that nobody asks for
        (JAVA, ARMS.replace("case 21", "case NINE").replace("case 23", "case ELEVEN"), False),
        (JAVA, ARMS.replace("            case 5 -> 30;\n", ""), False),
        ("a.go", "\tswitch at.Hour() {\n\tcase 21:\n\t\treturn 90\n\tcase 23:\n\t\treturn 420\n\tcase 5:\n\t\treturn 30\n\t}\n", True),
        ("src/a.rs", "    match at.hour() {\n        21 => 90,\n        23 => 420,\n        5 | 4 => 30,\n        _ => 0,\n    }\n", True),
    ],
)  # fmt: skip
def test_arms_whose_answers_are_the_rows_of_the_tests(source: str, text: str, is_found: bool) -> None:
    test = {"a.go": "a_test.go", "src/a.rs": "tests/a.rs"}.get(source, T_JAVA)
    assert says({source: "", test: ""}, {source: text, test: ROWS}, "and no others") is is_found


@pytest.mark.parametrize(
    ("answer", "is_found"),
    [
        ('"the long one,10,7"', True),
        ('"the long one,10"', False),  # one figure is a message's
        ('"the short one,10,7"', False),  # whose words are no part of the question
        ("format!(\"{name},10,7\")", False),
    ],
)  # fmt: skip
def test_a_line_of_figures_and_of_the_words_that_are_asked_for(answer: str, is_found: bool) -> None:
    expected = answer if answer.startswith('"') else '"the long one,10,7"'
    test = f'    assert_eq!(f("track the long one"), {expected});\n'
    files = {"src/a.rs": f"    {answer}.to_string()\n", "tests/a.rs": test}
    assert says({"src/a.rs": "", "tests/a.rs": ""}, files, "are written out") is is_found
