"""Whether the E2B account has the templates that runs ask for, for ``codeonfly doctor``."""

from __future__ import annotations

from collections.abc import Mapping

from codeonfly.commands.finding import Finding
from codeonfly.settings import Settings
from codeonfly.toolchains.versions import KNOWN_ENVIRONMENTS, TEMPLATE_PREFIX, template_environment


async def templates_finding(settings: Settings, environ: Mapping[str, str]) -> Finding:
    """One finding for all of them; without a template a run uses E2B's base, so a missing one only warns."""
    import httpx
    from e2b import E2B, AuthenticationException, SandboxException

    client = E2B(
        api_key=environ.get("E2B_API_KEY", "").strip(),
        domain=environ.get("E2B_DOMAIN") or None,
        api_url=environ.get("E2B_API_URL") or None,
    )
    wanted = _wanted(settings)
    try:
        missing = [
            name for name in wanted if not await client.AsyncTemplate.exists(f"{TEMPLATE_PREFIX}{name}")
        ]
    except (AuthenticationException, SandboxException, httpx.HTTPError, ValueError, KeyError) as error:
        found = f"E2B does not say which there are: {type(error).__name__}"
        return Finding("templates", "not checked", found, "see them with `e2b template list`")
    if missing:
        remedy = f"codeonfly templates build {' '.join(missing)}"
        return Finding("templates", "warning", f"not built: {', '.join(missing)}", remedy)
    return Finding("templates", "ok", ", ".join(wanted))


def _wanted(settings: Settings) -> list[str]:
    """The environments that the settings name, all when they leave it to detection."""
    named = [settings.environment, *(project.environment for project in settings.projects)]
    return list(dict.fromkeys(template_environment(name) for name in named if name)) or [*KNOWN_ENVIRONMENTS]
