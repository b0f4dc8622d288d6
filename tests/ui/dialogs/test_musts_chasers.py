"""A call-back that did not come is chased, and each time is linked to what it chases and counted (needs.md D2)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from ehcp_desk.cli.main import run
from ehcp_desk.domain.matters import Owed
from ehcp_desk.services.casework.contacts import NewContact, record_contact
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF, TODAY
from ui.dialogs.record_contact import RecordContact
from ui.pages.actions.page import ActionsPage
from ui.pages.today.page import TodayPage
from ui.widgets.matter_words import matter_entry


def read_out(table: QAbstractItemView) -> list[str]:
    """Every cell as a screen reader says it."""
    model = table.model()
    return [str(model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole) or "")
            for row in range(model.rowCount()) for column in range(model.columnCount())]  # fmt: skip


def test_the_third_call_about_one_promise_says_so_on_today_the_case_and_actions(at: AtTheDesk) -> None:
    view = at.view()
    promise = next(m for m in view.matters if m.owed is Owed.PROMISE)
    for _ in range(2):
        record_contact(at.desk, REF, NewContact(TODAY, "phone", True, "Jo", "Has he rung?", chases=promise.fact_id))
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.chases_field.isVisible(), timeout=10_000)
    place = next(n for n in range(dialog.chases.count()) if dialog.chases.itemData(n) == str(promise.fact_id))
    assert promise.what in dialog.chases.itemText(place) and "chased twice" in dialog.chases.itemText(place)
    assert dialog.chases.currentIndex() == 0, "a new call is something new unless somebody says otherwise"
    dialog.chases.setCurrentIndex(place)
    at.qtbot.keyClicks(dialog.said, "Third time I ring")
    at.save(dialog)
    at.gone(dialog)

    now = at.view()
    chased = next(m for m in now.matters if m.fact_id == promise.fact_id)
    assert chased.chased == 3 and "chased 3 times" in matter_entry(chased, TODAY).bottom
    page = at.open_case()
    assert any("chased 3 times" in words for words in read_out(page.overview.promises))
    at.window.navigate("today")
    at.settle()
    today = at.window.page
    assert isinstance(today, TodayPage)
    assert any("chased 3 times" in words for words in read_out(today._promise_table))
    at.window.navigate("actions")
    at.settle()
    actions = at.window.page
    assert isinstance(actions, ActionsPage)
    rows = [actions.rows.row_at(n) for n in range(actions.rows.total())]
    assert [row.since_words for row in rows if row and row.id == promise.fact_id] == ["chased 3 times"]


def test_what_we_write_to_them_chases_nothing_of_ours(at: AtTheDesk) -> None:
    at.open_case()
    dialog = at.ask("record_contact", RecordContact, case_id=at.case_id)
    at.qtbot.waitUntil(lambda: dialog.chases_field.isVisible(), timeout=10_000)
    dialog.chases.setCurrentIndex(1)
    dialog.ways["phone"].choose("out")
    assert not dialog.chases_field.isVisible()
    assert dialog.contact().chases is None


def test_a_chaser_names_a_promise_or_contact_of_its_own_case(
    at: AtTheDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--db", str(tmp_path / "desk.db"), "--user", at.desk.user, "--today", TODAY.isoformat()]
    promise = next(m for m in at.view().matters if m.owed is Owed.PROMISE)
    assert run([*where, "record", REF, "chaser", "--on", TODAY.isoformat(), "--set", "of=999999"]) == 2
    assert "no entry 999999" in capsys.readouterr().err
    assert run([*where, "record", REF, "chaser", "--on", TODAY.isoformat(), "--set", f"of={promise.fact_id}"]) == 0
    capsys.readouterr()
    assert run([*where, "case", REF, "--json"]) == 0
    waiting = json.loads(capsys.readouterr().out)["waiting"]
    assert [one["chased"] for one in waiting if one["entry"] == promise.fact_id] == [1]
    assert run([*where, "actions", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["actions"]
    assert [one["chased"] for one in listed if one["entry"] == promise.fact_id] == [1]
