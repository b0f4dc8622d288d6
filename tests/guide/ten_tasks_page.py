"""docs/ten-tasks.md, from the steps that the tests drive: ``python -m tests.guide.ten_tasks_page`` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.guide.steps import Act, Steps, Task, clicks, strokes
from tests.guide.tasks import TEN

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ten-tasks.md"
HEAD = """# The ten commonest tasks, counted

Written by `python -m tests.guide.ten_tasks_page` from the steps that `tests/guide/test_guide_ten_tasks.py` drives at the
real window, key by key; the test fails where a count is not what the window took.

- A key or a chord is one keystroke, each letter typed is one, a click is one click. Reading and waiting cost nothing.
- At the desk everything here is done from the keys; every step can be done with the mouse as well.
- The workbook is one that is kept well: *Tracker*, a row for each child, sorted, with filter arrows and due dates as
  formulas; *Contacts*, a row for each call; *Load*, which counts cases for each caseworker. It is open in Excel at the top
  of *Tracker*, every shortcut is known and nothing is mistyped. Its steps are counted, not driven.
- Where a case is in front of the person at the start, its row is in front of them in the workbook too.
- The same words are typed in both. What the workbook lacks after its steps is said beside them.
"""


def counted(steps: Steps) -> str:
    """``9 keys`` or ``5 keys, 3 clicks``."""
    keys, pressed = strokes(steps), clicks(steps)
    said = [f"{keys} key{'' if keys == 1 else 's'}"] if keys else []
    said += [f"{pressed} click{'' if pressed == 1 else 's'}"] if pressed else []
    return ", ".join(said)


def listed(steps: Steps) -> str:
    """The steps one after another."""
    return ", ".join(step.told for step in steps if step.act is not Act.DRAW)


def table() -> Iterator[str]:
    """The ten at a glance."""
    yield "| | Task | Desk | Workbook |"
    yield "|---|---|---|---|"
    for number, task in enumerate(TEN, 1):
        yield f"| {number} | {task.name} | {counted(task.ours)} | {counted(task.sheet)} |"
    ours, sheet = ([s for task in TEN for s in steps(task)] for steps in (lambda t: t.ours, lambda t: t.sheet))
    yield f"| | All ten | {counted(ours)} | {counted(sheet)} |"


def told(number: int, task: Task) -> Iterator[str]:
    """One task with its steps."""
    yield f"## {number}. {task.name}"
    yield ""
    if task.start:
        yield "The case is in front of you."
        yield ""
    yield f"- Desk, {counted(task.ours)}: {listed(task.ours)}."
    yield f"- Workbook, {counted(task.sheet)}: {listed(task.sheet)}. It still lacks {task.besides}."
    yield ""


def drawn() -> str:
    """The whole page."""
    tasks = [line for number, task in enumerate(TEN, 1) for line in told(number, task)]
    return "\n".join([HEAD, *table(), "", *tasks]).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(drawn(), encoding="utf-8")
