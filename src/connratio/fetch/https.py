"""A document from an address: over TLS, of bounded size, within bounded time, and only when it changed."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Thread
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from connratio.fetch.contract import FetchError
from connratio.fetch.loopback import is_loopback
from connratio.fetch.packed import unpacked
from connratio.fetch.proxy import basic, connection_to
from connratio.version import __version__

MOST_BYTES: Final = 256 << 20
MOST_SECONDS: Final = 120.0
MOST_REDIRECTS: Final = 5
_STEP_SECONDS: Final = 20.0
"""Seconds without a byte after which a server is given up."""
_MOVED: Final = "the address may have been reset; copy it again from the calendar's settings"
_WHY: Final = {
    401: ("it wants a password", "use the calendar's secret address, or write user and password into the address"),
    403: ("it refuses access", _MOVED),
    404: ("nothing is there", _MOVED),
    410: ("nothing is there any more", _MOVED),
    429: ("it asks for fewer requests", "try again later"),
}  # fmt: skip
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
"""A host and its port (RFC 3986, IDNA as xn--): what else stands there may be a part of the secret that slipped forward."""


@dataclass(frozen=True, slots=True)
class Document:
    """What an address gave. `unchanged` says that it is as it was when `etag` or `modified` was kept; `ended`, that the server
    told where the document ends, so that none of it is missing.
    """

    data: bytes
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    ended: bool = True


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
    is_host = parts.hostname and _HOST.fullmatch(parts.netloc.rpartition("@")[2])
    if not is_host or not port_is_one or not text.isascii() or any(c <= " " for c in text):
        raise FetchError("the address of an ics source is no address", "copy it again from the calendar's settings")
    if parts.scheme != "https" and not is_loopback(text):
        raise FetchError("the address of an ics source is not https", "only https is used: the address is a secret")
    return text


def download(url: str, headers: Mapping[str, str], accept: str) -> Document:
    """The document at an address. Raises FetchError; no message holds any part of the address but its host.

    A thread does it and is left alone when the time is up: a name server, a handshake and a server that sends its headers byte
    by byte each know how to wait for longer than any time-out of a single step.
    """
    visit, found = _Visit(url, {**headers, "Accept": accept}), list[Document | Exception]()

    def go() -> None:
        try:
            found.append(visit.document())
        except Exception as error:  # noqa: BLE001  # it is raised below, in the thread that waits
            found.append(error)

    worker = Thread(target=go, daemon=True)
    worker.start()
    worker.join(max(MOST_SECONDS, 0))
    if not found:
        visit.leave()
        raise FetchError(f"{visit.host} is too slow", "try again later")
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


class _Visit:
    """The way from an address to its document. `host` is the one that the user named: where it leads to is not shown."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self.url, self.headers, self.host = url, headers, urlsplit(url).hostname or ""
        self.deadline = time.monotonic() + MOST_SECONDS
        self.connection: http.client.HTTPConnection | None = None

    def document(self) -> Document:
        """The document, after a few redirects."""
        for _ in range(MOST_REDIRECTS + 1):
            try:
                found = self._asked()
            except (OSError, http.client.HTTPException, UnicodeError) as error:
                raise self._failure(error) from None
            except ValueError:
                raise FetchError(f"{self.host} cannot be asked", "copy the address again from the calendar's settings") from None
            if isinstance(found, Document):
                return found
            self.url = self._led(found)
        raise FetchError(f"{self.host} leads from address to address", "copy the address again from the calendar's settings")

    def leave(self) -> None:
        """Hang up, whatever is under way."""
        open_ = getattr(self.connection, "sock", None)
        with contextlib.suppress(OSError):
            if open_ is not None:
                open_.shutdown(socket.SHUT_RDWR)

    def _asked(self) -> Document | str:
        """The document, or the address to which the server leads."""
        parts = urlsplit(self.url)
        self.connection = connection_to(parts, _STEP_SECONDS)
        with contextlib.closing(self.connection):
            target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
            said = {"Accept-Encoding": "identity", "User-Agent": f"connratio/{__version__}", **self.headers}
            self.connection.request("GET", target, headers={**said, "Authorization": word} if (word := basic(parts)) else said)
            with self.connection.getresponse() as response:
                if response.status in {301, 302, 303, 307, 308} and response.headers.get("Location"):
                    return str(response.headers["Location"])
                kept = {"If-None-Match": "", "If-Modified-Since": "", **self.headers}
                if response.status == 304 and (kept["If-None-Match"] or kept["If-Modified-Since"]):
                    return Document(b"", kept["If-None-Match"], kept["If-Modified-Since"], unchanged=True)
                if response.status != 200:
                    why, advice = _WHY.get(response.status, (f"it answers {response.status}", "try again later"))
                    raise FetchError(f"{self.host}: {why}", advice)
                ended = response.length is not None or response.chunked
                etag, modified = (self._harmless(response.headers.get(name, "")) for name in ("ETag", "Last-Modified"))
                packed = self._read(response)
        return Document(
            unpacked(packed, response.headers.get("Content-Encoding", ""), MOST_BYTES, self.host), etag, modified, ended=ended
        )

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        parts: list[bytes] = []
        left = MOST_BYTES
        while chunk := response.read1(1 << 16):
            left -= len(chunk)
            if left < 0:
                raise FetchError(f"{self.host} sends more than a calendar holds", "nothing of it was kept")
            if time.monotonic() > self.deadline:
                raise FetchError(f"{self.host} is too slow", "try again later")
            parts.append(chunk)
        if response.length:
            raise http.client.IncompleteRead(b"")
        return b"".join(parts)

    def _led(self, location: str) -> str:
        """The address to which a redirect leads, if it may be followed."""
        try:
            there = checked(urljoin(self.url, location))
            safe = urlsplit(there).scheme == urlsplit(self.url).scheme and is_loopback(there) <= is_loopback(self.url)
        except (FetchError, ValueError):
            safe = False
        if not safe:
            raise FetchError(f"{self.host} leads to an address of another kind", "it is not followed: only https is used")
        return there

    def _harmless(self, word: str) -> str:
        """A header to send back next time; "" where it holds a part of the address, since it is kept in the ledger."""
        secret = re.split("[^0-9A-Za-z]+", unquote(urlsplit(self.url).path + "?" + urlsplit(self.url).query))
        told = any(len(part) >= 6 and part in unquote(word) for part in secret)
        return "" if told or len(word) > 1000 or not word.isprintable() else word

    def _failure(self, error: Exception) -> FetchError:
        whom = self.host if urlsplit(self.url).hostname == self.host else f"the host to which {self.host} leads"
        if isinstance(error, ssl.SSLCertVerificationError):
            return FetchError(f"{whom} has no valid certificate", "the address is not used: somebody may listen")
        kinds: dict[type[Exception] | tuple[type[Exception], ...], str] = {
            (socket.gaierror, UnicodeError): "has a name that no name server knows",
            TimeoutError: "does not answer in time",
            ConnectionRefusedError: "takes no connection",
            ssl.SSLError: "speaks no TLS that can be trusted",
            (ConnectionError, http.client.IncompleteRead): "broke off",
            http.client.HTTPException: "answers what no web server would",
        }
        why = next(
            (said for kind, said in kinds.items() if isinstance(error, kind)), f"cannot be reached ({type(error).__name__})"
        )
        return FetchError(f"{whom} {why}", "check the connection and the address, and try again")
