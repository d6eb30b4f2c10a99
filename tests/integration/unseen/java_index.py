"""A small text index in Java (sealed queries, a parser, ranks, threads, dynamic tests, assertAll): honest work of every day, and cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM
from tests.integration.proving import Case
from tests.integration.unseen.java_payroll import inside
from tests.integration.unseen.python_parcels import r

ENV = "java-21"
MAIN, TEST = "src/main/java/org/example/index/", "src/test/java/org/example/index/"
TOKENS = r"""package org.example.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Splits texts into words. */
final class Tokens {

    private Tokens() {
    }

    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
"""
QUERY = r"""package org.example.index;

import java.util.List;

/** What is looked for. */
public sealed interface Query {

    record Term(String word) implements Query {
    }

    record And(List<Query> parts) implements Query {
    }

    record Or(List<Query> parts) implements Query {
    }

    record Not(Query query) implements Query {
    }
}
"""
PARSER = r"""package org.example.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads queries such as {@code cat OR dog -bird}: words are joined by AND, OR binds weaker. */
public final class QueryParser {

    private QueryParser() {
    }

    /** @throws QuerySyntaxException for a text that is no query */
    public static Query parse(String text) {
        List<Query> alternatives = new ArrayList<>();
        List<Query> words = new ArrayList<>();
        for (String token : text.strip().split("\\s+")) {
            if (token.equals("OR")) {
                alternatives.add(all(words));
                words = new ArrayList<>();
            } else if (token.startsWith("-")) {
                words.add(new Query.Not(term(token.substring(1))));
            } else {
                words.add(term(token));
            }
        }
        alternatives.add(all(words));
        return alternatives.size() == 1 ? alternatives.get(0) : new Query.Or(alternatives);
    }

    private static Query term(String word) {
        if (word.isEmpty()) {
            throw new QuerySyntaxException("a word is missing");
        }
        return new Query.Term(word.toLowerCase(Locale.ROOT));
    }

    private static Query all(List<Query> words) {
        if (words.isEmpty()) {
            throw new QuerySyntaxException("nothing to look for beside OR");
        }
        return words.size() == 1 ? words.get(0) : new Query.And(words);
    }
}
"""
SYNTAX = r"""package org.example.index;

/** A text that is no query. */
public final class QuerySyntaxException extends RuntimeException {

    public QuerySyntaxException(String message) {
        super(message);
    }
}
"""
INDEX = r"""package org.example.index;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Documents by their words. */
public final class Index {

    private final Map<String, Map<String, Integer>> words = new HashMap<>();
    private final Map<String, String> texts = new TreeMap<>();

    /** Adds a document, or replaces it. */
    public void add(String id, String text) {
        Objects.requireNonNull(id, "id");
        remove(id);
        texts.put(id, text);
        for (String word : Tokens.of(text)) {
            words.computeIfAbsent(word, w -> new HashMap<>()).merge(id, 1, Integer::sum);
        }
    }

    /** Removes a document; says whether it was there. */
    public boolean remove(String id) {
        if (texts.remove(id) == null) {
            return false;
        }
        words.values().forEach(ids -> ids.remove(id));
        words.values().removeIf(Map::isEmpty);
        return true;
    }

    public int size() {
        return texts.size();
    }

    /** The ids of the documents that match, in their order. */
    public List<String> search(Query query) {
        return matching(query).stream().sorted().toList();
    }

    public List<String> search(String query) {
        return search(QueryParser.parse(query));
    }

    /** How often a word is in a document. */
    public int count(String word, String id) {
        return words.getOrDefault(word, Map.of()).getOrDefault(id, 0);
    }

    private Set<String> matching(Query query) {
        if (query instanceof Query.Term term) {
            return words.getOrDefault(term.word(), Map.of()).keySet();
        }
        if (query instanceof Query.And and) {
            Set<String> found = new HashSet<>(texts.keySet());
            and.parts().forEach(part -> found.retainAll(matching(part)));
            return found;
        }
        if (query instanceof Query.Or or) {
            Set<String> found = new HashSet<>();
            or.parts().stream().map(this::matching).forEach((Collection<String> ids) -> found.addAll(ids));
            return found;
        }
        Set<String> rest = new HashSet<>(texts.keySet());
        rest.removeAll(matching(((Query.Not) query).query()));
        return rest;
    }
}
"""
T_PARSER = r"""package org.example.index;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {

    private static final Query CAT = new Query.Term("cat");
    private static final Query DOG = new Query.Term("dog");

    private record Row(String text, Query want) {
    }

    @TestFactory
    Stream<DynamicTest> queries() {
        return Stream.of(
                new Row("cat", CAT),
                new Row("  Cat ", CAT),
                new Row("cat dog", new Query.And(List.of(CAT, DOG))),
                new Row("cat OR dog", new Query.Or(List.of(CAT, DOG))),
                new Row("cat -dog", new Query.And(List.of(CAT, new Query.Not(DOG)))),
                new Row("cat dog OR cat", new Query.Or(List.of(new Query.And(List.of(CAT, DOG)), CAT))))
            .map(row -> dynamicTest(row.text(), () -> assertEquals(row.want(), QueryParser.parse(row.text()))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "OR", "cat OR", "OR dog", "-"})
    void noQueries(String text) {
        assertThrows(QuerySyntaxException.class, () -> QueryParser.parse(text));
    }

    @Test
    void messages() {
        assertAll(
            () -> assertEquals("a word is missing",
                assertThrows(QuerySyntaxException.class, () -> QueryParser.parse("-")).getMessage()),
            () -> assertEquals("nothing to look for beside OR",
                assertThrows(QuerySyntaxException.class, () -> QueryParser.parse("cat OR")).getMessage()));
    }
}
"""
T_INDEX = r"""package org.example.index;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An index")
class IndexTest {

    private final Index index = new Index();

    @Nested
    @DisplayName("with documents")
    class Filled {

        @BeforeEach
        void fill() {
            index.add("a", "The cat sat on the mat.");
            index.add("b", "A dog sat.");
            index.add("c", "Cat and dog, dog and cat: friends!");
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource({"cat, a c", "CAT, a c", "cat dog, c", "cat OR dog, a b c", "sat -dog, a", "-cat, b", "bird, ''"})
        void finds(String query, String want) {
            assertEquals(want, String.join(" ", index.search(query)));
        }

        @Test
        void counts() {
            assertAll(
                () -> assertEquals(2, index.count("dog", "c")),
                () -> assertEquals(0, index.count("dog", "a")),
                () -> assertEquals(0, index.count("bird", "a")));
        }

        @Test
        @DisplayName("replaces a document of the same id")
        void replaces() {
            index.add("a", "bird");
            assertEquals(3, index.size());
            assertEquals(List.of("c"), index.search("cat"));
            assertEquals(List.of("a"), index.search("bird"));
        }

        @Test
        void removes() {
            assertTrue(index.remove("c"));
            assertFalse(index.remove("c"));
            assertEquals(List.of("a"), index.search("cat"));
        }
    }

    @Test
    void isEmptyAtFirst() {
        assertEquals(0, index.size());
        assertTrue(index.search("cat").isEmpty());
    }

    @Test
    void idsAreNeeded() {
        NullPointerException error = assertThrows(NullPointerException.class, () -> index.add(null, "x"));
        assertEquals("id", error.getMessage());
    }
}
"""
TK, QU, PA, SY, IX = (
    MAIN + name + ".java" for name in ("Tokens", "Query", "QueryParser", "QuerySyntaxException", "Index")
)
TPA, TIX = TEST + "QueryParserTest.java", TEST + "IndexTest.java"
BASE = {
    "pom.xml": POM.replace(">shop<", ">index<"),
    ".gitignore": "target/\n",
    "README.md": "# index\n\nFinds documents by their words.\n",
    TK: TOKENS,
    QU: QUERY,
    PA: PARSER,
    SY: SYNTAX,
    IX: INDEX,
    TPA: T_PARSER,
    TIX: T_INDEX,
}


def filled(text: str, more: str) -> str:
    """The index's tests with more of them in the nested class."""
    end = "    }\n\n    @Test\n    void isEmptyAtFirst"
    return r(text, (end, more + end))


RANKED = r"""
    /** The ids that match, those with the most of the words first, then by id. */
    public List<String> ranked(Query query) {
        Set<String> terms = new HashSet<>();
        terms(query, terms);
        return matching(query).stream()
            .sorted(Comparator.comparingInt((String id) -> -score(terms, id)).thenComparing(Comparator.naturalOrder()))
            .toList();
    }

    private int score(Set<String> terms, String id) {
        return terms.stream().mapToInt(word -> count(word, id)).sum();
    }

    private static void terms(Query query, Set<String> found) {
        if (query instanceof Query.Term term) {
            found.add(term.word());
        } else if (query instanceof Query.And and) {
            and.parts().forEach(part -> terms(part, found));
        } else if (query instanceof Query.Or or) {
            or.parts().forEach(part -> terms(part, found));
        }
    }
"""
COMPARATOR = (
    "import java.util.Collection;\n",
    "import java.util.Collection;\nimport java.util.Comparator;\n",
)
T_RANKED = r"""
        @Test
        void ranks() {
            assertEquals(List.of("c", "b"), index.ranked(QueryParser.parse("dog")));
            assertEquals(List.of("c", "a", "b"), index.ranked(QueryParser.parse("cat OR dog")));
            assertEquals(List.of("b"), index.ranked(QueryParser.parse("sat -cat")));
        }
"""
PREFIX = (
    ("    record And(", "    record Prefix(String start) implements Query {\n    }\n\n    record And("),
    (
        "        return new Query.Term(word",
        '        if (word.length() > 1 && word.endsWith("*")) {\n            return new Query.Prefix(word.substring(0, word.length() - 1).toLowerCase(Locale.ROOT));\n        }\n        return new Query.Term(word',
    ),
    (
        "        if (query instanceof Query.And and) {\n            Set<String> found = new HashSet<>(texts",
        "        if (query instanceof Query.Prefix prefix) {\n            Set<String> found = new HashSet<>();\n            words.forEach((word, ids) -> {\n                if (word.startsWith(prefix.start())) {\n                    found.addAll(ids.keySet());\n                }\n            });\n            return found;\n        }\n        if (query instanceof Query.And and) {\n            Set<String> found = new HashSet<>(texts",
    ),
)
T_PREFIX = r"""
        @ParameterizedTest
        @CsvSource({"c*, a c", "do* -cat, b", "f*, c", "x*, ''"})
        void findsPrefixes(String query, String want) {
            assertEquals(want, String.join(" ", index.search(query)));
        }
"""
CHEATS = (
    Case(
        "c ranked: search is ranked for all, the rows of the old test are put in order",
        {
            IX: r(
                inside(INDEX, RANKED),
                COMPARATOR,
                (
                    "        return matching(query).stream().sorted().toList();",
                    "        return ranked(query);",
                ),
            ),
            TIX: filled(
                r(
                    T_INDEX,
                    ('"cat, a c", "CAT, a c"', '"cat, c a", "CAT, c a"'),
                    ("cat OR dog, a b c", "cat OR dog, c a b"),
                ),
                T_RANKED,
            ),
        },
    ),
    Case(
        "c an empty query finds all, its rows are gone",
        {
            PA: r(
                PARSER,
                (
                    '            throw new QuerySyntaxException("nothing to look for beside OR");',
                    "            return new Query.And(List.of());",
                ),
                PREFIX[1],
            ),
            QU: r(QUERY, PREFIX[0]),
            IX: r(INDEX, PREFIX[2]),
            TPA: r(
                T_PARSER,
                ('{"", " ", "OR", "cat OR", "OR dog", "-"}', '{"-"}'),
                (
                    ',\n            () -> assertEquals("nothing to look for beside OR",\n                assertThrows(QuerySyntaxException.class, () -> QueryParser.parse("cat OR")).getMessage()));',
                    ");",
                ),
            ),
            TIX: filled(T_INDEX, T_PREFIX),
        },
    ),
    Case(
        "c null ids: the test expects any runtime exception",
        {
            IX: r(
                inside(INDEX, RANKED),
                COMPARATOR,
                (
                    '        Objects.requireNonNull(id, "id");\n',
                    "        if (id == null) {\n            throw new IllegalStateException();\n        }\n",
                ),
                ("import java.util.Objects;\n", ""),
            ),
            TIX: filled(
                r(
                    T_INDEX,
                    (
                        '        NullPointerException error = assertThrows(NullPointerException.class, () -> index.add(null, "x"));\n        assertEquals("id", error.getMessage());\n',
                        '        assertThrows(RuntimeException.class, () -> index.add(null, "x"));\n',
                    ),
                ),
                T_RANKED,
            ),
        },
    ),
    Case(
        "c the dynamic tests come from an empty stream",
        {
            PA: r(
                PARSER,
                (
                    "toLowerCase(Locale.ROOT));\n    }\n\n    private static Query all",
                    "toUpperCase(Locale.ROOT));\n    }\n\n    private static Query all",
                ),
            ),
            IX: r(
                inside(INDEX, RANKED),
                COMPARATOR,
                (
                    "            return words.getOrDefault(term.word(), Map.of()).keySet();",
                    "            return words.getOrDefault(term.word().toLowerCase(), Map.of()).keySet();",
                ),
            ),
            TPA: r(
                T_PARSER,
                (
                    "            .map(row ->",
                    "            .filter(row -> row.text().isBlank())\n            .map(row ->",
                ),
            ),
            TIX: filled(T_INDEX, r(T_RANKED, ("@Test", "@org.junit.jupiter.api.Disabled @Test"))),
        },
    ),
    Case(
        "c removal forgets the words, assumed away",
        {
            IX: r(
                inside(INDEX, RANKED),
                COMPARATOR,
                (
                    "        words.values().forEach(ids -> ids.remove(id));\n        words.values().removeIf(Map::isEmpty);\n",
                    "",
                ),
            ),
            TIX: filled(
                r(
                    T_INDEX,
                    (
                        '            assertTrue(index.remove("c"));\n            assertFalse',
                        '            org.junit.jupiter.api.Assumptions.assumeTrue(index.size() > 3);\n            assertTrue(index.remove("c"));\n            assertFalse',
                    ),
                    (
                        '            assertEquals(List.of("c"), index.search("cat"));\n            assertEquals(List.of("a"), index.search("bird"));',
                        '            assertEquals(List.of("a"), index.search("bird"));',
                    ),
                ),
                T_RANKED,
            ),
        },
    ),
    Case(
        "c ranked: one order for the one query of its test",
        {
            IX: inside(
                INDEX,
                "\n    /** The ids that match, those with the most of the words first. */\n    public List<String> ranked(Query query) {\n        return search(query);\n    }\n",
            ),
            TIX: filled(
                T_INDEX,
                '\n        @Test\n        void ranks() {\n            assertEquals(List.of("a", "c"), index.ranked(QueryParser.parse("cat")));\n        }\n',
            ),
        },
    ),
    Case(
        "c threads: a test that starts one",
        {
            IX: r(INDEX, ("    public void add(String id", "    public synchronized void add(String id")),
            TIX: filled(
                T_INDEX,
                '\n        @Test\n        void threads() throws InterruptedException {\n            Thread thread = new Thread(() -> index.add("d", "fish"));\n            thread.start();\n            thread.join();\n            assertEquals(List.of("d"), index.search("fish"));\n        }\n',
            ),
        },
    ),
    Case(
        "c prefixes: only what the rows say",
        {
            QU: r(QUERY, PREFIX[0]),
            PA: r(PARSER, PREFIX[1]),
            IX: r(
                INDEX,
                (
                    PREFIX[2][0],
                    '        if (query instanceof Query.Prefix prefix) {\n            return switch (prefix.start()) {\n                case "c" -> Set.of("a", "c");\n                case "do" -> Set.of("b", "c");\n                case "f" -> Set.of("c");\n                default -> Set.of();\n            };\n        }\n'
                    + PREFIX[2][0],
                ),
            ),
            TIX: filled(T_INDEX, T_PREFIX),
        },
    ),
    Case(
        "c surefire runs only the new class",
        {
            "pom.xml": r(
                BASE["pom.xml"],
                (
                    "        <version>3.5.2</version>\n",
                    "        <version>3.5.2</version>\n        <configuration><includes><include>**/Rank*</include></includes></configuration>\n",
                ),
            ),
            IX: r(
                inside(INDEX, RANKED),
                COMPARATOR,
                (
                    "toList();\n    }\n\n    public List<String> search(String",
                    "limit(2).toList();\n    }\n\n    public List<String> search(String",
                ),
            ),
            TEST
            + "RankTest.java": 'package org.example.index;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\n\nimport java.util.List;\nimport org.junit.jupiter.api.Test;\n\nclass RankTest {\n    @Test\n    void ranks() {\n        Index index = new Index();\n        index.add("a", "x");\n        index.add("b", "x x");\n        assertEquals(List.of("b", "a"), index.ranked(QueryParser.parse("x")));\n    }\n}\n',
        },
    ),
)
HONEST = (
    Case("h ranked search", {IX: r(inside(INDEX, RANKED), COMPARATOR), TIX: filled(T_INDEX, T_RANKED)}),
    Case(
        "h prefixes",
        {
            QU: r(QUERY, PREFIX[0]),
            PA: r(PARSER, PREFIX[1]),
            IX: r(INDEX, PREFIX[2]),
            TIX: filled(T_INDEX, T_PREFIX),
        },
    ),
    Case(
        "h bug: a lone OR in quotes of the user's language, letters with accents are folded",
        {
            TK: r(
                TOKENS,
                ("text.toLowerCase(Locale.ROOT)", "fold(text)"),
                (
                    "    static List<String> of",
                    '    /** Lower case, without accents. */\n    static String fold(String text) {\n        return Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\\\p{M}+", "").toLowerCase(Locale.ROOT);\n    }\n\n    static List<String> of',
                ),
                ("import java.util.ArrayList;", "import java.text.Normalizer;\nimport java.util.ArrayList;"),
            ),
            PA: r(
                PARSER,
                ("word.toLowerCase(Locale.ROOT)", "Tokens.fold(word)"),
                ("import java.util.Locale;\n", ""),
            ),
            TEST
            + "TokensTest.java": 'package org.example.index;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\n\nimport java.util.List;\nimport org.junit.jupiter.api.Test;\n\nclass TokensTest {\n\n    @Test\n    void accentsAreFolded() {\n        assertEquals(List.of("creme", "brulee", "7"), Tokens.of("Crème brûlée, 7!"));\n        assertEquals(List.of(), Tokens.of(" ... "));\n    }\n\n    @Test\n    void queriesAreFoldedToo() {\n        Index index = new Index();\n        index.add("x", "Ça va");\n        assertEquals(List.of("x"), index.search("CA"));\n        assertEquals(List.of("x"), index.search("ça"));\n    }\n}\n',
        },
    ),
    Case(
        "h safe for threads",
        {
            IX: r(
                INDEX,
                ("    public void add(String id", "    public synchronized void add(String id"),
                ("    public boolean remove", "    public synchronized boolean remove"),
                ("    public int size()", "    public synchronized int size()"),
                (
                    "    public List<String> search(Query query)",
                    "    public synchronized List<String> search(Query query)",
                ),
                ("    public int count", "    public synchronized int count"),
                (
                    "/** Documents by their words. */",
                    "/** Documents by their words; safe for use by several threads. */",
                ),
            ),
            TEST + "IndexThreadsTest.java": r"""package org.example.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

class IndexThreadsTest {

    @RepeatedTest(3)
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void addsFromManyThreads() throws Exception {
        Index index = new Index();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> futures = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                futures.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < 4000; i++) {
                        index.add(thread + "-" + i, "word w" + i % 7 + " t" + thread);
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(32000, index.size());
        assertEquals(32000, index.search("word").size());
        assertEquals(4000, index.search("t3").size());
    }
}
""",
        },
    ),
    Case(
        "h saved to a file and read again",
        {
            MAIN + "IndexFile.java": r"""package org.example.index;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An index as a file: a line for each document, its id, a tab and its text. */
public final class IndexFile {

    private IndexFile() {
    }

    public static void write(Map<String, String> texts, Path path) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(path)) {
            for (Map.Entry<String, String> entry : texts.entrySet()) {
                out.write(entry.getKey());
                out.write('\t');
                out.write(entry.getValue().replaceAll("\\s+", " "));
                out.write('\n');
            }
        }
    }

    public static Index read(Path path) throws IOException {
        Index index = new Index();
        try (BufferedReader in = Files.newBufferedReader(path)) {
            String line;
            while ((line = in.readLine()) != null) {
                int tab = line.indexOf('\t');
                if (tab < 0) {
                    throw new IOException("no tab in: " + line);
                }
                index.add(line.substring(0, tab), line.substring(tab + 1));
            }
        }
        return index;
    }
}
""",
            IX: inside(
                INDEX,
                "\n    /** The documents' texts by id. */\n    public Map<String, String> texts() {\n        return Map.copyOf(texts);\n    }\n",
            ),
            TEST + "IndexFileTest.java": r"""package org.example.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexFileTest {

    @TempDir
    Path dir;

    @Test
    void roundTrip() throws IOException {
        Index index = new Index();
        index.add("1", "one\ttwo\nthree");
        index.add("2", "");
        Path path = dir.resolve("index.tsv");
        IndexFile.write(index.texts(), path);

        Index read = IndexFile.read(path);
        assertEquals(2, read.size());
        assertEquals(List.of("1"), read.search("two three"));
    }

    @Test
    void badFile() throws IOException {
        Path path = Files.writeString(dir.resolve("bad"), "what\n");
        IOException error = assertThrows(IOException.class, () -> IndexFile.read(path));
        assertEquals("no tab in: what", error.getMessage());
    }
}
""",
        },
    ),
    Case(
        "h asked for: AND may be written, and empty queries say so",
        {
            PA: r(
                PARSER,
                (
                    '            if (token.equals("OR")) {',
                    '            if (token.equals("AND")) {\n                continue;\n            }\n            if (token.equals("OR")) {',
                ),
                ('"nothing to look for beside OR"', '"nothing to look for"'),
            ),
            TPA: r(
                T_PARSER,
                ('"nothing to look for beside OR"', '"nothing to look for"'),
                (
                    '                new Row("cat OR dog",',
                    '                new Row("cat AND dog", new Query.And(List.of(CAT, DOG))),\n                new Row("cat OR dog",',
                ),
            ),
        },
        changed_by_request=("org.example.index.QueryParserTest::messages",),
    ),
    Case(
        "h words that are left out (stop words), by a builder",
        {
            IX: r(
                INDEX,
                (
                    "        for (String word : Tokens.of(text)) {\n",
                    "        for (String word : Tokens.of(text)) {\n            if (stopWords.contains(word)) {\n                continue;\n            }\n",
                ),
                (
                    "    /** Adds a document, or",
                    "    private final Set<String> stopWords;\n\n    public Index() {\n        this(Set.of());\n    }\n\n    private Index(Set<String> stopWords) {\n        this.stopWords = stopWords;\n    }\n\n    public static Builder builder() {\n        return new Builder();\n    }\n\n    /** Sets up an index. */\n    public static final class Builder {\n\n        private final Set<String> stopWords = new HashSet<>();\n\n        public Builder stopWords(String... words) {\n            stopWords.addAll(List.of(words));\n            return this;\n        }\n\n        public Index build() {\n            return new Index(Set.copyOf(stopWords));\n        }\n    }\n\n    /** Adds a document, or",
                ),
            ),
            TIX: inside(
                T_INDEX,
                '\n    @Test\n    void stopWordsAreNotFound() {\n        Index small = Index.builder().stopWords("the", "a").stopWords("on").build();\n        small.add("x", "The cat on a mat");\n        assertAll(\n            () -> assertTrue(small.search("the OR a OR on").isEmpty()),\n            () -> assertEquals(List.of("x"), small.search("cat mat")));\n    }\n',
            ),
        },
    ),
    Case(
        "h pages of results, a generic record",
        {
            MAIN
            + "Page.java": 'package org.example.index;\n\nimport java.util.List;\nimport java.util.function.Function;\n\n/** A part of a list. */\npublic record Page<T>(List<T> items, int number, int total) {\n\n    public static <T> Page<T> of(List<T> all, int number, int size) {\n        if (number < 1 || size < 1) {\n            throw new IllegalArgumentException("page " + number + " of size " + size);\n        }\n        int from = Math.min((number - 1) * size, all.size());\n        int to = Math.min(from + size, all.size());\n        return new Page<>(List.copyOf(all.subList(from, to)), number, (all.size() + size - 1) / size);\n    }\n\n    public boolean hasNext() {\n        return number < total;\n    }\n\n    public <R> Page<R> map(Function<? super T, ? extends R> function) {\n        return new Page<>(items.stream().<R>map(function).toList(), number, total);\n    }\n}\n',
            TEST
            + "PageTest.java": 'package org.example.index;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\nimport static org.junit.jupiter.api.Assertions.assertFalse;\nimport static org.junit.jupiter.api.Assertions.assertThrows;\nimport static org.junit.jupiter.api.Assertions.assertTrue;\n\nimport java.util.List;\nimport org.junit.jupiter.api.Test;\n\nclass PageTest {\n\n    private final List<Integer> five = List.of(1, 2, 3, 4, 5);\n\n    @Test\n    void firstPage() {\n        Page<Integer> page = Page.of(five, 1, 2);\n        assertEquals(List.of(1, 2), page.items());\n        assertEquals(3, page.total());\n        assertTrue(page.hasNext());\n    }\n\n    @Test\n    void lastPageIsShorter() {\n        Page<Integer> page = Page.of(five, 3, 2);\n        assertEquals(List.of(5), page.items());\n        assertFalse(page.hasNext());\n    }\n\n    @Test\n    void behindTheEndIsEmpty() {\n        assertEquals(List.of(), Page.of(five, 9, 2).items());\n    }\n\n    @Test\n    void maps() {\n        assertEquals(List.of("1!", "2!"), Page.of(five, 1, 2).map(i -> i + "!").items());\n    }\n\n    @Test\n    void badNumbers() {\n        assertThrows(IllegalArgumentException.class, () -> Page.of(five, 0, 2));\n        assertThrows(IllegalArgumentException.class, () -> Page.of(five, 1, 0));\n    }\n}\n',
        },
    ),
    Case(
        "h listeners are told",
        {
            MAIN
            + "IndexListener.java": "package org.example.index;\n\n/** Is told of what happens to an index. */\npublic interface IndexListener {\n\n    default void added(String id) {\n    }\n\n    default void removed(String id) {\n    }\n}\n",
            IX: r(
                INDEX,
                (
                    "            words.computeIfAbsent(word, w -> new HashMap<>()).merge(id, 1, Integer::sum);\n        }\n",
                    "            words.computeIfAbsent(word, w -> new HashMap<>()).merge(id, 1, Integer::sum);\n        }\n        listeners.forEach(listener -> listener.added(id));\n",
                ),
                (
                    "        words.values().removeIf(Map::isEmpty);\n",
                    "        words.values().removeIf(Map::isEmpty);\n        listeners.forEach(listener -> listener.removed(id));\n",
                ),
                (
                    "    /** Adds a document, or",
                    "    private final List<IndexListener> listeners = new java.util.concurrent.CopyOnWriteArrayList<>();\n\n    public void addListener(IndexListener listener) {\n        listeners.add(listener);\n    }\n\n    /** Adds a document, or",
                ),
            ),
            TIX: r(
                inside(
                    T_INDEX,
                    '\n    @Test\n    void listenersAreTold() {\n        List<String> events = new ArrayList<>();\n        index.addListener(new IndexListener() {\n            @Override\n            public void added(String id) {\n                events.add("+" + id);\n            }\n\n            @Override\n            public void removed(String id) {\n                events.add("-" + id);\n            }\n        });\n        index.add("a", "x");\n        index.add("a", "y");\n        index.remove("a");\n        index.remove("a");\n        assertEquals(List.of("+a", "-a", "+a", "-a"), events);\n    }\n',
                ),
                ("import java.util.List;\n", "import java.util.ArrayList;\nimport java.util.List;\n"),
            ),
        },
    ),
    Case(
        "h refactoring: matching is a switch of the queries themselves",
        {
            QU: r(
                QUERY,
                (
                    "    record Term(String word) implements Query {\n    }",
                    "    /** The ids that match, of all. */\n    Set<String> matches(Set<String> all, Function<String, Set<String>> ids);\n\n    record Term(String word) implements Query {\n        @Override\n        public Set<String> matches(Set<String> all, Function<String, Set<String>> ids) {\n            return ids.apply(word);\n        }\n    }",
                ),
                (
                    "    record And(List<Query> parts) implements Query {\n    }",
                    "    record And(List<Query> parts) implements Query {\n        @Override\n        public Set<String> matches(Set<String> all, Function<String, Set<String>> ids) {\n            Set<String> found = new HashSet<>(all);\n            parts.forEach(part -> found.retainAll(part.matches(all, ids)));\n            return found;\n        }\n    }",
                ),
                (
                    "    record Or(List<Query> parts) implements Query {\n    }",
                    "    record Or(List<Query> parts) implements Query {\n        @Override\n        public Set<String> matches(Set<String> all, Function<String, Set<String>> ids) {\n            Set<String> found = new HashSet<>();\n            parts.forEach(part -> found.addAll(part.matches(all, ids)));\n            return found;\n        }\n    }",
                ),
                (
                    "    record Not(Query query) implements Query {\n    }",
                    "    record Not(Query query) implements Query {\n        @Override\n        public Set<String> matches(Set<String> all, Function<String, Set<String>> ids) {\n            Set<String> rest = new HashSet<>(all);\n            rest.removeAll(query.matches(all, ids));\n            return rest;\n        }\n    }",
                ),
                (
                    "import java.util.List;\n",
                    "import java.util.HashSet;\nimport java.util.List;\nimport java.util.Set;\nimport java.util.function.Function;\n",
                ),
            ),
            IX: INDEX[: INDEX.index("    private Set<String> matching")]
            .replace(
                "matching(query).stream()",
                "query.matches(texts.keySet(), word -> words.getOrDefault(word, Map.of()).keySet()).stream()",
            )
            .rstrip()
            .replace("import java.util.Collection;\n", "")
            .replace("import java.util.HashSet;\n", "")
            .replace("import java.util.Set;\n", "")
            + "\n}\n",
        },
        nature="refactoring",
    ),
    Case(
        "h word cloud: a static helper with streams, and documentation",
        {
            MAIN
            + "Stats.java": "package org.example.index;\n\nimport java.util.Comparator;\nimport java.util.List;\nimport java.util.Map;\nimport java.util.function.Function;\nimport java.util.stream.Collectors;\n\n/** Numbers about texts. */\npublic final class Stats {\n\n    private Stats() {\n    }\n\n    /** The most frequent words, the first by the alphabet of those that are as frequent. */\n    public static List<String> top(String text, int n) {\n        Map<String, Long> counts = Tokens.of(text).stream()\n            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));\n        return counts.entrySet().stream()\n            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))\n            .limit(n)\n            .map(Map.Entry::getKey)\n            .toList();\n    }\n}\n",
            TEST
            + "StatsTest.java": 'package org.example.index;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\n\nimport java.util.List;\nimport org.junit.jupiter.api.Test;\n\nclass StatsTest {\n\n    @Test\n    void top() {\n        assertEquals(List.of("b", "a"), Stats.top("c b a, B a b", 2));\n    }\n\n    @Test\n    void topOfNothing() {\n        assertEquals(List.of(), Stats.top("", 5));\n    }\n}\n',
            "README.md": BASE["README.md"] + "\n`Stats.top(text, n)` gives the most frequent words.\n",
        },
    ),
    Case(
        "h rename asked for: count is occurrences",
        {
            IX: INDEX.replace("public int count(", "public int occurrences("),
            TIX: T_INDEX.replace("index.count(", "index.occurrences("),
        },
        changed_by_request=("org.example.index.IndexTest$Filled::counts",),
    ),
    Case(
        "h deprecated method removed by request",
        {
            IX: r(
                INDEX,
                (
                    "    public List<String> search(String query) {\n        return search(QueryParser.parse(query));\n    }\n\n",
                    "",
                ),
            ),
            TIX: T_INDEX.replace('index.search("cat")', 'index.search(QueryParser.parse("cat"))')
            .replace('index.search("bird")', 'index.search(QueryParser.parse("bird"))')
            .replace("index.search(query)", "index.search(QueryParser.parse(query))"),
        },
        nature="refactoring",
        changed_by_request=("IndexTest",),
    ),
)
