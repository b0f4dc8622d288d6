"""Matching the columns of a sheet to fields: a proposal a person confirms, changes or saves as a profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.exchange.cells import Book, Cell, NeverCalculated, Sheet, blank, formula_error, text_of, tidy
from ehcp_desk.exchange.planning.dates import DateStyle, evidence_of_style, style_name
from ehcp_desk.exchange.planning.headings import find_headings, nearest_target
from ehcp_desk.exchange.planning.profiles import Profile
from ehcp_desk.exchange.planning.targets import DATE_TARGETS, DATED_FACTS, Target

# Fields that several columns may feed; a second column for any other field becomes a note.
_SHARED = frozenset({Target.NOTE, Target.WORKED_OUT, Target.IGNORED, Target.GOT_OTHER, Target.ASKED_OTHER})
_WHO = frozenset({Target.REF, Target.UPN, Target.SURNAME, Target.FULL_NAME})
_ENOUGH = 4
_LOOKED_AT = 60
Evidence = tuple[int, int, int]
_BORNE_OUT = DATED_FACTS.keys() | {Target.DECISION, Target.EXCEPTION}


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column: its 0-based place, heading, the field it goes to, and how sure that is out of 100.

    ``evidence`` is what the all-number dates of a column of dates prove (``evidence_of_style``), once looked at, and
    ``says`` a number that two columns share that say the same in every row (0 where there is too little to say).
    """

    column: int
    heading: str
    target: Target
    confidence: int
    first_value: str = ""
    style: DateStyle = DateStyle.DAY_FIRST
    evidence: Evidence | None = None
    says: int = 0


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a sheet is read: where its headings end and where each column goes.

    ``heading_words`` are the words of its heading rows (folded), ``since_1904`` as of the sheet.
    """

    sheet: str
    heading_row: int
    columns: tuple[ColumnMatch, ...]
    heading_words: frozenset[str] = frozenset()
    since_1904: bool = False

    def columns_of(self, target: Target) -> tuple[ColumnMatch, ...]:
        """The columns that go to a field, in order."""
        return tuple(match for match in self.columns if match.target is target)

    def with_target(self, column: int, target: Target, style: DateStyle | None = None) -> Mapping:
        """The mapping with one column sent elsewhere, as a person chose it (so with full confidence)."""
        changed = tuple(
            replace(m, target=target, confidence=100, style=style or m.style) if m.column == column else m
            for m in self.columns
        )
        return replace(self, columns=changed)

    @property
    def holds_cases(self) -> bool:
        """True when the sheet names children or cases and dates something about them."""
        targets = {match.target for match in self.columns}
        return bool(targets & _WHO) and bool(targets & DATED_FACTS.keys())

    @property
    def holds_officers(self) -> bool:
        """True when the sheet lists caseworkers with their hours or teams, and no cases."""
        targets = {match.target for match in self.columns}
        listed = Target.CASEWORKER in targets and bool(targets & {Target.FTE, Target.TEAM})
        return listed and not self.holds_cases


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a book holds: sheets of cases, sheets of officers, and the names of sheets that are neither."""

    cases: tuple[tuple[Sheet, Mapping], ...]
    officers: tuple[tuple[Sheet, Mapping], ...]
    not_read: tuple[str, ...]


def propose(book: Book, profile: Profile | None = None) -> Proposal:
    """How to read every sheet of a book.  A sheet without headings we know is named in ``not_read``."""
    cases: list[tuple[Sheet, Mapping]] = []
    officers: list[tuple[Sheet, Mapping]] = []
    not_read: list[str] = []
    for sheet in book.sheets:
        mapping = propose_mapping(sheet, profile)
        if mapping is not None and mapping.holds_cases:
            cases.append((sheet, mapping))
        elif mapping is not None and mapping.holds_officers:
            officers.append((sheet, mapping))
        elif sheet.last_used_row:
            not_read.append(sheet.name)
    return Proposal(tuple(cases), tuple(officers), tuple(not_read))


def propose_mapping(sheet: Sheet, profile: Profile | None = None) -> Mapping | None:
    """Where each column of a sheet should go; None when no row of headings can be told.

    A heading the profile knows goes where the profile says.  Any other goes to the field its words mean, if its values
    bear that out; everything else becomes a note, word for word.
    """
    headings = find_headings(sheet) if profile is None else find_headings(sheet, profile.knows)
    if headings is None:
        return None
    tops = _tops(sheet, headings.row, len(headings.names))
    matches = [_match(column, name, tops[column], profile) for column, name in enumerate(headings.names)]
    words = frozenset(
        tidy(cell).casefold()
        for row in sheet.rows[headings.first - 1 : headings.row]
        for cell in row
        if not blank(cell)
    )
    mapping = Mapping(sheet.name, headings.row, _one_column_each(matches), words, sheet.since_1904)
    return with_styles(sheet, mapping, profile)


def _match(column: int, name: str, top: list[Cell], profile: Profile | None) -> ColumnMatch:
    known = profile.target_of(name) if profile is not None else None
    if known is not None:
        target, confidence = known, 100
    else:
        target, confidence = nearest_target(name)
        target, confidence = _by_values(target, confidence, top if target in _BORNE_OUT else top[:1])
    return ColumnMatch(column, name, target, confidence, text_of(top[0]).strip() if top else "")


def with_styles(sheet: Sheet, mapping: Mapping, profile: Profile | None) -> Mapping:
    """The mapping with how its columns of dates are to be read: as the profile says, else as each column proves.

    The sheet is looked through once, for columns nobody has looked at.
    """
    new = [m for m in mapping.columns if m.target in DATE_TARGETS and m.evidence is None]
    if not new:
        return mapping
    found = dict(zip([m.column for m in new], _evidence(sheet, mapping.heading_row, new), strict=True))
    columns = []
    for match in mapping.columns:
        if match.column in found:
            said = profile.style_of(match.heading) if profile is not None else None
            evidence, says = found[match.column]
            match = replace(match, style=said or proven_style(evidence), evidence=evidence, says=says)
        columns.append(match)
    return replace(mapping, columns=tuple(columns))


def proven_style(evidence: Evidence) -> DateStyle:
    """Month first only where every all-number date proves it; unsettled where some do, none proves the other, and some
    could be either; else day first."""
    day_first, month_first, either = evidence
    if day_first or not month_first:
        return DateStyle.DAY_FIRST
    return DateStyle.UNSETTLED if either else DateStyle.MONTH_FIRST


def _evidence(sheet: Sheet, heading_row: int, matches: list[ColumnMatch]) -> list[tuple[Evidence, int]]:
    """What ``evidence_of_style`` finds in each of these columns and what tells columns of advice that say the same, in one
    look through the sheet."""
    written: list[dict[str, int]] = [{} for _ in matches]
    columns = list(zip([match.column for match in matches], written, strict=True))
    advice = [m.column for m in matches if DATED_FACTS.get(m.target, ("", ""))[0] == "advice_received"]
    says, filled = dict.fromkeys(advice, 0), dict.fromkeys(advice, 0)
    for number, row in enumerate(sheet.below(heading_row)):
        for column, texts in columns:
            cell = row[column] if column < len(row) else ""
            if isinstance(cell, str) and cell:
                texts[cell] = texts.get(cell, 0) + 1
        for column in advice:
            if column < len(row) and not blank(row[column]):
                filled[column] += 1
                says[column] = hash((says[column], number, row[column]))
    found = []
    for column, texts in columns:
        said = [(evidence_of_style([text]), times) for text, times in texts.items()]
        day_first, month_first, either = (sum(one[place] * times for one, times in said) for place in range(3))
        enough = filled.get(column, 0) >= _ENOUGH
        found.append(((day_first, month_first, either), says[column] if enough else 0))
    return found


def _tops(sheet: Sheet, heading_row: int, width: int) -> list[list[Cell]]:
    """The first things written in each column below the headings, ``_LOOKED_AT`` of each at most, in one look."""
    tops: list[list[Cell]] = [[] for _ in range(width)]
    wanting = list(range(width))
    for row in sheet.below(heading_row):
        for column in wanting:
            cell = row[column] if column < len(row) else ""
            if cell != "" and not blank(cell):
                tops[column].append(cell)
        wanting = [column for column in wanting if len(tops[column]) < _LOOKED_AT]
        if not wanting:
            break
    return tops


def column_values(sheet: Sheet, heading_row: int, column: int) -> Iterator[Cell]:
    """What is written in a column below the headings, blanks left out."""
    for row in sheet.below(heading_row):
        cell = row[column] if column < len(row) else ""
        if cell != "" and not blank(cell):
            yield cell


def _by_values(target: Target, confidence: int, values: list[Cell]) -> tuple[Target, int]:
    """Let what is written in a column overrule what its heading seems to say."""
    if values and all(isinstance(value, NeverCalculated) for value in values):
        return Target.WORKED_OUT, confidence
    values = [value for value in values if not formula_error(value)]
    if len(values) < _ENOUGH:
        return target, confidence
    dates = sum(isinstance(value, date) or (isinstance(value, str) and style_name(value) != "") for value in values)
    mostly_dates = dates * 2 > len(values)
    if target is Target.DECISION and mostly_dates:
        return Target.DECIDED_ON, confidence - 10
    if target is Target.EXCEPTION and mostly_dates:
        return Target.WORKED_OUT, confidence - 20
    if target in DATED_FACTS and target is not Target.REQUESTED_ON and not dates and all(map(_only_words, values)):
        # A column of words under a heading that sounds like a date: an answer, a name or a remark.
        return (Target.PSYCHOLOGIST if target is Target.GOT_PSYCHOLOGY else Target.NOTE), confidence - 40
    return target, confidence


def _only_words(value: Cell) -> bool:
    return isinstance(value, str) and not any(c.isdigit() for c in value)


def _one_column_each(matches: list[ColumnMatch]) -> tuple[ColumnMatch, ...]:
    """Leave each field to the column that fits it best; a further column for the same field becomes a note."""
    best: dict[Target, ColumnMatch] = {}
    for match in matches:
        if match.target not in best or match.confidence > best[match.target].confidence:
            best[match.target] = match
    return tuple(
        match
        if match.target in _SHARED or best[match.target] is match
        else replace(match, target=Target.NOTE, confidence=0)
        for match in matches
    )
