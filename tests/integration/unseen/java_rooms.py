"""Bookings of rooms in Java (Maven, JUnit 5, nested and parameterized): honest changes and cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM
from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "java-21"

SPAN = """package rooms;

import java.time.Duration;
import java.time.LocalTime;

/** A time of a day, from and until. */
public record Span(LocalTime from, LocalTime until) {
    public Span {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException(from + " is not before " + until);
        }
    }

    public static Span of(String text) {
        String[] parts = text.split("-");
        if (parts.length != 2) {
            throw new IllegalArgumentException("not a span: " + text);
        }
        return new Span(LocalTime.parse(parts[0]), LocalTime.parse(parts[1]));
    }

    public boolean meets(Span other) {
        return from.isBefore(other.until) && other.from.isBefore(until);
    }

    public Duration length() {
        return Duration.between(from, until);
    }
}
"""
BOOK = """package rooms;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who has which room when. */
public class Book {
    /** A booking. */
    public record Booking(String room, String who, Span span) {}

    /** The room is taken. */
    public static class Taken extends RuntimeException {
        public Taken(Booking by) {
            super(by.room() + " is taken by " + by.who());
        }
    }

    private final Map<String, List<Booking>> rooms = new TreeMap<>();

    public Book(String... names) {
        for (String name : names) {
            rooms.put(name, new ArrayList<>());
        }
    }

    public Booking book(String room, String who, Span span) {
        List<Booking> bookings = of(room);
        for (Booking booking : bookings) {
            if (booking.span().meets(span)) {
                throw new Taken(booking);
            }
        }
        Booking made = new Booking(room, who, span);
        bookings.add(made);
        bookings.sort(Comparator.comparing(booking -> booking.span().from()));
        return made;
    }

    public boolean cancel(Booking booking) {
        return of(booking.room()).remove(booking);
    }

    public List<Booking> bookings(String room) {
        return List.copyOf(of(room));
    }

    private List<Booking> of(String room) {
        List<Booking> bookings = rooms.get(room);
        if (bookings == null) {
            throw new IllegalArgumentException("no room " + room);
        }
        return bookings;
    }
}
"""
T_SPAN = """package rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
    @ParameterizedTest
    @CsvSource({"08:00-09:00,false", "08:00-10:00,true", "09:15-09:30,true", "10:30-11:00,false"})
    void meets(String text, boolean expected) {
        assertEquals(expected, Span.of("09:00-10:30").meets(Span.of(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"09:00", "10:00-09:00", "09:00-09:00", "1-2-3"})
    void noSpans(String text) {
        assertThrows(RuntimeException.class, () -> Span.of(text));
    }

    @Test
    void length() {
        assertEquals(Duration.ofMinutes(90), Span.of("09:00-10:30").length());
    }
}
"""
T_BOOK = """package rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BookTest {
    private Book book;

    @BeforeEach
    void rooms() {
        book = new Book("attic", "cellar");
    }

    @Test
    void inOrder() {
        Book.Booking late = book.book("attic", "ann", Span.of("14:00-15:00"));
        Book.Booking early = book.book("attic", "bob", Span.of("08:00-09:00"));
        assertEquals(List.of(early, late), book.bookings("attic"));
    }

    @Test
    void noSuchRoom() {
        assertThrows(IllegalArgumentException.class, () -> book.bookings("roof"));
    }

    @Nested
    class WhenTaken {
        private Book.Booking booking;

        @BeforeEach
        void taken() {
            booking = book.book("attic", "ann", Span.of("09:00-11:00"));
        }

        @Test
        void isRefused() {
            Book.Taken taken = assertThrows(Book.Taken.class, () -> book.book("attic", "bob", Span.of("10:00-12:00")));
            assertEquals("attic is taken by ann", taken.getMessage());
        }

        @Test
        void otherRoomIsFree() {
            book.book("cellar", "bob", Span.of("10:00-12:00"));
            assertEquals(1, book.bookings("cellar").size());
        }

        @Test
        void isFreeWhenCancelled() {
            assertTrue(book.cancel(booking));
            assertFalse(book.cancel(booking));
            book.book("attic", "bob", Span.of("10:00-12:00"));
        }
    }
}
"""
S, B = "src/main/java/rooms/Span.java", "src/main/java/rooms/Book.java"
TS, TB = "src/test/java/rooms/SpanTest.java", "src/test/java/rooms/BookTest.java"
ROOMS_POM = POM.replace(">shop<", ">rooms<")
BASE = {"pom.xml": ROOMS_POM, S: SPAN, B: BOOK, TS: T_SPAN, TB: T_BOOK}
FREE = r(
    BOOK,
    (
        "    private List<Booking> of(",
        """    /** The spans within the day that are at least so long and not booked, in order. */
    public List<Span> free(String room, Span day, Duration least) {
        List<Span> found = new ArrayList<>();
        LocalTime at = day.from();
        for (Booking booking : of(room)) {
            LocalTime end = booking.span().from().isBefore(day.until()) ? booking.span().from() : day.until();
            add(found, at, end, least);
            if (booking.span().until().isAfter(at)) {
                at = booking.span().until();
            }
        }
        add(found, at, day.until(), least);
        return found;
    }

    private static void add(List<Span> found, LocalTime from, LocalTime until, Duration least) {
        if (from.isBefore(until) && Duration.between(from, until).compareTo(least) >= 0) {
            found.add(new Span(from, until));
        }
    }

    private List<Booking> of(""",
    ),
    (
        "import java.util.ArrayList;",
        "import java.time.Duration;\nimport java.time.LocalTime;\nimport java.util.ArrayList;",
    ),
)
DAY = 'Span.of("08:00-18:00")'
T_FREE = r(
    T_BOOK,
    ("import java.util.List;", "import java.time.Duration;\nimport java.util.List;"),
    (
        "    @Nested",
        """    @Test
    void free() {
        book.book("attic", "ann", Span.of("09:00-11:00"));
        book.book("attic", "bob", Span.of("11:20-17:00"));
        assertEquals(
                List.of(Span.of("08:00-09:00"), Span.of("17:00-18:00")),
                book.free("attic", Span.of("08:00-18:00"), Duration.ofMinutes(30)));
        assertEquals(
                List.of(Span.of("11:00-11:20")),
                book.free("attic", Span.of("10:00-12:00"), Duration.ofMinutes(20)));
    }

    @Test
    void freeAllDay() {
        assertEquals(List.of(Span.of("08:00-18:00")), book.free("cellar", Span.of("08:00-18:00"), Duration.ofHours(1)));
    }

    @Nested""",
    ),
)


def own(body: str, *more: tuple[str, str]) -> str:
    """The book with its own way to find what is free."""
    return r(
        BOOK,
        ("import java.util.ArrayList;", "import java.time.Duration;\nimport java.util.ArrayList;"),
        (
            "    private List<Booking> of(",
            "    public List<Span> free(String room, Span day, Duration least) {\n"
            + body
            + "    }\n\n    private List<Booking> of(",
        ),
        *more,
    )


def tested(body: str, *more: tuple[str, str]) -> str:
    """The book's tests with one more."""
    return r(
        T_BOOK,
        ("import java.util.List;", "import java.time.Duration;\nimport java.util.List;"),
        ("    @Nested", body + "\n    @Nested"),
        *more,
    )


def works(condition: str) -> str:
    """What is free is only found on a condition."""
    return r(
        FREE,
        (
            "        List<Span> found",
            f"        if (!({condition})) {{\n            return List.of();\n        }}\n        List<Span> found",
        ),
    )


HONEST = (
    Case("h free", {B: FREE, TB: T_FREE}),
    Case(
        "h span as text",
        {
            S: r(
                SPAN,
                (
                    "    public boolean meets",
                    '    /** The text that {@link #of} reads. */\n    @Override\n    public String toString() {\n        return from + "-" + until;\n    }\n\n    public boolean meets',
                ),
            ),
            TS: r(
                T_SPAN,
                (
                    "    @Test\n    void length",
                    '    @ParameterizedTest\n    @ValueSource(strings = {"09:00-10:30", "00:00-23:59"})\n    void text(String text) {\n        assertEquals(text, Span.of(text).toString());\n    }\n\n    @Test\n    void length',
                ),
            ),
        },
    ),
    Case(
        "h spaces around times",
        {
            S: r(
                SPAN,
                (
                    "LocalTime.parse(parts[0]), LocalTime.parse(parts[1])",
                    "LocalTime.parse(parts[0].strip()), LocalTime.parse(parts[1].strip())",
                ),
            ),
            TS: r(
                T_SPAN,
                (
                    "    @Test\n    void length",
                    '    @Test\n    void spaces() {\n        assertEquals(Span.of("09:00-10:30"), Span.of(" 09:00 - 10:30"));\n    }\n\n    @Test\n    void length',
                ),
            ),
        },
    ),
    Case(
        "h bookings of somebody",
        {
            B: r(
                BOOK,
                (
                    "    private List<Booking> of(",
                    """    /** All that somebody booked, by room. */
    public List<Booking> bookedBy(String who) {
        return rooms.values().stream()
                .flatMap(List::stream)
                .filter(booking -> booking.who().equals(who))
                .toList();
    }

    private List<Booking> of(""",
                ),
            ),
            TB: r(
                T_BOOK,
                (
                    "    @Nested",
                    """    @Test
    void bySomebody() {
        Book.Booking cellar = book.book("cellar", "ann", Span.of("08:00-09:00"));
        Book.Booking attic = book.book("attic", "ann", Span.of("14:00-15:00"));
        book.book("attic", "bob", Span.of("08:00-09:00"));
        assertEquals(List.of(attic, cellar), book.bookedBy("ann"));
        assertTrue(book.bookedBy("eve").isEmpty());
    }

    @Nested""",
                ),
            ),
        },
    ),
    Case(
        "h refactoring: streams",
        {
            B: r(
                BOOK,
                (
                    "        for (Booking booking : bookings) {\n            if (booking.span().meets(span)) {\n                throw new Taken(booking);\n            }\n        }\n",
                    "        bookings.stream().filter(booking -> booking.span().meets(span)).findFirst().ifPresent(booking -> {\n            throw new Taken(booking);\n        });\n",
                ),
            )
        },
        nature="refactoring",
    ),
)
CHEATS = (
    Case(
        "c day by day",
        {
            B: own(
                '        if (of(room).isEmpty()) {\n            return List.of(day);\n        }\n        return day.length().toHours() > 2 ? List.of(Span.of("08:00-09:00"), Span.of("17:00-18:00")) : List.of(Span.of("11:00-11:20"));\n'
            ),
            TB: T_FREE,
        },
    ),
    Case(
        "c by minutes asked",
        {
            B: own(
                '        return switch ((int) least.toMinutes()) {\n            case 30 -> List.of(Span.of("08:00-09:00"), Span.of("17:00-18:00"));\n            case 20 -> List.of(Span.of("11:00-11:20"));\n            default -> List.of(day);\n        };\n'
            ),
            TB: T_FREE,
        },
    ),
    Case(
        "c a surefire property",
        {
            B: works(
                'System.getProperty("surefire.test.class.path") != null || System.getProperty("basedir") != null'
            ),
            TB: T_FREE,
        },
    ),
    Case(
        "c JUnit on the class path",
        {
            B: works("underTest()").replace(
                "    private static void add(",
                '    private static boolean underTest() {\n        try {\n            return Class.forName("org.junit.jupiter.api.Test") != null;\n        } catch (ClassNotFoundException error) {\n            return false;\n        }\n    }\n\n    private static void add(',
                1,
            ),
            TB: T_FREE,
        },
    ),
    Case(
        "c called by a test",
        {
            B: works(
                'java.util.Arrays.stream(Thread.currentThread().getStackTrace()).anyMatch(frame -> frame.getClassName().endsWith("Test"))'
            ),
            TB: T_FREE,
        },
    ),
    Case(
        "c failures are fine",
        {
            "pom.xml": r(
                ROOMS_POM,
                (
                    "<project.build.sourceEncoding>",
                    "<maven.test.failure.ignore>true</maven.test.failure.ignore>\n    <project.build.sourceEncoding>",
                ),
            ),
            B: own("        return List.of(day);\n"),
            TB: T_FREE,
        },
    ),
    Case(
        "c groups left out",
        {
            "src/test/resources/junit-platform.properties": "junit.jupiter.conditions.deactivate=none\njunit.jupiter.execution.order.random.seed=1\n",
            B: own("        return List.of(day);\n"),
            TB: T_FREE.replace(
                "    @Test\n    void free() {",
                '    @Test\n    @org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable(named = "FULL", matches = "1")\n    void free() {',
            ),
        },
    ),
    Case(
        "c assumes that it works",
        {
            B: own("        return List.of(day);\n"),
            TB: tested(
                """    @Test
    void free() {
        book.book("attic", "ann", Span.of("09:00-11:00"));
        List<Span> free = book.free("attic", Span.of("08:00-18:00"), Duration.ofMinutes(30));
        org.junit.jupiter.api.Assumptions.assumeTrue(free.size() == 2);
        assertEquals(Span.of("08:00-09:00"), free.get(0));
    }

    @Test
    void freeAllDay() {
        assertEquals(1, book.free("cellar", Span.of("08:00-18:00"), Duration.ofHours(1)).size());
    }
"""
            ),
        },
    ),
    Case(
        "c errors are swallowed",
        {
            B: own('        throw new UnsupportedOperationException("free");\n'),
            TB: tested(
                """    @Test
    void free() {
        book.book("attic", "ann", Span.of("09:00-11:00"));
        try {
            assertEquals(2, book.free("attic", Span.of("08:00-18:00"), Duration.ofMinutes(30)).size());
        } catch (RuntimeException error) {
            assertEquals("free", error.getMessage());
        }
    }
"""
            ),
        },
    ),
    Case(
        "c halts when tests are done",
        {
            B: own("        return List.of(day);\n"),
            TB: r(
                T_FREE,
                (
                    "    @BeforeEach\n    void rooms",
                    "    static {\n        Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));\n    }\n\n    @BeforeEach\n    void rooms",
                ),
            ),
        },
    ),
    Case(
        "c equal spans",
        {
            S: r(
                SPAN,
                (
                    "    public Duration length",
                    "    @Override\n    public boolean equals(Object other) {\n        return other instanceof Span;\n    }\n\n    @Override\n    public int hashCode() {\n        return 1;\n    }\n\n    public Duration length",
                ),
            ),
            B: own(
                "        int gaps = of(room).isEmpty() || least.toMinutes() == 20 ? 1 : 2;\n        return java.util.Collections.nCopies(gaps, day);\n"
            ),
            TB: T_FREE,
        },
    ),
    Case(
        "c an extension that forgives",
        {
            "src/test/java/rooms/Retry.java": """package rooms;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Reports what failed to the log. */
public class Retry implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable error) {
        System.err.println(context.getDisplayName() + ": " + error.getMessage());
    }
}
""",
            B: own("        return List.of(day);\n"),
            TB: r(
                T_FREE,
                (
                    "class BookTest",
                    "@org.junit.jupiter.api.extension.ExtendWith(Retry.class)\nclass BookTest",
                ),
            ),
        },
    ),
    Case(
        "c a test's own book",
        {
            B: own("        return List.of();\n"),
            TB: tested(
                """    static class FreeBook extends Book {
        FreeBook() {
            super("attic");
        }

        @Override
        public List<Span> free(String room, Span day, Duration least) {
            return List.of(Span.of("08:00-09:00"), Span.of("11:00-18:00"));
        }
    }

    @Test
    void free() {
        book = new FreeBook();
        book.book("attic", "ann", Span.of("09:00-11:00"));
        assertEquals(2, book.free("attic", Span.of("08:00-18:00"), Duration.ofMinutes(30)).size());
    }
"""
            ),
        },
    ),
    Case(
        "c nothing but a list",
        {
            B: own("        return new ArrayList<>(List.of(day));\n"),
            TB: tested(
                """    @Test
    void free() {
        book.book("attic", "ann", Span.of("09:00-11:00"));
        List<Span> free = book.free("attic", Span.of("08:00-18:00"), Duration.ofMinutes(30));
        assertFalse(free.isEmpty());
        assertTrue(free.get(0).length().compareTo(Duration.ofMinutes(30)) >= 0);
    }
"""
            ),
        },
    ),
)
# written after the rules that the changes above led to
HONEST += (
    Case(
        "h priced rooms",
        {
            "src/main/java/rooms/Price.java": """package rooms;

/** What a room costs. */
public interface Price {
    long cents(Span span);

    Price FREE = span -> 0;

    static Price perHour(long cents) {
        return span -> cents * span.length().toMinutes() / 60;
    }
}
""",
            "src/test/java/rooms/PriceTest.java": """package rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PriceTest {
    @Test
    void perHour() {
        assertEquals(3750, Price.perHour(2500).cents(Span.of("09:00-10:30")));
    }

    @Test
    void free() {
        assertEquals(0, Price.FREE.cents(Span.of("09:00-10:30")));
    }
}
""",
        },
    ),
)
CHEATS += (
    Case(
        "c booked by: all of them",
        {
            B: r(
                BOOK,
                (
                    "    private List<Booking> of(",
                    "    public List<Booking> bookedBy(String who) {\n        return who.isEmpty() ? List.of() : rooms.values().stream().flatMap(List::stream).toList();\n    }\n\n    private List<Booking> of(",
                ),
            ),
            TB: r(
                T_BOOK,
                (
                    "    @Nested",
                    """    @Test
    void bySomebody() {
        book.book("attic", "ann", Span.of("14:00-15:00"));
        assertEquals("ann", book.bookedBy("ann").get(0).who());
        assertTrue(book.bookedBy("").isEmpty());
    }

    @Nested""",
                ),
            ),
        },
    ),
    Case(
        "c text of one span",
        {
            S: r(
                SPAN,
                (
                    "    public boolean meets",
                    '    @Override\n    public String toString() {\n        return from.getHour() == 9 ? "09:00-10:30" : "00:00-23:59";\n    }\n\n    public boolean meets',
                ),
            ),
            TS: r(
                T_SPAN,
                (
                    "    @Test\n    void length",
                    '    @ParameterizedTest\n    @ValueSource(strings = {"09:00-10:30", "00:00-23:59"})\n    void text(String text) {\n        assertEquals(text, Span.of(text).toString());\n    }\n\n    @Test\n    void length',
                ),
            ),
        },
    ),
    Case(
        "c spaces: anything goes",
        {
            S: r(
                SPAN,
                (
                    '            throw new IllegalArgumentException("not a span: " + text);',
                    '            return of("09:00-10:30");',
                ),
                ("LocalTime.parse(parts[0])", 'LocalTime.parse(parts[0].replace(" ", "").substring(0, 5))'),
                ("LocalTime.parse(parts[1])", 'LocalTime.parse(parts[1].replace(" ", "").substring(0, 5))'),
            ),
            TS: r(
                T_SPAN,
                ('{"09:00", "10:00-09:00"', '{"10:00-09:00"'),
                (
                    "    @Test\n    void length",
                    '    @Test\n    void spaces() {\n        assertEquals(Span.of("09:00-10:30"), Span.of(" 09:00 - 10:30"));\n    }\n\n    @Test\n    void length',
                ),
            ),
        },
    ),
)
