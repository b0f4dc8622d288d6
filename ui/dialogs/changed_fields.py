"""The draft of a form by its fields: what stands elsewhere than it did when the form was filled, from the record or empty."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import proxy

from ui.a11y import announce
from ui.dialogs.controls import Control, on_change, put_back, stands_at
from ui.dialogs.frame import DeskDialog

_SET = "="
"""Before the words of a changed field, so that one that was emptied is kept too."""
PUT_BACK = "What you wrote last time is put back; look at it before you save."


class ChangedFields:
    """The fields of a dialog, by name.  Until ``filled`` nothing counts as changed."""

    def __init__(self, dialog: DeskDialog, fields: Mapping[str, Control]) -> None:
        self._dialog, self._fields = proxy(dialog), dict(fields)  # the dialog holds this, and must go with its window
        self._filled: dict[str, str] = {}

    def filled(self, key: str, *about: int | str) -> Mapping[str, str]:
        """The form stands as it begins: put back what was changed last time and not saved, saying so, and keep from now on
        under ``key`` what is changed, about these cases by number or reference.  Returns what was kept."""
        if self._filled:
            return {}
        self._filled = {name: stands_at(field) for name, field in self._fields.items()}
        kept: Mapping[str, str] = self._dialog.keep_under(key, *about)
        for name, field in self._fields.items():
            if name in kept:
                put_back(field, kept[name].removeprefix(_SET))
        self._dialog.choose_again(kept)
        for field in self._fields.values():
            on_change(field, self._dialog.touched)
        if self.changed():
            say_put_back(self._dialog)
        return kept

    def changed(self) -> dict[str, str]:
        """What a draft keeps."""
        now = {name: stands_at(self._fields[name]) for name in self._filled}
        return {name: f"{_SET}{words}" for name, words in now.items() if words != self._filled[name]}


def keep_fields(dialog: DeskDialog, key: str, *about: int | str, **fields: Control) -> Mapping[str, str]:
    """Keep what is typed in these fields of a dialog, which stand as they begin, and put back what was typed last time.
    Returns what was kept, for choices that are only offered later."""
    dialog.drafted = ChangedFields(dialog, fields)
    return dialog.drafted.filled(key, *about)


def say_put_back(dialog: DeskDialog) -> None:
    """Say in a dialog that words of last time stand in it again."""
    dialog.note.setText(PUT_BACK)
    announce(dialog.note, PUT_BACK)
