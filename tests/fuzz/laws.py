"""What must hold of the clock on any history at all: it never raises, and it never invents.

The trigger, the count and the answer of every limit are judged by `tests/support/clock_rules.py`, which is written from
the law and not from the rule files, and counts with dateutil and the holidays package.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from random import Random

from dateutil.relativedelta import relativedelta

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.lean import due_states, rows_of
from ehcp_desk.clock.model import Deadline, Fact, State, Timeline
from ehcp_desk.clock.proof import proof
from ehcp_desk.clock.vocabulary import FACT_KINDS
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.record import RecordedFact, standing
from ehcp_desk.exchange.clock_json import answer_json, read_case
from ehcp_desk.services.casework.deriving import derive
from tests.support.clock_facts import LAW
from tests.support.clock_rules import ABOUT_SOMEBODY, ROWS, Row, answers, in_force

LIMBS: dict[tuple[str, str], list[Row]] = {}
for _row in ROWS:
    LIMBS.setdefault((_row.rule, _row.limb), []).append(_row)
BINDING = frozenset(rule.id for rule in LAW.rules if rule.binds)
KNOWN_HOLIDAYS = range(2011, 2039)
AFTER_REVIEW = "amendment_notice_sent"


def broken(entries: Sequence[RecordedFact], as_at: date, rng: Random, deep: bool = False) -> list[str]:
    """Every law that this history breaks, in words; empty where all hold.  ``deep`` asks the slower questions too."""
    facts = list(standing(entries))
    found = compute(facts, LAW, as_at)
    said = [
        *_counts_only_what_stands(entries, facts),
        *invented(found, facts),
        *_in_any_order(facts, found, as_at, rng),
        *_lean_says_the_same(facts, found, as_at),
        *_words(found),
    ]
    return [*said, *(_deeply(facts, found, as_at) if deep else ())]


def invented(found: Timeline, facts: Sequence[Fact]) -> list[str]:
    """What the limits of a timeline say that the facts do not."""
    as_at = found.as_at
    known = [f for f in facts if f.on <= as_at or (f.kind in FACT_KINDS and FACT_KINDS[f.kind].planned)]
    return [f"{d.rule} {d.subject} {d.due}: {wrong}" for d in found.deadlines for wrong in _invented(d, known, as_at)]


def _counts_only_what_stands(entries: Sequence[RecordedFact], facts: Sequence[Fact]) -> Iterator[str]:
    replaced = {entry.supersedes for entry in entries}
    expected = {e.id for e in entries if e.id not in replaced and e.fact.kind != "withdrawn_entry"}
    if {fact.id for fact in facts} != expected:
        yield "a superseded or withdrawn entry counts, or one that stands does not"


def _invented(d: Deadline, known: Sequence[Fact], as_at: date) -> Iterator[str]:
    """What a limit says that the record does not."""
    if not any(d.trigger is fact or d.trigger == fact for fact in known):
        yield f"its trigger {d.trigger.kind} {d.trigger.on} is not on the record, or not known that day"
    if d.subject in ("directed", "agreed"):
        yield from _stated(d)
    else:
        rows = LIMBS.get((d.rule, "" if d.rule in ABOUT_SOMEBODY else d.subject), [])
        row = next((row for row in rows if _starts(row, d)), None)
        if row is None:
            yield f"{d.trigger.kind} {dict(d.trigger.attrs)} does not start it"
        else:
            yield from _miscounted(row, d, known)
            yield from _answered(row, d, known, as_at)
    yield from _misjudged(d, as_at)


def _stated(d: Deadline) -> Iterator[str]:
    name = "date" if d.subject == "directed" else "agreed_by"
    if d.due.isoformat() != d.trigger.attrs.get(name):
        yield f"the date {d.subject} is not the one its fact states"


def _starts(row: Row, d: Deadline) -> bool:
    trigger = d.trigger
    if row.rule == "D_ICB_NOTIFY" and row.subject:
        return trigger.kind == "moved_away"
    if row.lead:
        return trigger.kind in ("final_plan_sent", "review_decision_notified") or (
            row.rule == "D_REVIEW_12M" and trigger.kind == "plan_transferred_in" and "made_on" in trigger.attrs
        )
    if trigger.kind != row.trigger:
        return False
    if row.rule in ABOUT_SOMEBODY:
        return d.subject == next((trigger.attrs[n] for n in ("body", "setting", "to") if n in trigger.attrs), "")
    if (
        trigger.kind == AFTER_REVIEW
        and row.rule in ("R_FINAL", "R_NOT_AMEND")
        and trigger.attrs.get("basis") == "other"
    ):
        return False
    idle = {"agreed_to_assess": "basis", "mediation_agreement": "about" if row.rule == "M_AGREE_ICB_TELL" else ""}
    said = {name: value for name, value in row.said.items() if name != idle.get(trigger.kind)}
    return all(trigger.attrs.get(name) == value for name, value in said.items())


@cache
def _due(row_number: int, start: date) -> date:
    return ROWS[row_number].count(start)


def _miscounted(row: Row, d: Deadline, known: Sequence[Fact]) -> Iterator[str]:
    start = d.trigger.on
    if row.rule == "D_REVIEW_12M" and d.trigger.kind == "plan_transferred_in":
        start = date.fromisoformat(d.trigger.attrs["made_on"])
    if not row.lead and start < in_force(row.rule):
        yield f"{in_words(start)} is before its rule came into force"
    school_days = row.rule in ("G_S19_15", "G_EXCL_6") and any(f.kind == "setting_closed" for f in known)
    if start.year in KNOWN_HOLIDAYS and not school_days and _due(ROWS.index(row), start) != d.due:
        yield f"counted from {in_words(start)} it is due on {in_words(_due(ROWS.index(row), start))}"
    if row.rule == "R_UNDER5":
        births = [f.on for f in known if f.kind == "born"]
        if not births or all(start >= born + relativedelta(years=5) for born in births):
            yield "no child under five is on the record"


def _answered(row: Row, d: Deadline, known: Sequence[Fact], as_at: date) -> Iterator[str]:
    if d.met_on is None:
        if d.state in (State.MET, State.MET_LATE):
            yield "it is met on no day"
        return
    ran_its_course = row.unmet == "met" and d.met_on == d.due < as_at
    if not ran_its_course and not any(_answers(row, d, fact) for fact in known):
        yield f"nothing on the record answers it on {in_words(d.met_on)}"


def _answers(row: Row, d: Deadline, fact: Fact) -> bool:
    if fact.on != d.met_on or (row.rule == "R_AMEND_NOTICE" and fact.attrs.get("basis") == "other"):
        return False
    order = row.rule.startswith(("T_ORD_", "T_UNOPP_", "M_AGREE_"))
    basis = fact.attrs.get("basis") if fact.kind == "amended_plan_sent" else None
    if (order and basis in ("review", "other")) or (row.rule.startswith("R_") and basis == "order"):
        return False
    if row.rule.startswith("P_") and fact.attrs.get("names_next") == "no":
        return False
    if row.rule in ABOUT_SOMEBODY:
        unsaid = row.rule == "T_REC_RESPONSE" and not fact.attrs.get("to")  # it is about both sides
        return fact.kind == row.met_by and (unsaid or d.subject in (*fact.attrs.values(), ""))
    # What these say besides makes no difference to what they answer.
    anyhow = fact.kind in ("agreed_to_assess", "advice_requested")
    return any(
        kind == fact.kind and (anyhow or all(fact.attrs.get(name) == value for name, value in said.items()))
        for kind, said, _ in answers(row)
    )


def _misjudged(d: Deadline, as_at: date) -> Iterator[str]:
    """A state that its own dates do not bear out."""
    if d.days < 0:
        yield "its days are negative"
    if d.state in (State.OVERDUE, State.MET_LATE) and (d.rule not in BINDING or as_at <= d.due):
        yield f"a breach ({d.state}) of what binds nobody, or before its day was over"
    if d.state is State.OVERDUE and d.days != (as_at - d.due).days:
        yield "the days overdue are not the days since its day"
    if d.state is State.RUNNING and as_at > d.due and not (d.rule == "C_STAY" and d.days == 0):
        yield "it runs on after its day"
    if d.state is State.MET_LATE and (d.met_on is None or d.met_on <= d.due or d.days != (d.met_on - d.due).days):
        yield "met late, but not after its day"
    if d.state is State.RELIEVED and (d.relief is None or d.relief.fact.on > as_at):
        yield "relieved by a claim that is not on the record that day"


def _shape(found: Timeline) -> list[tuple[object, ...]]:
    return [(d.rule, d.subject, d.due, d.state, d.days, d.met_on) for d in found.deadlines]


def _in_any_order(facts: list[Fact], found: Timeline, as_at: date, rng: Random) -> Iterator[str]:
    shuffled = [*facts, *rng.choices(facts, k=2)] if facts else []
    rng.shuffle(shuffled)
    again = compute(shuffled, LAW, as_at)
    if (_shape(again), again.week, again.unknown) != (_shape(found), found.week, found.unknown):
        yield "told in another order, with something said twice, it says something else"


def _lean_says_the_same(facts: Iterable[Fact], found: Timeline, as_at: date) -> Iterator[str]:
    [(_, lean)] = due_states([("case", rows_of(facts))], LAW, as_at)
    said = [(d.rule, d.subject, d.due, d.state(as_at), d.days(as_at), d.met(as_at)) for d in lean]
    if sorted(said, key=repr) != sorted(_shape(found), key=repr):
        yield "the lean path says something else"


def _words(found: Timeline) -> Iterator[str]:
    if not all(warning.endswith(".") for warning in found.warnings):
        yield "a warning is no sentence"
    pending = {d.rule for d in found.deadlines if d.state is State.OVERDUE and d.subject not in ("directed", "agreed")}
    if pending & {unknown.rule for unknown in found.unknown}:
        yield "a rule is overdue and unknown at once"


def _deeply(facts: list[Fact], found: Timeline, as_at: date) -> Iterator[str]:
    derive(1, facts, LAW)
    for d in found.deadlines:
        told = " ".join(d.derivation)
        if in_words(d.due) not in told:
            yield f"{d.rule}: its derivation does not come to its date"
        proved = proof(facts, LAW, as_at, d.rule, d.subject, d.due, trigger=d.trigger)
        twins = {
            t.state
            for t in found.deadlines
            if (t.rule, t.subject, t.due, t.trigger) == (d.rule, d.subject, d.due, d.trigger)
        }
        if proved.due != d.due or proved.state not in twins:
            yield f"{d.rule}: its proof says something else"
    case = read_case(json.loads(json.dumps(as_json(facts, as_at))), as_at)
    asked = answer_json(case, LAW)
    if [(d["rule"], d["due"], d["state"]) for d in asked["deadlines"]] != [
        (d.rule, d.due.isoformat(), d.state.value) for d in found.deadlines
    ]:
        yield "asked in JSON it says something else"


def as_json(facts: Iterable[Fact], as_at: date) -> dict[str, object]:
    """A history as ``ehcp-desk clock`` takes it, so that one that breaks a law can be asked about by itself."""
    rows = [
        {"fact": f.kind, "on": f.on.isoformat(), **f.attrs, "approximate": f.approximate}
        for f in facts
        if f.kind in FACT_KINDS
    ]
    return {"ref": "fuzz", "as_at": as_at.isoformat(), "facts": rows}
