"""A calendar drawn in a few lines, for tests: title, start, end (local Berlin or with a zone), who, my reply."""

from __future__ import annotations

ME = "me@example.org"


def event(
    uid: str, start: str, end: str, *people: str, mine: str = "ACCEPTED", title: str = "", zone: str = "", more: str = ""
) -> str:
    """`start` and `end` as 20260302T0900; `people` are first names; `zone` "" is UTC; eight digits make it all-day."""
    if len(start) == 8:
        when = [f"DTSTART;VALUE=DATE:{start}", f"DTEND;VALUE=DATE:{end}"]
    elif zone:
        when = [f"DTSTART;TZID={zone}:{start}00", f"DTEND;TZID={zone}:{end}00"]
    else:
        when = [f"DTSTART:{start}00Z", f"DTEND:{end}00Z"]
    who = [f"ATTENDEE;PARTSTAT={mine}:mailto:{ME}"] if people else []
    who += [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{name}@example.org" for name in people]
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", *when, f"SUMMARY:{title or uid}", *who, *filter(None, more.split("\n")), "END:VEVENT"]
    )


def calendar(*events: str, head: str = "") -> str:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//EN", *filter(None, head.split("\n")), *events, "END:VCALENDAR", ""]
    )


def window(at: str, seconds: float, app: str, title: str = "x") -> dict[str, object]:
    return {"timestamp": at, "duration": seconds, "data": {"app": app, "title": title}}


def status(at: str, seconds: float, word: str) -> dict[str, object]:
    return {"timestamp": at, "duration": seconds, "data": {"status": word}}


def export(
    windows: list[dict[str, object]], afk: list[dict[str, object]] | None = None, tabs: list[dict[str, object]] | None = None
) -> str:
    """An ActivityWatch export, newest first as the server writes it."""
    import json

    parts = [("aw-watcher-window_lab", "currentwindow", windows, "lab"), ("aw-watcher-afk_lab", "afkstatus", afk or [], "lab")]
    parts.append(("aw-watcher-web-firefox", "web.tab.current", tabs or [], "unknown"))
    return json.dumps(
        {
            "buckets": {
                n: {"id": n, "type": t, "client": n.split("_")[0], "hostname": h, "events": e[::-1]} for n, t, e, h in parts if e
            }
        }
    )
