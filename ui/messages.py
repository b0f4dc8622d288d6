"""The one way to tell the user something: the status bar, a banner that stays, and the done bar with Undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ehcp_desk.domain.errors import Cancelled, DeskError

Act = Callable[[], object]
UNEXPECTED = "Something went wrong that the desk did not expect. Nothing was half-saved; what you wrote is still here."


@dataclass(frozen=True, slots=True)
class Banner:
    """Trouble that stays until it is over: what happened and what is safe, with one act that may mend it.

    ``details`` is for "Copy details" only: no codes are shown.
    """

    sentence: str
    act_words: str = ""
    act: Act | None = None
    details: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What was just done, said at the foot of the page, and the way back where there is one."""

    sentence: str
    undo: Act | None = None


class Messages(QObject):
    """Pages call these; the window shows them and says them aloud."""

    status_changed = Signal(str)
    saved_at = Signal(str)
    banner_changed = Signal(object)
    done_changed = Signal(object)
    spoken = Signal(str)
    keep_fault: Callable[[BaseException], object] | None = None
    """Writes down a fault of ours, where there is somebody to read it."""
    _last: Done | None = None

    def status(self, sentence: str) -> None:
        """A passing line in the status bar; an empty one takes away what it says, where that is no longer so."""
        self.status_changed.emit(sentence)

    def saved(self, time_words: str) -> None:
        """``Everything saved, 09:47`` in the status bar; give the time as ``09:47``."""
        self.saved_at.emit(time_words)

    def trouble(self, sentence: str, act_words: str = "", act: Act | None = None, details: str = "") -> None:
        """A banner that stays until ``over`` or the next trouble."""
        self.banner_changed.emit(Banner(sentence, act_words, act, details))
        self.spoken.emit(sentence)

    def warned(self, sentences: Sequence[str]) -> None:
        """What to know of what was just done: one sentence passes in the status bar; several do not fit there, and stay."""
        if len(sentences) == 1:
            self.status(sentences[0])
        elif sentences:
            self.trouble(" ".join(sentences))

    def over(self) -> None:
        """Take the banner away: the trouble has passed."""
        self.banner_changed.emit(None)

    def done(self, sentence: str, undo: Act | None = None) -> Done:
        """The done bar, until the next act or a minute, with Undo where ``undo`` is given; gives it for :meth:`more`."""
        self._last = Done(sentence, undo)
        self.done_changed.emit(self._last)
        self.spoken.emit(sentence)
        return self._last

    def more(self, done: Done, sentence: str) -> None:
        """What came of an act later, such as its papers: beside it on the done bar, with its way back, while nothing else was
        done; otherwise in the status bar, so that the way back stays that of the last act."""
        if done is self._last:
            self._last = Done(f"{done.sentence}. {sentence}", done.undo)
            self.done_changed.emit(self._last)
        else:
            self.status(sentence)
        self.spoken.emit(sentence)

    def failed(self, error: Exception) -> None:
        """Say an error: a desk error is already a sentence; anything else is a fault of ours and says so calmly."""
        if isinstance(error, Cancelled):
            self.status("Stopped. Nothing was changed.")
        elif isinstance(error, DeskError):
            self.trouble(str(error))
        else:
            if self.keep_fault is not None:
                self.keep_fault(error)
            self.trouble(UNEXPECTED, details=f"{type(error).__name__}: {error}")

    def say(self, sentence: str) -> None:
        """Say something to a screen reader only."""
        self.spoken.emit(sentence)
