"""A page's lists on paper: who may print them, what is left out, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ehcp_desk.domain.errors import BadInput, NotAllowed
from ehcp_desk.domain.journal import PAPER_ISSUED, payload_of
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.small_papers import ListSection
from ehcp_desk.printing import Printer
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import restrict
from ehcp_desk.services.records.page_lists import MOST, PageLists, print_page_lists

HEADS, LEFT = ("Child", "Reference", "Caseworker"), (False, False, False)


def page(*rows: tuple[str, ...], **kw: object) -> PageLists:
    return PageLists("Cases", "Views: All open.", (ListSection("Cases", "", HEADS, LEFT, rows),), **kw)  # type: ignore[arg-type]


@pytest.fixture
def at(team: Desk) -> Desk:
    return replace(team, papers=Printer())


MAISIE, OTHER = ("Farrowdale, Maisie", "SEN/26118", "Joy Addo"), ("Green, Sam", "SEN/26119", "Thandi Mbeki")


def printed(desk: Desk, value: PageLists, tmp_path: Path) -> tuple[tuple[tuple[str, ...], ...], str]:
    paper = print_page_lists(desk, value, [tmp_path / "list.html"])
    return paper.sections[0].rows, paper.sentence


def test_lines_about_a_restricted_file_are_left_out_by_reference_or_by_name(
    at: Desk, maisie: str, tmp_path: Path
) -> None:
    assert printed(at, page(MAISIE, OTHER), tmp_path)[0] == (MAISIE, OTHER)
    restrict(at, maisie, ["Joy Addo"], "A relative works here")
    by_name = ("Maisie Farrowdale, Year 2", "", "")
    near = ("Farrowdale, Maisie-Ann", "SEN/261180", "Joy Addo")
    rows, said = printed(at, page(MAISIE, OTHER, by_name, near), tmp_path)
    assert rows == (OTHER, near), "another reference that begins alike is another child"
    assert said == (
        "Views: All open. 2 lines about a restricted file left out; they stand in the desk for those it is open to."
    )


def test_on_the_page_of_the_case_itself_nothing_of_it_is_left_out(at: Desk, maisie: str, tmp_path: Path) -> None:
    restrict(at, maisie, ["Joy Addo"], "A relative works here")
    assert printed(at, page(MAISIE, ref=maisie), tmp_path)[0] == (MAISIE,)
    with at.store.read() as work:
        (line,) = work.journal(kind=PAPER_ISSUED)
    assert line.case_id is not None, "kept with the case"


def test_it_is_kept_how_the_list_was_narrowed_and_how_long_it_was(at: Desk, maisie: str, tmp_path: Path) -> None:
    printed(at, page(MAISIE, OTHER), tmp_path)
    with at.store.read() as work:
        (line,) = work.journal(kind=PAPER_ISSUED)
    told = payload_of(line)
    assert (told["paper"], told["lines"], told["narrowed"]) == ("list: Cases", 2, "Views: All open.")


def test_whoever_may_neither_print_nor_export_prints_no_list_of_cases(at: Desk, maisie: str, tmp_path: Path) -> None:
    auditor = replace(at, roles=frozenset({Role.AUDITOR}))
    with pytest.raises(NotAllowed, match="may not print papers about a case"):
        printed(auditor, page(MAISIE), tmp_path)
    assert printed(replace(at, roles=frozenset({Role.DATA_OFFICER})), page(MAISIE), tmp_path)[0] == (MAISIE,)
    assert printed(auditor, page(("Joy Addo", "", ""), about_cases=False), tmp_path)[0]


def test_a_list_too_long_for_paper_is_refused_whole(at: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"{MOST + 1:,} lines are too many"):
        printed(at, page(*[OTHER] * (MOST + 1)), tmp_path)
    assert not (tmp_path / "list.html").exists()
