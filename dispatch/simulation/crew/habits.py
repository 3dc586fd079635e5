"""How simulated people behave: how often they report, how long they take, how often they say no.

Chance is drawn from the seed and the facts, never from a generator's state: the same night again goes the same way.
"""

import hashlib
import math

import msgspec

from dispatch.config import UnitKind
from streams.schema.commands import Finding


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """All numbers of the simulation. `people`: plausible and chosen by us, as no source times guards on a phone."""

    seed: int = 10
    fix_every_s: float = 4.0
    """As a tracker app on a phone is usually set for people on duty: 3–5 s."""
    fix_noise_m: float = 4.0
    """One standard deviation; phones between houses err by 5–10 m."""
    accuracy_m: tuple[float, float] = (5.0, 14.0)
    silent_share: float = 0.0
    """people: of the spells of a patrol, so many have a time in which the phone's system keeps the tracker asleep."""
    silent_s: tuple[float, float] = (60.0, 900.0)
    """How long it sleeps then; a crew that is sent somewhere holds its phone in hand, and it wakes."""
    accept_s: tuple[float, float] = (3.0, 9.0)
    """people"""
    decline_share: float = 0.12
    """people"""
    no_answer_share: float = 0.0
    """people: so many calls are not heard at all."""
    turnout_s: tuple[float, float] = (4.0, 12.0)
    """People who are out already; fire stations' crews need 60–80 s (NFPA 1710)."""
    travel_pace: tuple[float, float] = (0.85, 1.1)
    """Share of the speed that the street map expects."""
    patrol_pace: float = 0.5
    """Patrols go slowly and look."""
    move_pace: float = 0.8
    """To a post where it is to wait: without blue light, but without looking left and right."""
    rest_s: tuple[float, float] = (5.0, 60.0)
    """Between two ways of a patrol."""
    button_share: float = 0.3
    """people: so many press "arrived" themselves; for the others the geofence does it."""
    scene_s: tuple[float, float] = (20.0, 50.0)
    """On scene until something is found; shorter than real ones, so that a demonstration ends."""
    findings: tuple[Finding, ...] = ("moved_on", "identified", "held", "owner")
    acknowledge_s: tuple[float, float] = (4.0, 6.0)
    """people at the console; NFPA 1221 asks for 15 s"""
    confirm_s: tuple[float, float] = (6.0, 10.0)
    """people at the console, from then on; NFPA 1221 asks for 64 s"""
    close_s: tuple[float, float] = (5.0, 7.0)
    """people at the console, from the finding"""

    def chance(self, *facts: str | int) -> float:
        """A number in [0, 1) that only these facts decide, evenly spread."""
        return self._chances(8, facts)[0]

    def between(self, limits: tuple[float, float], *facts: str | int) -> float:
        """A number between `limits` that only these facts decide."""
        return limits[0] + (limits[1] - limits[0]) * self.chance(*facts)

    def wander(self, *facts: str | int) -> tuple[float, float, float]:
        """How many metres east and north a fix is off (normal, by the method of Box and Muller), and its accuracy_m."""
        for_radius, for_angle, for_accuracy = self._chances(24, facts)
        radius = self.fix_noise_m * math.sqrt(-2 * math.log(1 - for_radius))
        angle = 2 * math.pi * for_angle
        low, high = self.accuracy_m
        return radius * math.cos(angle), radius * math.sin(angle), low + (high - low) * for_accuracy

    def _chances(self, size: int, facts: tuple[str | int, ...]) -> tuple[float, ...]:
        """One number for each 8 bytes of `size`."""
        digest = hashlib.blake2b(repr((self.seed, *facts)).encode(), digest_size=size).digest()
        return tuple(int.from_bytes(digest[i : i + 8], "big") / 2**64 for i in range(0, size, 8))


def turnout_s(habits: Habits, kind: UnitKind, *facts: str | int) -> float:
    """From "yes" to rolling; who is on foot is off at once."""
    return habits.between(habits.turnout_s, *facts) * (0.5 if kind == "foot" else 1.0)
