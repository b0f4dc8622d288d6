"""``law`` on the command line: the shape of a preview, and the acts that change a record's law."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.clock.loading import packaged_texts
from ehcp_desk.services.upkeep.council import Council, change_council
from tests.cli.conftest import Desk

ROYAL = '[[once]]\non = 2026-11-06\nname = "Royal day"\nlaw = "Royal proclamation"\n'


@pytest.fixture
def shorter(tmp_path: Path) -> str:
    """A file in which the final plan has eighteen weeks."""
    text = packaged_texts()["assessment.toml"]
    start = text.index('[[rule]]\nid = "A_FINAL_PLAN"')
    end = text.find("[[rule]]", start + 5)
    file = tmp_path / "eighteen.toml"
    file.write_text(text[start : end if end > 0 else None].replace("weeks = 20", "weeks = 18"), encoding="utf-8")
    return str(file)


def test_a_preview_has_the_shape_scripts_rely_on_and_changes_nothing(westmarsh: Desk, shorter: str) -> None:
    before = westmarsh("cases", "--json").json
    found = westmarsh("law", "preview", shorter, "--json").json
    live = westmarsh("cases", "--scope", "live", "--json").json["total"]
    assert (found["cases"], found["ruleset_now"][:18]) == (live, "england@2026-09-01")
    assert found["ruleset_then"].startswith("england@2026-09-01+eighteen#")
    assert found["moved"]
    for line in found["moved"]:
        assert {"ref", "rule", "subject", "due_now", "due_then", "days", "state_now", "state_then", "responsible"} <= (
            line.keys()
        )
        assert (line["rule"], line["days"]) == ("A_FINAL_PLAN", -14)
        assert line["responsible"]
    words = westmarsh("law", "preview", shorter)
    assert f"{len(found['moved'])} live dates of {live} live cases would move" in words.out
    assert westmarsh("cases", "--json").json == before


def test_a_change_is_applied_listed_used_and_withdrawn(westmarsh: Desk, shorter: str) -> None:
    moved = {m["ref"]: m for m in westmarsh("law", "preview", shorter, "--json").json["moved"]}
    ref = next(r for r, m in moved.items() if m["state_now"] == "running")

    def due() -> str:
        deadlines = westmarsh("case", ref, "--json").json["deadlines"]
        return str(next(d["due"] for d in deadlines if d["rule"] == "A_FINAL_PLAN"))

    done = westmarsh("law", "apply", shorter, "--reason", "The Regulations changed", "--json").json
    assert set(moved) <= set(done["changed"])
    assert due() == moved[ref]["due_then"]
    listed = westmarsh("law", "list", "--json").json
    assert [(c["name"], c["by"], c["reason"]) for c in listed["changes"]] == [
        ("eighteen.toml", "Bea Tindall", "The Regulations changed")
    ]
    assert "Applied to this record on 30 October 2026 by Bea Tindall: eighteen.toml." in westmarsh("law", "list").out
    assert westmarsh("law", "show", "A_FINAL_PLAN", "--json").json["versions"][0]["amount"] == 18
    assert westmarsh("verify").code == 0
    assert westmarsh("law", "withdraw", "eighteen.toml", "--reason", "Not in force yet").code == 0
    assert due() == moved[ref]["due_now"]
    assert westmarsh("law", "list", "--json").json["changes"] == []
    assert westmarsh("verify").code == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("preview", "{folder}/gone.toml"), 2, "gone.toml cannot be read"),
        (("preview", "{folder}/typo.toml"), 2, "typo.toml: unknown key 'onse'; did you mean 'once'"),
        (("apply", "{folder}/royal.toml"), 2, "--reason"),
        (("apply", "{folder}/royal.toml", "--reason", " "), 2, "Say why"),
        (("withdraw", "royal", "--reason", "Gone"), 2, "No change called royal is applied to this record"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    westmarsh: Desk, tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "typo.toml").write_text(ROYAL.replace("once", "onse"), encoding="utf-8")
    (tmp_path / "royal.toml").write_text(ROYAL, encoding="utf-8")
    answer = westmarsh("law", *(word.format(folder=tmp_path) for word in words))
    assert (answer.code, says in answer.err) == (code, True), answer.err
    assert answer.err.count("\n") == 1


def test_a_preview_needs_a_record(desk: Desk, shorter: str) -> None:
    assert desk("law", "preview", shorter).code == 3
    assert desk("law", "list").code == 0, "the shipped rules need none"
    assert "For example: Request received on Friday 30 October 2026" in desk("law", "show", "A_FINAL_PLAN").out


def test_the_cautious_date_is_given_only_where_the_council_shows_it(westmarsh: Desk, tmp_path: Path) -> None:
    ref = westmarsh("cases", "--limit", "1", "--json").json["cases"][0]["ref"]
    assert all(d["cautious"] is None for d in westmarsh("case", ref, "--json").json["deadlines"])
    desk = open_desk(str(tmp_path / "desk.db"), "Bea Tindall")
    change_council(desk, Council("Westmarsh Council", cautious=True))
    desk.store.close()
    shown = [d for d in westmarsh("case", ref, "--json").json["deadlines"] if d["cautious"]]
    assert shown
    for d in shown:
        assert d["cautious"] < d["due"] and d["state"] in ("running", "overdue")


def test_an_order_is_listed_until_it_is_carried_out(westmarsh: Desk) -> None:
    def waiting() -> list[str]:
        return [case["ref"] for case in westmarsh("cases", "--orders-not-started", "--json").json["cases"]]

    ref = westmarsh("cases", "--scope", "plans", "--limit", "1", "--json").json["cases"][0]["ref"]
    assert ref not in waiting()
    ordered = ("record", ref, "tribunal_order", "--on", "2026-10-20", "--set", "order=amend_contents")
    assert westmarsh(*ordered).code == 0
    assert waiting() == [ref]
    assert westmarsh("record", ref, "amended_plan_sent", "--on", "2026-10-29").code == 0
    assert waiting() == []
