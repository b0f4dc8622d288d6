"""Restricted files: what is closed to whom, who opened what and why, and who has what open now.

Every unit of work knows what is closed before it reads anything.  On a team's server the database answers, and holds
its own rules besides (:mod:`db.team.rights`); elsewhere it is worked out here, by the same terms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from db.closed import NOTHING_CLOSED, Closed
from db.moments import utc
from db.shape import Shape
from db.unit import Unit, WritingUnit
from ehcp_desk.domain.access import OPEN_HOURS, SEEN_BY_MANAGERS, Opening, Presence, Restriction, Sight

_FAMILY = (
    "WITH RECURSIVE known (id) AS (SELECT id FROM children WHERE id IN (:begun) UNION "
    "SELECT CASE WHEN c.same_as = known.id THEN c.id ELSE c.same_as END FROM known JOIN children c "
    "ON c.same_as = known.id OR (c.id = known.id AND c.same_as IS NOT NULL)) SELECT id FROM known"
)
_MANAGES = (
    "SELECT 1 FROM officers WHERE lower(name) = lower(:name) AND role IN ('manager', 'service_manager') AND NOT EXISTS "
    f"(SELECT 1 FROM settings WHERE key = '{SEEN_BY_MANAGERS}' AND value = 'off')"
)
_FAMILIES = (
    "(WITH RECURSIVE known (named, id) AS (SELECT child_id, child_id FROM restricted UNION SELECT known.named, "
    "CASE WHEN c.same_as = known.id THEN c.id ELSE c.same_as END FROM known JOIN children c "
    "ON c.same_as = known.id OR (c.id = known.id AND c.same_as IS NOT NULL)) SELECT named, id FROM known)"
)
_SIGHT = Shape("c.id n.name r.by r.since:moment")
_RESTRICTED = Shape("child_id reason since:moment by")
_PRESENT = Shape("case_id name since:moment")
_OPENED = Shape("at:moment name case_id reason")


class AccessReading(Unit):
    """What is restricted, and what of it is closed to whoever reads."""

    schema = ""
    """The version of a server's record as this unit of work found it: a desk stays open while a server is migrated."""

    def learn_schema(self) -> None:
        """Read the version of the record."""
        self.schema = str(self.value("SELECT version_num FROM alembic_version"))

    def learn_closed(self, name: str, at: datetime) -> None:
        """Work out what is closed to somebody of this name; first of all, before anything else is read."""
        self.closed = self._closed_on_team() if self._team else self._closed_to(name, at)

    def _closed_on_team(self) -> Closed:
        sql = (
            "SELECT ehcp_hidden_cases(), ehcp_hidden_children(), ehcp_closed_cases(), version_num FROM alembic_version"
        )
        hidden, children, closed, self.schema = self._rows(sql)[0]
        if not closed and not children:
            return NOTHING_CLOSED
        return Closed(frozenset(hidden), frozenset(children), frozenset(closed) - frozenset(hidden))

    def _closed_to(self, name: str, at: datetime) -> Closed:
        restricted = {number for (number,) in self._rows("SELECT child_id FROM restricted")}
        if not restricted:
            return NOTHING_CLOSED
        open_ = restricted
        if self.value(_MANAGES, {"name": name}) is None:
            mine = "SELECT child_id FROM restricted_names WHERE lower(name) = lower(:name)"
            open_ = {number for (number,) in self._rows(mine, {"name": name})} & restricted
        children = self.family(restricted - open_)
        hidden = self._cases_of(children)
        since = {"name": name, "since": utc(at) - timedelta(hours=OPEN_HOURS)}
        opened = "SELECT DISTINCT case_id FROM read_log WHERE lower(name) = lower(:name) AND at > :since"
        read = {number for (number,) in self._rows(opened, since)}
        return Closed(hidden, children, self._cases_of(self.family(open_)) - hidden - read)

    def family(self, begun: Collection[int]) -> frozenset[int]:
        """Children with those found to be the same, whichever of them a restriction names."""
        if not begun:
            return frozenset()
        return frozenset(number for (number,) in self._rows(_FAMILY, {"begun": tuple(begun)}))

    def _cases_of(self, children: Collection[int]) -> frozenset[int]:
        if not children:
            return frozenset()
        sql = "SELECT id FROM cases WHERE child_id IN (:children)"
        return frozenset(number for (number,) in self._rows(sql, {"children": tuple(children)}))

    def restriction(self, child_id: int) -> Restriction | None:
        """Why a child's file is restricted and to whom it is open; None where it is not."""
        family = {"children": tuple(self.family({child_id}))}
        rows = self.shaped(_RESTRICTED, "FROM restricted WHERE child_id IN (:children) ORDER BY since", family)
        if not rows:
            return None
        number, reason, since, by = rows[0]
        sql = "SELECT DISTINCT name FROM restricted_names WHERE child_id IN (:children) ORDER BY name"
        return Restriction(number, tuple(name for (name,) in self._rows(sql, family)), reason, since, by)

    def restricted_cases(self) -> frozenset[int]:
        """Cases whose file is restricted, as far as whoever asks sees them."""
        restricted = {number for (number,) in self._rows("SELECT child_id FROM restricted")}
        return self._cases_of(self.family(restricted)) - self.closed.hidden

    def sights(self) -> Mapping[int, Sight]:
        """Who sees each restricted case, of those whoever asks sees."""
        tail = (f"FROM {_FAMILIES} k JOIN cases c ON c.child_id = k.id JOIN restricted r ON r.child_id = k.named "
                "JOIN restricted_names n ON n.child_id = k.named ORDER BY c.id, r.since, n.name")  # fmt: skip
        off = "SELECT 1 FROM settings WHERE key = :key AND value = 'off'"
        managers = self.value(off, {"key": SEEN_BY_MANAGERS}) is None
        found: dict[int, Sight] = {}
        for number, name, by, since in self.shaped(_SIGHT, tail):
            before = found.get(number)
            names = before.names if before is not None else ()
            if number not in self.closed.hidden and name not in names:
                names = (name, *names) if name == by else (*names, name)
                found[number] = Sight(names, managers, before.since if before is not None else since)
        return found

    def leave_out_restricted(self) -> None:
        """From now on every restricted file is as if it were not there, whoever reads: for papers that lie about."""
        restricted = {number for (number,) in self._rows("SELECT child_id FROM restricted")}
        children = self.family(restricted) | self.closed.children
        self.closed = Closed(self._cases_of(children) | self.closed.hidden, children)

    def closed_cases(self) -> tuple[frozenset[int], frozenset[int]]:
        """(cases this person does not see at all, cases this person has still to give a reason for)."""
        return self.closed.hidden, self.closed.unopened

    def hidden_held(self, officer_id: int) -> int:
        """How many live cases somebody holds that whoever asks does not see at all."""
        if self._team:
            return int(self.value("SELECT ehcp_hidden_held(:officer)", {"officer": officer_id}))
        sql = (
            "SELECT count(*) FROM case_summary WHERE owner_id = :officer AND scope <> 'closed' AND case_id IN (:hidden)"
        )
        return int(self.value(sql, {"officer": officer_id, "hidden": tuple(self.closed.hidden)}))

    def others_on(self, case_id: int, desk: str, since: datetime) -> list[Presence]:
        """Who has a case open at another desk, as far as that desk said so after ``since``; the earliest first."""
        if case_id in self.closed.hidden:
            return []
        tail = "FROM presence WHERE case_id = :id AND desk <> :desk AND seen > :since ORDER BY since, name"
        rows = self.shaped(_PRESENT, tail, {"id": case_id, "desk": desk, "since": utc(since)})
        return [Presence(*row) for row in rows]

    def openings(self, case_id: int) -> list[Opening]:
        """Who opened a restricted case, when and why, the newest first."""
        rows = self.shaped(_OPENED, "FROM read_log WHERE case_id = :id ORDER BY id DESC", {"id": case_id})
        return [] if case_id in self.closed.hidden else [Opening(*row) for row in rows]


class AccessWriting(AccessReading, WritingUnit):
    """Restricting, lifting, and keeping who opened what."""

    _at: datetime

    def restrict(self, child_id: int, names: Iterable[str], reason: str) -> None:
        """Keep a child's file, and those of children found to be this one, to these people; in place of what was so."""
        self._keep_to(child_id, sorted(set(names)), reason)

    def unrestrict(self, child_id: int) -> None:
        """Open a file again to everybody who sees cases."""
        self._keep_to(child_id, [], "")

    def _keep_to(self, child_id: int, names: list[str], reason: str) -> None:
        """One act, whatever was so before: halfway, a file is hidden from whoever restricts it and no rule lets them go on."""
        if self._team:
            values = {"child": child_id, "names": names, "reason": reason}
            self._run("SELECT ehcp_restrict(:child, CAST(:names AS text[]), :reason)", values)
            return
        family = sorted(self.family({child_id}))
        for table in ("restricted_names", "restricted"):
            self._run(f"DELETE FROM {table} WHERE child_id IN (:children)", {"children": tuple(family)})
        if names:
            kept = {"reason": reason, "since": utc(self._at), "by": self.actor}
            self._insert_all("restricted", [{"child_id": number, **kept} for number in family])
            self._insert_all("restricted_names", [{"child_id": c, "name": name} for c in family for name in names])

    def named_on_restricted(self, name: str) -> bool:
        """Whether a restricted file is kept to somebody of this name."""
        return self.value("SELECT 1 FROM restricted_names WHERE lower(name) = lower(:name)", {"name": name}) is not None

    def rename_named(self, before: str, after: str) -> bool:
        """Name somebody by another name on every file kept to them, seen by whoever asks or not; False where none is."""
        sql = "SELECT DISTINCT child_id FROM restricted_names WHERE lower(name) = lower(:name)"
        children = tuple(number for (number,) in self._rows(sql, {"name": before}))
        if children:
            gone = "DELETE FROM restricted_names WHERE lower(name) IN (lower(:name), lower(:new)) AND child_id IN (:children)"
            self._run(gone, {"name": before, "new": after, "children": children})
            self._insert_all("restricted_names", [{"child_id": number, "name": after} for number in children])
        return bool(children)

    def say_open(self, case_id: int | None, desk: str, before: datetime) -> None:
        """Keep that this desk has a case open and no other, None for none; forget desks of this person's that have not
        been heard of since ``before``."""
        values = {"case": case_id, "desk": desk, "name": self.actor, "at": utc(self._at), "before": utc(before)}
        gone = (
            "desk = :desk AND (CAST(:case AS INTEGER) IS NULL OR case_id <> :case) OR name = :name AND seen < :before"
        )
        self._run(f"DELETE FROM presence WHERE {gone}", values)
        if case_id is not None and case_id not in self.closed.hidden:
            self._run("INSERT INTO presence (case_id, desk, name, since, seen) VALUES (:case, :desk, :name, :at, :at) "
                      "ON CONFLICT (case_id, desk) DO UPDATE SET seen = excluded.seen", values)  # fmt: skip

    def log_opening(self, cases: Collection[int], reason: str) -> None:
        """Keep that these restricted cases were opened and why; what they hold can be read from now on.

        Kept at the time it is, whatever day the desk works on.
        """
        values = {"at": utc(self._at) if self._team else datetime.now(UTC), "name": self.actor, "reason": reason}
        self._insert_all("read_log", [{**values, "case_id": number} for number in sorted(cases)])
        left = self.closed.unopened - frozenset(cases)
        self.closed = Closed(self.closed.hidden, self.closed.children, left)
