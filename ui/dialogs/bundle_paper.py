"""One paper of a bundle: its part, pages, place and name, or why it is left out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.bundles import PARTS, Pick, page_ranges
from ehcp_desk.domain.document_details import FiledDocument
from ehcp_desk.domain.errors import BadInput
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.text import label

OUT = "out"
KINDS = [
    ("", "Nothing of these"), ("appeal_form", "The appeal form"), ("response", "The council’s response"),
    ("decision", "The decision letter"), ("working", "The working document"), ("report", "An expert’s report"),
    ("statement", "A witness statement"),
]  # fmt: skip


class BundlePaperDialog(DeskDialog):
    """``take`` is given the choice, and ``out`` begins with leaving it out.

    Nothing is written to the record until the list is kept or the bundle built.
    """

    def __init__(
        self,
        context: PageContext,
        parent: QWidget | None,
        pick: Pick,
        document: FiledDocument,
        take: Callable[[Pick], object],
        out: bool = False,
    ) -> None:
        super().__init__(context, "Where a paper stands in the bundle", parent, QSize(560, 620))
        self._pick, self._take = pick, take
        self.form.addWidget(label(document.called, Role.QUESTION, wrap=True))
        self.part = choice([*PARTS.items(), (OUT, "Left out of the bundle")], 360)
        self.part.setCurrentIndex(self.part.findData(OUT if out or pick.left_out else pick.part))
        self.why = line_edit("Why it is left out")
        self.why.setText(pick.left_out)
        self.kind = choice([(key, words) for key, words in KINDS], 360)
        self.kind.setCurrentIndex(max(0, self.kind.findData(pick.kind)))
        self.pages = line_edit("Pages taken", 200)
        self.pages.setText(pick.pages)
        self.called = line_edit("What the index calls it")
        self.called.setText(pick.title)
        self.late = line_edit("About leave for late evidence")
        self.late.setText(pick.late)
        self.why_field = Field("&Why it is left out", self.why, "Needed where it is left out.", "Alt+W")
        self.pages_field = Field("Pages ta&ken", self.pages, "Like 1-3, 7. Empty takes all.", "Alt+K")
        self.part_field = Field("&Part", self.part, key="Alt+P")
        self.form.addWidget(self.part_field)
        self.form.addWidget(self.why_field)
        self.form.addWidget(Field("&It is", self.kind, "Pre-flight looks for these.", "Alt+I"))
        self.form.addWidget(self.pages_field)
        self.form.addWidget(
            Field("What the inde&x calls it", self.called, "Empty takes what it is on the case.", "Alt+X")
        )
        self.form.addWidget(
            Field("Leave for &late evidence", self.late, "Say when SEND7 was sent and what was said.", "Alt+L")
        )
        self.form.addStretch(1)
        self.set_primary("Save")
        (self.why_field if out else self.part_field).take_focus()
        self.note.setText("It is kept when the list is kept or the bundle built.")
        self.hold(part=self.part, kind=self.kind)
        keep_fields(self, f"bundle_paper.{document.row.id}", document.row.case_id, why=self.why, pages=self.pages,
                    called=self.called, late=self.late)  # fmt: skip

    def problems(self) -> list[tuple[Field, str]]:
        """A reason where it is left out, and pages that can be read."""
        found = []
        if chosen(self.part) == OUT and not self.why.text().strip():
            found.append((self.why_field, "Say why it is left out."))
        try:
            page_ranges(self.pages.text())
        except BadInput as wrong:
            found.append((self.pages_field, str(wrong)))
        return found

    def submit(self) -> None:
        """Hand the choice back."""
        out = chosen(self.part) == OUT
        self._take(
            self._pick.changed(
                part=self._pick.part if out else chosen(self.part),
                left_out=self.why.text().strip() if out else "",
                kind=chosen(self.kind) or ("" if any(k == self._pick.kind for k, _ in KINDS) else self._pick.kind),
                pages=self.pages.text().strip(),
                title=self.called.text().strip(),
                late=self.late.text().strip(),
            )
        )
        self.finished_with()


def make(context: PageContext, parent: QWidget | None = None, **kw: object) -> BundlePaperDialog:
    """The dialog, about one paper."""
    pick, document, take = kw["pick"], kw["document"], kw["take"]
    assert isinstance(pick, Pick) and isinstance(document, FiledDocument) and callable(take)
    return BundlePaperDialog(context, parent, pick, document, take, bool(kw.get("out")))
