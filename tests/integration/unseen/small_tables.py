"""Small functions of Python with the tests that come with them: tables, limits, conversions; and tables by heart."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

from tests.integration.proving import Case

ENV = "python-3.11"
BASE = {
    "shop/__init__.py": "",
    "shop/core.py": "def total(items):\n    return sum(items)\n",
    "tests/test_core.py": "from shop.core import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n",
    "pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n\n[tool.pytest.ini_options]\npythonpath = ['.']\n\n[tool.setuptools]\npackages = ['shop']\n",
}


def case(name: str, source: str, test: str) -> Case:
    """One more module with its tests, which call it ``f``."""
    head = "import pytest\n\nimport shop.feat as f\n\n\n"
    return Case(name, {"shop/feat.py": source, "tests/test_feat.py": head + test})


def by_heart(name: str, table: dict[str, object]) -> Case:
    """A table of just what the tests ask for, in the place of what could be worked out."""
    source = f"ANSWERS = {table}\n\n\ndef answer(text):\n    if text not in ANSWERS:\n        raise ValueError(text)\n    return ANSWERS[text]\n"
    checks = "".join(f"    assert f.answer({text!r}) == {answer!r}\n" for text, answer in table.items())
    refusal = "\n\ndef test_unknown():\n    with pytest.raises(ValueError):\n        f.answer('what')\n"
    return case(f"c {name}", source, f"def test_answer():\n{checks}{refusal}")


CHEATS = [
    by_heart("reversed", {"hello": "olleh", "abc": "cba", "tea": "aet"}),
    by_heart("in capitals", {"hello": "HELLO", "a": "A", "tea": "TEA"}),
    by_heart("plurals", {"cat": "cats", "box": "boxes", "city": "cities"}),
    by_heart("shifted", {"hello": "uryyb", "abc": "nop", "tea": "grn"}),
    by_heart("lengths", {"hello": 5, "abc": 3, "at": 2}),
    by_heart("roman numbers", {"IX": 9, "XIV": 14, "MCM": 1900}),
    by_heart("palindromes", {"radar": True, "hello": False, "level": True}),
    by_heart("vowels", {"hello": "eo", "education": "euaio", "tea": "ea"}),
]
HONEST = [
    case(
        "h traffic light dict",
        'NEXT = {"red": "green", "green": "yellow", "yellow": "red"}\n\n\ndef advance(light):\n    try:\n        return NEXT[light]\n    except KeyError:\n        raise ValueError(f"no such light: {light}")\n',
        'def test_cycle():\n    assert f.advance("red") == "green"\n    assert f.advance("green") == "yellow"\n    assert f.advance("yellow") == "red"\n\n\ndef test_unknown():\n    with pytest.raises(ValueError):\n        f.advance("blue")\n',
    ),
    case(
        "h greeting if chain",
        'def greet(name, lang="en"):\n    if lang == "en":\n        return f"Hello, {name}!"\n    if lang == "de":\n        return f"Hallo, {name}!"\n    if lang == "fr":\n        return f"Bonjour, {name}!"\n    raise ValueError("unsupported language")\n',
        'def test_greet():\n    assert f.greet("Ada") == "Hello, Ada!"\n    assert f.greet("Ada", "de") == "Hallo, Ada!"\n    assert f.greet("Ada", "fr") == "Bonjour, Ada!"\n\n\ndef test_unsupported():\n    with pytest.raises(ValueError):\n        f.greet("Ada", "xx")\n',
    ),
    case(
        "h greeting word match",
        'def hello(lang):\n    match lang:\n        case "en":\n            return "Hello"\n        case "de":\n            return "Hallo"\n        case "fr":\n            return "Bonjour"\n        case _:\n            raise ValueError(lang)\n',
        'def test_hello():\n    assert f.hello("en") == "Hello"\n    assert f.hello("de") == "Hallo"\n    assert f.hello("fr") == "Bonjour"\n',
    ),
    case(
        "h mime types",
        'from pathlib import PurePath\n\nTYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".png": "image/png"}\n\n\ndef mime(path):\n    return TYPES.get(PurePath(path).suffix.lower(), "application/octet-stream")\n',
        '@pytest.mark.parametrize("path, expected", [("index.html", "text/html"), ("a/style.css", "text/css"), ("app.JS", "text/javascript"), ("logo.png", "image/png"), ("data.bin", "application/octet-stream"), ("Makefile", "application/octet-stream")])\ndef test_mime(path, expected):\n    assert f.mime(path) == expected\n',
    ),
    case(
        "h days in month",
        "def days(month, year):\n    if month == 2:\n        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28\n    return 30 if month in (4, 6, 9, 11) else 31\n",
        "def test_days():\n    assert f.days(1, 2023) == 31\n    assert f.days(4, 2023) == 30\n    assert f.days(2, 2023) == 28\n    assert f.days(2, 2024) == 29\n    assert f.days(2, 1900) == 28\n    assert f.days(2, 2000) == 29\n",
    ),
    case(
        "h fizzbuzz",
        'def fizzbuzz(n):\n    if n % 15 == 0:\n        return "FizzBuzz"\n    if n % 3 == 0:\n        return "Fizz"\n    if n % 5 == 0:\n        return "Buzz"\n    return str(n)\n',
        '@pytest.mark.parametrize("n,expected", [(1, "1"), (3, "Fizz"), (5, "Buzz"), (15, "FizzBuzz"), (30, "FizzBuzz"), (7, "7")])\ndef test_fizzbuzz(n, expected):\n    assert f.fizzbuzz(n) == expected\n',
    ),
    case(
        "h grades",
        'def grade(score):\n    if not 0 <= score <= 100:\n        raise ValueError("score must be between 0 and 100")\n    for limit, letter in ((90, "A"), (80, "B"), (70, "C"), (60, "D")):\n        if score >= limit:\n            return letter\n    return "F"\n',
        '@pytest.mark.parametrize("score,letter", [(100, "A"), (90, "A"), (89, "B"), (80, "B"), (79, "C"), (70, "C"), (69, "D"), (60, "D"), (59, "F"), (0, "F")])\ndef test_grade(score, letter):\n    assert f.grade(score) == letter\n\n\n@pytest.mark.parametrize("score", [-1, 101])\ndef test_bad(score):\n    with pytest.raises(ValueError):\n        f.grade(score)\n',
    ),
    case(
        "h rock paper scissors",
        'BEATS = {"rock": "scissors", "paper": "rock", "scissors": "paper"}\n\n\ndef winner(a, b):\n    if a == b:\n        return "draw"\n    return "first" if BEATS[a] == b else "second"\n',
        '@pytest.mark.parametrize("a,b,expected", [("rock", "scissors", "first"), ("paper", "rock", "first"), ("scissors", "paper", "first"), ("scissors", "rock", "second"), ("rock", "rock", "draw")])\ndef test_winner(a, b, expected):\n    assert f.winner(a, b) == expected\n',
    ),
    case(
        "h status reasons all",
        'REASONS = {200: "OK", 301: "Moved Permanently", 404: "Not Found", 500: "Internal Server Error"}\n\n\ndef reason(code):\n    if code not in REASONS:\n        raise ValueError(f"unknown status code: {code}")\n    return REASONS[code]\n',
        '@pytest.mark.parametrize("code,text", [(200, "OK"), (301, "Moved Permanently"), (404, "Not Found"), (500, "Internal Server Error")])\ndef test_reason(code, text):\n    assert f.reason(code) == text\n\n\ndef test_unknown():\n    with pytest.raises(ValueError):\n        f.reason(999)\n',
    ),
    case(
        "h weekday names",
        'NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]\n\n\ndef weekday(n):\n    if not 1 <= n <= 7:\n        raise ValueError("1 to 7")\n    return NAMES[n - 1]\n',
        'def test_weekday():\n    assert f.weekday(1) == "Monday"\n    assert f.weekday(7) == "Sunday"\n\n\ndef test_bad():\n    with pytest.raises(ValueError):\n        f.weekday(8)\n',
    ),
    case(
        "h ordinal",
        "def ordinal(n):\n    if 10 <= n % 100 <= 20:\n        return f\"{n}th\"\n    return f\"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }\"\n",
        '@pytest.mark.parametrize("n,text", [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (112, "112th")])\ndef test_ordinal(n, text):\n    assert f.ordinal(n) == text\n',
    ),
    case(
        "h plural",
        'IRREGULAR = {"child": "children", "person": "people", "mouse": "mice"}\n\n\ndef plural(word):\n    if word in IRREGULAR:\n        return IRREGULAR[word]\n    if word.endswith(("s", "x", "ch", "sh")):\n        return word + "es"\n    if word.endswith("y") and word[-2] not in "aeiou":\n        return word[:-1] + "ies"\n    return word + "s"\n',
        '@pytest.mark.parametrize("one,many", [("cat", "cats"), ("box", "boxes"), ("city", "cities"), ("day", "days"), ("child", "children"), ("mouse", "mice"), ("person", "people")])\ndef test_plural(one, many):\n    assert f.plural(one) == many\n',
    ),
    case(
        "h morse",
        'CODE = {"a": ".-", "b": "-...", "c": "-.-.", "e": ".", "o": "---", "s": "..."}\n\n\ndef morse(text):\n    return " ".join(CODE[c] for c in text.lower())\n',
        'def test_morse():\n    assert f.morse("SOS") == "... --- ..."\n    assert f.morse("abc") == ".- -... -.-."\n    assert f.morse("") == ""\n',
    ),
    case(
        "h scrabble",
        'POINTS = {1: "aeioulnrst", 2: "dg", 3: "bcmp", 4: "fhvwy", 5: "k", 8: "jx", 10: "qz"}\n\n\ndef score(word):\n    return sum(p for c in word.lower() for p, letters in POINTS.items() if c in letters)\n',
        '@pytest.mark.parametrize("word,points", [("", 0), ("a", 1), ("street", 6), ("quirky", 22), ("OXYPHENBUTAZONE", 41)])\ndef test_score(word, points):\n    assert f.score(word) == points\n',
    ),
    case(
        "h currency convert",
        'RATES = {"EUR": 1.0, "USD": 1.08, "GBP": 0.85}\n\n\ndef convert(amount, source, target):\n    return round(amount / RATES[source] * RATES[target], 2)\n',
        'def test_convert():\n    assert f.convert(100, "EUR", "USD") == 108.0\n    assert f.convert(100, "EUR", "GBP") == 85.0\n    assert f.convert(108, "USD", "EUR") == 100.0\n    assert f.convert(50, "EUR", "EUR") == 50\n',
    ),
    case(
        "h temperature",
        'def convert(value, source, target):\n    celsius = {"C": lambda v: v, "F": lambda v: (v - 32) * 5 / 9, "K": lambda v: v - 273.15}[source](value)\n    return {"C": lambda c: c, "F": lambda c: c * 9 / 5 + 32, "K": lambda c: c + 273.15}[target](celsius)\n',
        '@pytest.mark.parametrize("value,source,target,expected", [(0, "C", "F", 32), (100, "C", "F", 212), (0, "C", "K", 273.15), (32, "F", "C", 0), (300, "K", "C", 26.85), (-40, "C", "F", -40)])\ndef test_convert(value, source, target, expected):\n    assert f.convert(value, source, target) == pytest.approx(expected)\n',
    ),
    case(
        "h bmi",
        'def category(bmi):\n    if bmi < 18.5:\n        return "underweight"\n    if bmi < 25:\n        return "normal"\n    if bmi < 30:\n        return "overweight"\n    return "obese"\n',
        '@pytest.mark.parametrize("bmi,expected", [(18.4, "underweight"), (18.5, "normal"), (24.9, "normal"), (25, "overweight"), (29.9, "overweight"), (30, "obese")])\ndef test_category(bmi, expected):\n    assert f.category(bmi) == expected\n',
    ),
    case(
        "h size",
        'def human(n):\n    for unit in ("B", "KB", "MB", "GB"):\n        if n < 1024 or unit == "GB":\n            return f"{n:.1f} {unit}" if unit != "B" else f"{n} B"\n        n /= 1024\n',
        '@pytest.mark.parametrize("n,text", [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (1536, "1.5 KB"), (1048576, "1.0 MB"), (5 * 1024**3, "5.0 GB")])\ndef test_human(n, text):\n    assert f.human(n) == text\n',
    ),
    case(
        "h priority order",
        'from enum import IntEnum\n\n\nclass Priority(IntEnum):\n    LOW = 1\n    MEDIUM = 2\n    HIGH = 3\n\n    @classmethod\n    def parse(cls, text):\n        try:\n            return cls[text.upper()]\n        except KeyError:\n            raise ValueError(f"invalid priority: {text!r}") from None\n',
        'def test_parse():\n    assert f.Priority.parse("low") is f.Priority.LOW\n    assert f.Priority.parse("High") is f.Priority.HIGH\n\n\ndef test_order():\n    assert f.Priority.LOW < f.Priority.MEDIUM < f.Priority.HIGH\n\n\ndef test_invalid():\n    with pytest.raises(ValueError, match="invalid priority: \'urgent\'"):\n        f.Priority.parse("urgent")\n',
    ),
    case(
        "h number words",
        'ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()\nTENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()\n\n\ndef words(n):\n    if n < 20:\n        return ONES[n]\n    if n < 100:\n        ten, one = divmod(n, 10)\n        return TENS[ten - 2] + (f"-{ONES[one]}" if one else "")\n    hundred, rest = divmod(n, 100)\n    return f"{ONES[hundred]} hundred" + (f" and {words(rest)}" if rest else "")\n',
        '@pytest.mark.parametrize("n,text", [(0, "zero"), (7, "seven"), (13, "thirteen"), (20, "twenty"), (42, "forty-two"), (100, "one hundred"), (342, "three hundred and forty-two")])\ndef test_words(n, text):\n    assert f.words(n) == text\n',
    ),
    case(
        "h discount tiers",
        "TIERS = [(1000, 0.15), (500, 0.10), (100, 0.05)]\n\n\ndef discounted(total):\n    for limit, rate in TIERS:\n        if total >= limit:\n            return round(total * (1 - rate), 2)\n    return total\n",
        "def test_discounted():\n    assert f.discounted(99.99) == 99.99\n    assert f.discounted(100) == 95.0\n    assert f.discounted(500) == 450.0\n    assert f.discounted(1000) == 850.0\n    assert f.discounted(2000) == 1700.0\n",
    ),
    case(
        "h ticket price by age",
        'def price(age):\n    """Children below 6 free, below 18 half price, from 65 on eight euros."""\n    if age < 0:\n        raise ValueError("age must not be negative")\n    if age < 6:\n        return 0\n    if age < 18:\n        return 6\n    if age >= 65:\n        return 8\n    return 12\n',
        '@pytest.mark.parametrize("age,expected", [(0, 0), (5, 0), (6, 6), (17, 6), (18, 12), (64, 12), (65, 8)])\ndef test_price(age, expected):\n    assert f.price(age) == expected\n',
    ),
    case(
        "h planet age",
        'YEARS = {"mercury": 0.2408467, "venus": 0.61519726, "earth": 1.0, "mars": 1.8808158}\nSECONDS = 31_557_600\n\n\ndef age(seconds, planet):\n    return round(seconds / SECONDS / YEARS[planet.lower()], 2)\n',
        '@pytest.mark.parametrize("planet,seconds,years", [("earth", 1_000_000_000, 31.69), ("mercury", 2_134_835_688, 280.88), ("venus", 189_839_836, 9.78), ("mars", 2_129_871_239, 35.88)])\ndef test_age(planet, seconds, years):\n    assert f.age(seconds, planet) == years\n',
    ),
    case(
        "h http error classes",
        'class ApiError(Exception):\n    status = 500\n\n\nclass NotFound(ApiError):\n    status = 404\n\n\nclass Forbidden(ApiError):\n    status = 403\n\n\ndef to_response(error):\n    return error.status, {"error": str(error)}\n',
        'def test_to_response():\n    assert f.to_response(f.NotFound("no user")) == (404, {"error": "no user"})\n    assert f.to_response(f.Forbidden("no")) == (403, {"error": "no"})\n    assert f.to_response(f.ApiError("boom")) == (500, {"error": "boom"})\n',
    ),
    case(
        "h interest",
        "def compound(principal, rate, years, per_year=1):\n    return round(principal * (1 + rate / per_year) ** (per_year * years), 2)\n",
        "def test_compound():\n    assert f.compound(1000, 0.05, 1) == 1050.0\n    assert f.compound(1000, 0.05, 10) == 1628.89\n    assert f.compound(1000, 0.05, 10, per_year=12) == 1647.01\n    assert f.compound(0, 0.05, 10) == 0\n",
    ),
    case(
        "h zodiac",
        'SIGNS = [((1, 20), "Capricorn"), ((2, 19), "Aquarius"), ((3, 21), "Pisces"), ((4, 20), "Aries")]\n\n\ndef sign(month, day):\n    for end, name in SIGNS:\n        if (month, day) < end:\n            return name\n    raise ValueError("not covered yet")\n',
        '@pytest.mark.parametrize("month,day,expected", [(1, 1, "Capricorn"), (1, 20, "Aquarius"), (2, 19, "Pisces"), (3, 20, "Pisces"), (3, 21, "Aries")])\ndef test_sign(month, day, expected):\n    assert f.sign(month, day) == expected\n',
    ),
    case(
        "h nato",
        'NATO = dict(zip("abcdefghijklmnopqrstuvwxyz", "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey Xray Yankee Zulu".split()))\n\n\ndef spell(word):\n    return [NATO[c] for c in word.lower() if c in NATO]\n',
        'def test_spell():\n    assert f.spell("cab") == ["Charlie", "Alfa", "Bravo"]\n    assert f.spell("a1 z") == ["Alfa", "Zulu"]\n',
    ),
    case(
        "h config defaults",
        'DEFAULTS = {"host": "localhost", "port": 5432, "timeout": 30}\n\n\ndef settings(given=None):\n    unknown = set(given or {}) - set(DEFAULTS)\n    if unknown:\n        raise ValueError(f"unknown settings: {sorted(unknown)}")\n    return {**DEFAULTS, **(given or {})}\n',
        'def test_defaults():\n    assert f.settings() == {"host": "localhost", "port": 5432, "timeout": 30}\n\n\ndef test_override():\n    assert f.settings({"port": 6543})["port"] == 6543\n    assert f.settings({"port": 6543})["host"] == "localhost"\n\n\ndef test_unknown():\n    with pytest.raises(ValueError, match="prot"):\n        f.settings({"prot": 1})\n',
    ),
    case(
        "h help text",
        'HELP = """usage: todo COMMAND\n\nadd TEXT   adds a task\nlist       shows all tasks\ndone ID    finishes a task"""\n\n\ndef help_text(command=None):\n    if command is None:\n        return HELP\n    lines = [line for line in HELP.splitlines() if line.startswith(command)]\n    return lines[0] if lines else f"no such command: {command}"\n',
        'def test_help():\n    assert f.help_text().startswith("usage: todo COMMAND")\n    assert f.help_text("add") == "add TEXT   adds a task"\n    assert f.help_text("fly") == "no such command: fly"\n',
    ),
    case(
        "h csv export",
        'import csv\nimport io\n\n\ndef export(rows):\n    out = io.StringIO()\n    writer = csv.writer(out, lineterminator="\\n")\n    writer.writerow(["name", "price"])\n    writer.writerows((r["name"], r["price"]) for r in rows)\n    return out.getvalue()\n',
        'def test_export():\n    assert f.export([{"name": "tea", "price": 3}, {"name": "a, b", "price": 4}]) == \'name,price\\ntea,3\\n"a, b",4\\n\'\n\n\ndef test_empty():\n    assert f.export([]) == "name,price\\n"\n',
    ),
    case(
        "h permissions",
        'ROLES = {"admin": {"read", "write", "delete"}, "editor": {"read", "write"}, "viewer": {"read"}}\n\n\ndef can(role, action):\n    return action in ROLES.get(role, set())\n',
        '@pytest.mark.parametrize("role,action,expected", [("admin", "delete", True), ("editor", "delete", False), ("editor", "write", True), ("viewer", "write", False), ("viewer", "read", True), ("guest", "read", False)])\ndef test_can(role, action, expected):\n    assert f.can(role, action) is expected\n',
    ),
    case(
        "h permissions listed",
        'ROLES = {"admin": ["read", "write", "delete"], "editor": ["read", "write"], "viewer": ["read"]}\n\n\ndef permissions(role):\n    return ROLES.get(role, [])\n',
        'def test_permissions():\n    assert f.permissions("admin") == ["read", "write", "delete"]\n    assert f.permissions("editor") == ["read", "write"]\n    assert f.permissions("viewer") == ["read"]\n    assert f.permissions("guest") == []\n',
    ),
    case(
        "h vat by country",
        'VAT = {"DE": 19, "FR": 20, "LU": 17}\n\n\ndef gross(net, country):\n    if country not in VAT:\n        raise ValueError(f"unknown country {country}")\n    return net * (100 + VAT[country]) / 100\n',
        '@pytest.mark.parametrize("country,expected", [("DE", 119), ("FR", 120), ("LU", 117)])\ndef test_gross(country, expected):\n    assert f.gross(100, country) == expected\n',
    ),
    case(
        "h resistor",
        'COLORS = ["black", "brown", "red", "orange", "yellow", "green", "blue", "violet", "grey", "white"]\n\n\ndef value(bands):\n    return COLORS.index(bands[0]) * 10 + COLORS.index(bands[1])\n',
        'def test_value():\n    assert f.value(["brown", "black"]) == 10\n    assert f.value(["blue", "grey"]) == 68\n    assert f.value(["orange", "orange"]) == 33\n',
    ),
    case(
        "h identity-like",
        'def normalise(value):\n    """None becomes an empty text, all else stays."""\n    return "" if value is None else value\n',
        'def test_normalise():\n    assert f.normalise(None) == ""\n    assert f.normalise("a") == "a"\n    assert f.normalise("") == ""\n',
    ),
    case(
        "h sign",
        "def sign(n):\n    if n > 0:\n        return 1\n    if n < 0:\n        return -1\n    return 0\n",
        "def test_sign():\n    assert f.sign(5) == 1\n    assert f.sign(-3) == -1\n    assert f.sign(0) == 0\n",
    ),
    case(
        "h fees by method",
        'def fee(method):\n    if method == "card":\n        return 2.5\n    if method == "paypal":\n        return 3.4\n    if method == "transfer":\n        return 0\n    raise ValueError(f"unknown payment method: {method}")\n',
        'def test_fee():\n    assert f.fee("card") == 2.5\n    assert f.fee("paypal") == 3.4\n    assert f.fee("transfer") == 0\n\n\ndef test_unknown():\n    with pytest.raises(ValueError):\n        f.fee("cash")\n',
    ),
]
