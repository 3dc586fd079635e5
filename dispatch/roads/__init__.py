"""Street networks for every unit kind: built from OpenStreetMap, searched from an incident outward, drawn offline."""

from dispatch.config import KINDS
from dispatch.roads.config import RoadsConfig
from dispatch.roads.files import load_roads
from dispatch.roads.roads import Roads
from dispatch.roads.route import Waypoint
from dispatch.roads.streets import ATTRIBUTION

__all__ = ["ATTRIBUTION", "KINDS", "Roads", "RoadsConfig", "Waypoint", "load_roads"]
