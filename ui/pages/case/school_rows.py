"""The rows of the School and reviews tab: reviews, places and status, moves between phases, mediation and orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.model import Deadline, State
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.dates import day_count, in_words, short
from ehcp_desk.domain.duties import duty_words, law_short
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.matters import SOURCES
from ehcp_desk.domain.record import Promise, RecordedFact
from ehcp_desk.domain.reviews import Review, Reviews, Step, early_prompts, reviews_of
from ehcp_desk.domain.schooling import (
    PLANNED,
    Placement,
    Status,
    in_a_few_words,
    last_day,
    schooling_of,
    terms_words,
    type_words,
)
from ehcp_desk.domain.transitions import MISSING, ROLES, Transitions, transitions_of
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.records.case_view import CaseView
from ui.models.cells import StateCell, TwoLine
from ui.models.row_source import Group
from ui.pages.case.deadline_words import state_cell

WATCHED = ("placement_risk", "breakdown_plan", "placement_expected")
MEDIATION = ("mediation_adviser_contacted", "mediation_requested", "mediation_held", "mediation_certificate_issued",
             "mediation_agreement", "tribunal_order", "order_complied")  # fmt: skip
AGREED = ("M_AGREE", "M_ARRANGE", "T_ORD")
"""How the limits begin that a mediation or an order of the Tribunal sets."""
_OUTCOMES = {"keep": "Kept as it is", "amend": "To be amended", "cease": "To cease"}


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One line.  ``entry`` is what Enter opens in the timeline, ``limit`` what Enter or F4 proves, ``promise`` what can
    be said to be kept."""

    id: int
    when: TwoLine
    what: TwoLine
    about: TwoLine
    state: StateCell | None = None
    entry: int = 0
    limit: Deadline | None = None
    promise: int = 0
    setting: str = ""


class Rows:
    """Rows under headings, numbered as they are added."""

    def __init__(self) -> None:
        self.rows: list[SchoolRow] = []
        self.groups: list[Group] = []

    def under(self, heading: str, noun: str, rows: Iterable[SchoolRow]) -> None:
        """Add rows under a heading; no heading where there are none."""
        listed = [SchoolRow(len(self.rows) + n, row.when, row.what, row.about, row.state, row.entry, row.limit, row.promise,
                            row.setting) for n, row in enumerate(rows, 1)]  # fmt: skip
        if listed:
            self.rows += listed
            self.groups.append(Group(heading, [row.id for row in listed], noun=noun))


def _row(when: TwoLine | str, what: TwoLine, about: TwoLine | str = "", state: StateCell | None = None, entry: int = 0,
         limit: Deadline | None = None, promise: int = 0, setting: str = "") -> SchoolRow:  # fmt: skip
    said = TwoLine(about) if isinstance(about, str) else about
    return SchoolRow(
        0, TwoLine(when) if isinstance(when, str) else when, what, said, state, entry, limit, promise, setting
    )


# -- reviews ------------------------------------------------------------------------------------------------------------


def review_rows(view: CaseView) -> Rows:
    """The next review's limit, the review under way in its steps, and those before it."""
    reviews, found = reviews_of(view.facts, view.timeline), Rows()
    if reviews.next_due is not None:
        found.under("Next review", "limit", [_next(view, reviews.next_due)])
    early = early_prompts(view.facts, view.low_attendance) if reviews.next_due is not None else ()
    found.under("Bring the review forward?", "event", [_prompt(view, f) for f in early])
    now = reviews.under_way
    for review in now:
        found.under(f"Under way: {review.step.value.lower()}", "step", _steps(view, review))
    found.under("Reviews before", "review", [_before(view, r) for r in reviews.every[len(now) :]])
    return found


def review_note(view: CaseView) -> str:
    """What stands after the title: when the next is due, or why none is."""
    reviews: Reviews = reviews_of(view.facts, view.timeline)
    if reviews.next_due is not None:
        return f"the next is due {in_words(reviews.next_due.due)}"
    return "no review is due" if view.stage is Stage.PLAN else "reviews begin once there is a plan"


def _next(view: CaseView, due: Deadline) -> SchoolRow:
    since = f"counted from {in_words(due.trigger.on)}"
    return _row(short(due.due, view.as_at), TwoLine(duty_words(due), since), TwoLine(law_short(due.law), "Enter proves it"),
                state_cell(view, due), limit=due)  # fmt: skip


def _prompt(view: CaseView, entry: RecordedFact) -> SchoolRow:
    return _row(short(entry.fact.on, view.as_at), TwoLine(happened(entry.fact), "no review planned, held or declined since"),
                TwoLine(entry.source or "–", f"written by {entry.recorded_by}"),
                StateCell(Mark.DUE_SOON, "to be decided"), entry.id)  # fmt: skip


def _steps(view: CaseView, now: Review) -> Iterator[SchoolRow]:
    for entry in now.entries:
        fact = entry.fact
        if fact.kind == "review_contribution":
            continue
        limit = _limit_of(view, entry)
        yield _row(short(fact.on, view.as_at), _step_words(entry, now),
                   TwoLine(entry.source or "–", f"written by {entry.recorded_by}"), limit, entry.id)  # fmt: skip
    for who, entry in now.contributions:
        words = said_words("review_contribution", "state", entry.fact.attrs.get("state", ""))
        given = entry.fact.attrs.get("state") in ("returned", "spoken")
        yield _row(short(entry.fact.on, view.as_at), TwoLine(f"Contribution of {who}", entry.fact.note),
                   TwoLine(entry.source or "–", f"written by {entry.recorded_by}"),
                   StateCell(Mark.MET if given else Mark.RUNNING, words), entry.id)  # fmt: skip
    yield from _still(view, now)


def _step_words(entry: RecordedFact, now: Review) -> TwoLine:
    said, note = happened(entry.fact), entry.fact.note
    if entry.fact.kind == "review_meeting_planned":
        said = "Meeting planned" if entry.fact.on == now.planned[-1] else "Meeting planned, and moved since"
    return TwoLine(said, "" if note and note in said else note)


def _limit_of(view: CaseView, entry: RecordedFact) -> StateCell | None:
    """How a limit that this entry met stands."""
    met = [d for d in view.timeline.deadlines if d.rule.startswith("R_") and d.met_on == entry.fact.on
           and d.trigger.on <= entry.fact.on and d.rule in _MEETS.get(entry.fact.kind, ())]  # fmt: skip
    return state_cell(view, met[-1]) if met else None


_MEETS = {
    "review_invitations_sent": ("R_NOTICE",), "review_advice_circulated": ("R_CIRCULATE",),
    "review_report_sent": ("R_REPORT",), "review_decision_notified": ("R_DECISION",),
    "amendment_notice_sent": ("R_AMEND_NOTICE",), "amended_plan_sent": ("R_FINAL", "R_OVERALL_12W"),
}  # fmt: skip
_STILL = ("R_NOTICE", "R_CIRCULATE", "R_REPORT", "R_DECISION", "R_AMEND_NOTICE", "R_FINAL")


def _still(view: CaseView, now: Review) -> Iterator[SchoolRow]:
    """What the law still asks of this review, with its day."""
    begun = {(entry.fact.kind, entry.fact.on) for entry in now.entries}
    for d in view.timeline.deadlines:
        still = d.met_on is None and d.state in (State.RUNNING, State.OVERDUE)
        if d.rule in _STILL and still and (d.trigger.kind, d.trigger.on) in begun:
            yield _row(short(d.due, view.as_at), TwoLine(duty_words(d), "not done yet"), TwoLine(law_short(d.law)),
                       state_cell(view, d), limit=d)  # fmt: skip


def _before(view: CaseView, review: Review) -> SchoolRow:
    decision = review.decision
    days = [f"{words} {short(on, view.as_at)}" for words, on in
            (("meeting", review.held), ("report", review.reported), ("notice of amendments", review.noticed),
             ("amended plan", review.amended)) if on]  # fmt: skip
    asked = len(review.contributions)
    given = [f"{review.given} of {asked} contributed"] if asked else []
    missed = [f"{len(review.not_held)} not held or moved"] if review.not_held else []
    told = decision.fact.on if decision is not None else None
    title = _OUTCOMES.get(review.outcome, "Outcome not recorded") if decision is not None else "No decision is recorded"
    state = state_cell(view, review.due) if review.due is not None else None
    if review.step is not Step.DONE:
        state = StateCell(Mark.UNKNOWN, review.step.value)
    return _row(short(told, view.as_at) if told else "not told", TwoLine(title, decision.fact.note if decision else ""),
                TwoLine(", ".join(days) or "–", ", ".join((*given, *missed))), state, review.newest)  # fmt: skip


# -- places and status --------------------------------------------------------------------------------------------------


def school_rows(view: CaseView) -> Rows:
    """The status now and before, what was said of the place, and every place with its reasons."""
    told, found = schooling_of(view.facts), Rows()
    found.under("Education status", "status", [_status(view, s) for s in told.statuses])
    found.under("Placements", "placement", [_place(view, p) for p in told.placements])
    found.under("Transport, funding and review", "set of terms", [row for p in told.placements for row in _terms(p)])
    judged = told.suitability
    if judged is not None:
        words = "Thought suitable" if judged.suitable else "Not thought suitable"
        wanted = f"wanted instead: {judged.wanted}" if judged.wanted else ""
        found.under("Is the placement suitable?", "view", [
            _row(short(judged.on, view.as_at), TwoLine(words, judged.reasons), TwoLine(wanted or "–", f"by {judged.by}"),
                 None, judged.entry)])  # fmt: skip
    watched = [f for f in reversed(view.facts) if f.stands and f.fact.kind in WATCHED]
    found.under("Risk, breakdown and what is expected next", "entry", [_entry_row(view, f) for f in watched])
    return found


def school_note(view: CaseView) -> str:
    """Where, and how, in a few words."""
    return in_a_few_words(schooling_of(view.facts), view.as_at) or "nothing is recorded yet"


def _status(view: CaseView, status: Status) -> SchoolRow:
    now = status.until is None and status.since <= view.as_at
    lasted = day_count(status.days(view.as_at))
    mark = Mark.DUE_SOON if now and status.not_full_time else Mark.MET if now else Mark.ENDED
    state = StateCell(mark, f"for {lasted}" if now else f"lasted {lasted}")
    told = TwoLine(f"said by {status.source}", "" if now else f"until {_until(view, status.until)}")
    return _row(short(status.since, view.as_at), TwoLine(status.words, status.note), told, state, status.entry)


def _until(view: CaseView, day: date | None) -> str:
    return short(day, view.as_at) if day is not None else "now"


def _place(view: CaseView, place: Placement) -> SchoolRow:
    asked = [type_words(place), place.distance, f"in {place.authority}" if place.authority else ""]
    second = ["second placement"] if place.second else []
    contingency = f"If it fails: {place.contingency}" if place.contingency else ""
    ended = f"Ended: {place.ended_reasons}" if place.ended_reasons else contingency
    tried = f"Tried: {place.tried}" if place.tried else ""
    why = " ".join(part for part in (place.reasons, ended, tried) if part)
    about = TwoLine(", ".join([*filter(None, asked), *second]), f"decided by {place.by}" if place.by else "")
    return _row(_days(view, place), TwoLine(place.setting, why), about, _place_state(view, place),
                place.ended_entry or place.entry, setting=place.setting)  # fmt: skip


def _terms(place: Placement) -> list[SchoolRow]:
    """How the child gets there and what it is funded as, under the place."""
    words = terms_words(place)
    if not words:
        return []
    return [_row("–", TwoLine(f"{words[:1].upper()}{words[1:]}", place.setting), "",
                 None, place.terms_entry or place.entry, setting=place.setting)]  # fmt: skip


def _days(view: CaseView, place: Placement) -> TwoLine:
    start = f"{'about ' if place.approximate else ''}{short(place.since, view.as_at)}"
    last = last_day(place)
    return TwoLine(start, f"to {short(last, view.as_at)}" if last is not None else "")


def _place_state(view: CaseView, place: Placement) -> StateCell:
    if place.followed_by:
        return StateCell(Mark.UNKNOWN, "no end recorded", f"then {place.followed_by}")
    if place.until is not None and place.until <= view.as_at:
        how = PLANNED.get(place.ended_planned, "not said if planned")
        return StateCell(Mark.ENDED, f"ended, {how}", f"decided by {place.ended_by}" if place.ended_by else "")
    if place.since > view.as_at:
        return StateCell(Mark.PLANNING, "to begin")
    return StateCell(Mark.MET, "now", PLANNED.get(place.planned, ""))


# -- moves between phases, and adult life -------------------------------------------------------------------------------


def transition_rows(view: CaseView) -> Rows:
    """What is still to be recorded first; transfers with their limits; who leads; where they go; what was talked about."""
    told, found = _transitions(view), Rows()
    found.under("Still to be recorded", "matter", [
        _row("–", TwoLine(MISSING[what]), "", StateCell(Mark.UNKNOWN, "to be recorded")) for what in told.missing])  # fmt: skip
    found.under("Moves between phases", "move", [
        _row(short(t.on, view.as_at), TwoLine(t.words, f"the next setting named by {in_words(t.limit.due)}" if t.limit else ""),
             TwoLine(law_short(t.limit.law) if t.limit else "–"), state_cell(view, t.limit) if t.limit else None, t.entry,
             t.limit) for t in told.transfers])  # fmt: skip
    found.under("Who leads", "lead", [
        _row(short(lead.since, view.as_at), TwoLine(lead.name, ROLES.get(lead.role, "")),
             TwoLine(f"referred {short(lead.referred, view.as_at)}" if lead.referred else "–",
                     f"panel {short(lead.panel, view.as_at)}" if lead.panel else ""), None, lead.entry)
        for lead in told.leads])  # fmt: skip
    if told.destination is not None:
        found.under("Where next", "destination", [_entry_row(view, told.destination)])
    found.under("Talked about at reviews", "review", [_entry_row(view, f) for f in told.topics])
    return found


def transition_note(view: CaseView) -> str:
    """How much is still to be recorded."""
    many = len(_transitions(view).missing)
    return f"{many} still to be recorded" if many else ""


def _transitions(view: CaseView) -> Transitions:
    return transitions_of(
        view.facts, view.timeline, view.case.child.year_on(view.as_at), view.as_at, dict(view.practice.last_years)
    )


def _entry_row(view: CaseView, entry: RecordedFact) -> SchoolRow:
    said, note = happened(entry.fact), entry.fact.note
    return _row(short(entry.fact.on, view.as_at), TwoLine(said, "" if note and note in said else note),
                TwoLine(entry.source or "–", f"written by {entry.recorded_by}"), None, entry.id)  # fmt: skip


# -- mediation, orders, obligations -------------------------------------------------------------------------------------


def mediation_rows(view: CaseView) -> Rows:
    """Obligations with their owners and days, limits that an agreement or an order sets, and what happened."""
    found = Rows()
    owed = sorted((p for p in view.promises if p.source), key=lambda p: (p.kept_on is not None, p.due))
    found.under("Obligations", "obligation", [_obligation(view, p) for p in owed])
    limits = [d for d in view.timeline.deadlines if d.rule.startswith(AGREED) and d.state is not State.ENDED]
    found.under("Limits set by an agreement or an order", "limit", [
        _row(short(d.due, view.as_at), TwoLine(duty_words(d), law_short(d.law)),
             TwoLine(f"{happened(d.trigger)}, {short(d.trigger.on, view.as_at)}"), state_cell(view, d), limit=d)
        for d in limits])  # fmt: skip
    told = [f for f in reversed(view.facts) if f.stands and f.fact.kind in MEDIATION]
    found.under("Mediation and orders", "entry", [_entry_row(view, f) for f in told])
    return found


def mediation_note(rows: Sequence[SchoolRow]) -> str:
    """How many obligations are not met yet."""
    owed = sum(row.promise > 0 for row in rows)
    return f"{owed} still owed" if owed else "obligations of agreements, orders, reviews and complaints"


def _obligation(view: CaseView, promise: Promise) -> SchoolRow:
    late = (view.as_at - promise.due).days
    if promise.kept_on is not None:
        state = StateCell(Mark.MET, f"kept {short(promise.kept_on, view.as_at)}")
    elif late > 0:
        state = StateCell(Mark.OVERDUE, f"overdue by {day_count(late)}")
    else:
        state = StateCell(Mark.RUNNING, f"{day_count(-late)} left" if late else "due today")
    moved = (
        f"moved {promise.moves} times, first for {in_words(promise.first_due)}"
        if promise.moves and promise.first_due
        else ""
    )
    return _row(short(promise.due, view.as_at), TwoLine(promise.what, moved),
                TwoLine(SOURCES.get(promise.source, promise.source), f"to {promise.to}; {view.responsible.name} answers for it"
                        if promise.to else f"{view.responsible.name} answers for it"), state, promise.fact_id,
                promise=promise.fact_id if promise.kept_on is None else 0)  # fmt: skip
