"""Making the return: the header, Person after Person, what the rules find, and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.sen2 import Counts, Finding, Node, Person, Profile, Sen2Settings, Severity
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import open_whole
from ehcp_desk.services.oversight.return_facts import Limits
from ehcp_desk.services.oversight.schools import schools_in
from ehcp_desk.services.oversight.sen2.checks.whole import Checker, not_run
from ehcp_desk.services.oversight.sen2.profiles import invented
from ehcp_desk.services.oversight.sen2.reading import excused_by, persons
from ehcp_desk.services.oversight.sen2.requests import Year
from ehcp_desk.services.oversight.sen2.settings import profile_for, read_settings
from ehcp_desk.services.oversight.sen2.timeliness import Timeliness
from ehcp_desk.services.records.heads import COUNCIL
from ehcp_desk.version import VERSION

SOFTWARE = "EHCP Desk"
Write = Callable[[Profile, Node, Iterator[Person]], object]
"""Takes the profile, the header and every Person, one after another, and writes them; gives what the schema says."""


class Sen2Files(Protocol):
    """Writes and checks the return; wired by ``bootstrap``, since writing XML is another room's work."""

    def check(self, desk: Desk, year: int, progress: Progress | None = None) -> Sen2Return:
        """The return with what the rules and the schema find; no file is kept."""

    def write(self, desk: Desk, year: int, path: Path, progress: Progress | None = None) -> Sequence[Path]:
        """The files of the return: message, schema, frozen copy."""


@dataclass(slots=True)
class Sen2Return:
    """What was returned and found.  ``findings`` stand in the order of the return; ``written`` is what the writer said;
    ``not_run`` are (rule, why) of those that want something the desk was not given."""

    profile: Profile
    settings: Sen2Settings
    council: str
    prepared_at: datetime
    journal_seq: int
    journal_head: str
    counts: Counts = field(default_factory=Counts)
    findings: list[Finding] = field(default_factory=list)
    timeliness: Timeliness = field(default_factory=Timeliness)
    written: object = None
    cases: list[tuple[str, int]] = field(default_factory=list)
    not_run: list[tuple[str, str]] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """How many findings keep it from being authorised."""
        return sum(f.severity is Severity.ERROR for f in self.findings)

    @property
    def queries(self) -> int:
        """How many findings want a look."""
        return len(self.findings) - self.errors


def make_return(
    desk: Desk,
    year: int,
    write: Write | None = None,
    progress: Progress | None = None,
    last_return: Counts | None = None,
) -> Sen2Return:
    """The return of one year from the record as it stands, checked; ``write`` is given every Person as it is made.

    Raises BadInput for a year without a profile, a census that has not been, or a return that is not set up, and
    NotAllowed where restricted files are closed to whoever asks: a child left out would be a wrong return.
    """
    open_whole(desk, f"SEN2 return, {year}")
    with desk.store.read() as work:
        settings = read_settings(work)
        profile = profile_for(settings, year)
        if profile.census > desk.today():
            raise BadInput(
                f"The census of SEN2 {year} is on {in_words(profile.census)}; until then run: return sen2 --quality"
            )
        _set_up(settings, profile)
        seq, head, _ = work.record_head()
        result = Sen2Return(profile, settings, work.setting(COUNCIL) or "Council not named yet", desk.now(), seq, head)
        schools = schools_in(work)
        checker = Checker(profile, settings, schools=schools)
        result.not_run = not_run(schools, last_return, settings.choices)
        header = header_of(profile, settings, desk.now())
        result.findings += checker.header(header)
        year_read = Year.of(profile, settings, excused_by(desk.law, profile.census), Limits(desk.law))
        made = _seen(work, result, checker, year_read, progress)
        if write is not None:
            result.written = write(profile, header, made)
        else:
            for _ in made:
                pass
        result.findings += checker.whole(last_return)
        result.counts = checker.tally.counts()
        result.findings = with_owners(work, result.findings)
    return result


def _set_up(settings: Sen2Settings, profile: Profile) -> None:
    wanted = {"la": settings.la, "dmo": settings.dmo, "dco": settings.dco}
    if profile.year >= 2026:
        wanted["dsco"] = settings.dsco
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        raise BadInput(f"The SEN2 return is not set up yet: say {' and '.join(missing)}, for example with: "
                       f"return sen2 --set {missing[0]}={'330' if missing[0] == 'la' else 'Y'}")  # fmt: skip


def header_of(profile: Profile, settings: Sen2Settings, at: datetime) -> Node:
    """The Header element."""
    source = {"SourceLevel": "L", "LEA": settings.la, "SoftwareCode": SOFTWARE, "Release": VERSION,
              "SerialNo": settings.serial, "DateTime": f"{at:%Y-%m-%dT%H:%M:%S}", "DMO": settings.dmo,
              "DCO": settings.dco, "DSCO": settings.dsco}  # fmt: skip
    about = {"Collection": "SEN2", "Year": str(profile.year), "ReferenceDate": profile.census.isoformat()}
    asked = [item.tag for item in profile.modules["Source"]]
    return {"CollectionDetails": about, "Source": {tag: source[tag] for tag in asked if source.get(tag)}}


def _seen(
    work: ReadWork, result: Sen2Return, checker: Checker, year: Year, progress: Progress | None
) -> Iterator[Person]:
    for person in persons(work, year, progress):
        found = checker.person(person)
        if found:
            result.findings += found
        result.timeliness.count(person, year.first, year.year_end)
        yield person if not found else replace(person, cleanly=False)


def with_owners(work: ReadWork, findings: list[Finding]) -> list[Finding]:
    """The findings with whoever answers for each case today."""
    numbers = sorted({f.case_id for f in findings if f.case_id})
    owners = {row.id: row.owner or "" for row in work.case_rows(numbers)} if numbers else {}
    return [replace(f, owner=owners.get(f.case_id, "")) for f in findings]


def made_up(settings: Sen2Settings) -> bool:
    """True for the return of an invented council, which can be sent to nobody."""
    return settings.la in invented()
