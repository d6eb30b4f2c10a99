"""``codeonfly templates build``: the environments as E2B templates, made with E2B's Template builder."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codeonfly.errors import ServiceError, UserError
from codeonfly.together import error_of
from codeonfly.toolchains.versions import TEMPLATE_PREFIX

if TYPE_CHECKING:
    from e2b import E2B
    from e2b.template.logger import LogEntry

VCPUS = 2
MEMORY_MB = 4096
LONGEST_REASON = 300
DEBIAN_PACKAGES = ["git", "ca-certificates", "curl", "build-essential", "pkg-config", "unzip", "xz-utils"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """An environment's image, the folders its tools are in, and the common packages."""

    image: str
    path: tuple[str, ...] = ()
    prepare: str = ""
    debian: tuple[str, ...] = ()


_PIP = "python3 -m pip install --no-cache-dir pytest uv"
RECIPES = {
    "python-3.11": Recipe("python:3.11-bookworm", prepare=_PIP),
    "python-3.13": Recipe("python:3.13-bookworm", prepare=_PIP),
    "nodejs-18": Recipe("node:18-bookworm", prepare="corepack enable"),
    "nodejs-24": Recipe("node:24-bookworm", prepare="corepack enable"),
    "go-1.21": Recipe("golang:1.21-bookworm", path=("/usr/local/go/bin", "/go/bin")),
    "go-1.26": Recipe("golang:1.26-bookworm", path=("/usr/local/go/bin", "/go/bin")),
    "rust-1": Recipe("rust:1-bookworm", path=("/usr/local/cargo/bin",)),
    "java-21": Recipe("eclipse-temurin:21-jdk", path=("/opt/java/openjdk/bin",), debian=("maven",)),
}


def build(environments: tuple[str, ...], environ: Mapping[str, str]) -> int:
    """Builds the named environments' templates, all when none is named; prints a line for each.

    Raises UserError for a missing key or an unknown name, ServiceError when E2B refuses or fails.
    """
    unknown = sorted(set(environments) - RECIPES.keys())
    if unknown:
        raise UserError(f"no environment is called {unknown[0]}; there are {', '.join(RECIPES)}")
    key = environ.get("E2B_API_KEY", "").strip()
    if not key:
        raise UserError("E2B_API_KEY is not set; templates are built on E2B, local sandboxes need none")
    asyncio.run(_to_its_end(_build_all(environments or tuple(RECIPES), key, environ)))
    return 0


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    error = await error_of(work)
    if error is not None:
        raise error


async def _build_all(environments: tuple[str, ...], key: str, environ: Mapping[str, str]) -> None:
    from e2b import E2B

    client = E2B(
        api_key=key, domain=environ.get("E2B_DOMAIN") or None, api_url=environ.get("E2B_API_URL") or None
    )
    for environment in environments:
        print(f"{TEMPLATE_PREFIX}{environment}: building from {RECIPES[environment].image}", flush=True)
        print(f"{TEMPLATE_PREFIX}{environment}: {await _build_one(client, environment)}", flush=True)


async def _build_one(client: E2B, environment: str) -> str:
    import httpx
    from e2b import AuthenticationException, SandboxException
    from e2b.exceptions import BuildException

    recipe = RECIPES[environment]
    template = client.AsyncTemplate().from_image(recipe.image)
    template = template.set_user("root").apt_install([*DEBIAN_PACKAGES, *recipe.debian])
    if recipe.path:
        # commands run in login shells, which take PATH from /etc/profile, not from the image
        line = f"export PATH={':'.join(recipe.path)}:$PATH"
        template = template.run_cmd(f"echo '{line}' > /etc/profile.d/code-on-fly.sh")
    if recipe.prepare:
        template = template.run_cmd(recipe.prepare)
    try:
        built = await client.AsyncTemplate.build(
            template.set_user("user"),
            f"{TEMPLATE_PREFIX}{environment}",
            cpu_count=VCPUS,
            memory_mb=MEMORY_MB,
            on_build_logs=_tell,
        )
    except AuthenticationException as error:
        raise UserError(f"E2B refused the key in E2B_API_KEY: {_line(error)}") from None
    except (SandboxException, BuildException, httpx.HTTPError) as error:
        raise ServiceError(f"E2B could not build {TEMPLATE_PREFIX}{environment}: {_line(error)}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        # what the SDK's generated code does with an answer that is not of E2B's API
        raise ServiceError(
            f"E2B could not build {TEMPLATE_PREFIX}{environment}: its answer can't be read; check E2B_API_URL"
        ) from None
    return f"ready as {built.template_id}"


def _line(error: Exception) -> str:
    """The error's own words as one line that is not too long."""
    return " ".join(str(error).split())[:LONGEST_REASON] or type(error).__name__


def _tell(entry: LogEntry) -> None:
    if entry.level in ("warn", "error"):
        print(f"  {entry.level}: {entry.message}", flush=True)
