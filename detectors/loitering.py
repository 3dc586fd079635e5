"""The additive score: what a person did at parked cars, for and against, each part named and weighed in config.

A pure function of facts. Knows nothing of pictures, places or who anybody is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from detectors.config import DetectionConfig, ScoreRules
from detectors.owners import Coming
from detectors.visits import Behaviour, Visit
from streams.schema.quantities import Term


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a person's behaviour amounts to now. `points` may be below 0 and above 1."""

    points: float
    began_s: float
    vehicle_ids: tuple[str, ...]
    terms: tuple[Term, ...]


def judge(
    at_s: float, behaviour: Behaviour, coming: Coming, *, night: bool, detection: DetectionConfig
) -> Judgement | None:
    """The judgement for the visit that says most; None for who has not stopped at any parked car."""
    present = behaviour.present(at_s, detection.visits.gap_s)
    found = [
        _judge_visit(v, behaviour, coming, night=night, detection=detection) for v in present if v.spot.state != "seen"
    ]
    return max(found, key=lambda j: (j.points, -j.began_s), default=None)


def _judge_visit(
    visit: Visit, behaviour: Behaviour, coming: Coming, *, night: bool, detection: DetectionConfig
) -> Judgement:
    score = detection.score
    tried = [s for s in behaviour.tried if s not in coming.out_of]
    terms = [
        _night(score) if night else None,
        _near(visit, score),
        _stay(visit, score),
        _next_car(len(tried), score),
        _returned(visit, score),
        _strip(visit, score),
        *_came_out(visit, coming, len(tried), score),
        _bends(visit, detection),
        _luggage(behaviour, detection),
        _occupied(visit, score),
        _queue(behaviour, detection),
    ]
    said = tuple(t for t in terms if t is not None)
    cars = tuple(dict.fromkeys([*behaviour.tried, visit.spot.spot_id]))
    began = [visit.began_s, *(v.began_s for s in tried if (v := behaviour.visits.get(s)) is not None)]
    first = min(began) if len(tried) > 1 else visit.began_s
    return Judgement(points=sum(t.points for t in said), began_s=first, vehicle_ids=cars, terms=said)


def _term(name: str, value: float, points: float, text: str, text_zh: str) -> Term:
    return Term(name=name, value=round(value, 2), points=round(points, 3), text=text, text_zh=text_zh)


def _night(score: ScoreRules) -> Term:
    return _term("night", 1, score.night, "It is night", "夜间")


def _near(visit: Visit, score: ScoreRules) -> Term:
    m = visit.closest_m
    return _term("near", m, score.near, f"Within {m:.1f} m of a parked car", f"距停放车辆 {m:.1f} 米以内")


def _stay(visit: Visit, score: ScoreRules) -> Term | None:
    stay_s = visit.stay_s
    if stay_s <= score.stay_from_s:
        return None
    share = min((stay_s - score.stay_from_s) / max(score.stay_long_s - score.stay_from_s, 1e-9), 1.0)
    beyond = min(max(stay_s - score.stay_long_s, 0.0) * score.stay_on_per_s, score.stay_on_most)
    points = score.stay * share + beyond
    return _term("stay", stay_s, points, f"Stays beside it for {stay_s:.0f} s", f"在车旁停留 {stay_s:.0f} 秒")


def _next_car(tried: int, score: ScoreRules) -> Term | None:
    if tried < 2:  # noqa: PLR2004 - the first car is where everyone begins
        return None
    points = min(score.second_car + (tried - 2) * score.next_car, score.next_car_most)
    text, zh = f"Goes from car to car: {tried} so far", f"逐车查看：已到 {tried} 辆"
    return _term("next_car", tried, points, text, zh)


def _returned(visit: Visit, score: ScoreRules) -> Term | None:
    if not visit.returned:
        return None
    return _term("returned", 1, score.returned, "Came back to a car he had left", "离开后又折返同一车辆")


def _strip(visit: Visit, score: ScoreRules) -> Term | None:
    if visit.spot.state != "strip":
        return None
    text = "No car made out here: judged by the parking strip, weaker evidence"
    return _term("strip", 1, score.strip, text, "未识别到车辆，按停车带判断，证据较弱")


def _came_out(visit: Visit, coming: Coming, tried: int, score: ScoreRules) -> Sequence[Term]:
    if visit.spot.spot_id in coming.out_of:
        own = _term("came_out", 1, score.came_out, "Came out of this car", "从该车下来")
        if not coming.arrived:
            return (own,)
        return (own, _term("arrived", 1, score.arrived, "The car has just arrived", "该车刚到达"))
    if coming.out_of and tried < 2:  # noqa: PLR2004 - a second car that is not his
        return (_term("came_out_other", 1, score.came_out_other, "Came out of a car nearby", "从附近车辆下来"),)
    return ()


def _bends(visit: Visit, detection: DetectionConfig) -> Term | None:
    if visit.spot.state == "strip" or visit.bent_s < detection.owners.bend_s:
        return None
    text, zh = f"Bends or reaches into the car for {visit.bent_s:.0f} s, as at an open door or boot", "俯身车内或后备箱"
    return _term("bends", visit.bent_s, detection.score.bends, text, f"{zh} {visit.bent_s:.0f} 秒")


def _luggage(behaviour: Behaviour, detection: DetectionConfig) -> Term | None:
    if behaviour.carried_s < detection.owners.luggage_s:
        return None
    return _term("luggage", behaviour.carried_s, detection.score.luggage, "Has luggage with him", "随身携带行李")


def _occupied(visit: Visit, score: ScoreRules) -> Term | None:
    if visit.spot.state != "waiting":
        return None
    text = "The car drove up and nobody got out: its driver is in it"
    return _term("occupied", 1, score.occupied, text, "车辆驶来后无人下车，司机在车内")


def _queue(behaviour: Behaviour, detection: DetectionConfig) -> Term | None:
    queued_s = behaviour.queued_s
    if queued_s < detection.owners.queue_s:
        return None
    text, zh = f"Stands in line with others for {queued_s:.0f} s", f"与他人一起排队 {queued_s:.0f} 秒"
    return _term("queue", queued_s, detection.score.queue, text, zh)
