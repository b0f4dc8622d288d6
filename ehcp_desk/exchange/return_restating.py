"""Re-statements: reading a frozen return and its lists, and writing what changed since as a table and as a page."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import at_time, in_words, month_words
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.restating import ActBehind, CaseChange, Issued, IssuedLine, Restatement
from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.exchange.return_check import verify_return
from ehcp_desk.exchange.return_files import csv_bytes, printed_rows
from ehcp_desk.services.records.heads import local

COLUMNS = ("code", "title", "numerator_then", "denominator_then", "value_then", "numerator_now", "denominator_now",
           "value_now", "definition", "ref", "what_changed", "row_then", "row_now", "written_at", "by", "act",
           "reason")  # fmt: skip
NOTHING_WRITTEN = "nothing was written on the case since; the day, the posts, the law or the definition changed"


def read_issued(path: Path) -> Issued:
    """A frozen return with its lists.  Raises BadInput where it is none, or is not as it was issued."""
    wrong = [f"{name}: {detail}" for name, ok, detail in verify_return(path) if not ok]
    if wrong:
        raise BadInput(
            f"{path.name} cannot be re-stated: {wrong[0]}. Restore the files as they were issued, then run again."
        )
    body = json.loads(path.read_text(encoding="utf-8"))
    if "pack" in body:
        raise BadInput(f"{path.name} is a {body['pack']} pack; re-state the monthly return of its months instead.")
    lines = tuple(_issued_line(path.parent, body, one) for one in body["indicators"])
    journal = body["journal"]
    month = date.fromisoformat(f"{body['month']}-01")
    return Issued(
        month,
        date.fromisoformat(body["as_at"]),
        body["extracted_at"],
        journal["seq"],
        journal["head"],
        lines,
        running=bool(body.get("provisional")),
    )


def _issued_line(folder: Path, body: dict[str, Any], one: dict[str, Any]) -> IssuedLine:
    rows = _table(folder / f"cases-{body['month']}" / f"{one['code']}.csv")[1:]
    top, under, value = (
        None if one[key] is None else Decimal(str(one[key])) for key in ("numerator", "denominator", "value")
    )
    held = tuple(tuple(row) for row in rows)
    return IssuedLine(one["code"], one["title"], one["definition_version"], top, under, value, held)


def _table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.reader(source))


def issued_lines(result: MonthlyReturn) -> Iterator[IssuedLine]:
    """A return's lines as its files print them, to compare with those of a frozen one."""
    for line in result.lines:
        figure, d = line.figure, line.definition
        top, under, value = (_as_frozen(number) for number in (figure.numerator, figure.denominator, figure.value))
        yield IssuedLine(d.code, d.title, d.version, top, under, value, tuple(printed_rows(line)))


def _as_frozen(number: Decimal | None) -> Decimal | None:
    """A number as it comes back out of the frozen copy's JSON."""
    if number is None:
        return None
    return Decimal(int(number)) if number == number.to_integral_value() else Decimal(str(float(number)))


def document(told: Restatement) -> dict[str, Any]:
    """The re-statement as one JSON document."""
    return {
        "month": f"{told.issued.month:%Y-%m}",
        "as_at": told.issued.as_at.isoformat(),
        "issued": told.issued.extracted_at,
        "copy": told.issued.known,
        "made_on": told.made_on.isoformat(),
        "journal_then": {"seq": told.issued.seq, "head": told.issued.head},
        "unchanged": told.unchanged,
        "new_indicators": list(told.new_codes),
        "changes": [
            {
                "code": c.before.code,
                "title": c.before.title,
                "then": _numbers(c.before),
                "now": _numbers(c.after) if c.after else None,
                "definition": c.definition,
                "cases": [
                    {"ref": x.ref, "what": x.how, "then": x.before, "now": x.after, "acts": [_act(a) for a in x.acts]}
                    for x in c.cases
                ],
            }
            for c in told.changes
        ],
    }


def _numbers(line: IssuedLine) -> dict[str, int | float | None]:
    names = ("numerator", "denominator", "value")
    return {
        name: None if n is None else int(n) if n == int(n) else float(n)
        for name, n in zip(names, line.numbers, strict=True)
    }


def _act(act: ActBehind) -> dict[str, Any]:
    return {"seq": act.seq, "at": act.at.isoformat(), "by": act.who, "act": act.what, "reason": act.why}


def page(told: Restatement) -> str:
    """The re-statement as a Markdown page for people."""
    issued = told.issued
    lines = [
        f"# Re-statement of the return for {month_words(issued.month)}",
        "",
        f"Issued as at {in_words(issued.as_at)}, counted again on {in_words(told.made_on)}. "
        f"{so_many(len(told.changes), 'figure or list', 'figures or lists')} changed, {told.unchanged} did not.",
    ]
    if issued.known:
        lines += ["", f"The frozen copy it was held against: {issued.known}."]
    if told.new_codes:
        lines += ["", f"Counted now and not then: {', '.join(told.new_codes)}."]
    for change in told.changes:
        now = _said(change.after) if change.after else "no longer counted"
        lines += ["", f"## {change.before.code} {change.before.title}", "", f"Then {_said(change.before)}; now {now}."]
        if change.definition:
            lines += [f"The {change.definition}."]
        # A case that came and went in the month stands on the list twice, and is told of once.
        lines += ["", *dict.fromkeys(f"- {_case_words(case)}" for case in change.cases)]
    return "\n".join(lines).rstrip() + "\n"


def _said(line: IssuedLine) -> str:
    top, under, value = ("none" if n is None else f"{n:,f}" for n in line.numbers)
    return f"{value} ({top} of {under})"


def _case_words(case: CaseChange) -> str:
    acts = "; ".join(
        f"{at_time(local(a.at))}, {a.who}: {a.what}{f' (reason: {a.why})' if a.why else ''}" for a in case.acts
    )
    return f"{case.ref}: {case.how}. {acts or NOTHING_WRITTEN.capitalize()}."


def write_restatement(told: Restatement, folder: Path) -> list[Path]:
    """Write ``restatement-YYYY-MM.csv`` and ``.md``.  Raises KnownFault where the folder cannot be written."""
    stem = f"restatement-{told.issued.month:%Y-%m}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{stem}.csv").write_bytes(csv_bytes(COLUMNS, _rows(told)))
        (folder / f"{stem}.md").write_text(page(told), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise KnownFault(f"The re-statement cannot be written to {folder}: {fault.strerror}.") from fault
    return [folder / f"{stem}.csv", folder / f"{stem}.md"]


def _rows(told: Restatement) -> Iterator[tuple[Any, ...]]:
    """One row for each act behind each case; a figure that changed by no case has a row of its own."""
    for change in told.changes:
        head = (change.before.code, change.before.title, *change.before.numbers,
                *(change.after.numbers if change.after else (None, None, None)), change.definition)  # fmt: skip
        if not change.cases:
            yield (*head, None, None, None, None, None, None, None, NOTHING_WRITTEN)
        for case in change.cases:
            rows = ("; ".join(case.before or ()), "; ".join(case.after or ()))
            for act in case.acts:
                yield (*head, case.ref, case.how, *rows, act.at.isoformat(), act.who, act.what, act.why)
            if not case.acts:
                yield (*head, case.ref, case.how, *rows, None, None, None, NOTHING_WRITTEN)
