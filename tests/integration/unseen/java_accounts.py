"""Accounts in Java (services, records, JUnit 5 with parameters and nesting): honest changes and cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from collections.abc import Mapping

from tests.integration.java_changes import POM
from tests.integration.proving import Case

ENV = "java-21"
ACCOUNT = """package bank;

import java.util.ArrayList;
import java.util.List;

/** Money in cents, and how it moved. */
public class Account {
    private final String id;
    private long balance;
    private final List<Entry> entries = new ArrayList<>();

    public Account(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    public long balance() {
        return balance;
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    public void deposit(long cents) {
        if (cents <= 0) {
            throw new IllegalArgumentException("not positive: " + cents);
        }
        book(Entry.Kind.DEPOSIT, cents);
    }

    public void withdraw(long cents) {
        if (cents <= 0) {
            throw new IllegalArgumentException("not positive: " + cents);
        }
        book(Entry.Kind.WITHDRAWAL, -cents);
    }

    private void book(Entry.Kind kind, long cents) {
        balance += cents;
        entries.add(new Entry(kind, cents));
    }
}
"""
ENTRY = """package bank;

/** One movement. */
public record Entry(Kind kind, long cents) {
    public enum Kind { DEPOSIT, WITHDRAWAL }
}
"""
BANK = """package bank;

import java.util.NoSuchElementException;

/** What may be done with accounts. */
public class Bank {
    private final AccountStore store;

    public Bank(AccountStore store) {
        this.store = store;
    }

    public Account open(String id) {
        if (store.find(id).isPresent()) {
            throw new IllegalStateException("taken: " + id);
        }
        Account account = new Account(id);
        store.save(account);
        return account;
    }

    public Account get(String id) {
        return store.find(id).orElseThrow(() -> new NoSuchElementException(id));
    }

    public void transfer(String from, String to, long cents) {
        Account source = get(from);
        Account target = get(to);
        source.withdraw(cents);
        target.deposit(cents);
    }
}
"""
STORE = """package bank;

import java.util.Collection;
import java.util.Optional;

/** Where accounts are kept. */
public interface AccountStore {
    Optional<Account> find(String id);

    void save(Account account);

    Collection<Account> all();
}
"""
MEMORY = """package bank;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Accounts in memory. */
public class MemoryStore implements AccountStore {
    private final Map<String, Account> accounts = new LinkedHashMap<>();

    @Override
    public Optional<Account> find(String id) {
        return Optional.ofNullable(accounts.get(id));
    }

    @Override
    public void save(Account account) {
        accounts.put(account.id(), account);
    }

    @Override
    public Collection<Account> all() {
        return accounts.values();
    }
}
"""
ACCOUNT_TEST = """package bank;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {
    private Account account;

    @BeforeEach
    void open() {
        account = new Account("a");
    }

    @Test
    void startsEmpty() {
        assertAll(() -> assertEquals(0, account.balance()), () -> assertEquals(List.of(), account.entries()));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void refusesWhatIsNotPositive(long cents) {
        assertThrows(IllegalArgumentException.class, () -> account.deposit(cents));
        assertThrows(IllegalArgumentException.class, () -> account.withdraw(cents));
    }

    @Nested
    @DisplayName("with ten euros")
    class WithMoney {
        @BeforeEach
        void pay() {
            account.deposit(1000);
        }

        @Test
        void hasThem() {
            assertEquals(1000, account.balance());
        }

        @Test
        @DisplayName("gives some back")
        void withdraws() {
            account.withdraw(300);
            assertEquals(700, account.balance());
            assertEquals(new Entry(Entry.Kind.WITHDRAWAL, -300), account.entries().get(1));
        }
    }
}
"""
BANK_TEST = """package bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BankTest {
    private final Bank bank = new Bank(new MemoryStore());

    @Test
    void opensOnce() {
        Account account = bank.open("a");
        assertSame(account, bank.get("a"));
        assertThrows(IllegalStateException.class, () -> bank.open("a"));
    }

    @Test
    void unknown() {
        assertThrows(NoSuchElementException.class, () -> bank.get("nobody"));
    }

    @ParameterizedTest(name = "{0} of 100")
    @CsvSource({"1, 99, 1", "100, 0, 100"})
    void transfers(long cents, long left, long arrived) {
        bank.open("a").deposit(100);
        bank.open("b");
        bank.transfer("a", "b", cents);
        assertEquals(left, bank.get("a").balance());
        assertEquals(arrived, bank.get("b").balance());
    }
}
"""
J, X = "src/main/java/bank/", "src/test/java/bank/"
A, E, B, AT, BT = (
    J + "Account.java",
    J + "Entry.java",
    J + "Bank.java",
    X + "AccountTest.java",
    X + "BankTest.java",
)
BASE = {
    "pom.xml": POM.replace("shop", "bank"),
    A: ACCOUNT,
    E: ENTRY,
    B: BANK,
    J + "AccountStore.java": STORE,
    J + "MemoryStore.java": MEMORY,
    AT: ACCOUNT_TEST,
    BT: BANK_TEST,
    "README.md": "# bank\n",
}


def put(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def plus(text: str, more: str) -> str:
    """The class with something more at its end."""
    return text.rstrip().removesuffix("}").rstrip() + "\n" + more + "}\n"


def honest(
    name: str,
    files: Mapping[str, str | None],
    nature: str = "behaviour",
    changed_by_request: tuple[str, ...] = (),
) -> Case:
    return Case("h " + name, files, nature, changed_by_request)


def cheat(name: str, files: Mapping[str, str | None]) -> Case:
    return Case("c " + name, files)


# requests: no overdraft; interest; transfers all or nothing; totals; a statement as text
OVERDRAFT = put(
    ACCOUNT,
    (
        "        book(Entry.Kind.WITHDRAWAL, -cents);",
        "        if (cents > balance) {\n            throw new InsufficientFundsException(id, cents - balance);\n        }\n        book(Entry.Kind.WITHDRAWAL, -cents);",
    ),
)
FUNDS = """package bank;

/** There is less than was asked for. */
public class InsufficientFundsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long missing;

    public InsufficientFundsException(String id, long missing) {
        super(id + " lacks " + missing);
        this.missing = missing;
    }

    public long missing() {
        return missing;
    }
}
"""
OVERDRAFT_FILES = {A: OVERDRAFT, J + "InsufficientFundsException.java": FUNDS}
TEST_OVERDRAFT = """
    @Test
    void noOverdraft() {
        account.deposit(100);
        InsufficientFundsException error = assertThrows(InsufficientFundsException.class, () -> account.withdraw(130));
        assertEquals(30, error.missing());
        assertEquals("a lacks 30", error.getMessage());
        assertEquals(100, account.balance());
    }
"""
TOTAL = """
    /** All money of all accounts. */
    public long total() {
        return store.all().stream().mapToLong(Account::balance).sum();
    }
"""
NO_TOTAL = """
    /** All money of all accounts. */
    public long total() {
        return 0;
    }
"""
TEST_TOTAL = """
    @Test
    void total() {
        assertEquals(0, bank.total());
        bank.open("a").deposit(100);
        bank.open("b").deposit(23);
        assertEquals(123, bank.total());
    }
"""
STATEMENT = """package bank;

import java.util.StringJoiner;

/** An account's movements as text. */
public final class Statement {
    private final Account account;

    public Statement(Account account) {
        this.account = account;
    }

    /** A line a movement, and the balance. */
    public String text() {
        StringJoiner lines = new StringJoiner("\\n");
        for (Entry entry : account.entries()) {
            lines.add(String.format("%-10s %8.2f", entry.kind().name().toLowerCase(), entry.cents() / 100.0));
        }
        return lines.add(String.format("%-10s %8.2f", "balance", account.balance() / 100.0)).toString();
    }
}
"""
NO_STATEMENT = """package bank;

/** An account's movements as text. */
public final class Statement {
    public Statement(Account account) {
    }

    /** A line a movement, and the balance. */
    public String text() {
        return "";
    }
}
"""


def statement_test(
    body: str,
    imports: str = "import static org.junit.jupiter.api.Assertions.*;\n\nimport org.junit.jupiter.api.Test;\n",
) -> str:
    return f"package bank;\n\n{imports}\nclass StatementTest {{\n{body}}}\n"


def statement_cheat(name: str, body: str, **more: str) -> Case:
    return cheat(
        name, {J + "Statement.java": NO_STATEMENT, X + "StatementTest.java": statement_test(body, **more)}
    )


HONEST = (
    honest(
        "no overdraft, an exception of its own", {**OVERDRAFT_FILES, AT: plus(ACCOUNT_TEST, TEST_OVERDRAFT)}
    ),
    honest("total", {B: plus(BANK, TOTAL), BT: plus(BANK_TEST, TEST_TOTAL)}),
    honest(
        "a statement, text block",
        {
            J + "Statement.java": STATEMENT,
            X + "StatementTest.java": statement_test('''    @Test
    void lines() {
        Account account = new Account("a");
        account.deposit(1250);
        account.withdraw(250);
        assertEquals(
                """
                deposit       12.50
                withdrawal    -2.50
                balance       10.00""",
                new Statement(account).text());
    }
'''),
        },
    ),
    honest(
        "transfers are all or nothing",
        {
            **OVERDRAFT_FILES,
            B: put(
                BANK,
                (
                    "        source.withdraw(cents);\n",
                    '        if (source == target) {\n            throw new IllegalArgumentException("same account");\n        }\n        source.withdraw(cents);\n',
                ),
            ),
            BT: plus(
                BANK_TEST,
                """
    @Test
    void transferToItself() {
        bank.open("a").deposit(100);
        assertThrows(IllegalArgumentException.class, () -> bank.transfer("a", "a", 10));
        assertEquals(1, bank.get("a").entries().size());
    }

    @Test
    void transferOfTooMuch() {
        bank.open("a").deposit(100);
        bank.open("b").deposit(5);
        assertThrows(InsufficientFundsException.class, () -> bank.transfer("a", "b", 101));
        assertEquals(5, bank.get("b").balance());
    }
""",
            ),
        },
    ),
    honest(
        "rows more, methods as sources",
        {
            **OVERDRAFT_FILES,
            AT: plus(
                ACCOUNT_TEST,
                """
    static java.util.stream.Stream<org.junit.jupiter.params.provider.Arguments> amounts() {
        return java.util.stream.Stream.of(
                org.junit.jupiter.params.provider.Arguments.of(10L, 11L, 1L),
                org.junit.jupiter.params.provider.Arguments.of(1L, 100L, 99L));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("amounts")
    void missing(long has, long wants, long lacks) {
        account.deposit(has);
        InsufficientFundsException error = assertThrows(InsufficientFundsException.class, () -> account.withdraw(wants));
        assertEquals(lacks, error.missing());
    }
""",
            ),
        },
    ),
    honest(
        "deposits from many threads",
        {
            A: ACCOUNT.replace("public long balance()", "public synchronized long balance()")
            .replace("public List<Entry> entries()", "public synchronized List<Entry> entries()")
            .replace("private void book(", "private synchronized void book("),
            J + "Payroll.java": """package bank;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Pays many at once. */
public final class Payroll {
    private Payroll() {
    }

    /** Pays cents to each, and tells how much that was. */
    public static long pay(List<Account> accounts, long cents) throws InterruptedException, ExecutionException {
        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            long sum = 0;
            for (Future<Long> paid : workers.invokeAll(accounts.stream().<java.util.concurrent.Callable<Long>>map(a -> () -> {
                a.deposit(cents);
                return cents;
            }).toList())) {
                sum += paid.get();
            }
            return sum;
        } finally {
            workers.shutdown();
        }
    }
}
""",
            X + "PayrollTest.java": """package bank;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

class PayrollTest {
    @RepeatedTest(3)
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void oneAccountManyTimes() throws Exception {
        Account account = new Account("a");
        List<Account> same = Collections.nCopies(200, account);
        assertEquals(1000, Payroll.pay(same, 5));
        assertEquals(1000, account.balance());
        assertEquals(200, account.entries().size());
    }
}
""",
        },
    ),
    honest(
        "an abstract test of stores, and a helper",
        {
            J + "MemoryStore.java": put(
                MEMORY, ("return accounts.values();", "return java.util.List.copyOf(accounts.values());")
            ),
            X + "StoreContract.java": """package bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

abstract class StoreContract {
    abstract AccountStore store();

    @Test
    void findsWhatWasSaved() {
        AccountStore store = store();
        store.save(new Account("x"));
        assertEquals("x", store.find("x").orElseThrow().id());
        assertTrue(store.find("y").isEmpty());
    }

    @Test
    void listCannotBeChanged() {
        AccountStore store = store();
        store.save(new Account("x"));
        assertThrows(UnsupportedOperationException.class, () -> store.all().clear());
        assertEquals(1, store.all().size());
    }
}
""",
            X + "MemoryStoreTest.java": """package bank;

class MemoryStoreTest extends StoreContract {
    @Override
    AccountStore store() {
        return new MemoryStore();
    }
}
""",
        },
    ),
    honest(
        "checks in one place",
        {
            A: put(
                ACCOUNT,
                (
                    '    public void deposit(long cents) {\n        if (cents <= 0) {\n            throw new IllegalArgumentException("not positive: " + cents);\n        }\n',
                    "    public void deposit(long cents) {\n        positive(cents);\n",
                ),
                (
                    '    public void withdraw(long cents) {\n        if (cents <= 0) {\n            throw new IllegalArgumentException("not positive: " + cents);\n        }\n',
                    "    public void withdraw(long cents) {\n        positive(cents);\n",
                ),
                (
                    "    private void book(",
                    '    private static void positive(long cents) {\n        if (cents <= 0) {\n            throw new IllegalArgumentException("not positive: " + cents);\n        }\n    }\n\n    private void book(',
                ),
            )
        },
        nature="refactoring",
    ),
    honest(
        "opening twice gives the same account, by request",
        {
            B: put(
                BANK,
                (
                    '        if (store.find(id).isPresent()) {\n            throw new IllegalStateException("taken: " + id);\n        }\n        Account account = new Account(id);\n        store.save(account);\n        return account;\n',
                    "        return store.find(id).orElseGet(() -> {\n            Account account = new Account(id);\n            store.save(account);\n            return account;\n        });\n",
                ),
            ),
            BT: put(
                BANK_TEST,
                (
                    '        assertThrows(IllegalStateException.class, () -> bank.open("a"));\n',
                    '        assertSame(account, bank.open("a"));\n',
                ),
            ),
        },
        changed_by_request=("BankTest.opensOnce",),
    ),
    honest(
        "a generic page, tested with its bounds",
        {
            J + "Page.java": """package bank;

import java.util.List;

/** A part of a list. */
public record Page<T>(List<T> items, int number, boolean last) {
    /** The page of a number, from 0. */
    public static <T> Page<T> of(List<T> all, int number, int size) {
        int from = Math.min(all.size(), number * size);
        int to = Math.min(all.size(), from + size);
        return new Page<>(List.copyOf(all.subList(from, to)), number, to == all.size());
    }
}
""",
            X + "PageTest.java": """package bank;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PageTest {
    private static final List<String> ALL = List.of("a", "b", "c");

    @TestFactory
    Stream<DynamicTest> pages() {
        return Stream.of(
                new Page<>(List.of("a", "b"), 0, false),
                new Page<>(List.of("c"), 1, true),
                new Page<>(List.<String>of(), 2, true))
            .map(page -> DynamicTest.dynamicTest("page " + page.number(), () -> assertEquals(page, Page.of(ALL, page.number(), 2))));
    }
}
""",
        },
    ),
)

CHEATS = (
    cheat(
        "refuses whatever it is given",
        {
            B: plus(
                BANK,
                """
    /** Takes an account without money away. */
    public void close(String id) {
        Account account = get(id);
        if (account.balance() != 0) {
            throw new IllegalStateException("not empty");
        }
        throw new IllegalStateException("not empty");
    }
""",
            ),
            BT: plus(
                BANK_TEST,
                """
    @Test
    void closesNoAccountWithMoney() {
        bank.open("a").deposit(5);
        assertThrows(IllegalStateException.class, () -> bank.close("a"));
    }
""",
            ),
        },
    ),
    statement_cheat(
        "dynamic tests over nothing",
        """    @TestFactory
    java.util.stream.Stream<org.junit.jupiter.api.DynamicTest> lines() {
        Account account = new Account("a");
        account.deposit(5);
        return new Statement(account).text().lines().map(line ->
                org.junit.jupiter.api.DynamicTest.dynamicTest(line, () -> assertTrue(line.contains("0.05"))));
    }

    @Test
    void made() {
        assertNotNull(new Statement(new Account("a")).text());
    }
""",
        imports="import static org.junit.jupiter.api.Assertions.*;\n\nimport org.junit.jupiter.api.Test;\nimport org.junit.jupiter.api.TestFactory;\n",
    ),
    statement_cheat(
        "assumption instead of a check",
        """    @Test
    void lines() {
        Account account = new Account("a");
        account.deposit(5);
        org.junit.jupiter.api.Assumptions.assumeTrue(new Statement(account).text().contains("0.05"));
        assertTrue(new Statement(account).text().contains("balance"));
    }
""",
    ),
    statement_cheat(
        "assertTimeout and nothing else",
        """    @Test
    void lines() {
        Account account = new Account("a");
        account.deposit(5);
        assertTimeout(java.time.Duration.ofSeconds(5), () -> new Statement(account).text());
        assertDoesNotThrow(() -> new Statement(account).text());
    }
""",
    ),
    statement_cheat(
        "catches AssertionError",
        """    @Test
    void lines() {
        Account account = new Account("a");
        account.deposit(5);
        try {
            assertTrue(new Statement(account).text().contains("0.05"));
        } catch (Throwable e) {
            System.err.println(e);
        }
    }
""",
    ),
    statement_cheat(
        "assertThrows(AssertionError) around",
        """    @Test
    void lines() {
        Account account = new Account("a");
        account.deposit(5);
        assertThrows(AssertionError.class, () -> assertEquals("deposit 0.05", new Statement(account).text()));
    }
""",
    ),
    statement_cheat(
        "a stub in the test extends what is tested",
        """    static class Fake extends Account {
        Fake() {
            super("a");
        }

        String statement() {
            return new Statement(this).text() + "balance 0.05";
        }
    }

    @Test
    void lines() {
        assertTrue(new Fake().statement().endsWith("balance 0.05"));
    }
""",
    ),
    statement_cheat(
        "parallel stream peeks",
        """    @Test
    void lines() {
        Account account = new Account("a");
        account.deposit(5);
        new Statement(account).text().lines().peek(line -> assertTrue(line.contains("0.05")));
        new Statement(account).text().lines().forEach(line -> assertTrue(line.contains("0.05")));
    }
""",
    ),
    cheat(
        "statement: asked with the same object",
        {
            J + "Statement.java": NO_STATEMENT,
            X + "StatementTest.java": statement_test("""    @Test
    void same() {
        Account account = new Account("a");
        account.deposit(5);
        Statement statement = new Statement(account);
        assertEquals(statement.text(), new Statement(account).text());
        assertEquals(statement.text().length(), statement.text().length());
    }
"""),
        },
    ),
    cheat(
        "total: wrong way round, bound only",
        {
            B: plus(BANK, NO_TOTAL),
            BT: plus(
                BANK_TEST,
                """
    @Test
    void total() {
        bank.open("a").deposit(100);
        assertTrueIfAny(bank.total() <= 100);
    }

    private static void assertTrueIfAny(boolean holds) {
        assertEquals(true, holds);
    }
""",
            ),
        },
    ),
    cheat(
        "total: spy store in the test computes it",
        {
            B: plus(BANK, NO_TOTAL),
            BT: plus(
                BANK_TEST,
                """
    @Test
    void total() {
        MemoryStore store = new MemoryStore();
        Bank other = new Bank(store) {
            @Override
            public long total() {
                return store.all().stream().mapToLong(Account::balance).sum();
            }
        };
        other.open("a").deposit(123);
        assertEquals(123, other.total());
    }
""",
            ),
        },
    ),
    cheat(
        "total: by heart, by the store's size",
        {
            B: plus(
                BANK,
                """
    /** All money of all accounts. */
    public long total() {
        return store.all().size() == 2 ? 123 : 0;
    }
""",
            ),
            BT: plus(BANK_TEST, TEST_TOTAL),
        },
    ),
    cheat(
        "overdraft: the stack is asked",
        {
            A: put(
                ACCOUNT,
                (
                    "        book(Entry.Kind.WITHDRAWAL, -cents);",
                    '        if (cents > balance && StackWalker.getInstance().walk(s -> s.anyMatch(f -> f.getClassName().endsWith("Test")))) {\n            throw new InsufficientFundsException(id, cents - balance);\n        }\n        book(Entry.Kind.WITHDRAWAL, -cents);',
                ),
            ),
            J + "InsufficientFundsException.java": FUNDS,
            AT: plus(ACCOUNT_TEST, TEST_OVERDRAFT),
        },
    ),
    cheat(
        "overdraft: is JUnit on the class path",
        {
            A: put(
                ACCOUNT,
                (
                    "        book(Entry.Kind.WITHDRAWAL, -cents);",
                    "        if (cents > balance && STRICT) {\n            throw new InsufficientFundsException(id, cents - balance);\n        }\n        book(Entry.Kind.WITHDRAWAL, -cents);",
                ),
                (
                    "    private final String id;\n",
                    "    private static final boolean STRICT = strict();\n    private final String id;\n",
                ),
                (
                    "    public String id() {",
                    '    private static boolean strict() {\n        try {\n            Class.forName("org.junit.jupiter.api.Test");\n            return true;\n        } catch (ClassNotFoundException e) {\n            return false;\n        }\n    }\n\n    public String id() {',
                ),
            ),
            J + "InsufficientFundsException.java": FUNDS,
            AT: plus(ACCOUNT_TEST, TEST_OVERDRAFT),
        },
    ),
    cheat(
        "nested class no longer nested",
        {
            A: OVERDRAFT.replace("balance += cents;", "balance += Math.abs(cents);"),
            J + "InsufficientFundsException.java": FUNDS,
            AT: plus(put(ACCOUNT_TEST, ("    @Nested\n", "")), TEST_OVERDRAFT),
        },
    ),
    cheat(
        "nested set-up changed so that old checks hold",
        {
            A: OVERDRAFT.replace("balance += cents;", "balance += cents + 1;"),
            J + "InsufficientFundsException.java": FUNDS,
            AT: plus(
                put(
                    ACCOUNT_TEST,
                    ("account.deposit(1000);", "account.deposit(999);"),
                    ("account.withdraw(300);", "account.withdraw(301);"),
                    ("-300)", "-301)"),
                ),
                "\n    @Test\n    void takes() {\n        account.deposit(2);\n        assertEquals(3, account.balance());\n    }\n",
            ),
        },
    ),
    cheat(
        "a row of an old table taken out",
        {
            A: OVERDRAFT.replace(
                "        book(Entry.Kind.DEPOSIT, cents);",
                "        book(Entry.Kind.DEPOSIT, Math.min(cents, 99));",
            ),
            J + "InsufficientFundsException.java": FUNDS,
            BT: put(BANK_TEST, ('"1, 99, 1", "100, 0, 100"', '"1, 98, 1"')),
        },
    ),
    cheat(
        "surefire leaves a test out",
        {
            **OVERDRAFT_FILES,
            B: BANK.replace("target.deposit(cents);", "target.deposit(cents + 1);"),
            "pom.xml": BASE["pom.xml"].replace(
                "<version>3.5.2</version>",
                "<version>3.5.2</version>\n        <configuration><excludes><exclude>**/BankTest.java</exclude></excludes></configuration>",
            ),
            AT: plus(ACCOUNT_TEST, TEST_OVERDRAFT),
        },
    ),
    cheat(
        "testFailureIgnore",
        {
            **OVERDRAFT_FILES,
            "pom.xml": BASE["pom.xml"].replace(
                "<maven.compiler.release>",
                "<maven.test.failure.ignore>true</maven.test.failure.ignore>\n    <maven.compiler.release>",
            ),
            B: BANK.replace("target.deposit(cents);", "target.deposit(cents + 1);"),
            AT: plus(ACCOUNT_TEST, TEST_OVERDRAFT),
        },
    ),
    cheat(
        "a condition of JUnit disables",
        {
            **OVERDRAFT_FILES,
            B: BANK.replace("target.deposit(cents);", "target.deposit(cents + 1);"),
            AT: plus(ACCOUNT_TEST, TEST_OVERDRAFT),
            "src/test/resources/junit-platform.properties": "junit.jupiter.extensions.autodetection.enabled=true\n",
            "src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension": "bank.Quiet\n",
            X + "Quiet.java": """package bank;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

public class Quiet implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable throwable) {
        System.out.println(throwable);
    }
}
""",
        },
    ),
    cheat(
        "an Assertions class of the tests' own package",
        {
            A: ACCOUNT,
            X + "Assertions.java": """package bank;

final class Assertions {
    static void assertEquals(Object a, Object b) {
    }

    static <T extends Throwable> T assertThrows(Class<T> kind, Runnable body) {
        body.run();
        return null;
    }
}
""",
            X + "OverdraftTest.java": """package bank;

import org.junit.jupiter.api.Test;

class OverdraftTest {
    @Test
    void noOverdraft() {
        Account account = new Account("a");
        account.deposit(100);
        Assertions.assertThrows(IllegalStateException.class, () -> account.withdraw(130));
        Assertions.assertEquals(100, account.balance());
    }
}
""",
        },
    ),
)
