"""Every table of the record, in one place so that ``METADATA`` is whole.  Rows never leave :mod:`db`."""

from db.tables.access import OpeningRecord, PresenceRecord, RestrictedNameRecord, RestrictedRecord
from db.tables.base import Base
from db.tables.cases import CaseRecord, ChildRecord, ContactableRecord
from db.tables.disposals import DisposalRecord
from db.tables.facts import BlobRecord, DocumentRecord, DocumentTextRecord, FactRecord
from db.tables.imports import ImportedRowRecord, ProfileRecord
from db.tables.journal import JournalRecord
from db.tables.lists import DeadlineRecord, SummaryRecord, ViewRecord, WordRecord
from db.tables.outbox import MessageRecord
from db.tables.people import AbsenceRecord, OfficerRecord, SettingRecord, TeamRecord

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "AbsenceRecord",
    "Base",
    "BlobRecord",
    "CaseRecord",
    "ChildRecord",
    "ContactableRecord",
    "DeadlineRecord",
    "DisposalRecord",
    "DocumentRecord",
    "DocumentTextRecord",
    "FactRecord",
    "ImportedRowRecord",
    "JournalRecord",
    "MessageRecord",
    "OfficerRecord",
    "OpeningRecord",
    "PresenceRecord",
    "ProfileRecord",
    "RestrictedNameRecord",
    "RestrictedRecord",
    "SettingRecord",
    "SummaryRecord",
    "TeamRecord",
    "ViewRecord",
    "WordRecord",
]
