"""The desk: the record, the law, the day and the person at the keyboard, handed to every use case.

``papers`` prints, ``trackers`` reads trackers, ``emails`` emails and ``documents`` what is filed for its words,
``return_files`` writes a return's files, ``sen2`` those of SEN2, ``tables`` a list as a spreadsheet, ``calendars`` a
calendar file, and ``mails``
carries email; they are wired by ``bootstrap`` so that neither the window nor a service needs to know reportlab, a
spreadsheet reader or a mail server.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.duties import short_duty
from ehcp_desk.ports.documents import ReadsDocuments
from ehcp_desk.ports.emails import Emails
from ehcp_desk.ports.mail import Mails
from ehcp_desk.ports.papers import Calendars, Papers, ReturnFiles, Tables
from ehcp_desk.ports.today import Calendar
from ehcp_desk.ports.trackers import Trackers
from ehcp_desk.ports.work import Store

if TYPE_CHECKING:
    from ehcp_desk.services.oversight.sen2.returning import Sen2Files


@dataclass(frozen=True)
class Desk:
    """Everything a use case needs.  ``user`` is the name the journal will carry."""

    store: Store
    law: Ruleset
    user: str
    days: Calendar = field(default_factory=Calendar)
    papers: Papers | None = None
    trackers: Trackers | None = None
    return_files: ReturnFiles | None = None
    tables: Tables | None = None
    calendars: Calendars | None = None
    mails: Mails | None = None
    emails: Emails | None = None
    documents: ReadsDocuments | None = None
    sen2: Sen2Files | None = None

    def today(self) -> date:
        """The day the desk works on."""
        return self.days.today()

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self.days.now()

    def take_law(self, law: Ruleset) -> None:
        """Work under this law from now on: the record's law was changed, here or at somebody else's desk.

        The one thing about a desk that changes while it is open, and only whole: whoever holds the desk reads either
        the old law or the new one.
        """
        object.__setattr__(self, "law", law)
        self.__dict__.pop("duties", None)

    @cached_property
    def duties(self) -> dict[str, str]:
        """Each rule's duty in the few words a list has room for."""
        return {rule.id: short_duty(rule.id, rule.duty) for rule in self.law.rules}


@dataclass(frozen=True, slots=True)
class Changes:
    """What a use case changed, so that each page can decide whether it cares."""

    kinds: frozenset[str] = frozenset()
    cases: frozenset[int] = frozenset()
    facts: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    act: int = 0
    """The number by which the whole act can be taken back, where it can; 0 where it cannot."""
