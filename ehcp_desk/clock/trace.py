"""One pass over the facts of one case: which rules start to run, and what meets or ends them.

Both the full answer (`engine.compute`) and the lean one (`lean.due_states`) come from here, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ehcp_desk.clock.calendars import LAST_DAY
from ehcp_desk.clock.counting import Unit, add_months
from ehcp_desk.clock.lines import AGREED, DIRECTED, NO_FACT, Line
from ehcp_desk.clock.program import (
    ANSWERED,
    BASE,
    CLAIM,
    CLOSED_BY,
    CONCEDED,
    DECIDED,
    DUE,
    FROM,
    LODGED,
    MET_ON,
    NOT_AMENDING,
    PLAN_GONE,
    PROPOSING,
    RANKS,
    REMEMBERED,
    RULE,
    START,
    SUBJECT,
    Base,
    Compiled,
    Lodged,
    Move,
    Op,
    Program,
    Run,
)  # fmt: skip

# A fact made ready: its sort key (day and place in the day), token, position among the facts given, move, and day.
Event = tuple[int, str, int, Move, int]
_NOTHING = (None, "")
_FIVE_YEARS = 60
A_YEAR = 366
# Members by name: looking one up on its enumeration costs as much as the rest of a step.
OPEN, SOFT, WINDOW, FLOOR, HELD = Base.OPEN, Base.SOFT, Base.WINDOW, Base.FLOOR, Base.HELD
MET, MET_LATE, ENDED, NOT_A_LIMIT = Base.MET, Base.MET_LATE, Base.ENDED, Base.NOT_A_LIMIT
MEET, END, HOLD, RELEASE = Op.MEET, Op.END, Op.HOLD, Op.RELEASE
_MET_EVEN_LATE = (NOT_A_LIMIT, FLOOR, HELD)


def event(move: Move, day: int, position: int) -> Event:
    """A fact as the trace wants it; planned facts come first, because they are known before their day."""
    return (day * RANKS + move.place, move.token, position, move, day)


class Trace:
    """One case as it has been walked so far: its runs, what is open, and what the rarer rules need to remember."""

    __slots__ = (
        "answered", "awaited", "born", "claims", "closures", "conceded_late", "ended", "lines", "lodged",
        "marks", "needing_plan", "open", "paired", "program", "proposed", "runs", "substituted",
    )  # fmt: skip

    def __init__(self, program: Program) -> None:
        self.program = program
        self.runs: list[Run] = []
        self.open: dict[int, list[Run]] = {}
        self.ended: dict[int, tuple[Run, str]] = {}
        # The day a rule counts from, which fact says so, and whether a day that a move states may take its place.
        self.marks: dict[int, tuple[int, int, bool]] = {}
        self.claims: list[tuple[int, Move, int]] = []
        self.closures: list[tuple[int, int]] = []
        self.needing_plan: list[Run] = []
        self.lines: dict[int, Line] = {}
        self.lodged: Lodged = []
        # How many undecided appeals the council has answered, and the concessions that came after its answer.
        self.born = self.answered = 0
        self.conceded_late: tuple[int, ...] = ()
        # How many of the appeals not yet decided are still to be sent on, and to be registered, as far as is recorded.
        self.awaited = dict.fromkeys(LODGED[1:], 0)
        # Whether a review decided to amend the plan and neither that nor the opposite has followed.
        self.paired = self.substituted = self.proposed = False

    def walk(self, events: list[Event]) -> list[Run]:
        """The runs of every rule in the order in which they started; sorts ``events`` in place."""
        events.sort()
        open_, ended, runs = self.open, self.ended, self.runs
        last_key, last_token = 0, ""
        for key, token, position, move, day in events:
            if key == last_key and token == last_token:
                continue
            last_key, last_token = key, token
            if move.otherwise is not None and self._otherwise(move, position):
                move = move.otherwise
            if move.acts:
                self._act(move, day, position)
            if move.rare:
                self._rare(move, day, position)
            for index, subject, base, due_of, first, last, same_run, special in move.opens:
                if special:
                    self._open_special(special, subject, same_run, move, day, position)
                    continue
                running = open_.get(index)
                if first <= day < last and not (
                    running and _runs_already(running, subject, 0 if same_run else day, day)
                ):
                    run = [index, subject, due_of[day], base, 0, position, day, day, NO_FACT, NO_FACT]
                    runs.append(run)
                    if running:
                        running.append(run)
                    else:
                        open_[index] = [run]
                    if index in ended:
                        del ended[index]
        return runs

    def _act(self, move: Move, day: int, position: int) -> None:
        """Let a fact meet, end, harden, hold or let go the open runs of the rules it touches."""
        open_, acts = self.open, move.acts
        for index in move.few or move.touches & open_.keys():
            if index not in open_:
                continue
            running = open_[index]
            op, subject, late_ends, guard = acts[index]
            still = []
            for run in running:
                if (
                    day < run[FROM]
                    or (subject is not None and run[SUBJECT] != subject and run[SUBJECT])
                    or (guard is not None and not guard(day, run[DUE], self.lodged))
                    or ((run[BASE] is WINDOW or run[BASE] is FLOOR) and day > run[DUE] and self._outdone(run))
                ):
                    still.append(run)
                elif op is MEET:
                    run[MET_ON], run[CLOSED_BY] = day, position
                    if day <= run[DUE]:
                        run[BASE] = MET
                    else:
                        _meet_late(run, late_ends)
                elif op is END:
                    run[CLOSED_BY] = position
                    if _end(run, day):
                        self.ended[index] = (run, move.kind)
                elif op is HOLD:
                    still.append(run)
                    held = day <= run[DUE] or (late_ends and self._last_word(run))
                    run[BASE] = HELD if held else run[BASE]
                elif op is RELEASE:
                    still.append(run)
                    run[BASE] = FLOOR if run[BASE] is HELD else run[BASE]
                else:
                    still.append(run)
                    run[BASE] = OPEN if run[BASE] is SOFT else run[BASE]
            if still:
                open_[index] = still
            else:
                del open_[index]

    def _rare(self, move: Move, day: int, position: int) -> None:
        """What few facts do: undo an ending, direct a date, claim a relief, or tell the case's own calendar."""
        for revive in move.revives:
            run, kind = self.ended.get(revive.rule, _NOTHING)
            if run is not None and kind in revive.after and not self._any_open(revive.unless_open, day):
                del self.ended[revive.rule]
                run[BASE], run[CLOSED_BY] = self.program.compiled[revive.rule].base, NO_FACT
                self.open.setdefault(revive.rule, []).append(run)
        for index, op in move.queue:
            self._answer_one(index, op, day, position)
        for index, stated in move.marks:
            self._mark(index, stated, day, position)
        if move.kind in PLAN_GONE:
            self.marks = {index: (on, by, True) for index, (on, by, _) in self.marks.items()}
        if move.directs:
            indexes, due = move.directs
            compiled = self.program.compiled
            beside = [index for index in indexes if self.open.get(index)] or indexes[:1]
            for index in {compiled[index].group: index for index in beside}.values():
                self._substitute(index, DIRECTED, due, day, position)
        if move.claim:
            self.claims.append((day, move, position))
        if move.closure:
            self.closures.append(move.closure)
        if move.kind in REMEMBERED:
            self._remember(move, day)

    def _otherwise(self, move: Move, position: int) -> bool:
        """True where what is on the record gives a fact the other of its two meanings.

        An appeal sent on or registered may be the first word of it, and a decision not to amend that of a re-assessment.
        A concession after the council's answer decides nothing: only the tribunal's order can (regulation 45 is for what
        it was told before, and one that nobody answered yet is the one that can still be conceded).
        """
        if move.kind == NOT_AMENDING:
            return not self.proposed
        if move.kind != CONCEDED:
            return not self.awaited[move.kind]
        if not 0 < self.answered >= len(self.lodged):
            return False
        self.conceded_late += (position,)
        return True

    def _remember(self, move: Move, day: int) -> None:
        """Remember what was running when an appeal was lodged, until it is decided: the oldest first, as for a `Line`."""
        kind, about = move.kind, move.attrs.get("type") or "cease"
        if kind == "born":
            self.born = day
        elif kind in PROPOSING:
            self.proposed = move.attrs.get("outcome") == "amend"
        elif kind == ANSWERED:
            self.answered = min(self.answered + 1, max(1, len(self.lodged)))
        elif kind in DECIDED:
            # What is conceded is the oldest that nobody answered; else the oldest is decided.
            place = self.answered if kind == CONCEDED else 0
            del self.lodged[place : place + 1]
            self.answered = max(0, self.answered - (kind != CONCEDED))
            self.awaited = {word: min(n, len(self.lodged)) for word, n in self.awaited.items()}
        elif self.awaited.get(kind):
            self.awaited[kind] -= 1
        else:
            self.answered = self.answered if self.lodged else 0
            self.awaited = {word: n + (word != kind) for word, n in self.awaited.items()}
            appealed = self.program.appealed.items() if about == "cease" else ()
            self.lodged.append(frozenset(rule_id for rule_id, indexes in appealed if self._any_open(indexes, day)))

    def _open_special(
        self, compiled: Compiled, subject: str, same_run: bool, move: Move, day: int, position: int
    ) -> None:
        """Start a run of a rule that asks for more than a date."""
        rule, index = compiled.rule, compiled.index
        if rule.under_five and not (self.born and self._under_five(day)):
            return
        start, trigger = day, position
        if rule.count_from:
            if index not in self.marks:
                return
            start, trigger, _ = self.marks[index]
        if (
            not (compiled.holds(day) if compiled.by_due else compiled.first <= day < compiled.last)
            or _runs_already(
                self._running(compiled),
                subject,
                0 if same_run else start,
                day,
            )
            or self._any_open(compiled.unless_open, day)
            or (compiled.only_if_open and not self._stood(compiled, day, position))
        ):
            return
        due = compiled.due[start]
        if rule.period.unit is Unit.SCHOOL_DAYS:
            due = school_due(self.program, start, rule.period.n, self.closures)
        self.paired = self.paired or compiled.second
        run: Run = [index, subject, due, compiled.base, 0, trigger, start, rule.seen_from(day, due), NO_FACT, NO_FACT]
        self._start(run)
        if rule.needs_plan:
            self.needing_plan.append(run)
        if move.agreed and "EX_AGREED" in rule.reliefs:
            self._substitute(index, AGREED, move.agreed, day, position)

    def _mark(self, index: int, stated: int, day: int, position: int) -> None:
        """Note the day a rule counts from; one that a fact only states gives way to a recorded one of the year before.

        What an earlier move stated, and what was recorded before the plan went, gives way to any later day.
        """
        if not stated:
            self.marks[index] = (day, position, False)
            return
        known, _, yields = self.marks.get(index, (0, NO_FACT, True))
        if self.program.compiled[index].first <= stated <= day and stated - known > (0 if yields else A_YEAR):
            self.marks[index] = (stated, position, True)

    def _substitute(self, index: int, how: str, due: int, day: int, position: int) -> None:
        """A directed or agreed date beside the computed one, which it relieves where the law lets it."""
        compiled = self.program.compiled[index]
        offered = ("EX_DIRECTION" if how is DIRECTED else "EX_AGREED") in compiled.rule.reliefs
        line = self.lines.get(compiled.group)
        beside = self.open.get(index, ()) if line is None else line.undecided()
        for run in beside if offered else ():
            if run[CLOSED_BY] == NO_FACT:
                run[CLAIM] = position
                self.substituted = True
        self._start([index, how, due, compiled.base, 0, position, day, day, NO_FACT, NO_FACT])

    def _answer_one(self, index: int, op: Op, day: int, position: int) -> None:
        """Answer the oldest matter still to be answered, or end the oldest still undecided, and nothing else."""
        line = self.lines.get(index)
        for run in () if line is None else line.next(op):
            run[CLOSED_BY] = position
            if op is END:
                _end(run, day)
            else:
                run[MET_ON] = day
                if day <= run[DUE]:
                    run[BASE] = MET
                else:
                    _meet_late(run, late_ends=False)
        for version in self.program.compiled[index].versions:
            if version in self.open:
                self.open[version] = [run for run in self.open[version] if run[CLOSED_BY] == NO_FACT]

    def _start(self, run: Run) -> None:
        compiled = self.program.compiled[run[RULE]]
        if compiled.rule.one_by_one:
            given = self.lines.setdefault(compiled.group, Line()).join(run)
            if given != NO_FACT:
                run[CLAIM], self.substituted = given, True
        self.open.setdefault(run[RULE], []).append(run)
        self.runs.append(run)
        if self.ended:
            for version in compiled.versions:
                self.ended.pop(version, None)

    def _running(self, compiled: Compiled) -> Sequence[Run]:
        """The open runs of a limit, under whichever text of it they began."""
        return [run for version in compiled.versions for run in self.open.get(version, ())]

    def _any_open(self, indexes: tuple[int, ...], day: int) -> bool:
        """True where one of these rules is running on the day; a period that has run its course is not."""
        return any(
            run[DUE] >= day or (run[BASE] is not WINDOW and run[BASE] is not FLOOR)
            for index in indexes
            for run in self.open.get(index, ())
        )

    def _stood(self, compiled: Compiled, day: int, position: int) -> bool:
        """True where a rule this one asks for is running, or was until this very fact; or where it need only have run out,
        nothing has ended it and it is about the last decision there was."""
        asked, run_out = compiled.only_if_open, compiled.rule.or_run_out
        return self._any_open(asked, day) or any(
            run[CLOSED_BY] == position or (run_out and run[CLOSED_BY] == NO_FACT and self._last_word(run))
            for run in self.runs
            if run[RULE] in asked
        )

    def _last_word(self, run: Run) -> bool:
        """True where no decision that could be appealed followed the one this run began with."""
        return not any(
            other[RULE] in self.program.appealable and other[START] > run[START] and other[SUBJECT] != DIRECTED
            for other in self.runs
        )

    def _outdone(self, run: Run) -> bool:
        """True where the rule has begun anew since this run, whatever became of that."""
        versions = self.program.compiled[run[RULE]].versions
        return next(other for other in reversed(self.runs) if other[RULE] in versions) is not run

    def _under_five(self, day: int) -> bool:
        return day < add_months(date.fromordinal(self.born), _FIVE_YEARS).toordinal()


def school_due(program: Program, start: int, n: int, closures: list[tuple[int, int]]) -> int:
    """The n-th school day, ``start`` being the first: working days outside the closures recorded on the case.

    A closure of more than a year, or one past the years the calendar knows, is a slip of the pen and is passed over.
    """
    table = program.ruleset.calendar.working
    for first, last in sorted(closures):
        if last < start or not 0 <= last - first <= A_YEAR or last > LAST_DAY - A_YEAR:
            continue
        before = table.between(start - 1, max(start, first) - 1)
        if before >= n:
            break
        n, start = n - before, last + 1
    return table.beginning(start, n)


def _runs_already(running: Sequence[Run], subject: str, start: int, day: int) -> bool:
    """True where a run about this subject is open, begun on day ``start`` where that is not 0.

    A period that had run its course by ``day`` is over, so the next decision starts one of its own.
    """
    for run in running:
        if run[SUBJECT] == subject and (not start or run[START] == start):
            if run[BASE] is FLOOR and run[DUE] < day:
                continue
            return True
    return False


def _meet_late(run: Run, late_ends: bool) -> None:
    """Late on a binding limit is met late; late on a planning date, on a floor or on one held is met."""
    if run[BASE] in _MET_EVEN_LATE:
        run[BASE] = MET
    elif late_ends:
        run[BASE], run[MET_ON] = ENDED, 0
    else:
        run[BASE] = MET_LATE


def _end(run: Run, day: int) -> bool:
    """End a run, unless it is a period that had run its course by then, which is met; True where it was ended."""
    if run[BASE] is FLOOR and day > run[DUE]:
        run[BASE], run[MET_ON] = MET, run[DUE]
        return False
    run[BASE] = ENDED
    return True
