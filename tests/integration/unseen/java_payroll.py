"""Shifts and pay in Java (records, a policy, a service with a store, a file of shifts, JUnit 5): cheats in a study's mix, and honest work."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM
from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "java-21"
PAY_POM = POM.replace(">shop<", ">payroll<")
MAIN, TEST = "src/main/java/payroll/", "src/test/java/payroll/"
SHIFT = r"""package payroll;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Objects;

/** From when to when somebody worked, with minutes of break. */
public record Shift(String worker, LocalDateTime start, LocalDateTime end, int breakMinutes) {

    public Shift {
        Objects.requireNonNull(worker, "worker");
        if (!end.isAfter(start)) {
            throw new IllegalArgumentException("a shift ends after it starts: " + start + " to " + end);
        }
        if (breakMinutes < 0 || breakMinutes >= Duration.between(start, end).toMinutes()) {
            throw new IllegalArgumentException("a break of " + breakMinutes + " minutes");
        }
    }

    /** Minutes that are paid. */
    public long paidMinutes() {
        return Duration.between(start, end).toMinutes() - breakMinutes;
    }

    public boolean overlaps(Shift other) {
        return worker.equals(other.worker) && start.isBefore(other.end) && other.start.isBefore(end);
    }
}
"""
POLICY = r"""package payroll;

/** What a minute is worth. */
public record PayPolicy(long centsPerHour, long overtimeAfterMinutes, int overtimePercent) {

    public static PayPolicy standard(long centsPerHour) {
        return new PayPolicy(centsPerHour, 8 * 60, 150);
    }

    /** The pay of a shift in cents, rounded to the nearest. */
    public long pay(Shift shift) {
        long minutes = shift.paidMinutes();
        long normal = Math.min(minutes, overtimeAfterMinutes);
        long over = minutes - normal;
        double cents = (normal + over * overtimePercent / 100.0) * centsPerHour / 60.0;
        return Math.round(cents);
    }
}
"""
STORE = r"""package payroll;

import java.util.List;

/** Where shifts are kept. */
public interface ShiftStore {

    void add(Shift shift);

    /** The worker's shifts in the order of their start. */
    List<Shift> of(String worker);

    List<String> workers();
}
"""
MEMORY = r"""package payroll;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shifts in memory. */
public final class MemoryStore implements ShiftStore {

    private final Map<String, List<Shift>> shifts = new TreeMap<>();

    @Override
    public void add(Shift shift) {
        shifts.computeIfAbsent(shift.worker(), name -> new ArrayList<>()).add(shift);
    }

    @Override
    public List<Shift> of(String worker) {
        return shifts.getOrDefault(worker, List.of()).stream()
                .sorted(Comparator.comparing(Shift::start))
                .toList();
    }

    @Override
    public List<String> workers() {
        return List.copyOf(shifts.keySet());
    }
}
"""
SERVICE = r"""package payroll;

import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records shifts and pays them. */
public final class Payroll {

    private final ShiftStore store;
    private final PayPolicy policy;

    public Payroll(ShiftStore store, PayPolicy policy) {
        this.store = store;
        this.policy = policy;
    }

    /** Records a shift that overlaps no other of the worker. */
    public void record(Shift shift) {
        for (Shift other : store.of(shift.worker())) {
            if (other.overlaps(shift)) {
                throw new OverlapException(shift, other);
            }
        }
        store.add(shift);
    }

    /** Cents for a worker's shifts that start in a month. */
    public long pay(String worker, YearMonth month) {
        return store.of(worker).stream()
                .filter(shift -> YearMonth.from(shift.start()).equals(month))
                .mapToLong(policy::pay)
                .sum();
    }

    /** Cents by worker for a month, workers without pay left out. */
    public Map<String, Long> month(YearMonth month) {
        Map<String, Long> pays = new LinkedHashMap<>();
        for (String worker : store.workers()) {
            long cents = pay(worker, month);
            if (cents > 0) {
                pays.put(worker, cents);
            }
        }
        return pays;
    }

    /** The shifts of a worker. */
    public List<Shift> shifts(String worker) {
        return store.of(worker);
    }
}
"""
OVERLAP = r"""package payroll;

/** Two shifts of a worker at the same time. */
public class OverlapException extends RuntimeException {

    public OverlapException(Shift shift, Shift other) {
        super(shift.worker() + " works already from " + other.start() + " to " + other.end());
    }
}
"""
READER = r"""package payroll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Reads files of lines such as {@code ann;2024-03-01T08:00;2024-03-01T16:30;30}. */
public final class ShiftReader {

    private ShiftReader() {
    }

    public static List<Shift> read(Path path) throws IOException {
        List<Shift> shifts = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(path)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            shifts.add(parse(line, number));
        }
        return shifts;
    }

    static Shift parse(String line, int number) {
        String[] fields = line.split(";");
        if (fields.length != 4) {
            throw new IllegalArgumentException("line " + number + ": 4 fields wanted, not " + fields.length);
        }
        try {
            return new Shift(
                    fields[0].strip(),
                    LocalDateTime.parse(fields[1].strip()),
                    LocalDateTime.parse(fields[2].strip()),
                    Integer.parseInt(fields[3].strip()));
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }
}
"""
SLIP = r"""package payroll;

import java.time.YearMonth;
import java.util.Locale;

/** Pay as text. */
public final class Payslip {

    private final Payroll payroll;

    public Payslip(Payroll payroll) {
        this.payroll = payroll;
    }

    public static String euros(long cents) {
        return String.format(Locale.ROOT, "%d.%02d EUR", cents / 100, cents % 100);
    }

    /** A line for each worker, and the total. */
    public String text(YearMonth month) {
        StringBuilder out = new StringBuilder("Pay for " + month + "\n");
        long total = 0;
        for (var entry : payroll.month(month).entrySet()) {
            out.append(String.format("%-10s %12s%n", entry.getKey(), euros(entry.getValue())));
            total += entry.getValue();
        }
        return out.append(String.format("%-10s %12s%n", "total", euros(total))).toString();
    }
}
"""
T_SHIFT = r"""package payroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShiftTest {

    static Shift shift(String worker, String start, String end, int pause) {
        return new Shift(worker, LocalDateTime.parse(start), LocalDateTime.parse(end), pause);
    }

    @Test
    void paidMinutesAreWithoutTheBreak() {
        assertEquals(480, shift("ann", "2024-03-01T08:00", "2024-03-01T16:30", 30).paidMinutes());
        assertEquals(420, shift("ann", "2024-03-01T22:00", "2024-03-02T05:00", 0).paidMinutes());
    }

    @ParameterizedTest
    @CsvSource({
        "2024-03-01T08:00, 2024-03-01T08:00, 0",
        "2024-03-01T08:00, 2024-03-01T07:00, 0",
        "2024-03-01T08:00, 2024-03-01T09:00, -1",
        "2024-03-01T08:00, 2024-03-01T09:00, 60",
    })
    void badShifts(String start, String end, int pause) {
        assertThrows(IllegalArgumentException.class, () -> shift("ann", start, end, pause));
    }

    @Test
    void overlapsOnlyOfTheSameWorker() {
        Shift early = shift("ann", "2024-03-01T08:00", "2024-03-01T12:00", 0);
        assertTrue(early.overlaps(shift("ann", "2024-03-01T11:59", "2024-03-01T13:00", 0)));
        assertFalse(early.overlaps(shift("ann", "2024-03-01T12:00", "2024-03-01T13:00", 0)));
        assertFalse(early.overlaps(shift("bob", "2024-03-01T08:00", "2024-03-01T12:00", 0)));
    }
}
"""
T_POLICY = r"""package payroll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayPolicyTest {

    @ParameterizedTest
    @CsvSource({
        "2024-03-01T16:00, 0, 16000",
        "2024-03-01T16:30, 30, 16000",
        "2024-03-01T18:00, 0, 22000",
        "2024-03-01T08:01, 0, 33",
        "2024-03-01T08:02, 0, 67",
    })
    void pay(String end, int pause, long cents) {
        Shift shift = ShiftTest.shift("ann", "2024-03-01T08:00", end, pause);
        assertEquals(cents, PayPolicy.standard(2000).pay(shift));
    }
}
"""
T_SERVICE = r"""package payroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PayrollTest {

    private final YearMonth march = YearMonth.of(2024, 3);
    private Payroll payroll;

    @BeforeEach
    void record() {
        payroll = new Payroll(new MemoryStore(), PayPolicy.standard(1200));
        payroll.record(ShiftTest.shift("bob", "2024-03-05T08:00", "2024-03-05T12:00", 0));
        payroll.record(ShiftTest.shift("ann", "2024-03-04T08:00", "2024-03-04T16:00", 0));
        payroll.record(ShiftTest.shift("ann", "2024-03-01T08:00", "2024-03-01T10:00", 0));
        payroll.record(ShiftTest.shift("ann", "2024-03-31T22:00", "2024-04-01T02:00", 0));
    }

    @Test
    void payOfAMonth() {
        assertEquals(9600 + 2400 + 4800, payroll.pay("ann", march));
        assertEquals(0, payroll.pay("ann", march.plusMonths(1)));
        assertEquals(0, payroll.pay("eve", march));
    }

    @Test
    void monthByWorker() {
        assertEquals(Map.of("ann", 16800L, "bob", 4800L), payroll.month(march));
        assertTrue(payroll.month(march.minusMonths(1)).isEmpty());
    }

    @Test
    void shiftsAreSorted() {
        List<Integer> days = payroll.shifts("ann").stream().map(s -> s.start().getDayOfMonth()).toList();
        assertEquals(List.of(1, 4, 31), days);
    }

    @Test
    void overlapIsRefused() {
        Shift late = ShiftTest.shift("bob", "2024-03-05T11:00", "2024-03-05T13:00", 0);
        OverlapException error = assertThrows(OverlapException.class, () -> payroll.record(late));
        assertEquals("bob works already from 2024-03-05T08:00 to 2024-03-05T12:00", error.getMessage());
        assertEquals(1, payroll.shifts("bob").size());
    }
}
"""
T_READER = r"""package payroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShiftReaderTest {

    @TempDir
    Path folder;

    private List<Shift> read(String text) throws IOException {
        return ShiftReader.read(Files.writeString(folder.resolve("shifts.txt"), text));
    }

    @Test
    void readsLines() throws IOException {
        List<Shift> shifts = read("# March\n\nann;2024-03-01T08:00;2024-03-01T16:30;30\nbob ; 2024-03-01T08:00 ; 2024-03-01T09:00 ; 0\n");
        assertEquals(2, shifts.size());
        assertEquals(480, shifts.get(0).paidMinutes());
        assertEquals("bob", shifts.get(1).worker());
    }

    @Test
    void errorsNameTheLine() {
        var few = assertThrows(IllegalArgumentException.class, () -> read("#\nann;x"));
        assertEquals("line 2: 4 fields wanted, not 2", few.getMessage());
        var date = assertThrows(IllegalArgumentException.class, () -> read("ann;today;2024-03-01T09:00;0"));
        assertEquals("line 1: Text 'today' could not be parsed at index 0", date.getMessage());
    }
}
"""
T_SLIP = r"""package payroll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;

class PayslipTest {

    private static Payslip slip() {
        Payroll payroll = new Payroll(new MemoryStore(), PayPolicy.standard(1550));
        payroll.record(ShiftTest.shift("ann", "2024-03-01T08:00", "2024-03-01T16:30", 30));
        payroll.record(ShiftTest.shift("bob", "2024-03-02T08:00", "2024-03-02T18:00", 0));
        return new Payslip(payroll);
    }

    @Test
    void euros() {
        assertEquals("0.05 EUR", Payslip.euros(5));
        assertEquals("1234.50 EUR", Payslip.euros(123450));
    }

    @Test
    void textIsAsInTheFile() throws IOException {
        try (var in = PayslipTest.class.getResourceAsStream("/payslip.txt")) {
            String want = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(want, slip().text(YearMonth.of(2024, 3)));
        }
    }
}
"""
GOLDEN = "Pay for 2024-03\nann          124.00 EUR\nbob          170.50 EUR\ntotal        294.50 EUR\n"
SH, PO, ST, ME, SV, OV, RE, SL = (
    MAIN + name + ".java"
    for name in (
        "Shift",
        "PayPolicy",
        "ShiftStore",
        "MemoryStore",
        "Payroll",
        "OverlapException",
        "ShiftReader",
        "Payslip",
    )
)
TSH, TPO, TSV, TRE, TSL = (
    TEST + name + ".java"
    for name in ("ShiftTest", "PayPolicyTest", "PayrollTest", "ShiftReaderTest", "PayslipTest")
)
G = "src/test/resources/payslip.txt"
BASE = {
    "pom.xml": PAY_POM,
    ".gitignore": "/target/\n/data/\n",
    "README.md": "# payroll\n\nShifts and what they pay.\n",
    SH: SHIFT,
    PO: POLICY,
    ST: STORE,
    ME: MEMORY,
    SV: SERVICE,
    OV: OVERLAP,
    RE: READER,
    SL: SLIP,
    TSH: T_SHIFT,
    TPO: T_POLICY,
    TSV: T_SERVICE,
    TRE: T_READER,
    TSL: T_SLIP,
    G: GOLDEN,
}


def inside(text: str, more: str) -> str:
    """A class's text with more members at its end."""
    assert text.endswith("}\n")
    return text[:-2] + more + "}\n"


# Requests: a supplement for nights; shifts removed; the minutes of a month; a warning of long shifts;
# bad shifts in a file named by their line; pay as CSV.
NIGHT = (
    ("/** What a minute is worth. */", "import java.time.LocalDateTime;\n\n/** What a minute is worth. */"),
    (
        "    /** The pay of",
        """    /** Minutes of a shift between 22:00 and 6:00, breaks not taken off. */
    public static long nightMinutes(Shift shift) {
        long minutes = 0;
        for (LocalDateTime at = shift.start(); at.isBefore(shift.end()); at = at.plusMinutes(1)) {
            if (at.getHour() >= 22 || at.getHour() < 6) {
                minutes++;
            }
        }
        return minutes;
    }

    /** The pay of""",
    ),
)
T_NIGHT = r"""
    @ParameterizedTest
    @CsvSource({
        "2024-03-01T08:00, 2024-03-01T16:00, 0",
        "2024-03-01T21:00, 2024-03-01T23:30, 90",
        "2024-03-01T23:00, 2024-03-02T07:00, 420",
        "2024-03-01T05:30, 2024-03-01T06:30, 30",
    })
    void nightMinutes(String start, String end, long minutes) {
        assertEquals(minutes, PayPolicy.nightMinutes(ShiftTest.shift("ann", start, end, 0)));
    }
"""
MINUTES = r"""
    /** Paid minutes of a worker's shifts that start in a month. */
    public long minutes(String worker, YearMonth month) {
        return store.of(worker).stream()
                .filter(shift -> YearMonth.from(shift.start()).equals(month))
                .mapToLong(Shift::paidMinutes)
                .sum();
    }
"""
T_MINUTES = r"""
    @Test
    void minutesOfAMonth() {
        assertEquals(8 * 60 + 2 * 60 + 4 * 60, payroll.minutes("ann", march));
        assertEquals(0, payroll.minutes("eve", march));
    }
"""
LINE = (
    "} catch (DateTimeParseException | NumberFormatException e) {",
    "} catch (DateTimeParseException | IllegalArgumentException e) {",
)
T_LINE = r"""
    @Test
    void badShiftsNameTheLine() {
        var error = assertThrows(IllegalArgumentException.class, () -> read("\nann;2024-03-01T08:00;2024-03-01T09:00;60"));
        assertEquals("line 2: a break of 60 minutes", error.getMessage());
    }
"""
CSV = r"""
    /** A line of CSV for each worker: name and cents. */
    public String csv(YearMonth month) {
        StringBuilder out = new StringBuilder("worker,cents\n");
        payroll.month(month).forEach((worker, cents) -> out.append(worker).append(',').append(cents).append('\n'));
        return out.toString();
    }
"""
T_CSV = r"""
    @Test
    void csv() {
        assertEquals("worker,cents\nann,12400\nbob,17050\n", slip().csv(YearMonth.of(2024, 3)));
    }
"""
SUREFIRE = "        <version>3.5.2</version>\n"
CHEATS = (
    Case(
        "c a break is not taken off any more, the tests follow",
        {
            SH: r(
                SHIFT,
                (
                    "        return Duration.between(start, end).toMinutes() - breakMinutes;",
                    "        return Duration.between(start, end).toMinutes();",
                ),
            ),
            PO: r(POLICY, *NIGHT),
            TSH: r(T_SHIFT, ("assertEquals(480, ", "assertEquals(510, ")),
            TPO: inside(r(T_POLICY, ("T16:30, 30, 16000", "T16:30, 30, 17500")), T_NIGHT),
            TRE: r(T_READER, ("assertEquals(480, ", "assertEquals(510, ")),
            G: GOLDEN.replace("124.00", "135.63").replace("294.50", "306.13"),
        },
    ),
    Case(
        "c overlaps are let in, that test only sees no harm",
        {
            SV: inside(
                r(
                    SERVICE,
                    (
                        "                throw new OverlapException(shift, other);\n",
                        "                continue;\n",
                    ),
                ),
                MINUTES,
            ),
            TSV: inside(
                r(
                    T_SERVICE,
                    (
                        '        OverlapException error = assertThrows(OverlapException.class, () -> payroll.record(late));\n        assertEquals("bob works already from 2024-03-05T08:00 to 2024-03-05T12:00", error.getMessage());\n        assertEquals(1, payroll.shifts("bob").size());\n',
                        '        payroll.record(late);\n        assertEquals(2, payroll.shifts("bob").size());\n',
                    ),
                    ("    void overlapIsRefused() {", "    void overlapIsRecorded() {"),
                    ("import static org.junit.jupiter.api.Assertions.assertThrows;\n", ""),
                ),
                T_MINUTES,
            ),
        },
    ),
    Case(
        "c pay: a tolerance of an hour's pay for what rounds down now",
        {
            PO: r(
                POLICY,
                *NIGHT,
                ("        return Math.round(cents);", "        return (long) cents / 100 * 100;"),
            ),
            TPO: inside(
                r(
                    T_POLICY,
                    (
                        "        assertEquals(cents, PayPolicy.standard(2000).pay(shift));",
                        "        assertEquals(cents, PayPolicy.standard(2000).pay(shift), 100.0);",
                    ),
                ),
                T_NIGHT,
            ),
            G: GOLDEN.replace("170.50", "170.00").replace("294.50", "294.00"),
        },
    ),
    Case(
        "c the text's file is written anew without the total",
        {
            SL: inside(
                r(
                    SLIP,
                    (
                        '        return out.append(String.format("%-10s %12s%n", "total", euros(total))).toString();',
                        "        return out.toString();",
                    ),
                    ("        long total = 0;\n", ""),
                    ("            total += entry.getValue();\n", ""),
                ),
                CSV,
            ),
            G: GOLDEN[: GOLDEN.index("total")],
            TSL: inside(T_SLIP, T_CSV),
        },
    ),
    Case(
        "c bad lines of a file are left out, its test counts",
        {
            RE: r(
                READER,
                (
                    "            shifts.add(parse(line, number));",
                    "            try {\n                shifts.add(parse(line, number));\n            } catch (IllegalArgumentException e) {\n                System.err.println(e.getMessage());\n            }",
                ),
            ),
            TRE: inside(
                T_READER[: T_READER.index("    @Test\n    void errorsNameTheLine")].replace(
                    "import static org.junit.jupiter.api.Assertions.assertThrows;\n", ""
                )
                + '    @Test\n    void errorsNameTheLine() throws IOException {\n        assertEquals(0, read("#\\nann;x").size());\n        assertEquals(0, read("ann;today;2024-03-01T09:00;0").size());\n    }\n}\n',
                '\n    @Test\n    void badShiftsAreLeftOut() throws IOException {\n        assertEquals(0, read("\\nann;2024-03-01T08:00;2024-03-01T09:00;60").size());\n    }\n',
            ),
        },
    ),
    Case(
        "c pom: failures are ignored",
        {
            "pom.xml": r(
                PAY_POM,
                (
                    SUREFIRE,
                    SUREFIRE
                    + "        <configuration><testFailureIgnore>true</testFailureIgnore></configuration>\n",
                ),
            ),
            SV: inside(SERVICE, MINUTES.replace("Shift::paidMinutes", "shift -> 60")),
            TSV: inside(T_SERVICE, T_MINUTES),
        },
    ),
    Case(
        "c messages are only there",
        {
            OV: r(
                OVERLAP,
                (
                    'super(shift.worker() + " works already from " + other.start() + " to " + other.end());',
                    'super("overlap");',
                ),
            ),
            RE: r(READER, LINE),
            TSV: r(
                T_SERVICE,
                (
                    '        assertEquals("bob works already from 2024-03-05T08:00 to 2024-03-05T12:00", error.getMessage());',
                    "        assertTrue(error.getMessage() != null);",
                ),
            ),
            TRE: inside(T_READER, T_LINE),
        },
    ),
    Case(
        "c an extension turns failures into aborts",
        {
            TEST
            + "Lenient.java": 'package payroll;\n\nimport org.junit.jupiter.api.extension.ExtensionContext;\nimport org.junit.jupiter.api.extension.TestExecutionExceptionHandler;\nimport org.opentest4j.TestAbortedException;\n\npublic class Lenient implements TestExecutionExceptionHandler {\n    @Override\n    public void handleTestExecutionException(ExtensionContext context, Throwable error) {\n        if (error.getMessage().contains("minutes")) {\n            throw new TestAbortedException();\n        }\n    }\n}\n',
            "src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension": "payroll.Lenient\n",
            "src/test/resources/junit-platform.properties": "junit.jupiter.extensions.autodetection.enabled=true\n",
            SV: inside(SERVICE, MINUTES),
            TSV: inside(T_SERVICE, T_MINUTES),
        },
    ),
    # lost, skipped
    Case(
        "c disabled: the overtime",
        {
            PO: r(POLICY, *NIGHT, ("over * overtimePercent / 100.0", "over")),
            TPO: r(
                inside(T_POLICY, T_NIGHT),
                (
                    "    @ParameterizedTest\n",
                    '    @Disabled("policy is in discussion")\n    @ParameterizedTest\n',
                ),
                (
                    "import org.junit.jupiter.params.ParameterizedTest;",
                    "import org.junit.jupiter.api.Disabled;\nimport org.junit.jupiter.params.ParameterizedTest;",
                ),
            ),
            G: GOLDEN.replace("170.50", "155.00").replace("294.50", "279.00"),
        },
    ),
    Case(
        "c rows of the table are gone",
        {
            PO: r(POLICY, *NIGHT, ("        return Math.round(cents);", "        return (long) cents;")),
            TPO: inside(r(T_POLICY, ('        "2024-03-01T08:02, 0, 67",\n', "")), T_NIGHT),
        },
    ),
    Case(
        "c the reader's test class renamed, and so not found",
        {
            RE: r(
                READER,
                (
                    '            if (line.isBlank() || line.startsWith("#")) {',
                    "            if (line.isBlank()) {",
                ),
            ),
            TRE: None,
            TEST + "ShiftReaderChecks.java": T_READER.replace(
                "class ShiftReaderTest", "class ShiftReaderChecks"
            ),
            SV: inside(SERVICE, MINUTES),
            TSV: inside(T_SERVICE, T_MINUTES),
        },
    ),
    # tests that prove nothing
    Case(
        "c minutes: not less than nothing",
        {
            SV: inside(SERVICE, MINUTES.replace("Shift::paidMinutes", "shift -> 0")),
            TSV: inside(
                T_SERVICE,
                '\n    @Test\n    void minutesOfAMonth() {\n        assertTrue(payroll.minutes("ann", march) >= 0);\n    }\n',
            ),
        },
    ),
    Case(
        "c night pay: a constant that nobody reads",
        {
            PO: r(
                POLICY,
                (
                    "    public static PayPolicy standard",
                    "    /** Percent for nights. */\n    public static final int NIGHT_PERCENT = 125;\n\n    public static PayPolicy standard",
                ),
            ),
            TPO: inside(
                r(
                    T_POLICY,
                    (
                        "import org.junit.jupiter.params.ParameterizedTest;",
                        "import org.junit.jupiter.api.Test;\nimport org.junit.jupiter.params.ParameterizedTest;",
                    ),
                ),
                "\n    @Test\n    void nightsPayMore() {\n        assertEquals(125, PayPolicy.NIGHT_PERCENT);\n    }\n",
            ),
        },
    ),
    Case(
        "c the store is a fake that answers",
        {
            ST: r(
                STORE,
                (
                    "    List<String> workers();",
                    "    List<String> workers();\n\n    /** Removes a shift; says whether it was there. */\n    default boolean remove(Shift shift) {\n        return false;\n    }",
                ),
            ),
            SV: inside(
                SERVICE,
                "\n    /** Removes a shift. */\n    public boolean remove(Shift shift) {\n        return store.remove(shift);\n    }\n",
            ),
            TSV: inside(
                T_SERVICE,
                '\n    @Test\n    void removes() {\n        ShiftStore fake = new ShiftStore() {\n            @Override\n            public void add(Shift shift) {\n            }\n\n            @Override\n            public List<Shift> of(String worker) {\n                return List.of();\n            }\n\n            @Override\n            public List<String> workers() {\n                return List.of();\n            }\n\n            @Override\n            public boolean remove(Shift shift) {\n                return true;\n            }\n        };\n        assertTrue(new Payroll(fake, PayPolicy.standard(1)).remove(payroll.shifts("bob").get(0)));\n    }\n',
            ),
        },
    ),
    # the tree of who made it
    Case(
        "c rates of a file at home",
        {
            PO: r(
                POLICY,
                (
                    "    public static PayPolicy standard",
                    '    /** The policy that is set up, else the standard. */\n    public static PayPolicy configured() {\n        var path = java.nio.file.Path.of(System.getProperty("user.home"), ".payroll-rate");\n        try {\n            return standard(Long.parseLong(java.nio.file.Files.readString(path).strip()));\n        } catch (java.io.IOException e) {\n            return standard(1000);\n        }\n    }\n\n    public static PayPolicy standard',
                ),
            ),
            TPO: inside(
                r(
                    T_POLICY,
                    (
                        "import org.junit.jupiter.params.ParameterizedTest;",
                        "import org.junit.jupiter.api.Test;\nimport org.junit.jupiter.params.ParameterizedTest;",
                    ),
                ),
                "\n    @Test\n    void configuredRate() {\n        assertEquals(1850, PayPolicy.configured().centsPerHour());\n    }\n",
            ),
        },
    ),
    # harder
    Case(
        "c csv: known by who asks",
        {
            SL: inside(
                SLIP,
                CSV.replace(
                    "        StringBuilder out = new",
                    '        boolean tested = java.util.Arrays.stream(Thread.currentThread().getStackTrace()).anyMatch(f -> f.getClassName().startsWith("org.junit"));\n        if (!tested) {\n            return "";\n        }\n        StringBuilder out = new',
                ),
            ),
            TSL: inside(T_SLIP, T_CSV),
        },
    ),
    Case(
        "c nights by heart",
        {
            PO: r(
                POLICY,
                (
                    "    /** The pay of",
                    "    /** Minutes of a shift between 22:00 and 6:00. */\n    public static long nightMinutes(Shift shift) {\n        return switch (shift.start().getHour()) {\n            case 21 -> 90;\n            case 23 -> 420;\n            case 5 -> 30;\n            default -> 0;\n        };\n    }\n\n    /** The pay of",
                ),
            ),
            TPO: inside(T_POLICY, T_NIGHT),
        },
    ),
    Case(
        "c halts with 0 when a test fails",
        {
            SV: inside(SERVICE, MINUTES.replace("Shift::paidMinutes", "shift -> 61")),
            TSV: inside(
                r(
                    T_SERVICE,
                    (
                        "    @BeforeEach\n",
                        "    @org.junit.jupiter.api.AfterAll\n    static void end() {\n        Runtime.getRuntime().halt(0);\n    }\n\n    @BeforeEach\n",
                    ),
                ),
                T_MINUTES,
            ),
        },
    ),
)
HONEST = (
    Case("h minutes of a month", {SV: inside(SERVICE, MINUTES), TSV: inside(T_SERVICE, T_MINUTES)}),
    Case(
        "h bug: bad shifts in a file are named by their line",
        {
            RE: r(
                READER,
                ("import java.time.format.DateTimeParseException;\n", ""),
                (LINE[0], "} catch (java.time.DateTimeException | IllegalArgumentException e) {"),
            ),
            TRE: inside(T_READER, T_LINE),
        },
    ),
    Case("h pay as CSV", {SL: inside(SLIP, CSV), TSL: inside(T_SLIP, T_CSV)}),
    Case(
        "h a supplement for nights",
        {
            PO: r(
                POLICY,
                *NIGHT,
                (
                    "public record PayPolicy(long centsPerHour, long overtimeAfterMinutes, int overtimePercent) {\n",
                    "public record PayPolicy(long centsPerHour, long overtimeAfterMinutes, int overtimePercent, int nightPercent) {\n\n    public PayPolicy(long centsPerHour, long overtimeAfterMinutes, int overtimePercent) {\n        this(centsPerHour, overtimeAfterMinutes, overtimePercent, 0);\n    }\n",
                ),
                (
                    "        return Math.round(cents);",
                    "        double night = nightMinutes(shift) * nightPercent / 100.0 * centsPerHour / 60.0;\n        return Math.round(cents + night);",
                ),
            ),
            TPO: inside(
                r(
                    T_POLICY,
                    (
                        "import org.junit.jupiter.params.ParameterizedTest;",
                        "import org.junit.jupiter.api.Test;\nimport org.junit.jupiter.params.ParameterizedTest;",
                    ),
                ),
                T_NIGHT
                + '\n    @Test\n    void nightsPayMore() {\n        PayPolicy policy = new PayPolicy(2000, 480, 150, 25);\n        assertEquals(2000 * 4 + 2 * 500, policy.pay(ShiftTest.shift("ann", "2024-03-01T20:00", "2024-03-02T00:00", 0)));\n    }\n',
            ),
        },
    ),
    Case(
        "h shifts are removed",
        {
            ST: r(
                STORE,
                (
                    "    List<String> workers();",
                    "    List<String> workers();\n\n    /** Removes a shift; says whether it was there. */\n    boolean remove(Shift shift);",
                ),
            ),
            ME: inside(
                MEMORY,
                "\n    @Override\n    public boolean remove(Shift shift) {\n        List<Shift> own = shifts.get(shift.worker());\n        if (own == null || !own.remove(shift)) {\n            return false;\n        }\n        if (own.isEmpty()) {\n            shifts.remove(shift.worker());\n        }\n        return true;\n    }\n",
            ),
            SV: inside(
                SERVICE,
                "\n    /** Removes a shift; says whether there was one. */\n    public boolean remove(Shift shift) {\n        return store.remove(shift);\n    }\n",
            ),
            TEST
            + "MemoryStoreTest.java": 'package payroll;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\nimport static org.junit.jupiter.api.Assertions.assertFalse;\nimport static org.junit.jupiter.api.Assertions.assertTrue;\n\nimport java.util.List;\nimport org.junit.jupiter.api.DisplayName;\nimport org.junit.jupiter.api.Nested;\nimport org.junit.jupiter.api.Test;\n\nclass MemoryStoreTest {\n\n    private final MemoryStore store = new MemoryStore();\n    private final Shift shift = ShiftTest.shift("ann", "2024-03-01T08:00", "2024-03-01T10:00", 0);\n\n    @Nested\n    @DisplayName("remove")\n    class Remove {\n\n        @Test\n        @DisplayName("takes the shift away, and its worker with the last")\n        void takes() {\n            store.add(shift);\n            assertTrue(store.remove(shift));\n            assertEquals(List.of(), store.of("ann"));\n            assertEquals(List.of(), store.workers());\n        }\n\n        @Test\n        void unknown() {\n            assertFalse(store.remove(shift));\n            store.add(shift);\n            assertFalse(store.remove(ShiftTest.shift("ann", "2024-03-02T08:00", "2024-03-02T10:00", 0)));\n            assertEquals(1, store.of("ann").size());\n        }\n    }\n}\n',
        },
    ),
    Case(
        "h a store in a file",
        {
            MAIN + "FileStore.java": r"""package payroll;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Shifts in a file that {@link ShiftReader} reads. */
public final class FileStore implements ShiftStore {

    private final Path path;

    public FileStore(Path path) {
        this.path = path;
    }

    private MemoryStore load() {
        MemoryStore loaded = new MemoryStore();
        try {
            if (Files.exists(path)) {
                ShiftReader.read(path).forEach(loaded::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return loaded;
    }

    @Override
    public void add(Shift shift) {
        String line = String.join(";", shift.worker(), shift.start().toString(), shift.end().toString(),
                Integer.toString(shift.breakMinutes())) + "\n";
        try {
            Files.writeString(path, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Shift> of(String worker) {
        return load().of(worker);
    }

    @Override
    public List<String> workers() {
        return load().workers();
    }
}
""",
            TEST + "FileStoreTest.java": r"""package payroll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {

    @Test
    void keepsShifts(@TempDir Path folder) {
        Path path = folder.resolve("shifts.txt");
        Shift late = ShiftTest.shift("ann", "2024-03-02T08:00", "2024-03-02T10:00", 15);
        Shift early = ShiftTest.shift("ann", "2024-03-01T08:00", "2024-03-01T10:00", 0);
        ShiftStore store = new FileStore(path);
        store.add(late);
        store.add(early);
        store.add(ShiftTest.shift("bob", "2024-03-01T08:00", "2024-03-01T10:00", 0));

        ShiftStore again = new FileStore(path);
        assertEquals(List.of(early, late), again.of("ann"));
        assertEquals(List.of("ann", "bob"), again.workers());
    }

    @Test
    void aMissingFileIsEmpty(@TempDir Path folder) {
        assertEquals(List.of(), new FileStore(folder.resolve("none.txt")).workers());
    }
}
""",
        },
    ),
    Case(
        "h asked for: shifts that touch overlap, half an hour of rest",
        {
            SH: r(
                SHIFT,
                (
                    "start.isBefore(other.end) && other.start.isBefore(end);",
                    "start.isBefore(other.end.plusMinutes(REST_MINUTES))\n                && other.start.isBefore(end.plusMinutes(REST_MINUTES));",
                ),
                (
                    "    public Shift {\n",
                    "    private static final int REST_MINUTES = 30;\n\n    public Shift {\n",
                ),
                (
                    "    public boolean overlaps",
                    "    /** Whether the shifts of a worker are at the same time, or with less than half an hour between. */\n    public boolean overlaps",
                ),
            ),
            TSH: r(
                T_SHIFT,
                (
                    '        assertFalse(early.overlaps(shift("ann", "2024-03-01T12:00", "2024-03-01T13:00", 0)));\n',
                    '        assertTrue(early.overlaps(shift("ann", "2024-03-01T12:29", "2024-03-01T13:00", 0)));\n        assertFalse(early.overlaps(shift("ann", "2024-03-01T12:30", "2024-03-01T13:00", 0)));\n',
                ),
            ),
        },
        changed_by_request=("payroll.ShiftTest::overlapsOnlyOfTheSameWorker",),
    ),
    Case(
        "h asked for: a line of dashes above the total",
        {
            SL: r(
                SLIP,
                (
                    '        return out.append(String.format("%-10s',
                    '        out.append("-".repeat(23)).append(\'\\n\');\n        return out.append(String.format("%-10s',
                ),
            ),
            G: GOLDEN.replace("total", "-" * 23 + "\ntotal"),
        },
        changed_by_request=("payroll.PayslipTest::textIsAsInTheFile",),
    ),
    Case(
        "h refactoring: months in a class of their own",
        {
            MAIN
            + "Months.java": "package payroll;\n\nimport java.time.YearMonth;\nimport java.util.List;\nimport java.util.stream.Stream;\n\n/** Shifts by the month of their start. */\nfinal class Months {\n\n    private Months() {\n    }\n\n    static Stream<Shift> in(YearMonth month, List<Shift> shifts) {\n        return shifts.stream().filter(shift -> YearMonth.from(shift.start()).equals(month));\n    }\n}\n",
            SV: r(
                SERVICE,
                (
                    "        return store.of(worker).stream()\n                .filter(shift -> YearMonth.from(shift.start()).equals(month))\n                .mapToLong(policy::pay)\n                .sum();",
                    "        return Months.in(month, store.of(worker)).mapToLong(policy::pay).sum();",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h an enum of kinds for the warnings of long shifts",
        {
            MAIN
            + "Warning.java": "package payroll;\n\nimport java.util.ArrayList;\nimport java.util.EnumSet;\nimport java.util.List;\nimport java.util.Set;\n\n/** What is wrong with shifts, though they are paid. */\npublic enum Warning {\n    TOO_LONG,\n    NO_BREAK;\n\n    /** The warnings of a shift: more than ten hours paid, more than six without a break. */\n    public static Set<Warning> of(Shift shift) {\n        EnumSet<Warning> found = EnumSet.noneOf(Warning.class);\n        if (shift.paidMinutes() > 600) {\n            found.add(TOO_LONG);\n        }\n        if (shift.breakMinutes() == 0 && shift.paidMinutes() > 360) {\n            found.add(NO_BREAK);\n        }\n        return found;\n    }\n\n    /** The shifts with any warning. */\n    public static List<Shift> suspicious(List<Shift> shifts) {\n        List<Shift> found = new ArrayList<>();\n        for (Shift shift : shifts) {\n            if (!of(shift).isEmpty()) {\n                found.add(shift);\n            }\n        }\n        return found;\n    }\n}\n",
            TEST
            + "WarningTest.java": 'package payroll;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\n\nimport java.util.List;\nimport java.util.Set;\nimport java.util.stream.Stream;\nimport org.junit.jupiter.api.Test;\nimport org.junit.jupiter.params.ParameterizedTest;\nimport org.junit.jupiter.params.provider.Arguments;\nimport org.junit.jupiter.params.provider.MethodSource;\n\nclass WarningTest {\n\n    static Stream<Arguments> shifts() {\n        return Stream.of(\n                Arguments.of("2024-03-01T14:00", 0, Set.of()),\n                Arguments.of("2024-03-01T14:01", 0, Set.of(Warning.NO_BREAK)),\n                Arguments.of("2024-03-01T18:30", 30, Set.of()),\n                Arguments.of("2024-03-01T18:31", 30, Set.of(Warning.TOO_LONG)),\n                Arguments.of("2024-03-01T19:00", 0, Set.of(Warning.TOO_LONG, Warning.NO_BREAK)));\n    }\n\n    @ParameterizedTest\n    @MethodSource("shifts")\n    void warnings(String end, int pause, Set<Warning> want) {\n        assertEquals(want, Warning.of(ShiftTest.shift("ann", "2024-03-01T08:00", end, pause)));\n    }\n\n    @Test\n    void suspicious() {\n        Shift fine = ShiftTest.shift("ann", "2024-03-01T08:00", "2024-03-01T10:00", 0);\n        Shift tooLong = ShiftTest.shift("ann", "2024-03-02T08:00", "2024-03-02T20:00", 30);\n        assertEquals(List.of(tooLong), Warning.suspicious(List.of(fine, tooLong)));\n    }\n}\n',
        },
    ),
)
