"""An auction: lots, bids, a catalogue file, a clock (JUnit 5, fakes, TempDir). Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM as SHOP
from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "java-21"

BID = """package auction;

import java.time.Instant;

/** Somebody offers so many cents. */
public record Bid(String bidder, long cents, Instant at) {}
"""
LOT = """package auction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One thing for sale. */
public class Lot {
    private final String title;
    private final long startCents;
    private final List<Bid> bids = new ArrayList<>();

    public Lot(String title, long startCents) {
        this.title = title;
        this.startCents = startCents;
    }

    public String title() {
        return title;
    }

    /** Takes a bid that is higher than the one before. */
    public void bid(Bid bid) {
        if (bid.cents() < minimum()) {
            throw new IllegalArgumentException("too low");
        }
        bids.add(bid);
    }

    /** What the next bid must be at least. */
    public long minimum() {
        return leader().map(Bid::cents).orElse(startCents);
    }

    public Optional<Bid> leader() {
        if (bids.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(bids.get(bids.size() - 1));
    }

    public List<Bid> bids() {
        return bids;
    }
}
"""
FEES = """package auction;

/** What the house takes. */
public final class Fees {
    private Fees() {}

    /** The fee for a hammer price, in cents. */
    public static long of(long cents) {
        long fee = 0;
        if (cents <= 100_000) {
            fee = cents * 20 / 100;
        } else {
            fee = 100_000 * 20 / 100;
            fee = fee + (cents - 100_000) * 12 / 100;
        }
        return fee;
    }
}
"""
CATALOGUE = """package auction;

import java.util.ArrayList;
import java.util.List;

/** The lots of an evening. */
public class Catalogue {
    private final List<Lot> lots = new ArrayList<>();

    public void add(Lot lot) {
        lots.add(lot);
    }

    public List<Lot> lots() {
        return List.copyOf(lots);
    }

    /** Lots whose title contains a word. */
    public List<Lot> search(String word) {
        List<Lot> found = new ArrayList<>();
        for (Lot lot : lots) {
            if (lot.title().contains(word)) {
                found.add(lot);
            }
        }
        return found;
    }

    /** The sum of the leading bids, in cents. */
    public long total() {
        long sum = 0;
        for (Lot lot : lots) {
            sum += lot.leader().get().cents();
        }
        return sum;
    }
}
"""
T_LOT = """package auction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LotTest {
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
    private Lot lot;

    @BeforeEach
    void setUp() {
        lot = new Lot("Clock", 1000);
    }

    @Test
    void startsWithoutALeader() {
        assertTrue(lot.leader().isEmpty());
        assertEquals(1000, lot.minimum());
    }

    @Test
    void theLastBidLeads() {
        lot.bid(new Bid("ann", 1000, NOON));
        lot.bid(new Bid("bob", 1500, NOON.plusSeconds(5)));
        assertEquals("bob", lot.leader().get().bidder());
    }

    @Test
    void refusesLowBids() {
        assertThrows(IllegalArgumentException.class, () -> lot.bid(new Bid("ann", 999, NOON)));
    }

    @Test
    void keepsTheBids() {
        lot.bid(new Bid("ann", 1000, NOON));
        assertEquals(1, lot.bids().size());
    }
}
"""
T_FEES = """package auction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeesTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1000, 200", "100000, 20000", "200000, 32000"})
    void fees(long cents, long fee) {
        assertEquals(fee, Fees.of(cents));
    }
}
"""
T_CATALOGUE = """package auction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private Catalogue catalogue;
    private final Lot clock = new Lot("Wall clock", 1000);
    private final Lot vase = new Lot("Vase", 500);

    @BeforeEach
    void setUp() {
        catalogue = new Catalogue();
        catalogue.add(clock);
        catalogue.add(vase);
    }

    @Test
    void listsInOrder() {
        assertEquals(List.of(clock, vase), catalogue.lots());
    }

    @Test
    void searches() {
        assertEquals(List.of(clock), catalogue.search("clock"));
        assertEquals(List.of(), catalogue.search("lamp"));
    }

    @Test
    void totals() {
        clock.bid(new Bid("ann", 1100, Instant.EPOCH));
        vase.bid(new Bid("bob", 700, Instant.EPOCH));
        assertEquals(1800, catalogue.total());
    }
}
"""
M, T = "src/main/java/auction/", "src/test/java/auction/"
BASE = {
    "README.md": "# auction\n\nLots, bids and fees.\n",
    "pom.xml": SHOP.replace("shop", "auction"),
    M + "Bid.java": BID,
    M + "Lot.java": LOT,
    M + "Fees.java": FEES,
    M + "Catalogue.java": CATALOGUE,
    T + "LotTest.java": T_LOT,
    T + "FeesTest.java": T_FEES,
    T + "CatalogueTest.java": T_CATALOGUE,
}


def more(text: str, tests: str) -> str:
    return text.rstrip().removesuffix("}") + "\n" + tests.strip("\n") + "\n}\n"


CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "h bug: lots without a bid break the total",
        {
            M + "Catalogue.java": r(
                CATALOGUE,
                (
                    "            sum += lot.leader().get().cents();",
                    "            sum += lot.leader().map(Bid::cents).orElse(0L);",
                ),
            ),
            T + "CatalogueTest.java": more(
                T_CATALOGUE,
                """
    @Test
    void totalsWithoutBids() {
        assertEquals(0, catalogue.total());
        vase.bid(new Bid("bob", 700, Instant.EPOCH));
        assertEquals(700, catalogue.total());
    }
""",
            ),
        },
    ),
    Case(
        "h asked for: bids go up in steps",
        {
            M + "Lot.java": r(
                LOT,
                (
                    "        return leader().map(Bid::cents).orElse(startCents);\n    }\n",
                    """        return leader().map(bid -> bid.cents() + step(bid.cents())).orElse(startCents);
    }

    private static long step(long cents) {
        if (cents < 10_000) {
            return 500;
        }
        return cents < 100_000 ? 1_000 : 5_000;
    }
""",
                ),
                (
                    'new IllegalArgumentException("too low")',
                    'new IllegalArgumentException("the next bid is at least " + minimum() + ", not " + bid.cents())',
                ),
            ),
            T + "LotTest.java": more(
                r(
                    T_LOT,
                    (
                        "import org.junit.jupiter.api.Test;\n",
                        "import org.junit.jupiter.api.Test;\nimport org.junit.jupiter.params.ParameterizedTest;\nimport org.junit.jupiter.params.provider.CsvSource;\n",
                    ),
                ),
                """
    @ParameterizedTest
    @CsvSource({"1000, 1500", "9999, 10499", "10000, 11000", "100000, 105000"})
    void stepsGrow(long leading, long minimum) {
        lot.bid(new Bid("ann", leading, NOON));
        assertEquals(minimum, lot.minimum());
    }

    @Test
    void saysHowMuchIsNeeded() {
        lot.bid(new Bid("ann", 1000, NOON));
        Exception error = assertThrows(
                IllegalArgumentException.class, () -> lot.bid(new Bid("bob", 1000, NOON)));
        assertEquals("the next bid is at least 1500, not 1000", error.getMessage());
    }
""",
            ),
        },
    ),
    Case(
        "h search ignores case, and has an overload with a limit",
        {
            M + "Catalogue.java": r(
                CATALOGUE,
                ("import java.util.List;\n", "import java.util.List;\nimport java.util.Locale;\n"),
                (
                    "    /** Lots whose title contains a word. */\n    public List<Lot> search(String word) {\n",
                    """    /** At most so many lots whose title contains a word. */
    public List<Lot> search(String word, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative: " + limit);
        }
        return search(word).stream().limit(limit).toList();
    }

    /** Lots whose title contains a word, in capitals or not. */
    public List<Lot> search(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
""",
                ),
                (
                    "if (lot.title().contains(word)) {",
                    "if (lot.title().toLowerCase(Locale.ROOT).contains(wanted)) {",
                ),
            ),
            T + "CatalogueTest.java": more(
                r(
                    T_CATALOGUE,
                    (
                        "Assertions.assertEquals;\n",
                        "Assertions.assertEquals;\nimport static org.junit.jupiter.api.Assertions.assertThrows;\n",
                    ),
                ),
                """
    @Test
    void searchesWithoutCase() {
        assertEquals(List.of(vase), catalogue.search("vAsE"));
    }

    @Test
    void searchesWithALimit() {
        assertEquals(List.of(clock), catalogue.search("a", 1));
        assertEquals(List.of(clock, vase), catalogue.search("a", 5));
        assertEquals(List.of(), catalogue.search("a", 0));
        assertThrows(IllegalArgumentException.class, () -> catalogue.search("a", -1));
    }
""",
            ),
        },
    ),
    Case(
        "h an auction that closes, by a clock",
        {
            M + "Auction.java": """package auction;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Takes bids for a lot until it closes; a late bid makes it longer. */
public class Auction {
    private static final Duration LATE = Duration.ofSeconds(30);

    private final Lot lot;
    private final Clock clock;
    private Instant closesAt;

    public Auction(Lot lot, Instant closesAt, Clock clock) {
        this.lot = lot;
        this.closesAt = closesAt;
        this.clock = clock;
    }

    /** Takes a bid; throws IllegalStateException once it is closed. */
    public void bid(String bidder, long cents) {
        Instant now = clock.instant();
        if (!now.isBefore(closesAt)) {
            throw new IllegalStateException("closed at " + closesAt);
        }
        lot.bid(new Bid(bidder, cents, now));
        Instant earliest = now.plus(LATE);
        if (closesAt.isBefore(earliest)) {
            closesAt = earliest;
        }
    }

    public Instant closesAt() {
        return closesAt;
    }
}
""",
            T + "AuctionTest.java": """package auction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AuctionTest {
    private static final Instant START = Instant.parse("2024-03-01T20:00:00Z");

    private final FakeClock clock = new FakeClock();
    private final Lot lot = new Lot("Clock", 1000);
    private final Auction auction = new Auction(lot, START.plusSeconds(60), clock);

    @Test
    void takesBids() {
        auction.bid("ann", 1000);
        assertEquals(new Bid("ann", 1000, START), lot.leader().orElseThrow());
        assertEquals(START.plusSeconds(60), auction.closesAt());
    }

    @Test
    void lateBidsMakeItLonger() {
        clock.now = START.plusSeconds(50);
        auction.bid("ann", 1000);
        assertEquals(START.plusSeconds(80), auction.closesAt());
    }

    @Test
    void closes() {
        clock.now = START.plusSeconds(60);
        IllegalStateException error = assertThrows(IllegalStateException.class, () -> auction.bid("ann", 1000));
        assertEquals("closed at 2024-03-01T20:01:00Z", error.getMessage());
        assertEquals(0, lot.bids().size());
    }

    private static final class FakeClock extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
""",
        },
    ),
    Case(
        "h a catalogue is read from a file",
        {
            M + "CatalogueFile.java": """package auction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Catalogues as text: a title, a semicolon and cents on each line. */
public final class CatalogueFile {
    private CatalogueFile() {}

    /** Reads a catalogue; throws IllegalArgumentException with the line's number if one is wrong. */
    public static Catalogue read(Path path) throws IOException {
        Catalogue catalogue = new Catalogue();
        List<String> lines = Files.readAllLines(path);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                catalogue.add(lot(line, i + 1));
            }
        }
        return catalogue;
    }

    private static Lot lot(String line, int number) {
        int end = line.lastIndexOf(';');
        if (end < 1) {
            throw new IllegalArgumentException("line " + number + ": no price");
        }
        try {
            return new Lot(line.substring(0, end).strip(), Long.parseLong(line.substring(end + 1).strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("line " + number + ": the price is not a number", e);
        }
    }
}
""",
            T + "CatalogueFileTest.java": """package auction;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueFileTest {
    @TempDir Path folder;

    private Catalogue read(String text) throws IOException {
        Path path = folder.resolve("lots.txt");
        Files.writeString(path, text);
        return CatalogueFile.read(path);
    }

    @Test
    void readsLots() throws IOException {
        Catalogue read = read("# Friday\\nWall clock; 1000\\n\\nVase; blue ;500\\n");
        assertAll(
                () -> assertEquals(2, read.lots().size()),
                () -> assertEquals("Wall clock", read.lots().get(0).title()),
                () -> assertEquals("Vase; blue", read.lots().get(1).title()),
                () -> assertEquals(500, read.lots().get(1).minimum()));
    }

    @ParameterizedTest
    @CsvSource({"Vase, line 2: no price", "Vase;much, line 2: the price is not a number"})
    void saysWhichLineIsWrong(String line, String message) {
        Exception error = assertThrows(IllegalArgumentException.class, () -> read("Clock;1\\n" + line));
        assertEquals(message, error.getMessage());
    }
}
""",
            "README.md": "# auction\n\nLots, bids and fees.\n\n## Catalogue files\n\n    Wall clock; 1000\n",
        },
    ),
    Case(
        "h bug: callers change the bids of a lot",
        {
            M + "Lot.java": r(LOT, ("        return bids;\n", "        return List.copyOf(bids);\n")),
            T + "LotTest.java": more(
                T_LOT,
                """
    @Test
    void bidsAreACopy() {
        assertThrows(UnsupportedOperationException.class, () -> lot.bids().add(new Bid("eve", 1, NOON)));
        assertTrue(lot.bids().isEmpty());
    }
""",
            ),
        },
    ),
    Case(
        "h refactoring: fees by names, streams in the catalogue",
        {
            M + "Fees.java": """package auction;

/** What the house takes. */
public final class Fees {
    private static final long LIMIT = 100_000;
    private static final int PERCENT = 20;
    private static final int PERCENT_ABOVE = 12;

    private Fees() {}

    /** The fee for a hammer price, in cents. */
    public static long of(long cents) {
        long above = Math.max(0, cents - LIMIT);
        return (cents - above) * PERCENT / 100 + above * PERCENT_ABOVE / 100;
    }
}
""",
            M + "Catalogue.java": r(
                CATALOGUE,
                (
                    """        List<Lot> found = new ArrayList<>();
        for (Lot lot : lots) {
            if (lot.title().contains(word)) {
                found.add(lot);
            }
        }
        return found;
""",
                    """        return lots.stream().filter(lot -> lot.title().contains(word)).toList();
""",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h refactoring: the leader moves to a class for bids, a test moves",
        {
            M + "Bids.java": """package auction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Bids as they came. */
final class Bids {
    private final List<Bid> all = new ArrayList<>();

    void add(Bid bid) {
        all.add(bid);
    }

    Optional<Bid> last() {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    List<Bid> all() {
        return all;
    }
}
""",
            M + "Lot.java": r(
                LOT,
                ("import java.util.ArrayList;\n", ""),
                (
                    "    private final List<Bid> bids = new ArrayList<>();\n",
                    "    private final Bids bids = new Bids();\n",
                ),
                (
                    """        if (bids.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(bids.get(bids.size() - 1));
""",
                    """        return bids.last();
""",
                ),
                ("        return bids;\n", "        return bids.all();\n"),
            ),
            T + "LotTest.java": r(
                T_LOT,
                (
                    """    @Test
    void keepsTheBids() {
        lot.bid(new Bid("ann", 1000, NOON));
        assertEquals(1, lot.bids().size());
    }
""",
                    "",
                ),
            ).replace("    }\n\n}\n", "    }\n}\n"),
            T + "BidsTest.java": """package auction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BidsTest {
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");

    @Test
    void keepsTheBids() {
        Lot lot = new Lot("Clock", 1000);
        lot.bid(new Bid("ann", 1000, NOON));
        assertEquals(1, lot.bids().size());
    }
}
""",
        },
        nature="refactoring",
    ),
)
