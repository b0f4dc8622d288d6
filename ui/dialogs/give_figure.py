"""Giving a figure out: to whom, what for and under which reference; it stands in the register with its cases."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.services.oversight.given import PURPOSES, Given, give, small_words
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.text import label


class GiveFigure(DeskDialog):
    """The figure is one of the return on the page and is never typed."""

    def __init__(self, context: PageContext, parent: QWidget | None, result: MonthlyReturn, code: str) -> None:
        super().__init__(context, "Give a figure out", parent, QSize(640, 480))
        self._result = result
        given = [line for line in result.lines if line.figure.value is not None]
        self.figure = choice([(line.code, f"{line.code}  {line.definition.title}") for line in given])
        self.figure.setCurrentIndex(max(0, self.figure.findData(code)))
        self.figure.currentIndexChanged.connect(lambda _place: self._say())
        self.form.addWidget(Field(f"&Figure of {result.period_words}", self.figure))
        self.says = label("", Role.STRONG, wrap=True)
        self.form.addWidget(self.says)
        self.to = line_edit("To whom")
        self.to_field = Field("&To whom", self.to, "A person, a committee, a newspaper.")
        self.form.addWidget(self.to_field)
        self.purpose = choice(list(PURPOSES.items()))
        self.form.addWidget(Field("&What for", self.purpose))
        self.reference = line_edit("Reference")
        self.form.addWidget(Field("&Reference", self.reference, "Theirs or ours, such as the number of the request."))
        self.form.addStretch(1)
        self.set_primary("Keep it in the register")
        self._say()
        self.hold(purpose=self.purpose)
        about = f"{result.pack}.{result.stamp}.{chosen(self.figure)}"
        keep_fields(self, f"give_figure.{about}", to=self.to, reference=self.reference)
        self.to.setFocus()

    def _say(self) -> None:
        line = next(line for line in self._result.lines if line.code == chosen(self.figure))
        kept = f"{len(line.cases):,} cases are kept with it." if line.cases else "No case is listed behind it."
        figure, unit = line.figure, line.definition.unit
        small = small_words(figure.numerator, figure.denominator, unit)
        self.says.setText(" ".join(filter(None, (f"{figure.value} {unit}. {line.sentence} {kept}", small))))

    def problems(self) -> list[tuple[Field, str]]:
        """Somebody it is given to."""
        return [] if self.to.text().strip() else [(self.to_field, "Say to whom the figure was given.")]

    def submit(self) -> None:
        """Keep it, and say where an earlier answer said otherwise."""
        desk, code, to = self.context.desk, chosen(self.figure), self.to.text()
        purpose, reference, result = chosen(self.purpose), self.reference.text(), self._result
        self.run(lambda: give(desk, result, code, to, purpose, reference), lambda made: self._kept(*made))

    def _kept(self, kept: Given, other: Given | None) -> None:
        self.finished_with()
        self.context.events.tell(frozenset({"given"}), frozenset(), self)
        self.context.messages.done(f"{kept.code}, {kept.said}, is in the register as number {kept.number}.")
        if other is not None:
            self.context.messages.status(
                f"Number {other.number}, to {other.to}, said {other.said} of the same: be ready to explain both."
            )


def make(context: PageContext, parent: QWidget | None, result: MonthlyReturn, code: str = "") -> GiveFigure:
    """The dialog about the figures of one return, one of them in front."""
    return GiveFigure(context, parent, result, code)
