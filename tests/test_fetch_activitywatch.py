"""`connratio sync activitywatch`: a server on this machine, asked bucket by bucket."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conftest import Run
from connratio.fetch.activitywatch import ActivityWatchFetcher
from connratio.fetch.contract import FetchError
from connratio.importers.contract import Options

READING = Options(ZoneInfo("UTC"), date(2026, 3, 3))
BUCKET = {"id": "aw-watcher-window_lab", "type": "currentwindow", "client": "aw-watcher-window", "hostname": "lab"}
EVENT = {"id": 1, "timestamp": "2026-03-02T09:00:00Z", "duration": 3600, "data": {"app": "Code", "title": "main.py"}}


class Server(ThreadingHTTPServer):
    """What a server of ActivityWatch answers, and what it was asked."""

    events: list[dict[str, Any]]
    key = ""
    asked: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        known = {"/api/0/buckets/": {BUCKET["id"]: BUCKET}, f"/api/0/buckets/{BUCKET['id']}/events": self.server.events}
        answer = known.get(self.path.split("?")[0])
        allowed = self.headers.get("Authorization", "") == (f"Bearer {self.server.key}" if self.server.key else "")
        self.send_response(200 if answer is not None and allowed else 401)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: Any) -> None:
        """Nothing on standard error."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Handler)
    made.events, made.asked = [EVENT], []
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def test_sync_brings_the_log_of_a_running_server_and_then_only_what_is_new(run: Run, server: Server) -> None:
    first = run("sync", "activitywatch", server.url, "--timezone", "UTC", "--me", "robin@example.org")
    assert first.code == 0, first.err
    assert server.url.removeprefix("http://") in first.err
    assert run("report", "--by", "total", "--from", "2026-03-02", "--until", "2026-03-03").rows[0]["tool_seconds"] == "3600"
    assert run("sync", "activitywatch", server.url).rows[0]["n_new"] == "0"
    server.events = [{**EVENT, "id": 2, "timestamp": "2026-03-02T10:00:00Z", "duration": 60}, EVENT]
    assert run("sync", "activitywatch", server.url).rows[0]["n_new"] == "1"


def test_a_key_is_sent_where_a_file_names_one(server: Server, tmp_path: Path) -> None:
    server.key = "k-1"
    (tmp_path / "key").write_text("k-1\n", encoding="utf-8")
    fetcher = ActivityWatchFetcher()
    told = {"url": server.url, "key_file": str(tmp_path / "key")}
    assert len(list(fetcher.fetch(told, {}, READING, lambda _: None))) == 1
    with pytest.raises(FetchError, match="ActivityWatch"):
        list(fetcher.fetch({"url": server.url}, {}, READING, lambda _: None))


def test_what_did_not_change_is_not_read_again(server: Server) -> None:
    fetcher = ActivityWatchFetcher()
    (first,) = fetcher.fetch({"url": server.url}, {}, READING, lambda _: None)
    (again,) = fetcher.fetch({"url": server.url}, first.state, READING, lambda _: None)
    assert (first.unchanged, again.unchanged) == (False, True)


@pytest.mark.parametrize(
    "url", ["http://example.org:5600", "https://127.0.0.1.example.org", "http://10.0.0.1:5600", "file:///etc/passwd"]
)
def test_no_other_machine_is_ever_asked(url: str) -> None:
    with pytest.raises(FetchError, match="on this machine only"):
        ActivityWatchFetcher().contacts({"url": url})


def test_where_nothing_answers_it_says_how_to_go_on(run: Run) -> None:
    done = run("sync", "activitywatch", "http://127.0.0.1:1")
    assert done.code == 2
    assert "start ActivityWatch" in done.err
