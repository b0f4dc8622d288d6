"""What fills the window's frame from the record: who and where, the search, the counts, and other people's work."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from ehcp_desk.domain.dates import ruleset_words, with_weekday
from ehcp_desk.domain.journal import seal_words
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.law_of_record import catch_up
from ehcp_desk.services.records.heads import COUNCIL, local
from ui.about_cases import cases_of
from ui.dialogs.drafts import keep_back, unfinished
from ui.events import Changed
from ui.main_window import MainWindow
from ui.rooms import Surroundings
from ui.widgets.hits import Hit

CASES, ENTRIES = 6, 5
EVERYTHING = Hit(0, "Show everything found", everything=True)


def look_around(desk: Desk, about: Collection[int | str] = ()) -> Surroundings:
    """Everything the frame says, in one short read; ``about`` are the cases of forms and drafts, asked after."""
    with desk.store.read() as work:
        officer = work.staff().named(desk.user)
        council = work.setting(COUNCIL) or ""
        empty = not council and not work.case_ids(CaseQuery(desk.today(), Scope.ALL), limit=1)
        _, head, sealed = work.journal_head()
        shut = work.restricted_cases()
        closed = _closed(work, about)
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
        closed=closed,
    )


def _closed(work: ReadWork, about: Collection[int | str]) -> frozenset[int | str]:
    """Those of these cases, by number or reference, that are not there for whoever reads."""
    seen = {row.id for row in work.case_rows([name for name in about if isinstance(name, int)])}
    return frozenset(
        name for name in about if (name not in seen if isinstance(name, int) else work.find_case(name) is None)
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
    restricted or closed meanwhile, of which no draft stays on the disk and, once it is closed, no form stays open."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        window.events.changed.connect(self.look)
        self.look()

    def look(self, _changed: object = None) -> None:
        """Read it again."""
        desk, about = self._desk, self._about()
        self._window.dispatcher.read(self, lambda _progress: look_around(desk, about), self._show)

    def _about(self) -> frozenset[int | str]:
        """The cases of the forms that are open, and of those that were begun and left."""
        drafts = unfinished(self._window.settings, self._desk.store.description)
        return frozenset().union(*drafts, *(cases_of(one) for one in self._window.findChildren(QDialog)))

    def _show(self, around: Surroundings) -> None:
        context = self._window.context
        if context is not None:
            context.restricted.clear()
            context.restricted.update(around.restricted | around.closed)
            keep_back(context.settings, self._desk.store.description, context.restricted)
            for dialog in self._window.findChildren(QDialog):
                if dialog.isVisible() and not cases_of(dialog).isdisjoint(around.closed):
                    self._close(dialog)
        self._window.show_surroundings(around)

    def _close(self, dialog: QDialog) -> None:
        """Close a form whose case is closed to the person; its words hold until the window closes, in case it opens again."""
        from ui.dialogs.frame import DeskDialog

        if isinstance(dialog, DeskDialog):
            dialog.keep_draft()
        dialog.done(QDialog.DialogCode.Rejected)
        self._window.messages.status("The form is closed: its case is not open to you any more.")


class Finder(QObject):
    """Answers the search line off the GUI thread: a few children, a few entries, and the way to all of them."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        window.top.search_asked.connect(self.find)

    def find(self, typed: str) -> None:
        """Look for what was typed."""
        if typed:
            self._window.dispatcher.read(
                self, lambda _progress: self._found(typed), lambda hits: self._show(typed, hits)
            )

    def _found(self, typed: str) -> list[Hit]:
        from ui.found import found

        return found(self._desk, typed, CASES, ENTRIES)

    def _show(self, typed: str, hits: list[Hit]) -> None:
        from ui.found import MORE, NOTHING

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
