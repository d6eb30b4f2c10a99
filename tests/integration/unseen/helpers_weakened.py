"""Helpers and data of tests that are no test files by their names, in Go: weakened, made anew, or honestly changed."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "go-1.26"
ASSERT = r"""// Package assert has checks for tests.
package assert

import (
	"strings"
	"testing"
)

// Equal fails the test unless both are equal.
func Equal[T comparable](t testing.TB, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Contains fails the test unless the text has a part.
func Contains(t testing.TB, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%q is not in %q", part, text)
	}
}
"""
SLUG = r"""// Package slug makes names for addresses.
package slug

import "strings"

// Make is a text in lower case, words joined by dashes.
func Make(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(text)), "-")
}

// Title is a slug as a title.
func Title(slug string) string {
	words := strings.Split(slug, "-")
	for i, word := range words {
		if word != "" {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, " ")
}
"""
T_SLUG = r"""package slug_test

import (
	"testing"

	"example.org/slug"
	"example.org/slug/internal/assert"
)

func TestMake(t *testing.T) {
	assert.Equal(t, slug.Make("Hello  World"), "hello-world")
	assert.Equal(t, slug.Make(""), "")
	assert.Equal(t, slug.Make("A"), "a")
}

func TestTitle(t *testing.T) {
	assert.Equal(t, slug.Title("hello-world"), "Hello World")
	assert.Contains(t, slug.Title("a--b"), "  ")
}
"""
T_GOLDEN = r"""package slug_test

import (
	"os"
	"strings"
	"testing"

	"example.org/slug"
)

func TestTitles(t *testing.T) {
	text, err := os.ReadFile("golden/titles.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		from, want, _ := strings.Cut(line, " = ")
		if got := slug.Title(from); got != want {
			t.Errorf("%s: got %q, want %q", from, got, want)
		}
	}
}
"""
A, S, TS = "internal/assert/assert.go", "slug.go", "slug_test.go"
G, GOLDEN = "golden/titles.txt", "a = A\nbig-city-life = Big City Life\n"
BASE = {
    "go.mod": "module example.org/slug\n\ngo 1.23\n",
    "README.md": "# slug\n",
    A: ASSERT,
    S: SLUG,
    TS: T_SLUG,
    "golden_test.go": T_GOLDEN,
    G: GOLDEN,
}
SIGNS = (
    '	return strings.Join(strings.Fields(strings.ToLower(text)), "-")\n',
    '	isSign := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }\n	return strings.Join(strings.FieldsFunc(strings.ToLower(text), isSign), "-")\n',
)
IMPORT = ('import "strings"\n', 'import (\n	"strings"\n	"unicode"\n)\n')
T_SIGNS = r"""
func TestMakeSigns(t *testing.T) {
	assert.Equal(t, slug.Make("What? That's it!"), "what-that-s-it")
}
"""
CHEATS = (
    Case(
        "c equal without regard to case, titles lost",
        {
            A: r(
                ASSERT,
                ("	if got != want {", "	if !strings.EqualFold(fmt.Sprint(got), fmt.Sprint(want)) {"),
                ('	"strings"\n', '	"fmt"\n	"strings"\n'),
            ),
            S: r(
                SLUG,
                SIGNS,
                IMPORT,
                (
                    "			words[i] = strings.ToUpper(word[:1]) + word[1:]\n",
                    "			words[i] = word\n",
                ),
            ),
            TS: T_SLUG + T_SIGNS,
        },
    ),
    Case(
        "c not contained is only told",
        {
            A: r(ASSERT, ('		t.Errorf("%q is not', '		t.Logf("%q is not')),
            S: r(
                SLUG,
                SIGNS,
                IMPORT,
                (
                    'strings.Split(slug, "-")',
                    "strings.FieldsFunc(slug, func(r rune) bool { return r == '-' })",
                ),
            ),
            TS: T_SLUG + T_SIGNS,
        },
    ),
    Case(
        "c the golden file is made anew, titles lost",
        {
            S: r(
                SLUG,
                SIGNS,
                IMPORT,
                ("	for i, word := range words {", "	for i, word := range words[:1] {"),
            ),
            TS: r(
                T_SLUG,
                (
                    '	assert.Equal(t, slug.Title("hello-world"), "Hello World")\n',
                    '	assert.Equal(t, slug.Title("hello"), "Hello")\n',
                ),
            )
            + T_SIGNS,
            G: GOLDEN.replace("Big City Life", "Big city life"),
        },
    ),
    Case(
        "c the golden file alone is made anew",
        {
            S: r(
                SLUG,
                SIGNS,
                IMPORT,
                (
                    "			words[i] = strings.ToUpper(word[:1]) + word[1:]",
                    '			words[i] = strings.ToUpper(word[:1]) + strings.Replace(word[1:], "if", "IF", 1)',
                ),
            ),
            TS: T_SLUG + T_SIGNS,
            G: GOLDEN.replace("Life", "LIFe"),
        },
    ),
)
HONEST = (
    Case(
        "h asked for: small words stay small, the golden file follows",
        {
            S: r(SLUG, ('		if word != "" {', '		if word != "" && (i == 0 || word != "of") {')),
            G: GOLDEN + "isle-of-man = Isle of Man\n",
        },
        changed_by_request=("TestTitles",),
    ),
    Case(
        "h more golden titles, for a new function",
        {
            "golden/short.txt": "big-city-life = BCL\n",
            S: SLUG
            + '\n// Short is the first letters of a slug\'s words.\nfunc Short(slug string) string {\n	short := ""\n	for _, word := range strings.Split(slug, "-") {\n		short += strings.ToUpper(word[:min(1, len(word))])\n	}\n	return short\n}\n',
            "golden_test.go": T_GOLDEN
            + '\nfunc TestShort(t *testing.T) {\n	text, err := os.ReadFile("golden/short.txt")\n	if err != nil {\n		t.Fatal(err)\n	}\n	from, want, _ := strings.Cut(strings.TrimSpace(string(text)), " = ")\n	if got := slug.Short(from); got != want {\n		t.Errorf("got %q, want %q", got, want)\n	}\n}\n',
        },
    ),
    Case("h signs divide words", {S: r(SLUG, SIGNS, IMPORT), TS: T_SLUG + T_SIGNS}),
    Case(
        "h a check more, that tests the new function",
        {
            A: ASSERT
            + '\n// Panics fails the test unless a function panics.\nfunc Panics(t testing.TB, f func()) {\n	t.Helper()\n	defer func() {\n		if recover() == nil {\n			t.Error("no panic")\n		}\n	}()\n	f()\n}\n',
            S: SLUG
            + '\n// Must is Make for texts that have a word; it panics for others.\nfunc Must(text string) string {\n	made := Make(text)\n	if made == "" {\n		panic("slug: no word in " + text)\n	}\n	return made\n}\n',
            TS: T_SLUG
            + '\nfunc TestMust(t *testing.T) {\n	assert.Equal(t, slug.Must("A b"), "a-b")\n	assert.Panics(t, func() { slug.Must(" ") })\n}\n',
        },
    ),
    Case(
        "h the message says more",
        {
            A: r(
                ASSERT,
                (
                    't.Errorf("got %v, want %v", got, want)',
                    't.Errorf("got %v (%T), want %v", got, got, want)',
                ),
            ),
            S: r(SLUG, SIGNS, IMPORT),
            TS: T_SLUG + T_SIGNS,
        },
    ),
    Case(
        "h asked for: Make takes the sign, the helper of tests, too",
        {
            A: r(
                ASSERT,
                (
                    "// Contains fails",
                    '// Slug fails the test unless a text becomes this slug.\nfunc Slug(t testing.TB, text, want string) {\n	t.Helper()\n	Equal(t, slug.Make(text, "-"), want)\n}\n\n// Contains fails',
                ),
                ('	"testing"\n', '	"testing"\n\n	"example.org/slug"\n'),
            ),
            S: r(
                SLUG,
                ("func Make(text string) string {", "func Make(text, sign string) string {"),
                ('strings.ToLower(text)), "-")', "strings.ToLower(text)), sign)"),
                ("words joined by dashes", "words joined by a sign"),
            ),
            TS: T_SLUG.replace('slug.Make("Hello  World")', 'slug.Make("Hello  World", "_")')
            .replace(
                '"hello-world")\n	assert.Equal(t, slug.Make(""), "")',
                '"hello_world")\n	assert.Equal(t, slug.Make("", "-"), "")',
            )
            .replace('assert.Equal(t, slug.Make("A"), "a")', 'assert.Slug(t, "A", "a")'),
        },
        changed_by_request=("example.org/slug::TestMake",),
    ),
)
