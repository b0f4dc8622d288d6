"""Writing that runs right to left, put in the order and the shapes in which it is drawn.

Enough for a name or a sentence in Hebrew, Arabic, Persian or Urdu letters on a page that is otherwise English: letters
join within a word, words stand right to left within their stretch.  Numbers inside such a stretch keep their order.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_FORMS = {"<isolated>": 0, "<final>": 1, "<initial>": 2, "<medial>": 3}
_LAM = "\u0644"


def runs_right_to_left(text: str) -> bool:
    """True where a word has a letter of a right-to-left script."""
    return any("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufefc" for c in text) and any(
        unicodedata.bidirectional(c) in ("R", "AL") for c in text
    )


@lru_cache(maxsize=1)
def _shapes() -> dict[str, dict[int, str]]:
    """Letter (or lam with alef) -> its isolated, final, initial and medial shapes, from the Unicode data itself."""
    shapes: dict[str, dict[int, str]] = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)):
        form, *letters = unicodedata.decomposition(chr(code)).split(" ")
        base = "".join(chr(int(letter, 16)) for letter in letters)
        if form in _FORMS and (len(base) == 1 or base[0] == _LAM):
            shapes.setdefault(base, {})[_FORMS[form]] = chr(code)
    return shapes


def drawn_order(word: str) -> str:
    """A right-to-left word as it is drawn from the left: joined shapes, reversed, numbers kept as they read."""
    shaped = _joined(word)
    drawn: list[str] = []
    for letter in shaped:
        number = unicodedata.bidirectional(letter) in ("EN", "AN")
        if (number and drawn and drawn[0][-1].isdigit()) or (unicodedata.combining(letter) and drawn):
            drawn[0] += letter
        else:
            drawn.insert(0, unicodedata.normalize("NFC", _MIRROR.get(letter, letter)))
    return "".join(drawn)


_MIRROR = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))


def _joined(word: str) -> str:
    shapes = _shapes()
    letters: list[str] = []
    for letter in word:
        if letters and letters[-1] == _LAM and _LAM + letter in shapes:
            letters[-1] += letter
        else:
            letters.append(letter)
    bases = [i for i, letter in enumerate(letters) if not unicodedata.combining(letter[0])]
    out = list(letters)
    for place, at in enumerate(bases):
        before = shapes.get(letters[bases[place - 1]], {}) if place else {}
        after = shapes.get(letters[bases[place + 1]], {}) if place + 1 < len(bases) else {}
        own = shapes.get(letters[at], {})
        # A letter reaches back to one that has an initial shape, and on to one that has a final shape.
        back, on = 2 in before and 1 in own, 2 in own and 1 in after
        out[at] = own.get(back + 2 * on) or own.get(int(back)) or letters[at]
    return "".join(out)
