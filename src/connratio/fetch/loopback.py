"""Addresses on this very machine: the only ones that may go without TLS, or stand in for a service."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(url: str) -> bool:
    """Whether an address leads back to this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and (parts.hostname or "") in _HOSTS
