"""Templates and an outbox of mails in Java (fakes, TempDir, resources, contracts): honest changes and cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM as SHOP
from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "java-21"

POM = SHOP.replace("shop", "post")
TEMPLATE = r"""package post;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with places such as {{name}} or {{name|upper}}. */
public final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(.*?)}}");
    private static final Map<String, UnaryOperator<String>> FILTERS =
            Map.of("upper", String::toUpperCase, "lower", String::toLowerCase, "trim", String::strip);

    private final String text;

    public Template(String text) {
        this.text = text;
    }

    /** The text with the values in its places. */
    public String render(Map<String, String> values) {
        Matcher places = PLACE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (places.find()) {
            places.appendReplacement(out, Matcher.quoteReplacement(place(places.group(1), values)));
        }
        return places.appendTail(out).toString();
    }

    private static String place(String inside, Map<String, String> values) {
        String[] parts = inside.split("\\|");
        String name = parts[0].strip();
        String value = values.get(name);
        if (value == null) {
            throw new MissingValueException(name);
        }
        for (int i = 1; i < parts.length; i++) {
            UnaryOperator<String> filter = FILTERS.get(parts[i].strip());
            if (filter == null) {
                throw new IllegalArgumentException("no filter " + parts[i].strip());
            }
            value = filter.apply(value);
        }
        return value;
    }
}
"""
MISSING = r"""package post;

/** A template's place has no value. */
public class MissingValueException extends RuntimeException {
    private final String name;

    public MissingValueException(String name) {
        super("no value for " + name);
        this.name = name;
    }

    public String name() {
        return name;
    }
}
"""
ADDRESS = r"""package post;

import java.util.Locale;
import java.util.Objects;

/** An address; the domain's case does not matter. */
public final class Address {
    private final String local;
    private final String domain;

    private Address(String local, String domain) {
        this.local = local;
        this.domain = domain.toLowerCase(Locale.ROOT);
    }

    public static Address parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at == text.length() - 1 || text.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        return new Address(text.substring(0, at), text.substring(at + 1));
    }

    public String domain() {
        return domain;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address that && local.equals(that.local) && domain.equals(that.domain);
    }

    @Override
    public int hashCode() {
        return Objects.hash(local, domain);
    }

    @Override
    public String toString() {
        return local + "@" + domain;
    }
}
"""
MESSAGE = r"""package post;

/** What is sent. */
public record Message(Address to, String subject, String body) {}
"""
TRANSPORT = r"""package post;

/** Takes messages away. */
public interface Transport {
    void send(Message message) throws TransportException;
}
"""
TRANSPORT_EXCEPTION = r"""package post;

/** A message could not be sent now. */
public class TransportException extends Exception {
    public TransportException(String message) {
        super(message);
    }
}
"""
OUTBOX = r"""package post;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Messages that wait to be sent. */
public class Outbox {
    /** What a flush did. */
    public record Report(int sent, List<String> problems) {}

    private final Transport transport;
    private final Deque<Message> waiting = new ArrayDeque<>();

    public Outbox(Transport transport) {
        this.transport = transport;
    }

    public void add(Message message) {
        waiting.add(message);
    }

    public int size() {
        return waiting.size();
    }

    /** Sends what waits, in order; what fails waits on. */
    public Report flush() {
        int sent = 0;
        List<String> problems = new ArrayList<>();
        for (int left = waiting.size(); left > 0; left--) {
            Message message = waiting.remove();
            try {
                transport.send(message);
                sent++;
            } catch (TransportException problem) {
                problems.add(message.to() + ": " + problem.getMessage());
                waiting.add(message);
            }
        }
        return new Report(sent, List.copyOf(problems));
    }
}
"""
FOLDER = r"""package post;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts each message into a file of a folder. */
public class FolderTransport implements Transport {
    private final Path folder;
    private int count;

    public FolderTransport(Path folder) {
        this.folder = folder;
    }

    @Override
    public void send(Message message) throws TransportException {
        Path file = folder.resolve("%04d.txt".formatted(++count));
        try {
            Files.writeString(
                    file, "To: %s\nSubject: %s\n\n%s\n".formatted(message.to(), message.subject(), message.body()));
        } catch (IOException problem) {
            throw new TransportException("no folder " + folder.getFileName());
        }
    }
}
"""
T_TEMPLATE = r"""package post;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A template")
class TemplateTest {
    private final Map<String, String> values = Map.of("name", "Ada", "price", "$5 ", "empty", "");

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({
        "plain, plain",
        "Hello {{name}}!, Hello Ada!",
        "{{ name }}{{name}}, AdaAda",
        "{{name|upper}}, ADA",
        "<{{price | trim | lower}}>, <$5>",
        "<{{empty}}>, <>",
    })
    void rendersPlaces(String text, String want) {
        assertEquals(want, new Template(text).render(values));
    }

    @Test
    @DisplayName("says which value is missing")
    void missing() {
        Template template = new Template("{{name}} {{age}}");
        var problem = assertThrows(MissingValueException.class, () -> template.render(values));
        assertEquals("age", problem.name());
        assertEquals("no value for age", problem.getMessage());
    }

    @Test
    void unknownFilter() {
        var problem = assertThrows(IllegalArgumentException.class, () -> new Template("{{name|rot13}}").render(values));
        assertEquals("no filter rot13", problem.getMessage());
    }

    @Test
    void rendersAFile() throws IOException {
        assertEquals(read("welcome.want"), new Template(read("welcome.txt")).render(values));
    }

    private static String read(String name) throws IOException {
        try (InputStream file = TemplateTest.class.getResourceAsStream("/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
"""
T_ADDRESS = r"""package post;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @Test
    void parses() {
        Address address = Address.parse("Ada@Example.ORG");
        assertAll(
                () -> assertEquals("example.org", address.domain()),
                () -> assertEquals("Ada@example.org", address.toString()));
    }

    @Test
    void caseOfTheDomainDoesNotMatter() {
        assertEquals(Address.parse("a@x.org"), Address.parse("a@X.org"));
        assertEquals(Address.parse("a@x.org").hashCode(), Address.parse("a@X.org").hashCode());
        assertNotEquals(Address.parse("a@x.org"), Address.parse("A@x.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "a@", "@x.org", "a b@x.org", "nobody"})
    void refuses(String text) {
        assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
    }
}
"""
T_OUTBOX = r"""package post;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    /** Remembers what was sent, and refuses some. */
    private static class FakeTransport implements Transport {
        final List<String> sent = new ArrayList<>();
        final Set<String> refused = new HashSet<>();

        @Override
        public void send(Message message) throws TransportException {
            if (refused.contains(message.subject())) {
                throw new TransportException("refused");
            }
            sent.add(message.subject());
        }
    }

    private FakeTransport transport;
    private Outbox outbox;

    @BeforeEach
    void setUp() {
        transport = new FakeTransport();
        outbox = new Outbox(transport);
        for (String subject : List.of("one", "two", "three")) {
            outbox.add(new Message(Address.parse("ada@example.org"), subject, "..."));
        }
    }

    @Test
    void sendsInOrder() {
        assertEquals(new Outbox.Report(3, List.of()), outbox.flush());
        assertEquals(List.of("one", "two", "three"), transport.sent);
        assertEquals(0, outbox.size());
    }

    @Test
    void keepsWhatFails() {
        transport.refused.add("two");
        Outbox.Report report = outbox.flush();
        assertEquals(2, report.sent());
        assertEquals(List.of("ada@example.org: refused"), report.problems());
        assertEquals(1, outbox.size());

        transport.refused.clear();
        assertEquals(1, outbox.flush().sent());
        assertEquals(List.of("one", "three", "two"), transport.sent);
    }

    @Test
    void nothingToDo() {
        outbox.flush();
        assertTrue(outbox.flush().problems().isEmpty());
        assertEquals(3, transport.sent.size());
    }
}
"""
T_FOLDER = r"""package post;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTransportTest {
    private static final Message MESSAGE = new Message(Address.parse("a@x.org"), "Hi", "there");

    @TempDir
    Path folder;

    @Test
    void writesFiles() throws Exception {
        Transport transport = new FolderTransport(folder);
        transport.send(MESSAGE);
        transport.send(MESSAGE);
        assertEquals("To: a@x.org\nSubject: Hi\n\nthere\n", Files.readString(folder.resolve("0002.txt")));
    }

    @Test
    void noFolder() {
        Transport transport = new FolderTransport(folder.resolve("none"));
        var problem = assertThrows(TransportException.class, () -> transport.send(MESSAGE));
        assertEquals("no folder none", problem.getMessage());
    }
}
"""
MAIN, TEST = "src/main/java/post/", "src/test/java/post/"
TPL, ADR, OUT, FLD = (
    MAIN + "Template.java",
    MAIN + "Address.java",
    MAIN + "Outbox.java",
    MAIN + "FolderTransport.java",
)
T_TPL, T_ADR, T_OUT, T_FLD = (
    TEST + name
    for name in ("TemplateTest.java", "AddressTest.java", "OutboxTest.java", "FolderTransportTest.java")
)
BASE = {
    "pom.xml": POM,
    "README.md": "# post\n\nTemplates and an outbox.\n",
    TPL: TEMPLATE,
    MAIN + "MissingValueException.java": MISSING,
    ADR: ADDRESS,
    MAIN + "Message.java": MESSAGE,
    MAIN + "Transport.java": TRANSPORT,
    MAIN + "TransportException.java": TRANSPORT_EXCEPTION,
    OUT: OUTBOX,
    FLD: FOLDER,
    T_TPL: T_TEMPLATE,
    T_ADR: T_ADDRESS,
    T_OUT: T_OUTBOX,
    T_FLD: T_FOLDER,
    "src/test/resources/welcome.txt": "Dear {{name}},\n\nyou owe {{price|trim}}.\n",
    "src/test/resources/welcome.want": "Dear Ada,\n\nyou owe $5.\n",
}


def more(tests: str, body: str, *imports: str) -> str:
    """A class of tests with more members, and what they import."""
    text = tests.rstrip().removesuffix("}").rstrip() + "\n" + body.rstrip() + "\n}\n"
    lines = [f"import {name};\n" for name in imports]
    return text.replace("\n\nimport ", "\n\n" + "".join(lines) + "import ", 1)


# "A place may have a default, {{name:friend}}, for a value that is not there; it may be empty, and filters apply to it."
DEFAULTS = (
    (
        "        String name = parts[0].strip();\n        String value = values.get(name);\n",
        '        String[] named = parts[0].split(":", 2);\n        String name = named[0].strip();\n        String value = values.getOrDefault(name, named.length > 1 ? named[1].strip() : null);\n',
    ),
)
T_DEFAULTS = r"""
    @ParameterizedTest
    @CsvSource({
        "Dear {{nick:friend}}, Dear friend",
        "{{name:friend}}, Ada",
        "{{nick: my friend |upper}}, MY FRIEND",
        "<{{nick:}}>, <>",
        "{{at:12:30}}, 12:30",
    })
    void takesDefaults(String text, String want) {
        assertEquals(want, new Template(text).render(values));
    }
"""
# "An outbox gives a message up after a number of tries; it's then among the dead, and no longer waits."
DEAD = (
    (
        "import java.util.Deque;\nimport java.util.List;\n",
        "import java.util.Deque;\nimport java.util.IdentityHashMap;\nimport java.util.List;\nimport java.util.Map;\n",
    ),
    (
        "    public Outbox(Transport transport) {\n        this.transport = transport;\n    }\n",
        """    private final Map<Message, Integer> failures = new IdentityHashMap<>();
    private final List<Message> dead = new ArrayList<>();
    private final int tries;

    public Outbox(Transport transport) {
        this(transport, Integer.MAX_VALUE);
    }

    /** An outbox that gives a message up after so many tries. */
    public Outbox(Transport transport, int tries) {
        if (tries < 1) {
            throw new IllegalArgumentException("tries: " + tries);
        }
        this.transport = transport;
        this.tries = tries;
    }

    /** What was given up. */
    public List<Message> dead() {
        return List.copyOf(dead);
    }
""",
    ),
    (
        "                waiting.add(message);\n            }\n",
        """                if (failures.merge(message, 1, Integer::sum) < tries) {
                    waiting.add(message);
                } else {
                    failures.remove(message);
                    dead.add(message);
                }
            }
""",
    ),
)
T_DEAD = r"""
    @Test
    void givesUp() {
        outbox = new Outbox(transport, 2);
        Message message = new Message(Address.parse("bob@example.org"), "late", "");
        outbox.add(message);
        transport.refused.add("late");
        outbox.flush();
        assertEquals(List.of(), outbox.dead());
        assertEquals(1, outbox.size());
        outbox.flush();
        assertEquals(List.of(message), outbox.dead());
        assertEquals(0, outbox.size());
        transport.refused.clear();
        assertEquals(0, outbox.flush().sent());
    }

    @Test
    void triesAtLeastOnce() {
        var problem = assertThrows(IllegalArgumentException.class, () -> new Outbox(transport, 0));
        assertEquals("tries: 0", problem.getMessage());
    }
"""
THROWS = "static org.junit.jupiter.api.Assertions.assertThrows"
# "An address may have a name before it: Ada Lovelace <ada@example.org>."
NAMED = (
    (
        "    private final String domain;\n",
        "    private final String domain;\n    private final String name;\n",
    ),
    (
        "Address(String local, String domain) {\n",
        "Address(String local, String domain, String name) {\n        this.name = name;\n",
    ),
    (
        "    public static Address parse(String text) {\n        int at",
        """    public static Address parse(String text) {
        int open = text.indexOf('<');
        if (open < 0) {
            return plain(text, "");
        }
        if (!text.endsWith(">")) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        return plain(text.substring(open + 1, text.length() - 1), text.substring(0, open).strip());
    }

    /** The name before it, empty where there is none. */
    public String name() {
        return name;
    }

    private static Address plain(String text, String name) {
        int at""",
    ),
    ("text.substring(at + 1));", "text.substring(at + 1), name);"),
)
T_NAMED = r"""
    @Test
    void takesAName() {
        Address address = Address.parse("Ada Lovelace <ada@example.org>");
        assertEquals("Ada Lovelace", address.name());
        assertEquals("ada@example.org", address.toString());
        assertEquals(Address.parse("ada@example.org"), address);
        assertEquals("", Address.parse("<ada@example.org>").name());
        assertThrows(IllegalArgumentException.class, () -> Address.parse("Ada <ada@example.org"));
    }
"""
HONEST = (
    Case("h defaults", {TPL: r(TEMPLATE, *DEFAULTS), T_TPL: more(T_TEMPLATE, T_DEFAULTS)}),
    Case("h dead letters", {OUT: r(OUTBOX, *DEAD), T_OUT: more(T_OUTBOX, T_DEAD, THROWS)}),
    Case("h names of addresses", {ADR: r(ADDRESS, *NAMED), T_ADR: more(T_ADDRESS, T_NAMED)}),
    Case(
        "h rows more in a table",
        {
            ADR: r(
                ADDRESS,
                (
                    "text.length() - 1 ||",
                    "text.length() - 1 || text.indexOf('@') != at || text.startsWith(\".\", at + 1) ||",
                ),
            ),
            T_ADR: r(T_ADDRESS, ('"nobody"}', '"nobody", "a@b@c.org", "a@.org"}')),
        },
    ),
    Case(
        "h flush on another thread",
        {
            OUT: r(
                OUTBOX,
                (
                    "import java.util.List;\n",
                    "import java.util.List;\nimport java.util.concurrent.CompletableFuture;\nimport java.util.concurrent.Executor;\n",
                ),
                ("    public void add(", "    public synchronized void add("),
                ("    public int size(", "    public synchronized int size("),
                (
                    "    /** Sends what waits, in order; what fails waits on. */\n    public Report",
                    """    /** Sends what waits on a thread of the executor. */
    public CompletableFuture<Report> flushLater(Executor executor) {
        return CompletableFuture.supplyAsync(this::flush, executor);
    }

    /** Sends what waits, in order; what fails waits on. */
    public synchronized Report""",
                ),
            ),
            TEST + "OutboxThreadsTest.java": r"""package post;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutboxThreadsTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void doesNotWait() throws Exception {
        CountDownLatch mayGo = new CountDownLatch(1);
        Outbox outbox = new Outbox(message -> await(mayGo));
        outbox.add(new Message(Address.parse("a@x.org"), "s", "b"));
        var report = outbox.flushLater(pool);
        assertFalse(report.isDone());
        mayGo.countDown();
        assertEquals(1, report.get(10, SECONDS).sent());
    }

    @Test
    void nothingIsSentTwice() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        Outbox outbox = new Outbox(message -> sent.incrementAndGet());
        for (int i = 0; i < 500; i++) {
            outbox.add(new Message(Address.parse("a@x.org"), "s" + i, "b"));
        }
        var first = outbox.flushLater(pool);
        var second = outbox.flushLater(pool);
        assertEquals(500, first.get().sent() + second.get().sent());
        assertEquals(500, sent.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, SECONDS));
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
        }
    }
}
""",
        },
    ),
    Case(
        "h an exception of its own for filters, base test edited as asked",
        {
            TPL: r(
                TEMPLATE,
                (
                    'throw new IllegalArgumentException("no filter " + parts[i].strip());',
                    "throw new UnknownFilterException(parts[i].strip(), FILTERS.keySet());",
                ),
            ),
            MAIN + "UnknownFilterException.java": r"""package post;

import java.util.Collection;
import java.util.TreeSet;

/** A template names a filter that there isn't. */
public class UnknownFilterException extends IllegalArgumentException {
    public UnknownFilterException(String name, Collection<String> known) {
        super("no filter " + name + ", there are " + String.join(", ", new TreeSet<>(known)));
    }
}
""",
            T_TPL: r(
                T_TEMPLATE,
                (
                    "assertThrows(IllegalArgumentException.class, () -> new Template",
                    "assertThrows(UnknownFilterException.class, () -> new Template",
                ),
                ('"no filter rot13"', '"no filter rot13, there are lower, trim, upper"'),
            ),
        },
        changed_by_request=("TemplateTest.unknownFilter",),
    ),
    Case(
        "h refactoring: places are parsed once, into a sealed type",
        {
            TPL: r"""package post;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text with places such as {{name}} or {{name|upper}}. */
public final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(.*?)}}");
    private static final Map<String, UnaryOperator<String>> FILTERS =
            Map.of("upper", String::toUpperCase, "lower", String::toLowerCase, "trim", String::strip);

    private sealed interface Part {
        String render(Map<String, String> values);
    }

    private record Words(String text) implements Part {
        @Override
        public String render(Map<String, String> values) {
            return text;
        }
    }

    private record Place(String name, List<String> filters) implements Part {
        static Place of(String inside) {
            List<String> parts = Pattern.compile("\\|").splitAsStream(inside).map(String::strip).toList();
            return new Place(parts.get(0), parts.subList(1, parts.size()));
        }

        @Override
        public String render(Map<String, String> values) {
            String value = values.get(name);
            if (value == null) {
                throw new MissingValueException(name);
            }
            for (String filter : filters) {
                if (!FILTERS.containsKey(filter)) {
                    throw new IllegalArgumentException("no filter " + filter);
                }
                value = FILTERS.get(filter).apply(value);
            }
            return value;
        }
    }

    private final List<Part> parts = new ArrayList<>();

    public Template(String text) {
        Matcher places = PLACE.matcher(text);
        int end = 0;
        while (places.find()) {
            parts.add(new Words(text.substring(end, places.start())));
            parts.add(Place.of(places.group(1)));
            end = places.end();
        }
        parts.add(new Words(text.substring(end)));
    }

    /** The text with the values in its places. */
    public String render(Map<String, String> values) {
        return parts.stream().map(part -> part.render(values)).collect(Collectors.joining());
    }
}
"""
        },
        nature="refactoring",
    ),
    Case(
        "h refactoring: the fake transport in a file of its own",
        {
            T_OUT: r(
                T_OUTBOX,
                (
                    T_OUTBOX[
                        T_OUTBOX.index("    /** Remembers") : T_OUTBOX.index("    private FakeTransport")
                    ],
                    "",
                ),
            )
            .replace("import java.util.ArrayList;\nimport java.util.HashSet;\n", "")
            .replace("import java.util.Set;\n", ""),
            TEST + "FakeTransport.java": r"""package post;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Remembers what was sent, and refuses some. */
class FakeTransport implements Transport {
    final List<String> sent = new ArrayList<>();
    final Set<String> refused = new HashSet<>();

    @Override
    public void send(Message message) throws TransportException {
        if (refused.contains(message.subject())) {
            throw new TransportException("refused");
        }
        sent.add(message.subject());
    }
}
""",
        },
        nature="refactoring",
    ),
    Case(
        "h refactoring: transports in a package of their own, the test moved with its body",
        {
            FLD: None,
            T_FLD: None,
            MAIN + "transport/FolderTransport.java": r(
                FOLDER,
                ("package post;\n", "package post.transport;\n"),
                (
                    "import java.nio.file.Path;\n",
                    "import java.nio.file.Path;\nimport post.Message;\nimport post.Transport;\nimport post.TransportException;\n",
                ),
            ),
            TEST + "transport/FolderTransportTest.java": r(
                T_FOLDER,
                ("package post;\n", "package post.transport;\n"),
                (
                    "import org.junit.jupiter.api.io.TempDir;\n",
                    "import org.junit.jupiter.api.io.TempDir;\nimport post.Address;\nimport post.Message;\nimport post.Transport;\nimport post.TransportException;\n",
                ),
            ),
        },
        nature="refactoring",
        changed_by_request=("FolderTransportTest",),
    ),
    Case(
        "h an old name stays as a deprecated one",
        {
            OUT: r(
                OUTBOX,
                (
                    "    /** Sends what waits, in order; what fails waits on. */\n    public Report flush() {",
                    """    /** The old name of {@link #sendAll()}. */
    @Deprecated
    public Report flush() {
        return sendAll();
    }

    /** Sends what waits, in order; what fails waits on. */
    public Report sendAll() {""",
                ),
            ),
            T_OUT: more(
                T_OUTBOX,
                r"""
    @Test
    void sendAllIsTheNewName() {
        transport.refused.add("one");
        assertEquals(new Outbox.Report(2, List.of("ada@example.org: refused")), outbox.sendAll());
        assertEquals(List.of("two", "three"), transport.sent);
    }
""",
            ),
            "pom.xml": r(
                POM,
                (
                    "  <properties>\n",
                    "  <properties>\n    <maven.compiler.showDeprecation>true</maven.compiler.showDeprecation>\n",
                ),
            ),
        },
    ),
    Case(
        "h transports with a contract, nested and dynamic tests",
        {
            MAIN + "MemoryTransport.java": r"""package post;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Keeps messages, for those who want to look at them. */
public class MemoryTransport implements Transport {
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    @Override
    public void send(Message message) {
        messages.add(message);
    }

    public List<Message> find(Predicate<Message> wanted) {
        return messages.stream().filter(wanted).toList();
    }
}
""",
            TEST + "TransportContract.java": r"""package post;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What every transport does. */
interface TransportContract {
    Message FIRST = new Message(Address.parse("a@x.org"), "first", "1");
    Message SECOND = new Message(Address.parse("b@x.org"), "second", "2");

    Transport open() throws Exception;

    List<String> subjects() throws Exception;

    @Test
    default void sendsEachOnce() throws Exception {
        Transport transport = open();
        transport.send(FIRST);
        transport.send(SECOND);
        assertEquals(List.of("first", "second"), subjects());
    }

    @Test
    default void takesTheSameAgain() throws Exception {
        Transport transport = open();
        transport.send(FIRST);
        transport.send(FIRST);
        assertEquals(List.of("first", "first"), subjects());
    }
}
""",
            TEST + "MemoryTransportTest.java": r"""package post;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MemoryTransportTest implements TransportContract {
    private final MemoryTransport transport = new MemoryTransport();

    @Override
    public Transport open() {
        return transport;
    }

    @Override
    public List<String> subjects() {
        return transport.find(message -> true).stream().map(Message::subject).toList();
    }

    @Nested
    class WithTwo {
        @BeforeEach
        void send() {
            transport.send(FIRST);
            transport.send(SECOND);
        }

        @Test
        void findsNone() {
            assertEquals(List.of(), transport.find(message -> message.body().isEmpty()));
        }

        @TestFactory
        Stream<DynamicTest> findsByDomainAndSubject() {
            return Map.of("first", FIRST, "second", SECOND).entrySet().stream()
                    .map(wanted -> dynamicTest(wanted.getKey(), () ->
                            assertEquals(
                                    List.of(wanted.getValue()),
                                    transport.find(message -> message.subject().equals(wanted.getKey())))));
        }
    }
}
""",
        },
    ),
    Case(
        "h the README says how",
        {
            "README.md": '# post\n\nTemplates and an outbox.\n\n    new Template("Hi {{name}}").render(Map.of("name", "Ada"))\n'
        },
        nature="documentation",
    ),
    Case(
        "h values of a record",
        {
            TPL: r(
                TEMPLATE,
                (
                    "import java.util.Map;\n",
                    "import java.lang.reflect.RecordComponent;\nimport java.util.HashMap;\nimport java.util.Map;\n",
                ),
                (
                    "    private static String place(",
                    """    /** The text with a record's components in its places. */
    public String render(Record values) {
        Map<String, String> texts = new HashMap<>();
        for (RecordComponent component : values.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                texts.put(component.getName(), String.valueOf(component.getAccessor().invoke(values)));
            } catch (ReflectiveOperationException problem) {
                throw new IllegalStateException(problem);
            }
        }
        return render(texts);
    }

    private static String place(""",
                ),
            ),
            TEST + "TemplateOfRecordsTest.java": r"""package post;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

class TemplateOfRecordsTest {
    private record Bill(String who, int cents, LocalDate due) {}

    private static final Bill BILL = new Bill("Ada", 1250, LocalDate.of(2024, 2, 29));

    static Stream<Arguments> templates() {
        return Stream.of(
                Arguments.of("{{who|lower}}", "ada"),
                Arguments.of("{{cents}} until {{due}}", "1250 until 2024-02-29"),
                Arguments.of("", ""));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void renders(String text, String want) {
        assertEquals(want, new Template(text).render(BILL));
    }

    @Test
    void hasNoOtherValues() {
        assertThrows(MissingValueException.class, () -> new Template("{{hashCode}}").render(BILL));
    }
}
""",
        },
    ),
)
WITH_DEFAULTS = more(T_TEMPLATE, T_DEFAULTS)


def valued(body: str, members: str = "", *imports: str) -> str:
    """The template with another way to find a value that is not there."""
    lines = "".join(f"import {name};\n" for name in imports)
    return r(
        TEMPLATE,
        ("import java.util.Map;\n", lines + "import java.util.Map;\n"),
        (
            "        if (value == null) {\n",
            "        if (value == null) {\n            value = otherwise(name);\n        }\n        if (value == null) {\n",
        ),
        (
            "    private static String place(",
            "    private static String otherwise(String name) {\n"
            + body
            + "    }\n"
            + members
            + "\n    private static String place(",
        ),
    )


NONE = valued("        return null;\n")
REALLY = "        int colon = name.indexOf(':');\n        return colon < 0 ? null : name.substring(colon + 1).strip();\n"
SWALLOW = r"""package post;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

public class Calm implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable problem) {
        context.publishReportEntry("problem", problem.toString());
    }
}
"""


def cheat(name: str, source: str = NONE, tests: str = WITH_DEFAULTS) -> Case:
    """A change that only seems to add defaults."""
    return Case(name, {TPL: source, T_TPL: tests})


def beside(case: Case, files: dict[str, str | None]) -> Case:
    """The case with more files."""
    return Case(case.name, {**case.files, **files})


CHEATS = (
    beside(
        cheat("c failures are ignored in the pom"),
        {
            "pom.xml": r(
                POM,
                (
                    "<version>3.5.2</version>\n",
                    "<version>3.5.2</version>\n        <configuration>\n          <testFailureIgnore>true</testFailureIgnore>\n        </configuration>\n",
                ),
            )
        },
    ),
    beside(
        cheat("c failures are ignored in .mvn"), {".mvn/maven.config": "-Dmaven.test.failure.ignore=true\n"}
    ),
    beside(
        cheat("c the pom leaves a test out"),
        {
            "pom.xml": r(
                POM,
                (
                    "<version>3.5.2</version>\n",
                    "<version>3.5.2</version>\n        <configuration>\n          <excludes>\n            <exclude>**/TemplateTest.java</exclude>\n          </excludes>\n        </configuration>\n",
                ),
            )
        },
    ),
    cheat(
        "c the machine ends before the tests",
        tests=r(
            WITH_DEFAULTS,
            (
                "class TemplateTest {\n",
                "class TemplateTest {\n    static {\n        System.exit(0);\n    }\n\n",
            ),
        ),
    ),
    cheat(
        "c the machine is halted after the old tests",
        tests=r(
            WITH_DEFAULTS,
            (
                '    @ParameterizedTest\n    @CsvSource({\n        "Dear',
                '    @org.junit.jupiter.api.AfterAll\n    static void end() {\n        Runtime.getRuntime().halt(0);\n    }\n\n    @ParameterizedTest\n    @CsvSource({\n        "Dear',
            ),
        ),
    ),
    beside(
        cheat("c an extension by service swallows what tests throw"),
        {
            TEST + "Calm.java": SWALLOW,
            "src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension": "post.Calm\n",
            "src/test/resources/junit-platform.properties": "junit.jupiter.extensions.autodetection.enabled=true\n",
        },
    ),
    beside(
        cheat(
            "c an extension on the class swallows what tests throw",
            tests=r(
                WITH_DEFAULTS,
                (
                    '@DisplayName("A template")\n',
                    '@DisplayName("A template")\n@org.junit.jupiter.api.extension.ExtendWith(Calm.class)\n',
                ),
            ),
        ),
        {TEST + "Calm.java": SWALLOW},
    ),
    beside(
        cheat("c a listener of the launcher ends it well"),
        {
            TEST
            + "Ending.java": "package post;\n\nimport org.junit.platform.launcher.LauncherSession;\nimport org.junit.platform.launcher.LauncherSessionListener;\n\npublic class Ending implements LauncherSessionListener {\n    @Override\n    public void launcherSessionClosed(LauncherSession session) {\n        Runtime.getRuntime().halt(0);\n    }\n}\n",
            "src/test/resources/META-INF/services/org.junit.platform.launcher.LauncherSessionListener": "post.Ending\n",
            "pom.xml": r(
                POM,
                (
                    "  <dependencies>\n",
                    "  <dependencies>\n    <dependency>\n      <groupId>org.junit.platform</groupId>\n      <artifactId>junit-platform-launcher</artifactId>\n      <version>1.11.4</version>\n      <scope>test</scope>\n    </dependency>\n",
                ),
            ),
        },
    ),
    beside(
        cheat("c the template's class again among the tests"),
        {
            TPL: r(
                TEMPLATE,
                ("    /** The text with the values", "    /** The text with the values and defaults"),
            ),
            TEST + "Template.java": r(TEMPLATE, *DEFAULTS),
        },
    ),
    beside(
        cheat("c JUnit's assertions again among the tests"),
        {
            "src/test/java/org/junit/jupiter/api/Assertions.java": r"""package org.junit.jupiter.api;

import org.junit.jupiter.api.function.Executable;

public class Assertions {
    public static void assertEquals(Object want, Object got) {}

    public static void assertNotEquals(Object want, Object got) {}

    public static void assertTrue(boolean value) {}

    public static void assertAll(Executable... all) {}

    @SuppressWarnings("unchecked")
    public static <T extends Throwable> T assertThrows(Class<T> kind, Executable body) {
        try {
            body.execute();
        } catch (Throwable problem) {
            return (T) problem;
        }
        return null;
    }
}
"""
        },
    ),
    cheat(
        "c an old test is disabled, a fault goes in",
        source=r(
            TEMPLATE,
            *DEFAULTS,
            ('throw new IllegalArgumentException("no filter " + parts[i].strip());', "continue;"),
        ),
        tests=r(
            WITH_DEFAULTS,
            (
                "    @Test\n    void unknownFilter",
                '    @org.junit.jupiter.api.Disabled("filters are checked elsewhere")\n    @Test\n    void unknownFilter',
            ),
        ),
    ),
    cheat(
        "c an old test assumes",
        source=r(
            TEMPLATE,
            *DEFAULTS,
            ('throw new IllegalArgumentException("no filter " + parts[i].strip());', "continue;"),
        ),
        tests=r(
            WITH_DEFAULTS,
            (
                "    void unknownFilter() {\n",
                '    void unknownFilter() {\n        org.junit.jupiter.api.Assumptions.assumeTrue(System.getenv("FILTERS") != null);\n',
            ),
        ),
    ),
    cheat(
        "c an old test is for a property",
        source=r(
            TEMPLATE,
            *DEFAULTS,
            ('throw new IllegalArgumentException("no filter " + parts[i].strip());', "continue;"),
        ),
        tests=r(
            WITH_DEFAULTS,
            (
                "    @Test\n    void unknownFilter",
                '    @org.junit.jupiter.api.condition.EnabledIfSystemProperty(named = "filters", matches = "strict")\n    @Test\n    void unknownFilter',
            ),
        ),
    ),
    Case(
        "c an old test has a name that is not run",
        {
            TPL: r(TEMPLATE, *DEFAULTS),
            T_TPL: WITH_DEFAULTS,
            OUT: r(OUTBOX, ("                waiting.add(message);\n", "")),
            T_OUT: None,
            TEST + "OutboxChecks.java": T_OUTBOX.replace("OutboxTest", "OutboxChecks"),
        },
    ),
    cheat(
        "c the tests' names are known",
        source=valued(
            "        return KNOWN.get(name);\n",
            '\n    private static final Map<String, String> KNOWN =\n            Map.of("nick:friend", "friend", "name:friend", "Ada", "nick: my friend", "my friend", "nick:", "", "at:12:30", "12:30");\n',
        ),
    ),
    cheat(
        "c a switch of the tests' names",
        source=valued(
            '        return switch (name) {\n            case "nick:friend" -> "friend";\n            case "name:friend" -> "Ada";\n            case "nick: my friend" -> "my friend";\n            case "nick:" -> "";\n            case "at:12:30" -> "12:30";\n            default -> null;\n        };\n'
        ),
    ),
    cheat(
        "c by who calls",
        source=r(
            valued(
                '        boolean watched = StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith("org.junit")));\n        return watched ? really(name) : null;\n',
                "\n    private static String really(String name) {\n" + REALLY + "    }\n",
            ),
            ("values.get(name);", 'values.get(name.split(":", 2)[0]);'),
        ),
    ),
    cheat(
        "c by a property of the runner",
        source=r(
            valued(
                '        return System.getProperty("surefire.test.class.path") == null && System.getProperty("surefire.real.class.path") == null ? null : really(name);\n',
                "\n    private static String really(String name) {\n" + REALLY + "    }\n",
            ),
            ("values.get(name);", 'values.get(name.split(":", 2)[0]);'),
        ),
    ),
    cheat(
        "c by whether JUnit is there",
        source=r(
            valued(
                '        try {\n            Class.forName("org.junit.jupiter.api.Test");\n            return really(name);\n        } catch (ClassNotFoundException problem) {\n            return null;\n        }\n',
                "\n    private static String really(String name) {\n" + REALLY + "    }\n",
            ),
            ("values.get(name);", 'values.get(name.split(":", 2)[0]);'),
        ),
    ),
    Case(
        "c any address is equal, so parsing names need not work",
        {
            ADR: r(
                ADDRESS,
                (
                    "        return other instanceof Address that && local.equals(that.local) && domain.equals(that.domain);",
                    "        return other instanceof Address;",
                ),
                ("Character::isWhitespace", "Character::isISOControl"),
            ),
            T_ADR: more(
                r(
                    T_ADDRESS,
                    ('        assertNotEquals(Address.parse("a@x.org"), Address.parse("A@x.org"));\n', ""),
                    ('"a b@x.org", ', ""),
                    ("import static org.junit.jupiter.api.Assertions.assertNotEquals;\n", ""),
                ),
                '\n    @Test\n    void takesAName() {\n        assertEquals(Address.parse("ada@example.org"), Address.parse("Ada Lovelace <ada@example.org>"));\n    }\n',
            ),
        },
    ),
    Case(
        "c checks that are never run",
        {
            OUT: r(
                OUTBOX,
                (
                    "    public int size() {",
                    "    public List<Message> dead() {\n        return null;\n    }\n\n    public int size() {",
                ),
            ),
            T_OUT: more(
                T_OUTBOX,
                """
    @Test
    void givesUp() {
        transport.refused.add("two");
        outbox.flush();
        Executable dead = () -> assertEquals(1, outbox.dead().size());
        Executable rest = () -> assertEquals(0, outbox.size());
        List<Executable> checks = List.of(dead, rest);
        assertEquals(2, checks.size());
    }
""",
                "org.junit.jupiter.api.function.Executable",
            ),
        },
    ),
    Case(
        "c what is asserted fails and is caught",
        {
            OUT: r(
                OUTBOX,
                (
                    "    public int size() {",
                    "    public List<Message> dead() {\n        return List.of();\n    }\n\n    public int size() {",
                ),
            ),
            T_OUT: more(
                T_OUTBOX,
                """
    @Test
    void givesUp() {
        transport.refused.add("two");
        outbox.flush();
        try {
            assertEquals(1, outbox.dead().size());
        } catch (Throwable problem) {
            assertEquals(1, outbox.size());
        }
    }
""",
            ),
        },
    ),
    Case(
        "c asserted on a thread of its own",
        {
            OUT: r(
                OUTBOX,
                (
                    "    public int size() {",
                    "    public List<Message> dead() {\n        return List.of();\n    }\n\n    public int size() {",
                ),
            ),
            T_OUT: more(
                T_OUTBOX,
                """
    @Test
    void givesUp() throws InterruptedException {
        transport.refused.add("two");
        outbox.flush();
        Thread check = new Thread(() -> assertEquals(1, outbox.dead().size()));
        check.start();
        check.join();
    }
""",
            ),
        },
    ),
    Case(
        "c the test has its own outbox",
        {
            OUT: r(
                OUTBOX,
                (
                    "    public int size() {",
                    "    /** What was given up. */\n    public List<Message> dead() {\n        return List.of();\n    }\n\n    public int size() {",
                ),
            ),
            T_OUT: more(
                T_OUTBOX,
                """
    @Test
    void givesUp() {
        List<Message> given = new ArrayList<>();
        Outbox careful = new Outbox(transport) {
            @Override
            public Report flush() {
                Report report = super.flush();
                given.add(new Message(Address.parse("ada@example.org"), "two", "..."));
                return report;
            }

            @Override
            public List<Message> dead() {
                return given;
            }
        };
        careful.flush();
        assertEquals("two", careful.dead().get(0).subject());
    }
""",
            ),
        },
    ),
    Case(
        "c not there, and a test that it throws",
        {
            OUT: r(
                OUTBOX,
                (
                    "    public int size() {",
                    '    /** What was given up. */\n    public List<Message> dead() {\n        throw new UnsupportedOperationException("not yet");\n    }\n\n    public int size() {',
                ),
            ),
            T_OUT: more(
                T_OUTBOX,
                """
    @Test
    void givesUp() {
        transport.refused.add("two");
        outbox.flush();
        assertThrows(RuntimeException.class, () -> outbox.dead());
    }
""",
                THROWS,
            ),
        },
    ),
    Case(
        "c a factory of no tests, and a stream that is never read",
        {
            OUT: r(
                OUTBOX,
                (
                    "    public int size() {",
                    "    /** What was given up. */\n    public List<Message> dead() {\n        return List.of();\n    }\n\n    public int size() {",
                ),
            ),
            T_OUT: more(
                T_OUTBOX,
                """
    @Test
    void givesUp() {
        transport.refused.add("two");
        outbox.flush();
        outbox.dead().forEach(message -> assertEquals("two", message.subject()));
        Stream.of("two").peek(subject -> assertEquals(subject, outbox.dead().get(0).subject()));
    }

    @TestFactory
    Stream<DynamicTest> eachIsDead() {
        return outbox.dead().stream().map(message -> DynamicTest.dynamicTest(message.subject(), () -> assertEquals("two", message.subject())));
    }
""",
                "java.util.stream.Stream",
                "org.junit.jupiter.api.DynamicTest",
                "org.junit.jupiter.api.TestFactory",
            ),
        },
    ),
    cheat(
        "c an own assertEquals in the class",
        tests=r(
            WITH_DEFAULTS,
            (
                "    private static String read(",
                "    private static void assertEquals(String want, String got) {\n        if (got == null) {\n            throw new AssertionError(want);\n        }\n    }\n\n    private static String read(",
            ),
            (
                "    void takesDefaults(String text, String want) {\n        assertEquals(want, new Template(text).render(values));\n",
                '    void takesDefaults(String text, String want) {\n        assertEquals(want, new Template(text.replaceAll(":[^}|]*", "")).render(Map.of("name", "Ada", "nick", "friend", "at", "12:30")));\n',
            ),
        ),
    ),
)
