"""What the page says of a file that is tried: in its heading, on its button, and before it is applied."""

from __future__ import annotations

from html import escape

from ehcp_desk.clock.model import State
from ehcp_desk.services.oversight.law_preview import Preview


def tried_words(found: Preview) -> str:
    """The sentence under the title, as rich text: what would move or be lifted, and on how many cases."""
    name = escape(found.file.name)
    end = "Nothing has been changed."
    said = []
    if found.now != found.then:
        late = sum(1 for m in found.moved if m.state_then != m.state_now and m.state_then is State.OVERDUE)
        said.append(
            f"{name} would move <b>{len(found.moved):,} live dates</b>; <b>{late or 'none'} would become overdue</b>."
        )
    if found.reach.closures:
        lifted = sum(1 for m in found.moved if m.state_then is State.RELIEVED and m.state_now is not State.RELIEVED)
        more = f"; the ground would be open on <b>{len(found.claimable):,} more</b>" if found.claimable else ""
        said.append(
            f"{'It' if said else name} would record <b>{_closures(found)}</b> on <b>{_cases(len(found.reach.facts))}</b>. "
            f"<b>{_limits(lifted)}</b> would be lifted{more}."
        )
    if not said:
        said.append(f"{name} is applied already and would move <b>no live date</b>.")
    return " ".join([*said, end])


def act_words(found: Preview) -> str:
    """What the button says: the dates a law moves, or the cases closures go on."""
    count = len(found.moved)
    if found.reach.closures and found.now == found.then:
        return f"Apply, on {_cases(len(found.reach.facts))}"
    return f"Apply, moving {count} date{'' if count == 1 else 's'}" if count else "Apply, moving no date"


def will_words(found: Preview) -> str:
    """What the dialog says before it asks why."""
    said = []
    if found.now != found.then:
        said.append(f"{len(found.moved):,} live dates move on {_cases(found.moved_cases)}.")
    if found.reach.closures:
        said.append(
            f"{_closures(found).capitalize()} {'goes' if len(found.reach.closures) == 1 else 'go'} on "
            f"{_cases(len(found.reach.facts))}. That moves no limit’s date; a limit is lifted only where its ground is claimed."
        )
    said.append(
        "This is for everybody who works on this record. The change, your name and the reason go into the journal, and "
        "it can be withdrawn."
    )
    return " ".join(said)


def _closures(found: Preview) -> str:
    count = len(found.reach.closures)
    return "the closure of one setting" if count == 1 else f"{count} closures"


def _cases(count: int) -> str:
    return f"{count or 'no'} case{'' if count == 1 else 's'}"


def _limits(count: int) -> str:
    return f"{count or 'No'} limit{'' if count == 1 else 's'}"
