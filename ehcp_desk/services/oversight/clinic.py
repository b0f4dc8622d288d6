"""The clinic pack and the Monday lists: the manager's desk on paper, as at a moment and sealed like every other paper.

They are papers of the team and lie about, so restricted files are left out of them, whoever prints; a line says how many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from ehcp_desk.domain.bands import BANDS
from ehcp_desk.domain.dates import day_count, in_words, narrow, short, with_weekday
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.matters import Matter, Owed
from ehcp_desk.domain.orphans import TITLES, Forgotten, Orphan
from ehcp_desk.domain.people import Officer, Staff, days_words
from ehcp_desk.domain.responsibility import told_for
from ehcp_desk.domain.small_papers import ListSection, ListsPaper
from ehcp_desk.domain.wording import Mark
from ehcp_desk.domain.worklist import CaseQuery, CaseRow, Scope, Sort
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.deciding import deciding
from ehcp_desk.services.oversight.late_matters import late_matters
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.overdue import Late
from ehcp_desk.services.oversight.queues import QUEUES, by_age, re_assessed
from ehcp_desk.services.oversight.since_last_week import front_pages, is_new
from ehcp_desk.services.oversight.team import Load, TeamView, team_view
from ehcp_desk.services.oversight.worklist import WorkRow, complete, each_limit, with_others
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists

MOST = 20
"""Lines of one list of forgotten cases; the rest are counted, and stand on the page Team."""
WEEK_LINES = 24
"""Lines of one person's Monday list under each heading, so that it is one page."""
_ON_OTHER_PAGES = (Orphan.UNASSIGNED, Orphan.BAND_REVIEW)
Rows = tuple[tuple[str, ...], ...]


def clinic_pack(desk: Desk, team_id: int | None = None, worker: str = "") -> ListsPaper:
    """Who has nobody, which cases decide next month's figures, what is past 20 weeks and why, what could be forgotten, which
    advice waits, who has what due; of one caseworker, what they hold.

    Raises BadInput where nobody has the name of the worker.
    """
    person = worker_named(desk, worker) if worker else None
    mine = () if person is None else (person.id,)
    live = CaseQuery(desk.today(), Scope.LIVE, owners=mine, team_id=team_id)
    shut, desk = left_out(desk, live), for_the_team(desk)
    view = team_view(desk, team_id, person.id if person else None)
    lists = forgotten(desk, team_id=team_id)
    with desk.store.read() as work:
        staff, head = work.staff(), paper_head(work, desk)
        rows = {r.id: complete(r, staff, desk.duties, view.as_at) for r in work.case_rows(
            list(dict.fromkeys([one.case_id for one in lists]))) if not mine or r.owner_id in mine}  # fmt: skip
        promised = _promised(work, replace(live, scope=Scope.ALL))
        decide = deciding(work, desk, live, len(view.late))
    late_words = f"{len(view.late)} past 20 weeks; {sum(not one.cause for one in view.late)} with no cause recorded; "
    late_words += f"{view.reviews_waiting} waiting for a manager’s review of their band."
    forgotten_rows = {
        kind: [(rows[one.case_id], one) for one in lists if one.kind is kind and one.case_id in rows] for kind in Orphan
    }
    nobody = _unassigned([(row, one.days) for row, one in forgotten_rows[Orphan.UNASSIGNED]], view.as_at)
    sections = (
        _at_a_glance(view, of_one=bool(mine)),
        *(() if mine else (nobody,)),
        decide,
        ListSection("Overdue, by age", late_words, *_late(view.late)),
        *(_queue(view, body) for body in QUEUES),
        _could_be_forgotten(forgotten_rows),
        _due(view),
        _caseload(view),
        promised,
    )
    words = f"{with_weekday(view.as_at)}. Every figure is the length of a list in the desk.{shut}"
    paper = ListsPaper(head, "Clinic pack", words, sections, desk.user)
    return (of_one(paper, person) if person else paper).of_team(staff.team_name(team_id))


def worker_named(desk: Desk, name: str) -> Officer:
    """Whoever has this name.  Raises BadInput where nobody has."""
    with desk.store.read() as work:
        return _named(work.staff(), name)


def _named(staff: Staff, name: str) -> Officer:
    found = staff.named(name)
    if found is None:
        raise BadInput(f"Nobody here is called {name}; see the names with: staff")
    return found


def of_one(paper: ListsPaper, person: Officer) -> ListsPaper:
    """The paper, said to be of what one person holds."""
    return replace(paper, title=f"{paper.title}, {person.name}",
                   sentence=f"{paper.sentence} Cases that {person.name} holds only.")  # fmt: skip


def for_the_team(desk: Desk) -> Desk:
    """The desk as somebody sees it who is named on no restricted file."""
    return replace(desk, store=desk.store.for_the_team())


def left_out(desk: Desk, live: CaseQuery) -> str:
    """How many live restricted cases of those whoever prints sees are not on the paper; empty where none are."""
    with desk.store.read() as work:
        shut = tuple(work.restricted_cases())
        many = work.count(replace(live, only=shut)) if shut else 0
    if not many:
        return ""
    number, they, those = ("1 restricted case is", "it stands", "it is") if many == 1 else (
        f"{many} restricted cases are", "they stand", "they are")  # fmt: skip
    return f" {number} left out and counted nowhere here; {they} in the desk for those {those} open to."


def print_pack(desk: Desk, files: Sequence[Path], team_id: int | None = None, worker: str = "") -> ListsPaper:
    """Print the clinic pack, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    return print_lists(desk, clinic_pack(desk, team_id, worker), files)


def print_monday(desk: Desk, files: Sequence[Path], team_id: int | None = None, person: str = "") -> ListsPaper:
    """Print what is due this week, one page a person.  Raises as above."""
    return print_lists(desk, monday_lists(desk, team_id, person), files)


def _at_a_glance(view: TeamView, of_one: bool) -> ListSection:
    bands = "; ".join(f"{band.words}: {band.count}" for band in view.bands)
    rows = (
        ("Open assessments", str(view.open_cases), ""),
        ("Past 20 weeks", str(view.past_20_weeks), bands),
        ("Time limit lifted", str(view.relieved), "not counted as past 20 weeks"),
        *(() if of_one else (("No caseworker", str(view.unassigned), f"longest {day_count(view.longest_unassigned)}; "
                              f"{view.unassigned_overdue} of them overdue"),)),
        ("Manager’s reviews waiting", str(view.reviews_waiting), f"of the {', '.join(map(str, BANDS))} week bands"),
        *((QUEUES[body], str(len(waiting)), "; ".join(f"{words}: {len(cases)}" for words, cases in by_age(waiting)))
          for body, waiting in view.queues.items()),
    )  # fmt: skip
    return ListSection("At a glance", "", ("What", "Cases", "Of which"), (False, True, False), rows)


def _unassigned(free: Sequence[tuple[WorkRow, int]], day: date) -> ListSection:
    rows = tuple((r.case.name, r.case.ref, day_count(days), str(r.week.ordinal) if r.week else "–", *_next(r, day),
                  r.responsible.name) for r, days in free)  # fmt: skip
    heads = ("Child", "Reference", "Unassigned for", "Week", "Next duty", "State", "Answers for it")
    return ListSection("Nobody holds them", f"{len(rows)}, the longest first.", heads, (False, False, True, True), rows)


def _next(row: WorkRow, day: date) -> tuple[str, str]:
    return (f"{row.next.duty}, {short(row.next.due, day)}", row.next.words) if row.next else ("–", "no limit running")


def _late(late: Iterable[Late]) -> tuple[tuple[str, ...], tuple[bool, ...], Rows]:
    heads = (
        "Child",
        "Reference",
        "Weeks",
        "Caseworker",
        "Cause",
        "Who holds the work",
        "Next step",
        "Manager’s review",
    )
    rows: list[tuple[str, ...]] = []
    listed = list(late)
    for band in reversed(BANDS):
        here = [one for one in listed if one.band == band]
        if here:
            rows.append((f"{band} weeks and over: {len(here)}",))
        rows += [(one.row.name, one.row.ref, str(one.week), one.row.owner or "nobody yet", one.cause_words, one.party or "–",
                  one.next_step or "–", one.review_words) for one in here]  # fmt: skip
    return heads, (False, False, True), tuple(rows)


def _queue(view: TeamView, body: str) -> ListSection:
    waiting = view.queues[body]
    rows = tuple((a.child, a.ref, in_words(a.asked), str(a.weeks), in_words(a.promised) if a.promised else "no day given",
                  a.who) for a in waiting)  # fmt: skip
    aged = "; ".join(f"{words} {len(cases)}" for words, cases in by_age(waiting))
    return ListSection(QUEUES[body], f"{len(waiting)} waiting{re_assessed(waiting)}, the longest first: {aged}.",
                       ("Child", "Reference", "Asked", "Weeks", "Promised for", "Who"),
                       (False, False, True, True, True), rows)  # fmt: skip


def _could_be_forgotten(lists: dict[Orphan, list[tuple[WorkRow, Forgotten]]]) -> ListSection:
    rows: list[tuple[str, ...]] = []
    for kind in (kind for kind in Orphan if kind not in _ON_OTHER_PAGES and lists[kind]):
        found = lists[kind]
        more = f", the first {MOST}" if len(found) > MOST else ""
        rows.append((f"{TITLES[kind]}: {len(found)}{more}",))
        rows += [(row.case.name, row.case.ref, one.why, day_count(one.days),
                  row.responsible.name) for row, one in found[:MOST]]  # fmt: skip
    return ListSection("Could be forgotten", "The longest first in each list.",
                       ("Child", "Reference", "Why", "For", "Answers for it"), (False, False, False, True),
                       tuple(rows))  # fmt: skip


def _due(view: TeamView) -> ListSection:
    heads = ("Caseworker", *(f"Week of {narrow(start)}" for start in view.week_starts), "14 days", "28 days", "Not in")
    rows = tuple((_name(load), *map(str, load.weeks), str(load.within[1]), str(load.within[2]), str(load.not_there))
                 for load in view.loads)  # fmt: skip
    words = "Legal limits. “Not in” counts those that fall on a day the person is away or does not work."
    return ListSection("Due in the next 28 days", words, heads, (False, *[True] * 7), rows)


def _name(load: Load) -> str:
    return f"{load.name}, left" if load.left else load.name


def _caseload(view: TeamView) -> ListSection:
    heads = ("Caseworker", "Posts", "Open cases", "Limit", "Plans", "Weight", "Weight a post", "Overdue")
    rows = tuple((_name(load), f"{load.fte:g}" if load.fte else "–", str(load.open_cases),
                  "–" if load.limit is None else str(load.limit), str(load.plans), f"{load.weight:.1f}",
                  "–" if load.per_post is None else f"{load.per_post:.1f}", str(load.overdue))
                 for load in view.loads)  # fmt: skip
    posts, weight = sum(load.fte for load in view.loads), sum(load.weight for load in view.loads)
    each = f"{weight / posts:.1f}" if posts else "–"
    words = f"Weight is of open cases and plans: {weight:.1f} over {posts:g} post{'' if posts == 1 else 's'}, {each} a post."
    return ListSection("Caseload", words, heads, (False, *[True] * 7), rows)


def _promised(work: ReadWork, every: CaseQuery) -> ListSection:
    day = every.as_at
    found = [(m, row) for m, row in late_by(work, day, every) if m.owed is not Owed.SIGNAL]
    rows = tuple((m.what, row.name, row.ref, m.who or "–", _when(m, day), _moved(m), row.owner or "nobody yet")
                 for m, row in found)  # fmt: skip
    return ListSection("Promises, answers and replies overdue", f"{len(rows)}, the oldest first.",
                       ("What", "Child", "Reference", "To whom", "Due", "Moved", "Caseworker"),
                       (False, False, False, False, True), rows)  # fmt: skip


def late_by(work: ReadWork, by: date, every: CaseQuery) -> list[tuple[Matter, CaseRow]]:
    """What is late by a day on these cases, with its case, the oldest first; of closed ones too, which a promise outlives."""
    late = late_matters(work, by)
    query = replace(every, only=tuple({m.case_id for m in late}))
    here = {row.id: row for row in work.case_rows(work.case_ids(query))} if late else {}
    return [(m, here[m.case_id]) for m in late if m.case_id in here]


def _moved(matter: Matter) -> str:
    return f"{matter.moves} times, {day_count(matter.slipped)}" if matter.moves else "–"


def monday_lists(desk: Desk, team_id: int | None = None, person: str = "") -> ListsPaper:
    """What is due from each person in the seven days from the desk's day, and what of theirs is late; one page each.  Before
    them, where no person is named, what changed since last week, what is newly overdue, what nobody holds, what is wrong.

    Raises BadInput where nothing is due from the person named, or nobody has that name.
    """
    day = desk.today()
    shut, desk = left_out(desk, CaseQuery(day, Scope.LIVE, team_id=team_id)), for_the_team(desk)
    with desk.store.read() as work:
        staff, head = work.staff(), paper_head(work, desk)
        if person:
            person = _named(staff, person).name
        base = CaseQuery(day, Scope.LIVE, team_id=team_id, overdue=True, due_within=6, sort=Sort.RISK)
        due = [complete(row, staff, desk.duties, day) for row in work.case_rows(work.case_ids(base))]
        told: dict[str, list[WorkRow]] = {}
        for row in with_others(work, due, desk.duties, day, day + timedelta(6)):
            for one in each_limit(row):
                told.setdefault(_told(one.case, one.next.due if one.next else None, staff, day), []).append(one)
        matters: dict[str, list[tuple[Matter, CaseRow]]] = {}
        every = CaseQuery(day, Scope.ALL, team_id=team_id)
        for matter, case in late_by(work, day + timedelta(7), every):  # promised or owed by the end of the week
            matters.setdefault(_told(case, matter.due, staff, day), []).append((matter, case))
    wanted = [name for name in sorted({*told, *matters}) if person in ("", name)]
    days = {o.name: days_words(o) for o in staff.officers.values()}
    sections = tuple(
        _person(name, days.get(name, ""), told.get(name, []), matters.get(name, []), day) for name in wanted
    )
    if person and not sections:
        raise BadInput(f"Nothing is due from {person} this week.{shut}")
    sections = sections if person else (*front_pages(desk, team_id), *sections)
    words = f"{with_weekday(day)} to {with_weekday(day + timedelta(6))}.{shut}"
    paper = ListsPaper(head, "What is due this week", words, sections, desk.user, page_each=True)
    return paper.of_team(staff.team_name(team_id))


def _told(case: CaseRow, due: date | None, staff: Staff, day: date) -> str:
    return told_for(case.owner_id, case.team_id, due, staff, day).name


def _person(
    name: str, days: str, due: Sequence[WorkRow], matters: Sequence[tuple[Matter, CaseRow]], day: date
) -> ListSection:
    urgent = sorted(due, key=lambda row: row.next.due if row.next else date.max)
    late = [row for row in urgent if "overdue" in row.flags]
    new = [row for row in late if row.next is not None and is_new(row.next.days)]
    longer = [row for row in late if row not in new]
    soon = [row for row in urgent if "overdue" not in row.flags]
    rows: list[tuple[str, ...]] = []
    for title, group in (("Due this week", soon), ("Newly overdue, since last week", new), ("Overdue", longer)):
        rows += _headed(title, [(r.case.name, r.case.ref, *_next(r, day), r.next_step) for r in group])
    rows += _headed("Promised, or waiting for an answer",
                    [(row.name, row.ref, m.what, _when(m, day), m.owed.value)
                     for m, row in matters])  # fmt: skip
    works, newly = f"Works {days}. " if days else "", f" ({len(new)} newly)" if new else ""
    words = f"{works}{len(soon)} due this week, {len(late)} overdue{newly}, {len(matters)} promised or waiting."
    return ListSection(name, words, ("Child", "Reference", "What", "When", "Next step"), (False,) * 5, tuple(rows))


def _when(matter: Matter, day: date) -> str:
    """``overdue by 28 days, 2 October``, ``due today``, ``3 November``; a signal says how long it has waited."""
    mark, words = matter.standing(day)
    return f"{words}, {short(matter.due, day)}" if matter.due and mark is Mark.OVERDUE else words


def _headed(title: str, lines: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A heading with its count and as many lines as a page has room for; the rest are counted."""
    if not lines:
        return []
    room = WEEK_LINES // 4
    more = f", the first {room} here, the others on Today" if len(lines) > room else ""
    return [(f"{title}: {len(lines)}{more}",), *lines[:room]]
