"""What a site's file says of shifts and people and cannot be: names that nothing bears, somebody in two places at once.

Knows the values of the file only; `check_settings` finds the lines.
"""

import zoneinfo
from collections.abc import Iterable, Iterator

from deploy.checking.hints import did_you_mean
from deploy.checking.toml_lines import Path as TomlPath
from deploy.settings import Settings
from dispatch.rosters.clashes import clashes

Found = tuple[TomlPath, str]


def roster_mistakes(settings: Settings) -> Iterator[Found]:
    """All of them; of a clash one for each of the two shifts, so that both lines are named."""
    if settings.site.time_zone not in zoneinfo.available_timezones():
        yield ("site", "time_zone"), f"{settings.site.time_zone!r} is no time zone such as 'Asia/Shanghai'"
    districts = {district.id for district in settings.district}
    organisations = {organisation.id for organisation in settings.organisation}
    people = {person.id for person in settings.person}
    units = {unit.unit_id for unit in settings.unit}
    cameras = {camera.camera_id for camera in settings.camera}
    channels = {webhook.id for webhook in settings.webhook} | {"console"}
    for i, organisation in enumerate(settings.organisation):
        yield from _unknown(("organisation", i, "districts"), "district", organisation.districts, districts)
    for i, person in enumerate(settings.person):
        yield from _unknown(("person", i, "organisation"), "organisation", _named(person.organisation), organisations)
        yield from _unknown(("person", i, "channel"), "webhook", (person.channel,), channels)
        yield from _unknown(("person", i, "stand_in"), "person", _named(person.stand_in), people)
    for i, shift in enumerate(settings.shift):
        yield from _unknown(("shift", i, "organisation"), "organisation", _named(shift.organisation), organisations)
        yield from _unknown(("shift", i, "units"), "unit", shift.units, units)
        for j, one in enumerate(shift.rounds):
            yield from _unknown(("shift", i, "rounds", j, "unit"), "unit", (one.unit,), units)
            yield from _unknown(("shift", i, "rounds", j, "cameras"), "camera", one.cameras, cameras)
        yield from _unknown(("shift", i, "people"), "person", shift.people, people)
        yield from _unknown(("shift", i, "leader"), "person", _named(shift.leader), people)
    for i, j, who in clashes(settings.shift):
        for own, other in ((i, j), (j, i)):
            yield ("shift", own), f"{who!r} is in shift {settings.shift[other].id!r} at the same time"


def _named(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)


def _unknown(path: TomlPath, section: str, names: Iterable[str], known: set[str]) -> Iterator[Found]:
    for name in names:
        if name not in known:
            yield path, f"no [[{section}]] is named {name!r}{did_you_mean(name, known)}"
