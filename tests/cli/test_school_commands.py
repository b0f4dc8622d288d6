"""School and reviews by command: the board, the cases of a figure, the paper, and what ``case`` tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Desk


@pytest.fixture
def demo(built: Path, tmp_path: Path, desk: Desk) -> Desk:
    (tmp_path / "desk.db").write_bytes(built.read_bytes())
    return desk


def test_every_figure_of_the_board_opens_as_many_cases_as_it_says(demo: Desk) -> None:
    board = demo("reviews", "--json").json
    assert board["plans"] == demo("cases", "--scope", "plans", "--json").json["total"]
    counted = [figure for figure in board["figures"] if figure["cases"]]
    assert len(counted) > 5
    for figure in counted:
        found = demo("reviews", figure["key"], "--json").json
        assert (found["total"], len(found["cases"])) == (figure["cases"], figure["cases"])
        assert {"ref", "name", "owner", "responsible", "day"} <= set(found["cases"][0])
    assert f"{board['plans']} plans in place" in demo("reviews").out
    refused = demo("reviews", "nothing_of_this")
    assert refused.code == 2 and "no figure called nothing_of_this" in refused.err


def test_the_board_is_printed_with_its_seal_and_known_again(demo: Desk, tmp_path: Path) -> None:
    out, page = tmp_path / "reviews.pdf", tmp_path / "reviews.html"
    answer = demo("reviews", "--out", str(out), "--html", str(page), "--json")
    assert answer.code == 0 and answer.json["seal"]
    assert out.read_bytes().startswith(b"%PDF") and "Reviews overdue" in page.read_text(encoding="utf-8")
    assert demo("verify", str(out)).code == 0
    assert demo("reviews", "--team", "Nowhere").code == 2


def test_a_case_tells_its_places_status_reviews_and_moves(demo: Desk) -> None:
    listed = demo("reviews", "no_worker", "--json").json["cases"]
    ref = next(case["ref"] for case in listed if not case["ref"].startswith("DEMO"))
    told = demo("case", ref, "--json").json
    assert {"what": "worker", "words": "No transition worker named"} in told["still_to_record"]
    assert told["placements"] and told["placements"][0]["now"]
    begin = ("record", ref, "education_status", "--on", "2026-10-05")
    assert demo(*begin, "--set", "status=awaiting", "--set", "source=Mother").code == 0
    assert (
        demo(
            "record", ref, "transition_lead", "--on", "2026-10-06", "--set", "role=worker", "--set", "name=A Stell"
        ).code
        == 0
    )
    after = demo("case", ref, "--json").json
    assert after["education_status"][0] | {"entry": 0} == {
        "entry": 0, "status": "awaiting", "words": "Awaiting a placement", "from": "2026-10-05", "until": None,
        "source": "Mother", "days": 25, "not_full_time": True}  # fmt: skip
    assert "worker" not in [one["what"] for one in after["still_to_record"]]
    assert after["next_review"]["due"] == told["next_review"]["due"]
    words = demo("case", ref).out
    assert "awaiting a placement since 5 October 2026" in words and "Next review due:" in words


def test_the_action_register_answers_and_is_printed(demo: Desk, tmp_path: Path) -> None:
    every = demo("actions", "--show", "all", "--json").json
    open_ = demo("actions", "--json").json
    closed = demo("actions", "--show", "closed", "--json").json
    assert every["total"] == open_["total"] + closed["total"] and closed["total"] > 0
    assert all(one["owner"] and one["done"] is None for one in open_["actions"])
    assert all(one["done"] for one in closed["actions"])
    out = tmp_path / "actions.pdf"
    assert demo("actions", "--show", "closed", "--out", str(out)).code == 0
    assert out.read_bytes().startswith(b"%PDF")
    ref = closed["actions"][0]["ref"]
    made = ("record", ref, "promise_made", "--on", "2026-10-01", "--set", "due=2026-10-15", "--set", "to=Mother", "--set",
            "source=order", "--note", "Put the therapist in place")  # fmt: skip
    assert demo(*made).code == 0
    late = demo("actions", "--show", "overdue", "--json").json["actions"]
    mine = next(one for one in late if one["what"] == "Put the therapist in place")
    assert (mine["source"], mine["days_late"], mine["ref"]) == ("order", 15, ref)
