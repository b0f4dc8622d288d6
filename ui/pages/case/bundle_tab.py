"""The Bundle tab: which papers go to the tribunal, in what order and on which pages; the page budget; build it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QScrollArea, QVBoxLayout, QWidget

from ehcp_desk.domain.bundle_carrying import chosen_again, recorded_days, with_days
from ehcp_desk.domain.bundle_sorting import in_order, likely_type, moved
from ehcp_desk.domain.bundles import PARTS, AppealType, BundleList, Entry, Pick
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import FiledDocument
from ehcp_desk.domain.errors import Cancelled, Conflict
from ehcp_desk.domain.wording import Mark
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.bundle_lists import keep_list
from ehcp_desk.services.records.bundle_secrets import in_its_place
from ehcp_desk.services.records.bundles import (
    BuiltBundle,
    CaseBundle,
    LookedAt,
    build,
    file_name,
    look_at,
    open_bundle,
)
from ehcp_desk.services.records.case_view import CaseView
from ui.context import PageContext
from ui.dialogs.copies import Copies
from ui.dialogs.files import Files
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_source import Group
from ui.pages.case.bundle_budget import Budget
from ui.pages.case.bundle_more import BundleMore
from ui.pages.case.tables import TableTab
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState
from ui.widgets.scrolled import Scrolled

SIDE, NARROW, BOTH, LEAST = 390, 900, 820, 440
"""Width of the budget; under ``NARROW`` it stands below the papers, both are ``BOTH`` high and scroll,
as they do where the tab is lower than ``LEAST``."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A document of the case with what was decided of it; ``entry`` is None until it was looked at, or where it is out."""

    pick: Pick
    document: FiledDocument
    entry: Entry | None


class BundleTab(QWidget):
    """Papers at the left, the budget and the fix list at the right.  It reads when it is first seen, not before."""

    def __init__(self, context: PageContext, files: Files | None = None) -> None:
        super().__init__()
        self._context, self._files = context, files or Files()
        self._copies = Copies(self)
        self._view: CaseView | None = None
        self._asked = self._made = 0
        self.bundle: CaseBundle | None = None
        self.looked: LookedAt | None = None
        self._chosen: dict[tuple[str, AppealType], CaseBundle] = {}
        """What was chosen, by the case and the type of appeal: a look at another child or type loses none of it."""
        self._types: dict[str, AppealType] = {}
        self.budget = Budget()
        self.more = BundleMore(context, self, self._look_again, self.budget.show_changes)
        self.more.button.clicked.connect(lambda: self.more.show(self.bundle, self.looked, self._files))
        self.papers = self._papers()
        self.budget.fixes.opened.connect(self._go_to_fix)
        self._inside = Scrolled(squeezed=True)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._inside)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._line.addWidget(self.papers, 1)
        self._line.addWidget(self.budget)
        self.budget.setFixedWidth(SIDE)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inside)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self._scroll)

    def _papers(self) -> TableTab[PaperRow]:
        columns: list[Column[PaperRow]] = [
            Column("n", "No.", lambda r: str(r.pick.document), 50, Kind.SECOND, right=True),
            Column("name", "Paper", _name, kind=Kind.TWO_LINE, stretch=True, narrow=True),
            Column("dated", "Dated", _dated, 150),
            Column("pages", "Pages", _pages, 90, Kind.SECOND, right=True, narrow=True),
            Column("state", "In the bundle", _state, 170, Kind.STATE, narrow=True),
        ]  # fmt: skip
        self.type = QComboBox()
        self.type.setProperty("dense", True)
        self.type.setAccessibleName("Type of appeal")
        for kind in AppealType:
            self.type.addItem(kind.words, kind)
        self.type.activated.connect(lambda _place: self._choose_type())
        self.build_act = ActionButton("Build the bundle", self.build, "printer", dense=True)
        self.in_or_out_act = ActionButton("Leave out", self.in_or_out, "check", dense=True)
        acts = [
            self.type,
            self.in_or_out_act,
            ActionButton("Details", lambda: self.where(), "pencil-simple-line", dense=True),
            ActionButton("Earlier", lambda: self.shift(-1), "caret-up-bold", dense=True),
            ActionButton("Later", lambda: self.shift(1), "caret-down-bold", dense=True),
            ActionButton("The hearing", self.hearing, "calendar-blank", dense=True),
            ActionButton("Keep the list", self.keep, "bookmark-simple", dense=True),
            self.more.button,
            self.build_act,
        ]
        empty = EmptyState("file-text", "No documents to put in a bundle", "File them on the Documents tab first.")
        made: TableTab[PaperRow] = TableTab()
        made.build("Papers for the tribunal", columns, 42, empty, acts, row_id=lambda r: r.pick.document)
        made.table.lasting = True
        made.table.keyed[Qt.Key.Key_Space] = lambda _id: self.in_or_out()
        made.table.opened.connect(lambda _id: self.where())
        made.table.current_changed.connect(lambda _id: self._say_what_space_does())
        return made

    # -- reading ----------------------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        """Another case, or the same one changed: what was chosen and not kept stays where it is the same case."""
        same = self._view is not None and self._view.case.id == view.case.id
        self._view = view
        if not same:
            self.bundle = self.looked = None
            self._copies.clear()
            self.papers.show_rows([])
            self.budget.show_found(None)
            kind = self._types.get(view.case.ref) or likely_type(view.facts)
            self.type.setCurrentIndex(self.type.findData(kind))
        if self.isVisible() and (not same or self._news(view)):
            self.open()

    def _news(self, view: CaseView) -> bool:
        """True where documents were filed or described, or a day was directed, since the list was read."""
        mine = self.bundle
        return mine is not None and (view.filed != mine.filed or recorded_days(view.facts) != mine.days)

    def showEvent(self, event: QShowEvent) -> None:
        """The list is read at the first look."""
        super().showEvent(event)
        if self._view is not None and (self.bundle is None or self._news(self._view)):
            self.open()

    def _choose_type(self) -> None:
        if self._view is not None:
            self._types[self._view.case.ref] = AppealType(self.type.currentData())
        self.open()

    def open(self) -> None:
        """Read the list of the type chosen, then look at its papers."""
        if self._view is None:
            return
        desk, ref = self._context.desk, self._view.case.ref
        kind = AppealType(self.type.currentData())

        def show(bundle: CaseBundle) -> None:
            if self._view is None or ref != self._view.case.ref or kind != self.type.currentData():
                return
            if (before := self._chosen.get((ref, kind))) is not None:
                bundle = replace(bundle, list=chosen_again(bundle.list, before.list, before.last))
            self.bundle, self.looked = bundle, None
            self.changed(with_days(bundle.list, bundle.days))

        self._context.dispatcher.read(self, lambda _progress: open_bundle(desk, ref, kind), show, self._failed)

    def changed(self, made: BundleList) -> None:
        """A choice was made: show it at once, then look at the papers and work the budget out again."""
        if self.bundle is None:
            return
        self.bundle = replace(self.bundle, list=made)
        self._chosen[self.bundle.case.ref, made.type] = self.bundle
        self._asked += 1
        self._show_rows()
        desk, bundle, number, folder = self._context.desk, self.bundle, self._asked, self._copies.folder()

        def show(looked: LookedAt) -> None:
            if number == self._asked:
                self.looked = looked
                self.budget.show_found(looked.found)
                self._show_rows()

        def work(progress: Progress, ocr: bool = self.more.ocr) -> LookedAt:
            return look_at(desk, bundle, folder, ocr, progress)

        self._context.dispatcher.read(self, work, show, self._failed, title="Looking at the papers")

    def _look_again(self) -> None:
        """The same choices, looked at another way."""
        if self.bundle is not None:
            self.changed(self.bundle.list)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._context.messages.status("Stopped; nothing was changed.")
        else:
            self._context.messages.failed(error)

    def _show_rows(self) -> None:
        if self.bundle is None:
            return
        entries = {}
        if self.looked is not None:
            entries = {e.document: e for e in (*self.looked.main.entries, *self.looked.confidential)}
        chosen = in_order(self.bundle.list.chosen, self.bundle.filed)
        out = [p for p in self.bundle.list.picks if p.left_out]
        rows = [PaperRow(p, self.bundle.document(p.document), entries.get(p.document)) for p in (*chosen, *out)]
        groups = [Group(PARTS[part], [p.document for p in picks], noun="paper")
                  for part, picks in groupby(chosen, key=lambda p: p.part)]  # fmt: skip
        if out:
            groups.append(Group("Left out", [p.document for p in out], noun="paper"))
        last = self.bundle.last
        kept = f"version {last.version} kept on {in_words(last.kept_on)}" if last and last.kept_on else "not kept yet"
        self.papers.show_rows(rows, f"{len(chosen)} of {len(rows)} go in, {kept}", groups)
        self._say_what_space_does()

    # -- acts -------------------------------------------------------------------------------------------------

    def pick_now(self) -> Pick | None:
        """What was decided of the paper under the keys, the first where the keys are elsewhere."""
        row = self.papers.table.row_now()
        return row.pick if row is not None else None

    def _say_what_space_does(self) -> None:
        pick = self.pick_now()
        self.in_or_out_act.set_words("Put in" if pick is not None and pick.left_out else "Leave out")

    def in_or_out(self) -> None:
        """Space: leave the paper out, which needs a reason, or put it in again; a copy in the place of its original."""
        pick = self.pick_now()
        if pick is None or self.bundle is None:
            return
        if pick.left_out and pick.document in self.bundle.copies:
            original, _ = self.bundle.copies[pick.document]
            self.changed(in_its_place(self.bundle.list, original, pick.document, self.bundle.copies))
        elif pick.left_out:
            self.changed(self.bundle.list.with_pick(pick.changed(left_out="")))
        else:
            self.where(out=True)

    def where(self, out: bool = False) -> None:
        """Enter: its part, its pages, its place, what it is called, and why it is left out."""
        pick, bundle = self.pick_now(), self.bundle
        if pick is None or bundle is None:
            return
        self._context.ask("bundle_paper", pick=pick, document=bundle.document(pick.document),
                          take=lambda new: self.changed(bundle.list.with_pick(new)), out=out)  # fmt: skip

    def shift(self, step: int) -> None:
        """One place earlier or later in its part."""
        pick, bundle = self.pick_now(), self.bundle
        if pick is not None and bundle is not None:
            self.changed(moved(bundle.list, pick.document, step, bundle.filed))

    def hearing(self) -> None:
        """The day it was listed, the last day for evidence, and how added pages are numbered."""
        bundle = self.bundle
        if bundle is not None:
            self._context.ask("bundle_hearing", made=bundle.list,
                              take=lambda made: self.changed(with_days(made, bundle.days)))  # fmt: skip

    def keep(self) -> None:
        """Keep the list as it stands, without building it."""
        bundle = self.bundle
        if bundle is not None:
            self._keep(bundle.list, "The list of the bundle is kept")

    def _keep(self, made: BundleList, words: str, then: Callable[[BundleList], None] | None = None) -> None:
        bundle, desk, context = self.bundle, self._context.desk, self._context
        if bundle is None:
            return

        def done(answer: tuple[BundleList, Changes | None]) -> None:
            kept, changes = answer
            key = bundle.case.ref, made.type
            if (held := self._chosen.get(key)) is not None:
                self._chosen[key] = _with_kept(held, kept)
            if self.bundle is not None and (self.bundle.case.ref, self.bundle.list.type) == key:
                self.bundle = _with_kept(self.bundle, kept)
                self._show_rows()
            if changes is not None:
                context.events.tell(changes.kinds, changes.cases, self)
            context.messages.done(f"{words}, version {kept.version}")
            if then is not None:
                then(kept)

        context.dispatcher.write(
            self, lambda _p: keep_list(desk, bundle.case.ref, made, bundle.last), done, self._failed
        )

    def build(self) -> None:
        """Build it where the person says, keep its list as a version, and open it.  Stop leaves no half file."""
        looked = self.looked
        if looked is None:
            self._context.messages.status(
                "The papers are still being looked at; build it when the page budget is there."
            )
            return
        path = self._files.save_as(self, "Save the bundle", file_name(looked.bundle))
        if path is None:
            return
        desk = self._context.desk

        def done(built: BuiltBundle) -> None:
            self.budget.show_found(built.found)
            self._keep(built.list, f"{built.pages:,} pages saved as {built.files[0].name}", shown)

        def shown(kept: BundleList) -> None:
            self._files.show(path)
            self.more.built(path, kept, looked.bundle.case.ref)

        def failed(error: Exception) -> None:
            self._failed(error)
            if isinstance(error, Conflict):  # what must not be disclosed may be another since
                self._look_again()

        self._context.dispatcher.read(self, lambda progress: build(desk, looked, path, progress), done, failed,
                                      title="Building the bundle")  # fmt: skip

    def _go_to_fix(self, row_id: int) -> None:
        document = self.budget.document_of(row_id)
        if document:
            self.papers.table.select_id(document)
            self.papers.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the widget -------------------------------------------------------------------------------------------

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [*self.papers.panes(), self.budget.fixes]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow page the budget stands under the papers."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._inside.setMinimumHeight(grown(BOTH, current().percent) if narrow else LEAST)
        self.budget.setMinimumWidth(0 if narrow else SIDE)
        self.budget.setMaximumWidth(16_777_215 if narrow else SIDE)


def _with_kept(bundle: CaseBundle, kept: BundleList) -> CaseBundle:
    older = tuple(k for k in bundle.kept if k.version != kept.version)
    return replace(bundle, kept=(*older, kept))


def _name(row: PaperRow) -> TwoLine:
    called = row.pick.title or row.document.called
    if row.pick.left_out:
        return TwoLine(called, row.pick.left_out)
    return TwoLine(
        called, " · ".join(filter(None, (row.document.details.author, row.document.row.filename))), bold=True
    )


def _dated(row: PaperRow) -> str:
    return in_words(row.document.details.dated) if row.document.details.dated else "no date"


def _pages(row: PaperRow) -> str:
    if row.pick.left_out:
        return "–"
    if row.entry is None:
        return "…"
    whole = row.entry.prepared.looked.pages
    taken = len(row.entry.pages)
    return str(taken) if taken == whole else f"{taken} of {whole}"


def _state(row: PaperRow) -> StateCell:
    if row.pick.left_out:
        return StateCell(Mark.ENDED, "left out", "by rule" if row.pick.by == "rule" else "")
    if row.entry is not None and row.entry.prepared.looked.trouble:
        return StateCell(Mark.OVERDUE, "a slip page only")
    return StateCell(Mark.MET, "in", "by rule" if row.pick.by == "rule" else "chosen")
