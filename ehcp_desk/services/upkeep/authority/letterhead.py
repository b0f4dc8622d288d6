"""What stands on the letters of the demo authority.  Everybody and every address is invented."""

from __future__ import annotations

from ehcp_desk.services.letters.letterhead import Letterhead

LETTERHEAD = Letterhead(
    letter_address="Tidewater House\n12 Quay Street\nWestmarsh WM1 2AB",
    contact_name="the SEND team",
    contact="Ring 01632 960100, or write to send@westmarsh.example.",
    mediation_adviser="Fenland Mediation",
    mediation_contact="Ring 01632 960201, or write to help@fenland-mediation.example.",
    disagreement_service="Common Ground Westmarsh",
    disagreement_contact="Ring 01632 960202, or write to hello@common-ground.example.",
    advice_service="Westmarsh SENDIASS",
    advice_contact="Ring 01632 960203, or write to advice@westmarsh-sendiass.example.",
    local_offer="www.westmarsh.example/local-offer",
    schools_list="www.westmarsh.example/local-offer/schools-and-colleges",
    leaflet="Our leaflet “If you disagree with us”",
    health_body="Westmarsh Integrated Care Board",
    signatory="Imre Vantongeren",
    signatory_role="Head of SEND",
)
