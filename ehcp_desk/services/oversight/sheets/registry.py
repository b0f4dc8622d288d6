"""Every sheet by its key: made, printed, and for outside without small numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ehcp_desk.domain.dates import with_weekday
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.sheets import Sheet, for_outside
from ehcp_desk.domain.small_papers import ListsPaper
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.publishing import telling
from ehcp_desk.services.oversight.restricting import open_whole
from ehcp_desk.services.oversight.sheets import disputes, groups, placements, school_life, sufficiency
from ehcp_desk.services.oversight.sheets.ground import Ground
from ehcp_desk.services.records.heads import paper_head
from ehcp_desk.services.records.issuing import print_lists


@dataclass(frozen=True, slots=True)
class SheetKind:
    """One sheet there is: its heading and title in menus, what makes it, and whether it must rest on every case.

    ``together`` makes all the sheets that count the same: small numbers are left out of them at once.
    """

    group: str
    title: str
    make: Callable[[Ground], Sheet]
    whole: bool = False
    together: Callable[[Ground], tuple[Sheet, ...]] | None = None


_DISPUTES, _PLACES, _SCHOOL, _SUFFICIENCY = "Complaints and challenges", "Placements", "School life", "Sufficiency"


def _plans(by: str, make: Callable[[Ground], Sheet]) -> SheetKind:
    return SheetKind(_SUFFICIENCY, f"Plans by {by} and placement", make, True, sufficiency.tables)


SHEETS: Mapping[str, SheetKind] = {
    "complaints": SheetKind(_DISPUTES, "Complaints", disputes.complaints),
    "challenges": SheetKind(_DISPUTES, "Challenges", disputes.challenges),
    "themes": SheetKind(_DISPUTES, "Themes of disputes", disputes.themes),
    "complainants": SheetKind(_DISPUTES, "Who complains", disputes.complainants),
    "out_of_area": SheetKind(_PLACES, "Placements out of area", placements.out_of_area),
    "not_suitable": SheetKind(_PLACES, "Placements not suitable", placements.not_suitable),
    "at_risk": SheetKind(_PLACES, "Placements at risk", placements.at_risk),
    "broken_down": SheetKind(_PLACES, "After a breakdown", placements.broken_down),
    "waiting": SheetKind(_PLACES, "Waiting for a place", placements.waiting),
    "expected": SheetKind(_SUFFICIENCY, "Places expected by type", placements.expected, whole=True),
    "plans_by_need": _plans("need", sufficiency.by_need),
    "plans_by_year": _plans("year group", sufficiency.by_year),
    "plans_by_area": _plans("area", sufficiency.by_area),
    "plans_by_distance": _plans("distance", sufficiency.by_distance),
    "plans": SheetKind(_SUFFICIENCY, "Every plan, for sufficiency", sufficiency.extract, whole=True),
    "exclusions": SheetKind(_SCHOOL, "Exclusions by setting", school_life.exclusions_by_setting),
    "excluded_again": SheetKind(_SCHOOL, "Excluded more than once", school_life.excluded_again),
    "status_by_month": SheetKind(_SCHOOL, "Education status by month", school_life.status_by_month),
    "groups": SheetKind(_SCHOOL, "Groups of children", groups.disparity, whole=True),
}  # fmt: skip


_NOT_BY_TEAM = ("{} without small numbers is of the whole council: what is left out of one team could be worked out from the "
                "others; leave --team out.")  # fmt: skip


def sheet(
    desk: Desk, key: str, team_id: int | None = None, progress: Progress | None = None, outside: int = 0
) -> Sheet:
    """One sheet as on today, of a team or of all.  ``outside`` over 0 leaves numbers under it out.

    Raises BadInput for a key that is none, with those there are, for a list of children asked for outside, and for numbers
    of one team where small ones are left out: they would be those of all teams less those of the others.  NotAllowed where
    a table must rest on cases that are not open to this person.
    """
    kind = SHEETS.get(key)
    if kind is None:
        raise BadInput(f"There is no list called {key}; there are: {', '.join(SHEETS)}.")
    if outside and team_id is not None:
        raise BadInput(_NOT_BY_TEAM.format(kind.title))
    if kind.whole:
        open_whole(desk, kind.title)
    with desk.store.read() as work:
        ground = Ground.of(desk, work, team_id, progress)
        together = kind.together(ground) if outside and kind.together is not None else ()
        made = next((one for one in together if one.key == key), None) or kind.make(ground)
    if made.kept_back and team_id is not None:
        raise BadInput(_NOT_BY_TEAM.format(kind.title))
    made = made.of_team(ground.staff.team_name(team_id))
    return made if not outside or made.kept_back else for_outside(made, outside, together, telling(progress))


def print_sheet(desk: Desk, files: Sequence[Path], made: Sheet) -> ListsPaper:
    """Print a sheet just made, and keep in the journal what was issued.

    Raises KnownFault where nothing can print or a file cannot be written.
    """
    with desk.store.read() as work:
        head = paper_head(work, desk)
    paper = ListsPaper(head, made.title, f"{with_weekday(desk.today())}.", (made.section(),), desk.user)
    return print_lists(desk, paper, files)
