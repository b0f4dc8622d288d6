"""Rows held packed are the same rows, and a certificate written line by line is the same certificate."""

from __future__ import annotations

import json
import tracemalloc
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.importing import (
    Certificate,
    CertificateRow,
    ChildIdentity,
    KeptCell,
    Outcome,
    PlannedRow,
)
from ehcp_desk.domain.journal import canonical, digest
from ehcp_desk.domain.packed import Packed
from ehcp_desk.domain.packed_plans import packed_lines, packed_rows
from ehcp_desk.services.upkeep.certifying import write_certificates


@pytest.mark.parametrize("many", [0, 1, 255, 256, 257, 1000])
def test_a_packed_sequence_is_read_like_any_other(many: int) -> None:
    plain = [[f"row {n}", n, date(2026, 1, 1), None] for n in range(many)]
    packed = Packed(plain)
    assert len(packed) == many and list(packed) == plain and packed == plain
    assert packed[1:4] == plain[1:4] and packed[-3:] == plain[-3:]
    assert [packed[n] for n in reversed(range(many))] == plain[::-1]
    assert packed != [*plain, "more"]
    for beyond in (many, -many - 1):
        with pytest.raises(IndexError):
            packed[beyond]


def test_two_can_read_it_at_once() -> None:
    packed = Packed(range(1000))
    assert [pair for pair in zip(packed, packed, strict=True) if pair[0] != pair[1]] == []


def a_row(number: int) -> PlannedRow:
    asked = Fact("request_received", date(2026, 3, 3), MappingProxyType({"source": "parent"}))
    child = ChildIdentity("Quill", "Ada", date(2015, 5, 1), year_group=6) if number % 3 else None
    kept = (KeptCell("Comments", "Mum rang", "kept as written"),) if number % 2 else ()
    return PlannedRow(number, Outcome.HELD if number % 5 else Outcome.REJECTED, f"SEN/{number}", child, (asked,), None,
                      kept, ("no request date",), "M Thorne", "North", "SEN/1", "abc", "Live", bool(number % 2))  # fmt: skip


def test_a_planned_row_comes_out_as_it_went_in() -> None:
    rows = [a_row(number) for number in range(600)]
    packed = packed_rows()
    packed.extend(rows)
    assert list(packed) == rows
    assert packed[3].outcome is Outcome.HELD


def certificate(lines: int) -> Certificate:
    packed = packed_lines()
    said = 'A "quoted" word,\nand "rows":[] to mislead'
    packed.extend(CertificateRow(n, "held", f"SEN/{n}", "", said, "no date", "Live") for n in range(lines))
    return Certificate('a "rows":[] file.csv', "ff" * 32, lines, held=lines, rows=packed, notes=(said,))


@pytest.mark.parametrize("lines", [0, 1, 300])
def test_a_certificate_written_line_by_line_is_the_certificate(lines: int, tmp_path: Path) -> None:
    one, path = certificate(lines), tmp_path / "certificate.json"
    assert one.digest == digest(canonical(one.as_json()))
    write_certificates([one], path)
    assert path.read_text(encoding="utf-8") == json.dumps(one.as_json(), ensure_ascii=False, indent=2)
    write_certificates([one, one], path)
    assert path.read_text(encoding="utf-8") == json.dumps([one.as_json()] * 2, ensure_ascii=False, indent=2)


def test_writing_a_certificate_holds_no_more_for_more_lines(tmp_path: Path) -> None:
    def most(lines: int) -> int:
        one = certificate(lines)
        tracemalloc.start()
        try:
            write_certificates([one], tmp_path / "certificate.json")
            assert one.digest
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    most(10)
    assert most(6_000) < most(600) + 200_000
