"""``retention``: rules, what is due, holds, disposal and the certificate, each in words, JSON and exit codes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from db.store import open_store
from ehcp_desk.domain.people import Role
from tests.cli.conftest import Desk
from tests.support.records import NOW

OLD = "SEN/95001"


@pytest.fixture
def old(desk: Desk, tmp_path: Path) -> Desk:
    """A closed file of somebody who is 31, and a named person to dispose of it."""
    with closing(open_store(tmp_path / "desk.db", create=True)) as store, store.write("Bea Tindall", NOW) as work:
        work.add_officer("Bea Tindall", Role.MANAGER)
    asked = desk("request", OLD, "--set", "surname=Hushaby", "--set", "forenames=Wilfrid",
                 "--set", "born=1995-10-30", "--received", "2010-03-01", "--source", "parent")  # fmt: skip
    assert asked.code == 0, asked.err
    assert desk("record", OLD, "request_withdrawn", "--on", "2010-04-01").code == 0
    return desk


def test_the_rules_and_the_one_in_use(old: Desk) -> None:
    said = old("retention", "--json").json
    assert said["rule"] == "born_31" and {"born_25", "born_35"} <= {rule["id"] for rule in said["rules"]}
    assert all(rule["source"] and rule["certainty"] for rule in (*said["rules"], *said["longer"]))
    refused = old("retention", "--rule", "born_35")
    assert (refused.code, "Say why" in refused.err) == (2, True)
    assert old("retention", "--rule", "born_35", "--reason", "The schedule of May").code == 0
    assert old("retention", "--due", "--json").json["cases"] == []


def test_what_is_due_a_hold_and_lifting_it(old: Desk) -> None:
    (one,) = old("retention", "--due", "--json").json["cases"]
    assert (one["ref"], one["standing"], one["due"]) == (OLD, "due", "2026-10-30")
    held = old("retention", OLD, "--hold", "claim", "--reason", "A solicitor wrote", "--json").json
    (one,) = old("retention", "--due", "--json").json["cases"]
    assert one["standing"] == "held" and one["holds"][0]["reason"] == "A solicitor wrote"
    assert "A solicitor wrote" in old("retention", OLD).out
    refused = old("retention", OLD, "--dispose", "--reason", "its time is up")
    assert (refused.code, "held for claim" in refused.err) == (2, True)
    assert old("retention", OLD, "--lift", str(held["entry"]), "--reason", "Withdrawn").code == 0
    assert OLD in old("retention", "--due").out


def test_disposal_with_its_certificate_and_the_certificate_again(old: Desk, tmp_path: Path) -> None:
    out = tmp_path / "proof" / "certificate.pdf"
    done = old("retention", OLD, "--dispose", "--reason", "Agreed in October", "--out", str(out), "--json").json
    assert (done["ref"], done["by"], done["facts"]) == (OLD, "Bea Tindall", 2)
    assert all(out.with_suffix(suffix).stat().st_size for suffix in (".pdf", ".html", ".json"))
    assert old("case", OLD).code == 2
    assert [one["ref"] for one in old("retention", "--disposed", "--json").json["disposals"]] == [OLD]
    assert old("verify", "--json").json["ok"] is True
    assert old("verify", str(out)).code == 0
    again = tmp_path / "again.pdf"
    assert old("retention", OLD, "--certificate", "--out", str(again)).code == 0 and again.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("SEN/0",), "No case has the reference SEN/0"),
        (("--dispose",), "Name the case"),
        ((OLD, "--due"), "leave out the reference"),
        ((OLD, "--dispose"), "Say why"),
        ((OLD, "--hold", "whim", "--reason", "x"), "A hold is for one of"),
        ((OLD, "--lift", "77", "--reason", "x"), "No hold with the number 77"),
        ((OLD, "--certificate"), "Give a file"),
        ((OLD, "--certificate", "--out", "x.pdf"), "was disposed of here"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_exit_code_2(old: Desk, words: tuple[str, ...], sentence: str) -> None:
    refused = old("retention", *words)
    assert (refused.code, sentence in refused.err) == (2, True), refused.err


def test_nobody_in_particular_disposes_of_nothing(old: Desk) -> None:
    refused = old("retention", OLD, "--dispose", "--reason", "x", user="Whoever")
    assert (refused.code, "nobody in post is called Whoever" in refused.err) == (2, True)
    assert old("case", OLD).code == 0
