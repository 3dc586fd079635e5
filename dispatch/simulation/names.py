"""The names of the policies, each of which can what the one before it can and one thing more. Loads nothing."""

from typing import Final, Literal, get_args

Policy = Literal["straight_line", "road", "fix_age", "closing", "reassign", "full"]
"""Nearest as the crow flies; by road; minding how old positions are; holding both ends of the street;
sending units elsewhere on their way; the product, which also says where idle units best wait."""
POLICIES: Final[tuple[Policy, ...]] = get_args(Policy)
