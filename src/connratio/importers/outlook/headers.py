"""Which column is which, whatever the language; and the words for yes, and for how time is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from connratio.importers.table.headers import plain

NAMES: Final[dict[str, str]] = {
    "title": "Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Temat|Ämne|Emne|件名|主题|主旨|제목",
    "start_date": "Start Date|Beginnt am|Date de début|Fecha de comienzo|Fecha de inicio|Data inizio|Data di inizio|Data de início|Begindatum|Data rozpoczęcia|Startdatum|Startdato|開始日|开始日期|開始日期|시작 날짜",
    "start_time": "Start Time|Beginnt um|Heure de début|Hora de comienzo|Comienzo|Hora de inicio|Ora inizio|Ora di inizio|Hora de início|Begintijd|Czas rozpoczęcia|Godzina rozpoczęcia|Starttid|Starttidspunkt|開始時刻|开始时间|開始時間|시작 시간",
    "end_date": "End Date|Endet am|Date de fin|Fecha de finalización|Fecha de fin|Data fine|Data di fine|Data de término|Data de fim|Einddatum|Data zakończenia|Slutdatum|Slutdato|終了日|结束日期|結束日期|종료 날짜",
    "end_time": "End Time|Endet um|Heure de fin|Hora de finalización|Finalización|Hora de fin|Ora fine|Ora di fine|Hora de término|Hora de fim|Eindtijd|Czas zakończenia|Godzina zakończenia|Sluttid|Sluttidspunkt|終了時刻|结束时间|結束時間|종료 시간",
    "all_day": "All day event|Ganztägiges Ereignis|Journée entière|Événement d'une journée entière|Todo el día|Evento de todo el día|Giornata intera|Evento giornata intera|O dia inteiro|Evento de dia inteiro|Evento para o dia inteiro|Duurt hele dag|Gebeurtenis duurt hele dag|Gebeurtenis van hele dag|Zdarzenie całodzienne|Wydarzenie całodzienne|Całodzienne|Heldagshändelse|Hela dagen|Hele dagen|Heldagshendelse|終日イベント|全天事件|全天|全日事件|하루 종일",
    "organiser": "Meeting Organizer|Besprechungsorganisator|Besprechungsplanung|Organisateur de la réunion|Organisateur d'une réunion|Organizador de la reunión|Organizzatore riunione|Organizzatore della riunione|Organizador da reunião|Organisator van vergadering|Vergaderingsorganisator|Organizator spotkania|Mötesorganisatör|Mødearrangør|Møteleder|会議の開催者|会议组织者|會議召集人|모임 이끌이",
    "required": "Required Attendees|Erforderliche Teilnehmer|Participants obligatoires|Asistentes necesarios|Asistentes requeridos|Partecipanti necessari|Partecipanti obbligatori|Participantes obrigatórios|Participantes necessários|Vereiste deelnemers|Verplichte deelnemers|Wymagani uczestnicy|Uczestnicy wymagani|Obligatoriska deltagare|Nødvendige deltagere|Obligatoriske deltakere|必須出席者|必需的与会者|必选与会者|必要出席者|필수 참석자",
    "optional": "Optional Attendees|Optionale Teilnehmer|Participants facultatifs|Asistentes opcionales|Partecipanti facoltativi|Participantes opcionais|Optionele deelnemers|Opcjonalni uczestnicy|Uczestnicy opcjonalni|Valfria deltagare|Valgfrie deltagere|Valgfrie deltakere|任意出席者|可选的与会者|可选与会者|列席者|선택 참석자",
    "rooms": "Meeting Resources|Besprechungsressourcen|Ressources de la réunion|Recursos de la reunión|Risorse della riunione|Risorse riunione|Recursos da reunião|Vergaderingsresources|Zasoby spotkania|Mötesresurser|Mødesressourcer|Møteressurser|リソース|会议资源|會議資源",
    "category": "Categories|Kategorien|Catégories|Categorías|Categorie|Categorias|Categorieën|Kategorie|Kategorier|分類項目|类别|類別|범주",
    "text": "Description|Beschreibung|Descripción|Descrizione|Descrição|Beschrijving|Opis|Beskrivning|Beskrivelse|内容|説明|说明|描述|설명",
    "place": "Location|Ort|Emplacement|Lieu|Ubicación|Lugar|Luogo|Posizione|Local|Localização|Locatie|Plaats|Lokalizacja|Miejsce|Plats|Sted|場所|地点|位置|위치",
    "private": "Private|Privat|Privé|Privado|Privato|Particular|Prywatne|Prywatny|プライベート|私有|私人|개인",
    "sensitivity": "Sensitivity|Vertraulichkeit|Critère de diffusion|Confidentialité|Confidencialidad|Carácter|Riservatezza|Confidencialidade|Sensibilidade|Vertrouwelijkheid|Gevoeligheid|Charakter|Poufność|Känslighet|Følsomhed|秘密度|敏感度|敏感性",
    "shown": "Show time as|Zeitspanne zeigen als|Anzeigen als|Disponibilité|Afficher l'heure comme|Mostrar hora como|Mostrar tiempo como|Mostra orario come|Mostra ora come|Mostrar horário como|Tijd weergeven als|Pokaż czas jako|Visa tid som|Vis tidspunkt som|Vis tid som|公開方法|予定の公開方法|时间显示为|將時間顯示為|다음으로 시간 표시",
}  # fmt: skip
"""Columns by meaning, as Outlook names them in sixteen languages. Reminders, mileage, billing and priority are of no use here."""
_PLAIN: Final = {plain(name): meaning for meaning, names in NAMES.items() for name in names.split("|")}
_EXACT: Final = frozenset(name.lower() for names in NAMES.values() for name in names.split("|")) | {"début", "fin"}
_TWICE: Final = {"début": ("start_date", "start_time"), "fin": ("end_date", "end_time")}
"""French versions name date and time alike."""
_TRUE: Final = frozenset(
    {
        "true",
        "wahr",
        "vrai",
        "verdadero",
        "vero",
        "verdadeiro",
        "waar",
        "prawda",
        "sant",
        "sand",
        "1",
        "yes",
        "ja",
        "oui",
        "si",
        "sim",
        "tak",
        "on",
        "ein",
        "x",
        "はい",
        "是",
        "참",
    }
)
_SHOWN: Final = {
    "free": "0|free|frei|libre|disponible|disponibile|libero|livre|vrij|beschikbaar|wolny|ledig|空き時間|空闲",
    "tentative": "1|tentative|mit vorbehalt|provisoire|provisional|provvisorio|provvisoria|provisório|voorlopig|wstępna akceptacja|preliminär|foreløbig|仮の予定|暂定",
    "absent": "3|out of office|oof|away|abwesend|absent|fuera de la oficina|fuori sede|ausente|não está no escritório|afwezig|poza biurem|frånvarande|ikke på kontoret|外出中|外出",
    "elsewhere": "4|working elsewhere|an einem anderen ort tätig|travaille ailleurs|trabajando en otro lugar|lavoro da un'altra posizione|trabalhando em outro local|werkt elders|elders werken|praca w innym miejscu|arbetar på annan plats|他の場所で作業中|在其他地方工作",
}  # fmt: skip
_STATUS: Final = {plain(word): status for status, words in _SHOWN.items() for word in words.split("|")}


def mapped(header: Sequence[str]) -> dict[str, int]:
    """The columns that the header names, by meaning; the first of equal ones."""
    found: dict[str, int] = {}
    for i, name in enumerate(header):
        bare = name.strip().lower()
        pair = _TWICE.get(bare)
        meaning = (pair[0] if pair[0] not in found else pair[1]) if pair else _PLAIN.get(plain(name), "")
        if meaning and meaning not in found:
            found[meaning] = i
    return found


def n_exact(header: Sequence[str]) -> int:
    """How many columns are named as Outlook names them, to the letter."""
    return sum(name.strip().lower() in _EXACT for name in header)


def is_outlook(columns: dict[str, int]) -> bool:
    """Whether the columns are those of a calendar: what it is, when, and at least one that only calendars have."""
    return {"title", "start_date"} <= columns.keys() and not {"all_day", "shown", "required"}.isdisjoint(columns)


def is_true(cell: str) -> bool:
    """Whether a cell says yes, in any of the languages."""
    return plain(cell) in _TRUE


def status_of(cell: str) -> str:
    """The status that "show time as" stands for: Outlook writes its number, other programs a word; what is unknown is busy."""
    return _STATUS.get(plain(cell), "")
