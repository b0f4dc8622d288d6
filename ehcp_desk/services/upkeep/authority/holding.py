"""Who held a case, from when and why: the caseworkers named on it one after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from ehcp_desk.services.upkeep.authority.days import on_or_after, on_or_before
from ehcp_desk.services.upkeep.authority.staffing import Worker
from ehcp_desk.services.upkeep.authority.story import CARRIED_OVER, Story

HANDOVERS = (
    "Everything is on the record. Mother prefers to know what happens next before it happens.",
    "What worries me: therapy advice may come late. Next I would ring the service and ask for a date.",
    "The school is willing but anxious about funding. Ring the SENCO, not the office.",
    "Both parents want copies of every letter. The draft is nearly written; section F needs hours, not promises.",
    "Known to social care; the worker is quick to answer email. No other surprises.",
    "The family have told their story four times. Please read the contacts before you ring.",
)
REASONS_NEW = ("New request", "New request, knows the school", "New request, has room")


@dataclass(slots=True)
class Hands:
    """Who wrote things down on a case on a day: the caseworker then, else the records carried over."""

    since: list[tuple[date, str]] = field(default_factory=list)

    def on(self, day: date) -> str:
        """The name to put under an entry of that day."""
        name = CARRIED_OVER
        for first, holder in self.since:
            if first <= day:
                name = holder
        return name


def hold(story: Story, begins: date, leaver: bool = False, unheld: bool = False) -> Hands:
    """Name the caseworkers of a case that begins on a day.

    ``leaver``: the last of them has left and nobody holds it now.  ``unheld``: nobody was ever named.
    """
    world = story.world
    rng, roster = world.rng, world.roster
    team = rng.randrange(2)
    if leaver:
        lately = [day > world.last - timedelta(days=30) for _, day in roster.left]
        worker, left = rng.choices(roster.left, [4 if late else 1 for late in lately])[0]
        if left > begins + timedelta(days=7):
            story.team_id = roster.team_ids[worker.team]
            return _left_behind(story, begins, roster.managers[worker.team], worker, left)
    story.team_id = roster.team_ids[team]
    manager = roster.managers[team]
    if unheld:
        story.unassigned_since = begins
        return Hands([(begins, manager)])
    gone = [(w, day) for w, day in roster.left if w.team == team and day > begins + timedelta(days=7)]
    first = min(on_or_after(begins + timedelta(days=rng.randrange(1, 9))), on_or_before(world.last))
    owner = roster.draw(rng, team)
    hands = Hands([(begins, manager)])
    if first < owner.since or (gone and rng.random() < 0.15):
        first = _earlier_holder(story, hands, first, owner, gone)
    _name(story, hands, owner, first, manager, "" if len(hands.since) > 1 else rng.choice(REASONS_NEW))
    return hands


def hold_for(story: Story, begins: date, worker: Worker) -> Hands:
    """A case that is still this person's on the record, whether they are here or not."""
    manager = story.world.roster.managers[worker.team]
    story.team_id = story.world.roster.team_ids[worker.team]
    hands = Hands([(begins, manager)])
    _name(story, hands, worker, begins, manager, story.world.rng.choice(REASONS_NEW))
    return hands


def _earlier_holder(story: Story, hands: Hands, first: date, owner: Worker, gone: list[tuple[Worker, date]]) -> date:
    """Somebody who has left held the case first; the day the present caseworker took over."""
    rng, last = story.world.rng, story.world.last
    if not gone:
        return max(first, owner.since)
    worker, left = gone[rng.randrange(len(gone))]
    takes_over = on_or_after(max(left - timedelta(days=rng.randrange(3)), owner.since, first))
    if takes_over > last or first >= left:
        return max(first, owner.since)
    manager = hands.since[0][1]
    _name(story, hands, worker, first, manager, rng.choice(REASONS_NEW))
    story.tell("handover_note", on_or_before(min(left, takes_over)), worker.name, note=rng.choice(HANDOVERS))
    return takes_over


def _name(story: Story, hands: Hands, worker: Worker, on: date, manager: str, reason: str) -> None:
    said = reason or "Colleague left the service"
    story.tell("assigned", on, manager, {"to": worker.name, "reason": said})
    hands.since.append((on, worker.name))
    story.owner_id, story.owned_since = worker.id, on


def _left_behind(story: Story, begins: date, manager: str, worker: Worker, left: date) -> Hands:
    """The caseworker left and nobody has been named since."""
    hands = Hands([(begins, manager)])
    first = min(on_or_after(begins + timedelta(days=3)), left)
    _name(story, hands, worker, first, manager, "New request")
    since = on_or_after(left + timedelta(days=1))
    since = since if since <= story.world.last else left
    story.tell("unassigned", since, manager, {"from": worker.name, "reason": f"{worker.name} left"})
    hands.since.append((since, manager))
    story.owner_id, story.owned_since, story.unassigned_since = None, None, since
    return hands
