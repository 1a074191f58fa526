"""A stand-in for Google on this machine: tokens, calendar lists, pages of events, busy times, and every kind of refusal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from local_server import listening

PER_PAGE = 2
SHARED = ("calendar.events.readonly", "calendar.calendarlist.readonly")
ME = {"email": "me@example.com", "self": True}


def event(nth: int, **more: Any) -> dict[str, Any]:
    """A meeting of an hour on a day of March 2026."""
    day = f"2026-03-{nth % 28 + 1:02}"
    return {
        "kind": "calendar#event",
        "id": f"e{nth}",
        "iCalUID": f"e{nth}@google.com",
        "status": "confirmed",
        "summary": f"Meeting {nth}",
        "start": {"dateTime": f"{day}T09:00:00Z"},
        "end": {"dateTime": f"{day}T10:00:00Z"},
        "organizer": ME,
        "attendees": [{**ME, "responseStatus": "accepted"}, {"email": "bo@example.com", "responseStatus": "accepted"}],
        **more,
    }


@dataclass
class Google:
    """What the stand-in holds, and what it was asked."""

    calendars: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=lambda: {"lasting"})
    refusals: list[tuple[int, str]] = field(default_factory=list)
    """Answers to the next requests for events, in order: status and reason; 200 lets a request through."""
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    tokens: list[dict[str, list[str]]] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    scope: str | None = None
    url: str = ""

    @property
    def endpoint(self) -> str:
        return f"{self.url}/calendar/v3/"

    def token_file(self, refresh: str = "lasting", scopes: tuple[str, ...] = SHARED) -> dict[str, Any]:
        return {
            "token": None,
            "refresh_token": refresh,
            "token_uri": f"{self.url}/token",
            "client_id": "test",
            "client_secret": "hush-client",
            "scopes": [f"https://www.googleapis.com/auth/{s}" for s in scopes],
        }

    def client_file(self) -> dict[str, Any]:
        return {
            "installed": {
                "client_id": "test",
                "client_secret": "hush-client",
                "auth_uri": f"{self.url}/auth",
                "token_uri": f"{self.url}/token",
            }
        }

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: bytes, bearer: str) -> tuple[int, Any]:
        if path == "/token":
            form = parse_qs(body.decode())
            self.tokens.append(form)
            return self.token(form)
        self.asked.append((unquote(path.removeprefix("/calendar/v3")), query))
        self.bearers.append(bearer)
        if path.endswith("/users/me/calendarList"):
            items = [{"id": c, "summary": self.names.get(c, c)} for c in self.calendars]
            return 200, paged(items, query, "calendar#calendarList")
        if path.endswith("/freeBusy") and method == "POST":
            return 200, self.busy(json.loads(body))
        return self.events(path, query)

    def events(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if self.refusals:
            status, reason = self.refusals.pop(0)
            if status != 200:
                return status, refusal(status, reason)
        name = unquote(path.rsplit("/calendars/", maxsplit=1)[-1].split("/events", maxsplit=1)[0])
        if name not in self.calendars:
            return 404, refusal(404, "notFound")
        head = {"summary": self.names.get(name, name), "timeZone": "Europe/Berlin", "accessRole": self.roles.get(name, "owner")}
        return 200, {**head, **paged(self.calendars[name], query, "calendar#events")}

    def token(self, form: dict[str, list[str]]) -> tuple[int, Any]:
        access = {"access_token": "short-lived", "expires_in": 3600, "token_type": "Bearer"}
        if self.scope is not None:
            access["scope"] = self.scope
        if form.get("grant_type") == ["authorization_code"]:
            if form.get("code") != ["good-code"]:
                return 400, {"error": "invalid_grant", "error_description": "Malformed auth code."}
            return 200, {**access, "refresh_token": "lasting"}
        if "assertion" in form:
            return 200, access
        if form.get("refresh_token", [""])[0] in self.refresh_tokens:
            return 200, access
        return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}

    def busy(self, asked: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for item in asked["items"]:
            held = self.calendars.get(item["id"])
            if held is None:
                found[item["id"]] = {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
                continue
            spans = [{"start": e["start"]["dateTime"], "end": e["end"]["dateTime"]} for e in held]
            found[item["id"]] = {"busy": [s for s in spans if asked["timeMin"] <= s["end"] and s["start"] < asked["timeMax"]]}
        return {"kind": "calendar#freeBusy", "calendars": found}


def paged(items: list[dict[str, Any]], query: dict[str, list[str]], kind: str) -> dict[str, Any]:
    at = int(query.get("pageToken", ["0"])[0])
    more = {"nextPageToken": str(at + PER_PAGE)} if at + PER_PAGE < len(items) else {"nextSyncToken": "sync"}
    return {"kind": kind, "items": items[at : at + PER_PAGE], **more}


def refusal(status: int, reason: str) -> dict[str, Any]:
    return {"error": {"code": status, "message": "no", "errors": [{"domain": "x", "reason": reason, "message": "no"}]}}


@contextmanager
def served(answer: Callable[[str, str, dict[str, list[str]], bytes, str], tuple[int, Any]]) -> Iterator[str]:
    """The address of a server whose answers are JSON."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply("GET")

        def do_POST(self) -> None:
            self.reply("POST")

        def reply(self, method: str) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, content = answer(method, parts.path, parse_qs(parts.query), body, self.headers.get("Authorization", ""))
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            return

    with listening(Handler) as address:
        yield address


def kept(folder: Path, account: str, content: dict[str, Any]) -> Path:
    """A login in a configuration folder."""
    file = folder / "google" / f"{account}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))
    return file


def service_account(google: Google, folder: Path) -> Path:
    """The key of a service account whose tokens come from the stand-in."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "service.json"
    file.write_text(json.dumps({
        "type": "service_account", "project_id": "p", "private_key_id": "1", "private_key": key.decode(), "client_id": "1",
        "client_email": "robot@p.iam.gserviceaccount.com", "token_uri": f"{google.url}/token",
    }))  # fmt: skip
    return file
