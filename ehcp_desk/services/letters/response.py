"""The council's response to an appeal, compiled like a notice: every part that is required, what is missing, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Timeline
from ehcp_desk.domain.appeals import Appeal, appeal_of
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import filed_documents
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.letter_terms import RESPONSE_PARTS
from ehcp_desk.domain.letters import Addressee, ElementState, Letter
from ehcp_desk.domain.notice_rules import RESPONSE, load_notice_rules
from ehcp_desk.domain.record import RecordedFact, standing, with_birth
from ehcp_desk.domain.terms import told
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.compiling import element_states, letter_of, wrong_state
from ehcp_desk.services.letters.letterhead import letterhead_of, logo_of
from ehcp_desk.services.letters.values import Round, record_values, round_of
from ehcp_desk.services.records.heads import COUNCIL, paper_head

TRIBUNAL = "First-tier Tribunal (Special Educational Needs and Disability)"
_KEY_FACTS = frozenset({
    "request_received", "became_responsible", "assess_decision_notified", "agreed_to_assess", "no_plan_decision_notified",
    "draft_plan_served", "final_plan_sent", "amended_plan_sent", "review_meeting_held", "review_decision_notified",
    "cease_decision_notified", "mediation_held", "mediation_certificate_issued", "appeal_received", "appeal_registered",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Response:
    """The response as far as it goes: its parts, what refuses it, the appeal, and the paper itself."""

    ref: str
    states: tuple[ElementState, ...]
    refused: tuple[str, ...]
    appeal: Appeal
    letter: Letter
    values: dict[str, str]

    @property
    def ready(self) -> bool:
        """True where every required part is there."""
        return not self.refused and all(state.fine for state in self.states)

    @property
    def missing(self) -> tuple[ElementState, ...]:
        """The parts that are not there yet."""
        return tuple(state for state in self.states if not state.fine)


def compile_response(desk: Desk, ref: str, draft: bool = False) -> Response:
    """The response of today.  Raises BadInput for an unknown case."""
    rules, day = load_notice_rules(), desk.today()
    kind = rules.kinds[RESPONSE]
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        recorded = work.facts(case.id)
        seen = round_of(case, kind, day, recorded, filed_documents(work.documents(case.id), recorded), False)
        timeline = compute(with_birth(standing(recorded), case.child.born), desk.law, day)
        appeal = appeal_of(recorded, timeline)
        values = record_values(seen, work.setting(COUNCIL) or "", letterhead_of(work), timeline) | _parts(seen, appeal)
        head, logo = paper_head(work, desk), logo_of(work)
    letter = letter_of(head, logo, seen, values, Addressee(TRIBUNAL), draft)
    return Response(ref, element_states(kind, values), tuple(wrong_state(seen)), appeal, letter, values)


def read_appeal(desk: Desk, ref: str) -> Appeal:
    """The appeal of a case, with its dates of today."""
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        recorded = work.facts(case.id)
    return appeal_of(recorded, _timeline(desk, recorded, case.child.born))


def _timeline(desk: Desk, recorded: Iterable[RecordedFact], born: date | None) -> Timeline:
    return compute(with_birth(standing(recorded), born), desk.law, desk.today())


def write_response(desk: Desk, response: Response, path: Path) -> None:
    """Write it as Word, PDF or HTML.  Raises BadInput for another ending."""
    if desk.papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    if path.suffix.lower() not in (".docx", ".pdf", ".html", ".htm"):
        raise BadInput(f"A response is written as .docx, .pdf or .html, not as {path.name}; change the ending.")
    desk.papers.letter(response.letter, path)


def _parts(seen: Round, appeal: Appeal) -> dict[str, str]:
    """What is written for the response, the newest of each part; what the record itself can say where nothing is."""
    parts = {
        "summary": _summary(seen), "reasons": _newest_note(seen, "decision"), "views": _newest_note(seen, "child_views"),
        "assessments": _advice(seen),
    }  # fmt: skip
    for r in sorted(seen.entries, key=lambda r: r.first_written):
        if r.fact.kind == "response_written":
            parts[r.fact.attrs["part"]] = r.fact.note.strip()
    found = {f"part_{name}": parts.get(name, "") for name in RESPONSE_PARTS}
    return found | {"appeal_about_what": appeal.type_words, "officer": appeal.officer,
                    "representative": appeal.representative, "appeal_number": appeal.number}  # fmt: skip


def _summary(seen: Round) -> str:
    """The key facts in the neutral words of the chronology, oldest first."""
    facts = [r.fact for r in seen.entries if r.fact.kind in _KEY_FACTS and r.fact.on <= seen.on]
    return "\n".join(f"- {in_words(f.on)}: {told(f)}" for f in sorted(facts, key=lambda f: f.on))


def _newest_note(seen: Round, kind: str) -> str:
    notes = [r for r in seen.entries if r.fact.kind == kind and r.fact.note.strip()]
    return max(notes, key=lambda r: r.order).fact.note.strip() if notes else ""


def _advice(seen: Round) -> str:
    """The advice on the record, a point each."""
    came = [r.fact for r in seen.entries if r.fact.kind == "advice_received" and r.fact.on <= seen.on]
    return "\n".join(f"- {in_words(f.on)}: {told(f)}" for f in sorted(came, key=lambda f: f.on))
