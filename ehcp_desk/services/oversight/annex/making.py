"""Making the inspection lists of a day: child after child from the reading of SEN2, checked, with what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.annex_a import Definitions, InspectionLists, ListRow
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.sen2 import Finding, Severity
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.annex.checks import check_row, whole_list
from ehcp_desk.services.oversight.annex.definitions import load_lists
from ehcp_desk.services.oversight.annex.rows import LIST_KINDS, Ground, list_rows
from ehcp_desk.services.oversight.annex.tables import ssd_rows
from ehcp_desk.services.oversight.return_facts import Limits
from ehcp_desk.services.oversight.schools import schools_in
from ehcp_desk.services.oversight.sen2.profiles import years
from ehcp_desk.services.oversight.sen2.reading import children, excused_by, person
from ehcp_desk.services.oversight.sen2.requests import Year
from ehcp_desk.services.oversight.sen2.returning import with_owners
from ehcp_desk.services.oversight.sen2.settings import profile_for, read_settings
from ehcp_desk.services.records.heads import COUNCIL
from ehcp_desk.services.records.issuing import note_frozen


class _Making:
    """The rows and findings so far; a row is kept as its cells, its other values are let go once it is checked."""

    def __init__(self, made_by: Definitions, day: str) -> None:
        self._day = day
        self._tables = {table.of: table for table in made_by.tables}
        self._checks = {t.id: [c for c in made_by.checks if c.table == t.id] for t in made_by.tables}
        self.rows: dict[str, list[ListRow]] = {table.id: [] for table in made_by.tables}
        self.findings: list[Finding] = []
        self._upns: dict[str, list[tuple[int, str, str]]] = {table.id: [] for table in made_by.tables}

    def take(self, of: str, case_id: int, ref: str, values: Mapping[str, str]) -> None:
        """Keep one row and what the checks find on it."""
        table = self._tables[of]
        cells = tuple(values.get(column.key, "") for column in table.columns)
        self.rows[table.id].append(ListRow(case_id, ref, cells))
        checks = self._checks[table.id]
        if checks:
            self.findings += check_row(values, table, checks, self._day, case_id, ref)
            self._upns[table.id].append((case_id, ref, values.get("upn", "")))

    def finish(self, work: ReadWork) -> tuple[Finding, ...]:
        """Everything found, errors first, with whoever answers for each case."""
        for table in self._tables.values():
            listed = self._upns[table.id]
            numbers = sorted({case_id for case_id, _, _ in listed})
            unheld = (
                frozenset(row.id for row in work.case_rows(numbers) if row.owner is None) if numbers else frozenset()
            )
            self.findings += whole_list(listed, unheld, table, self._checks[table.id])
        found = with_owners(work, self.findings)
        return tuple(sorted(found, key=lambda f: (f.severity is Severity.QUERY, f.rule, f.ref)))


def write_inspection_lists(desk: Desk, made: InspectionLists, folder: Path) -> list[Path]:
    """Write every file of the lists and keep in the journal that they were issued; their paths, the frozen copy last.

    Raises KnownFault where the folder cannot be written.
    """
    if desk.inspection_files is None:
        raise KnownFault("This desk cannot write the inspection lists; install the whole program.")
    files = list(desk.inspection_files(made, folder))
    note_frozen(desk, "inspection lists", files, in_words(made.as_at), made.journal_seq)
    return files


def inspection_lists(desk: Desk, as_at: date | None = None, progress: Progress | None = None) -> InspectionLists:
    """The lists as at a day (today where none is given), from what the record says had happened by then.

    Raises BadInput for a day to come and NotAllowed for somebody who may not make returns.
    """
    desk.need(Act.RETURNS)
    day = as_at or desk.today()
    if day > desk.today():
        raise BadInput(f"The lists can be made as at today or an earlier day; {in_words(day)} has not come yet.")
    made_by = load_lists()
    making = _Making(made_by, day.isoformat())
    with desk.store.read() as work:
        settings = read_settings(work)
        profile, limits = profile_for(settings, years()[-1]), Limits(desk.law)
        year = Year.of(profile, settings, excused_by(desk.law, day), limits, day)
        ground = Ground.of(year, day, made_by, schools_in(work))
        for child, cases in children(work, LIST_KINDS, progress):
            found = person(child, cases, year)
            if found is None:
                continue
            for row in list_rows(child, cases, found, ground):
                making.take(*row)
            for made in ssd_rows(child, found):
                making.take(*made)
        findings = making.finish(work)
        seq, head, _ = work.record_head()
        hidden, unopened = work.closed_cases()
        return InspectionLists(
            day, work.setting(COUNCIL) or "Council not named yet", desk.user, desk.now(), seq, head, made_by,
            {name: tuple(rows) for name, rows in making.rows.items()}, findings,
            tuple(sorted(row.ref for row in work.case_rows(sorted(unopened)))), len(hidden),
        )  # fmt: skip
