"""The case of the design's pictures: Maisie Farrowdale of Westmarsh on Friday 30 October 2026, on a real SQLite desk.

Each fact is recorded on the day somebody wrote it down, by the person who did, so that late entries show as late.
Everybody here is invented.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from db.store import open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child, Contactable, YearGroup
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.exchange.emails import read_email
from ehcp_desk.ports.today import Calendar
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.contacts import NewContact, keep_promise, record_contact
from ehcp_desk.services.casework.details import add_person
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import assign, name_psychologist
from ehcp_desk.services.oversight.staffing import add_absence, add_officer, add_team

REF = "SEN/26118"
TODAY = date(2026, 10, 30)
JOY, THANDI, ROSS, RUTH = "Joy Addo", "Thandi Mbeki", "Ross Fairbairn", "Ruth Castellan"


@cache
def law() -> Ruleset:
    """The law of England, read once."""
    return Ruleset.load()


def on(desk: Desk, day: date, user: str = JOY) -> Desk:
    """The same desk on another day, with somebody else at the keyboard."""
    return replace(desk, days=Calendar(day), user=user)


def westmarsh(path: Path) -> Desk:
    """A new desk with its people and nobody's case."""
    store = open_store(str(path), create=True)
    desk = Desk(store, law(), JOY, Calendar(TODAY), papers=Printer(), emails=read_email)
    with store.write(RUTH, on(desk, date(2026, 1, 5)).now()) as work:
        work.set_setting("council.name", "Westmarsh Council")
        work.set_setting("caseload.limit", "55")
    add_team(desk, "North")
    with store.read() as work:
        team = next(iter(work.staff().teams))
    for number, (name, fte) in enumerate(((JOY, 1.0), (THANDI, 1.0), (ROSS, 0.8)), 1):
        add_officer(desk, Officer(number, name, Role.CASEWORKER, team, fte))
    add_officer(desk, Officer(9, RUTH, Role.MANAGER, team))
    return desk


def maisie(desk: Desk) -> int:
    """Maisie's case as the pictures show it.  Returns its id."""
    child = Child(
        0, "Farrowdale", "Maisie", date(2020, 3, 14), "F", year_group=YearGroup(2, 2026), setting="Larkspur Primary",
        need="communication and interaction",
        before_you_ring="Text first, no voicemail. Parents live apart: write to both.",
    )  # fmt: skip
    received = date(2026, 6, 24)
    made = open_request(
        on(desk, received, "Post room"), NewRequest(REF, child, received, "parent", "By email from Jo.")
    )
    case_id = next(iter(made.cases))
    _people(desk)
    assign(on(desk, date(2026, 6, 26), RUTH), [REF], JOY, "knows the school")
    _assessed(desk)
    _drafted(desk)
    _talked(desk)
    absent = desk.store
    with absent.read() as work:
        staff = work.staff()
    joy, thandi = staff.named(JOY), staff.named(THANDI)
    assert joy is not None and thandi is not None
    add_absence(desk, joy.id, date(2026, 11, 9), date(2026, 11, 13), thandi.id, "leave")
    return case_id


def _people(desk: Desk) -> None:
    for name, relation, phone, email, pr, how in (
        ("Jo Farrowdale", "Mother", "07700 900412", "", True, "text first"),
        ("Mark Farrowdale", "Father", "", "mark@example.org", True, "email only"),
        ("Ilse Brandreth", "SENCO, Larkspur Primary", "01632 960118", "", False, ""),
    ):
        add_person(desk, REF, Contactable(0, 0, name, relation, phone, email, pr, how))


def _fact(desk: Desk, kind: str, day: date, note: str = "", written: date | None = None, by: str = JOY,
          source: str = "", paper: str = "", **attrs: str) -> None:  # fmt: skip
    attach = Attachment(paper, f"{paper} of {day}".encode()) if paper else None
    record(on(desk, written or day, by), REF, NewFact(kind, day, attrs, note, source=source), attach)


def _assessed(desk: Desk) -> None:
    _fact(desk, "assess_decision_notified", date(2026, 7, 31), outcome="assess", paper="Decision letter.pdf")
    for body in ("parent", "psychology", "education", "health", "social_care"):
        _fact(desk, "advice_requested", date(2026, 7, 31), body=body)
    name_psychologist(on(desk, date(2026, 7, 31)), REF, "Ama Osei")
    _fact(desk, "advice_received", date(2026, 8, 14), body="parent")
    _fact(desk, "advice_requested", date(2026, 8, 21), body="speech_and_language")
    _fact(desk, "advice_received", date(2026, 8, 28), body="social_care")
    _fact(desk, "advice_received", date(2026, 9, 9), body="health")
    _fact(desk, "advice_received", date(2026, 9, 10), body="education")
    _fact(desk, "advice_requested", date(2026, 9, 18), "The parents asked for it.", body="occupational_therapy")
    _fact(
        desk, "advice_received", date(2026, 9, 25), body="psychology", source="Ama Osei", paper="Psychology advice.pdf"
    )
    _fact(desk, "advice_received", date(2026, 9, 30), body="speech_and_language")
    _fact(desk, "advice_chased", date(2026, 10, 23), body="occupational_therapy")


def _drafted(desk: Desk) -> None:
    _fact(desk, "note", date(2026, 10, 7), "Panel agreed to make a plan", written=date(2026, 10, 12), source=RUTH)
    _fact(desk, "plan_decision_notified", date(2026, 10, 9), source="letter", paper="Plan decision.pdf")
    _fact(desk, "draft_plan_served", date(2026, 10, 19), "Served on both parents by email.", paper="Draft plan.pdf")
    for setting in ("Larkspur Primary", "Greenacre Special"):
        _fact(desk, "setting_consulted", date(2026, 10, 20), setting=setting)
    _fact(desk, "setting_replied", date(2026, 10, 28), "Can meet need.", setting="Larkspur Primary")


def _talked(desk: Desk) -> None:
    kept = record_contact(on(desk, date(2026, 9, 2)), REF, NewContact(
        date(2026, 9, 2), "phone", False, "Jo Farrowdale", "Rang to say who the psychologist is",
        "Send the psychologist’s name in writing", date(2026, 9, 4)))  # fmt: skip
    keep_promise(on(desk, date(2026, 9, 3)), REF, kept.facts[1], date(2026, 9, 3))
    record_contact(on(desk, date(2026, 10, 14)), REF, NewContact(
        date(2026, 10, 14), "phone", True, "Ilse Brandreth", "Asked when the draft plan will come"))  # fmt: skip
    record_contact(on(desk, date(2026, 10, 20)), REF, NewContact(
        date(2026, 10, 20), "email", True, "Mark Farrowdale", "Wants the draft on paper",
        "Post Mark a paper copy of the draft", date(2026, 11, 3)))  # fmt: skip
    record_contact(on(desk, date(2026, 10, 28)), REF, NewContact(
        date(2026, 10, 28), "phone", True, "Jo Farrowdale", "When is the therapy visit?",
        "Ring Jo with the therapy date", TODAY))  # fmt: skip


def second_case(desk: Desk, ref: str = "SEN/26171", surname: str = "Vantongeren", day: date = date(2026, 9, 28)) -> int:
    """A young case that nobody has.  Returns its id."""
    child = Child(0, surname, "Callum", date(2018, 5, 2), year_group=YearGroup(4, 2026), setting="Larkspur Primary")
    made = open_request(on(desk, day, "Post room"), NewRequest(ref, child, day, "school"))
    return next(iter(made.cases))


def opened(path: Path, user: str = JOY) -> Desk:
    """The desk over a database that is already there."""
    return Desk(open_store(str(path), user=user), law(), user, Calendar(TODAY), papers=Printer(), emails=read_email)
