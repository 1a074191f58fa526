"""Files compressed with zstd, of which the decoder is an optional part (`pip install "connratio[zstd]"`)."""

from __future__ import annotations

import io
from typing import Final

MAGIC: Final = b"\x28\xb5\x2f\xfd"
_PIECE: Final = 1 << 20


def unpacked(packed: bytes, limit: int) -> tuple[bytes, bool]:
    """What the file unpacks to, as far as it can be read and up to one byte more than `limit`; and whether it is damaged.

    Raises ImportError without the decoder.
    """
    import zstandard

    out = io.BytesIO()
    damaged = False
    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed), read_across_frames=True) as stream:
        try:
            while out.tell() <= limit and (piece := stream.read(min(_PIECE, limit + 1 - out.tell()))):
                out.write(piece)
        except zstandard.ZstdError:
            damaged = True
    return out.getvalue(), damaged
