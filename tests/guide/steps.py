"""Steps of a person at a desk or at a spreadsheet, in one language, so that both are counted by the same rule.

A key or a chord is one keystroke, a letter typed is one, a click is one click; reading and waiting cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from tests.guide.hands import Hands


class Act(StrEnum):
    """What a step is; the value is how it is written in the list of steps."""

    PRESS = "{}"
    TYPE = "type “{}”"
    CLICK = "click {}"
    ANSWER = "Enter in “{}”"
    SEE = "see “{}”"
    DRAW = "picture {}"


@dataclass(frozen=True, slots=True)
class Step:
    """``words`` are the key, what is typed, what is clicked, the title of the system's question or what is waited for.

    ``times`` is how often the key is pressed."""

    act: Act
    words: str
    times: int = 1

    @property
    def strokes(self) -> int:
        """Keystrokes it costs."""
        each = {Act.TYPE: len(self.words), Act.PRESS: 1, Act.ANSWER: 1}.get(self.act, 0)
        return each * self.times

    @property
    def clicks(self) -> int:
        """Clicks it costs."""
        return self.times if self.act is Act.CLICK else 0

    @property
    def told(self) -> str:
        """The step as it is written: ``Tab three times``, ``type “Ada” (3)``."""
        words = self.act.value.format(self.words)
        if self.act is Act.TYPE and self.strokes > 1:
            words += f" ({self.strokes})"
        return words if self.times == 1 else f"{words} × {self.times}"


def press(*keys: str) -> list[Step]:
    """One key or chord after another; the same one running is written once."""
    found: list[Step] = []
    for key in keys:
        if found and found[-1].words == key:
            found[-1] = Step(Act.PRESS, key, found[-1].times + 1)
        else:
            found.append(Step(Act.PRESS, key))
    return found


def typed(words: str) -> list[Step]:
    """Words typed."""
    return [Step(Act.TYPE, words)]


def click(*things: str) -> list[Step]:
    """Clicks, one after another."""
    return [Step(Act.CLICK, thing) for thing in things]


def answer(title: str) -> list[Step]:
    """Enter in the system's question for a file or folder, which the step before it opens."""
    return [Step(Act.ANSWER, title)]


def see(words: str) -> list[Step]:
    """What is waited for before the next key."""
    return [Step(Act.SEE, words)]


def draw(name: str) -> list[Step]:
    """A picture for the guide, which names it."""
    return [Step(Act.DRAW, name)]


Steps = list[Step]


@dataclass(frozen=True, slots=True)
class Task:
    """One of the ten: by whom, the same thing at both, and what shows that the desk did it.

    ``start`` is the case in front of the person at the start (its row, in the workbook); empty for none.
    ``done`` is asked of the desk afterwards.  ``besides`` says what the workbook still lacks after its steps.
    """

    name: str
    who: str
    ours: Steps
    sheet: Steps
    besides: str
    done: Callable[[Hands], bool]
    start: str = ""


def strokes(steps: Iterable[Step]) -> int:
    """Keystrokes of them all."""
    return sum(step.strokes for step in steps)


def clicks(steps: Iterable[Step]) -> int:
    """Clicks of them all."""
    return sum(step.clicks for step in steps)


def drive(hands: Hands, steps: Iterable[Step]) -> None:
    """Do the steps at the desk.  Raises TimeoutError where what is to be seen does not come."""
    for step in steps:
        match step.act:
            case Act.PRESS:
                for _ in range(step.times):
                    hands.press(step.words)
            case Act.TYPE:
                hands.type(step.words)
            case Act.SEE:
                hands.wait_for(step.words)
            case Act.DRAW:
                hands.draw(step.words)
            case Act.ANSWER:
                assert hands.asked[-1:] == [step.words]
            case Act.CLICK:
                raise NotImplementedError("the ten need no mouse at the desk")
