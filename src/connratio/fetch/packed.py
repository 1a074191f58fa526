"""What a server packed though nobody asked for it, unpacked within bounds."""

from __future__ import annotations

import zlib

from connratio.fetch.contract import FetchError


def unpacked(data: bytes, encoding: str, most: int, host: str) -> bytes:
    """The document without gzip or deflate around it, at most `most` bytes. Raises FetchError for more, or for another packing."""
    packing = encoding.strip().lower()
    if packing in {"", "identity"} and not data.startswith(b"\x1f\x8b"):
        return data
    if packing not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise FetchError(f"{host} packs its answer in a way that nobody asked for", "read a saved copy of the calendar instead")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        plain = unpacker.decompress(data, most + 1)
    except zlib.error:
        raise FetchError(f"{host} sends what cannot be unpacked", "try again") from None
    if len(plain) > most:
        raise FetchError(f"{host} sends more than a calendar holds", "nothing of it was kept")
    if not unpacker.eof:
        raise FetchError(f"{host} broke off", "try again")
    return plain
