"""Recording what happened: the one way a fact gets onto a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_desk.clock.facts import FACT_KINDS, AttrType
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.case import Case, Child, Stage, stage_of
from ehcp_desk.domain.case_kinds import attrs_of
from ehcp_desk.domain.contact_kinds import psychologist_in
from ehcp_desk.domain.dates import earliest_birth, in_words
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.matters import replies_owed
from ehcp_desk.domain.panels import wrong_day_again
from ehcp_desk.domain.plan_content import why_kept
from ehcp_desk.domain.plan_history import amendments
from ehcp_desk.domain.practice import practice_of
from ehcp_desk.domain.record import NewFact, RecordedFact, standing
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.domain.waiting import waiting_right
from ehcp_desk.ports.work import Progress, ReadWork, WriteWork
from ehcp_desk.services.casework.answer_limits import with_day_due, without_day_given
from ehcp_desk.services.casework.attaching import Attachment, keep, with_words
from ehcp_desk.services.casework.authorising import check_two_steps
from ehcp_desk.services.casework.deriving import derive_recorded
from ehcp_desk.services.casework.entry_days import before_its_request, check_order
from ehcp_desk.services.casework.entry_rules import OWN_LINKS, check, hold_entry, refuse_act, refuse_plan, tidied
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.law_of_record import law_in_force

_PLANS_SENT = ("final_plan_sent", "amended_plan_sent")
_LONGEST_NUMBER = 18
"""Digits of the greatest number an entry can have."""


def find(work: ReadWork, ref: str) -> int:
    """The case with this reference.  Raises BadInput naming the reference where there is none."""
    case_id = work.find_case(ref)
    if case_id is None:
        raise BadInput(f"No case has the reference {ref}; check it, or search with: cases --search {ref}")
    return case_id


def settle(work: WriteWork, case: Case, facts: Sequence[RecordedFact] | None = None) -> tuple[Case, tuple[str, ...]]:
    """Derive the case again from its standing facts, under the law the record has now, and save it.

    ``facts`` is every fact of the case, where they have been read already.  Returns the saved case and the clock's
    warnings.
    """
    every = work.facts(case.id) if facts is None else facts
    derived = derive_recorded(case.id, every, law_in_force(work))
    return work.save_case(waiting_right(case, every), derived.summary, derived.deadlines), derived.warnings


def record(
    desk: Desk,
    ref: str,
    facts: NewFact | Sequence[NewFact],
    attach: Attachment | None = None,
    seen_version: int | None = None,
    progress: Progress | None = None,
    by_its_act: bool = False,
) -> Changes:
    """Add facts to a case, with a document for the first of them where one is given.

    The document is read for its words before the record is touched, and ``progress`` may stop it.  ``seen_version`` is
    the version of the case the person was looking at; a newer one is a Conflict.  ``by_its_act`` is said by the act
    that writes a kind nobody writes by hand.  Raises BadInput for an unknown kind of fact, a value the kind does not allow,
    a date that has not come yet, or a complaint whose day for the answer is neither said nor set by a procedure.
    """
    wanted = [tidied(fact) for fact in ([facts] if isinstance(facts, NewFact) else facts)]
    for place, fact in enumerate(wanted):
        if not by_its_act:
            refuse_act(fact.kind)
        check(fact, desk.today(), filed=attach is not None and not place)
    paper = with_words(desk, attach, progress) if attach is not None else None
    with desk.store.write(desk.user, desk.now()) as work:
        case = seen(work, find(work, ref), seen_version, desk.today())
        if paper is not None:
            filed = keep(work, case.id, paper, progress=progress)
            wanted[0] = replace(wanted[0], document_id=filed.id, source=wanted[0].source or filed.filename)
        wanted = [with_day_due(work, desk, fact) for fact in wanted]
        before = work.facts(case.id)
        wanted = [_naming_contact(before, case, fact) for fact in wanted]
        _refuse_repeat(before, case, wanted)
        _refuse_request_beside_plan(before, case, wanted)
        _check_links(work, case, wanted)
        for fact in wanted:
            check_order(case.ref, before, fact)
        _check_put_off(before, case, wanted)
        check_two_steps(work, case, before, wanted, desk.user)
        _check_note_kinds(work, wanted)
        _refuse_silent_plan(case, before, wanted)
        kept = [put(work, case.id, fact) for fact in wanted]
        saved, warnings = _settle_named(work, case, (*before, *kept), [fact.kind for fact in wanted])
        warnings = tuple(dict.fromkeys((*before_its_request(before, wanted), *warnings)))
    return Changes(frozenset({"facts"}), frozenset({saved.id}), tuple(k.id for k in kept), warnings)


def _settle_named(
    work: WriteWork, case: Case, facts: Sequence[RecordedFact], touched: Sequence[str]
) -> tuple[Case, tuple[str, ...]]:
    """Settle a case of which entries of these kinds changed; its psychologist is who its entries name."""
    if "psychologist_named" in touched:
        case = replace(case, psychologist=psychologist_in(facts))
    return settle(work, case, facts)


def put(work: WriteWork, case_id: int, fact: NewFact) -> RecordedFact:
    """Add a fact to a case inside a unit of work, with its line in the journal; the case is still to be settled."""
    entry = work.add_fact(case_id, fact)
    work.append(NewEntry("fact_recorded", case_id, payload(entry)))
    return entry


def take_back(work: WriteWork, old: RecordedFact, on: date, reason: str) -> RecordedFact:
    """Mark a fact as withdrawn inside a unit of work, with its line in the journal; the case is still to be settled."""
    entry = work.add_fact(old.case_id, NewFact("withdrawn_entry", on, note=reason, supersedes=old.id))
    work.append(NewEntry("fact_withdrawn", old.case_id, {"before": payload(old), "reason": reason}))
    return entry


def correct(desk: Desk, fact_id: int, right: NewFact, reason: str) -> Changes:
    """Supersede a fact with what is right.  The old one stays on the record, marked as corrected, with the reason."""
    if not reason.strip():
        raise BadInput("A correction needs a reason, so that whoever reads the record later knows why it changed.")
    refuse_plan(right.kind)
    with desk.store.write(desk.user, desk.now()) as work:
        old = standing_fact(work, fact_id)
        case = work.case(old.case_id)
        entry = work.add_fact(case.id, _put_right(work, desk, case, old, tidied(right)))
        before = payload(old)
        work.append(NewEntry("fact_corrected", case.id, {**payload(entry), "before": before, "reason": reason}))
        every = work.facts(case.id)
        _, warnings = _settle_named(work, case, every, (old.fact.kind, right.kind))
        early = before_its_request([one for one in every if one.id not in (old.id, entry.id)], [right])
    return Changes(frozenset({"facts"}), frozenset({case.id}), (entry.id,), tuple(dict.fromkeys((*early, *warnings))))


def _put_right(work: ReadWork, desk: Desk, case: Case, old: RecordedFact, right: NewFact) -> NewFact:
    """A correction as it is kept, held to the rules of an entry.  Raises BadInput for what cannot stand instead."""
    refuse_plan(old.fact.kind)
    same_kind = right.kind == old.fact.kind
    kept = {name: value for name, value in old.fact.attrs.items() if value} if same_kind else {}
    if not same_kind or dict(right.attrs) != kept:  # of what an act wrote, only the day and the words change
        refuse_act(right.kind)
    if old.fact.kind == "document_filed":
        refuse_act(old.fact.kind)
    stood = old.fact if same_kind else None
    check(right, desk.today(), before=stood)
    changed = {name: value for name, value in right.attrs.items() if value != kept.get(name)}
    _check_links(work, case, [replace(right, attrs=changed)])
    every = work.facts(case.id)
    check_order(case.ref, every, right, stood)
    right = with_day_due(work, desk, without_day_given(work, desk, old, right) if same_kind else right)
    right = replace(right, supersedes=old.id)
    others = [one for one in every if one.id != old.id]
    if kept.get("contact") or not same_kind:  # a reply of before that names no contact goes on as it was
        right = _naming_contact(others, case, right)
    _check_put_off(others, case, [right])
    check_two_steps(work, case, every, [right], desk.user)
    if right.attrs.get("reportable") != old.fact.attrs.get("reportable"):  # one the council had then may stay
        _check_note_kinds(work, [right])
    return right


def withdraw(desk: Desk, fact_id: int, reason: str) -> Changes:
    """Mark a fact as recorded by mistake.  It stays on the record and no longer counts."""
    if not reason.strip():
        raise BadInput("Withdrawing an entry needs a reason, so that whoever reads the record later knows why.")
    with desk.store.write(desk.user, desk.now()) as work:
        entry = withdraw_within(work, fact_id, desk.today(), reason)
    return Changes(frozenset({"facts"}), frozenset({entry.case_id}), (entry.id,))


def withdraw_within(work: WriteWork, fact_id: int, on: date, reason: str) -> RecordedFact:
    """The same inside a unit of work; the case is settled."""
    old = standing_fact(work, fact_id)
    if reason_to_keep := why_kept(work.facts(old.case_id), old):
        raise BadInput(reason_to_keep)
    entry = take_back(work, old, on, reason)
    _settle_named(work, work.case(old.case_id), work.facts(old.case_id), (old.fact.kind,))
    return entry


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request for an assessment: the child, when it arrived and who asked.

    A child who comes with a plan of another council asks for nothing: ``plan`` then says what is known of it (the
    attributes of ``plan_transferred_in``), ``received_on`` is the day it was transferred, and no request is recorded.
    Where children like this one are on the record, ``same_as`` is the number of the one it is, or ``another_than`` the
    references of those it is not; ``why`` is what that rests on.
    """

    ref: str
    child: Child
    received_on: date
    source: str
    note: str = ""
    team_id: int | None = None
    same_as: int | None = None
    another_than: tuple[str, ...] = ()
    why: str = ""
    plan: Mapping[str, str] | None = None

    @property
    def opening(self) -> NewFact:
        """The entry the case begins with."""
        if self.plan is not None:
            return NewFact("plan_transferred_in", self.received_on, self.plan, self.note)
        return NewFact("request_received", self.received_on, {"source": self.source}, self.note)


def open_request(desk: Desk, request: NewRequest) -> Changes:
    """Open a case.  The clock starts on the day of receipt; nobody owns it yet, so it is on the Unassigned list.

    A child already on the record (same UPN, or same name and date of birth) is linked, not entered twice, unless the
    request says that it is another child.
    """
    check_request(request, desk.today())
    begins = request.opening
    with desk.store.write(desk.user, desk.now()) as work:
        if work.find_case(request.ref) is not None:
            raise BadInput(f"The reference {request.ref} is already used; give this request another one.")
        child = _its_child(work, request)
        case = work.add_case(request.ref, child.id, request.team_id, request.received_on)
        entry = work.add_fact(case.id, begins)
        for other in request.another_than:
            note_another(work, case, work.case(find(work, other)).ref, desk.today(), request.why)
        said = {"same_as": request.same_as, "why": request.why} if request.same_as is not None else {}
        opened = {"ref": request.ref, "child": child.id, **payload(entry), **said}
        work.append(NewEntry("case_opened", case.id, opened))
        settle(work, case)
    return Changes(frozenset({"cases", "facts"}), frozenset({case.id}), (entry.id,))


def note_another(work: WriteWork, case: Case, other_ref: str, on: date, reason: str) -> RecordedFact:
    """Put it on the record, inside a unit of work, that the child of a case is not that of another."""
    entry = work.add_fact(case.id, NewFact("another_child", on, {"ref": other_ref}, reason.strip()))
    work.append(NewEntry("another_child", case.id, {"ref": other_ref, "reason": reason.strip()}))
    return entry


def same_child(work: ReadWork, child: Child) -> Child | None:
    """The child already on the record this one plainly is; None where it is new or could be either of two."""
    if child.upn:
        found = work.find_children(upn=child.upn)
    elif child.born is not None:
        found = work.find_children(name_and_born=(child.surname, child.forenames, child.born))
    else:
        found = []
    return found[0] if len(found) == 1 else None


def _check_links(work: ReadWork, case: Case, wanted: Sequence[NewFact]) -> None:
    """An entry that answers another must name one of this case, of the right kind, that still stands."""
    for fact in wanted:
        for attr in (*attrs_of(fact.kind).values(), *OWN_LINKS.get(fact.kind, ())):
            if attr.type is not AttrType.ENTRY or not fact.attrs.get(attr.name):
                continue
            number = _entry_number(fact, attr.name)
            named = next((f for f in work.facts(case.id) if f.id == number), None)
            if named is None or not named.stands or (attr.values and named.fact.kind not in attr.values):
                kinds = " or ".join(fact_title(kind).lower() for kind in attr.values) or "standing one"
                raise BadInput(
                    f"{case.ref} has no entry {number} that is a {kinds}; look the number up in its timeline."
                )


def _naming_contact(before: Sequence[RecordedFact], case: Case, fact: NewFact) -> NewFact:
    """A reply names the contact it answers: where one reply is owed, that one; where several are, it must be said."""
    if fact.kind != "reply_sent" or fact.attrs.get("contact"):
        return fact
    owed = [m for m in replies_owed([e for e in before if e.stands]) if m.since <= fact.on]
    if len(owed) > 1:
        each = ", ".join(f"entry {m.fact_id} of {in_words(m.since)}, {m.who or 'nobody named'}" for m in owed)
        raise BadInput(
            f"{case.ref}: {len(owed)} replies are owed ({each}); say which contact this answers (contact=ENTRY)."
        )
    return replace(fact, attrs={**fact.attrs, "contact": str(owed[0].fact_id)}) if owed else fact


def _check_put_off(before: Sequence[RecordedFact], case: Case, wanted: Sequence[NewFact]) -> None:
    """What a panel puts off is before it again, on a day to come."""
    for fact in wanted:
        if fact.kind == "panel_decided" and (wrong := wrong_day_again(before, fact)):
            raise BadInput(f"{case.ref}, {fact_title(fact.kind).lower()}: {wrong}")


def _refuse_silent_plan(case: Case, before: Sequence[RecordedFact], wanted: Sequence[NewFact]) -> None:
    """A plan does not go past changes somebody asked for and nobody answered, unless it is said why: in the reason of its
    sign-off, or as the note (needs.md F3, T3)."""
    for fact in wanted:
        unanswered = [a for a in amendments(before, fact.on) if a.open] if fact.kind in _PLANS_SENT else []
        if not unanswered or fact.note.strip():
            continue
        asked_last = max(a.on for a in unanswered)
        if not any(r.stands and r.fact.kind == "plan_signed_off" and r.fact.on >= asked_last for r in before):
            entries = ", ".join(str(a.fact_id) for a in unanswered)
            raise BadInput(
                f"{case.ref}: {so_many(len(unanswered), 'amendment')} asked for and not answered (entry {entries}). "
                "Answer each, or say as the note why the plan goes without."
            )


def _entry_number(fact: NewFact, name: str) -> int:
    if not fact.attrs[name].isdecimal() or len(fact.attrs[name]) > _LONGEST_NUMBER:
        raise BadInput(f"{fact_title(fact.kind)}: {name} needs the number of an entry, not '{fact.attrs[name]}'.")
    return int(fact.attrs[name])


def _check_note_kinds(work: ReadWork, wanted: Sequence[NewFact]) -> None:
    """A note is of a kind the council has, or of none."""
    for fact in wanted:
        if fact.kind == "note" and fact.attrs.get("reportable"):
            practice_of(work.setting).check_note_kind(fact.attrs["reportable"])


def check_request(request: NewRequest, today: date) -> None:
    """Refuse what no request says, whatever the record holds.  Raises BadInput."""
    if not request.ref.strip():
        raise BadInput("A request needs a reference; give it the next one in your series.")
    if not request.child.surname.strip():
        raise BadInput(f"{request.ref}: the child’s surname is missing; write it as it stands on the request.")
    if request.child.born is not None and request.child.born > today:
        raise BadInput(f"{request.ref}: the date of birth {in_words(request.child.born)} has not come yet.")
    if request.child.born is not None and request.child.born < earliest_birth(request.received_on):
        raise BadInput(
            f"{request.ref}: born on {in_words(request.child.born)}, they would be too old for a plan; check the year."
        )
    if (request.same_as is not None or request.another_than) and not request.why.strip():
        raise BadInput(f"{request.ref}: say why it is the same child or another; the reason stays with the case.")
    check(request.opening, today)


def _its_child(work: WriteWork, request: NewRequest) -> Child:
    if request.same_as is not None:
        return work.child_row(request.same_as)
    known = None if request.another_than else same_child(work, request.child)
    return known or work.add_child(request.child)


def seen(work: WriteWork, case_id: int, seen_version: int | None, today: date) -> Case:
    """The case, unless somebody changed it since ``seen_version``: then a Conflict that says who, when and what."""
    case = work.case(case_id)
    if seen_version is None or seen_version == case.version:
        return case
    newest = work.facts(case_id)[-1]
    local = newest.recorded_at.astimezone()
    when = f"at {local:%H:%M}" if local.date() == today else f"on {in_words(local.date())} at {local:%H:%M}"
    raise Conflict(
        f"{newest.recorded_by} changed {case.ref} {when} ({fact_title(newest.fact.kind)}); look at it again before you save.",
        who=newest.recorded_by,
        when=when.removeprefix("at "),
    )


def _refuse_repeat(before: Sequence[RecordedFact], case: Case, wanted: Sequence[NewFact]) -> None:
    """The same statutory fact twice on the same day is a slip of the finger; another day is a new fact."""
    here = {(f.kind, f.on, tuple(sorted(f.attrs.items()))) for f in standing(before)}
    for fact in wanted:
        if fact.kind in FACT_KINDS and (fact.kind, fact.on, tuple(sorted(fact.attrs.items()))) in here:
            raise BadInput(
                f"{case.ref} already has '{fact_title(fact.kind)}' on {in_words(fact.on)}; nothing was added."
            )


def _refuse_request_beside_plan(before: Sequence[RecordedFact], case: Case, wanted: Sequence[NewFact]) -> None:
    """A child with a plan is assessed again by a re-assessment (CFA 2014 s44), which has its own clock."""
    for fact in wanted:
        if fact.kind == "request_received" and stage_of(standing(before), fact.on - timedelta(days=1)) is Stage.PLAN:
            raise BadInput(
                f"{case.ref} has a plan in force on {in_words(fact.on)}; a request to assess the needs again is recorded as "
                f"'{fact_title('reassessment_requested')}'. If the plan had ended, record that first."
            )


def standing_fact(work: WriteWork, fact_id: int) -> RecordedFact:
    """An entry that may be changed.  Raises BadInput where there is none, it has been corrected already, or only its own act
    puts it right; Conflict where somebody else does it at this moment."""
    old = work.fact(fact_id)
    if old is None:
        raise BadInput(f"There is no entry number {fact_id} to change.")
    if not old.stands:
        raise BadInput(f"Entry {fact_id} has already been corrected; change the newer one.")
    hold_entry(work, old)
    return old


def payload(entry: RecordedFact) -> dict[str, object]:
    """A fact as the journal tells it."""
    fact = entry.fact
    return {"fact": entry.id, "kind": fact.kind, "on": fact.on.isoformat(), "attrs": dict(fact.attrs),
            "note": fact.note, "approximate": fact.approximate, "source": entry.source}  # fmt: skip
