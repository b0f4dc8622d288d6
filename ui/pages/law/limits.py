"""Every time limit in force, and the one under the keys in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout

from ehcp_desk.clock.model import Evidence
from ehcp_desk.clock.rules import Rule, Ruleset
from ehcp_desk.domain.dates import ruleset_words
from ehcp_desk.domain.duties import duty_about
from ehcp_desk.domain.terms import FORCE, actor_words
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.law_view import RuleWords
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.panel import PAD, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import label

EVIDENCE = {Evidence.CONFIRMED: "Confirmed", Evidence.PART: "In part", Evidence.MEMORY: "Not confirmed"}
Numbered = tuple[int, Rule]


class LimitsPanel(Panel):
    """The list.  ``on_chosen`` is given the rule under the keys."""

    def __init__(self, on_chosen: Callable[[Rule], object]) -> None:
        super().__init__("Time limits", note=" ")
        self._on_chosen = on_chosen
        self.rows: RowModel[Numbered] = RowModel(
            (
                Column("duty", "Time limit", lambda r: TwoLine(_named(r[1]), _who(r[1])), 270, Kind.TWO_LINE,
                       stretch=True, narrow=True),
                Column("law", "Where it is written", lambda r: TwoLine(_short(r[1].law), wrap=True), 210,
                       Kind.TWO_LINE, text=lambda r: r[1].law),
                Column("force", "Force", lambda r: FORCE[r[1].force.value], 104, narrow=True),
                Column("evidence", "The text", _evidence, 118, Kind.STATE),
            ),
            lambda r: f"{_named(r[1])}, {r[1].law}, {FORCE[r[1].force.value]}, {EVIDENCE[r[1].evidence]}",
            row_id=lambda r: r[0],
        )  # fmt: skip
        self.table: RowTable[Numbered] = RowTable(self.rows, "Time limits")
        self.table.current_changed.connect(self._chosen)
        self.add(self.table, 1)

    def show_law(self, law: Ruleset, day: date) -> int:
        """Show the rules in force on a day; how many there are, each with all its limbs counted once."""
        rules = [rule for rule in law.rules if rule.in_force <= day and (rule.until is None or day < rule.until)]
        self.set_note(ruleset_words(law.name))
        self.rows.set_rows(list(enumerate(rules, 1)))
        return len({rule.id for rule in rules})

    def _chosen(self, number: object) -> None:
        place = self.rows.find(number) if isinstance(number, int) else None
        row = self.rows.row_at(place) if place is not None else None
        if row is not None:
            self._on_chosen(row[1])


class WholeRule(Panel):
    """One time limit whole: summary, citation, reliefs, an example worked out, and what would change it."""

    def __init__(self) -> None:
        super().__init__("The rule", note=" ")
        inside = Scrolled("surface", squeezed=True)
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(PAD, 8, PAD, 10)
        lines.setSpacing(4)
        self.duty = label("", Role.QUESTION, wrap=True)
        self.summary = label("", Role.BODY, wrap=True)
        lines.addWidget(self.duty)
        lines.addWidget(self.summary)
        self.parts: dict[str, tuple[QLabel, QLabel]] = {}
        for heading in ("The law", "Reliefs the law offers", "An example", "What would change a date", "Note"):
            head, words = label(heading, Role.STRONG), label("", Role.BODY, wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.parts[heading] = head, words
            lines.addSpacing(6)
            lines.addWidget(head)
            lines.addWidget(words)
        lines.addStretch(1)
        self.reading = QScrollArea()
        self.reading.setWidgetResizable(True)
        self.reading.setWidget(inside)
        self.reading.setAccessibleName("The rule in full")
        self.add(self.reading, 1)

    def show_rule(self, said: RuleWords) -> None:
        """Say one rule."""
        rule = said.rule
        self.set_note(f"for {actor_words(rule.actor)}")
        self.duty.setText(_named(rule))
        self.summary.setText(rule.summary)
        who = f"Who must act: {actor_words(rule.actor)}."
        law = f"{rule.law}.\n{said.force}.\n{said.evidence}.\n{said.in_force} {who}\n{said.checked}"
        changes = _points(f"{change[0].upper()}{change[1:]}." for change in rule.changes)
        example = "\n".join(said.example) or "No single fact starts this limit, so there is no short example."
        for heading, words in (
            ("The law", law),
            ("Reliefs the law offers", _points(said.reliefs) or "None."),
            ("An example", example),
            ("What would change a date", changes),
            ("Note", rule.note),
        ):
            head, line = self.parts[heading]
            line.setText(words)
            head.setVisible(bool(words))
            line.setVisible(bool(words))
        self.reading.verticalScrollBar().setValue(0)


def _points(said: Iterable[str]) -> str:
    """One as it is; more as points, so that it is seen where each begins."""
    each = tuple(said)
    return "\n".join(f"•  {words}" for words in each) if len(each) > 1 else "".join(each)


def _short(law: str) -> str:
    """The citation short enough that its number is seen; the whole is in the tool tip and beside the list."""
    return law.replace("SEND Regulations 2014 ", "SEND Regs 2014 ")


def _named(rule: Rule) -> str:
    """The duty by the name it has in lists and on a case."""
    return duty_about(rule.id, rule.duty, "")


def _who(rule: Rule) -> str:
    who = actor_words(rule.actor)
    return who[:1].upper() + who[1:]


def _evidence(row: Numbered) -> StateCell:
    sure = row[1].evidence
    return StateCell(Mark.MET if sure is Evidence.CONFIRMED else Mark.UNKNOWN, EVIDENCE[sure])
