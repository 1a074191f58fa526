"""In person or online: the host of the online meeting, and the physical place. The description itself is never kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

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
_PLACEHOLDER: Final = re.compile(
    r"^\W*(?:(?:join\s+(?:via|on)\s+)?(?:microsoft\s+)?teams(?:[\s-]*(?:meeting|besprechung|call|réunion|reunión|reunião|riunione|vergadering|spotkanie|会議|会议))?"
    r"|réunion\s+(?:microsoft\s+)?teams|reunión\s+(?:de\s+)?(?:microsoft\s+)?teams|reunião\s+(?:do\s+)?(?:microsoft\s+)?teams|riunione\s+(?:di\s+)?(?:microsoft\s+)?teams"
    r"|spotkanie\s+(?:w\s+aplikacji\s+)?(?:microsoft\s+)?teams|microsoft\s+teams\s*会議|microsoft\s+teams\s*会议"
    r"|zoom(?:[\s-]*(?:meeting|call|link|us|会議|会议))?|réunion\s+zoom|reunión\s+(?:de\s+)?zoom|reunião\s+(?:do\s+)?zoom|riunione\s+zoom|spotkanie\s+zoom"
    r"|google\s*(?:hangouts\s*)?meet|hangouts?|webex(?:\s+meeting)?|cisco\s+webex(?:\s+meetings?)?|skype(?:[\s-]*(?:meeting|besprechung|call|mote|möte|for\s+business))?"
    r"|online(?:[\s-]*(?:meeting|besprechung|call))?|en\s+ligne|en\s+línea|in\s+linea|virtual|virtuell|remote|video\s*(?:call|konferenz|conference)|videoconferenza|videoconférence"
    r"|slack(?:\s+huddle)?|discord|facetime|whereby|jitsi(?:\s+meet)?|オンライン|リモート|在线|线上|tbd|tba)\W*$",
    re.IGNORECASE,
)
_NAMES: Final = (("teams", "teams.microsoft.com"), ("zoom", "zoom.us"), ("meet", "meet.google.com"), ("hangout", "meet.google.com"), ("webex", "webex.com"), ("skype", "skype.com"),
                 ("slack", "app.slack.com"), ("discord", "discord.com"), ("facetime", "facetime.apple.com"), ("whereby", "whereby.com"), ("jitsi", "meet.jit.si"))  # fmt: skip
PROPERTIES: Final = (
    "X-GOOGLE-CONFERENCE", "CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK", "URL", "LOCATION", "DESCRIPTION", "X-ALT-DESC",
)  # fmt: skip
"""Where a link may stand, in the order in which they are believed."""
_SURE: Final = frozenset(PROPERTIES[:5])


def place_of(get: Callable[[str], str], rooms: Sequence[str]) -> tuple[str, str]:
    """Physical place and conference of an event; "" for none. `get` gives a property's value, "" if it has none."""
    location = get("LOCATION").strip()
    conference = _conference(get)
    rest = _URL.sub(" ", location).strip(" \t\n;,|-–")
    named = _PLACEHOLDER.match(rest) if rest else None
    if named or _BARE.match(rest):
        conference = conference or next(
            (host for word, host in _NAMES if word in rest.lower()), "online" if named else rest.split("/")[0].lower()
        )
        rest = ""
    parts = [p for p in re.split(r"\s*[;|]\s*", rest) if p and not _PLACEHOLDER.match(p) and not _BARE.match(p)]
    place = clean("; ".join(parts)) or clean("; ".join(dict.fromkeys(r for r in rooms if r)))
    if get("X-APPLE-STRUCTURED-LOCATION") and not place and not _URL.match(location):
        place = clean(location)
    return place, clean(conference)


def _conference(get: Callable[[str], str]) -> str:
    for name in PROPERTIES:
        value = get(name).strip()
        if not value:
            continue
        if (link := _LINK.search(value)) is not None:
            return link[1].split("/")[0].lower()
        if (talk := _TALK.search(value)) is not None:
            return talk[1].lower()
        if name in _SURE and (url := re.match(r"(?:https?://([^/?#\s]+)|conf:sip:)", value, re.IGNORECASE)) is not None:
            return (url[1] or "skype.com").lower()
    return ""
