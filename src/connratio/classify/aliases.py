"""Aliases: one person under several addresses or numbers is one person in every count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from connratio.classify.attendance import stronger

if TYPE_CHECKING:
    from typing import Any


def with_main_addresses(activities: pd.DataFrame, main: Mapping[str, str]) -> pd.DataFrame:
    """The activities with every alias in `people` and `organiser` replaced; `main` gives the main address of each alias.

    Who is listed twice then is one person, with the stronger of the two replies.
    """
    if not main:
        return activities
    people, replies = activities["people"].to_numpy().copy(), activities["replies"].to_numpy().copy()
    seen: dict[tuple[Any, Any], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for row in range(len(people)):
        if people[row]:
            pair = (people[row], replies[row])
            if pair not in seen:
                seen[pair] = _merged(*pair, main)
            people[row], replies[row] = seen[pair]
    organisers = activities["organiser"].cat
    codes, distinct = pd.factorize(np.array([main.get(str(o), str(o)) for o in organisers.categories], dtype=object))
    organiser = pd.Categorical.from_codes(codes[organisers.codes.to_numpy()], categories=pd.Index(distinct, dtype=object))
    return activities.assign(people=people, replies=replies, organiser=organiser)


def _merged(
    people: tuple[str, ...], replies: tuple[str, ...], main: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    reply_of: dict[str, str] = {}
    for address, reply in zip(people, replies, strict=True):
        name = main.get(address, address)
        reply_of[name] = stronger(reply_of.get(name, ""), reply)
    return tuple(reply_of), tuple(reply_of.values())
