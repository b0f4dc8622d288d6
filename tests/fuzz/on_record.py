"""The same histories on a real record: recorded, corrected and withdrawn through the services, then read back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from db.store import open_store
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact, RecordedFact, standing
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.deriving import derive_recorded
from ehcp_desk.services.casework.recording import NewRequest, correct, find, open_request, record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.checking import verify_record
from tests.fuzz.laws import invented
from tests.support.clock_facts import LAW

TODAY = date(2040, 1, 1)


class Kept:
    """One record on disk, to which case after case is told."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(open_store(str(folder / "fuzz.db"), create=True), LAW, "A", Calendar(TODAY))
        self.cases = 0

    def tell(self, entries: Sequence[RecordedFact]) -> list[str]:
        """Tell one history to a case of its own; what the record then breaks, in words."""
        self.cases += 1
        ref = f"FUZZ/{self.cases}"
        open_request(self.desk, NewRequest(ref, Child(0, f"Surname {self.cases}", "A"), date(2020, 1, 6), "parent"))
        numbers: dict[int, int] = {}
        for entry in entries:
            self._write(ref, entry, numbers)
        return self._broken(ref, len(numbers) + 1)

    def _write(self, ref: str, entry: RecordedFact, numbers: dict[int, int]) -> None:
        """One entry as a caseworker would make it; what the desk refuses in a sentence is not on the record."""
        told = entry.fact
        fact = NewFact(told.kind, told.on, dict(told.attrs), told.note, told.approximate)
        try:
            if entry.supersedes is None:
                numbers[entry.id] = record(self.desk, ref, fact).facts[0]
            elif entry.supersedes in numbers:
                old = numbers[entry.supersedes]
                gone = told.kind == "withdrawn_entry"
                done = withdraw(self.desk, old, "mistake") if gone else correct(self.desk, old, fact, "mistake")
                numbers[entry.id] = done.facts[0]
        except BadInput:
            pass

    def _broken(self, ref: str, written: int) -> list[str]:
        view = case_view(self.desk, ref)
        found = [f"{ref}: {wrong}" for wrong in invented(view.timeline, standing(view.facts))]
        if len(view.facts) != written:
            found.append(f"{ref}: {written} entries were made and {len(view.facts)} are on the record")
        with self.desk.store.read() as work:
            case_id = find(work, ref)
            derived = derive_recorded(case_id, work.facts(case_id), LAW)
            if tuple(work.deadlines(case_id)) != derived.deadlines:
                found.append(f"{ref}: the deadlines kept beside the case are not those of its facts")
        return found

    def close(self) -> list[str]:
        """Verify the whole record, then close it."""
        found = [f"verify: {check}: {detail}" for check, ok, detail in verify_record(self.desk) if not ok]
        self.desk.store.close()
        return found


def without(entries: Sequence[RecordedFact], gone: RecordedFact) -> list[RecordedFact]:
    """A history without one entry; what superseded it supersedes nothing."""
    return [
        entry._replace(supersedes=None) if entry.supersedes == gone.id else entry
        for entry in entries
        if entry is not gone and not (entry.supersedes == gone.id and entry.fact.kind == "withdrawn_entry")
    ]
