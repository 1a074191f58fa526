"""Google Calendar from a stand-in on this machine: pages, errors, accounts, people."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from googleapiclient.http import HttpMockSequence

from connratio.fetch import google_client
from connratio.fetch.contract import Fetched, FetchError, PartlyError
from connratio.fetch.google import GoogleFetcher
from connratio.fetch.google_client import service_of
from connratio.fetch.google_events import FIELDS, Asking, events
from connratio.fetch.registry import fetcher_of
from connratio.importers.contract import Batch, Options
from connratio.importers.registry import named
from google_service import Google, event, kept, served, service_account

READING = Options(ZoneInfo("Europe/Berlin"), date(2026, 3, 31))


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    """The stand-in, and a configuration folder of its own without any login."""
    monkeypatch.setattr("connratio.fetch.tokens.folder", lambda provider: tmp_path / provider)
    monkeypatch.setattr(google_client, "TRIES", 0)
    held = Google()
    with served(held.answer) as url:
        held.url = url
        yield held


def fetched(google: Google, **options: Any) -> list[Fetched]:
    return list(GoogleFetcher().fetch({"endpoint": google.endpoint, **options}, {}, READING, lambda _: None))


def batches(document: Fetched, extra: Mapping[str, Any] | None = None) -> list[Batch]:
    reading = Options(READING.timezone, READING.today, None, extra or {})
    return list(named(document.importer).read(document.source, reading))


def titles(document: Fetched) -> list[str]:
    return [str(title) for batch in batches(document) for title in batch.activities["title"]]


def test_thirty_pages_are_one_document(google: Google) -> None:
    google.calendars["primary"] = [event(nth) for nth in range(60)]
    (document,) = fetched(google)
    assert titles(document) == [f"Meeting {nth}" for nth in range(60)]
    asked = [query for path, query in google.asked if path == "/calendars/primary/events"]
    assert len(asked) == 30
    assert {(q["singleEvents"][0], q["orderBy"][0], q["fields"][0]) for q in asked} == {("true", "startTime", FIELDS)}
    assert asked[0]["timeMin"] == ["2025-02-23T23:00:00Z"]
    assert asked[0]["timeMax"] == ["2026-05-30T22:00:00Z"]
    assert document.window == (1740351600000, 1780178400000)


def test_an_empty_page_in_the_middle_does_not_end_it() -> None:
    pages = [{"items": [event(1)], "nextPageToken": "a"}, {"nextPageToken": "b"}, {"items": [event(2)]}]
    sequence = HttpMockSequence([({"status": "200"}, json.dumps(page)) for page in pages])
    found = events(Asking(service_of(None, "", sequence), "me", (0, 1)), "primary", lambda _: None)
    assert [e["id"] for e in found["items"]] == ["e1", "e2"]
    assert "nextPageToken" not in found


def test_several_types_of_events_can_be_asked_for() -> None:
    sequence = HttpMockSequence([({"status": "200"}, json.dumps({"items": [], "nextPageToken": "a"})), ({"status": "200"}, "{}")])
    asking = Asking(service_of(None, "", sequence), "me", (0, 1), ("default", "focusTime"))
    events(asking, "primary", lambda _: None)
    assert all("eventTypes=default&eventTypes=focusTime" in uri for uri, *_ in sequence.request_sequence)


def test_a_lost_place_begins_the_calendar_anew() -> None:
    gone = ({"status": "410"}, json.dumps({"error": {"code": 410, "errors": [{"reason": "fullSyncRequired"}]}}))
    answers = [
        {"items": [event(1)], "nextPageToken": "a"},
        None,
        {"items": [event(1)], "nextPageToken": "c"},
        {"items": [event(2)]},
    ]
    sequence = HttpMockSequence([gone if a is None else ({"status": "200"}, json.dumps(a)) for a in answers])
    found = events(Asking(service_of(None, "", sequence), "me", (0, 1)), "primary", lambda _: None)
    assert [e["id"] for e in found["items"]] == ["e1", "e2"]


def test_a_place_lost_twice_is_said(google: Google) -> None:
    google.calendars["primary"] = [event(1)]
    google.refusals = [(410, "fullSyncRequired")] * 2
    with pytest.raises(FetchError, match="twice"):
        fetched(google)


def test_a_busy_server_is_asked_again_after_a_pause() -> None:
    slow = json.dumps({"error": {"code": 403, "errors": [{"reason": "rateLimitExceeded"}]}})
    sequence = HttpMockSequence(
        [({"status": "403"}, slow), ({"status": "503"}, "{}"), ({"status": "200"}, json.dumps({"items": [event(1)]}))]
    )
    pauses: list[float] = []
    asking = Asking(service_of(None, "", sequence), "me", (0, 1), sleep=pauses.append)
    assert len(events(asking, "primary", lambda _: None)["items"]) == 1
    assert len(pauses) == 2


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        (403, "quotaExceeded", "quota"),
        (403, "rateLimitExceeded", "slower"),
        (403, "insufficientPermissions", "may not read"),
        (403, "accessNotConfigured", "switched off"),
        (429, "x", "slower"),
        (500, "backendError", "fails now"),
        (400, "badRequest", "400 badRequest"),
    ],
)
def test_each_refusal_is_one_line_with_advice(google: Google, status: int, reason: str, said: str) -> None:
    google.calendars["primary"] = [event(1)]
    google.refusals = [(status, reason)]
    with pytest.raises(FetchError, match=said) as failure:
        fetched(google)
    assert failure.value.help_line
    assert "\n" not in failure.value.message + failure.value.help_line


def test_calendars_go_by_name_or_id_and_a_missing_one_does_not_keep_the_others(google: Google, tmp_path: Path) -> None:
    google.calendars = {"me@example.com": [event(1)], "c_9@group.calendar.google.com": [event(2), event(3), event(4)]}
    google.names = {"c_9@group.calendar.google.com": "Team"}
    kept(tmp_path, "me", google.token_file())
    wanted = ["team", "gone@example.com", "me@example.com"]
    documents = GoogleFetcher().fetch({"endpoint": google.endpoint, "calendars": wanted}, {}, READING, lambda _: None)
    found = [next(documents), next(documents)]
    with pytest.raises(FetchError, match="no such calendar"):
        next(documents)
    assert [batches(d)[0].source.name for d in found] == ["Team", "me@example.com"]
    assert [len(titles(d)) for d in found] == [3, 1]
    assert google.bearers[-1] == "Bearer short-lived"


def test_a_name_that_no_calendar_has_is_said(google: Google) -> None:
    google.calendars = {"a@x": [], "b@x": []}
    google.names = {"a@x": "Home", "b@x": "Work"}
    with pytest.raises(FetchError) as failure:
        fetched(google, calendars=["Wrok"])
    assert failure.value.help_line == "it has 2; Google Calendar lists their names"


def test_two_calendars_of_one_name_stay_two_sources(google: Google) -> None:
    google.calendars = {"a@x": [event(1)], "b@x": [event(2)]}
    google.names = {"a@x": "Team", "b@x": "Team"}
    assert [batches(d)[0].source.name for d in fetched(google, calendars=["all"])] == ["Team", "Team (b@x)"]


def test_two_accounts_have_logins_of_their_own(google: Google, tmp_path: Path) -> None:
    google.calendars["primary"] = [event(1)]
    google.refresh_tokens = {"work-token"}
    kept(tmp_path, "work", google.token_file("work-token"))
    kept(tmp_path, "home", google.token_file("revoked"))
    assert len(fetched(google, account="work")) == 1
    with pytest.raises(FetchError, match="no longer accepts the login of home") as failure:
        fetched(google, account="home")
    assert "7 days" in failure.value.help_line
    assert "connratio auth google" in failure.value.help_line
    with pytest.raises(Exception, match="several accounts are logged in: home, work"):
        fetched(google)


def test_a_login_copied_with_wide_rights_is_narrowed(google: Google, tmp_path: Path) -> None:
    google.calendars["primary"] = [event(1)]
    file = kept(tmp_path, "me", google.token_file())
    file.chmod(0o644)
    fetched(google)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_real_login_never_goes_to_a_stand_in(google: Google, tmp_path: Path) -> None:
    kept(tmp_path, "me", {**google.token_file(), "token_uri": "https://oauth2.googleapis.com/token"})
    with pytest.raises(FetchError, match="real login"):
        fetched(google)
    assert google.asked == []


def test_the_stand_in_is_on_this_machine() -> None:
    with pytest.raises(FetchError, match="another machine"):
        list(GoogleFetcher().fetch({"endpoint": "http://example.com/"}, {}, READING, lambda _: None))


def test_nobody_logged_in_is_said_with_the_command() -> None:
    with pytest.raises(FetchError, match="nobody is logged in") as failure:
        list(GoogleFetcher().fetch({"account": "nobody-of-that-name"}, {}, READING, lambda _: None))
    assert failure.value.help_line == "run connratio auth google --account nobody-of-that-name"


def test_busy_times_come_without_titles(google: Google, tmp_path: Path) -> None:
    google.calendars["me@example.com"] = [event(nth) for nth in range(3)]
    kept(tmp_path, "me", google.token_file(scopes=("calendar.freebusy",)))
    documents = GoogleFetcher().fetch(
        {"endpoint": google.endpoint, "calendars": "me@example.com, gone@example.com"}, {}, READING, lambda _: None
    )
    document = next(documents)
    with pytest.raises(PartlyError, match="no such calendar") as failure:
        next(documents)
    assert list(failure.value.parts) == ["gone@example.com"]
    assert titles(document) == ["", "", ""]
    assert b"Meeting" not in document.source.data()
    assert [path for path, _ in google.asked] == ["/freeBusy"] * 8


def test_a_calendar_shared_as_busy_only_is_unknown_time(google: Google) -> None:
    bare = {key: value for key, value in event(1).items() if key in {"kind", "id", "status", "start", "end", "iCalUID"}}
    google.calendars["ana@example.com"] = [bare]
    google.roles["ana@example.com"] = "freeBusyReader"
    (document,) = fetched(google, calendars=["ana@example.com"])
    (batch,) = batches(document)
    assert [p.code for p in batch.problems] == ["C241"]
    assert batch.activities["title"].tolist() == [""]


def test_a_service_account_reads_each_person_without_titles(google: Google, tmp_path: Path) -> None:
    google.calendars["primary"] = [event(1)]
    google.names["primary"] = "Calendar"
    file = service_account(google, tmp_path)
    found = fetched(google, service_account=str(file), people=["Ana@example.com", "bo@example.com"])
    rows = [batches(d)[0] for d in found]
    assert [b.source.name for b in rows] == ["ana@example.com", "bo@example.com"]
    assert [b.activities["person"].tolist() for b in rows] == [["ana@example.com"], ["bo@example.com"]]
    assert all("summary" not in q["fields"][0].split("items(")[1] for _, q in google.asked)
    assert all("description" not in q["fields"][0] for _, q in google.asked)
    assert len(google.tokens) == 2


def test_a_service_account_without_delegation_says_where_to_allow_it(
    google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = service_account(google, tmp_path)
    monkeypatch.setattr(
        google, "token", lambda _: (401, {"error": "unauthorized_client", "error_description": "Client is unauthorized"})
    )
    with pytest.raises(FetchError, match="may not act for people") as failure:
        fetched(google, service_account=str(file), people="ana@example.com")
    assert "Domain-wide delegation" in failure.value.help_line


def test_a_key_that_is_none_is_refused_without_quoting_it(google: Google, tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_text('{"private_key": "hush-key", "client_email": "x", "token_uri": "http://127.0.0.1/"}')
    with pytest.raises(FetchError) as failure:
        fetched(google, service_account=str(file), people="ana@example.com")
    assert "hush" not in failure.value.message + failure.value.help_line


def test_nothing_listening_is_said_in_a_line(google: Google) -> None:
    with pytest.raises(FetchError, match="cannot be reached"):
        fetched(google, endpoint="http://127.0.0.1:9/")


def test_what_will_be_contacted_is_a_host() -> None:
    assert fetcher_of("google").contacts({}) == "oauth2.googleapis.com, www.googleapis.com"
    assert fetcher_of("google").contacts({"endpoint": "http://localhost:8080/x"}) == "localhost:8080"


def test_a_misspelt_option_is_no_silent_default(google: Google) -> None:
    with pytest.raises(FetchError, match="no option 'calender'"):
        fetched(google, calender="Team")


def test_the_name_of_the_source_tells_its_calendars_apart(google: Google) -> None:
    google.calendars = {"a@x": [event(1)], "b@x": [event(2)], "primary": [event(3)]}
    assert [d.name for d in fetched(google, name="work", calendars=["a@x", "b@x"])] == ["work: a@x", "work: b@x"]
    assert [d.name for d in fetched(google, name="work")] == [""]


def test_the_window_can_be_told(google: Google) -> None:
    google.calendars["primary"] = []
    assert fetched(google, since="2026-01-01", days_ahead="0")[0].window == (1767222000000, 1774994400000)
    with pytest.raises(FetchError, match="since"):
        fetched(google, since="yesterday")


def test_the_folder_of_logins_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from connratio.fetch.tokens import folder, save

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setitem(os.environ, "HOME", str(tmp_path))
    login = save("google", "me", {"refresh_token": "x"}, store="file")
    assert login.file.is_relative_to(folder("google"))
    assert login.file.stat().st_mode & 0o777 == 0o600
    assert login.file.parent.stat().st_mode & 0o777 == 0o700
