"""Tells units what the decision means for each: where to stand, from which side, who holds the other ends."""

from collections.abc import Mapping

from dispatch.closing.approach import Approaches
from dispatch.closing.cover import NO_EXIT
from dispatch.desk.pen import Pen
from dispatch.desk.sending.asking import assign
from dispatch.desk.sending.slots import Decision, plan_of
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Incident
from streams.schema.incidents import UnitPosted
from streams.schema.plans import Companion, Duty, Post


def ask(pen: Pen, incident_id: str, decision: Decision) -> None:
    """Ask everybody who was chosen; whoever comes already hears what it changes."""
    incident = pen.incident(incident_id)
    posts = {leg.unit_id: leg.post for leg in incident.booked}
    there = {leg.unit_id for leg in incident.booked if leg.state is Assignment.ON_SCENE}
    ways = {name: way for name, way in decision.ways.items() if way != NO_EXIT and name not in there}
    posts |= {name: _post(decision.approaches, name, way) for name, way in ways.items()}
    posts |= {one.unit_id: posts.get(one.unit_id) for one in decision.asked}
    for one in decision.asked:
        assign(
            pen,
            incident_id,
            one.unit_id,
            one.eta_s,
            slot=one.slot,
            post=posts[one.unit_id],
            duty=_duty(pen, incident, one.unit_id, posts),
            companions=_companions(one.unit_id, posts),
        )
    _tell(pen, incident_id, posts)


def tell_anew(pen: Pen, incident_id: str) -> None:
    """Whoever comes hears who else does, where that changed."""
    _tell(pen, incident_id, {leg.unit_id: leg.post for leg in pen.incident(incident_id).booked})


def _tell(pen: Pen, incident_id: str, posts: Mapping[str, Post | None]) -> None:
    for leg in pen.incident(incident_id).booked:
        if leg.state is Assignment.ON_SCENE:
            continue
        post, duty = posts[leg.unit_id], _duty(pen, pen.incident(incident_id), leg.unit_id, posts)
        companions = _companions(leg.unit_id, posts)
        if (_place(post), duty, companions) != (_place(leg.post), leg.duty, leg.companions):
            head = pen.about(incident_id, not_before_ms=leg.latest_ms)
            pen.say(UnitPosted(**head, unit_id=leg.unit_id, post=post, duty=duty, companions=companions))


def _post(approaches: Approaches | None, unit_id: str, way: int) -> Post | None:
    if approaches is None:
        return None
    end = approaches.exits[way]
    eta_s = approaches.at_exit_s[unit_id][way]
    return Post(lon=end.lon, lat=end.lat, side=end.side, street=end.street, eta_s=round(eta_s, 1))


def _place(post: Post | None) -> tuple[float, float] | None:
    return (post.lon, post.lat) if post else None


def _companions(unit_id: str, posts: Mapping[str, Post | None]) -> tuple[Companion, ...]:
    others = sorted(name for name in posts if name != unit_id)
    return tuple(Companion(unit_id=name, side=post.side if (post := posts[name]) else None) for name in others)


def _duty(pen: Pen, incident: Incident, unit_id: str, company: Mapping[str, Post | None]) -> Duty:
    """A volunteer only observes; so does a guard who turned out to be the only one, where the plan wants company."""
    roles = {name: unit.role for name in company if (unit := pen.force.units.get(name)) is not None}
    others = [role for name, role in roles.items() if name != unit_id and role != "volunteer"]
    role = roles.get(unit_id, "patrol")
    alone = role == "guard" and not others and not plan_of(pen, incident).guard_alone
    return "observe" if role == "volunteer" or alone else "hold"
