"""Where incidents are on the roads of one unit kind. Knows a network; nothing of units and of times to get there."""

import msgspec
import numpy as np

from dispatch.roads.config import RoadsConfig
from dispatch.roads.geodesy import Floats
from dispatch.roads.network import Network
from dispatch.roads.snap import Snaps


class Scene(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Where an incident is on the roads of one unit kind, or how far from them."""

    places: Snaps
    """Where one may stop for it, the nearest first; empty where it is off these roads."""
    last_leg_s: Floats
    """float64 [places]: on foot from there."""
    nearest_m: float
    """To the nearest road; inf where this kind has none."""


def scene_at(network: Network, config: RoadsConfig, lon: float, lat: float) -> Scene:
    """An incident's place, as `Roads.scene` says."""
    nearest = network.snapper.nearest_to(lon, lat)
    nearest_m = float(nearest.off_m[0])
    if nearest_m > config.incident_off_road_m:
        return Scene(places=nearest.where(slice(0)), last_leg_s=np.zeros(0), nearest_m=nearest_m)
    places = nearest.joined(network.beside(nearest, lon, lat))
    if not network.from_main[places.edge].any():
        others = network.snapper.within(lon, lat, config.incident_island_m)
        places = places.joined(others.where(np.flatnonzero(network.from_main[others.edge])[:1]))
    return Scene(places=places, last_leg_s=places.off_m / (config.last_leg_kmh / 3.6), nearest_m=nearest_m)
