"""The lines of `F.jsonl` that `patrol watch` and `patrol replay` write: one per suspicion raised.

Knows only the messages.
"""

from collections.abc import Iterator

from streams.schema.detections import Detection, LoiteringDetected


def line(message: Detection, start_ms: int) -> Iterator[dict[str, object]]:
    """The line of a message, if it raises a suspicion; seconds count from `start_ms`. Updates and ends have none."""
    if not isinstance(message, LoiteringDetected):
        return
    walked = any(term.name == "next_car" for term in message.terms)
    yield {
        "kind": "car_to_car" if walked else "long_stay",
        "level": message.level,
        "score": message.score,
        "track_ids": list(message.track_ids),
        "began_at_s": (message.began_at_ms - start_ms) / 1000,
        "raised_at_s": (message.observed_at_ms - start_ms) / 1000,
        "suspicion_id": message.suspicion_id,
        "vehicle_ids": list(message.vehicle_ids),
        "roles": [{"role": member.role, "track_ids": list(member.track_ids)} for member in message.members],
        "terms": [
            {"name": t.name, "value": t.value, "points": t.points, "text": t.text, "text_zh": t.text_zh}
            for t in message.terms
        ],
    }
