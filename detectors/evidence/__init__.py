"""What is kept to show why an alert was raised: stills and clips, blurred before they leave this room.

Knows no behaviour and decides nothing.
"""

from detectors.evidence.explainer import Explainer
from detectors.evidence.film import Evidence, FilmMaker, mp4
from detectors.evidence.reel import Film, Reel
from detectors.evidence.still import Sealer, illustrate, still_key, unblurred

__all__ = [
    "Evidence",
    "Explainer",
    "Film",
    "FilmMaker",
    "Reel",
    "Sealer",
    "illustrate",
    "mp4",
    "still_key",
    "unblurred",
]
