"""The people who advise an assessment, in the word or two that a list has room for."""

from __future__ import annotations

from collections.abc import Mapping

from ehcp_desk.domain.terms import body_words

VIEWS = "Parents’ views"
_SHORT: Mapping[str, str] = {
    "parent": VIEWS,
    "parents": VIEWS,
    "education": "School",
    "early_years": "Early years",
    "psychology": "Psychology",
    "health": "Health",
    "social_care": "Social care",
    "speech_and_language": "Speech and language",
    "occupational_therapy": "Occupational therapy",
    "physiotherapy": "Physiotherapy",
    "sensory": "Hearing or vision",
    "adulthood": "Preparing for adulthood",
    "": "Adviser",
}


def adviser(body: str) -> str:
    """``Psychology``, ``Parents’ views``; a body there is no short word for is said as it was written."""
    return _SHORT.get(body) or body_words(body)


def advice_words(body: str) -> str:
    """``Psychology advice``, ``Parents’ views``."""
    words = adviser(body)
    return words if words == VIEWS else f"{words} advice"


def advice_inside(body: str) -> str:
    """The same inside a sentence: ``psychology advice``, ``the parents’ views``."""
    words = advice_words(body)
    inside = words[:1].lower() + words[1:]
    return f"the {inside}" if words == VIEWS else inside
