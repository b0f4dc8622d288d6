"""``return schools``: the register of schools that rules of SEN2 and commissioned places look at."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import OK, Call


def add_schools(kinds: Any, shared: argparse.ArgumentParser) -> None:
    """Add the command to those of ``return``."""
    schools = kinds.add_parser("schools", parents=[shared], help="the register of schools, and bringing one in",
                               epilog="A CSV with URN and EstablishmentName, and where known TypeOfEstablishment (name), "
                               "TypeOfResourcedProvision (name), CommissionedPlaces, ExpectedPlaced.")  # fmt: skip
    schools.add_argument("file", nargs="?", type=Path, metavar="FILE.csv", help="takes the place of what there is")
    schools.set_defaults(run=_schools)


def _schools(call: Call) -> int:
    from ehcp_desk.domain.schools import commissioned
    from ehcp_desk.services.oversight.schools import bring_in_file, schools_in, schools_words

    desk = call.desk()
    if call.args.file is not None:
        bring_in_file(desk, call.args.file)
    with desk.store.read() as work:
        held, words = schools_in(work), schools_words(work)
    places = commissioned(held).places
    document = {"total": len(held), "commissioned_places": None if places is None else int(places),
                "schools": [{"urn": school.urn, **school.as_json()} for school in held.values()]}  # fmt: skip
    call.answer(document, words)
    return OK
