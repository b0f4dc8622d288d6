"""Any bytes at all come to a book or one sentence, whatever kind of file they began as; found cases are kept beside."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.importing import KnownIndex
from ehcp_desk.exchange.document_text import WORD, document_text
from ehcp_desk.exchange.trackers import TrackerReader

DAY = date(2026, 11, 2)
KEPT = Path(__file__).parent.parent / "data" / "readers"
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
HEADS = ["Ref", "Surname", "First name", "DOB", "Date request received", "Status"]
_QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    for row in (HEADS, ["A1", "Whitlock", "Daisy", date(2017, 7, 28), date(2025, 6, 2), "=1+1"]):
        page.append(row)
    page.merge_cells("A4:B5")
    book.save(out)
    return out.getvalue()


def ods() -> bytes:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{head}</text:p></table:table-cell>' for head in HEADS
    )
    names = "".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0" ' for n in ("office", "table", "text"))
    body = (f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S"><table:table-row>'
            f"{cells}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", body)
    return out.getvalue()


CSV = (",".join(HEADS) + '\r\nA1,"Whitlock, ""Daisy""",x,28/07/2017,02/06/2025,\r\n').encode()
SEN2 = (b"<?xml version='1.0'?><Message><Header><CollectionDetails><Collection>SEN2</Collection><Year>2026</Year>"
        b"</CollectionDetails></Header><SEN2><Persons><Person><Surname>Moss</Surname></Person></Persons></SEN2>"
        b"</Message>")  # fmt: skip
SEEDS = (workbook(), ods(), CSV, CSV.decode().encode("utf-16"), CSV.decode().encode("utf-16-be"), SEN2)


def outcome(folder: Path, data: bytes) -> str:
    """What a file comes to: "plan", or its sentence.  Anything but those is what this test is looking for."""
    path = folder / "file.xlsx"
    path.write_bytes(data)
    reader = TrackerReader()
    try:
        reader.look(path, DAY)
        certificate = reader.plan(path, KnownIndex(), DAY).certificate
    except BadInput as bad:
        sentence = str(bad)
        assert sentence.endswith("."), sentence
        assert "\n" not in sentence
        return sentence
    assert certificate.balances
    return "plan"


def changed(data: bytes, random: Random, times: int) -> bytes:
    made = bytearray(data)
    for _ in range(times):
        place = random.randrange(len(made) or 1)
        act = random.randrange(4)
        if act == 0 and made:
            made[place] = random.randrange(256)
        elif act == 1:
            del made[place : place + random.randrange(1, 40)]
        elif act == 2:
            made[place:place] = bytes(random.randrange(256) for _ in range(random.randrange(1, 9)))
        else:
            made[place:place] = made[: random.randrange(1, 60)]
    return bytes(made)


def inside_changed(data: bytes, random: Random, times: int) -> bytes:
    """An archive that is sound but whose parts are not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = random.choice(old.namelist())
        for name in old.namelist():
            new.writestr(name, changed(old.read(name), random, times) if name == chosen else old.read(name))
    return out.getvalue()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=_QUIET)
@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False), st.integers(1, 12))
def test_changed_files_are_a_plan_or_a_sentence(tmp_path: Path, seed: bytes, random: Random, times: int) -> None:
    outcome(tmp_path, changed(seed, random, times))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=_QUIET)
@given(st.sampled_from(SEEDS[:2]), st.randoms(use_true_random=False), st.integers(1, 12))
def test_sound_archives_with_unsound_parts_are_a_plan_or_a_sentence(
    tmp_path: Path, seed: bytes, random: Random, times: int
) -> None:
    made = inside_changed(seed, random, times)
    outcome(tmp_path, made)
    document_text(made, WORD)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=_QUIET)
@given(st.lists(st.lists(st.text(max_size=12), min_size=6, max_size=6), max_size=6))
def test_any_words_in_the_cells_are_a_plan_or_a_sentence(tmp_path: Path, rows: list[list[str]]) -> None:
    lines = ["\t".join(HEADS), *("\t".join(cell.replace("\t", " ") for cell in row) for row in rows)]
    outcome(tmp_path, "\n".join(lines).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", sorted(path.name for path in KEPT.iterdir() if path.name != "README.md"))
def test_what_was_found_once_stays_answered(tmp_path: Path, name: str) -> None:
    assert outcome(tmp_path, (KEPT / name).read_bytes())
