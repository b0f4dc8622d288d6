"""The pick-up sheet: one page from which somebody new can answer for a case (needs.md 5.2)."""

from __future__ import annotations

from collections.abc import Sequence

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.clock.model import Fact, State
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.appeals import begun, is_open
from ehcp_desk.domain.case import STAGE_WORDS, Contactable, year_words
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.dates import between, in_words, short
from ehcp_desk.domain.deadlines import COUNCIL
from ehcp_desk.domain.duties import duty_words
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.kind_shapes import Group
from ehcp_desk.domain.matters import Matter, Owed
from ehcp_desk.domain.papers import (
    Awaited,
    LastItem,
    NextLimit,
    PersonToRing,
    PickUpSheet,
    Promised,
    SaidBy,
    StripFigure,
    StripPart,
)
from ehcp_desk.domain.people_kinds import WORDS_OF
from ehcp_desk.domain.record import CHANNELS, RecordedFact
from ehcp_desk.domain.record import said as said_of
from ehcp_desk.domain.schooling import in_a_few_words, schooling_of
from ehcp_desk.domain.strip import Strip, from_summary
from ehcp_desk.domain.terms import body_words, fact_title, told
from ehcp_desk.domain.wording import Mark, deadline_mark, deadline_words
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import CaseView, view_of
from ehcp_desk.services.records.heads import paper_head

LAST = 5
OPEN_STATES = (State.RUNNING, State.OVERDUE, State.RELIEVED)
_SAID_HERE = frozenset(
    {Group.DECISIONS, Group.SCHOOL, Group.PLACEMENT, Group.VIEWS, Group.DISAGREEMENT, Group.ADULTHOOD}
)
"""What happened besides the process and belongs on the sheet: school life, places, meetings, complaints (needs.md C3)."""
BROKEN_DOWN = "placement_ended"
"""The kind of a matter after which a manager owes a plan."""
_ENDS_MEDIATION = ("mediation_held", "mediation_certificate_issued", "mediation_agreement")


def pick_up_sheet(desk: Desk, ref: str, for_colleagues: bool = True) -> PickUpSheet:
    """Build the sheet.  One that is not for colleagues tells of the process alone, not of what others reported, and gives
    nobody's recorded views.  Raises BadInput where there is no such case."""
    desk.need(Act.PAPERS)
    with desk.store.read() as work:
        view = view_of(work, desk, find(work, ref))
        head = paper_head(work, desk)
    child, due = view.case.child, view.next
    known = f", known as {child.known_as}" if child.known_as else ""
    strip = from_summary(view.row.case.summary, view.as_at)
    return PickUpSheet(
        head=head,
        child=f"{child.name}{known}",
        reference=view.case.ref,
        who=_who(view),
        responsible=_responsible(view),
        week=_week(view),
        mark=due.mark if due else Mark.UNKNOWN,
        state=f"{due.duty}: {due.words}" if due else "No limit is running",
        before_you_ring=child.before_you_ring,
        strip=_figure(strip),
        deadlines=_deadlines(view),
        waiting=_waiting(view),
        promises=_promised(view, for_colleagues),
        people=tuple(_person(view, p) for p in _first_to_ring(view.people)),
        contacts=tuple(_contact(f, view) for f in view.contacts[:LAST]),
        events=_events(view, for_colleagues),
        in_their_words=_words(view, for_colleagues),
        handover=_handover(view),
        handover_by=_handover_by(view),
        placement=in_a_few_words(schooling_of(view.facts), view.as_at) or child.setting,
        last_decision=_last_decision(view),
        challenges=_challenges(view),
        risks="; ".join(_risks(view)),
        banners=tuple(banner.said for banner in view.banners),
        decides=view.decider.words,
        speaks=child.speaks,
    )


def _promised(view: CaseView, for_colleagues: bool) -> tuple[Promised, ...]:
    """What the Overview holds under "Promised and waiting", in its order and words.  A sheet that is not for colleagues
    has what we owe somebody and no signal or complaint that others raised."""
    shown = [m for m in view.matters
             if for_colleagues or m.owed in (Owed.PROMISE, Owed.REPLY) or (m.kind == BROKEN_DOWN and m.due)]  # fmt: skip
    return tuple(_owed(m, view) for m in shown)


def _owed(matter: Matter, view: CaseView) -> Promised:
    mark, words = matter.standing(view.as_at)
    due = in_words(matter.due) if matter.due else f"came {in_words(matter.since)}"
    return Promised(matter.what, due, matter.whose(view.as_at), mark, words if mark is not Mark.RUNNING else "")


def _who(view: CaseView) -> str:
    child = view.case.child
    age = child.age_on(view.as_at)
    parts = [f"Age {age}" if age is not None else "Age not known", year_words(child.year_on(view.as_at)),
             f"born {in_words(child.born)}" if child.born else "date of birth not known",
             child.setting or "setting not known", child.need]  # fmt: skip
    return ", ".join(part for part in parts if part)


def _responsible(view: CaseView) -> str:
    words = [f"Caseworker {view.owner}" if view.owner else "No caseworker yet"]
    if view.absence is not None:
        words.append(f"away {between(view.absence.first_day, view.absence.last_day, view.as_at)}"
                     + (f", {view.cover} covers" if view.cover else ", no cover named"))  # fmt: skip
    if view.responsible.why != "owner":
        words.append(f"answers for it now: {view.responsible.name} ({view.responsible.why})")
    if view.case.psychologist:
        words.append(f"psychologist {view.case.psychologist}")
    return "; ".join(words)


def _week(view: CaseView) -> str:
    week = view.row.week
    return f"Week {week.ordinal} of 20" if week else STAGE_WORDS[view.stage]


def _figure(strip: Strip) -> StripFigure | None:
    if not strip.known:
        return None
    hatched = (Mark.OVERDUE, Mark.RELIEVED)
    parts = tuple(StripPart(s.start, s.end, s.mark, s.mark in hatched) for s in strip.segments)
    captions = tuple(f"{limit.weeks} weeks {in_words(limit.on)}: {limit.words}" for limit in strip.limits
                     if limit.on and limit.words)  # fmt: skip
    return StripFigure(parts, tuple(r.day for r in strip.rings), strip.today, captions, strip.sentence)


def _deadlines(view: CaseView) -> tuple[NextLimit, ...]:
    ahead = (State.NOT_A_LIMIT,)
    running = [d for d in view.timeline.deadlines
               if d.state in OPEN_STATES or (d.state in ahead and d.due >= view.as_at)]  # fmt: skip
    soonest = sorted(running, key=lambda d: (not d.binds, d.due))[:3]
    return tuple(
        NextLimit(
            duty=duty_words(d),
            due=in_words(d.due),
            mark=deadline_mark(d),
            words=deadline_words(d, view.as_at),
            owner=view.responsible.name if d.actor in COUNCIL else d.actor,
        )
        for d in soonest
    )


def _waiting(view: CaseView) -> tuple[Awaited, ...]:
    return tuple(
        Awaited(f"{body_words(a.body)} advice", f"asked {in_words(a.asked_on)}" if a.asked_on else "",
                in_words(a.deadline.due) if a.deadline else "")
        for a in view.advice
        if a.received_on is None
    )  # fmt: skip


def _first_to_ring(people: Sequence[Contactable]) -> list[Contactable]:
    """Whoever holds parental responsibility first, then the others as they were entered."""
    return sorted(people, key=lambda p: not p.parental_responsibility)


def _person(view: CaseView, person: Contactable) -> PersonToRing:
    last = next((f for f in view.contacts if person.name and person.name in f.fact.attrs.get("with", "")), None)
    spoke = f"last spoke {short(last.fact.on, view.as_at)}" if last else "not spoken to yet"
    rests = f" ({person.rests_on})" if person.rests_on else ""
    responsible = f"parental responsibility{rests}" if person.parental_responsibility else ""
    ways = [way.strip() for way in person.more.splitlines() if way.strip()]
    numbers = [way for way in (person.phone, *ways) if way and "@" not in way]
    written = [way for way in (person.email, *ways) if "@" in way]
    reach = ", ".join(numbers) or person.preference or ", ".join(written)
    rest = [words for words in (person.preference, *written) if words and words not in reach]
    said = (person.relation, *rest, person.agency, responsible, person.speaks,
            "address not to be disclosed" if person.hidden else "", spoke)  # fmt: skip
    return PersonToRing(person.name, ", ".join(part for part in said if part), reach)


def _risks(view: CaseView) -> list[str]:
    """What nobody has acted on yet first: the page may have no room for the events themselves."""
    held = [f"Held for checking: {view.case.held}"] if view.case.held else []
    signals = [f"{m.what.rstrip('.')} ({short(m.since, view.as_at)}, not acted on yet)"
               for m in view.matters if m.owed is Owed.SIGNAL]  # fmt: skip
    return held + signals + list(view.profile.care(view.as_at))


def _contact(entry: RecordedFact, view: CaseView) -> LastItem:
    attrs = entry.fact.attrs
    who = attrs.get("with") or "family"
    channel = CHANNELS.get(attrs.get("channel", ""), "Contact").lower()
    return LastItem(short(entry.fact.on, view.as_at), said_of(entry.fact), f"{channel}, {who}")


def _events(view: CaseView, for_colleagues: bool) -> tuple[LastItem, ...]:
    shown = [f for f in reversed(view.facts) if f.stands and f.fact.on <= view.as_at
             and (f.fact.kind in FACT_KINDS or (for_colleagues and _happening(f.fact.kind)))]  # fmt: skip
    return tuple(
        LastItem(short(f.fact.on, view.as_at), told(f.fact) if f.fact.kind in FACT_KINDS else happened(f.fact), f.source)
        for f in shown[:LAST]
    )  # fmt: skip


def _happening(kind: str) -> bool:
    own = CASE_KINDS.get(kind)
    return own is not None and (own.group in _SAID_HERE or kind == "management_intervention")


def _words(view: CaseView, for_colleagues: bool) -> tuple[SaidBy, ...]:
    """What each wants in their own words, the newest of each: described needs and views first, then what they rang about."""
    said = [(s.since, WORDS_OF.get(s.attrs.get("by", ""), "Family"), s.words) for s in view.profile.on(
        view.as_at, "need_described")]  # fmt: skip
    for entry in view.facts if for_colleagues else ():
        fact = entry.fact
        if entry.stands and fact.kind == "child_views" and fact.attrs.get("method") != "none":
            said.append((fact.on, WORDS_OF["child"], fact.note))
        elif entry.stands and fact.kind == "parent_views":
            said.append((fact.on, fact.attrs.get("who", "Family"), fact.note))
    latest: dict[str, str] = {}
    for _, who, words in sorted(said, key=lambda one: one[0], reverse=True):
        latest.setdefault(who, words)
    for entry in view.contacts:
        if entry.fact.attrs.get("direction") == "in":
            latest.setdefault(entry.fact.attrs.get("with") or "Family", said_of(entry.fact))
    return tuple(SaidBy(who, words) for who, words in list(latest.items())[:2])


def _handover(view: CaseView) -> tuple[SaidBy, ...]:
    notes = [f for f in view.facts if f.stands and f.fact.kind == "handover_note"]
    return (SaidBy("What is not written elsewhere", notes[-1].fact.note),) if notes else ()


def _handover_by(view: CaseView) -> str:
    notes = [f for f in view.facts if f.stands and f.fact.kind == "handover_note"]
    return f"{notes[-1].first_author}, {in_words(notes[-1].fact.on)}" if notes else ""


def _last_decision(view: CaseView) -> str:
    made = [f for f in view.facts if f.stands and ("decision" in f.fact.kind or f.fact.kind == "agreed_to_assess")]
    if not made:
        return "No decision is recorded yet"
    last = made[-1]
    return f"{in_words(last.fact.on)}: {told(last.fact)} {last.fact.note}".strip()


def _numbered(view: CaseView, kind: str, fact_id: int) -> str:
    """What it is with the number it goes by, where it has one: ``Complaint C-118``."""
    number = next((entry.fact.attrs.get("reference", "") for entry in view.facts if entry.id == fact_id), "")
    return f"{fact_title(kind)} {number}".strip()


def _challenges(view: CaseView) -> str:
    """Complaints, letters and challenges that still want an answer, and an appeal or a mediation that is not over."""
    found = [f"{_numbered(view, m.kind, m.fact_id)} {in_words(m.since)}, answer due {in_words(m.due)}" for m in view.matters
             if m.owed is Owed.ANSWER and m.due is not None and m.kind != BROKEN_DOWN]  # fmt: skip
    standing = [f.fact for f in view.facts if f.stands]
    if is_open(standing):
        found.append(f"Appeal {in_words(begun(standing)[-1].on)}")
    asked, over = _last_of(view, ("mediation_requested",)), _last_of(view, _ENDS_MEDIATION)
    if asked is not None and (over is None or over.on < asked.on):
        found.append(f"Mediation {in_words(asked.on)}")
    return "; ".join(found) or "none open"


def _last_of(view: CaseView, kinds: Sequence[str]) -> Fact | None:
    return next((f.fact for f in reversed(view.facts) if f.stands and f.fact.kind in kinds), None)
