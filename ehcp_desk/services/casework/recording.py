"""Recording what happened: the one way a fact gets onto a case."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ehcp_desk.clock.facts import FACT_KINDS, AttrType, BadFact, check_fact, did_you_mean
from ehcp_desk.domain.case import Case, Child
from ehcp_desk.domain.case_kinds import CASE_KINDS, attrs_of
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.plan_content import LINE_KINDS, why_kept
from ehcp_desk.domain.record import NewFact, RecordedFact, standing
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.ports.work import ReadWork, WriteWork
from ehcp_desk.services.casework.deriving import derive
from ehcp_desk.services.desk import Changes, Desk

EARLIEST = date(1990, 1, 1)
WRITTEN_IN_THE_PLAN = LINE_KINDS | {"plan_version", "plan_signed_off", "outcome_result"}
LARGEST_DOCUMENT = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document to file with a fact."""

    filename: str
    content: bytes


def attachment_from(path: Path) -> Attachment:
    """Read a document from disk.  Raises BadInput where it is missing, empty, a folder or over 200 MB."""
    if not path.is_file():
        raise BadInput(f"There is no document at {path}; check the name and try again.")
    size = path.stat().st_size
    if size == 0:
        raise BadInput(f"{path.name} is empty, so there is nothing to file; attach the document itself.")
    if size > LARGEST_DOCUMENT:
        raise BadInput(f"{path.name} is larger than 200 MB; split it and attach the parts.")
    return Attachment(path.name, path.read_bytes())


def find(work: ReadWork, ref: str) -> int:
    """The case with this reference.  Raises BadInput naming the reference where there is none."""
    case_id = work.find_case(ref)
    if case_id is None:
        raise BadInput(f"No case has the reference {ref}; check it, or search with: cases --search {ref}")
    return case_id


def settle(work: WriteWork, desk: Desk, case: Case) -> tuple[Case, tuple[str, ...]]:
    """Derive the case again from its standing facts and save it.  Returns the saved case and the clock's warnings."""
    derived = derive(case.id, standing(work.facts(case.id)), desk.law)
    return work.save_case(case, derived.summary, derived.deadlines), derived.warnings


def record(
    desk: Desk,
    ref: str,
    facts: NewFact | Sequence[NewFact],
    attach: Attachment | None = None,
    seen_version: int | None = None,
) -> Changes:
    """Add facts to a case, with a document for the first of them where one is given.

    ``seen_version`` is the version of the case the person was looking at; a newer one is a Conflict.  Raises
    BadInput for an unknown kind of fact, a value the kind does not allow, or a date that has not come yet.
    """
    wanted = [facts] if isinstance(facts, NewFact) else list(facts)
    for fact in wanted:
        check(fact, desk.today())
        _refuse_plan(fact.kind)
    with desk.store.write(desk.user, desk.now()) as work:
        case = seen(work, find(work, ref), seen_version, desk.today())
        if attach is not None:
            wanted[0] = _filed(work, case, wanted[0], attach)
        _refuse_repeat(work, case, wanted)
        _check_links(work, case, wanted)
        kept = [work.add_fact(case.id, fact) for fact in wanted]
        for entry in kept:
            work.append(NewEntry("fact_recorded", case.id, _payload(entry)))
        saved, warnings = settle(work, desk, case)
    return Changes(frozenset({"facts"}), frozenset({saved.id}), tuple(k.id for k in kept), warnings)


def correct(desk: Desk, fact_id: int, right: NewFact, reason: str) -> Changes:
    """Supersede a fact with what is right.  The old one stays on the record, marked as corrected, with the reason."""
    if not reason.strip():
        raise BadInput("A correction needs a reason, so that whoever reads the record later knows why it changed.")
    check(right, desk.today())
    _refuse_plan(right.kind)
    with desk.store.write(desk.user, desk.now()) as work:
        old = _standing_fact(work, fact_id)
        _refuse_plan(old.fact.kind)
        entry = work.add_fact(old.case_id, replace(right, supersedes=fact_id))
        before = _payload(old)
        work.append(NewEntry("fact_corrected", old.case_id, {**_payload(entry), "before": before, "reason": reason}))
        _, warnings = settle(work, desk, work.case(old.case_id))
    return Changes(frozenset({"facts"}), frozenset({old.case_id}), (entry.id,), warnings)


def withdraw(desk: Desk, fact_id: int, reason: str) -> Changes:
    """Mark a fact as recorded by mistake.  It stays on the record and no longer counts."""
    if not reason.strip():
        raise BadInput("Withdrawing an entry needs a reason, so that whoever reads the record later knows why.")
    with desk.store.write(desk.user, desk.now()) as work:
        old = _standing_fact(work, fact_id)
        if reason_to_keep := why_kept(work.facts(old.case_id), old):
            raise BadInput(reason_to_keep)
        gone = NewFact("withdrawn_entry", desk.today(), note=reason, supersedes=fact_id)
        entry = work.add_fact(old.case_id, gone)
        work.append(NewEntry("fact_withdrawn", old.case_id, {"before": _payload(old), "reason": reason}))
        settle(work, desk, work.case(old.case_id))
    return Changes(frozenset({"facts"}), frozenset({old.case_id}), (entry.id,))


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request for an assessment: the child, when it arrived and who asked."""

    ref: str
    child: Child
    received_on: date
    source: str
    note: str = ""
    team_id: int | None = None


def open_request(desk: Desk, request: NewRequest) -> Changes:
    """Open a case.  The clock starts on the day of receipt; nobody owns it yet, so it is on the Unassigned list.

    A child already on the record (same UPN, or same name and date of birth) is linked, not entered twice.
    """
    _check_request(desk, request)
    received = NewFact("request_received", request.received_on, {"source": request.source}, request.note)
    check(received, desk.today())
    with desk.store.write(desk.user, desk.now()) as work:
        if work.find_case(request.ref) is not None:
            raise BadInput(f"The reference {request.ref} is already used; give this request another one.")
        child = same_child(work, request.child) or work.add_child(request.child)
        case = work.add_case(request.ref, child.id, request.team_id, request.received_on)
        entry = work.add_fact(case.id, received)
        work.append(NewEntry("case_opened", case.id, {"ref": request.ref, "child": child.id, **_payload(entry)}))
        settle(work, desk, case)
    return Changes(frozenset({"cases", "facts"}), frozenset({case.id}), (entry.id,))


def same_child(work: ReadWork, child: Child) -> Child | None:
    """The child already on the record this one plainly is; None where it is new or could be either of two."""
    if child.upn:
        found = work.find_children(upn=child.upn)
    elif child.born is not None:
        found = work.find_children(name_and_born=(child.surname, child.forenames, child.born))
    else:
        found = []
    return found[0] if len(found) == 1 else None


def check(fact: NewFact, today: date) -> None:
    """Refuse what cannot be a fact.  Raises BadInput with one sentence."""
    if fact.kind in FACT_KINDS:
        try:
            check_fact(fact.as_fact())
        except BadFact as bad:
            raise BadInput(str(bad)) from bad
    elif fact.kind in CASE_KINDS:
        _check_own(fact)
    else:
        near = did_you_mean(fact.kind, [*FACT_KINDS, *CASE_KINDS])
        raise BadInput(f"There is no fact called '{fact.kind}'{near}.")
    planned = fact.kind in FACT_KINDS and FACT_KINDS[fact.kind].planned
    if fact.on > today and not planned:
        raise BadInput(f"{fact_title(fact.kind)}: {in_words(fact.on)} has not come yet; record it on the day.")
    if fact.on < EARLIEST:
        raise BadInput(f"{fact_title(fact.kind)}: {in_words(fact.on)} is too long ago to be right; check the year.")


def _refuse_plan(kind: str) -> None:
    """What a plan says has its own acts, which keep a closed version as it was; no fact may slip past them."""
    if kind in WRITTEN_IN_THE_PLAN:
        raise BadInput(
            f"{fact_title(kind)}: a plan is written and changed in the plan itself, not as an entry of its own."
        )


def _check_own(fact: NewFact) -> None:
    """What a kind of the case's own must say, its words included: a decision without reasons is refused."""
    kind = CASE_KINDS[fact.kind]
    try:
        kind.check(fact.as_fact())
    except BadFact as bad:
        raise BadInput(str(bad)) from bad
    if kind.words and not fact.note.strip():
        raise BadInput(f"{kind.title} cannot be recorded without words ({kind.words.lower()}); write them as the note.")


def _check_links(work: ReadWork, case: Case, wanted: Sequence[NewFact]) -> None:
    """An entry that answers another must name one of this case, of the right kind, that still stands."""
    for fact in wanted:
        for attr in attrs_of(fact.kind).values():
            if attr.type is not AttrType.ENTRY or not fact.attrs.get(attr.name):
                continue
            number = int(fact.attrs[attr.name])
            named = next((f for f in work.facts(case.id) if f.id == number), None)
            if named is None or not named.stands or named.fact.kind not in attr.values:
                kinds = " or ".join(fact_title(kind).lower() for kind in attr.values)
                raise BadInput(
                    f"{case.ref} has no entry {number} that is a {kinds}; look the number up in its timeline."
                )


def _check_request(desk: Desk, request: NewRequest) -> None:
    if not request.ref.strip():
        raise BadInput("A request needs a reference; give it the next one in your series.")
    if not request.child.surname.strip():
        raise BadInput(f"{request.ref}: the child’s surname is missing; write it as it stands on the request.")
    if request.child.born is not None and request.child.born > desk.today():
        raise BadInput(f"{request.ref}: the date of birth {in_words(request.child.born)} has not come yet.")


def seen(work: WriteWork, case_id: int, seen_version: int | None, today: date) -> Case:
    """The case, as the person last saw it.  Raises Conflict, naming who, when and what, where it has moved on since."""
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


def _filed(work: WriteWork, case: Case, fact: NewFact, attach: Attachment) -> NewFact:
    media = mimetypes.guess_type(attach.filename)[0] or "application/octet-stream"
    document = work.add_document(case.id, attach.filename, media, attach.content)
    work.append(NewEntry("document_filed", case.id, {"document": document.id, "sha256": document.sha256,
                                                     "filename": document.filename}))  # fmt: skip
    return replace(fact, document_id=document.id, source=fact.source or attach.filename)


def _refuse_repeat(work: ReadWork, case: Case, wanted: Sequence[NewFact]) -> None:
    """The same statutory fact twice on the same day is a slip of the finger; another day is a new fact."""
    here = {(f.kind, f.on, tuple(sorted(f.attrs.items()))) for f in standing(work.facts(case.id))}
    for fact in wanted:
        if fact.kind in FACT_KINDS and (fact.kind, fact.on, tuple(sorted(fact.attrs.items()))) in here:
            raise BadInput(
                f"{case.ref} already has '{fact_title(fact.kind)}' on {in_words(fact.on)}; nothing was added."
            )


def _standing_fact(work: ReadWork, fact_id: int) -> RecordedFact:
    old = work.fact(fact_id)
    if old is None:
        raise BadInput(f"There is no entry number {fact_id} to change.")
    if not old.stands:
        raise BadInput(f"Entry {fact_id} has already been corrected; change the newer one.")
    return old


def _payload(entry: RecordedFact) -> dict[str, object]:
    fact = entry.fact
    return {"fact": entry.id, "kind": fact.kind, "on": fact.on.isoformat(), "attrs": dict(fact.attrs),
            "note": fact.note, "approximate": fact.approximate, "source": entry.source}  # fmt: skip
