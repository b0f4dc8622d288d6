"""The council's own limits for its answers: read, set and taken out, and given to an entry as it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import in_words, local
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.procedures import SETTING, STEPS, Limit, check, day_due_of, given, kept_words, limits_of
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk


def answer_limits(desk: Desk) -> tuple[Limit, ...]:
    """The limits that are set, by procedure, step and day.  Raises BadInput where the setting cannot be read."""
    with desk.store.read() as work:
        return limits_of(work.setting(SETTING))


def set_limit(desk: Desk, limit: Limit) -> Changes:
    """Set the limit of a step from a day on.  Another of the same step and day is replaced; those of earlier days stay,
    and with them every day that was given.  Raises BadInput for what cannot be a limit."""
    check(limit)
    wanted = replace(limit, procedure=limit.procedure.strip())
    return _change(desk, lambda kept: [one for one in kept if not _same(one, wanted)] + [wanted], "limit_set", wanted)


def take_out_limit(desk: Desk, limit: Limit) -> Changes:
    """Take out a limit that was set by mistake.  Raises BadInput where it is not there."""

    def without(kept: tuple[Limit, ...]) -> list[Limit]:
        left = [one for one in kept if not _same(one, limit)]
        if len(left) == len(kept):
            raise BadInput(f"{limit.procedure} has no limit for {STEPS.get(limit.step, limit.step)} from "
                           f"{in_words(limit.since)}; see what is set with: procedures")  # fmt: skip
        return left

    return _change(desk, without, "limit_taken_out", limit)


def with_day_due(work: ReadWork, desk: Desk, fact: NewFact) -> NewFact:
    """The entry with the day the procedure gives it, where it does not say one.  Raises BadInput as ``given`` does."""
    limits = limits_of(work.setting(SETTING))
    more = given(fact.kind, fact.on, fact.attrs, limits, desk.law.calendar.working, desk.today())
    return replace(fact, attrs={**fact.attrs, **more}) if more else fact


def without_day_given(work: ReadWork, desk: Desk, old: RecordedFact, right: NewFact) -> NewFact:
    """A correction without the day due of the entry it corrects, where its day or what it is changed and the old day due
    was worked out from them: it is then worked out again.  A day somebody chose stays."""
    name, stage = day_due_of(right.kind)
    was = old.fact.attrs
    moved = right.on != old.fact.on or right.attrs.get(stage) != was.get(stage)
    if not name or not moved or not was.get(name) or right.attrs.get(name) != was[name]:
        return right
    before = {key: value for key, value in was.items() if key != name}
    limits, then = limits_of(work.setting(SETTING)), local(old.recorded_at).date()
    try:
        worked_out = given(right.kind, old.fact.on, before, limits, desk.law.calendar.working, then)
    except BadInput:  # no limit says it, so somebody did
        return right
    if worked_out.get(name) != was[name]:
        return right
    return replace(right, attrs={key: value for key, value in right.attrs.items() if key != name})


def _same(one: Limit, other: Limit) -> bool:
    return (one.procedure.casefold(), one.step, one.since) == (other.procedure.casefold(), other.step, other.since)


def _change(desk: Desk, change: Callable[[tuple[Limit, ...]], Sequence[Limit]], act: str, limit: Limit) -> Changes:
    desk.need(Act.SETTINGS)
    with desk.store.write(desk.user, desk.now()) as work:
        before = limits_of(work.setting(SETTING))
        work.set_setting(SETTING, kept_words(change(before)))
        said = {"procedure": limit.procedure, "step": STEPS[limit.step], "limit": limit.words}
        work.append(NewEntry(act, None, {**said, "from": in_words(limit.since)}))
    return Changes(frozenset({"settings"}))
