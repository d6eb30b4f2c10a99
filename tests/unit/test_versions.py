"""The environment that a project's own files ask for."""

from __future__ import annotations

import pytest

from codeonfly.errors import UserError
from codeonfly.settings import Settings
from codeonfly.toolchains import check_environment, detect
from codeonfly.toolchains.versions import environment, template_environment
from codeonfly.tree import File, Tree


@pytest.mark.parametrize(
    ("family", "wanted", "named"),
    [
        ("python", "", "python-3.11"),
        ("python", ">=3.9", "python-3.11"),
        ("python", ">=3.12,<4", "python-3.12"),
        ("python", "~=3.13.2", "python-3.13"),
        ("python", "==3.12.*", "python-3.12"),
        ("python", "<3.12", "python-3.11"),
        ("python", ">=3.9,!=3.12", "python-3.11"),
        ("python", "3.12.4", "python-3.12"),
        ("nodejs", "v20.1", "nodejs-20"),
        ("nodejs", "^22.0.0 || >=24", "nodejs-22"),
        ("nodejs", ">= 16 < 21", "nodejs-18"),
        ("nodejs", "lts/*", "nodejs-18"),
        ("go", "1.24", "go-1.24"),
        ("go", "1.19", "go-1.21"),
        ("rust", "", "rust-1"),
    ],
)
def test_the_oldest_version_that_is_allowed(family: str, wanted: str, named: str) -> None:
    assert environment(family, wanted) == named


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("python-3.11", "python-3.11"),
        ("python-3.12", "python-3.13"),
        ("python-3.14", "python-3.13"),
        ("nodejs-20", "nodejs-24"),
        ("java-21", "java-21"),
        ("java-17", "java-21"),
        ("base", "base"),
    ],
)
def test_templates_exist_for_some_versions_only(name: str, template: str) -> None:
    assert template_environment(name) == template


@pytest.mark.parametrize("name", ["java-17", "python-3.12", "nodejs-20", "go-1.22", "rust-1.74", "java-21"])
def test_settings_may_say_what_detection_gives(name: str) -> None:
    check_environment(name)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("python-3.99", "python-3.13"),
        ("java-22", "java-21"),
        ("node-20", "nodejs-"),
        ("java-", "java-21"),
        ("java-17-jdk", "java-21"),
        ("base", "python-3.11"),
    ],
)
def test_what_none_serves_is_named_with_what_there_is(name: str, hint: str) -> None:
    with pytest.raises(UserError, match=f"no environment is called '{name}'; .*{hint}"):
        check_environment(name)


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.12"\n'}, "python-3.12"),
        ({"setup.cfg": "[options]\npython_requires = >=3.13\n"}, "python-3.13"),
        ({"requirements.txt": "", ".python-version": "3.12.1\n"}, "python-3.12"),
        ({"pom.xml": "<project><properties><java.version>17</java.version>"}, "java-17"),
        ({"pom.xml": "<release>${java.version}</release><source>1.8</source>"}, "java-8"),
        ({"pom.xml": "<project/>"}, "java-21"),
        ({"build.gradle": "java { toolchain { languageVersion = JavaLanguageVersion.of(25) } }"}, "java-25"),
        ({"build.gradle.kts": "java.sourceCompatibility = JavaVersion.VERSION_11\n"}, "java-11"),
        ({"build.gradle": "sourceCompatibility = '1.8'\n"}, "java-8"),
        ({"package.json": '{"engines": {"node": ">=22"}}'}, "nodejs-22"),
        ({"package.json": "{}", ".nvmrc": "v20.11.0\n"}, "nodejs-20"),
        ({"package.json": '{"engines": {"node": 20}}'}, "nodejs-18"),
        ({"go.mod": "module a\n\ngo 1.25.1\n"}, "go-1.25"),
    ],
)
def test_a_project_says_what_it_needs(files: dict[str, str], named: str) -> None:
    tree = Tree("0" * 40, {path: File("100644", text.encode()) for path, text in files.items()})
    assert [project.environment for project in detect(tree, Settings())] == [named]
