"""How the desk looks to this person: theme, size of text, where it opens and when it locks.  Kept at once."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.alerts import OFF, ON, TRAY
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen
from ui.keys import LOCK_KEY
from ui.locking import MINUTES
from ui.pages.settings.section import FORM_WIDE, Section
from ui.theme.appearance import Choice
from ui.theme.type_scale import LARGEST, SMALLEST
from ui.widgets.panel import Panel
from ui.widgets.segments import Segments

STEP = 10
SYSTEM_WORDS = "As the system follows the computer, also when it goes dark at night or has a contrast theme on."
SIZE_WORDS = "Ctrl + and Ctrl − do the same on any page; Ctrl 0 goes back to 100%."
ROOMS = [
    ("today", "Today"),
    ("cases", "Cases"),
    ("unassigned", "Unassigned"),
    ("team", "Team"),
    ("returns", "Returns"),
]
NOTICES = [(ON, "Tell me"), (OFF, "Do not tell me")]
NOTICE_WORDS = "When something of yours becomes due or overdue, or a case is given to you. References only."
LOCK_AFTER = [0, 2, 5, 10, 15, 30, 60]
LOCK_WORDS = (
    f"When nobody used a key or the mouse that long, and with the computer’s own lock; {LOCK_KEY} locks it at once. What was "
    "being typed is kept."
)
THEMES = (
    (str(Choice.SYSTEM), "As the system"),
    (str(Choice.LIGHT), "Light"),
    (str(Choice.DARK), "Dark"),
    (str(Choice.CONTRAST), "High contrast"),
)


class LookSection(Section):
    """Choices of the person at this computer; the record knows nothing of them."""

    title = "Look"
    sentence = "How the desk looks to you, on this computer. A choice holds at once."

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        look = context.appearance
        self.theme = Segments(THEMES, str(look.choice), self._choose_theme, "Theme")
        sizes = [(str(size), f"{size}%") for size in range(SMALLEST, LARGEST + 1, STEP)]
        self.percent = choice(sizes, width=110)
        self.room = choice(list(ROOMS), width=200)
        self.notices = choice(NOTICES, width=200)
        self.lock = choice(_lock_choices(int(context.settings.get(MINUTES, 0))), width=200)
        panel = Panel("Look", padded=True)
        panel.setMaximumWidth(FORM_WIDE)
        stack = QVBoxLayout()
        stack.setSpacing(14)
        stack.addWidget(Field("Theme", self.theme, SYSTEM_WORDS))
        stack.addWidget(Field("&Size of text", self.percent, SIZE_WORDS))
        stack.addWidget(Field("&Open the desk on", self.room, "The room you see first when you start."))
        stack.addWidget(Field("&Notices while the desk is open", self.notices, NOTICE_WORDS))
        stack.addWidget(Field("&Lock the desk", self.lock, LOCK_WORDS))
        stack.addStretch(1)
        panel.body.addLayout(stack)
        self.body.addWidget(panel)
        self.body.addStretch(1)
        self.reread()
        self.percent.activated.connect(lambda _row: self._choose_size())
        self.room.activated.connect(lambda _row: context.settings.put("first_room", chosen(self.room)))
        self.notices.activated.connect(lambda _row: context.settings.put(TRAY, chosen(self.notices)))
        self.lock.activated.connect(lambda _row: context.settings.put(MINUTES, int(chosen(self.lock))))
        look.changed.connect(self.reread)

    def reread(self) -> None:
        """Show the choices as they are: the menus and keys change them too."""
        look = self.context.appearance
        self.theme.blockSignals(True)
        self.theme.choose(str(look.choice))
        self.theme.blockSignals(False)
        self.percent.setCurrentIndex(self.percent.findData(str(look.percent)))
        first = str(self.context.settings.get("first_room", "today"))
        self.notices.setCurrentIndex(max(0, self.notices.findData(self.context.settings.get(TRAY, ON))))
        self.lock.setCurrentIndex(self.lock.findData(str(self.context.settings.get(MINUTES, 0))))
        self.room.setCurrentIndex(max(0, self.room.findData(first)))

    def panes(self) -> list[QWidget]:
        """The three choices."""
        return [self.theme]

    def _choose_theme(self, key: str) -> None:
        self.context.settings.put("theme", key)
        self.context.appearance.choose(Choice(key))

    def _choose_size(self) -> None:
        percent = int(chosen(self.percent))
        self.context.settings.put("text_size", percent)
        self.context.appearance.resize_text(percent)


def _lock_choices(now: int) -> list[tuple[str, str]]:
    """The usual ones, and the policy's own where it is another."""
    words = {0: "Never by itself"}
    return [(str(n), words.get(n, f"After {n} minutes")) for n in sorted({*LOCK_AFTER, now})]
