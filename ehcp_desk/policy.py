"""What the council's IT sets for every desk of a machine: one TOML file that only an administrator can write.

It gives defaults; a person's own choice in the window, an option or the environment comes before it.  Windows:
``C:\\ProgramData\\ehcp-desk\\policy.toml``; Linux: ``/etc/xdg/ehcp-desk/policy.toml``.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from platformdirs import site_config_path

from ehcp_desk.domain.errors import KnownFault

VARIABLE = "EHCP_DESK_POLICY"
THEMES = ("system", "light", "dark", "contrast")
LONGEST_LOCK = 240
_KINDS = {int: "a number", bool: "true or false", str: "words in quotation marks"}
ROOMS = ("today", "cases", "unassigned", "team", "returns")


@dataclass(frozen=True, slots=True)
class Policy:
    """``database`` is a path or URL; ``logs`` a folder; ``theme``, ``text_size`` (per cent), ``first_room`` and
    ``lock_minutes`` (0 is never) are what the window starts with; ``last_copy`` false lets no desk keep a copy of anybody's
    cases on this machine, even where the council allows it; ``source`` is the file it was read from, empty where there is
    none."""

    database: str = ""
    logs: str = ""
    theme: str = "system"
    text_size: int = 100
    first_room: str = "today"
    lock_minutes: int = 0
    last_copy: bool = True
    source: str = ""

    def window(self) -> Mapping[str, Any]:
        """What the window starts with, by the names its own settings have."""
        return {name: getattr(self, name) for name in ("theme", "text_size", "first_room", "lock_minutes")}


@lru_cache(maxsize=1)
def policy() -> Policy:
    """The policy of this machine, read once.  Raises KnownFault, in one sentence, for a file that cannot be followed."""
    path = policy_file()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Policy()
    except (OSError, UnicodeDecodeError) as wrong:
        raise KnownFault(
            f"The policy file {path} cannot be read ({wrong}); ask whoever looks after this machine."
        ) from None
    return read_policy(text, path)


def policy_file() -> Path:
    """Where the policy is looked for: the environment's choice, else the machine's own folder."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else site_config_path("ehcp-desk", appauthor=False) / "policy.toml"


def read_policy(text: str, path: Path) -> Policy:
    """A policy from its text.  Raises KnownFault naming file, key and what is allowed."""

    def wrong(what: str) -> KnownFault:
        return KnownFault(f"The policy file {path} {what}; ask whoever looks after this machine.")

    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise wrong(f"is not TOML: {error}") from None
    kinds = {field.name: type(field.default) for field in fields(Policy) if field.name != "source"}
    for key, value in said.items():
        if key not in kinds:
            raise wrong(f"sets '{key}', which is none of {', '.join(kinds)}")
        if type(value) is not kinds[key]:
            raise wrong(f"must set '{key}' to {_KINDS[kinds[key]]}")
    found = Policy(**said, source=str(path))
    for key, value, allowed in (("theme", found.theme, THEMES), ("first_room", found.first_room, ROOMS)):
        if value not in allowed:
            raise wrong(f"must set '{key}' to one of {', '.join(allowed)}")
    if not 90 <= found.text_size <= 150:
        raise wrong("must set 'text_size' to a number from 90 to 150")
    if not 0 <= found.lock_minutes <= LONGEST_LOCK:
        raise wrong(f"must set 'lock_minutes' to a number from 0 (never) to {LONGEST_LOCK}")
    return found
