"""What a review finds missing."""

import pytest

from dispatch.life.status import Status
from dispatch.review import missing_in


@pytest.mark.parametrize("status", list(Status))
def test_only_what_is_over_lacks_nothing(status: Status) -> None:
    assert (missing_in(status, reply_owed=False) == ()) == status.is_over


def test_a_reply_is_missing_whatever_else_is() -> None:
    assert missing_in(Status.CLOSED, reply_owed=True) == ("reply",)
    assert missing_in(Status.ON_SCENE, reply_owed=True) == ("finding", "closing", "reply")
