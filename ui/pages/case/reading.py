"""What the case page reads, all at once and on a reader thread."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.domain.life_line import LifeLine, life_line
from ehcp_desk.domain.strip import Strip
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.history import HistoryLine, case_history, reasons
from ehcp_desk.services.records.how_it_stands import case_strip
from ui.pages.case.timeline_words import Happening, happenings


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as the page shows it: the view, its strip, its life line, its timeline in words and its history."""

    view: CaseView
    strip: Strip
    life: LifeLine
    timeline: tuple[Happening, ...]
    history: tuple[HistoryLine, ...]


def read_case(desk: Desk, case_id: int) -> CaseFile:
    """Read everything the page shows."""
    view = case_view_by_id(desk, case_id)
    history = case_history(desk, case_id)
    return CaseFile(
        view, case_strip(view), life_line(view.facts, view.as_at), tuple(happenings(view, reasons(history))), history
    )


def tab_counts(file: CaseFile) -> dict[str, str]:
    """What stands after the words of each tab that counts something."""
    view = file.view
    came = sum(a.received_on is not None for a in view.advice)
    return {
        "Clock": str(len(view.timeline.deadlines) + len(view.timeline.unknown)),
        "Timeline": str(len(file.timeline)),
        "Advice": f"{came} of {len(view.advice)}" if view.advice else "",
        "Contacts": str(len(view.contacts)),
        "Documents": str(len(view.documents)),
        "People": str(len(view.people)),
        "Plan": f"version {len(view.plan.versions)}" if view.plan is not None and view.plan.versions else "",
    }
