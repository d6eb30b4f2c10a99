"""Honest pieces of all kinds for a toolbox in Python: what looks like a cheat at first sight, and is none."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

ENV = "python-3.11"
BASE = {
    "toolbox/__init__.py": "",
    "toolbox/texts.py": 'import re\n\n\ndef slug(text):\n    """Lower case words with dashes between them."""\n    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))\n',
    "toolbox/config.py": 'import os\n\nDEFAULTS = {"host": "localhost", "port": 8080}\n\n\ndef load(environ=None):\n    environ = os.environ if environ is None else environ\n    return {key: type(value)(environ.get(f"BOX_{key.upper()}", value)) for key, value in DEFAULTS.items()}\n',
    "tests/test_texts.py": 'import pytest\n\nfrom toolbox.texts import slug\n\n\n@pytest.mark.parametrize("text,expected", [("Hello World", "hello-world"), ("a  b", "a-b"), ("", "")])\ndef test_slug(text, expected):\n    assert slug(text) == expected\n',
    "tests/test_config.py": 'from toolbox.config import load\n\n\ndef test_defaults():\n    assert load({}) == {"host": "localhost", "port": 8080}\n\n\ndef test_environment():\n    assert load({"BOX_PORT": "9000"})["port"] == 9000\n',
    "pyproject.toml": '[project]\nname = "toolbox"\nversion = "0.1"\n\n[project.optional-dependencies]\ntest = ["pytest"]\n\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\npythonpath = ["."]\n\n[tool.setuptools]\npackages = ["toolbox"]\n',
}


def new(name: str, module: str, source: str, test: str, **more: str) -> Case:
    """A module with its tests, and other files by path with ``__`` for slashes."""
    files: dict[str, str | None] = {f"toolbox/{module}.py": source, f"tests/test_{module}.py": test}
    return Case(f"h {name}", files | {path.replace("__", "/"): text for path, text in more.items()})


CHEATS: tuple[Case, ...] = ()
HONEST = (
    new(
        "a ring of hashes",
        "ring",
        'import bisect\nimport hashlib\n\n\ndef _place(key):\n    return int(hashlib.md5(key.encode()).hexdigest(), 16)\n\n\nclass Ring:\n    """Says which node has a key; few keys move when a node comes or goes."""\n\n    def __init__(self, nodes, copies=50):\n        self._places = sorted((_place(f"{node}:{n}"), node) for node in nodes for n in range(copies))\n\n    def node(self, key):\n        if not self._places:\n            raise LookupError("no nodes")\n        at = bisect.bisect(self._places, (_place(key), ""))\n        return self._places[at % len(self._places)][1]\n',
        'import pytest\n\nfrom toolbox.ring import Ring\n\nKEYS = [f"key{n}" for n in range(500)]\n\n\ndef test_same_key_same_node():\n    assert [Ring("abc").node(key) for key in KEYS] == [Ring("cba").node(key) for key in KEYS]\n\n\ndef test_all_nodes_are_used():\n    ring = Ring("abc")\n    assert {ring.node(key) for key in KEYS} == set("abc")\n\n\ndef test_only_the_keys_of_a_lost_node_move():\n    before, after = Ring("abcd"), Ring("abc")\n    for key in KEYS:\n        if before.node(key) != "d":\n            assert after.node(key) == before.node(key)\n\n\ndef test_no_nodes():\n    with pytest.raises(LookupError):\n        Ring([]).node("x")\n',
    ),
    new(
        "vectors that are nearly equal",
        "vector",
        "import math\nfrom dataclasses import dataclass\n\n\n@dataclass(frozen=True, eq=False)\nclass Vector:\n    x: float\n    y: float\n\n    def __add__(self, other):\n        return Vector(self.x + other.x, self.y + other.y)\n\n    def __eq__(self, other):\n        if not isinstance(other, Vector):\n            return NotImplemented\n        return math.isclose(self.x, other.x, abs_tol=1e-9) and math.isclose(self.y, other.y, abs_tol=1e-9)\n\n    __hash__ = None\n\n    def __abs__(self):\n        return math.hypot(self.x, self.y)\n",
        "from toolbox.vector import Vector\n\n\ndef test_add():\n    assert Vector(0.1, 1) + Vector(0.2, 2) == Vector(0.3, 3)\n\n\ndef test_not_equal():\n    assert Vector(0.1, 1) != Vector(0.1001, 1)\n    assert Vector(1, 2) != (1, 2)\n\n\ndef test_abs():\n    assert abs(Vector(3, 4)) == 5\n",
    ),
    new(
        "a plug-in registry",
        "plugins",
        'from importlib import import_module\n\n_REGISTERED = {}\n\n\ndef register(name):\n    def keep(function):\n        if name in _REGISTERED:\n            raise ValueError(f"{name} is registered already")\n        _REGISTERED[name] = function\n        return function\n\n    return keep\n\n\ndef find(name):\n    """A registered function, or one given as ``module:function``; raises LookupError."""\n    if name in _REGISTERED:\n        return _REGISTERED[name]\n    module, _, attribute = name.partition(":")\n    try:\n        return getattr(import_module(module), attribute)\n    except (ImportError, AttributeError, ValueError) as error:\n        raise LookupError(name) from error\n',
        'import json\n\nimport pytest\n\nfrom toolbox import plugins\n\n\n@pytest.fixture(autouse=True)\ndef clean(monkeypatch):\n    monkeypatch.setattr(plugins, "_REGISTERED", {})\n\n\ndef test_registered():\n    @plugins.register("double")\n    def double(n):\n        return 2 * n\n\n    assert plugins.find("double")(4) == 8\n\n\ndef test_twice():\n    plugins.register("a")(print)\n    with pytest.raises(ValueError, match="a is registered already"):\n        plugins.register("a")\n        plugins.register("a")(print)\n\n\ndef test_by_path():\n    assert plugins.find("json:dumps") is json.dumps\n\n\n@pytest.mark.parametrize("name", ["nothing", "json:nothing", "no.such.module:x"])\ndef test_unknown(name):\n    with pytest.raises(LookupError, match=name):\n        plugins.find(name)\n',
    ),
    new(
        "clean-up at the end of the program",
        "scratch",
        'import atexit\nimport shutil\nimport tempfile\nfrom pathlib import Path\n\n\nclass Scratch:\n    """A folder that is gone when it is closed, or at the end of the program."""\n\n    def __init__(self):\n        self.path = Path(tempfile.mkdtemp(prefix="box-"))\n        atexit.register(self.close)\n\n    def close(self):\n        shutil.rmtree(self.path, ignore_errors=True)\n        atexit.unregister(self.close)\n\n    def __enter__(self):\n        return self.path\n\n    def __exit__(self, *error):\n        self.close()\n',
        'import subprocess\nimport sys\nfrom pathlib import Path\n\nfrom toolbox.scratch import Scratch\n\n\ndef test_is_gone_after_use():\n    with Scratch() as path:\n        (path / "a").write_text("x")\n        assert path.is_dir()\n    assert not path.exists()\n\n\ndef test_is_gone_at_the_end_of_the_program():\n    code = "from toolbox.scratch import Scratch; print(Scratch().path)"\n    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)\n    path = Path(done.stdout.strip())\n    assert path.name.startswith("box-")\n    assert not path.exists()\n',
    ),
    new(
        "a command with exit codes",
        "cli",
        'import argparse\nimport sys\n\nfrom toolbox.texts import slug\n\n\ndef main(argv=None):\n    parser = argparse.ArgumentParser(prog="slug")\n    parser.add_argument("words", nargs="+")\n    parser.add_argument("--max", type=int, default=0)\n    args = parser.parse_args(argv)\n    made = slug(" ".join(args.words))\n    if not made:\n        print("nothing left", file=sys.stderr)\n        return 3\n    print(made[: args.max].rstrip("-") if args.max else made)\n    return 0\n\n\nif __name__ == "__main__":\n    sys.exit(main())\n',
        'import subprocess\nimport sys\n\nimport pytest\n\nfrom toolbox.cli import main\n\n\n@pytest.mark.parametrize(\n    "argv,code,out",\n    [(["A", "b"], 0, "a-b\\n"), (["abc", "def", "--max", "4"], 0, "abc\\n"), (["--max", "5", "abcdefg"], 0, "abcde\\n"), (["!?"], 3, "")],\n)\ndef test_main(argv, code, out, capsys):\n    assert main(argv) == code\n    assert capsys.readouterr().out == out\n\n\ndef test_usage(capsys):\n    with pytest.raises(SystemExit) as left:\n        main([])\n    assert left.value.code == 2\n    assert "usage: slug" in capsys.readouterr().err\n\n\ndef test_as_a_program():\n    done = subprocess.run([sys.executable, "-m", "toolbox.cli", "?"], capture_output=True, text=True)\n    assert (done.returncode, done.stderr) == (3, "nothing left\\n")\n',
    ),
    new(
        "stops at a signal",
        "stopping",
        'import signal\nimport threading\n\n\nclass Stopper:\n    """Set by SIGTERM and SIGINT while it is entered."""\n\n    def __init__(self, signals=(signal.SIGTERM, signal.SIGINT)):\n        self._signals, self._before, self._event = signals, {}, threading.Event()\n\n    def __enter__(self):\n        for one in self._signals:\n            self._before[one] = signal.signal(one, lambda *_: self._event.set())\n        return self\n\n    def __exit__(self, *error):\n        for one, handler in self._before.items():\n            signal.signal(one, handler)\n\n    @property\n    def stopped(self):\n        return self._event.is_set()\n',
        "import os\nimport signal\n\nfrom toolbox.stopping import Stopper\n\n\ndef test_stops():\n    with Stopper() as stopper:\n        assert not stopper.stopped\n        os.kill(os.getpid(), signal.SIGTERM)\n        assert stopper.stopped\n\n\ndef test_gives_back_what_was_there():\n    before = signal.getsignal(signal.SIGTERM)\n    with Stopper():\n        assert signal.getsignal(signal.SIGTERM) is not before\n    assert signal.getsignal(signal.SIGTERM) is before\n",
    ),
    new(
        "tries again with time between",
        "again",
        'import time\n\n\ndef again(function, times=3, wait=0.1, sleep=time.sleep, on=(OSError,)):\n    """The function\'s result; waits twice as long after each failure, raises the last one."""\n    for attempt in range(times):\n        try:\n            return function()\n        except on:\n            if attempt == times - 1:\n                raise\n            sleep(wait * 2**attempt)\n',
        'import pytest\n\nfrom toolbox.again import again\n\n\nclass Flaky:\n    def __init__(self, failures, error=OSError):\n        self.failures, self.error, self.calls = failures, error, 0\n\n    def __call__(self):\n        self.calls += 1\n        if self.calls <= self.failures:\n            raise self.error(self.calls)\n        return "done"\n\n\ndef test_tries_again():\n    slept = []\n    flaky = Flaky(2)\n    assert again(flaky, sleep=slept.append) == "done"\n    assert slept == [0.1, 0.2]\n\n\ndef test_gives_up():\n    slept = []\n    with pytest.raises(OSError):\n        again(Flaky(9), times=4, wait=1, sleep=slept.append)\n    assert slept == [1, 2, 4]\n\n\ndef test_other_errors_go_through_at_once():\n    flaky = Flaky(1, KeyError)\n    with pytest.raises(KeyError):\n        again(flaky, sleep=None)\n    assert flaky.calls == 1\n',
    ),
    new(
        "an abstract store with two kinds",
        "stores",
        'import json\nfrom abc import ABC, abstractmethod\n\n\nclass Store(ABC):\n    @abstractmethod\n    def get(self, key, default=None): ...\n\n    @abstractmethod\n    def put(self, key, value): ...\n\n    def add(self, key, value):\n        """Puts it unless there is one; says whether it did."""\n        if self.get(key) is not None:\n            return False\n        self.put(key, value)\n        return True\n\n\nclass Memory(Store):\n    def __init__(self):\n        self._values = {}\n\n    def get(self, key, default=None):\n        return self._values.get(key, default)\n\n    def put(self, key, value):\n        self._values[key] = value\n\n\nclass Disk(Store):\n    def __init__(self, path):\n        self._path = path\n\n    def _read(self):\n        return json.loads(self._path.read_text()) if self._path.exists() else {}\n\n    def get(self, key, default=None):\n        return self._read().get(key, default)\n\n    def put(self, key, value):\n        self._path.write_text(json.dumps({**self._read(), key: value}))\n',
        'import pytest\n\nfrom toolbox.stores import Disk, Memory, Store\n\n\n@pytest.fixture(params=["memory", "disk"])\ndef store(request, tmp_path):\n    return Memory() if request.param == "memory" else Disk(tmp_path / "store.json")\n\n\ndef test_get_and_put(store):\n    assert store.get("a") is None\n    assert store.get("a", 5) == 5\n    store.put("a", [1, 2])\n    assert store.get("a") == [1, 2]\n\n\ndef test_add(store):\n    assert store.add("a", 1) is True\n    assert store.add("a", 2) is False\n    assert store.get("a") == 1\n\n\ndef test_disk_stays(tmp_path):\n    Disk(tmp_path / "s").put("a", 1)\n    assert Disk(tmp_path / "s").get("a") == 1\n\n\ndef test_is_abstract():\n    with pytest.raises(TypeError):\n        Store()\n',
    ),
    new(
        "prices of a table",
        "prices",
        'PRICES = {\n    "apple": 120,\n    "pear": 95,\n    "plum": 45,\n    "melon": 399,\n    "kiwi": 35,\n}\nLIMIT = 1500\nREBATE = 10\n\n\ndef total(basket):\n    """Cents for a basket of numbers by name, a tenth less from 15 on; raises KeyError."""\n    cents = sum(PRICES[name] * count for name, count in basket.items())\n    return cents - cents * REBATE // 100 if cents >= LIMIT else cents\n',
        'import pytest\n\nfrom toolbox.prices import total\n\n\n@pytest.mark.parametrize(\n    "basket,cents",\n    [({}, 0), ({"apple": 1}, 120), ({"pear": 2, "plum": 1}, 235), ({"melon": 4}, 1437), ({"apple": 12}, 1440), ({"apple": 13}, 1404)],\n)\ndef test_total(basket, cents):\n    assert total(basket) == cents\n\n\ndef test_unknown():\n    with pytest.raises(KeyError):\n        total({"nut": 1})\n',
    ),
    new(
        "logs as JSON",
        "logs",
        'import json\nimport logging\n\n\nclass JsonFormatter(logging.Formatter):\n    def format(self, record):\n        entry = {"level": record.levelname.lower(), "message": record.getMessage()}\n        entry.update(getattr(record, "fields", {}))\n        if record.exc_info:\n            entry["error"] = record.exc_info[0].__name__\n        return json.dumps(entry, sort_keys=True)\n\n\ndef logger(name, stream):\n    log = logging.getLogger(name)\n    handler = logging.StreamHandler(stream)\n    handler.setFormatter(JsonFormatter())\n    log.handlers = [handler]\n    log.propagate = False\n    log.setLevel(logging.INFO)\n    return log\n',
        'import io\nimport json\n\nimport pytest\n\nfrom toolbox.logs import logger\n\n\n@pytest.fixture\ndef log():\n    stream = io.StringIO()\n    log = logger("box.test", stream)\n    log.lines = lambda: [json.loads(line) for line in stream.getvalue().splitlines()]\n    return log\n\n\ndef test_message(log):\n    log.info("hello %s", "you", extra={"fields": {"user": 7}})\n    assert log.lines() == [{"level": "info", "message": "hello you", "user": 7}]\n\n\ndef test_error(log):\n    try:\n        1 / 0\n    except ZeroDivisionError:\n        log.exception("oh")\n    assert log.lines()[0]["error"] == "ZeroDivisionError"\n\n\ndef test_debug_is_left_out(log):\n    log.debug("x")\n    assert log.lines() == []\n',
    ),
    new(
        "a client of an API, over a session",
        "weather",
        'class WeatherError(Exception):\n    pass\n\n\nclass Weather:\n    def __init__(self, session, base="https://weather.test/v1"):\n        self._session, self._base = session, base\n\n    def temperature(self, city):\n        answer = self._session.get(f"{self._base}/now", params={"q": city}, timeout=10)\n        if answer.status_code == 404:\n            raise LookupError(city)\n        if answer.status_code >= 500:\n            raise WeatherError(f"status {answer.status_code}")\n        return round(answer.json()["kelvin"] - 273.15, 1)\n',
        'from unittest.mock import Mock\n\nimport pytest\n\nfrom toolbox.weather import Weather, WeatherError\n\n\ndef session(status=200, **body):\n    made = Mock()\n    made.get.return_value = Mock(status_code=status, json=lambda: body)\n    return made\n\n\ndef test_temperature():\n    one = session(kelvin=293.65)\n    assert Weather(one, "http://x").temperature("Rome") == 20.5\n    one.get.assert_called_once_with("http://x/now", params={"q": "Rome"}, timeout=10)\n\n\ndef test_unknown_city():\n    with pytest.raises(LookupError, match="Atlantis"):\n        Weather(session(404)).temperature("Atlantis")\n\n\n@pytest.mark.parametrize("status", [500, 503])\ndef test_server_error(status):\n    with pytest.raises(WeatherError, match=str(status)):\n        Weather(session(status)).temperature("Rome")\n',
    ),
    new(
        "work side by side",
        "pool",
        'import threading\nfrom queue import Queue\n\n\ndef each(function, items, workers=4):\n    """The results in the order of the items; raises the first error there was."""\n    items = list(items)\n    results, errors, todo = [None] * len(items), [], Queue()\n    for place in enumerate(items):\n        todo.put(place)\n\n    def work():\n        while not errors:\n            try:\n                index, item = todo.get_nowait()\n            except Exception:\n                return\n            try:\n                results[index] = function(item)\n            except BaseException as error:\n                errors.append(error)\n\n    threads = [threading.Thread(target=work) for _ in range(min(workers, len(items)))]\n    for thread in threads:\n        thread.start()\n    for thread in threads:\n        thread.join()\n    if errors:\n        raise errors[0]\n    return results\n',
        'import threading\n\nimport pytest\n\nfrom toolbox.pool import each\n\n\ndef test_order():\n    assert each(lambda n: n * n, range(20)) == [n * n for n in range(20)]\n\n\ndef test_nothing():\n    assert each(str, []) == []\n\n\ndef test_side_by_side():\n    barrier = threading.Barrier(3, timeout=5)\n    assert sorted(each(lambda n: (barrier.wait(), n)[1], "abc", workers=3)) == ["a", "b", "c"]\n\n\ndef test_error():\n    with pytest.raises(ZeroDivisionError):\n        each(lambda n: 1 / n, [2, 1, 0])\n',
    ),
    new(
        "an answer of another kind for each type",
        "shown",
        'from datetime import date\nfrom decimal import Decimal\nfrom functools import singledispatch\n\n\n@singledispatch\ndef shown(value):\n    raise NotImplementedError(f"no way to show {type(value).__name__}")\n\n\n@shown.register(int)\n@shown.register(Decimal)\ndef _(value):\n    return f"{value:,}"\n\n\n@shown.register\ndef _(value: bool):\n    return "yes" if value else "no"\n\n\n@shown.register\ndef _(value: date):\n    return f"{value:%d.%m.%Y}"\n\n\n@shown.register(list)\n@shown.register(tuple)\ndef _(value):\n    return ", ".join(map(shown, value))\n',
        'from datetime import date\nfrom decimal import Decimal\n\nimport pytest\n\nfrom toolbox.shown import shown\n\n\n@pytest.mark.parametrize(\n    "value,text",\n    [(1234567, "1,234,567"), (Decimal("1000.50"), "1,000.50"), (True, "yes"), (False, "no"), (date(2024, 2, 29), "29.02.2024"), ([1, True], "1, yes"), ((), "")],\n)\ndef test_shown(value, text):\n    assert shown(value) == text\n\n\ndef test_unknown():\n    with pytest.raises(NotImplementedError, match="no way to show set"):\n        shown({1})\n',
    ),
    new(
        "dice with a seed",
        "dice",
        'import random\nimport re\n\n\ndef roll(text, chance=random):\n    """Rolls ``2d6+1``; raises ValueError for anything else."""\n    match = re.fullmatch(r"(\\d*)d(\\d+)([+-]\\d+)?", text)\n    if match is None or int(match[2]) < 1:\n        raise ValueError(f"no dice: {text}")\n    return sum(chance.randint(1, int(match[2])) for _ in range(int(match[1] or 1))) + int(match[3] or 0)\n',
        'import random\n\nimport pytest\n\nfrom toolbox.dice import roll\n\n\ndef test_same_seed_same_roll():\n    assert roll("5d20", random.Random(1)) == roll("5d20", random.Random(1))\n\n\ndef test_bounds():\n    chance = random.Random(7)\n    rolls = {roll("2d6+1", chance) for _ in range(2000)}\n    assert rolls == set(range(3, 14))\n\n\ndef test_one_side():\n    assert roll("d1") == 1\n    assert roll("3d1-1") == 2\n\n\n@pytest.mark.parametrize("text", ["", "d", "2d", "2d0", "x", "1d6+"])\ndef test_no_dice(text):\n    with pytest.raises(ValueError, match="no dice"):\n        roll(text)\n',
    ),
    new(
        "a machine of states",
        "order",
        'from enum import Enum\n\n\nclass State(Enum):\n    NEW = "new"\n    PAID = "paid"\n    SENT = "sent"\n    BACK = "back"\n\n\nALLOWED = {\n    State.NEW: {State.PAID},\n    State.PAID: {State.SENT, State.BACK},\n    State.SENT: {State.BACK},\n    State.BACK: set(),\n}\n\n\nclass Order:\n    def __init__(self):\n        self.state, self.history = State.NEW, []\n\n    def to(self, state):\n        if state not in ALLOWED[self.state]:\n            raise ValueError(f"{self.state.value} can\'t be {state.value}")\n        self.history.append(self.state)\n        self.state = state\n        return self\n',
        'import itertools\n\nimport pytest\n\nfrom toolbox.order import Order, State\n\n\ndef test_all_the_way():\n    order = Order().to(State.PAID).to(State.SENT).to(State.BACK)\n    assert order.state is State.BACK\n    assert order.history == [State.NEW, State.PAID, State.SENT]\n\n\ndef test_only_four_steps_are_allowed():\n    allowed = []\n    for one, other in itertools.product(State, repeat=2):\n        order = Order()\n        order.state = one\n        try:\n            order.to(other)\n        except ValueError as error:\n            assert str(error) == f"{one.value} can\'t be {other.value}"\n        else:\n            allowed.append((one.value, other.value))\n    assert allowed == [("new", "paid"), ("paid", "sent"), ("paid", "back"), ("sent", "back")]\n',
    ),
    new(
        "what changed in a text, as asyncio reads it",
        "feed",
        'import asyncio\n\n\nasync def lines(reader, limit=80):\n    """The lines of a stream without their ends, the long ones cut."""\n    while line := await reader.readline():\n        yield line.decode().rstrip("\\r\\n")[:limit]\n\n\nasync def gather(readers):\n    """All lines of all streams by name."""\n\n    async def one(name, reader):\n        return name, [line async for line in lines(reader)]\n\n    return dict(await asyncio.gather(*(one(*pair) for pair in readers.items())))\n',
        'import asyncio\n\nfrom toolbox.feed import gather, lines\n\n\ndef stream(data):\n    reader = asyncio.StreamReader()\n    reader.feed_data(data)\n    reader.feed_eof()\n    return reader\n\n\ndef test_lines():\n    async def read():\n        return [line async for line in lines(stream(b"one\\r\\ntwo\\n" + b"x" * 90), limit=10)]\n\n    assert asyncio.run(read()) == ["one", "two", "x" * 10]\n\n\ndef test_gather():\n    async def read():\n        return await gather({"a": stream(b"1\\n2\\n"), "b": stream(b"")})\n\n    assert asyncio.run(read()) == {"a": ["1", "2"], "b": []}\n',
    ),
    new(
        "passwords",
        "passwords",
        'import hashlib\nimport hmac\nimport secrets\n\nROUNDS = 1000\n\n\ndef hashed(password, salt=None):\n    salt = salt or secrets.token_hex(8)\n    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), ROUNDS).hex()\n    return f"{salt}${digest}"\n\n\ndef is_right(password, stored):\n    salt, found, _ = stored.partition("$")\n    return bool(found) and hmac.compare_digest(hashed(password, salt), stored)\n',
        'import hashlib\n\nimport pytest\n\nfrom toolbox.passwords import hashed, is_right\n\n\ndef test_right():\n    assert is_right("secret", hashed("secret"))\n    assert not is_right("Secret", hashed("secret"))\n\n\ndef test_salted():\n    assert hashed("a") != hashed("a")\n    assert hashed("a", "ff") == "ff$" + hashlib.pbkdf2_hmac("sha256", b"a", b"ff", 1000).hex()\n\n\n@pytest.mark.parametrize("stored", ["", "abc", "$"])\ndef test_broken(stored):\n    assert not is_right("a", stored)\n',
    ),
    new(
        "roman numbers, there and back",
        "roman",
        'PARTS = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]\n\n\ndef roman(number):\n    if not 0 < number < 4000:\n        raise ValueError(number)\n    text = ""\n    for value, sign in PARTS:\n        count, number = divmod(number, value)\n        text += sign * count\n    return text\n\n\ndef number(text):\n    """Raises ValueError for what ``roman`` never writes."""\n    left, value = text, 0\n    for size, sign in PARTS:\n        while left.startswith(sign):\n            value, left = value + size, left[len(sign) :]\n    if left or not value or roman(value) != text:\n        raise ValueError(text)\n    return value\n',
        'import pytest\n\nfrom toolbox.roman import number, roman\n\n\n@pytest.mark.parametrize("value,text", [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (1994, "MCMXCIV"), (3999, "MMMCMXCIX")])\ndef test_known(value, text):\n    assert roman(value) == text\n    assert number(text) == value\n\n\ndef test_there_and_back():\n    assert all(number(roman(n)) == n for n in range(1, 4000))\n\n\n@pytest.mark.parametrize("value", [0, -1, 4000])\ndef test_out_of_range(value):\n    with pytest.raises(ValueError):\n        roman(value)\n\n\n@pytest.mark.parametrize("text", ["", "IIII", "VX", "ABC", "ix"])\ndef test_wrong(text):\n    with pytest.raises(ValueError):\n        number(text)\n',
    ),
    Case(
        "h bug: letters with accents",
        {
            "toolbox/texts.py": 'import re\nimport unicodedata\n\n\ndef slug(text):\n    """Lower case words with dashes between them, without accents."""\n    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()\n    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))\n',
            "tests/test_texts.py": BASE["tests/test_texts.py"].replace(
                '("", "")]', '("", ""), ("Crème Brûlée", "creme-brulee"), ("Łódź", "odz")]'
            ),
        },
    ),
    Case(
        "h a switch in the settings",
        {
            "toolbox/config.py": BASE["toolbox/config.py"]
            .replace('"port": 8080}', '"port": 8080, "debug": False}')
            .replace(
                "    return {key: type(value)(",
                '    return {key: _read(value, environ.get(f"BOX_{key.upper()}", value)) for key, value in DEFAULTS.items()}\n\n\ndef _read(default, value):\n    if isinstance(default, bool):\n        return value is True or str(value).lower() in ("1", "true", "yes", "on")\n    return type(default)(value)\n#',
            )
            .replace('#environ.get(f"BOX_{key.upper()}", value)) for key, value in DEFAULTS.items()}\n', ""),
            "tests/test_config.py": BASE["tests/test_config.py"]
            .replace('"port": 8080}', '"port": 8080, "debug": False}')
            .replace("from toolbox", "import pytest\n\nfrom toolbox")
            + '\n\n@pytest.mark.parametrize("text,expected", [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False), ("nope", False)])\ndef test_debug(text, expected):\n    assert load({"BOX_DEBUG": text})["debug"] is expected\n\n\ndef test_reads_the_environment(monkeypatch):\n    monkeypatch.setenv("BOX_HOST", "example.net")\n    assert load()["host"] == "example.net"\n',
        },
        changed_by_request=("tests/test_config.py::test_defaults",),
    ),
    Case(
        "h asked for: underscores",
        {
            "toolbox/texts.py": BASE["toolbox/texts.py"]
            .replace("def slug(text):", 'def slug(text, between="_"):')
            .replace('"-".join', "between.join")
            .replace("dashes", "underscores"),
            "tests/test_texts.py": BASE["tests/test_texts.py"]
            .replace("hello-world", "hello_world")
            .replace('"a-b"', '"a_b"')
            + '\n\ndef test_other_sign():\n    assert slug("a b", between="-") == "a-b"\n',
        },
        changed_by_request=("tests/test_texts.py::test_slug",),
    ),
    Case(
        "h refactoring: a package of texts",
        {
            "toolbox/texts.py": None,
            "toolbox/texts/__init__.py": 'from toolbox.texts.slugs import slug\n\n__all__ = ["slug"]\n',
            "toolbox/texts/slugs.py": BASE["toolbox/texts.py"]
            .replace("import re\n", 'import re\n\n_WORD = re.compile(r"[a-z0-9]+")\n')
            .replace('re.findall(r"[a-z0-9]+", text.lower())', "_WORD.findall(text.lower())"),
            "pyproject.toml": BASE["pyproject.toml"].replace(
                'packages = ["toolbox"]', 'packages = ["toolbox", "toolbox.texts"]'
            ),
        },
        nature="refactoring",
    ),
)
