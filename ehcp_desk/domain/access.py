"""Who may do what: the acts of the desk, the roles, and the rules of a restricted file.

On a team's server the person's roles are the server's own.  On a local file there are none: whoever may open the file
may do everything with it, but for restricted files, which are kept from those not named on either kind of record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ehcp_desk.domain.people import Officer, Role

SEEN_BY_MANAGERS = "restricted.managers"
"""The setting that says whether every manager sees restricted files ("on", and where it was never set) or only the
people named ("off")."""
OPEN_HOURS = 12
"""A reason given to open a restricted case holds for a working day."""

OPENED = "Opened the case"
"""The reason kept where somebody opens a new case for a child whose file is restricted."""


class Act(StrEnum):
    """What somebody does at the desk, as far as rights tell it apart."""

    VIEW = "view"
    RECORD = "record"
    RESTRICT = "restrict"
    PAPERS = "papers"
    EXPORT = "export"
    RETURNS = "returns"
    IMPORT = "import"
    LAW = "law"
    PEOPLE = "people"
    SETTINGS = "settings"
    NOTIFY = "notify"
    VERIFY = "verify"
    BACKUP = "backup"
    DISPOSE = "dispose"


_CASEWORK = frozenset({Act.VIEW, Act.RECORD, Act.PAPERS})
RIGHTS: Mapping[Role, frozenset[Act]] = MappingProxyType({
    Role.CASEWORKER: _CASEWORK,
    Role.TRIBUNAL_OFFICER: _CASEWORK,
    Role.MANAGER: frozenset(Act) - {Act.BACKUP},
    Role.DATA_OFFICER: frozenset({Act.VIEW, Act.EXPORT, Act.RETURNS, Act.VERIFY}),
    Role.AUDITOR: frozenset({Act.VIEW, Act.VERIFY}),
    Role.ADMINISTRATOR: frozenset({Act.PEOPLE, Act.SETTINGS, Act.VERIFY}),
})  # fmt: skip
"""What each role may do; somebody with several may do what any of them may."""

ACT_WORDS: Mapping[Act, str] = MappingProxyType({
    Act.VIEW: "look at cases",
    Act.RECORD: "change a case",
    Act.RESTRICT: "restrict a file or open it to others",
    Act.PAPERS: "print papers about a case",
    Act.EXPORT: "take lists of cases out of the desk",
    Act.RETURNS: "make returns",
    Act.IMPORT: "bring files in",
    Act.LAW: "change the law the desk works under",
    Act.PEOPLE: "change people, teams and absences",
    Act.SETTINGS: "change the settings",
    Act.NOTIFY: "send out what is due",
    Act.VERIFY: "check the whole record",
    Act.BACKUP: "copy the whole record",
    Act.DISPOSE: "dispose of a file",
})  # fmt: skip


SETTING_ACTS: Mapping[str, tuple[Act, ...]] = MappingProxyType(
    {
        "law.": (Act.LAW,),
        "returns.": (Act.RETURNS, Act.SETTINGS),  # the targets stand on the page of the council too
        "sen2": (Act.RETURNS,),
        "audit.": (Act.RETURNS,),
        "audits.": (Act.RETURNS,),
        "schools.": (Act.RETURNS,),
        "import.": (Act.IMPORT,),
    }
)
"""How the key of a setting begins, and the acts any of which lets somebody write it; every other takes Act.SETTINGS.  The
desk asks it, and a team's server has its rules on rows from it."""


_LINES: Mapping[tuple[Act, ...], str] = {
    (Act.VIEW, Act.PEOPLE, Act.SETTINGS): "paper_issued details_kept",
    (Act.PEOPLE,): "team_added team_manager_set officer_changed officer_left absence_added absence_changed",
    (Act.PEOPLE, Act.IMPORT): "officer_added",
    (Act.SETTINGS,): "letterhead_changed letter_logo_changed weights_changed rescue_hours_changed copies_allowed "
    "practice_changed alerts_changed retention_rule_changed council_changed restricted_managers limit_set "
    "limit_taken_out",
    (Act.RETURNS, Act.SETTINGS): "return_note_written target_set",
    (
        Act.RETURNS,
    ): "figure_given return_issued audit_drawn audit_form_changed sen2_settings_changed schools_brought_in "
    "import_signed",
    (Act.EXPORT,): "export_confirmed",
    (Act.NOTIFY,): "digest_sent",
    (Act.LAW,): "law_changed law_withdrawn",
    (
        Act.IMPORT,
    ): "file_imported row_imported case_loaded import_profile_saved import_undone import_taken_back taken_out "
    "held_merged",
    (Act.RESTRICT,): "restricted unrestricted",
    (Act.DISPOSE,): "case_disposed",
}
LINE_ACTS: Mapping[str, tuple[Act, ...]] = MappingProxyType(
    {k: acts for acts, said in _LINES.items() for k in said.split()}
)
"""Kinds of line of the journal, and the acts any of which lets somebody write one; every other takes Act.RECORD.  A paper that
is a frozen return takes Act.RETURNS.  A team's server has its rules on rows from it."""


def acts_of_line(kind: str) -> tuple[Act, ...]:
    """The acts any of which lets somebody write a line of the journal."""
    return LINE_ACTS.get(kind, (Act.RECORD,))


def acts_of_setting(key: str) -> tuple[Act, ...]:
    """The acts any of which lets somebody write a setting."""
    return next((acts for start, acts in SETTING_ACTS.items() if key.startswith(start)), (Act.SETTINGS,))


def may(roles: Iterable[Role] | None, act: Act) -> bool:
    """Whether somebody with these roles may do ``act``; None stands for a record without roles, where all may."""
    return roles is None or any(act in RIGHTS.get(role, ()) for role in roles)


def why_not(act: Act) -> str:
    """Why somebody may not, and who to ask, in a sentence."""
    able = [str(role).replace("_", " ") for role, acts in RIGHTS.items() if act in acts]
    who = f"a {' or '.join(able)}" if able else "whoever looks after the server"
    return f"Your account may not {ACT_WORDS[act]}; ask {who}."


NOT_OPEN = "a case that is not open to you"
"""In place of a reference, in what is shown to somebody who does not see that case."""
_SAME_CHILD = re.compile(r"(?<=same child as )(.+?)(?=, score |; |$)")
Seen = Callable[[str], bool]
"""Whether there is a case of this reference for whoever reads."""


def held_words(why: str, seen: Seen) -> str:
    """Why an import held a case (:class:`ehcp_desk.exchange.planning.case_register.Alike`), without references of cases that
    are not seen."""
    return _SAME_CHILD.sub(lambda ref: ref[0] if seen(ref[0]) else NOT_OPEN, why)


def said_to(kind: str, said: Mapping[str, Any], seen: Seen) -> Mapping[str, Any]:
    """What an entry or a line of the journal says of another child, or of why a case was held, the same way."""
    if kind == "another_child" and not seen(str(said.get("ref", ""))):
        return {**said, "ref": NOT_OPEN}
    if kind == "checked" and said.get("held"):
        return {**said, "held": held_words(str(said["held"]), seen)}
    return said


@dataclass(frozen=True, slots=True)
class Restriction:
    """A child's file that is open to named people only: since when, why, and who said so."""

    child_id: int
    names: tuple[str, ...]
    reason: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Sight:
    """Who sees a restricted case: the people named, whoever restricted it first among them, and every manager where
    ``managers``.  ``since`` is the moment it was restricted."""

    names: tuple[str, ...]
    managers: bool
    since: datetime

    def of(self, officer: Officer) -> bool:
        """Whether somebody sees it."""
        manages = officer.role in (Role.MANAGER, Role.SERVICE_MANAGER)
        return (self.managers and manages) or officer.name.casefold() in {name.casefold() for name in self.names}


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened a restricted case, and why."""

    at: datetime
    name: str
    case_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody has a case open, since when."""

    case_id: int
    name: str
    since: datetime
