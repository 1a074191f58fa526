"""Public holidays of a country or a part of one, from the `holidays` package (its rules are data, nothing is fetched)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from connratio.model.problems import UsageError


def public_holidays(regions: Sequence[str], first: date, until: date) -> list[date]:
    """The days from `first` up to, not including, `until` that are public holidays in any region such as DE or DE-BY.

    Raises UsageError for a region that the package does not know.
    """
    if not regions:
        return []
    import holidays  # takes 40 ms, which nobody pays who has not configured it

    days: set[date] = set()
    for region in regions:
        country, _, part = region.partition("-")
        try:
            days |= set(holidays.country_holidays(country, subdiv=part or None, years=range(first.year, until.year + 1)))
        except NotImplementedError:
            raise UsageError(
                f"the public holidays of {region} are not known", "`holidays:` in connratio.yaml takes DE, or DE-BY for a part"
            ) from None
    return sorted(day for day in days if first <= day < until)
