"""The JSON envelope (CLI 3.6) and NDJSON."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

from connratio.render.units import readable

if TYPE_CHECKING:
    from connratio.model.table import Table


def envelope(schema: str, generated: str, table: Table, extra: dict[str, Any]) -> dict[str, Any]:
    """One document: what was asked, the rows with readable twins, and everything they rest on."""
    head = {"schema": f"connratio.{schema}/1", "generated": generated}
    rows = [readable(r) for r in table.records()]
    return {**head, "query": extra.get("query", {}), "rows": rows, **{k: v for k, v in extra.items() if k != "query"}}


def write_json(document: dict[str, Any], out: IO[str]) -> None:
    """The document on several lines, keys in a fixed order, no NaN."""
    json.dump(document, out, indent=2, ensure_ascii=False, allow_nan=False)
    out.write("\n")


def write_ndjson(schema: str, table: Table, out: IO[str]) -> None:
    """A record that names the schema, then one record per row."""
    out.write(json.dumps({"schema": f"connratio.{schema}/1"}) + "\n")
    for record in table.records():
        out.write(json.dumps(readable(record), ensure_ascii=False, allow_nan=False) + "\n")
