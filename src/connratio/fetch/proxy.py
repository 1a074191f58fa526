"""The way to a server: straight, or through the proxy that HTTPS_PROXY names."""

from __future__ import annotations

import base64
import ssl
from http.client import HTTPConnection, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from connratio.fetch.contract import FetchError
from connratio.fetch.loopback import is_loopback

_HELP: Final = "write it as http://HOST:PORT, or name hosts that need none in NO_PROXY"


def connection_to(parts: SplitResult, timeout: float) -> HTTPConnection:
    """A connection, not yet open, to the host of an address. No proxy leads to this machine itself. Raises FetchError."""
    host = parts.hostname or ""
    if parts.scheme != "https":
        return HTTPConnection(host, parts.port, timeout=timeout)
    context = ssl.create_default_context()
    told = "" if is_loopback(parts.geturl()) or proxy_bypass(host) else getproxies().get("https", "")
    if not told:
        return HTTPSConnection(host, parts.port, timeout=timeout, context=context)
    try:
        proxy = urlsplit(told if "://" in told else f"http://{told}")
        at, port = proxy.hostname, proxy.port
    except ValueError:
        proxy, at, port = urlsplit(""), None, None
    if proxy.scheme != "http" or not at:
        raise FetchError("the proxy that HTTPS_PROXY names cannot be used", _HELP)
    connection = HTTPSConnection(at, port or 80, timeout=timeout, context=context)
    connection.set_tunnel(host, parts.port, {"Proxy-Authorization": word} if (word := basic(proxy)) else {})
    return connection


def basic(parts: SplitResult) -> str:
    """What to send as authorization for an address that holds a user and a password; "" where it holds none."""
    if not parts.username:
        return ""
    told = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(told.encode()).decode()
