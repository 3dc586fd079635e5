"""The additive score: what each term does, and that its words are there in both languages."""

import pytest

from detectors.config import DetectionConfig
from detectors.loitering.company import Company
from detectors.loitering.owners import Coming
from detectors.loitering.score import TEXTS, Judgement, Part, judge
from detectors.loitering.visits import Behaviour, Spot, Visit
from detectors.rules import ScoreRules

RULES = DetectionConfig()


_WALKED_UP = Coming()


def _judge(
    stay_s: float,
    coming: Coming = _WALKED_UP,
    *,
    tried: int = 0,
    bent_s: float = 0,
    carried_s: float = 0,
    queued_s: float = 0,
    stood_s: float = 5,
) -> Judgement:
    spot = Spot(spot_id="car-9", since_s=0, state="parked")
    visit = Visit(spot=spot, began_s=100, near_s=100 + stay_s, closest_m=0.4, bent_s=bent_s, stood_s=stood_s)
    before = {f"car-{i}": 90.0 + i for i in range(tried)}
    behaviour = Behaviour(visits={"car-9": visit}, tried=before, carried_s=carried_s, queued_s=queued_s)
    found = judge(100 + stay_s, behaviour, coming, night=True, detection=RULES)
    assert found is not None
    return found


def test_points_grow_with_the_stay_and_reach_an_alert_at_twenty_seconds_of_night() -> None:
    points = [_judge(s).points for s in range(1, 200)]
    assert points == sorted(points)
    assert _judge(19.8).points < RULES.score.alert_points
    assert _judge(20).points >= RULES.score.alert_points


def test_one_who_walks_about_beside_a_car_and_never_stands_does_not_stay() -> None:
    assert "stay" not in {part.name for part in _judge(30, stood_s=0.6).parts}


@pytest.mark.parametrize(
    ("found", "name"),
    [(_judge(30, bent_s=5), "bends"), (_judge(30, carried_s=9), "luggage"), (_judge(30, queued_s=9), "queue")],
)
def test_counter_evidence_lowers_the_points_and_is_said(found: Judgement, name: str) -> None:
    assert found.points < _judge(30).points
    assert name in {part.name for part in found.parts}


def test_who_came_out_of_the_car_he_stays_at_is_never_an_alert_by_staying() -> None:
    got_out = Coming(out_of=frozenset({"car-9"}), rose=True)
    assert _judge(3600, got_out).points < RULES.score.alert_points


def test_who_was_only_first_seen_at_the_car_is_an_alert_after_two_minutes() -> None:
    appeared = Coming(out_of=frozenset({"car-9"}))
    assert _judge(120, appeared).points < RULES.score.alert_points <= _judge(140, appeared).points


def test_who_came_out_of_one_car_and_tries_others_is_judged_by_those() -> None:
    came = Coming(out_of=frozenset({"car-7"}))
    assert "came_out_other" in {p.name for p in _judge(5, came, tried=1).parts}
    assert _judge(5, came, tried=3).points >= RULES.score.alert_points


def test_nobody_at_a_car_is_not_judged() -> None:
    assert judge(0, Behaviour(), Coming(), night=True, detection=RULES) is None


def test_every_weight_that_is_a_term_has_words_in_both_languages() -> None:
    weights = {f for f in ScoreRules.__struct_fields__ if f in TEXTS}
    assert weights >= set(TEXTS) - {"stay", "group", "near_strip"}
    for name in TEXTS:
        said = Part(name, 3.14159, 0.1).said()
        assert said.text
        assert any("\u4e00" <= c <= "\u9fff" for c in said.text_zh)
        assert "{" not in said.text + said.text_zh


@pytest.mark.parametrize(("theirs", "excused"), [("own", True), ("car-7", False)])
def test_who_got_out_of_a_car_is_excused_until_his_group_stopped_at_three_that_are_not_his(
    theirs: str,
    excused: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    visit = Visit(spot=Spot(spot_id="car-1", since_s=0, state="parked"), began_s=100, near_s=105, closest_m=0.4)
    behaviour = Behaviour(visits={"car-1": visit}, tried={"car-0": 90.0, "car-1": 102.0})
    coming, company = Coming(out_of=frozenset({"own"}), rose=True), Company(cars=frozenset({theirs}))
    found = judge(105, behaviour, coming, company, night=True, detection=RULES)
    assert found is not None
    assert ("came_out_other" in {part.name for part in found.parts}) is excused
