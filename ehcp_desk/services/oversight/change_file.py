"""A change file as it was read: rules and bank holidays that change the law, and closures of settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ehcp_desk.clock.changing import check_goes_on, closures_in, lay_over
from ehcp_desk.clock.closures import Closure
from ehcp_desk.clock.reading import RuleError
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import BadInput

LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ChangeFile:
    """A change as it was read: its file's name and its text."""

    name: str
    text: str

    def over(self, law: Ruleset) -> Ruleset:
        """``law`` with this change laid over it; ``law`` itself where the file holds closures alone.

        Raises BadInput, with file, rule, key and the near miss, where the change cannot be read, or a time limit would
        stop with nothing in its place.
        """
        try:
            then = lay_over(law, self.name, self.text, new=True)
            check_goes_on(law, then, self.name)
            return then
        except RuleError as wrong:
            raise BadInput(str(wrong)) from wrong

    @property
    def closures(self) -> tuple[Closure, ...]:
        """The closures in it.  Raises BadInput where one cannot be read."""
        try:
            return closures_in(self.name, self.text)
        except RuleError as wrong:
            raise BadInput(str(wrong)) from wrong


def read_change(path: Path) -> ChangeFile:
    """Read a file with a change.  Raises BadInput in one sentence where it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{path.name} is larger than a change to the law can be; choose a TOML file with rules.")
        return ChangeFile(path.name, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput(f"{path.name} is not a text file in UTF-8; a change to the law is a TOML file.") from None
    except OSError as fault:
        raise BadInput(f"{path.name} cannot be read: {fault.strerror}.") from fault
