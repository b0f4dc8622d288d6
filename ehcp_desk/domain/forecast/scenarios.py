"""What if: posts that come or go and requests that rise or fall, from a month on; read from a small TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehcp_desk.domain.dates import month_words
from ehcp_desk.domain.errors import BadInput

WHAT = {"psychologists": "psychologists’ posts", "caseworkers": "caseworkers’ posts", "requests": "requests, per cent"}
MOST = 1000
_EXAMPLE = 'write a change like [[change]] with psychologists = -1 and from = "2026-11"'


@dataclass(frozen=True, slots=True)
class Change:
    """From the first day of ``start`` to the end of ``until`` (None: for good), so much more or less of ``what``:
    posts for psychologists and caseworkers, per cent for requests."""

    what: str
    by: float
    start: date
    until: date | None = None

    @property
    def words(self) -> str:
        """``1 psychologist’s post fewer from November 2026``."""
        ends = f" to {month_words(self.until)}" if self.until else ""
        if self.what == "requests":
            return f"requests {'+' if self.by > 0 else '−'}{abs(self.by):g}% from {month_words(self.start)}{ends}"
        one = "psychologist" if self.what == "psychologists" else "caseworker"
        posts = f"{one}’s post" if abs(self.by) == 1 else f"{one}s’ posts"
        return f"{abs(self.by):g} {posts} {'more' if self.by > 0 else 'fewer'} from {month_words(self.start)}{ends}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name and its changes; no changes is the baseline."""

    title: str = "As things are"
    changes: tuple[Change, ...] = ()

    def sum_of(self, what: str, month: date) -> float:
        """All changes of one sort that hold in a month, added up."""
        return sum(
            c.by for c in self.changes if c.what == what and c.start <= month and (c.until is None or month <= c.until)
        )

    @property
    def words(self) -> str:
        """The changes in one line."""
        return "; ".join(change.words for change in self.changes) or "nothing changes"


def read_scenario(text: str, name: str = "scenario") -> Scenario:
    """A scenario from its TOML text.  Raises BadInput, in one sentence that names ``name`` and what to do."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadInput(f"{name} is not TOML: {str(fault).rstrip('.')}; {_EXAMPLE}.") from None
    strange = set(written) - {"title", "change"}
    if strange:
        raise BadInput(f"{name}: '{min(strange)}' means nothing here; {_EXAMPLE}.")
    changes = written.get("change", [])
    if not isinstance(changes, list) or not changes or not all(isinstance(c, dict) for c in changes):
        raise BadInput(f"{name} has no change in it; {_EXAMPLE}.")
    title = written.get("title", "What if")
    if not isinstance(title, str) or not title.strip():
        raise BadInput(f"{name}: the title must be words in quotation marks.")
    return Scenario(title.strip(), tuple(_change(c, f"{name}, change {n}") for n, c in enumerate(changes, 1)))


def _change(written: Mapping[str, Any], where: str) -> Change:
    strange = set(written) - {*WHAT, "from", "until"}
    if strange:
        raise BadInput(f"{where}: '{min(strange)}' means nothing here; use {', '.join(WHAT)}, from and until.")
    named = [what for what in WHAT if what in written]
    if len(named) != 1:
        raise BadInput(f"{where} must say exactly one of {', '.join(WHAT)}.")
    by = written[named[0]]
    if isinstance(by, bool) or not isinstance(by, int | float) or not abs(by) <= MOST or by == 0:
        raise BadInput(f"{where}: {named[0]} must be a number other than 0, like -1 or 15; it is {by!r}.")
    if named[0] == "requests" and by < -100:
        raise BadInput(f"{where}: requests cannot fall by more than 100 per cent.")
    start = read_month(written.get("from"), f"{where}: from")
    until = read_month(written["until"], f"{where}: until") if "until" in written else None
    if until is not None and until < start:
        raise BadInput(f"{where} ends before it starts; check from and until.")
    return Change(named[0], float(by), start, until)


def read_month(written: object, where: str) -> date:
    """A month as its first day.  Raises BadInput."""
    if isinstance(written, str):
        try:
            return date.fromisoformat(f"{written.strip()}-01")
        except ValueError:
            pass
    raise BadInput(f'{where} must be a month in quotation marks, like "2026-11".')
