"""Refs, commits, trees, blobs and the archive."""

from __future__ import annotations

import base64
import io
import re
import tarfile

from tests.fakes.github.routes import Answer, Asked, Json, Site, error, route
from tests.fakes.github.shapes import shaped


@route("GET", "/git/ref/(.+)")
def ref(site: Site, asked: Asked, name: str) -> Answer:
    if not site.of.refs:
        return error(409, "Git Repository is empty.")
    sha = site.of.refs.get(f"refs/{name}")
    return error(404, "Not Found") if sha is None else Answer(200, ref_facts(site, f"refs/{name}", sha))


def ref_facts(site: Site, name: str, sha: str) -> Json:
    return shaped("GitRef", {"ref": name, "object": {"type": "commit", "sha": sha, "url": site.url}})


@route("POST", "/git/refs")
def create_ref(site: Site, asked: Asked) -> Answer:
    name, sha = asked.body["ref"], asked.body["sha"]
    if is_protected(site, name):
        return error(
            422, "Repository rule violations found: Cannot create ref due to creations being restricted."
        )
    if name in site.of.refs:
        return error(422, "Reference already exists")
    if site.of.commit(sha) is None:
        return error(422, "Object does not exist")
    site.of.refs[name] = sha
    return Answer(201, ref_facts(site, name, sha))


@route("PATCH", "/git/refs/(.+)")
def update_ref(site: Site, asked: Asked, name: str) -> Answer:
    full, sha = f"refs/{name}", asked.body["sha"]
    if full not in site.of.refs:
        return error(422, "Reference does not exist")
    if is_protected(site, full):
        return error(422, "Repository rule violations found: Cannot update this protected ref.")
    if not asked.body.get("force") and not site.of.is_ancestor(site.of.refs[full], sha):
        return error(422, "Update is not a fast forward")
    site.of.refs[full] = sha
    return Answer(200, ref_facts(site, full, sha))


def is_protected(site: Site, name: str) -> bool:
    return any(re.fullmatch(pattern, name) for pattern in site.of.protected)


@route("GET", "/git/commits/([0-9a-f]{40})")
def get_commit(site: Site, asked: Asked, sha: str) -> Answer:
    return error(404, "Not Found") if site.of.commit(sha) is None else Answer(200, commit_facts(site, sha))


@route("GET", "/commits/([0-9a-f]{40})")
def get_full_commit(site: Site, asked: Asked, sha: str) -> Answer:
    if site.of.commit(sha) is None:
        return error(404, "Not Found")
    return Answer(200, shaped("Commit", {"sha": sha, "parents": commit_facts(site, sha)["parents"]}))


def commit_facts(site: Site, sha: str) -> Json:
    commit = site.of.commit(sha)
    facts = {
        "sha": sha,
        "message": commit.message.decode(),
        "tree": {"sha": commit.tree.decode()},
        "parents": [{"sha": parent.decode()} for parent in commit.parents],
        "verification": {"verified": True, "reason": "valid", "signature": None, "payload": None},
    }
    return shaped("GitCommit", facts)


@route("POST", "/git/commits")
def create_commit(site: Site, asked: Asked) -> Answer:
    assert "author" not in asked.body, "a commit with an author is not Verified"
    assert "committer" not in asked.body, "a commit with a committer is not Verified"
    if site.of.tree_of(asked.body["tree"]) is None:
        return error(422, "Tree SHA does not exist")
    sha = site.of.add_commit(asked.body["tree"], asked.body["parents"], asked.body["message"])
    return Answer(201, commit_facts(site, sha))


@route("GET", "/git/trees/([0-9a-f]{40})")
def get_tree(site: Site, asked: Asked, sha: str) -> Answer:
    tree = site.of.tree_of(sha)
    if tree is None:
        return error(404, "Not Found")
    whole = tree_facts(site, tree)
    if "recursive" not in asked.query:
        return Answer(200, whole | {"tree": top_level(site, whole["tree"], tree)})
    cut = len(whole["tree"]) > site.of.most_entries
    return Answer(200, whole | {"tree": whole["tree"][: site.of.most_entries], "truncated": cut})


def top_level(site: Site, entries: list[Json], tree: str) -> list[Json]:
    """What lies in the folder itself, folders among it."""
    here = [entry for entry in entries if "/" not in entry["path"]]
    for name in dict.fromkeys(e["path"].partition("/")[0] for e in entries if "/" in e["path"]):
        facts = {
            "path": name,
            "mode": "040000",
            "type": "tree",
            "sha": site.of.folder(tree, name),
            "url": site.url,
        }
        here.append(facts)
    return here


@route("GET", "/branches/(.+)")
def branch(site: Site, asked: Asked, name: str) -> Answer:
    sha = site.of.refs.get(f"refs/heads/{name}")
    if sha is None:
        return error(404, "Branch not found")
    return Answer(200, {"name": name, "commit": {"sha": sha, "url": site.url}, "protected": False})


def tree_facts(site: Site, sha: str) -> Json:
    entries = [
        {
            "path": path,
            "mode": f"{mode:06o}",
            "type": "commit" if mode == 0o160000 else "blob",
            "sha": blob,
            "size": len(site.of.blob(blob) or b""),
            "url": site.url,
        }
        for path, (mode, blob) in site.of.entries(sha).items()
    ]
    return shaped("GitTree", {"sha": sha, "tree": entries, "truncated": False})


@route("POST", "/git/trees")
def create_tree(site: Site, asked: Asked) -> Answer:
    base = asked.body.get("base_tree")
    entries = site.of.entries(base) if base else {}
    for entry in asked.body["tree"]:
        path = entry["path"]
        if path.startswith(".github/workflows/"):
            return error(
                403, "refusing to allow an integration to create or update workflow without permission"
            )
        if entry.get("sha", "") is None:
            if path not in entries:
                return error(422, "GitRPC::BadObjectState")
            del entries[path]
            continue
        text = entry.get("content", "") + ("!" if site.of.alters_content else "")
        sha = entry.get("sha") or site.of.add_blob(text.encode())
        entries[path] = (int(entry["mode"], 8), sha)
    return Answer(201, tree_facts(site, site.of.build_tree(entries)))


@route("GET", "/git/blobs/([0-9a-f]{40})")
def get_blob(site: Site, asked: Asked, sha: str) -> Answer:
    data = site.of.blob(sha)
    if data is None:
        return error(404, "Not Found")
    encoded = base64.encodebytes(data).decode()
    facts = {"sha": sha, "content": encoded, "encoding": "base64", "size": len(data)}
    return Answer(200, shaped("Blob", facts))


@route("POST", "/git/blobs")
def create_blob(site: Site, asked: Asked) -> Answer:
    sha = site.of.add_blob(base64.b64decode(asked.body["content"]))
    return Answer(201, shaped("ShortBlob", {"sha": sha, "url": site.url}))


@route("GET", "/tarball/([0-9a-f]{40})")
def tarball(site: Site, asked: Asked, sha: str) -> Answer:
    return Answer(302, None, {"location": f"{site.url}/codeload/{sha}"}, raw=b"")


@route("GET", "/codeload/([0-9a-f]{40})")
def codeload(site: Site, asked: Asked, sha: str) -> Answer:
    tree = site.of.tree_of(sha)
    assert tree is not None
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        for path, (mode, blob) in site.of.entries(tree).items():
            if path in site.of.export_ignore or mode == 0o160000:
                continue  # like git archive: what export-ignore names is not there
            data = site.of.blob(blob) or b""
            info = tarfile.TarInfo(f"acme-mathkit-{sha[:7]}/{path}")
            info.mode = 0o755 if mode == 0o100755 else 0o644
            if mode == 0o120000:
                info.type, info.linkname = tarfile.SYMTYPE, data.decode()
            else:
                info.size = len(data)
            archive.addfile(info, io.BytesIO(data) if info.isreg() else None)
    return Answer(200, None, {"content-type": "application/x-gzip"}, raw=buffer.getvalue())
