"""What can go wrong that a person can act on.  Each carries one sentence and never a child's data it need not."""

from __future__ import annotations

from dataclasses import dataclass


class DeskError(Exception):
    """The family of errors the desk shows as one sentence.  ``exit_code`` is the command line's (contract 1)."""

    exit_code = 2


class BadInput(DeskError):
    """What was typed, read or asked for cannot be used."""


class NotAllowed(DeskError):
    """The person may not do this."""

    exit_code = 4


class PassphraseWanted(NotAllowed):
    """The record is encrypted, and nothing given so far opens it."""


class ReasonWanted(NotAllowed):
    """The person may open this restricted case once they have said why."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"{ref} is restricted: say why you open it, with case {ref} --reason TEXT; the reason is kept."
        )
        self.ref = ref


class KnownFault(DeskError):
    """The world is at fault: no database, locked, disk full, server gone."""

    exit_code = 3


class Unreadable(KnownFault):
    """Something on the record is not what its column holds: damaged, or changed by another program."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The record holds {what} that cannot be read: it was damaged, or changed by another program. See which "
            "case with: ehcp-desk verify. Restore the last backup, or save what can be read with: ehcp-desk salvage FILE "
            "--out NEW.db."
        )


class SignInWanted(KnownFault):
    """The team's server wants a name and password it can believe."""


class ServerGone(KnownFault):
    """The team's server does not answer.  Nothing was saved, so the same act may safely be done again.

    ``unsure`` where the connection broke in the very moment of saving and nobody could yet be asked whether it was.
    """

    def __init__(self, sentence: str, unsure: bool = False) -> None:
        super().__init__(sentence)
        self.unsure = unsure


class Cancelled(DeskError):
    """Somebody pressed Stop; nothing was half-saved."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Clash:
    """One field two people changed: what the record holds now and what this person wanted."""

    field: str
    theirs: str
    yours: str


class Conflict(DeskError):
    """Somebody else changed the case first.  Names who, when and what (DESIGN.md, Promises of the store)."""

    exit_code = 5

    def __init__(self, sentence: str, who: str = "", when: str = "", clashes: tuple[Clash, ...] = ()) -> None:
        super().__init__(sentence)
        self.who = who
        self.when = when
        self.clashes = clashes
