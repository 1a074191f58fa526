"""The fetcher for ActivityWatch's own server on this machine: its buckets, as documents like those it exports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

import msgspec

from connratio.fetch.contract import Fetched, FetchError, Tick
from connratio.fetch.https import download
from connratio.fetch.loopback import is_loopback
from connratio.importers.contract import Source
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.importers.contract import Options

URL: Final = "http://localhost:5600"
_HELP: Final = "start ActivityWatch; `url:` of the source names another port, such as http://localhost:5666"


class Bucket(msgspec.Struct):
    """What the list of buckets says of one."""

    type: str | None = None
    client: str | None = None
    hostname: str | None = None


class ActivityWatchFetcher:
    """The running server (REST, loopback only). `key_file` names a file with the key that a server may ask for."""

    kind = "activitywatch"

    def contacts(self, options: Mapping[str, Any]) -> str:
        """The server's address, on this machine."""
        return _url(options).removeprefix("http://")

    def fetch(self, options: Mapping[str, Any], state: Mapping[str, str], reading: Options, tick: Tick) -> Iterator[Fetched]:
        """A document per bucket, as the server exports it; unchanged where its bytes are."""
        del reading  # logs carry their offsets, and are asked for as a whole
        url, headers = _url(options), _headers(options)
        buckets = _decoded(_get(f"{url}/api/0/buckets/", headers), dict[str, Bucket])
        for name, bucket in sorted(buckets.items()):
            tick(clean(name, 60))
            events = _get(f"{url}/api/0/buckets/{quote(name, safe='')}/events?{urlencode({'limit': -1})}", headers)
            digest = hashlib.sha256(events).hexdigest()[:32]
            yield Fetched(
                Source(f"activitywatch/{clean(name)}.json", _given(_document(name, bucket, events))),
                "activitywatch",
                state={name: digest},
                unchanged=state.get(name) == digest,
            )


def _url(options: Mapping[str, Any]) -> str:
    url = str(options.get("url") or URL).rstrip("/")
    if not is_loopback(url) or not url.startswith("http://"):
        raise FetchError("ActivityWatch is read on this machine only", f"write an address such as {URL}, or read an export")
    return url


def _headers(options: Mapping[str, Any]) -> dict[str, str]:
    file = str(options.get("key_file") or "")
    if not file:
        return {}
    try:
        key = Path(file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise FetchError("the file of `key_file` cannot be read", "it holds the server's key and nothing else") from None
    if not key.isascii() or not key.isprintable():
        raise FetchError("the file of `key_file` holds no key", "it holds the server's key and nothing else")
    return {"Authorization": f"Bearer {key}"}


def _get(url: str, headers: Mapping[str, str]) -> bytes:
    try:
        return download(url, headers, "application/json").data
    except FetchError as error:
        raise FetchError(f"ActivityWatch: {error.message}", _HELP) from None


def _decoded(data: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise FetchError("what answers there is no ActivityWatch", _HELP) from None


def _document(name: str, bucket: Bucket, events: bytes) -> bytes:
    """The bucket as an export has it. Its events are passed on as they came."""
    if events.lstrip()[:1] != b"[":
        raise FetchError("what answers there is no ActivityWatch", _HELP)
    told = {"id": name, "type": bucket.type, "client": bucket.client, "hostname": bucket.hostname, "events": msgspec.Raw(events)}
    return msgspec.json.encode({"buckets": {name: told}})


def _given(data: bytes) -> Any:
    return lambda: data
