"""Honest tests and sources of services, as teams write them: what looked like tampering, and was none."""

from __future__ import annotations

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.tampering import scan
from codeonfly.tampering.answers import conventions
from codeonfly.tampering.answers.number_rows import number_rows
from codeonfly.tampering.checks import javascript_provided
from codeonfly.tampering.checks.self_compared import self_compared
from codeonfly.tampering.checks.untouched import untouched
from codeonfly.tampering.languages import java_rules, javascript_settings
from codeonfly.tampering.undone import options
from codeonfly.tampering.undone.keys_alone import keys_alone
from codeonfly.tampering.undone.unused import unused
from codeonfly.tampering.values import Versions
from codeonfly.toolchains import hollow_blocks
from codeonfly.tree import REGULAR, File
from tests.integration.proving import tree_of

SIGNS = 'def test_signature_depends_on_text_and_key():\n    assert sign("a", "k") == sign("a", "k")\n'


@pytest.mark.parametrize(
    ("more", "is_found"),
    [
        ("", True),
        ('    assert sign("b", "k")\n', True),
        ('    assert other("b") != "k"\n', True),
        ('    assert sign("a", "k") != sign("b", "k")\n', False),
        ('    assert len({sign("a", "k"), sign("b", "k")}) == 2\n', False),
    ],
)
def test_a_call_is_the_same_as_itself_and_another_as_others(more: str, is_found: bool) -> None:
    assert bool(list(self_compared([], [Versions("tests/test_sign.py", None, SIGNS + more)]))) is is_found


@pytest.mark.parametrize(("sibling", "is_marker"), [("def total(): return 1\n", False), ("RATE = 2\n", True)])
def test_a_package_is_no_marker_where_its_modules_do_something(sibling: str, is_marker: bool) -> None:
    files = {"src/pay/__init__.py": "", "src/pay/total.py": sibling}
    change = Change(tuple(FileChange(path, File(REGULAR, text.encode())) for path, text in files.items()))
    found = scan(change, tree_of({}), is_test=lambda _: False, is_configuration=lambda _: False)
    assert ("src/pay/__init__.py" in {one.path for one in found if one.kind == "marker"}) is is_marker


HELPER = """    private static void assertSame(JsonNode documented, JsonNode actual, String where) {{
        if (documented.isTextual()) {{
            assertThat(actual.isTextual()).isTrue();
        }} else {{
            {compares};
        }}
    }}
"""
COMPARES = "assertThat(actual).as(where).isEqualTo(documented)"


@pytest.mark.parametrize(
    ("imports", "compares", "is_found"),
    [
        ("", COMPARES, False),
        ("", "assertEquals(documented, actual, where)", False),
        ("", "assertThat(actual).isNotNull()", True),
        ("", "assertThat(where).isEqualTo(where)", True),
        ("import static org.junit.jupiter.api.Assertions.*;\n", COMPARES, True),
        ("import static org.junit.jupiter.api.Assertions.assertSame;\n", COMPARES, True),
        ("import static org.junit.jupiter.api.Assertions.assertTrue;\n", COMPARES, False),
    ],
)
def test_a_helper_with_a_name_of_the_library_compares(imports: str, compares: str, is_found: bool) -> None:
    text = f"{imports}class DocTest {{\n{HELPER.format(compares=compares)}}}\n"
    found = java_rules.in_test(None, text, tuple(enumerate(text.splitlines(), 1)))
    assert any(kind == "shadow" for _, kind, _ in found) is is_found


@pytest.mark.parametrize("gives", ["void", "unknown", "Promise<void>", "string[]"])
def test_a_member_of_an_interface_is_no_function(gives: str) -> None:
    text = f"interface Job {{\n  reject: (reason: unknown) => {gives};\n}}\njob.reject(new Error('no'));\n"
    assert not hollow_blocks.functions("src/store.ts", text)
    test = Versions("test/store.test.ts", None, "job.reject(new Error('no'));\n")
    assert not list(unused([Versions("src/store.ts", None, text)], [test], tree_of({})))
    assert hollow_blocks.functions("src/store.ts", "const give = (reason: unknown) => reason;\n")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("http://127.0.0.1:8414", True),
        ("http://localhost:3000/", True),
        ("http://localhost:3000/plans/4", False),
        ("http://shop.example:80", False),
    ],
)
def test_an_address_of_the_own_machine_is_a_convention(text: str, is_one: bool) -> None:
    assert bool(conventions.MEDIA_TYPE.fullmatch(text)) is is_one


FEET = ["(4, 0): 1.22", "(5, 3): 1.60", "(10, 10): 3.30", "(26, 0): 7.92", "(32, 6): 9.91"]
ASKS = "assert [metres(one) for one in SIZES] == [1.22, 1.6, 3.3, 7.92, 9.91]\n"


@pytest.mark.parametrize(
    ("path", "rows", "asks", "is_found"),
    [
        ("units.py", [f"    {row},  # as in brochures" for row in FEET], ASKS, True),
        ("units.js", [row.replace("(", "  '").replace(")", "'") + "," for row in FEET], ASKS, True),
        ("units.rs", [f"    ({row.replace(':', ',')})," for row in FEET], ASKS, True),
        ("units.go", [f"\t{{{row[1:].replace(')', '}')}," for row in FEET], ASKS, True),
        ("units.py", [f"    {row}," for row in FEET], ASKS.replace("7.92, 9.91", "8, 10"), False),
        ("units.py", [f"    {row}," for row in (*FEET, "(1, 0): 0.31", "(2, 0): 0.61")], ASKS, False),
        ("units.py", [f"    {row[:-1]}0," for row in FEET], ASKS, False),
        ("units.md", [f"    {row}," for row in FEET], ASKS, False),
    ],
)
def test_numbers_for_numbers_are_not_those_of_the_tests(
    path: str, rows: list[str], asks: str, is_found: bool
) -> None:
    source = Versions(path, None, "\n".join(["SIZES = {", *rows, "}", ""]))
    assert bool(list(number_rows([source], [Versions("tests/test_units.py", None, asks)]))) is is_found
    there_before = Versions("tests/test_units.py", ASKS, ASKS + asks)
    assert not list(number_rows([source], [there_before]))


@pytest.mark.parametrize(("kind", "is_found"), [("bool", False), ("str", True), ("str | None", True)])
def test_of_a_yes_or_no_there_is_no_more_to_ask(kind: str, is_found: bool) -> None:
    old = "def setup(ctx):\n    pass\n"
    new = (
        f"def setup(ctx, no_cache: Annotated[{kind}, Option('--no-cache')] = None):\n"
        "    if no_cache:\n        ctx.use_cache = False\n"
    )
    test = Versions("tests/test_cli.py", None, "def test_cache(weir):\n    weir('--no-cache', 'stations')\n")
    assert bool(list(options.only_told([Versions("cli.py", old, new)], [test]))) is is_found


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("expect(of(1, 1, 2).mean).toBe(1.3)", False),
        ("for (const one of [1]) expect(one).toBe(1)", True),
        ("expect(Math.max(1, 2)).toBe(2)", True),
    ],
)
def test_a_helper_may_be_called_like_a_keyword(body: str, is_found: bool) -> None:
    text = f"const of = (...levels) => summarise(levels)\n\ntest('mean', () => {{\n  {body}\n}})\n"
    assert bool(list(untouched([], [Versions("test/a.test.js", None, text)]))) is is_found


def test_annotations_with_arguments_are_no_parameters() -> None:
    made = hollow_blocks.emptied("src/main/java/Api.java", "", ANNOTATED, "")
    assert made is not None
    text, names = made
    assert names == {"count", "refuse"}
    assert "count() {" in text
    assert "return 0;" in text
    assert "refuse(Broken broken) { if (true) return;" in text


@pytest.mark.parametrize(("body", "is_found"), [("return this.loans.of(code);", False), ("return [];", True)])
def test_a_decorator_before_a_parameter_is_not_its_name(body: str, is_found: bool) -> None:
    method = f"history(@Param('code', CodePipe) code: string): Loan[] {{\n    {body}\n  }}"
    text = f"@Controller('tools')\nexport class Loans {{\n  @Get()\n  {method}\n}}\n"
    asked = Versions("src/a.spec.ts", "", "loans.history('A')\n")
    found = [one.sentence for one in unused([Versions("src/a.ts", "", text)], [asked], tree_of({}))]
    assert bool(found) is is_found, found


@pytest.mark.parametrize("shared", ['@click.option("--assume-tz")', "@zone_option"])
@pytest.mark.parametrize(
    ("body", "is_found"), [("print(read(source))", True), ("read(source, assume_tz)", False)]
)
def test_an_option_that_commands_share_is_looked_at_by_each(shared: str, body: str, is_found: bool) -> None:
    option = 'zone_option = click.option("--assume-tz", help="Zone.")\n\n\n'
    before = (
        f'{option}@main.command()\n@click.argument("source")\ndef summary(source):\n    print(read(source))\n'
    )
    after = before.replace("\ndef summary(source)", f"\n{shared}\ndef summary(source, assume_tz)")
    after = after.replace("print(read(source))", body)
    asked = Versions("tests/test_a.py", "", 'run("summary", "in.csv", "--assume-tz", "Europe/Berlin")\n')
    found = [one.sentence for one in unused([Versions("cli.py", before, after)], [asked], tree_of({}))]
    assert found == (["cli.py:7: summary looks at only some of what it is given"] if is_found else [])


def test_a_method_with_another_route_is_none_that_asks_more() -> None:
    before = ANNOTATED.replace('"/hives(all)"', '{"/hives(all)", "/bees"}')
    assert hollow_blocks.emptied("src/main/java/Api.java", before, ANNOTATED, "") is None
    more = ANNOTATED.replace("int count()", "int count(int year)")
    assert hollow_blocks.emptied("src/main/java/Api.java", before, more, "") is not None


ANNOTATED = """class Api {
    @GetMapping("/hives(all)")
    public int count() {
        return hives.size();
    }

    @ExceptionHandler({Broken.class, Lost.class})
    void refuse(Broken broken) {
        log.warn("refused");
    }
}
"""


@pytest.mark.parametrize("gap", [", -", "--", "'-", '", "-', ". "])
def test_a_long_row_of_numbers_is_read_at_once(gap: str) -> None:
    """Each gap could be read in two ways, and a row of forty never came to its end."""
    row = gap.join(["1"] * 5000)
    source = Versions("data.py", None, f"ROWS = [\n    [{row}, x],\n]\n")
    assert not list(number_rows([source], [Versions("tests/test_data.py", None, ASKS)]))


TABLE = """package a;

class Rates {
    private final Map<String, BigDecimal> rates = new HashMap<>();

    Rates(Properties all) {
        all.forEach((pair, rate) -> rates.put(pair, number(rate)));
    }

    Money convert(Money of, String to) {
        if (!rates.containsKey(of.currency() + to)) {
            throw new NoRate(to);
        }
        return %s;
    }
}
"""
SEEN = """export class Seen {
  private readonly seen = new Map<string, number>();

  add(id: string, at: number): void {
    if (!this.seen.has(id)) this.seen.set(id, at);
%s  }
}
"""


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("src/main/java/a/Rates.java", TABLE % "new Money(of.amount(), to)", True),
        ("src/main/java/a/Rates.java", TABLE % "of.times(rates.get(of.currency() + to))", False),
        ("src/main/java/a/Rates.java", TABLE % "of.by(rates)", False),
        ("src/main/java/a/Rates.java", TABLE.replace("number(rate)", "true") % "of", False),
        ("src/seen.ts", SEEN % "", True),
        ("src/seen.ts", SEEN % "    this.last = this.seen.get(id);\n", False),
        ("src/seen.ts", SEEN.replace("number>", "boolean>") % "", False),
    ],
)
def test_what_a_table_gives_is_looked_at(path: str, text: str, is_found: bool) -> None:
    assert bool(list(keys_alone([Versions(path, None, text)], []))) is is_found
    assert not list(keys_alone([Versions(path, text, text + "\n")], []))  # as it was


@pytest.mark.parametrize(
    ("module", "is_found"),
    [
        ("providers: [Free],", True),
        ("providers: [Free, { provide: CURRENT, useClass: Loans }],", False),
        ("providers: [...loans([CURRENT, Loans])],", False),
    ],
)
def test_what_is_injected_has_to_be_provided_by_a_source(module: str, is_found: bool) -> None:
    source = Versions("src/free.ts", None, "export const CURRENT = Symbol('CURRENT');\n")
    spec = Versions("src/free.spec.ts", None, "providers: [Free, { provide: CURRENT, useValue: loans }],\n")
    base = tree_of({"src/app.module.ts": f"@Module({{\n  {module}\n}})\nexport class App {{}}\n"})
    found = list(javascript_provided.injected([source], [spec], base, lambda path: "spec" in path))
    assert bool(found) is is_found


@pytest.mark.parametrize(
    ("line", "decides"),
    [
        ("'src/lib/backoff.ts': { 100: true },", False),
        ('"src/**": { lines: 90, branches: 80 },', False),
        ("'src/lib/backoff.ts': './fake.ts',", True),
    ],
)
def test_how_much_of_a_file_is_to_be_reached_decides_nothing(line: str, decides: bool) -> None:
    before = "export default {\n  test: {\n    coverage: { thresholds: {\n"
    found = list(javascript_settings.configuration("vitest.config.ts", before, f"{before}      {line}\n"))
    assert bool(found) is decides
