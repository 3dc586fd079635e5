"""Reviews as screens show them: who put a name under which period of which district."""

from collections.abc import Iterator
from typing import Final

from dispatch.boards.views import ReviewView
from streams.schema.facts import ReviewSigned

KEPT: Final = 100
"""The last so many; a quarter of a year of mornings."""


class Reviews:
    """The last periods that were signed off."""

    def __init__(self) -> None:
        self._views: dict[str, ReviewView] = {}

    def view(self, name: str) -> ReviewView | None:
        """One of them, by `district/since-until`."""
        return self._views.get(name)

    def fold(self, fact: ReviewSigned) -> Iterator[str]:
        """Take in a sign-off; the names that look different for it, those that are gone included."""
        name = f"{fact.district}/{fact.since_ms}-{fact.until_ms}"
        self._views[name] = ReviewView(
            district=fact.district,
            since_ms=fact.since_ms,
            until_ms=fact.until_ms,
            incidents=fact.incidents,
            note=fact.note,
            signed_by=fact.actor,
            signed_ms=fact.observed_at_ms,
        )
        yield name
        if len(self._views) > KEPT:
            oldest = next(iter(self._views))
            del self._views[oldest]
            yield oldest
