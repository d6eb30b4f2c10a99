"""``.github/code-on-fly.yml``: typed, range-checked, under hard ceilings."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from codeonfly import setting_values as values
from codeonfly.errors import UserError
from codeonfly.strict_yaml import read_mapping

SETTINGS_PATH = ".github/code-on-fly.yml"
DEFAULT_MODEL = "gpt-6.1-terra"


@dataclass(frozen=True, slots=True)
class SeatSettings:
    """A member of the council."""

    role: str
    model: str = ""  # "" is Settings.model


@dataclass(frozen=True, slots=True)
class PriceSettings:
    """Dollars per million tokens, as vendors publish them."""

    input: float
    cached: float
    output: float


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """Overrides of what detection finds; "" leaves a part to detection."""

    working_directory: str = ""
    environment: str = ""
    install: str = ""
    test: str = ""
    report: str = ""  # repository path of a JUnit file that the test command writes


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a maintainer can set. The defaults are what a run uses without a settings file."""

    label: str = "code-on-fly"
    model: str = DEFAULT_MODEL
    api: Literal["responses", "chat"] = "responses"
    effort: str = ""
    council: tuple[SeatSettings, ...] = (SeatSettings("architect"),)
    environment: str = ""  # "" is detection
    projects: tuple[ProjectSettings, ...] = ()
    sandbox: Literal["auto", "e2b", "local"] = "auto"
    max_attempts: int = 3
    max_cost_microdollars: int = 2_000_000
    max_minutes: int = 60
    max_steps: int = 60  # model calls in one attempt
    command_seconds: int = 600  # one command of the agent
    test_seconds: int = 1200  # one test run
    install_seconds: int = 900
    review: bool = False
    cache: bool = True  # whether installed dependencies are kept between runs
    egress: tuple[str, ...] = ()  # further hosts for install and attempt
    private_egress: tuple[str, ...] = ()  # private address blocks that local sandboxes may reach
    protected_paths: tuple[str, ...] = ()  # gitignore patterns: changes ask for review
    allowed_bots: tuple[str, ...] = ()
    runs_per_issue: int = 10
    cost_per_issue_microdollars: int = 50_000_000
    runs_per_day: int = 50
    cost_per_day_microdollars: int = 50_000_000
    max_files: int = 400
    max_file_bytes: int = 1 << 20
    max_change_bytes: int = 10 << 20
    accept_weak_evidence: bool = False
    accept_no_baseline: bool = False
    prices: Mapping[str, PriceSettings] = field(default_factory=dict)


def load_settings(data: bytes | None, where: str = SETTINGS_PATH) -> Settings:
    """The settings in the file's bytes; the defaults where there is no file (None).

    Raises UserError, one sentence with ``where``, the line, what was wrong and what is expected.
    """
    if data is None:
        return Settings()
    found: dict[str, Any] = {}
    for spelled, entry in read_mapping(data, where).items():
        place = f"{where}, line {entry.line}"
        key = _known(spelled, _KEYS, place)
        name, reader = _KEYS[key]
        if name in found:
            raise UserError(f"{place}: {key} is set twice; keep one of the two")
        found[name] = _read(key, reader, entry.value, place)
    return Settings(**found)


def override(settings: Settings, given: Mapping[str, str], where: str) -> Settings:
    """The settings with inputs over them, by the same keys and ranges; empty text leaves a setting alone.

    Raises UserError beginning with ``where`` ("the input", "the command line").
    """
    found: dict[str, Any] = {}
    for key, text in given.items():
        name, reader = _KEYS[_known(key, _KEYS, where)]
        if text.strip():
            found[name] = _read(key, reader, text.strip(), where)
    return replace(settings, **found)


def is_setting(key: str) -> bool:
    """Whether the file and the inputs know this key."""
    return key in _KEYS


def _read(key: str, reader: values.Reader, value: Any, place: str) -> Any:
    try:
        return reader(value)
    except ValueError as expected:
        shown = ascii(value)[:80]
        raise UserError(f"{place}: {key} is {shown}; expected {expected}") from None


def _known(spelled: str, keys: Iterable[str], place: str) -> str:
    """The key, in kebab-case whichever way it was spelled; an unknown one is told with its nearest."""
    key = spelled.replace("_", "-")
    if key in keys:
        return key
    nearest = difflib.get_close_matches(key.lower(), list(keys), n=1, cutoff=0.5)
    hint = f"did you mean {nearest[0]}?" if nearest else f"known are {', '.join(keys)}"
    raise UserError(f"{place}: unknown key {ascii(spelled)[:60]}; {hint}")


def _fields(value: Any, readers: Mapping[str, values.Reader], what: str) -> dict[str, Any]:
    """A small mapping such as a seat or a project."""
    if not isinstance(value, dict):
        raise ValueError(f"{what} with {', '.join(readers)}")  # noqa: TRY004 - as all readers
    found: dict[str, Any] = {}
    for spelled, item in value.items():
        key = spelled.replace("_", "-")
        if key not in readers or key in found:
            nearest = difflib.get_close_matches(key, list(readers), n=1)
            raise ValueError(
                f"{what} with {', '.join(readers)}, not {spelled}" + (f" ({nearest[0]}?)" if nearest else "")
            )
        try:
            found[key] = readers[key](item)
        except ValueError as expected:
            raise ValueError(f"{what} whose {key} is {expected}") from None
    return found


def _seat(value: Any) -> SeatSettings:
    if isinstance(value, str):
        role, _, model = value.partition("=")
        value = {"role": role.strip(), **({"model": model.strip()} if model.strip() else {})}
    found = _fields(value, {"role": values.role_name, "model": values.model_name}, "a seat")
    if "role" not in found:
        raise ValueError("a seat with a role")
    return SeatSettings(**found)


def _council(value: Any) -> tuple[SeatSettings, ...]:
    seats: tuple[SeatSettings, ...] = values.several(_seat, 8)(value)
    if not seats:
        raise ValueError("one to eight seats, such as [architect, security]")
    return seats


def _project(value: Any) -> ProjectSettings:
    readers = {
        "working-directory": values.folder,
        "environment": values.environment_name,
        "install": values.line,
        "test": values.line,
        "report": values.folder,
    }
    return ProjectSettings(
        **{key.replace("-", "_"): item for key, item in _fields(value, readers, "a project").items()}
    )


def _prices(value: Any) -> dict[str, PriceSettings]:
    if not isinstance(value, dict) or len(value) > 50:
        raise ValueError("a list of models, each with input, cached and output")
    readers = {"input": values.price, "cached": values.price, "output": values.price}
    prices: dict[str, PriceSettings] = {}
    for model, given in value.items():
        found = _fields(given, readers, f"a price for {model}")
        if "input" not in found or "output" not in found:
            raise ValueError(f"a price for {model} with input and output")
        prices[values.model_name(model)] = PriceSettings(**{"cached": found["input"], **found})
    return prices


# key in the file and in inputs -> field, reader; the ranges are ceilings that nothing lifts
_KEYS: Mapping[str, tuple[str, values.Reader]] = {
    "label": ("label", values.label_name),
    "model": ("model", values.model_name),
    "api": ("api", values.choice("responses", "chat")),
    "effort": ("effort", values.matching("[a-z]{1,20}", "a word such as low, medium or high")),
    "council": ("council", _council),
    "environment": ("environment", values.environment_name),
    "projects": ("projects", values.several(_project, 20)),
    "sandbox": ("sandbox", values.choice("auto", "e2b", "local")),
    "max-attempts": ("max_attempts", values.whole(1, 10)),
    "max-cost-usd": ("max_cost_microdollars", values.amount(100)),
    "max-minutes": ("max_minutes", values.whole(1, 350)),
    "max-steps": ("max_steps", values.whole(1, 300)),
    "command-seconds": ("command_seconds", values.whole(1, 3600)),
    "test-seconds": ("test_seconds", values.whole(1, 7200)),
    "install-seconds": ("install_seconds", values.whole(1, 3600)),
    "review": ("review", values.flag),
    "cache": ("cache", values.flag),
    "egress": ("egress", values.several(values.host_name, 50)),
    "private-egress": ("private_egress", values.several(values.address_block, 20)),
    "protected-paths": ("protected_paths", values.several(values.path_pattern, 200)),
    "allowed-bots": ("allowed_bots", values.several(values.login, 20)),
    "runs-per-issue": ("runs_per_issue", values.whole(1, 100)),
    "cost-per-issue-usd": ("cost_per_issue_microdollars", values.amount(1000)),
    "runs-per-day": ("runs_per_day", values.whole(1, 1000)),
    "cost-per-day-usd": ("cost_per_day_microdollars", values.amount(1000)),
    "max-files": ("max_files", values.whole(1, 3000)),
    "max-file-bytes": ("max_file_bytes", values.whole(1, 10 << 20)),
    "max-change-bytes": ("max_change_bytes", values.whole(1, 50 << 20)),
    "accept-weak-evidence": ("accept_weak_evidence", values.flag),
    "accept-no-baseline": ("accept_no_baseline", values.flag),
    "prices": ("prices", _prices),
}
