"""Events, messages, the journal poller, settings and history: what holds the window together."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.errors import BadInput, Cancelled, KnownFault
from ui.events import AppEvents, Changed, JournalPoller
from ui.messages import UNEXPECTED, Messages
from ui.navigation import History, Place
from ui.settings_store import FileSettings
from ui.tasks import Dispatcher
from ui.theme.appearance import Appearance
from ui.widgets.notices import BannerBar, DoneBar, ErrorLine


def test_a_change_says_what_it_touches() -> None:
    change = Changed(frozenset({"facts"}), frozenset({7}))
    assert change.touches(7)
    assert not change.touches(8)
    assert change.about("facts", "owners")
    assert not change.about("owners")
    assert Changed().touches(8)
    assert Changed().about("anything")


def test_other_peoples_work_is_found_and_told(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    events, answers = AppEvents(), [None, Changed(frozenset(), frozenset({3}))]
    poller = JournalPoller(events, dispatcher, lambda: answers.pop(0) if answers else None, interval_ms=10_000)
    poller.ask()
    with qtbot.waitSignal(events.changed) as told:
        qtbot.waitUntil(lambda: not dispatcher.busy)
        poller.ask()
    assert told.args[0].cases == {3}


def test_the_poller_asks_again_after_the_record_was_away(qtbot: QtBot, dispatcher: Dispatcher) -> None:
    events, calls = AppEvents(), []

    def poll() -> Changed | None:
        calls.append(1)
        if len(calls) == 1:
            raise KnownFault("The team database does not answer.")
        return Changed()

    poller = JournalPoller(events, dispatcher, poll, interval_ms=10_000)
    with qtbot.waitSignal(dispatcher.unhandled):
        poller.ask()
    with qtbot.waitSignal(events.changed):
        poller.ask()


def test_errors_are_told_as_sentences(qapp: QApplication) -> None:
    messages, banners, passing = Messages(), [], []
    messages.banner_changed.connect(banners.append)
    messages.status_changed.connect(passing.append)
    messages.failed(BadInput("Type another date."))
    messages.failed(ValueError("x"))
    messages.failed(Cancelled("Stopped."))
    assert [b.sentence for b in banners] == ["Type another date.", UNEXPECTED]
    assert banners[1].details == "ValueError: x"
    assert passing == ["Stopped. Nothing was changed."]


def test_every_warning_is_told_and_several_stay_until_they_are_read(qapp: QApplication) -> None:
    messages, banners, passing = Messages(), [], []
    messages.banner_changed.connect(lambda banner: banners.append(banner.sentence))
    messages.status_changed.connect(passing.append)
    messages.warned(())
    messages.warned(("The UPN is wrong.",))
    messages.warned(("The UPN is wrong.", "The ULN is wrong."))
    assert (passing, banners) == (["The UPN is wrong."], ["The UPN is wrong. The ULN is wrong."])


def test_the_done_bar_takes_back_once(qtbot: QtBot, look: Appearance) -> None:
    bar, undone = DoneBar(), []
    qtbot.addWidget(bar)
    messages = Messages()
    messages.done_changed.connect(bar.show_done)
    messages.done("10 cases moved", lambda: undone.append(1))
    assert bar.can_undo
    assert not bar.isHidden()
    bar.undo()
    bar.undo()
    assert undone == [1]
    assert bar.isHidden()


def test_what_comes_of_an_act_later_leaves_the_way_back_of_the_last_act(qtbot: QtBot, look: Appearance) -> None:
    bar, messages = DoneBar(), Messages()
    passing: list[str] = []
    undone: list[str] = []
    qtbot.addWidget(bar)
    messages.done_changed.connect(bar.show_done)
    messages.status_changed.connect(passing.append)
    moved = messages.done("10 cases moved", lambda: undone.append("the move"))
    bar.show_done(None)
    messages.more(moved, "10 papers are in Letters")
    assert bar.accessibleName() == "10 cases moved. 10 papers are in Letters" and bar.can_undo and passing == []
    bar.undo()
    moved = messages.done("2 cases moved", lambda: undone.append("the second move"))
    messages.done("A note was recorded", lambda: undone.append("the note"))
    messages.more(moved, "2 papers are in Letters")
    assert bar.accessibleName() == "A note was recorded" and passing == ["2 papers are in Letters"]
    bar.undo()
    assert undone == ["the move", "the note"]


def test_trouble_stays_until_it_is_over(qtbot: QtBot, look: Appearance) -> None:
    bar, messages, tried = BannerBar(), Messages(), []
    qtbot.addWidget(bar)
    messages.banner_changed.connect(bar.show_banner)
    messages.trouble("The team database stopped answering.", "Try now", lambda: tried.append(1), details="08006")
    assert not bar.isHidden()
    assert bar.accessibleName() == "The team database stopped answering."
    bar._act.click()
    bar._copy.click()
    assert tried == [1]
    assert QApplication.clipboard().text().endswith("08006")
    messages.over()
    assert bar.isHidden()


def test_an_error_line_says_what_to_do_and_goes(qtbot: QtBot, look: Appearance) -> None:
    line = ErrorLine()
    qtbot.addWidget(line)
    line.say("February 2026 has 28 days. Type another date.")
    assert (line.isHidden(), line.sentence) == (False, "February 2026 has 28 days. Type another date.")
    line.say("")
    assert line.isHidden()


def test_settings_are_kept_and_a_spoilt_file_does_not_stop_the_desk(tmp_path: Path) -> None:
    path = tmp_path / "desk" / "window.json"
    FileSettings(path).put("theme", "dark")
    assert FileSettings(path).get("theme", "light") == "dark"
    path.write_text("{not json", encoding="utf-8")
    assert FileSettings(path).get("theme", "light") == "light"
    FileSettings(path).put("theme", "contrast")
    assert FileSettings(path).get("theme", "light") == "contrast"


def test_back_and_forward_go_where_the_person_has_been() -> None:
    history = History()
    assert history.back() is None
    for key in ("today", "cases", "cases", "case"):
        history.go(Place(key, {"case_id": 1} if key == "case" else {}))
    assert history.back() == Place("cases")
    assert history.back() == Place("today")
    assert not history.can_go_back
    assert history.forward() == Place("cases")
    history.go(Place("team"))
    assert not history.can_go_forward
    assert history.back() == Place("cases")


def test_events_carry_who_began_them(qapp: QApplication) -> None:
    events, heard, page = AppEvents(), [], QObject()
    events.changed.connect(heard.append)
    events.tell(frozenset({"facts"}), frozenset({1}), page)
    assert heard[0].initiator is page
