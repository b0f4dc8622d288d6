"""What cannot have happened: a history that contradicts itself is said in words and never raised.

A warning names the facts.  It changes no date.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from ehcp_desk.clock.dates import in_words, read_iso
from ehcp_desk.clock.facts import FACT_KINDS, label
from ehcp_desk.clock.lines import NO_FACT
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.program import BASE, CLOSED_BY, DUE, LODGED, PLAN_GONE, RULE, START, TRIGGER, Base, Run
from ehcp_desk.clock.reliefs import Verdict
from ehcp_desk.clock.trace import Trace
from ehcp_desk.clock.vocabulary import AttrType

REQUESTS = ("request_received", "became_responsible")
_AGAIN = ("reassessment_requested",)
_UNNOTICED = ("tribunal_order", "appeal_not_opposed", "mediation_agreement")
# What cannot come before what: the later kind, the kinds it cannot come before, others that may stand in for those, and
# the attribute they share.
_ORDER: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = (
    ("assess_decision_notified", REQUESTS, (), ""),
    ("draft_plan_served", REQUESTS, _AGAIN, ""),
    ("no_plan_decision_notified", REQUESTS, _AGAIN, ""),
    ("final_plan_sent", REQUESTS, _AGAIN, ""),
    ("final_plan_sent", ("draft_plan_served",), (), ""),
    ("request_withdrawn", REQUESTS, _AGAIN, ""),
    ("agreed_to_assess", ("assess_decision_notified",), (), ""),
    ("advice_received", ("advice_requested",), (), "body"),
    ("setting_replied", ("setting_consulted",), (), "setting"),
    ("review_report_sent", ("review_meeting_held",), (), ""),
    ("review_decision_notified", ("review_meeting_held",), (), ""),
    ("amended_plan_sent", ("amendment_notice_sent",), _UNNOTICED, ""),
    ("not_amending_notified", ("amendment_notice_sent",), (), ""),
    ("reassessment_decision_notified", ("reassessment_requested",), (), ""),
    ("appeal_sent_to_la", ("appeal_received",), (), ""),
    ("la_response_sent", ("appeal_sent_to_la", "appeal_received"), (), ""),
    ("recommendation_answered", ("recommendation_made",), (), ""),
)
# How far back a step may lie and still be one of the round that begins after it: a request is made once, and a whole
# review takes twelve weeks.
_ASKED_ONCE, _ONE_ROUND = timedelta(days=366), timedelta(weeks=12)
# After these nobody waits for a decision on assessing.
_ASKED_NO_MORE = frozenset({"request_withdrawn", "moved_away", "plan_transferred_in"})
_FAR_AHEAD = 3 * 366  # days
_DAYS_WITHIN = {
    kind.id: days
    for kind in FACT_KINDS.values()
    if (days := [attr for attr in kind.attrs.values() if attr.type is AttrType.DATE])
}
_KEEPS = ("maintain", "maintain_and_amend")  # orders
# Reasons for which a plan is over whatever anybody decides: too old, taken over by another council, died.
_OVER_OF_ITSELF = frozenset({"1", "5", "8"})


def warnings_of(
    given: Sequence[Fact], known: Sequence[Fact], as_at: date, trace: Trace, verdicts: Sequence[Verdict]
) -> tuple[str, ...]:
    """Every warning about a case, each one sentence, in a settled order."""
    found = [
        *_left_out(given, known, as_at),
        *_twice(known),
        *_out_of_order(known),
        *_second_requests(known, trace),
        *_before_the_law(known, trace),
        *_contradictions(known, trace),
        *_ceased_against_order(known),
        *_claims(known, verdicts),
        *_directions(known, trace),
        *_conceded_late(known, trace),
        *_far_days(known, as_at),
    ]
    return tuple(dict.fromkeys(found))


def _left_out(given: Sequence[Fact], known: Sequence[Fact], as_at: date) -> list[str]:
    kept = {id(fact) for fact in known}
    far = as_at.toordinal() + _FAR_AHEAD  # a number, for the last years there are have no day so far ahead
    found: list[str] = []
    later: list[str] = []
    for fact in given:
        if id(fact) in kept:
            if fact.on.toordinal() > far:
                found.append(f"{label(fact)} lies more than three years ahead.")
        elif fact.on <= as_at or fact.on.toordinal() > far:
            found.append(f"{label(fact)} cannot be right, so it was left out.")
        else:
            later.append(label(fact))
    if later:
        was = "is" if len(later) == 1 else "are"
        were = "was" if len(later) == 1 else "were"
        found.append(f"{'; '.join(later)} {was} after the day asked about ({in_words(as_at)}) and {were} left out.")
    return found


def _twice(known: Sequence[Fact]) -> list[str]:
    counted = Counter((fact.kind, fact.on, tuple(sorted(fact.attrs.items()))) for fact in known)
    return [
        f"{label(Fact(kind, on))} is recorded {'twice' if n == 2 else f'{n} times'}; it counts once."
        for (kind, on, _), n in counted.items()
        if n > 1
    ]


def _out_of_order(known: Sequence[Fact]) -> list[str]:
    """A step recorded before the one it answers, where no earlier one is recorded that it could answer."""
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in known:
        by_kind[fact.kind].append(fact)
    over = [fact.on for fact in known if fact.kind in PLAN_GONE]
    found: list[str] = []
    for later, firsts, others, shared in _ORDER:
        for fact in by_kind[later]:
            said = fact.attrs.get(shared)
            alike = [f for kind in (*firsts, *others) for f in by_kind[kind] if f.attrs.get(shared) == said]
            first = min((f for f in alike if f.kind in firsts), key=_on, default=fact)
            if first is fact or any(f.on <= fact.on for f in alike) or any(fact.on <= day <= first.on for day in over):
                continue
            if not _another_round(fact, first, [f for f in by_kind[later] if f.attrs.get(shared) == said]):
                found.append(comes_before(fact, first))
    return found


def comes_before(fact: Fact, first: Fact) -> str:
    """What is said of a step dated before the one it answers."""
    return f"{label(fact)} comes before {_lower(label(first))}, which cannot be."


def _another_round(fact: Fact, first: Fact, answers: Sequence[Fact]) -> bool:
    """True where a step belongs to a round before the one that ``first`` begins: long past, or that one has its own."""
    if first.kind in REQUESTS:
        return first.on - fact.on > _ASKED_ONCE
    return first.on - fact.on > _ONE_ROUND or any(other.on >= first.on for other in answers)


def _second_requests(known: Sequence[Fact], trace: Trace) -> list[str]:
    """A request that came while an earlier one was still open starts no clock of its own."""
    final = trace.program.indexes(("A_FINAL_PLAN",))
    started = {run[TRIGGER]: run[CLOSED_BY] for run in trace.runs if run[RULE] in final}
    first, ended = next(((known[start], by) for start, by in started.items()), (None, NO_FACT))
    found: list[str] = []
    for position, fact in enumerate(known):
        if position in started:
            first, ended = fact, started[position]
        elif fact.kind == "request_received" and first and first.kind == fact.kind and first.on < fact.on:
            told = f"{label(fact)} came while the request of {in_words(first.on)} was open"
            over = known[ended] if ended != NO_FACT else None
            if over is not None and over.kind == "request_withdrawn" and over.on >= fact.on:
                found.append(
                    f"{told}, and the withdrawal of {in_words(over.on)} ended the clock of both. If this one still stands, "
                    "withdraw the entries of the earlier request and of its withdrawal: the clock then runs from this one."
                )
            else:
                found.append(f"{told}; the clock runs from that one.")
    return found


def _before_the_law(known: Sequence[Fact], trace: Trace) -> list[str]:
    found: list[str] = []
    for fact in known:
        day = fact.on.toordinal()
        if day >= trace.program.all_in_force:
            continue
        since = trace.program.move(fact.kind, fact.attrs).since
        if day < since:
            in_force = in_words(date.fromordinal(since))
            found.append(f"{label(fact)} is before the law came into force on {in_force}; nothing is counted from it.")
    return found


def _contradictions(known: Sequence[Fact], trace: Trace) -> list[str]:
    found: list[str] = []
    for run in trace.runs:
        if run[CLOSED_BY] == NO_FACT or run[BASE] is not Base.ENDED:
            continue
        rule, fact = trace.program.compiled[run[RULE]].rule, known[run[CLOSED_BY]]
        if rule.id == "A_DECIDE_ASSESS" and fact.kind not in _ASKED_NO_MORE:
            found.append(f"{label(fact)}, but no decision on assessing is recorded.")
        if rule.id == "A_DRAFT_REPS" and fact.kind in ("final_plan_sent", "amended_plan_sent"):
            found.append(f"{label(fact)} came before the fifteen days for comments on the draft were up.")
        if rule.id == "R_REPS" and fact.kind == "amended_plan_sent":
            found.append(f"{label(fact)} came before the fifteen days for comments on the amendments were up.")
        if rule.id == "C_STAY" and fact.kind == "plan_ceased" and fact.attrs.get("reason") not in _OVER_OF_ITSELF:
            early = _too_early(known, run, fact)
            found.append(f"{label(fact)} came before {early}; the plan has to be kept until then (CFA 2014 s45(4)).")
        if rule.id == "A_FINAL_PLAN" and fact.kind == "assess_decision_notified":
            found += _finished_after_refusal(known, fact)
    outcomes: dict[tuple[str, date], set[str]] = {}
    for fact in known:
        if "outcome" in fact.attrs:
            outcomes.setdefault((fact.kind, fact.on), set()).add(fact.attrs["outcome"])
    for (kind, on), values in outcomes.items():
        if len(values) > 1:
            said = " and ".join(sorted(FACT_KINDS[kind].attrs["outcome"].values.get(v, v) for v in values))
            found.append(f"{label(Fact(kind, on))} is recorded with two outcomes: {said}.")
    return found


def _ceased_against_order(known: Sequence[Fact]) -> list[str]:
    """A plan ceased on or after the day the tribunal ordered it kept, with no decision since to cease it."""
    found: list[str] = []
    for fact in known:
        if fact.kind == "plan_ceased" and fact.attrs.get("reason") not in _OVER_OF_ITSELF:
            kept = max((f.on for f in known if f.attrs.get("order") in _KEEPS and f.on <= fact.on), default=None)
            again = [f.on for f in known if f.kind == "cease_decision_notified" or f.attrs.get("outcome") == "cease"]
            if kept and not any(kept < day <= fact.on for day in again):
                found.append(f"{label(fact)}, though the tribunal ordered on {in_words(kept)} that it be kept and no decision "
                             "since to cease it is recorded; check both days.")  # fmt: skip
    return found


def _too_early(known: Sequence[Fact], run: Run, ceased: Fact) -> str:
    """What a plan was ceased before: the end of the two months, of the appeal, or of the month from a certificate."""
    if ceased.on.toordinal() <= run[DUE]:
        return "the time for appealing about it was over"
    appealed = any(f.kind in LODGED and run[START] <= f.on.toordinal() <= ceased.on.toordinal() for f in known)
    return "the appeal about ceasing it was decided" if appealed else (
        "the mediation certificate had come, and a month for appealing with it")  # fmt: skip


def _finished_after_refusal(known: Sequence[Fact], refusal: Fact) -> list[str]:
    reversals = ("agreed_to_assess", "tribunal_order", "mediation_agreement", "appeal_not_opposed", *REQUESTS)
    for fact in known:
        if fact.kind == "final_plan_sent" and fact.on >= refusal.on:
            if not any(other.kind in reversals and refusal.on <= other.on <= fact.on for other in known):
                return [f"{label(fact)} follows a refusal to assess on {in_words(refusal.on)} that nothing reversed."]
            break
    return []


def _claims(known: Sequence[Fact], verdicts: Sequence[Verdict]) -> list[str]:
    found: list[str] = []
    for verdict in verdicts:
        ground = f"Relief {verdict.relief}" if verdict.relief else "A relief without a ground"
        said = f"{ground} claimed on {in_words(known[verdict.claim].on)} for {verdict.rule}"
        if verdict.refused:
            found.append(f"{said} is refused: {verdict.refused}.")
        elif verdict.caution:
            found.append(f"{said} stands, but {verdict.caution}.")
    return found


def _directions(known: Sequence[Fact], trace: Trace) -> list[str]:
    """A direction about something that is no limit of the rules sets no date here."""
    return [
        f"{label(fact)} names no limit of the rules ({fact.attrs.get('rule')!r}), so it sets no date."
        for fact in known
        if fact.kind == "tribunal_direction" and fact.attrs.get("rule") not in trace.program.by_id
    ]


def _conceded_late(known: Sequence[Fact], trace: Trace) -> list[str]:
    """Regulation 45 is for what the tribunal was told before the council's response; then its order sets the time."""
    ordered = [fact.on for fact in known if fact.kind == "tribunal_order"]
    return [
        f"{label(fact)} came after the council’s response, so regulation 45 sets no time for it: record the tribunal’s "
        "order by consent, with its date."
        for fact in (known[position] for position in trace.conceded_late)
        if not any(day >= fact.on for day in ordered)
    ]


def _far_days(known: Sequence[Fact], as_at: date) -> list[str]:
    """Days within a fact that lie as far ahead as no fact itself should."""
    far = as_at.toordinal() + _FAR_AHEAD
    return [
        f"{label(fact)} says {in_words(day)} ({attr.title.lower()}), which lies more than three years ahead; check the year."
        for fact in known
        for attr in _DAYS_WITHIN.get(fact.kind, ())
        if fact.attrs.get(attr.name) and (day := read_iso(fact.attrs[attr.name])).toordinal() > far
    ]


def _on(fact: Fact) -> date:
    return fact.on


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
