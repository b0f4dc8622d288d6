"""The ten commonest tasks: the keys of the desk, and the steps of the same thing in a workbook.

The workbook is one that is kept well: a sheet Tracker (a row a child: reference, surname, first names, date of birth,
setting, parent, phone, received, decision due, decided, outcome, final plan due, sent, caseworker, notes), sorted, with
filter arrows, its due dates formulas; a sheet Contacts, a row a call; a sheet Load that counts cases a caseworker.  It is
open in Excel at the top of Tracker, every shortcut is known, and nothing is mistyped.
"""

from __future__ import annotations

from pathlib import Path

from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.records.case_view import case_view
from tests.guide.hands import DAY, Hands
from tests.guide.steps import Task, answer, click, draw, press, see, typed

CASEWORKER, MANAGER, OFFICER = "Joy Addo", "Ruth Castellan", "Imogen Tranter"
CHILD, REF, PHONE = "Chidi Vaisey", "SEN/26-17701", "900688"
DECIDING = "SEN/26-30101"
FREE, REASON = "SEN/25-34601", "Knows the school"
ASKED, PROMISED = "Asks when the OT visits", "Ring with a date"

_FIND_THE_ROW = [*press("Ctrl+F"), *typed(PHONE), *press("Enter", "Esc")]
_TO_CONTACTS = press("Home", "Ctrl+C", "Ctrl+PgDn")


def _recorded(hands: Hands) -> bool:
    view = case_view(hands.desk, REF)
    return view.contacts[0].fact.note == ASKED and PROMISED in {promise.what for promise in view.promises}


def _opened(hands: Hands) -> bool:
    with hands.desk.store.read() as work:
        found = work.case_rows(work.case_ids(CaseQuery(DAY, Scope.ALL, search="Ada Winterbourne")))
    views = [case_view(hands.desk, row.ref) for row in found]
    return [[(f.fact.kind, f.fact.on) for f in view.facts] for view in views] == [[("request_received", DAY)]]


def _decided(hands: Hands) -> bool:
    facts = [f.fact for f in case_view(hands.desk, DECIDING).facts if f.stands]
    return any(f.kind == "assess_decision_notified" and f.attrs["outcome"] == "assess" and f.on == DAY for f in facts)


def _held(hands: Hands) -> bool:
    return case_view(hands.desk, FREE).owner is not None


def _month_written(hands: Hands) -> bool:
    names = {path.name for path in hands.folder.iterdir()}
    return {"monthly-2026-10.csv", "monthly-2026-10.pdf", "cases-2026-10"} <= names


def _printed(path: Path) -> bool:
    return path.suffix == ".pdf" and path.read_bytes().startswith(b"%PDF")


TEN = (
    Task(
        "Somebody rings: find the child by the number, and see what was last said",
        CASEWORKER,
        [*press("F3"), *typed(PHONE), *see(CHILD), *draw("find"), *press("Down", "Enter"),
         *draw("case")],
        [*_FIND_THE_ROW, *_TO_CONTACTS, *press("Ctrl+F", "Ctrl+V", "Shift+Enter", "Esc")],
        "the promises owed, and who decides now",
        lambda hands: hands.window.windowTitle().startswith(CHILD) and hands.sees("Timeline"),
    ),
    Task(
        "Record that call and what was promised",
        CASEWORKER,
        [*press("F2"), *typed(PHONE), *press("Enter"), *typed(ASKED), *press("Alt+P"), *typed(PROMISED), *press("Tab"),
         *typed("+3"), *draw("contact"), *press("Ctrl+Enter")],
        [*_FIND_THE_ROW, *_TO_CONTACTS, *press("Ctrl+Home", "Ctrl+Down", "Down", "Ctrl+V", "Tab", "Ctrl+;", "Tab"),
         *typed("phone"), *press("Tab"), *typed("in"), *press("Tab"), *typed(ASKED), *press("Tab"), *typed(PROMISED),
         *press("Tab"), *typed("2/11"), *press("Tab"), *typed("JA"), *press("Enter", "Ctrl+S")],
        "a reminder on the day; the promise on anybody’s list",
        _recorded,
    ),
    Task(
        "See what is mine to do, most urgent by law first",
        CASEWORKER,
        [*press("Ctrl+1"), *draw("today")],
        [*click("the arrow of Caseworker"), *typed("joy"), *press("Enter"), *click("the arrow of Final plan due"),
         *click("Sort Oldest to Newest")],
        "every limit but the final plan’s",
        lambda hands: hands.window.windowTitle().startswith("Today") and hands.sees("Overdue"),
    ),
    Task(
        "Say why a date is what it is",
        CASEWORKER,
        [*press("F4"), *see("The count"), *draw("why")],
        [*click("the due date"), *press("F2", "Esc")],
        "the event, the regulation, and whether it is lifted",
        lambda hands: hands.sees("What it starts with") and hands.sees("(day 0)"),
        REF,
    ),
    Task(
        "Open a case from a new request",
        CASEWORKER,
        [*press("Ctrl+N"), *typed("Ada"), *press("Tab"), *typed("Winterbourne"), *press("Tab"), *typed("3/5/19"),
         *press("Tab", "Tab"), *typed("Larch Hollow Primary"), *draw("request"),
         *press("Ctrl+Enter"), *see("is open and has nobody yet")],
        [*press("Ctrl+F"), *typed("Winterbourne"), *press("Enter", "Esc", "Ctrl+Home", "Ctrl+Down", "Down"),
         *typed("SEN/26-30102"), *press("Tab"), *typed("Winterbourne"), *press("Tab"), *typed("Ada"), *press("Tab"),
         *typed("3/5/19"), *press("Tab"), *typed("Larch Hollow Primary"), *press("Tab", "Tab", "Tab", "Ctrl+;", "Tab", "Ctrl+D"),
         *press("Tab", "Tab", "Tab", "Ctrl+D", "Ctrl+S")],
        "the child under another spelling",
        _opened,
    ),
    Task(
        "Record that we agreed to assess",
        CASEWORKER,
        [*press("Ctrl+Shift+A", "Down", "Tab", "Tab", "Tab", "Space"), *draw("decision"), *press("Ctrl+Enter"),
         *see("Recorded:")],
        [*click("Decided"), *press("Ctrl+;", "Tab"), *typed("assess"), *press("Enter", "Ctrl+S")],
        "who wrote it and when; the next limits",
        _decided,
        DECIDING,
    ),
    Task(
        "Give the case that nobody holds to somebody with room",
        MANAGER,
        [*press("Ctrl+3", "F8"), *see("Who should have"), *typed(REASON), *draw("assign"),
         *press("Ctrl+Enter"), *see("moved to")],
        [*click("the arrow of Caseworker", "(Select All)", "(Blanks)"), *press("Enter"),
         *press("Ctrl+PgDn", "Ctrl+PgDn", "Ctrl+PgUp", "Ctrl+PgUp"),
         *click("Caseworker"), *typed("joy"), *press("Tab"), *typed(REASON), *press("Enter", "Ctrl+S")],
        "a handover note; who had it before; the weight of what they carry",
        _held,
    ),
    Task(
        "Make the sheet for whoever picks the case up",
        CASEWORKER,
        [*press("F9"), *answer("Save the pick-up sheet")],
        [*_TO_CONTACTS, *click("the arrow of Reference"), *press("Ctrl+V", "Enter", "Ctrl+A", "Ctrl+C", "Ctrl+N", "Ctrl+V"),
         *press("Alt+Tab", "Ctrl+PgUp", "Shift+Space", "Ctrl+C", "Alt+Tab", "Ctrl+Home", "Shift+F11", "Ctrl+V", "Ctrl+P"),
         *press("Enter")],
        "one page, in the order a newcomer needs it",
        lambda hands: _printed(hands.saved[-1]),
        REF,
    ),
    Task(
        "See every case past its date, with whose it is and why",
        MANAGER,
        [*press("Ctrl+4"), *see("Overdue, with cause and next step"), *draw("team")],
        [*click("the arrow of Final plan due", "Sort Oldest to Newest", "the arrow of Sent", "(Select All)", "(Blanks)"),
         *press("Enter")],
        "the cause and the next step; limits but the final plan’s",
        lambda hands: hands.window.windowTitle().startswith("Team"),
    ),
    Task(
        "Write the month’s figures, with the cases behind each",
        OFFICER,
        [*press("Ctrl+7", "Ctrl+K"), *typed("files"), *press("Enter"), *answer("Where to write the files of the return"),
         *see("files are in"), *draw("returns")],
        [*press("F12"), *typed("october"), *press("Enter"), *click("the cell of the month"), *typed("1/10/26"),
         *press("Enter"), *click("the arrow of Sent", "(Select All)", "October"),
         *press("Enter", "Ctrl+A", "Ctrl+C", "Shift+F11", "Ctrl+V", "Ctrl+S")],
        "the cases of every figure but one: the steps are for one list, and the desk writes them all",
        _month_written,
    ),
)  # fmt: skip
