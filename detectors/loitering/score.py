"""The additive score: what a person did at parked cars, for and against, each part named and weighed in config.

A pure function of facts. Knows nothing of pictures, places or who anybody is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from detectors.config import DetectionConfig
from detectors.loitering.company import Company
from detectors.loitering.owners import Coming
from detectors.loitering.visits import Behaviour, Visit
from detectors.rules import ScoreRules
from detectors.street.timeline import ROUNDING_S
from streams.schema.quantities import Term

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "night": ("It is night", "夜间"),
    "near": ("Within {0:.1f} m of a parked car", "距停放车辆 {0:.1f} 米以内"),
    "near_strip": ("Within {0:.1f} m of the parking strip", "距停车带 {0:.1f} 米以内"),
    "stay": ("Stays beside it for {0:.0f} s", "在车旁停留 {0:.0f} 秒"),
    "next_car": ("Goes from car to car: {0:.0f} so far", "逐车查看：已到 {0:.0f} 辆"),
    "handle_try": ("Seems to try the door of {0:.0f} car(s)", "疑似拉车门：{0:.0f} 辆"),
    "look_in": ("Seems to look into {0:.0f} car(s)", "疑似向车内张望：{0:.0f} 辆"),
    "group": ("Others go from car to car with him: {0:.0f} cars among them", "多人结伙逐车查看：共 {0:.0f} 辆"),
    "lookout": ("{0:.0f} of their group stand(s) some way off, as a lookout", "同伙 {0:.0f} 人在远处站立，似望风"),
    "waiting_car": (
        "{0:.0f} car(s) drove up and wait(s) for them, nobody got out",
        "有 {0:.0f} 辆车驶来后停候，无人下车",
    ),
    "returned": ("Came back to a car left before", "离开后又折返同一车辆"),
    "strip": (
        "No car made out here: judged by the parking strip, weaker evidence",
        "未识别到车辆，按停车带判断，证据较弱",
    ),
    "came_out": ("Got out of this car", "从该车下来"),
    "appeared": ("First seen at this car, may have come out of it", "首次出现即在该车旁，可能从车内下来"),
    "arrived": ("The car has just arrived", "该车刚到达"),
    "came_out_other": ("Came out of a car nearby", "从附近车辆下来"),
    "bends": (
        "Bends or reaches into the car for {0:.0f} s, as at an open door or boot",
        "俯身车门或后备箱 {0:.0f} 秒，似在开门或装卸",
    ),
    "luggage": ("Goes with luggage, a pram or a dog for {0:.0f} s", "携带行李、推车或遛狗 {0:.0f} 秒"),
    "own_bike": ("Stands by the bicycle or scooter that he came with for {0:.0f} s", "站在自己骑来的车旁 {0:.0f} 秒"),
    "at_bike": (
        "Stands by a bicycle or scooter, nearer than to the car, for {0:.0f} s",
        "离自行车或电动车比汽车更近 {0:.0f} 秒",
    ),
    "occupied": ("The car drove up and nobody got out: its driver is in it", "车辆驶来后无人下车，司机在车内"),
    "queue": ("Stands in line with others for {0:.0f} s", "与他人一起排队 {0:.0f} 秒"),
}
"""Name of each term → how it reads, English and Chinese; `{0}` is its value."""

ALONE: Final = Company()
SECOND: Final = 2
"""The first car is where everyone begins, the second where going from car to car begins."""


class Part(NamedTuple):
    """One term, before it is put into words."""

    name: str
    value: float
    points: float

    def said(self) -> Term:
        """In words."""
        text, zh = TEXTS[self.name]
        value, points = round(self.value, 2), round(self.points, 3)
        return Term(name=self.name, value=value, points=points, text=text.format(value), text_zh=zh.format(value))


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a person's behaviour amounts to now. `points` may be below 0 and above 1."""

    points: float
    began_s: float
    vehicle_ids: tuple[str, ...]
    parts: tuple[Part, ...]


def judge(
    at_s: float,
    behaviour: Behaviour,
    coming: Coming,
    company: Company = ALONE,
    *,
    night: bool,
    detection: DetectionConfig,
) -> Judgement | None:
    """The judgement for the visit that says most; None for who is at no standing car."""
    present = [v for v in behaviour.present(at_s, detection.visits.gap_s) if v.spot.state != "seen"]
    tried = [s for s in behaviour.tried if s not in coming.out_of]
    best: tuple[float, Visit, list[Part]] | None = None
    for visit in present:
        parts = _for(visit, len(tried), detection, night=night)
        parts += _together(tried, company, detection.score)
        parts += _gestures(behaviour, len(tried), detection)
        parts += _against(visit, behaviour, coming, _among_them(tried, company.cars - coming.out_of), detection)
        points = sum([part.points for part in parts])
        if best is None or (points, -visit.began_s) > (best[0], -best[1].began_s):
            best = points, visit, parts
    if best is None:
        return None
    points, visit, parts = best
    cars = tuple(dict.fromkeys([*behaviour.tried, visit.spot.spot_id, *sorted(company.cars)]))
    return Judgement(points=points, began_s=_began_s(visit, behaviour, tried), vehicle_ids=cars, parts=tuple(parts))


def _began_s(visit: Visit, behaviour: Behaviour, tried: list[str]) -> float:
    """One who goes from car to car began at the first of them that is still remembered."""
    if len(tried) < SECOND:
        return visit.from_s
    return min([visit.from_s, *(behaviour.visits[s].from_s for s in tried if s in behaviour.visits)])


def _for(visit: Visit, tried: int, detection: DetectionConfig, *, night: bool) -> list[Part]:
    """What speaks for the suspicion. One who never stands there only comes by, however long a row keeps him near."""
    score, stands = detection.score, visit.stood_s >= detection.visits.try_s
    parts = [Part("night", 1, score.night)] if night else []
    parts.append(Part("near_strip" if visit.spot.state == "strip" else "near", visit.closest_m, score.near))
    if stands and visit.stay_s > score.stay_from_s:
        parts.append(Part("stay", visit.stay_s, _stay(visit.stay_s, score)))
    if tried >= SECOND:
        parts.append(Part("next_car", tried, _from_car_to_car(tried, score)))
    if visit.returned:
        parts.append(Part("returned", 1, score.returned))
    return parts


def _from_car_to_car(cars: int, score: ScoreRules) -> float:
    if cars < SECOND:
        return 0.0
    return min(score.second_car + (cars - SECOND) * score.next_car, score.next_car_most)


def _together(tried: list[str], company: Company, score: ScoreRules) -> list[Part]:
    """What the others add to one who goes from car to car: cars where they stopped and he did not, who stands off."""
    if len(tried) < SECOND:
        return []
    cars = _among_them(tried, company.cars)
    more = score.company_share * (_from_car_to_car(cars, score) - _from_car_to_car(len(tried), score))
    found = (
        (cars > len(tried), "group", cars, more),
        (bool(company.lookouts), "lookout", len(company.lookouts), score.lookout),
        (bool(company.waiting), "waiting_car", len(company.waiting), score.waiting_car),
    )
    return [Part(name, value, points) for holds, name, value, points in found if holds]


def _among_them(tried: list[str], others: frozenset[str]) -> int:
    """At how many cars he and the others stopped; of one who is at his first car, his own only."""
    return len(tried) if len(tried) < SECOND else len(others.union(tried))


def _gestures(behaviour: Behaviour, tried: int, detection: DetectionConfig) -> list[Part]:
    """What his posture adds: next to nothing at a single car, whose door he may well open next."""
    score, hold_s = detection.score, detection.postures.hold_s
    share = 1.0 if tried >= SECOND else score.one_car_share
    seen = (
        ("handle_try", behaviour.cars_with("handle_try", hold_s), score.handle_try),
        ("look_in", behaviour.cars_with("look_in", hold_s), score.look_in),
    )
    return [Part(name, cars, share * points) for name, cars, points in seen if cars]


def _against(visit: Visit, behaviour: Behaviour, coming: Coming, cars: int, detection: DetectionConfig) -> list[Part]:
    """What speaks against it, or makes it weaker; `cars` are those that he and his group stopped at."""
    score, owners, strip = detection.score, detection.owners, visit.spot.state == "strip"
    his, one_car = visit.spot.spot_id in coming.out_of, cars < score.row_cars
    works, carries = visit.bent_s >= owners.bend_s, behaviour.carried_s >= owners.luggage_s
    at_bike = visit.bike_s > owners.bike_share * max(visit.stay_s, owners.luggage_s)
    rode = behaviour.ride.came(owners)
    queues = behaviour.queued_s >= owners.queue_s
    found = (
        (strip, "strip", 1, score.strip),
        (his and coming.got_out, "came_out", 1, score.came_out),
        (his and not coming.got_out, "appeared", 1, score.appeared),
        (his and coming.arrived, "arrived", 1, score.arrived),
        (one_car and bool(coming.out_of) and not his, "came_out_other", 1, score.came_out_other),
        (one_car and works and not strip, "bends", visit.bent_s, score.bends),
        (one_car and carries, "luggage", behaviour.carried_s, score.luggage),
        (one_car and at_bike and rode, "own_bike", visit.bike_s, score.own_bike),
        (one_car and at_bike and not rode, "at_bike", visit.bike_s, score.at_bike),
        (visit.spot.state == "waiting", "occupied", 1, score.occupied),
        (one_car and queues, "queue", behaviour.queued_s, score.queue),
    )
    return [Part(name, value, points) for holds, name, value, points in found if holds]


def _stay(stay_s: float, score: ScoreRules) -> float:
    if stay_s < score.stay_long_s - ROUNDING_S:
        return score.stay_short * (stay_s - score.stay_from_s) / (score.stay_long_s - score.stay_from_s)
    return score.stay_long + min(max(stay_s - score.stay_long_s, 0.0) * score.stay_on_per_s, score.stay_on_most)
