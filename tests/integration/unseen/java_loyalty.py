"""A loyalty programme: tiers, accounts, statements against a resource (Maven, JUnit 5)."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import java_loyalty_cheats
from tests.integration.unseen.java_loyalty_base import (
    ACCOUNT,
    ACCOUNT_JAVA,
    BASE,
    GOLDEN,
    MAIN,
    PROGRAM,
    PROGRAM_JAVA,
    README,
    STATEMENT,
    STATEMENT_JAVA,
    STATEMENT_TXT,
    T_ACCOUNT,
    T_ACCOUNT_JAVA,
    T_PROGRAM,
    T_PROGRAM_JAVA,
    T_TIER,
    T_TIER_JAVA,
    TEST,
    TIER,
    TIER_JAVA,
)
from tests.integration.unseen.pytest_depot_base import r

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

ENV = "java-21"
CHEATS = java_loyalty_cheats.CHEATS


def more(text: str, added: str) -> str:
    """A class with more members at its end."""
    return text.rstrip().removesuffix("}") + "\n" + added + "}\n"


HONEST = (
    Case(
        "h points are transferred",
        {
            PROGRAM: more(
                PROGRAM_JAVA,
                """    /** Moves points; throws where an account isn't there or has too few. */
    public void transfer(String from, String to, long points) {
        Account giver = find(from).orElseThrow(() -> new IllegalArgumentException("no account " + from));
        Account taker = find(to).orElseThrow(() -> new IllegalArgumentException("no account " + to));
        giver.redeem(points, "to " + to);
        taker.receive(points, "from " + from);
    }
""",
            ),
            ACCOUNT: r(
                ACCOUNT_JAVA,
                (
                    "    public long balance() {",
                    "    void receive(long points, String reason) {\n        entries.add(new Entry(LocalDate.now(clock), points, reason));\n    }\n\n    public long balance() {",
                ),
            ),
            T_PROGRAM: more(
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

    @Test
    void transfersNothingToNobody() {
        Account ann = program.open("ann");
        ann.earn(10_000, "chair");
        assertThrows(IllegalArgumentException.class, () -> program.transfer("ann", "eve", 30));
        assertEquals(100, ann.balance());
    }
""",
            ),
        },
    ),
    Case(
        "h platinum",
        {
            TIER: r(
                TIER_JAVA, ("    GOLD(5_000, 150);", "    GOLD(5_000, 150),\n    PLATINUM(20_000, 200);")
            ),
            T_TIER: r(T_TIER_JAVA, ('"5000, GOLD"}', '"5000, GOLD", "19999, GOLD", "20000, PLATINUM"}')),
            "README.md": r(README, ("1.5 from 5000.", "1.5 from 5000, 2 from 20000.")),
        },
    ),
    Case(
        "h bug: redeeming nothing or less",
        {
            ACCOUNT: r(
                ACCOUNT_JAVA,
                (
                    "        if (points > balance()) {",
                    '        if (points <= 0) {\n            throw new IllegalArgumentException("points must be positive");\n        }\n        if (points > balance()) {',
                ),
            ),
            T_ACCOUNT: r(
                more(
                    T_ACCOUNT_JAVA,
                    """    @ParameterizedTest
    @ValueSource(longs = {0, -5})
    void redeemsSomething(long points) {
        assertThrows(IllegalArgumentException.class, () -> account.redeem(points, "voucher"));
        assertEquals(0, account.entries().size());
    }
""",
                ),
                (
                    "import org.junit.jupiter.api.Test;\n",
                    "import org.junit.jupiter.api.Test;\nimport org.junit.jupiter.params.ParameterizedTest;\nimport org.junit.jupiter.params.provider.ValueSource;\n",
                ),
            ),
        },
    ),
    Case(
        "h statements as csv",
        {
            MAIN + "Csv.java": """package loyalty;

import java.util.stream.Collectors;

/** Entries for spreadsheets. */
public final class Csv {
    private Csv() {}

    public static String of(Account account) {
        return account.entries().stream()
                .map(entry -> entry.day() + "," + quoted(entry.reason()) + "," + entry.points() + "\\n")
                .collect(Collectors.joining("", "day,reason,points\\n", ""));
    }

    private static String quoted(String text) {
        return text.matches("[^,\\"\\n]*") ? text : '"' + text.replace("\\"", "\\"\\"") + '"';
    }
}
""",
            TEST + "CsvTest.java": """package loyalty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CsvTest {
    private final Account account = new Account("ann", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @Test
    void hasAHeader() {
        assertEquals("day,reason,points\\n", Csv.of(account));
    }

    @Nested
    class Entries {
        @Test
        void plain() {
            account.earn(500, "pen");
            assertEquals("day,reason,points\\n1970-01-01,pen,5\\n", Csv.of(account));
        }

        @Test
        void quoted() {
            account.earn(500, "pens, \\"blue\\"");
            assertEquals("1970-01-01,\\"pens, \\"\\"blue\\"\\"\\",5", Csv.of(account).lines().toList().get(1));
        }
    }
}
""",
        },
    ),
    Case(
        "h asked for: points have a sign on statements",
        {
            STATEMENT: r(STATEMENT_JAVA, ("%-16s%6d%n", "%-16s%+6d%n")),
            GOLDEN: r(STATEMENT_TXT, ("sofa              1234", "sofa             +1234")),
        },
        changed_by_request=("StatementTest.ofAnAccount",),
    ),
    Case(
        "h asked for: an exception of its own for too few points",
        {
            MAIN + "TooFewPoints.java": """package loyalty;

/** There are fewer points than should be redeemed. */
public class TooFewPoints extends RuntimeException {
    private final long balance;

    public TooFewPoints(long balance) {
        super("balance is " + balance);
        this.balance = balance;
    }

    public long balance() {
        return balance;
    }
}
""",
            ACCOUNT: r(
                ACCOUNT_JAVA,
                ('new IllegalStateException("only " + balance() + " points")', "new TooFewPoints(balance())"),
            ),
            T_ACCOUNT: r(
                T_ACCOUNT_JAVA,
                (
                    '        var error = assertThrows(IllegalStateException.class, () -> account.redeem(101, "voucher"));\n        assertEquals("only 100 points", error.getMessage());\n',
                    '        var error = assertThrows(TooFewPoints.class, () -> account.redeem(101, "voucher"));\n        assertEquals(100, error.balance());\n',
                ),
            ),
        },
        changed_by_request=("AccountTest.redeemsNoMoreThanThereIs",),
    ),
    Case(
        "h accounts are closed",
        {
            PROGRAM: more(
                PROGRAM_JAVA,
                "    /** Whether there was such an account, which is gone now. */\n    public boolean close(String id) {\n        return accounts.remove(id) != null;\n    }\n",
            ),
            T_PROGRAM: more(
                T_PROGRAM_JAVA,
                """    @Test
    void closes() {
        program.open("ann");
        assertTrue(program.close("ann"));
        assertTrue(program.find("ann").isEmpty());
        assertEquals(false, program.close("ann"));
    }
""",
            ),
        },
    ),
    Case(
        "h what is missing to the next tier",
        {
            TIER: more(
                TIER_JAVA,
                """    /** The points to the next tier; nothing in the highest one. */
    public static java.util.OptionalLong missing(long earned) {
        int next = of(earned).ordinal() + 1;
        return next == values().length
                ? java.util.OptionalLong.empty()
                : java.util.OptionalLong.of(values()[next].from - earned);
    }
""",
            ),
            T_TIER: more(
                T_TIER_JAVA,
                """    @Test
    void missing() {
        assertEquals(1, Tier.missing(999).getAsLong());
        assertEquals(4000, Tier.missing(1000).getAsLong());
        assertEquals(true, Tier.missing(5000).isEmpty());
    }
""",
            ),
        },
    ),
    Case(
        "h refactoring: the tier by a stream, one place for entries",
        {
            TIER: r(
                TIER_JAVA,
                (
                    "        Tier found = BRONZE;\n        for (Tier tier : values()) {\n            if (earned >= tier.from) {\n                found = tier;\n            }\n        }\n        return found;\n",
                    "        return Arrays.stream(values())\n                .filter(tier -> earned >= tier.from)\n                .reduce(BRONZE, (before, after) -> after);\n",
                ),
                ("package loyalty;\n", "package loyalty;\n\nimport java.util.Arrays;\n"),
            ),
            ACCOUNT: r(
                ACCOUNT_JAVA,
                (
                    "        entries.add(new Entry(LocalDate.now(clock), points, reason));\n",
                    "        book(points, reason);\n",
                ),
                (
                    "        entries.add(new Entry(LocalDate.now(clock), -points, reason));\n",
                    "        book(-points, reason);\n",
                ),
                (
                    "    public long balance() {",
                    "    private void book(long points, String reason) {\n        entries.add(new Entry(LocalDate.now(clock), points, reason));\n    }\n\n    public long balance() {",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h documentation: the rules of tiers",
        {
            "README.md": README + "\nRedeeming points doesn't lower the tier.\n",
            TIER: r(
                TIER_JAVA,
                (
                    "/** How good a customer is. */",
                    "/** How good a customer is, by all points that were ever earned. */",
                ),
            ),
        },
        nature="documentation",
    ),
)
