"""Who was in touch lately, who was excluded again, which challenges are open and which went from informal to formal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ehcp_desk.clock.counting import add_months
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import STAGE_WORDS
from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.contact_days import last_contact
from ehcp_desk.domain.returns import Definition, ListedCase
from ehcp_desk.services.oversight.measures import Counted, Measure, tally
from ehcp_desk.services.oversight.population import Period, Population

FORMAL = frozenset({"formal", "director"})


def in_touch(people: Population, period: Period, definition: Definition) -> Counted:
    """T04, T05: open cases in which we were in touch with the child, or with the family, in the last weeks."""
    since, child = period.last - timedelta(weeks=int(definition.options["weeks"])), definition.options["who"] == "child"
    found, opened = [], people.open_on(period.last)
    every = people.once(
        ("in touch", period.last),
        lambda: [last_contact(case.of("contact", by=period.last), case.child) for case, _ in opened],
    )
    for (case, stage), (with_child, with_family) in zip(opened, every, strict=True):
        last = with_child if child else with_family
        days = (period.last - last).days if last else None
        found.append(ListedCase(case.case_id, case.ref, case.child, last is not None and last > since, last, days=days,
                                why=STAGE_WORDS[stage]))  # fmt: skip
    return tally(found)


def repeated_exclusions(people: Population, period: Period, _definition: Definition) -> Counted:
    """E01: children excluded or sent home more than once in the twelve months to the as-at day, with where."""
    since, found = add_months(period.last, -12), []
    for case in people.having("exclusion", "permanently_excluded"):
        times = [f for f in case.of("exclusion", "permanently_excluded", by=period.last) if f.on > since]
        if len(times) > 1:
            where = ", ".join(dict.fromkeys(f.attrs["setting"] for f in times if f.attrs.get("setting")))
            found.append(ListedCase(case.case_id, case.ref, case.child, True, times[0].on, end=times[-1].on,
                                    why=f"{len(times)} times{f', {where}' if where else ''}"))  # fmt: skip
    return tally(found)


def challenges(people: Population, period: Period, definition: Definition) -> Counted:
    """C03: challenges without an outcome on the as-at day, by level."""
    found = []
    for case in people.having("challenge"):
        answered = {f.attrs.get("challenge") for f in case.of("challenge_answered", by=period.last)}
        for fact in case.of("challenge", by=period.last):
            if str(fact.id) in answered:
                continue
            if not fact.attrs.get("outcome") and fact.attrs.get("level") == definition.options["level"]:
                due = date.fromisoformat(fact.attrs["due"]) if fact.attrs.get("due") else None
                found.append(ListedCase(case.case_id, case.ref, case.child, True, fact.on, due,
                                        days=(period.last - fact.on).days, why=fact.attrs.get("issue", "")))  # fmt: skip
    return tally(found)


def challenges_that_rose(people: Population, period: Period, _definition: Definition) -> Counted:
    """C04: of the informal challenges raised in the twelve months, those that became formal about the same issue."""
    since, found = add_months(period.last, -12), []
    for case in people.having("challenge"):
        told = case.of("challenge", by=period.last)
        for fact in told:
            if fact.attrs.get("level") == "informal" and fact.on > since:
                rose = next(_risen(told, fact), None)
                level = said_words("challenge", "level", rose.attrs["level"]).lower() if rose else "still informal"
                words = f"{fact.attrs.get('issue', '')}: {level}"
                ended = rose.on if rose else None
                found.append(
                    ListedCase(case.case_id, case.ref, case.child, rose is not None, fact.on, end=ended, why=words)
                )
    return tally(found)


def _risen(told: list[Fact], informal: Fact) -> Iterator[Fact]:
    issue = informal.attrs.get("issue", "").casefold()
    for fact in told:
        if (
            fact.attrs.get("level") in FORMAL
            and fact.on >= informal.on
            and fact.attrs.get("issue", "").casefold() == issue
        ):
            yield fact


REGISTERS: dict[str, Measure] = {
    measure.__name__: measure for measure in (in_touch, repeated_exclusions, challenges, challenges_that_rose)
}
