"""The step guides: what to do at each step (接、调、出、处) of each kind of incident, in Chinese and English."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from streams.schema.commands import IncidentKind

Step = Literal["receive", "assign", "go", "handle"]


class GuideStep(msgspec.Struct, frozen=True, kw_only=True):
    """One of the four steps, in a sentence or two."""

    step: Step
    zh: str
    en: str


def _guide(*texts: tuple[str, str]) -> tuple[GuideStep, ...]:
    steps: tuple[Step, ...] = ("receive", "assign", "go", "handle")
    return tuple(GuideStep(step=step, zh=zh, en=en) for step, (zh, en) in zip(steps, texts, strict=True))


_AT_CARS: Final = _guide(
    ("看证据:几个人、几辆车、往哪走。", "Look at the evidence: how many people, which cars, which way they go."),
    ("最近一组先到,另一组堵住对面路口;保安不单独上前。", "Nearest unit first, another to the far end; no guard alone."),
    (
        "关警灯接近,从指定一侧进入,通报对面单位。",
        "Come in quietly from the side given; tell whoever holds the other end.",
    ),
    (
        "表明身份、盘问、查车门;记录涉及车辆数。",
        "Say who you are, question, check the car doors; record how many cars.",
    ),
)
GUIDES: Final[Mapping[IncidentKind, tuple[GuideStep, ...]]] = {
    "loitering": _AT_CARS,
    "theft": _AT_CARS,
    "suspicious_person": _guide(
        (
            "问清体貌、位置、行为,不看身份看行为。",
            "Ask for looks, place and behaviour; behaviour counts, not who it is.",
        ),
        ("派最近一组核实。", "Send the nearest unit to check."),
        ("远处先观察,再上前询问。", "Watch from a distance first, then ask."),
        ("询问、登记或劝离;无事即记无事。", "Ask, note or send on; where it was nothing, record nothing found."),
    ),
    "fight": _guide(
        ("问清人数、有无器械、有无伤者。", "Ask how many, whether armed, whether anybody is hurt."),
        ("至少两组同去;有伤者叫 120。", "At least two units together; 120 (ambulance) for the hurt."),
        ("两组到齐再介入,先喊话。", "Step in once both units are there; speak first."),
        ("分开双方、控制器械、留存证据。", "Separate them, secure weapons, keep the evidence."),
    ),
    "medical": _guide(
        ("问清意识、呼吸、地址,同时转 120。", "Ask: conscious, breathing, where; pass on to 120 at once."),
        ("派最近且带 AED 的一组,另一组引导救护车。", "Nearest unit with an AED; another to lead the ambulance in."),
        ("直接赶到,开门、清道。", "Straight there; open doors, clear the way."),
        ("无呼吸即心肺复苏,等医生接手。", "No breathing: CPR until doctors take over."),
    ),
    "fire": _guide(
        ("问清着火物、楼层、有无被困,转 119。", "Ask what burns, which floor, who is inside; pass on to 119."),
        ("最近一组先到,另一组清消防通道。", "Nearest unit first; another clears the fire lane."),
        ("从上风侧接近,带灭火器。", "Approach upwind, with an extinguisher."),
        ("疏散人员、拉警戒,不进浓烟。", "Get people out, cordon off; do not enter smoke."),
    ),
    "lost_person": _guide(
        ("问清衣着、年龄、最后位置和时间。", "Ask for clothing, age, last place and time."),
        ("派最近一组,通知各岗注意。", "Send the nearest unit; tell all posts to look out."),
        ("沿最后方向慢行查找。", "Go slowly the way the person was last seen going."),
        ("找到后核实身份、联系家属、记录。", "Once found: verify, call the family, record."),
    ),
    "noise": _guide(
        ("问清位置、来源、持续时间。", "Ask where, what from, for how long."),
        ("有空时派最近一组。", "Send the nearest unit when one is free."),
        ("到场先听、先看。", "Listen and look first."),
        ("劝止、登记,回复投诉人。", "Ask them to stop, note it, answer the complainant."),
    ),
}
"""By kind of incident, in the order of the steps."""
