"""The views of the Cases page: what can be kept, what they hold, and what the sentence above the list says of them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QInputDialog
from pytest import MonkeyPatch

from ehcp_desk.domain.worklist import CaseQuery, Scope
from tests.ui.pages.conftest import DAY, Open
from ui.pages.cases.page import CasesPage
from ui.pages.cases.views import ONLY_NOW, query_from_json, query_to_json
from ui.screenshots import settle


def test_a_list_worked_out_elsewhere_is_never_kept_as_every_case(opened: Open, monkeypatch: MonkeyPatch) -> None:
    window, desk = opened("cases")
    with desk.store.read() as work:
        three = tuple(work.case_ids(CaseQuery(DAY, Scope.ALL))[:3])
    window.navigate("cases", query=CaseQuery(DAY, Scope.ALL, only=three), words="Written late")
    page = window.page
    assert isinstance(page, CasesPage)
    settle(window, lambda: page.rows.total() == 3)
    assert not page._save.isEnabled()
    assert (page._save.toolTip(), page._save.accessibleDescription()) == (ONLY_NOW, ONLY_NOW)
    monkeypatch.setattr(QInputDialog, "getText", staticmethod(lambda *a, **k: ("Written late", True)))
    page._save_view()
    settle(window, lambda: True)
    with desk.store.read() as work:
        assert "Written late" not in [view.name for view in work.saved_views(desk.user)]
    window.navigate("cases", view="open")
    settle(window, lambda: page.rows.total() > 3)
    assert page._save.isEnabled() and page._save.toolTip() == ""


def test_a_view_just_kept_is_said_to_be_one_that_can_be_deleted(opened: Open, monkeypatch: MonkeyPatch) -> None:
    window, desk = opened("cases", view="held")
    page = window.page
    assert isinstance(page, CasesPage)
    monkeypatch.setattr(QInputDialog, "getText", staticmethod(lambda *a, **k: ("Mine to look at", True)))
    page._save_view()
    settle(window, lambda: page.tabs.chosen.startswith("saved/"))
    assert page._save.text() == "Delete this view"


def test_a_kept_view_loses_nothing_of_its_filter() -> None:
    asked = CaseQuery(DAY, Scope.LIVE, nothing_next=True, team_id=2, open_rules=("T_ORD_",))
    assert query_from_json(query_to_json(asked), DAY) == asked
    assert query_from_json(query_to_json(replace(asked, nothing_next=False)), DAY) == replace(asked, nothing_next=False)
