"""``python -m ehcp_desk.screenshots DIR``: every page and dialog of a demo desk as PNG, at 100 % and 200 %.

The desk is built afresh on a fixed day, so that two runs give the same pictures.
"""

from __future__ import annotations

import struct
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.errors import Clash
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.screenshot_returns import returns_drawn, tell_returns
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.emails import file_email
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.desk import Desk

if TYPE_CHECKING:
    from ehcp_desk.services.records.bundles import CaseBundle

DAY = date(2026, 10, 30)
WHO = "Joy Addo"
CASES = 600
SECTION_F = """Communication and interaction
A speech and language therapist will deliver 6 sessions of 45 minutes each term, one to one.
Regular support to use new words in class.
A teaching assistant will lead a small group for 20 minutes, three times a week.

Sensory and physical
Access to a quiet room as required.
Ear defenders in every lesson.
Up to 5 hours a week with a teaching assistant.
He has difficulty with changes to his routine."""


def main(words: list[str]) -> int:
    """Build the demo desk once, then draw it at each scale in a process of its own."""
    out = Path(words[0])
    if len(words) > 1:
        return _draw(out, words[1])
    from ehcp_desk.services.upkeep.demo import build_demo
    from ui.screenshots import at_each_scale

    with tempfile.TemporaryDirectory(prefix="ehcp-desk-pictures-") as folder:
        record = str(Path(folder) / "demo.db")
        desk = open_desk(record, WHO, DAY, create=True)
        build_demo(desk, CASES, 1)
        _tell_more(desk)
        tell_returns(desk)
        desk.store.close()
        return at_each_scale([sys.executable, "-m", "ehcp_desk.screenshots", str(out), record])


def _tell_more(desk: Desk) -> None:
    """A banner on the case of the pictures, an interpreter, and its child entered a second time."""
    from dataclasses import replace

    from ehcp_desk.domain.record import NewFact
    from ehcp_desk.services.casework.details import change_child
    from ehcp_desk.services.casework.recording import NewRequest, open_request, record

    drawn = case_drawn(desk)
    if drawn is None:
        return
    with desk.store.read() as work:
        case = work.case(drawn)
    review = {"about": "contact", "review": "2026-10-20"}
    record(
        desk,
        case.ref,
        NewFact("sensitivity", date(2026, 6, 1), review, "Parents live apart: write to both, never to one."),
    )
    asked = {"panel": "placement", "day": "2026-11-05"}
    record(desk, case.ref, NewFact("panel_item", DAY, asked, "Which school can provide what section F says?"))
    change_child(
        desk, case.ref, case.child, replace(case.child, communication="Polish interpreter, a day ahead"), "Form"
    )
    twin = replace(case.child, id=0, upn="", forenames=f"{case.child.forenames}e", setting="Larch Hollow Primary")
    open_request(desk, NewRequest("SEN/26-99901", twin, date(2026, 10, 29), "parent"))


def _draw(out: Path, record: str) -> int:
    from ui.screenshots import hush_platform, render

    hush_platform()
    made = render(lambda: open_desk(record, WHO, DAY), out, case_drawn, dialogs_drawn)
    print(f"{len(made)} pictures in {out}")  # noqa: T201
    return 0


def case_drawn(desk: Desk) -> int | None:
    """The case the pictures are of: the person's own, due next by law; the most urgent of all where they have none."""
    with desk.store.read() as work:
        own = tuple(key for key, name in work.officer_names().items() if name == WHO)
        ids = work.case_ids(CaseQuery(desk.today(), owners=own, due_within=28)) or work.case_ids(
            CaseQuery(desk.today())
        )
    return ids[0] if len(ids) else None


def planned_case(desk: Desk) -> int | None:
    """A case whose plan is being written: the first of two versions where one is, else any with a plan."""
    with desk.store.read() as work:
        every = work.case_ids(CaseQuery(desk.today(), scope=Scope.ALL))
        begun = Counter(fact.case_id for fact in work.standing_of({"plan_version"}, every))
    return next((case for case, versions in begun.items() if versions > 1), next(iter(begun), None))


_OF_A_CASE = (
    "record_contact", "record_fact", "chronology", "manager_review", "document", "preview", "promise", "plan_version", "response",
    "psychologist", "split_child", "child_details", "unassign", "restrict", "unrestrict",
)  # fmt: skip
"""Dialogs opened with nothing but the case of the pictures."""


def dialogs_drawn(desk: Desk) -> Mapping[str, Mapping[str, Any]]:
    """What each dialog is opened with: the case of the pictures, ten for the assign dialog, one held for the release."""
    from ui.dialogs.conflict import Meeting

    drawn = case_drawn(desk)
    if drawn is None:
        return {"new_request": {}}
    with desk.store.read() as work:
        open_cases = list(work.case_ids(CaseQuery(desk.today())))
        moving = work.case_ids(CaseQuery(desk.today(), Scope.PLANS, years=(6, 6)))
        held = [*work.case_ids(CaseQuery(desk.today(), scope=Scope.ALL, held=True)), drawn]
        facts = work.facts(drawn)
        child = work.case(drawn)
        people = work.contactables(child.child.id)
        told = next((f for f in work.marks() if f.fact.kind == "sensitivity"), None)
    met = Meeting(
        child.child.name, child.ref, "Thandi Mbeki", "09:44",
        clashes=(Clash("First language", "Polish", "Ukrainian"),), kept=(("Setting", "Windle Hill Primary"),),
    )  # fmt: skip
    case, planned = {"case_id": drawn}, {"case_id": planned_case(desk) or drawn}
    waiting = _file_papers(desk, child.ref)
    fact, longest = {**case, "fact_id": facts[0].id}, max(facts, key=lambda f: len(f.fact.note))
    bundle = _bundle(desk, child.ref)
    return {
        **dict.fromkeys(_OF_A_CASE, case),
        "assign": {"case_ids": open_cases[:10]},
        "move_team": {"case_ids": open_cases[:10]},
        "plan_moves": {"case_ids": moving[:24]},
        "new_request": {},
        "file_documents": {**case, "items": waiting},
        "correct_fact": fact,
        "last_look": {**case, "who": "school"},
        "open_restricted": {"ref": child.ref},
        "withdraw_fact": fact,
        "entry": {**case, "entry": longest.id, "elsewhere": True},
        "bundle_paper": {"pick": bundle.list.picks[0], "document": bundle.filed[0], "take": print},
        "bundle_hearing": {"made": bundle.list, "take": print},
        **_plan_and_letters(planned),
        "provision_wording": {**case, "text": SECTION_F},
        "person": {**case, "person_id": people[0].id if people else 0},
        "duplicates": {},
        "import_acts": {},
        "import_compare": {"path": str(_tracker(desk, open_cases[:40]))},
        "no_longer": {"case_id": told.case_id if told else drawn, "entry": told.id if told else 0},
        "conflict": {"meeting": met},
        "alerts": {},
        "put_first": {"case_id": held[0]},
        "release": {"case_id": held[0]},
        **returns_drawn(desk),
    }


def _tracker(desk: Desk, cases: Sequence[int]) -> Path:
    """What another system might export of these cases: a day off here, a school missing there."""
    path = Path(tempfile.mkdtemp()) / "other-system.csv"
    with desk.store.read() as work:
        rows = work.case_rows(cases)
    lines = ["Ref,Surname,First name,School,Date request received"]
    for place, row in enumerate(rows):
        day = (row.summary.received or desk.today()) + timedelta(days=int(place % 9 == 0))
        lines.append(
            f"{row.ref},{row.surname},{row.forenames},{'' if place % 7 == 3 else row.setting},{day.isoformat()}"
        )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _plan_and_letters(planned: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The dialogs of a plan, and of what is written about it."""
    return {
        "plan_section": {**planned, "section": "F"},
        "plan_sign_off": planned,
        "plan_compare": planned,
        "plan_outcomes": planned,
        "notice": {**planned, "kind": "final_plan"},
    }


def _bundle(desk: Desk, ref: str) -> CaseBundle:
    from ehcp_desk.domain.bundles import AppealType
    from ehcp_desk.services.records.bundles import open_bundle

    return open_bundle(desk, ref, AppealType.CONTENTS)


def _file_papers(desk: Desk, ref: str) -> list[Attachment]:
    """Papers and an email on the case of the pictures, where it has none yet; gives two more that wait to be filed."""
    with desk.store.read() as work:
        number = work.find_case(ref)
        entry = next(f.id for f in work.facts(number or 0) if f.fact.kind == "request_received")
        filed = bool(work.documents(number or 0))
    email, photo = _email(), Attachment("Sensory corner.png", _picture())
    if not filed:
        report = Attachment("Therapy report.pdf", b"%PDF-1.7 a fictional report")
        about = Details("Therapy report", "Ama Osei", date(2026, 9, 25), date(2026, 9, 28), "signed", None, (entry,))
        file_document(desk, ref, report, about)
        file_document(desk, ref, Attachment("Old tracker macros.xlsm", b"fictional"), Details("Spreadsheet"))
        file_email(desk, ref, Attachment("Visit on Tuesday.eml", email))
        file_document(desk, ref, photo, Details("Photograph", "Larkspur Primary", date(2026, 10, 12)))
    later = email.replace(b"visit-1", b"visit-2").replace(b"Visit on Tuesday", b"Moved to Thursday")
    return [photo, Attachment("Moved to Thursday.eml", later)]


def _email() -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "Jo Farrowdale <jo@example.org>", "SEND team <send@westmarsh.example>"
    made["Subject"], made["Message-ID"] = "Visit on Tuesday", "<visit-1@example.org>"
    made["Date"] = "Mon, 19 Oct 2026 09:12:00 +0100"
    made.set_content("Good morning,\n\nWill the therapist see her at school or at home?\n\nKind regards\nJo")
    made.add_attachment(b"%PDF-1.7 fictional", maintype="application", subtype="pdf", filename="School timetable.pdf")
    return made.as_bytes()


def _picture() -> bytes:
    """A small made-up picture: bands of grey and blue."""
    rows = b"".join(b"\x00" + bytes([60 + 2 * y, 110, 170]) * 120 for y in range(80))
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 120, 80, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
