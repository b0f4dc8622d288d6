"""A long JSON text a value at a time."""

from __future__ import annotations

import json
import tracemalloc
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp_desk.exchange.json_values import BadCase, read_values

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(st.text(), JSON, max_size=3), max_size=4)


class Dripping(StringIO):
    """Gives no more than a few characters at a time, as a slow pipe does, and counts them."""

    def __init__(self, text: str, drop: int) -> None:
        super().__init__(text)
        self.drop, self.given = drop, 0

    def read(self, size: int | None = -1) -> str:
        got = super().read(self.drop)
        self.given += len(got)
        return got


def values(text: str, drop: int = 1 << 16) -> tuple[list[tuple[int, Any]], bool]:
    found, many = read_values(Dripping(text, drop))
    return list(found), many


@given(OBJECTS, st.integers(1, 40), st.sampled_from([None, 1, "\t"]), st.booleans())
@settings(max_examples=80)
def test_a_list_is_read_whole_wherever_it_is_cut(items: list[Any], drop: int, indent: Any, plain: bool) -> None:
    found, many = values(json.dumps(items, indent=indent, ensure_ascii=plain), drop)
    assert many and [value for _, value in found] == items
    assert [place for place, _ in found] == list(range(1, len(items) + 1))


@given(OBJECTS.filter(lambda items: len(items) > 1), st.integers(1, 40))
@settings(max_examples=40)
def test_objects_one_after_another_are_as_good_as_a_list(items: list[Any], drop: int) -> None:
    found, many = values("\ufeff" + "\r\n".join(json.dumps(item) for item in items) + "\n\n", drop)
    assert many and found == list(enumerate(items, 1))


def test_one_object_stands_alone_and_an_empty_list_is_a_list() -> None:
    assert values(' {"ref": "A"}\n', 3) == ([(0, {"ref": "A"})], False)
    assert values("[ ]", 1) == ([], True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"a": 1},\n {"a": }]', "Expecting value (line 2)"),
        ('[{"a": 1}\n\n {"a": 2}]', "the list of cases does not end where it should (line 3)"),
        ('{"a": 1}\n{"a": 2}\nmore', "something other than a case follows (line 3)"),
        ('{"a": 1}\n[{"a": 2}]', "something other than a case follows (line 2)"),
        ('[{"a": "half', "Unterminated string starting at (line 1)"),
        ('[{"a": -Infinity}]', "-Infinity is not a number"),
        (f'[{{"a": {"9" * 5000}}}]', "Exceeds the limit"),
    ],
)
@pytest.mark.parametrize("drop", [1, 5, 1 << 16])
def test_what_is_wrong_is_said_with_its_line(text: str, says: str, drop: int) -> None:
    with pytest.raises(BadCase) as caught:
        values(text, drop)
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_a_slip_early_in_a_long_file_does_not_read_in_the_rest() -> None:
    text = Dripping('[{"a": 1}, {"a" 2}' + ', {"a": "some text of some length"}' * 50_000, 1 << 10)
    found, _ = read_values(text)
    with pytest.raises(BadCase, match="':' delimiter"):
        list(found)
    assert text.given <= 4 << 10


def test_text_in_another_encoding_is_a_sentence() -> None:
    text = '[{"a": 1}' + ' ,{"a": 1}' * 20_000 + ', {"a": "\u00e9t\u00e9"}]'
    found, _ = read_values(TextIOWrapper(BytesIO(text.encode("latin-1")), encoding="utf-8"))
    with pytest.raises(BadCase, match="UTF-8"):
        list(found)


class Long(StringIO):
    """A list of a hundred thousand values that is nowhere whole."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 1_000

    def read(self, size: int | None = -1) -> str:
        self.left -= 1
        return "[" + '{"a": "some text"}, ' * 100 if self.left == 999 else (
            '{"a": "some text"}, ' * 100 if self.left > 0 else '{"a": 1}]' if not self.left else ""
        )  # fmt: skip


def test_a_long_list_needs_the_memory_of_a_short_one() -> None:
    tracemalloc.start()
    found, _ = read_values(Long())
    assert sum(1 for _ in found) == 99_901
    assert tracemalloc.get_traced_memory()[1] < 500_000
    tracemalloc.stop()
