"""Letters that tell families who their caseworker is now: one small file each, in a folder the manager chooses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.large_print import needing_large_print
from ehcp_desk.domain.people import days_words
from ehcp_desk.domain.recipients import is_professional
from ehcp_desk.domain.small_papers import IntroductionPaper
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_issued

FORMS = ("pdf", "docx", "html")
PAPER = "introduction letter"
"""What the journal calls it."""


def write_letters(
    desk: Desk,
    refs: Sequence[str],
    folder: Path,
    form: str = "pdf",
    call: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Write a letter for each case about whoever holds it now, each kept in the journal as issued; gives the files.

    Raises BadInput where a case has nobody to introduce, KnownFault where the folder cannot be written.
    """
    papers = desk.papers
    if papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    made = []
    for number, ref in enumerate(refs):
        if progress is not None:
            progress(number, len(refs), "Writing letters")
        path = folder / f"Your caseworker {re.sub(r'[^A-Za-z0-9-]+', '-', ref)}.{form}"
        paper = introduction(desk, ref, call)
        print_issued(desk, PAPER, [path], paper.head, partial(papers.introduction, paper), ref)
        made.append(path)
    return made


def introduction(desk: Desk, ref: str, call: bool = False) -> IntroductionPaper:
    """The letter for one case, in large print where somebody of the family needs it."""
    with desk.store.read() as work:
        case = work.case(find(work, ref))
        officer = work.staff().officers.get(case.owner_id) if case.owner_id is not None else None
        people = [p for p in work.contactables(case.child.id) if p.acts_on(desk.today()) and not is_professional(p)]
        large = needing_large_print(case.child, True, people)
        head = replace(paper_head(work, desk), large_print=bool(large))
    if officer is None:
        raise BadInput(f"{ref} has no caseworker to introduce; name one first.")
    return IntroductionPaper(
        head=head,
        child=case.child.name,
        reference=ref,
        caseworker=officer.name,
        email=officer.email,
        days=days_words(officer),
        on=in_words(case.owned_since or desk.today()),
        call=call,
        signed_by=desk.user,
    )
