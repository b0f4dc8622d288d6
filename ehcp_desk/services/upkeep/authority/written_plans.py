"""The plans the demo authority has written here: versions, lines both specified and vague, requests, results.

Older plans came over as papers, so only a natural part of the children has one.  Chance comes from the case's reference
alone, so that the rest of the authority is told as it would be without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from ehcp_desk.domain.plan_checklist import checklist, red
from ehcp_desk.domain.plan_content import PlanLine, content_digest, lines_of
from ehcp_desk.domain.plan_sections import OUTCOMES
from ehcp_desk.domain.record import NewFact, RecordedFact
from ehcp_desk.services.casework.planning import changed_lines
from ehcp_desk.services.upkeep.authority.days import on_or_after
from ehcp_desk.services.upkeep.authority.holding import Hands
from ehcp_desk.services.upkeep.authority.story import Story

SENT_LATELY, OLDER = 0.25, 0.05
"""How many of the plans sent lately, and of the older ones, are written here line by line."""
SPECIFIED = 0.55


@dataclass(frozen=True, slots=True)
class _Theme:
    """A need with the adviser who found it, the outcome sought, and its provision: as it should be, and as it often is."""

    need: str
    advice: str
    outcome: str
    measure: str
    what: str
    who: str
    often: str
    long: str
    group: str
    vague: str


_THEMES = (
    _Theme("Cannot yet follow an instruction of more than one step", "speech_and_language",
           "Follows an instruction of three steps in class", "Four times in five, seen by the class teacher",
           "Speech and language therapy on listening and understanding", "a speech and language therapist", "once a week",
           "30 minutes", "3", "Regular speech and language support"),
    _Theme("Reads and spells at the level of a child two years younger", "psychology",
           "Reads a page of a class book without help", "The school’s reading test, each term",
           "Precision teaching of words met in class", "a teaching assistant", "each school day", "15 minutes", "1",
           "Opportunities for additional literacy support"),
    _Theme("Is overwhelmed by noise and leaves the room", "occupational_therapy",
           "Stays in lessons for a whole morning", "Lessons left, counted each week",
           "A sensory programme before lessons", "a teaching assistant trained by an occupational therapist",
           "each school day", "20 minutes", "1", "Access to a quiet space as required"),
    _Theme("Finds it hard to join in play and to take turns", "education",
           "Plays a game with two others to its end", "Seen at play once a week",
           "A social skills group", "the special needs teacher", "twice a week", "30 minutes", "4",
           "Support to develop friendships"),
    _Theme("Cannot yet tell how anxious they are, and stops attending", "psychology",
           "Attends every morning of the week", "The register",
           "Emotional literacy sessions", "a teaching assistant", "once a week", "40 minutes", "1",
           "Regular check-ins with a key adult"),
    _Theme("Tires quickly when writing by hand", "occupational_therapy",
           "Records a page of work in a lesson", "Pages written, looked at each half term",
           "Teaching of touch typing", "a teaching assistant", "three times a week", "20 minutes", "2",
           "Use of a laptop where appropriate"),
    _Theme("Counts on fingers and does not yet know number bonds", "education",
           "Adds numbers to twenty in the head", "The school’s number test, each term",
           "Number work with apparatus", "the class teacher", "four times a week", "25 minutes", "3",
           "A differentiated maths programme"),
)  # fmt: skip
_LIKES = (
    "trains",
    "drawing horses",
    "water and bubbles",
    "building",
    "music with a drum",
    "football",
    "baking",
    "maps",
)
_ASKED = (
    "Say how often and for how long, and by whom.",
    "The report asks for more than the draft says.",
    "Name what happens when the teaching assistant is away.",
)
_REASONS = {
    "accepted": "The plan says it now.",
    "part": "The plan says who and how often; the length follows the school’s timetable.",
    "refused": "The adviser’s report does not recommend it.",
}
_PLACED = "The school replied that it can meet the needs, and it is the preference of the family."


def tell_draft_plan(story: Story, hands: Hands, drafted: date) -> None:
    """A draft that is with the family: one version, and now and then a request nobody has answered."""
    rng = _chance(story)
    if not _begin(story, hands, drafted, "draft", _lines(story, rng, placed=False)):
        return
    if rng.random() < 0.4:
        asked = on_or_after(drafted + timedelta(days=rng.randrange(5, 14)))
        _ask(story, hands, rng, asked, answered=None)


def tell_final_plan(story: Story, hands: Hands, drafted: date, final: date) -> None:
    """Draft, requests with their answers, and the final version signed off by a manager."""
    rng = _chance(story)
    if rng.random() >= SENT_LATELY or not _begin(story, hands, drafted, "draft", _lines(story, rng, placed=False)):
        return
    if rng.random() < 0.6:
        asked = min(on_or_after(drafted + timedelta(days=rng.randrange(5, 14))), final)
        _ask(story, hands, rng, asked, answered=final)
    if rng.random() < 0.7:
        attrs = {"did": "to", "what": f"Name {story.family.child.setting}", "by": "Placement panel",
                 "evidence": "The replies of the settings", "about": "placement", "told": story.family.parent,
                 "told_on": final.isoformat()}  # fmt: skip
        _write(story, hands, rng, final, [NewFact("decision", final, attrs, _PLACED)])
    first = lines_of(_recorded(story), 1)
    _begin(story, hands, final, "final", _improved(story, rng, first))
    _sign(story, hands, rng, final, 2)


def tell_older_plan(story: Story, hands: Hands, final: date, reviewed: date) -> None:
    """A plan carried over with its lines, and what the last review found of its outcomes."""
    rng = _chance(story)
    if rng.random() >= OLDER or not _begin(story, hands, final, "final", _lines(story, rng, placed=True)):
        return
    names = [line.id for line in lines_of(_recorded(story), 1) if line.section in OUTCOMES]
    results = rng.choices(("met", "part", "not_met", "not_relevant"), (38, 36, 18, 8), k=len(names))
    _write(story, hands, rng, reviewed, [
        NewFact("outcome_result", reviewed, {"outcome": name, "result": result})
        for name, result in zip(names, results, strict=True)
    ])  # fmt: skip


def _chance(story: Story) -> Random:
    return Random(f"Plan {story.ref} {story.world.today.isoformat()}")


def _lines(story: Story, rng: Random, placed: bool) -> dict[str, list[PlanLine]]:
    """The lines of a first version: needs, outcomes and provision side by side, some of it vague."""
    themes = rng.sample(_THEMES, rng.randrange(2, 5))
    name = story.family.child.forenames
    made = {"A": [PlanLine("", "A", f"{name} likes {rng.choice(_LIKES)} and wants to be asked first.")],
            "B": [PlanLine("", "B", t.need, {"advice": t.advice}) for t in themes]}  # fmt: skip
    target = date(story.world.today.year + 1, 7, 20).isoformat()
    made["E"] = [
        PlanLine(
            "",
            "E",
            t.outcome,
            {"needs": f"B{n}", **({"measure": t.measure, "target": target} if rng.random() < 0.8 else {})},
        )
        for n, t in enumerate(themes, 1)
    ]
    provided = themes if rng.random() < 0.8 else themes[:-1]
    made["F"] = [_provision(t, n, rng.random() < SPECIFIED) for n, t in enumerate(provided, 1)]
    if placed:
        setting = story.family.child.setting
        made["I"] = [PlanLine("", "I", setting, {"setting": setting})]
    return made


def _provision(theme: _Theme, number: int, specified: bool) -> PlanLine:
    links = {"needs": f"B{number}", "outcomes": f"E{number}", "advice": theme.advice}
    if not specified:
        return PlanLine("", "F", theme.vague, links)
    said = {"who": theme.who, "often": theme.often, "long": theme.long, "group": theme.group, "review": "Each term"}
    return PlanLine("", "F", theme.what, {**links, **said})


def _improved(story: Story, rng: Random, lines: Sequence[PlanLine]) -> dict[str, list[PlanLine]]:
    """The final version: most vague lines are made plain, and section I names the setting."""
    by_vague = {theme.vague: theme for theme in _THEMES}
    changed = []
    for line in (x for x in lines if x.section == "F"):
        theme = by_vague.get(line.text)
        if theme is not None and rng.random() < 0.7:
            plain = _provision(theme, 1, specified=True)
            line = replace(line, text=plain.text, parts={**plain.parts, **line.parts})
        changed.append(line)
    setting = story.family.child.setting
    return {"F": changed, "I": [PlanLine("", "I", setting, {"setting": setting})]}


def _begin(story: Story, hands: Hands, day: date, purpose: str, wanted: dict[str, list[PlanLine]]) -> bool:
    """A version and its lines, written in one sitting; False where that day has not come."""
    if day > story.world.last:
        return False
    recorded = _recorded(story)
    number = 1 + sum(r.fact.kind == "plan_version" for r in recorded)
    begun = NewFact("plan_version", day, {"version": str(number), "purpose": purpose})
    _write(story, hands, _chance(story), day, [begun, *changed_lines(day, recorded, number, wanted)])
    return True


def _ask(story: Story, hands: Hands, rng: Random, day: date, answered: date | None) -> None:
    """A request of the family, and its answer where there is one by the day the plan was sent."""
    if day > story.world.last or not story.family.people:
        return
    who = story.family.parent
    attrs = {"by": who, "about": "Section F"}
    asked = story.write(_chance(story), day, hands.on(day), [NewFact("amendment_requested", day, attrs, rng.choice(_ASKED),
                                                                     source="Letter from the family")])  # fmt: skip
    if answered is not None and rng.random() < 0.85:
        answer = rng.choice(("accepted", "part", "refused"))
        # The number it has in the story so far; ``refers`` gives it the place it has once everything is told.
        fact = NewFact(
            "amendment_answered", answered, {"answer": answer, "request": str(asked[0] + 1)}, _REASONS[answer]
        )
        story.write(rng, answered, hands.on(answered), [fact], refers=("request", asked[0]))


def _sign(story: Story, hands: Hands, rng: Random, day: date, number: int) -> None:
    recorded = _recorded(story)
    lines = lines_of(recorded, number)
    found = red(checklist(recorded, lines, day))
    attrs = {"version": str(number), "by": hands.on(day), "digest": content_digest(lines), "red": str(len(found))}
    reason = "The time limit is near; what is open goes to the first review." if found else ""
    _write(story, hands, rng, day, [NewFact("plan_signed_off", day, attrs, reason)])


def _write(story: Story, hands: Hands, rng: Random, day: date, facts: Sequence[NewFact]) -> None:
    story.write(rng, day, hands.on(day), facts)


def _recorded(story: Story) -> list[RecordedFact]:
    """The story so far as the plan is read from it: numbered, in the order told."""
    at = datetime(2000, 1, 1, tzinfo=UTC)
    return [RecordedFact(number + 1, 0, fact.as_fact(), at, "") for number, fact in story.entries()]
