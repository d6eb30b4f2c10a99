"""The repository of ``java_loyalty``: tiers, accounts, statements against a resource, a programme (JUnit 5)."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM as SHOP

MAIN, TEST = "src/main/java/loyalty/", "src/test/java/loyalty/"
TIER, ENTRY, ACCOUNT, STATEMENT, PROGRAM = (
    MAIN + "Tier.java",
    MAIN + "Entry.java",
    MAIN + "Account.java",
    MAIN + "Statement.java",
    MAIN + "Program.java",
)
T_TIER, T_ACCOUNT, T_STATEMENT, T_PROGRAM, GOLDEN = (
    TEST + "TierTest.java",
    TEST + "AccountTest.java",
    TEST + "StatementTest.java",
    TEST + "ProgramTest.java",
    "src/test/resources/statement.txt",
)
POM = SHOP.replace("<groupId>shop", "<groupId>org.example").replace("<artifactId>shop", "<artifactId>loyalty")
TIER_JAVA = """package loyalty;

/** How good a customer is. */
public enum Tier {
    BRONZE(0, 100),
    SILVER(1_000, 125),
    GOLD(5_000, 150);

    private final long from;
    private final int percent;

    Tier(long from, int percent) {
        this.from = from;
        this.percent = percent;
    }

    /** The tier of somebody who has earned so many points in all. */
    public static Tier of(long earned) {
        Tier found = BRONZE;
        for (Tier tier : values()) {
            if (earned >= tier.from) {
                found = tier;
            }
        }
        return found;
    }

    /** The points for so many cents: one for a euro, more in higher tiers, rounded down. */
    public long points(long cents) {
        return cents * percent / 10_000;
    }
}
"""
ENTRY_JAVA = """package loyalty;

import java.time.LocalDate;

/** Points that came, or went if they are negative. */
public record Entry(LocalDate day, long points, String reason) {}
"""
ACCOUNT_JAVA = """package loyalty;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Somebody's points. */
public class Account {
    private final String id;
    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();

    public Account(String id, Clock clock) {
        this.id = id;
        this.clock = clock;
    }

    public String id() {
        return id;
    }

    /** Adds the points of a purchase, by the tier before it. */
    public long earn(long cents, String reason) {
        if (cents <= 0) {
            throw new IllegalArgumentException("a purchase costs something");
        }
        long points = tier().points(cents);
        entries.add(new Entry(LocalDate.now(clock), points, reason));
        return points;
    }

    public void redeem(long points, String reason) {
        if (points > balance()) {
            throw new IllegalStateException("only " + balance() + " points");
        }
        entries.add(new Entry(LocalDate.now(clock), -points, reason));
    }

    public long balance() {
        return entries.stream().mapToLong(Entry::points).sum();
    }

    /** What was earned in all; redeeming doesn't lower it. */
    public long earned() {
        return entries.stream().mapToLong(Entry::points).filter(points -> points > 0).sum();
    }

    public Tier tier() {
        return Tier.of(earned());
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }
}
"""
STATEMENT_JAVA = """package loyalty;

/** An account as text. */
public final class Statement {
    private Statement() {}

    public static String of(Account account) {
        StringBuilder text = new StringBuilder();
        text.append("Account ").append(account.id()).append("\\n");
        for (Entry entry : account.entries()) {
            text.append(String.format("%s  %-16s%6d%n", entry.day(), entry.reason(), entry.points()));
        }
        text.append(String.format("Balance %26d (%s)%n", account.balance(), account.tier()));
        return text.toString();
    }
}
"""
PROGRAM_JAVA = """package loyalty;

import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All accounts. */
public class Program {
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Clock clock;

    public Program(Clock clock) {
        this.clock = clock;
    }

    public Account open(String id) {
        if (accounts.containsKey(id)) {
            throw new IllegalArgumentException(id + " is taken");
        }
        Account account = new Account(id, clock);
        accounts.put(id, account);
        return account;
    }

    public Optional<Account> find(String id) {
        return Optional.ofNullable(accounts.get(id));
    }

    /** The accounts with most points, the best one first; the older one first where they are even. */
    public List<Account> best(int count) {
        return accounts.values().stream()
                .sorted(Comparator.comparingLong(Account::balance).reversed())
                .limit(count)
                .toList();
    }
}
"""
T_TIER_JAVA = """package loyalty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TierTest {
    @ParameterizedTest
    @CsvSource({"0, BRONZE", "999, BRONZE", "1000, SILVER", "4999, SILVER", "5000, GOLD"})
    void of(long earned, Tier tier) {
        assertEquals(tier, Tier.of(earned));
    }

    @Test
    void pointsAreRoundedDown() {
        assertEquals(1, Tier.BRONZE.points(199));
        assertEquals(2, Tier.SILVER.points(199));
        assertEquals(15, Tier.GOLD.points(1000));
    }
}
"""
T_ACCOUNT_JAVA = """package loyalty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountTest {
    private Account account;

    @BeforeEach
    void open() {
        account = new Account("ann", Clock.fixed(Instant.parse("2024-02-29T10:00:00Z"), ZoneOffset.UTC));
    }

    @Test
    void earnsByTier() {
        assertEquals(1000, account.earn(100_000, "sofa"));
        assertEquals(12, account.earn(1000, "lamp"));
        assertEquals(1012, account.balance());
    }

    @Test
    void redeems() {
        account.earn(10_000, "chair");
        account.redeem(60, "voucher");
        assertEquals(40, account.balance());
        assertEquals(new Entry(LocalDate.of(2024, 2, 29), -60, "voucher"), account.entries().get(1));
    }

    @Test
    void redeemsNoMoreThanThereIs() {
        account.earn(10_000, "chair");
        var error = assertThrows(IllegalStateException.class, () -> account.redeem(101, "voucher"));
        assertEquals("only 100 points", error.getMessage());
    }

    @Test
    void redeemingKeepsTheTier() {
        account.earn(100_000, "sofa");
        account.redeem(1000, "voucher");
        assertEquals(Tier.SILVER, account.tier());
    }

    @Test
    void earnsNothingForNothing() {
        assertThrows(IllegalArgumentException.class, () -> account.earn(0, "gift"));
    }
}
"""
T_STATEMENT_JAVA = """package loyalty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class StatementTest {
    private final Account account =
            new Account("ann", Clock.fixed(Instant.parse("2024-02-29T10:00:00Z"), ZoneOffset.UTC));

    private static String resource(String name) throws IOException {
        try (var in = StatementTest.class.getResourceAsStream("/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void ofAnAccount() throws IOException {
        account.earn(123_456, "sofa");
        account.redeem(200, "voucher");
        assertEquals(resource("statement.txt"), Statement.of(account));
    }

    @Test
    void ofNothing() {
        assertEquals("Account ann\\nBalance                          0 (BRONZE)\\n", Statement.of(account));
    }
}
"""
T_PROGRAM_JAVA = """package loyalty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private final Program program = new Program(Clock.systemUTC());

    @Test
    void finds() {
        Account ann = program.open("ann");
        assertSame(ann, program.find("ann").orElseThrow());
        assertTrue(program.find("bob").isEmpty());
    }

    @Test
    void opensOnce() {
        program.open("ann");
        assertThrows(IllegalArgumentException.class, () -> program.open("ann"));
    }

    @Test
    void theBest() {
        program.open("ann").earn(100, "pen");
        program.open("bob").earn(300, "book");
        program.open("cem").earn(100, "pen");
        List<String> best = program.best(2).stream().map(Account::id).toList();
        assertEquals(List.of("bob", "ann"), best);
    }
}
"""
STATEMENT_TXT = """Account ann
2024-02-29  sofa              1234
2024-02-29  voucher           -200
Balance                       1034 (SILVER)
"""
README = """# loyalty

Points for purchases: one for a euro, 1.25 from 1000 points on, 1.5 from 5000.

    mvn test
"""
BASE = {
    "README.md": README,
    ".gitignore": "target/\nsrc/main/resources/local/\n*.local.java\n",
    "pom.xml": POM,
    TIER: TIER_JAVA,
    ENTRY: ENTRY_JAVA,
    ACCOUNT: ACCOUNT_JAVA,
    STATEMENT: STATEMENT_JAVA,
    PROGRAM: PROGRAM_JAVA,
    T_TIER: T_TIER_JAVA,
    T_ACCOUNT: T_ACCOUNT_JAVA,
    T_STATEMENT: T_STATEMENT_JAVA,
    T_PROGRAM: T_PROGRAM_JAVA,
    GOLDEN: STATEMENT_TXT,
}
