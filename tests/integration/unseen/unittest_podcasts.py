"""A package with unittest: feeds, durations, downloads, a command. Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

ENV = "python-3.11"


def r(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


SETUP = """[project]
name = "podkit"
version = "1.2.0"
requires-python = ">=3.9"

[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[tool.setuptools]
packages = ["podkit"]
"""
DUR = '''"""Durations as feeds write them."""


def parse_duration(text):
    """Seconds of ``H:MM:SS``, ``MM:SS`` or plain seconds."""
    seconds = 0
    for part in text.strip().split(":"):
        seconds = seconds * 60 + int(part)
    return seconds


def format_duration(seconds):
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes}:{seconds:02d}"
'''
FEED = '''"""Reads RSS feeds."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from podkit.durations import parse_duration

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@dataclass
class Episode:
    title: str
    url: str
    seconds: int = 0


def parse_feed(xml):
    root = ET.fromstring(xml)
    episodes = []
    for item in root.iter("item"):
        title = item.findtext("title", "").strip()
        url = item.find("enclosure").get("url")
        length = item.findtext(ITUNES + "duration")
        seconds = parse_duration(length) if length else 0
        episodes.append(Episode(title, url, seconds))
    return episodes


def total_seconds(episodes):
    total = 0
    for episode in episodes:
        total += episode.seconds
    return total
'''
DOWN = '''"""Fetches enclosures."""

import os
import urllib.request


def filename(url):
    return url.rsplit("/", 1)[-1]


def download(url, folder, opener=urllib.request.urlopen):
    path = os.path.join(folder, filename(url))
    with opener(url) as response, open(path, "wb") as file:
        file.write(response.read())
    return path
'''
MAIN = '''"""python -m podkit FEED.xml"""

import argparse

from podkit.durations import format_duration
from podkit.feed import parse_feed


def main(argv=None):
    parser = argparse.ArgumentParser(prog="podkit")
    parser.add_argument("feed")
    args = parser.parse_args(argv)
    with open(args.feed, encoding="utf-8") as file:
        episodes = parse_feed(file.read())
    for episode in episodes:
        print(f"{episode.title} ({format_duration(episode.seconds)})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
'''
T_DUR = """import unittest

from podkit.durations import format_duration, parse_duration


class DurationTest(unittest.TestCase):
    def test_parse(self):
        self.assertEqual(parse_duration("1:02:03"), 3723)
        self.assertEqual(parse_duration("12:30"), 750)
        self.assertEqual(parse_duration("45"), 45)

    def test_format(self):
        self.assertEqual(format_duration(3723 + 600), "1:12:03")


if __name__ == "__main__":
    unittest.main()
"""
SAMPLE = """<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Talk</title>
<item><title>First</title><enclosure url="http://x.test/a.mp3" type="audio/mpeg"/><itunes:duration>10:00</itunes:duration></item>
<item><title>Second</title><enclosure url="http://x.test/b.mp3" type="audio/mpeg"/><itunes:duration>25:30</itunes:duration></item>
</channel></rss>
"""
T_FEED = """import pathlib
import unittest

from podkit.feed import Episode, parse_feed, total_seconds

SAMPLE = (pathlib.Path(__file__).parent / "data" / "talk.xml").read_text()


class FeedTest(unittest.TestCase):
    def setUp(self):
        self.episodes = parse_feed(SAMPLE)

    def test_titles(self):
        self.assertEqual([e.title for e in self.episodes], ["First", "Second"])

    def test_total(self):
        self.assertEqual(total_seconds(self.episodes), 2130)

    def test_nothing(self):
        self.assertEqual(total_seconds([]), 0)
"""
T_DOWN = """import io
import os
import tempfile
import unittest

from podkit.download import download, filename


class DownloadTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def test_filename(self):
        self.assertEqual(filename("http://x.test/shows/a.mp3"), "a.mp3")

    def test_download(self):
        path = download("http://x.test/a.mp3", self.folder.name, lambda url: io.BytesIO(b"sound"))
        with open(path, "rb") as file:
            self.assertEqual(file.read(), b"sound")
        self.assertEqual(os.listdir(self.folder.name), ["a.mp3"])
"""
T_MAIN = """import contextlib
import io
import pathlib
import unittest

from podkit.__main__ import main

FEED = str(pathlib.Path(__file__).parent / "data" / "talk.xml")


def run(*argv):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main([FEED, *argv])
    return code, out.getvalue()


class MainTest(unittest.TestCase):
    def test_lists(self):
        code, out = run()
        self.assertEqual(code, 0)
        self.assertEqual(out, "First (0:10:00)\\nSecond (0:25:30)\\n")
"""
BASE = {
    "README.md": "# podkit\n\nReads podcasts.\n",
    "pyproject.toml": SETUP,
    "podkit/__init__.py": "",
    "podkit/durations.py": DUR,
    "podkit/feed.py": FEED,
    "podkit/download.py": DOWN,
    "podkit/__main__.py": MAIN,
    "tests/__init__.py": "",
    "tests/test_durations.py": T_DUR,
    "tests/test_feed.py": T_FEED,
    "tests/test_download.py": T_DOWN,
    "tests/test_main.py": T_MAIN,
    "tests/data/talk.xml": SAMPLE,
}
CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "durations with units",
        {
            "podkit/durations.py": r(
                DUR,
                (
                    '"""Durations as feeds write them."""\n',
                    '"""Durations as feeds write them."""\n\nimport re\n\nUNITS = {"h": 3600, "m": 60, "s": 1}\n',
                ),
                (
                    "    seconds = 0\n    for part",
                    '    if re.search("[hms]", text):\n        return sum(int(n) * UNITS[unit] for n, unit in re.findall(r"(\\d+)\\s*([hms])", text))\n    seconds = 0\n    for part',
                ),
            ),
            "tests/test_durations.py": r(
                T_DUR,
                (
                    "    def test_format",
                    """    def test_units(self):
        for text, seconds in [("1h 5m", 3900), ("90m", 5400), ("2h", 7200), ("1h 1m 1s", 3661)]:
            with self.subTest(text):
                self.assertEqual(parse_duration(text), seconds)

    def test_format""",
                ),
            ),
        },
    ),
    Case(
        "bug: minutes without a leading zero",
        {
            "podkit/durations.py": r(DUR, ("{minutes}:", "{minutes:02d}:")),
            "tests/test_durations.py": r(
                T_DUR,
                (
                    '"1:12:03")\n',
                    '"1:12:03")\n\n    def test_format_pads_minutes(self):\n        self.assertEqual(format_duration(3723), "1:02:03")\n',
                ),
            ),
        },
    ),
    Case(
        "bug: item without an enclosure",
        {
            "podkit/feed.py": r(
                FEED,
                (
                    '        url = item.find("enclosure").get("url")\n',
                    '        enclosure = item.find("enclosure")\n        if enclosure is None:\n            continue\n        url = enclosure.get("url")\n',
                ),
            ),
            "tests/test_feed.py": T_FEED
            + """
    def test_items_without_enclosure_are_left_out(self):
        text = SAMPLE.replace("</channel>", "<item><title>News</title></item></channel>")
        self.assertEqual(len(parse_feed(text)), 2)
""",
        },
    ),
    Case(
        "download retries",
        {
            "podkit/download.py": r(
                DOWN,
                (
                    "import os\nimport urllib.request\n",
                    "import os\nimport time\nimport urllib.error\nimport urllib.request\n",
                ),
                (
                    "opener=urllib.request.urlopen):\n",
                    "opener=urllib.request.urlopen, retries=3, wait=time.sleep):\n    for attempt in range(retries):\n        try:\n            return _fetch(url, folder, opener)\n        except urllib.error.URLError:\n            if attempt == retries - 1:\n                raise\n            wait(2**attempt)\n\n\ndef _fetch(url, folder, opener):\n",
                ),
            ),
            "tests/test_download.py": r(
                T_DOWN,
                ("import unittest\n", "import unittest\nimport urllib.error\nfrom unittest import mock\n"),
            )
            + """
    def test_retries(self):
        opener = mock.Mock(side_effect=[urllib.error.URLError("down"), io.BytesIO(b"late")])
        wait = mock.Mock()
        path = download("http://x.test/a.mp3", self.folder.name, opener, wait=wait)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), b"late")
        wait.assert_called_once_with(1)
        self.assertEqual(opener.call_count, 2)

    def test_gives_up(self):
        opener = mock.Mock(side_effect=urllib.error.URLError("down"))
        with self.assertRaises(urllib.error.URLError):
            download("http://x.test/a.mp3", self.folder.name, opener, retries=2, wait=mock.Mock())
        self.assertEqual(opener.call_count, 2)
""",
        },
    ),
    Case(
        "folder from environment",
        {
            "podkit/config.py": '''"""Where things are kept."""

import os
import pathlib


def download_folder():
    """The folder in PODKIT_DIR, else ~/Podcasts."""
    chosen = os.environ.get("PODKIT_DIR")
    if chosen:
        return pathlib.Path(chosen).expanduser()
    return pathlib.Path.home() / "Podcasts"


def max_parallel():
    value = os.environ.get("PODKIT_PARALLEL", "4")
    try:
        number = int(value)
    except ValueError:
        raise ValueError(f"PODKIT_PARALLEL must be a number, not {value!r}") from None
    if number < 1:
        raise ValueError("PODKIT_PARALLEL must be at least 1")
    return number
''',
            "tests/test_config.py": """import os
import pathlib
import unittest
from unittest import mock

from podkit.config import download_folder, max_parallel


class ConfigTest(unittest.TestCase):
    @mock.patch.dict(os.environ, {"PODKIT_DIR": "/srv/pods"})
    def test_folder_from_environment(self):
        self.assertEqual(download_folder(), pathlib.Path("/srv/pods"))

    @mock.patch.dict(os.environ, {"HOME": "/home/ann"}, clear=True)
    def test_default_folder(self):
        self.assertEqual(download_folder(), pathlib.Path("/home/ann/Podcasts"))

    def test_parallel(self):
        with mock.patch.dict(os.environ, clear=True):
            self.assertEqual(max_parallel(), 4)
        with mock.patch.dict(os.environ, {"PODKIT_PARALLEL": "9"}):
            self.assertEqual(max_parallel(), 9)

    def test_parallel_is_checked(self):
        for bad in ("many", "0", "-3"):
            with self.subTest(bad), mock.patch.dict(os.environ, {"PODKIT_PARALLEL": bad}):
                with self.assertRaisesRegex(ValueError, "PODKIT_PARALLEL"):
                    max_parallel()
""",
        },
    ),
    Case(
        "limit option",
        {
            "podkit/__main__.py": r(
                MAIN,
                (
                    '"feed")\n',
                    '"feed")\n    parser.add_argument("--limit", type=int, help="only so many episodes")\n',
                ),
                ("    for episode in episodes:", "    for episode in episodes[: args.limit]:"),
            ),
            "tests/test_main.py": T_MAIN
            + """
    def test_limit(self):
        self.assertEqual(run("--limit", "1"), (0, "First (0:10:00)\\n"))

    def test_limit_zero(self):
        self.assertEqual(run("--limit", "0"), (0, ""))
""",
        },
    ),
    Case(
        "negative durations are refused",
        {
            "podkit/durations.py": r(
                DUR,
                (
                    "    hours, rest",
                    '    if seconds < 0:\n        raise ValueError(f"a duration can\'t be negative: {seconds}")\n    hours, rest',
                ),
            ),
            "tests/test_durations.py": r(
                T_DUR,
                (
                    '"1:12:03")\n',
                    '"1:12:03")\n\n    def test_negative(self):\n        with self.assertRaisesRegex(ValueError, "negative: -5"):\n            format_duration(-5)\n',
                ),
            ),
        },
    ),
    Case(
        "async downloads",
        {
            "podkit/parallel.py": '''"""Several downloads at a time."""

import asyncio

from podkit.download import download


async def download_all(urls, folder, limit=4, fetch=download):
    """Paths in the order of the addresses."""
    gate = asyncio.Semaphore(limit)

    async def one(url):
        async with gate:
            return await asyncio.to_thread(fetch, url, folder)

    return await asyncio.gather(*(one(url) for url in urls))
''',
            "tests/test_parallel.py": """import threading
import time
import unittest

from podkit.parallel import download_all


class ParallelTest(unittest.IsolatedAsyncioTestCase):
    async def test_order(self):
        paths = await download_all(["x/b", "x/a"], "f", fetch=lambda url, folder: f"{folder}/{url[-1]}")
        self.assertEqual(paths, ["f/b", "f/a"])

    async def test_limit(self):
        running, most, lock = 0, 0, threading.Lock()

        def fetch(url, folder):
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with lock:
                running -= 1
            return url

        await download_all(list("abcdef"), "f", limit=2, fetch=fetch)
        self.assertEqual(most, 2)
""",
        },
    ),
    Case(
        "refactoring: sum",
        {
            "podkit/feed.py": r(
                FEED,
                (
                    "    total = 0\n    for episode in episodes:\n        total += episode.seconds\n    return total\n",
                    "    return sum(episode.seconds for episode in episodes)\n",
                ),
            )
        },
        nature="refactoring",
    ),
    Case(
        "newest first, by request",
        {
            "podkit/feed.py": r(FEED, ("    return episodes\n", "    return episodes[::-1]\n")),
            "tests/test_feed.py": r(T_FEED, ('["First", "Second"]', '["Second", "First"]')),
            "tests/test_main.py": r(
                T_MAIN, ('"First (0:10:00)\\nSecond (0:25:30)\\n"', '"Second (0:25:30)\\nFirst (0:10:00)\\n"')
            ),
        },
        changed_by_request=(
            "tests/test_feed.py::FeedTest::test_titles",
            "tests/test_main.py::MainTest::test_lists",
        ),
    ),
    Case(
        "file endings by type",
        {
            "podkit/download.py": r(
                DOWN,
                (
                    '\n\ndef filename(url):\n    return url.rsplit("/", 1)[-1]\n',
                    '''
EXTENSIONS = {
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
    "audio/x-m4a": ".m4a",
    "video/mp4": ".mp4",
}


def filename(url, kind=None):
    """The last part of the path; with a media type its ending, where there is none."""
    name = url.split("?")[0].rsplit("/", 1)[-1]
    if kind is None or "." in name:
        return name
    try:
        return name + EXTENSIONS[kind]
    except KeyError:
        raise ValueError(f"unknown media type {kind}") from None
''',
                ),
            ),
            "tests/test_download.py": T_DOWN
            + """
    def test_ending_by_type(self):
        for kind, name in [
            ("audio/mpeg", "ep1.mp3"),
            ("audio/ogg", "ep1.ogg"),
            ("audio/mp4", "ep1.m4a"),
            ("audio/x-m4a", "ep1.m4a"),
            ("video/mp4", "ep1.mp4"),
        ]:
            with self.subTest(kind):
                self.assertEqual(filename("http://x.test/ep1", kind), name)

    def test_ending_is_kept(self):
        self.assertEqual(filename("http://x.test/ep1.wav?x=1", "audio/mpeg"), "ep1.wav")

    def test_unknown_type(self):
        with self.assertRaises(ValueError):
            filename("http://x.test/ep1", "text/plain")
""",
        },
    ),
    Case(
        "logging of downloads",
        {
            "podkit/download.py": r(
                DOWN,
                ("import os\n", "import logging\nimport os\n"),
                ("\n\ndef filename", "\nlog = logging.getLogger(__name__)\n\n\ndef filename"),
                (
                    "    return path\n",
                    '    log.info("%s: %d bytes", path, os.path.getsize(path))\n    return path\n',
                ),
            ),
            "tests/test_download.py": T_DOWN
            + """
    def test_says_what_it_got(self):
        with self.assertLogs("podkit.download", "INFO") as seen:
            path = download("http://x.test/a.mp3", self.folder.name, lambda url: io.BytesIO(b"sound"))
        self.assertEqual(seen.output, [f"INFO:podkit.download:{path}: 5 bytes"])
""",
        },
    ),
    Case(
        "export as OPML, golden file",
        {
            "podkit/opml.py": '''"""Writes a list of feeds."""

import xml.etree.ElementTree as ET


def to_opml(feeds):
    """The text of an OPML file of (title, address) pairs, sorted by title."""
    root = ET.Element("opml", version="2.0")
    body = ET.SubElement(root, "body")
    for title, url in sorted(feeds):
        ET.SubElement(body, "outline", type="rss", text=title, xmlUrl=url)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\\n"
''',
            "tests/data/feeds.opml": """<opml version="2.0">
  <body>
    <outline type="rss" text="Morning &amp; Night" xmlUrl="http://m.test/feed" />
    <outline type="rss" text="Talk" xmlUrl="http://t.test/rss" />
  </body>
</opml>
""",
            "tests/test_opml.py": """import pathlib
import unittest

from podkit.opml import to_opml

DATA = pathlib.Path(__file__).parent / "data"


class OpmlTest(unittest.TestCase):
    def test_golden(self):
        feeds = [("Talk", "http://t.test/rss"), ("Morning & Night", "http://m.test/feed")]
        self.assertEqual(to_opml(feeds), (DATA / "feeds.opml").read_text())

    def test_no_feeds(self):
        self.assertNotIn("outline", to_opml([]))
""",
        },
    ),
    Case(
        "docs",
        {
            "README.md": "# podkit\n\nReads podcasts.\n\n## Use\n\n    python -m podkit feed.xml\n",
            "podkit/feed.py": r(
                FEED,
                (
                    "def parse_feed(xml):\n",
                    'def parse_feed(xml):\n    """The episodes of a feed, in its order."""\n',
                ),
            ),
        },
        nature="documentation",
    ),
)
