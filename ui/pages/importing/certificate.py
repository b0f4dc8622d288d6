"""The certificate beside the columns: what happens to every row, and which a person should look at."""

from __future__ import annotations

from collections.abc import Callable

from ehcp_desk.domain.import_words import said_of_the_file
from ehcp_desk.domain.importing import CertificateRow, ImportPlan
from ehcp_desk.domain.wording import Mark
from ui.context import PageContext
from ui.models.cells import Entry, StateCell
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import Link, label

PROMISE = ("Every row ends in one place. Nothing is guessed and nothing disappears: what cannot be read is kept word for word "
           "on the case.")  # fmt: skip
OUTCOMES = (("created", "Created", "new cases"), ("updated", "Updated", "cases we already hold"),
            ("merged", "Merged", "the same child twice"), ("held", "Held", "someone must look first"),
            ("rejected", "Rejected", "blank or heading rows"), ("unchanged", "Unchanged", "already the same"))  # fmt: skip
MARKS = {"held": Mark.DUE_SOON, "rejected": Mark.ENDED}
MOST_SAID = 6
"""Sentences about the file as a whole that are shown; a tracker has one or two."""
Numbered = tuple[int, CertificateRow]


class CertificatePanel(Panel):
    """The account of one file, before it is brought in and after."""

    def __init__(self, context: PageContext, save: Callable[[], object], sign: Callable[[], object]) -> None:
        super().__init__("Certificate", aside=" ", link="")
        self._context = context
        words = label(PROMISE, Role.BODY, wrap=True)
        words.setContentsMargins(PAD, 8, PAD, 8)
        self.add(words)
        self._counts: RowModel[tuple[int, str, str, str]] = RowModel(
            (
                Column("what", "What happens", lambda r: r[1], 128, Kind.STRONG),
                Column("words", "Meaning", lambda r: r[2], 150, Kind.SECOND, stretch=True),
                Column("rows", "Rows", lambda r: r[3], 64, right=True),
            ),
            row_id=lambda r: r[0],
        )
        self.counts_table = RowTable(self._counts, "What happens to the rows", two_line=False, row_height=26)
        self.add(self.counts_table)
        self.notes = label("", Role.BODY, wrap=True)
        self.notes.setContentsMargins(PAD, 8, PAD, 0)
        self.notes.setAccessibleName("What to know about the file")
        self.add(self.notes)
        self._note = label("", Role.HEADING)
        self._note.setContentsMargins(PAD, 10, PAD, 4)
        self.add(self._note)
        self._rows: RowModel[Numbered] = RowModel(
            (Column("row", "To look at", _entry, 260, Kind.ENTRY, stretch=True),), row_id=lambda r: r[0]
        )
        self.rows_table = RowTable(self._rows, "Rows to look at", headed=False)
        self.rows_table.opened.connect(self._open)
        self.add(self.rows_table, 1)
        self._seal = label("", Role.SMALL)
        self._seal.setContentsMargins(PAD, 8, PAD, 8)
        self.add(self._seal)
        self.save = Link("Save the certificate", save)
        self.save.setContentsMargins(PAD, 0, PAD, 8)
        self.add(self.save)
        self.sign = Link("Sign it, as data officer", sign)
        self.sign.setContentsMargins(PAD, 0, PAD, 8)
        self.sign.hide()
        self.add(self.sign)

    def show_plan(self, plan: ImportPlan, done: bool) -> None:
        """Show what a file would do, or has done."""
        self._done = done
        self.sign.setVisible(done)
        c = plan.certificate
        self.set_aside("brought in" if done else "trial run, nothing changed yet")
        counts = c.summary()
        rows = [(n, words, meaning, f"{counts[key]:,}") for n, (key, words, meaning) in enumerate(OUTCOMES, 1)]
        rows.append((9, "Rows in the file", "the total agrees", f"{c.rows_in:,}"))
        self._counts.set_rows(rows)
        self.counts_table.fit_height()
        said = said_of_the_file(c)
        more = (f"and {len(said) - MOST_SAID} more in the certificate.",) if len(said) > MOST_SAID else ()
        self.notes.setText("\n".join((*said[:MOST_SAID], *more)))
        self.notes.setVisible(bool(said))
        look = c.to_look_at
        self._note.setText(
            f"To look at: {len(look):,} row{'s' if len(look) != 1 else ''}" if look else "Nothing to look at"
        )
        self._rows.set_rows(list(enumerate(look, 1)))
        self._seal.setText(f"File fingerprint {c.sha256[:4].upper()} {c.sha256[4:8].upper()}")

    def _open(self, number: int) -> None:
        place = self._rows.find(number)
        row = self._rows.row_at(place) if place is not None else None
        if row is None or not row[1].case or not self._done:
            return
        ref, desk = row[1].case, self._context.desk

        def find(_progress: object) -> int | None:
            with desk.store.read() as work:
                return work.find_case(ref)

        self._context.dispatcher.read(self, find, lambda found: self._context.open_case(found) if found else None)


def _entry(row: Numbered) -> Entry:
    line = row[1]
    first, _, rest = line.reason.partition(": ")
    top, bottom = (rest, first) if rest else (line.reason, "")
    where = f"Row {line.row}{f', {line.case}' if line.case else ''}"
    return Entry(top[:1].upper() + top[1:], f"{where}{f', {bottom}' if bottom else ''}", "",
                 StateCell(MARKS.get(line.outcome, Mark.PLANNING), line.outcome))  # fmt: skip
