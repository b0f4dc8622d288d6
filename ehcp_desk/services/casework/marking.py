"""Marking entries of the chronology as agreed, disputed or alleged, and letting in what the other side proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ehcp_desk.clock.facts import did_you_mean
from ehcp_desk.domain.chronology_marks import MARK, Stance
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import find, put, seen, settle
from ehcp_desk.services.desk import Changes, Desk


def mark_entries(
    desk: Desk,
    ref: str,
    entries: Sequence[int],
    stance: str,
    by: str,
    why: str = "",
    says: str = "",
    source: str = "",
    seen_version: int | None = None,
) -> Changes:
    """Mark entries with what one party says of them.  The newest mark of each party counts; earlier ones stay.

    An entry the other side proposed is let into the chronology by any mark but ``cleared``.  Raises BadInput where an
    entry is not on the case or no longer stands, or nobody is named.
    """
    party = _sound(stance, by)
    with desk.store.write(desk.user, desk.now()) as work:
        case = seen(work, find(work, ref), seen_version, desk.today())
        facts = {f.id: f for f in work.facts(case.id)}
        for number in entries:
            old = facts.get(number)
            if old is None or not old.stands or old.fact.kind == MARK:
                raise BadInput(
                    f"{ref} has no entry {number} in its chronology to mark; look its number up with --json."
                )
        made = [
            put(work, case.id, mark_fact(number, Stance(stance), party, desk.today(), why, says, source))
            for number in entries
        ]
        settle(work, case)
    return Changes(frozenset({"facts"}), frozenset({case.id}), tuple(one.id for one in made))


def mark_fact(
    entry: int, stance: Stance, by: str, on: date, why: str = "", says: str = "", source: str = ""
) -> NewFact:
    """The fact that marks an entry."""
    attrs = {"entry": str(entry), "mark": stance.value, "by": by, "says": says.strip(), "source": source.strip()}
    return NewFact(MARK, on, {name: value for name, value in attrs.items() if value}, why.strip())


def _sound(stance: str, by: str) -> str:
    """The party as it is kept.  Raises BadInput for a mark there is not, or a party without a name."""
    if stance not in set(Stance):
        known = [one.value for one in Stance]
        raise BadInput(f"'{stance}' is not a mark{did_you_mean(stance, known)}; use one of {', '.join(known)}.")
    if not by.strip():
        raise BadInput("Say whose mark it is, such as the parents, so that the chronology can say who agrees.")
    return " ".join(by.split())
