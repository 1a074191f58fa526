"""What is said when Google refuses: each in one line of what is wrong and one of what helps."""

from __future__ import annotations

from typing import Any, Final

from connratio.fetch.contract import FetchError

EXPIRED: Final = (
    "run connratio auth google; an app whose consent screen is in Testing logs everybody out after 7 days: "
    "publish it, or make it internal"
)
_LATER: Final = "try again in some minutes"
_UNKNOWN: Final = ("Google knows no such calendar", "check its id, and whether it is shared with this account")
_QUOTA: Final = frozenset({"quotaExceeded", "dailyLimitExceeded", "calendarUsageLimitsExceeded"})
_RATE: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_SCOPE: Final = frozenset({"insufficientPermissions", "insufficientScopes", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})


class GoneError(Exception):
    """410: what was remembered for the next page no longer holds; the calendar is to be read from its beginning."""


class CalendarError(FetchError):
    """One calendar cannot be read; others of the account may."""


class BusyError(CalendarError):
    """Google fails or cannot be reached, even after pauses: for one calendar, or for all."""


class RefusedError(FetchError):
    """The login cannot be renewed: revoked, expired, or never allowed."""


def away() -> BusyError:
    """The login service fails: nothing is known of the login itself."""
    return BusyError("Google's login service does not answer now", "try again later")


def refused(error: Exception, account: str) -> FetchError:
    """What a login that cannot be renewed means; `account` is "" for a service account in somebody's name."""
    text = str(error)
    if getattr(error, "retryable", False):
        return away()
    if not account:
        return _delegation(text)
    if any(word in text for word in ("invalid_client", "deleted_client", "unauthorized_client", "disabled_client")):
        return RefusedError(
            f"Google no longer knows the OAuth client of the login of {account}",
            "run connratio auth google --client FILE with one that exists",
        )
    if any(word in text for word in ("admin_policy_enforced", "org_internal", "access_denied")):
        return RefusedError(f"the administrator of {account} does not allow this access", "ask them to trust the OAuth client")
    return RefusedError(f"Google no longer accepts the login of {account}", EXPIRED)


def _delegation(text: str) -> FetchError:
    if "unauthorized_client" in text or "access_denied" in text:
        return RefusedError(
            "the service account may not act for people with this scope",
            "Admin console, Security, API controls, Domain-wide delegation: client id and scope must be those of docs/how-to/google.md",
        )
    if "JWT" in text and ("iat" in text or "timeframe" in text):
        return FetchError("Google says that this machine's clock is wrong", "set the clock, and try again")
    if "email" in text or "User ID" in text:
        return RefusedError("Google knows no such person in the domain", "correct `people:`")
    return RefusedError(
        "Google does not accept the service account",
        "its key may have been removed: download another one, and name it under `service_account:`",
    )


def failure(error: Any, account: str) -> Exception:
    """What an answer other than 200 means."""
    status, reason = int(error.status_code), _reason(error)
    if status == 410:
        return GoneError(reason)
    if status == 404:
        return CalendarError(*_UNKNOWN)
    if status == 401:
        return RefusedError(f"Google no longer accepts the login of {account}", EXPIRED) if account else _delegation("")
    if reason in _QUOTA:
        return FetchError(
            "the quota of the Google project is used up", "try again tomorrow, or raise the quota in the Google Cloud console"
        )
    if reason in _RATE or status == 429:
        return FetchError("Google asks for slower requests, even after pauses", _LATER)
    if reason in _SCOPE:
        if not account:
            return CalendarError("the service account may not read this", "docs/how-to/google.md names the scope that it needs")
        return CalendarError(
            f"the login of {account} may not read this", "run connratio auth google --shared, or --freebusy for busy times alone"
        )
    if reason in {"accessNotConfigured", "SERVICE_DISABLED"}:
        return FetchError(
            "the Google project has the Calendar API switched off", "switch it on in the Google Cloud console, APIs & Services"
        )
    if status >= 500:
        return BusyError(f"Google's service fails now ({status})", "try again later")
    return CalendarError(
        f"Google refused the request ({status} {reason})".replace(" )", ")"), "connratio auth status shows what the login allows"
    )


def unanswered(calendar: Any) -> CalendarError | None:
    """Why the busy times of a calendar did not come; None where they did. `calendar` is what freebusy.query says of it."""
    if not isinstance(calendar, dict):
        return CalendarError(
            "Google's answer leaves this calendar out", "check its id, and whether it is shared with this account"
        )
    if not calendar.get("errors"):
        return None
    reason = _word(calendar["errors"])
    if reason == "notFound":
        return CalendarError(*_UNKNOWN)
    return CalendarError(f"Google does not tell when this calendar is busy ({reason})".replace(" ()", ""), _LATER)


def _reason(error: Any) -> str:
    """The word for it that Google's answer gives."""
    return _word(error.error_details)


def _word(details: Any) -> str:
    """The reason in a list of errors; only if it is a word, since a proxy may have written the answer."""
    first = details[0] if isinstance(details, list) and details else {}
    word = str(first.get("reason") or "") if isinstance(first, dict) else ""
    return word if word.isidentifier() else ""
