"""Two people wrote in one section of a plan: what fits together, and what needs a choice."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ehcp_desk.domain.errors import Clash
from ehcp_desk.domain.plan_content import PlanLine

GONE = "(removed)"


def clashes(base: Sequence[PlanLine], mine: Sequence[PlanLine], theirs: Sequence[PlanLine]) -> tuple[Clash, ...]:
    """The lines both changed, each in its own way; ``base`` is the section as both began from it."""
    was, own, other = _by_name(base), _by_name(mine), _by_name(theirs)
    return tuple(
        Clash(name, _words(other.get(name)), _words(own.get(name)))
        for name in was
        if _changed(was[name], own.get(name))
        and _changed(was[name], other.get(name))
        and _words(own.get(name)) != _words(other.get(name))
    )


def met(
    base: Sequence[PlanLine], mine: Sequence[PlanLine], theirs: Sequence[PlanLine], keep_mine: Collection[str]
) -> list[PlanLine]:
    """The section with both people's work: a line only one of them changed is as that one left it, a line both changed
    is mine where I chose so, and the new lines of both stand."""
    was, own, other = _by_name(base), _by_name(mine), _by_name(theirs)
    found = []
    for name in (*other, *(name for name in was if name not in other)):
        first = was.get(name)
        use_mine = first is not None and _changed(first, own.get(name)) and (
            not _changed(first, other.get(name)) or name in keep_mine)  # fmt: skip
        line = own.get(name) if use_mine else other.get(name)
        if line is not None:
            # A line they removed and I kept comes back as a new one: a name is never used twice.
            found.append(line if name in other else PlanLine("", line.section, line.text, line.parts))
    return [*found, *(line for line in mine if not line.id)]


def resumed(
    base: Sequence[PlanLine], mine: Sequence[PlanLine], theirs: Sequence[PlanLine]
) -> tuple[list[PlanLine], list[PlanLine], tuple[str, ...]]:
    """A draft gone on with after somebody changed the section: its lines now, what they were written over, and the names
    of the lines both changed.  Those stand as the draft says, over what they said before it, so that saving asks; a line
    they removed and the draft changed is a new one."""
    was, names = _by_name(base), tuple(clash.field for clash in clashes(base, mine, theirs))
    over = [was[line.id] if line.id in names else line for line in theirs]
    there = _by_name(theirs)
    return met(base, mine, theirs, names), over, tuple(name for name in names if name in there)


def _by_name(lines: Sequence[PlanLine]) -> dict[str, PlanLine]:
    return {line.id: line for line in lines if line.id}


def _changed(before: PlanLine, after: PlanLine | None) -> bool:
    return after is None or not before.says(after)


def _words(line: PlanLine | None) -> str:
    if line is None:
        return GONE
    parts = "; ".join(f"{name}: {words}" for name, words in sorted(line.parts.items()))
    return f"{line.text} ({parts})" if parts else line.text
