"""What fills the window's frame from the record: who and where, the search, the counts, and other people's work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ehcp_desk.domain.dates import ruleset_words, with_weekday
from ehcp_desk.domain.journal import seal_words
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.law_of_record import catch_up
from ehcp_desk.services.records.heads import COUNCIL, local
from ui.events import Changed
from ui.found import MORE, NOTHING, found
from ui.main_window import MainWindow
from ui.rooms import Surroundings
from ui.widgets.hits import Hit

CASES, ENTRIES = 6, 5
EVERYTHING = Hit(0, "Show everything found", everything=True)


def look_around(desk: Desk) -> Surroundings:
    """Everything the frame says, in one short read."""
    with desk.store.read() as work:
        officer = work.staff().named(desk.user)
        council = work.setting(COUNCIL) or ""
        empty = not council and not work.case_ids(CaseQuery(desk.today(), Scope.ALL), limit=1)
        _, head, sealed = work.journal_head()
        shut = work.restricted_cases()
        restricted = frozenset(name for row in work.case_rows(tuple(shut)) for name in (row.id, row.ref))
    seal = f"Record sealed {local(sealed):%H:%M} · {seal_words(head)}" if sealed is not None else "Nothing sealed yet"
    role = str(officer.role).replace("_", " ").capitalize() if officer is not None else "Not on the staff list"
    role = desk.signed_in_as or role
    return Surroundings(
        who=desk.user,
        role=role,
        day=with_weekday(desk.today()),
        council=council,
        kept=desk.store.description,
        rules=f"Clock rules: {ruleset_words(desk.law.name)}",
        seal=seal,
        empty=empty,
        restricted=restricted,
    )


def other_peoples_work(desk: Desk) -> Callable[[], Changed | None]:
    """A question for the poller: what has changed in the journal since it last asked."""
    with desk.store.read() as work:
        seen = [work.journal_head()[0]]

    def ask() -> Changed | None:
        newest, cases = desk.store.changes_since(seen[0])
        if newest == seen[0]:
            return None
        seen[0] = newest
        return Changed() if catch_up(desk) else Changed(frozenset(), cases)

    return ask


class Standing(QObject):
    """Keeps what the frame says true after every change: seal, rules in force, council, role and day; and what is
    restricted."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        window.events.changed.connect(self.look)

    def look(self, _changed: object = None) -> None:
        """Read it again."""
        desk = self._desk
        self._window.dispatcher.read(self, lambda _progress: look_around(desk), self._show)

    def _show(self, around: Surroundings) -> None:
        if self._window.context is not None:
            self._window.context.restricted.clear()
            self._window.context.restricted.update(around.restricted)
        self._window.show_surroundings(around)


class Finder(QObject):
    """Answers the search line off the GUI thread: a few children, a few entries, and the way to all of them."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        window.top.search_asked.connect(self.find)

    def find(self, typed: str) -> None:
        """Look for what was typed."""
        if not typed:
            return
        desk = self._desk
        self._window.dispatcher.read(self, lambda _progress: found(desk, typed, CASES, ENTRIES),
                                     lambda hits: self._show(typed, hits))  # fmt: skip

    def _show(self, typed: str, hits: list[Hit]) -> None:
        shown = [hit for hit in hits if hit.words != MORE]
        self._window.top.show_hits(typed, [*shown, EVERYTHING] if shown else [], NOTHING)


class Counts(QObject):
    """Keeps the Unassigned count in the rail true."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        window.events.changed.connect(self.count)
        self.count()

    def count(self, _changed: object = None) -> None:
        """Count again."""
        self._window.dispatcher.read(self, lambda _progress: self._unassigned(), self._show)

    def _unassigned(self) -> int:
        with self._desk.store.read() as work:
            return work.count(CaseQuery(self._desk.today(), scope=Scope.LIVE, unassigned=True))

    def _show(self, unassigned: int) -> None:
        self._window.set_count("unassigned", unassigned)
