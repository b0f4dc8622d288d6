"""Units of work: short, whole or not at all, on one thread."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from db.bulk import BulkWriting
from db.disposing import DisposalReading, DisposalWriting
from db.guard import GuardedReading, GuardedWriting
from db.imports import ImportReading, ImportWriting
from db.journal import JournalWriting
from db.kept import Name
from db.lists import ListWriting
from db.messages import MessageWriting
from db.moments import utc
from db.staff import StaffReading, StaffWriting
from ehcp_desk.domain.journal import JournalEntry, NewEntry
from ehcp_desk.domain.record import FactLine

if TYPE_CHECKING:
    from db.files import Link

# One number for "writing to EHCP Desk" among a server's advisory locks.
WRITE_LOCK = 0x4548_4350_5752


class ReadUnit(GuardedReading, StaffReading, ImportReading, DisposalReading):
    """A snapshot to read from (:class:`ehcp_desk.ports.work.ReadWork`)."""


class WriteUnit(
    GuardedWriting,
    BulkWriting,
    StaffWriting,
    ListWriting,
    DisposalWriting,
    ImportWriting,
    MessageWriting,
    JournalWriting,
):
    """A unit of work that writes (:class:`ehcp_desk.ports.work.WriteWork`)."""

    def __init__(self, connection: Link, actor: str, at: datetime, team: bool = False) -> None:
        super().__init__(connection, team)
        self.actor = actor
        self._at = utc(at)
        self._queued = list[NewEntry]()
        self._told = dict[int, list[FactLine]]()
        self._touched = dict[Name, None]()
        self._sealed = dict[str, JournalEntry]()

    def sign(self, name: str) -> None:
        """On a team's server: write in the name of whoever signed in, at the server's own time."""
        self._team = True
        self.actor = name
        self._at = utc(self.value("SELECT clock_timestamp()"))

    def take_turn(self, alone: bool) -> None:
        """On a server: share the record with others who write, or have it ``alone``, until this unit of work ends.

        Taken first of all, so that what is read afterwards is what those who went before have left.
        """
        share = "" if alone else "_shared"
        self._run(f"SELECT pg_advisory_xact_lock{share}(:lock)", {"lock": WRITE_LOCK})
