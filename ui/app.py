"""Starts the window.  It is shown first; the record, and all that is heavy, is opened on a worker after that."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ehcp_desk.domain.errors import DeskError, PassphraseWanted, ServerGone, SignInWanted
from ui.beginning import TOUR_SEEN
from ui.context import PageContext
from ui.events import Changed, JournalPoller
from ui.main_window import MainWindow
from ui.messages import UNEXPECTED
from ui.rooms import MakeDialog, Room, Surroundings
from ui.settings_store import FileSettings, MemorySettings, SettingsStore, window_file
from ui.tasks import Dispatcher
from ui.theme.appearance import Appearance, Choice
from ui.widgets.focus_frame import FocusRing
from ui.widgets.page import Page

MINE, TEAM, RECORD = "My work", "The team", "The record"
_ROOMS = (
    # key, title, icon, group, belongs under, count in the unassigned colour
    ("today", "Today", "sun", MINE, "", False),
    ("cases", "Cases", "list-checks", MINE, "", False),
    ("unassigned", "Unassigned", "user-circle-dashed", TEAM, "", True),
    ("team", "Team", "users-three", TEAM, "", False),
    ("forecast", "Forecast", "chart-line", TEAM, "", False),
    ("reviews", "Reviews", "calendar-blank", TEAM, "", False),
    ("returns", "Returns", "table", RECORD, "", False),
    ("importing", "Import", "download-simple", RECORD, "", False),
    ("law", "Law", "scales", RECORD, "", False),
    ("rights", "Rights", "folder-open", RECORD, "", False),
    ("registers", "Registers", "books", RECORD, "", False),
    ("settings", "Settings", "gear", "", "", False),
    ("actions", "Actions", "list-checks", TEAM, "team", False),
    ("finding", "Search", "magnifying-glass", MINE, "cases", False),
    ("case", "Case", "list-checks", MINE, "cases", False),
    ("welcome", "Welcome", "sun", MINE, "today", False),
)
_DIALOGS = (
    "alerts", "assign", "bundle_hearing", "bundle_paper", "child_details", "chronology", "conflict", "correct_fact",
    "document", "duplicates", "entry", "file_documents", "import_acts", "import_compare", "last_look",
    "manager_review", "move_team", "new_request", "no_longer", "notice",
    "open_restricted", "person", "plan_compare", "plan_moves", "plan_outcomes", "plan_section", "plan_sign_off", "plan_version",
    "preview", "promise", "provision_wording", "psychologist", "put_first", "record_contact", "record_fact",
    "audit_answer", "audit_draw", "audit_questions", "give_figure", "return_papers", "return_restated", "sign_import",
    "release", "response", "restrict", "split_child", "unassign", "unrestrict", "withdraw_fact",
)  # fmt: skip


def _page(key: str, context: PageContext) -> Page:
    page: Page = import_module(f"ui.pages.{key}.page").make(context)
    return page


def _dialog(key: str, context: PageContext, parent: QWidget, **kw: object) -> QDialog:
    dialog: QDialog = import_module(f"ui.dialogs.{key}").make(context, parent, **kw)
    return dialog


def rooms() -> tuple[Room, ...]:
    """Every room, in the order of the rail; each is imported when it is first gone to."""
    return tuple(
        Room(key, title, icon, partial(_page, key), group, under, weighty)
        for key, title, icon, group, under, weighty in _ROOMS
    )


def dialogs() -> Mapping[str, MakeDialog]:
    """Every dialog by the key ``ask`` opens it with; each is imported when it is first opened."""
    return {key: partial(_dialog, key) for key in _DIALOGS}


def make_window(
    app: QApplication,
    settings: SettingsStore,
    shown_rooms: Sequence[Room] | None = None,
    shown_dialogs: Mapping[str, MakeDialog] | None = None,
) -> MainWindow:
    """The window with its theme, focus ring and dispatcher, before it has a record."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    look = app.findChild(Appearance) or Appearance(app, _choice(settings), int(settings.get("text_size", 100)))
    if app.findChild(FocusRing) is None:
        FocusRing(app)
    dispatcher = Dispatcher(app)
    window = MainWindow(
        rooms() if shown_rooms is None else shown_rooms,
        dialogs() if shown_dialogs is None else shown_dialogs,
        dispatcher,
        look,
        settings,
    )
    window.destroyed.connect(dispatcher.close)
    size = settings.get("window/size", [1366, 768])
    window.resize(int(size[0]), int(size[1]))
    return window


def _choice(settings: SettingsStore) -> Choice:
    wanted = str(settings.get("theme", Choice.SYSTEM))
    return Choice(wanted) if wanted in set(Choice) else Choice.SYSTEM


if TYPE_CHECKING:
    from ehcp_desk.ports.work import Progress
    from ehcp_desk.services.desk import Desk
    from ui.last_copy import Copies, LastCopy
    from ui.passphrase import AskPassphrase
    from ui.sign_in import Account, SignIn

    Opened = tuple[Desk, Surroundings, Callable[[], Changed | None]]


@dataclass(frozen=True, slots=True)
class SigningIn:
    """How somebody signs in to a team's server: ``account`` says where and as whom, ``open_desk`` takes address, name,
    password and whether to remember it."""

    account: Callable[[], Account]
    open_desk: Callable[[str, str, str, bool], Desk]


@dataclass(frozen=True, slots=True)
class Unlocking:
    """How an encrypted record is opened: ``unlock`` takes a passphrase or recovery key and raises where it is wrong;
    ``asked`` gives what says whether a text opened this desk, None where there is nothing to ask for."""

    unlock: Callable[[str], None]
    asked: Callable[[Desk], Callable[[str], bool] | None]


AHEAD_MS, SETTLED_MS = 500, 3_000
"""How long after the first page it is loaded what comes next, and how long after the start the garbage collector works
again: what is made before that, modules above all, lasts."""
AHEAD = ("ui.pages.case.page", "ui.dialogs.record_contact", "ui.dialogs.record_fact", "ui.found", "ui.printed_page")
"""What most people want next, loaded behind the first list so that they do not wait for it then."""
LOOK = "Look at my last copy"
ENCRYPTED = "It is encrypted, and opens with its passphrase or its recovery key."


class Opening:
    """Opens the record once the window has been painted, and says so in one sentence where it cannot.

    Where the server wants a password, ``sign_in`` asks for it; where the record is encrypted, a passphrase goes to
    ``unlocking``.
    """

    def __init__(
        self,
        window: MainWindow,
        open_desk: Callable[[], Desk],
        first: str = "",
        tour: bool = False,
        sign_in: SigningIn | None = None,
        unlocking: Unlocking | None = None,
        copies: Copies | None = None,
    ) -> None:
        self._window, self._open_desk, self._first, self._tour = window, open_desk, first, tour
        self._before, self._beginning, self._quiet = open_desk, False, False
        self._sign_in, self._unlocking = sign_in, unlocking
        self._asking: SignIn | AskPassphrase | None = None
        self.desk: Desk | None = None
        self.last_copy: LastCopy | None = None
        if copies is not None:
            from ui.last_copy import LastCopy

            self.last_copy = LastCopy(window, copies, partial(self.begin, quiet=True))

    def begin(self, quiet: bool = False) -> None:
        """Open it now, on the writing thread (a first opening may create or migrate); ``quiet`` says nothing where the
        server is still away."""

        def work(_progress: object) -> Opened:
            # What reads the record is imported here, on the worker, so that the window is painted before it.
            from ui.frame import look_around, other_peoples_work

            desk = self._open_desk()
            return desk, look_around(desk), other_peoples_work(desk)

        self._quiet = quiet and (self._quiet or not self._beginning)
        if not self._beginning:
            self._beginning = True
            self._window.dispatcher.write(self._window, work, self._opened, self._refused)

    def _opened(self, answer: Opened) -> None:
        from ui.alerts import Alerts
        from ui.dialogs.drafts import FORMER, drafts_of
        from ui.frame import Counts, Finder, Standing
        from ui.locking import Locking

        window, self._beginning = self._window, False
        if self._asking is not None:
            self._asking.accept()
            self._asking = None
        self.desk, around, ask = answer
        window.dispatcher.outage.watch(self.desk.store)
        if self.desk.store.encrypted:
            for drafts in (FORMER, drafts_of(self.desk.store.description)):
                window.settings.keep_in_memory(drafts)  # or what is typed about a child would lie beside it in clear
        window.locking = Locking(window, self._unlocking.asked(self.desk) if self._unlocking else None)
        if self.desk.store.copied is not None:
            from ui.last_copy import take_copy

            take_copy(window, self.desk, around)
            return
        usual = "welcome" if around.empty else str(window.settings.get("first_room", "today"))
        window.take_desk(self.desk, around, self._first or usual)
        if self._tour and not window.settings.get(TOUR_SEEN, False):
            window.beginning.offer_tour()
        Finder(window, self.desk)
        Counts(window, self.desk)
        Standing(window, self.desk)
        Alerts(window, self.desk)
        JournalPoller(window.events, window.dispatcher, ask)
        if self.last_copy is not None:
            self.last_copy.keep_for(self.desk)

    def _refused(self, error: Exception) -> None:
        self._beginning = False
        if self._quiet and isinstance(error, ServerGone):
            return
        sentence = str(error) if isinstance(error, DeskError) else UNEXPECTED
        if self._asking is not None:
            self._asking.refused(sentence)
            return
        wants_passphrase = isinstance(error, PassphraseWanted) and self._unlocking is not None
        copy = self.last_copy if isinstance(error, ServerGone) else None
        look = copy.look if copy is not None and copy.there else None
        self._window.show_closed(ENCRYPTED if wants_passphrase else sentence, "Try again", self.begin, LOOK, look)
        if isinstance(error, SignInWanted) and self._sign_in is not None:
            from ui.sign_in import SignIn

            self._ask(SignIn(self._sign_in.account(), self._window), self._sign_in.open_desk)
        elif wants_passphrase:
            from ui.passphrase import AskPassphrase

            self._ask(AskPassphrase(self._window), self._unlocked)

    def _unlocked(self, text: str) -> Desk:
        assert self._unlocking is not None
        self._unlocking.unlock(text)
        return self._before()

    def _ask(self, dialog: SignIn | AskPassphrase, open_desk: Callable[..., Desk]) -> None:
        """Ask over the window; what is typed opens the record, and anything else leaves it closed."""

        def given(*typed: Any) -> None:
            self._open_desk = partial(open_desk, *typed)
            self.begin()

        def gone() -> None:
            self._asking, self._open_desk = None, self._before

        self._asking = dialog
        self._asking.given.connect(given)
        self._asking.rejected.connect(gone)
        self._asking.open()


def _load_ahead(window: MainWindow) -> None:
    def load(_progress: object) -> None:
        for name in AHEAD:
            import_module(name)

    window.dispatcher.read(window, load)


def _collect_again() -> None:
    gc.freeze()
    gc.enable()


def run(
    open_desk: Callable[[], Desk],
    settings: SettingsStore | None = None,
    given: Mapping[str, object] | None = None,
    keep_fault: Callable[[BaseException], object] | None = None,
    make_demo: Callable[[Progress], Sequence[str]] | None = None,
    tour: bool = False,
    sign_in: SigningIn | None = None,
    unlocking: Unlocking | None = None,
    copies: Copies | None = None,
) -> int:
    """Show the window, open the record behind it, and run until it is closed.  Returns Qt's exit code.  The garbage collector,
    which whoever starts the program may have put off, works again soon after.

    ``given`` is what the machine's policy sets; ``keep_fault`` writes down a fault nobody caught;
    ``make_demo`` builds the fictional authority and gives the program and words that open it; ``tour`` offers the
    tour, once; ``sign_in`` is used where a server wants a password, ``unlocking`` where a record is encrypted, ``copies``
    where a server cannot be reached.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("EHCP Desk")
    app.setApplicationDisplayName("EHCP Desk")
    kept = settings or FileSettings(window_file(), given)
    window = make_window(app, kept)
    window.beginning.make_demo = make_demo
    _report_faults(window, keep_fault)
    opening = Opening(window, open_desk, tour=tour, sign_in=sign_in, unlocking=unlocking, copies=copies)
    window.showMaximized() if kept.get("window/maximised", True) else window.show()
    QTimer.singleShot(0, opening.begin)
    QTimer.singleShot(SETTLED_MS, _collect_again)
    window.shown_page.connect(
        lambda _key: QTimer.singleShot(AHEAD_MS, window, partial(_load_ahead, window)),
        Qt.ConnectionType.SingleShotConnection,
    )
    code = app.exec()
    gc.enable()
    window.dispatcher.close()
    if opening.desk is not None:
        opening.desk.store.close()
    return code


def probe() -> int:
    """Build the window, paint it once without a record, and close it: what ``doctor`` asks of an installation."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    window = make_window(app, MemorySettings())
    window.show()
    painted = window.grab()
    window.dispatcher.close()
    return 0 if painted.width() and painted.height() else 1


def _report_faults(window: MainWindow, keep: Callable[[BaseException], object] | None) -> None:
    """An error nobody caught becomes a calm sentence, and is written down where that was asked for; where it was not,
    Python's own report goes on to the error stream."""
    usual = sys.excepthook
    window.messages.keep_fault = keep

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        if keep is None or not isinstance(error, Exception):
            usual(kind, error, trace)  # type: ignore[arg-type]
        if isinstance(error, Exception):
            window.messages.failed(error)

    sys.excepthook = hook
