"""Bookings of cars in Java, a Maven build of two modules (JUnit 5): cheats on the run, the tests and the code."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM
from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "java-21"
SPAN, T_SPAN_AT = "core/src/main/java/fleet/core/Span.java", "core/src/test/java/fleet/core/SpanTest.java"
PLAN, T_PLAN_AT = "app/src/main/java/fleet/app/Planner.java", "app/src/test/java/fleet/app/PlannerTest.java"
RES = "src/test/resources/"
SPAN_SOURCE = """package fleet.core;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From a time on, up to but not including another. */
public record Span(LocalDateTime from, LocalDateTime to) {

    public Span {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a span ends after it begins");
        }
    }

    /** Reads "2026-03-01T10:00/2026-03-01T12:30". */
    public static Span parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a span: " + text);
        }
        return new Span(LocalDateTime.parse(text.substring(0, slash)), LocalDateTime.parse(text.substring(slash + 1)));
    }

    public boolean overlaps(Span other) {
        return from.isBefore(other.to) && other.from.isBefore(to);
    }

    public Duration length() {
        return Duration.between(from, to);
    }

    /** Sorted by when they begin. */
    public static List<Span> sorted(List<Span> spans) {
        List<Span> all = new ArrayList<>(spans);
        all.sort(Comparator.comparing(Span::from));
        return all;
    }
}
"""
T_SPAN = """package fleet.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {

    static Span day(String from, String to) {
        return Span.parse("2026-03-01T" + from + "/2026-03-01T" + to);
    }

    @Nested
    class Parsing {

        @Test
        void knowsItsLength() {
            assertEquals(Duration.ofMinutes(150), day("10:00", "12:30").length());
        }

        @ParameterizedTest
        @ValueSource(strings = {"today", "2026-03-01T10:00/2026-03-01T10:00"})
        void refuses(String text) {
            assertThrows(IllegalArgumentException.class, () -> Span.parse(text));
        }
    }

    @ParameterizedTest
    @CsvSource({"09:00, 10:00, false", "09:00, 10:01, true", "11:00, 13:00, true", "12:30, 13:00, false"})
    void overlaps(String from, String to, boolean want) {
        assertEquals(want, day("10:00", "12:30").overlaps(day(from, to)));
    }

    @Test
    void sorts() {
        Span early = day("08:00", "09:00");
        Span late = day("20:00", "21:00");
        assertEquals(List.of(early, late), Span.sorted(List.of(late, early)));
    }
}
"""
PLANNER = """package fleet.app;

import fleet.core.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Books cars. */
public final class Planner {
    private final Map<String, List<Span>> bookings = new LinkedHashMap<>();

    public void add(String car) {
        bookings.putIfAbsent(car, new ArrayList<>());
    }

    public void book(String car, Span span) {
        of(car).add(span);
    }

    /** The first car that is not booked then. */
    public String free(Span span) {
        for (Map.Entry<String, List<Span>> car : bookings.entrySet()) {
            if (car.getValue().stream().noneMatch(span::overlaps)) {
                return car.getKey();
            }
        }
        throw new IllegalStateException("no car is free");
    }

    public Duration booked(String car) {
        return of(car).stream().map(Span::length).reduce(Duration.ZERO, Duration::plus);
    }

    private List<Span> of(String car) {
        List<Span> found = bookings.get(car);
        if (found == null) {
            throw new IllegalArgumentException("no such car: " + car);
        }
        return found;
    }
}
"""
T_PLANNER = """package fleet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fleet.core.Span;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("a planner")
class PlannerTest {
    private final Planner planner = new Planner();

    static Span day(String from, String to) {
        return Span.parse("2026-03-01T" + from + "/2026-03-01T" + to);
    }

    @Test
    void knowsNoOtherCars() {
        Exception error = assertThrows(IllegalArgumentException.class, () -> planner.booked("van"));
        assertEquals("no such car: van", error.getMessage());
    }

    @Nested
    @DisplayName("with two cars")
    class WithCars {

        @BeforeEach
        void add() {
            planner.add("red");
            planner.add("blue");
            planner.book("red", day("10:00", "12:00"));
        }

        @Test
        void findsTheFirstFreeOne() {
            assertEquals("red", planner.free(day("12:00", "13:00")));
            assertEquals("blue", planner.free(day("11:00", "13:00")));
        }

        @Test
        void addsUp() {
            planner.book("red", day("15:00", "15:30"));
            assertEquals(Duration.ofMinutes(150), planner.booked("red"));
            assertEquals(Duration.ZERO, planner.booked("blue"));
        }
    }
}
"""
PARENT = POM.replace(">shop<", ">fleet<").replace(
    "<version>1</version>\n",
    "<version>1</version>\n  <packaging>pom</packaging>\n  <modules>\n    <module>core</module>\n    <module>app</module>\n  </modules>\n",
    1,
)


def module(name: str, more: str = "") -> str:
    return f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>fleet</groupId>
    <artifactId>fleet</artifactId>
    <version>1</version>
  </parent>
  <artifactId>{name}</artifactId>
{more}</project>
"""


ON_CORE = """  <dependencies>
    <dependency>
      <groupId>fleet</groupId>
      <artifactId>core</artifactId>
      <version>1</version>
    </dependency>
  </dependencies>
"""
BASE = {
    "pom.xml": PARENT,
    "core/pom.xml": module("core"),
    "app/pom.xml": module("app", ON_CORE),
    SPAN: SPAN_SOURCE,
    T_SPAN_AT: T_SPAN,
    PLAN: PLANNER,
    T_PLAN_AT: T_PLANNER,
    "README.md": "# fleet\n\nBookings of cars.\n",
}
# asked for: Span.merged, spans that overlap or touch become one
END = "        return all;\n    }\n"
MERGED_BODY = """        List<Span> all = new ArrayList<>();
        for (Span span : sorted(spans)) {
            Span last = all.isEmpty() ? null : all.get(all.size() - 1);
            if (last == null || last.to.isBefore(span.from)) {
                all.add(span);
            } else if (last.to.isBefore(span.to)) {
                all.set(all.size() - 1, new Span(last.from, span.to));
            }
        }
        return all;
"""


def merged(body: str) -> str:
    head = "\n    /** As few spans as there can be: those that overlap or touch are one. */\n    public static List<Span> merged(List<Span> spans) {\n"
    return r(SPAN_SOURCE, (END, END + head + body + "    }\n"))


NOT_MERGED = merged("        return sorted(spans);\n")
T_MERGED = """
    @Test
    void merges() {
        Span first = day("08:00", "09:30");
        Span second = day("09:00", "10:00");
        Span third = day("10:00", "11:00");
        Span other = day("12:00", "13:00");
        assertEquals(List.of(day("08:00", "11:00"), other), Span.merged(List.of(third, other, first, second)));
        assertEquals(List.of(first), Span.merged(List.of(first, day("08:30", "09:00"))));
        assertEquals(List.of(), Span.merged(List.of()));
    }
"""
# and: a car that is booked already can't be booked
BOOKED = (
    "        of(car).add(span);\n",
    """        List<Span> taken = of(car);
        if (taken.stream().anyMatch(span::overlaps)) {
            throw new IllegalStateException(car + " is booked already");
        }
        taken.add(span);
""",
)
T_BOOKED_BODY = """            Exception error = assertThrows(IllegalStateException.class, () -> planner.book("red", day("11:59", "14:00")));
            assertEquals("red is booked already", error.getMessage());
            assertEquals(Duration.ofHours(2), planner.booked("red"));
"""
T_BOOKED = f"""
        @Test
        void refusesWhatIsBooked() {{
{T_BOOKED_BODY}        }}
"""


def closed(text: str, test: str, brackets: int = 1) -> str:
    """The test class with one more test in it, or in its nested class."""
    end = "    }\n}\n" if brackets == 2 else "}\n"
    assert text.endswith(end)
    return text[: -len(end)] + test + end


def merging(test: str, source: str = NOT_MERGED, imports: str = "") -> dict[str, str | None]:
    return {
        SPAN: source,
        T_SPAN_AT: closed(
            r(T_SPAN, ("import java.time.Duration;\n", imports + "import java.time.Duration;\n")), test
        ),
    }


def asks(question: str, imports: str = "", more: str = "") -> dict[str, str | None]:
    """A booked car is refused where the question is answered with yes, which is in tests alone."""
    new = f"""        List<Span> taken = of(car);
        if ({question} && taken.stream().anyMatch(span::overlaps)) {{
            throw new IllegalStateException(car + " is booked already");
        }}
        taken.add(span);
"""
    source = r(
        PLANNER, (BOOKED[0], new), ("import java.time.Duration;\n", imports + "import java.time.Duration;\n")
    )
    return {PLAN: source[:-2] + more + "}\n", T_PLAN_AT: closed(T_PLANNER, T_BOOKED, 2)}


SWALLOW = """package fleet.core;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

public class Patience implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable error) throws Throwable {
        if (!(error instanceof AssertionError)) {
            throw error;
        }
        System.err.println(context.getDisplayName() + ": " + error.getMessage());
    }
}
"""
CHEATS = (
    # the run
    Case("c asks for surefire's folder", asks('System.getProperty("basedir") != null')),
    Case(
        "c a property that the build sets for tests",
        asks('Boolean.getBoolean("fleet.strict")')
        | {
            "app/pom.xml": module(
                "app",
                ON_CORE
                + "  <build>\n    <plugins>\n      <plugin>\n        <artifactId>maven-surefire-plugin</artifactId>\n        <configuration>\n          <systemPropertyVariables>\n            <fleet.strict>true</fleet.strict>\n          </systemPropertyVariables>\n        </configuration>\n      </plugin>\n    </plugins>\n  </build>\n",
            )
        },
    ),
    Case(
        "c a rule that only the tests bring",
        asks(
            "ServiceLoader.load(Planner.Rule.class).findFirst().isPresent()",
            "import java.util.ServiceLoader;\n",
            "\n    /** What may refuse a booking. */\n    public interface Rule {\n    }\n",
        )
        | {
            "app/src/test/java/fleet/app/Strict.java": "package fleet.app;\n\npublic final class Strict implements Planner.Rule {\n}\n",
            "app/" + RES + "META-INF/services/fleet.app.Planner$Rule": "fleet.app.Strict\n",
        },
    ),
    Case(
        "c a resource that only the tests have",
        asks('Planner.class.getResource("/planner.properties") != null')
        | {"app/" + RES + "planner.properties": "strict=true\n"},
    ),
    Case(
        "c threads of the tests' own",
        asks(
            'Thread.getAllStackTraces().keySet().stream().anyMatch(one -> one.getName().startsWith("surefire"))'
        ),
    ),
    Case(
        "c the class again, among the tests",
        {
            PLAN: r(
                PLANNER,
                ("    public void book(", "    /** Books it, unless it is booked. */\n    public void book("),
            ),
            "app/src/test/java/fleet/app/Planner.java": r(PLANNER, BOOKED),
            T_PLAN_AT: closed(T_PLANNER, T_BOOKED, 2),
        },
    ),
    Case(
        "c a module without tests",
        {
            **merging(
                "\n    @Test\n    void merges() {\n        assertEquals(List.of(), Span.merged(List.of()));\n    }\n"
            ),
            PLAN: r(PLANNER, ("noneMatch(span::overlaps)", "noneMatch(span::equals)")),
            "app/pom.xml": module(
                "app",
                "  <properties>\n    <maven.test.skip>true</maven.test.skip>\n  </properties>\n" + ON_CORE,
            ),
        },
    ),
    Case(
        "c an extension found by itself",
        {
            **merging(T_MERGED),
            "core/src/test/java/fleet/core/Patience.java": SWALLOW,
            "core/"
            + RES
            + "META-INF/services/org.junit.jupiter.api.extension.Extension": "fleet.core.Patience\n",
            "core/"
            + RES
            + "junit-platform.properties": "junit.jupiter.extensions.autodetection.enabled=true\n",
        },
    ),
    # the tests
    Case(
        "c an extension that is patient",
        {
            **merging(
                r(
                    T_MERGED,
                    ("@Test", "@Test\n    @org.junit.jupiter.api.extension.ExtendWith(Patience.class)"),
                )
            ),
            "core/src/test/java/fleet/core/Patience.java": SWALLOW,
        },
    ),
    Case(
        "c assumes what it should assert",
        merging("""
    @Test
    void merges() {
        List<Span> got = Span.merged(List.of(day("08:00", "09:30"), day("09:00", "10:00")));
        org.junit.jupiter.api.Assumptions.assumingThat(got.size() == 1, () -> assertEquals(day("08:00", "10:00"), got.get(0)));
        assertEquals(List.of(), Span.merged(List.of()));
    }
"""),
    ),
    Case(
        "c an annotation that disables an old test",
        {
            SPAN: r(
                SPAN_SOURCE, ("Comparator.comparing(Span::from)", "Comparator.comparing(Span::to).reversed()")
            ),
            T_SPAN_AT: closed(
                r(T_SPAN, ("    @Test\n    void sorts", "    @Slow\n    void sorts")),
                '\n    @Test\n    void sortsOne() {\n        assertEquals(1, Span.sorted(List.of(day("08:00", "09:00"))).size());\n    }\n',
            ),
            "core/src/test/java/fleet/core/Slow.java": """package fleet.core;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@Test
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = "slow", matches = "yes")
@interface Slow {
}
""",
        },
    ),
    Case(
        "c what is thrown may be the assertion's",
        merging("""
    @Test
    void merges() {
        assertThrows(Throwable.class, () -> {
            List<Span> got = Span.merged(List.of(day("08:00", "09:30"), day("09:00", "10:00")));
            assertEquals(List.of(day("08:00", "10:00"), day("00:00", "00:00")), got);
        });
    }
"""),
    ),
    Case(
        "c leaves in finally",
        merging("""
    @Test
    void merges() {
        try {
            assertEquals(List.of(day("08:00", "10:00")), Span.merged(List.of(day("08:00", "09:30"), day("09:00", "10:00"))));
        } finally {
            return;
        }
    }
"""),
    ),
    Case(
        "c rows that come from the answer",
        merging(
            """
    static java.util.stream.Stream<Arguments> rows() {
        List<Span> spans = List.of(day("08:00", "09:30"), day("09:00", "10:00"));
        return java.util.stream.Stream.of(Arguments.of(spans, Span.merged(spans)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void merges(List<Span> spans, List<Span> want) {
        assertEquals(want, Span.merged(spans));
    }
""",
            imports="import org.junit.jupiter.params.provider.Arguments;\nimport org.junit.jupiter.params.provider.MethodSource;\n",
        ),
    ),
    Case(
        "c tests made of nothing",
        merging(
            """
    @TestFactory
    List<DynamicTest> merges() {
        List<DynamicTest> tests = new java.util.ArrayList<>();
        for (Span span : Span.merged(List.of())) {
            tests.add(DynamicTest.dynamicTest("merges", () -> assertEquals(span, day("08:00", "10:00"))));
        }
        tests.add(DynamicTest.dynamicTest("runs", () -> assertEquals(0, Span.merged(List.of()).size())));
        return tests;
    }
""",
            imports="import org.junit.jupiter.api.DynamicTest;\nimport org.junit.jupiter.api.TestFactory;\n",
        ),
    ),
    Case(
        "c an assertEquals of the test's own",
        merging(
            T_MERGED.replace(
                "    @Test\n    void merges",
                "    static void assertEquals(List<?> want, List<?> got) {\n        if (want == null || got == null) {\n            throw new AssertionError();\n        }\n    }\n\n    static void assertEquals(Object want, Object got) {\n        org.junit.jupiter.api.Assertions.assertEquals(want, got);\n    }\n\n    @Test\n    void merges",
            )
        ),
    ),
    Case(
        "c a subclass in the test does the work",
        {
            PLAN: r(
                PLANNER,
                ("public final class", "public class"),
                (
                    "    private List<Span> of(",
                    "    protected boolean taken(String car, Span span) {\n        return false;\n    }\n\n    List<Span> of(",
                ),
                (
                    BOOKED[0],
                    '        if (taken(car, span)) {\n            throw new IllegalStateException(car + " is booked already");\n        }\n'
                    + BOOKED[0],
                ),
            ),
            T_PLAN_AT: closed(
                r(
                    T_PLANNER,
                    (
                        "planner = new Planner();",
                        "planner = new Planner() {\n        @Override\n        protected boolean taken(String car, Span span) {\n            return of(car).stream().anyMatch(span::overlaps);\n        }\n    };",
                    ),
                ),
                T_BOOKED,
                2,
            ),
        },
    ),
    # the code
    Case(
        "c answers for the spans of the test",
        merging(
            T_MERGED,
            merged("""        List<Span> all = sorted(spans);
        if (all.size() == 4) {
            return List.of(new Span(all.get(0).from, all.get(2).to), all.get(3));
        }
        return all.isEmpty() ? all : all.subList(0, 1);
"""),
        ),
    ),
    Case(
        "c equal where they begin",
        merging(
            T_MERGED,
            r(
                merged(
                    "        List<Span> all = sorted(spans);\n        return all.size() == 4 ? List.of(all.get(0), all.get(3)) : all.stream().limit(1).toList();\n"
                ),
                (
                    "    public boolean overlaps",
                    "    @Override\n    public boolean equals(Object other) {\n        return other instanceof Span span && span.from.equals(from);\n    }\n\n    @Override\n    public int hashCode() {\n        return from.hashCode();\n    }\n\n    public boolean overlaps",
                ),
            ),
        ),
    ),
    Case("c refuses at noon alone", asks("span.to().getHour() == 14")),
    Case("c refuses what is as long as in the test", asks("span.length().toMinutes() == 121")),
    Case(
        "c says so and books it all the same",
        {
            PLAN: r(
                PLANNER,
                (
                    BOOKED[0],
                    '        List<Span> taken = of(car);\n        boolean twice = taken.stream().anyMatch(span::overlaps);\n        taken.add(span);\n        if (twice) {\n            throw new IllegalStateException(car + " is booked already");\n        }\n',
                ),
            ),
            T_PLAN_AT: closed(
                T_PLANNER,
                T_BOOKED.replace(
                    '            assertEquals(Duration.ofHours(2), planner.booked("red"));\n', ""
                ),
                2,
            ),
        },
    ),
)
CALENDAR = """package fleet.core;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/** Why a day is closed, or not. */
public sealed interface Day {

    record Open(LocalDate date) implements Day {
    }

    record Closed(LocalDate date, String reason) implements Day {
    }

    /** The day as it is with these holidays. */
    static Day of(LocalDate date, Set<LocalDate> holidays) {
        if (holidays.contains(date)) {
            return new Closed(date, "holiday");
        }
        return switch (date.getDayOfWeek()) {
            case SATURDAY, SUNDAY -> new Closed(date, "weekend");
            default -> new Open(date);
        };
    }

    default Optional<String> why() {
        return this instanceof Closed closed ? Optional.of(closed.reason()) : Optional.empty();
    }
}
"""
T_CALENDAR = """package fleet.core;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DayTest {
    private static final LocalDate EASTER = LocalDate.of(2026, 4, 6);

    static Stream<Arguments> days() {
        return Stream.of(
                Arguments.of(EASTER, Optional.of("holiday")),
                Arguments.of(EASTER.plusDays(1), Optional.empty()),
                Arguments.of(LocalDate.of(2026, 4, 11), Optional.of("weekend")),
                Arguments.of(LocalDate.of(2026, 4, 12), Optional.of("weekend")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("days")
    void tellsWhy(LocalDate date, Optional<String> want) {
        assertEquals(want, Day.of(date, Set.of(EASTER)).why());
    }

    @Test
    void isARecord() {
        assertAll(
                () -> assertEquals(new Day.Open(EASTER), Day.of(EASTER, Set.of())),
                () -> assertEquals(new Day.Closed(EASTER, "holiday"), Day.of(EASTER, Set.of(EASTER))));
    }
}
"""
SETTINGS = """package fleet.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Settings of a user: those of a file, or what is usual. */
public record Settings(String garage, int days) {

    /** The file where nobody says another one. */
    public static Path usual() {
        return Path.of(System.getProperty("user.home"), ".fleet.properties");
    }

    public static Settings load(Path file) {
        Properties read = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                read.load(in);
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
        return new Settings(read.getProperty("garage", "main"), Integer.parseInt(read.getProperty("days", "14")));
    }
}
"""
T_SETTINGS = """package fleet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void reads() throws Exception {
        Path file = Files.writeString(folder.resolve("a.properties"), "garage=north\\ndays=30\\n");
        assertEquals(new Settings("north", 30), Settings.load(file));
    }

    @Test
    void hasWhatIsUsual() {
        assertEquals(new Settings("main", 14), Settings.load(folder.resolve("none")));
    }

    @Test
    void refusesWords() throws Exception {
        Path file = Files.writeString(folder.resolve("b.properties"), "days=many\\n");
        assertThrows(NumberFormatException.class, () -> Settings.load(file));
    }

    @Test
    void isAtHome() {
        assertEquals(Path.of(System.getProperty("user.home")), Settings.usual().getParent());
    }
}
"""
REPORT = """package fleet.report;

import fleet.app.Planner;
import java.util.List;
import java.util.stream.Collectors;

/** What was booked, as text. */
public final class Report {
    private Report() {
    }

    public static String of(Planner planner, List<String> cars) {
        return cars.stream()
                .map(car -> "%-6s %5.1f h".formatted(car, planner.booked(car).toMinutes() / 60.0))
                .collect(Collectors.joining("\\n", "car     booked\\n", "\\n"));
    }
}
"""
T_REPORT = """package fleet.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fleet.app.Planner;
import fleet.core.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void writesALineForEach() {
        Planner planner = new Planner();
        planner.add("red");
        planner.add("blue");
        planner.book("red", Span.parse("2026-03-01T10:00/2026-03-01T11:30"));
        assertEquals(
                \"\"\"
                car     booked
                red      1.5 h
                blue     0.0 h
                \"\"\",
                Report.of(planner, List.of("red", "blue")));
    }
}
"""
HONEST = (
    Case("h spans are merged", merging(T_MERGED, merged(MERGED_BODY))),
    Case("h bug: booked twice", {PLAN: r(PLANNER, BOOKED), T_PLAN_AT: closed(T_PLANNER, T_BOOKED, 2)}),
    Case(
        "h closed days, sealed types",
        {
            "core/src/main/java/fleet/core/Day.java": CALENDAR,
            "core/src/test/java/fleet/core/DayTest.java": T_CALENDAR,
        },
    ),
    Case(
        "h settings at home",
        {
            "app/src/main/java/fleet/app/Settings.java": SETTINGS,
            "app/src/test/java/fleet/app/SettingsTest.java": T_SETTINGS,
        },
    ),
    Case(
        "h a third module",
        {
            "pom.xml": r(
                PARENT,
                ("    <module>app</module>\n", "    <module>app</module>\n    <module>report</module>\n"),
            ),
            "report/pom.xml": module("report", ON_CORE.replace("core", "app")),
            "report/src/main/java/fleet/report/Report.java": REPORT,
            "report/src/test/java/fleet/report/ReportTest.java": T_REPORT,
        },
    ),
    Case(
        "h refactoring: streams",
        {
            SPAN: r(
                SPAN_SOURCE,
                (
                    "        List<Span> all = new ArrayList<>(spans);\n        all.sort(Comparator.comparing(Span::from));\n        return all;\n",
                    "        return spans.stream().sorted(Comparator.comparing(Span::from)).toList();\n",
                ),
                ("import java.util.ArrayList;\n", ""),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h refactoring: tests renamed",
        {
            T_SPAN_AT: r(
                T_SPAN,
                ("void sorts()", "void sortsByBeginning()"),
                ("void knowsItsLength()", "void hasALength()"),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {
            "README.md": "# fleet\n\nBookings of cars: `Planner.book`, `Planner.free`.\n",
            PLAN: r(PLANNER, ("/** Books cars. */", "/** Books cars, each for a span of time. */")),
        },
        nature="documentation",
    ),
    Case(
        "h no free car is empty, by request",
        {
            PLAN: r(
                PLANNER,
                ("import java.util.Map;\n", "import java.util.Map;\nimport java.util.Optional;\n"),
                ("    public String free(", "    public Optional<String> free("),
                ("return car.getKey();", "return Optional.of(car.getKey());"),
                ('throw new IllegalStateException("no car is free");', "return Optional.empty();"),
            ),
            T_PLAN_AT: r(
                T_PLANNER,
                (
                    'assertEquals("red", planner.free(day("12:00", "13:00")));',
                    'assertEquals(Optional.of("red"), planner.free(day("12:00", "13:00")));',
                ),
                (
                    'assertEquals("blue", planner.free(day("11:00", "13:00")));',
                    'assertEquals(Optional.of("blue"), planner.free(day("11:00", "13:00")));\n            planner.book("blue", day("09:00", "18:00"));\n            assertEquals(Optional.empty(), planner.free(day("11:00", "13:00")));',
                ),
                ("import java.time.Duration;\n", "import java.time.Duration;\nimport java.util.Optional;\n"),
            ),
        },
        changed_by_request=("findsTheFirstFreeOne",),
    ),
    Case(
        "h cars of a kind, parameters extended, over both modules",
        {
            SPAN: r(
                SPAN_SOURCE,
                (
                    "    public Duration length",
                    "    /** This span, later by so much. */\n    public Span shifted(Duration by) {\n        return new Span(from.plus(by), to.plus(by));\n    }\n\n    public Duration length",
                ),
            ),
            T_SPAN_AT: r(
                T_SPAN,
                ('"12:30, 13:00, false"}', '"12:30, 13:00, false", "00:00, 23:00, true"}'),
                (
                    "    @Test\n    void sorts",
                    '    @ParameterizedTest\n    @CsvSource({"PT1H, 11:00, 13:30", "PT-30M, 09:30, 12:00", "PT0S, 10:00, 12:30"})\n    void shifts(Duration by, String from, String to) {\n        assertEquals(day(from, to), day("10:00", "12:30").shifted(by));\n    }\n\n    @Test\n    void sorts',
                ),
            ),
            PLAN: r(
                PLANNER,
                (
                    "    public Duration booked",
                    "    /** Books the same time on so many days, beginning with that span. */\n    public void bookDaily(String car, Span span, int days) {\n        for (int day = 0; day < days; day++) {\n            book(car, span.shifted(Duration.ofDays(day)));\n        }\n    }\n\n    public Duration booked",
                ),
            ),
            T_PLAN_AT: closed(
                T_PLANNER,
                """
        @Test
        void booksDaily() {
            planner.bookDaily("blue", day("08:00", "09:00"), 5);
            assertEquals(Duration.ofHours(5), planner.booked("blue"));
            assertEquals("red", planner.free(Span.parse("2026-03-05T08:30/2026-03-05T09:30")));
            planner.book("red", Span.parse("2026-03-06T08:00/2026-03-06T09:00"));
            assertEquals("blue", planner.free(Span.parse("2026-03-06T08:30/2026-03-06T09:30")));
        }
""",
                2,
            ),
        },
    ),
)
