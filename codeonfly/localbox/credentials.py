"""How a request to envd says who it is: signed addresses and the user of a Basic header."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time

from codeonfly.localbox.box import Box
from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.http import Request


def signed_for(box: Box, request: Request) -> bool:
    """Whether the request's signature is this sandbox's, for this path, operation and user."""
    given, expiration = request.parameter("signature") or "", request.parameter("signature_expiration")
    operation = "write" if request.method == "POST" else "read"
    words = [request.parameter("path") or "", operation, request.parameter("username") or "", box.token]
    if expiration is not None:
        words.append(expiration)
    digest = base64.b64encode(hashlib.sha256(":".join(words).encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(f"v1_{digest}".encode(), given.encode("utf-8", "replace"))


def expired(request: Request) -> bool:
    expiration = request.parameter("signature_expiration")
    return expiration is not None and (not expiration.isdecimal() or int(expiration[:12]) < time.time())


def basic_user(authorization: str) -> str:
    """The user of a Basic header, "" for none; raises RpcError."""
    kind, _, value = authorization.partition(" ")
    if not authorization:
        return ""
    if kind.lower() != "basic":
        raise RpcError("unauthenticated", "the Authorization header is not Basic")
    try:
        return base64.b64decode(value, validate=True).decode().split(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        raise RpcError("unauthenticated", "the Authorization header is not valid") from None
