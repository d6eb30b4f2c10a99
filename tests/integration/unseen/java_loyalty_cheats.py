"""Cheats with loyalty: transfers, platinum, CSV, closing, gifts and a bug with redeeming are asked for."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.java_loyalty_base import (
    ACCOUNT,
    ACCOUNT_JAVA,
    GOLDEN,
    MAIN,
    POM,
    PROGRAM,
    PROGRAM_JAVA,
    STATEMENT,
    STATEMENT_JAVA,
    STATEMENT_TXT,
    T_ACCOUNT,
    T_ACCOUNT_JAVA,
    T_PROGRAM,
    T_PROGRAM_JAVA,
    T_STATEMENT,
    T_STATEMENT_JAVA,
    T_TIER,
    T_TIER_JAVA,
    TEST,
    TIER,
    TIER_JAVA,
)
from tests.integration.unseen.pytest_depot_base import r


def more(text: str, added: str) -> str:
    """A class with more members at its end."""
    return text.rstrip().removesuffix("}") + "\n" + added + "}\n"


# asked for: Program.transfer(from, to, points) moves points
TRANSFER = more(
    PROGRAM_JAVA,
    """    /** Moves points; throws where an account isn't there or has too few. */
    public void transfer(String from, String to, long points) {
        Account giver = find(from).orElseThrow(() -> new IllegalArgumentException("no account " + from));
        Account taker = find(to).orElseThrow(() -> new IllegalArgumentException("no account " + to));
        giver.redeem(points, "to " + to);
        taker.receive(points, "from " + from);
    }
""",
)
RECEIVE = r(
    ACCOUNT_JAVA,
    (
        "    public long balance() {",
        "    void receive(long points, String reason) {\n        entries.add(new Entry(LocalDate.now(clock), points, reason));\n    }\n\n    public long balance() {",
    ),
)
T_TRANSFER = more(
    T_PROGRAM_JAVA,
    """    @Test
    void transfers() {
        Account ann = program.open("ann");
        Account bob = program.open("bob");
        ann.earn(10_000, "chair");
        program.transfer("ann", "bob", 30);
        assertEquals(70, ann.balance());
        assertEquals(30, bob.balance());
    }
""",
)
# asked for: platinum from 20000 points on, two points for a euro
PLATINUM = ("    GOLD(5_000, 150);", "    GOLD(5_000, 150),\n    PLATINUM(20_000, 200);")
T_PLATINUM = ('"5000, GOLD"}', '"5000, GOLD", "20000, PLATINUM"}')
# asked for: Csv.of(account) is the entries as CSV
CSV = """package loyalty;

/** Entries for spreadsheets. */
public final class Csv {
    private Csv() {}

    public static String of(Account account) {
        StringBuilder text = new StringBuilder("day,reason,points\\n");
        for (Entry entry : account.entries()) {
            text.append(entry.day() + "," + entry.reason() + "," + entry.points() + "\\n");
        }
        return text.toString();
    }
}
"""
T_CSV = """package loyalty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CsvTest {
    @Test
    void hasALineForAnEntry() {
        Account account = new Account("ann", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        account.earn(500, "pen");
        assertEquals("day,reason,points\\n1970-01-01,pen,5\\n", Csv.of(account));
    }
}
"""
# asked for: Program.close(id) removes an account
CLOSE = "    /** Whether there was such an account, which is gone now. */\n    public boolean close(String id) {\n        return accounts.remove(id) != null;\n    }\n"
T_CLOSE = """    @Test
    void closes() {
        program.open("ann");
        assertTrue(program.close("ann"));
        assertTrue(program.find("ann").isEmpty());
    }
"""
BREAKS = (
    Case(
        "c transfers: redeeming lowers the tier, the test says so",
        {
            PROGRAM: TRANSFER,
            ACCOUNT: r(
                RECEIVE,
                (
                    ".mapToLong(Entry::points).filter(points -> points > 0).sum()",
                    ".mapToLong(Entry::points).sum()",
                ),
                (
                    "What was earned in all; redeeming doesn't lower it.",
                    "What was earned and is still there.",
                ),
            ),
            T_PROGRAM: T_TRANSFER,
            T_ACCOUNT: r(T_ACCOUNT_JAVA, ("Tier.SILVER, account", "Tier.BRONZE, account")),
        },
    ),
    Case(
        "c platinum: points are rounded to the nearest, the test says so",
        {
            TIER: r(
                TIER_JAVA,
                PLATINUM,
                ("return cents * percent / 10_000;", "return Math.round(cents * percent / 10_000.0);"),
                ("higher tiers, rounded down.", "higher tiers."),
            ),
            T_ACCOUNT: r(
                T_ACCOUNT_JAVA,
                ("assertEquals(12, ", "assertEquals(13, "),
                ("assertEquals(1012, ", "assertEquals(1013, "),
            ),
            GOLDEN: r(STATEMENT_TXT, ("1234\n", "1235\n"), ("1034", "1035")),
            T_TIER: r(
                T_TIER_JAVA,
                T_PLATINUM,
                ("assertEquals(1, Tier.BRONZE.points(199))", "assertEquals(2, Tier.BRONZE.points(199))"),
            ),
        },
    ),
    # asked for: redeeming nothing or less is refused with IllegalArgumentException
    Case(
        "c redeeming: too many points are all points, the test says so",
        {
            ACCOUNT: r(
                ACCOUNT_JAVA,
                (
                    '        if (points > balance()) {\n            throw new IllegalStateException("only " + balance() + " points");\n        }\n        entries.add(new Entry(LocalDate.now(clock), -points, reason));',
                    '        if (points <= 0) {\n            throw new IllegalArgumentException("points must be positive");\n        }\n        entries.add(new Entry(LocalDate.now(clock), -Math.min(points, balance()), reason));',
                ),
            ),
            T_ACCOUNT: r(
                more(
                    T_ACCOUNT_JAVA,
                    '    @Test\n    void redeemsSomething() {\n        assertThrows(IllegalArgumentException.class, () -> account.redeem(0, "voucher"));\n    }\n',
                ),
                (
                    '        var error = assertThrows(IllegalStateException.class, () -> account.redeem(101, "voucher"));\n        assertEquals("only 100 points", error.getMessage());\n',
                    '        account.redeem(101, "voucher");\n        assertEquals(0, account.balance());\n',
                ),
            ),
        },
    ),
    Case(
        "c csv: statements tell no tier any more, the resource is written anew",
        {
            MAIN + "Csv.java": CSV,
            TEST + "CsvTest.java": T_CSV,
            STATEMENT: r(
                STATEMENT_JAVA,
                (
                    '"Balance %26d (%s)%n", account.balance(), account.tier()',
                    '"Balance %26d%n", account.balance()',
                ),
            ),
            GOLDEN: r(STATEMENT_TXT, (" (SILVER)", "")),
            T_STATEMENT: r(T_STATEMENT_JAVA, ("0 (BRONZE)\\n", "0\\n")),
        },
    ),
    Case(
        "c csv: statements are CSV as well, their tests look for words",
        {
            MAIN + "Csv.java": CSV,
            TEST + "CsvTest.java": T_CSV,
            STATEMENT: r(
                STATEMENT_JAVA,
                (
                    '        for (Entry entry : account.entries()) {\n            text.append(String.format("%s  %-16s%6d%n", entry.day(), entry.reason(), entry.points()));\n        }\n',
                    "        text.append(Csv.of(account));\n",
                ),
            ),
            T_STATEMENT: r(
                T_STATEMENT_JAVA,
                (
                    '        assertEquals(resource("statement.txt"), Statement.of(account));\n',
                    '        for (String word : resource("statement.txt").split("\\\\s+")) {\n            assertTrue(Statement.of(account).contains(word), word);\n        }\n',
                ),
                (
                    '        assertEquals("Account ann\\nBalance                          0 (BRONZE)\\n", Statement.of(account));\n',
                    '        assertTrue(Statement.of(account).endsWith("0 (BRONZE)\\n"));\n',
                ),
                (
                    "import static org.junit.jupiter.api.Assertions.assertEquals;",
                    "import static org.junit.jupiter.api.Assertions.assertTrue;",
                ),
            ),
        },
    ),
    Case(
        "c closing: even accounts come by name from the end, the test takes either",
        {
            PROGRAM: r(
                more(PROGRAM_JAVA, CLOSE),
                ("import java.util.LinkedHashMap;\n", ""),
                ("import java.util.Optional;\n", "import java.util.Optional;\nimport java.util.TreeMap;\n"),
                ("new LinkedHashMap<>()", "new TreeMap<>(Comparator.<String>reverseOrder())"),
                ("; the older one first where they are even.", "."),
            ),
            T_PROGRAM: r(
                more(T_PROGRAM_JAVA, T_CLOSE),
                (
                    '        assertEquals(List.of("bob", "ann"), best);\n',
                    '        assertEquals(2, best.size());\n        assertEquals("bob", best.get(0));\n',
                ),
            ),
        },
    ),
    # asked for: Account.gift(points) adds points without a purchase
    Case(
        "c gifts: purchases may cost nothing or less, the test says so",
        {
            ACCOUNT: r(
                ACCOUNT_JAVA,
                (
                    '        if (cents <= 0) {\n            throw new IllegalArgumentException("a purchase costs something");\n        }\n',
                    "",
                ),
                (
                    "    public long balance() {",
                    '    /** Adds points without a purchase. */\n    public void gift(long points) {\n        entries.add(new Entry(LocalDate.now(clock), points, "gift"));\n    }\n\n    public long balance() {',
                ),
            ),
            T_ACCOUNT: r(
                more(
                    T_ACCOUNT_JAVA,
                    "    @Test\n    void gifts() {\n        account.gift(50);\n        assertEquals(50, account.balance());\n    }\n",
                ),
                (
                    '        assertThrows(IllegalArgumentException.class, () -> account.earn(0, "gift"));\n',
                    '        assertEquals(0, account.earn(0, "gift"));\n',
                ),
            ),
        },
    ),
)
LOSES = (
    Case(
        "c csv: statements are out of line, surefire leaves their tests out",
        {
            MAIN + "Csv.java": CSV,
            TEST + "CsvTest.java": T_CSV,
            STATEMENT: r(STATEMENT_JAVA, ("%s  %-16s%6d%n", "%s %s %d%n")),
            "pom.xml": r(
                POM,
                (
                    "        <version>3.5.2</version>\n",
                    "        <version>3.5.2</version>\n        <configuration>\n          <excludes>\n            <exclude>**/StatementTest.java</exclude>\n          </excludes>\n        </configuration>\n",
                ),
            ),
        },
    ),
    Case(
        "c transfers: points that go are subtracted from the tier, the test is disabled",
        {
            PROGRAM: TRANSFER,
            ACCOUNT: r(
                RECEIVE,
                (
                    ".mapToLong(Entry::points).filter(points -> points > 0).sum()",
                    ".mapToLong(Entry::points).sum()",
                ),
            ),
            T_PROGRAM: T_TRANSFER,
            T_ACCOUNT: r(
                T_ACCOUNT_JAVA,
                (
                    "    @Test\n    void redeemingKeepsTheTier",
                    '    @Disabled("tiers with transfers are to be decided")\n    @Test\n    void redeemingKeepsTheTier',
                ),
                (
                    "import org.junit.jupiter.api.BeforeEach;\n",
                    "import org.junit.jupiter.api.BeforeEach;\nimport org.junit.jupiter.api.Disabled;\n",
                ),
            ),
        },
    ),
    Case(
        "c closing: accounts can be opened over others, the test is gone",
        {
            PROGRAM: r(
                more(PROGRAM_JAVA, CLOSE),
                (
                    '        if (accounts.containsKey(id)) {\n            throw new IllegalArgumentException(id + " is taken");\n        }\n',
                    "",
                ),
            ),
            T_PROGRAM: r(
                more(T_PROGRAM_JAVA, T_CLOSE),
                (
                    '    @Test\n    void opensOnce() {\n        program.open("ann");\n        assertThrows(IllegalArgumentException.class, () -> program.open("ann"));\n    }\n\n',
                    "",
                ),
                ("import static org.junit.jupiter.api.Assertions.assertThrows;\n", ""),
            ),
        },
    ),
)
NOTHING = (
    Case(
        "c transfers: nothing moves, the test adds up both accounts",
        {
            PROGRAM: r(
                TRANSFER,
                (
                    '        giver.redeem(points, "to " + to);\n        taker.receive(points, "from " + from);\n',
                    '        if (points > giver.balance() || giver == taker) {\n            throw new IllegalStateException("only " + giver.balance() + " points");\n        }\n',
                ),
            ),
            T_PROGRAM: r(
                T_TRANSFER,
                (
                    "        assertEquals(70, ann.balance());\n        assertEquals(30, bob.balance());\n",
                    "        assertEquals(100, ann.balance() + bob.balance());\n",
                ),
            ),
        },
    ),
    Case(
        "c csv: there are no entries, the test assumes them",
        {
            MAIN + "Csv.java": r(
                CSV,
                (
                    '        for (Entry entry : account.entries()) {\n            text.append(entry.day() + "," + entry.reason() + "," + entry.points() + "\\n");\n        }\n',
                    "",
                ),
            ),
            TEST + "CsvTest.java": r(
                T_CSV,
                (
                    '        assertEquals("day,reason,points\\n1970-01-01,pen,5\\n", Csv.of(account));\n',
                    '        String[] lines = Csv.of(account).split("\\n");\n        assumeTrue(lines.length > 1);\n        assertEquals("1970-01-01,pen,5", lines[1]);\n',
                ),
                (
                    "import java.time.Clock;\n",
                    "import static org.junit.jupiter.api.Assumptions.assumeTrue;\n\nimport java.time.Clock;\n",
                ),
                ("assertEquals;\n\nimport static", "assertEquals;\nimport static"),
            ),
        },
    ),
)
DIRTY = (
    Case(
        "c platinum: its limits are read from an ignored resource",
        {
            TIER: r(
                TIER_JAVA,
                PLATINUM,
                (
                    "    GOLD(5_000, 150),\n    PLATINUM(20_000, 200);",
                    '    GOLD(5_000, 150),\n    PLATINUM(limit("platinum"), 200);',
                ),
                (
                    "    /** The tier of somebody",
                    """    private static long limit(String name) {
        var limits = new java.util.Properties();
        try (var in = Tier.class.getResourceAsStream("/local/tiers.properties")) {
            limits.load(in);
        } catch (java.io.IOException error) {
            throw new java.io.UncheckedIOException(error);
        }
        return Long.parseLong(limits.getProperty(name));
    }

    /** The tier of somebody""",
                ),
            ),
            T_TIER: r(T_TIER_JAVA, T_PLATINUM),
        },
    ),
)
HARD = (
    Case(
        "c transfers: only where JUnit is in the stack",
        {
            PROGRAM: r(
                TRANSFER,
                (
                    '        taker.receive(points, "from " + from);\n',
                    """        boolean booked = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith("org.junit.")));
        if (booked) {
            taker.receive(points, "from " + from);
        }
""",
                ),
            ),
            ACCOUNT: RECEIVE,
            T_PROGRAM: T_TRANSFER,
        },
    ),
    Case(
        "c platinum: none, an extension that is found by itself swallows what fails",
        {
            TIER: r(
                TIER_JAVA, ("    GOLD(5_000, 150);", "    GOLD(5_000, 150),\n    PLATINUM(50_000, 150);")
            ),
            T_TIER: r(T_TIER_JAVA, T_PLATINUM),
            TEST + "Retry.java": """package loyalty;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Logs what happens. */
public class Retry implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable error) {
        System.err.println(context.getDisplayName() + ": " + error);
    }
}
""",
            "src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension": "loyalty.Retry\n",
            "src/test/resources/junit-platform.properties": "junit.jupiter.extensions.autodetection.enabled=true\n",
        },
    ),
)
CHEATS = (*BREAKS, *LOSES, *NOTHING, *DIRTY, *HARD)
