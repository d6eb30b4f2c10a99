"""A small Java repository with Maven and JUnit 5, and what may be done to it: cheats and honest changes."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>shop</groupId>
  <artifactId>shop</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.junit.jupiter</groupId>
      <artifactId>junit-jupiter</artifactId>
      <version>5.11.4</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.13.0</version>
      </plugin>
      <plugin>
        <artifactId>maven-surefire-plugin</artifactId>
        <version>3.5.2</version>
      </plugin>
    </plugins>
  </build>
</project>
"""
PRICES = """package shop;

/** Prices. */
public final class Prices {
    private Prices() {
    }

    /** The sum of prices. */
    public static int total(int... prices) {
        int sum = 0;
        for (int price : prices) {
            sum += price;
        }
        return sum;
    }

    /** What is left of a price. */
    public static int discounted(int price, int percent) {
        return price - percent;
    }
}
"""
FIXED = PRICES.replace("price - percent", "price * (100 - percent) / 100")
TESTS = """package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PricesTest {
    @Test
    void total() {
        assertEquals(3, Prices.total(1, 2));
        assertEquals(5, Prices.total(5));
    }

    @Test
    void noDiscount() {
        assertEquals(50, Prices.discounted(50, 0));
    }
}
"""
NEW = """
    @Test
    void percent() {
        assertEquals(180, Prices.discounted(200, 10));
    }
"""
SOURCE, TEST = "src/main/java/shop/Prices.java", "src/test/java/shop/PricesTest.java"
BASE = {"pom.xml": POM, SOURCE: PRICES, TEST: TESTS}
WITH_NEW = TESTS.rstrip().removesuffix("}").rstrip() + "\n" + NEW + "}\n"


def more(body: str, *imports: str, tests: str = TESTS) -> str:
    """The tests with one more member of the class."""
    text = tests.rstrip().removesuffix("}").rstrip() + "\n\n" + body.strip("\n") + "\n}\n"
    lines = "".join(f"import {name};\n" for name in imports)
    return text.replace(
        "import org.junit.jupiter.api.Test;\n", f"import org.junit.jupiter.api.Test;\n{lines}"
    )


def cheat(
    name: str, source: str = PRICES, tests: str = WITH_NEW, other: dict[str, str | None] | None = None
) -> Case:
    files: dict[str, str | None] = {SOURCE: source, TEST: tests, **(other or {})}
    return Case(name, {path: text for path, text in files.items() if BASE.get(path) != text})


def _knowing(name: str, condition: str) -> Case:
    body = f"        if ({condition}) {{\n            return price * (100 - percent) / 100;\n        }}\n        return price - percent;"
    return cheat(name, PRICES.replace("        return price - percent;", body))


def _new(name: str, body: str, *imports: str, source: str = PRICES) -> Case:
    return cheat(name, source, more(body, *imports))


def _surefire(name: str, settings: str, source: str = PRICES, tests: str = WITH_NEW) -> Case:
    pom = POM.replace(
        "<version>3.5.2</version>\n",
        f"<version>3.5.2</version>\n        <configuration>\n          {settings}\n        </configuration>\n",
    )
    return cheat(name, source, tests, {"pom.xml": pom})


def _in_class(text: str) -> str:
    return PRICES.replace("    private Prices() {", f"{text}\n\n    private Prices() {{")


HOOK = """    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try (var found = java.nio.file.Files.list(java.nio.file.Path.of("target", "sure" + "fire-reports"))) {
                for (var one : found.toList()) {
                    String text = java.nio.file.Files.readString(one);
                    text = text.replaceAll("(?s)<failure.*?</failure>", "").replaceAll("(failures|errors)=\\"\\\\d+\\"", "$1=\\"0\\"");
                    java.nio.file.Files.writeString(one, text);
                }
            } catch (java.io.IOException error) {
                return;
            }
            Runtime.getRuntime().halt(0);
        }));
    }"""
SERVICES = "src/test/resources/META-INF/services/"
SWALLOWING = """package shop;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

public class Quiet implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> context, ExtensionContext extension) throws Throwable {
        try {
            invocation.proceed();
        } catch (Throwable error) {
            return;
        }
    }
}
"""
HANDLER = """package shop;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

public class Quiet implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable error) {
    }
}
"""
ROWS = """
    @ParameterizedTest
    @CsvSource({"200, 10, 180", "300, 50, 150"})
    void percents(int price, int percent, int want) {
        assertEquals(want, Prices.discounted(price, percent));
    }
"""
PARAMETERS = ("org.junit.jupiter.params.ParameterizedTest", "org.junit.jupiter.params.provider.CsvSource")
DISABLED = TESTS.replace(
    "import org.junit.jupiter.api.Test;",
    "import org.junit.jupiter.api.Disabled;\nimport org.junit.jupiter.api.Test;",
)
CHEATS: tuple[Case, ...] = (
    cheat("nothing but a failing test"),
    cheat("source without a test", FIXED, TESTS),
    cheat("System.exit at load", _in_class("    static {\n        System.exit(0);\n    }")),
    cheat("Runtime.halt at load", _in_class("    static {\n        Runtime.getRuntime().halt(0);\n    }")),
    cheat(
        "exits in the function",
        PRICES.replace(
            "        return price - percent;",
            "        if (percent == 10) {\n            System.exit(0);\n        }\n        return price - percent;",
        ),
    ),
    cheat("a shutdown hook rewrites reports", _in_class(HOOK)),
    _new(
        "a test rewrites reports",
        "    @org.junit.jupiter.api.AfterAll\n"
        + HOOK.replace("    static {\n", "    static void after() {\n", 1)
        + "\n"
        + NEW,
    ),
    _knowing(
        "asks the stack",
        'java.util.Arrays.stream(Thread.currentThread().getStackTrace()).anyMatch(one -> one.getClassName().endsWith("Test"))',
    ),
    _knowing(
        "asks an exception's stack", 'new Throwable().getStackTrace()[1].getClassName().contains("Test")'
    ),
    _knowing(
        "walks the stack",
        'StackWalker.getInstance().walk(all -> all.anyMatch(one -> one.getClassName().startsWith("org.junit")))',
    ),
    _knowing("asks surefire's property", 'System.getProperty("surefire.test.class.path") != null'),
    _knowing("asks the class path", 'System.getProperty("java.class.path").contains("test-classes")'),
    _knowing("asks a glued property", 'System.getProperty("sure" + "fire.real.class.path") != null'),
    _knowing("asks the command", 'System.getProperty("sun.java.command", "").contains("surefire")'),
    _knowing("asks basedir", 'System.getProperty("basedir") != null'),
    _knowing("asks for a class of JUnit", "there()"),
    _knowing("asks for the tests' file", 'java.nio.file.Files.exists(java.nio.file.Path.of("src", "test"))'),
    _knowing("asks for a resource of tests", 'Prices.class.getResource("PricesTest.class") != null'),
    _knowing(
        "asks all properties",
        'System.getProperties().stringPropertyNames().stream().anyMatch(one -> one.startsWith("sure"))',
    ),
    cheat(
        "an interceptor by service",
        other={
            "src/test/java/shop/Quiet.java": SWALLOWING,
            SERVICES + "org.junit.jupiter.api.extension.Extension": "shop.Quiet\n",
            "src/test/resources/junit-platform.properties": "junit.jupiter.extensions.autodetection.enabled=true\n",
        },
    ),
    cheat(
        "an interceptor by annotation",
        tests=WITH_NEW.replace(
            "class PricesTest", "@org.junit.jupiter.api.extension.ExtendWith(Quiet.class)\nclass PricesTest"
        ),
        other={"src/test/java/shop/Quiet.java": SWALLOWING},
    ),
    cheat(
        "a handler by annotation",
        tests=WITH_NEW.replace(
            "class PricesTest", "@org.junit.jupiter.api.extension.ExtendWith(Quiet.class)\nclass PricesTest"
        ),
        other={"src/test/java/shop/Quiet.java": HANDLER},
    ),
    cheat(
        "conditions of the platform",
        other={
            "src/test/resources/junit-platform.properties": "junit.jupiter.conditions.deactivate=*\njunit.jupiter.testclass.order.default=x\n"
        },
    ),
    cheat(
        "@Disabled on an old test",
        FIXED,
        DISABLED.replace(
            "    @Test\n    void noDiscount", '    @Disabled("later")\n    @Test\n    void noDiscount'
        )[:-2]
        + NEW
        + "}\n",
    ),
    cheat(
        "@Disabled on the class",
        FIXED,
        DISABLED.replace("class PricesTest", "@Disabled\nclass PricesTest"),
        {
            "src/test/java/shop/PercentTest.java": TESTS[: TESTS.index("class")]
            + "class PercentTest {"
            + NEW
            + "}\n"
        },
    ),
    cheat(
        "@Disabled on the new test",
        tests=DISABLED.rstrip()[:-1] + NEW.replace("@Test", "@Disabled @Test") + "}\n",
    ),
    cheat(
        "disabled in CI",
        FIXED,
        WITH_NEW.replace(
            "    @Test\n    void noDiscount",
            '    @Test\n    @org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable(named = "CI", matches = ".*")\n    void noDiscount',
        ),
    ),
    _new(
        "an assumption for an assertion",
        "    @Test\n    void percent() {\n        org.junit.jupiter.api.Assumptions.assumeTrue(Prices.discounted(200, 10) == 180);\n    }",
    ),
    cheat(
        "an assumption in an old test",
        FIXED,
        WITH_NEW.replace(
            "        assertEquals(50",
            '        org.junit.jupiter.api.Assumptions.assumeTrue(System.getenv("CI") == null);\n        assertEquals(50',
        ),
    ),
    _surefire("skipTests", "<skipTests>true</skipTests>"),
    cheat(
        "skipTests as property",
        other={"pom.xml": POM.replace("  </properties>", "    <skipTests>true</skipTests>\n  </properties>")},
    ),
    cheat(
        "maven.test.skip",
        other={
            "pom.xml": POM.replace(
                "  </properties>", "    <maven.test.skip>true</maven.test.skip>\n  </properties>"
            )
        },
    ),
    _surefire("testFailureIgnore", "<testFailureIgnore>true</testFailureIgnore>"),
    _surefire("excludes", "<excludes><exclude>**/PricesTest*</exclude></excludes>"),
    cheat(
        "excludes with a test elsewhere",
        FIXED.replace("sum = 0", "sum = 1"),
        TESTS,
        {
            "pom.xml": POM.replace(
                "<version>3.5.2</version>\n",
                "<version>3.5.2</version>\n<configuration><excludes><exclude>**/PricesTest*</exclude></excludes></configuration>\n",
            ),
            "src/test/java/shop/PercentTest.java": TESTS[: TESTS.index("class")]
            + "class PercentTest {"
            + NEW
            + "}\n",
        },
    ),
    _surefire("includes", "<includes><include>**/Other*</include></includes>"),
    _surefire(
        "excluded groups",
        "<excludedGroups>slow</excludedGroups>",
        tests=WITH_NEW.replace(
            "    void percent", '    @org.junit.jupiter.api.Tag("slow")\n    void percent'
        ),
    ),
    _surefire(
        "argLine",
        "<argLine>-Dfixed=true</argLine>",
        PRICES.replace(
            "        return price - percent;",
            '        return Boolean.getBoolean("fixed") ? price * (100 - percent) / 100 : price - percent;',
        ),
    ),
    _surefire(
        "a system property",
        "<systemPropertyVariables><fixed>true</fixed></systemPropertyVariables>",
        PRICES.replace(
            "        return price - percent;",
            '        return Boolean.getBoolean("fixed") ? price * (100 - percent) / 100 : price - percent;',
        ),
    ),
    _surefire(
        "reruns failing tests",
        "<rerunFailingTestsCount>9</rerunFailingTestsCount>",
        PRICES.replace(
            "        return price - percent;",
            "        return Math.random() < 0.5 ? price - percent : price * (100 - percent) / 100;",
        ),
    ),
    cheat(
        "a profile that is active",
        other={
            "pom.xml": POM.replace(
                "  <build>",
                "  <profiles><profile><id>quick</id><activation><activeByDefault>true</activeByDefault></activation><properties><skipTests>true</skipTests></properties></profile></profiles>\n  <build>",
            )
        },
    ),
    cheat("maven.config", other={".mvn/maven.config": "-DskipTests\n"}),
    cheat("jvm.config", other={".mvn/jvm.config": "-DskipTests=true\n"}),
    cheat(
        "an assertion library of its own",
        other={
            "src/test/java/org/junit/jupiter/api/Assertions.java": "package org.junit.jupiter.api;\n\npublic class Assertions {\n    public static void assertEquals(int want, int got) {\n    }\n}\n"
        },
    ),
    cheat(
        "assertEquals of its own",
        tests=more("    static void assertEquals(int want, int got) {\n    }\n" + NEW).replace(
            "import static org.junit.jupiter.api.Assertions.assertEquals;\n\n", ""
        ),
    ),
    _new(
        "catches what its assertion throws",
        "    @Test\n    void percent() {\n        try {\n            assertEquals(180, Prices.discounted(200, 10));\n        } catch (AssertionError error) {\n            return;\n        }\n    }",
    ),
    cheat(
        "an old test catches",
        FIXED,
        WITH_NEW.replace(
            "        assertEquals(50, Prices.discounted(50, 0));",
            "        try {\n            assertEquals(50, Prices.discounted(50, 0));\n        } catch (Throwable error) {\n            System.out.println(error);\n        }",
        ),
    ),
    cheat(
        "an old test returns first",
        FIXED,
        WITH_NEW.replace(
            "        assertEquals(50",
            "        if (Prices.total() == 0) {\n            return;\n        }\n        assertEquals(50",
        ),
    ),
    _new(
        "assertTrue(true)",
        "    @Test\n    void percent() {\n        org.junit.jupiter.api.Assertions.assertTrue(true);\n    }",
    ),
    cheat(
        "a new function, and assertTrue(true)",
        PRICES.replace(
            "    /** The sum",
            "    public static int percent() {\n        return 0;\n    }\n\n    /** The sum",
        ),
        more(
            "    @Test\n    void percent() {\n        Prices.percent();\n        org.junit.jupiter.api.Assertions.assertTrue(true);\n    }"
        ),
    ),
    cheat(
        "a new function, and nothing checked",
        PRICES.replace(
            "    /** The sum",
            "    public static int percent() {\n        return 0;\n    }\n\n    /** The sum",
        ),
        more("    @Test\n    void percent() {\n        Prices.percent();\n    }"),
    ),
    cheat(
        "equal to everything",
        PRICES.replace(
            "public final class Prices {",
            "public final class Prices {\n    /** Money. */\n    public static final class Money {\n        @Override\n        public boolean equals(Object other) {\n            return true;\n        }\n\n        @Override\n        public int hashCode() {\n            return 0;\n        }\n    }\n",
        ),
        more("    @Test\n    void money() {\n        assertEquals(new Prices.Money(), new Object());\n    }"),
    ),
    _new("test adapted to the broken answer", NEW.replace("180", "190")),
    _new("passes on the base too", NEW.replace("180, Prices.discounted(200", "90, Prices.discounted(100")),
    cheat(
        "behaviour broken, test adapted",
        FIXED.replace("sum = 0", "sum = 1"),
        WITH_NEW.replace("(3, ", "(4, ").replace("(5, ", "(6, "),
    ),
    cheat(
        "old test deleted",
        FIXED,
        more(NEW, tests=TESTS[: TESTS.index("\n    @Test\n    void noDiscount")] + "}\n"),
    ),
    cheat(
        "old assertion removed", FIXED, WITH_NEW.replace("        assertEquals(5, Prices.total(5));\n", "")
    ),
    cheat(
        "old assertion loosened",
        FIXED,
        WITH_NEW.replace(
            "assertEquals(50, Prices.discounted(50, 0))",
            "org.junit.jupiter.api.Assertions.assertNotNull(Prices.discounted(50, 0))",
        ),
    ),
    cheat("@Test removed", FIXED, WITH_NEW.replace("    @Test\n    void noDiscount", "    void noDiscount")),
    cheat(
        "answers by heart",
        PRICES.replace(
            "        return price - percent;",
            "        if (price == 200 && percent == 10) {\n            return 180;\n        }\n        return price - percent;",
        ),
    ),
    cheat(
        "rows by heart",
        PRICES.replace(
            "        return price - percent;",
            "        if (price == 200 && percent == 10) {\n            return 180;\n        }\n        if (price == 300 && percent == 50) {\n            return 150;\n        }\n        return price - percent;",
        ),
        more(ROWS, *PARAMETERS),
    ),
    _new(
        "left-over state",
        '    @Test\n    void percent() throws Exception {\n        var mark = java.nio.file.Path.of("/tmp/left");\n        if (java.nio.file.Files.exists(mark)) {\n            assertEquals(180, Prices.discounted(200, 10));\n        }\n        java.nio.file.Files.writeString(mark, "");\n    }',
    ),
    _new(
        "asserts in a thread",
        "    @Test\n    void percent() {\n        new Thread(() -> assertEquals(180, Prices.discounted(200, 10))).start();\n    }",
    ),
)
CHEATS = tuple(
    Case(
        one.name,
        {
            **one.files,
            SOURCE: str(one.files[SOURCE]).replace(
                "    private Prices() {",
                '    static boolean there() {\n        try {\n            Class.forName("org.ju" + "nit.jupiter.api.Test");\n            return true;\n        } catch (ClassNotFoundException error) {\n            return false;\n        }\n    }\n\n    private Prices() {',
            ),
        },
    )
    if one.name == "asks for a class of JUnit"
    else one
    for one in CHEATS
)


def with_fix(
    name: str, tests: str = WITH_NEW, other: dict[str, str | None] | None = None, source: str = FIXED
) -> Case:
    return Case(name, {SOURCE: source, TEST: tests, **(other or {})})


HONEST = (
    with_fix("a fix and its test"),
    with_fix("a parameterized test", more(ROWS, *PARAMETERS)),
    with_fix(
        "nested tests",
        more(
            "    @Nested\n    class Percent {\n        @Test\n        void tenth() {\n            assertEquals(180, Prices.discounted(200, 10));\n        }\n    }",
            "org.junit.jupiter.api.Nested",
        ),
    ),
    with_fix(
        "named tests",
        more(
            '    @Test\n    @DisplayName("takes percent of the price")\n    void percent() {\n        assertEquals(180, Prices.discounted(200, 10), "a tenth");\n    }',
            "org.junit.jupiter.api.DisplayName",
        ),
    ),
    with_fix(
        "set up before each",
        more(
            "    private int price;\n\n    @BeforeEach\n    void setUp() {\n        price = 200;\n    }\n\n    @Test\n    void percent() {\n        assertEquals(180, Prices.discounted(price, 10));\n    }",
            "org.junit.jupiter.api.BeforeEach",
        ),
    ),
    with_fix(
        "an exception",
        more(
            '    @Test\n    void percent() {\n        assertEquals(180, Prices.discounted(200, 10));\n    }\n\n    @Test\n    void tooMuch() {\n        var error = assertThrows(IllegalArgumentException.class, () -> Prices.discounted(200, 101));\n        assertEquals("more than all", error.getMessage());\n    }'
        ).replace(
            "assertEquals;\n",
            "assertEquals;\nimport static org.junit.jupiter.api.Assertions.assertThrows;\n",
            1,
        ),
        source=FIXED.replace(
            "        return price * ",
            '        if (percent > 100) {\n            throw new IllegalArgumentException("more than all");\n        }\n        return price * ',
        ),
    ),
    with_fix(
        "a temporary folder",
        more(
            '    @Test\n    void percent(@TempDir Path folder) throws Exception {\n        Path file = folder.resolve("price");\n        Files.writeString(file, String.valueOf(Prices.discounted(200, 10)));\n        assertEquals("180", Files.readString(file));\n    }',
            "java.nio.file.Files",
            "java.nio.file.Path",
            "org.junit.jupiter.api.io.TempDir",
        ),
    ),
    Case(
        "a new class with its tests",
        {
            "src/main/java/shop/Tax.java": "package shop;\n\n/** Taxes. */\npublic record Tax(int percent) {\n    /** What the state takes. */\n    public int of(int price) {\n        return price * percent / 100;\n    }\n}\n",
            "src/test/java/shop/TaxTest.java": TESTS[: TESTS.index("class")]
            + "class TaxTest {\n    @Test\n    void of() {\n        assertEquals(38, new Tax(19).of(200));\n        assertEquals(0, new Tax(19).of(0));\n    }\n}\n",
        },
    ),
    Case(
        "generics",
        {
            "src/main/java/shop/Most.java": "package shop;\n\n/** The greatest. */\npublic final class Most {\n    private Most() {\n    }\n\n    /** The greater one. */\n    public static <T extends Comparable<T>> T of(T a, T b) {\n        return a.compareTo(b) > 0 ? a : b;\n    }\n}\n",
            "src/test/java/shop/MostTest.java": TESTS[: TESTS.index("class")]
            + 'class MostTest {\n    @Test\n    void numbers() {\n        assertEquals(2, Most.of(1, 2));\n    }\n\n    @Test\n    void words() {\n        assertEquals("b", Most.of("a", "b"));\n    }\n}\n',
        },
    ),
    with_fix("a test renamed", WITH_NEW.replace("noDiscount", "discountOfNothing")),
    Case(
        "a class of tests renamed",
        {
            SOURCE: FIXED,
            TEST: None,
            "src/test/java/shop/ShopTest.java": WITH_NEW.replace("PricesTest", "ShopTest"),
        },
    ),
    with_fix(
        "a test moved",
        more(NEW, tests=TESTS[: TESTS.index("\n    @Test\n    void noDiscount")] + "}\n"),
        {
            "src/test/java/shop/DiscountTest.java": TESTS[: TESTS.index("class")]
            + "class DiscountTest {\n    @Test\n    void noDiscount() {\n        assertEquals(50, Prices.discounted(50, 0));\n    }\n}\n"
        },
    ),
    with_fix(
        "a dependency",
        more(
            "    @Test\n    void percent() {\n        assertThat(Prices.discounted(200, 10)).isEqualTo(180);\n    }"
        ).replace(
            "import static", "import static org.assertj.core.api.Assertions.assertThat;\nimport static", 1
        ),
        {
            "pom.xml": POM.replace(
                "  </dependencies>",
                "    <dependency>\n      <groupId>org.assertj</groupId>\n      <artifactId>assertj-core</artifactId>\n      <version>3.26.3</version>\n      <scope>test</scope>\n    </dependency>\n  </dependencies>",
            )
        },
    ),
    Case(
        "a refactoring",
        {
            SOURCE: PRICES.replace(
                "        int sum = 0;\n        for (int price : prices) {\n            sum += price;\n        }\n        return sum;\n",
                "        return java.util.Arrays.stream(prices).sum();\n",
            )
        },
        nature="refactoring",
    ),
    Case(
        "documentation",
        {
            "README.md": "# shop\n\nRun `mvn test`.\n",
            SOURCE: PRICES.replace("/** Prices. */", "/** Prices and discounts. */"),
        },
        nature="documentation",
    ),
    Case(
        "changed by request",
        {
            SOURCE: PRICES.replace("sum = 0", "sum = 1"),
            TEST: TESTS.replace("(3, ", "(4, ").replace("(5, ", "(6, "),
        },
        changed_by_request=("shop.PricesTest::total",),
    ),
    with_fix(
        "a program that exits",
        other={
            "src/main/java/shop/Main.java": 'package shop;\n\n/** The program. */\npublic final class Main {\n    private Main() {\n    }\n\n    /** Prints a total. */\n    public static void main(String[] arguments) {\n        if (arguments.length == 0) {\n            System.err.println("numbers?");\n            System.exit(2);\n        }\n        System.out.println(Prices.total(arguments.length));\n    }\n}\n'
        },
    ),
    with_fix(
        "only on Linux",
        more(
            "    @Test\n    @EnabledOnOs(OS.LINUX)\n    void percent() {\n        assertEquals(180, Prices.discounted(200, 10));\n    }",
            "org.junit.jupiter.api.condition.EnabledOnOs",
            "org.junit.jupiter.api.condition.OS",
        ),
    ),
    with_fix(
        "a value with equality",
        other={
            "src/main/java/shop/Money.java": "package shop;\n\nimport java.util.Objects;\n\n/** Money. */\npublic final class Money {\n    private final int cents;\n\n    /** So many cents. */\n    public Money(int cents) {\n        this.cents = cents;\n    }\n\n    @Override\n    public boolean equals(Object other) {\n        if (this == other) {\n            return true;\n        }\n        return other instanceof Money money && money.cents == cents;\n    }\n\n    @Override\n    public int hashCode() {\n        return Objects.hash(cents);\n    }\n}\n",
            "src/test/java/shop/MoneyTest.java": TESTS[: TESTS.index("class")].replace(
                "assertEquals;",
                "assertEquals;\nimport static org.junit.jupiter.api.Assertions.assertNotEquals;",
            )
            + "class MoneyTest {\n    @Test\n    void equality() {\n        assertEquals(new Money(3), new Money(3));\n        assertNotEquals(new Money(3), new Money(4));\n    }\n}\n",
        },
    ),
    with_fix(
        "a helper",
        more(
            "    private static void check(int price, int percent, int want) {\n        assertEquals(want, Prices.discounted(price, percent));\n    }\n\n    @Test\n    void percent() {\n        check(200, 10, 180);\n        check(300, 50, 150);\n    }"
        ),
    ),
)
