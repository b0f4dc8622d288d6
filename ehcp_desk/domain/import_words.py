"""What is said of a file before it is brought in and once it is, in the window as in the command."""

from __future__ import annotations

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.importing import Certificate, ImportPlan


def said_of_the_file(certificate: Certificate) -> tuple[str, ...]:
    """What a person should read before the file is brought in: the sheets that are not read, and the notes."""
    sheets = certificate.sheets_not_read
    if not sheets:
        return certificate.notes
    which = f"sheet {sheets[0]}, which has" if len(sheets) == 1 else f"sheets {', '.join(sheets)}, which have"
    return (f"Not brought in: {which} no headings the desk knows.", *certificate.notes)


def came_to(plan: ImportPlan) -> str:
    """What bringing a file in did: cases made, and where the other rows went.  Looks through every row of the plan."""
    c = plan.certificate
    made = sum(row.new_case for row in plan.rows)
    parts = (
        (c.updated, "added to cases we held"),
        (c.merged, "of the same cases"),
        (c.held, "held for somebody to look at"),
        (c.unchanged, "already the same"),
        (c.rejected, "left out"),
    )
    rows = [f"{so_many(count, 'row')} {words}" for count, words in parts if count]
    return ", ".join((f"{so_many(made, 'case')} made", *rows))
