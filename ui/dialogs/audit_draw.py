"""Drawing the sample of a file audit: of what, how many, and the seed that draws it again."""

from __future__ import annotations

from random import SystemRandom

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.file_audits import AuditSample
from ehcp_desk.services.oversight.file_audits import POPULATIONS, draw
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.fields import Field, NumberLine, choice, chosen, line_edit
from ui.dialogs.frame import DeskDialog

PERCENT, NUMBER = "percent", "number"
USUAL_PERCENT, USUAL_NUMBER, MOST = 20, 40, 10_000
SEEDS = 999_999


class AuditDraw(DeskDialog):
    """The seed is drawn by chance and can be typed over: the same record, seed and size give the same files."""

    def __init__(self, context: PageContext, parent: QWidget | None) -> None:
        super().__init__(context, "Draw a sample", parent, QSize(600, 500))
        self.name = line_edit("Name", 320, 80)
        self.name_field = Field("&Name of the audit", self.name, "Such as Autumn term 2026.")
        self.form.addWidget(self.name_field)
        self.of = choice([(key, words[:1].upper() + words[1:]) for key, words in POPULATIONS.items()], 320)
        self.of.setCurrentIndex(self.of.findData("plans"))
        self.form.addWidget(Field("Drawn &from", self.of))
        self.by = choice([(PERCENT, "Per cent of them"), (NUMBER, "A number of files")], 320)
        self.by.currentIndexChanged.connect(lambda _place: self._turned())
        self.form.addWidget(Field("How &much", self.by))
        self.size_box = NumberLine(1, 100, USUAL_PERCENT)
        self.size_field = Field("&Size", self.size_box)
        self.form.addWidget(self.size_field)
        self.seed = NumberLine(0, SEEDS, SystemRandom().randrange(1, SEEDS))
        self.seed_field = Field(
            "S&eed", self.seed, "Kept with the sample, so that anybody can draw the same files again."
        )
        self.form.addWidget(self.seed_field)
        self.form.addStretch(1)
        self.set_primary("Draw the sample")
        self.note.setText("Restricted files you have not opened are left out, and listed.")
        self._turned()
        self.hold(of=self.of)
        keep_fields(self, "audit_draw", name=self.name, by=self.by, size=self.size_box, seed=self.seed)
        self.name.setFocus()

    def _turned(self) -> None:
        percent = chosen(self.by) == PERCENT
        self.size_box.bound(1, 100 if percent else MOST)
        self.size_box.setText(str(USUAL_PERCENT if percent else USUAL_NUMBER))
        self.size_field.set_hint("Per cent" if percent else "Files")

    def problems(self) -> list[tuple[Field, str]]:
        """A name, and numbers that are numbers."""
        found = [] if self.name.text().strip() else [(self.name_field, "Give the audit a name.")]
        numbers = ((self.size_field, self.size_box.why_not), (self.seed_field, self.seed.why_not))
        return [*found, *((field, words) for field, words in numbers if words)]

    def submit(self) -> None:
        """Draw it and keep it."""
        desk, name, of = self.context.desk, self.name.text().strip(), chosen(self.of)
        size, seed, percent = self.size_box.number or 0, self.seed.number or 0, chosen(self.by) == PERCENT
        number, share = (0, float(size)) if percent else (size, 0.0)
        self.run(lambda: draw(desk, name, of, seed, number, share), self._drawn)

    def _drawn(self, sample: AuditSample) -> None:
        gone = len(sample.excluded) + sample.hidden
        left = f" {so_many(gone, 'restricted file was', 'restricted files were')} left out." if gone else ""
        self.finished_with()
        self.context.events.tell(frozenset({"audits"}), frozenset(), self)
        self.context.messages.done(
            f"{sample.name}: {len(sample.refs)} of {sample.population} {POPULATIONS[sample.of]}, seed {sample.seed}.{left}"
        )


def make(context: PageContext, parent: QWidget | None = None) -> AuditDraw:
    """The dialog."""
    return AuditDraw(context, parent)
