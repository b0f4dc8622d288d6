"""Histories nobody would think of: a sound story bent, doubled, contradicted, corrected and withdrawn.

Every history comes from ``(seed, number)`` alone, so one that breaks the clock can be told again by itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.vocabulary import FACT_KINDS, Attr, AttrType
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.services.upkeep.authority.scenarios import SCENARIOS
from tests.support.clock_facts import LAW

GOLDEN = Path(__file__).parent.parent / "golden"
FIRST, LAST = date(2014, 1, 1).toordinal(), date(2035, 12, 31).toordinal()
EXTREMES = (date.min, date(1899, 12, 31), date(1980, 1, 1), date(2013, 12, 31), date(2055, 12, 31), date(2070, 12, 31),
            date(2075, 6, 1), date.max)  # fmt: skip
CLOCK_KINDS = tuple(FACT_KINDS)
MEDDLERS = ("setting_closed", "absent_from_area", "relief_claimed", "tribunal_direction", "born", "request_withdrawn")
Story = list[Fact]
Bend = Callable[[Random, Story], None]


@cache
def sound_stories() -> tuple[tuple[Fact, ...], ...]:
    """The worked examples and the told cases, as facts."""
    found = []
    for path in sorted(GOLDEN.glob("*.toml")):
        for example in tomllib.loads(path.read_text(encoding="utf-8"))["example"]:
            found.append(tuple(
                Fact(row["fact"], row["on"], {k: v for k, v in row.items() if k not in ("fact", "on")})
                for row in example["facts"]
            ))  # fmt: skip
    for scenario in SCENARIOS:
        found.append(tuple(Fact(line.kind, date.fromisoformat(line.on), line.attrs) for line in scenario.lines))
    return tuple(found)


def any_day(rng: Random) -> date:
    """A day a case could have, and now and then one it could not."""
    return rng.choice(EXTREMES) if rng.random() < 0.03 else date.fromordinal(rng.randint(FIRST, LAST))


def near(rng: Random, day: date) -> date:
    """A day some weeks off, never outside the calendar."""
    moved = day.toordinal() + rng.choice((-1, 1)) * rng.choice((0, 1, 7, 14, rng.randrange(1, 500)))
    return date.fromordinal(min(max(moved, 1), date.max.toordinal()))


def _value(rng: Random, attr: Attr, about: date) -> str:
    if attr.type is AttrType.CHOICE:
        return rng.choice(sorted(attr.values))
    if attr.type is AttrType.DATE:
        return near(rng, about).isoformat()
    if attr.name == "rule":
        return rng.choice((*LAW.ids, "NO_SUCH_RULE"))
    if attr.name == "relief":
        return rng.choice((*LAW.reliefs, "EP_SHORTAGE"))
    return rng.choice(("psychology", "education", "health", "Larkspur", "Harbour"))


def any_fact(rng: Random, about: date, kind: str = "") -> Fact:
    """One sound fact of any kind, on a day near another."""
    known = FACT_KINDS[kind or rng.choice(CLOCK_KINDS)]
    said = rng.choice(EXTREMES) if rng.random() < 0.05 else about
    attrs = {attr.name: _value(rng, attr, said) for attr in known.attrs.values() if attr.required or rng.random() < 0.6}
    return Fact(known.id, near(rng, about), attrs, rng.random() < 0.1)


def _twice(rng: Random, story: Story) -> None:
    story.extend([rng.choice(story)] * rng.randrange(1, 4))


def _contradict(rng: Random, story: Story) -> None:
    told = rng.choice(story)
    if told.kind in FACT_KINDS:
        story.append(replace(any_fact(rng, told.on, told.kind), on=told.on))


def _move(rng: Random, story: Story) -> None:
    place = rng.randrange(len(story))
    to = any_day(rng) if rng.random() < 0.1 else near(rng, story[place].on)
    story[place] = replace(story[place], on=to)


def _swap(rng: Random, story: Story) -> None:
    one, other = rng.randrange(len(story)), rng.randrange(len(story))
    first, second = story[one], story[other]
    story[one], story[other] = replace(first, on=second.on), replace(second, on=first.on)


def _forget(rng: Random, story: Story) -> None:
    if len(story) > 1:
        story.pop(rng.randrange(len(story)))


def _add(rng: Random, story: Story) -> None:
    story.append(any_fact(rng, rng.choice(story).on))


def _mix(rng: Random, story: Story) -> None:
    other = rng.choice(sound_stories())
    shift = story[0].on.toordinal() - other[0].on.toordinal()
    for told in other:
        moved = min(max(told.on.toordinal() + shift, 1), date.max.toordinal())
        story.append(replace(told, on=date.fromordinal(moved)))


BENDS: tuple[Bend, ...] = (_twice, _contradict, _move, _swap, _forget, _add, _add, _mix)


def _themed(rng: Random) -> Story:
    """Facts that have to do with each other: everything that starts, answers, ends or relieves one or two limits."""
    kinds = {*rng.sample(MEDDLERS, 2)}
    for rule in rng.sample(LAW.rules, rng.choice((1, 2))):
        matches = (*rule.trigger, *rule.met_by, *rule.ended_by, *rule.held_by, *rule.released_by, *rule.hardened_by,
                   *rule.revived_by)  # fmt: skip
        kinds |= {match.fact for match in matches} | {named.partition(".")[0] for named in rule.count_from}
    about, choice = any_day(rng), sorted(kinds)
    return [any_fact(rng, about, rng.choice(choice)) for _ in range(rng.randrange(2, 18))]


def facts_of(rng: Random) -> Story:
    """The facts of one history, bent a few times."""
    if rng.random() < 0.15:
        about = any_day(rng)
        story = [any_fact(rng, about) for _ in range(rng.randrange(1, 26))]
    elif rng.random() < 0.4:
        story = _themed(rng)
    else:
        story = list(rng.choice(sound_stories()))
        shift = rng.randrange(-1500, 1500)
        story = [replace(told, on=told.on + timedelta(days=shift)) for told in story]
    for _ in range(rng.randrange(9)):
        rng.choice(BENDS)(rng, story)
    return story


def recorded(rng: Random) -> list[RecordedFact]:
    """One history as a record holds it: written down in any order, some entries corrected, some withdrawn."""
    story = facts_of(rng)
    rng.shuffle(story)
    at = datetime(2020, 1, 1, 9, tzinfo=UTC)
    kept: list[RecordedFact] = []

    def write(told: Fact, instead_of: int | None = None) -> None:
        number = len(kept) + 1
        kept.append(
            RecordedFact(
                number, 1, replace(told, id=number), at + timedelta(minutes=number), "A", supersedes=instead_of
            )
        )

    for told in story:
        write(told)
    for _ in range(rng.choice((0, 0, 1, 2, 5))):
        gone = {entry.supersedes for entry in kept}
        standing = [e for e in kept if e.id not in gone and e.fact.kind != "withdrawn_entry"]
        if not standing:
            break
        old = rng.choice(standing)
        if rng.random() < 0.3:
            write(Fact("withdrawn_entry", old.fact.on), old.id)
        elif rng.random() < 0.5 or old.fact.kind not in FACT_KINDS:
            write(replace(old.fact, on=near(rng, old.fact.on)), old.id)
        else:
            write(any_fact(rng, old.fact.on, old.fact.kind), old.id)
    return kept


def history(seed: str, number: int) -> tuple[list[RecordedFact], date, Random]:
    """The record, the day asked about, and the chances left for whoever checks it."""
    rng = Random(f"{seed} {number}")
    entries = recorded(rng)
    days = [entry.fact.on for entry in entries]
    as_at = rng.choice((near(rng, rng.choice(days)), max(days), any_day(rng), date(2040, 1, 1)))
    return entries, as_at, rng
