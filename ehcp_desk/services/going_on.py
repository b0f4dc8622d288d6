"""Going on after a server went away in the middle of something: the same act again, exactly once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ehcp_desk.domain.errors import KnownFault, ServerGone
from ehcp_desk.ports.work import Patience, Store

T = TypeVar("T")
HALFWAY = (
    "The server stopped answering in the middle. What was saved before stands, and the rest was not; "
    "look what is there before you do it again."
)


def go_on(store: Store, act: Callable[[], T], patience: Patience) -> T:
    """Do ``act``, and again from its beginning while the server is gone and patience lasts.

    The store raises ServerGone only where it knows that the unit of work left nothing behind, so nothing is done twice.
    An act of several units of work of which some were saved is not begun again: KnownFault, as is a save of which
    nobody can say whether it was made.  Only one thread may save through ``store`` meanwhile.
    """
    while True:
        saved_before = store.saves
        try:
            return act()
        except ServerGone as gone:
            if store.saves != saved_before:
                raise KnownFault(HALFWAY) from gone
            if gone.unsure or not patience(gone):
                raise
