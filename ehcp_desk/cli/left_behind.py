"""What a move leaves behind: forms begun in the window and not saved, which are no part of the record."""

from __future__ import annotations

from collections import Counter

from ehcp_desk.cli.answers import Call
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.ports.work import ReadWork
from ui.dialogs.drafts import unfinished
from ui.settings_store import FileSettings, window_file

_OTHERS = (
    "Forms begun and not saved lie with the account and computer of whoever began them: ask whoever works at other desks or "
    "other accounts to look for theirs."
)


def left_behind(call: Call, source: str) -> list[list[str]]:
    """The cases of each unfinished form this computer's account keeps for the record at ``source``, by reference."""
    kept = unfinished(FileSettings(window_file()), source)
    if not any(kept):
        return [[] for _ in kept]
    with call.desk_on(source).store.read() as work:
        return sorted([_refs(work, about) for about in kept])


def said(left: list[list[str]], source: str) -> str:
    """What stays, how much of it on which case and where to find it, in sentences."""
    if not left:
        return _OTHERS
    counts = Counter(ref for refs in left for ref in refs)
    where = [f"{count} on {ref}" for ref, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    nowhere = sum(not refs for refs in left)
    if nowhere:
        where.append(f"{nowhere} on no case, or none that was kept or is open to you")
    return (
        f"LOOK: {so_many(len(left), 'form that was', 'forms that were')} begun and not saved under this computer's account "
        f"did not go with it: {', '.join(where)}. Nothing of them is lost: open the old record with ehcp-desk --db {source}, "
        f"and each form shows what was typed, to be copied across. {_OTHERS}"
    )


def _refs(work: ReadWork, about: tuple[int | str, ...]) -> list[str]:
    """References of these cases, as far as they are open to whoever moves the record."""
    named = {work.find_case(one) if isinstance(one, str) else one for one in about}
    return sorted(row.ref for row in work.case_rows([number for number in named if number is not None]))
