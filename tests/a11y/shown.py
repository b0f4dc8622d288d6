"""The window under test, brought to each of its pages and dialogs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from ehcp_desk.domain.bundles import AppealType, BundleList, Pick
from ehcp_desk.domain.document_details import Details, FiledDocument
from ehcp_desk.domain.errors import Clash
from ehcp_desk.domain.record import DocumentRow
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.returns import compute_monthly
from ui.app import dialogs, rooms
from ui.dialogs.conflict import Meeting
from ui.main_window import MainWindow
from ui.pages.case.page import TABS
from ui.screenshots import settle

DAY = date(2026, 10, 30)
WHO = "Joy Addo"
ROOMS = tuple(room.key for room in rooms() if room.key != "case")
CASE_TABS = tuple(TABS)
PLACES = (*ROOMS, *(f"case/{tab}" for tab in CASE_TABS))
PAPER = FiledDocument(1, DocumentRow(1, 1, "Letter.pdf", "application/pdf", 9, "0" * 64, datetime(2026, 9, 1, tzinfo=UTC),
                                     WHO), Details("Letter"), ())  # fmt: skip
EMPTY_BUNDLE = BundleList(AppealType.CONTENTS, (Pick(1, "core", name="Letter.pdf"),))
DIALOGS = tuple(dialogs())
TRACKER = Path(__file__).parents[1] / "data" / "westmarsh-tracker.xlsx"

MEETING = Meeting("Maisie Farrowdale", "SEN/26-11801", "Thandi Mbeki", "09:44",
                  clashes=(Clash("Final plan sent", "30 October 2026", "29 October 2026"),),
                  kept=(("Setting", "Windle Hill Primary"),))  # fmt: skip

RETURNS_OPENED_WITH: dict[str, dict[str, Any]] = {
    "return_papers": {}, "return_restated": {"path": "monthly-2026-09.json"}, "audit_draw": {}, "audit_questions": {},
    "audit_answer": {"name": "Autumn", "ref": "SEN/26-00001"}, "sign_import": {"number": 1},
}  # fmt: skip


@dataclass
class Shown:
    window: MainWindow
    desk: Desk
    cases: list[int]
    fact: int

    def at(self, percent: int) -> None:
        """Text at this size; a change redraws everything, so it is made only where it is one."""
        if self.window.appearance.percent != percent:
            self.window.appearance.resize_text(percent)

    def go(self, place: str) -> QWidget:
        """Bring the window to a room, or to a tab of a case ("case/Clock")."""
        room, _, tab = place.partition("/")
        self.window.navigate(room, **({"case_id": self.cases[1], "tab": tab} if tab else {}))
        settle(self.window, lambda: True)
        page = self.window.page
        assert page is not None
        return page

    def opened_with(self, key: str) -> Mapping[str, Any]:
        """What a dialog is opened with here."""
        case = {"case_id": self.cases[1]}
        if key == "give_figure":
            return {"result": compute_monthly(self.desk, DAY)}
        return {
            "assign": {"case_ids": self.cases[1:4]},
            "move_team": {"case_ids": self.cases[1:4]},
            "plan_moves": {"case_ids": self.cases[1:4]},
            "alerts": {},
            "new_request": {},
            "open_restricted": {"ref": "SEN/26-00001"},
            "import_acts": {},
            "import_compare": {"path": str(TRACKER)},
            "conflict": {"meeting": MEETING},
            "correct_fact": {**case, "fact_id": self.fact},
            "withdraw_fact": {**case, "fact_id": self.fact},
            "entry": {**case, "entry": self.fact, "elsewhere": True},
            **RETURNS_OPENED_WITH,
            "bundle_hearing": {"made": EMPTY_BUNDLE, "take": print},
            "bundle_paper": {"pick": EMPTY_BUNDLE.picks[0], "document": PAPER, "take": print},
        }.get(key, case)

    @contextmanager
    def dialog(self, key: str) -> Iterator[QDialog]:
        """Open a dialog over the window; close it afterwards."""
        self.window.ask(key, **self.opened_with(key))
        settle(self.window, lambda: True)
        found = next(d for d in self.window.findChildren(QDialog) if d.isVisible())
        try:
            yield found
        finally:
            if isValid(found):
                found.done(0)
            settle(self.window, lambda: True)
