"""A restricted file on screen: the reason asked before it opens, who else has a case open, and the acts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from ehcp_desk.domain.errors import ServerGone
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.restricting import open_restricted, restrict, restriction_view
from ehcp_desk.services.records.presence import look_in
from tests.ui.case.at_the_desk import AtTheDesk
from tests.ui.case.maisie import REF
from ui.dialogs.drafts import Draft
from ui.dialogs.promise import AddPromise
from ui.dialogs.reasoned import Reasoned
from ui.dialogs.record_fact import RecordFact
from ui.events import JournalPoller
from ui.frame import Standing, other_peoples_work
from ui.messages import Banner
from ui.pages.actions.page import ActionsPage
from ui.pages.case.page import CasePage
from ui.pages.registers.page import RegistersPage
from ui.pages.team.page import TeamPage
from ui.settings_store import FileSettings


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


@pytest.mark.parametrize("key", ["registers", "actions", "team"])
def test_a_page_of_lists_says_how_many_files_it_did_not_read(at: AtTheDesk, key: str) -> None:
    restrict(at.other, REF, [at.desk.user], "A relation works here")
    at.window.navigate(key)
    page = at.window.page
    assert isinstance(page, RegistersPage | ActionsPage | TeamPage)
    said = page.not_read
    at.qtbot.waitUntil(said.isVisible, timeout=10_000)
    assert said.text().startswith("1 restricted case was not opened and is not read here;")
    open_restricted(at.desk, REF, "To look")
    page.arrive()
    at.qtbot.waitUntil(lambda: not said.isVisible(), timeout=10_000)


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


def _follow(at: AtTheDesk) -> list[str]:
    """Hear of other people's work as the window does; gives the sentences of its banners."""
    said: list[str] = []
    at.window.messages.banner_changed.connect(lambda one: said.append(one.sentence if isinstance(one, Banner) else ""))
    Standing(at.window, at.desk)
    JournalPoller(at.window.events, at.window.dispatcher, other_peoples_work(at.desk), 50)
    return said


def _assert_empty(at: AtTheDesk, page: CasePage) -> None:
    assert (page.file, page.acts.view, page._pending) == (None, None, None)
    assert not page.header.name.isVisible() and not page.timeline.list.isVisible()
    assert "Maisie" not in f"{page.title} {page.accessibleName()} {at.window.windowTitle()}"


def test_a_case_closed_meanwhile_leaves_the_screen_and_stays_away(at: AtTheDesk) -> None:
    said = _follow(at)
    page = at.open_case()
    restrict(at.other, REF, [], "A police matter about the household")
    at.qtbot.waitUntil(lambda: page.file is None, timeout=10_000)
    at.settle()
    _assert_empty(at, page)
    assert said[-1].startswith(f"{REF} is not open to you any more")
    assert look_in(at.other, "another window", at.case_id) == (), "nobody is said to have it open"
    at.window.navigate("today")
    at.window.back()
    at.settle()
    assert at.window.page is page
    _assert_empty(at, page)
    page.go_to_tab("Timeline")
    page.show_changes()
    at.settle()
    _assert_empty(at, page)
    assert not any("no case number" in one for one in said)


def test_a_case_closed_behind_another_page_is_gone_before_it_is_gone_back_to(at: AtTheDesk) -> None:
    said = _follow(at)
    page = at.open_case()
    at.window.navigate("today")
    restrict(at.other, REF, [], "A police matter about the household")
    at.qtbot.waitUntil(lambda: page.file is None, timeout=10_000)
    assert said == [], "nothing is said of a page that is not looked at"
    at.window.back()
    _assert_empty(at, page)


def test_a_form_about_a_case_closed_meanwhile_is_closed(at: AtTheDesk) -> None:
    _follow(at)
    at.open_case()
    dialog = at.ask("promise", AddPromise, case_id=at.case_id)
    dialog.what.setText("Ring the refuge")
    other = at.ask("promise", AddPromise, case_id=at.second)
    restrict(at.other, REF, [], "A police matter about the household")
    at.gone(dialog)
    assert other.isVisible(), "a form about another case stays"
    assert at.draft(f"promise.{at.case_id}")["what"] == "Ring the refuge", "the words hold in this window"


def test_a_server_that_is_away_takes_nothing_from_the_screen(at: AtTheDesk) -> None:
    page = at.open_case()
    page._failed(at.case_id, ServerGone("The server does not answer."))
    assert page.file is not None and page.header.name.isVisible()


def test_what_was_typed_before_a_case_was_restricted_leaves_the_file(at: AtTheDesk, tmp_path: Path) -> None:
    kept = tmp_path / "window.json"
    settings = FileSettings(kept)
    at.window.settings = settings
    object.__setattr__(at.window.context, "settings", settings)
    left = Draft(settings, "promise.left", at.desk.store.description, about=[REF])
    left.keep({"what": "Ask about the bruise"})
    _follow(at)
    at.open_case()
    dialog = at.ask("record_fact", RecordFact, case_id=at.case_id, kind="note")
    dialog.words.setPlainText("She names the uncle")
    dialog.keep_draft()
    assert "the uncle" in kept.read_text(encoding="utf-8") and "the bruise" in kept.read_text(encoding="utf-8")
    restrict(at.other, REF, [at.desk.user], "A disclosure")
    at.qtbot.waitUntil(lambda: REF in at.window.context.restricted, timeout=10_000)
    at.settle()
    written = kept.read_text(encoding="utf-8")
    assert "the uncle" not in written and "the bruise" not in written
    dialog.words.setPlainText("She names the uncle, and the flat at 4 Mill Row")
    dialog.keep_draft()
    settings.put("window/size", [800, 600])
    assert "Mill Row" not in kept.read_text(encoding="utf-8")
    assert json.loads(kept.read_text(encoding="utf-8")) == {"window/size": [800, 600]}
    assert left.recall() == {"what": "Ask about the bruise"}, "it holds in this window"


def test_a_draft_about_a_case_closed_since_the_last_start_leaves_the_file(at: AtTheDesk, tmp_path: Path) -> None:
    kept = tmp_path / "window.json"
    Draft(FileSettings(kept), "promise.1", at.desk.store.description, about=[at.case_id]).keep({"what": "Mill Row"})
    restrict(at.other, REF, [], "A disclosure")
    settings = FileSettings(kept)
    at.window.settings = settings
    object.__setattr__(at.window.context, "settings", settings)
    Standing(at.window, at.desk)
    at.qtbot.waitUntil(lambda: "Mill Row" not in kept.read_text(encoding="utf-8"), timeout=10_000)
