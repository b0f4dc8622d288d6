"""A preview of a change, as JSON and as text: what would move, what a closure would touch and what it would not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import table
from ehcp_desk.domain.dates import day_count, in_words

if TYPE_CHECKING:
    from ehcp_desk.services.oversight.law_preview import MovedDate, Preview

LINES = 60  # of each list on screen; --json has them all
NAMED = 8  # cases named in one sentence
_HEADS = ("Reference", "Duty", "About", "Due now", "Would be due", "Days", "State", "Answers for it")
_CLAIM_HEADS = ("Reference", "Duty", "Due", "State", "Answers for it")


def as_json(found: Preview) -> dict[str, Any]:
    """The preview as scripts read it."""
    return {
        "ruleset_now": found.now, "ruleset_then": found.then, "cases": found.cases, "settled": found.settled,
        "moved": [_line(line) for line in found.moved],
        "closures": [
            {"setting": one.closure.setting, "from": one.closure.first, "to": one.closure.last,
             "days": one.closure.days, "evidence": one.closure.evidence, "cases": one.cases, "already": one.already}
            for one in found.reach.closures
        ],
        "claimable": [_line(line) for line in found.claimable],
        "not_touched": [
            {"ref": one.ref, "name": one.child, "responsible": one.responsible, "why": "no setting recorded"}
            for one in found.not_touched
        ],
    }  # fmt: skip


def _line(line: MovedDate) -> dict[str, Any]:
    return {
        "ref": line.ref, "rule": line.rule, "subject": line.subject, "due_now": line.due_now,
        "due_then": line.due_then, "days": line.days,
        "state_now": line.state_now.value if line.state_now else None,
        "state_then": line.state_then.value if line.state_then else None,
        "owner": line.owner, "responsible": line.responsible,
    }  # fmt: skip


def as_text(found: Preview) -> str:
    """The dates that would move, and how many there are; with closures, whom they touch."""
    rows = [
        (m.ref, m.duty, m.subject or "–", in_words(m.due_now) if m.due_now else "–",
         in_words(m.due_then) if m.due_then else "–", f"{m.days:+}" if m.days is not None else "–",
         _state(m), m.responsible)
        for m in found.moved[:LINES]
    ]  # fmt: skip
    lines = _table(_HEADS, rows, len(found.moved))
    count, cases = len(found.moved), found.moved_cases
    would = "would move" if not found.reach.closures else "would move or stand otherwise"
    lines.append(
        f"{count or 'No'} live date{'' if count == 1 else 's'} of {found.cases} live cases {would}, on "
        f"{cases or 'no'} case{'' if cases == 1 else 's'}. Nothing was changed."
    )
    if found.settled:
        lines.append(f"{found.settled} dates already met or ended would read differently; they ask nothing of anybody.")
    return "\n".join([*lines, *_closed(found)] if found.reach.closures else lines)


def _closed(found: Preview) -> list[str]:
    lines = [
        "",
        *_reached(found),
        "A closure moves no date of a limit; it lifts one where its ground is claimed.",
    ]
    if found.claimable:
        rows = [
            (m.ref, m.duty, in_words(m.due_then) if m.due_then else "–", _state(m), m.responsible)
            for m in found.claimable[:LINES]
        ]
        count = len(found.claimable)
        lines += [
            "",
            f"On {'this limit' if count == 1 else f'these {count} limits'} the ground would be open, and nobody has "
            "claimed it yet; whoever does must show that it made the limit impractical:",
            *_table(_CLAIM_HEADS, rows, count),
        ]
    return lines


def _reached(found: Preview) -> list[str]:
    """A line for each closure, and one for the children it cannot reach."""
    lines = []
    for one in found.reach.closures:
        closure = one.closure
        short = "" if closure.opens_a_ground else ", which is under four weeks and lifts no limit"
        already = f"; {one.already} already {'has' if one.already == 1 else 'have'} it" if one.already else ""
        lines.append(
            f"{closure.setting}, closed {in_words(closure.first)} to {in_words(closure.last)} "
            f"({day_count(closure.days)}{short}): {_cases(one.cases)} would get it{already}."
        )
    if found.not_touched:
        refs = ", ".join(missed.ref for missed in found.not_touched[:NAMED])
        more = f" and {len(found.not_touched) - NAMED} more" if len(found.not_touched) > NAMED else ""
        lines.append(f"Not touched, because the child’s setting is not recorded: {refs}{more}.")
    return lines


def _cases(count: int) -> str:
    return f"{count or 'no'} live case{'' if count == 1 else 's'}"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], whole: int) -> list[str]:
    lines = [table(heads, rows)] if rows else []
    return [*lines, f"and {whole - LINES} more; see --json"] if whole > LINES else lines


def _state(line: MovedDate) -> str:
    words = [state.value.replace("_", " ") if state else "none" for state in (line.state_now, line.state_then)]
    return words[0] if words[0] == words[1] else f"{words[0]}, then {words[1]}"
