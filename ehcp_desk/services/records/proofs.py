"""The proof of a date on a case: the clock's six steps, with the document and the person its first fact rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.model import Deadline, Unknown
from ehcp_desk.clock.proof import Proof, ReliefLooked, proof
from ehcp_desk.domain.dates import day_count, in_words, with_weekday
from ehcp_desk.domain.document_details import by_entry
from ehcp_desk.domain.duties import duty_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import RecordedFact, standing, with_birth
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import CaseView


@dataclass(frozen=True, slots=True)
class Step:
    """A numbered step.  ``quiet`` is said more softly (how sure we are); ``strong`` are words to make bold."""

    heading: str
    lines: tuple[str, ...]
    quiet: tuple[str, ...] = ()
    strong: str = ""


@dataclass(frozen=True, slots=True)
class DateProof:
    """Everything the page, the clipboard and the paper say about one date.

    ``document_id`` is the document the first fact rests on, and ``document_words`` how it is named in step 1.
    ``limit_days`` and ``done_days`` are the days to mark in the drawing: limits that run from the same fact, and the
    days on which they were met.
    """

    proof: Proof
    about: str
    child: str
    ref: str
    steps: tuple[Step, ...]
    document_id: int | None = None
    document_words: str = ""
    limit_days: frozenset[date] = frozenset()
    done_days: frozenset[date] = frozenset()

    @property
    def title(self) -> str:
        """The question: ``Why 11 November 2026?``."""
        return self.proof.title

    def paper_lines(self) -> tuple[tuple[str, str], ...]:
        """(heading, words) of each step, for print."""
        return tuple((step.heading, " ".join((*step.lines, *step.quiet))) for step in self.steps)

    def as_text(self) -> str:
        """The same words, for the clipboard and the screen reader."""
        head = f"{self.title}\n{self.about}\n{self.child}, {self.ref}"
        steps = [f"{n}. {heading}\n{words}" for n, (heading, words) in enumerate(self.paper_lines(), 1)]
        return "\n\n".join((head, *steps)) + "\n"


def proof_of(desk: Desk, view: CaseView, deadline: Deadline) -> DateProof:
    """Prove one date of a case from the facts that stand.  Raises BadInput where the date has gone meanwhile."""
    try:
        found = proof(
            with_birth(standing(view.facts), view.case.child.born),
            desk.law,
            view.as_at,
            deadline.rule,
            deadline.subject,
            deadline.due,
            trigger=deadline.trigger,
        )
    except LookupError as gone:
        raise BadInput("That date is no longer on the case; look at it again with F5.") from gone
    entry = next((f for f in view.facts if f.id == found.trigger.id), None)
    held = by_entry(view.filed).get(entry.id, ()) if entry is not None else ()
    document = f"Document {held[0].number}" if held else ""
    twins = [d for d in view.timeline.deadlines if d.trigger == deadline.trigger and (d.binds or d is deadline)]
    return DateProof(
        proof=found,
        about=duty_words(deadline),
        child=view.case.child.name,
        ref=view.case.ref,
        steps=_steps(found, entry, document),
        document_id=held[0].row.id if held else None,
        document_words=document,
        limit_days=frozenset(d.due for d in twins),
        done_days=frozenset(d.met_on for d in twins if d.met_on is not None),
    )


def why_unknown(desk: Desk, unknown: Unknown) -> tuple[str, str]:
    """(duty, reason) of a rule that could apply but whose start is not on the record."""
    return desk.duties.get(unknown.rule, unknown.rule), unknown.why


def _steps(found: Proof, entry: RecordedFact | None, document: str) -> tuple[Step, ...]:
    start, law, count, day, _, change = found.steps
    heading = "It starts with the request" if found.trigger.kind == "request_received" else start.heading
    soft = tuple(line for line in law.lines if line.startswith(found.evidence_words))
    firm = tuple(line for line in law.lines[:2] if line not in soft)
    return (
        Step(heading, (*start.lines, *_record_words(entry, document))),
        Step(law.heading, firm, tuple(line for line in law.lines if line not in firm)),
        Step(count.heading, count.lines),
        Step(day.heading, day.lines, strong=with_weekday(found.due)),
        Step("Reliefs looked at", _reliefs(found.reliefs)),
        Step(change.heading, change.lines or ("Nothing but a change in the law.",)),
    )


def _record_words(entry: RecordedFact | None, document: str) -> tuple[str, ...]:
    """What the fact rests on and when it was written down."""
    if entry is None:
        return ()
    when = f"{day_count(entry.days_late)} later" if entry.days_late else "the same day"
    source = document or entry.source
    lead = f"{source}, recorded" if source else "Recorded"
    note = (entry.fact.note if entry.fact.note.endswith(".") else f"{entry.fact.note}.") if entry.fact.note else ""
    return tuple(line for line in (note, f"{lead} {when} by {entry.first_author}.") if line)


def _reliefs(looked: tuple[ReliefLooked, ...]) -> tuple[str, ...]:
    if not looked:
        return ("The law offers no relief from this date.",)
    claimed = [f"{r.relief.title}, claimed on {in_words(r.claimed_on)}. {r.words}" for r in looked if r.claimed_on]
    rest = [r.relief.title for r in looked if r.claimed_on is None]
    listed = "; ".join(_lower(title) for title in rest)
    return (*claimed, *((f"Not claimed: {listed}.",) if rest else ()))


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
