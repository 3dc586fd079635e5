"""What a site says of its responses: `[[plan]]`. Knows nothing of files and of how plans are carried out."""

from typing import Annotated, Final

import msgspec

from dispatch.config import UnitConfig, UnitKind
from streams.schema.commands import IncidentKind
from streams.schema.plans import Grade, Role, Severity
from streams.schema.quantities import Name, Seconds

_MOST: Final = 8
Count = Annotated[int, msgspec.Meta(ge=1, le=_MOST)]


class NeedConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some units of one sort. What is left empty is all the same to the plan."""

    count: Count = 1
    kinds: tuple[UnitKind, ...] = ()
    roles: tuple[Role, ...] = ()
    """Empty: everybody but volunteers."""
    organisations: tuple[Name, ...] = ()
    within_s: Seconds = 600.0
    """Whoever needs longer is sent only where nobody else comes at all. Three times the target: our own choice."""

    def fits(self, unit: UnitConfig) -> bool:
        """Whether the unit is of this sort."""
        return (
            unit.kind in (self.kinds or (unit.kind,))
            and (unit.role in self.roles if self.roles else unit.role != "volunteer")
            and unit.organisation in (self.organisations or (unit.organisation,))
        )

    def __str__(self) -> str:
        """`foot unit (guard) of north-estate`, for people to read."""
        kinds, roles = "/".join(self.kinds), "/".join(self.roles)
        words = (kinds, "unit", f"({roles})" if roles else "", f"of {'/'.join(self.organisations)}")
        return " ".join(word for word in words[: 3 + bool(self.organisations)] if word)

    @property
    def widened(self) -> "NeedConfig":
        """As many of any kind and organisation, and from twice as far; who may be sent for what stays."""
        return NeedConfig(count=self.count, roles=self.roles, within_s=2 * self.within_s)


class PlanConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The response to incidents of some kinds, from a level on."""

    kinds: tuple[IncidentKind, ...]
    level: Severity = "ordinary"
    grade: Grade = "yellow"
    target_s: Seconds | None = None
    """Alert raised to first unit on scene; None: the site's own target, `[dispatch] target_s`."""
    send: tuple[NeedConfig, ...] = (NeedConfig(),)
    close: bool = False
    """Hold all ends of the street, all exits of the yard (合围)."""
    wider: tuple[NeedConfig, ...] = ()
    """Who is sent besides, once it is certain that nobody can be there in time. Then `send` may be of any kind
    and organisation, too, and from twice as far."""
    guard_alone: bool = False
    """Whether a guard may be the only one who goes. Off where there may be several people, or one who fights."""

    @property
    def slots(self) -> tuple[NeedConfig, ...]:
        """The sort of each unit that is sent; slot n of the facts is the n-th, from 1."""
        return tuple(need for need in self.send for _ in range(need.count))

    @property
    def widened(self) -> "PlanConfig":
        """What is done when it is certain that nobody can be there in time; its first slots are those of the plan."""
        return msgspec.structs.replace(self, send=(*(need.widened for need in self.send), *self.wider))
