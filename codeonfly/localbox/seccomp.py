"""The system call filter of every sandbox, as a classic BPF program.

What it refuses needs privileges that a sandbox lacks anyway; the filter keeps the kernel code behind
them out of reach. Refused calls fail with EPERM (ENOSYS where programs then fall back), so that ordinary
software carries on.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Sequence

_LOAD, _JUMP_EQUAL, _JUMP_SET, _JUMP_GREATER_EQUAL, _AND, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x54, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000

# system call -> number on x86_64, on aarch64 (None: the architecture lacks it)
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "create_module": (174, None),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "iopl": (172, None),
    "ioperm": (173, None),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "open_tree_attr": (467, 467),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "lookup_dcookie": (212, 18),
    "fanotify_init": (300, 262),
    "vhangup": (153, 58),
}
_UNKNOWN: dict[str, tuple[int | None, int | None]] = {  # callers fall back to others, or do without
    "clone3": (435, 435),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_setup": (206, 0),  # all users of a machine have 65,536 requests together
    "memfd_secret": (447, 447),  # memory that no watch sees
    "cachestat": (451, 451),  # would tell which files the host reads
    "modify_ldt": (154, None),
}
_SET_AFFINITY, _FALLOCATE = (203, 122), (285, 47)
_PUNCH_HOLE = 0x2
_CLONE, _SOCKET, _SOCKETPAIR, _IOCTL = (56, 220), (41, 198), (53, 199), (16, 29)
_NEW_NAMESPACES = 0x7E020000  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK = 1, 2, 10, 16
_SOCK_STREAM, _SOCK_DGRAM, _SOCK_TYPE_MASK = 1, 2, 0xF
_PROTOCOLS = (0, 6, 17)  # of IP: whichever fits, TCP, UDP
_NETLINK_PROTOCOLS = (0, 15)  # routes, devices
_TERMINAL_CALLS = (0x5412, 0x541C, 0x5423)  # TIOCSTI, TIOCLINUX; TIOCSETD, for which a module is loaded


def supported() -> bool:
    """Whether there is a filter for this machine's architecture."""
    return platform.machine() in _AUDIT


def program(machine: str | None = None, *, pinned: bool = False) -> bytes:
    """The filter for ``--seccomp``; raises KeyError for other architectures than x86_64 and aarch64.

    ``pinned``: processes stay on the processors that they are given.
    """
    name = machine or platform.machine()
    column = list(_AUDIT).index(name)
    code = [
        _statement(_LOAD, _ARCHITECTURE),
        _jump(_JUMP_EQUAL, _AUDIT[name], 1, 0),
        _statement(_RETURN, _KILL),
        _statement(_LOAD, _NUMBER),
    ]
    if name == "x86_64":
        code += [_jump(_JUMP_GREATER_EQUAL, _X32_BIT, 0, 1), _refusal(errno.ENOSYS)]
    for numbers in _REFUSED.values():
        number = numbers[column]
        if number is not None:
            code += [_jump(_JUMP_EQUAL, number, 0, 1), _refusal(errno.EPERM)]
    for numbers in _UNKNOWN.values():
        number = numbers[column]
        if number is not None:
            code += [_jump(_JUMP_EQUAL, number, 0, 1), _refusal(errno.ENOSYS)]
    if pinned:
        code += [_jump(_JUMP_EQUAL, _SET_AFFINITY[column], 0, 1), _refusal(errno.EPERM)]
    code += _when(_CLONE[column], _no_namespaces())
    code += _when(_SOCKET[column], _ordinary_sockets())
    code += _when(_SOCKETPAIR[column], _ordinary_pairs())
    code += _when(_FALLOCATE[column], _no_space_ahead())
    code += _when(_IOCTL[column], _no_typing_into_terminals())
    return b"".join([*code, _statement(_RETURN, _ALLOW)])


def _when(number: int, body: list[bytes]) -> list[bytes]:
    """``body`` where this is loaded; it must return."""
    return [_jump(_JUMP_EQUAL, number, 0, len(body)), *body]


def _no_namespaces() -> list[bytes]:
    return [
        _argument(0),
        _jump(_JUMP_SET, _NEW_NAMESPACES, 0, 1),
        _refusal(errno.EPERM),
        _statement(_RETURN, _ALLOW),
    ]


def _ordinary_sockets() -> list[bytes]:
    """Unix, TCP and UDP, and two kinds of netlink: for any other the kernel would go and load a module."""
    allow = _statement(_RETURN, _ALLOW)
    return [
        _argument(0),
        *_when(_AF_UNIX, [allow]),
        *_when(_AF_NETLINK, [_argument(2), *_one_of(_NETLINK_PROTOCOLS, errno.EPROTONOSUPPORT), allow]),
        *_one_of((_AF_INET, _AF_INET6), errno.EAFNOSUPPORT),
        _argument(1),
        _statement(_AND, _SOCK_TYPE_MASK),
        *_one_of((_SOCK_STREAM, _SOCK_DGRAM), errno.EPERM),
        _argument(2),
        *_one_of(_PROTOCOLS, errno.EPROTONOSUPPORT),
        allow,
    ]


def _ordinary_pairs() -> list[bytes]:
    return [_argument(0), *_one_of((_AF_UNIX,), errno.EAFNOSUPPORT), _statement(_RETURN, _ALLOW)]


def _no_space_ahead() -> list[bytes]:
    """A whole disk could be taken in no time, before any watch looks; the C library writes zeros instead."""
    return [
        _argument(1),
        _jump(_JUMP_SET, _PUNCH_HOLE, 1, 0),
        _refusal(errno.EOPNOTSUPP),
        _statement(_RETURN, _ALLOW),
    ]


def _one_of(values: Sequence[int], error: int) -> list[bytes]:
    """Goes on when what is loaded is one of them."""
    left = range(len(values), 0, -1)
    jumps = [_jump(_JUMP_EQUAL, value, over, 0) for value, over in zip(values, left, strict=True)]
    return [*jumps, _refusal(error)]


def _no_typing_into_terminals() -> list[bytes]:
    return [
        _argument(1),
        *(part for call in _TERMINAL_CALLS for part in _when(call, [_refusal(errno.EPERM)])),
        _statement(_RETURN, _ALLOW),
    ]


def _statement(code: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, 0, 0, value & 0xFFFFFFFF)


def _jump(code: int, value: int, if_true: int, if_false: int) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _argument(position: int) -> bytes:
    return _statement(_LOAD, _ARGUMENTS + 8 * position)


def _refusal(error: int) -> bytes:
    return _statement(_RETURN, 0x00050000 | error)
