"""The morning review (逐级盯警): what is missing in an incident before somebody can put a name under it.

Pure: knows an incident's status and what its reporters are owed, nothing of lists, logs and screens.
"""

from collections.abc import Mapping
from typing import Final, Literal

from dispatch.life.status import Status

Missing = Literal["decision", "finding", "closing", "reply"]
"""What somebody has yet to do: confirm or dismiss, record a finding, close, tell the reporter."""

_MISSING: Final[Mapping[Status, tuple[Missing, ...]]] = {
    Status.OPENED: ("decision",),
    Status.ACKNOWLEDGED: ("decision",),
    **dict.fromkeys((each for each in Status if each.is_sending), ("finding", "closing")),
    Status.HANDLED: ("closing",),
    Status.CLOSED: (),
    Status.DISMISSED: (),
}


def missing_in(status: Status, *, reply_owed: bool) -> tuple[Missing, ...]:
    """What is missing, in the order in which it is to be done; empty when all is."""
    return (*_MISSING[status], *(("reply",) if reply_owed else ()))
