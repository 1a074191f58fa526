"""The login of a desktop program: Google's page in a browser, an answer on a local port or pasted by hand.

The copy-and-paste flow with a code is gone since 2023, and the flow for devices refuses calendars.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from connratio.fetch.loopback import is_loopback
from connratio.model.problems import UsageError

PATIENCE: Final = 300.0
"""Seconds that a login may take."""
_MAKE_ONE: Final = "make one of type Desktop app in the Google Cloud console; docs/how-to/google.md shows how"
_DONE: Final = b"connratio has its answer. You can close this window.\n"
_NOT_MINE: Final = b"This address does not belong to the login that is under way.\n"

Say = Callable[[str], None]
Answers = queue.Queue[dict[str, list[str]] | None]
"""The query of each address that came back; None for a pasted line that is none."""


def client_of(file: Path) -> dict[str, Any]:
    """The OAuth client in a file from the console. Raises UsageError for anything but a desktop client."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}", "download the client's JSON from the console") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{file} is no JSON", "download the client's JSON from the console") from None
    return checked_client(content, file.name)


def checked_client(content: Any, name: str) -> dict[str, Any]:
    """The content, if it is a desktop client."""
    if isinstance(content, dict) and content.get("type") == "service_account":
        raise UsageError(
            f"{name} is a service account, which needs no login", "name it under `options:` of the source as service_account"
        )
    client = content.get("installed") if isinstance(content, dict) else None
    if not isinstance(client, dict):
        raise UsageError(f"{name} is no OAuth client of a desktop program", _MAKE_ONE)
    missing = [key for key in ("client_id", "client_secret", "auth_uri", "token_uri") if not isinstance(client.get(key), str)]
    if missing:
        raise UsageError(f"{name} lacks {', '.join(missing)}", "download it from the console again")
    if any(not is_loopback(client[key]) and not client[key].startswith("https://") for key in ("auth_uri", "token_uri")):
        raise UsageError(f"{name} names an address without https", "download it from the console again")
    return {"installed": client}


def log_in(client: dict[str, Any], scopes: tuple[str, ...], say: Say, *, browser: bool, port: int) -> dict[str, Any]:
    """What to keep of a login: the credentials as google-auth writes them. Raises UsageError where it fails.

    The answer is taken from the local port or from a pasted address, whichever comes first; both must carry this login's
    own state.
    """
    from google_auth_oauthlib.flow import InstalledAppFlow

    answers: Answers = queue.Queue()
    stand_in = all(is_loopback(client["installed"][key]) for key in ("auth_uri", "token_uri"))
    if stand_in:
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    with _listening(port, answers) as server:
        flow = InstalledAppFlow.from_client_config(client, list(scopes))
        flow.oauth2session.trust_env = not stand_in  # to this machine no proxy leads
        flow.redirect_uri = f"http://localhost:{server.server_port}/"
        url, server.state = flow.authorization_url(access_type="offline", prompt="consent")
        _invite(say, url, server.server_port, browser=browser)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        threading.Thread(target=_pasted, args=(answers, say), daemon=True).start()
        try:
            code = _code(answers, server.state)
        finally:
            server.shutdown()
    return _exchanged(flow, code, scopes)


def _listening(port: int, answers: Answers) -> _Listener:
    try:
        return _Listener(port, answers)
    except OSError as error:
        raise UsageError(f"port {port} cannot be used: {error.strerror}", "choose another one with --port") from None


class _Listener(ThreadingHTTPServer):
    """Waits on this machine alone for the answers to the login whose state it knows.

    A thread for each connection: browsers open some in advance, on which nothing ever comes.
    """

    daemon_threads = True

    def server_bind(self) -> None:
        """Bind, without asking a name server what this machine is called."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that broke off: another one brings the answer."""

    def __init__(self, port: int, answers: Answers) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answers, self.state = answers, ""


class _Handler(BaseHTTPRequestHandler):
    """Takes the address to which Google sends the browser back."""

    server: _Listener
    timeout = 10

    def do_GET(self) -> None:  # the name that http.server calls
        query = _query(self.path)
        mine = query.get("state") == [self.server.state]
        self.send_response(200 if mine else 400)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(_DONE if mine else _NOT_MINE)
        if mine:
            self.server.answers.put(query)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name in http.server
        """Say nothing: the address holds the code."""


def _invite(say: Say, url: str, port: int, *, browser: bool) -> None:
    import webbrowser

    opened = False
    if browser:
        with contextlib.suppress(webbrowser.Error, OSError):
            opened = webbrowser.open(url, new=1)
    if opened:
        say("Your browser shows Google's page; log in there. If it does not, open this address:")
    else:
        say("Open this address in any browser and log in:")
    say(f"\n  {url}\n")
    if not browser:
        say(f"On another machine: ssh -L {port}:localhost:{port} brings the answer here by itself.")
    say("Or, when the browser ends on a page that it cannot show, paste the address of that page here:")


def _pasted(answers: Answers, say: Say) -> None:
    """Pasted addresses as answers; None once a line was no address of this kind and nobody is there to correct it."""
    for line in _typed():
        text = line.strip().strip("'\"<>")
        query = _query(text)
        if "code" in query or "error" in query:
            answers.put(query)
            return
        if not text:
            continue
        say("That is no address with a code; paste the whole address that the browser shows.")
        if not sys.stdin.isatty():
            answers.put(None)
            return


def _typed() -> Iterator[str]:
    """The lines that somebody types, if there is anybody.

    Read from the descriptor itself: a thread that still waits on sys.stdin at the end of the program holds its lock, for which
    Python gives up with a fatal error.
    """
    try:
        source = sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):
        return
    rest = b""
    with contextlib.suppress(OSError):  # a terminal that went away
        while found := os.read(source, 1 << 16):
            *lines, rest = (rest + found).split(b"\n")
            yield from (line.decode("utf-8", "replace") for line in lines)
    if rest:
        yield rest.decode("utf-8", "replace")


def _query(address: str) -> dict[str, list[str]]:
    try:
        return parse_qs(urlsplit(address).query, max_num_fields=50)
    except ValueError:
        return {}


def _code(answers: Answers, state: str) -> str:
    try:
        query = answers.get(timeout=PATIENCE)
    except queue.Empty:
        raise UsageError("nobody logged in within five minutes", "run connratio auth google again") from None
    if query is None:
        raise UsageError("what was pasted is no address with a code", "paste the whole address that the browser ends on")
    if query.get("state") != [state]:
        raise UsageError("the address belongs to another login", "paste the one that this login's page led to")
    if "error" in query:
        denied = query["error"] == ["access_denied"]
        why = "the login was refused on Google's page" if denied else "Google's page reported an error"
        raise UsageError(why, "run connratio auth google again, and allow what it asks for")
    return query["code"][0]


def _exchanged(flow: Any, code: str, scopes: tuple[str, ...]) -> dict[str, Any]:
    # Consent may leave scopes out; oauthlib raises for it unless told that we look ourselves.
    os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"  # noqa: S105  # no password
    try:
        flow.fetch_token(code=code, timeout=60)
        credentials = flow.credentials
    except OSError as error:
        raise UsageError(f"Google cannot be reached ({type(error).__name__})", "check the connection and log in again") from None
    except Exception as error:  # noqa: BLE001  # oauthlib, requests and the flow each raise kinds of their own, with the code in them
        raise UsageError(
            f"Google did not accept the answer ({type(error).__name__})", "run connratio auth google again; an answer holds once"
        ) from None
    granted = set(flow.oauth2session.token.get("scope") or scopes)
    if missing := set(scopes) - granted:
        from connratio.fetch.google_scopes import short

        raise UsageError(
            f"the consent left out {', '.join(short(missing))}",
            "run connratio auth google again and tick every box on Google's page",
        )
    if not credentials.refresh_token:
        raise UsageError("Google gave no lasting login", "remove the access at myaccount.google.com/connections and log in again")
    kept: dict[str, Any] = json.loads(credentials.to_json())
    return {**kept, "scopes": sorted(scopes)}
