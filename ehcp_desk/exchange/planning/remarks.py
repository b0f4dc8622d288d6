"""How each column reads, in a few words, for the person who confirms the matching (design: the import page)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ehcp_desk.domain.importing import CellOutcome, CertificateRow, ImportPlan, Outcome
from ehcp_desk.exchange.cells import Cell, Sheet, tidy
from ehcp_desk.exchange.planning import words
from ehcp_desk.exchange.planning.dates import DateStyle, style_name
from ehcp_desk.exchange.planning.mapping import ColumnMatch, Mapping, column_values
from ehcp_desk.exchange.planning.profiles import Profile
from ehcp_desk.exchange.planning.targets import DATE_TARGETS, Target


@dataclass(frozen=True, slots=True)
class ColumnRemark:
    """How one column reads.  ``state`` is ``read``, ``look`` (a person should look), ``left_out`` or ``nobody``."""

    column: int
    words: str
    state: str = "read"


def how_it_reads(
    sheet: Sheet, mapping: Mapping, plan: ImportPlan, profile: Profile | None = None
) -> list[ColumnRemark]:
    """A remark for every column, from its values and from what a trial plan of the same sheet said of them."""
    said: dict[str, list[CertificateRow]] = {}
    for line in plan.certificate.rows:
        if line.field and line.sheet == sheet.name:
            said.setdefault(line.field, []).append(line)
    merged = sum(row.outcome is Outcome.MERGED and row.sheet == sheet.name for row in plan.rows)
    remarks = []
    for match in mapping.columns:
        lines = said.get(match.heading, [])
        values = column_values(sheet, mapping.heading_row, match.column)
        remarks.append(_remark(match, values, lines, merged, profile or Profile("")))
    return remarks


def _remark(
    match: ColumnMatch, values: Iterable[Cell], lines: Sequence[CertificateRow], merged: int, profile: Profile
) -> ColumnRemark:
    at, target = match.column, match.target
    if target is Target.WORKED_OUT:
        return ColumnRemark(at, "we work these out ourselves", "left_out")
    if target is Target.IGNORED:
        return ColumnRemark(at, "not brought in", "left_out")
    if not match.first_value:
        return ColumnRemark(at, "nothing in it")
    if target is Target.NOTE:
        return ColumnRemark(at, "kept as written")
    if target is Target.REF and merged:
        return ColumnRemark(at, f"{_count(merged, 'repeat')}, will be merged")
    if target is Target.EXCEPTION:
        groundless = sum(line.outcome == CellOutcome.FLAGGED for line in lines)
        verb = "is no ground" if groundless == 1 else "are not grounds"
        return (
            ColumnRemark(at, f"{groundless} {verb} in law", "look") if groundless else ColumnRemark(at, "to be checked")
        )
    if target in (Target.CASEWORKER, Target.PSYCHOLOGIST):
        return _people(at, values, profile)
    if target in DATE_TARGETS:
        return _dates(match, values, lines)
    if target in (Target.UPN, Target.ULN) and lines:
        wrong = "check letter is" if target is Target.UPN else "check digit is"
        many = f"{len(lines)} {wrong} wrong" if len(lines) == 1 else f"{len(lines)} {wrong[:-3]}s are wrong"
        return ColumnRemark(at, many, "look")
    if target is Target.FULL_NAME and any("," not in tidy(value) for value in values):
        return ColumnRemark(at, "cut before the last word: check", "look")
    if lines:
        return ColumnRemark(at, f"{len(lines)} not read, kept as written", "look")
    return ColumnRemark(at, "read")


def _people(column: int, values: Iterable[Cell], profile: Profile) -> ColumnRemark:
    nobody: dict[str, str] = {}
    names: set[str] = set()
    for value in values:
        text = words.folded(value)
        if text in profile.vacancy_words:
            nobody.setdefault(text, tidy(value))
        else:
            names.add(text)
    if nobody:
        return ColumnRemark(column, f"{_listed(list(nobody.values()))}: nobody yet", "nobody")
    matched = sum(name in profile.officers for name in names)
    if matched == len(names):
        return ColumnRemark(column, f"{_count(matched, 'name')} matched to people")
    return ColumnRemark(column, f"{_count(len(names) - matched, 'name')} to match to people")


def _dates(match: ColumnMatch, values: Iterable[Cell], lines: Sequence[CertificateRow]) -> ColumnRemark:
    day_first, month_first, either = match.evidence or (0, 0, 0)
    if match.style is DateStyle.UNSETTLED:
        return ColumnRemark(match.column, "day or month first? Held", "look")
    if lines:
        reason, most = Counter(line.reason for line in lines).most_common(1)[0]
        if "the year" in reason:
            more = f" and {len(lines) - most} more" if most < len(lines) else ""
            where = reason.partition(" is ")[0]
            return ColumnRemark(match.column, f"{_count(most, 'date')} in {where}{more}, held", "look")
        return ColumnRemark(match.column, f"{_count(len(lines), 'date')} not read, kept as written", "look")
    if match.style is DateStyle.MONTH_FIRST:
        why = "as every value proves" if month_first and not day_first and not either else "as chosen"
        return ColumnRemark(match.column, f"read month first, {why}", "look")
    if match.target is Target.REQUESTED_ON:
        return ColumnRemark(match.column, "read: this starts the clock")
    styles = len({style_name(value) for value in values})
    return ColumnRemark(match.column, f"{styles} date styles, all read" if styles > 1 else "read")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _listed(texts: list[str]) -> str:
    shown = texts[:3]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
