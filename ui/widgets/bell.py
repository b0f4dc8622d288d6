"""The bell in the top bar: how many alerts have not been read, and the way to their list."""

from __future__ import annotations

from collections.abc import Callable

from ui.widgets.buttons import ActionButton

KEY = "Ctrl+Shift+N"


class Bell(ActionButton):
    """An icon and a number; the number is also what it is called."""

    def __init__(self, on_click: Callable[[], object]) -> None:
        super().__init__("", on_click, icon="bell")
        self.show_count(0)

    def show_count(self, unread: int) -> None:
        """Show how many alerts wait to be read; none shows the bell alone."""
        self.set_words(f"{unread:,}" if unread else "")
        said = "1 alert not read" if unread == 1 else f"{unread:,} alerts not read" if unread else "Alerts, all read"
        self.setAccessibleName(said)
        self.setAccessibleDescription(KEY)
        self.setToolTip(f"{said} ({KEY})")
