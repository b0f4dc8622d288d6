"""Whatever is changed in an exported record, its checker notices: every field, value, line and byte."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from db.store import open_store
from ehcp_desk.assets import check_record
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.exporting import export_record
from tests.services.records.test_record_export import Line, with_neighbours


@cache
def sound() -> tuple[Line, ...]:
    """The lines of a sound record."""
    with TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "r.db"), create=True)
        desk = Desk(store, Ruleset.load(), "Joy Addo", Calendar(date(2026, 10, 30)))
        with_neighbours(desk)
        export_record(desk, "SEN/26118", Path(folder) / "out")
        store.close()
        return tuple(map(json.loads, (Path(folder) / "out" / "record.jsonl").read_text(encoding="utf-8").splitlines()))


def agrees(lines: list[Line]) -> bool:
    """What the checker says of these lines, with the last line made to fit, as somebody clever would."""
    body = "".join(f"{check_record.canonical(line)}\n" for line in lines if line.get("line") != "end").encode()
    end = {"line": "end", "lines": len(lines) - 1, "sha256": hashlib.sha256(body).hexdigest()}
    return bytes_agree(body + f"{check_record.canonical(end)}\n".encode())


def bytes_agree(data: bytes) -> bool:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.jsonl"
        path.write_bytes(data)
        return all(ok for _, ok, _ in check_record.check(str(path)))


def changed(value: Any) -> Any:
    """Another value of the same sort."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1") if value else "x"
    if isinstance(value, list):
        return [changed(value[0]), *value[1:]]
    return {**value, "sha256": changed(value["sha256"])} if isinstance(value, dict) else "x"


def test_the_sound_record_agrees() -> None:
    assert agrees(list(sound()))


def test_every_field_of_every_line_is_proved() -> None:
    for place, line in enumerate(sound()[:-1]):
        for name in line:
            lines = copy.deepcopy(list(sound()))
            lines[place][name] = changed(line[name])
            assert not agrees(lines), (place, name)


def test_words_changed_inside_what_an_entry_says_are_noticed() -> None:
    """The payload stays sound JSON with its seals as they were: only its own digest tells."""
    lines = copy.deepcopy(list(sound()))
    told = [line for line in lines if line["line"] == "entry" and "Slip" in (line["payload"] or "")]
    assert told
    told[0]["payload"] = told[0]["payload"].replace("Slip", "Slap")
    assert not agrees(lines)


def test_every_value_of_every_fact_is_proved() -> None:
    for place, line in enumerate(sound()):
        for spot in range(len(line.get("fact", ()))):
            lines = copy.deepcopy(list(sound()))
            lines[place]["fact"][spot] = changed(line["fact"][spot])
            assert not agrees(lines), (place, spot)


TAMPERING: dict[str, Callable[[list[Line], int, int], None]] = {
    "taken out": lambda lines, one, _two: lines.__delitem__(one),
    "doubled": lambda lines, one, two: lines.insert(two, lines[one]),
    "moved": lambda lines, one, two: lines.insert(two, lines.pop(one)),
    "added to": lambda lines, one, _two: lines[one].update(more="x"),
    "emptied": lambda lines, one, _two: lines[one].clear(),
}


@given(st.sampled_from(sorted(TAMPERING)), st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=150)
def test_lines_taken_out_moved_doubled_or_added_to_are_noticed(how: str, one: int, two: int) -> None:
    lines = copy.deepcopy(list(sound()))
    TAMPERING[how](lines, one % (len(lines) - 1), two % (len(lines) - 1))
    if lines != list(sound()):
        assert not agrees(lines)


@given(st.integers(0, 10**6), st.integers(1, 255))
@settings(max_examples=150)
def test_any_byte_changed_is_noticed(place: int, by: int) -> None:
    data = bytearray("".join(f"{check_record.canonical(line)}\n" for line in sound()).encode())
    assert bytes_agree(bytes(data))
    data[place % len(data)] ^= by
    assert not bytes_agree(bytes(data))


def sealed_by(entry: Line) -> set[int]:
    """The facts an entry sealed."""
    said = json.loads(entry["payload"]).get("sealed") if entry["line"] == "entry" and entry["payload"] else None
    return set(check_record.in_ranges(said["facts"])) if said else set()


def without(lines: list[Line], numbers: set[int]) -> list[Line]:
    return [line for line in lines if line["line"] != "fact" or line["fact"][0] not in numbers]


def test_an_entry_emptied_so_that_its_facts_can_be_altered_is_noticed() -> None:
    """A file is only ever disposed of whole, so an entry of a record that can be handed over says what it said."""
    lines = copy.deepcopy(list(sound()))
    for line in lines:
        if sealed_by(line):
            line["payload"] = None
    for line in lines:
        if line["line"] == "fact":
            line["fact"][4] = "invented"
    assert not agrees(lines)


def test_the_front_of_the_chain_cut_off_is_noticed_whoever_it_is_headed_as() -> None:
    for kept in range(1, sum(line["line"] == "entry" for line in sound())):
        lines = copy.deepcopy(list(sound()))
        place = [n for n, line in enumerate(lines) if line["line"] == "entry"][kept]
        gone: set[int] = set().union(*map(sealed_by, lines[1:place]))
        front = {**lines[0], "ref": "SEN/26999"}
        listed = [line for line in lines[place:] if line["line"] != "document" or kept < 4]
        assert not agrees([front, *without(listed, gone)]), kept
        assert not agrees([lines[0], *without(listed, gone)]), kept


def test_an_entry_of_the_case_disguised_as_one_of_another_is_noticed() -> None:
    for place, entry in enumerate(sound()):
        if entry["line"] != "entry":
            continue
        case = str(entry["case"])
        private = (str(entry["seq"]), entry["at"], entry["actor"], case, entry["kind"], entry["payload_digest"], "")
        state, length, tail = check_record.middle_of("\x1f".join(private))
        link = {
            "line": "link",
            "seq": entry["seq"],
            "state": state,
            "length": length,
            "tail": tail,
            "hash": entry["hash"],
        }
        lines = copy.deepcopy(list(sound()))
        lines[place] = link
        if entry["kind"] == "document_filed":
            lines = [line for line in lines if line["line"] != "document"]
        assert not agrees(without(lines, sealed_by(entry))), entry["kind"]


def test_a_record_of_the_first_form_is_not_called_whole() -> None:
    lines = copy.deepcopy(list(sound()))
    lines[0]["format"] = 1
    assert not agrees(lines)


def test_cut_short_anywhere_is_noticed() -> None:
    data = "".join(f"{check_record.canonical(line)}\n" for line in sound()).encode()
    assert not any(bytes_agree(data[:length]) for length in range(0, len(data), 97))
