"""Closing both ends (合围): which units to send, each by which end of the street, so that the first is still first."""

from dispatch.closing.approach import Approach, Approaches, Exit
from dispatch.closing.cover import Choice, Coming, Option, choose

__all__ = ["Approach", "Approaches", "Choice", "Coming", "Exit", "Option", "choose"]
