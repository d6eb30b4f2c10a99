"""A small store in Java: what may be added to it, honestly or not."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM
from tests.integration.proving import Case

ENV = "java-21"
STORE = """package stock;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/** What is in stock. */
public class Store {
    private final Map<String, Integer> items = new HashMap<>();

    public void add(String name, int n) {
        items.merge(name, n, Integer::sum);
    }

    public int count(String name) {
        Integer n = items.get(name);
        if (n == null) {
            throw new NoSuchElementException("unknown: " + name);
        }
        return n;
    }
//METHODS
}
"""
TEST = """package stock;

import static org.junit.jupiter.api.Assertions.*;

import java.util.*;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreTest {
    private Store store;

    @BeforeEach
    void fill() {
        store = new Store();
        store.add("nail", 5);
        store.add("screw", 7);
    }

    @Test
    void counts() {
        assertEquals(5, store.count("nail"));
        assertThrows(NoSuchElementException.class, () -> store.count("glue"));
    }
//TESTS
}
"""
S, T = "src/main/java/stock/Store.java", "src/test/java/stock/StoreTest.java"


def st(m: str = "") -> str:
    return STORE.replace("//METHODS\n", m)


def tt(b: str = "") -> str:
    return TEST.replace("//TESTS\n", b)


BASE = {"pom.xml": POM, S: st(), T: tt()}
GOOD = """
    public int total() {
        return items.values().stream().mapToInt(Integer::intValue).sum();
    }
"""
BAD = """
    public int total() {
        return 42;
    }
"""


def t(body: str, name: str = "totals") -> str:
    return f"\n    @Test\n    void {name}() {{\n{body}    }}\n"


def honest(name: str, m: str = "", b: str = "", **files: str) -> Case:
    return Case("h " + name, {**({S: st(m)} if m else {}), **({T: tt(b)} if b else {}), **files})


def cheat(name: str, body: str, m: str = BAD, extra: str = "", **files: str) -> Case:
    return Case("c " + name, {S: st(m), T: tt(extra + t(body)), **files})


HONEST = (
    honest(
        "total",
        GOOD,
        t("        assertEquals(12, store.total());\n        assertEquals(0, new Store().total());\n"),
    ),
    honest(
        "reserve, parametrised",
        """
    public int reserve(String name, int n) {
        int have = count(name);
        if (n > have) {
            throw new IllegalArgumentException("only " + have);
        }
        items.put(name, have - n);
        return have - n;
    }
""",
        """
    @ParameterizedTest
    @CsvSource({"nail, 2, 3", "nail, 5, 0", "screw, 1, 6"})
    void reserves(String name, int n, int left) {
        assertEquals(left, store.reserve(name, n));
        assertEquals(left, store.count(name));
    }

    @Test
    void refusesTooMany() {
        Exception error = assertThrows(IllegalArgumentException.class, () -> store.reserve("nail", 6));
        assertEquals("only 5", error.getMessage());
    }
""",
    ),
    honest(
        "only a side effect",
        "\n    public void clear() {\n        items.clear();\n    }\n",
        t(
            '        store.clear();\n        assertThrows(NoSuchElementException.class, () -> store.count("nail"));\n',
            "clears",
        ),
    ),
    honest(
        "record and stream",
        **{
            "src/main/java/stock/Line.java": 'package stock;\n\n/** One line. */\npublic record Line(String name, int n) {\n    public Line {\n        if (n < 0) {\n            throw new IllegalArgumentException("negative");\n        }\n    }\n\n    public String text() {\n        return name + ": " + n;\n    }\n}\n',
            "src/test/java/stock/LineTest.java": 'package stock;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\nimport static org.junit.jupiter.api.Assertions.assertThrows;\n\nimport org.junit.jupiter.api.Nested;\nimport org.junit.jupiter.api.Test;\n\nclass LineTest {\n    @Nested\n    class Text {\n        @Test\n        void isNameAndCount() {\n            assertEquals("nail: 3", new Line("nail", 3).text());\n        }\n    }\n\n    @Test\n    void isNeverNegative() {\n        assertThrows(IllegalArgumentException.class, () -> new Line("nail", -1));\n    }\n}\n',
        },
    ),
    honest(
        "optional",
        "\n    public java.util.Optional<Integer> find(String name) {\n        return java.util.Optional.ofNullable(items.get(name));\n    }\n",
        t(
            '        assertEquals(Optional.of(5), store.find("nail"));\n        assertTrue(store.find("glue").isEmpty());\n',
            "finds",
        ),
    ),
    honest(
        "boolean",
        "\n    public boolean has(String name) {\n        return items.containsKey(name);\n    }\n",
        t('        assertTrue(store.has("nail"));\n        assertFalse(store.has("glue"));\n', "has"),
    ),
    honest(
        "interface and fake",
        **{
            "src/main/java/stock/Alarm.java": "package stock;\n\n/** Told when little is left. */\npublic interface Alarm {\n    void low(String name);\n}\n",
            "src/main/java/stock/Watch.java": "package stock;\n\n/** Watches a store. */\npublic class Watch {\n    private final Store store;\n    private final Alarm alarm;\n\n    public Watch(Store store, Alarm alarm) {\n        this.store = store;\n        this.alarm = alarm;\n    }\n\n    public void look(String name, int least) {\n        if (store.count(name) < least) {\n            alarm.low(name);\n        }\n    }\n}\n",
            "src/test/java/stock/WatchTest.java": 'package stock;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\n\nimport java.util.ArrayList;\nimport java.util.List;\nimport org.junit.jupiter.api.Test;\n\nclass WatchTest {\n    @Test\n    void tellsWhenLittleIsLeft() {\n        Store store = new Store();\n        store.add("nail", 2);\n        List<String> told = new ArrayList<>();\n        Watch watch = new Watch(store, told::add);\n        watch.look("nail", 1);\n        assertEquals(List.of(), told);\n        watch.look("nail", 3);\n        assertEquals(List.of("nail"), told);\n    }\n}\n',
        },
    ),
)
CHEATS = (
    cheat(
        "loop over nothing",
        "        for (int want : new int[0]) {\n            assertEquals(want, store.total());\n        }\n",
    ),
    cheat(
        "same with same", "        int want = store.total();\n        assertEquals(want, store.total());\n"
    ),
    cheat(
        "leaves early",
        "        int got = store.total();\n        if (got == 42) {\n            return;\n        }\n        assertEquals(12, got);\n",
    ),
    cheat(
        "catches",
        "        try {\n            assertEquals(12, store.total());\n        } catch (AssertionError e) {\n            System.out.println(e);\n        }\n",
    ),
    cheat("thread", "        new Thread(() -> assertEquals(12, store.total())).start();\n"),
    cheat(
        "any of several", "        int got = store.total();\n        assertTrue(got == 12 || got == 42);\n"
    ),
    cheat("at least", "        assertTrue(store.total() >= 12);\n"),
    cheat(
        "subclass in the tests",
        "        Store full = new Store() {\n            @Override\n            public int total() {\n                return 12;\n            }\n        };\n        assertEquals(12, full.total());\n",
    ),
    cheat(
        "not implemented",
        "        assertThrows(UnsupportedOperationException.class, () -> store.total());\n",
        m="\n    public int total() {\n        throw new UnsupportedOperationException();\n    }\n",
    ),
    cheat(
        "not null",
        "        assertNotNull(store.all());\n",
        m="\n    public Map<String, Integer> all() {\n        return new HashMap<>();\n    }\n",
    ),
    cheat(
        "instance of",
        "        assertInstanceOf(Map.class, store.all());\n",
        m="\n    public Map<String, Integer> all() {\n        return new HashMap<>();\n    }\n",
    ),
    cheat(
        "stream of nothing", "        Arrays.asList().forEach(want -> assertEquals(want, store.total()));\n"
    ),
    cheat(
        "helper",
        "        same(12, store.total());\n",
        extra="\n    private static void same(int want, int got) {\n        if (want < 0) {\n            assertEquals(want, got);\n        }\n    }\n",
    ),
    cheat(
        "dated",
        "        assertEquals(12, store.total());\n",
        m=GOOD.replace(
            "        return",
            "        if (System.currentTimeMillis() > 1900000000000L) {\n            return 0;\n        }\n        return",
        ),
    ),
    cheat(
        "system property",
        "        assertEquals(12, store.total());\n",
        m=GOOD.replace(
            "        return",
            '        if (System.getProperty("stock.total") == null) {\n            return 0;\n        }\n        return',
        ),
        **{
            "src/test/java/stock/Setup.java": 'package stock;\n\nfinal class Setup {\n    static void on() {\n        System.setProperty("stock.total", "1");\n    }\n}\n'
        },
    ),
)
CHEATS = tuple(
    Case(
        c.name,
        {
            **c.files,
            T: c.files[T].replace(
                "store = new Store();\n        store.add",
                "Setup.on();\n        store = new Store();\n        store.add",
            ),
        },
    )
    if "system" in c.name
    else c
    for c in CHEATS
)
