"""Clockify's detailed report as CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from connratio.importers.table.headers import NAMES
from connratio.importers.timers.sheet import Sheet, Words

_HOURS: Final = re.compile(r"[(（]h[)）]\s*$", re.IGNORECASE)  # "Duration (h)", in any language


class ClockifyCsv(Sheet):
    """Clockify ▸ Reports ▸ Detailed ▸ Export ▸ CSV, headers in the account's language, dates in the profile's order
    (seen 2026-11). The column `Type` says Regular or Break.
    """

    name = "clockify"
    words: ClassVar[Words] = {
        "start_date": (*NAMES["start_date"], "fecha inicial", "data inicial", "data de inicio", "startdato"),
        "start_time": (*NAMES["start_time"], "hora inicial", "hora de comienzo", "orario di inizio", "czas rozpoczecia", "开始时间", "開始時間"),
        "end_date": (*NAMES["end_date"], "fecha de finalizacion", "data final", "data de termino", "data di fine", "結束日期"),
        "end_time": (
            *NAMES["end_time"],
            "hora de finalizacion",
            "hora final",
            "hora de termino",
            "orario di fine",
            "ora di fine",
            "czas zakonczenia",
            "结束时间",
            "終了時間",
        ),
        "duration": ("duration h", "dauer h", "duree h", "duracion h", "duracao h", "durata h", "duur h", "czas trwania h", "期間 h", "時間 h", "时长 h", "所要時間 h"),
        "decimal": ("duration decimal",),
        "email": ("email", "e mail", "mail", "correo electronico", "correo", "courriel", "adresse e mail", "メール", "电子邮件", "邮箱"),
        "user": ("user", "benutzer", "utilisateur", "usuario", "utilizador", "utente", "gebruiker", "uzytkownik", "ユーザー", "用户"),
        "client": ("client", "kunde", "cliente", "klant", "klient", "クライアント", "客户"),
        "project": (*NAMES["project"], "project"),
        "task": ("task", "aufgabe", "tache", "tarea", "tarefa", "attivita", "taak", "zadanie", "タスク", "任务"),
        "title": ("description", "beschreibung", "descripcion", "descricao", "descrizione", "beschrijving", "omschrijving", "opis", "説明", "描述"),
        "tags": ("tags", "tag", "schlagworter", "schlagworte", "etiquettes", "etiquetas", "etichette", "tagi", "znaczniki", "タグ", "标签"),
        "type": ("type", "typ", "tipo", "soort", "種類", "タイプ", "类型"),
    }  # fmt: skip
    breaks = frozenset({"break", "pause", "pausa", "descanso", "intervalo", "pauze", "przerwa", "休憩", "休息"})

    def fits(self, header: Sequence[str], found: Mapping[str, int]) -> bool:
        """Whether a duration is given in `(h)`, and a start date and time stand in columns of their own."""
        return {"start_date", "start_time"} <= set(found) and any(_HOURS.search(h) for h in header)
