"""Maven and Gradle projects: JUnit XML, taken from a folder that is emptied before the run."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from codeonfly.results import TestCase, TestReport
from codeonfly.toolchains import bodies, junit, reached
from codeonfly.toolchains.base import Project, TestPlan
from codeonfly.tree import Tree

MAX_BYTES = 64 << 20
MANIFESTS = ("pom.xml", "build.gradle", "build.gradle.kts")
_ANNOTATIONS = ("org.junit.jupiter.api.Test", "org.junit.Test", "org.testng.annotations.Test")
METHOD = re.compile(r"\bvoid (?P<name>\w+)\([^)]*\)[^{;]*(?P<open>\{)")
_THROWN = 'throw new AssertionError("{}")'
# what the class checks with has to object, too: something else may stand in its place
_CHECKS = {
    f"org.{library}": f"org.{library}.{how}"
    for library, how in {
        "junit.jupiter.api.Assertions": 'assertEquals("{}", "")',
        "assertj.core.api.Assertions": 'assertThat("{}").isEqualTo("")',
        "junit.Assert": 'assertEquals("{}", "")',
    }.items()
}
# a test whose failing can't be what it expects
_PLAIN_TEST = re.compile(
    r"@Test\b(?!\()\s+(?:@\w+(?:\([^()]*\))?\s+)*(?:(?:public|protected|final) )*"
    r"void (?P<name>\w+)\([^)]*\)[^{;]*\{"
)
# before each file of one run: where in the project it is
_MARK = re.compile(r"<!-- code-on-fly report \./((?:[^\n]*?/)?)(?:target|build)/[^\n]* -->\n")
_FINDS = {
    "maven": "-path '*/target/surefire-reports/TEST-*.xml'",
    "gradle": "-path '*/build/test-results/*/TEST-*.xml'",
}
# which Java the build compiles for
_RELEASE = re.compile(
    r"<(?:maven\.compiler\.)?(?:release|source|target)>\s*(?:1\.)?(\d+)\s*<|<java\.version>\s*(?:1\.)?(\d+)"
    r"|JavaLanguageVersion\.of\((\d+)\)|\b(?:source|target)Compatibility\b[^\n\d]*(?:1[._])?(\d+)"
)
# mocks are made of bytecode, by libraries that may be older than the Java that runs them
_MOCKS = "-Dnet.bytebuddy.experimental=true"
# every module and every test is run, whatever the pom says of its failures
_WHOLE = (
    f"{_MOCKS} --fail-at-end -DskipTests=false -Dmaven.test.skip=false -Dsurefire.skipAfterFailureCount=0"
)
# Maven leaves out what depends on a module whose tests fail; its tests are asked all the same
_LEFT_OUT = (
    "find . -type d -path '*/src/test' -not -path '*/target/*' | while read -r folder; do"
    ' ls "${folder%/src/test}"/target/surefire-reports/TEST-*.xml > /dev/null 2>&1 || echo "$folder"; done'
    " | grep -q ."
)


class Java:
    """The toolchain of Java builds."""

    name = "java"

    def detect(self, tree: Tree, folder: str) -> Project | None:
        """A Maven project where there is a pom.xml, a Gradle one where there is a build.gradle."""
        prefix = f"{folder}/" if folder else ""
        manifest = next((name for name in MANIFESTS if prefix + name in tree.files), None)
        if manifest is None:
            return None
        maven = manifest == "pom.xml"
        wrapper = f"{prefix}gradlew" in tree.files
        gradle = "./gradlew" if wrapper else "gradle"
        test = "mvn test" if maven else f"{gradle} test"
        return Project(
            toolchain=self.name,
            runner="maven" if maven else "gradle",
            folder=folder,
            environment=_environment(tree.text(prefix + manifest) or ""),
            reason=f"{prefix}{manifest} is there",
            # a whole run with the network open: Maven fetches the test provider only when tests run
            install=(
                f"mvn -B -q {_MOCKS} test -Dmaven.test.failure.ignore=true || mvn -B -q dependency:resolve"
                if maven
                else f"{gradle} --no-daemon -q test --continue || {gradle} --version > /dev/null"
            ),
            test=test,
            ecosystems=("maven",),
            manifests=tuple(prefix + name for name in MANIFESTS if prefix + name in tree.files),
            # Maven lives for seconds: compiling itself thoroughly never pays
            envs={"MAVEN_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"} if maven else {},
        )

    def plan_tests(
        self, project: Project, *, report: str, only: Sequence[str] = (), seed: int | None = None
    ) -> TestPlan:
        """Offline; the reports of this run alone are gathered into one file."""
        find = f"find . {_FINDS[project.runner]}"
        classes = [PurePosixPath(path).stem for path in only]
        gather = (
            f"{find} -newer {report}.start -exec sh -c"
            f' \'echo "<!-- code-on-fly report $1 -->"; cat "$1"\' _ {{}} \\; > {report}'
        )
        command = _command(project, classes, seed)
        again = f"if [ $CODE -ne 0 ] && {_LEFT_OUT}; then {command} -Dmaven.test.failure.ignore=true; fi; "
        return TestPlan(
            f"{find} -delete; touch -d '-1 second' {report}.start; {command};"
            f" CODE=$?; {again if project.runner == 'maven' else ''}{gather}; exit $CODE",
            report,
        )

    def plan_calls(
        self, project: Project, tree: Tree, *, report: str, calls: bytes | None
    ) -> TestPlan | None:
        return None

    def read_report(self, project: Project, data: bytes | None, console: str, key: str) -> TestReport | None:
        if not data or len(data) > MAX_BYTES:
            return None
        _, *told = _MARK.split(data.decode(errors="replace"))
        cases: dict[str, TestCase] = {}
        for module, text in sorted(zip(told[::2], told[1::2], strict=True)):
            file = partial(_file, f"{project.folder}/{module}" if project.folder else module)
            for case in junit.cases(text.strip()):
                other = cases.get(case.id)
                # modules may have classes of one name: the second is told by where it is
                twice = other is not None and other.file != file(case.id)
                name = f"{case.id} ({module.rstrip('/')})" if twice else case.id
                cases[name] = replace(case, id=name, file=file(case.id))
        return TestReport(f"{project.runner} (JUnit)", tuple(cases.values())) if cases else None

    def canary(self, text: str, test: str, word: str, fresh: Collection[str] = ()) -> str | None:
        """One more method at the end of the class, annotated as its other tests are, which fail at once."""
        annotation = next((name for name in _ANNOTATIONS if f"import {name};" in text), None)
        end = text.rstrip().rfind("}")
        if annotation is None or end < 0:
            return None
        check = next((how for library, how in _CHECKS.items() if library in text), _THROWN).format(word)
        method = f"    @{annotation} public void {word}() {{ {check}; }}"
        whole = f"{text[:end].rstrip()}\n\n{method}\n}}\n"
        return bodies.spoilt(
            whole,
            _PLAIN_TEST,
            lambda _: f' if (true) throw new AssertionError("{word}");',
            lambda match, body: reached.of_java(body, word) if match["name"] in fresh else "",
        )

    def bodies(self, text: str) -> Mapping[str, str]:
        return bodies.of_blocks(text, METHOD, quotes='"')

    def spliced(self, source: str, tests: str) -> str | None:
        return None

    def is_test(self, path: str) -> bool:
        return "src/test/" in f"/{path}" or path.startswith("src/test/")

    def is_test_configuration(self, path: str) -> bool:
        return ".mvn" in path.split("/")[:-1] or path.rpartition("/")[2] in (
            "pom.xml",
            "build.gradle",
            "build.gradle.kts",
            "junit-platform.properties",
        )

    def version_command(self, project: Project) -> str:
        return "java -version 2>&1 | sed -n '1s/.*\"\\(.*\\)\".*/Java \\1/p'"


def _environment(build: str) -> str:
    """The Java that it compiles for: libraries and compiler plug-ins of its time may bear no later one."""
    told = [int(next(filter(None, groups))) for groups in _RELEASE.findall(build)]
    return f"java-{max(told)}" if told else "java-21"


def _command(project: Project, classes: Sequence[str], seed: int | None) -> str:
    if project.runner == "maven":
        chosen = f" -Dtest={','.join(classes)} -Dsurefire.failIfNoSpecifiedTests=false" if classes else ""
        order = (
            f" -Dsurefire.runOrder=random -Dsurefire.runOrder.random.seed={seed}" if seed is not None else ""
        )
        return f"mvn -B -o -q {_WHOLE} test{chosen}{order}"
    chosen = "".join(f" --tests '*{name}'" for name in classes)
    return f"{project.test} --no-daemon --offline --continue --rerun-tasks{chosen}"


def _file(module: str, name: str) -> str:
    """The source of a test class, where Maven and Gradle keep them."""
    top = name.partition("::")[0].partition("$")[0].replace(".", "/")
    return f"{module}src/test/java/{top}.java"
