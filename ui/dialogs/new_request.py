"""A new request (Ctrl+N): the child, when it came and who asked.  The clock starts on the day of receipt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.domain.case import Child, YearGroup
from ehcp_desk.domain.dates import in_words, with_weekday
from ehcp_desk.domain.identifiers import upn_fault
from ehcp_desk.domain.strip import SIX, TWENTY
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.casework.same_child import Known, known_like
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.oversight.worklist import WorkRow, listed
from ui.context import PageContext
from ui.dialogs.case_picker import hit_words
from ui.dialogs.controls import put_back
from ui.dialogs.fields import Field, choice, chosen, line_edit, text_edit
from ui.dialogs.frame import DeskDialog
from ui.dialogs.year_choice import YEARS
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.panel import rule
from ui.widgets.text import Link, label

LOOK_AFTER_MS, MOST = 250, 4
ANOTHER, MOVED_IN = "another", "moved_in"
_LAST_NUMBER = re.compile(r"(\d+)(\D*)$")


def next_ref(desk: Desk) -> str:
    """The reference after the highest one in use; empty where there is none to follow."""
    _, rows = listed(desk, CaseQuery(desk.today(), Scope.ALL, sort=Sort.REF, descending=True), 1)
    found = _LAST_NUMBER.search(rows[0].case.ref) if rows else None
    if found is None:
        return ""
    ref, digits = rows[0].case.ref, found.group(1)
    return f"{ref[: found.start()]}{int(digits) + 1:0{len(digits)}d}{found.group(2)}"


class OpenRequest(DeskDialog):
    """The least that starts the clock; everything else can follow."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "New request", parent, QSize(940, 540), with_side=True, side_width=320)
        self._open_after = False
        self._looked_for: Child | None = None
        self._next_ref = ""
        self._known: tuple[Known, ...] = ()
        self._teams: list[tuple[str, str]] = [("", "no team yet")]
        self._build_form()
        self._build_side()
        self.set_primary("Open the case")
        self.add_act("Open it and go there", self._open_and_go)
        self.note.setText("Nobody has it yet, so it goes to the Unassigned list.")
        kept = self.keep_under("request")
        for name, line in self.lines.items():
            line.setText(kept.get(name, ""))
            line.textEdited.connect(self.touched)
        self.words.setPlainText(kept.get("note", ""))
        self.why.setText(kept.get("why", ""))
        self.why.textEdited.connect(self.touched)
        self.hold(
            received=self.received,
            born=self.born,
            made_on=self.made_on,
            year=self.year,
            source=self.source,
            team=self.team,
        )
        self.choose_again(kept)
        self._team_kept = kept.get("team", "")
        self._look_later = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._look_later.timeout.connect(lambda: self._look())
        self.born.changed.connect(lambda _day: self._look_later.start())
        for name in ("surname", "forenames", "upn"):
            self.lines[name].textChanged.connect(lambda _words: self._look_later.start())
        self.named["forenames"].take_focus()
        desk = context.desk
        context.dispatcher.read(
            self, lambda _progress: (next_ref(desk), _teams(desk)), self._show_start, self.say_error
        )

    def _build_form(self) -> None:
        today = self.context.desk.today()
        titles = {"forenames": "&First names", "surname": "&Surname", "upn": "&UPN (if known)", "setting": "S&etting",
                  "ref": "Refe&rence", "from_authority": "O&ld council"}  # fmt: skip
        self.lines: dict[str, QLineEdit] = {name: line_edit(words.replace("&", "")) for name, words in titles.items()}
        self.named = {name: Field(titles[name], line) for name, line in self.lines.items()}
        self.born = DateField(today, "Date of birth", required=False)
        self.year = choice(list(YEARS), 200)
        self.received = DateField(today, "Received on", today)
        self.received.bound(None, today, "A request cannot arrive on a day to come. Type the day it arrived.")
        self.received.changed.connect(lambda _day: self._show_dates())
        asked = FACT_KINDS["request_received"].attrs["source"].values.items()
        self.source = choice([("", "not said"), *asked, (MOVED_IN, "nobody: moved in with a plan")], 260)
        self.source.currentIndexChanged.connect(lambda _row: self._show_opening())
        self.made_on = DateField(today, "Day the plan was made or last reviewed", required=False)
        self.made_on.bound(
            None, today, "The plan was made before it moved in. Type the day it was made or last reviewed."
        )
        self.made_field = Field("Plan &made or reviewed on", self.made_on, key="Alt+M", focus_on=self.made_on.line)
        self.received_field = Field("Receive&d on", self.received, key="Alt+D", focus_on=self.received.line)
        self.team = choice(self._teams, 260)
        self.words = text_edit(2)
        self.words.textChanged.connect(self.touched)
        self.which = choice([], 0)
        self.why = line_edit("Why")
        self.which_field = Field(
            "Which &child is it?", self.which, "Somebody like this is on the record already.", "Alt+C"
        )
        self.why_field = Field("Wh&y you say so", self.why, "It stays with the case.", "Alt+Y")
        self.form.addLayout(FieldGrid((
            (self.named["forenames"], self.named["surname"]),
            (Field("Date of &birth (if known)", self.born, focus_on=self.born.line), Field("Year grou&p", self.year)),
            (self.named["setting"], self.named["upn"]),
            (self.received_field, Field("&Who asked", self.source, key="Alt+W")),
            (self.named["from_authority"], self.made_field),
            (self.named["ref"], Field("&Team", self.team)),
            (Field("&Note", self.words),),
            (self.which_field, self.why_field),
        )))  # fmt: skip
        self.form.addStretch(1)
        self._offer(())

    def _build_side(self) -> None:
        self.side.addWidget(label("When the clock runs out", Role.SMALL))
        self.dates = label("", wrap=True)
        self.side.addWidget(self.dates)
        self.side.addSpacing(6)
        self.side.addWidget(rule())
        self.side.addSpacing(6)
        self.side.addWidget(label("Already on the record?", Role.SMALL))
        self._found = QVBoxLayout()
        self._found.setSpacing(4)
        self.side.addLayout(self._found)
        self.side.addStretch(1)
        self._show_found([])
        self._show_opening()

    @property
    def moved_in(self) -> bool:
        """True where the child comes with a plan and asks for nothing."""
        return chosen(self.source) == MOVED_IN

    def _show_opening(self) -> None:
        """What is asked of a request, or of a plan that comes with the child."""
        for field in (self.named["from_authority"], self.made_field):
            field.setVisible(self.moved_in)
        self.received_field.label.setText("Move&d in on" if self.moved_in else "Receive&d on")
        self.received.line.setAccessibleName("Moved in on" if self.moved_in else "Received on")
        self._show_dates()
        if self.moved_in:
            self.context.messages.spoken.emit(self.dates.text())
        self.order_tabs()

    def _show_start(self, answer: tuple[str, list[tuple[str, str]]]) -> None:
        ref, teams = answer
        self._next_ref = ref
        if not self.lines["ref"].text():
            self.lines["ref"].setText(ref)
        for value, words in teams:
            self.team.addItem(words, value)
        if self._team_kept:
            put_back(self.team, self._team_kept)
        elif len(teams) == 1:
            self.team.setCurrentIndex(1)

    def _show_dates(self) -> None:
        day = self.received.day
        if day is None:
            self.dates.setText("Type the day it arrived.")
            return
        if self.moved_in:
            tell = with_weekday(day + timedelta(SIX))
            self.dates.setText(f"The plan moved in on that day. Tell the family so by {tell}.\nNo request is recorded.")
            return
        decide, send = day + timedelta(SIX), day + timedelta(TWENTY)
        self.dates.setText(
            f"Decide whether to assess by {with_weekday(decide)}.\nSend a final plan by {with_weekday(send)}."
        )

    # -- somebody already known -------------------------------------------------------------------------------

    def _look(self, then: Callable[[], object] | None = None) -> None:
        """Look for a child like the one typed; ``then`` goes on once the answer stands in the form."""
        surname, forenames = self.lines["surname"].text().strip(), self.lines["forenames"].text().strip()
        if len(surname) < 2:
            self._show_found([])
            self._offer(())
            return
        desk = self.context.desk
        query = CaseQuery(desk.today(), Scope.ALL, search=f"{forenames} {surname}".strip())
        child = self._child()

        def work(_progress: object) -> tuple[list[WorkRow], tuple[Known, ...]]:
            return listed(desk, query, MOST)[1], known_like(desk, child)

        def show(found: tuple[list[WorkRow], tuple[Known, ...]]) -> None:
            self._looked_for = child
            self._offer(found[1])
            self._show_found(found[0])
            if then is not None:
                then()

        self.context.dispatcher.read(self, work, show)

    def _offer(self, known: tuple[Known, ...]) -> None:
        """Ask which child it is where some on the record are like it; a choice made already stays."""
        before = chosen(self.which)
        self._known = tuple(k for k in known if k.refs)[:MOST]
        self.which.clear()
        self.which.addItem("Choose one", "")
        for hit in self._known:
            born = f", born {in_words(hit.child.born)}" if hit.child.born else ""
            self.which.addItem(f"{hit.child.name}{born}, {hit.refs[0]}: {', '.join(hit.why)}", str(hit.child.id))
        self.which.addItem("Another child, none of these" if len(self._known) > 1 else "Another child", ANOTHER)
        self.which.setCurrentIndex(max(0, self.which.findData(before)))
        for field in (self.which_field, self.why_field):
            field.setVisible(bool(self._known))
        if self._known:
            first = self._known[0]
            words = (
                f"{first.child.name} on the record is like this child: {', '.join(first.why)}. Say which child it is."
            )
            self.context.messages.spoken.emit(words)
        self.order_tabs()

    def _none_found(self) -> str:
        typed = len(self.lines["surname"].text().strip()) >= 2
        return "Nobody of that name is." if typed else "Type the surname, and it is looked for here."

    def _show_found(self, rows: list[WorkRow]) -> None:
        while (item := self._found.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not rows:
            self._found.addWidget(label(self._none_found(), "second", wrap=True))
            return
        for row in rows:
            self._found.addWidget(label(hit_words(row), wrap=True))
            case_id = row.case.id
            link = Link("Open that case", partial(self._go, case_id))
            link.setAccessibleName(f"Open the case of {row.case.name}, {row.case.ref}")
            self._found.addWidget(link)
        words = "Where a child like this one is on the record, the form asks which child it is."
        self._found.addWidget(label(words, Role.SMALL, wrap=True))
        self.order_tabs()  # the links came after the form was ordered

    def _go(self, case_id: int) -> None:
        self.reject()
        self.context.open_case(case_id)

    # -- saving -----------------------------------------------------------------------------------------------

    def typed(self) -> Mapping[str, str]:
        """The words a draft keeps; of the reference only one that is not the next: that may be taken by then."""
        ref = self.lines["ref"].text()
        return {
            **{name: line.text() for name, line in self.lines.items()},
            "ref": "" if ref == self._next_ref else ref,
            "note": self.words.toPlainText(),
            "why": self.why.text(),
        }

    def problems(self) -> list[tuple[Field, str]]:
        """A surname, a reference, and a UPN that can be one."""
        found = []
        if not self.lines["surname"].text().strip():
            found.append((self.named["surname"], "Write the surname as it stands on the request."))
        upn = self.lines["upn"].text().strip()
        if upn and upn_fault(upn):
            found.append((self.named["upn"], upn_fault(upn)))
        if self._known and not chosen(self.which):
            found.append((self.which_field, "Say whether it is the same child or another."))
        if self._known and chosen(self.which) and not self.why.text().strip():
            found.append((self.why_field, "Say what shows it, in a few words."))
        if not self.lines["ref"].text().strip():
            found.append((self.named["ref"], "Give the request the next reference in your series."))
        return found

    def request(self) -> NewRequest:
        """What is typed, as the record wants it."""
        team, which = chosen(self.team), chosen(self.which) if self._known else ""
        received: date = self.received.day or self.context.desk.today()
        others = tuple(hit.refs[0] for hit in self._known) if which == ANOTHER else ()
        return NewRequest(self.lines["ref"].text().strip(), self._child(), received, "" if self.moved_in else chosen(self.source),
                          self.words.toPlainText().strip(), int(team) if team else None,
                          int(which) if which.isdigit() else None, others, self.why.text().strip(),
                          self._plan() if self.moved_in else None)  # fmt: skip

    def _plan(self) -> dict[str, str]:
        """What is typed of the plan that comes with the child."""
        made, old = self.made_on.day, self.lines["from_authority"].text().strip()
        said = {"from_authority": old, "made_on": made.isoformat() if made else ""}
        return {name: words for name, words in said.items() if words}

    def _child(self) -> Child:
        text = {name: line.text().strip() for name, line in self.lines.items()}
        year = chosen(self.year)
        return Child(0, text["surname"], text["forenames"], self.born.day, upn=text["upn"].upper(),
                     year_group=YearGroup.said_on(int(year), self.context.desk.today()) if year else None,
                     setting=text["setting"])  # fmt: skip

    def submit(self) -> None:
        """Open the case, once it has been looked whether the child is on the record already."""
        if self._looked_for != self._child() and len(self.lines["surname"].text().strip()) >= 2:
            self._look(then=self.act)
            return
        desk, request = self.context.desk, self.request()

        def done(changes: Changes) -> None:
            go = self._open_after
            self.saved(changes, f"{request.child.name}, {request.ref}, is open and has nobody yet")
            if go:
                self.context.open_case(next(iter(changes.cases)))

        self.run(lambda: open_request(desk, request), done)

    def _open_and_go(self) -> None:
        self._open_after = True
        self.act()


def _teams(desk: Desk) -> list[tuple[str, str]]:
    return [(str(t.id), t.name) for t in sorted(staff(desk).teams.values(), key=lambda t: t.name)]


def make(context: PageContext, parent: QWidget | None = None) -> OpenRequest:
    """The dialog."""
    return OpenRequest(context, parent)
