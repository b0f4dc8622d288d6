"""The words of every field of a letter that the record and the settings can give; what they cannot is left empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from ehcp_desk.clock.model import Fact, Timeline
from ehcp_desk.clock.vocabulary import FACT_KINDS
from ehcp_desk.domain.advisers import advice_inside
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import FiledDocument
from ehcp_desk.domain.notice_rules import NoticeKind
from ehcp_desk.domain.plan_content import PlanVersion, lines_of, versions
from ehcp_desk.domain.plan_history import amendments
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.domain.terms import SOURCES
from ehcp_desk.services.letters.letterhead import Letterhead

_FAMILY = {"parent": "you", "parents": "you", "young_person": "you"}
_TO_YOUNG = {"parent": "your parents", "parents": "your parents", "young_person": "you"}


@dataclass(frozen=True, slots=True)
class Round:
    """The case as one notice sees it: everything that stands, and the part since the round of the notice began."""

    case: Case
    kind: NoticeKind
    on: date
    entries: tuple[RecordedFact, ...]
    documents: tuple[FiledDocument, ...]
    since: date
    to_young_person: bool

    @property
    def here(self) -> tuple[RecordedFact, ...]:
        """What belongs to this round and had happened by the day of the letter."""
        return tuple(r for r in self.entries if self.since <= r.fact.on <= self.on)

    def newest(self, *kinds: str, ever: bool = False) -> Fact | None:
        """The last fact of these kinds, of the round or of all."""
        found = [r.fact for r in (self.entries if ever else self.here) if r.fact.kind in kinds]
        return max(found, key=lambda f: f.on, default=None)

    @property
    def plan(self) -> PlanVersion | None:
        """The newest version of the plan."""
        return next(reversed(versions(self.entries)), None)


def round_of(
    case: Case, kind: NoticeKind, on: date, recorded: Iterable[RecordedFact], documents: Sequence[FiledDocument],
    to_young_person: bool,
) -> Round:  # fmt: skip
    """The round a notice of this day belongs to: from the last of the facts that begin one, or the day after one ended."""
    entries = tuple(r for r in recorded if r.stands)
    begun = [r.fact.on for r in entries if r.fact.kind in kind.since and r.fact.on <= on]
    begun += [r.fact.on + timedelta(1) for r in entries if r.fact.on < on and any(c.meets(r.fact) for c in kind.over)]
    return Round(case, kind, on, entries, tuple(documents), max(begun, default=date.min), to_young_person)


def record_values(seen: Round, council: str, settings: Letterhead, timeline: Timeline) -> dict[str, str]:
    """Every field of the record and of the settings by name; empty where nothing is known."""
    child = seen.case.child
    known = child.known_as or child.forenames or child.surname
    request = seen.newest("request_received", "became_responsible")
    sources = _TO_YOUNG if seen.to_young_person else _FAMILY
    return {
        **asdict(settings),
        "council": council,
        "child": "you" if seen.to_young_person else known,
        "request_date": in_words(request.on) if request else "",
        "requester": _requester(request, sources),
        "advice_from": "; ".join(_advice(seen)),
        "advice_enclosed": _under("The advice we had", _advice(seen)),
        "plan_enclosed": _plan_words(seen),
        "amendments_enclosed": _amendments_words(seen),
        "placement": _placement(seen),
        "copies": _copies(child.setting, settings.health_body),
        "reasons": "",
        **_happened(seen),
        **_decided(seen),
        "comments_answer": _comments(seen),
        "steps": _steps(seen, timeline),
    }


def _requester(request: Fact | None, sources: Mapping[str, str]) -> str:
    if request is None:
        return ""
    source = request.attrs.get("source", "")
    if not source and request.kind == "became_responsible":
        return "somebody who told us about the needs"
    return sources.get(source) or SOURCES.get(source, source.replace("_", " "))


def _under(title: str, points: Sequence[str]) -> str:
    return f"{title}: {'; '.join(points)}" if points else ""


def _advice(seen: Round) -> list[str]:
    """``educational psychology, 12 May 2026``, by the day it arrived."""
    came: dict[str, date] = {}
    for r in seen.entries:
        if r.fact.kind in ("advice_received", "advice_reused") and r.fact.on <= seen.on:
            body = r.fact.attrs.get("body", "")
            came[body] = max(r.fact.on, came.get(body, date.min))
    return [f"{advice_inside(body)}, {in_words(day)}" for body, day in sorted(came.items(), key=lambda c: (c[1], c[0]))]


def _plan_words(seen: Round) -> str:
    plan = seen.plan
    if plan is not None and lines_of(seen.entries, plan.number):
        named = {"draft": "The draft plan", "final": "The final plan", "amended": "The plan with the changes"}
        return f"{named.get(plan.purpose, 'The plan')} (version {plan.number})"
    filed = [d for d in seen.documents if "plan" in f"{d.details.what} {d.row.filename}".casefold() and not d.newer]
    return f"The plan ({filed[-1].row.filename})" if filed else ""


def _amendments_words(seen: Round) -> str:
    plan = seen.plan
    if plan is not None and plan.number > 1 and plan.purpose == "amended":
        return f"The notice of the changes, line by line, from version {plan.number - 1} to version {plan.number}"
    filed = [d for d in seen.documents if "amendment" in f"{d.details.what} {d.row.filename}".casefold()]
    return f"The notice of the changes ({filed[-1].row.filename})" if filed else ""


def _placement(seen: Round) -> str:
    plan = seen.plan
    if plan is None:
        return ""
    own = [line for line in lines_of(seen.entries, plan.number) if line.section == "I"]
    said = ((line.part("setting"), line.part("type"), line.text) for line in own)
    return "; ".join(", ".join(dict.fromkeys(filter(None, words))) for words in said)  # the words may be the name again


def _copies(setting: str, health: str) -> str:
    return f"{setting} and {health}" if setting and health else ""


def _happened(seen: Round) -> dict[str, str]:
    """The day and the words of what this round rests on, where there is any of it."""
    review, moved = seen.newest("review_meeting_held"), seen.newest("plan_transferred_in")
    order, conceded = seen.newest("tribunal_order"), seen.newest("appeal_not_opposed")
    appeal, phase = seen.newest("appeal_registered", ever=True), move_ahead(seen.entries, seen.on)
    return {
        "review_date": in_words(review.on) if review else "",
        "old_council": moved.attrs.get("from_authority", "") if moved else "",
        "transferred_on": in_words(moved.on) if moved else "",
        "order_date": in_words(order.on) if order else "",
        "order_says": _inside("tribunal_order", "order", order),
        "conceded": _inside("appeal_not_opposed", "about", conceded),
        "appeal_number": appeal.attrs.get("number", "") if appeal else "",
        "phase": _phase(phase),
    }


def _inside(kind: str, name: str, fact: Fact | None) -> str:
    """A choice of a fact as words inside a sentence."""
    value = fact.attrs.get(name, "") if fact else ""
    words = FACT_KINDS[kind].attrs[name].values.get(value, "")
    return words[:1].lower() + words[1:]


def move_ahead(entries: Iterable[RecordedFact], day: date) -> Fact | None:
    """The move to a new phase that is planned next, after ``day``; None where none is."""
    planned = (r.fact for r in entries if r.fact.kind == "phase_transfer_planned" and r.fact.on > day)
    return min(planned, key=lambda f: f.on, default=None)


def _phase(planned: Fact | None) -> str:
    words = _inside("phase_transfer_planned", "phase", planned)
    return f"from {words} on {in_words(planned.on)}" if words and planned else ""


def _decided(seen: Round) -> dict[str, str]:
    """The reasons and the evidence of the decision on the record that this notice tells of."""
    found = [r for r in seen.here if r.fact.kind == "decision" and r.fact.attrs.get("about") == seen.kind.about]
    if not seen.kind.about or not found:
        return {}
    newest = max(found, key=lambda r: r.order).fact
    return {"reasons": newest.note.strip(), "looked_at": newest.attrs.get("evidence", "").strip()}


def _comments(seen: Round) -> str:
    """What became of the family’s comments, where the record can say it: none came, or each was answered."""
    asked = [a for a in amendments(seen.entries, seen.on) if a.on >= seen.since]
    if any(a.open for a in asked):
        return ""
    if asked:
        return "\n\n".join(f"You asked for this: {a.words} {_answer(a.answer)} {a.reasons}".strip() for a in asked)
    came = any(r.fact.kind == "representations_received" for r in seen.here)
    return "" if came else "We had no comments from you."


def _answer(answer: str) -> str:
    return {"accepted": "We agreed.", "part": "We agreed in part.", "refused": "We did not agree."}.get(answer, "")


def _steps(seen: Round, timeline: Timeline) -> str:
    """The limits an order or a concession of this round started, each as a point of a list."""
    limits = [d for d in timeline.deadlines if d.rule.startswith(("T_ORD_", "T_UNOPP_")) and d.trigger.on >= seen.since
              and d.trigger.kind == seen.kind.fact and "REFUSE" not in d.rule]  # fmt: skip
    directed = {d.rule: d.due for d in timeline.deadlines if d.subject == "directed" and d.trigger.on >= seen.since}
    dated = [(directed.get(d.rule, d.due), d.duty) for d in limits]  # the Tribunal's own day goes first (reg 44(1))
    return "\n".join(f"- {duty}: by {in_words(due)}" for due, duty in sorted(dated))
