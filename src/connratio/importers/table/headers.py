"""Which column is which: guessed from the header's words in ten languages, or told by the configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from connratio.model.text import folded

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "start": ("start", "started", "startat", "startedat", "begin", "began", "beginn", "starttime utc", "from", "von", "debut", "inicio", "inizio", "poczatek", "aanvang", "start datetime",
              "startdatetime", "timestamp", "time in", "clock in", "de", "desde", "dal", "van", "od", "開始", "开始", "開始日時", "开始时间", "started utc", "dtstart", "when", "wann", "quand", "cuando", "quando", "in"),
    "end": ("end", "ended", "endat", "endedat", "stop", "stopped", "finish", "finished", "ende", "to", "until", "bis", "fin", "fim", "fine", "koniec", "einde", "end datetime", "enddatetime", "time out",
            "clock out", "a", "hasta", "al", "tot", "do", "終了", "结束", "終了日時", "结束时间", "dtend", "out", "jusqua", "ate"),
    "duration": ("duration", "length", "elapsed", "time spent", "dauer", "duree", "duracion", "duracao", "durata", "duur", "czas trwania", "hours", "minutes", "seconds", "minutos", "horas", "ore", "uren", "godziny",
                 "stunden", "minuten", "heures", "total time", "worked", "所要時間", "时长", "時間", "duration h", "duration decimal", "time h", "time decimal", "hours decimal", "sekunden", "how long", "wie lange", "combien de temps"),
    "date": ("date", "day", "datum", "tag", "jour", "fecha", "dia", "data", "giorno", "dag", "dzien", "日付", "日期"),
    "start_date": ("start date", "startdatum", "date de debut", "fecha de inicio", "data de inicio", "data inizio", "begindatum", "data rozpoczecia", "start day", "from date", "開始日", "开始日期"),
    "end_date": ("end date", "stop date", "enddatum", "date de fin", "fecha de fin", "fecha final", "data de fim", "data fine", "einddatum", "data zakonczenia", "to date", "終了日", "结束日期"),
    "start_time": ("start time", "starttime", "startzeit", "heure de debut", "hora de inicio", "ora inizio", "begintijd", "starttijd", "godzina rozpoczecia", "begin time", "from time", "開始時刻", "beginnzeit"),
    "end_time": ("end time", "endtime", "stop time", "endzeit", "heure de fin", "hora de fin", "hora de fim", "ora fine", "eindtijd", "godzina zakonczenia", "to time", "終了時刻"),
    "title": ("title", "description", "subject", "name", "task", "activity", "what", "note", "notes", "summary", "comment", "entry", "beschreibung", "titel", "betreff", "aufgabe", "tatigkeit", "titre", "tache",
              "titulo", "descripcion", "tarea", "descricao", "tarefa", "titolo", "descrizione", "attivita", "omschrijving", "taak", "opis", "zadanie", "tytul", "件名", "タイトル", "内容", "标题", "描述", "任务", "説明"),
    "app": ("app", "application", "program", "programm", "anwendung", "aplicacion", "aplicativo", "applicazione", "process", "software", "アプリ", "应用"),
    "url": ("url", "link", "website", "address url", "host", "domain", "site"),
    "project": ("project", "client project", "projekt", "projet", "proyecto", "projeto", "progetto", "プロジェクト", "项目"),
    "category": ("category", "kind", "type", "tags", "tag s", "label", "labels", "kategorie", "categorie", "categoria", "etiquetas", "tipo", "typ", "soort", "kategoria", "schlagworte", "カテゴリ", "类别", "分类", "mode", "interaction"),
    "session": ("session", "session id", "conversation", "conversation id", "chat id"),
    "model": ("model", "llm"),
    "people": ("people", "attendees", "participants", "with", "with whom", "teilnehmer", "mit", "avec", "con", "asistentes", "participantes", "partecipanti", "deelnemers", "uczestnicy", "guests", "参加者", "参与者"),
    "n_people": ("n people", "head count", "headcount", "number of people", "attendee count", "participant count", "anzahl teilnehmer"),
    "person": ("email", "user email", "e mail", "person", "user", "member", "employee", "benutzer", "mitarbeiter", "utilisateur", "usuario", "utilizador", "utente", "gebruiker", "uzytkownik", "owner", "ユーザー", "用户"),
    "place": ("place", "location", "room", "ort", "raum", "lieu", "salle", "lugar", "local", "luogo", "sala", "plaats", "locatie", "miejsce", "場所", "地点"),
    "organiser": ("organiser", "organizer", "organisator", "organisateur", "organizador", "organizzatore", "host email"),
    "uid": ("uid", "id", "entry id", "uuid", "guid", "identifier"),
    "timezone": ("timezone", "time zone", "tz", "zeitzone", "fuseau horaire", "zona horaria", "fuso orario", "tijdzone"),
}  # fmt: skip
_UNITS: Final = (
    ("milliseconds", re.compile(r"\b(?:ms|millis|milliseconds?|millisekunden)\b")),
    ("seconds", re.compile(r"\b(?:s|sec|secs|seconds?|sekunden|secondes|segundos|secondi|seconden|sekundy)\b|秒")),
    ("minutes", re.compile(r"\b(?:m|min|mins|minutes?|minuten|minutos|minuti|minuty)\b|分")),
    ("hours", re.compile(r"\b(?:h|hrs?|hours?|decimal|stunden|heures|horas|ore|uren|godziny)\b")),
)


def plain(header: str) -> str:
    """A header in lower case without accents; everything but letters and digits is one blank."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.strip())
    return " ".join(re.findall(r"\w+", folded(spaced.lower()).replace("_", " ")))


def guessed(header: Sequence[str], words_of: Mapping[str, Sequence[str]] = NAMES) -> dict[str, int]:
    """The columns that the header names, by meaning; of several the one whose word comes first in the list, then in the table.

    A header that asks (`Employee?`, `Billable?`) holds yes or no.
    """
    found: dict[str, int] = {}
    names = ["" if h.strip().endswith("?") else plain(h) for h in header]
    tight = [n.replace(" ", "") for n in names]
    bare = [plain(re.sub(r"\(.*?\)|\[.*?\]", " ", h)) if n else "" for h, n in zip(header, names, strict=True)]
    forms = [{names[i], tight[i], bare[i]} - {""} for i in range(len(header))]
    for meaning, words in words_of.items():
        ranks = {form: rank for rank, w in reversed(list(enumerate(words))) for form in (w, w.replace(" ", ""))}
        free = [i for i in range(len(header)) if i not in found.values() and not forms[i].isdisjoint(ranks)]
        if free:
            found[meaning] = min(free, key=lambda i: min(ranks[f] for f in forms[i] if f in ranks))
    return found


def told(columns: Mapping[str, str], header: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """The columns that the configuration names, and those of its names that the table does not have."""
    places = {h.strip().lower(): i for i, h in reversed(list(enumerate(header)))}
    found, missing = {}, []
    for meaning, name in columns.items():
        at = places.get(str(name).strip().lower())
        if at is None or (meaning not in NAMES and meaning != "host"):
            missing.append(f"{meaning}: {name}")
        else:
            found["url" if meaning == "host" else meaning] = at
    return found, missing


def usable(mapping: Mapping[str, int]) -> bool:
    """Whether the columns say when, and how long."""
    begins = {"start", "date", "start_date", "start_time"} & set(mapping)
    return bool(begins and {"end", "end_time", "end_date", "duration"} & set(mapping))


def unit_of(header: str) -> str:
    """The unit of a duration that is a bare number, from its header; "" when it says none."""
    text = plain(header)
    return next((unit for unit, pattern in _UNITS if pattern.search(text)), "")
