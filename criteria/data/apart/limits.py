"""What a process that reads uploads may take, and how it is held to that."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from dataclasses import dataclass
from typing import Any

GIB = 2**30
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # of unshare(2)
_FORBIDDEN = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")


@dataclass(frozen=True)
class Limits:
    """What one reading may take.

    Attributes:
        memory: bytes beside what the program itself takes.
        seconds: of one request, from the first byte to the last.
        written: bytes of any one file that it writes.
    """

    memory: int = 4 * GIB
    seconds: float = 300.0
    written: int = 2 * GIB


def shut_in(limits: Limits) -> None:
    """Hold this process to its limits for good, without a network, and let it stand back behind others.

    Where a system has no such limits, those of time and of sizes are left; whoever started it keeps to the time.
    """
    _limit_resources(limits)
    _leave_the_network()
    with contextlib.suppress(AttributeError, OSError):  # Windows has no such order
        os.nice(10)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")  # where memory runs out all the same, Linux ends this process before the server


def _limit_resources(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # Windows has none of these limits
        return
    for name, most in (
        ("RLIMIT_AS", _addresses() + limits.memory),
        ("RLIMIT_FSIZE", limits.written),
        ("RLIMIT_CORE", 0),  # a dump of memory would hold the patients
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


def _addresses() -> int:
    """The addresses that the program itself takes, in bytes; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _leave_the_network() -> None:
    """Linux gives a process a network of its own, with nothing in it; what is written in Python is held back anyway."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)
    sys.addaudithook(_hold_back)


def _hold_back(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError("a process that reads uploads has no network")
