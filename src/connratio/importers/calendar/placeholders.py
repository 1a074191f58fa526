"""What programs write as the place of an online meeting, in the languages of their users: no room, and no link either."""

from __future__ import annotations

import re
from typing import Final

from connratio.model.text import folded

_HOSTS: Final = {
    "teams": "teams.microsoft.com", "zoom": "zoom.us", "meet": "meet.google.com", "hangout": "meet.google.com", "hangouts": "meet.google.com",
    "webex": "webex.com", "skype": "skype.com", "lync": "skype.com", "slack": "app.slack.com", "discord": "discord.com", "facetime": "facetime.apple.com",
    "whereby": "whereby.com", "jitsi": "meet.jit.si", "gotomeeting": "gotomeeting.com", "bluejeans": "bluejeans.com", "chime": "chime.aws",
    "ringcentral": "ringcentral.com", "bigbluebutton": "bigbluebutton.org", "dingtalk": "meeting.dingtalk.com", "feishu": "vc.feishu.cn",
    "voov": "voovmeeting.com", "nextcloud": "nextcloud talk", "зум": "zoom.us", "тимс": "teams.microsoft.com", "скайп": "skype.com", "whatsapp": "whatsapp.com", "signal": "signal.org", "telegram": "telegram.org",
}  # fmt: skip
_ONLINE: Final = frozenset(
    [
        "online",
        "on-line",
        "virtual",
        "virtuell",
        "virtuel",
        "virtuelle",
        "virtuale",
        "virtueel",
        "virtualnie",
        "wirtualnie",
        "zdalnie",
        "zdalne",
        "remote",
        "remoto",
        "remota",
        "digital",
        "video",
        "videocall",
        "videochat",
        "videochiamata",
        "videomeeting",
        "huddle",
        "videokonferenz",
        "videokonferencja",
        "wideokonferencja",
        "videoconference",
        "videoconferenza",
        "videoconferencia",
        "videollamada",
        "videochamada",
        "videogesprek",
        "videovergadering",
        "videooverleg",
        "videoconferentie",
        "videobesprechung",
        "videotermin",
        "videokonference",
        "videokonferens",
        "videokonferanse",
        "videosamtal",
        "videopuhelu",
        "videohovor",
        "videoreunion",
        "videoconferinta",
        "web",
        "webkonferenz",
        "webkonference",
        "webconference",
        "webmeeting",
        "webmote",
        "webmode",
        "webbmote",
        "videoanruf",
        "videomote",
        "videomode",
        "visio",
        "visioconference",
        "webinar",
        "ligne",
        "linea",
        "linha",
        "distance",
        "онлайн",
        "видеоконференция",
        "видеозвонок",
        "オンライン",
        "リモート",
        "ビデオ会議",
        "web会議",
        "オンライン会議",
        "テレビ会議",
        "在线",
        "線上",
        "线上",
        "在线会议",
        "線上會議",
        "视频会议",
        "視訊會議",
        "腾讯会议",
        "온라인",
        "화상회의",
        "원격",
    ]
)
_FILLERS: Final = frozenset(
    [
        "microsoft",
        "ms",
        "google",
        "cisco",
        "for",
        "business",
        "app",
        "us",
        "meeting",
        "meetings",
        "call",
        "calls",
        "link",
        "chat",
        "talk",
        "konferenz",
        "conference",
        "invite",
        "join",
        "via",
        "on",
        "url",
        "by",
        "over",
        "am",
        "per",
        "über",
        "uber",
        "besprechung",
        "termin",
        "anruf",
        "sitzung",
        "reunion",
        "llamada",
        "appel",
        "de",
        "du",
        "en",
        "a",
        "por",
        "reuniao",
        "chamada",
        "do",
        "da",
        "no",
        "na",
        "em",
        "pelo",
        "pela",
        "riunione",
        "chiamata",
        "di",
        "in",
        "su",
        "con",
        "vergadering",
        "gesprek",
        "overleg",
        "spotkanie",
        "rozmowa",
        "w",
        "aplikacji",
        "przez",
        "na",
        "z",
        "schuzka",
        "schuze",
        "pres",
        "v",
        "ve",
        "mote",
        "moten",
        "mode",
        "moder",
        "moetet",
        "kokous",
        "palaveri",
        "ertekezlet",
        "toplantisi",
        "toplantısı",
        "toplanti",
        "intalnire",
        "sedinta",
        "встреча",
        "собрание",
        "совещание",
        "конференция",
        "нарада",
        "зустріч",
        "через",
        "в",
        "会議",
        "会议",
        "會議",
        "ミーティング",
        "通話",
        "회의",
        "모임",
        "미팅",
        "συσκεψη",
        "συναντηση",
        "اجتماع",
        "פגישת",
        "פגישה",
        "การประชุม",
        "cuoc",
        "hop",
        "rapat",
        "the",
        "an",
        "und",
        "and",
        "or",
        "oder",
        "et",
        "y",
        "e",
        "i",
    ]
)
_NOWHERE: Final = frozenset({"tbd", "tba", "tbc", "n/a", "none", "see description", "see invite", "see below"})
_LINKS: Final = frozenset(
    {
        "link",
        "links",
        "lien",
        "enlace",
        "collegamento",
        "odnosnik",
        "odkaz",
        "url",
        "instructions",
        "リンク",
        "链接",
        "連結",
        "ссылка",
    }
)
_SOMEWHERE: Final = frozenset({
    "info", "infos", "information", "joining", "provided", "upon", "confirmation", "invitation", "conferencing",
    "see", "below", "follows", "attached", "description", "details", "siehe", "unten", "folgt", "beschreibung", "einladung", "voir", "ci", "dessous", "suivre",
    "ver", "abajo", "abaixo", "descripcion", "descricao", "vedi", "sotto", "segue", "descrizione", "zie", "volgt", "beschrijving", "zobacz", "ponizej", "opis",
})  # fmt: skip
"""What stands about a link, or a way to join, that is said to be elsewhere."""
_ABOUT: Final = _FILLERS | _LINKS | _SOMEWHERE
_WORD: Final = re.compile(r"[^\W_]+(?:-line)?")


def is_placeholder(text: str) -> bool:
    """Whether a place says only that, or through which program, one meets online; or nothing at all."""
    low = folded(text).lower().strip(" .()[]-_?!*")
    if not low or low in _NOWHERE:
        return True
    words = _words(low)
    if any(w in _HOSTS or w in _ONLINE for w in words):
        return all(w in _HOSTS or w in _ONLINE or w in _ABOUT for w in words)
    return any(w in _LINKS for w in words) and all(w in _ABOUT for w in words)


def named_host(text: str) -> str:
    """The host of the program that a placeholder names; "online" for any, "" where it names nothing."""
    words = _words(folded(text).lower())
    host = next((_HOSTS[w] for w in words if w in _HOSTS), "")
    return host or ("online" if any(w in _ONLINE for w in words) else "")


def _words(low: str) -> list[str]:
    """The words, and of compounds (`skypemote`, `teams会議`) the parts."""
    return [part for word in _WORD.findall(low) for part in _split(word)]


def _split(word: str) -> list[str]:
    if word in _HOSTS or word in _ONLINE or word in _FILLERS:
        return [word]
    for name in _HOSTS:
        if word.startswith(name) and word[len(name) :] in _FILLERS:
            return [name, word[len(name) :]]
    return [word]
