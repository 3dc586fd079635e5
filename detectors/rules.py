"""Thresholds of the behaviour rule: each by name, with unit, default and the source of the default.

`dev` as a source means the plateau measured by tests/bench/loitering_tracks.py; `design` a decision of ours. Knows
nothing of cameras.
"""

import msgspec

from streams.schema.quantities import Metres, Score, Seconds

Share = Score
Points = float


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group of settings; a field that is not one of them is refused by its name."""


class Farther(Settings, frozen=True, kw_only=True):
    """Behind a car's far side by more than so many metres, in so large a share of the ways its camera may hang."""

    metres: Metres
    likely: Share


class GroundRules(Settings, frozen=True, kw_only=True):
    """Metres from pixels."""

    person_height_m: Metres = 1.7
    """A standing person, shoes on: the ruler of uncalibrated cameras. Mean of adults, NCD-RisC 2020."""
    upright_aspect: Share = 0.5
    """The width to the height of somebody upright: 0.35–0.6. Wider, he leans over, and his feet may be at one side."""
    camera_m: Metres = 3.0
    """A camera hangs so high at least: out of reach on a wall or pole. The usual mounting height"""
    near_m: Metres = 1.02
    """A foot point this near to a car is at it: arm's length. The dev labels say 0.6 of a person's height."""
    leave_m: Metres = 1.3
    """Who is at a car stays at it up to here, so that jitter of boxes ends nothing. `dev`"""
    stretch: float = 1.75
    """A step towards the camera looks so much shorter than one across, at least: seen 30° from above. `dev`: with less
    where it is judged so, 2 of 24 who linger are not found"""
    stretch_most: float = 2.5
    """And at most so much for how near a car is: rows near the horizon say little. With more, no more of those who wait
    3 m before the cars are told from those who stand at them: simulated mountings."""
    stretch_step_most: float = 8.0
    """And for whether he walks or stands: farther away nothing can be told. `dev`: the same F1 from 5.6 to 10.4"""
    strip_m: Metres = 0.8
    """A parking strip reaches so much further than drawn: cars stand over its edge, and doors open beyond. `design`"""
    behind: Farther = Farther(metres=2.0, likely=0.5)
    """Likelier than not he is behind a car and not at it, whose feet are on the rows of its box, however much the boxes
    overlap. Two arms' lengths behind its far side; one in its gap to the next is at it. Simulated mountings; `dev`: the
    same F1 from 0.4 to 0.7"""
    over_roof: Farther = Farther(metres=5.0, likely=0.9)
    """And whose feet are seen over its roof: the dev labels call him near who is within 0.6 of his height of it, which
    is up to 5 m; at 3 m, 3 of 24 who linger there are not found. `dev`"""


class VehicleRules(Settings, frozen=True, kw_only=True):
    """The memory of parked cars."""

    standing_s: Seconds = 2.0
    """In one place for so long: it stands. The dev labels look 1 s back and 1 s ahead."""
    still_share: Share = 0.12
    """Of the square root of its box's area: a shift that jitter explains. Labels: 0.08 of exact boxes."""
    match_iou: Share = 0.4
    """Overlap from which a box is the car remembered there. Usual for trackers (ByteTrack 0.2, SORT 0.3), plus care."""
    parked_s: Seconds = 8.0
    """Stood for so long: parked. A car is known within 10 s of standing."""
    red_light_s: Seconds = 120.0
    """A car that drove up and let nobody out is waiting, not parked, for so long. Longest red phases are 90–120 s."""
    gone_after_s: Seconds = 60.0
    """Looked for in plain sight and not found for so long, weighed by how often it used to be found: gone. `design`"""
    candidate_s: Seconds = 6.0
    """A vehicle seen too briefly to stand is forgotten when looked for in vain so long. `design`"""


class VisitRules(Settings, frozen=True, kw_only=True):
    """Who is at which car, since when."""

    gap_s: Seconds = 2.0
    """Steps away that are bridged. The dev labels bridge as much."""
    lost_s: Seconds = 8.0
    """A person lost from sight for so long and found again nearby is the same. Behind a car one is lost for 6 s."""
    lost_reach_m: Metres = 2.5
    """How near the place of loss, for a person lost a moment ago. `design`"""
    lost_speed_mps: float = 0.6
    """How much further for each second lost. `design`: a slow walk."""
    lost_size_share: Share = 0.6
    """The smaller of both heights to the larger, at least. `design`"""
    jump_mps: float = 7.0
    """Nobody moves faster: one id that jumps further has passed to another person. A sprint."""
    stop_mps: float = 0.4
    """Slower is standing: half of a slow walk, 0.8. `dev`: the same F1 from 0.3 to 0.5, but at 0.5 some who stroll
    along a row stop at its cars"""
    try_s: Seconds = 1.2
    """At a car and standing for so long: it was visited, as one who tries its door would: in a stop of two seconds,
    as who has just stopped still seems to walk. `dev`: the same F1 from 0.84 to 2.0"""
    step_m: Metres = 0.5
    """Who has not moved so far since he stood at one car has not gone to the next. `design`: a short step, less than
    from one to the next of bicycles in a row"""
    led_try_s: Seconds = 5.0
    """With a dog, a pram or luggage: these stop him, too. `design`"""
    seen_s: Seconds = 0.6
    """A person seen for less is a flicker and raises nothing. `design`"""


class OwnerRules(Settings, frozen=True, kw_only=True):
    """Counter-evidence: signs that a person belongs to a car."""

    start_s: Seconds = 2.0
    """Who is there when we begin to look may have come from anywhere. `design`"""
    came_out_m: Metres = 0.05
    """First seen with the feet in a car's box: came out of it. `dev`"""
    restart_people: int = 3
    """So many first seen on one frame, not all at one car, did not get out: the tracker began anew. `design`"""
    double_heights: float = 0.27
    """First seen this near to one who was there, in his heights: a second track of him. A shoulder's width, 0.46 m: who
    gets out after another is farther off. `dev`: the same F1 from 0.15 to 0.5"""
    rise_s: Seconds = 6.0
    """Getting out takes so long. `dev`: the slowest stands after 5 s"""
    rise_share: Share = 0.92
    """Of the height when upright: so low is one who gets out when he is first seen. `dev`: 0.36–0.91 of 14 of 18"""
    stopped_s: Seconds = 0.5
    """Nobody comes out of a car that has not stood for so long. `design`"""
    arrival_s: Seconds = 120.0
    """A car that stopped less long ago has just arrived. `design`"""
    bend_aspect: float = 0.72
    """Width to height of a person's box from which he bends or reaches into something. `dev`; upright is 0.35–0.6."""
    bend_height_share: Share = 0.80
    """Of the own upright height at that place: lower is bent. `dev`"""
    bend_s: Seconds = 1.5
    """Bent at one car for so long: works at an open door or boot. `dev`: the same F1 from 0.8 to 2.0, and beyond it
    more owners are alerted"""
    leaving_s: Seconds = 90.0
    """Who vanished at a car is its owner if it drives off within so long. `design`"""
    queue_people: int = 4
    """So many in a straight line are a queue. `design`; a group about its car does not line up. Three do now and then,
    and one in 24 who linger would be excused by it: `dev`"""
    queue_gap_m: Metres = 1.6
    """From each to the next. `design`"""
    queue_mps: float = 0.8
    """Queues shuffle on; who walks faster only comes by."""
    queue_s: Seconds = 5.0
    """In line for so long; and for so long after it, to stand beside a car is no stop at it. `design`"""
    queue_over_s: Seconds = 60.0
    """After so long out of line he waits in it no more. `design`"""
    luggage_m: Metres = 1.2
    """Something carried or put down this near belongs to the person. `design`"""
    bike_share: Share = 0.5
    """Of his stay at a car: for so much of it he stood by a bicycle or scooter. `design`"""
    bike_m: Metres = 2.0
    """From the bicycle or scooter that he came with: he is still at it. `design`"""
    rode_m: Metres = 3.0
    """At his side over so much of his way, a bicycle came with him: one that stands is there for 2.4 m, twice
    `luggage_m`, of the way of one who walks past; boxes err by the rest."""
    luggage_s: Seconds = 2.0
    """And comes along with him on his way for so long: a bin that he stands at does not. `design`"""


class GroupRules(Settings, frozen=True, kw_only=True):
    """Who belongs together."""

    together_m: Metres = 4.0
    """This near to each other. `design`: so far apart one still talks. `dev`: with 6 m and, below, 4 s, two more owners
    are alerted as groups"""
    together_s: Seconds = 6.0
    """For so long in all. `design`: passers-by may be, too, but neither stop at cars nor stand about"""
    lookout_s: Seconds = 5.0
    """Stands away from all cars for so long, while the others are at them. `design`"""


class PostureRules(Settings, frozen=True, kw_only=True):
    """What the posture of a person at a car counts: weight, never proof."""

    min_height_px: float = 60.0
    """Lower people are too small to tell a posture from. Measured by tests/bench/postures.py: all joints of arms and
    trunk are where they are on the large picture in 0.75 of people at 180 down to 45 px, in 0.63 at 35, 0.42 at 25;
    a third is added for the dark."""
    slow_mps: float = 0.8
    """Who walks faster only comes by, and his arms swing. A slow walk"""
    min_confidence: Score = 0.5
    """Less sure than this counts nothing. The usual threshold of key points"""
    reach_trunks: float = 0.75
    """From shoulder to wrist, in lengths of his trunk: an arm is held out. Stretched it is 1.15 (Drillis 1966)."""
    reach_deg: float = 45.0
    """So far from hanging down: an arm that swings along with a walk stays below 40°."""
    lean_deg: float = 25.0
    """A trunk so far from upright is bent to something. `design`; a walk leans by less than 10°"""
    hold_s: Seconds = 0.6
    """Held at one car for so long in all: an arm that swings by is no try. `design`"""


class ScoreRules(Settings, frozen=True, kw_only=True):
    """Points of the additive score; 0–1 is shown. `design` unless said: notes-vision.md gives the order of weights.

    Far apart, so that no weight stands on an edge: what deserves an alert at night, a long stay or a third car, comes
    to 0.92; what deserves a watch, a stay just short of long or a second car, to 0.48 at most. The threshold of an
    alert lies 30 % from either, and each weight may be 30 % off.
    """

    watch_points: Points = 0.40
    """From here on someone should have an eye on it."""
    alert_points: Points = 0.70
    """From here on an operator is woken."""
    night: Points = 0.32
    near: Points = 0.05
    """At a parked car at all."""
    stay_from_s: Seconds = 8.0
    """Up to here a stay counts nothing: tying a shoe, looking for keys. The dev labels call less `pass`."""
    stay_short: Points = 0.11
    """Just short of a long stay; in proportion before: at night watch after 11 s."""
    stay_long_s: Seconds = 20.0
    """A long stay: alert at night. The dev labels."""
    stay_long: Points = 0.55
    """From then on."""
    stay_on_per_s: Points = 0.0025
    """For each second beyond: by day, 40 more make up for the missing night."""
    stay_on_most: Points = 0.40
    second_car: Points = 0.10
    """Stopped at a second car: at night that is watch, as one may miss one's own car once."""
    next_car: Points = 0.45
    """For each car after the second: at night alert at the third."""
    next_car_most: Points = 0.90
    handle_try: Points = 0.35
    """Seemed to try a door, by his posture: at the second car that is an alert; never enough by itself"""
    look_in: Points = 0.35
    """Seemed to look into a car, likewise."""
    one_car_share: Share = 0.2
    """So much of these two at a single car: most who try one door, or look into one car, own it. `design`"""
    row_cars: int = 3
    """From so many cars on, those of his group among them, he is nobody's owner: signs that speak for one at a single
    car count no more."""
    company_share: Share = 0.6
    """So much of what the cars of all would count for one man alone: three are an alert for two men, too. `design`"""
    lookout: Points = 0.12
    """One of a group that goes from car to car stands some way off. Makes no alert of a watch. `design`"""
    waiting_car: Points = 0.08
    """And a car that drove up waits for it. `design`"""
    returned: Points = 0.15
    """Came back to a car that he had left for others."""
    strip: Points = -0.05
    """No car made out there: a parking strip stands in for it."""
    came_out: Points = -0.85
    """Got out of the very car that he stays at: never an alert by staying."""
    appeared: Points = -0.50
    """First seen at that car, no more. Lost tracks begin anew so, too: a stay of two minutes outweighs it."""
    came_out_other: Points = -0.45
    """Came out of another car here."""
    arrived: Points = -0.30
    """The car that he came out of had just arrived."""
    bends: Points = -0.50
    """Works at an open door or boot: who breaks in does so too, hence a stay of two minutes outweighs it."""
    luggage: Points = -0.30
    own_bike: Points = -0.75
    """Stands by the bicycle or scooter that he came with: he may wait there as long as he likes."""
    at_bike: Points = -0.50
    """Stands by a bicycle or scooter, nearer than to the car: it may be his."""
    occupied: Points = -0.75
    """The car drove up and nobody got out: he is with its driver."""
    queue: Points = -0.95
    """Stands in line with others: never a watch by staying, however long he waits. `design`"""
    calm_s: Seconds = 60.0
    """Away from all cars for so long: the suspicion has ended."""
    update_s: Seconds = 10.0
    """At most so often is more said of a suspicion at the same level."""
    update_points: Points = 0.05
    """And only if its score moved so far, or a car or a track was added."""
