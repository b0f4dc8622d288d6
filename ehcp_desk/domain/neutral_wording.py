"""Hints where an entry is not worded neutrally (tribunal.md 4.3): the words, why, and what could stand instead.

The words are data (``rules/wording/neutral.toml``).  A hint never refuses anything, and says nothing of quoted words.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)")


@dataclass(frozen=True, slots=True)
class Hint:
    """One place: the words as they stand, why they are seldom neutral, and what could stand instead (may be empty)."""

    words: str
    why: str
    instead: str = ""

    @property
    def sentence(self) -> str:
        """``“failed to”: it blames; … Perhaps: did not.``"""
        return f"“{self.words}”: {self.why}{f' Perhaps: {self.instead}.' if self.instead else ''}"


def hints(text: str) -> tuple[Hint, ...]:
    """The hints for a text in the order of its words, each phrase once; none for words in quotation marks."""
    if not text:
        return ()
    pattern, rules = _rules()
    found: dict[str, Hint] = {}
    for match in pattern.finditer(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)):
        why, instead = rules[" ".join(match[0].casefold().split())]
        found.setdefault(match[0].casefold(), Hint(match[0], why, instead))
    return tuple(found.values())


@lru_cache(maxsize=1)
def _rules() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """One pattern for every phrase, and what to say of each."""
    text = (files("ehcp_desk.rules") / "wording" / "neutral.toml").read_text(encoding="utf-8")
    rules = {
        phrase: (entry["why"], entry.get("instead", ""))
        for entry in tomllib.loads(text)["loaded"]
        for phrase in entry["phrases"]
    }
    longest_first = sorted(rules, key=len, reverse=True)
    words = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    return re.compile(rf"(?<![\w’-])(?:{words})(?![\w’-])", re.IGNORECASE), rules
