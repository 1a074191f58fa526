"""Calendars of a list of people, through a service account to which an administrator has given domain-wide delegation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connratio.fetch.contract import FetchError
from connratio.fetch.google_client import endpoint_of, guard
from connratio.fetch.google_scopes import SCOPES


def people_of(options: Mapping[str, Any]) -> tuple[str, ...]:
    """The addresses under `people`, or in the file that it names, one a line. Raises FetchError where there are none."""
    given = options.get("people")
    if isinstance(given, str) and "@" not in given:
        try:
            lines = Path(given).expanduser().read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            raise FetchError("the file of `people` cannot be read", "it holds one address a line") from None
        given = [line.partition("#")[0] for line in lines]
    elif isinstance(given, str):
        given = given.split(",")
    told = given if isinstance(given, list | tuple) else ()
    found = tuple(dict.fromkeys(str(one).strip().lower() for one in told if str(one).strip()))
    if not found or any(one.count("@") != 1 or " " in one for one in found):
        raise FetchError("a service account needs the addresses of the people", "list them under `options: people:`")
    return found


def account_of(options: Mapping[str, Any], *, only_busy: bool) -> Any:
    """The service account's credentials, in nobody's name yet. Raises FetchError for a file that is none."""
    from google.auth.exceptions import GoogleAuthError
    from google.oauth2 import service_account

    file = Path(str(options["service_account"])).expanduser()
    try:
        info = json.loads(file.read_text(encoding="utf-8-sig"))
        guard(str(info.get("token_uri") or ""), endpoint_of(options))
        scopes = SCOPES["freebusy"] if only_busy else SCOPES["shared"][:1]
        return service_account.Credentials.from_service_account_info(info, scopes=list(scopes))
    except OSError as error:
        raise FetchError(f"the service account's file cannot be read: {error.strerror}", "check `service_account:`") from None
    except (ValueError, TypeError, AttributeError, RecursionError, GoogleAuthError):
        # Its own message may quote the key.
        raise FetchError(
            "the file of `service_account:` is no service account's key", "download it as JSON from the console"
        ) from None
