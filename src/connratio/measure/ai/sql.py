"""The figures of AI as queries of day and number, for metrics; all follow the definitions of `ai.words`.

They read `ai_rows`: the rows of assistants' logs that count, which `add_ai` puts beside the tables of ledger.tables.
"""

from __future__ import annotations

from typing import Any, Final

from connratio.measure.ai import AUGMENTATION, AUGMENTS_FROM, AUTOMATION, BREAK_MS, OPENING, PROMPTS
from connratio.model.words import ACTS, AI_EVIDENCE
from connratio.timeline.classes import Lane

_NAMED: Final = f"({', '.join(repr(a) for a in ACTS if a)})"
_MAIN: Final = "evidence = 'ai_unattended' AND category <> 'subagent'"
_WAITS: Final = "evidence = 'ai_waiting' AND (session = '' OR starts_with(uid, session || '@'))"
_ON_DAY: Final = "JOIN local_days d ON d.person = a.person AND {at} >= d.start_ms AND {at} < d.end_ms"


def add_ai(tables: Any) -> None:
    """Add the table `ai_rows` for this connection alone."""
    tables.execute(
        f"""CREATE OR REPLACE TEMP TABLE ai_rows AS
            SELECT id, person, uid, evidence, category, app, session, start_ms, end_ms FROM activities
            WHERE evidence IN {AI_EVIDENCE} AND counted AND kind = 'tool' AND end_ms IS NOT NULL AND unplaced_ms = 0"""
    )


def _words(places: tuple[int, ...]) -> str:
    return f"({', '.join(repr(ACTS[n]) for n in places)})"


def cut(rows: str) -> str:
    """Lengths of stretches (a query of `person, start_ms, end_ms`) by local day, cut at midnight."""
    return f"""SELECT d.day, least(a.end_ms, d.end_ms) - greatest(a.start_ms, d.start_ms) AS n FROM ({rows}) a
               JOIN local_days d ON d.person = a.person AND a.start_ms < d.end_ms AND a.end_ms > d.start_ms"""


def _rows(test: str) -> str:
    return f"SELECT person, start_ms, end_ms FROM ai_rows WHERE {test}"


AGENT: Final = cut(_rows(_MAIN))
SUBAGENT: Final = cut(_rows("evidence = 'ai_unattended' AND category = 'subagent'"))
WAITING: Final = cut(_rows(_WAITS))
RUNNING: Final = cut(
    f"""SELECT person, min(start_ms) AS start_ms, max(end_ms) AS end_ms FROM (
            SELECT *, sum(new) OVER (PARTITION BY person ORDER BY start_ms, end_ms ROWS UNBOUNDED PRECEDING) AS isle FROM (
                SELECT person, start_ms, end_ms, coalesce(start_ms > max(end_ms) OVER (PARTITION BY person ORDER BY start_ms, end_ms
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false)::INTEGER AS new
                FROM ai_rows WHERE {_MAIN})) GROUP BY person, isle"""
)
"""Time in which any machine ran."""
ACTS_DONE: Final = f"""SELECT d.day, 1 AS n FROM ai_rows a {_ON_DAY.format(at="a.end_ms")}
WHERE evidence = 'ai' AND category IN {_NAMED}"""
INTERRUPTS: Final = f"{ACTS_DONE} AND category = 'interrupt'"
TURNS: Final = f"""SELECT d.day, 1 AS n FROM (
    SELECT DISTINCT person, app, session, CASE evidence WHEN 'ai' THEN end_ms
           ELSE coalesce(try_cast(split_part(uid, '@', -1) AS BIGINT), start_ms) END AS moment
    FROM ai_rows WHERE ({_MAIN}) OR ({_WAITS}) OR (evidence = 'ai' AND category IN {_words(OPENING)})) a {_ON_DAY.format(at="a.moment")}"""
_CONVERSATION: Final = "CASE session WHEN '' THEN 'row ' || id ELSE session END"
_SITTINGS: Final = f"""
SELECT person, min(moment) AS moment, count(*) FILTER (WHERE category IN {_words(PROMPTS)}) AS n_prompts, max(label) AS label,
       count(*) FILTER (WHERE category IN {_words(OPENING)}) AS n_turns, count(*) FILTER (WHERE evidence = 'ai') AS n_hands FROM (
    SELECT *, sum(new) OVER (PARTITION BY person, app, conversation ORDER BY moment, end_ms ROWS UNBOUNDED PRECEDING) AS nth FROM (
        SELECT *, CASE WHEN moment - max(end_ms) OVER (PARTITION BY person, app, conversation ORDER BY moment, end_ms
                                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) <= {BREAK_MS} THEN 0 ELSE 1 END AS new,
               max(CASE WHEN said IN {AUGMENTATION} THEN 1 WHEN said IN {AUTOMATION} THEN 2 ELSE 0 END) OVER (PARTITION BY conversation) AS label
        FROM (SELECT person, app, evidence, category, end_ms, {_CONVERSATION} AS conversation, lower(replace(category, '_', ' ')) AS said,
                     CASE WHEN category IN {_NAMED} THEN end_ms ELSE start_ms END AS moment FROM ai_rows WHERE ({_MAIN}) OR evidence = 'ai'
              UNION ALL SELECT person, app, evidence, '', moment, {_CONVERSATION}, '', moment
              FROM (SELECT *, unnest([start_ms, end_ms]) AS moment FROM ai_rows WHERE {_WAITS}))))
GROUP BY person, app, conversation, nth"""


def sittings(test: str = "true") -> str:
    """Sessions that meet a condition, by the day on which they began."""
    return f"SELECT d.day, 1 AS n FROM ({_SITTINGS}) a {_ON_DAY.format(at='a.moment')} WHERE {test}"


SESSIONS: Final = sittings()
ONE_PROMPT: Final = sittings("n_prompts = 1")
AUGMENTING: Final = sittings(f"label = 1 OR (label = 0 AND n_turns >= {AUGMENTS_FROM})")
AUTOMATING: Final = sittings(f"label = 2 OR (label = 0 AND (n_turns = 1 OR n_hands = 0) AND n_turns < {AUGMENTS_FROM})")
_LANES: Final = (int(Lane.AGENT), int(Lane.UNATTENDED))
ATTENDED: Final = f"SELECT day, CASE lane WHEN {_LANES[0]} THEN ms ELSE -ms END AS n FROM time WHERE lane IN {_LANES}"
