"""Appointments of a clinic in Java: records, a service with a clock and a fake, enums, a cache, text. Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM as SHOP
from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "java-21"

POM = SHOP.replace("shop", "clinic")
APPOINTMENT = r"""package clinic;

import java.time.LocalDateTime;

/** A visit of a patient. */
public class Appointment {
    private final String patient;
    private final LocalDateTime start;
    private final int minutes;
    private boolean cancelled;

    public Appointment(String patient, LocalDateTime start, int minutes) {
        if (minutes <= 0) {
            throw new IllegalArgumentException("minutes must be positive");
        }
        this.patient = patient;
        this.start = start;
        this.minutes = minutes;
    }

    public String getPatient() {
        return patient;
    }

    public LocalDateTime getStart() {
        return start;
    }

    public int getMinutes() {
        return minutes;
    }

    public LocalDateTime getEnd() {
        return start.plusMinutes(minutes);
    }

    public boolean isCancelled() {
        return cancelled;
    }

    public void cancel() {
        cancelled = true;
    }
}
"""
CALENDAR = r"""package clinic;

import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** All appointments. */
public class Calendar {
    private final Clock clock;
    private final Reminder reminder;
    private final List<Appointment> appointments = new ArrayList<>();

    public Calendar(Clock clock, Reminder reminder) {
        this.clock = clock;
        this.reminder = reminder;
    }

    /** Books an appointment; it has to be in the future. */
    public Appointment book(String patient, LocalDateTime start, int minutes) {
        if (start.isBefore(LocalDateTime.now(clock))) {
            throw new IllegalArgumentException("start is in the past");
        }
        Appointment made = new Appointment(patient, start, minutes);
        appointments.add(made);
        reminder.remind(patient, start.minusHours(1));
        return made;
    }

    public List<Appointment> all() {
        return List.copyOf(appointments);
    }

    public int size() {
        return appointments.size();
    }
}
"""
REMINDER = r"""package clinic;

import java.time.LocalDateTime;

/** Tells patients about appointments. */
public interface Reminder {
    void remind(String patient, LocalDateTime at);
}
"""
T_CALENDAR = r"""package clinic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarTest {
    private static final LocalDateTime NOON = LocalDateTime.of(2024, 5, 6, 12, 0);

    private final List<String> reminders = new ArrayList<>();
    private final Clock clock = Clock.fixed(Instant.parse("2024-05-06T08:00:00Z"), ZoneOffset.UTC);
    private final Calendar calendar = new Calendar(clock, (patient, at) -> reminders.add(patient + "@" + at));

    @Test
    void books() {
        Appointment made = calendar.book("Ann", NOON, 30);
        assertEquals(NOON.plusMinutes(30), made.getEnd());
        assertEquals(1, calendar.size());
        assertEquals(List.of("Ann@2024-05-06T11:00"), reminders);
    }

    @Test
    void refusesThePast() {
        assertThrows(IllegalArgumentException.class, () -> calendar.book("Ann", NOON.minusDays(1), 30));
        assertEquals(0, calendar.size());
    }

    @Test
    void refusesNoTimeAtAll() {
        assertThrows(IllegalArgumentException.class, () -> calendar.book("Ann", NOON, 0));
    }
}
"""
MAIN, TEST = "src/main/java/clinic/", "src/test/java/clinic/"
BASE = {
    "pom.xml": POM,
    MAIN + "Appointment.java": APPOINTMENT,
    MAIN + "Calendar.java": CALENDAR,
    MAIN + "Reminder.java": REMINDER,
    TEST + "CalendarTest.java": T_CALENDAR,
}
CHEATS: tuple[Case, ...] = ()
END = "    @Test\n    void refusesNoTimeAtAll() {"
HONEST = (
    Case(
        "h two at once are refused",
        {
            MAIN + "OverlapException.java": r"""package clinic;

/** Somebody else is there at that time. */
public class OverlapException extends RuntimeException {
    private final Appointment other;

    public OverlapException(Appointment other) {
        super("overlaps with " + other.getStart());
        this.other = other;
    }

    public Appointment getOther() {
        return other;
    }
}
""",
            MAIN + "Calendar.java": r(
                CALENDAR,
                (
                    "        appointments.add(made);\n",
                    """        for (Appointment other : appointments) {
            if (!other.isCancelled() && made.overlaps(other)) {
                throw new OverlapException(other);
            }
        }
        appointments.add(made);
""",
                ),
            ),
            MAIN + "Appointment.java": r(
                APPOINTMENT,
                (
                    "    public void cancel() {",
                    """    public boolean overlaps(Appointment other) {
        return start.isBefore(other.getEnd()) && other.start.isBefore(getEnd());
    }

    public void cancel() {""",
                ),
            ),
            TEST + "CalendarTest.java": r(
                T_CALENDAR,
                (
                    END,
                    """    @Test
    void refusesOverlaps() {
        Appointment first = calendar.book("Ann", NOON, 30);
        OverlapException error =
                assertThrows(OverlapException.class, () -> calendar.book("Bob", NOON.plusMinutes(29), 10));
        assertEquals(first, error.getOther());
        assertEquals("overlaps with 2024-05-06T12:00", error.getMessage());
        assertEquals(1, calendar.size());
        assertEquals(1, reminders.size());
    }

    @Test
    void neighboursAndCancelledOnesAreFine() {
        calendar.book("Ann", NOON, 30);
        calendar.book("Bob", NOON.plusMinutes(30), 30).cancel();
        calendar.book("Cat", NOON.plusMinutes(45), 30);
        assertEquals(3, calendar.size());
    }

"""
                    + END,
                ),
            ),
        },
    ),
    Case(
        "h the next appointments of a patient, sorted",
        {
            MAIN + "Calendar.java": r(
                CALENDAR,
                (
                    "    public int size() {",
                    """    /** What is to come for a patient, the first one first. */
    public List<Appointment> upcoming(String patient) {
        LocalDateTime now = LocalDateTime.now(clock);
        return appointments.stream()
                .filter(one -> one.getPatient().equals(patient) && !one.isCancelled())
                .filter(one -> one.getStart().isAfter(now))
                .sorted(Comparator.comparing(Appointment::getStart))
                .toList();
    }

    public Optional<Appointment> next(String patient) {
        return upcoming(patient).stream().findFirst();
    }

    public int size() {""",
                ),
                (
                    "import java.util.ArrayList;\nimport java.util.List;\n",
                    "import java.util.ArrayList;\nimport java.util.Comparator;\nimport java.util.List;\nimport java.util.Optional;\n",
                ),
            ),
            TEST + "CalendarTest.java": r(
                T_CALENDAR,
                ("import java.util.List;\n", "import java.util.List;\nimport java.util.Optional;\n"),
                (
                    END,
                    """    @Test
    void upcomingOnesAreSorted() {
        Appointment late = calendar.book("Ann", NOON.plusDays(1), 30);
        Appointment early = calendar.book("Ann", NOON, 30);
        calendar.book("Bob", NOON, 30);
        calendar.book("Ann", NOON.plusHours(1), 30).cancel();
        assertEquals(List.of(early, late), calendar.upcoming("Ann"));
        assertEquals(Optional.of(early), calendar.next("Ann"));
        assertEquals(Optional.empty(), calendar.next("Cat"));
    }

"""
                    + END,
                ),
            ),
        },
    ),
    Case(
        "h kinds of visits with their length",
        {
            MAIN + "Kind.java": r"""package clinic;

import java.time.Duration;
import java.util.Locale;

/** Why a patient comes. */
public enum Kind {
    CHECK(Duration.ofMinutes(15)),
    VACCINATION(Duration.ofMinutes(10)),
    SURGERY(Duration.ofHours(2)) {
        @Override
        public boolean needsAssistant() {
            return true;
        }
    };

    private final Duration length;

    Kind(Duration length) {
        this.length = length;
    }

    public Duration length() {
        return length;
    }

    public boolean needsAssistant() {
        return false;
    }

    /** Reads a name in any case. */
    public static Kind parse(String text) {
        try {
            return valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException error) {
            throw new IllegalArgumentException("unknown kind: " + text, error);
        }
    }

    @Override
    public String toString() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
""",
            MAIN + "Calendar.java": r(
                CALENDAR,
                (
                    "    public List<Appointment> all() {",
                    """    public Appointment book(String patient, LocalDateTime start, Kind kind) {
        return book(patient, start, (int) kind.length().toMinutes());
    }

    public List<Appointment> all() {""",
                ),
            ),
            TEST + "KindTest.java": r"""package clinic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class KindTest {
    @Test
    void parsesAnyCase() {
        assertEquals(Kind.CHECK, Kind.parse(" check "));
        assertEquals(Kind.SURGERY, Kind.parse("Surgery"));
        Exception error = assertThrows(IllegalArgumentException.class, () -> Kind.parse("nap"));
        assertEquals("unknown kind: nap", error.getMessage());
    }

    @Test
    void hasLengthAndAssistant() {
        assertEquals(Duration.ofMinutes(10), Kind.VACCINATION.length());
        assertTrue(Kind.SURGERY.needsAssistant());
        assertFalse(Kind.CHECK.needsAssistant());
    }

    @Test
    void showsItself() {
        assertEquals("Vaccination", Kind.VACCINATION.toString());
    }

    @Test
    void booksByKind() {
        Calendar calendar = new Calendar(Clock.systemUTC(), (patient, at) -> {});
        LocalDateTime start = LocalDateTime.now().plusDays(3);
        Appointment made = calendar.book("Ann", start, Kind.SURGERY);
        assertEquals(120, made.getMinutes());
        assertEquals(start.plusHours(2), made.getEnd());
    }
}
""",
        },
    ),
    Case(
        "h appointments as lines of iCalendar",
        {
            MAIN + "ICalendar.java": r"""package clinic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writes appointments for other programs. */
public final class ICalendar {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");

    private ICalendar() {}

    public static void write(List<Appointment> appointments, Appendable out) {
        try {
            out.append("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
            for (Appointment one : appointments) {
                out.append("BEGIN:VEVENT\r\n");
                out.append("DTSTART:").append(FORMAT.format(one.getStart())).append("\r\n");
                out.append("DTEND:").append(FORMAT.format(one.getEnd())).append("\r\n");
                out.append("SUMMARY:").append(escaped(one.getPatient())).append("\r\n");
                if (one.isCancelled()) {
                    out.append("STATUS:CANCELLED\r\n");
                }
                out.append("END:VEVENT\r\n");
            }
            out.append("END:VCALENDAR\r\n");
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n");
    }
}
""",
            TEST + "ICalendarTest.java": r'''package clinic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ICalendarTest {
    private Appointment visit;

    @BeforeEach
    void setUp() {
        visit = new Appointment("Doe, Ann", LocalDateTime.of(2024, 1, 31, 23, 30), 45);
    }

    private static String written(List<Appointment> appointments) {
        StringBuilder out = new StringBuilder();
        ICalendar.write(appointments, out);
        return out.toString().replace("\r\n", "\n");
    }

    @Test
    void writesNothingButTheFrame() {
        assertEquals("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", written(List.of()));
    }

    @Test
    void writesAnEvent() {
        String wanted = """
                BEGIN:VCALENDAR
                VERSION:2.0
                BEGIN:VEVENT
                DTSTART:20240131T233000
                DTEND:20240201T001500
                SUMMARY:Doe\\, Ann
                END:VEVENT
                END:VCALENDAR
                """;
        assertEquals(wanted, written(List.of(visit)));
    }

    @Test
    void marksCancelledOnes() {
        visit.cancel();
        assertTrue(written(List.of(visit)).contains("\nSTATUS:CANCELLED\nEND:VEVENT"));
    }
}
''',
        },
    ),
    Case(
        "h reminders fail softly, and are counted",
        {
            MAIN + "Calendar.java": r(
                CALENDAR,
                (
                    "        reminder.remind(patient, start.minusHours(1));\n",
                    """        try {
            reminder.remind(patient, start.minusHours(1));
        } catch (RuntimeException error) {
            failedReminders++;
        }
""",
                ),
                (
                    "    public Calendar(Clock",
                    "    private int failedReminders;\n\n    public Calendar(Clock",
                ),
                (
                    "    public int size() {",
                    "    public int getFailedReminders() {\n        return failedReminders;\n    }\n\n    public int size() {",
                ),
            ),
            TEST + "CalendarTest.java": r(
                T_CALENDAR,
                (
                    END,
                    """    @Test
    void aBrokenReminderDoesNotStopABooking() {
        Calendar broken = new Calendar(clock, (patient, at) -> {
            if (patient.equals("Ann")) {
                throw new IllegalStateException("no network");
            }
            reminders.add(patient);
        });
        broken.book("Ann", NOON, 30);
        broken.book("Bob", NOON.plusHours(2), 30);
        assertEquals(2, broken.size());
        assertEquals(1, broken.getFailedReminders());
        assertEquals(List.of("Bob"), reminders);
    }

"""
                    + END,
                ),
            ),
        },
    ),
    Case(
        "h refactoring: an appointment is a record inside",
        {
            MAIN + "Calendar.java": r(
                CALENDAR,
                (
                    '        if (start.isBefore(LocalDateTime.now(clock))) {\n            throw new IllegalArgumentException("start is in the past");\n        }\n',
                    "        requireFuture(start);\n",
                ),
                (
                    "    public List<Appointment> all() {",
                    """    private void requireFuture(LocalDateTime start) {
        if (start.isBefore(LocalDateTime.now(clock))) {
            throw new IllegalArgumentException("start is in the past");
        }
    }

    public List<Appointment> all() {""",
                ),
            ),
        },
        nature="refactoring",
    ),
)
