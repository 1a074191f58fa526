"""Ids that say nothing: keyed hashes (HMAC-SHA-256) of addresses, UIDs and sessions, under a key of the organisation.

A bare hash of an address is found again by trying addresses; without the key that is not possible (METRICS 3.5.7).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from connratio.model.problems import UsageError

KEY_BYTES: Final = 32
DIGITS: Final = 24
"""Hexadecimal digits kept: two of ten million ids are equal by chance once in 10^14 cases."""


class Ids:
    """The ids under one key; each text is hashed once."""

    def __init__(self, key: bytes) -> None:
        """`key` is secret: whoever has it can find addresses again by trying them."""
        self._key = key
        self._known: dict[str, str] = {}

    def of(self, text: str) -> str:
        """The id of a text; "" stays ""."""
        if not text:
            return ""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[
                :DIGITS
            ]
        return found

    def __reduce__(self) -> tuple[type[Ids], tuple[bytes]]:
        """What another process needs: the key alone."""
        return Ids, (self._key,)


def default_key_file(people: Path) -> Path:
    """Where the key of an organisation lies: in the user's data folder, under its directory's place."""
    import platformdirs

    name = hashlib.sha256(str(people.resolve()).encode()).hexdigest()[:16]
    return platformdirs.user_data_path("connratio") / "organisations" / f"{name}.key"


def ids_of(file: Path) -> Ids:
    """The ids under the key in a file; the file is made, readable for its owner alone, where there is none. Raises UsageError."""
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
                out.write(secrets.token_hex(KEY_BYTES) + "\n")
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise UsageError("the organisation's key can be read by others", f"chmod 600 {file}")
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except OSError as error:
        raise UsageError(
            f"the organisation's key cannot be used: {error.strerror}", "name another place with --key FILE"
        ) from None
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        raise UsageError("the organisation's key is no key of connratio", "name another file with --key FILE")
    return Ids(key)
