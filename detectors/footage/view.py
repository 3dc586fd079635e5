"""Whether a camera still looks where it used to: the edges of its small pictures against those that it learnt.

Knows no states of health and no model. Light changes, edges stay: each measure is a correlation of edges.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from detectors.footage.capture import Image

_LEARNT_LOOKS: Final = 8
"""Before so many looks nothing is known well enough to compare with."""
_MEMORY_LOOKS: Final = 300
"""Older looks fade: shadows wander, snow lies."""
_SHAKE_PX: Final = 2
"""Of the small picture: wind in the pole is no move."""
_COLOUR_LUMA: Final = 3.0
"""Mean difference of the colour channels from grey: infrared pictures have next to none."""

_Edges = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How a picture lies on the learnt view; correlations −1 to 1."""

    here: float
    """Edges where they were."""
    there: float
    """Edges all shifted by `shift`, where that fits best."""
    shift: tuple[float, float] = (0.0, 0.0)
    """Right and down, as shares of the picture."""


@dataclass(kw_only=True)
class View:
    """What one camera usually looks at, by day and by infrared: a switch of the filter is no move."""

    _learnt: dict[bool, tuple[int, _Edges]] = field(default_factory=dict, init=False)

    def compare(self, image: Image, small: Image, *, learn: bool) -> Drift | None:
        """The drift of a picture; None until the view is known.

        Args:
            image: uint8 [height, width, 3] BGR or grey.
            small: `light.shrink` of it. Another size of it makes the view unknown again.
            learn: the picture is good enough to learn from, should it fit.
        """
        edges, mode = _edges(small), _is_colour(image)
        looks, usual = self._learnt.get(mode, (0, edges))
        if usual.shape != edges.shape:
            looks, usual = 0, edges
        if looks < _LEARNT_LOOKS:
            if learn:
                self._learn(mode, looks, usual, edges)
            return None
        drift = _drift(edges, usual)
        if learn and drift.here >= drift.there:
            self._learn(mode, looks, usual, edges)
        return drift

    def _learn(self, mode: bool, looks: int, usual: _Edges, edges: _Edges) -> None:  # noqa: FBT001 - a key
        share = np.float32(1 / min(looks + 1, _MEMORY_LOOKS))
        self._learnt[mode] = looks + 1, usual + (edges - usual) * share


def _edges(small: Image) -> _Edges:
    """Roots of the steps to the next pixel: a lamp's bright edge must not outweigh all others. Faded out at the rim."""
    luma = small.astype(np.float32)
    down, right = np.abs(np.diff(luma, axis=0))[:, :-1], np.abs(np.diff(luma, axis=1))[:-1]
    edges = np.sqrt(down) + np.sqrt(right)
    fade = np.outer(np.hanning(edges.shape[0]), np.hanning(edges.shape[1]))
    return np.asarray((edges - edges.mean() if edges.size else edges) * fade, np.float32)


def _drift(edges: _Edges, usual: _Edges) -> Drift:
    """By the cross-correlation over all shifts, through Fourier's transform."""
    height, width = edges.shape
    scale = float(np.linalg.norm(edges) * np.linalg.norm(usual))
    if scale <= 0:
        return Drift(here=0.0, there=0.0)
    product = np.fft.rfft2(edges) * np.conj(np.fft.rfft2(usual))
    fits = np.fft.fftshift(np.fft.irfft2(product, s=edges.shape)) / scale
    y, x = height // 2, width // 2
    near = fits[max(0, y - _SHAKE_PX) : y + _SHAKE_PX + 1, max(0, x - _SHAKE_PX) : x + _SHAKE_PX + 1]
    here = float(near.max())
    near[:] = -1.0
    best_y, best_x = np.unravel_index(int(fits.argmax()), fits.shape)
    shift = (int(best_x) - x) / width, (int(best_y) - y) / height
    return Drift(here=here, there=float(fits.max()), shift=shift)


def _is_colour(image: Image) -> bool:
    if image.ndim == 2:  # noqa: PLR2004 - grey
        return False
    pixels = image[:: max(1, image.shape[0] // 40), :: max(1, image.shape[1] // 40)].astype(np.int16)
    return float(np.abs(pixels - pixels.mean(axis=2, keepdims=True)).mean()) >= _COLOUR_LUMA
