"""Requests to see what is held: their clock, the look over what is about others, and the pack that answers one."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.access_requests import AccessState
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.redaction import Decision
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.records.access_requests import ListedRequest, every_request
from ehcp_desk.services.records.subject_access import Pack, Reviewed, look_over, review_list, write_pack
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.pages.rights.asking import ask_place
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.flow import Flow
from ui.widgets.notices import EmptyState
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

MARKS = {AccessState.RUNNING: Mark.RUNNING, AccessState.OVERDUE: Mark.OVERDUE, AccessState.ANSWERED: Mark.MET,
         AccessState.ANSWERED_LATE: Mark.MET_LATE}  # fmt: skip
HOW = ("Record one on the child’s case with Add a fact: “Request to see what is held”. It may be spoken, and need not name "
       "the law.")  # fmt: skip
Place = tuple[int, Reviewed]


class RequestsView(QWidget):
    """The requests above, and below what a pack for the one under the keys would leave out."""

    sentence = "Who asked to see what is held, by when they must have it, and the pack that answers them."

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._files = context, files
        self._listed: dict[int, ListedRequest] = {}
        self._decided: dict[str, Decision] = {}
        self._looked_at = 0
        self.pack: Pack | None = None
        self.look = ActionButton("Look over the pack", self.look_over)
        self.review = ActionButton("Save the review list", self.save_review)
        self.write = ActionButton("Write the pack", self.write_pack, "export", kind=ButtonKind.PRIMARY)
        across = QWidget()
        Flow(
            across,
            (
                self.look,
                self.review,
                self.write,
            ),
        )  # on a second row where the window is narrow
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(across)
        stack.addWidget(self._make_requests(), 1)
        stack.addWidget(self._make_review(), 2)
        self._name_buttons()

    def _make_requests(self) -> Panel:
        self.panel = Panel("Requests to see what is held", note=" ")
        self.rows: RowModel[ListedRequest] = RowModel(
            (
                Column("child", "About", lambda r: TwoLine(r.child, r.ref, bold=True), 210, Kind.TWO_LINE, narrow=True),
                Column("by", "Who asks", lambda r: r.request.by, 190, stretch=True, narrow=True),
                Column("received", "Received", lambda r: in_words(r.request.received), 140),
                Column("due", "Answer by", lambda r: in_words(r.request.due), 140, narrow=True),
                Column("state", "How it stands", lambda r: StateCell(MARKS[r.request.state], r.request.words), 180,
                       Kind.STATE, narrow=True),
            ),
            lambda r: f"{r.child}, {r.ref}, asked by {r.request.by}, answer by {in_words(r.request.due)}: {r.request.words}",
            row_id=lambda r: r.request.entry,
        )  # fmt: skip
        self.table = RowTable(self.rows, "Requests to see what is held", settings=self._context.settings)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(lambda *_: self._turned())
        self.panel.add(self.table, 1)
        self.empty = EmptyState("folder-open", "Nobody has asked to see what is held", HOW)
        self.panel.add(self.empty, 1)
        return self.panel

    def _make_review(self) -> Panel:
        self.reviewing = Panel("What is about others", note=" ")
        self.said = label(" ", Role.SMALL, wrap=True)
        self.said.setContentsMargins(PAD, 8, PAD, 8)
        self.reviewing.add(self.said)
        self.places: RowModel[Place] = RowModel(
            (
                Column("paper", "Paper", lambda p: TwoLine(p[1].paper, p[1].ruling.hit.where), 190, Kind.TWO_LINE),
                Column("words", "Words", _words, 300, stretch=True, narrow=True),
                Column("why", "Why", lambda p: p[1].ruling.hit.why, 260, Kind.SECOND),
                Column("state", "What becomes of it", _becomes, 160, Kind.STATE, narrow=True),
            ),
            lambda p: f"{p[1].ruling.hit.words}, {p[1].paper}: {p[1].row[6]}. {p[1].ruling.hit.why}",
            row_id=lambda p: p[0],
        )
        self.review_table = RowTable(self.places, "What is about others", settings=self._context.settings)
        self.review_table.opened.connect(self._decide)
        self.reviewing.add(self.review_table, 1)
        self.reviewing.hide()
        return self.reviewing

    # -- what the page asks --------------------------------------------------------------------------------

    def panes(self) -> list[QWidget]:
        """The requests, then the review."""
        return [self.table, *([self.review_table] if self.reviewing.isVisibleTo(self) else [])]

    def load(self) -> None:
        """Read anew."""
        desk = self._context.desk
        self._context.dispatcher.latest(
            self, lambda _p: every_request(desk), self._show, self._context.messages.failed, about="requests"
        )

    def _show(self, listed: list[ListedRequest]) -> None:
        self._listed = {one.request.entry: one for one in listed}
        self.rows.set_rows(listed)
        self.table.setVisible(bool(listed))
        self.empty.setVisible(not listed)
        late = sum(one.request.state is AccessState.OVERDUE for one in listed)
        self.panel.set_note(f"{len(listed)} on record, {late} late" if listed else "")
        self._name_buttons()

    def current(self) -> ListedRequest | None:
        """The request under the keys."""
        return self._listed.get(self.table.current_id() or 0)

    def _turned(self) -> None:
        one = self.current()
        if one is not None and one.request.entry != self._looked_at:
            self._decided, self.pack, self._looked_at = {}, None, 0
            self.reviewing.hide()
        self._name_buttons()

    def _name_buttons(self) -> None:
        may = self.current() is not None and self._context.desk.may(Act.PAPERS)
        self.look.setEnabled(may)
        self.review.setEnabled(may and self.pack is not None)
        self.write.setEnabled(may and self.pack is not None and not self.pack.to_look_at)

    def _open(self, entry: int) -> None:
        self._context.open_case(self._listed[entry].request.case_id)

    # -- the pack ------------------------------------------------------------------------------------------

    def look_over(self) -> None:
        """Show what a pack would leave out; nothing is written."""
        one = self.current()
        if one is None:
            return
        desk, decided, entry = self._context.desk, dict(self._decided), one.request.entry
        self._looked_at = entry
        self._context.dispatcher.latest(
            self, lambda p: look_over(desk, one.ref, one.request.by, decided, progress=p), partial(self._looked, entry),
            self._context.messages.failed, title="Looking over what is held",
        )  # fmt: skip

    def _still_at(self, entry: int) -> bool:
        """True while the request that was looked over is the one under the keys, and no other was since."""
        one = self.current()
        return one is not None and one.request.entry == entry == self._looked_at

    def _looked(self, entry: int, pack: Pack) -> None:
        """Show it; what was decided on it would else go into the pack of somebody else."""
        if not self._still_at(entry):
            return
        self.pack = pack
        self.places.set_rows(list(enumerate(sorted(pack.reviewed, key=lambda one: not one.ruling.open), 1)))
        self.reviewing.set_note(f"{len(pack.reviewed)} places, {pack.to_look_at} to look at. Enter decides on one")
        self.said.setText(" ".join((*pack.risks, *pack.by_hand)))
        self.reviewing.show()
        self._name_buttons()

    def _decide(self, number: int) -> None:
        place = self.places.find(number)
        row = self.places.row_at(place) if place is not None else None
        if row is None or row[1].ruling.hit.locked:
            self._context.messages.say("This is marked not to be disclosed and cannot be kept.")
            return
        one, hit, entry = self.current(), row[1].ruling.hit, self._looked_at

        def take(keep: bool, reason: str) -> None:
            if not self._still_at(entry):
                self._context.messages.trouble("Another request was chosen meanwhile; nothing was decided.")
                return
            self._decided[hit.key] = Decision(keep, reason)
            self.look_over()

        ask_place(self._context, self, one.ref if one is not None else "", hit, take).open()

    def save_review(self) -> None:
        """The review list, for whoever decides with somebody else."""
        pack = self.pack
        path = self._files.save_any(self, "Save the review list", "Review list.csv") if pack is not None else None
        if pack is None or path is None:
            return
        desk, said = self._context.desk, self._context.messages
        self._context.dispatcher.read(self, lambda _p: review_list(desk, pack, path),
                                      lambda _made: said.done("The review list is saved; it is not for whoever asked"),
                                      said.failed)  # fmt: skip

    def write_pack(self) -> None:
        """Every file of the pack into an empty folder."""
        one, decided, desk = self.current(), dict(self._decided), self._context.desk
        if one is None or self.pack is None or not self._still_at(one.request.entry):
            return
        folder = self._files.folder(self, "An empty folder for the pack")
        if folder is None:
            return
        self._context.dispatcher.write(
            self, lambda p: write_pack(desk, one.ref, one.request.by, folder, decided, progress=p),
            partial(self._written, one), self._context.messages.failed, title="Writing the pack",
        )  # fmt: skip

    def _written(self, one: ListedRequest, pack: Pack) -> None:
        whose, said = f"the pack for {one.request.by}, {one.ref}", self._context.messages
        if not pack.files:
            self._looked(one.request.entry, pack)
            places = so_many(pack.to_look_at, "place")
            said.trouble(
                f"Nothing was written of {whose}: {places} must still be looked at. Decide, then write it again."
            )
            return
        said.done(f"{len(pack.files)} files of {whose} are written; once they are sent, record the answer on the case")
        self._context.events.tell(frozenset({"facts"}), frozenset({one.request.case_id}), self)


def _words(place: Place) -> TwoLine | str:
    hit = place[1].ruling.hit
    return " ".join(f"{hit.before}{hit.words}{hit.after}".split())


def _becomes(place: Place) -> StateCell:
    ruling, becomes = place[1].ruling, place[1].row[6]
    if ruling.open:
        return StateCell(Mark.DUE_SOON, "Look at it", f"proposed: {becomes}")
    return StateCell(Mark.MET if ruling.removed else Mark.PLANNING, becomes.capitalize(), ruling.decided)
