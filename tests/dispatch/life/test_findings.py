"""What an incident came to, when several tell of it."""

from typing import NamedTuple

import msgspec
import pytest

from dispatch.boards.views import IncidentView
from streams.schema import commands as asked
from tests.dispatch.worlds import night

LI = "operator:li"


class Said(NamedTuple):
    """Who found what."""

    who: str
    finding: str
    vehicles: int | None = None
    note: str = ""
    reason: str | None = None


def ended(*said: Said) -> IncidentView:
    """Two units on scene; who found what, one after the other."""
    town = night().unit("squad").unit("guard")
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident, unit_id="squad")
    town.ask(asked.AssignUnit, LI, incident_id=incident, unit_id="guard")
    for unit in ("squad", "guard"):
        town.ask(asked.ReportArrival, f"unit:{unit}", incident_id=incident, unit_id=unit)
    for who, finding, vehicles, note, reason in said:
        unit_id, by = (None, LI) if who == LI else (who, f"unit:{who}")
        what = town.command(asked.RecordFinding, by, incident_id=incident, unit_id=unit_id, finding=finding)
        town.tell(msgspec.structs.replace(what, vehicles=vehicles, note=note, reason=reason))
    return town.incident(incident)


NINE = Said("squad", "crime_found", 9, "three held")


@pytest.mark.parametrize(
    "said",
    [
        (NINE, Said("guard", "nothing_found")),
        (Said("guard", "nothing_found"), NINE),
        (NINE, Said("guard", "held")),
        (NINE, Said("guard", "false_alarm", reason="resident")),
    ],
)
def test_who_found_less_does_not_take_away_what_another_found(said: tuple[Said, ...]) -> None:
    shown = ended(*said)
    assert (shown.finding, shown.finding_vehicles, shown.finding_note) == ("crime_found", 9, "three held")


def test_a_unit_that_thinks_better_of_it_replaces_its_own_finding() -> None:
    shown = ended(NINE, Said("squad", "owner"))
    assert (shown.finding, shown.finding_vehicles) == ("owner", None)


def test_an_operators_word_on_the_whole_replaces_all() -> None:
    shown = ended(NINE, Said("guard", "held"), Said(LI, "false_alarm", reason="staff"))
    assert (shown.finding, shown.finding_reason) == ("false_alarm", "staff")
