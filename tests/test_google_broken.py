"""Answers of Google's that no server in its right mind would give: each fails its own calendar, in a line."""

from __future__ import annotations

import pytest
from google.oauth2.credentials import Credentials

from connratio.fetch import google_client
from connratio.fetch.google_client import service_of
from connratio.fetch.google_events import Asking, events
from connratio.fetch.google_refusals import BusyError, CalendarError
from local_server import speaking


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
        b"no web server\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(101)) + b"\r\n{}",
    ],
)
def test_an_answer_that_breaks_off_is_asked_for_again_and_then_said(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_client, "TRIES", 2)
    pauses: list[float] = []
    with speaking(answer) as url:
        asking = Asking(service_of(Credentials("x"), f"{url}/"), "me", (0, 1), sleep=pauses.append)
        with pytest.raises(BusyError, match="cannot be reached"):
            events(asking, "primary", lambda _: None)
    assert len(pauses) == 2


def test_an_answer_nested_without_end_is_no_calendar() -> None:
    with speaking(b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 100_000) as url:
        asking = Asking(service_of(Credentials("x"), f"{url}/"), "me", (0, 1))
        with pytest.raises(CalendarError, match="not what its documentation says"):
            events(asking, "primary", lambda _: None)
