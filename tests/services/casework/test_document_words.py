"""A document's words are read when it is filed, before the record is locked, and can be searched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.bootstrap import _read_document
from ehcp_desk.domain.errors import BadInput, Cancelled
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.casework.recording import Attachment, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.finding import find_cases, find_words

NOTE = NewFact("note", date(2026, 10, 30), note="See the report")


def test_the_words_of_a_filed_document_are_found(desk: Desk, maisie: str) -> None:
    reading = replace(desk, documents=_read_document)
    record(reading, maisie, NOTE, Attachment("report.txt", "Zoë plays the xylophone".encode()))
    (hit,) = find_words(desk, "zoe xylo", 5)
    assert (hit.ref, hit.filename, hit.passage) == (maisie, "report.txt", "report.txt Zoë plays the xylophone")
    assert find_words(desk, "xylophone", 5, maisie) == find_words(desk, "xylophone", 5)


def test_a_document_that_cannot_be_read_is_filed_with_a_sentence(desk: Desk, maisie: str) -> None:
    reading = replace(desk, documents=_read_document)
    record(reading, maisie, NOTE, Attachment("scan.pdf", b"%PDF-1.7 nothing"))
    (document,) = case_view(desk, maisie).documents
    assert "damaged" in document.unread
    assert [hit.document_id for hit in find_words(desk, "scan", 5)] == [document.id]


def test_reading_that_is_stopped_files_nothing(desk: Desk, maisie: str) -> None:
    def read(_content: bytes, _media: str, progress: Progress | None = None) -> object:
        assert progress is not None
        with desk.store.write("Thandi Mbeki", desk.now()):
            progress(1, 2, "Reading the document")  # nobody waits for the record meanwhile

    def stop(*_step: object) -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        record(replace(desk, documents=read), maisie, NOTE, Attachment("a.txt", b"a"), progress=stop)  # type: ignore[arg-type]
    assert case_view(desk, maisie).documents == ()


def test_two_children_of_one_name_are_told_apart(desk: Desk, maisie: str) -> None:
    found = find_cases(desk, "farrow", 5)
    assert [case.about for case in found] == ["born 14 March 2020 · Year 2 · Larkspur Primary · SEN/26118 · nobody yet"]
    assert find_cases(desk, " ", 5) == []


def test_searching_a_case_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="No case has the reference NOPE"):
        find_words(desk, "a", 5, "NOPE")
