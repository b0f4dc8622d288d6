"""The fields that one kind of fact needs besides its date, built from the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehcp_desk.clock.facts import FACT_KINDS, Attr, AttrType
from ehcp_desk.clock.model import State
from ehcp_desk.domain.case_kinds import attrs_of
from ehcp_desk.domain.date_text import AHEAD, EITHER, PAST, Aim
from ehcp_desk.domain.dates import in_words, short
from ehcp_desk.domain.duties import duty_words
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.kind_shapes import ON_BEHALF
from ehcp_desk.domain.procedures import left_empty, procedures
from ehcp_desk.domain.terms import BODIES
from ehcp_desk.services.casework.entry_rules import FIRST_DAYS
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import CaseView
from ui.dialogs.controls import Control, put_back, stands_at
from ui.dialogs.fields import Field, choice, line_edit, text_edit
from ui.widgets.date_field import DateField
from ui.widgets.segments import Segments

MOST_SEGMENTS, WIDEST_WORDS = 4, 44
PLAIN = frozenset({"reportable", ON_BEHALF})
"""What may be left empty and is nothing anybody knows or does not know."""
AIMS: Mapping[str, Aim] = {
    **dict.fromkeys(("date", "due", "answer_by", "review", "again", "again_by", "agreed_by", "day", "plan_by", "panel_on",
                     "promised", "target"), AHEAD),
    **dict.fromkeys(("from", "to"), EITHER),
}  # fmt: skip
"""Which way a day of this name looks where no year is typed; every other says what has happened."""
OPEN = (State.RUNNING, State.OVERDUE, State.RELIEVED, State.MET_LATE)


class AttrFields(QWidget):
    """Shows the fields of a kind; ``values`` gives what was typed.  ``on_change`` is called when anything changes."""

    def __init__(self, desk: Desk, on_change: object) -> None:
        super().__init__()
        self._desk = desk
        self._changed = on_change
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(11)
        self._controls: dict[str, Control] = {}
        self.fields: dict[str, Field] = {}
        self._required: set[str] = set()
        self._kind = ""

    def show_kind(self, kind: str, view: CaseView | None, kept: Mapping[str, str]) -> None:
        """Lay out the fields of a kind, filled from ``kept``."""
        while (item := self._stack.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._controls.clear()
        self.fields.clear()
        self._kind = kind
        attrs = attrs_of(kind)
        self._required = {attr.name for attr in attrs.values() if attr.required}
        for attr in attrs.values():
            if kept.get(attr.name) or not _not_asked(kind, attr.name, view):
                self._add(attr, view, kept.get(attr.name, ""))
        self.setVisible(bool(attrs))

    def values(self) -> dict[str, str]:
        """What is chosen and typed, without what was left empty."""
        found: dict[str, str] = {}
        for name, control in self._controls.items():
            value = _value(control)
            if value:
                found[name] = value
        return found

    def standing(self) -> dict[str, str]:
        """What stands in each field, a day as it is typed, without those that are empty: ``show_kind`` takes it again."""
        return {name: words for name, control in self._controls.items() if (words := stands_at(control))}

    def say_day_due(self, view: CaseView, on: date) -> None:
        """Beneath the day due of a complaint or the like: the day the procedure gives it while it is left empty."""
        calendar, today = self._desk.law.calendar, self._desk.today()
        name, words = left_empty(self._kind, on, self.values(), view.limits, calendar.working, today)
        if name in self.fields:
            self.fields[name].set_hint(words)

    def problems(self) -> list[tuple[Field, str]]:
        """What must be said and is not; a day says for itself what is wrong with it."""
        values = self.values()
        return [(field, "This is needed. Choose one, or write it.") for name, field in self.fields.items()
                if name in self._required and name not in values and not _says_so(self._controls[name])]  # fmt: skip

    def _add(self, attr: Attr, view: CaseView | None, value: str) -> None:
        control = self._control(attr, view, value)
        self._controls[attr.name] = control
        asked = attr.required or attr.name in PLAIN or (attr.name == "from" and self._kind in FIRST_DAYS)
        words = attr.title if asked else f"{attr.title} (if known)"
        focus = control.line if isinstance(control, DateField) else None
        field = Field(words, control, focus_on=focus)
        self.fields[attr.name] = field
        beside = self.fields.get("reportable") if attr.name == ON_BEHALF else None
        if beside is None:
            self._stack.addWidget(field)
        else:  # one line for both, so that the note itself stays in sight
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(12)
            self._stack.replaceWidget(beside, row)
            line.addWidget(beside, 1)
            line.addWidget(field, 1)
            row.show()
        field.show()

    def _control(self, attr: Attr, view: CaseView | None, value: str) -> Control:
        if attr.type is AttrType.DATE:
            day = DateField(self._desk.today(), attr.title, None, AIMS.get(attr.name, PAST), attr.required)
            if value:
                put_back(day, value)
            day.changed.connect(self._tell)
            return day
        offered = self._offered(attr, view)
        if attr.type is AttrType.CHOICE and len(offered) <= MOST_SEGMENTS and _short(offered):
            row = Segments(offered, value, name=attr.title, unchosen=True)
            row.changed.connect(self._tell)
            return row
        if offered:
            blank = ("", "" if attr.type is AttrType.TEXT else "choose" if attr.required else "not said")
            box = choice([blank, *offered], 420, typed=attr.type is AttrType.TEXT)
            put_back(box, value)
            box.currentTextChanged.connect(self._tell)
            return box
        if attr.type is AttrType.WORDS:
            words = text_edit(2)
            words.setPlainText(value)
            words.textChanged.connect(self._tell)
            return words
        line = line_edit(attr.title, 120 if attr.type is AttrType.NUMBER else 420)
        line.setText(value)
        line.textChanged.connect(self._tell)
        return line

    def _offered(self, attr: Attr, view: CaseView | None) -> list[tuple[str, str]]:
        """(value, words): the vocabulary's own, or what this case makes possible."""
        if attr.name == "rule" and view is not None:
            running = [d for d in view.timeline.deadlines if d.binds and d.state in OPEN]
            return list({d.rule: f"{duty_words(d)}, {in_words(d.due)}" for d in running}.items())
        if attr.name == "relief":
            return [(r.id, r.title) for r in self._desk.law.reliefs.values()]
        if attr.type is AttrType.ENTRY:
            entries = [f for f in view.facts if f.stands and f.fact.kind in attr.values] if view is not None else []
            if attr.name == "contact":
                entries = [f for f in entries if f.fact.attrs.get("reply_by")]
            return [
                (str(f.id), f"{short(f.fact.on, self._desk.today())}: {happened(f.fact)}") for f in reversed(entries)
            ]
        if attr.name == "setting" and view is not None:
            asked = [f.fact.attrs.get("setting", "") for f in view.facts if f.stands]
            named = dict.fromkeys(s for s in (*asked, view.case.child.setting) if s)
            return [(s, s) for s in named]
        if attr.name == "reportable" and view is not None:
            return [(kind, kind) for kind in view.practice.note_kinds]
        if attr.name == ON_BEHALF and view is not None:
            return [(name, name) for name in view.colleagues]
        if attr.name == "procedure" and view is not None:
            return [(name, name) for name in procedures(view.limits, self._kind)]
        if attr.name == "body":
            known = FACT_KINDS["advice_requested"].attrs["body"].values
            more = {k: v for k, v in BODIES.items() if k not in known and k != "parents"}
            return [*known.items(), *more.items()]
        return list(attr.values.items())

    def _tell(self, *_args: object) -> None:
        if callable(self._changed):
            self._changed()


def _not_asked(kind: str, name: str, view: CaseView | None) -> bool:
    """What a form does not ask for: the heading of a note brought in, a second name of whom a reply went to, and who
    authorised what waits for a second step."""
    return (
        name == "heading"
        or (kind, name) == ("reply_sent", "with")
        or (name == "authorised" and view is not None and view.practice.two_step is not None)
    )


def _says_so(control: Control) -> bool:
    return isinstance(control, DateField) and bool(control.sentence)


def _value(control: Control) -> str:
    if isinstance(control, DateField):
        return control.day.isoformat() if control.day is not None else ""
    return stands_at(control).strip()


def _short(offered: list[tuple[str, str]]) -> bool:
    return sum(len(words) for _, words in offered) <= WIDEST_WORDS
