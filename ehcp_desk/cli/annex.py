"""``return annex-a``: the inspection lists, with what their checks find."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.printing import folder_for

if TYPE_CHECKING:
    from ehcp_desk.domain.annex_a import InspectionLists

SHOWN = 40


def add_annex(kinds: Any, shared: argparse.ArgumentParser) -> None:
    """Add the command beside the other returns."""
    annex = kinds.add_parser("annex-a", parents=[shared], help="the inspection lists: Annex A 1 and 2, and the dataset")
    annex.add_argument("--out", type=Path, metavar="DIR", help="a CSV for each table, one XLSX, and the frozen copy")
    annex.add_argument("--as-at", metavar="DATE", default="", help="an earlier day; today where it is left out")
    annex.add_argument("--check", action="store_true", help="list what the checks find; exit 1 where there are errors")
    annex.set_defaults(run=_annex)


def _annex(call: Call) -> int:
    from ehcp_desk.services.oversight.annex.making import inspection_lists, write_inspection_lists

    args = call.args
    if args.out is None and not args.check:
        raise BadInput("Where to? Say it with --out DIR, or only check with --check.")
    as_at = iso_date(args.as_at) if args.as_at else None
    folder = folder_for(args.out) if args.out is not None else None
    desk = call.desk()
    made = inspection_lists(desk, as_at, call.progress)
    files = [str(path) for path in write_inspection_lists(desk, made, folder)] if folder is not None else []
    call.answer(_document(made, files), lambda: _text(made, files, args.check))
    return FOUND_WRONG if args.check and made.errors else OK


def _document(made: InspectionLists, files: list[str]) -> dict[str, Any]:
    return {
        "as_at": made.as_at,
        "version": made.definitions.version,
        "files": files,
        "counts": {name: len(rows) for name, rows in made.rows.items()},
        "errors": made.errors,
        "queries": made.queries,
        "not_opened": list(made.not_opened),
        "hidden": made.hidden,
        "findings": [finding.as_json() for finding in made.findings],
    }


def _text(made: InspectionLists, files: list[str], check: bool) -> str:
    lines = [f"Inspection lists as at {in_words(made.as_at)}."]
    lines += [f"{t.title}: {len(made.rows[t.id]):,}" for t in made.definitions.tables]
    lines.append(f"{made.errors:,} errors and {made.queries:,} queries.")
    if made.left_out_words:
        lines.append(made.left_out_words)
    if check and made.findings:
        shown = made.findings[:SHOWN]
        rows = [(f.rule, f.severity.value, f.ref, f.item, f.message) for f in shown]
        lines += ["", table(("rule", "severity", "ref", "item", "message"), rows)]
        if len(made.findings) > SHOWN:
            lines.append(f"{len(shown)} of {len(made.findings):,}; all of them stand in the files and with --json.")
    return "\n".join((*lines, *files))
