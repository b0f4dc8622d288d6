"""The chronology of a case: every standing fact in neutral words, with its source, honest about late entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.clock.model import Deadline, Fact, State, Timeline
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.case import Case, year_words
from ehcp_desk.domain.chronology_choice import KEY_KINDS, Choice, key_dates
from ehcp_desk.domain.chronology_exchange import ANSWERED
from ehcp_desk.domain.chronology_marks import PROPOSED, entry_marks
from ehcp_desk.domain.dates import in_words, ruleset_words, with_weekday
from ehcp_desk.domain.document_details import FiledDocument, by_entry, filed_documents
from ehcp_desk.domain.duties import duty_words
from ehcp_desk.domain.late_entries import LATE_AFTER_WORKING_DAYS
from ehcp_desk.domain.papers import (
    Chronology,
    ChronologyLine,
    LineMark,
    LineNote,
    PartyAnswer,
    StatutoryLimit,
    UnknownLimit,
)
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.plan_content import LINE_KINDS
from ehcp_desk.domain.record import RecordedFact, standing, with_birth
from ehcp_desk.domain.rights_kinds import RIGHTS_KINDS
from ehcp_desk.domain.terms import fact_title, told
from ehcp_desk.domain.wording import LASTING, deadline_mark, deadline_words
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.as_known import Known, by_the_end_of, known_case, known_documents, known_facts
from ehcp_desk.services.records.heads import local, paper_head

EVERYTHING = Choice()
NO_PAGES: Mapping[int, str] = MappingProxyType({})
# What is known of the family is for those who work the case, never for a paper that goes to other people.
NEVER_TOLD = LINE_KINDS | frozenset({
    "withdrawn_entry", "held_for_checking", "checked", "child_changed", "entry_mark", "bundle_kept", "disclosure",
    "rescue_first", "response_written", "team_changed", "imported", "import_verified", "taken_out", "audit_answer",
    "audit_graded", "family_feedback", *PEOPLE_KINDS,
    *(kind.id for kind in RIGHTS_KINDS),
})  # fmt: skip


OWN_ACTS = frozenset({"assigned", "unassigned", "psychologist_named", "plan_version", "plan_signed_off"})
"""What the council itself does on the record is its own source."""


def chronology(
    desk: Desk,
    ref: str,
    prepared_for: str = "",
    as_at: date | None = None,
    one_page: bool = False,
    choice: Choice = EVERYTHING,
    known: Known | None = None,
    pages: Mapping[int, str] = NO_PAGES,
) -> Chronology:
    """Build the chronology.  ``as_at`` a past day shows what was on the record at the end of that day, no more.

    ``choice`` narrows the lines printed, ``known`` bounds what was on the record more closely than a day does, and
    ``pages`` gives the page of a bundle for the number of an entry.  Raises BadInput where there is no such case.
    """
    desk.need(Act.PAPERS)
    day = as_at or desk.today()
    known = known or (by_the_end_of(as_at) if as_at else Known())
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        recorded = known_facts((f for f in work.facts(case.id) if f.fact.on <= day or _planned(f)), known)
        filed = filed_documents(known_documents(work.documents(case.id), recorded, known), recorded)
        case = known_case(work, case, known)
        head = paper_head(work, desk, with_weekday(as_at) if as_at else "")
    timeline = compute(with_birth(standing(recorded), case.child.born), desk.law, day)
    entries = chronology_entries(recorded)
    lines = _lines(entries, timeline, desk, {f.id: f for f in recorded}, filed, pages)
    numbers = {entry.id: line.number for entry, line in zip(entries, lines, strict=True)}
    return Chronology(
        head=head,
        child=case.child.name,
        reference=case.ref,
        prepared_by=desk.user,
        prepared_for=prepared_for,
        lines=tuple(lines),
        limits=tuple(
            _limit(d, [e for e in entries if _answers(e, d, desk)], numbers, day) for d in timeline.deadlines if d.binds
        ),
        unknown=tuple(UnknownLimit(desk.duties.get(u.rule, u.rule), u.why) for u in timeline.unknown),
        about=_about(case, day),
        ruleset=ruleset_words(desk.law.name),
        one_page=one_page,
        shown=_shown(lines, choice, one_page),
        chosen=choice.words,
    )


def _planned(entry: RecordedFact) -> bool:
    """True of what is on the record before its day comes, such as the day of a move, and starts limits that fall earlier."""
    kind = FACT_KINDS.get(entry.fact.kind)
    return kind is not None and kind.planned


def _shown(lines: Sequence[ChronologyLine], choice: Choice, one_page: bool) -> frozenset[int] | None:
    """The numbers of the lines asked for; None for all of them."""
    kept = tuple(line for line in lines if choice.shows(line))
    if one_page:
        kept = key_dates(kept, choice.pick)
    return frozenset(line.number for line in kept) if one_page or choice.narrows else None


def chronology_entries(recorded: Iterable[RecordedFact]) -> list[RecordedFact]:
    """The entries a chronology tells, in order of the day they happened; of one day, exact ones before approximate."""
    listed = list(recorded)
    replaced = {f.supersedes for f in listed if f.supersedes is not None}
    marks = entry_marks(listed)
    kept = [
        f
        for f in listed
        if f.id not in replaced
        and f.fact.kind not in NEVER_TOLD
        and not _told_by_another(f)
        and (f.fact.kind != PROPOSED or f.id in marks)
    ]
    return sorted(kept, key=lambda f: (f.fact.on, f.fact.approximate, _place(f), f.id))


def _told_by_another(entry: RecordedFact) -> bool:
    """True of a document that is evidence of an entry: it stands there as the source; and of the other side's answers to
    this very paper, which stand at the lines they answer."""
    said = entry.fact.attrs
    return entry.fact.kind == "document_filed" and (bool(said.get("entries")) or said.get("what") == ANSWERED)


def _source(entry: RecordedFact, documents: Sequence[FiledDocument]) -> str:
    """What an entry rests on: who or what was named when it was recorded, and the documents that are its evidence."""
    titles = [d.title for d in documents]
    if entry.fact.kind == PROPOSED:
        return f"{entry.fact.attrs.get('source') or 'No source given'} (named by {entry.fact.attrs['by']})"
    named = entry.source if entry.source and not any(entry.source == d.row.filename for d in documents) else ""
    listed = ", ".join([named, *titles] if named else titles)
    return listed[:1].upper() + listed[1:] if listed else f"Case record, entry {entry.id}"


def _place(entry: RecordedFact) -> int:
    kinds = list(FACT_KINDS)
    return kinds.index(entry.fact.kind) if entry.fact.kind in FACT_KINDS else len(kinds)


def _lines(
    entries: Sequence[RecordedFact],
    timeline: Timeline,
    desk: Desk,
    recorded: Mapping[int, RecordedFact],
    filed: Sequence[FiledDocument],
    pages: Mapping[int, str],
) -> list[ChronologyLine]:
    answered = {
        (d.met_on, kind): d for d in timeline.deadlines if d.binds and d.met_on for kind in _meets(desk, d.rule)
    }
    lines = []
    documents = by_entry(filed)
    marks = entry_marks(recorded.values())
    for number, entry in enumerate(entries, 1):
        fact = entry.fact
        limit = answered.get((fact.on, fact.kind))
        if limit is not None and limit.subject and limit.subject not in fact.attrs.values():
            limit = None
        late = is_late_entry(entry, desk)
        said = marks.get(entry.id, ())
        papers = documents.get(entry.id, ())
        lines.append(
            ChronologyLine(
                number=number,
                on=fact.on,
                event=_event(fact),
                source=_source(entry, papers),
                page=pages.get(entry.id, ""),
                approximate=fact.approximate,
                limit=f"Limit: {in_words(limit.due)}. {_sentence(limit, timeline.as_at)}" if limit else "",
                recorded_on=entry.first_day if late else None,
                recorded_by=entry.told_by if late else "",
                notes=(
                    *_notes(entry, recorded),
                    *(LineNote(LineMark(mark.stance.value), mark.words, True) for mark in said),
                ),
                key_date=fact.kind in KEY_KINDS or (fact.kind == "decision" and fact.attrs.get("did") == "to"),
                entry=entry.id,
                kind=fact.kind,
                answers=tuple(PartyAnswer(m.by, LineMark(m.stance.value), m.says, m.source) for m in said),
                sourced=bool(entry.source or papers or fact.kind in OWN_ACTS),
            )
        )
    return lines


def _event(fact: Fact) -> str:
    """The fact told, with the recorder's own words after it where there are any."""
    words = told(fact)
    if fact.attrs.get("subject"):  # an email's own words stand in the document that is the source
        return words
    return words if not fact.note or fact.note in words else f"{words} {fact.note}"


def _answers(entry: RecordedFact, d: Deadline, desk: Desk) -> bool:
    """True where this entry is what met the limit, and not something else that happened on that day."""
    fact = entry.fact
    about = {fact.attrs[name] for name in ("body", "setting", "to") if name in fact.attrs} if d.subject else set()
    return fact.on == d.met_on and fact.kind in _meets(desk, d.rule) and (not about or d.subject in about)


def _meets(desk: Desk, rule_id: str) -> set[str]:
    return {match.fact for rule in desk.law.versions(rule_id) for match in rule.met_by}


def is_late_entry(entry: RecordedFact, desk: Desk) -> bool:
    """True where an event was first written down more than two working days after it happened; what is to come never is."""
    written = entry.first_day
    return entry.fact.on < written and written.toordinal() > desk.law.calendar.working.after(
        entry.fact.on.toordinal(), LATE_AFTER_WORKING_DAYS
    )


def _notes(entry: RecordedFact, recorded: Mapping[int, RecordedFact]) -> tuple[LineNote, ...]:
    fact = entry.fact
    notes = []
    if fact.kind == "kept_from_import":
        notes.append(LineNote(LineMark.ALLEGED, "Kept as it stood in the council’s tracker; not verified."))
    if entry.supersedes is not None:
        was = recorded.get(entry.supersedes)
        # What it was and its day, never its words: those may be about somebody else, which is why they were corrected.
        said = f" ({fact_title(was.fact.kind)}, {in_words(was.fact.on)})" if was else ""
        on = in_words(local(entry.recorded_at).date())
        put_right = f"Corrects entry {entry.supersedes}{said}, on {on}, by {entry.recorded_by}."
        notes.append(LineNote(LineMark.CORRECTED, put_right))
    if fact.attrs.get("disputed_by"):
        notes.append(LineNote(LineMark.DISPUTED, f"Disputed by {fact.attrs['disputed_by']}."))
    return tuple(notes)


def _sentence(limit: Deadline, as_at: date) -> str:
    words = deadline_words(limit, as_at)
    return f"{words[:1].upper()}{words[1:]}."


def _limit(d: Deadline, answers: Sequence[RecordedFact], numbers: dict[int, int], as_at: date) -> StatutoryLimit:
    """A limit and what was done; ``answers`` are the entries that met it."""
    proof = answers[0] if answers else None
    relief = ""
    if d.relief is not None:
        relief = (
            f"{d.relief.relief.title} ({d.relief.relief.citation}); evidence: {d.relief.evidence or 'none recorded'}"
        )
    return StatutoryLimit(
        what=duty_words(d),
        law=d.law,
        due=d.due,
        mark=deadline_mark(d),
        words=deadline_words(d, as_at),
        done=_done(d, proof),
        line=numbers.get(proof.id) if proof is not None else None,
        relief=relief,
    )


def _done(d: Deadline, proof: RecordedFact | None) -> str:
    if d.met_on is None:
        return "Fell away" if d.state is State.ENDED else "Nothing is recorded yet"
    if proof is None and d.rule in LASTING:
        return "Nothing is recorded that carried it further"
    return f"{fact_title(proof.fact.kind) if proof else 'Done'} on {in_words(d.met_on)}"


def _about(case: Case, day: date) -> tuple[tuple[str, str], ...]:
    child = case.child
    year = year_words(child.year_on(day))
    born = f"{in_words(child.born)}, {year}" if child.born else year
    return (("Born", born), ("Setting", child.setting or "not known"))
