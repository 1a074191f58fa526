"""In person or online: the host of the online meeting, and the physical place. The description itself is never kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b
from html import unescape
from typing import Final, NamedTuple
from urllib.parse import unquote

from connratio.importers.calendar.placeholders import is_placeholder, named_host
from connratio.model.text import clean

_HOSTS: Final = (
    r"meet\.google\.com", r"(?:[\w-]+\.)*zoom\.us", r"(?:[\w-]+\.)*zoomgov\.com", r"(?:[\w-]+\.)*zoom\.com", r"teams\.microsoft\.com", r"teams\.live\.com",
    r"teams\.microsoft\.us", r"(?:[\w-]+\.)*webex\.com", r"(?:[\w-]+\.)*gotomeeting\.com", r"(?:[\w-]+\.)*gotomeet\.me", r"meet\.goto\.com",
    r"(?:[\w-]+\.)?whereby\.com", r"meet\.jit\.si", r"(?:[\w-]+\.)*bluejeans\.com", r"(?:[\w-]+\.)?chime\.aws", r"app\.slack\.com/huddle", r"discord\.(?:com|gg)",
    r"join\.skype\.com", r"meet\.lync\.com", r"(?:[\w-]+\.)*livestorm\.co", r"(?:[\w-]+\.)*demio\.com", r"facetime\.apple\.com", r"around\.co", r"gather\.town",
    r"app\.gather\.town", r"meet\.proton\.me", r"(?:[\w-]+\.)*ringcentral\.com", r"(?:[\w-]+\.)*dialpad\.com", r"8x8\.vc", r"(?:[\w-]+\.)*vc\.[\w-]+\.[a-z]{2,}",
    r"meet\.[\w-]+\.[a-z]{2,}", r"jitsi\.[\w.-]+", r"bbb\.[\w.-]+", r"(?:[\w-]+\.)*bigbluebutton\.[a-z]+", r"vooh?meeting\.com", r"meeting\.tencent\.com",
    r"(?:[\w-]+\.)*larksuite\.com", r"vc\.feishu\.cn", r"meeting\.dingtalk\.com", r"tel\.meet", r"luma\.com/join", r"kumospace\.com",
)  # fmt: skip
_LINK: Final = re.compile(rf"https?://({'|'.join(_HOSTS)})(?=[/?#:\s\"'<>)]|$)", re.IGNORECASE)
_TALK: Final = re.compile(r"https?://([\w.-]+)/(?:[\w.-]+/){0,3}call/\w{6,}", re.IGNORECASE)
_REST: Final = re.compile(r"[^\s\"'<>)\]\\]*")
_URL: Final = re.compile(r"(?:https?|conf|sip|zoommtg|msteams):\S*", re.IGNORECASE)
_BARE: Final = re.compile(rf"^(?:{'|'.join(_HOSTS)})(?:/\S*)?$", re.IGNORECASE)
PROPERTIES: Final = (
    "X-GOOGLE-CONFERENCE", "CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK", "URL", "LOCATION", "DESCRIPTION", "X-ALT-DESC",
)  # fmt: skip
"""Where a link may stand, in the order in which they are believed."""
_ANY: Final = re.compile(r"(?:https?://([^/?#\s]+)|conf:sip:)", re.IGNORECASE)
_MEET: Final = re.compile(r"https?://meet\.google\.com\S*", re.IGNORECASE)
_TEL: Final = re.compile(r"tel:(\+?[\d().-]{5,})", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*[;|]\s*")
_PIECES: Final = re.compile(r"\s*[,/+()\[\]]\s*")
_SURE: Final = frozenset(PROPERTIES[:5])


class Where(NamedTuple):
    """Physical place and host of the online meeting, "" for none; `meeting` is a digest of its address, equal where the address is."""

    place: str
    conference: str
    meeting: str


def place_of(get: Callable[[str], str], rooms: Sequence[str]) -> Where:
    """Where an event takes place. `get` gives a property's value, "" if it has none."""
    parts, named = _told(get("LOCATION"))
    conference, meeting = _conference(get)
    places = parts
    if not places:
        places, beside = _structured(get)
        named = named or beside
    places = places or tuple(r for r in rooms if r)
    if not (places or conference or named) and (tel := _TEL.search(get("CONFERENCE"))) is not None:
        places = (tel[1],)
    return Where(clean("; ".join(dict.fromkeys(places))), clean(conference or named), meeting)


@lru_cache(maxsize=4096)
def _told(location: str) -> tuple[tuple[str, ...], str]:
    """The places that a LOCATION names, and the host of an online meeting; the same ones recur from event to event."""
    parts, named = [], ""
    for part in _PARTS.split(_URL.sub(" ", location)):
        text = part.strip(" \t\n,|-–")
        if _BARE.match(text):
            named = named or text.split("/")[0].lower()
        elif is_placeholder(text):
            named = named or named_host(text)
        elif text:
            rest, online = _both(text)
            named = named or online
            parts.append(rest)
    return tuple(parts), named


def _both(text: str) -> tuple[str, str]:
    """A room and what stands beside it for the online meeting: `Room 5 / Teams`, `Zoom, Room 5`, `Room 5 (Teams)`."""
    pieces = [p for p in _PIECES.split(text) if p]
    online = [host for p in pieces if is_placeholder(p) and (host := named_host(p))]
    if not online:
        return text, ""
    return ", ".join(p for p in pieces if not is_placeholder(p)), online[0]


def _structured(get: Callable[[str], str]) -> tuple[tuple[str, ...], str]:
    """The places that Outlook and Apple name beside LOCATION, and the host where they name an online meeting instead."""
    names = [*_outlook(get("X-MICROSOFT-LOCATIONS").strip()), get("X-APPLE-STRUCTURED-LOCATION").strip()]
    told = [_told(name) for name in names if name]
    return tuple(p for parts, _ in told for p in parts), next((host for _, host in told if host), "")


def _outlook(text: str) -> list[str]:
    try:
        found = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    items = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    return [str(item.get("DisplayName") or item.get("LocationStreet") or "").strip() for item in items]


def _conference(get: Callable[[str], str]) -> tuple[str, str]:
    """The host of the first address of a meeting, and the digest of the address.

    The Meet link that Google adds by itself gives way to any other one.
    """
    added: tuple[str, str] | None = None
    for name in PROPERTIES:
        value = get(name)
        if ":" not in value and "&" not in value:
            continue
        if added is not None:
            value = _MEET.sub(" ", value)
        if (found := _address(value, sure=name in _SURE)) is not None:
            if name != "X-GOOGLE-CONFERENCE" or found[0] != "meet.google.com":
                return found
            added = found
    return added or ("", "")


def _address(value: str, *, sure: bool) -> tuple[str, str] | None:
    for text in (value, _plain(value)):
        if (link := _LINK.search(text) or _TALK.search(text)) is not None:
            host = link[1].split("/")[0].lower()
            return host, _digest(host, text[link.start() :])
        if sure and (url := _ANY.search(text)) is not None:
            host = (url[1] or "skype.com").lower()
            return host, _digest(host, text[url.start() :])
    return None


def _plain(value: str) -> str:
    """A text whose links are written as HTML writes them, or wrapped by Outlook's Safe Links."""
    return unquote(unescape(value)) if "&" in value or "%3A" in value or "%3a" in value else ""


def _digest(host: str, rest: str) -> str:
    """Stands for an address without telling it, which is as good as a key; what Zoom says behind the number is not part of it."""
    match = _REST.match(rest)
    address = match[0].partition("//")[2] if match is not None and "//" in match[0] else rest.split(maxsplit=1)[0]
    if "zoom" in host:
        address = address.split("?")[0]
    return blake2b(address.rstrip("/.,;").encode("utf-8", errors="replace"), digest_size=8).hexdigest()
