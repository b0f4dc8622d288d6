"""Whether the days of one row can have come in that order."""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.dates import in_words
from ehcp_desk.exchange.planning.row_reading import RowReading
from ehcp_desk.exchange.planning.targets import Target

# Each of these cannot come before any listed beside it; the request comes first of all.
_AFTER: tuple[tuple[Target, tuple[Target, ...]], ...] = (
    (Target.DECIDED_ON, (Target.REQUESTED_ON,)),
    (Target.NO_PLAN_ON, (Target.REQUESTED_ON, Target.DECIDED_ON)),
    (Target.DRAFT_SERVED, (Target.REQUESTED_ON, Target.DECIDED_ON)),
    (Target.FINAL_SENT, (Target.REQUESTED_ON, Target.DRAFT_SERVED, Target.DECIDED_ON)),
    (Target.WITHDRAWN_ON, (Target.REQUESTED_ON,)),
)
_SAID: dict[Target, str] = {
    Target.REQUESTED_ON: "the request",
    Target.DECIDED_ON: "the decision to assess",
    Target.DRAFT_SERVED: "the draft plan",
}
_PAIRS = (
    (Target.ASKED_PSYCHOLOGY, Target.GOT_PSYCHOLOGY),
    (Target.ASKED_HEALTH, Target.GOT_HEALTH),
    (Target.ASKED_SOCIAL_CARE, Target.GOT_SOCIAL_CARE),
    (Target.ASKED_EDUCATION, Target.GOT_EDUCATION),
    (Target.ASKED_PARENTS, Target.GOT_PARENTS),
)


def check_order(row: RowReading) -> None:
    """Take out of the row every day that contradicts an earlier step; keep its cell, and hold the row.

    The earlier step stands and the later one is kept as written: the clock then runs on, which is the safe mistake, and
    a person must look.  Advice dated before it was asked for, and a birth after the request, are only remarked on.
    """
    dated = row.dated
    for later, earlier_steps in _AFTER:
        found = dated.get(later)
        if found is None:
            continue
        fact, heading, cell = found
        for earlier in earlier_steps:
            limit = dated.get(earlier)
            if limit is not None and fact.on < limit[0].on:
                reason = f"{in_words(fact.on)} is before {_SAID[earlier]}, {in_words(limit[0].on)}"
                row.doubt(later, heading, cell, reason)
                del dated[later]
                break
    _remark_on_advice(row)
    born, requested = row.child.get("born"), dated.get(Target.REQUESTED_ON)
    if requested is not None and isinstance(born, date) and born > requested[0].on:
        del row.child["born"]
        row.keep(*row.birth_cell, f"{in_words(born)} is after the request, {in_words(requested[0].on)}")


def _remark_on_advice(row: RowReading) -> None:
    dated = row.dated
    for asked, got in _PAIRS:
        if (answer := dated.get(got)) is not None and (request := dated.get(asked)) is not None:
            fact, heading, cell = answer
            if fact.on < (limit := request[0].on):
                row.flag(heading, cell, f"{in_words(fact.on)} is before it was asked for, {in_words(limit)}")
