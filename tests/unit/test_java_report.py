"""The JUnit files of one Maven or Gradle run: each knows the module whose tests it tells."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from codeonfly.results import TestReport
from codeonfly.settings import Settings
from codeonfly.toolchains import detect, toolchain_of
from codeonfly.toolchains.java import Java
from tests.integration.proving import tree_of

XML = '<?xml version="1.0"?>\n<testsuite name="{0}"><testcase classname="{0}" name="works" time="0.1"/></testsuite>\n'  # noqa: E501
MAVEN = "target/surefire-reports/TEST-{0}.xml"
GRADLE = "build/test-results/test/TEST-{0}.xml"


def read(told: list[tuple[str, str]], folder: str = "") -> TestReport | None:
    prefix = f"{folder}/" if folder else ""
    tree = tree_of({f"{prefix}pom.xml": "<project/>", f"{prefix}src/test/java/ATest.java": ""})
    (project,) = detect(tree, Settings())
    text = "".join(f"<!-- code-on-fly report {path} -->\n{XML.format(name)}" for path, name in told)
    return toolchain_of(project).read_report(project, text.encode(), "", "")


@pytest.mark.parametrize(
    ("folder", "path", "file"),
    [
        ("", "./" + MAVEN, "src/test/java/shop/ATest.java"),
        ("", "./core/" + MAVEN, "core/src/test/java/shop/ATest.java"),
        ("", "./a/b/" + GRADLE, "a/b/src/test/java/shop/ATest.java"),
        ("server", "./" + MAVEN, "server/src/test/java/shop/ATest.java"),
        ("server", "./core/" + MAVEN, "server/core/src/test/java/shop/ATest.java"),
    ],
)
def test_the_file_of_a_test_is_in_its_module(folder: str, path: str, file: str) -> None:
    report = read([(path.format("shop.ATest"), "shop.ATest")], folder)
    assert report is not None
    assert [(case.id, case.file) for case in report.cases] == [("shop.ATest::works", file)]


def test_classes_of_one_name_in_two_modules_are_two() -> None:
    told = [(f"./{module}/" + MAVEN.format("ATest"), "ATest") for module in ("core", "app")]
    for order in (told, told[::-1]):
        report = read(order)
        assert report is not None
        assert [case.id for case in report.cases] == ["ATest::works", "ATest::works (core)"]


def test_nothing_is_read_of_what_no_run_left() -> None:
    assert read([]) is None


def test_modules_that_maven_leaves_out_after_a_failure_are_run_all_the_same(tmp_path: Path) -> None:
    """A stand-in for Maven: the second module is built where the first one's failures are ignored."""
    for module in ("core", "app"):
        (tmp_path / "work" / module / "src/test").mkdir(parents=True)
    maven = tmp_path / "mvn"
    maven.write_text(
        "#!/bin/sh\n"
        "report() {\n  mkdir -p $1/target/surefire-reports\n"
        "  echo \"<testsuite name='$1'/>\" > $1/target/surefire-reports/TEST-a.xml\n}\n"
        'report core; case "$*" in *failure.ignore=true*) report app;; *) exit 1;; esac\n'
    )
    maven.chmod(0o755)
    project = Java().detect(tree_of({"pom.xml": "<project/>"}), "")
    assert project is not None
    plan = Java().plan_tests(project, report=str(tmp_path / "report"))
    ran = subprocess.run(
        ["bash", "-c", plan.command],
        cwd=tmp_path / "work",
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        check=False,
    )
    told = (tmp_path / "report").read_text()
    assert (ran.returncode, "name='core'" in told, "name='app'" in told) == (1, True, True)


@pytest.mark.parametrize("wrapper", [True, False])
def test_a_build_tool_that_can_not_be_started_is_an_installation_that_failed(
    wrapper: bool, tmp_path: Path
) -> None:
    script = "#!/bin/sh\necho UnknownHostException >&2\nexit 1\n"
    files = {"build.gradle": "", **({"gradlew": script} if wrapper else {})}
    for path, text in files.items():
        (tmp_path / path).write_text(text)
        (tmp_path / path).chmod(0o755)
    project = Java().detect(tree_of(files), "")
    assert project is not None
    done = subprocess.run(
        ["bash", "-c", project.install],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert ("UnknownHostException" if wrapper else "gradle") in done.stderr
