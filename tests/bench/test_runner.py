"""The runner of the benches: rows are checked, a table is printed, and only a bench that did not run is a failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import __main__ as runner

ROW = {"name": "clock", "ours": 48.2, "limit": 21.9, "ratio": 2.2, "unit": "µs a case", "n": 20_000, "goal": 2.5}


def test_every_bench_is_found_and_can_be_named_either_way() -> None:
    found = runner.names()
    assert "bench_demo" in found
    assert runner.names(["demo"]) == runner.names(["bench_demo"]) == ["bench_demo"]


def test_a_bench_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert runner.main([str(tmp_path / "bench.json"), "--only", "nothing"]) == 1
    assert "there is no bench_nothing" in capsys.readouterr().err


def test_a_row_that_lacks_something_is_refused() -> None:
    with pytest.raises(runner.BenchFailed, match="'clock' lacks ratio, n"):
        runner.checked("bench_clock", [{k: v for k, v in ROW.items() if k not in ("ratio", "n")}])
    with pytest.raises(runner.BenchFailed, match="gave no rows"):
        runner.checked("bench_clock", [])


def test_the_table_says_whether_a_goal_is_met() -> None:
    lines = runner.table([ROW, {**ROW, "ratio": 2.6}, {**ROW, "goal": None}]).splitlines()
    assert lines[2].endswith("met") and "2.20x" in lines[2] and "20,000" in lines[2]
    assert lines[3].endswith("OVER")
    assert lines[4].endswith("–")


def test_a_bench_runs_in_its_own_process_and_its_rows_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "tests" / "bench"
    package.mkdir(parents=True)
    for name in ("__init__.py", "__main__.py"):
        (package / name).write_text((runner.HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    (package / "bench_good.py").write_text(f"def run():\n    print('chatter')\n    return [{ROW!r}]\n")
    (package / "bench_bad.py").write_text("def run():\n    raise ValueError('slow day')\n")
    monkeypatch.setattr(runner, "HERE", package)
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    out = tmp_path / "bench.json"
    assert runner.main([str(out)]) == 1
    told = capfd.readouterr()
    assert json.loads(out.read_text()) == [ROW]
    assert "clock" in told.out and "chatter" not in told.out
    assert "bench_bad failed" in told.err and "slow day" in told.err
    assert runner.main([str(out), "--only", "good"]) == 0
