"""The desk: the record, the law, the day and the person at the keyboard, handed to every use case.

``papers`` prints, ``bundles`` makes tribunal bundles, ``trackers`` reads trackers, ``emails`` emails and ``documents`` what
is filed for its words, ``return_files`` writes a return's files, ``returns_outside`` published and re-stated ones,
``sen2`` those of SEN2, ``inspection_files`` those of the inspection lists, ``tables`` a list as a
spreadsheet, ``leaving`` reads a file before it goes, ``calendars`` a calendar file, ``chronologies`` what the
other side fills in, and ``mails`` carries email; they are wired by ``bootstrap`` so that neither the window nor a service
needs to know reportlab, a spreadsheet reader or a mail server.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.access import Act, acts_of_setting, may, why_not
from ehcp_desk.domain.duties import short_duty
from ehcp_desk.domain.errors import NotAllowed
from ehcp_desk.domain.last_copy import LOOKING, READ_ONLY
from ehcp_desk.domain.people import Role
from ehcp_desk.ports.today import Calendar

if TYPE_CHECKING:
    from ehcp_desk.ports.bundles import Binds
    from ehcp_desk.ports.documents import ReadsDocuments, ReadsLeaving
    from ehcp_desk.ports.emails import Emails
    from ehcp_desk.ports.exchange import ChronologyFiles
    from ehcp_desk.ports.mail import Mails
    from ehcp_desk.ports.papers import Calendars, InspectionFiles, Papers, ReturnFiles, Tables
    from ehcp_desk.ports.returns import ReturnsOutside
    from ehcp_desk.ports.trackers import Trackers
    from ehcp_desk.ports.work import Store
    from ehcp_desk.services.oversight.sen2.returning import Sen2Files


@dataclass(frozen=True)
class Desk:
    """Everything a use case needs.  ``user`` is the name the journal will carry, ``roles`` the person's on a team's
    server, None on a record that has none."""

    store: Store
    law: Ruleset
    user: str
    days: Calendar = field(default_factory=Calendar)
    papers: Papers | None = None
    trackers: Trackers | None = None
    return_files: ReturnFiles | None = None
    returns_outside: ReturnsOutside | None = None
    tables: Tables | None = None
    calendars: Calendars | None = None
    mails: Mails | None = None
    emails: Emails | None = None
    documents: ReadsDocuments | None = None
    chronologies: ChronologyFiles | None = None
    bundles: Binds | None = None
    sen2: Sen2Files | None = None
    inspection_files: InspectionFiles | None = None
    leaving: ReadsLeaving | None = None

    roles: frozenset[Role] | None = None

    def may(self, act: Act) -> bool:
        """Whether the person may do ``act``; on a record without roles everybody may, on a copy nobody may but look."""
        return may(self.roles, act) and (self.store.copied is None or act in LOOKING)

    def why_not(self, act: Act) -> str:
        """Why the person may not do ``act``, in a sentence."""
        return why_not(act) if self.store.copied is None else READ_ONLY

    @property
    def signed_in_as(self) -> str:
        """The person's roles on a team's server in words; empty on a record that has none."""
        return " and ".join(sorted(role.replace("_", " ") for role in self.roles or ())).capitalize()

    def need(self, act: Act) -> None:
        """Raise NotAllowed, saying who may, where the person may not do ``act``."""
        if not self.may(act):
            raise NotAllowed(self.why_not(act))

    def need_setting(self, key: str) -> None:
        """Raise NotAllowed, saying who may, where the person may not write the setting of this key."""
        acts = acts_of_setting(key)
        if not any(map(self.may, acts)):
            raise NotAllowed(self.why_not(acts[0]))

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
