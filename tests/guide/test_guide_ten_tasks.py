"""The ten commonest tasks: each done at the desk with exactly the keys that are listed, and shorter than in a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ehcp_desk.services.records.case_view import case_view
from tests.guide import ten_tasks_page
from tests.guide.hands import at_the_desk
from tests.guide.steps import Task, clicks, drive, strokes
from tests.guide.tasks import TEN

every_task = pytest.mark.parametrize("task", TEN, ids=[task.name for task in TEN])


@every_task
def test_a_task_is_done_with_the_keys_that_are_listed(
    qapp: QApplication, record: str, tmp_path: Path, task: Task
) -> None:
    with at_the_desk(record, task.who, tmp_path) as hands:
        if task.start:
            hands.window.open_case(case_view(hands.desk, task.start).case.id)
            hands.wait_for(task.start)
        drive(hands, task.ours)
        hands.rest()
        assert task.done(hands), [said for said in hands.said() if said]
        assert (hands.strokes, hands.clicks) == (strokes(task.ours), clicks(task.ours))


@every_task
def test_a_task_takes_fewer_keys_and_clicks_than_in_a_workbook(task: Task) -> None:
    assert strokes(task.ours) + clicks(task.ours) < strokes(task.sheet) + clicks(task.sheet)


def test_the_page_of_the_ten_tasks_says_what_is_driven_here() -> None:
    assert len(TEN) == 10
    assert ten_tasks_page.PAGE.read_text(encoding="utf-8") == ten_tasks_page.drawn(), (
        "run: python -m tests.guide.ten_tasks_page"
    )
