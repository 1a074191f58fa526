"""Files compressed with zstd, of which the decoder is an optional part (`pip install "connratio[zstd]"`)."""

from __future__ import annotations

import io
from typing import Final

MAGIC: Final = b"\x28\xb5\x2f\xfd"
_PIECE: Final = 1 << 16


def unpacked(packed: bytes, limit: int) -> tuple[bytes, bool]:
    """What the file unpacks to, as far as it can be read and about as far as `limit`; and whether it is damaged or cut off.

    Raises ImportError without the decoder.
    """
    import zstandard

    out, at = io.BytesIO(), 0
    frame = zstandard.ZstdDecompressor().decompressobj()
    try:
        while at < len(packed) and out.tell() <= limit:
            if frame.eof:
                frame = zstandard.ZstdDecompressor().decompressobj()
            piece = packed[at : at + _PIECE]
            out.write(frame.decompress(piece))
            at += len(piece) - len(frame.unused_data)
    except zstandard.ZstdError:
        return out.getvalue(), True
    return out.getvalue(), not frame.eof and out.tell() <= limit
