"""Maisie Farrowdale's pick-up sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ehcp_desk.domain.papers import (
    Awaited,
    LastItem,
    NextLimit,
    PersonToRing,
    PickUpSheet,
    Promised,
    SaidBy,
    StripFigure,
    StripPart,
)
from ehcp_desk.domain.wording import Mark
from tests.reports.sample_head import HEAD


def pick_up(**changes: Any) -> PickUpSheet:
    """Maisie Farrowdale's pick-up sheet."""
    value = PickUpSheet(
        head=HEAD,
        child="Maisie Farrowdale",
        reference="SEN/26118",
        who="Age 6, Year 2, Larkspur Primary. Born 14 March 2020. SEN/26118",
        responsible="Caseworker Joy Addo. Cover Thandi Mbeki, 9 to 13 November. Manager Ruth Castellan.",
        week="Week 19 of 20",
        mark=Mark.DUE_SOON,
        state="12 days left",
        before_you_ring="text first, leave no voicemail. Parents live apart and do not share letters: write to both.",
        strip=StripFigure(
            parts=(StripPart(0, 42, Mark.MET), StripPart(42, 112, Mark.MET), StripPart(112, 128, Mark.DUE_SOON)),
            rings=(37, 107),
            today=128,
            captions=(
                "Request: 24 June",
                "Will assess: 31 July, in time",
                "Will make a plan: 9 October, in time",
                "Final plan: by 11 November",
            ),
            spoken="Week 19 of 20. Decision to assess met 5 days early. Final plan due 11 November 2026, 12 days left.",
        ),
        deadlines=(
            NextLimit(
                "Occupational therapy advice",
                "30 October",
                Mark.DUE_SOON,
                "due today",
                "Therapy service, chased 23 October",
            ),
            NextLimit(
                "Parents’ time to comment on the draft",
                "2 November",
                Mark.RUNNING,
                "3 days left",
                "15 days from 19 October",
            ),
            NextLimit(
                "Send the final plan", "11 November", Mark.DUE_SOON, "12 days left", "Joy Addo, cover from 9 November"
            ),
        ),
        waiting=(
            Awaited("Therapy advice", "Therapy service", "30 October"),
            Awaited("Comments on the draft", "both parents", "2 November"),
            Awaited("Answer to consultation", "Greenacre Special", "4 November"),
        ),
        promises=(
            Promised("Ring Jo with the therapy date", "by 30 October", "Joy, on 28 October"),
            Promised("Post Mark a paper copy of the draft", "by 3 November", "Joy, on 20 October"),
        ),
        people=(
            PersonToRing("Jo Farrowdale, mother", "parental responsibility; text first", "07700 900412"),
            PersonToRing("Mark Farrowdale, father", "parental responsibility", "email only"),
            PersonToRing("Ilse Brandreth, SENCO", "Larkspur Primary", "01632 960118"),
        ),
        contacts=(
            LastItem("28 October", "Jo: when is the therapy visit?", "phone"),
            LastItem("20 October", "Mark: please send it on paper", "email"),
            LastItem("14 October", "Ilse: Maisie hides at lunchtime", "phone"),
            LastItem("9 October", "Jo: glad there will be a plan", "phone"),
            LastItem("22 September", "Ama Osei: report due Friday", "email"),
        ),
        events=(
            LastItem("28 October", "Larkspur can meet need", "document 31"),
            LastItem("20 October", "Consulted 2 schools", "documents 29, 30"),
            LastItem("19 October", "Draft plan served", "document 28"),
            LastItem("9 October", "Told parents: a plan", "document 27"),
            LastItem("7 October", "Panel agreed a plan", "written up later"),
        ),
        in_their_words=(
            SaidBy("Maisie", "“I like my den. Too many noises.”"),
            SaidBy(
                "Jo", "“I want to know what happens next, before it happens.” Speech therapy at school, not in clinic."
            ),
            SaidBy("Mark", "“She loves Larkspur. Don’t move her.”"),
        ),
        handover=(
            SaidBy(
                "What I know that is written nowhere else",
                "Jo reads at night; a text after 8 is fine. Mark needs paper.",
            ),
            SaidBy("What worries me", "therapy may slip past 11 November."),
            SaidBy(
                "What I would do next", "finalise without therapy advice if it is not here by 6 November, and say so."
            ),
        ),
        handover_by="Joy Addo, 29 October 2026",
        placement="Larkspur Primary, on roll; expected to stay there.",
        last_decision="to make a plan, 9 October 2026, by Ruth Castellan. "
        "Reason: daily 1:1 language support is beyond what the school can provide from its own resources. "
        "Evidence: documents 9, 14 and 24.",
        challenges="none.",
        risks="attendance 84% and falling since September; parents do not share information.",
    )
    return replace(value, **changes)
