"""The users inside: the agent is root where the sandbox has one, and starts commands as who they are for.

This root is one by a few capabilities over the sandbox's own two users and their files, and nobody outside.
"""

from __future__ import annotations

import _ctypes
import os
import sys

from codeonfly.localbox.inside.wire import Refusal

ROOT, USER = 0, 1000
KEPT = {"chown": 0, "dac_override": 1, "fowner": 3, "fsetid": 4, "kill": 5, "setgid": 6, "setuid": 7}
STARTING = {"setpcap": 8, "sys_resource": 24}  # to give up the rest with, and the making of namespaces
NAMES = {b"user": USER, b"root": ROOT, b"": USER}
_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE, _DROP_FROM_BOUNDING_SET = 1, 4, 24
_KILLED = 9
_CAPABILITY_VERSION = 0x20080522
NESTED = "/proc/sys/user/max_user_namespaces"

_library = _ctypes.dlopen(None, 0)  # type: ignore[arg-type]


def uid_of(user: bytes) -> int:
    """The uid of a user by name; where there is no root, everybody is who the agent is."""
    if user not in NAMES:
        raise Refusal(b"unauthenticated", b"invalid username: '" + user + b"'")
    return NAMES[user] if os.getuid() == ROOT else os.getuid()


def call(name: str, *arguments: int | bytes) -> None:
    """A function of the C library that answers 0; raises OSError."""
    address = _ctypes.dlsym(_library, name)
    if _ctypes.call_function(address, arguments):
        raise OSError(0, name)


def hide() -> None:
    """Keeps commands out of this process's memory and descriptors, and ends it with its parent.

    The kernel forgets both when a process changes its user.
    """
    call("prctl", _SET_DUMPABLE, 0, 0, 0, 0)
    call("prctl", _SET_PARENT_DEATH_SIGNAL, _KILLED, 0, 0, 0)


def rise() -> None:
    """Makes the agent root, with no more than the capabilities kept, for good. Raises OSError."""
    descriptor = os.open(NESTED, os.O_WRONLY)
    os.write(descriptor, b"0")  # what bwrap's --disable-userns does, and can't do to more users than one
    os.close(descriptor)
    for number in STARTING.values():
        call("prctl", _DROP_FROM_BOUNDING_SET, number, 0, 0, 0)
    become(ROOT)
    kept = sum(1 << number for number in KEPT.values())
    # effective, permitted and inheritable; then the same for numbers from 32 on
    call("capset", _words(_CAPABILITY_VERSION, 0), _words(kept, kept, 0, 0, 0, 0))


def become(uid: int) -> None:
    """This user, with the way back open to root."""
    if uid == ROOT:
        os.setresuid(ROOT, ROOT, ROOT)
        os.setresgid(ROOT, ROOT, ROOT)
    else:
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, ROOT)
    hide()


def _words(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(4, sys.byteorder) for number in numbers)
