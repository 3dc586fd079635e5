"""A notice in words, as a webhook is sent it: for machines every field, for group robots one line of text."""

from collections.abc import Mapping
from typing import Final

from dispatch.notify.config import WebhookConfig
from streams.schema.notices import PersonTold

_WHY: Final[Mapping[str, tuple[str, str]]] = {
    "unacknowledged": ("nobody has looked at it yet", "警情无人查收"),
    "undecided": ("nobody has decided yet", "警情尚未核实"),
    "nobody_accepted": ("no unit has accepted", "无单位接警"),
    "nobody_on_scene": ("nobody is on scene in time", "超时无人到场"),
    "miss_predicted": ("nobody can be there in time", "预计无法按时到场"),
    "no_finding": ("no finding is recorded", "处置结果未录入"),
    "not_closed": ("it is not closed", "警情未办结"),
    "shift_handed_over": ("a shift has ended in the middle of it", "交接班时仍在处置"),
    "help_asked": ("your help is asked for", "邻区请求支援"),
}


def body(told: PersonTold, name: str, webhook: WebhookConfig) -> dict[str, object]:
    """What is posted for this notice to the person of that name."""
    english, chinese = _WHY.get(told.reason, (told.reason.replace("_", " "), told.reason))
    text = f"【视频巡逻】{name}：{chinese}（{told.incident_id}）· Incident {told.incident_id}: {english}"
    if webhook.format == "robot":
        return {"msgtype": "text", "text": {"content": text}}
    return {
        "notice_id": told.notice_id,
        "incident_id": told.incident_id,
        "district": told.district,
        "person": told.person,
        "name": name,
        "to": told.to,
        "reason": told.reason,
        "stand_in_for": told.stand_in_for,
        "told_at_ms": told.observed_at_ms,
        "text": text,
    }
