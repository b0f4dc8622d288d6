"""The import certificate on paper, and the data officer's signature under it.

The record keeps the digest of every certificate, not its rows, which hold what a file said word for word.  Whoever signs
brings the certificate; it is signed only if it is the one the import gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import at_time
from ehcp_desk.domain.errors import BadInput, KnownFault, NotAllowed
from ehcp_desk.domain.importing import Certificate
from ehcp_desk.domain.journal import NewEntry, canonical, digest, payload_of
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.records.heads import local, paper_head
from ehcp_desk.services.records.issuing import note_issue
from ehcp_desk.services.upkeep.taking_out import the_import

Document = Mapping[str, Any]
"""A certificate as the contract writes it (section 4)."""

PAPER = "import certificate"
MOST_LINES = 2_000
"""Lines of one list on paper; the certificate itself has them all."""
_OUTCOMES = (("created", "Cases made"), ("updated", "Cases added to"), ("merged", "The same case again"),
             ("held", "Held for somebody to decide"), ("rejected", "About no case"), ("unchanged", "Nothing new"))  # fmt: skip
_NEEDED = {"file", "sha256", "rows_in", "rows", *(name for name, _ in _OUTCOMES)}


def write_certificates(certificates: Sequence[Certificate], path: Path) -> None:
    """Write what the contract calls a certificate: one document, or a list of them where several files came in.

    It is written line by line, whatever its size.  Raises ``OSError`` when the file cannot be written.
    """
    with path.open("w", encoding="utf-8") as out:
        if len(certificates) == 1:
            out.writelines(certificates[0].written())
            return
        for number, one in enumerate(certificates):
            out.write(",\n  " if number else "[\n  ")
            out.writelines(piece.replace("\n", "\n  ") for piece in one.written())
        out.write("\n]")


def certificate_digest(document: Document) -> str:
    """The digest a certificate is known by.  Raises BadInput for what is none."""
    if not isinstance(document, Mapping) or not document.keys() >= _NEEDED:
        raise BadInput("This is not an import certificate; give the JSON that import wrote with --certificate.")
    return digest(canonical(document))


def sign_import(desk: Desk, number: int, officer: str, documents: Sequence[Document]) -> Changes:
    """Keep that a data officer signed the certificate of an import; ``documents`` are those of one file.

    The officer is a person on the record whose role is data officer; on a team's server they sign in and sign for
    themselves.  Raises BadInput where the certificate is not the import's, or the import is signed or taken back.
    """
    with desk.store.write(desk.user, desk.now()) as work:
        brought = the_import(work, number)
        if brought.undone:
            raise BadInput(f"Import {number} was taken back, so there is nothing to sign.")
        if brought.signed_by:
            raise BadInput(f"Import {number} was signed by {brought.signed_by} already.")
        if brought.certificate not in map(certificate_digest, documents):
            raise BadInput(f"This is not the certificate that import {number} ({brought.file}) gave; choose that one.")
        name = _signer(desk, work, officer)
        said = {"import": number, "officer": name, "certificate": brought.certificate}
        work.append(NewEntry("import_signed", None, said))
    return Changes(act=number)


def _signer(desk: Desk, work: ReadWork, officer: str) -> str:
    if desk.roles is not None:
        if Role.DATA_OFFICER not in desk.roles:
            raise NotAllowed("Your account may not sign an import; a data officer signs in and signs it.")
        return desk.user
    found = work.staff().named(officer)
    if found is None:
        raise BadInput(
            f"Nobody called {officer or '(no name)'} is on the record; name a data officer, as in Settings, People."
        )
    if found.role is not Role.DATA_OFFICER:
        raise BadInput(f"{found.name} is not a data officer; the certificate is signed by one.")
    return found.name


def certificate_paper(desk: Desk, documents: Sequence[Document]) -> ListsPaper:
    """Certificates as a paper: what became of every row, what to look at, what was kept word for word, and who signed."""
    digests = [certificate_digest(document) for document in documents]
    with desk.store.read() as work:
        head = paper_head(work, desk)
        brought = _brought_by(work)
    sections: list[ListSection] = []
    for document, known in zip(documents, digests, strict=True):
        sections += _sections(document, known, brought.get(known))
    files = ", ".join(str(document["file"]) for document in documents)
    words = "Every row of the file ends in one place. Nothing is guessed and nothing disappears."
    return ListsPaper(head, f"Import certificate, {files}", words, tuple(sections), desk.user)


def print_certificate(desk: Desk, documents: Sequence[Document], path: Path) -> None:
    """Print certificates to PDF or HTML, by the ending of the path, and keep in the journal that they were printed."""
    desk.need(Act.VIEW)
    if desk.papers is None:
        raise KnownFault("Printing is not set up on this computer; ask whoever installed the desk.")
    paper = certificate_paper(desk, documents)
    note_issue(desk, PAPER, [desk.papers.lists(paper, path)], [path], paper.head)


def _brought_by(work: ReadWork) -> dict[str, tuple[str, str]]:
    """(import in words, signature in words) by the digest of the certificate."""
    signed = {said["import"]: (said["officer"], line.at)
              for line in work.journal(kind="import_signed") if (said := payload_of(line))}  # fmt: skip
    found = {}
    for line in work.journal(kind="file_imported"):
        said = payload_of(line)
        if "import" not in said:
            continue
        words = f"Import {said['import']}, by {line.actor}, {at_time(local(line.at))}"
        who = signed.get(said["import"])
        signature = f"Signed by {who[0]}, data officer, {at_time(local(who[1]))}" if who else "Not signed yet"
        found[str(said.get("certificate", ""))] = (words, signature)
    return found


def _sections(document: Document, known: str, brought: tuple[str, str] | None) -> Iterable[ListSection]:
    rows = [(words, f"{document[name]:,}") for name, words in _OUTCOMES]
    rows.append(("Rows in the file, the total of these", f"{document['rows_in']:,}"))
    yield ListSection(str(document["file"]), "", ("What became of the rows", "Rows"), (False, True), tuple(rows))
    lines = document["rows"]
    by_outcome = {
        name: [line for line in lines if line["outcome"] == name] for name in ("held", "rejected", "kept", "flagged")
    }
    for name, title in (("held", "Held"), ("rejected", "About no case"), ("kept", "Kept word for word"),
                        ("flagged", "Read, and worth a look")):  # fmt: skip
        yield _listed(title, by_outcome[name])
    told, signature = brought or ("A trial run: nothing was brought in", "Not signed")
    about = [("Fingerprint of the file (SHA-256)", str(document["sha256"])), ("Digest of this certificate", known),
             ("What it tells of", told), ("Signature", signature)]  # fmt: skip
    about += [("Note", str(note)) for note in document.get("notes", ())]
    about += [("Sheet not read", str(sheet)) for sheet in document.get("sheets_not_read", ())]
    yield ListSection("About this certificate", "", ("What", ""), (False, False), tuple(about))


def _listed(title: str, lines: Sequence[Mapping[str, Any]]) -> ListSection:
    rows = tuple((str(line.get("sheet", "")), str(line["row"]), str(line["case"]), str(line["field"]), str(line["value"]),
                  str(line["reason"])) for line in lines[:MOST_LINES])  # fmt: skip
    more = f" The first {MOST_LINES:,} are printed; the certificate has them all." if len(lines) > MOST_LINES else ""
    heads = ("Sheet", "Row", "Case", "Column", "As written", "Why")
    return ListSection(title, f"{len(lines):,}.{more}", heads, (False, True, False, False, False, False), rows)
