"""The inspection lists as files: a CSV for each table, one workbook with all of them, and the frozen copy that proves them.

All are made aside and moved into place together, the frozen copy last.  The bytes depend on nothing but the record and the
day of the desk.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ehcp_desk.domain.amounts import as_number
from ehcp_desk.domain.annex_a import InspectionLists, ListColumn, ListRow
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.exchange.csv_files import write_csv
from ehcp_desk.exchange.frozen import file_digest, what_changed
from ehcp_desk.exchange.return_check import seal_of
from ehcp_desk.exchange.xlsx_out import SheetOut, write_xlsx

FORMAT = "ehcp-desk annex a 1"
CHECKS = "checks"
_FINDING_HEADS = ("rule", "severity", "ref", "item", "message", "owner")
_NEEDED = {"format", "as_at", "counts", "findings", "files", "seal"}
Check = tuple[str, bool, str]


def write_lists(made: InspectionLists, folder: Path) -> list[Path]:
    """Write every file into ``folder`` and give their paths, the frozen copy last.

    Raises KnownFault, with nothing changed, where the folder cannot be written.
    """
    stem = f"annex-a-{made.as_at.isoformat()}"
    try:
        with tempfile.TemporaryDirectory(prefix=f".{stem}-", dir=folder) as aside:
            names = _write_tables(made, Path(aside), stem)
            write_xlsx(Path(aside) / f"{stem}.xlsx", _sheets(made), made.as_at, "Inspection lists")
            names.append(f"{stem}.xlsx")
            digests = [file_digest(Path(aside) / name) for name in names]
            (Path(aside) / f"{stem}.json").write_text(_frozen(made, digests), encoding="utf-8", newline="\n")
            names.append(f"{stem}.json")
            for name in names:
                (Path(aside) / name).replace(folder / name)
    except OSError as fault:
        raise KnownFault(f"The lists cannot be written to {folder}: {fault.strerror or fault}.") from fault
    return [folder / name for name in names]


def _write_tables(made: InspectionLists, folder: Path, stem: str) -> list[str]:
    names = []
    for table in made.definitions.tables:
        names.append(f"{stem}-{table.id}.csv")
        heads = [column.heading for column in table.columns]
        write_csv(folder / names[-1], heads, _cells(table.columns, made.rows[table.id]))
    names.append(f"{stem}-{CHECKS}.csv")
    write_csv(folder / names[-1], _FINDING_HEADS, _findings(made))
    return names


def _cells(columns: Sequence[ListColumn], rows: Sequence[ListRow]) -> Iterator[tuple[str | int | float | date, ...]]:
    for row in rows:
        yield tuple(_cell(column.type, text) for column, text in zip(columns, row.cells, strict=True))


def _cell(type_: str, text: str) -> str | int | float | date:
    """A cell in its own type; a text that is no day or number is written as it stands."""
    try:
        if text and type_ == "date":
            return date.fromisoformat(text)
        if text and type_ == "number":
            return as_number(Decimal(text))
    except (ValueError, ArithmeticError):
        pass
    return text


def _findings(made: InspectionLists) -> Iterator[tuple[str, ...]]:
    for finding in made.findings:
        said = finding.as_json()
        yield tuple(said[head] for head in _FINDING_HEADS)


def _sheets(made: InspectionLists) -> list[SheetOut]:
    tables = [
        SheetOut(t.sheet, [c.heading for c in t.columns], _cells(t.columns, made.rows[t.id]), filters=True)
        for t in made.definitions.tables
    ]
    heads = [head.capitalize() for head in _FINDING_HEADS]
    checks = SheetOut("Checks", heads, _findings(made), widths=(12, 10, 16, 40, 60, 24), filters=True)
    columns = SheetOut(
        "Columns",
        ("Table", "Column", "Certainty", "Where it comes from", "Source"),
        [(t.sheet, c.heading, c.certainty, c.says, t.source) for t in made.definitions.tables for c in t.columns],
        widths=(22, 50, 12, 60, 50),
        filters=True,
    )
    return [
        *tables[:2],
        checks,
        *tables[2:],
        columns,
        SheetOut("About", ("What", "Says"), _about(made), widths=(30, 60)),
    ]


def _about(made: InspectionLists) -> list[tuple[str, str | int | date]]:
    who: list[tuple[str, str | int | date]] = [(t.title, t.who) for t in made.definitions.tables]
    counts: list[tuple[str, str | int | date]] = [
        (f"Rows of {t.sheet}", len(made.rows[t.id])) for t in made.definitions.tables
    ]
    return [
        ("Council", made.council),
        ("As at", made.as_at),
        ("Prepared by", made.prepared_by),
        ("Lists version", made.definitions.version),
        ("Counted back, months", made.definitions.window_months),
        *counts,
        ("Errors found", made.errors),
        ("Queries found", made.queries),
        ("Not in the lists", made.left_out_words or "Nothing is left out."),
        *who,
    ]


# ---- the frozen copy -------------------------------------------------------------------------------------------------


def _frozen(made: InspectionLists, files: list[dict[str, Any]]) -> str:
    body: dict[str, Any] = {
        "format": FORMAT,
        "as_at": made.as_at.isoformat(),
        "extracted_at": made.prepared_at.isoformat(),
        "prepared_by": made.prepared_by,
        "council": made.council,
        "not_for_publication": True,
        "definitions": {"version": made.definitions.version, "sha256": made.definitions.digest},
        "journal": {"seq": made.journal_seq, "head": made.journal_head},
        "counts": {name: len(rows) for name, rows in made.rows.items()},
        "not_opened": list(made.not_opened),
        "hidden": made.hidden,
        "errors": made.errors,
        "queries": made.queries,
        "findings": [finding.as_json() for finding in made.findings],
        "files": files,
    }
    body["seal"] = seal_of(body)
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _read(path: Path) -> dict[str, Any] | None:
    """The frozen copy; None where the file is something else."""
    try:
        body = json.loads(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return None
    return body if isinstance(body, dict) and body.keys() >= _NEEDED and body["format"] == FORMAT else None


def is_frozen_lists(path: Path) -> bool:
    """Whether a .json is the frozen copy of inspection lists rather than of another return."""
    return _read(path) is not None


def verify_lists(path: Path) -> list[Check]:
    """(check, ok, detail): the seal of a frozen copy, its files, and the rows they hold.

    Raises BadInput where the file is no frozen copy of inspection lists.
    """
    body = _read(path)
    if body is None:
        raise BadInput(f"{path.name} is not the frozen copy of inspection lists; choose annex-a-YYYY-MM-DD.json.")
    intact = seal_of(body) == body["seal"]
    wrong = [problem for named in body["files"] if (problem := what_changed(path.parent, named, "these lists"))]
    miscounted = [problem for name, count in _counted(body) if (problem := _rows_differ(path, name, count))]
    rows = sum(body["counts"].values())
    return [
        ("seal", intact, "The frozen copy fits its own seal." if intact else "The frozen copy was changed."),
        ("files", not wrong, "; ".join(wrong) or f"{len(body['files'])} files are those of the frozen copy."),
        ("counts", not miscounted, "; ".join(miscounted) or f"The tables hold {rows:,} rows, as the frozen copy says."),
    ]


def _counted(body: Mapping[str, Any]) -> list[tuple[str, int]]:
    return [*body["counts"].items(), (CHECKS, len(body["findings"]))]


def _rows_differ(path: Path, table: str, count: int) -> str:
    where = path.with_name(f"{path.stem}-{table}.csv")
    if not where.is_file():
        return ""  # missing files are said by the check of the files
    with where.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    return "" if rows == count else f"{where.name} has {rows} rows, the frozen copy {count}"
