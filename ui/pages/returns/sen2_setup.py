"""Setting the SEN2 return up: the council's code, its officers, and every point the sources disagree about."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ehcp_desk.domain.sen2 import Sen2Settings
from ehcp_desk.services.oversight.schools import bring_in_file, schools_words
from ehcp_desk.services.oversight.sen2.profiles import load_points
from ehcp_desk.services.oversight.sen2.settings import IN_POST, TITLES, change_settings
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.files import Files
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.text import label

_POSTS = ("dmo", "dco", "dsco")


class SetupDialog(DeskDialog):
    """Only what was changed is saved, and the journal keeps what stood there before."""

    def __init__(
        self, context: PageContext, parent: QWidget, settings: Sen2Settings, files: Files | None = None
    ) -> None:
        super().__init__(context, "Set up the SEN2 return", parent, QSize(720, 640))
        self._files = files or Files()
        self._before = {name: getattr(settings, name) for name in TITLES} | dict(settings.choices)
        self._controls: dict[str, QLineEdit | QComboBox] = {}
        for name in ("la", "serial"):
            box = line_edit(TITLES[name], 120, 3)
            box.setText(self._before[name])
            box.textChanged.connect(self.touched)
            hint = "Three digits, such as 330." if name == "la" else "Three digits; raise it when a file is sent again."
            self._add(name, TITLES[name], box, hint)
        for name in _POSTS:
            self._add(name, TITLES[name], self._list(name, [("", "Not said"), *IN_POST.items()]), "")
        self.form.addWidget(label("What the sources disagree about, or do not say", Role.QUESTION, wrap=True))
        for point in load_points().values():
            words = [
                (key, f"{effect}{' (default)' if key == point.default else ''}")
                for key, effect in point.choices.items()
            ]
            self._add(point.name, point.title, self._list(point.name, words), point.asks)
        self.form.addWidget(label("Register of schools", Role.QUESTION, wrap=True))
        self.schools = label("Reading…", "second", wrap=True)
        self.form.addWidget(self.schools)
        self.bring = ActionButton("Bring one in (CSV)", self._bring_in, "download-simple", dense=True)
        self.form.addWidget(self.bring, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addStretch(1)
        self.set_primary("Save")
        self._read_schools()

    def _read_schools(self) -> None:
        desk = self.context.desk

        def read(_progress: object) -> str:
            with desk.store.read() as work:
                return schools_words(work)

        self.context.dispatcher.read(self, read, self.schools.setText, self.say_error)

    def _bring_in(self) -> None:
        """A file like the national register's; it takes the place of what there is."""
        chosen_files, desk = self._files.open_files(self, "Choose the register of schools (CSV)"), self.context.desk
        if chosen_files:
            self.run(lambda: bring_in_file(desk, chosen_files[0]), lambda _changes: self._brought_in())

    def _brought_in(self) -> None:
        self._read_schools()
        self.context.events.tell(frozenset({"returns", "settings"}), frozenset(), self)

    def _list(self, name: str, values: list[tuple[str, str]]) -> QComboBox:
        box = choice(values)
        box.setCurrentIndex(max(0, box.findData(self._before[name])))
        box.currentIndexChanged.connect(self.touched)
        return box

    def _add(self, name: str, words: str, control: QLineEdit | QComboBox, hint: str) -> None:
        self._controls[name] = control
        self.form.addWidget(Field(words, control, hint))

    def _values(self) -> dict[str, str]:
        return {
            name: control.text().strip() if isinstance(control, QLineEdit) else chosen(control)
            for name, control in self._controls.items()
        }

    def typed(self) -> Mapping[str, str]:
        """Nothing is kept as a draft: the choices are few."""
        return {}

    def submit(self) -> None:
        """Save what was changed."""
        desk = self.context.desk
        changed = {name: value for name, value in self._values().items() if value != self._before[name]}
        self.run(lambda: change_settings(desk, changed), lambda _changes: self._saved())

    def _saved(self) -> None:
        self.finished_with()
        self.context.events.tell(frozenset({"returns", "settings"}), frozenset(), self)
