"""The law a record works under: the rules that ship with the program, and the changes this record has applied."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from ehcp_desk.clock.changing import lay_over
from ehcp_desk.clock.reading import RuleError
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.ports.work import ReadWork, Store
from ehcp_desk.services.desk import Desk

APPLIED = "law.changes"
"""The setting that holds the changes applied, oldest first, as JSON."""


@dataclass(frozen=True, slots=True)
class AppliedChange:
    """One change as it was applied: its file's name and text, the digest of the text, why, by whom and on which day.

    ``facts`` are the numbers of the closures it recorded, as ranges.
    """

    name: str
    text: str
    digest: str
    reason: str
    by: str
    on: str
    facts: str = ""


def applied(work: ReadWork) -> tuple[AppliedChange, ...]:
    """The changes this record has applied, oldest first."""
    return _read(work.setting(APPLIED) or "")


def as_setting(changes: Sequence[AppliedChange]) -> str:
    """The changes as the setting keeps them."""
    return json.dumps([asdict(change) for change in changes], ensure_ascii=False)


def law_with(changes: Sequence[AppliedChange]) -> Ruleset:
    """The shipped rules with these changes laid over them in order.  Raises RuleError where one does not fit."""
    return _laid(tuple((change.name, change.text) for change in changes))


def law_in_force(work: ReadWork) -> Ruleset:
    """The law of the record as this unit of work sees it, which is the one to keep dates under: a desk may not have
    heard yet of a change made at another.  Raises KnownFault where a change the record applied does not fit this
    version's rules."""
    try:
        return _in_force(work.setting(APPLIED) or "")
    except RuleError as wrong:
        raise KnownFault(
            f"A change of the law that this record applied does not fit the rules of this version: {wrong} "
            "Take it back with: ehcp-desk law withdraw NAME --reason TEXT"
        ) from wrong


def law_of(store: Store) -> Ruleset:
    """The law of a record.  Raises KnownFault as :func:`law_in_force` does."""
    with store.read() as work:
        return law_in_force(work)


def catch_up(desk: Desk) -> bool:
    """Take the record's law where it is no longer the desk's; True where it was changed."""
    law = law_of(desk.store)
    if law.digest == desk.law.digest:
        return False
    desk.take_law(law)
    return True


def _read(kept: str) -> tuple[AppliedChange, ...]:
    return tuple(AppliedChange(**line) for line in json.loads(kept)) if kept else ()


@lru_cache(maxsize=4)
def _in_force(kept: str) -> Ruleset:
    """Asked for at every save, and the text hardly ever changes."""
    return law_with(_read(kept))


@lru_cache(maxsize=8)
def _laid(changes: tuple[tuple[str, str], ...]) -> Ruleset:
    """Each text of the law once, so that what is compiled from it is compiled once too."""
    if not changes:
        return Ruleset.load()
    *before, (name, text) = changes
    return lay_over(_laid(tuple(before)), name, text)
