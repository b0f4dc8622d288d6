"""Reading one row of a tracker: what it says for certain, and what must be kept word for word instead.

A row is read on its own here; whether its case is new, known or repeated is decided in ``plan``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from sys import intern
from types import MappingProxyType

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import STAGE_WORDS, Stage, stage_of
from ehcp_desk.domain.identifiers import plain_identifier, uln_fault, upn_fault
from ehcp_desk.domain.importing import CellOutcome, ChildIdentity
from ehcp_desk.exchange.cells import Cell, NeverCalculated, blank, text_of, tidy
from ehcp_desk.exchange.planning import words
from ehcp_desk.exchange.planning.dates import DateReader, NotADate
from ehcp_desk.exchange.planning.mapping import ColumnMatch
from ehcp_desk.exchange.planning.mapping import Mapping as ColumnMapping
from ehcp_desk.exchange.planning.names import split_name
from ehcp_desk.exchange.planning.profiles import Profile
from ehcp_desk.exchange.planning.sequence import check_order
from ehcp_desk.exchange.planning.targets import DATED_FACTS, Target
from ehcp_desk.exchange.planning.value_maps import OURS, checked, in_our_words

AS_WRITTEN = "kept as written"
_REQUESTED_ON, _DECIDED_ON = Target.REQUESTED_ON, Target.DECIDED_ON
CHILD_PARTS = tuple(part.name for part in fields(ChildIdentity))
_PLAIN_DATE = "a day without a decision beside it"


@dataclass(slots=True)
class Remark:
    """Something about one cell: why it was kept or is worth a look.  ``kept`` puts it on the case as a note."""

    heading: str
    value: str
    reason: str
    outcome: CellOutcome | None = CellOutcome.KEPT
    kept: bool = True


DatedFact = tuple[Fact, str, Cell]
"""A fact a cell gave, with the cell's heading and the cell, to be kept as written if it clashes with another fact."""


@dataclass(slots=True)
class RowReading:
    """What one row says.

    ``written`` are its cells and ``child_columns`` the heading and column of each part of the child's identity.
    ``holds`` are the reasons why a person must look before a clock can be trusted.  ``no_start`` says that the row has
    no request date, which is one more reason unless the row's case has a request already.
    """

    ref: str = ""
    ref_heading: str = ""
    child: dict[str, str | int | date] = field(default_factory=dict)
    source: str = ""
    source_cell: tuple[str, Cell] | None = None
    outcome: str = ""
    outcome_cell: tuple[str, Cell] | None = None
    stage: Stage | None = None
    stage_cell: tuple[str, Cell] | None = None
    dates: dict[Target, date] = field(default_factory=dict)
    cells: dict[Target, tuple[str, Cell]] = field(default_factory=dict)
    others: list[DatedFact] = field(default_factory=list)
    owner: str = ""
    owner_heading: str = ""
    psychologist: str = ""
    psychologist_heading: str = ""
    team: str = ""
    team_heading: str = ""
    written: Sequence[Cell] = ()
    child_columns: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    no_start: str = ""
    facts: list[DatedFact] = field(default_factory=list)

    @property
    def requested(self) -> date | None:
        """The day the request came in, when the row says so for certain."""
        return self.dates.get(Target.REQUESTED_ON)

    def holds_for(self, requested: bool) -> list[str]:
        """Why a case must be looked at after this row; ``requested`` says whether it has a request date already."""
        return self.holds if requested or not self.no_start else [*self.holds, self.no_start]

    def stage_differs(self) -> str:
        """Why the stage the row names is not the one its dates come to; empty where it is, or names none."""
        if self.stage is None or self.stage_cell is None:
            return ""
        dated = stage_of([fact for fact, _, _ in self.facts])
        if dated is self.stage:
            return ""
        return f"{self.stage_cell[0]}: it says {STAGE_WORDS[self.stage].lower()}, its dates say {STAGE_WORDS[dated].lower()}"

    def identity(self) -> ChildIdentity:
        """Who the child is, as far as the row says."""
        return ChildIdentity(**self.child)  # type: ignore[arg-type]  # keys are the field names of Target

    def keep(self, heading: str, cell: Cell, reason: str) -> None:
        """Keep a cell word for word and say why."""
        self.remarks.append(Remark(heading, text_of(cell), reason))

    def flag(self, heading: str, cell: Cell, reason: str) -> None:
        """Say that a cell that was read is worth a look."""
        self.remarks.append(Remark(heading, text_of(cell), reason, CellOutcome.FLAGGED, kept=False))


_TEXT_PARTS = {target: target.value for target in (Target.SURNAME, Target.FORENAMES, Target.SETTING)}
Step = Callable[[RowReading, Cell, ColumnMatch], None]


class RowReader:
    """Reads the rows of one sheet as its mapping says.  ``today`` is the day of the import; texts are cached."""

    def __init__(self, mapping: ColumnMapping, profile: Profile, today: date) -> None:
        self._profile = profile
        self._readers = {match.style: DateReader(today, match.style) for match in mapping.columns}
        self._facts: dict[tuple[Target, date, str], Fact] = {}
        self._steps = [(m.column, step, m) for m in mapping.columns if (step := self._step_of(m)) is not None]
        self._width = max((match.column for match in mapping.columns), default=-1) + 1
        self._request_heading = next((m.heading for m in mapping.columns_of(Target.REQUESTED_ON)), "Request received")
        self._owners: dict[Cell, str] = {}
        by_part: dict[str, tuple[str, int]] = {
            m.target.value: (m.heading, m.column) for m in mapping.columns if m.target.value in CHILD_PARTS
        }
        whole = mapping.columns_of(Target.FULL_NAME)
        names = {part: (m.heading, m.column) for m in whole for part in ("surname", "forenames")}
        self._child_columns: dict[str, tuple[str, int]] = {**names, **by_part}
        self._headings = {m.heading.casefold() for m in mapping.columns}

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
        for column, step, match in self._steps:
            cell = cells[column]
            if not cell and (cell == "" or cell is None):
                continue
            kind = type(cell)
            if kind is str and cell.isspace():  # type: ignore[union-attr]  # a str, as just asked
                continue
            if kind is NeverCalculated:
                if match.target is not Target.WORKED_OUT:
                    reading.keep(match.heading, cell, "a formula that was never calculated")
                continue
            step(reading, cell, match)
        self._finish(reading)
        return reading

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
        reading.child[_TEXT_PARTS[match.target]] = intern(tidy(cell))  # names and schools come again and again

    def _full_name(self, reading: RowReading, cell: Cell, _match: ColumnMatch) -> None:
        surname, forenames = split_name(tidy(cell))
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
        if isinstance(read, NotADate):
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
            reading.keep(match.heading, cell, read.reason)
            if read.doubtful:
                reading.holds.append(f"{match.heading}: {read.reason}")
            elif match.target is _REQUESTED_ON:
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
        check_order(reading)
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
    return [tidy(cell) for cell in cells if cell != "" and not blank(cell) and not isinstance(cell, NeverCalculated)]
