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
            given = Path(given).expanduser().read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError):
            raise FetchError("the file of `people` cannot be read", "it holds one address a line") from None
    elif isinstance(given, str):
        given = given.split(",")
    found = tuple(dict.fromkeys(str(one).strip().lower() for one in given or () if str(one).strip()))
    if not found or any("@" not in one for one in found):
        raise FetchError("a service account needs the addresses of the people", "list them under `options: people:`")
    return found


def person_credentials(options: Mapping[str, Any], person: str, *, only_busy: bool) -> Any:
    """The service account's credentials in the name of a person. Raises FetchError for a file that is none."""
    from google.oauth2 import service_account

    file = Path(str(options["service_account"])).expanduser()
    try:
        info = json.loads(file.read_text(encoding="utf-8"))
        guard(str(info.get("token_uri") or ""), endpoint_of(options))
        scopes = SCOPES["freebusy"] if only_busy else SCOPES["shared"][:1]
        made = service_account.Credentials.from_service_account_info(info, scopes=list(scopes), subject=person)
    except OSError as error:
        raise FetchError(f"the service account's file cannot be read: {error.strerror}", "check `service_account:`") from None
    except (ValueError, AttributeError):
        # Its own message may quote the key.
        raise FetchError(
            "the file of `service_account:` is no service account's key", "download it as JSON from the console"
        ) from None
    return made
