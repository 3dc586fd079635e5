"""What streets the units of an area can reach in time, and where those that are idle would best wait."""

from dispatch.coverage.config import CoverageConfig
from dispatch.coverage.coverage import Coverage, cover, idle_units
from dispatch.coverage.pieces import Pieces, pieces_of
from dispatch.coverage.posts import Idle, Posts

__all__ = ["Coverage", "CoverageConfig", "Idle", "Pieces", "Posts", "cover", "idle_units", "pieces_of"]
