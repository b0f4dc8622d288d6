"""T4 of needs.md through the window: the caseworker moves on, and the story is broken at each of its six steps.

1 the caseworker moves role; 2 a deadline approaches and nobody is told; 3 the parent's emails go unanswered; 4 an exclusion,
a request for help and a complaint never reach the record; 5 the new worker starts from nothing; 6 the parent appeals.
"""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.domain.matters import Owed
from ehcp_desk.domain.worklist import CaseQuery, Scope
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import JOY, REF, THANDI, TODAY
from ui.dialogs.assign import Assign
from ui.dialogs.chronology import ChronologyLook
from ui.dialogs.files import Files
from ui.dialogs.reasoned import Reasoned
from ui.dialogs.record_contact import RecordContact
from ui.dialogs.record_fact import RecordFact
from ui.pages.settings.page import SettingsPage
from ui.widgets.date_field import DateField
from ui.widgets.segments import Segments

MINUTES = 120.0
"""Seconds in which the chronology is printed: the script says minutes."""


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """``told()``: what ``notify`` would tell each person the next morning, as the cases of each."""

    def ask() -> dict[str, list[str]]:
        capsys.readouterr()
        morning = (TODAY + timedelta(3)).isoformat()
        assert run(["--db", str(tmp_path / "desk.db"), "--today", morning, "notify", "--dry-run", "--json"]) == 0
        return {one["to"]: one["cases"] for one in json.loads(capsys.readouterr().out)["messages"]}

    return ask


def printing(at: AtTheDesk, folder: Path) -> None:
    """Give the desk the printers of the installed program."""
    wired = open_desk(str(folder / "desk.db"), at.desk.user, at.desk.today())
    at.desk.__dict__.update(papers=wired.papers, chronologies=wired.chronologies)
    wired.store.close()


def fill(dialog: RecordFact, values: dict[str, str]) -> None:
    """Type or choose each field, as the form shows it."""
    for name, value in values.items():
        control = dialog.attrs.fields[name].control
        if isinstance(control, Segments):
            control.choose(value)
        elif isinstance(control, DateField):
            control.set_day(date.fromisoformat(value))
        elif isinstance(control, QComboBox):
            place = control.findData(value)
            control.setCurrentIndex(place) if place >= 0 else control.setEditText(value)
        elif isinstance(control, QLineEdit | QPlainTextEdit):
            control.setText(value) if isinstance(control, QLineEdit) else control.setPlainText(value)


def tell(at: AtTheDesk, kind: str, words: str, **values: str) -> None:
    """Record a fact in the form, as somebody does who has just been told."""
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind=kind)
    fill(dialog, values)
    dialog.words.setPlainText(words)
    at.save(dialog)
    at.gone(dialog)


def free(at: AtTheDesk) -> set[str]:
    with at.desk.store.read() as work:
        return {row.ref for row in work.case_rows(work.case_ids(CaseQuery(TODAY, Scope.LIVE, unassigned=True)))}


def test_the_script_is_broken_at_every_step(at: AtTheDesk, told: Any, tmp_path: Path) -> None:
    printing(at, tmp_path)
    page = at.open_case()

    # 1. Joy moves on.  Her last day cannot be recorded while she holds a case ...
    at.window.navigate("settings", section="people")
    at.settle()
    settings = at.window.page
    assert isinstance(settings, SettingsPage) and settings.people.view is not None
    joy = settings.people.view.people.named(JOY)
    assert joy is not None and settings.people.table.select_id(joy.id)
    leaving = settings.people.record_leaving()
    assert leaving is not None and leaving.primary is not None
    assert leaving.primary.text().startswith("Spread the ") or leaving.primary.text().startswith("Give the ")
    leaving.act()
    spread = at.shown(Assign)
    at.settle()
    spread.reject()
    at.gone(spread)
    assert at.view().owner == JOY, "nothing was recorded"
    with at.desk.store.read() as work:
        assert work.staff().officers[joy.id].left_on is None
    # ... and a case taken off her is on the Unassigned list, with the reason.
    page = at.open_case()
    off = at.ask("unassign", Reasoned, case_id=at.case_id)
    at.save(off)
    assert off.reason_field.problem.sentence, "not without a reason"
    off.reason.setPlainText("Joy has moved to another role")
    at.save(off)
    at.gone(off)
    at.qtbot.waitUntil(lambda: page.header.owner.value.text() == "nobody yet")
    assert REF in free(at)

    # 2. The deadline approaches: a named person is told, and the window says who answers for it.
    answers = at.view().responsible.name
    assert answers and answers != JOY
    assert REF in told()[answers]
    assert answers in page.header.cover.value.text()

    # 3. The parent writes: the contact is on the record with the day a reply is owed, and waits on the case.
    contact = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: contact.said.isEnabled())
    contact.how.choose("email")
    contact.said.setPlainText("Nobody has answered since September.")
    contact.waits.click()
    at.save(contact)
    at.gone(contact)
    at.qtbot.waitUntil(lambda: any(m.owed is Owed.REPLY and "since September" in m.what for m in at.view().matters))
    owed = next(m for m in at.view().matters if m.owed is Owed.REPLY and "since September" in m.what)
    assert owed.due is not None and owed.due > TODAY

    # 4. An exclusion, a request for help and a complaint: three events, and each waits until somebody acts on it.
    before = {m.fact_id for m in at.view().matters}
    tell(at, "exclusion", "Sent home at ten.", type="sent_home", by="Her mother", setting="Larkspur Primary")
    tell(at, "help_request", "They cannot keep her safe without more adults.", setting="Larkspur Primary")
    tell(at, "complaint", "Nobody answers.", reference="C-118", stage="one", by="Jo Farrowdale",
         answer_by=(TODAY + timedelta(14)).isoformat())  # fmt: skip
    raised = {m.kind: m for m in at.view().matters if m.fact_id not in before}
    assert set(raised) == {"exclusion", "help_request", "complaint"}
    assert (raised["exclusion"].owed, raised["complaint"].owed) == (Owed.SIGNAL, Owed.ANSWER)
    at.qtbot.waitUntil(lambda: len([h for h in (page.file.timeline if page.file else ()) if h.on == TODAY]) >= 4)
    waiting = page.overview.promises.model_of_rows
    shown = {row.id for n in range(waiting.rowCount()) if (row := waiting.row_at(n)) is not None}
    assert {m.fact_id for m in raised.values()} | {owed.fact_id} <= shown, "on the case’s own list"
    assert REF in told()[answers]

    # 5. Thandi takes it over: not without a reason, and she reads the whole story on one page.
    assign = at.ask("assign", Assign, case_ids=[at.case_id], to=THANDI)
    at.save(assign)
    assert assign.reason_field.problem.sentence, "not without a reason"
    assign.reason.setText("Room since the autumn")
    assign.rows.notes[at.case_id].setPlainText("Jo fears the visit will slip again.")
    at.save(assign)
    at.gone(assign)
    at.qtbot.waitUntil(lambda: page.header.owner.value.text() == THANDI)
    sheets: list[Path] = []
    page.acts._files = Files(save_as=lambda _w, _t, name: tmp_path / name, show=sheets.append)
    at.window.book.run("pick_up")
    at.qtbot.waitUntil(lambda: bool(sheets), timeout=30_000)
    [sheet] = PdfReader(sheets[0]).pages
    words = " ".join(sheet.extract_text().split())
    for said in ("Sent home", "asked for help", "C-118", "since September", THANDI, "slip again"):
        assert said in words, said
    assert free(at) & {REF} == set()

    # 6. The parent appeals: the chronology, with all of it, is printed at once.
    tell(at, "appeal_received", "")
    begun = time.monotonic()
    look = at.ask("chronology", ChronologyLook, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: look.rows.rowCount() > 0, timeout=30_000)
    papers: list[Path] = []
    look._files = Files(save_as=lambda _p, _t, name: tmp_path / name, show=papers.append)
    at.save(look)
    at.qtbot.waitUntil(lambda: any(tmp_path.glob("Chronology*.pdf")) and not at.window.dispatcher.busy, timeout=60_000)
    assert time.monotonic() - begun < MINUTES
    [paper] = tmp_path.glob("Chronology*.pdf")
    story = " ".join(" ".join(part.extract_text().split()) for part in PdfReader(paper).pages)
    for said in ("sent home", "asked the council for help", "complaint was received", "appeal"):
        assert said.casefold() in story.casefold(), said
