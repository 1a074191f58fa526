"""What an event says of itself (calendars 1.4 to 1.6): state, people, in person or online."""

from __future__ import annotations

import pytest

from connratio.importers.calendar.placeholders import is_placeholder
from read_ics import NINE, event, read


def told(*lines: str) -> dict[str, object]:
    """The columns of an event with these lines."""
    table = read(event(NINE, *lines)).table
    return {name: table[name][0] for name in table.names}


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("STATUS:CONFIRMED", ""),
        ("STATUS:Cancelled", "cancelled"),
        ("STATUS:TENTATIVE", "tentative"),
        ("TRANSP:TRANSPARENT", "free"),
        ("TRANSP:OPAQUE", ""),
        ("TRANSP:TRANSPARENT-NOCONFLICT", "free"),
        ("TRANSP:1", "free"),
        ("TRANSP:0", ""),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", "free"),
        ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\nTRANSP:OPAQUE", "tentative"),
        ("X-MICROSOFT-CDO-BUSYSTATUS:BUSY\nTRANSP:TRANSPARENT", ""),
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", "absent"),
        ("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE\nTRANSP:TRANSPARENT", "elsewhere"),
        ("X-MICROSOFT-CDO-BUSYSTATUS:3", "absent"),
        ("X-MICROSOFT-CDO-INTENDEDSTATUS:FREE", ""),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE\nSTATUS:CANCELLED", "cancelled"),
    ],
)
def test_state_is_read_from_outlook_s_words_before_the_others(lines: str, status: str) -> None:
    assert told(lines)["status"] == status


@pytest.mark.parametrize(
    ("value", "private"),
    [("PRIVATE", True), ("confidential", True), ("PUBLIC", False), ("Public ", False), ("", False), ("X-SECRET", True)],
)
def test_the_title_of_a_private_event_is_not_read(value: str, private: bool) -> None:
    found = told(f"CLASS:{value}", "SUMMARY:Dentist")
    assert (found["private"], found["title"]) == (private, "" if private else "Dentist")


def test_a_private_event_that_was_called_off_stays_so() -> None:
    assert told("CLASS:PRIVATE", "SUMMARY:Abgesagt: Dentist")["status"] == "cancelled"
    assert told("CLASS:PRIVATE", "SUMMARY:Dentist")["status"] == ""


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("ATTENDEE:mailto:Ana@Example.org", "ana@example.org"),
        ("ATTENDEE:MAILTO:ana@example.org?subject=x", "ana@example.org"),
        ("ATTENDEE:ana@example.org", "ana@example.org"),
        ("ATTENDEE;EMAIL=ana@example.org:/aMTc2/principal/", "ana@example.org"),
        ("ATTENDEE;EMAIL=ana@example.org:urn:uuid:1234", "ana@example.org"),
        ("ATTENDEE;EMAIL=ana@example.org:mailto:2_ABC@imip.me.com", "ana@example.org"),
        ('ATTENDEE;CN="Ruiz, Ana: she";EMAIL="ana@example.org":mailto:x@imip.me.com', "ana@example.org"),
        ("ATTENDEE:mailto:ana@googlemail.com", "ana@gmail.com"),
        ("ATTENDEE;CUTYPE=UNKNOWN:mailto:ana@example.org", "ana@example.org"),
        ("ATTENDEE:mailto:ana%40example.org", "ana@example.org"),
        ("ATTENDEE;ROLE=ATTENDEE;STATUS=DECLINED:Ana Ruiz <ana@example.org>", "ana@example.org"),
        ("ORGANIZER:Ana Ruiz <mailto:Ana@Example.org>", "ana@example.org"),
        ("ORGANIZER:mailto:ana@example.org", "ana@example.org"),
    ],
)
def test_an_address_is_found_wherever_a_program_puts_it(line: str, address: str) -> None:
    assert told(line)["people"] == (address,)


@pytest.mark.parametrize(
    "line",
    [
        "ATTENDEE;CUTYPE=ROOM:mailto:blue@example.org",
        "ATTENDEE;CUTYPE=RESOURCE;CN=Blue:mailto:c_188@resource.calendar.google.com",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:birthdays@virtual",
        "ORGANIZER:mailto:abc@group.calendar.google.com",
        "ORGANIZER:mailto:unknownorganizer@calendar.google.com",
        "ORGANIZER:mailto:x@import.calendar.google.com",
        "ORGANIZER:mailto:invalid:nomail",
        "ORGANIZER:mailto:no-reply@calendly.com",
        "ATTENDEE;CUTYPE=GROUP:mailto:team@example.org",
        "ATTENDEE;ROLE=NON-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:boss@example.org",
        "ATTENDEE;ROLE=NON-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Blue room:mailto:blue@example.org",
    ],
)
def test_rooms_feeds_lists_and_who_is_only_informed_are_not_persons_who_come(line: str) -> None:
    assert told(line)["people"] == ()


def test_a_group_is_told_and_guests_are_counted() -> None:
    found = told("ATTENDEE;CUTYPE=GROUP:mailto:team@example.org", "ATTENDEE;X-NUM-GUESTS=2:mailto:ana@example.org")
    assert (found["groups"], found["n_unlisted"]) == (("team@example.org",), 2)


def test_who_declines_brings_nobody() -> None:
    assert told("ATTENDEE;PARTSTAT=DECLINED;X-NUM-GUESTS=2:mailto:ana@example.org")["n_unlisted"] == 0


def test_the_one_to_whom_a_place_was_delegated_is_expected_instead() -> None:
    given = 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:Bo@example.org":mailto:ana@example.org'
    found = told(given)
    assert dict(zip(found["people"], found["replies"], strict=True)) == {  # type: ignore[call-overload]  # a tuple each
        "ana@example.org": "declined", "bo@example.org": "unanswered",
    }  # fmt: skip
    found = told(given, 'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:ana@example.org":mailto:bo@example.org')
    assert found["replies"] == ("declined", "accepted")


@pytest.mark.parametrize(
    ("partstat", "reply"),
    [
        ("ACCEPTED", "accepted"),
        ("tentative", "tentative"),
        ("DECLINED", "declined"),
        ("NEEDS-ACTION", "unanswered"),
        ("DELEGATED", "declined"),
        ("X-WHO", "unanswered"),
    ],
)
def test_replies_are_read(partstat: str, reply: str) -> None:
    assert told(f"ATTENDEE;PARTSTAT={partstat}:mailto:ana@example.org")["replies"] == (reply,)
    assert told(f"ATTENDEE;STATUS={partstat}:Ana <ana@example.org>")["replies"] == (reply,)  # vCalendar 1.0


ROOM = "ATTENDEE;CUTYPE=ROOM;CN=Blue room:mailto:blue@example.org"


@pytest.mark.parametrize(
    ("lines", "place", "conference"),
    [
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/abc", "", "meet.google.com"),
        ("CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://chat.example.org/x", "", "chat.example.org"),
        (
            "CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+4930123\nCONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.jit.si/x",
            "",
            "meet.jit.si",
        ),
        ("X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/x", "", "teams.microsoft.com"),
        ("X-MICROSOFT-ONLINEMEETINGEXTERNALLINK:", "", ""),
        ("X-MICROSOFT-ONLINEMEETINGCONFLINK:conf:sip:ana@example.org", "", "skype.com"),
        ("URL:https://example.zoom.us/j/1", "", "example.zoom.us"),
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/abc\nLOCATION:https://zoom.us/j/1", "", "zoom.us"),
        (
            "X-GOOGLE-CONFERENCE:https://meet.google.com/abc\nDESCRIPTION:Join: https://meet.google.com/abc or https://zoom.us/j/1",
            "",
            "zoom.us",
        ),
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/abc\nDESCRIPTION:Join: https://meet.google.com/abc", "", "meet.google.com"),
        ("URL:https://example.org/agenda", "", ""),
        ("LOCATION:https://whereby.com/team", "", "whereby.com"),
        ("LOCATION:https://cloud.example.org/call/ab12cd34", "", "cloud.example.org"),
        ("LOCATION:Room 4", "Room 4", ""),
        ("LOCATION:Room 4\\, second floor", "Room 4, second floor", ""),
        ("LOCATION:Room 4; https://zoom.us/j/1", "Room 4", "zoom.us"),
        ("LOCATION:Microsoft Teams Meeting; Room 4", "Room 4", "teams.microsoft.com"),
        (f"LOCATION:Microsoft Teams Meeting\n{ROOM}", "Blue room", "teams.microsoft.com"),
        ("DESCRIPTION:Join: <https://teams.live.com/meet/1>", "", "teams.live.com"),
        ('DESCRIPTION:\nX-ALT-DESC;FMTTYPE=text/html:<a href="https://teams.microsoft.com/l/x">', "", "teams.microsoft.com"),
        ("LOCATION:TBD", "", ""),
        ("LOCATION:(link in description)", "", ""),
        ('X-MICROSOFT-LOCATIONS:[{"DisplayName":"Room 7"\\,"LocationUri":""}]', "Room 7", ""),
        ('LOCATION:Cafe\nX-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE="Cafe":geo:1,2', "Cafe", ""),
        ("X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=Cafe Central:geo:48.2,16.3", "Cafe Central", ""),
        ("LOCATION:https://zoom.us/j/1\nX-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=Cafe:geo:1,2", "Cafe", "zoom.us"),
        ('X-MICROSOFT-LOCATIONS:[{"DisplayName":"Microsoft Teams Meeting"}]', "", "teams.microsoft.com"),
        ('X-MICROSOFT-LOCATIONS:[{"DisplayName":""\\,"LocationStreet":"Main St 1"}]', "Main St 1", ""),
        ("LOCATION:https://cloud.example.org/nextcloud/index.php/call/ab12cd34", "", "cloud.example.org"),
        ("CONFERENCE;FEATURE=CHAT:https://chat.example.org/x", "", ""),
        ("CONFERENCE;FEATURE=PHONE:tel:+49-30-123456", "+49-30-123456", ""),
        ("CONFERENCE;FEATURE=CHAT,VIDEO:https://v.example.org/x", "", "v.example.org"),
        ("ATTENDEE;CUTYPE=ROOM;CN=Blue room;PARTSTAT=DECLINED:mailto:blue@example.org", "", ""),
        ("LOCATION:Room 5 / Teams", "Room 5", "teams.microsoft.com"),
        ("LOCATION:Google Meet (instructions in description)", "", "meet.google.com"),
        ("LOCATION:Room 5 (Zoom\\, instructions in description)", "Room 5", "zoom.us"),
        ("LOCATION:Videovergadering", "", "online"),
        ("LOCATION:Web conference", "", "online"),
        ("LOCATION:Microsoft Teams-Besprechung\\, Raum 5", "Raum 5", "teams.microsoft.com"),
        ("LOCATION:Raum 5 (auch per Zoom)", "Raum 5 (auch per Zoom)", ""),
        ("LOCATION:Meet & Eat Café", "Meet & Eat Café", ""),
        (
            "DESCRIPTION:<https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fteams.microsoft.com%2Fl%2Fx&data=05>",
            "",
            "teams.microsoft.com",
        ),
        ("X-ALT-DESC;FMTTYPE=text/html:<a href=https&#58;//zoom.us/j/1>", "", "zoom.us"),
        ("LOCATION:app.slack.com/huddle/T1/C1", "", "app.slack.com"),
        ("LOCATION:discord.gg/abc", "", "discord.gg"),
        ("LOCATION:+49 30 1234567", "+49 30 1234567", ""),
    ],
)
def test_place_and_conference(lines: str, place: str, conference: str) -> None:
    found = told(lines)
    assert (found["place"], found["conference"]) == (place, conference)


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft Teams Meeting", "Microsoft Teams-Besprechung", "Réunion Microsoft Teams",
        "Reunión de Microsoft Teams", "Reunião do Microsoft Teams",
        "Riunione di Microsoft Teams", "Microsoft Teams-vergadering",
        "Spotkanie w aplikacji Microsoft Teams", "Microsoft Teams 会議", "Microsoft Teams会议",
        "Microsoft Teams-möte", "Microsoft Teams-møte", "Schůzka přes Microsoft Teams",
        "Microsoft Teams Toplantısı", "Собрание Microsoft Teams", "Microsoft Teams 회의",
        "Zoom Meeting", "Zoom-Meeting", "Reunión de Zoom", "Zoom ミーティング", "Google Meet",
        "Skype-møte", "Skypebesprechung", "Skype for Business", "Webex", "Online", "virtuell",
        "en ligne", "online (Zoom)", "Videokonferenz", "オンライン", "线上", "онлайн",
        "Join via Teams", "Video call", "Videochiamata", "Huddle", "Nextcloud Talk", "Зум", "Link folgt", "see link below", "lien ci-dessous",
        "Google Meet (instructions in description)", "Zoom (instructions in description)", "Microsoft Teams (instructions in description)",
        "Videovergadering", "Web conference", "Webkonferenz", "Zoom: see link below", "Zoom, Link siehe Einladung",
    ],
)  # fmt: skip
def test_a_placeholder_is_no_room_in_any_language(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "Zoom Room 3",
        "Teams office",
        "Meeting room 4",
        "Room Online",
        "Ana's desk",
        "Salle Jitsi 2",
        "Berlin",
        "会議室A",
        "Video room",
        "Link building",
        "Web team corner",
        "Information desk",
    ],
)
def test_a_room_is_no_placeholder_though_it_may_sound_so(text: str) -> None:
    assert not is_placeholder(text)


ZOOM = "https://us02web.zoom.us/j/123"


def test_an_online_meeting_is_known_by_its_address_not_by_its_host() -> None:
    one, again, other = (told(f"LOCATION:{ZOOM}{rest}")["session"] for rest in ("", "?pwd=x", "4"))
    assert one == again != other
    assert told(f"DESCRIPTION:Join: <{ZOOM}>.")["session"] == one
    assert ZOOM not in str(one)
    assert told("LOCATION:Zoom")["session"] == ""
