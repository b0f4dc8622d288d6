"""A restricted file on screen: the reason asked before it opens, who else has a case open, and the acts."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit

from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.restricting import restrict, restriction_view
from ehcp_desk.services.records.presence import look_in
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF
from ui.dialogs.promise import AddPromise
from ui.dialogs.reasoned import Reasoned
from ui.frame import Standing
from ui.messages import Banner
from ui.pages.case.page import CasePage


def test_a_restricted_case_asks_why_before_anything_of_it_is_shown(at: AtTheDesk) -> None:
    restrict(at.other, REF, [at.desk.user], "A relation works here")
    at.window.navigate("case", case_id=at.case_id)
    asking = at.shown(Reasoned)
    page = at.window.page
    assert isinstance(page, CasePage) and page.file is None
    assert REF in asking.heading.text()
    at.save(asking)
    assert asking.isVisible(), "not without a reason"
    asking.reason.setPlainText("The parent is on the telephone")
    at.save(asking)
    at.gone(asking)
    at.qtbot.waitUntil(lambda: page.file is not None, timeout=10_000)
    opened = restriction_view(at.other, REF).openings[0]
    assert (opened.name, opened.reason) == (at.desk.user, "The parent is on the telephone")


def test_the_file_is_restricted_and_opened_again_from_the_case(at: AtTheDesk) -> None:
    at.open_case()
    asking = at.ask("restrict", Reasoned, case_id=at.case_id)
    names = asking.findChild(QLineEdit)
    assert names is not None
    names.setText("Thandi Mbeki, ")
    asking.reason.setPlainText("A threat was made")
    at.save(asking)
    at.gone(asking)
    found = restriction_view(at.desk, REF).restriction
    assert found is not None and found.names == tuple(sorted({at.desk.user, "Thandi Mbeki"}))
    asking = at.ask("unrestrict", Reasoned, case_id=at.case_id)
    asking.reason.setPlainText("It is over")
    at.save(asking)
    at.gone(asking)
    assert restriction_view(at.desk, REF).restriction is None


def test_a_file_kept_from_its_holder_says_so_in_a_banner_that_stays(at: AtTheDesk) -> None:
    said: list[object] = []
    at.window.context.messages.banner_changed.connect(said.append)
    assign(at.desk, [REF], "Ross Fairbairn", "While she is away")
    at.open_case()
    asking = at.ask("restrict", Reasoned, case_id=at.case_id)
    asking.reason.setPlainText("A relation works here")
    at.save(asking)
    at.gone(asking)
    assert [
        one.sentence.startswith(f"Ross Fairbairn holds {REF} and does not see it now")
        for one in said
        if isinstance(one, Banner)
    ] == [True]


def test_what_is_typed_about_a_restricted_case_stays_in_memory(at: AtTheDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(at.settings, "keep_in_memory", asked.append)
    Standing(at.window, at.desk)
    at.open_case()
    dialog = at.ask("promise", AddPromise, case_id=at.case_id)
    dialog.close()
    at.gone(dialog)
    assert asked == [], "a case that everybody sees"
    asking = at.ask("restrict", Reasoned, case_id=at.case_id)
    asking.reason.setPlainText("A relation works here")
    at.save(asking)
    at.gone(asking)
    at.qtbot.waitUntil(lambda: at.window.context.restricted == {at.case_id, REF}, timeout=10_000)
    dialog = at.ask("promise", AddPromise, case_id=at.case_id)
    dialog.what.setText("Ring the refuge")
    dialog.reject()
    at.gone(dialog)
    assert [name.rpartition("/")[2] for name in asked] == [f"promise.{at.case_id}"]
    assert at.draft(f"promise.{at.case_id}")["what"] == "Ring the refuge"


def test_the_head_says_who_else_has_the_case_open(at: AtTheDesk) -> None:
    page = at.open_case()
    assert not page.header.others.isVisible()
    look_in(at.other, "another window", at.case_id)
    page.presence.beat()
    at.settle()
    assert page.header.others.text().startswith("Also open: Thandi Mbeki since ")
    assert page.header.others.isVisible()
    look_in(at.other, "another window", None)
    page.presence.beat()
    at.settle()
    assert not page.header.others.isVisible()


def test_a_page_that_is_left_is_no_longer_told_of(at: AtTheDesk) -> None:
    at.open_case()
    assert [one.name for one in look_in(at.other, "another window", at.case_id)] == [at.desk.user]
    at.window.navigate("today")
    at.settle()
    assert look_in(at.other, "another window", at.case_id) == ()
