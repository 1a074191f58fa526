"""A people directory to be filled in, from the addresses in calendars."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connratio.importers.contract import Batch


def template_rows(batches: Sequence[Batch]) -> list[dict[str, str]]:
    """A line for the owner of each calendar, and for everybody at their domains who is in a meeting; `company` is the domain.

    In the order of domains and addresses. Where no calendar names its owner, the domain of most addresses is taken for the own one.
    """
    owners = {batch.source.owner for batch in batches if batch.source.owner}
    met: Counter[str] = Counter()
    for batch in batches:
        table = batch.activities
        for people in set(table["people"][table["evidence"].among("calendar")]):
            met.update(set(people))
    domains = {_domain(owner) for owner in owners}
    if not domains and met:
        of_domain: Counter[str] = Counter()
        for address, n in met.items():
            of_domain[_domain(address)] += n
        domains = {max(sorted(of_domain), key=of_domain.__getitem__)}
    people = owners | {address for address in met if _domain(address) in domains}
    return [
        {"email": address, "company": _domain(address)}
        for address in sorted(people, key=lambda a: (_domain(a), a))
        if "@" in address
    ]


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
