"""What happened on a case, in the few words a timeline has room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.model import Deadline, Fact, State
from ehcp_desk.domain.authorising import decided
from ehcp_desk.domain.dates import day_count, short
from ehcp_desk.domain.document_details import FiledDocument, by_entry
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.services.casework.entry_rules import why_unchanged
from ehcp_desk.services.records.case_view import CaseView
from ehcp_desk.services.records.heads import local

ICONS: Mapping[str, str] = {
    "contact": "phone", "note": "note-pencil", "handover_note": "handshake", "management_note": "note-pencil",
    "promise_made": "handshake", "promise_kept": "check", "reply_sent": "paper-plane-tilt", "assigned": "user-check",
    "unassigned": "user-circle-dashed", "team_changed": "users-three",
    "psychologist_named": "brain", "advice_chased": "paper-plane-tilt",
    "advice_requested": "paper-plane-tilt", "advice_received": "file-text", "setting_consulted": "paper-plane-tilt",
    "setting_replied": "buildings", "draft_plan_served": "file-text", "final_plan_sent": "file-text",
    "assess_decision_notified": "scales", "plan_decision_notified": "scales", "no_plan_decision_notified": "scales",
    "agreed_to_assess": "scales", "relief_claimed": "scales", "request_received": "envelope-open",
    "became_responsible": "house-line", "kept_from_import": "table", "child_changed": "pencil-simple-line",
    "promise_moved": "handshake", "decision": "scales", "delay": "hourglass-medium", "complaint": "envelope-open",
    "complaint_answered": "paper-plane-tilt", "pre_action_letter": "envelope-open", "ombudsman": "envelope-open",
    "meeting": "users", "placement": "buildings", "placement_ended": "buildings", "place_offered": "buildings",
    "setting_preferred": "buildings", "education_status": "house-line", "help_request": "buildings",
    "child_views": "users", "parent_views": "users", "advice_report": "file-text", "advice_reused": "file-text",
    "advice_returned": "paper-plane-tilt", "signal_answered": "check", "information_given": "paper-plane-tilt",
    "management_intervention": "note-pencil", "transition_lead": "user-check", "review_contribution": "note-pencil",
    "document_filed": "file-text",
    "withdrawn_entry": "x", "held_for_checking": "flag", "checked": "check", "address": "house-line",
    "sensitivity": "flag", "care_status": "users", "sibling": "users", "another_child": "users",
    "children_merged": "users", "decider_recorded": "scales", "no_longer": "check",
}  # fmt: skip
_CHANNEL_ICONS = {"email": "envelope-simple", "letter": "envelope-open", "meeting": "users", "visit": "house-line"}
LATE_DAYS = 2
SHOWN_DOCUMENTS = 2
LONGEST = 400
"""Characters of a note a list draws: more than fit on any screen, and not ten thousand lines; it says and copies them all."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the timeline as it is drawn: ``changed`` says it was corrected or withdrawn, and why.

    ``words`` are found by the filter and not drawn: those of an email, and the rest of a very long note.  ``whole`` is what
    it says beside its day, nothing cut, for a tool tip and a screen reader.  ``kept`` says why it is neither corrected nor
    withdrawn.
    """

    id: int
    on: date
    day: str
    icon: str
    top: str
    bottom: str
    late: str = ""
    changed: str = ""
    approximate: bool = False
    document_id: int | None = None
    stands: bool = True
    promise: bool = False
    is_document: bool = False
    words: str = ""
    whole: str = ""
    kept: str = ""

    @property
    def sentence(self) -> str:
        """The entry as one spoken sentence."""
        about = "about " if self.approximate else ""
        parts = (f"{about}{self.day}: {self.whole}", self.late, self.changed)
        return ". ".join(p for p in parts if p)


def happenings(view: CaseView, why: Mapping[int, str], newest_first: bool = True) -> list[Happening]:
    """Every entry a person would look for; what was corrected stays in its place, marked."""
    documents = by_entry(view.filed)
    met = {(d.met_on, d.subject): d for d in view.timeline.deadlines if d.met_on is not None and d.binds}
    steps = {d.entry.id: d.words for d in decided(view.facts, view.practice.two_step)}
    shown = [_happening(view, f, why, documents.get(f.id, ()), met, steps) for f in view.facts if not _elsewhere(f)]
    return list(reversed(shown)) if newest_first else shown


def brief(words: str) -> str:
    """Words as a list draws them; a very long note is cut, and stands whole in the entry itself."""
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"


def _whole(first: str, second: str) -> str:
    """Both lines as one."""
    return f"{first.removesuffix('.')}. {second}" if second else first


def _elsewhere(entry: RecordedFact) -> bool:
    """A withdrawal stands with what it withdrew, a document with the entry it is evidence of."""
    evidence = entry.fact.kind == "document_filed" and bool(entry.fact.attrs.get("entries"))
    return entry.fact.kind == "withdrawn_entry" or evidence


def _happening(
    view: CaseView,
    entry: RecordedFact,
    why: Mapping[int, str],
    documents: Sequence[FiledDocument],
    met: Mapping[tuple[date, str], Deadline],
    authorising: Mapping[int, str],
) -> Happening:
    fact = entry.fact
    late = entry.days_late
    second, decided_by = _second(entry, documents, met), authorising.get(entry.id, "")
    note = fact.note if fact.kind not in _NOTE_IS_TOP else ""
    return Happening(
        id=entry.id,
        on=fact.on,
        day=short(fact.on, view.as_at),
        icon=_icon(fact),
        top=brief(happened(fact)),
        bottom=" · ".join(filter(None, (brief(note), second, decided_by))),
        whole=_whole(happened(fact), " · ".join(filter(None, (note, second, decided_by)))),
        late=f"written up {day_count(late)} later" if late > LATE_DAYS else "",
        changed=_changed(view, entry, why),
        approximate=fact.approximate,
        document_id=entry.document_id or (documents[0].row.id if documents else None),
        stands=entry.stands,
        kept=why_unchanged(entry),
        words=fact.note if fact.attrs.get("subject") or len(fact.note) > LONGEST else "",
        is_document=fact.kind == "document_filed",
        promise=fact.kind in ("promise_made", "promise_kept"),
    )


def _icon(fact: Fact) -> str:
    if fact.kind == "contact":
        return _CHANNEL_ICONS.get(fact.attrs.get("channel", ""), "phone")
    if fact.kind == "advice_received" and fact.attrs.get("body") == "psychology":
        return "brain"
    return ICONS.get(fact.kind, "flag")


def _changed(view: CaseView, entry: RecordedFact, why: Mapping[int, str]) -> str:
    if entry.superseded_by is None:
        return ""
    later = next((f for f in view.facts if f.id == entry.superseded_by), None)
    gone = later is not None and later.fact.kind == "withdrawn_entry"
    reason = why.get(entry.id) or (later.fact.note if gone and later is not None else "")
    return f"{'withdrawn' if gone else 'corrected'}{f': {reason}' if reason else ''}"


def _second(
    entry: RecordedFact, documents: Sequence[FiledDocument], met: Mapping[tuple[date, str], Deadline]
) -> str:  # fmt: skip
    fact = entry.fact
    named = "" if any(entry.source == d.row.filename for d in documents) else entry.source
    parts = [named or (entry.written_by if not documents else "")]
    limit = met.get((fact.on, fact.attrs.get("body", "") or fact.attrs.get("setting", "")))
    if limit is not None and limit.state is State.MET_LATE and fact.kind in _ANSWERS:
        parts.append(f"{day_count(limit.days)} late")
    parts += [d.title for d in documents[:SHOWN_DOCUMENTS]]
    if len(documents) > SHOWN_DOCUMENTS:
        parts.append(f"{len(documents) - SHOWN_DOCUMENTS} more documents")
    if entry.supersedes is not None:
        parts.append("a correction")
    return " · ".join(p for p in parts if p)


_NOTE_IS_TOP = frozenset({"contact", "note", "handover_note", "management_note", "promise_made", "kept_from_import",
                          "child_changed", *PEOPLE_KINDS})  # fmt: skip
_ANSWERS = frozenset({"advice_received", "assess_decision_notified", "no_plan_decision_notified", "final_plan_sent"})


def written(view: CaseView, entry: RecordedFact) -> str:
    """When and by whom an entry was written down."""
    return f"{entry.written_by}, {short(local(entry.recorded_at).date(), view.as_at)}"
