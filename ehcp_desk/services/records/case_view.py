"""Everything about one case, from one snapshot: what the Case page shows and ``case REF`` prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.engine import compute
from ehcp_desk.clock.model import Deadline, State, Timeline
from ehcp_desk.domain.access_requests import AccessRequest, access_requests
from ehcp_desk.domain.advice import AdviceLine, advice_lines
from ehcp_desk.domain.authorising import Decided, unsettled
from ehcp_desk.domain.case import Case, Contactable, Stage, stage_of
from ehcp_desk.domain.contact_days import last_contact
from ehcp_desk.domain.deciding import Decider, who_decides
from ehcp_desk.domain.document_details import FiledDocument, filed_documents
from ehcp_desk.domain.matters import Matter, open_matters
from ehcp_desk.domain.people import Absence, Staff
from ehcp_desk.domain.plan_content import LINE_KINDS
from ehcp_desk.domain.plan_gaps import ADVICE_SETTING, months_of
from ehcp_desk.domain.practice import AS_USUAL, Practice, practice_of
from ehcp_desk.domain.procedures import SETTING as PROCEDURES
from ehcp_desk.domain.procedures import Limit, limits_of
from ehcp_desk.domain.profile import NOTHING_KNOWN, Profile, Statement, profile_of
from ehcp_desk.domain.record import DocumentRow, Promise, RecordedFact, UnreadEntry, promises, standing, with_birth
from ehcp_desk.domain.responsibility import Responsible, responsible_for
from ehcp_desk.domain.sharing import Consent, consents_of
from ehcp_desk.domain.signals import LOW_ATTENDANCE, signals_of
from ehcp_desk.domain.worklist import NextDeadline
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.worklist import WorkRow, complete
from ehcp_desk.services.records.heads import CAUTIOUS
from ehcp_desk.services.records.plan_view import PlanView, plan_of
from ehcp_desk.services.upkeep.import_marks import MARK, OUT, VERIFIED, unverified


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as somebody who has just picked it up needs it."""

    case: Case
    as_at: date
    row: WorkRow
    stage: Stage
    timeline: Timeline
    facts: tuple[RecordedFact, ...]
    people: tuple[Contactable, ...]
    advice: tuple[AdviceLine, ...]
    promises: tuple[Promise, ...]
    matters: tuple[Matter, ...]
    documents: tuple[DocumentRow, ...]
    filed: tuple[FiledDocument, ...]
    other_cases: tuple[tuple[str, str], ...]
    responsible: Responsible
    owner: str | None
    team: str
    absence: Absence | None
    cover: str
    journal_head: tuple[int, str]
    cautious: bool = False
    profile: Profile = NOTHING_KNOWN
    people_before: tuple[Contactable, ...] = ()
    plan: PlanView | None = None
    low_attendance: int = LOW_ATTENDANCE
    access: tuple[AccessRequest, ...] = ()
    practice: Practice = AS_USUAL
    colleagues: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    unread: tuple[UnreadEntry, ...] = ()

    @property
    def cannot_be_read(self) -> str:
        """Which entries of the case cannot be read and what to do, in a sentence; empty where all can."""
        if not self.unread:
            return ""
        which = ", ".join(entry.words for entry in self.unread)
        return (
            f"{which}, and nothing on this page goes by it. It was damaged, or changed by another program. Dates may "
            "be wrong, and nothing can be saved on this case until it is put right: have whoever looks after the record run "
            "ehcp-desk verify and restore the last backup."
        )

    @property
    def to_authorise(self) -> tuple[Decided, ...]:
        """Decisions that nobody has authorised, where the council wants two people for each."""
        return unsettled(self.facts, self.practice.two_step)

    @property
    def in_touch(self) -> tuple[date | None, date | None]:
        """The last day in touch with the child, and with anybody else about them."""
        child = self.case.child
        return last_contact((f.fact for f in self.contacts), child.name, child.known_as)

    @property
    def consents(self) -> tuple[Consent, ...]:
        """What may be shared, and what may not, the newest first."""
        return consents_of(self.facts)

    @property
    def banners(self) -> tuple[Statement, ...]:
        """What everybody must know before they are in touch, the newest first."""
        return self.profile.banners(self.as_at)

    @property
    def decider(self) -> Decider:
        """Who decides today: the parents, or from the end of compulsory school age the young person."""
        return who_decides(self.case.child, self.profile, self.as_at)

    def cautious_date(self, d: Deadline) -> date | None:
        """The strictest reading of a date still to be kept, where the council shows it (law.md J6) and it is another
        day than the due date.  It is a warning to ourselves: the state, and any breach, follow the due date."""
        to_keep = d.state in (State.RUNNING, State.OVERDUE)
        return d.cautious if self.cautious and to_keep and d.cautious != d.due else None

    @property
    def next(self) -> NextDeadline | None:
        """The duty that bites next."""
        return self.row.next

    @property
    def unverified(self) -> list[RecordedFact]:
        """What a file brought in and nobody has verified since, oldest first."""
        kinds = (MARK, VERIFIED, OUT)
        return unverified(sorted((f for f in self.facts if f.stands and f.fact.kind in kinds), key=lambda f: f.id))

    @property
    def contacts(self) -> tuple[RecordedFact, ...]:
        """Calls, letters and meetings, newest first."""
        return tuple(f for f in reversed(self.facts) if f.fact.kind == "contact" and f.stands)


def case_view(desk: Desk, ref: str) -> CaseView:
    """Read a case whole.  Raises BadInput where there is no such reference."""
    with desk.store.read() as work:
        return view_of(work, desk, find(work, ref))


def case_view_by_id(desk: Desk, case_id: int) -> CaseView:
    """The same, for a case already on screen."""
    with desk.store.read() as work:
        return view_of(work, desk, case_id)


def view_of(work: ReadWork, desk: Desk, case_id: int) -> CaseView:
    """Read a case inside a unit of work that is already open."""
    day = desk.today()
    case = work.case(case_id)
    facts, unread = work.facts_read(case_id)
    counted = standing(facts)
    staff = work.staff()
    timeline = compute(with_birth(counted, case.child.born), desk.law, day)
    others = [c for c in work.cases_of_child(case.child.id) if c.id != case_id]
    people = work.contactables(case.child.id)
    seq, head, _ = work.journal_head()
    signals = signals_of(work.setting)
    owner = staff.officers.get(case.owner_id) if case.owner_id is not None else None
    absence = _next_absence(staff, case.owner_id, day)
    cover = staff.officers.get(absence.cover_id) if absence and absence.cover_id is not None else None
    documents = tuple(work.documents(case_id))
    team = staff.teams.get(case.team_id) if case.team_id is not None else None
    return CaseView(
        case=case,
        as_at=day,
        row=complete(work.case_rows([case_id])[0], staff, desk.duties, day),
        stage=stage_of(counted, day),
        timeline=timeline,
        facts=tuple(sorted(_told(facts), key=lambda f: f.order)),
        people=tuple(p for p in people if p.acts_on(day)),
        advice=advice_lines(facts, timeline),
        promises=promises(facts),
        matters=open_matters(facts, signals),
        low_attendance=signals.low,
        practice=practice_of(work.setting),
        colleagues=tuple(sorted(o.name for o in staff.officers.values() if o.works_on(day) and o.name != desk.user)),
        access=tuple(access_requests(facts, desk.law.calendar, day)),
        limits=limits_of(work.setting(PROCEDURES)),
        documents=documents,
        filed=filed_documents(documents, facts),
        other_cases=tuple((c.ref, c.held) for c in others),
        responsible=responsible_for(case.owner_id, case.team_id, staff, day),
        owner=owner.name if owner else None,
        team=team.name if team else "",
        absence=absence,
        cover=cover.name if cover else "",
        journal_head=(seq, head),
        cautious=work.setting(CAUTIOUS) == "on",
        profile=profile_of([*facts, *(fact for c in others for fact in work.facts(c.id))]),
        people_before=tuple(p for p in people if not p.acts_on(day)),
        unread=unread,
        plan=plan_of(facts, day, months_of(work.setting(ADVICE_SETTING))),
    )


def _told(facts: tuple[RecordedFact, ...]) -> list[RecordedFact]:
    """Every entry but the lines of the plan and what took one of those back: they stand in the plan."""
    lines = {f.id for f in facts if f.fact.kind in LINE_KINDS}
    return [f for f in facts if f.id not in lines and f.supersedes not in lines]


def _next_absence(staff: Staff, owner_id: int | None, day: date) -> Absence | None:
    coming = [a for a in staff.absences if a.officer_id == owner_id and a.last_day >= day]
    return min(coming, key=lambda a: a.first_day) if coming else None
