"""`patrol simulate`: a map and a list of thefts from files, the figures as JSON. A shell around `live`."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from dispatch.config import DispatchConfig
from dispatch.roads import ATTRIBUTION, Roads, load_roads
from dispatch.simulation.names import Policy
from dispatch.simulation.night import Night, Plan, draw_night
from dispatch.simulation.outcome import Outcome, late_share, outcome
from dispatch.simulation.policies import desk_of, posts_of
from dispatch.simulation.run import Answer, live
from dispatch.simulation.streets import TrueStreets
from dispatch.thefts import read_thefts
from streams.schema.errors import ConfigError


def simulate_command(
    roads: Path,
    plan: Plan,
    policies: Sequence[Policy],
    *,
    thefts: Path | None = None,
    picture: Path | None = None,
    cache_dir: Path | None = None,
) -> list[Outcome]:
    """The figures of one night under each of the policies, as `patrol simulate` prints them.

    `picture` is a PNG of the night under the last of the policies, beside the first where there are several.

    Raises:
        ConfigError: a file cannot be read, used or written.
        DispatchError: the map has no streets, or none of the thefts lies on it.
    """
    area = load_roads(roads, cache_dir)
    night = draw_night(area, plan, None if thefts is None else read_thefts(thefts))
    streets = TrueStreets(area, plan.seed)
    answers = {
        policy: live(night, streets, desk_of(policy, area, night.units), posts=posts_of(policy, area, night))
        for policy in policies
    }
    if picture is not None:
        _draw(picture, area, night, answers)
    target_s = DispatchConfig().target_s
    return [outcome(policy, answers[policy], plan.incidents, target_s) for policy in policies]


def comparison(plan: Plan, outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Several policies' figures as one answer, ready for JSON, each with its late share and that to the first's."""
    first = late_share(outcomes[0])
    return {
        "seed": plan.seed,
        "units": plan.units,
        "policies": [
            {
                **msgspec.to_builtins(one),
                "late": round(late_share(one), 4),
                f"late_to_{outcomes[0].policy}": round(late_share(one) / first, 3) if first else None,
            }
            for one in outcomes
        ],
        "attribution": ATTRIBUTION,
    }


def _draw(path: Path, roads: Roads, night: Night, answers: dict[Policy, tuple[Answer, ...]]) -> None:
    from dispatch.simulation.picture import draw  # noqa: PLC0415 - loads the drawing library, which figures do not need

    try:
        draw(path, roads, night, answers)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error
