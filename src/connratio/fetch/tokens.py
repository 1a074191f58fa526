"""Where logins are kept: in the keyring where there is a real one, else in a file that only its owner can read."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from connratio.model.problems import UsageError

SERVICE: Final = "connratio"
_NO_KEYRING: Final = ("no keyring can be used here", "leave --store out: a file that only you can read is used then")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")


@dataclass(frozen=True, slots=True)
class Login:
    """One account's login: its name, where it lies ("keyring" or "file"), and the file that says so."""

    account: str
    store: str
    file: Path


def folder(provider: str) -> Path:
    """The folder of a provider's logins, in the user's configuration folder."""
    import platformdirs

    return platformdirs.user_config_path("connratio") / provider


def checked(account: str) -> str:
    """The name of an account, if it can be the name of a file. Raises UsageError otherwise."""
    if not _NAME.fullmatch(account):
        raise UsageError("the account's name holds characters that no file name should", "use letters, digits and . _ @ + -")
    return account


def logins(provider: str) -> list[Login]:
    """All logins of a provider, by name."""
    found = []
    for file in sorted(folder(provider).glob("*.json")):
        if _NAME.fullmatch(file.stem):
            in_keyring = _content(file).get("store") == "keyring"
            found.append(Login(file.stem, "keyring" if in_keyring else "file", file))
    return found


def the_login(provider: str, account: str, advice: str) -> Login | None:
    """The login of an account, or the only one there is where none is named.

    Raises UsageError where several could be meant, with the advice how to name one.
    """
    there = logins(provider)
    if account:
        return next((one for one in there if one.account == account), None)
    if len(there) > 1:
        raise UsageError(f"several accounts are logged in: {', '.join(one.account for one in there)}", advice)
    return there[0] if there else None


def load(provider: str, login: Login) -> dict[str, Any]:
    """What is kept of a login; {} where it cannot be read."""
    if login.store == "file":
        with contextlib.suppress(OSError):
            login.file.chmod(0o600)  # a copied file may have come with wider rights
        return _content(login.file)
    keyring, text = _keyring(), None
    with contextlib.suppress(Exception):  # locked, or gone with its session; backends raise what they like
        text = keyring.get_password(SERVICE, f"{provider}:{login.account}")
    return _parsed(text or "")


def save(provider: str, account: str, content: dict[str, Any], *, store: str = "auto") -> Login:
    """Keep a login. Raises UsageError where the store cannot be had."""
    account = checked(account)
    keyring = _keyring() if store in {"auto", "keyring"} else None
    if store == "keyring" and keyring is None:
        raise UsageError(*_NO_KEYRING)
    file = folder(provider) / f"{account}.json"
    text = json.dumps(content)
    if keyring is not None:
        try:
            keyring.set_password(SERVICE, f"{provider}:{account}", text)
        except Exception as error:  # noqa: BLE001  # backends raise what they like
            if store == "keyring":
                raise UsageError(f"the keyring refused: {type(error).__name__}", "unlock it, or use --store file") from None
        else:
            _write(file, json.dumps({"store": "keyring"}))
            return Login(account, "keyring", file)
    _write(file, text)
    return Login(account, "file", file)


def ready(provider: str, store: str = "auto") -> None:
    """Raise UsageError where no login can be kept: better before somebody logs in than after."""
    if store == "keyring" and _keyring() is None:
        raise UsageError(*_NO_KEYRING)
    there = folder(provider)
    try:
        there.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise UsageError(f"cannot write into {there}: {error.strerror}", "check the rights of the folder") from None


def forget(provider: str, login: Login) -> None:
    """Remove a login from wherever it is. Raises UsageError where that fails."""
    if login.store == "keyring" and (keyring := _keyring()) is not None:
        with contextlib.suppress(Exception):  # not there any more, which is what was wanted
            keyring.delete_password(SERVICE, f"{provider}:{login.account}")
    try:
        login.file.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot remove {login.file}: {error.strerror}", "remove it yourself") from None


def _write(file: Path, text: str) -> None:
    """Write with mode 0600, whole or not at all."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.parent.chmod(0o700)
        fresh = file.with_name(f".{file.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        fresh.replace(file)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}", "check the rights of the folder") from None


def _content(file: Path) -> dict[str, Any]:
    try:
        return _parsed(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return {}


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _keyring() -> Any:
    """The keyring, if the package is installed and has a backend that keeps anything; None otherwise."""
    try:
        import keyring

        return keyring if keyring.get_keyring().priority >= 1 else None
    except Exception:  # noqa: BLE001  # without a session there is no backend, and each fails in its own way
        return None
