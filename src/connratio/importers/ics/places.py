"""In person or online: the host of the online meeting, and the physical place. The description itself is never kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from connratio.importers.ics.placeholders import is_placeholder, named_host
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
_TALK: Final = re.compile(r"https?://([\w.-]+)/(?:index\.php/)?call/\w{6,}", re.IGNORECASE)
_URL: Final = re.compile(r"(?:https?|conf|sip|zoommtg|msteams):\S*", re.IGNORECASE)
_BARE: Final = re.compile(rf"^(?:{'|'.join(_HOSTS)})(?:/\S*)?$", re.IGNORECASE)
PROPERTIES: Final = (
    "X-GOOGLE-CONFERENCE", "CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK", "URL", "LOCATION", "DESCRIPTION", "X-ALT-DESC",
)  # fmt: skip
"""Where a link may stand, in the order in which they are believed."""
_ANY: Final = re.compile(r"(?:https?://([^/?#\s]+)|conf:sip:)", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*[;|]\s*")
_SURE: Final = frozenset(PROPERTIES[:5])


def place_of(get: Callable[[str], str], rooms: Sequence[str]) -> tuple[str, str]:
    """Physical place and conference of an event; "" for none. `get` gives a property's value, "" if it has none."""
    parts, named = _told(get("LOCATION"))
    conference = _conference(get)
    places = parts or _structured(get) or [r for r in rooms if r]
    return clean("; ".join(dict.fromkeys(places))), clean(conference or named)


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
            parts.append(text)
    return tuple(parts), named


def _structured(get: Callable[[str], str]) -> list[str]:
    """The places that Outlook names beside LOCATION."""
    text = get("X-MICROSOFT-LOCATIONS").strip()
    try:
        found = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    names = (
        [str(item.get("DisplayName") or "").strip() for item in found if isinstance(item, dict)]
        if isinstance(found, list)
        else []
    )
    return [n for n in names if n and not is_placeholder(n) and not _URL.match(n)]


def _conference(get: Callable[[str], str]) -> str:
    for name in PROPERTIES:
        value = get(name)
        if ":" not in value:
            continue
        if (link := _LINK.search(value)) is not None:
            return link[1].split("/")[0].lower()
        if (talk := _TALK.search(value)) is not None:
            return talk[1].lower()
        if name in _SURE and (url := _ANY.search(value)) is not None:
            return (url[1] or "skype.com").lower()
    return ""
