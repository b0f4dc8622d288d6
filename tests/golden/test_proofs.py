"""No sentence of a proof changes unseen."""

from __future__ import annotations

from itertools import groupby

import pytest

from tests.golden.proofs import CASES, PROOFS, lines
from tests.support.clock_facts import LAW


def by_case(text: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for case, group in groupby(text, key=_Latest()):
        found[case] = list(group)
    return found


class _Latest:
    """The heading a line stands under."""

    heading = ""

    def __call__(self, line: str) -> str:
        if line.startswith("=== "):
            self.heading = line
        return self.heading


@pytest.fixture(scope="module")
def now() -> dict[str, list[str]]:
    return by_case(list(lines(LAW)))


KEPT = by_case(PROOFS.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("shows", [f"=== {shows}, asked on {on}" for shows, on, _, _ in CASES])
def test_the_proof_reads_as_it_did(now: dict[str, list[str]], shows: str) -> None:
    assert now[shows] == KEPT[shows], "python -m tests.golden.proofs writes the file again; read what changed"


def test_every_kept_proof_is_of_a_case_there_still_is(now: dict[str, list[str]]) -> None:
    assert list(now) == list(KEPT)
