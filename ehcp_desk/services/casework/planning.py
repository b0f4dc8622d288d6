"""Writing a plan: starting a version, saving lines, judging outcomes, signing off.  Each is one act, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from ehcp_desk.clock.facts import did_you_mean
from ehcp_desk.domain.case import Case
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import NewEntry
from ehcp_desk.domain.plan_checklist import checklist, red
from ehcp_desk.domain.plan_content import (
    PURPOSES,
    Difference,
    PlanLine,
    PlanVersion,
    content_digest,
    differences,
    line_in,
    lines_of,
    next_name,
    versions,
)
from ehcp_desk.domain.plan_gaps import ADVICE_SETTING, months_of
from ehcp_desk.domain.plan_rows import PlanRow, merged
from ehcp_desk.domain.plan_sections import LINKS, OUTCOMES, PARTS, SECTIONS, names_in, section_of
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.ports.work import WriteWork
from ehcp_desk.services.casework.entry_rules import check
from ehcp_desk.services.casework.recording import find, seen, settle
from ehcp_desk.services.desk import Changes, Desk

Decide = Callable[[WriteWork, Case, tuple[RecordedFact, ...]], tuple[Sequence[NewFact], Mapping[str, object]]]


def start_version(desk: Desk, ref: str, purpose: str, seen_version: int | None = None) -> Changes:
    """Begin the next version; it starts as the version before it.  That one is closed from then on."""
    if purpose not in PURPOSES:
        raise BadInput(
            f"A version of a plan is {' or '.join(PURPOSES)}, not '{purpose}'{did_you_mean(purpose, PURPOSES)}."
        )

    def decide(
        _work: WriteWork, case: Case, recorded: tuple[RecordedFact, ...]
    ) -> tuple[list[NewFact], dict[str, object]]:
        number = len(_versions(recorded)) + 1
        if purpose == "amended" and not any(v.purpose == "final" for v in versions(recorded)) and not _sent(recorded):
            raise BadInput(
                f"{case.ref} has no final plan yet, so there is none to amend; start a draft or a final version."
            )
        attrs = {"version": str(number), "purpose": purpose}
        return [NewFact("plan_version", desk.today(), attrs)], {"version": number, "purpose": purpose}

    return _write(desk, ref, "plan_version_started", decide, seen_version)


def save_section(
    desk: Desk, ref: str, section: str, lines: Sequence[PlanLine], seen_version: int | None = None
) -> Changes:
    """Save every line of one section as it should now be: a line without a name is new, one left out is removed.

    Only what changed is written.  Raises BadInput in one sentence where no version is open, a line has no words, or a
    part is not one its section has.
    """
    if section not in SECTIONS:
        raise BadInput(f"A plan has no section '{section}'; its sections are {', '.join(SECTIONS)}.")
    return save_lines(desk, ref, {section: lines}, seen_version)


def save_lines(
    desk: Desk, ref: str, wanted: Mapping[str, Sequence[PlanLine]], seen_version: int | None = None
) -> Changes:
    """The same for several sections in one act; a section that is not given stays as it is."""

    def decide(
        _work: WriteWork, case: Case, recorded: tuple[RecordedFact, ...]
    ) -> tuple[list[NewFact], dict[str, object]]:
        version = open_version(case.ref, recorded)
        facts = changed_lines(desk.today(), recorded, version.number, wanted)
        names = [fact.attrs["line"] for fact in facts]
        return facts, {"version": version.number, "sections": sorted(wanted), "lines": names}

    return _write(desk, ref, "plan_written", decide, seen_version)


def load_lines(
    desk: Desk, ref: str, rows: Sequence[PlanRow], replace: bool = False, dry_run: bool = False
) -> tuple[Difference, ...]:
    """Lines from a file into the version being written, in one act; what that changes.  A dry run writes nothing.

    The same file twice changes nothing the second time.  Raises BadInput naming the row that cannot be a line.
    """
    changed: list[Difference] = []

    def decide(recorded: tuple[RecordedFact, ...]) -> tuple[list[NewFact], dict[str, object]]:
        number = open_version(ref, recorded).number
        before = lines_of(recorded, number)
        wanted = merged(rows, before, recorded, replace)
        facts = changed_lines(desk.today(), recorded, number, wanted)
        for fact in facts:
            check(fact, desk.today())
        after = {line.id: line for line in before}
        for fact in facts:
            name = fact.attrs["line"]
            after.pop(name, None)
            if fact.kind == "plan_line":
                after[name] = line_in(name, fact.attrs, fact.note)
        changed.extend(differences(before, list(after.values())))
        return facts, {"version": number, "lines": [fact.attrs["line"] for fact in facts]}

    if dry_run:
        with desk.store.read() as work:
            decide(work.facts(find(work, ref)))
    else:
        _write(desk, ref, "plan_written", lambda _work, _case, recorded: decide(recorded), None)
    return tuple(changed)


def changed_lines(
    today: date, recorded: Sequence[RecordedFact], version: int, wanted: Mapping[str, Sequence[PlanLine]]
) -> list[NewFact]:
    """The entries that make a version say what is wanted: nothing for a line that already does.

    Raises BadInput, naming the section and line, for what cannot be a line.
    """
    standing = lines_of(recorded, version)
    kept = [line for line in standing if line.section not in wanted]
    after: list[PlanLine] = []
    for section, lines in wanted.items():
        known = {line.id for line in standing if line.section == section}
        for place, line in enumerate(lines, 1):
            after.append(_sound(line, section, place, known, recorded, [x.id for x in after]))
    changes = differences([line for line in standing if line.section in wanted], after)
    _check_links([*kept, *after], [change.after for change in changes if change.after is not None])
    facts = []
    for change in changes:
        name = change.line.id
        head = {"version": str(version), "line": name}
        if change.after is None:
            facts.append(NewFact("plan_line_removed", today, head))
        else:
            attrs = {**head, "section": change.after.section, **change.after.parts}
            facts.append(NewFact("plan_line", today, attrs, change.after.text))
    return facts


def _sound(
    line: PlanLine, section: str, place: int, known: set[str], recorded: Sequence[RecordedFact], taken: Sequence[str]
) -> PlanLine:
    """A line as it is saved: trimmed, named, and with nothing its section does not have."""
    where = f"Section {section}, line {line.id or place}"
    parts = {name: value.strip() for name, value in line.parts.items() if value.strip()}
    for name in parts:
        if name not in SECTIONS[section].parts:
            title = PARTS[name].title.lower() if name in PARTS else name
            raise BadInput(f"{where}: a line of this section has no '{title}'; leave it out.")
    for link in LINKS:
        if link in parts:
            parts[link] = ", ".join(names_in(parts[link]))
    if not line.text.strip():
        raise BadInput(f"{where} has no words; write them, or remove the line.")
    if line.id and line.id not in known:
        raise BadInput(f"{where} is not in the version being written; look at the plan again.")
    if line.id and line.id in taken:
        raise BadInput(f"{where} is given twice; keep one of them.")
    return PlanLine(line.id or next_name(recorded, section, taken), section, line.text.strip(), parts)


def _check_links(every: Sequence[PlanLine], changed: Sequence[PlanLine]) -> None:
    """A link must name a line that is there, of a section it may name."""
    names = {line.id for line in every}
    for line in changed:
        for link, sections in LINKS.items():
            for name in names_in(line.parts.get(link, "")):
                if section_of(name) not in sections:
                    kinds = ", ".join(sections)
                    raise BadInput(
                        f"{line.id}: '{name}' is not the name of a line of section {kinds}; write it like {sections[0]}1."
                    )
                if name not in names:
                    raise BadInput(f"{line.id}: the plan has no line {name}; add it first, or name another.")


def judge_outcomes(
    desk: Desk, ref: str, on: date, found: Mapping[str, tuple[str, str]], seen_version: int | None = None
) -> Changes:
    """What a review found of each outcome: outcome -> (met | part | not_met | not_relevant, words), in one act."""

    def decide(
        _work: WriteWork, case: Case, recorded: tuple[RecordedFact, ...]
    ) -> tuple[list[NewFact], dict[str, object]]:
        begun = _versions(recorded, case.ref)
        names = {line.id for v in begun for line in lines_of(recorded, v.number) if line.section in OUTCOMES}
        unknown = next((name for name in found if name not in names), None)
        if unknown is not None:
            have = ", ".join(sorted(names)) or "none yet"
            raise BadInput(f"{case.ref}: no version of the plan has an outcome {unknown}; its outcomes are {have}.")
        facts = [NewFact("outcome_result", on, {"outcome": name, "result": result}, words.strip())
                 for name, (result, words) in found.items()]  # fmt: skip
        return facts, {"on": on.isoformat(), "outcomes": {name: result for name, (result, _) in found.items()}}

    if not found:
        raise BadInput("Say the result of at least one outcome.")
    return _write(desk, ref, "outcomes_judged", decide, seen_version)


def sign_off(desk: Desk, ref: str, by: str, reason: str = "", seen_version: int | None = None) -> Changes:
    """Sign the version being written off, in a named person's name; it is closed from then on.

    What the checklist finds red needs a reason.  Raises BadInput where there is none, naming what is red.
    """

    def decide(
        work: WriteWork, case: Case, recorded: tuple[RecordedFact, ...]
    ) -> tuple[list[NewFact], dict[str, object]]:
        version = open_version(case.ref, recorded)
        lines = lines_of(recorded, version.number)
        if not lines:
            raise BadInput(
                f"{case.ref}: version {version.number} of the plan has no lines, so there is nothing to sign off."
            )
        found = red(checklist(recorded, lines, desk.today(), months_of(work.setting(ADVICE_SETTING))))
        if found and not reason.strip():
            titles = "; ".join(f"{check.title.lower()}: {check.found}" for check in found)
            raise BadInput(
                f"{case.ref}: the checklist is red ({titles}). Sign it off with a reason, or put it right first."
            )
        attrs = {
            "version": str(version.number),
            "by": by.strip(),
            "digest": content_digest(lines),
            "red": str(len(found)),
        }
        return [NewFact("plan_signed_off", desk.today(), attrs, reason.strip())], {**attrs, "reason": reason.strip()}

    if not by.strip():
        raise BadInput("A sign-off needs the name of the person who approves the plan.")
    return _write(desk, ref, "plan_signed_off", decide, seen_version)


def open_version(ref: str, recorded: Sequence[RecordedFact]) -> PlanVersion:
    """The version that may be written in.  Raises BadInput where there is none."""
    newest = _versions(recorded, ref)[-1]
    if not newest.open:
        raise BadInput(f"{ref}: version {newest.number} of the plan is signed off; start a new version to change it.")
    return newest


def _versions(recorded: Sequence[RecordedFact], ref: str = "") -> tuple[PlanVersion, ...]:
    """Every version.  Raises BadInput where there is none and a case is named."""
    found = versions(recorded)
    if not found and ref:
        raise BadInput(f"{ref} has no plan yet; start its first version.")
    return found


def _sent(recorded: Sequence[RecordedFact]) -> bool:
    return any(r.stands and r.fact.kind in ("final_plan_sent", "plan_transferred_in") for r in recorded)


def _write(desk: Desk, ref: str, act: str, decide: Decide, seen_version: int | None) -> Changes:
    """One act on a case's plan: decided from what is on the record, then written, sealed and settled together."""
    with desk.store.write(desk.user, desk.now()) as work:
        case = seen(work, find(work, ref), seen_version, desk.today())
        facts, said = decide(work, case, work.facts(case.id))
        for fact in facts:
            check(fact, desk.today())
        if not facts:
            return Changes()
        kept = [work.add_fact(case.id, fact) for fact in facts]
        work.append(NewEntry(act, case.id, said))
        saved, warnings = settle(work, case)
    return Changes(frozenset({"facts"}), frozenset({saved.id}), tuple(k.id for k in kept), warnings)
