"""What every part of the configuration shares: closed, frozen, and a few kinds of value."""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from connratio.config.near import did_you_mean


class Section(BaseModel):
    """One mapping of the file. An unknown key is an error: one that is ignored would change numbers silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_means_default(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}


def one_or_many(value: Any) -> Any:
    """A single text as a list of one; anything else as it is."""
    return [value] if isinstance(value, str) else value


def _address(text: str) -> str:
    address = text.strip().lower().removeprefix("mailto:")
    if address.count("@") != 1 or address[0] == "@" or address[-1] == "@" or any(c in " \t,;<>" for c in address):
        raise ValueError("must be one plain address such as ana@example.com")
    return address


def _word(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def _zone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value.strip())
    except (OSError, ValueError, KeyError):
        from zoneinfo import available_timezones

        near = did_you_mean(value, available_timezones())
        raise ValueError(f"'{value[:60]}' is no time zone{near or '; write it as Europe/Berlin'}") from None


Word = Annotated[str, AfterValidator(_word)]
Words = Annotated[tuple[Word, ...], BeforeValidator(one_or_many, json_schema_input_type=str | list[str])]
Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(one_or_many, json_schema_input_type=str | list[str])]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone, json_schema_input_type=str)]
