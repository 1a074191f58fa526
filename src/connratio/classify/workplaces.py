"""The place of the day: an entry "Office" or "Home" for the whole day says where its person's meetings without a place were held."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from connratio.classify.rules import RuleSet, default_rules
from connratio.classify.verdicts import judge
from connratio.model.text import folded

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.model.frame import Frame

AT: Final = {"office": "office (place of the day)", "home": "home (place of the day)"}
"""What stands in the column `place` of such meetings; rules read it there."""
_WORDS: Final = {
    "office": (
        r"(?:(?:working |work )?(?:in|at|from) (?:the )?|the )?office(?: day)?|(?:im )?buro(?:tag)?|(?:au )?bureau|(?:en la )?oficina",
        r"(?:no )?escritorio|(?:in )?ufficio|(?:op )?kantoor(?:dag)?|biuro|w biurze|(?:pa )?kontoret|v kancelari|toimisto(?:lla)?",
        r"ofis(?:te)?|(?:в )?офисе?|オフィス|出社|会社|(?:在)?办公室|(?:在)?辦公室|在公司|사무실|출근",
    ),
    "home": (
        r"(?:(?:working|work) )?(?:(?:from|at) )?home(?:[- ]?office)?|wfh|(?:working )?remote(?:ly)?|remote day|(?:von )?zu ?hause|daheim",
        r"mobiles arbeiten|domicile|(?:a )?domicile|(?:a la )?maison|teletravail|(?:(?:en|em|a|da|(?:trabajo|trabajar) desde|trabalho em) )?casa",
        r"lavoro da casa|teletrabajo|teletrabalho|smart working|thuis(?:werken|werkdag)?|dom|[wz] domu|praca zdalna|hemma|hjemme(?:kontor)?",
        r"doma|kotona|etatyo|ev(?:den)?|(?:из )?дома|自宅|在宅(?:勤務)?|テレワーク|リモート(?:ワーク)?|家|在家(?:办公|工作|辦公)?|居家(?:办公|辦公)",
        r"住家|재택(?:근무)?|집",
    ),
}
_WHOLE: Final = {where: re.compile(rf"\W*(?:{'|'.join(words)})\W*(?:[(:,–-].*)?", re.DOTALL) for where, words in _WORDS.items()}


def with_workplaces(activities: Frame) -> Frame:
    """The activities; timed calendar entries with neither place nor conference have their person's place of that day.

    It is told by Google's working location, or by an all-day entry whose title is that place. Of two that overlap the
    shorter one holds.
    """
    entry = activities["evidence"].among("calendar") & activities["reason"].among("")
    told = np.flatnonzero(entry & (activities["all_day"] | activities["category"].among("workingLocation")))
    part = activities.take(told[~activities["status"].among("cancelled")[told] & ~activities["response"].among("declined")[told]])
    days = _days(part)
    if not days:
        return activities
    placeless = activities["place"].among("") & activities["conference"].among("")
    open_ = np.flatnonzero(entry & placeless & ~activities["all_day"] & (activities["n_people"] != 1))
    codes, start = activities["person"].codes[open_], activities["start"][open_]
    order = np.lexsort((start, codes))
    codes, start, rows = codes[order], start[order], open_[order]
    found = np.full(len(rows), "", dtype=object)
    for _, whose, first, until, where in sorted(days, reverse=True):
        begin, end = np.searchsorted(codes, [whose, whose + 1])
        low, high = begin + np.searchsorted(start[begin:end], [first, until])
        found[low:high] = AT[where]
    placed = found != ""
    return activities.assign(place=activities["place"].replaced(rows[placed], found[placed]))


def _days(part: Frame) -> list[tuple[int, int, int, int, str]]:
    """Length, person (its code), start, end and place of each entry that tells one."""
    columns = (part[name].tolist() for name in ("category", "place", "title", "start", "end"))
    days = []
    for whose, category, place, title, start, end in zip(part["person"].codes.tolist(), *columns, strict=True):
        where = place_of_day(place if category == "workingLocation" and place else title)
        if where:
            days.append((end - start, whose, start, end, where))
    return days


@lru_cache(maxsize=4096)
def place_of_day(text: str) -> str:
    """`office` or `home` for a text that says no more than that; "" for any other."""
    low = folded(text).lower().strip()
    return next((where for where, pattern in _WHOLE.items() if pattern.fullmatch(low)), "")


def with_modes(activities: Frame, told: Frame, zone: ZoneInfo) -> Frame:
    """The verdicts; where a meeting of a feed without attendees has no mode yet, it is that of a meeting with the same place."""
    open_ = np.flatnonzero(
        activities["evidence"].among("calendar") & told["kind"].among("human") & told["mode"].among("unknown")
        & ~(activities["place"].among("") & activities["conference"].among(""))
    )  # fmt: skip
    if not len(open_):
        return told
    meetings = RuleSet(tuple(r for r in default_rules().rules if r.name.startswith("meeting")))
    like = activities.take(open_)
    found = judge(like.assign(n_people=np.full(len(like), 2, dtype=np.int32)), meetings, zone)
    return told.assign(mode=told["mode"].replaced(open_, found["mode"].tolist()))
