"""The certificate of disposal: what went, under which rule, who decided and why, and what is left."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ehcp_desk.domain.dates import at_time, in_words
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.domain.journal import digest, seal_words
from ehcp_desk.domain.retention import Disposal, retention_rules
from ehcp_desk.domain.small_papers import ProofPaper
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import local, paper_head
from ehcp_desk.services.records.issuing import print_issued
from ehcp_desk.services.upkeep.retention import DISPOSED

LEFT = ("The reference, this line in the list of disposals, and {lines} sealed lines of the journal without what they said, "
        "so that the chain still verifies. Lines about other acts (a move of many cases, a message to staff, a figure given "
        "out) still name the reference. Returns issued before stand as they were.")  # fmt: skip
COPIES = ("Backups taken before the disposal keep what was there until they are thinned out; papers, exports and copies that "
          "left the desk are kept by whoever has them.")  # fmt: skip


def certificate(work: ReadWork, desk: Desk, done: Disposal) -> ProofPaper:
    """The certificate as a value."""
    rules = retention_rules()
    rule = next((r for r in (*rules.rules.values(), *rules.longer.values()) if r.id == done.rule), None)
    told = f"{rule.title} ({rule.source}; {rule.certainty})" if rule is not None else done.rule
    lines = sum(1 for _ in work.journal(case_id=done.case_id))
    steps = (
        ("What was disposed of", f"The case {done.ref}: {done.facts} entries with all they said, {done.documents} "
                                 f"documents ({done.size} bytes), its dates, lists and search words; and the child and "
                                 "the people to ring, where this was the child’s last case."),
        ("Why it could be", f"{told}. The period ran out on {in_words(done.due)}. No case of the child was open, "
                            "and no hold stood."),
        ("Who decided, and why", f"{done.by}, {at_time(local(done.at))}. Reason given: {done.reason}"),
        ("What is left", LEFT.format(lines=lines)),
        ("Copies elsewhere", COPIES),
    )  # fmt: skip
    about = "Everything the desk held about this case was emptied in one act."
    return ProofPaper(paper_head(work, desk), "Certificate of disposal", about, done.ref, steps, desk.user,
                      "Certificate of disposal")  # fmt: skip


def as_json(work: ReadWork, done: Disposal, value: ProofPaper) -> dict[str, object]:
    """The certificate for a program: the disposal, its words, and the journal's line that proves it."""
    line = next((e for e in work.journal(case_id=done.case_id) if e.kind == DISPOSED), None)
    sealed = {"seq": line.seq, "hash": line.hash, "seal": seal_words(line.hash)} if line is not None else None
    return {**asdict(done), "council": value.head.council, "words": dict(value.steps), "journal": sealed}


def print_certificate(desk: Desk, done: Disposal, files: Sequence[Path]) -> ProofPaper:
    """Print the certificate in every form asked for (PDF, HTML, Word, JSON), and keep that it was issued.

    Raises KnownFault where a file cannot be written; then none is left.
    """
    papers = desk.papers
    if papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    with desk.store.read() as work:
        value = certificate(work, desk, done)
        text = json.dumps(as_json(work, done, value), ensure_ascii=False, indent=1, default=str) + "\n"

    def write(path: Path) -> str:
        if path.suffix.lower() != ".json":
            return papers.proof(value, path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as fault:
            raise KnownFault(f"{path} cannot be written: {fault.strerror or fault}.") from fault
        return digest(text)

    print_issued(desk, "certificate of disposal", files, value.head, write)
    return value
