"""The control plane: E2B's REST resources over the fleet."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from codeonfly.localbox import bodies, egress, storage, templates
from codeonfly.localbox.box import Box
from codeonfly.localbox.fleet import Fleet
from codeonfly.localbox.http import HttpError, Request, Response, answer

MAX_FORKS = 20
MAX_MEASURED = 100
MAX_REFRESH = 3600
MAX_KEYS = 1000  # of idempotency that are known, the newest; who asks again does so at once

Json = dict[str, Any]
Handler = Callable[[Request, list[str]], Awaitable[Response]]


class Api:
    """One method a resource; ``handle`` finds it. Raises HttpError."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._idempotent: dict[str, tuple[str, asyncio.Task[Box]]] = {}
        self._routes: list[tuple[str, str, Handler]] = [
            ("POST", "v2/sandboxes", self._create),
            ("POST", "sandboxes", self._create),
            ("GET", "v2/sandboxes", self._list),
            ("GET", "sandboxes", self._list_running),
            ("GET", "sandboxes/metrics", self._metrics_of_several),
            ("GET", "sandboxes/*", self._get),
            ("DELETE", "sandboxes/*", self._kill),
            ("POST", "sandboxes/*/timeout", self._timeout),
            ("POST", "sandboxes/*/refreshes", self._refresh),
            ("POST", "sandboxes/*/pause", self._pause),
            ("POST", "sandboxes/*/resume", self._resume),
            ("POST", "sandboxes/*/connect", self._connect),
            ("POST", "v2/sandboxes/*/connect", self._connect),
            ("POST", "sandboxes/*/fork", self._fork),
            ("POST", "sandboxes/*/snapshots", self._snapshot),
            ("GET", "sandboxes/*/metrics", self._metrics),
            ("PUT", "sandboxes/*/network", self._network),
            ("GET", "sandboxes/*/localbox", self._own_words),
            ("DELETE", "sandboxes/*/processes", self._kill_processes),
            ("GET", "snapshots", self._snapshots),
            ("DELETE", "templates/*", self._delete_template),
            ("GET", "templates/aliases/*", self._alias),
        ]

    async def handle(self, request: Request) -> Response:
        """The answer; 404 and 405 for what there is not."""
        segments = request.segments
        matching = [
            (method, handler, found)
            for method, pattern, handler in self._routes
            if (found := _match(pattern, segments)) is not None
        ]
        if not matching:
            raise HttpError(404, "no such resource")
        for method, handler, found in matching:
            if method == request.method:
                return await handler(request, found)
        raise HttpError(405, f"{request.method} is not allowed here")

    # --- sandboxes ---

    async def _create(self, request: Request, _: list[str]) -> Response:
        body = await request.object()
        first_version = request.segments[0] != "v2"
        body.setdefault("timeout", bodies.FIRST_VERSION_SECONDS if first_version else bodies.DEFAULT_SECONDS)
        key = request.header(b"idempotency-key")
        if not key:
            return answer(bodies.brief(await self._make(body)), 201)
        if not re.fullmatch(r"[a-z0-9-]{1,255}", key):
            raise HttpError(400, "Idempotency-Key must be 1-255 lowercase letters, digits or hyphens")
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        known = self._idempotent.get(key)
        if known is not None and known[0] != digest:
            raise HttpError(422, "the Idempotency-Key was used with another request body")
        if known is None or (known[1].done() and known[1].exception() is not None):
            known = digest, asyncio.get_running_loop().create_task(self._make(body))
            self._idempotent[key] = known
            for oldest in list(self._idempotent)[:-MAX_KEYS]:
                del self._idempotent[oldest]
        box = await asyncio.shield(known[1])
        return answer(bodies.brief(box), 201)

    async def _make(self, body: Json) -> Box:
        template_id, seconds = bodies.string(body, "templateID"), bodies.seconds(body)
        if not template_id:
            raise HttpError(400, "templateID is required")
        snapshot = await self._fleet.recall(template_id)
        descriptor = bodies.descriptor(body, template_id, snapshot)
        return await self._fleet.create(descriptor, seconds, snapshot.layers if snapshot else None)

    async def _list(self, request: Request, _: list[str]) -> Response:
        return self._listed(request, bodies.states(request))

    async def _list_running(self, request: Request, _: list[str]) -> Response:
        return self._listed(request, {"running"})

    def _listed(self, request: Request, states: set[str]) -> Response:
        boxes = [box for box in self._fleet.boxes.values() if box.state in states]
        boxes = [box for box in boxes if bodies.wanted(box, request)]
        boxes.sort(key=lambda box: (box.started_at, box.id), reverse=bodies.newest_first(request))
        running = b"%d" % sum(box.state == "running" for box in boxes)
        headers = ((b"x-total-running", running),) if "running" in states else ()
        return bodies.page([bodies.listed(box) for box in boxes], request, headers)

    async def _get(self, _: Request, found: list[str]) -> Response:
        return answer(bodies.detail(self._fleet.get(found[0])))

    async def _kill(self, _: Request, found: list[str]) -> Response:
        await self._fleet.kill(found[0])
        return Response(204)

    async def _timeout(self, request: Request, found: list[str]) -> Response:
        seconds = bodies.seconds(await request.object())
        self._fleet.extend(self._fleet.get(found[0], "running"), seconds)
        return Response(204)

    async def _refresh(self, request: Request, found: list[str]) -> Response:
        body = await request.object()
        box, seconds = (
            self._fleet.get(found[0], "running"),
            bodies.seconds({"timeout": body.get("duration", 60)}),
        )
        if seconds > MAX_REFRESH:
            raise HttpError(400, f"duration must be at most {MAX_REFRESH} seconds")
        self._fleet.extend(box, seconds, only_longer=True)
        return Response(204)

    async def _pause(self, request: Request, found: list[str]) -> Response:
        body = await request.object()
        await self._fleet.pause(self._fleet.get(found[0]), keep_memory=body.get("memory") is not False)
        return Response(204)

    async def _connect(self, request: Request, found: list[str]) -> Response:
        first_version = request.segments[0] != "v2"
        return await self._wake(request, found[0], None if first_version else bodies.DEFAULT_SECONDS)

    async def _resume(self, request: Request, found: list[str]) -> Response:
        if self._fleet.get(found[0]).state == "running":
            raise HttpError(409, f"sandbox {found[0]} is already running")
        return await self._wake(request, found[0], bodies.FIRST_VERSION_SECONDS)

    async def _wake(self, request: Request, identifier: str, default: float | None) -> Response:
        body = await request.object()
        seconds = bodies.seconds(body, default)
        box = self._fleet.get(identifier)
        if box.state == "paused":
            await self._fleet.resume(box, cold=body.get("memory") is False)
            self._fleet.extend(box, seconds)
            return answer(bodies.brief(box), 201)
        self._fleet.extend(box, seconds, only_longer=True)
        return answer(bodies.brief(box))

    async def _fork(self, request: Request, found: list[str]) -> Response:
        body = await request.object()
        count = body.get("count", 1)
        if type(count) is not int or not 1 <= count <= MAX_FORKS:
            raise HttpError(400, f"count must be an integer between 1 and {MAX_FORKS}")
        box = self._fleet.get(found[0], "running")
        made = await self._fleet.fork(box, count, bodies.seconds(body, bodies.FIRST_VERSION_SECONDS))
        return answer(
            [
                {"sandbox": bodies.brief(one)}
                if isinstance(one, Box)
                else {"error": {"code": one.status, "message": one.message}}
                for one in made
            ],
            201,
        )

    async def _network(self, request: Request, found: list[str]) -> Response:
        body = await request.object()
        box = self._fleet.get(found[0], "running")
        kept = {name: value for name, value in box.network.items() if name in egress.INGRESS}
        box.network = egress.checked({"allowOut": [], "denyOut": [], **body, **kept})
        if (allow := bodies.internet(body)) is not None:
            box.allow_internet = allow
        self._fleet.on_rules(box)
        return Response(204)

    async def _own_words(self, _: Request, found: list[str]) -> Response:
        """Not E2B's: what isolates, what runs instead of what was asked for, what egress was refused."""
        box = self._fleet.get(found[0])
        health = self._fleet.health()
        note = box.descriptor.template.note
        return answer({"isolation": health["isolation"], "note": note, "refused": list(box.refused)})

    async def _kill_processes(self, _: Request, found: list[str]) -> Response:
        """Not E2B's: ends every process in it, even where no more can be started."""
        await self._fleet.get(found[0], "running").end_processes()
        return Response(204)

    async def _metrics(self, request: Request, found: list[str]) -> Response:
        measured = await self.measure(self._fleet.get(found[0]))
        first, last = bodies.interval(request)
        return answer([measured] if first <= measured["timestampUnix"] <= last else [])

    async def _metrics_of_several(self, request: Request, _: list[str]) -> Response:
        wanted = ",".join(request.query.get("sandbox_ids", [])).split(",")
        if wanted == [""] or len(wanted) > MAX_MEASURED:
            raise HttpError(400, f"sandbox_ids must name 1 to {MAX_MEASURED} sandboxes")
        boxes = [box for name in wanted if (box := self._fleet.boxes.get(name)) is not None]
        return answer({"sandboxes": {box.id: await self.measure(box) for box in boxes}})

    async def measure(self, box: Box) -> Json:
        """What the sandbox uses and may use."""
        limits = self._fleet.governor.limits
        agent = box.agent_pid if box.alive else 0
        used = await asyncio.to_thread(self._fleet.governor.usage, box.id, agent)
        now = datetime.now(UTC)
        return {
            "timestamp": now.isoformat(),
            "timestampUnix": int(now.timestamp()),
            "cpuCount": limits.cpus,
            "cpuUsedPct": used.cpu_percent,
            "memUsed": used.memory_bytes,
            "memCache": used.cache_bytes,
            "memTotal": limits.memory_mib << 20,
            "diskUsed": await storage.measured(box.disk),
            "diskTotal": limits.disk_mib << 20,
        }

    # --- snapshots ---

    async def _snapshot(self, request: Request, found: list[str]) -> Response:
        body = await request.object()
        name = bodies.string(body, "name")
        if name and not re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9._/-]{0,127}(:[a-zA-Z0-9._-]{1,64})?", name):
            raise HttpError(400, f"the snapshot name {name!r} is not valid")
        box = self._fleet.get(found[0])
        return answer(bodies.snapshot(await self._fleet.snapshot(box, name)), 201)

    async def _snapshots(self, request: Request, _: list[str]) -> Response:
        sandbox, name = request.parameter("sandboxID"), request.parameter("name")
        await self._fleet.recall(name or "")
        found = [
            snapshot
            for snapshot in reversed(self._fleet.snapshots.values())
            if (sandbox is None or snapshot.sandbox_id == sandbox)
            and (name is None or snapshot.is_named(name, any_tag=True))
        ]
        return bodies.page([bodies.snapshot(snapshot) for snapshot in found], request)

    async def _delete_template(self, _: Request, found: list[str]) -> Response:
        snapshot = self._fleet.find_snapshot(found[0])
        if snapshot is None:
            raise HttpError(404, f"template {found[0]} not found")
        await self._fleet.delete_snapshot(snapshot)
        return Response(204)

    async def _alias(self, _: Request, found: list[str]) -> Response:
        """Whether a sandbox can be made from this name."""
        snapshot = await self._fleet.recall(found[0])
        if snapshot is not None:
            return answer({"templateID": snapshot.id, "public": False})
        if templates.still_here(found[0].split(":")[0]) is None:
            raise HttpError(404, f"template {found[0]} not found")
        return answer({"templateID": found[0], "public": True})


def _match(pattern: str, segments: list[str]) -> list[str] | None:
    parts = pattern.split("/")
    if len(parts) != len(segments):
        return None
    if any(part not in ("*", segment) for part, segment in zip(parts, segments, strict=True)):
        return None
    return [segment for part, segment in zip(parts, segments, strict=True) if part == "*"]
