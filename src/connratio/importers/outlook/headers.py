"""Which column is which, whatever the language; and the words for yes, and for how time is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from connratio.importers.table.headers import plain
from connratio.importers.text.dates import order_of, parse_date, parse_time

NAMES: Final[dict[str, str]] = {
    "title": "Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Temat|Ämne|Emne|件名|主题|主旨|제목|Тема|Předmět|Predmet|Aihe|Tárgy|Konu|Θέμα|Subiect|נושא|الموضوع",
    "start_date": "Start Date|Beginnt am|Date de début|Fecha de comienzo|Fecha de inicio|Data inizio|Data di inizio|Data de início|Begindatum|Data rozpoczęcia|Startdatum|Startdato|開始日|开始日期|開始日期|시작 날짜|Дата начала|Datum zahájení|Počáteční datum|Dátum začatia|Alkamispäivä|Kezdés dátuma|Başlangıç Tarihi|Ημερομηνία έναρξης|Dată începere|Дата початку|תאריך התחלה|تاريخ البدء",
    "start_time": "Start Time|Beginnt um|Heure de début|Hora de comienzo|Comienzo|Hora de inicio|Ora inizio|Ora di inizio|Hora de início|Begintijd|Czas rozpoczęcia|Godzina rozpoczęcia|Starttid|Starttidspunkt|開始時刻|开始时间|開始時間|시작 시간|Время начала|Čas zahájení|Počáteční čas|Čas začatia|Alkamisaika|Kezdés időpontja|Kezdés ideje|Başlangıç Saati|Ώρα έναρξης|Oră începere|Час початку|שעת התחלה|وقت البدء",
    "end_date": "End Date|Endet am|Date de fin|Fecha de finalización|Fecha de fin|Data fine|Data di fine|Data de término|Data de fim|Einddatum|Data zakończenia|Slutdatum|Slutdato|終了日|结束日期|結束日期|종료 날짜|Дата завершения|Дата окончания|Datum ukončení|Koncové datum|Dátum skončenia|Päättymispäivä|Befejezés dátuma|Bitiş Tarihi|Ημερομηνία λήξης|Dată sfârșit|Дата завершення|Дата закінчення|תאריך סיום|تاريخ الانتهاء",
    "end_time": "End Time|Endet um|Heure de fin|Hora de finalización|Finalización|Hora de fin|Ora fine|Ora di fine|Hora de término|Hora de fim|Eindtijd|Czas zakończenia|Godzina zakończenia|Sluttid|Sluttidspunkt|終了時刻|结束时间|結束時間|종료 시간|Время завершения|Время окончания|Čas ukončení|Koncový čas|Čas skončenia|Päättymisaika|Befejezés időpontja|Befejezés ideje|Bitiş Saati|Ώρα λήξης|Oră sfârșit|Час завершення|Час закінчення|שעת סיום|وقت الانتهاء",
    "all_day": "All day event|Ganztägiges Ereignis|Journée entière|Événement d'une journée entière|Todo el día|Evento de todo el día|Giornata intera|Evento giornata intera|O dia inteiro|Evento de dia inteiro|Evento para o dia inteiro|Duurt hele dag|Gebeurtenis duurt hele dag|Gebeurtenis van hele dag|Zdarzenie całodzienne|Wydarzenie całodzienne|Całodzienne|Heldagshändelse|Hela dagen|Hele dagen|Heldagshendelse|終日イベント|全天事件|全天|全日事件|하루 종일|Evenement, duurt hele dag|Целый день|Celodenní událost|Celodenná udalosť|Koko päivän tapahtuma|Egész napos esemény|Tüm gün süren olay|Ολοήμερο συμβάν|Eveniment pentru întreaga zi|Цілий день|Подія на весь день|אירוע של יום שלם|حدث يوم كامل",
    "organiser": "Meeting Organizer|Besprechungsorganisator|Besprechungsplanung|Organisateur de la réunion|Organisateur d'une réunion|Organizador de la reunión|Organizzatore riunione|Organizzatore della riunione|Organizador da reunião|Organisator van vergadering|Vergaderingsorganisator|Organizator spotkania|Mötesorganisatör|Mødearrangør|Møteleder|会議の開催者|会议组织者|會議召集人|모임 이끌이|Организатор собрания|Организатор встречи|Organizátor schůzky|Organizátor stretnutia|Kokouksen järjestäjä|Értekezlet szervezője|Toplantı Düzenleyicisi|Toplantıyı Düzenleyen|Διοργανωτής σύσκεψης|Organizator întâlnire|Організатор зборів|Організатор наради",
    "required": "Required Attendees|Erforderliche Teilnehmer|Participants obligatoires|Asistentes necesarios|Asistentes requeridos|Partecipanti necessari|Partecipanti obbligatori|Participantes obrigatórios|Participantes necessários|Vereiste deelnemers|Verplichte deelnemers|Wymagani uczestnicy|Uczestnicy wymagani|Obligatoriska deltagare|Nødvendige deltagere|Obligatoriske deltakere|必須出席者|必需的与会者|必选与会者|必要出席者|필수 참석자|Обязательные участники|Povinní účastníci|Povinní účastníci schůzky|Pakolliset osallistujat|Kötelező résztvevők|Gerekli Katılımcılar|Zorunlu Katılımcılar|Απαιτούμενοι συμμετέχοντες|Participanți obligatorii|Обов’язкові учасники",
    "optional": "Optional Attendees|Optionale Teilnehmer|Participants facultatifs|Asistentes opcionales|Partecipanti facoltativi|Participantes opcionais|Optionele deelnemers|Opcjonalni uczestnicy|Uczestnicy opcjonalni|Valfria deltagare|Valgfrie deltagere|Valgfrie deltakere|任意出席者|可选的与会者|可选与会者|列席者|선택 참석자|Необязательные участники|Nepovinní účastníci|Volitelní účastníci|Valinnaiset osallistujat|Nem kötelező résztvevők|İsteğe Bağlı Katılımcılar|Προαιρετικοί συμμετέχοντες|Participanți opționali|Необов’язкові учасники",
    "rooms": "Meeting Resources|Besprechungsressourcen|Ressources de la réunion|Recursos de la reunión|Risorse della riunione|Risorse riunione|Recursos da reunião|Vergaderingsresources|Zasoby spotkania|Mötesresurser|Mødesressourcer|Møteressurser|リソース|会议资源|會議資源|Ресурсы собрания|Ресурсы встречи|Prostředky schůzky|Zdroje stretnutia|Kokousresurssit|Értekezlet erőforrásai|Toplantı Kaynakları|Πόροι σύσκεψης|Resurse întâlnire|Ресурси зборів|Ресурси наради",
    "category": "Categories|Kategorien|Catégories|Categorías|Categorie|Categorias|Categorieën|Kategorie|Kategorier|分類項目|类别|類別|범주|Категории|Kategórie|Luokat|Kategóriák|Kategoriler|Κατηγορίες|Categorii|Категорії",
    "text": "Description|Beschreibung|Descripción|Descrizione|Descrição|Beschrijving|Opis|Beskrivning|Beskrivelse|内容|説明|说明|描述|설명|Описание|Popis|Kuvaus|Leírás|Açıklama|Περιγραφή|Descriere|Опис",
    "place": "Location|Ort|Emplacement|Lieu|Ubicación|Lugar|Luogo|Posizione|Local|Localização|Locatie|Plaats|Lokalizacja|Miejsce|Plats|Sted|場所|地点|位置|위치|Место|Расположение|Umístění|Místo|Umiestnenie|Miesto|Sijainti|Paikka|Hely|Konum|Yer|Τοποθεσία|Θέση|Locație|Розташування|Місце",
    "private": "Private|Privat|Privé|Privado|Privato|Particular|Prywatne|Prywatny|プライベート|私有|私人|개인|Частное|Личное|Soukromé|Súkromné|Yksityinen|Magánjellegű|Özel|Προσωπικό|Ιδιωτικό|Приватне",
    "sensitivity": "Sensitivity|Vertraulichkeit|Critère de diffusion|Confidentialité|Confidencialidad|Carácter|Riservatezza|Confidencialidade|Sensibilidade|Vertrouwelijkheid|Gevoeligheid|Charakter|Poufność|Känslighet|Følsomhed|秘密度|敏感度|敏感性|Пометка|Конфиденциальность|Důvěrnost|Utajení|Citlivosť|Luottamuksellisuus|Bizalmasság|Duyarlılık|Ευαισθησία|Sensibilitate|Конфіденційність",
    "shown": "Show time as|Zeitspanne zeigen als|Anzeigen als|Disponibilité|Afficher l'heure comme|Mostrar hora como|Mostrar tiempo como|Mostra orario come|Mostra ora come|Mostrar horário como|Tijd weergeven als|Pokaż czas jako|Visa tid som|Vis tidspunkt som|Vis tid som|公開方法|予定の公開方法|时间显示为|將時間顯示為|다음으로 시간 표시|В это время|Показывать время как|Zobrazovat čas jako|Zobraziť čas ako|Näytä aika|Näytä ajankohta muodossa|Idő megjelenítése|Zamanı farklı göster|Zaman gösterimi|Εμφάνιση ώρας ως|Se afișează ora ca|Показувати час як",
}  # fmt: skip
"""Columns by meaning, as Outlook names them in two dozen languages. Reminders, mileage, billing and priority are of no use here."""
_PLAIN: Final = {plain(name): meaning for meaning, names in NAMES.items() for name in names.split("|")}
_EXACT: Final = frozenset(name.lower() for names in NAMES.values() for name in names.split("|")) | {"début", "fin"}
_TWICE: Final = {"début": ("start_date", "start_time"), "fin": ("end_date", "end_time")}
"""French versions name date and time alike."""
_TRUE_WORDS: Final = (
    "true|wahr|vrai|verdadero|vero|verdadeiro|waar|prawda|sant|sand|sann|tosi|pravda|igaz|dogru|adevarat|истина|істина|αληθες"
    "|1|yes|ja|oui|si|sim|tak|on|ein|x|はい|是|真|참"
)
_TRUE: Final = frozenset(_TRUE_WORDS.split("|"))
_SHOWN: Final = {
    "free": "0|free|frei|libre|disponible|disponibile|libero|livre|vrij|beschikbaar|wolny|ledig|空き時間|空闲|有空|свободен|volno|voľno|vapaa|szabad|boş|διαθέσιμος|вільний|한가함",
    "tentative": "1|tentative|mit vorbehalt|provisoire|provisional|provvisorio|provvisoria|provisório|voorlopig|wstępna akceptacja|preliminär|foreløbig|仮の予定|暂定|待定|под вопросом|nezávazně|nezáväzné|alustava|feltételes|geçici|με επιφύλαξη|미정",
    "absent": "3|out of office|oof|away|abwesend|absent|fuera de la oficina|fuori sede|ausente|não está no escritório|afwezig|poza biurem|frånvarande|ikke på kontoret|ikke til stede|borte|外出中|外出|不在办公室|нет на работе|нет на месте|mimo kancelář|mimo kancelárie|poissa|távol|nincs az irodában|ofis dışında|εκτός γραφείου|부재 중",
    "elsewhere": "4|working elsewhere|an einem anderen ort tätig|travaille ailleurs|trabajando en otro lugar|lavoro da un'altra posizione|trabalhando em outro local|werkt elders|elders werken|praca w innym miejscu|arbetar på annan plats|arbejder et andet sted|jobber et annet sted|他の場所で作業中|在其他地方工作|работа в другом месте|работаю в другом месте|práce jinde|työskentelee muualla",
}  # fmt: skip
_STATUS: Final = {plain(word): status for status, words in _SHOWN.items() for word in words.split("|")}


_FIXED: Final = (
    "title", "start_date", "start_time", "end_date", "end_time", "all_day", "", "", "", "organiser", "required", "optional", "rooms",
)  # fmt: skip
"""The columns that every language has first and in this order; the others stand by their names' alphabet."""
_WIDTH: Final = 22
_SURE: Final = 4
"""So many known columns at their places make it Outlook's own table, whose others are told by their places too."""
_SAMPLE: Final = 20


def columns_of(rows: Sequence[tuple[int, Sequence[str]]]) -> dict[str, int]:
    """The columns by meaning: as the header names them, else, in a language not known here or only in part, by their places."""
    header = rows[0][1] if rows else []
    found = mapped(header)
    if len(header) != _WIDTH:
        return found
    sample = [cells for _, cells in rows[1 : _SAMPLE + 1] if len(cells) == _WIDTH]
    placed = {meaning: i for i, meaning in enumerate(_FIXED) if meaning}
    named = {meaning: i for meaning, i in found.items() if meaning in placed}
    if is_outlook(found):
        if sum(placed[meaning] == i for meaning, i in named.items()) < max(_SURE, len(named) // 2 + 1):
            return found
        free = set(range(_WIDTH)) - set(found.values())
        return {k: i for k, i in (placed | _status(sample)).items() if i in free} | found
    if not sample or not all(_placed(cells) for cells in sample):
        return found
    return {k: i for k, i in found.items() if i >= len(_FIXED)} | placed | _status(sample)


def _status(sample: Sequence[Sequence[str]]) -> dict[str, int]:
    """The column that has the number of how time is shown in each row."""
    behind = range(len(_FIXED), _WIDTH)
    found = [i for i in behind if sample and all(cells[i].strip() in {"0", "1", "2", "3", "4"} for cells in sample)]
    return {"shown": found[0]} if found else {}


def _placed(cells: Sequence[str]) -> bool:
    """Whether dates and clock times stand where Outlook writes them."""
    return _is_date(cells[1]) and _is_date(cells[3]) and parse_time(cells[2]) is not None and parse_time(cells[4]) is not None


def has_dates(columns: Mapping[str, int], cells: Sequence[str]) -> bool:
    """Whether a row has a date where the columns say that the start is."""
    return columns.get("start_date", len(cells)) < len(cells) and _is_date(cells[columns["start_date"]])


def other_dates(columns: Mapping[str, int], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """What stands in columns of dates that have no meaning here, as that of reminders, whatever their names."""
    for at in set(range(max(map(len, rows), default=0))) - set(columns.values()):
        cells = [cells[at] for cells in rows if at < len(cells) and cells[at].strip()]
        if sum(map(_is_date, cells)) * 2 > len(cells):
            yield from cells


def _is_date(cell: str) -> bool:
    return parse_date(cell, order_of((cell,), "") or "dmy") is not None


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
    """Whether they are a calendar's: what it is, when, and one that only calendars have, or both ends in full (as Google takes in)."""
    times = {"start_time", "end_date", "end_time"} <= columns.keys()
    return {"title", "start_date"} <= columns.keys() and (times or not {"all_day", "shown", "required"}.isdisjoint(columns))


def is_true(cell: str) -> bool:
    """Whether a cell says yes, in any of the languages."""
    return plain(cell) in _TRUE


def status_of(cell: str) -> str:
    """The status that "show time as" stands for: Outlook writes its number, other programs a word; what is unknown is busy."""
    return _STATUS.get(plain(cell), "")
