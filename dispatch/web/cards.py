"""What a unit may see of the board: itself, its own open incidents, and who else comes to them."""

from collections.abc import Mapping

import msgspec

from dispatch.web.live.hub import Entity, Hub


def incidents_of(hub: Hub, unit_id: str) -> list[Entity]:
    """The open incidents that this unit is booked for."""
    return [incident for incident in hub.all("incidents") if _books(incident, unit_id)]


def evidence_of(incident: Entity) -> set[object]:
    """The keys of its stills and clips, whichever camera they are from."""
    views = incident["views"]
    return {each[key] for each in (incident, *(views if isinstance(views, list) else ())) for key in ("still", "clip")}


def card(hub: Hub, unit_id: str) -> bytes:
    """What a unit may see: itself, its incidents, and the units that come to them too."""
    incidents = incidents_of(hub, unit_id)
    names = {str(each["unit_id"]) for incident in incidents for each in _assignments(incident)} | {unit_id}
    units = [entity for name in sorted(names) if (entity := hub.entity("units", name)) is not None]
    return msgspec.json.encode({"unit_id": unit_id, "incidents": incidents, "units": units})


def _books(incident: Entity, unit_id: str) -> bool:
    over = incident["status"] in {"closed", "dismissed"}
    return not over and any(
        each["unit_id"] == unit_id and each["state"] not in {"cleared", "released"} for each in _assignments(incident)
    )


def _assignments(incident: Entity) -> list[Mapping[str, object]]:
    found = incident["assignments"]
    if not isinstance(found, list):
        raise TypeError(f"assignments of {incident['incident_id']}: a list is needed")
    return found
