"""A form that changes what is on the record: what stands elsewhere than the record has it is its draft."""

from __future__ import annotations

from collections.abc import Mapping

from ui.a11y import announce
from ui.dialogs.controls import Control, on_change, put_back, stands_at
from ui.dialogs.frame import DeskDialog

_SET = "="
"""Before the words of a changed field, so that one that was emptied is kept too."""
PUT_BACK = "What you wrote last time is put back; look at it before you save."


class ChangedFields:
    """The fields of a dialog, by name.  Until ``filled`` nothing counts as changed."""

    def __init__(self, dialog: DeskDialog, fields: Mapping[str, Control]) -> None:
        self._dialog, self._fields = dialog, dict(fields)
        self._filled: dict[str, str] = {}

    def filled(self, key: str, case_id: int) -> None:
        """The form stands as the record has it: put back what was changed last time and not saved, saying so, and keep from
        now on under ``key`` what is changed, about this case."""
        if self._filled:
            return
        self._filled = {name: stands_at(field) for name, field in self._fields.items()}
        kept = self._dialog.keep_under(key, case_id)
        for name, words in kept.items():
            if name in self._fields:
                put_back(self._fields[name], words.removeprefix(_SET))
        self._dialog.choose_again(kept)
        for field in self._fields.values():
            on_change(field, self._dialog.touched)
        if self.changed():
            self._dialog.note.setText(PUT_BACK)
            announce(self._dialog.note, PUT_BACK)

    def changed(self) -> dict[str, str]:
        """What a draft keeps."""
        now = {name: stands_at(self._fields[name]) for name in self._filled}
        return {name: f"{_SET}{words}" for name, words in now.items() if words != self._filled[name]}
