"""Units of work: short, whole or not at all, on one thread."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from db.bulk import BulkWriting
from db.cases import CaseReading, CaseWriting
from db.facts import FactReading, FactWriting
from db.finding import FindingReading, FindingWriting
from db.imports import ImportReading, ImportWriting
from db.journal import JournalReading, JournalWriting
from db.lists import ListReading, ListWriting
from db.moments import utc
from db.staff import StaffReading, StaffWriting
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.record import FactLine


class ReadUnit(StaffReading, CaseReading, FactReading, ListReading, FindingReading, ImportReading, JournalReading):
    """A snapshot to read from (:class:`ehcp_desk.ports.work.ReadWork`)."""


class WriteUnit(
    BulkWriting, StaffWriting, CaseWriting, FactWriting, ListWriting, FindingWriting, ImportWriting, JournalWriting
):
    """A unit of work that writes (:class:`ehcp_desk.ports.work.WriteWork`)."""

    def __init__(self, connection: Connection, actor: str, at: datetime) -> None:
        super().__init__(connection)
        self.actor = actor
        self._at = utc(at)
        self._queued = list[NewEntry]()
        self._told = dict[int, list[FactLine]]()
