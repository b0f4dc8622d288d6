"""What imports leave to do: held cases to decide, migrated cases to verify, and imports to take back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import at_time, in_words
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.records.heads import local
from ehcp_desk.services.upkeep.holding import HeldCase, held_cases, keep_apart, merge_into, reject
from ehcp_desk.services.upkeep.migrated import migrated, verify_migrated
from ehcp_desk.services.upkeep.taking_out import imports, undo_import
from ui.context import PageContext
from ui.dialogs import sign_import
from ui.dialogs.fields import Field, line_edit
from ui.dialogs.frame import DeskDialog
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

MOST = 500
"""Rows shown of each list; the rest follow as these are decided."""
LISTS = (("held", "&Held"), ("migrated", "&Migrated, not verified"), ("imports", "&Imports"))

REASONS = {
    "held": "What it was checked against; it stays with each case.",
    "migrated": "What they were checked against; it stays with each case.",
    "imports": "Why it is taken back; it stays with each case it touched.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of any of the three lists: what it is called, two lines about it, and the case it may be."""

    id: int
    key: str
    title: str
    about: str
    why: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """One of the lists as it was read: the words above it, its lines, and the held cases by their number."""

    words: str
    lines: list[Line]
    found: Mapping[int, HeldCase] = field(default_factory=dict)


class ImportActs(DeskDialog):
    """One list at a time; whatever is chosen there is decided with a reason, in one act."""

    def __init__(self, context: PageContext, parent: QWidget | None, shown: str = "held") -> None:
        super().__init__(context, "What imports leave to do", parent, QSize(960, 640))
        self.heading = label("Reading…", Role.QUESTION, wrap=True)
        self.form.addWidget(self.heading)
        self.lists = Segments(LISTS, shown, lambda _key: self._read(), name="Which list")
        self.form.addWidget(self.lists, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows: RowModel[Line] = RowModel(
            (
                Column("what", "What", lambda r: TwoLine(r.title, r.about), 250, Kind.TWO_LINE),
                Column(
                    "why", "Why, and where from", lambda r: TwoLine(r.why, wrap=True), 380, Kind.TWO_LINE, stretch=True
                ),
                Column("may", "May be", lambda r: TwoLine(r.more, wrap=True), 250, Kind.TWO_LINE),
            ),
            row_id=lambda r: r.id,
        )
        self.table = RowTable(self.rows, "What is left to do", row_height=48)
        self.table.setMinimumHeight(240)
        self.table.setSelectionMode(RowTable.SelectionMode.ExtendedSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._suggest())
        self.form.addWidget(self.table, 1)
        self.into = line_edit("Reference")
        self.into_field = Field(
            "Is the same case &as", self.into, "The reference of the case the held one turned out to be."
        )
        self.form.addWidget(self.into_field)
        self.reason = line_edit("Why")
        self.reason_field = Field("&Reason", self.reason, REASONS["held"])
        self.form.addWidget(self.reason_field)
        self.set_primary("Cases of their own")
        self._merge = self.add_act("Merge into", self._merge_chosen)
        self._reject = self.add_act("Reject", self._reject_chosen)
        self._sign = self.add_act("Sign its certificate", self._sign_chosen)
        self.rename_cancel("Close")
        self._listed, self._found = shown, Read("", []).found
        self._lines: list[Line] = []
        self._kept = self.keep_under("import_acts", *self.chosen, closes=False)
        self.reason.setText(self._kept.get("reason", ""))
        self.reason.textChanged.connect(self.touched)
        self.into.textChanged.connect(self.touched)
        self._read()

    def typed(self) -> dict[str, str]:
        """The reason; and the case a held one is said to be, with the held one, where it is not the one proposed."""
        into = "" if self.into.text() == self._likeliest() else self.into.text()
        return {"reason": self.reason.text(), "into": into, "held": ",".join(self.chosen) if into else ""}

    def keep_draft(self) -> None:
        """The words are about the cases chosen; the list they are chosen from stays when they go."""
        self.keep_under("import_acts", *(() if self.lists.chosen == "imports" else self.chosen), closes=False)
        super().keep_draft()

    def _go_on(self) -> None:
        """The case typed last time stands again beside the held one it was typed for, and beside no other."""
        kept, self._kept = self._kept, {}
        line = next((line for line in self._lines if line.key == kept.get("held")), None)
        if line is not None:
            self.table.select_id(line.id)
        if kept.get("into") and (line is not None or not kept.get("held")):
            self.into.setText(kept["into"])

    # -- the lists ---------------------------------------------------------------------------------------------

    def _read(self) -> None:
        desk, shown = self.context.desk, self.lists.chosen
        reads: dict[str, Callable[[Desk], Read]] = {"held": _held, "migrated": _migrated, "imports": _imports}
        self.context.dispatcher.latest(
            self, lambda _p: reads[shown](desk), partial(self._show, shown), self.say_error, title="Reading"
        )

    def _show(self, shown: str, read: Read) -> None:
        """Show the list that was read, and offer what is done with that one."""
        self._listed, self._found = shown, read.found
        held, brought = shown == "held", shown == "imports"
        self.heading.setText(read.words)
        self._lines = read.lines
        self.rows.set_rows(read.lines)
        self.table.show_column("may", held)
        self.into_field.setVisible(held)
        self.reason_field.set_hint(REASONS[shown])
        for act in (self._merge, self._reject):
            act.setVisible(held)
        self._sign.setVisible(brought)
        if self.primary is not None:
            self.primary.set_words("Cases of their own" if held else "Take it back" if brought else "They are verified")
        self.rest_acts(not read.lines)
        if read.lines:
            self.table.select_row(0)
        self._suggest()
        if held:
            self._go_on()
        self.order_tabs()

    def _suggest(self) -> None:
        """The likeliest case stands in the field; nobody has to take it."""
        self.into.setText(self._likeliest())

    def _likeliest(self) -> str:
        number = self.table.current_id()
        one = self._found.get(number) if number is not None else None
        return one.candidates[0].ref if one is not None and one.candidates else ""

    # -- deciding ----------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> list[str]:
        """The references, or the number of an import, under the selection."""
        wanted: list[int | None] = [*self.table.selected_ids()] or [self.table.current_id()]
        places = [self.rows.find(number) for number in wanted if number is not None]
        found = [self.rows.row_at(place) for place in sorted({place for place in places if place is not None})]
        return [line.key for line in found if line is not None]

    def problems(self) -> list[tuple[Field, str]]:
        """A reason is needed."""
        words = "Say why; the reason stays with each case."
        return [] if self.reason.text().strip() else [(self.reason_field, words)]

    def submit(self) -> None:
        """What the first button says, for everything selected."""
        keys, why, desk = self.chosen, self.reason.text().strip(), self.context.desk
        if not keys:
            return
        shown, many = self._listed, f"{len(keys)} case{'s' if len(keys) != 1 else ''}"
        if shown == "held":
            self._do(lambda: keep_apart(desk, keys, why), f"{many} can be relied on")
        elif shown == "migrated":
            self._do(lambda: verify_migrated(desk, keys, why), f"{many} verified")
        else:
            self.run(lambda: undo_import(desk, int(keys[0]), why), self._taken_back)

    def _taken_back(self, changes: Changes) -> None:
        many = so_many(len(changes.cases), "case")
        self._decided(changes, f"Import {changes.act} is taken back: {many}. People and teams it named stay.")

    def _merge_chosen(self) -> None:
        keys, into, why = self.chosen, self.into.text().strip(), self.reason.text().strip()
        if not keys or self.busy or not self.check():
            return
        if len(keys) != 1 or not into:
            self.say_trouble("Choose one held case, and give the reference of the case it is.")
            return
        desk = self.context.desk
        self._do(lambda: merge_into(desk, keys[0], into, why), f"{keys[0]} went into {into}")

    def _reject_chosen(self) -> None:
        keys, why, desk = self.chosen, self.reason.text().strip(), self.context.desk
        if keys and not self.busy and self.check():
            self._do(lambda: reject(desk, keys, why), f"{', '.join(keys)} taken out")

    def _sign_chosen(self) -> None:
        """The data officer signs the certificate of one import."""
        if self.chosen and not self.busy:
            signing = sign_import.make(self.context, self, int(self.chosen[0]))
            signing.signed.connect(self._read)
            signing.open()

    def _do(self, act: Callable[[], Changes], words: str) -> None:
        self.run(act, lambda changes: self._decided(changes, words))

    def _decided(self, changes: Changes, words: str) -> None:
        """Tell every page, and go on with what is left."""
        context = self.context
        context.events.tell(changes.kinds, changes.cases, self)
        context.messages.done(words)
        self.reason.clear()
        self.keep_draft()
        self._read()


def _held(desk: Desk) -> Read:
    total, found = held_cases(desk, MOST)
    lines = [Line(one.id, one.ref, one.name or "No child named", _born(one), "; ".join((*one.reasons, *one.rows)),
                  "; ".join(f"{c.ref}, {c.name}, score {c.score}" for c in one.candidates)) for one in found]  # fmt: skip
    return Read(
        _counted(total, "held for somebody to decide", "Nothing is held"), lines, {one.id: one for one in found}
    )


def _migrated(desk: Desk) -> Read:
    total, found = migrated(desk, limit=MOST)
    lines = [Line(one.id, one.ref, one.name, f"{one.ref}, since {in_words(one.since)}",
                  "; ".join((*(("held",) if one.held else ()), *one.rows))) for one in found]  # fmt: skip
    return Read(_counted(total, "migrated and verified by nobody yet", "Everything from files is verified"), lines)


def _imports(desk: Desk) -> Read:
    with desk.store.read() as work:
        found = [one for one in imports(work) if not one.undone]
    lines = [Line(one.number, str(one.number), f"Import {one.number}", f"{one.by}, {at_time(local(one.at))}",
                  f"{one.file}: {one.counts['rows_in']:,} rows, {one.counts['created']:,} cases made, "
                  f"{one.counts['held']:,} held{f'; signed by {one.signed_by}' if one.signed_by else ''}")
             for one in reversed(found)]  # fmt: skip
    many = f"{so_many(len(found), 'import')} can be taken back while nobody has worked on their cases; people and teams stay"
    return Read(many if found else "Nothing was imported yet", lines)


def _counted(total: int, what: str, none: str) -> str:
    shown = f"; the first {MOST} are shown" if total > MOST else ""
    return f"{total:,} case{'s' if total != 1 else ''} {what}{shown}" if total else none


def _born(one: HeldCase) -> str:
    return f"{one.ref}, born {in_words(one.born)}" if one.born else f"{one.ref}, date of birth not known"


def make(context: PageContext, parent: QWidget | None = None, shown: str = "held") -> ImportActs:
    """The dialog, with one of its lists in front."""
    return ImportActs(context, parent, shown)
