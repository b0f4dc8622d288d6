"""What a page or a dialog is given, and how it reaches the rest of the window without importing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ui.events import AppEvents
from ui.messages import Messages
from ui.settings_store import SettingsStore
from ui.tasks import Dispatcher
from ui.theme.appearance import Appearance

if TYPE_CHECKING:
    from ehcp_desk.services.desk import Desk


class Shell(Protocol):
    """What the window does for its pages."""

    def open_case(self, case_id: int) -> None:
        """Open a case's page."""

    def navigate(self, key: str, **kw: Any) -> None:
        """Go to a room; ``kw`` reaches the page's ``arrive``."""

    def ask(self, key: str, **kw: Any) -> None:
        """Open a dialog by its key ("record_contact", "assign", "record_fact"); ``kw`` reaches its ``make``."""

    def try_demo(self) -> None:
        """Build the fictional authority in a file of its own, and open it in a window of its own."""

    def set_count(self, key: str, count: int | None) -> None:
        """The plain number beside a room in the rail (None for none)."""


@dataclass(frozen=True)
class PageContext:
    """Everything a page may use.  ``desk`` is handed to services, on a worker thread only.

    ``restricted`` are the restricted cases the person sees, each by its number and by its reference, as last read: of
    these nothing is written to the computer that is not asked for.
    """

    desk: Desk
    dispatcher: Dispatcher
    events: AppEvents
    messages: Messages
    appearance: Appearance
    settings: SettingsStore
    shell: Shell
    restricted: set[int | str] = field(default_factory=set)

    def open_case(self, case_id: int) -> None:
        """Open a case's page."""
        self.shell.open_case(case_id)

    def navigate(self, key: str, **kw: Any) -> None:
        """Go to a room; ``kw`` reaches the page's ``arrive``."""
        self.shell.navigate(key, **kw)

    def ask(self, key: str, **kw: Any) -> None:
        """Open a dialog by its key."""
        self.shell.ask(key, **kw)
