"""`connratio sync google`, as a user runs it against a stand-in for Google on this machine."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import Result, Run
from google_service import Google, event, kept, served


@pytest.fixture
def google(tmp_path: Path) -> Iterator[Google]:
    held = Google()
    with served(held.answer) as url:
        held.url = url
        login(tmp_path, "me", held.token_file())
        yield held


def login(home: Path, account: str, content: dict[str, Any]) -> None:
    kept(home / ".config" / "connratio", account, content)


def configured(home: Path, google: Google, *entries: str) -> None:
    lines = "".join(f"  - {{kind: google, {e}}}\n" for e in entries).replace("ENDPOINT", google.endpoint)
    (home / "connratio.yaml").write_text(f"timezone: Europe/Berlin\nsources:\n{lines}")


def rows(done: Result) -> list[tuple[str, str, str, str]]:
    return [(r["source"], r["n_new"], r["n_gone"], r["status"]) for r in csv.DictReader(io.StringIO(done.out))]


def test_what_left_google_leaves_the_ledger(run: Run, google: Google, tmp_path: Path) -> None:
    google.calendars["primary"] = [event(nth) for nth in range(5)]
    google.names["primary"] = "me@example.com"
    configured(tmp_path, google, "options: {endpoint: ENDPOINT, since: 2026-01-01}")
    first = run("sync", "google", "-f", "csv")
    assert first.code == 0
    assert "contacting 127.0.0.1" in first.err
    assert rows(first) == [("me@example.com", "5", "0", "new")]
    del google.calendars["primary"][2]
    assert rows(run("sync", "google", "-f", "csv"))[0][1:3] == ("0", "1")
    report = run("report", "--from", "2026-03-01", "--until", "2026-04-01", "--by", "total", "-f", "json")
    assert report.json["rows"][0]["human_seconds"] == 4 * 3600


def test_two_accounts_of_which_one_was_revoked(run: Run, google: Google, tmp_path: Path) -> None:
    google.calendars["primary"] = [event(1)]
    login(tmp_path, "old", google.token_file("revoked"))
    configured(tmp_path, google, "account: me, options: {endpoint: ENDPOINT}", "account: old, options: {endpoint: ENDPOINT}")
    done = run("sync", "-f", "json")
    assert done.code == 1
    assert [row["status"] for row in done.json["rows"]] == ["new", "failed"]
    (problem,) = [p for p in done.json["problems"] if p["code"] == "C500"]
    assert "7 days" in problem["message"]
    shown = done.out + done.err
    assert not [word for word in ("hush-client", "lasting", 'revoked"', "short-lived", "Traceback") if word in shown]


def test_two_calendars_under_one_name_do_not_wipe_each_other(run: Run, google: Google, tmp_path: Path) -> None:
    google.calendars = {"a@example.com": [event(1)], "b@example.com": [event(2)]}
    configured(tmp_path, google, "name: work, options: {endpoint: ENDPOINT, calendars: [a@example.com, b@example.com]}")
    for _ in range(2):
        done = run("sync", "work", "-f", "csv")
        assert done.code == 0
    assert [(r[0], r[2]) for r in rows(done)] == [("work: a@example.com", "0"), ("work: b@example.com", "0")]
    listed = run("activities", "--from", "2026-03-01", "--until", "2026-04-01", "-f", "json")
    assert {row["uid"] for row in listed.json["rows"]} == {"e1@google.com", "e2@google.com"}


def test_a_quota_that_is_used_up_fails_the_sync_in_a_line(run: Run, google: Google, tmp_path: Path) -> None:
    google.calendars["primary"] = [event(1)]
    google.refusals = [(403, "quotaExceeded")]
    configured(tmp_path, google, "options: {endpoint: ENDPOINT}")
    done = run("sync", "google", "-f", "json")
    assert done.code == 2
    assert "quota" in json.dumps(done.json["problems"])


def test_ids_come_where_the_login_may_not_look_up_names(run: Run, google: Google, tmp_path: Path) -> None:
    google.calendars["primary"] = [event(1)]
    login(tmp_path, "me", google.token_file(scopes=("calendar.events.owned.readonly",)))
    configured(tmp_path, google, "options: {endpoint: ENDPOINT, calendars: [primary, Team]}")
    done = run("sync", "-f", "csv")
    assert (done.code, rows(done)) == (1, [("Team", "0", "0", "failed"), ("primary", "1", "0", "new")])
    assert "may not look up calendars by name" in done.err


def test_what_is_not_asked_after_the_quota_says_so(run: Run, google: Google, tmp_path: Path) -> None:
    google.calendars = {"a@x": [event(1)], "b@x": [event(2)], "c@x": [event(3)]}
    google.refusals = [(200, ""), (403, "quotaExceeded")]
    configured(tmp_path, google, "options: {endpoint: ENDPOINT, calendars: [a@x, b@x, c@x]}")
    done = run("sync", "-f", "json")
    assert (done.code, [(p["file"], p["message"].split(" (")[0]) for p in done.json["problems"] if p["code"] == "C500"]) == (1, [
        ("b@x", "the quota of the Google project is used up"),
        ("c@x", "not asked, since the quota of the Google project is used up"),
    ])  # fmt: skip


def test_a_calendar_that_tells_no_busy_times_has_a_row_and_keeps_its_past(run: Run, google: Google, tmp_path: Path) -> None:
    google.calendars = {"a@x": [event(1)], "b@x": [event(2)]}
    configured(tmp_path, google, "options: {endpoint: ENDPOINT, freebusy: true, since: 2026-01-01, calendars: [a@x, b@x]}")
    assert run("sync", "-f", "csv").code == 0
    del google.calendars["b@x"]
    done = run("sync", "-f", "csv")
    assert (done.code, {(r[0], r[2], r[3]) for r in rows(done)}) == (1, {("b@x", "0", "failed"), ("a@x", "0", "unchanged")})
    assert len(run("activities", "--from", "2026-03-01", "--until", "2026-04-01", "-f", "json").json["rows"]) == 2


def test_which_of_several_logins_is_said_as_the_command_takes_it(run: Run, google: Google, tmp_path: Path) -> None:
    login(tmp_path, "old", google.token_file())
    assert "connratio sync google NAME" in run("sync", "google", "-f", "csv").err
    assert "name one with --account, or all with --all" in run("auth", "logout").err


def test_busy_times_come_into_the_ledger_without_a_title(run: Run, google: Google, tmp_path: Path) -> None:
    google.calendars["primary"] = [event(1)]
    configured(tmp_path, google, "options: {endpoint: ENDPOINT, freebusy: true, since: 2026-01-01}")
    assert rows(run("sync", "google", "-f", "csv"))[0][:2] == ("me", "1")
    (row,) = run("activities", "--from", "2026-03-01", "--until", "2026-04-01", "-f", "json").json["rows"]
    assert (row["kind"], row["n_people"]) == ("unknown", None)
