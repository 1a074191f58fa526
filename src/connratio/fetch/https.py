"""A document from an address: over TLS, of bounded size, within bounded time, and only when it changed."""

from __future__ import annotations

import contextlib
import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from connratio.fetch.contract import FetchError
from connratio.fetch.loopback import is_loopback
from connratio.version import __version__

MOST_BYTES: Final = 256 << 20
MOST_SECONDS: Final = 120.0
MOST_REDIRECTS: Final = 5
_STEP_SECONDS: Final = 20.0
"""Seconds without a byte after which a server is given up."""
_WHY: Final = {
    401: ("it wants a password", "a published or secret address needs none; copy the address again"),
    403: ("it refuses access", "the address may have been reset; copy it again from the calendar's settings"),
    404: ("nothing is there", "the address may have been reset; copy it again from the calendar's settings"),
    410: ("nothing is there any more", "the address may have been reset; copy it again from the calendar's settings"),
    429: ("it asks for fewer requests", "try again later"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """What an address gave. `unchanged` says that it is as it was when `etag` or `modified` was kept."""

    data: bytes
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


def checked(url: str) -> str:
    """The address with https for webcal. Raises FetchError for what is neither https nor on this machine; never shows it."""
    text = url.strip()
    for scheme in ("webcal://", "webcals://"):
        if text.lower().startswith(scheme):
            text = "https://" + text[len(scheme) :]
    try:
        parts = urlsplit(text)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_one = urlsplit(""), False
    if not parts.hostname or not port_is_one or not text.isascii() or any(c <= " " for c in text):
        raise FetchError("the address of an ics source is no address", "copy it again from the calendar's settings")
    if parts.scheme != "https" and not is_loopback(text):
        raise FetchError("the address of an ics source is not https", "only https is used: the address is a secret")
    return text


def download(url: str, headers: Mapping[str, str], accept: str) -> Document:
    """The document at an address. Raises FetchError; no message holds any part of the address but its host."""
    deadline, scheme = time.monotonic() + MOST_SECONDS, urlsplit(url).scheme
    for _ in range(MOST_REDIRECTS + 1):
        host = urlsplit(url).hostname or ""
        try:
            found = _asked(url, headers, accept, deadline)
        except ssl.SSLCertVerificationError:
            raise FetchError(f"{host} has no valid certificate", "the address is not used: somebody may listen") from None
        except (OSError, http.client.HTTPException) as error:
            raise FetchError(f"{host} cannot be reached ({type(error).__name__})", "check the connection and try again") from None
        if isinstance(found, Document):
            return found
        url = urljoin(url, found)
        if urlsplit(url).scheme != scheme or (scheme == "http" and not is_loopback(url)):
            raise FetchError(f"{host} leads to an address of another kind", "it is not followed: only https is used")
        url = checked(url)
    raise FetchError(f"{host} leads from address to address", "copy the address again from the calendar's settings")


def _asked(url: str, headers: Mapping[str, str], accept: str, deadline: float) -> Document | str:
    """The document, or the address to which the server leads."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=_STEP_SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=_STEP_SECONDS)
    with contextlib.closing(connection):
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        said = {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": f"connratio/{__version__}", **headers}
        connection.request("GET", target, headers=said)
        response = connection.getresponse()
        status = response.status
        if status in {301, 302, 303, 307, 308} and response.headers.get("Location"):
            return str(response.headers["Location"])
        etag, modified = response.headers.get("ETag", "")[:1000], response.headers.get("Last-Modified", "")[:100]
        if status == 304:
            return Document(b"", headers.get("If-None-Match", ""), headers.get("If-Modified-Since", ""), unchanged=True)
        if status != 200:
            why, advice = _WHY.get(status, (f"it answers {status}", "try again later"))
            raise FetchError(f"{host}: {why}", advice)
        return Document(_read(response, host, deadline), etag, modified)


def _read(response: http.client.HTTPResponse, host: str, deadline: float) -> bytes:
    parts: list[bytes] = []
    left = MOST_BYTES
    while chunk := response.read1(1 << 16):
        left -= len(chunk)
        if left < 0:
            raise FetchError(f"{host} sends more than a calendar holds", "nothing of it was kept")
        if time.monotonic() > deadline:
            raise FetchError(f"{host} is too slow", "try again later")
        parts.append(chunk)
    if response.length:
        raise FetchError(f"{host} broke off", "try again")
    return b"".join(parts)
