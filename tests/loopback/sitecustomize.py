"""Keep the Python processes that tests start on loopback.

Python imports this module at its start, because tests put this folder on PYTHONPATH. The process of the tests
itself is guarded by pytest-socket, and the browser by its flags.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

_PLACE_OF_HOST = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.connect": 1, "socket.sendto": 1}


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_unspecified


def _stay_on_loopback(event: str, args: tuple[Any, ...]) -> None:
    """Raise RuntimeError when a socket is about to look up or reach another host."""
    place = _PLACE_OF_HOST.get(event)
    if place is None:
        return
    host = args[place]
    if isinstance(host, tuple):  # an address; that of a Unix socket is a path
        host = host[0]
    elif event in ("socket.connect", "socket.sendto"):
        return
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host and not _is_loopback(host):
        raise RuntimeError(f"a test's process tried to reach {host}")


sys.addaudithook(_stay_on_loopback)
