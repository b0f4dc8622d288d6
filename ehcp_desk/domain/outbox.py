"""A message to somebody on the staff, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ehcp_desk.domain.digests import Digest


class MessageState(StrEnum):
    """``sending`` is the moment between handing it over and knowing; ``replaced`` by a later day's, or with
    nothing left to say."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Kept:
    """A message on the record.  ``trouble`` is the mail server's last word where it did not take it."""

    id: int
    day: date
    digest: Digest
    state: MessageState
    tries: int
    trouble: str
    changed_at: datetime
