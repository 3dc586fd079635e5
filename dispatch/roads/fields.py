"""Searches that were made and are remembered: from the same place, none is made twice, nor a shorter one."""

from collections.abc import Callable
from threading import Lock
from typing import Final

from dispatch.config import UnitKind
from dispatch.roads.scenes import Scene
from dispatch.roads.search import Field, Wall

REMEMBERED: Final = 256
"""Half a megabyte each for a city: those of a bad hour, as units on their way are timed anew with every fix, and with
every unit that comes free."""

_Place = tuple[UnitKind, Scene, Wall | None]


class Fields:
    """Safe to share between threads: two that ask for the same at once both search."""

    def __init__(self, search: Callable[[UnitKind, Scene, float, Wall | None], Field]) -> None:
        self._search = search
        self._known: dict[_Place, tuple[float, Field]] = {}
        """How far was searched, and what was found; asked for longest ago first."""
        self._lock = Lock()

    def within(self, kind: UnitKind, scene: Scene, limit_s: float, wall: Wall | None) -> Field:
        """What takes up to `limit_s` to a place, on the roads of `kind`; what takes longer may be in it, too."""
        place = kind, scene, wall
        with self._lock:
            known_s, known = self._known.pop(place, (-1.0, None))
            if known is not None:
                self._known[place] = known_s, known
        if known is not None and known_s >= limit_s:
            return known
        field = self._search(kind, scene, limit_s, wall)
        with self._lock:
            self._known.pop(place, None)
            self._known[place] = limit_s, field
            if len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]
        return field
