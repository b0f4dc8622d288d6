"""The Forecast page as a manager uses it: run, compare, test, print; a day's hours; and the bell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.rescue import RULE
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.news import news
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.rescuing import put_first, rescue
from ehcp_desk.services.oversight.worklist import listed
from tests.ui.pages.conftest import DAY, Open
from ui.a11y import problems
from ui.alerts import OFF, TRAY, Alerts
from ui.dialogs.alerts import MyAlerts
from ui.dialogs.files import Files
from ui.main_window import MainWindow
from ui.pages.forecast.page import HOURS, MONTHS, ForecastPage
from ui.screenshots import settle
from ui.widgets.row_table import RowTable

P = TypeVar("P", bound=QWidget)


def page(window: MainWindow, kind: type[P]) -> P:
    return next(p for p in window.findChildren(kind) if p.isVisible())


def test_the_months_are_run_on_arrival_and_compared_on_demand(opened: Open) -> None:
    window, _ = opened("forecast")
    shown = page(window, ForecastPage)
    assert "1,000 runs" in shown.header.sentence.text()
    assert shown.months.table.model().rowCount() == 6
    said = " ".join(part.text() for part in shown.findChildren(QLabel))
    for table in shown.findChildren(RowTable):
        model = table.model()
        cells = [
            str(model.data(model.index(r, c))) for r in range(model.rowCount()) for c in range(model.columnCount())
        ]
        said += " ".join(cells)
    assert not re.search(r"\b[A-Z]_[A-Z]|\.toml", said), "names of rules and files are nobody's words"
    assert problems(shown) == []
    shown.what_if.amounts["requests"].setText("+20 %")
    shown.run()
    settle(window, lambda: True)
    assert shown.months.table.model().rowCount() == 12
    shown.what_if.amounts["requests"].setText("many")
    shown.run()
    assert shown.what_if.wrong.isVisible() and shown.what_if.amounts["requests"].hasFocus()
    settle(window, lambda: True)
    assert shown.months.table.model().rowCount() == 12, "what stood there stays"


def test_the_forecast_is_printed_with_its_test(opened: Open, tmp_path: Path) -> None:
    window, _ = opened("forecast")
    shown = page(window, ForecastPage)
    paper = tmp_path / "forecast.html"
    shown._files = Files(save_as=lambda *_: paper)
    shown._back_test()
    settle(window, lambda: not shown.months._tested.visibleRegion().isEmpty())  # scrolled to, below the fold
    shown._print()
    settle(window, lambda: True)
    assert "Tested against the last year" in paper.read_text(encoding="utf-8")


def test_a_days_hours_are_those_of_the_record(opened: Open) -> None:
    window, desk = opened("forecast", user="Ruth Castellan", view=HOURS)
    shown = page(window, ForecastPage)
    told = rescue(desk, 14.0)
    model = shown.hours.order.model()
    assert model.rowCount() == len(told.picks) > 0
    assert shown.hours.order.current_id() == told.picks[0].candidate.case_id
    assert problems(shown) == []
    last = told.picks[-1].candidate
    put_first(desk, last.ref, "Promised to the family")
    shown.work_out()
    settle(window, lambda: True)
    assert shown.hours.order.model().index(0, 1).data() == last.ref
    shown.hours.hours.setText("lots")
    shown.work_out()
    assert shown.hours.fields["hours"].problem.isVisible()


def _another(desk: Desk) -> str:
    total = listed(desk, CaseQuery(DAY))[1]
    return next(row.case.ref for row in total if row.case.owner not in (None, "Joy Addo"))


def test_a_case_given_to_me_is_told_once_by_its_reference(opened: Open, qtbot: QtBot) -> None:
    window, desk = opened("today")
    said: list[str] = []
    alerts = Alerts(window, desk, lambda _title, words: bool(said.append(words)) or True)
    settle(window, lambda: True)
    ref = _another(desk)
    assign(desk, [ref], "Joy Addo", "Has room")
    alerts.look()
    settle(window, lambda: True)
    alerts.look()
    settle(window, lambda: True)
    assert len(said) == 1 and ref in said[0]
    with desk.store.read() as work:
        number = work.find_case(ref)
        assert number is not None and work.case(number).child.surname not in said[0]
    window.settings.put(TRAY, OFF)
    other = _another(desk)
    assign(desk, [other], "Joy Addo", "Has room")
    alerts.look()
    settle(window, lambda: True)
    assert len(said) == 1, "switched off in Settings"


def test_without_a_tray_it_is_said_in_the_window(opened: Open) -> None:
    window, desk = opened("today")
    said: list[str] = []
    window.messages.done_changed.connect(lambda done: said.append(done.sentence) if done else None)
    alerts = Alerts(window, desk, lambda _title, _words: False)
    settle(window, lambda: True)
    ref = _another(desk)
    assign(desk, [ref], "Joy Addo", "Has room")
    alerts.look()
    settle(window, lambda: True)
    assert any(ref in words for words in said)


def test_the_bell_counts_what_was_not_read_and_the_list_reads_it(opened: Open) -> None:
    window, desk = opened("today")
    count = len(news(desk))
    assert count and window.top.bell.text() == f"{count:,}"
    assert f"{count:,} alert" in window.top.bell.accessibleName()
    assert window.book.run("alerts")
    settle(window, lambda: True)
    shown = page(window, MyAlerts)
    assert problems(shown) == []
    shown.table.opened.emit(1)
    settle(window, lambda: True)
    assert window.history and window.page is not None and window.page.title != "Today"
    left = int(window.top.bell.text() or 0)
    assert left < count
    window.ask("alerts")
    settle(window, lambda: True)
    page(window, MyAlerts).act()
    settle(window, lambda: True)
    assert window.top.bell.text() == "" and window.top.bell.accessibleName() == "Alerts, all read"


def test_ctrl_p_prints_the_order_where_that_is_shown_with_why_a_case_was_put_first(
    opened: Open, tmp_path: Path
) -> None:
    window, desk = opened("forecast", user="Ruth Castellan", view=HOURS)
    shown = page(window, ForecastPage)
    last = rescue(desk, 14.0).picks[-1].candidate
    put_first(desk, last.ref, "Promised to the family")
    shown.work_out()
    settle(window, lambda: True)
    paper, asked = tmp_path / "order.html", list[str]()

    def save_as(_parent: QWidget, title: str, _name: str) -> Path:
        asked.append(title)
        return paper

    shown._files = Files(save_as=save_as)
    assert "Print the order" in [c.words for c in window.book.commands()]
    assert window.book.run("print")
    settle(window, lambda: True)
    words = paper.read_text(encoding="utf-8")
    found = rescue(desk, 14.0)
    assert asked == ["Save the order"]
    assert "Promised to the family" in words and RULE.split(".")[0] in words
    assert all(pick.candidate.ref in words for pick in found.picks)
    assert all(one.ref in words for one in (*found.unfit, *found.lost))
    shown.view.choose(MONTHS)
    settle(window, lambda: True)
    assert "Print the forecast" in [c.words for c in window.book.commands()]
    window.book.run("print")
    assert asked == ["Save the order", "Save the forecast"]
