"""The JSON Schema of connratio.yaml, for editors."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from connratio.config.models import Config


def config_schema() -> dict[str, Any]:
    """A JSON Schema (draft 7, which the YAML language server reads) of what connratio.yaml may hold."""
    made = Config.model_json_schema(by_alias=True, mode="validation", schema_generator=_Untitled)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **made, "title": "connratio.yaml"}


class _Untitled(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the signature is pydantic's
        # A title such as "Not Title" says nothing that the key does not.
        return False
