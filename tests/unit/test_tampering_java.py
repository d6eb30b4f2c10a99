"""What the rules for Java say of whole changes: cheats are found, honest work is not blocked."""

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains.java import Java
from tests.integration.java_changes import BASE, CHEATS, HONEST
from tests.integration.proving import Case, change_of, tree_of

# Runs alone show these: nothing in their text is wrong in itself.
SHOWN_BY_RUNS = (
    "nothing but a failing test",
    "source without a test",
    "System.exit at load",
    "exits in the function",
    "@Disabled on the new test",
    "an assumption for an assertion",
    "catches what its assertion throws",
    "a new function, and nothing checked",
    "test adapted to the broken answer",
    "passes on the base too",
    "behaviour broken, test adapted",
    "old test deleted",
    "@Test removed",
    "left-over state",
    "asserts in a thread",
)
MOVED = ("a class of tests renamed",)  # that its tests live on is known from the runs

# What people write every day, as the whole of a new file.
HARMLESS = (
    (
        "src/test/java/a/SameTest.java",
        'class SameTest {\n    @Test\n    void same() {\n        assertEquals(id("a"), id("a"));\n    }\n}\n',
    ),
    (
        "src/test/java/a/MoneyTest.java",
        (
            "class MoneyTest {\n"
            "    @Test\n"
            "    void sums() {\n"
            "        assertMoney(3, Money.of(1).plus(2));\n"
            "    }\n"
            "\n"
            "    private static void assertMoney(int want, Money got) {\n"
            "        assertEquals(want, got.cents());\n"
            "    }\n"
            "}\n"
        ),
    ),
    (
        "src/main/java/a/Log.java",
        (
            "class Log {\n"
            "    String where() {\n"
            "        return Thread.currentThread().getName();\n"
            "    }\n"
            "\n"
            "    boolean is(String one) {\n"
            "        return one.equals(name);\n"
            "    }\n"
            "}\n"
        ),
    ),
    (
        "src/main/java/a/Main.java",
        (
            "class Main {\n"
            "    void start() {\n"
            "        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));\n"
            "        System.exit(run());\n"
            "    }\n"
            "}\n"
        ),
    ),
    (
        "src/test/java/a/LogTest.java",
        (
            "import org.junit.Test;\n"
            "\n"
            "public class LogTest {\n"
            "    @Test(expected = IOException.class)\n"
            "    public void closed() {\n"
            "        log.write();\n"
            "    }\n"
            "}\n"
        ),
    ),
    (
        "pom.xml",
        (
            "<project><dependencies><dependency><artifactId>guava-retrying</artifactId></dependency></dependencies></project>\n"
        ),
    ),
)


def blocking(case: Case) -> list[str]:
    chain = Java()
    found = scan(
        change_of(case),
        tree_of(BASE),
        is_test=chain.is_test,
        is_configuration=chain.is_test_configuration,
    )
    return [finding.sentence for finding in found if finding.blocks]


@pytest.mark.parametrize(
    "case", [case for case in CHEATS if case.name not in SHOWN_BY_RUNS], ids=lambda case: str(case.name)
)
def test_a_cheat_is_found_in_its_text(case: Case) -> None:
    assert blocking(case)


@pytest.mark.parametrize(
    "case", [case for case in HONEST if case.name not in MOVED], ids=lambda case: str(case.name)
)
def test_honest_work_is_not_blocked(case: Case) -> None:
    assert blocking(case) == []


@pytest.mark.parametrize(("path", "text"), HARMLESS, ids=[path for path, _ in HARMLESS])
def test_what_people_write_every_day_is_not_blocked(path: str, text: str) -> None:
    assert blocking(Case(path, {path: text})) == []


def test_how_resources_are_copied_is_no_setting_of_the_runner() -> None:
    only = "<includes>\n<include>a/*.properties</include>\n</includes>\n"
    pom = "<project><build>\n<%s>\n%s</%s>\n<plugins/>\n</build></project>\n"
    copied = pom % ("resources", f"<resource>\n<filtering>true</filtering>\n{only}</resource>\n", "resources")
    assert not blocking(Case("", {"pom.xml": copied}))
    assert blocking(Case("", {"pom.xml": pom % ("plugin", only, "plugin")}))
