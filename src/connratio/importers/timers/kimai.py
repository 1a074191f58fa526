"""Kimai's timesheets as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from connratio.importers.table.headers import NAMES
from connratio.importers.timers.sheet import Sheet, Words


class KimaiCsv(Sheet):
    """Kimai ▸ Timesheets ▸ Export ▸ CSV, headers in the template's language (seen 2026-11): a date, times of day without
    seconds, no end date. An end before its start lies on the next day, or where the duration says.
    """

    name = "kimai"
    words: ClassVar[Words] = {
        "date": NAMES["date"],
        "start_time": ("from", "begin", "start", "start time", "von", "beginn", "debut", "de", "desde", "inicio", "comienzo", "inizio", "da", "van", "start", "begin", "poczatek", "od", "開始", "开始"),
        "end_time": ("to", "end", "end time", "bis", "ende", "fin", "a", "hasta", "fim", "final", "ate", "fine", "tot", "eind", "einde", "koniec", "do", "終了", "结束"),
        "duration": ("duration", "dauer", "duree", "duracion", "duracao", "durata", "duur", "czas trwania", "時間", "期間", "持续时间", "时长"),
        "email": ("email", "e mail", "mail", "correo electronico", "courriel", "adresse e mail", "メールアドレス", "电子邮件"),
        "user": ("username", "user", "account", "benutzername", "benutzer", "utilisateur", "usuario", "utilizador", "nombre de usuario", "utente", "nome utente", "gebruikersnaam", "gebruiker", "uzytkownik", "ユーザー", "用户", "name"),
        "client": ("customer", "kunde", "client", "cliente", "klant", "klient", "顧客", "客户"),
        "project": (*NAMES["project"], "project"),
        "task": ("activity", "tatigkeit", "activite", "actividad", "atividade", "attivita", "activiteit", "dzialanie", "aktywnosc", "czynnosc", "アクティビティ", "作業", "活动"),
        "title": ("description", "beschreibung", "descripcion", "descricao", "descrizione", "beschrijving", "omschrijving", "opis", "説明", "描述"),
        "tags": ("tags", "schlagworte", "schlagworter", "etiquettes", "etiquetas", "etichette", "labels", "tagi", "znaczniki", "タグ", "标签"),
    }  # fmt: skip

    def fits(self, header: Sequence[str], found: Mapping[str, int]) -> bool:
        """Whether it has Kimai's times, and project and activity beside a customer or a user."""
        times = {"date", "start_time", "end_time", "duration", "project", "task"}
        return times <= set(found) and bool({"client", "user", "email"} & set(found)) and not any("(h)" in h for h in header)
