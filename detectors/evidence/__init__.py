"""What is kept to show why an alert was raised: stills and clips, blurred before they leave this room.

Knows no behaviour and decides nothing.
"""

from detectors.evidence.explainer import Explainer
from detectors.evidence.film import Evidence, FilmMaker, mp4
from detectors.evidence.reel import Film, Reel
from detectors.evidence.still import illustrate, still_key

__all__ = ["Evidence", "Explainer", "Film", "FilmMaker", "Reel", "illustrate", "mp4", "still_key"]
