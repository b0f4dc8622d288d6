"""The head of a case: who it is, how it stands, who has it, and the two lines to read before ringing."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ehcp_desk.domain.case import STAGE_WORDS, year_words
from ehcp_desk.domain.dates import day_count, in_words, short, with_weekday
from ehcp_desk.domain.strip import gone_words
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.records.case_view import CaseView
from ehcp_desk.services.records.how_it_stands import waiting_for
from ui.theme import icons
from ui.theme.appearance import current
from ui.theme.type_scale import Role
from ui.widgets.note_line import NoteLine
from ui.widgets.state_chip import StateChip
from ui.widgets.text import Link, label, set_role

NARROW = 760

MIGRATED = "Migrated, not verified"
"""Said of a case from a file until somebody verifies it."""


class Fact(QWidget):
    """One block at the right of the head: a small title, a strong line and a second line."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(1)
        self.title = label(title, Role.SMALL)
        self.value = label("", Role.STRONG)
        self.second = label("", Role.SMALL)
        for line in (self.title, self.value, self.second):
            stack.addWidget(line)

    def say(self, title: str, value: str, second: str) -> None:
        """Show these words; the whole is one name to a screen reader."""
        self.title.setText(title)
        self.value.setText(value)
        self.second.setText(second)
        self.second.setVisible(bool(second))
        self.setAccessibleName(f"{title}: {value}{', ' + second if second else ''}")
        self.setVisible(bool(value))


class CaseHeader(QWidget):
    """Breadcrumb, name, state and final date; caseworker, cover and week."""

    def __init__(self, on_cases: Callable[[], object]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(1)
        left.addLayout(self._crumbs(on_cases))
        left.addLayout(self._name_line())
        self.about = label("", "second", wrap=True)
        left.addWidget(self.about)
        self._line.addLayout(left, 1)
        self._facts = self._blocks()
        self._line.addLayout(self._facts)
        self._due = ("", "")

    def _crumbs(self, on_cases: Callable[[], object]) -> QHBoxLayout:
        crumbs = QHBoxLayout()
        crumbs.setSpacing(8)
        self.back = Link("Cases", on_cases)
        self.back.setStyleSheet("padding: 0; min-height: 16px; border: none;")
        self.ref = label("", Role.SMALL)
        crumbs.addWidget(self.back)
        crumbs.addWidget(label("/", Role.SMALL))
        crumbs.addWidget(self.ref)
        self.others = label("", Role.SMALL_STRONG)
        self.others.hide()
        crumbs.addWidget(self.others)
        crumbs.addStretch(1)
        return crumbs

    def _name_line(self) -> QBoxLayout:
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setSpacing(12)
        self.name = label("", Role.NAME)
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chip = StateChip()
        self.due = QLabel()
        self.due.setTextFormat(Qt.TextFormat.RichText)
        self._names = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._names.setSpacing(12)
        self._names.addWidget(self.name)
        self._names.addWidget(self.chip)
        self._names.addStretch(1)
        line.addLayout(self._names)
        line.addWidget(self.due)
        line.addStretch(1)
        self._with_due = line
        return line

    def _blocks(self) -> QHBoxLayout:
        blocks = QHBoxLayout()
        blocks.setSpacing(20)
        self.owner, self.cover, self.week = Fact("Caseworker"), Fact("Cover"), Fact("Week")
        set_role(self.week.value, Role.FIGURE)
        self._rules: list[QFrame] = []
        for place, block in enumerate((self.owner, self.cover, self.week)):
            if place:
                mark = QFrame()
                mark.setProperty("part", "rule")
                mark.setFixedWidth(1)
                self._rules.append(mark)
                blocks.addWidget(mark)
            blocks.addWidget(block, 0, Qt.AlignmentFlag.AlignTop)
        blocks.addStretch(1)
        return blocks

    def show_others(self, words: str) -> None:
        """Say who else has the case open; nothing where nobody has."""
        self.others.setText(words)
        self.others.setVisible(bool(words))

    def show_case(self, view: CaseView) -> None:
        """Say who it is and how it stands."""
        child = view.case.child
        self.ref.setText(view.case.ref)
        self.name.setText(child.name or "Name not known")
        marked = [MIGRATED] if view.unverified else []
        self.about.setText("  ·  ".join([*_about(view), *marked]))
        self._show_owner(view)
        self._show_week(view)
        self._show_state(view)

    def _show_state(self, view: CaseView) -> None:
        due = view.next
        if view.owner is None and due is None:
            self.chip.show_state(Mark.UNASSIGNED, "nobody yet")
        elif due is not None:
            self.chip.show_state(due.mark, due.words)
        else:
            unknown = view.row.case.summary.received is None
            words = "not known: no request date" if unknown else STAGE_WORDS[view.stage].lower()
            self.chip.show_state(Mark.UNKNOWN if unknown else Mark.ENDED, words)
        self._due = _due_words(view), _due_words(view, brief=True)
        self._say_due()
        self.due.setVisible(due is not None)

    def _say_due(self) -> None:
        """The duty and its whole date: beside the name, shorter there, or on a line below, but never cut."""
        room = self.width() - self.name.sizeHint().width() - self.chip.sizeHint().width() - 24
        if self._line.direction() == QBoxLayout.Direction.LeftToRight:
            room -= self._facts.sizeHint().width() + 20
        for words in self._due:
            self.due.setText(words)
            if self.due.sizeHint().width() <= room:
                self._with_due.setDirection(QBoxLayout.Direction.LeftToRight)
                self._with_due.setSpacing(12)
                return
        self.due.setText(self._due[0])
        self._with_due.setDirection(QBoxLayout.Direction.TopToBottom)
        self._with_due.setSpacing(1)

    def _show_owner(self, view: CaseView) -> None:
        if view.owner is not None:
            since = f"since {short(view.case.owned_since, view.as_at)}" if view.case.owned_since else ""
            self.owner.say("Caseworker", view.owner, since)
        else:
            free = view.case.unassigned_since
            waited = f"for {day_count((view.as_at - free).days)}" if free else "since it was opened"
            self.owner.say("Caseworker", "nobody yet", waited)
        colour = current().tokens.unassigned.text if view.owner is None else current().tokens.ink
        self.owner.value.setStyleSheet(f"color: {colour};")
        absence = view.absence
        if absence is not None:
            days = f"{short(absence.first_day, view.as_at)} to {short(absence.last_day, view.as_at)}"
            if absence.first_day.month == absence.last_day.month:
                days = f"{absence.first_day.day} to {short(absence.last_day, view.as_at)}"
            self.cover.say("Cover", view.cover or "nobody named", days)
        elif view.responsible.why != "owner":
            self.cover.say("Answers for it", view.responsible.name, view.responsible.why)
        else:
            self.cover.say("Cover", "", "")
        self._rules[0].setVisible(self.cover.isVisibleTo(self))

    def _show_week(self, view: CaseView) -> None:
        week, received = view.row.week, view.row.case.summary.received
        if week is None or received is None:
            self.week.say("Stage", STAGE_WORDS[view.stage], "")
            self.week.value.setTextFormat(Qt.TextFormat.PlainText)
            set_role(self.week.value, Role.STRONG)
            return
        self.week.say("Week", str(week.ordinal), gone_words(received, view.as_at))
        set_role(self.week.value, Role.FIGURE)
        small = f"<span style='font-size:{current().font(Role.HEADING).pixelSize()}px; font-weight:400'>"
        self.week.value.setTextFormat(Qt.TextFormat.RichText)
        self.week.value.setText(f"{week.ordinal} {small}of 20</span>")
        self.week.setAccessibleName(f"Week {week.ordinal} of 20, {gone_words(received, view.as_at)}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow window the blocks go below the name, and the date below the state."""
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._line.setDirection(down if self.width() < NARROW else across)
        self._names.setDirection(down if self.width() < 560 else across)
        self._say_due()


def _about(view: CaseView) -> list[str]:
    child = view.case.child
    age = child.age_on(view.as_at)
    year = year_words(child.year_on(view.as_at))
    first = f"Age {age}, {year}" if age is not None else year.capitalize()
    born = f"born {in_words(child.born)}" if child.born else "date of birth not known"
    known = f"known as {child.known_as}" if child.known_as else ""
    decides = f"decides: {_lower_first(view.decider.words)}" if view.decider.worth_saying else ""
    care = ", ".join(view.profile.care(view.as_at))
    return [
        p
        for p in (known, first, born, child.setting or "setting not known", child.need, child.speaks, care, decides)
        if p
    ]


def _due_words(view: CaseView, brief: bool = False) -> str:
    """``send the final plan by Wednesday 11 November``; ``brief`` leaves the weekday out."""
    due = view.next
    if due is None:
        return ""
    words = f"{due.duty[:1].lower()}{due.duty[1:]} by"
    day = short(due.due, view.as_at) if brief else with_weekday(due.due).removesuffix(f" {view.as_at.year}")
    return f"{escape(words)} <b style='font-weight:600'>{escape(day)}</b>"


class CaseNotes(QWidget):
    """The two lines under the head: before you ring, and what the case waits for."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self.ring = NoteLine("info", icons.FILL, "Before you ring")
        self.waiting = NoteLine("hourglass-medium", icons.REGULAR, "Waiting for")
        self._line.addWidget(self.ring, 1)
        self._line.addWidget(self.waiting, 1)

    def show_case(self, view: CaseView) -> None:
        """Say both; a line with nothing to say says that."""
        self.ring.say(_lower_first(view.case.child.before_you_ring) or "nothing is written down")
        ours = "nobody; it is for us to act" if view.next is not None else "nobody"
        self.waiting.say(", ".join(waiting_for(view)) or ours)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One above the other on a narrow window."""
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._line.setDirection(down if self.width() < NARROW else across)


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
