"""A manager's review of a case that has reached an age band: the outcome, the next step, who does it, and the cause."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.bands import BAND_WORDS
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.dates import in_words
from ehcp_desk.services.oversight.overdue import Late, Review, late_of, review
from ehcp_desk.services.oversight.staffing import staff
from ui.context import PageContext
from ui.dialogs.changed_fields import keep_fields
from ui.dialogs.fields import Field, choice, chosen, line_edit, text_edit
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.field_grid import FieldLine
from ui.widgets.text import label

WIDE = 320


def _causes() -> list[tuple[str, str]]:
    attrs = CASE_KINDS["delay"].attrs
    assert attrs is not None
    return [("", "as it is recorded"), *attrs["cause"].values.items()]


class ManagerReview(DeskDialog):
    """One review, kept as an entry of the case; a cause chosen here is recorded beside it."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int) -> None:
        super().__init__(context, "Record a manager’s review", parent, QSize(700, 540))
        self._late: Late | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.stands = label("Reading the case", "second", wrap=True)
        self.outcome = text_edit(4)
        self.next_step, self.party = line_edit(most=200), line_edit(width=WIDE, most=120)
        self.who = choice([], WIDE, typed=True)
        self.cause = choice(_causes(), WIDE)
        self.cause.currentIndexChanged.connect(lambda _place: self.party.setEnabled(bool(chosen(self.cause))))
        self.party.setEnabled(False)
        self.outcome_field = Field("&Outcome of the review", self.outcome, "What was found and decided.", "Alt+O")
        self.next_field = Field("&Next step", self.next_step, key="Alt+N")
        self.who_field = Field("&Who does it", self.who, key="Alt+W")
        self.party_field = Field("Who &holds the work", self.party, "A person or a service.")
        self._lay_out()
        self.set_primary("Record the review")
        self.hold(cause=self.cause)
        self._kept = keep_fields(self, f"manager_review.{case_id}", case_id, outcome=self.outcome, next_step=self.next_step,
                                 party=self.party)  # fmt: skip
        self.outcome_field.take_focus()
        desk = context.desk
        context.dispatcher.read(self, lambda _p: (late_of(desk, case_id), _names(context)), self._show, self.refused)

    def _lay_out(self) -> None:
        for widget in (self.heading, self.stands, self.outcome_field, self.next_field, self.who_field):
            self.form.addWidget(widget)
        cause = Field("&Cause of the delay", self.cause, "Choose it where it changed or was never recorded.")
        self.form.addLayout(FieldLine((cause, self.party_field), (1, 1), 16, top=True))
        self.form.addStretch(1)

    def _show(self, found: tuple[Late | None, list[str]]) -> None:
        late, names = found
        self._late = late
        for name in names:
            self.who.addItem(name, name)
        self.who.setEditText(late.row.owner or "" if late is not None else "")
        self.hold(who=self.who)
        self.choose_again(self._kept)
        if late is None:
            self.heading.setText("No review is needed")
            self.stands.setText("This case is not past 20 weeks, or its time limit is lifted.")
            if self.primary is not None:
                self.primary.setEnabled(False)
            return
        self.heading.setText(f"{late.row.name} reached {BAND_WORDS[str(late.band)]} on {in_words(late.reached)}")
        cause = f"Cause: {late.cause_words}" + (f", with {late.party}" if late.party else "")
        before = f" Reviewed for this band already by {late.reviewed.attrs['by']}." if late.reviewed else ""
        self.stands.setText(
            f"{late.row.ref}, now in week {late.week}. {cause}. Next step: {late.next_step or 'none recorded'}.{before}"
        )

    def problems(self) -> list[tuple[Field, str]]:
        """A review without an outcome is none."""
        said = (
            (self.outcome_field, self.outcome.toPlainText(), "Write the outcome: what was found and decided."),
            (self.next_field, self.next_step.text(), "Write the next step."),
            (self.who_field, chosen(self.who), "Name who does it."),
        )
        found = [(field, sentence) for field, words, sentence in said if not words.strip()]
        if chosen(self.cause) and not self.party.text().strip():
            found.append((self.party_field, "Say who holds the work."))
        return found

    def submit(self) -> None:
        """Put it on the record."""
        late, desk = self._late, self.context.desk
        if late is None:
            return
        cause = chosen(self.cause)
        wanted = Review(self.outcome.toPlainText().strip(), self.next_step.text().strip(), chosen(self.who).strip(), cause,
                        self.party.text().strip() if cause else "")  # fmt: skip
        words = f"The {late.band} week review of {late.row.name} is recorded"
        self.run(lambda: review(desk, late.row.ref, late.band, wanted),
                 lambda changes: self.saved(changes, words, undo=True))  # fmt: skip


def _names(context: PageContext) -> list[str]:
    people, day = staff(context.desk), context.desk.today()
    return sorted(o.name for o in people.officers.values() if o.works_on(day) and not o.placeholder)


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> ManagerReview:
    """The dialog, about one case."""
    return ManagerReview(context, parent, case_id)
