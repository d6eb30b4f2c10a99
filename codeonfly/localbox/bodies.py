"""What the control plane's requests mean, and how its answers look."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from codeonfly.errors import UserError
from codeonfly.localbox import egress, templates
from codeonfly.localbox.box import Box, Descriptor
from codeonfly.localbox.connect import is_word
from codeonfly.localbox.http import HttpError, Request, Response, answer
from codeonfly.localbox.snapshots import Snapshot

ENVD_VERSION = "0.6.4"
DEFAULT_SECONDS = 300
FIRST_VERSION_SECONDS = 15  # where the first version of the API, and a fork, is told no timeout
MAX_SECONDS = 24 * 3600
MAX_PAGE = 100
STATES = frozenset({"running", "paused"})

Json = dict[str, Any]


def descriptor(body: Json, template_id: str, source: Snapshot | None) -> Descriptor:
    """What the body asks for; raises HttpError 400 or 404."""
    if source is not None:
        template, alias = source.descriptor.template, source.name
    else:
        alias = template_id.split(":", maxsplit=1)[0]
        try:
            found = templates.resolve(alias)
        except UserError as missing:
            raise HttpError(400, str(missing)) from None
        if found is None:
            raise HttpError(404, f"template '{template_id}' not found")
        template = found
    if body.get("volumeMounts") or body.get("iam"):
        raise HttpError(400, "volumeMounts and iam are not supported here")
    auto_resume, keep_memory = _auto_resume(body), flag(body, "autoPauseMemory") is not False
    if auto_resume and not keep_memory:
        raise HttpError(400, "autoResume needs a pause that keeps the memory")
    inherited = source.descriptor.envs if source else {}
    return Descriptor(
        template=template,
        template_id=template_id,
        alias=alias,
        metadata=strings(body, "metadata"),
        envs=inherited | _variables(body),
        network=egress.checked(body.get("network")),
        allow_internet=internet(body),
        auto_pause=flag(body, "autoPause") is True,
        auto_resume=auto_resume,
        keep_memory=keep_memory,
    )


def _auto_resume(body: Json) -> bool:
    resume = body.get("autoResume")
    if resume is None:
        return False
    if not isinstance(resume, dict) or not isinstance(resume.get("enabled"), bool):
        raise HttpError(400, "autoResume must be an object with the boolean enabled")
    return resume["enabled"] is True


def internet(body: Json) -> bool | None:
    """What it says of internet access; None for nothing. E2B spells it as no other field."""
    name = "allow_internet_access"
    return flag(body, name if name in body else "allowInternetAccess")


def flag(body: Json, name: str) -> bool | None:
    value = body.get(name)
    if not isinstance(value, bool | None):
        raise HttpError(400, f"{name} must be a boolean")
    return value


def string(body: Json, name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not is_word(value):
        raise HttpError(400, f"{name} must be a string")
    return value


def strings(body: Json, name: str) -> dict[str, str]:
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(map(is_word, (*value, *value.values()))):
        raise HttpError(400, f"{name} must be an object of strings")
    return dict(value)


def _variables(body: Json) -> dict[str, str]:
    found = strings(body, "envVars")
    if any(not name or "=" in name for name in found):
        raise HttpError(400, "envVars must have names that variables can have")
    return found


def seconds(body: Json, default: float | None = None) -> float:
    value = body.get("timeout", default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:  # nor NaN
        raise HttpError(400, "timeout must be a number of seconds, 0 or more")
    if value > MAX_SECONDS:
        raise HttpError(400, f"timeout cannot be greater than {MAX_SECONDS // 3600} hours")
    return float(value)


def states(request: Request) -> set[str]:
    """Which are asked for, both when none is named; raises HttpError 400."""
    found = {state for value in request.query.get("state", []) for state in value.split(",") if state}
    if not found <= STATES:
        raise HttpError(400, "state must be running or paused")
    return found or set(STATES)


def newest_first(request: Request) -> bool:
    """Raises HttpError 400 for an order that there is not."""
    order = request.parameter("order") or "desc"
    if order not in {"asc", "desc"}:
        raise HttpError(400, "order must be asc or desc")
    return order == "desc"


def wanted(box: Box, request: Request) -> bool:
    """Whether the list's filters let it through; raises HttpError 400."""
    for value in request.query.get("metadata", []):
        pairs = parse_qsl(value, keep_blank_values=True)
        if any(box.descriptor.metadata.get(unquote(key)) != unquote(wanted) for key, wanted in pairs):
            return False
    template = request.parameter("template")
    if template and template not in {box.descriptor.template_id, box.descriptor.alias}:
        return False
    after = request.parameter("startedAfter")
    if after:
        try:
            moment = datetime.fromisoformat(after.replace(" ", "+"))
        except ValueError:
            raise HttpError(400, "startedAfter is not a timestamp") from None
        if box.started_at < (moment if moment.tzinfo else moment.replace(tzinfo=UTC)):
            return False
    return True


def interval(request: Request) -> tuple[float, float]:
    """The ``start`` and ``end`` that metrics are asked for, in seconds of the epoch; raises HttpError 400."""
    first, last = request.parameter("start") or "0", request.parameter("end") or ""
    if not (first.isdecimal() and (last.isdecimal() or not last)):
        raise HttpError(400, "start and end must be seconds since the epoch")
    return float(first), float(last or math.inf)


def page(items: list[Json], request: Request, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Response:
    """``limit`` items from ``nextToken`` on; the header tells where to go on."""
    limit, start = request.parameter("limit") or str(MAX_PAGE), request.parameter("nextToken") or "0"
    if not (limit.isdecimal() and 1 <= int(limit[:9]) <= MAX_PAGE and start.isdecimal()):
        raise HttpError(400, f"limit must be 1 to {MAX_PAGE}, and nextToken one that was given")
    first, count = int(start[:9]), int(limit[:9])
    if first + count < len(items):
        headers = (*headers, (b"x-next-token", b"%d" % (first + count)))
    return answer(items[first : first + count], headers=headers)


def snapshot(one: Snapshot) -> Json:
    return {"snapshotID": one.id, "names": one.names}


def brief(box: Box) -> Json:
    return {
        "templateID": box.descriptor.template_id,
        "alias": box.descriptor.alias,
        "sandboxID": box.id,
        "clientID": "local",
        "envdVersion": ENVD_VERSION,
        "envdAccessToken": box.token,
        "domain": box.domain,
        "trafficAccessToken": box.traffic_token if box.network.get("allowPublicTraffic") is False else None,
    }


def listed(box: Box) -> Json:
    limits = box.limits
    return {
        "templateID": box.descriptor.template_id,
        "alias": box.descriptor.alias,
        "sandboxID": box.id,
        "clientID": "local",
        "startedAt": _time(box.started_at),
        "endAt": _time(box.end_at),
        "cpuCount": limits.cpus,
        "memoryMB": limits.memory_mib,
        "diskSizeMB": limits.disk_mib,
        "metadata": box.descriptor.metadata,
        "state": box.state,
        "envdVersion": ENVD_VERSION,
    }


def detail(box: Box) -> Json:
    network = {
        key: value
        for key, value in box.network.items()
        if key in {"allowOut", "denyOut", "rules", "dnsServers", *egress.INGRESS}
    }
    paused = {"pauseMode": "full" if box.frozen else "filesystem"} if box.state == "paused" else {}
    return {
        **listed(box),
        **paused,
        "envdAccessToken": box.token,
        "domain": box.domain,
        "allowInternetAccess": box.allow_internet,
        "network": network,
        "lifecycle": {
            "autoResume": box.descriptor.auto_resume,
            "onTimeout": "pause" if box.descriptor.auto_pause else "kill",
        },
    }


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def service_metrics(measured: Json) -> Json:
    """The same figures as envd names them."""
    names = {
        "ts": "timestampUnix", "cpu_count": "cpuCount", "cpu_used_pct": "cpuUsedPct", "mem_total": "memTotal",
        "mem_used": "memUsed", "mem_cache": "memCache", "disk_used": "diskUsed", "disk_total": "diskTotal",
    }  # fmt: skip
    told = {name: measured[here] for name, here in names.items()}
    return told | {f"{name}_mib": told[name] >> 20 for name in ("mem_total", "mem_used")}
