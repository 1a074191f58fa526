"""The figures of AI as queries of day and number, for metrics; all follow the definitions of `ai.words`."""

from __future__ import annotations

from typing import Final

from connratio.measure.ai.rows import AUGMENTATION, AUTOMATION, OPENING, PROMPTS
from connratio.measure.ai.sittings import AUGMENTS_FROM, BREAK_MS
from connratio.model.words import ACTS

_NAMED: Final = f"({', '.join(repr(a) for a in ACTS if a)})"
_LOGS: Final = "counted AND kind = 'tool' AND end_ms IS NOT NULL AND unplaced_ms = 0"
_MAIN: Final = f"{_LOGS} AND evidence = 'ai_unattended' AND category <> 'subagent'"
_ON_DAY: Final = "JOIN local_days d ON d.person = a.person AND {at} >= d.start_ms AND {at} < d.end_ms"


def _words(places: tuple[int, ...]) -> str:
    return f"({', '.join(repr(ACTS[n]) for n in places)})"


def cut(rows: str) -> str:
    """Lengths of stretches (a query of `person, start_ms, end_ms`) by local day, cut at midnight."""
    return f"""SELECT d.day, least(a.end_ms, d.end_ms) - greatest(a.start_ms, d.start_ms) AS n FROM ({rows}) a
               JOIN local_days d ON d.person = a.person AND a.start_ms < d.end_ms AND a.end_ms > d.start_ms"""


def _rows(test: str) -> str:
    return f"SELECT person, start_ms, end_ms FROM activities WHERE {test}"


AGENT: Final = cut(_rows(_MAIN))
SUBAGENT: Final = cut(_rows(f"{_LOGS} AND evidence = 'ai_unattended' AND category = 'subagent'"))
WAITING: Final = cut(_rows(f"{_LOGS} AND evidence = 'ai_waiting' AND (session = '' OR starts_with(uid, session || '@'))"))
RUNNING: Final = cut(
    f"""SELECT person, min(start_ms) AS start_ms, max(end_ms) AS end_ms FROM (
            SELECT *, sum(new) OVER (PARTITION BY person ORDER BY start_ms, end_ms ROWS UNBOUNDED PRECEDING) AS isle FROM (
                SELECT person, start_ms, end_ms, (start_ms > max(end_ms) OVER (PARTITION BY person ORDER BY start_ms, end_ms
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))::INTEGER AS new
                FROM activities WHERE {_MAIN})) GROUP BY person, isle"""
)
"""Time in which any machine ran."""
ACTS_DONE: Final = f"""SELECT d.day, 1 AS n FROM activities a {_ON_DAY.format(at="a.end_ms")}
WHERE {_LOGS} AND evidence = 'ai' AND category IN {_NAMED}"""
INTERRUPTS: Final = f"{ACTS_DONE} AND category = 'interrupt'"
TURNS: Final = f"""SELECT d.day, 1 AS n FROM (
    SELECT DISTINCT person, app, session, CASE evidence WHEN 'ai' THEN end_ms
           ELSE coalesce(try_cast(split_part(uid, '@', -1) AS BIGINT), start_ms) END AS at
    FROM activities WHERE ({_MAIN}) OR ({_LOGS} AND evidence = 'ai' AND category IN {_words(OPENING)})) a {_ON_DAY.format(at="a.at")}"""
_CONVERSATION: Final = "CASE session WHEN '' THEN 'row ' || id ELSE session END"
_SITTINGS: Final = f"""
SELECT person, min(at) AS at, count(*) FILTER (WHERE category IN {_words(PROMPTS)}) AS n_prompts, max(label) AS label,
       count(*) FILTER (WHERE category IN {_words(OPENING)}) AS n_turns, count(*) FILTER (WHERE evidence = 'ai') AS n_hands FROM (
    SELECT *, sum(new) OVER (PARTITION BY person, app, conversation ORDER BY at, end_ms ROWS UNBOUNDED PRECEDING) AS nth FROM (
        SELECT *, CASE WHEN at - max(end_ms) OVER (PARTITION BY person, app, conversation ORDER BY at, end_ms
                                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) <= {BREAK_MS} THEN 0 ELSE 1 END AS new,
               max(CASE WHEN said IN {AUGMENTATION} THEN 1 WHEN said IN {AUTOMATION} THEN 2 ELSE 0 END) OVER (PARTITION BY conversation) AS label
        FROM (SELECT person, app, evidence, category, end_ms, {_CONVERSATION} AS conversation, lower(replace(category, '_', ' ')) AS said,
                     CASE WHEN category IN {_NAMED} THEN end_ms ELSE start_ms END AS at
              FROM activities WHERE ({_MAIN}) OR ({_LOGS} AND evidence = 'ai'))))
GROUP BY person, app, conversation, nth"""


def sittings(test: str = "true") -> str:
    """Sessions that meet a condition, by the day on which they began."""
    return f"SELECT d.day, 1 AS n FROM ({_SITTINGS}) a {_ON_DAY.format(at='a.at')} WHERE {test}"


SESSIONS: Final = sittings()
ONE_PROMPT: Final = sittings("n_prompts = 1")
AUGMENTING: Final = sittings(f"label = 1 OR (label = 0 AND n_turns >= {AUGMENTS_FROM})")
AUTOMATING: Final = sittings(f"label = 2 OR (label = 0 AND (n_turns = 1 OR n_hands = 0) AND n_turns < {AUGMENTS_FROM})")
