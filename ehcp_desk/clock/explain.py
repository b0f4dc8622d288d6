"""The steps from a fact to a date, as sentences a tribunal could follow and a test can replay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.cautious import cut_short
from ehcp_desk.clock.counting import Phrase, Unit, eve_of
from ehcp_desk.clock.dates import in_words, with_weekday
from ehcp_desk.clock.facts import label
from ehcp_desk.clock.lines import AGREED, DIRECTED, NO_FACT
from ehcp_desk.clock.model import Evidence, Fact
from ehcp_desk.clock.program import (
    BASE,
    CLAIM,
    CLOSED_BY,
    DECIDED,
    DUE,
    LODGED,
    MET_ON,
    RULE,
    START,
    SUBJECT,
    TRIGGER,
    Base,
    Program,
    Run,
)  # fmt: skip
from ehcp_desk.clock.reliefs import Verdict, offered
from ehcp_desk.clock.rules import Choice, Expiry, Match, Rule, first_match
from ehcp_desk.clock.standing import FIRST_PLAN, NO_PLAN, PLAN_LATER
from ehcp_desk.clock.vocabulary import FACT_KINDS

_OF = {"request_received": "receipt", "became_responsible": "becoming responsible", "advice_requested": "the request",
       "review_meeting_held": "the meeting", "amendment_notice_sent": "the notice", "tribunal_order": "the order",
       "draft_plan_served": "service", "agreed_to_assess": "agreeing"}  # fmt: skip
_DOUBT = {
    Evidence.CONFIRMED: "",
    Evidence.PART: "Part of the text of this rule has not been confirmed against the source.",
    Evidence.MEMORY: "The text of this rule is given from memory and has not been confirmed.",
}


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What the engine knew when it computed a case, kept so that a derivation can be written when asked for."""

    program: Program
    facts: tuple[Fact, ...]
    verdicts: tuple[Verdict, ...]
    gave_way: tuple[tuple[Run, Run], ...]
    runs: tuple[Run, ...]
    as_at: date


def derivation(context: Context, run: Run) -> tuple[str, ...]:
    """Every step for one run: start, count, days left out, date, pairs, reliefs, outcome, doubt about the text."""
    rule = context.program.compiled[run[RULE]].rule
    steps = [*start_steps(context, run, rule), *count_steps(context, run, rule)]
    steps += pair_steps(context, run, rule)
    steps += relief_steps(context, run, rule)
    steps += outcome_steps(context, run, rule)
    return tuple(step for step in (*steps, _DOUBT[rule.evidence]) if step)


def start_steps(context: Context, run: Run, rule: Rule) -> list[str]:
    """The fact the count starts from."""
    fact = context.facts[run[TRIGGER]]
    if run[SUBJECT] in (DIRECTED, AGREED):
        return [f"{_title(fact)} on {with_weekday(fact.on)} set a date of its own."]
    day = {Phrase.WITHIN: " (day 0)", Phrase.BEGINNING_WITH: " (day 1)", Phrase.STARTING_WITH: " (the first day)"}
    about = f", {_subject_words(rule, run)}" if run[SUBJECT] and rule.subject else ""
    steps = [f"{_title(fact)}{about}{_begun(fact, run)}{day.get(rule.phrase, '')}."]
    if fact.approximate:
        steps.append("That date is approximate, so every date counted from it is approximate too.")
    return steps


def _begun(fact: Fact, run: Run) -> str:
    """The day the count starts from: the fact's own, or one that it states."""
    start = date.fromordinal(run[START])
    for attr in FACT_KINDS[fact.kind].attrs.values() if start != fact.on else ():
        if fact.attrs.get(attr.name) == start.isoformat():
            return f", {attr.title.lower()} {with_weekday(start)}"
    return f" on {with_weekday(fact.on)}"


def count_steps(context: Context, run: Run, rule: Rule) -> list[str]:
    """How the time is counted, which days are left out, and the date that comes of it."""
    due = with_weekday(date.fromordinal(run[DUE]))
    if run[SUBJECT] in (DIRECTED, AGREED):
        how = "directed" if run[SUBJECT] == DIRECTED else "agreed"
        return ["Nothing is counted.", f"The date {how} is {due}."]
    n, unit = rule.period.n, rule.period.unit
    if unit is Unit.FIXED:
        less = f", less {n} weeks ({n} × 7 = {n * 7} days)" if n else ""
        return [f"The law names the day, in the calendar year of the transfer{less}: {due}.",
                "It is not moved for a weekend or a bank holiday."]  # fmt: skip
    counted = f"{_phrase_words(context, run, rule)}{_arithmetic(rule)}"
    if n == 0:
        return [counted, f"That is {due}."]
    return [counted, _days_left_out(context, run, rule), f"{_landing(rule)} {due}.{_strictly(run, rule)}"]


def pair_steps(context: Context, run: Run, rule: Rule) -> list[str]:
    """What this limit has to do with another on the same duty."""
    steps: list[str] = []
    for loser, winner in context.gave_way:
        if run is loser or run is winner:
            other = winner if run is loser else loser
            other_rule = context.program.compiled[other[RULE]].rule
            due = in_words(date.fromordinal(other[DUE]))
            verb = "gives way to" if run is loser else "governs, and not"
            steps.append(f"Of the two limits this one {verb} the other ({other_rule.law}), due {due}.")
    if rule.combined and rule.combined.choice is Choice.EARLIER:
        beside = _beside(context, run, rule.combined.other)
        if beside is not None:
            law, due = context.program.compiled[beside[RULE]].rule.law, in_words(date.fromordinal(beside[DUE]))
            first = "that one" if beside[DUE] < run[DUE] else "this one"
            governs = (
                "both end on that day" if beside[DUE] == run[DUE] else f"the earlier governs, and {first} comes first"
            )
            steps.append(f"Another limit applies too ({law}), due {due}: {governs}.")
    return steps


def relief_steps(context: Context, run: Run, rule: Rule) -> list[str]:
    """The grounds looked at, and what became of any that was claimed."""
    steps: list[str] = []
    reliefs = context.program.ruleset.reliefs
    for verdict in context.verdicts:
        if verdict.run is run and not verdict.refused:
            claim = context.facts[verdict.claim]
            title = reliefs[verdict.relief].title
            evidence = claim.attrs.get("evidence") or "none named"
            steps.append(f"Relief claimed on {in_words(claim.on)}: {title}. Evidence: {evidence}.")
            if claim.attrs.get("impractical"):
                steps.append(f"Why the limit could not be kept: {claim.attrs['impractical']}.")
            steps.append("The limit is disapplied; the date stays, and the duty is to act as soon as practicable.")
        elif verdict.rule == rule.id and verdict.refused:
            ground = f"Relief {verdict.relief}" if verdict.relief else "A relief without a ground"
            steps.append(f"{ground} was claimed and is refused: {verdict.refused}.")
    if run[CLAIM] != NO_FACT and not steps:
        steps.append(f"{label(context.facts[run[CLAIM]])} put another date in its place.")
    if not steps and rule.binds and run[SUBJECT] not in (DIRECTED, AGREED):
        grounds = [reliefs[relief].short for relief in offered(rule)]
        steps.append(
            f"No relief is claimed. The grounds the law offers here: {'; '.join(grounds)}."
            if grounds
            else "The law offers no relief from this limit."
        )
    return steps


def outcome_steps(context: Context, run: Run, rule: Rule) -> list[str]:
    """What met or ended the limit, in the words of the facts."""
    base: Base = run[BASE]
    if base is Base.HELD:
        return _held_steps(context, run, rule)
    if base is Base.FLOOR and rule.held_by and context.as_at.toordinal() > run[DUE]:
        return ["As far as is recorded it was over with that day; what is named below may still become known."]
    if run[CLOSED_BY] == NO_FACT:
        return [] if rule.binds else [f"This is no limit in law ({rule.force.value})."]
    fact = context.facts[run[CLOSED_BY]]
    if rule.expiry is Expiry.SATISFIED and base is Base.MET and run[MET_ON] != fact.on.toordinal():
        return ["The time allowed had run its course."]
    if base is Base.ENDED:
        why = ending_reason(rule, fact)
        return [f"{label(fact)}: {why or 'a decision that has no limit here'}, so this limit fell away."]
    if not run[MET_ON]:
        return []
    late = run[MET_ON] - run[DUE]
    if late <= 0:
        return [f"Met: {label(fact)}, {_days(-late)} to spare."]
    return [f"{label(fact)}, {_days(late)} after the date."]


def _held_steps(context: Context, run: Run, rule: Rule) -> list[str]:
    """What carries a limit past its date: an appeal before anything else, and what was not let go since; where another
    appeal was, the last there is."""
    held = last = ""
    lodged = False
    for fact in (f for f in context.facts if f.on.toordinal() >= run[START]):
        match = first_match(rule.held_by, fact.kind, fact.attrs)
        if match is not None and (not held or fact.kind in LODGED):
            held = last = f"{label(fact)}: {match.why}"
            lodged = fact.kind in LODGED
        elif first_match(rule.released_by, fact.kind, fact.attrs) and (not lodged or fact.kind in DECIDED):
            held = ""
    return [f"It goes on past that day. {held or last}."]


def ending_reason(rule: Rule, fact: Fact) -> str:
    """Why a fact ended a rule, from the rule's own words."""
    for match in rule.ended_by:
        if match.fact == fact.kind and match.holds(fact.attrs):
            return match.why
    if not rule.needs_plan:
        return ""
    return PLAN_LATER if fact.kind in FIRST_PLAN else NO_PLAN


def relief_id(fact: Fact) -> str:
    """The ground a fact stands for: the one claimed, or the date directed or agreed."""
    if fact.kind == "relief_claimed":
        return fact.attrs["relief"]
    return "EX_DIRECTION" if fact.kind == "tribunal_direction" else "EX_AGREED"


def _title(fact: Fact) -> str:
    kind = FACT_KINDS[fact.kind]
    for attr in kind.attrs.values():
        words = attr.values.get(fact.attrs.get(attr.name, ""))
        if words and attr.required and attr.name != "body":
            return f"{kind.title} ({words.lower()})"
    return kind.title


def _subject_words(rule: Rule, run: Run) -> str:
    """Who or what a limit is about; every trigger of a rule with a subject says it (`rule_reading`)."""
    attr = FACT_KINDS[rule.trigger[0].fact].attrs[rule.subject]
    return attr.values.get(run[SUBJECT], str(run[SUBJECT]))


def _phrase_words(context: Context, run: Run, rule: Rule) -> str:
    n, unit = rule.period.n, rule.period.unit.value.replace("_", " ")
    unit = unit[:-1] if n == 1 else unit
    of = _OF.get(context.facts[run[TRIGGER]].kind, "that day")
    if rule.phrase is Phrase.WITHIN and n == 0:
        return "No days are counted: the day itself"
    if rule.phrase is Phrase.WITHIN:
        return f"Within {n} {unit} of {of}"
    if rule.phrase is Phrase.BEFORE:
        return f"At least {n} {unit} before that day"
    return f"{n} {unit} {'beginning' if rule.phrase is Phrase.BEGINNING_WITH else 'starting'} with that day"


def _arithmetic(rule: Rule) -> str:
    n, unit, plain = rule.period.n, rule.period.unit, rule.period.days
    if n == 0:
        return ", or as soon after it as is practicable." if unit is Unit.DAYS else "."
    if unit is Unit.WEEKS:
        return f": {n} × 7 = {plain} days."
    if unit is Unit.DAYS and rule.phrase is Phrase.BEGINNING_WITH:
        return f": {n} - 1 = {n - 1} days after it."
    if unit is Unit.DAYS:
        return f": {plain} days."
    if unit is Unit.MONTHS:
        return ": the corresponding date, clipped to the end of a shorter month."
    return "."


def _days_left_out(context: Context, run: Run, rule: Rule) -> str:
    calendar, unit = context.program.ruleset.calendar, rule.period.unit
    first, last = sorted((date.fromordinal(run[START]), date.fromordinal(run[DUE])))
    if unit in (Unit.WORKING_DAYS, Unit.TRIBUNAL_DAYS, Unit.SCHOOL_DAYS):
        holidays = calendar.holidays_between(first, last)
        named = f" ({', '.join(in_words(day) for day in holidays)})" if holidays else ""
        extra = {
            Unit.WORKING_DAYS: "",
            Unit.TRIBUNAL_DAYS: ", August and 25 December to 1 January",
            Unit.SCHOOL_DAYS: " and the closures recorded on the case",
        }[unit]
        doubt = "" if calendar.knows(first, last) else " Bank holidays of those years are not all known."
        return f"Weekends, bank holidays in England{named}{extra} are left out.{doubt}"
    if rule.roll:
        return "Every day counts; a last day that the tribunal does not count moves on to the next that it does."
    return "Every day counts: weekends, bank holidays and school holidays are not left out, and the date is not moved."


def _landing(rule: Rule) -> str:
    if rule.phrase is Phrase.WITHIN and rule.period.days is not None:
        return f"Day {rule.period.days} is"
    if rule.phrase is Phrase.BEGINNING_WITH:
        return f"Day {rule.period.n} is"
    return "The latest day is" if rule.phrase is Phrase.BEFORE else "That is"


def _strictly(run: Run, rule: Rule) -> str:
    start, due = date.fromordinal(run[START]), date.fromordinal(run[DUE])
    if cut_short(rule, start, due):
        month = in_words(due).partition(" ")[2]
        return f" {month} has no day {start.day}, so strictly too the period ends on that day."
    if rule.phrase is Phrase.STARTING_WITH:
        return f" Strictly the period ends the day before, {in_words(eve_of(due))}."
    return ""


def _beside(context: Context, run: Run, rule_id: str) -> Run | None:
    """The run of another rule that was going when this one began, the newest; one over by then is of another year."""
    indexes, gone = context.program.by_id[rule_id], Base.ENDED
    going = [
        other for other in context.runs
        if other[RULE] in indexes and other[START] <= run[START] and (other[BASE] is not gone or run[BASE] is gone)
        and (other[CLOSED_BY] == NO_FACT or context.facts[other[CLOSED_BY]].on.toordinal() >= run[START])
    ]  # fmt: skip
    return max(going, key=lambda other: (other[START], other[DUE]), default=None)


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


def describe(match: Match) -> str:
    """A trigger or an answer in plain words: the title of the fact and the value it must have."""
    kind = FACT_KINDS[match.fact]
    values = [kind.attrs[name].values.get(value, value) for name, wanted in match.when.items() for value in wanted]
    return f"{kind.title} ({' or '.join(values).lower()})" if values else kind.title
