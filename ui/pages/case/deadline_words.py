"""How a date on a case is said on the screen: the duty with its subject, who it waits on, its state and its day."""

from __future__ import annotations

from ehcp_desk.clock.model import Deadline, Force
from ehcp_desk.domain.dates import short
from ehcp_desk.domain.duties import duty_words, law_short
from ehcp_desk.domain.wording import deadline_mark, deadline_words
from ehcp_desk.services.records.case_view import CaseView
from ehcp_desk.services.records.how_it_stands import ADVICE, COMMENTS, FINAL
from ui.models.cells import Entry, StateCell

GUIDANCE = "Guidance, not a legal limit"


def state_cell(view: CaseView, d: Deadline, second: str = "") -> StateCell:
    """The mark and exact words of a date, with its day below."""
    words = deadline_words(d, view.as_at)
    return StateCell(deadline_mark(d), words, second or short(d.due, view.as_at))


def next_entry(view: CaseView, d: Deadline) -> Entry:
    """A row of Next deadlines: the duty and whose it is."""
    return Entry(duty_words(d), _whose(view, d), state=state_cell(view, d), strong=d.rule == FINAL)


def every_entry(view: CaseView, d: Deadline) -> Entry:
    """A row of Every date on this case: the duty and its law."""
    law = law_short(d.law)
    if d.force is Force.GUIDANCE:
        law = f"{law}, guidance"
    elif not d.binds:
        law = "Planning date, not a legal limit"
    cautious = view.cautious_date(d)
    if cautious is not None:
        law = f"{law}, read strictly {short(cautious, view.as_at)}"
    return Entry(duty_words(d), law, state=state_cell(view, d))


def _whose(view: CaseView, d: Deadline) -> str:
    if d.rule == ADVICE:
        chased = next((a.chased for a in view.advice if a.body == d.subject), ())
        asked = f"asked {short(d.trigger.on, view.as_at)}"
        return f"{asked}, chased {short(max(chased), view.as_at)}" if chased else f"{asked}, not chased yet"
    if d.rule == COMMENTS:
        return f"at least 15 days from {short(d.trigger.on, view.as_at)}"
    if d.force is Force.GUIDANCE:
        return GUIDANCE
    if not d.binds:
        return "Planning date, not a legal limit"
    if d.relief is not None:
        return d.relief.relief.title
    return _ours(view)


def _ours(view: CaseView) -> str:
    who = view.responsible.name
    if view.responsible.why not in ("owner", "cover"):
        return f"{who}, {view.responsible.why}"
    if view.responsible.why == "owner" and view.absence is not None and view.absence.first_day > view.as_at:
        cover = "cover" if view.cover else "away"
        return f"{who}, {cover} from {short(view.absence.first_day, view.as_at)}"
    return who
