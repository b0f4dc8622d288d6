"""The monthly return as files a council keeps: CSV for scripts, XLSX and PDF for people, JSON as the frozen copy.

contract.md section 3 names the files and their columns.  All are made in a folder aside and moved into place together,
the frozen copy last, so that a return is never half-written.  The bytes depend on nothing but the return.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ehcp_desk.domain.amounts import as_number
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.returns import Figure, FigureKind, MonthlyReturn, ReturnLine, TargetStatus
from ehcp_desk.exchange.frozen import file_digest
from ehcp_desk.exchange.return_check import seal_of, verify_return
from ehcp_desk.exchange.return_workbook import write_workbook
from ehcp_desk.exchange.safe_cells import Plain, cell_text, csv_writer
from ehcp_desk.services.oversight.return_paper import definitions_page

__all__ = ["COLUMNS", "FORMAT", "case_columns", "csv_bytes", "printed_rows", "verify_return", "write_return"]

FORMAT = "ehcp-desk monthly return 1"
COLUMNS = ("code", "title", "polarity", "definition", "definition_version", "numerator", "denominator", "value", "unit",
           "target", "status", "same_period_last_year", "comparison", "note", "ref", "outturn", "quarter_to_date", "state",
           "last_month_note")  # fmt: skip
DELAY_COLUMNS = ("code", "cause", "with", "cases", "longest_days_over")
FLOW_COLUMNS = ("stage", "opening", "in", "out", "closing")
PAPERS = ("pdf", "html")
LEFT_OUT_COLUMNS = ("code", "ref", "on", "why")
POST_COLUMNS = ("name", "team", "fte")


def write_return(result: MonthlyReturn, folder: Path, render: Callable[[Path], object] | None = None) -> list[Path]:
    """Write every file of the return into ``folder`` and give their paths, the frozen copy last.

    ``render`` is called with a path to write the paper to, first the PDF's and then its twin's in HTML; without it there
    is neither.  Raises KnownFault, with
    nothing changed, where the folder cannot be written.
    """
    stamp, pack = result.stamp, result.pack
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{pack}-{stamp}-", dir=folder))
    except OSError as fault:
        raise KnownFault(f"The return cannot be written to {folder}: {fault.strerror}.") from fault
    try:
        names = _write_tables(result, aside, stamp)
        write_workbook(result, aside / f"{pack}-{stamp}.xlsx")
        names.append(f"{pack}-{stamp}.xlsx")
        if render is not None:
            for kind in PAPERS:
                render(aside / f"{pack}-{stamp}.{kind}")
                names.append(f"{pack}-{stamp}.{kind}")
        (aside / f"{pack}-{stamp}.json").write_text(_frozen(result, aside, names), encoding="utf-8", newline="\n")
        names.append(f"{pack}-{stamp}.json")
        (folder / f"cases-{stamp}").mkdir(exist_ok=True)
        # An earlier frozen copy beside files of this one would say of them that they were tampered with.
        (folder / f"monthly-{stamp}.json").unlink(missing_ok=True)
        for name in names:
            (aside / name).replace(folder / name)
    except OSError as fault:
        raise KnownFault(f"The return cannot be written to {folder}: {fault.strerror}.") from fault
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return [folder / name for name in names]


def _write_tables(result: MonthlyReturn, folder: Path, stamp: str) -> list[str]:
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[Any]]]] = {
        f"{result.pack}-{stamp}.csv": (COLUMNS, (_indicator_row(line) for line in result.lines)),
        f"flow-{stamp}.csv": (
            FLOW_COLUMNS,
            ((f.stage, f.opening, f.came_in, f.went_out, f.closing) for f in result.flow),
        ),
        f"delays-{stamp}.csv": (
            DELAY_COLUMNS,
            ((d.code, d.cause, d.party, d.cases, d.longest) for d in result.delays),
        ),
        f"posts-{stamp}.csv": (POST_COLUMNS, ((p.name, p.team, p.fte) for p in result.posts)),
        f"left-out-{stamp}.csv": (LEFT_OUT_COLUMNS, ((x.code, x.ref, x.on, x.why) for x in result.left_out)),
    }
    for line in result.lines:
        tables[f"cases-{stamp}/{line.code}.csv"] = (case_columns(line), _case_rows(line))
    (folder / f"cases-{stamp}").mkdir()
    for name, (columns, rows) in tables.items():
        (folder / name).write_bytes(csv_bytes(columns, rows))
    (folder / f"definitions-{stamp}.md").write_text(definitions_page(result), encoding="utf-8", newline="\n")
    return [*tables, f"definitions-{stamp}.md"]


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 without a mark, so that scripts find the first column by its name; text from data made safe."""
    made = io.StringIO(newline="")
    write = csv_writer(made, "\n")
    write(columns)
    for row in rows:
        write(row)
    return made.getvalue().encode("utf-8")


def _indicator_row(line: ReturnLine) -> tuple[Any, ...]:
    d, before = line.definition, line.last_year
    target = line.target if line.target is not None else line.target_words
    status = "" if line.status is TargetStatus.NONE else line.status.value
    figure = line.figure
    return (d.code, d.title, Plain(d.polarity.value), d.words, d.version, figure.numerator, figure.denominator,
            figure.value, d.unit, target, status, before.value if before else None, line.comparison.value,
            line.note_words, line.ref, line.outturn, line.quarter.value if line.quarter else None, line.state,
            line.last_note.text if line.last_note else "")  # fmt: skip


def case_columns(line: ReturnLine) -> tuple[str, ...]:
    """The columns of one indicator's case list: the reference, whether it counts, and the dates that decided it."""
    return ("ref", "in_numerator", *(heading.replace(" ", "_") for heading in line.definition.headings.shown))


def _case_rows(line: ReturnLine) -> Iterator[tuple[Any, ...]]:
    heads = line.definition.headings
    for case in line.cases:
        shown = ((heads.start, case.start), (heads.due, case.due), (heads.end, case.end), (heads.days, case.days),
                 (heads.why, case.why))  # fmt: skip
        yield (case.ref, int(case.counted), *(value for heading, value in shown if heading))


def printed_rows(line: ReturnLine) -> Iterator[tuple[str, ...]]:
    """The rows of an indicator's list word for word as its file has them."""
    return (tuple(cell_text(cell) for cell in row) for row in _case_rows(line))


# ---- the frozen copy -------------------------------------------------------------------------------------------------


def _frozen(result: MonthlyReturn, folder: Path, names: Sequence[str]) -> str:
    """Everything needed to make the return again and to prove that its files are as they were issued."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "month": f"{result.month:%Y-%m}",
        **({} if result.pack == "monthly" else {"pack": result.pack, "stamp": result.stamp}),
        "as_at": result.as_at.isoformat(),
        "provisional": result.provisional,
        "not_for_publication": True,
        "extracted_at": result.prepared_at.isoformat(),
        "prepared_by": result.prepared_by,
        "council": result.council,
        "service": result.service,
        "definitions": {"version": result.definitions_version, "sha256": result.definitions_digest},
        "ruleset": {"name": result.ruleset, "sha256": result.ruleset_digest},
        "journal": {
            "seq": result.journal_seq,
            "head": result.journal_head,
            "at": result.journal_at.isoformat() if result.journal_at else None,
        },
        "indicators": [_frozen_line(line) for line in result.lines],
        "flow": [
            {"stage": f.stage, "opening": f.opening, "in": f.came_in, "out": f.went_out, "closing": f.closing,
             "ways": dict(f.ways)}
            for f in result.flow
        ],
        "trends": [
            {"code": t.code, "points": [{"month": f"{p.month:%Y-%m}", **_numbers(p.figure)} for p in t.points]}
            for t in result.trends
        ],
        "files": [{**file_digest(folder / name), "name": name} for name in names],
    }  # fmt: skip
    body["seal"] = seal_of(body)
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _frozen_line(line: ReturnLine) -> dict[str, Any]:
    d = line.definition
    days = case_columns(line)[2 + d.headings.shown.index(d.headings.days)] if d.headings.days else None
    return {
        "code": d.code,
        "title": d.title,
        "polarity": d.polarity.value,
        "kind": d.kind.value,
        "unit": d.unit,
        "window": d.window.value,
        "definition_version": d.version,
        **_numbers(line.figure),
        "target": _number(line.target) if line.target is not None else line.target_words or None,
        "status": "" if line.status is TargetStatus.NONE else line.status.value,
        "same_period_last_year": _numbers(line.last_year) if line.last_year else None,
        "comparison": line.comparison.value,
        "note": line.note_words,
        "state": line.state,
        "list": {
            "rows": len(line.cases),
            "counted": sum(case.counted for case in line.cases),
            "days_column": days if d.kind is FigureKind.MEAN else None,
            **({"over": d.over} if d.over else {}),
        },
    }


def _numbers(figure: Figure) -> dict[str, int | float | None]:
    return {
        "numerator": _number(figure.numerator),
        "denominator": _number(figure.denominator),
        "value": _number(figure.value),
    }


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else as_number(value)
