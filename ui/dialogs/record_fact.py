"""Record a fact: what happened, on which day, what it rests on, and what that would do to the dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QCompleter, QHBoxLayout, QWidget

from ehcp_desk.clock.facts import FACT_KINDS, AttrType
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.case_kinds import CASE_KINDS, attrs_of
from ehcp_desk.domain.dates import short
from ehcp_desk.domain.errors import Conflict
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.neutral_wording import hints
from ehcp_desk.domain.people_kinds import NEEDS_WORDS
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.attaching import attachment_from
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.effects import Effect, effects_of
from ui.context import PageContext
from ui.dialogs.attr_fields import AttrFields
from ui.dialogs.fact_choices import groups, kind_words
from ui.dialogs.fields import ChoiceBox, Field, line_edit, text_edit
from ui.dialogs.files import Files
from ui.dialogs.frame import DeskDialog
from ui.dialogs.start_from import StartFrom
from ui.dialogs.what_it_does import WhatItDoes
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldLine
from ui.widgets.text import label

PREVIEW_AFTER_MS = 150
SAID = "said."
"""How a draft names what each kind says beside the words: ``said.decision.evidence``."""
KIND_HINT = "Type a word of it, or choose from the list."
INVITING = frozenset(
    {"review_meeting_planned", "review_invitations_sent", "review_contribution", "meeting", "panel_item"}
)
"""Kinds of entry about who is asked to a meeting: whom the child wants there, and does not, is said with them."""
TEMPLATED = frozenset({"note", "management_note", "handover_note", "meeting"})
"""Kinds of entry whose words may start from a template of the council."""
KIND = int(Qt.ItemDataRole.UserRole)


class KindBox(ChoiceBox):
    """Every kind of fact under its heading; typing any of its words finds it."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(ChoiceBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(18)
        completer = QCompleter(self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)

    def offer(self, stage: Stage) -> None:
        """List the kinds for a stage, what makes sense next first."""
        model = QStandardItemModel(self)
        for heading, kinds in groups(stage):
            title = QStandardItem(heading)
            title.setFlags(Qt.ItemFlag.NoItemFlags)
            model.appendRow(title)
            for kind in kinds:
                item = QStandardItem(kind_words(kind))
                item.setData(kind, KIND)
                model.appendRow(item)
        self.setModel(model)
        completer = self.completer()
        if completer is not None:
            completer.setModel(model)

    @property
    def kind(self) -> str:
        """The kind chosen or typed in full; empty for words that name none."""
        typed = self.currentText().strip().casefold()
        places = (n for n in range(self.count()) if self.itemData(n, KIND) and self.itemText(n).casefold() == typed)
        place = next(places, -1)
        return str(self.itemData(place, KIND)) if place >= 0 else ""

    def choose(self, kind: str) -> None:
        """Choose a kind; empty leaves the line empty."""
        place = next((n for n in range(self.count()) if self.itemData(n, KIND) == kind), -1)
        self.setCurrentIndex(place)
        if place < 0:
            self.setEditText("")


class FactForm(DeskDialog):
    """The form of a fact: Record a fact adds one, Correct an entry replaces one."""

    def __init__(
        self,
        context: PageContext,
        parent: QWidget | None,
        title: str,
        case_id: int,
        files: Files | None = None,
        size: QSize | None = None,
    ) -> None:
        super().__init__(context, title, parent, size or QSize(900, 560), with_side=True, side_width=330)
        self._files = files or Files()
        self._case_id = case_id
        self._attach: Path | None = None
        self.view: CaseView | None = None
        self._shown = ""  # the kind whose fields stand there; the words may name none for a moment
        self._said: dict[str, dict[str, str]] = {}  # what was said of a kind before another was chosen
        self.setAcceptDrops(True)
        self._preview_later = QTimer(self, singleShot=True, interval=PREVIEW_AFTER_MS)
        self._preview_later.timeout.connect(self._preview)
        self._build_fact()
        self.does = WhatItDoes()
        self.side.addWidget(self.does)

    def _build_fact(self) -> None:
        self.kind = KindBox()
        self.kind_field = Field("&What happened", self.kind, KIND_HINT, "Alt+W")
        self.kind.setMaximumWidth(420)
        self.kind.currentTextChanged.connect(lambda _words: self._kind_chosen())
        today = self.context.desk.today()
        self.when = DateField(today, "On which day", today)
        self.when.changed.connect(self._tell)
        self.when_field = Field("On which &day", self.when, key="Alt+D", focus_on=self.when.line)
        self.about_when = QCheckBox("The day is approximate")
        self.hold(when=self.when, approximate=self.about_when)
        self.attrs = AttrFields(self.context.desk, self._tell)
        self.source = line_edit("Source", 420)
        self.source.textEdited.connect(self.touched)
        self.source_field = Field("Sou&rce", self.source, "A letter, an email, a call, or who said so.")
        self.words = text_edit(3)
        self.words.textChanged.connect(self.touched)
        self.words.textChanged.connect(self._hint)
        self.words_field = Field("&Note, in plain words", self.words, key="Alt+N")
        self.start_from = StartFrom(self.words, "Start from a te&mplate", "Alt+M")
        for widget in (self.kind_field, self.when_field, self.about_when, self.attrs):
            self.form.addWidget(widget)
        self.form.addLayout(FieldLine((self.source_field, self.start_from), (1, 1), top=True))
        self.form.addWidget(self.words_field, 1)
        self.form.addLayout(self._document_line())
        self.attrs.hide()

    def _document_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(10)
        self.attach = ActionButton("Attach a document", self._choose_document, "paperclip", dense=True)
        self.attach.setAutoDefault(False)
        self.attached = label("or drop one here", Role.SMALL)
        line.addWidget(self.attach)
        line.addWidget(self.attached, 1)
        return line

    def read(self) -> None:
        """Read the case on a worker; the form is there meanwhile."""
        desk, case_id = self.context.desk, self._case_id
        work = self.context.dispatcher.read
        work(self, lambda _progress: case_view_by_id(desk, case_id), self.show_view, self.refused)

    def show_view(self, view: CaseView) -> None:
        """Take the case: its kinds, what makes sense next first."""
        self.view = view
        kind, words = self.kind.kind, self.kind.currentText()
        self.kind.blockSignals(True)
        self.kind.offer(view.stage)
        self.kind.choose(kind)
        if not kind:
            self.kind.setEditText(words)
        self.kind.blockSignals(False)
        self.does.show_case(view)

    # -- filling ----------------------------------------------------------------------------------------------

    def fill(self, kind: str, attrs: Mapping[str, str], on: date | None = None) -> None:
        """Start from a kind, and what it says."""
        self.kind.blockSignals(True)
        self.kind.choose(kind)
        self.kind.blockSignals(False)
        self._show_attrs(kind, attrs)
        if on is not None:
            self.when.set_day(on)
        self._tell()

    def _kind_chosen(self) -> None:
        """Another kind brings its own fields; words that name none, as while one types, leave everything alone."""
        kind = self.kind.kind
        if kind and kind != self._shown:
            self._said = self._all_said()
            self._show_attrs(kind, {**self._carried_to(kind), **self._said.get(kind, {})})
        self._tell()

    def _carried_to(self, kind: str) -> dict[str, str]:
        """What the kind before says that this one says too, in the same way."""
        before, after = attrs_of(self._shown), attrs_of(kind)
        return {
            name: words
            for name, words in self.attrs.standing().items()
            if name in after and before[name].type is after[name].type
        }

    def _all_said(self) -> dict[str, dict[str, str]]:
        """What stands in the fields of each kind, of those chosen before too."""
        return {**self._said, self._shown: self.attrs.standing()} if self._shown else self._said

    def _said_in(self, kept: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """What each kind said when a draft was kept."""
        found: dict[str, dict[str, str]] = {}
        for key, words in kept.items():
            if key.startswith(SAID):
                kind, _, name = key.removeprefix(SAID).partition(".")
                found.setdefault(kind, {})[name] = words
        return found

    def _show_attrs(self, kind: str, kept: Mapping[str, str]) -> None:
        self._shown = kind
        self.attrs.show_kind(kind, self.view, kept)
        self.kind_field.set_hint(self._wanted_there(kind) or KIND_HINT)
        own = CASE_KINDS.get(kind)
        wanted = (
            f"&Note: {own.words[:1].lower()}{own.words[1:]}"
            if own is not None and own.words and own.attrs is not None
            else ""
        )
        if self.view is not None:
            self.start_from.offer(self.view.practice.templates, kind in TEMPLATED)
        self.words_field.label.setText(wanted or "&Note, in plain words")
        self.words.setAccessibleName(self.words_field.label.text().replace("&", ""))
        self.order_tabs()
        planned = kind in FACT_KINDS and FACT_KINDS[kind].planned
        today = self.context.desk.today()
        self.when.bound(None, None if planned else today, "That day has not come yet. Record it on the day.")

    def _wanted_there(self, kind: str) -> str:
        """Whom the child or young person wants, and does not want, at meetings, as they last said; empty where they did not."""
        if kind not in INVITING or self.view is None:
            return ""
        said = [
            f.fact for f in self.view.facts if f.stands and f.fact.kind == "child_views" and f.fact.attrs.get("wants")
        ]
        if not said:
            return ""
        return f"At meetings they want: {said[-1].attrs['wants']} (said {short(said[-1].on, self.view.as_at)})"

    def _tell(self, *_args: Any) -> None:
        self.touched()
        self._preview_later.start()

    def _preview(self) -> None:
        view, kind, on, desk = self.view, self.kind.kind, self.when.day, self.context.desk
        if view is not None and on is not None:
            self.attrs.say_day_due(view, on)
        if view is None or not kind or on is None:
            self.context.dispatcher.forget(self, "effects")
            self.does.show_effects(None)
            return
        fact = Fact(kind, on, self.attrs.values())
        instead = self.instead_of

        def work(_progress: object) -> tuple[Effect, ...]:
            return effects_of(desk, view, fact, instead)

        self.context.dispatcher.latest(self, work, self.does.show_effects, about="effects")

    @property
    def instead_of(self) -> int | None:
        """The entry this one would replace; None for a new one."""
        return None

    # -- the document -----------------------------------------------------------------------------------------

    def _choose_document(self) -> None:
        chosen = self._files.open_files(self, "Attach a document")
        if chosen:
            self.take_document(chosen[0])

    def take_document(self, path: Path) -> None:
        """The document to file with the fact."""
        self._attach = path
        self.attached.setText(path.name)
        self.context.messages.spoken.emit(f"{path.name} will be filed with it.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.take_document(Path(paths[0]))

    # -- what is typed ----------------------------------------------------------------------------------------

    def _hint(self) -> None:
        """Words that are seldom neutral in a chronology are said as one writes; nothing is ever refused for them."""
        found = hints(self.words.toPlainText())
        self.words_field.set_hint(found[-1].sentence if found else "")

    def typed(self) -> Mapping[str, str]:
        """What a draft keeps: the words, and the kind they were written for with what each kind says."""
        said = {f"{SAID}{kind}.{name}": words for kind, all_of_it in self._all_said().items()
                for name, words in all_of_it.items()}  # fmt: skip
        return {"note": self.words.toPlainText(), "source": self.source.text(), "kind": self._shown, **said}

    def has_words(self) -> bool:
        """True where something was written; what was only chosen is soon chosen again."""
        written = any(words.strip() and attrs_of(kind)[name].type is AttrType.WORDS
                      for kind, said in self._all_said().items() for name, words in said.items())  # fmt: skip
        return written or bool(self.words.toPlainText().strip() or self.source.text().strip())

    def problems(self) -> list[tuple[Field, str]]:
        """No kind, or something the kind must say."""
        if not self.kind.kind:
            return [(self.kind_field, "Say what happened. Type a word of it and choose from the list.")]
        found = self.attrs.problems()
        own = CASE_KINDS.get(self.kind.kind)
        if own is not None and own.words and not self.words.toPlainText().strip():
            found.append((self.words_field, f"Write {own.words[:1].lower()}{own.words[1:]}."))
        needed = NEEDS_WORDS.get(self.kind.kind)
        if needed and not self.words.toPlainText().strip():
            found.append((self.words_field, needed))
        return found

    def new_fact(self) -> NewFact:
        """What is typed, as the record wants it."""
        day = self.when.day or self.context.desk.today()
        return NewFact(self.kind.kind, day, self.attrs.values(), self.words.toPlainText().strip(),
                       self.about_when.isChecked(), self.source.text().strip())  # fmt: skip


class RecordFact(FactForm):
    """Add a fact; ``kind`` and ``attrs`` where the page already knows what."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, kind: str = "",
                 attrs: Mapping[str, str] | None = None, files: Files | None = None) -> None:  # fmt: skip
        super().__init__(context, parent, "Add a fact", case_id, files)
        self.set_primary("Record it")
        self.note.setText("It stays on the record with your name; it can be corrected, never erased.")
        kept = self.keep_under(f"fact.{case_id}.{kind}" if kind else f"fact.{case_id}", case_id)
        self.words.setPlainText(kept.get("note", ""))
        self.source.setText(kept.get("source", ""))
        self.kind.offer(Stage.UNKNOWN)
        self._said = self._said_in(kept)
        begun = kept.get("kind", "") or kind
        self.fill(begun, {**self._said.get(begun, {}), **((attrs or {}) if begun == kind else {})})
        self.choose_again(kept)
        (self.when_field if kind else self.kind_field).take_focus()
        self.read()

    def show_view(self, view: CaseView) -> None:
        """Take the case; fields that depend on it are laid out again."""
        super().show_view(view)
        self._show_attrs(self._shown, self.attrs.standing())
        self._tell()

    def submit(self) -> None:
        """Put it on the record, with its document."""
        if self.view is not None:
            self._save(self.view.case.version)

    def _save(self, seen: int | None) -> None:
        view, desk, path, fact = self.view, self.context.desk, self._attach, self.new_fact()
        if view is None:
            return

        def work() -> Changes:
            paper = attachment_from(path) if path is not None else None
            return record(desk, view.case.ref, fact, paper, seen)

        self.run(work, lambda changes: self.saved(changes, f"Recorded: {happened(fact.as_fact())}", undo=True))

    def refused(self, error: Exception) -> None:
        """Somebody else was quicker: show what they did, and let the person decide."""
        if not isinstance(error, Conflict) or self.view is None:
            super().refused(error)
            return
        from ui.dialogs.conflict import show_conflict

        show_conflict(self, self.view, error, happened(self.new_fact().as_fact()), self._save)


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0, kind: str = "",
         attrs: Mapping[str, str] | None = None) -> RecordFact:  # fmt: skip
    """The dialog, about a case."""
    return RecordFact(context, parent, case_id, kind, attrs)
