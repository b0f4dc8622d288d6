"""Check digits of the three numbers a child may carry: UPN, ULN and NHS number (sen2.md section 8).

A wrong check digit never rejects a child: the number is kept as written and the fault is said in one sentence.  Each
``*_fault`` function returns that sentence, or an empty text when the number is sound.
"""

from __future__ import annotations

import re
from operator import mul

# The letters a UPN may begin with, in order of remainder; I, O and S are not used.
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_TEN_DIGITS = re.compile(r"[0-9]{10}")
_PLACES = range(2, 14)
_OF_ZEROES = 48 * sum(_PLACES)  # the digits of a text are 48 more than what they stand for
_LETTER_VALUES = {letter: value for value, letter in enumerate(CHECK_LETTERS)}
_VALUES = {**{str(digit): digit for digit in range(10)}, **_LETTER_VALUES}


def plain_identifier(text: str) -> str:
    """The number as it is compared: upper case, without spaces or hyphens."""
    if text.isalnum() and text.isupper():
        return text
    return "".join(c for c in text.upper() if not c.isspace() and c != "-")


def upn_check_letter(rest: str) -> str:
    """The letter that belongs in front of characters 2 to 13 of a UPN.

    Each character is weighted by its place (2 to 13) and the sum divided by 23.  A letter in place 13, as temporary
    UPNs have, counts with its own value.  Raises ``ValueError`` when ``rest`` is not twelve usable characters.
    """
    if len(rest) == 12 and rest.isascii() and rest.isdigit():
        return CHECK_LETTERS[(sum(map(mul, rest.encode(), _PLACES)) - _OF_ZEROES) % 23]
    if len(rest) != 12 or any(c not in _VALUES for c in rest):
        raise ValueError(f"A UPN has twelve digits after its check letter; {rest!r} does not.")
    return CHECK_LETTERS[sum(_VALUES[c] * place for place, c in enumerate(rest, 2)) % 23]


def upn_fault(upn: str) -> str:
    """What is wrong with a UPN, as a sentence; empty when it is sound.  Temporary UPNs (last place a letter) pass."""
    if not _UPN.fullmatch(upn):
        return "A UPN is a letter and twelve digits; this is not."
    if upn[-1].isalpha() and upn[-1] not in _LETTER_VALUES:
        return f"A temporary UPN never ends in {upn[-1]}."
    wanted = upn_check_letter(upn[1:])
    return "" if upn[0] == wanted else f"The check letter is wrong: {upn[0]} should be {wanted}."


def uln_fault(uln: str) -> str:
    """What is wrong with a unique learner number, as a sentence; empty when it is sound."""
    if not _TEN_DIGITS.fullmatch(uln) or uln[0] == "0":
        return "A ULN is ten digits, the first not 0; this is not."
    return "" if _weighted(uln) % 11 == 10 else "The check digit of this ULN is wrong."


def nhs_fault(number: str) -> str:
    """What is wrong with an NHS number, as a sentence; empty when it is sound."""
    if not _TEN_DIGITS.fullmatch(number):
        return "An NHS number is ten digits; this is not."
    return "" if _weighted(number) % 11 == 0 else "The check digit of this NHS number is wrong."


def _weighted(digits: str) -> int:
    """Ten digits weighted 10 down to 1 and added, which both the ULN and the NHS rule start from."""
    return sum(int(digit) * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True))
