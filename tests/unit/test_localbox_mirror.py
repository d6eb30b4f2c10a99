"""What sandboxes inherit of the host's package managers, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from codeonfly.adapters.bounded_output import HeadAndTail
from codeonfly.localbox import templates
from codeonfly.localbox.mirror import host_setup


def _home(tmp_path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_mirrors_are_taken_over_and_credentials_are_not(tmp_path):
    home = _home(
        tmp_path,
        {
            ".config/pip/pip.conf": "[global]\ntimeout = 9\n"
            "index-url = https://me:s3cret@mirror.test/simple\n",
            ".npmrc": "registry=https://npm.test/\n//npm.test/:_authToken=s3cret\n@a:registry=https://b.test\n",
            ".cargo/config.toml": '[source.crates-io]\nreplace-with = "m"\n[source.m]\n'
            'registry = "sparse+https://c.test/"\n[registry]\ntoken = "s3cret"\n',
            ".m2/settings.xml": "<settings><servers><server><password>s3cret</password></server></servers>"
            "<mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf>"
            "<url>https://maven.test/</url></mirror></mirrors>"
            "</settings>",
            ".config/go/env": "GOPROXY=https://go.test\n",
        },
    )
    setup = host_setup(
        {"GOFLAGS": "-mod=mod", "PIP_FIND_LINKS": "/opt/wheels", "SECRET": "s3cret"}, "/ca", home
    )
    assert setup.envs["PIP_INDEX_URL"] == "https://mirror.test/simple"
    assert (setup.envs["PIP_DEFAULT_TIMEOUT"], setup.envs["GOPROXY"]) == ("9", "https://go.test")
    assert (setup.envs["GOFLAGS"], setup.envs["HTTPS_PROXY"]) == ("-mod=mod", "http://127.0.0.1:3128")
    assert setup.files["/home/user/.npmrc"] == "registry=https://npm.test/\n@a:registry=https://b.test\n"
    assert "sparse+https://c.test/" in setup.files["/.cargo/config.toml"]
    assert "<url>https://maven.test/</url>" in setup.files["/home/user/.m2/settings.xml"]
    assert "PIP_FIND_LINKS" not in setup.envs
    assert "s3cret" not in repr(setup)


def test_variables_win_and_lose_their_credentials(tmp_path):
    home = _home(tmp_path, {".pip/pip.conf": "[global]\nindex-url = https://file.test/\n"})
    setup = host_setup({"PIP_INDEX_URL": "https://u:p@env.test/simple"}, "/ca", home)
    assert setup.envs["PIP_INDEX_URL"] == "https://env.test/simple"


def test_broken_files_are_passed_over(tmp_path):
    home = _home(
        tmp_path, {".pip/pip.conf": "no section", ".cargo/config.toml": "[", ".m2/settings.xml": "<not xml"}
    )
    assert "<proxies>" in host_setup({}, "/ca", home).files["/home/user/.m2/settings.xml"]


def test_certificates_are_gathered(tmp_path):
    (tmp_path / "extra.pem").write_text("-----BEGIN CERTIFICATE-----\nextra\n-----END CERTIFICATE-----\n")
    setup = host_setup({"NODE_EXTRA_CA_CERTS": str(tmp_path / "extra.pem")}, "/ca", tmp_path)
    assert "extra" in setup.certificates
    assert setup.envs["PIP_CERT"] == setup.envs["NODE_EXTRA_CA_CERTS"] == "/ca"


@pytest.mark.parametrize(
    ("limit", "chunks", "text", "dropped"),
    [
        (10, ["abc"], "abc", 0),
        (10, ["abcde", "fghij"], "abcdefghij", 0),
        (4, ["abc", "def", "ghi"], "ab\n[... 5 bytes cut ...]\nhi", 5),
        (4, ["x" * 1000], "xx\n[... 996 bytes cut ...]\nxx", 996),
        (4, ["é", "é", "é"], "é\n[... 2 bytes cut ...]\né", 2),
        (0, ["abc"], "\n[... 3 bytes cut ...]\n", 3),
    ],
)
def test_output_keeps_head_and_tail(limit, chunks, text, dropped):
    kept = HeadAndTail(limit)
    for chunk in chunks:
        kept.add(chunk)
    assert (kept.text(), kept.dropped) == (text, dropped)


def test_environment_names():
    assert templates.resolve("no-such") is None
    assert templates.resolve("code-on-fly-base") == templates.Template("base")
    own = templates.own_python()
    found = templates.resolve(f"python-{own.version[0]}.{own.version[1]}")
    assert found is not None
    assert found.first is not None
    assert found.first.version[:2] == own.version[:2]
    assert found.note == ""
