"""What the printed forecast says: one forecast or two side by side, and a back-test where it was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from ehcp_desk.domain.forecast.values import BackTest, Forecast
from ehcp_desk.domain.papers import PaperHead


@dataclass(frozen=True, slots=True)
class ForecastPaper:
    """The baseline first, then the scenario where there is one."""

    head: PaperHead
    forecasts: tuple[Forecast, ...]
    test: BackTest | None
    prepared_by: str
