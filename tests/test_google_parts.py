"""Calendars of an account and people of a team: what fails is told by itself and keeps no other; no title of a team is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from connratio.fetch.contract import Fetched, FetchError, PartlyError
from connratio.fetch.google_events import types_of
from connratio.fetch.google_parts import each
from connratio.fetch.google_refusals import BusyError, CalendarError, RefusedError, refused
from connratio.fetch.google_team import people_of
from connratio.importers.contract import Source
from google_service import Google, event, served, service_account
from test_sync_google import configured, login, rows


@pytest.fixture
def google(tmp_path: Path) -> Iterator[Google]:
    held = Google()
    with served(held.answer) as url:
        held.url = url
        login(tmp_path, "me", held.token_file())
        yield held


def reading(name: str) -> Iterator[Fetched]:
    """A document of a part, or the failure that its name stands for."""
    wrong: dict[str, FetchError] = {
        "gone": CalendarError("no such calendar"),
        "busy": BusyError("fails now"),
        "quota": FetchError("the quota"),
        "revoked": RefusedError("revoked"),
    }
    if (error := wrong.get(name.rstrip("123"))) is not None:
        raise error
    yield Fetched(Source(name, lambda: b""), "google")


def told(*names: str, own: tuple[type[FetchError], ...] = ()) -> tuple[list[str], dict[str, str]]:
    found: list[str] = []
    try:
        found.extend(one.source.path for one in each({name: name for name in names}, reading, *own))
    except PartlyError as error:
        return found, {name: why.message for name, why in error.parts.items()}
    return found, {}


def test_one_calendar_that_fails_keeps_no_other() -> None:
    assert told("a", "gone", "b", "busy") == (["a", "b"], {"gone": "no such calendar", "busy": "fails now"})


def test_what_concerns_all_ends_it() -> None:
    assert told("a", "quota", "b") == (["a"], {"quota": "the quota", "b": "not asked, since the quota"})
    assert told("a", "revoked", "b") == (["a"], {"revoked": "revoked", "b": "not asked, since revoked"})
    assert told("a", "revoked", "b", own=(RefusedError,)) == (["a", "b"], {"revoked": "revoked"})


def test_a_service_that_fails_three_times_running_is_not_asked_again() -> None:
    assert told("a", "busy1", "busy2", "b", "busy3", "c")[0] == ["a", "b", "c"]
    assert told("a", "busy1", "busy2", "busy3", "b")[0] == ["a"]


def test_where_all_say_the_same_it_is_said_once() -> None:
    with pytest.raises(FetchError, match=r"^the quota$"):
        told("quota", "a")
    with pytest.raises(FetchError, match="no such calendar") as failure:
        told("gone1", "gone2")
    assert not isinstance(failure.value, PartlyError)


def team(home: Path, google: Google, *people: str, **more: str) -> None:
    service_account(google, home)
    options = {
        "endpoint": google.endpoint,
        "since": "2026-01-01",
        "service_account": "service.json",
        "people": list(people),
        **more,
    }
    (home / "connratio.yaml").write_text(
        json.dumps({"timezone": "Europe/Berlin", "sources": [{"kind": "google", "name": "team", "options": options}]})
    )


def test_a_person_who_cannot_be_read_has_a_row_and_the_others_come(
    run: Run,
    google: Google,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    google.calendars["primary"] = [event(1, visibility="private", location="Dr. Hush"), event(2)]
    allowed = google.token
    refusals = iter([None, (400, {"error": "invalid_grant", "error_description": "Invalid email or User ID"}), None])
    monkeypatch.setattr(google, "token", lambda form: next(refusals) or allowed(form))
    team(tmp_path, google, "ana@example.com", "gone@example.com", "bo@example.com")
    done = run("sync", "-f", "json")
    assert done.code == 1
    assert [(r["source"], r["n_new"], r["status"]) for r in done.json["rows"]] == [
        ("team: gone@example.com", 0, "failed"), ("team: ana@example.com", 2, "new"), ("team: bo@example.com", 2, "new"),
    ]  # fmt: skip
    (problem,) = done.json["problems"]
    assert (problem["file"], "no such person" in problem["message"]) == ("team: gone@example.com", True)


def test_a_server_that_sends_titles_unasked_leaves_none_in_the_ledger(run: Run, google: Google, tmp_path: Path) -> None:
    hushed = {"summary": "Hush title", "description": "Hush text", "attachments": [{"title": "Hush file"}]}
    guest = {"email": "bo@example.com", "displayName": "Hush name", "comment": "Hush reply", "responseStatus": "accepted"}
    me = {"email": "ana@example.com", "self": True, "responseStatus": "accepted"}
    google.calendars["primary"] = [event(1, visibility="private", location="Hush clinic", attendees=[me, guest], **hushed)]
    team(tmp_path, google, "ana@example.com")
    assert run("sync", "-f", "csv").code == 0
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*.duckdb*"))
    assert (b"ana@example.com" in kept, b"Hush" in kept) == (True, False)


def test_nobody_of_a_team_allowed_is_one_line_and_status_2(
    run: Run,
    google: Google,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(google, "token", lambda _: (401, {"error": "unauthorized_client", "error_description": "no"}))
    team(tmp_path, google, "ana@example.com", "bo@example.com")
    done = run("sync", "-f", "json")
    assert (done.code, [r["source"] for r in done.json["rows"]]) == (2, ["team"])
    assert "Domain-wide delegation" in done.json["problems"][0]["message"]


def test_names_that_mean_no_calendar_have_rows_and_the_others_come(run: Run, google: Google, tmp_path: Path) -> None:
    google.calendars = {"a@x": [event(1)], "b@x": [event(2)], "c@x": [event(3)]}
    google.names = {"a@x": "U\u0308bung", "b@x": "Dup", "c@x": "Dup"}
    configured(tmp_path, google, "options: {endpoint: ENDPOINT, since: 2026-01-01, calendars: [übung, dup, Nope]}")
    done = run("sync", "-f", "csv")
    assert done.code == 1
    assert {(r[0], r[1], r[3]) for r in rows(done)} == {
        ("U\u0308bung", "1", "new"),
        ("dup", "0", "failed"),
        ("Nope", "0", "failed"),
    }


@pytest.mark.parametrize(
    "page",
    [{}, {"items": "no"}, [], {"kind": "calendar#events", "items": [], "nextPageToken": "same"}, "text"],
)
def test_an_answer_that_is_no_calendar_takes_nothing_out_of_the_ledger(
    run: Run,
    google: Google,
    tmp_path: Path,
    page: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    google.calendars["primary"] = [event(1)]
    configured(tmp_path, google, "options: {endpoint: ENDPOINT, since: 2026-01-01}")
    assert rows(run("sync", "-f", "csv"))[0][1] == "1"
    monkeypatch.setattr(google, "events", lambda *_: (200, page))
    done = run("sync", "-f", "csv")
    assert (done.code, rows(done)[0][3]) == (2, "failed")
    listed = run("activities", "--from", "2026-03-01", "--until", "2026-04-01", "-f", "json")
    assert len(listed.json["rows"]) == 1


@pytest.mark.parametrize(
    ("answer", "account", "said"),
    [
        ("('invalid_grant: Token has been expired or revoked.',)", "me", "no longer accepts the login of me"),
        ("('deleted_client: The OAuth client was deleted.',)", "me", "no longer knows the OAuth client"),
        ("('unauthorized_client: Unauthorized',)", "me", "no longer knows the OAuth client"),
        ("('admin_policy_enforced',)", "me", "administrator"),
        ("('unauthorized_client: Client is unauthorized',)", "", "may not act for people"),
        ("('invalid_grant: Invalid email or User ID',)", "", "no such person"),
        ("('invalid_grant: Invalid JWT: … in a reasonable timeframe. Check your iat and exp values',)", "", "clock is wrong"),
        ("('invalid_grant: Invalid JWT Signature.',)", "", "does not accept the service account"),
    ],
)
def test_each_reason_of_the_login_service_has_its_line(answer: str, account: str, said: str) -> None:
    error = refused(Exception(answer), account)
    assert said in error.message
    assert error.help_line


def test_types_of_events_are_spelled_as_the_interface_does() -> None:
    assert types_of("focustime, OutOfOffice") == ("focusTime", "outOfOffice")
    with pytest.raises(FetchError, match="type 'meeting'"):
        types_of(["meeting"])


def test_a_file_of_people_may_hold_remarks(tmp_path: Path) -> None:
    file = tmp_path / "people.txt"
    file.write_text("\ufeff# the team\nAna@example.com\n\n bo@example.com # since May\n")
    assert people_of({"people": str(file)}) == ("ana@example.com", "bo@example.com")
    with pytest.raises(FetchError, match="addresses of the people"):
        people_of({"people": ["Ana"]})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("people: [a@x]", "needs a service account"),
        ("service_account: k.json, people: [a@x], calendars: [Team]", "each person's own calendar"),
        ("event_types: meeting", "no events are of the type"),
    ],
)
def test_options_that_do_not_go_together_are_said(run: Run, google: Google, tmp_path: Path, options: str, said: str) -> None:
    configured(tmp_path, google, f"options: {{endpoint: ENDPOINT, {options}}}")
    done = run("sync", "-f", "csv")
    assert (done.code, said in done.err) == (2, True)
