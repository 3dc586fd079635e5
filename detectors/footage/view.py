"""Whether a camera still looks where it used to: the edges of its small pictures against those that it learnt.

Knows no states of health and no model. Light changes, edges stay: each measure is a correlation of edges.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from detectors.footage.capture import Image

_LEARNT_LOOKS: Final = 8
"""Before so many looks nothing is known well enough to compare with."""
_MEMORY_LOOKS: Final = 300
"""Older looks fade: shadows wander, snow lies."""
_STRANGE_LOOKS: Final = 600
"""What fits no known view for so long, ten minutes, is one more of them. A camera that was turned for good, and a yard
that infrared or a lamp shows quite otherwise (an empty one: fits by 0.14) are watched again; who stands before the
lens has been told of for long. `design`"""
_VIEWS: Final = 4
"""By day and by infrared, and both again where the camera was turned: it may be turned back."""
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
    other_light: bool = False
    """Against a view in colour of a picture without, or the other way about: its own kind is not known yet."""


@dataclass(kw_only=True)
class View:
    """What one camera usually looks at, by day and by infrared: a switch of the filter is no move."""

    match: float
    """Edges that fit less are another view."""
    _known: "list[_Known]" = field(default_factory=list, init=False)
    _strange: "_Known | None" = field(default=None, init=False)

    def compare(self, image: Image, small: Image, *, learn: bool) -> Drift | None:
        """The drift of a picture against the known view that it fits; where it fits none, the last of its own light.

        None until a view is known. What fits is learnt, so that the views keep up with the seasons.

        Args:
            image: uint8 [height, width, 3] BGR or grey.
            small: `light.shrink` of it. Another size of it makes all views unknown again.
            learn: the picture is good enough to learn from, should it fit.
        """
        edges, colour = _edges(small), _is_colour(image)
        self._known = [each for each in self._known if each.edges.shape == edges.shape]
        sure = [each for each in reversed(self._known) if each.looks >= _LEARNT_LOOKS]
        sure.sort(key=lambda each: each.colour != colour)
        drifts: list[Drift] = []
        for each in sure:
            drifts.append(_drift(edges, each.edges))
            if drifts[-1].here >= max(drifts[-1].there, self.match):
                if learn:
                    self._learn(edges, colour, each)
                return drifts[-1]
        if not drifts:
            if learn:
                self._learn(edges, colour)
            return None
        if learn:
            self._get_used_to(edges, colour)
        return replace(drifts[0], other_light=sure[0].colour != colour)

    def _learn(self, edges: _Edges, colour: bool, fitting: "_Known | None" = None) -> None:  # noqa: FBT001 - a key
        self._strange = None
        begun = (each for each in self._known if each.colour == colour and each.looks < _LEARNT_LOOKS)
        known = fitting if fitting and fitting.colour == colour else next(begun, None)
        if known is None:
            known = _Known(colour=colour, edges=edges)
        known.learn(edges)
        self._known = [*(each for each in self._known if each is not known), known][-_VIEWS:]

    def _get_used_to(self, edges: _Edges, colour: bool) -> None:  # noqa: FBT001 - a key
        if self._strange is None or self._strange.colour != colour or self._strange.edges.shape != edges.shape:
            self._strange = _Known(colour=colour, edges=edges)
        self._strange.learn(edges)
        if self._strange.looks >= _STRANGE_LOOKS:
            self._known = [*self._known, self._strange][-_VIEWS:]
            self._strange = None


@dataclass(kw_only=True, eq=False)
class _Known:
    """One view, as the mean of its last looks."""

    colour: bool
    edges: _Edges
    looks: int = 0

    def learn(self, edges: _Edges) -> None:
        self.looks += 1
        self.edges = self.edges + (edges - self.edges) * np.float32(1 / min(self.looks, _MEMORY_LOOKS))


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
