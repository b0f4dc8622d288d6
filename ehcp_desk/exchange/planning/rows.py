"""Reading one row of a tracker: what it says for certain, and what must be kept word for word instead.

A row is read on its own here; whether its case is new, known or repeated is decided in ``plan``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from sys import intern
from types import MappingProxyType

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.identifiers import plain_identifier, uln_fault, upn_fault
from ehcp_desk.domain.importing import CellOutcome
from ehcp_desk.exchange.cells import Cell, NeverCalculated, blank, formula_error, text_of, tidy, without_nul
from ehcp_desk.exchange.planning import words
from ehcp_desk.exchange.planning.dates import DateReader, NotADate, Reading
from ehcp_desk.exchange.planning.mapping import ColumnMatch
from ehcp_desk.exchange.planning.mapping import Mapping as ColumnMapping
from ehcp_desk.exchange.planning.names import split_name
from ehcp_desk.exchange.planning.profiles import Profile
from ehcp_desk.exchange.planning.row_reading import CHILD_PARTS, Remark, RowReading
from ehcp_desk.exchange.planning.second_columns import beside_another, in_order
from ehcp_desk.exchange.planning.sequence import check_order, order_of
from ehcp_desk.exchange.planning.targets import DATED_FACTS, Target
from ehcp_desk.exchange.planning.value_maps import OURS, checked, in_our_words

AS_WRITTEN = "kept as written"
_REQUESTED_ON, _DECIDED_ON = Target.REQUESTED_ON, Target.DECIDED_ON
_FAILED = "a formula that failed"
_NUL = "an invisible character (NUL) was left out"
_PLAIN_DATE = "a day without a decision beside it"

_TEXT_PARTS = {target: target.value for target in (Target.SURNAME, Target.FORENAMES, Target.SETTING)}
Step = Callable[[RowReading, Cell, ColumnMatch], None]


class RowReader:
    """Reads the rows of one sheet as its mapping says.  ``today`` is the day of the import; texts are cached."""

    def __init__(self, mapping: ColumnMapping, profile: Profile, today: date) -> None:
        self._profile = profile
        self._readers = {m.style: DateReader(today, m.style, mapping.since_1904) for m in mapping.columns}
        self._facts: dict[tuple[Target, date, str], Fact] = {}
        self._steps = [(m.column, step, m) for m in in_order(mapping.columns) if (step := self._step_of(m)) is not None]
        self._steps = beside_another(self._steps)
        self._dispatched = [(*placed, self._days_read(*placed)) for placed in self._steps]
        self._order = order_of(match.target for match in mapping.columns)
        self._width = max((match.column for match in mapping.columns), default=-1) + 1
        self._request_heading = next((m.heading for m in mapping.columns_of(Target.REQUESTED_ON)), "Request received")
        self._owners: dict[Cell, str] = {}
        by_part: dict[str, tuple[str, int]] = {
            m.target.value: (m.heading, m.column) for m in reversed(mapping.columns) if m.target.value in CHILD_PARTS
        }
        whole = mapping.columns_of(Target.FULL_NAME)
        names = {part: (m.heading, m.column) for m in whole for part in ("surname", "forenames")}
        self._child_columns: dict[str, tuple[str, int]] = {**names, **by_part}
        self._headings = {m.heading.casefold() for m in mapping.columns} | mapping.heading_words

    def is_headings_again(self, cells: Sequence[Cell]) -> bool:
        """True for a row that repeats the headings, as printed trackers do on every page."""
        repeated = 0
        for cell in cells:
            if isinstance(cell, str) and cell:
                if tidy(cell).casefold() not in self._headings:
                    return False
                repeated += 1
        return repeated > 2

    def read(self, cells: Sequence[Cell]) -> RowReading:
        """What the row says.  Every cell that is not blank ends in the reading, or was worked out or left out."""
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        reading = RowReading(written=cells, child_columns=self._child_columns)
        dates, dated = reading.dates, reading.cells
        for column, step, match, days_read in self._dispatched:
            cell = cells[column]
            if not cell and (cell == "" or cell is None):
                continue
            if days_read is not None and type(day := days_read.get(cell)) is date:
                dates[match.target] = day
                dated[match.target] = (match.heading, cell)
                continue
            kind = type(cell)
            if kind is str:
                text: str = cell  # type: ignore[assignment]  # a str, as just asked
                if text.isspace():
                    continue
                if "\0" in text:
                    cell = without_nul(text)
                    reading.flag(match.heading, cell, _NUL)
                if text[0] == "#" and formula_error(text):
                    self._failed(reading, text, match)
                    continue
            if kind is NeverCalculated:
                if match.target is not Target.WORKED_OUT:
                    reading.keep(match.heading, cell, "a formula that was never calculated")
                continue
            step(reading, cell, match)
        self._finish(reading)
        return reading

    def _days_read(self, _column: int, step: Step, match: ColumnMatch) -> Mapping[Cell, Reading] | None:
        """What the cells of a column of days came to so far; None for any other column, and one beside another."""
        of_its_own = match.target in DATED_FACTS and match.target not in (Target.GOT_OTHER, Target.ASKED_OTHER)
        return self._readers[match.style].events if of_its_own and step == self._dated else None

    def words(self, cells: Sequence[Cell]) -> str:
        """What the row says in the columns that are brought in, the same whatever their order."""
        said = [
            f"{match.heading}={tidy(cells[column])}"
            for column, _, match in self._steps
            if column < len(cells) and match.target is not Target.WORKED_OUT and not blank(cells[column])
        ]
        return "|".join(sorted(said))

    def _failed(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        """A formula that failed where a day belongs may hide one: somebody must look."""
        if match.target in DATED_FACTS:
            reading.doubt(match.target, match.heading, cell, _FAILED)
        elif match.target not in (Target.WORKED_OUT, Target.IGNORED):
            reading.keep(match.heading, cell, _FAILED)

    def _step_of(self, match: ColumnMatch) -> Step | None:
        """What to do with the cells of a column, their words read as the profile says."""
        step, said = self._step(match.target), self._profile.values_of(match.heading)
        if step is None or not said:
            return step
        return in_our_words(step, checked(match.heading, match.target, said))

    def _step(self, target: Target) -> Step | None:
        if target in DATED_FACTS:
            return self._dated
        if target in _TEXT_PARTS:
            return self._child_text
        steps: dict[Target, Step | None] = {
            Target.REF: self._ref,
            Target.UPN: self._upn,
            Target.ULN: self._uln,
            Target.FULL_NAME: self._full_name,
            Target.BORN: self._born,
            Target.SEX: self._sex,
            Target.YEAR_GROUP: self._year_group,
            Target.SOURCE: self._source,
            Target.DECISION: self._decision,
            Target.PSYCHOLOGIST: self._psychologist,
            Target.EXCEPTION: self._exception,
            Target.CASEWORKER: self._caseworker,
            Target.TEAM: self._team,
            Target.STAGE: self._stage,
            Target.WORKED_OUT: self._worked_out,
            Target.IGNORED: None,
        }
        return steps.get(target, self._note)

    # Who the child is.

    def _ref(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        reading.ref = tidy(cell)
        reading.ref_heading = match.heading

    def _child_text(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        reading.child[_TEXT_PARTS[match.target]] = _said_often(cell)

    def _full_name(self, reading: RowReading, cell: Cell, _match: ColumnMatch) -> None:
        surname, forenames = split_name(_said_often(cell))
        reading.child["surname"], reading.child["forenames"] = intern(surname), intern(forenames)

    def _upn(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        upn = plain_identifier(cell if isinstance(cell, str) else text_of(cell))
        fault = upn_fault(upn)
        if not fault or (len(upn) == 13 and upn[1:12].isdigit()):
            reading.child["upn"] = upn
            if fault:
                reading.flag(match.heading, cell, fault)
        else:
            reading.keep(match.heading, cell, fault)

    def _uln(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        uln = plain_identifier(text_of(cell))
        fault = uln_fault(uln)
        if len(uln) == 10 and uln.isdigit():
            reading.child["uln"] = uln
            if fault:
                reading.flag(match.heading, cell, fault)
        else:
            reading.keep(match.heading, cell, fault)

    def _born(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        read = self._readers[match.style].birth(cell)
        if isinstance(read, NotADate) and read.two_ways:
            reading.doubt(match.target, match.heading, cell, read.reason)
        elif isinstance(read, NotADate):
            reading.keep(match.heading, cell, read.reason)
        else:
            reading.child["born"] = read
            reading.cells[Target.BORN] = (match.heading, cell)

    def _sex(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        sex = words.sex(cell)
        if sex:
            reading.child["sex"] = sex
        else:
            reading.keep(match.heading, cell, f"'{tidy(cell)}' is neither F nor M")

    def _year_group(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        year = words.year_group(cell)
        if year is None:
            reading.keep(match.heading, cell, f"'{tidy(cell)}' is not a school year")
        else:
            reading.child["year_group"] = year

    # What happened, and who works on it.

    def _dated(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        read = self._readers[match.style].event(cell)
        if isinstance(read, NotADate):
            if read.doubtful:
                reading.doubt(match.target, match.heading, cell, read.reason)
                return
            reading.keep(match.heading, cell, read.reason)
            if match.target is _REQUESTED_ON:
                reading.no_start = f"{match.heading}: {read.reason}"
        elif match.target in (Target.GOT_OTHER, Target.ASKED_OTHER):
            reading.others.append((self._other_fact(match, read), match.heading, cell))
        else:
            reading.dates[match.target] = read
            reading.cells[match.target] = (match.heading, cell)

    def _other_fact(self, match: ColumnMatch, day: date) -> Fact:
        """Advice of a column of its own, told apart by the heading; one fact for each day however many rows say it."""
        key = (match.target, day, match.heading)
        if key not in self._facts:
            kind, body = DATED_FACTS[match.target]
            self._facts[key] = Fact(kind, day, MappingProxyType({"body": body}), note=match.heading)
        return self._facts[key]

    def _source(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        reading.source = words.source(cell)
        reading.source_cell = (match.heading, cell)

    def _decision(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        reading.outcome = words.decision(cell)
        reading.outcome_cell = (match.heading, cell)

    def _psychologist(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        reading.psychologist = self._person(cell)
        reading.psychologist_heading = match.heading

    def _caseworker(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        reading.owner = self._person(cell)
        reading.owner_heading = match.heading

    def _person(self, cell: Cell) -> str:
        """The person's name on record for a name in the file; empty for a word that means nobody."""
        name = self._owners.get(cell)
        if name is None:
            text = words.folded(cell)
            nobody = text in self._profile.vacancy_words
            name = self._owners[cell] = "" if nobody else self._profile.officers.get(text, tidy(cell))
        return name

    def _team(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        reading.team = tidy(cell)
        reading.team_heading = match.heading

    def _stage(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        said = words.folded(cell)
        if said in OURS[Target.STAGE]:
            reading.stage, reading.stage_cell = Stage(said), (match.heading, cell)
        else:
            reading.keep(match.heading, cell, f"'{tidy(cell)}' is no stage we know: say what it means")

    def _exception(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        if words.no_exception(cell):
            return
        possible, say = words.claimed_ground(cell)
        reason = f"claimed exception, to be checked: {say}"
        outcome = CellOutcome.KEPT if possible else CellOutcome.FLAGGED
        reading.remarks.append(Remark(match.heading, text_of(cell), reason, outcome))

    def _note(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        reading.remarks.append(Remark(match.heading, text_of(cell), AS_WRITTEN, outcome=None))

    def _worked_out(self, reading: RowReading, cell: Cell, match: ColumnMatch) -> None:
        """A date, number or formula in such a column is worked out by the desk; a word somebody typed is kept."""
        if not isinstance(cell, str) or isinstance(self._readers[match.style].event(cell), date):
            return
        if not any(c.isalpha() for c in cell):
            return
        reading.keep(match.heading, cell, "words in a column that the desk works out itself")

    # What the cells come to together.

    def _finish(self, reading: RowReading) -> None:
        check_order(reading, self._order)
        self._settle_decision(reading)
        self._settle_request(reading)
        add, made, cells = reading.facts.append, self._facts, reading.cells
        for target, day in reading.dates.items():
            says = ""
            if target is _DECIDED_ON:
                says = reading.outcome
            elif target is _REQUESTED_ON:
                says = reading.source
            fact = made.get((target, day, says))
            if fact is None:
                fact = made[(target, day, says)] = _dated_fact(target, day, says)
            heading, cell = cells[target]
            add((fact, heading, cell))
        if reading.others:
            reading.facts.extend(reading.others)

    def _settle_decision(self, reading: RowReading) -> None:
        """A decision needs both its outcome and the day the family was told; half of it is kept as written."""
        told = _DECIDED_ON in reading.dates
        if reading.outcome_cell is not None and not reading.outcome:
            heading, cell = reading.outcome_cell
            reading.keep(heading, cell, f"'{tidy(cell)}' is neither yes nor no")
        elif reading.outcome_cell is not None and not told:
            reading.keep(*reading.outcome_cell, "no day on which the family was told")
        if told and not reading.outcome:
            del reading.dates[Target.DECIDED_ON]
            reading.keep(*reading.cells[Target.DECIDED_ON], _PLAIN_DATE)

    def _settle_request(self, reading: RowReading) -> None:
        undated = _REQUESTED_ON not in reading.dates
        said = reading.no_start or any(hold.startswith(f"{self._request_heading}: ") for hold in reading.holds)
        if undated and not said:
            reading.no_start = f"{self._request_heading}: no date, so the clock has no start"
        if reading.source_cell is None:
            return
        heading, cell = reading.source_cell
        if not reading.source:
            reading.keep(heading, cell, f"'{tidy(cell)}' does not say who asked")
        elif undated:
            reading.remarks.append(Remark(heading, text_of(cell), "no request date to put it with", outcome=None))


@lru_cache(maxsize=4096, typed=True)
def _said_often(cell: Cell) -> str:
    """The text of a cell of names or schools, which come again and again."""
    return intern(tidy(cell))


def _dated_fact(target: Target, day: date, says: str) -> Fact:
    """The fact a dated column records; ``says`` is the outcome of a decision or the source of a request."""
    kind, body = DATED_FACTS[target]
    if body:
        return Fact(kind, day, MappingProxyType({"body": body}))
    if not says:
        return Fact(kind, day)
    return Fact(kind, day, MappingProxyType({"outcome" if target is Target.DECIDED_ON else "source": says}))


def child_named(reading: RowReading) -> bool:
    """True when the row says enough to be about a child: a UPN, or two of surname, first names and date of birth."""
    child = reading.child
    return "upn" in child or sum(key in child for key in ("surname", "forenames", "born")) > 1


def something_written(cells: Sequence[Cell]) -> list[str]:
    """What is written in a row, cell by cell, blanks and formulas left out."""
    return [
        without_nul(tidy(cell))
        for cell in cells
        if cell != "" and not blank(cell) and not isinstance(cell, NeverCalculated)
    ]
