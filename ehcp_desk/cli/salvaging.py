"""The ``salvage`` command: what can be read of a damaged file in a new one, and exactly what is lost."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call
from ehcp_desk.domain.record import ranges
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.recomputing import recompute
from ehcp_desk.services.upkeep.salvaging import Loss, count_loss

if TYPE_CHECKING:
    from db.salvaging import Saved

Checks = list[tuple[str, bool, str]]


def salvage(call: Call, damaged: Path, new: Path) -> int:
    """Salvage, work the deadlines out again, check, and print the account; 1 where anything is lost or wrong."""
    from db.salvaging import salvage_file
    from db.store import open_store

    saved = salvage_file(damaged, new, call.progress)
    # Without a name nothing is closed: what is lost must be told of restricted cases too, by reference.
    with closing(open_store(new)) as store:
        desk = replace(open_desk(str(new), call.args.user, call.args.today), store=store)
        with store.read() as work:
            loss = count_loss(work, frozenset(int(n) for n in saved.stand_ins.get("cases", [])))
        recompute(desk, call.progress)
        checks = verify_record(desk, call.progress)
    clean = not (loss or saved.lost or saved.stand_ins or saved.emptied or saved.cut) and all(ok for _, ok, _ in checks)
    document = {
        "file": str(damaged), "out": str(new), "whole": clean, "schema": saved.schema, "saved": saved.rows,
        "lost": asdict(loss), "lost_rows": saved.lost, "stand_ins": saved.stand_ins, "emptied": saved.emptied,
        "cut": list(saved.cut), "checks": [{"check": c, "ok": ok, "detail": d} for c, ok, d in checks],
    }  # fmt: skip
    call.answer(document, "\n".join(_told(new, saved, loss, checks, clean)))
    return OK if clean else FOUND_WRONG


def _told(new: Path, saved: Saved, loss: Loss, checks: Checks, clean: bool) -> list[str]:
    rows = saved.rows
    lines = [f"Saved in {new}: {rows.get('cases', 0)} cases, {rows.get('facts', 0)} facts, "
             f"{rows.get('documents', 0)} documents, {rows.get('journal', 0)} entries of the journal."]  # fmt: skip
    lines += [f"LOST   case {ref}" for ref in loss.cases]
    for fact in loss.facts:
        numbers = ranges(fact.numbers).replace(",", ", ")
        lines.append(
            f"LOST   {fact.ref}: entries {numbers}" if numbers else f"ALTERED {fact.ref}: an entry was changed"
        )
    lines += [f"{'DAMAGED' if one.altered else 'LOST  '} {one.ref}: document {one.filename}" for one in loss.documents]
    lines += [f"LOST   {len(numbers)} of the table {table}" for table, numbers in saved.lost.items()]
    if "imported_rows" in saved.cut:
        lines.append(
            "LOST   Some of what is known of rows brought in: the same file brought in again may make a case a second time."
        )
    if {"restricted", "restricted_names"} & saved.lost.keys():
        lines.append(
            "LOOK   A restriction is among what was lost: a case may be open to everybody here. Restrict it again."
        )
    if made := len(saved.stand_ins.get("children", [])):
        lines.append(
            f"LOOK   {made} children have their names from the lists, or none, and nothing else of what was known."
        )
    if saved.emptied:
        lines.append(f"LOST   {saved.emptied} references to something that was lost")
    lines += [f"WRONG  {check}: {detail}" for check, ok, detail in checks if not ok]
    last = ("Everything was saved and agrees." if clean else
            "Restore the last good backup if there is one, and enter what is newer from this file.")  # fmt: skip
    return [*lines, last]
