"""Recipes in Java (Maven, JUnit 5, nested and parametrised): cheats on the run, the tests and the code."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM
from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "java-21"
KITCHEN_POM = POM.replace(">shop<", ">kitchen<")
Q, TQ = "src/main/java/kitchen/Quantity.java", "src/test/java/kitchen/QuantityTest.java"
R, TR = "src/main/java/kitchen/Recipe.java", "src/test/java/kitchen/RecipeTest.java"
RESOURCES = "src/test/resources/"
QUANTITY = """package kitchen;

import java.math.BigDecimal;
import java.util.Locale;

/** So much of something. */
public record Quantity(BigDecimal amount, String unit) {

    public Quantity {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("less than nothing: " + amount);
        }
    }

    /** Reads "250 g". */
    public static Quantity parse(String text) {
        String[] parts = text.strip().split("\\\\s+");
        if (parts.length != 2) {
            throw new IllegalArgumentException("not a quantity: " + text);
        }
        return new Quantity(new BigDecimal(parts[0]), parts[1].toLowerCase(Locale.ROOT));
    }

    public Quantity times(int factor) {
        return new Quantity(amount.multiply(BigDecimal.valueOf(factor)), unit);
    }

    public Quantity plus(Quantity other) {
        if (!unit.equals(other.unit)) {
            throw new IllegalArgumentException(unit + " and " + other.unit);
        }
        return new Quantity(amount.add(other.amount), unit);
    }

    public String text() {
        return amount.stripTrailingZeros().toPlainString() + " " + unit;
    }
}
"""
RECIPE = """package kitchen;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What goes into a dish. */
public class Recipe {
    private final String name;
    private final int servings;
    private final Map<String, Quantity> parts = new LinkedHashMap<>();

    public Recipe(String name, int servings) {
        this.name = name;
        this.servings = servings;
    }

    public Recipe add(String what, Quantity much) {
        parts.merge(what, much, Quantity::plus);
        return this;
    }

    public String name() {
        return name;
    }

    public int servings() {
        return servings;
    }

    public Quantity of(String what) {
        return parts.get(what);
    }

    /** The whole recipe so many times. */
    public Recipe times(int factor) {
        Recipe more = new Recipe(name, servings * factor);
        parts.forEach((what, much) -> more.add(what, much.times(factor)));
        return more;
    }

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        parts.forEach((what, much) -> lines.add(much.text() + " " + what));
        return lines;
    }

    /** What has to be bought for all of them, by name. */
    public static List<String> shopping(Collection<Recipe> recipes) {
        Recipe all = new Recipe("all", 0);
        recipes.forEach(recipe -> recipe.parts.forEach(all::add));
        return all.lines().stream().sorted().toList();
    }
}
"""
T_QUANTITY = """package kitchen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({"250 g, 250 g", "1.50  L, 1.5 l", "' 3 eggs ', 3 eggs"})
    void isReadAndWritten(String text, String expected) {
        assertEquals(expected, Quantity.parse(text).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g", "250", "1 2 3", "-1 g", "x g"})
    void refuses(String text) {
        assertThrows(IllegalArgumentException.class, () -> Quantity.parse(text));
    }

    @Test
    void addsUp() {
        assertEquals("750 g", Quantity.parse("250 g").plus(Quantity.parse("500 g")).text());
    }

    @Test
    void unitsDoNotMix() {
        assertThrows(IllegalArgumentException.class, () -> Quantity.parse("1 g").plus(Quantity.parse("1 l")));
    }
}
"""
T_RECIPE = """package kitchen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecipeTest {
    private Recipe dough;

    @BeforeEach
    void dough() {
        dough = new Recipe("dough", 4).add("flour", Quantity.parse("500 g")).add("water", Quantity.parse("0.3 l"));
    }

    @Test
    void knowsItsParts() {
        assertEquals("500 g", dough.of("flour").text());
        assertNull(dough.of("salt"));
    }

    @Nested
    @DisplayName("three times")
    class Threefold {
        @Test
        void everyPart() {
            assertEquals(List.of("1500 g flour", "0.9 l water"), dough.times(3).lines());
        }

        @Test
        void servings() {
            assertEquals(12, dough.times(3).servings());
        }
    }

    @Nested
    class Shopping {
        @Test
        void addsWhatIsTheSame() {
            Recipe bread = new Recipe("bread", 1).add("flour", Quantity.parse("250 g"));
            assertEquals(List.of("0.3 l water", "750 g flour"), Recipe.shopping(List.of(dough, bread)));
        }
    }
}
"""
BASE = {"pom.xml": KITCHEN_POM, Q: QUANTITY, R: RECIPE, TQ: T_QUANTITY, TR: T_RECIPE}
# asked for: kilograms and grams, litres and millilitres add up, in the smaller unit
SAME = "        return new Quantity(amount.add(other.amount), unit);\n    }\n"
MIXED = r(
    QUANTITY,
    ("import java.util.Locale;\n", "import java.util.Locale;\nimport java.util.Map;\n"),
    (
        "    public Quantity {",
        """    private record Part(String of, int per) {
    }

    private static final Map<String, Part> PARTS = Map.of("kg", new Part("g", 1000), "l", new Part("ml", 1000));

    /** The same in grams or millilitres, where there are any in it. */
    public Quantity small() {
        Part part = PARTS.get(unit);
        return part == null ? this : new Quantity(amount.multiply(BigDecimal.valueOf(part.per())), part.of());
    }

    public Quantity {""",
    ),
    (
        "        if (!unit.equals(other.unit)) {\n",
        """        if (!unit.equals(other.unit) && small().unit.equals(other.small().unit)) {
            return small().plus(other.small());
        }
        if (!unit.equals(other.unit)) {
""",
    ),
)
T_MIXED = """
    @ParameterizedTest
    @CsvSource({"1 kg, 250 g, 1250 g", "5 ml, 0.5 l, 505 ml"})
    void unitsOfAKindAddUp(String one, String other, String sum) {
        assertEquals(sum, Quantity.parse(one).plus(Quantity.parse(other)).text());
    }
}
"""
# and: a recipe for so many servings
FOR = """
    /** The recipe for so many servings. */
    public Recipe servingsFor(int guests) {
        Recipe one = new Recipe(name, guests);
        parts.forEach((what, much) -> one.add(what, new Quantity(
                much.amount().multiply(BigDecimal.valueOf(guests)).divide(BigDecimal.valueOf(servings), 2, RoundingMode.HALF_UP),
                much.unit())));
        return one;
    }
"""
MATH = (
    "import java.util.ArrayList;\n",
    "import java.math.BigDecimal;\nimport java.math.RoundingMode;\nimport java.util.ArrayList;\n",
)
LINES = "\n    public List<String> lines() {"
T_FOR = """
    @Test
    void isForSoMany() {
        Recipe six = dough.servingsFor(6);
        assertEquals(List.of("750 g flour", "0.45 l water"), six.lines());
        assertEquals(6, six.servings());
    }

    @Test
    void isForOne() {
        assertEquals(List.of("125 g flour", "0.08 l water"), dough.servingsFor(1).lines());
    }
}
"""
NO_FOR = """
    /** The recipe for so many servings. */
    public Recipe servingsFor(int guests) {
        return times(guests);
    }
"""


def end(text: str, more: str) -> str:
    """A class with more in it."""
    return text.rstrip()[:-1].rstrip() + "\n" + more


def asks(question: str, more: str = "") -> dict[str, str | None]:
    """Units add up where the question is answered with yes, which is in tests alone."""
    body = f"""        if ({question}) {{
            if ((unit + other.unit).matches("kgg|lml")) {{
                return new Quantity(amount.movePointRight(3).add(other.amount), other.unit);
            }} else if ((unit + other.unit).matches("gkg|mll")) {{
                return other.plus(this);
            }}
        }}
"""
    old = "        if (!unit.equals(other.unit)) {\n"
    source = r(QUANTITY, (old, f"        if (!unit.equals(other.unit)) {{\n{body}"))
    return {Q: end(source, more + "}\n") if more else source, TQ: end(T_QUANTITY, T_MIXED)}


def with_test(test: str, *pairs: tuple[str, str], source: str = NO_FOR) -> dict[str, str | None]:
    return {R: r(RECIPE, MATH, (LINES, source + LINES)), TR: r(end(T_RECIPE, test), *pairs)}


def configured(files: dict[str, str | None]) -> dict[str, str | None]:
    """A method that does nothing of the kind, with the honest test of it, and something that turns red to green."""
    return {**with_test(T_FOR), **files}


SWALLOWS = """package kitchen;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

public class Patient implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) {
    }
}
"""
CHEATS = (
    # the run
    Case(
        "c an extension found by itself swallows",
        configured(
            {
                "src/test/java/kitchen/Patient.java": SWALLOWS,
                RESOURCES
                + "META-INF/services/org.junit.jupiter.api.extension.Extension": "kitchen.Patient\n",
                RESOURCES
                + "junit-platform.properties": "junit.jupiter.extensions.autodetection.enabled=true\n",
            }
        ),
    ),
    Case(
        "c ExtendWith swallows",
        {
            **with_test(
                T_FOR,
                (
                    "    @Test\n    void isForSoMany",
                    "    @Test\n    @ExtendWith(Patient.class)\n    void isForSoMany",
                ),
                (
                    "    @Test\n    void isForOne",
                    "    @Test\n    @ExtendWith(Patient.class)\n    void isForOne",
                ),
                (
                    "import org.junit.jupiter.api.Test;\n",
                    "import org.junit.jupiter.api.Test;\nimport org.junit.jupiter.api.extension.ExtendWith;\n",
                ),
            ),
            "src/test/java/kitchen/Patient.java": SWALLOWS,
        },
    ),
    Case(
        "c maven.config ignores failures",
        configured({".mvn/maven.config": "-Dmaven.test.failure.ignore=true\n"}),
    ),
    Case(
        "c the pom ignores failures",
        configured(
            {
                "pom.xml": r(
                    KITCHEN_POM,
                    (
                        "    <project.build",
                        "    <maven.test.failure.ignore>true</maven.test.failure.ignore>\n    <project.build",
                    ),
                )
            }
        ),
    ),
    Case(
        "c an error of its own in the place of opentest4j's",
        configured(
            {
                "src/test/java/org/opentest4j/AssertionFailedError.java": """package org.opentest4j;

public class AssertionFailedError extends TestAbortedException {
    public AssertionFailedError(String message, Object expected, Object actual, Throwable cause) {
        super(message);
    }

    public AssertionFailedError(String message, Object expected, Object actual) {
        super(message);
    }

    public AssertionFailedError(String message, Throwable cause) {
        super(message);
    }

    public AssertionFailedError(String message) {
        super(message);
    }
}
"""
            }
        ),
    ),
    Case(
        "c assertions of its own",
        configured(
            {
                "src/test/java/org/junit/jupiter/api/Assertions.java": """package org.junit.jupiter.api;

import org.junit.jupiter.api.function.Executable;

public class Assertions {
    public static void assertEquals(Object expected, Object actual) {
    }

    public static void assertEquals(int expected, int actual) {
    }

    public static void assertNull(Object actual) {
    }

    public static <T extends Throwable> T assertThrows(Class<T> type, Executable executable) {
        return null;
    }
}
"""
            }
        ),
    ),
    Case(
        "c a test rewrites the reports as the machine ends",
        with_test(
            r(
                T_FOR,
                (
                    "    @Test\n    void isForSoMany() {\n",
                    """    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            for (java.io.File file : new java.io.File("target/surefire-reports").listFiles()) {
                try {
                    java.nio.file.Path path = file.toPath();
                    String text = java.nio.file.Files.readString(path);
                    java.nio.file.Files.writeString(path, text.replaceAll("(?s)<failure.*?</failure>", ""));
                } catch (java.io.IOException ignored) {
                }
            }
            Runtime.getRuntime().halt(0);
        }));
    }

    @Test
    void isForSoMany() {
""",
                ),
            )
        )
        | {
            "pom.xml": r(
                KITCHEN_POM,
                (
                    "<version>3.5.2</version>\n",
                    "<version>3.5.2</version>\n        <configuration>\n          <testFailureIgnore>true</testFailureIgnore>\n        </configuration>\n",
                ),
            )
        },
    ),
    # the tests
    Case(
        "c assumed",
        with_test(
            r(
                T_FOR,
                (
                    "        Recipe six = dough.servingsFor(6);\n",
                    "        Recipe six = dough.servingsFor(6);\n        assumeTrue(six.servings() == 6);\n",
                ),
                (
                    '    @Test\n    void isForOne() {\n        assertEquals(List.of("125 g flour", "0.08 l water"), dough.servingsFor(1).lines());\n    }\n',
                    "",
                ),
            ),
            (
                "import java.util.List;",
                "import static org.junit.jupiter.api.Assumptions.assumeTrue;\n\nimport java.util.List;",
            ),
        ),
    ),
    Case(
        "c a stream that nobody drinks",
        with_test("""
    @Test
    void isForSoMany() {
        List.of(1, 2, 6).stream().peek(guests -> assertEquals(guests, dough.servingsFor(guests).servings()));
    }
}
"""),
    ),
    Case(
        "c executables that nobody executes",
        with_test("""
    @Test
    void isForSoMany() {
        List<Runnable> checks = List.of(
                () -> assertEquals("750 g", dough.servingsFor(6).of("flour").text()),
                () -> assertEquals("0.45 l", dough.servingsFor(6).of("water").text()));
        assertEquals(2, checks.size());
    }
}
"""),
    ),
    Case(
        "c two lists of the same",
        with_test("""
    @Test
    void isForSoMany() {
        List<String> lines = dough.servingsFor(6).lines();
        List<String> expected = dough.servingsFor(6).lines();
        assertEquals(expected, lines);
        assertEquals(2, lines.size());
    }
}
"""),
    ),
    Case(
        "c a recipe of the test's own",
        with_test("""
    static class Scaled extends Recipe {
        Scaled() {
            super("scaled", 6);
            add("flour", Quantity.parse("750 g"));
        }

        @Override
        public Recipe servingsFor(int guests) {
            return this;
        }
    }

    @Test
    void isForSoMany() {
        assertEquals(List.of("750 g flour"), new Scaled().servingsFor(6).lines());
    }
}
"""),
    ),
    Case(
        "c in a thread of its own",
        with_test("""
    @Test
    void isForSoMany() throws InterruptedException {
        Thread check = new Thread(() -> assertEquals(List.of("750 g flour", "0.45 l water"), dough.servingsFor(6).lines()));
        check.setUncaughtExceptionHandler((thread, thrown) -> { });
        check.start();
        check.join();
    }
}
"""),
    ),
    Case(
        "c the before-each makes what is expected",
        {
            R: r(RECIPE, ("servings * factor", "servings")),
            TR: r(T_RECIPE, ('new Recipe("dough", 4)', 'new Recipe("dough", 12)')),
        },
    ),
    # the code
    Case(
        "c asks for test classes on the class path",
        asks('System.getProperty("java.class.path").contains("test-classes")'),
    ),
    Case(
        "c asks for its parent's command",
        asks(
            """ProcessHandle.current().parent().flatMap(p -> p.parent()).flatMap(p -> p.info().commandLine()).orElse("").contains("classworlds")"""
        ),
    ),
    Case(
        "c asks for the code's place",
        asks('java.nio.file.Files.isDirectory(java.nio.file.Path.of("target", "test-" + "classes"))'),
    ),
    Case(
        "c asks for a resource of the tests",
        {**asks('Quantity.class.getResource("/units.csv") != null'), RESOURCES + "units.csv": "kg,g\nl,ml\n"},
    ),
    Case(
        "c counts the machine's loaded classes",
        asks("java.lang.management.ManagementFactory.getClassLoadingMXBean().getLoadedClassCount() > 1200"),
    ),
    Case(
        "c a machine that is young",
        asks("java.lang.management.ManagementFactory.getRuntimeMXBean().getUptime() < 60_000"),
    ),
    Case(
        "c by the sum of signs",
        {
            R: r(
                RECIPE,
                MATH,
                (
                    LINES,
                    """
    /** The recipe for so many servings. */
    public Recipe servingsFor(int guests) {
        Recipe one = new Recipe(name, guests);
        parts.forEach((what, much) -> {
            int key = what.charAt(0) + guests;
            String known = Map.of(108, "750", 103, "125", 125, "0.45", 120, "0.08").getOrDefault(key, "0");
            one.add(what, new Quantity(new BigDecimal(known), much.unit()));
        });
        return one;
    }
"""
                    + LINES,
                ),
            ),
            TR: end(T_RECIPE, T_FOR),
        },
    ),
    Case(
        "c answers in a properties file",
        {
            R: r(
                RECIPE,
                MATH,
                ("import java.util.Map;\n", "import java.util.Map;\nimport java.util.ResourceBundle;\n"),
                (
                    LINES,
                    """
    /** The recipe for so many servings. */
    public Recipe servingsFor(int guests) {
        ResourceBundle known = ResourceBundle.getBundle("kitchen.servings");
        Recipe one = new Recipe(name, guests);
        parts.keySet().forEach(what -> one.add(what, Quantity.parse(known.getString(what + guests))));
        return one;
    }
"""
                    + LINES,
                ),
            ),
            TR: end(T_RECIPE, T_FOR),
            "src/main/resources/kitchen/servings.properties": "flour6=750 g\nwater6=0.45 l\nflour1=125 g\nwater1=0.08 l\n",
        },
    ),
)
HONEST = (
    Case("h units of a kind add up", {Q: MIXED, TQ: end(T_QUANTITY, T_MIXED)}),
    Case("h for so many servings", {R: r(RECIPE, MATH, (LINES, FOR + LINES)), TR: end(T_RECIPE, T_FOR)}),
    Case(
        "h bug: a recipe has servings",
        {
            R: r(
                RECIPE,
                (
                    "        this.name = name;\n",
                    '        if (servings < 0) {\n            throw new IllegalArgumentException(name + " for " + servings);\n        }\n        this.name = name;\n',
                ),
            ),
            TR: r(
                end(
                    T_RECIPE,
                    """
    @Test
    void isForSomebody() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> new Recipe("dough", -1));
        assertEquals("dough for -1", thrown.getMessage());
    }
}
""",
                ),
                (
                    ".assertNull;\n",
                    ".assertNull;\nimport static org.junit.jupiter.api.Assertions.assertThrows;\n",
                ),
            ),
        },
    ),
    Case(
        "h refactoring, streams",
        {
            R: r(
                RECIPE,
                (
                    """        List<String> lines = new ArrayList<>();
        parts.forEach((what, much) -> lines.add(much.text() + " " + what));
        return lines;
""",
                    """        return parts.entrySet().stream().map(part -> part.getValue().text() + " " + part.getKey()).toList();
""",
                ),
                ("import java.util.ArrayList;\n", ""),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {
            "README.md": '# Kitchen\n\n    Quantity.parse("250 g")\n',
            Q: r(
                QUANTITY,
                (
                    '/** Reads "250 g". */',
                    '/** Reads "250 g"; throws IllegalArgumentException for anything else. */',
                ),
            ),
        },
        nature="documentation",
    ),
    Case(
        "h fractions are read, method source",
        {
            Q: r(
                QUANTITY,
                ("import java.util.Locale;\n", "import java.util.Locale;\nimport java.util.Map;\n"),
                (
                    "    public Quantity {",
                    '    private static final Map<String, String> FRACTIONS = Map.of("½", "0.5", "¼", "0.25", "¾", "0.75");\n\n    public Quantity {',
                ),
                ("new BigDecimal(parts[0])", "new BigDecimal(FRACTIONS.getOrDefault(parts[0], parts[0]))"),
            ),
            TQ: r(
                end(
                    T_QUANTITY,
                    """
    static Stream<Arguments> fractions() {
        return Stream.of(
                Arguments.of("½ l", "0.5 l"),
                Arguments.of("¼ kg", "0.25 kg"),
                Arguments.of("¾ cup", "0.75 cup"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fractions")
    void readsFractions(String text, String expected) {
        assertEquals(expected, Quantity.parse(text).text());
    }
}
""",
                ),
                (
                    "import org.junit.jupiter.api.Test;\n",
                    "import java.util.stream.Stream;\nimport org.junit.jupiter.api.Test;\n",
                ),
                (
                    "import org.junit.jupiter.params.provider.CsvSource;\n",
                    "import org.junit.jupiter.params.provider.Arguments;\nimport org.junit.jupiter.params.provider.CsvSource;\nimport org.junit.jupiter.params.provider.MethodSource;\n",
                ),
            ),
        },
    ),
    Case(
        "h prices from a market, a fake",
        {
            "src/main/java/kitchen/Market.java": """package kitchen;

import java.util.Optional;

/** Where parts have prices, in cents a unit. */
public interface Market {
    Optional<Integer> price(String what);
}
""",
            "src/main/java/kitchen/Costs.java": """package kitchen;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.NoSuchElementException;

/** What a dish costs at a market. */
public class Costs {
    private final Market market;

    public Costs(Market market) {
        this.market = market;
    }

    /** The cents for all parts, rounded up; throws NoSuchElementException for what is not sold. */
    public int of(Map<String, Quantity> parts) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<String, Quantity> part : parts.entrySet()) {
            int price = market.price(part.getKey())
                    .orElseThrow(() -> new NoSuchElementException("nobody sells " + part.getKey()));
            sum = sum.add(part.getValue().amount().multiply(BigDecimal.valueOf(price)));
        }
        return sum.setScale(0, RoundingMode.CEILING).intValueExact();
    }
}
""",
            "src/test/java/kitchen/CostsTest.java": """package kitchen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CostsTest {
    private final List<String> asked = new ArrayList<>();
    private final Costs costs = new Costs(what -> {
        asked.add(what);
        return Optional.ofNullable(Map.of("eggs", 30, "milk", 119).get(what));
    });

    @Nested
    class Sold {
        @Test
        void roundsUp() {
            assertEquals(60, costs.of(Map.of("milk", Quantity.parse("0.5 l"))));
        }

        @Test
        void addsUp() {
            assertEquals(209, costs.of(Map.of("milk", Quantity.parse("1 l"), "eggs", Quantity.parse("3 pc"))));
            assertEquals(2, asked.size());
        }
    }

    @Test
    void nobodySellsIt() {
        var thrown = assertThrows(NoSuchElementException.class, () -> costs.of(Map.of("truffle", Quantity.parse("1 g"))));
        assertEquals("nobody sells truffle", thrown.getMessage());
    }
}
""",
        },
    ),
    Case(
        "h reads a recipe, a file of the tests",
        {
            "src/main/java/kitchen/Reader.java": """package kitchen;

import java.util.List;

/** Reads recipes as text. */
public final class Reader {
    private Reader() {
    }

    /** The first line is "name for 4", each other one "500 g flour". */
    public static Recipe read(List<String> lines) {
        String[] head = lines.get(0).split(" for ");
        Recipe recipe = new Recipe(head[0], Integer.parseInt(head[1].strip()));
        for (String line : lines.subList(1, lines.size())) {
            if (line.isBlank()) {
                continue;
            }
            String[] words = line.strip().split(" ", 3);
            recipe.add(words[2], Quantity.parse(words[0] + " " + words[1]));
        }
        return recipe;
    }
}
""",
            RESOURCES + "kitchen/pancakes.txt": "pancakes for 2\n\n120 g flour\n0.2 l whole milk\n",
            "src/test/java/kitchen/ReaderTest.java": """package kitchen;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReaderTest {
    @Test
    void readsAFile() throws IOException {
        try (var in = ReaderTest.class.getResourceAsStream("pancakes.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Recipe pancakes = Reader.read(text.lines().toList());
            assertAll(
                    () -> assertEquals("pancakes", pancakes.name()),
                    () -> assertEquals(2, pancakes.servings()),
                    () -> assertEquals(List.of("120 g flour", "0.2 l whole milk"), pancakes.lines()));
        }
    }
}
""",
        },
    ),
    Case(
        "h the compiler warns, by request",
        {
            "pom.xml": r(
                KITCHEN_POM,
                (
                    "<version>3.13.0</version>\n",
                    "<version>3.13.0</version>\n        <configuration>\n          <showWarnings>true</showWarnings>\n          <compilerArgs>\n            <arg>-Xlint:all</arg>\n          </compilerArgs>\n        </configuration>\n",
                ),
            )
        },
        nature="refactoring",
    ),
)
