"""macOS Screen Time: knowledgeC.db, in which the system keeps which program was used when."""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.databases import is_database, opened, tables
from connratio.importers.text.dates import Moment
from connratio.importers.text.placing import Placing
from connratio.importers.watchers.batch import batch, idle
from connratio.model.activities import Builder
from connratio.model.problems import Problem
from connratio.model.text import clean

EPOCH_S: Final = 978_307_200
"""2001-01-01 UTC, from which Apple counts its seconds."""
STREAMS: Final = ("/app/usage", "/app/inFocus", "/app/webUsage", "/display/isBacklit", "/device/isLocked")
_TABLE: Final = re.compile(rb"\bZOBJECT\b")
_DOMAIN: Final = "Z_DKDIGITALHEALTHMETADATAKEY__WEBDOMAIN"
NAMES: Final = {
    "com.microsoft.VSCode": "Visual Studio Code", "com.tinyspeck.slackmacgap": "Slack", "us.zoom.xos": "zoom.us",
    "com.microsoft.teams": "Microsoft Teams", "com.microsoft.teams2": "Microsoft Teams", "com.apple.mail": "Mail",
    "com.google.Chrome": "Google Chrome", "com.apple.Safari": "Safari", "org.mozilla.firefox": "Firefox",
    "com.microsoft.edgemac": "Microsoft Edge", "com.brave.Browser": "Brave Browser", "company.thebrowser.Browser": "Arc",
    "com.apple.MobileSMS": "Messages", "com.apple.FaceTime": "FaceTime", "com.openai.chat": "ChatGPT",
    "com.anthropic.claudefordesktop": "Claude", "com.todesktop.230313mzl4w4u92": "Cursor", "com.apple.Terminal": "Terminal",
    "com.googlecode.iterm2": "iTerm2", "com.apple.dt.Xcode": "Xcode", "com.microsoft.Word": "Microsoft Word",
    "com.microsoft.Excel": "Microsoft Excel", "com.microsoft.Powerpoint": "Microsoft PowerPoint",
    "com.microsoft.Outlook": "Microsoft Outlook", "com.apple.iWork.Pages": "Pages", "com.apple.iWork.Numbers": "Numbers",
    "com.apple.iWork.Keynote": "Keynote", "com.apple.Notes": "Notes", "com.apple.Preview": "Preview", "com.apple.iCal": "Calendar",
    "com.figma.Desktop": "Figma", "com.hnc.Discord": "Discord", "net.whatsapp.WhatsApp": "WhatsApp",
    "ru.keepcoder.Telegram": "Telegram", "com.spotify.client": "Spotify", "com.apple.finder": "Finder", "notion.id": "Notion",
    "com.apple.loginwindow": "loginwindow",
}  # fmt: skip
"""Programs by the name under which other logs and the rules know them; others keep their bundle's."""


class ScreenTimeImporter:
    """macOS Screen Time: ~/Library/Application Support/Knowledge/knowledgeC.db (seen 2026-11)."""

    name = "screentime"

    def recognises(self, head: Head) -> bool:
        """Whether the database has the system's table of events."""
        return is_database(head) and _TABLE.search(head.data) is not None

    def holds(self, columns: Mapping[str, Sequence[str]]) -> bool:
        """Whether a database with these tables is the system's."""
        return {"ZSTREAMNAME", "ZSTARTDATE", "ZENDDATE"} <= set(columns.get("ZOBJECT", ()))

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch: programs and pages; a dark or locked screen is idleness. Usage and focus are one act: focus is its copy."""
        del options  # instants are UTC
        file = clean(source.name)
        placing, rows = Placing(ZoneInfo("UTC"), file, "app"), Builder(zone="UTC")
        try:
            with opened(source) as connection:
                found = _events(connection)
        except sqlite3.DatabaseError as error:
            placing.problems.append(Problem("C104", f"the database cannot be read: {type(error).__name__}", file))
            found = []
        used = {event[1] for event in found}
        if {"/app/usage", "/app/inFocus"} <= used:
            n = sum(event[1] == "/app/inFocus" for event in found)
            placing.problems.append(Problem("C703", "programs in focus beside programs in use", file, n=n))
        for event in found:
            if row := _row(event, "/app/usage" in used, placing):
                rows.add(**row, origin=file, row=int(event[0]))
        yield batch(source, self.name, rows, placing)


def _events(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """Number, stream, text, number, start, end, domain and device of each event, oldest first."""
    columns = tables(connection)
    own = columns.get("ZOBJECT", ())
    page = _DOMAIN in columns.get("ZSTRUCTUREDMETADATA", ()) and "ZSTRUCTUREDMETADATA" in own
    device = "ZDEVICEID" in columns.get("ZSOURCE", ()) and "ZSOURCE" in own
    picked = f"{f'm.{_DOMAIN}' if page else 'NULL'}, {'s.ZDEVICEID' if device else 'NULL'}"
    joins = "LEFT JOIN ZSTRUCTUREDMETADATA m ON m.Z_PK = o.ZSTRUCTUREDMETADATA " if page else ""
    joins += "LEFT JOIN ZSOURCE s ON s.Z_PK = o.ZSOURCE " if device else ""
    value = "o.ZVALUEINTEGER" if "ZVALUEINTEGER" in own else "NULL"
    return connection.execute(
        f"SELECT o.Z_PK, o.ZSTREAMNAME, o.ZVALUESTRING, {value}, o.ZSTARTDATE, o.ZENDDATE, {picked} FROM ZOBJECT o {joins}"
        f"WHERE o.ZSTREAMNAME IN ({', '.join('?' * len(STREAMS))}) ORDER BY o.ZSTARTDATE, o.Z_PK",
        STREAMS,
    ).fetchall()


def _row(event: tuple[Any, ...], has_usage: bool, placing: Placing) -> dict[str, Any] | None:
    number, stream, text, value, begin, until, domain, device = event
    start, end = _moment(begin), _moment(until)
    if start is None or (until is not None and end is None):
        return placing.skip("C106", "an event whose start or end cannot be read", int(number), "unreadable")
    told = _told(stream, clean(str(text or "")), value, clean(str(domain or "")).lower())
    if told is None:
        return None
    placed = placing.placed(start, end, None, int(number))
    if placed is None:
        return None
    copy = {"reason": "duplicate"} if stream == "/app/inFocus" and has_usage else {}
    return {**placed, **told, **copy, "device": clean(str(device or "")) or "mac"}


def _told(stream: str, text: str, value: Any, domain: str) -> dict[str, Any] | None:
    if stream == "/display/isBacklit":
        return None if value else idle(present=False)
    if stream == "/device/isLocked":
        return idle(present=False) if value else None
    app = NAMES.get(text, text)
    return {"evidence": "web", "app": app, "host": domain} if stream == "/app/webUsage" else {"evidence": "app", "app": app}


def _moment(seconds: Any) -> Moment | None:
    if not isinstance(seconds, int | float) or not math.isfinite(seconds) or abs(seconds) > 1e11:
        return None
    return Moment(ms=round((seconds + EPOCH_S) * 1000))
