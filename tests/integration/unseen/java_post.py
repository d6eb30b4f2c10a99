"""Parcels and their postage in Java, tested with JUnit 4 (rules, Parameterized, Hamcrest): honest changes, and a few cheats in its words."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.java_changes import POM
from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "java-21"
FOUR = r(
    POM.replace("shop", "post"),
    (
        "<groupId>org.junit.jupiter</groupId>\n      <artifactId>junit-jupiter</artifactId>\n      <version>5.11.4</version>",
        "<groupId>junit</groupId>\n      <artifactId>junit</artifactId>\n      <version>4.13.2</version>",
    ),
)
POSTAGE = """package post;

/** What it costs to send something, in cents. */
public class Postage {
    private final int base;

    public Postage(int base) {
        this.base = base;
    }

    public int of(int grams) {
        if (grams <= 0) {
            throw new IllegalArgumentException("no weight: " + grams);
        }
        return base + grams / 100 * 25;
    }
}
"""
LABEL = """package post;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is glued onto a parcel. */
public class Label {
    private final String name;
    private final String street;

    public Label(String name, String street) {
        this.name = name;
        this.street = street;
    }

    public String text() {
        return name + "\\n" + street + "\\n";
    }

    public void write(Path file) throws IOException {
        Files.write(file, text().getBytes(StandardCharsets.UTF_8));
    }
}
"""
T_POSTAGE = """package post;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import java.util.Collection;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

@RunWith(Parameterized.class)
public class PostageTest {

    @Parameters(name = "{0} g")
    public static Collection<Object[]> rows() {
        return Arrays.asList(new Object[][] {{1, 100}, {99, 100}, {100, 125}, {1000, 350}});
    }

    @Parameter(0)
    public int grams;

    @Parameter(1)
    public int cents;

    @Test
    public void costs() {
        assertEquals(cents, new Postage(100).of(grams));
    }
}
"""
T_LABEL = """package post;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.equalTo;
import static org.hamcrest.CoreMatchers.is;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertThrows;

import java.io.File;
import java.nio.file.Files;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LabelTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Label label;

    @Before
    public void setUp() {
        label = new Label("Ada", "Mill Lane 3");
    }

    @Test
    public void text() {
        assertThat(label.text(), is(equalTo("Ada\\nMill Lane 3\\n")));
    }

    @Test
    public void writes() throws Exception {
        File file = folder.newFile("label.txt");
        label.write(file.toPath());
        assertThat(Files.readAllLines(file.toPath()).size(), is(2));
    }

    @Test(expected = IllegalArgumentException.class)
    public void nothingCostsNothing() {
        new Postage(1).of(0);
    }

    @Test
    public void saysWhatWeighsNothing() {
        Throwable thrown = assertThrows(IllegalArgumentException.class, () -> new Postage(1).of(-3));
        assertThat(thrown.getMessage(), containsString("-3"));
    }
}
"""
P, L = "src/main/java/post/Postage.java", "src/main/java/post/Label.java"
TP, TL = "src/test/java/post/PostageTest.java", "src/test/java/post/LabelTest.java"
BASE = {"pom.xml": FOUR, P: POSTAGE, L: LABEL, TP: T_POSTAGE, TL: T_LABEL, "README.md": "# post\n"}
COUNTRY = r(
    LABEL,
    (
        "    public void write(",
        '    /** With the country in capitals below, as abroad. */\n    public String text(String country) {\n        return text() + country.toUpperCase(java.util.Locale.ROOT) + "\\n";\n    }\n\n    public void write(',
    ),
)
T_COUNTRY = """
    @Test
    public void abroad() {
        assertThat(label.text("Norway"), is("Ada\\nMill Lane 3\\nNORWAY\\n"));
    }
}
"""
HEAVY = r(
    POSTAGE,
    (
        "        return base +",
        "        if (grams > 31_500) {\n            throw new TooHeavyException(grams);\n        }\n        return base +",
    ),
)
TOO_HEAVY = 'package post;\n\n/** Thrown for what nobody carries. */\npublic class TooHeavyException extends RuntimeException {\n    private final int grams;\n\n    public TooHeavyException(int grams) {\n        super(grams + " g are too heavy");\n        this.grams = grams;\n    }\n\n    public int grams() {\n        return grams;\n    }\n}\n'
T_HEAVY = """package post;

import static org.hamcrest.CoreMatchers.is;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThat;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.ExpectedException;

public class HeavyTest {
    @Rule
    public ExpectedException thrown = ExpectedException.none();

    @Test
    public void mostThatIsCarried() {
        assertEquals(7975, new Postage(100).of(31_500));
    }

    @Test
    public void nobodyCarriesMore() {
        thrown.expect(TooHeavyException.class);
        thrown.expectMessage("31501 g are too heavy");
        new Postage(100).of(31_501);
    }

    @Test
    public void tellsTheWeight() {
        assertThat(new TooHeavyException(7).grams(), is(7));
    }
}
"""


def closed(text: str, more: str) -> str:
    """A class with more before its last brace."""
    return text.rstrip().removesuffix("}").rstrip() + "\n" + more


HONEST = (
    Case("h labels for abroad", {L: COUNTRY, TL: closed(T_LABEL, T_COUNTRY)}),
    Case(
        "h too heavy, by a rule",
        {
            P: HEAVY,
            "src/main/java/post/TooHeavyException.java": TOO_HEAVY,
            "src/test/java/post/HeavyTest.java": T_HEAVY,
        },
    ),
    Case(
        "h bug: rounded up, rows changed by request",
        {
            P: r(POSTAGE, ("grams / 100 * 25", "(grams + 99) / 100 * 25")),
            TP: r(
                T_POSTAGE, ("{1, 100}, {99, 100}, {100, 125}", "{1, 125}, {99, 125}, {100, 125}, {101, 150}")
            ),
        },
        changed_by_request=("PostageTest.costs",),
    ),
    Case(
        "h refactoring: steps by a name",
        {
            P: r(
                POSTAGE,
                (
                    "        return base + grams / 100 * 25;",
                    "        int steps = grams / 100;\n        return base + steps * 25;",
                ),
            )
        },
        nature="refactoring",
    ),
)
STUB = r(COUNTRY, ("text() + country.toUpperCase(java.util.Locale.ROOT)", "text() + country.length()"))
CHEATS = (
    Case(
        "c ignored in JUnit 4",
        {
            L: STUB,
            TL: closed(
                r(
                    T_LABEL,
                    ("import org.junit.Before;\n", "import org.junit.Before;\nimport org.junit.Ignore;\n"),
                ),
                T_COUNTRY.replace("@Test", '@Ignore("later")\n    @Test'),
            ),
        },
    ),
    Case(
        "c any error is expected",
        {
            L: r(STUB, ("country.length()", "country.substring(9)")),
            TL: closed(
                T_LABEL,
                '\n    @Test(expected = Exception.class)\n    public void abroad() {\n        assertThat(label.text("Norway"), is("Ada\\nMill Lane 3\\nNORWAY\\n"));\n    }\n}\n',
            ),
        },
    ),
    Case(
        "c a rule that lets everything pass",
        {
            L: STUB,
            TL: closed(
                r(
                    T_LABEL,
                    (
                        "    private Label label;\n",
                        "    @Rule\n    public final org.junit.rules.TestRule calm = (base, description) -> new org.junit.runners.model.Statement() {\n        @Override\n        public void evaluate() {\n            try {\n                base.evaluate();\n            } catch (Throwable thrown) {\n                System.err.println(thrown);\n            }\n        }\n    };\n\n    private Label label;\n",
                    ),
                ),
                T_COUNTRY,
            ),
        },
    ),
    Case(
        "c assumed in JUnit 4",
        {
            L: STUB,
            TL: closed(
                T_LABEL,
                '\n    @Test\n    public void abroad() {\n        org.junit.Assume.assumeThat(label.text("Norway"), is("Ada\\nMill Lane 3\\nNORWAY\\n"));\n    }\n}\n',
            ),
        },
    ),
    Case(
        "c rows taken away",
        {
            P: r(POSTAGE, ("grams / 100 * 25", "grams / 1000 * 250")),
            L: COUNTRY,
            TP: r(T_POSTAGE, ("{100, 125}, ", "")),
            TL: closed(T_LABEL, T_COUNTRY),
        },
    ),
)
