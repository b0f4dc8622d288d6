"""Moving cases to another team by command: reassign REF… --team NAME."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ehcp_desk.cli.answers import OK, Call, table, warn
from ehcp_desk.domain.errors import BadInput

if TYPE_CHECKING:
    from ehcp_desk.services.desk import Desk


def to_team(call: Call, desk: Desk, ids: Sequence[int]) -> int:
    """Move these cases to the team of ``--team``, or with ``--dry-run`` say who would answer for them then."""
    from ehcp_desk.services.oversight.team_moves import move_to_team, team_move

    args = call.args
    if args.to or args.letters or any("=" in ref for ref in args.refs):
        raise BadInput(
            "--team moves cases to a team and leaves them with whoever holds them; name people in a second command."
        )
    looked = team_move(desk, ids, args.team)
    if not looked.cases:
        raise BadInput(f"All of these belong to {looked.team} already; nothing was changed.")
    refs = [row.ref for row in looked.cases]
    teams = _teams(desk)
    done = None
    if not args.dry_run:
        done = move_to_team(desk, refs, args.team, args.reason, looked.versions, call.progress)
    warnings = done.warnings if done is not None else looked.warnings
    warn(warnings)
    moved = [(row.ref, teams.get(row.team_id or 0), row.owner) for row in looked.cases]
    document = {
        "move": done.act if done is not None else None,
        "dry_run": done is None,
        "team": looked.team,
        "cases": [{"ref": ref, "from": was, "owner": owner} for ref, was, owner in moved],
        "left_out": [row.ref for row in looked.left_out],
        "answers": looked.answers.name,
        "warnings": list(warnings),
    }
    there = (
        f"In {looked.team} already, and left as they are: {', '.join(r.ref for r in looked.left_out)}."
        if looked.left_out
        else ""
    )
    number = done.act if done is not None else None
    said = (
        "Nothing was changed; leave out --dry-run to do it."
        if number is None
        else f"Move {number}: {len(refs)} case{'s' if len(refs) != 1 else ''} to {looked.team}. "
        f"To take it back: reassign --undo {number}"
    )
    rows = [(ref, was or "no team of its own", owner or "nobody yet") for ref, was, owner in moved]
    heads = ("Reference", "From the team", "Held by")
    call.answer(document, lambda: "\n\n".join(filter(None, (table(heads, rows), looked.said, there, said))))
    return OK


def _teams(desk: Desk) -> dict[int, str]:
    with desk.store.read() as work:
        return {number: team.name for number, team in work.staff().teams.items()}
