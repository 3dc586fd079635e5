"""Whether a camera still shows what it used to: the parts of its small pictures against those that it learnt.

Knows no states of health and no model. Light changes, edges stay: each part's measure is a correlation of edges.
"""

from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from detectors.footage.capture import Image
from detectors.footage.light import PART_PX, parts

_LEARNT_LOOKS: Final = 8
"""Before so many looks nothing is known well enough to compare with."""
_MEMORY_LOOKS: Final = 300
"""Older looks fade: shadows wander, snow lies."""
_STRANGE_LOOKS: Final = 600
"""What fits no known view for so long, ten minutes, is one more of them, if there is enough on it: a plain cover stays
one. A camera that was turned for good, and a yard that infrared or a lamp shows quite otherwise, are watched again; who
stands before the lens has been told of for long. `design`"""
_VIEWS: Final = 4
"""By day and by infrared, and both again where the camera was turned: it may be turned back."""
_TOGETHER_LOOKS: Final = 4
"""So many looks are compared as one: who passes, headlights and noise fade, what stays is seen."""
_LEAST_PARTS: Final = 8
"""Of fewer nothing is said: plain ground without an edge, or noise that drowns them all."""
_SHAKE_PX: Final = 2
"""Of the small picture: wind in the pole is no move."""
_ROUNDING: Final = 0.01
"""Variance of edges without any noise: whole steps of luma, and what coding leaves of a plain ground. `design`"""
_TELLS: Final = 0.6
"""A part tells something whose known edges, in the light of now, would fit so well through the noise of now."""
_LOST_SHARE: Final = 0.5
"""...and shows something else when it fits less than this of it. Measured on four clips by day, by infrared and by a
lamp, parts lost: half covers 0.42–0.68, turned by 5° and more 0.7–1.0; crowds, lorries that pass, headlights, lamps,
trees in the wind, rain and noise 0–0.26."""
_BARE_SHARE: Final = 0.5
"""Less than this of the structure that was there is left: a hand, a bag, paint. A street has as much elsewhere."""
_WENT_DARK_SHARE: Final = 0.25
"""Of the light that a part had: dusk takes away less in the time that views are learnt over. `design`"""
_LIT_LUMA, _DARK_LUMA = 21.0, 13.0
"""Where it is lighter all people are found, and where it is darker few: measured, see `HealthRules.dark_luminance`."""
_COLOUR_LUMA: Final = 3.0
"""A tenth of the picture differs from grey by more in its channels; infrared pictures, and covers, nowhere do."""
_COLOURED_SHARE: Final = 0.1

_Edges = npt.NDArray[np.float32]
_Parts = npt.NDArray[np.float32]
"""float32 [rows, columns]: one number of each part."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """What a picture shows of the learnt view."""

    lost: float
    """Share of the parts that can tell which show something else."""
    fit: float = 1.0
    """Correlation of all edges, −1 to 1: who hides most of the lens fits a street in what he leaves of it."""
    bare: bool = False
    """These show next to nothing; else they show other things."""
    contrast: float = 1.0
    """Structure that is left in the parts that can tell, of what they would have in the light of now: fog takes it."""
    other_light: bool = False
    """Against a view in colour of a picture without, or the other way about: its own kind is not known yet."""


@dataclass(kw_only=True)
class View:
    """What one camera usually looks at, by day and by infrared: a switch of the filter is no move."""

    match: float
    """A view of which so many parts are lost is another one."""
    _known: "list[_Known]" = field(default_factory=list, init=False)
    _strange: "_Known | None" = field(default=None, init=False)
    _looks: list[_Edges] = field(default_factory=list, init=False)

    def compare(self, image: Image, small: Image, *, learn: bool) -> Drift | None:
        """The drift against the known view that the last pictures fit; if none, against the last of their own light.

        None until a view is known, and where too few parts can tell. What fits is learnt, so that the views keep up
        with the seasons.

        Args:
            image: uint8 [height, width, 3] BGR or grey.
            small: `light.shrink` of it. Another size of it makes all views unknown again.
            learn: the picture is good enough to learn from, should it fit.
        """
        now, colour = self._now(small), _is_colour(image)
        if now is None:
            return None
        sure = [each for each in reversed(self._known) if each.looks >= _LEARNT_LOOKS]
        sure.sort(key=lambda each: each.colour != colour)
        compared = [
            (drift, each) for each in sure if (drift := _drift(now, each, like=each.colour == colour)) is not None
        ]
        fitting = [each for each in compared if each[0].lost < self.match]
        if fitting:
            drift, known = max(fitting, key=lambda each: each[0].fit)
            if learn:
                self._learn(now, colour, known)
            return drift
        if learn and now.tells:
            (self._get_used_to if compared else self._learn)(now, colour)
        if not compared:
            return None
        drift, known = compared[0]
        return replace(drift, other_light=known.colour != colour)

    def _now(self, small: Image) -> "_Now | None":
        if min(small.shape) < 2 * PART_PX:
            return None
        edges = _edges(small)
        if self._looks and self._looks[0].shape != edges.shape:
            self._known, self._looks = [], []
        self._looks = [*self._looks, edges][-_TOGETHER_LOOKS:]
        looks = np.stack(self._looks)
        between = looks.var(axis=0) / max(1, len(looks) - 1)
        luma = small[:-1, :-1].astype(np.float32)
        return _Now(looks.mean(axis=0), parts(_inner(between)), parts(_inner(luma)))

    def _learn(self, now: "_Now", colour: bool, fitting: "_Known | None" = None) -> None:  # noqa: FBT001 - a key
        self._strange = None
        begun = (each for each in self._known if each.colour == colour and each.looks < _LEARNT_LOOKS)
        known = fitting if fitting and fitting.colour == colour else next(begun, None)
        if known is None:
            known = _Known(colour=colour, edges=now.edges, luma=now.luma)
        known.learn(now)
        self._known = [*(each for each in self._known if each is not known), known][-_VIEWS:]

    def _get_used_to(self, now: "_Now", colour: bool) -> None:  # noqa: FBT001 - a key
        if self._strange is None or self._strange.colour != colour or self._strange.edges.shape != now.edges.shape:
            self._strange = _Known(colour=colour, edges=now.edges, luma=now.luma)
        self._strange.learn(now)
        if self._strange.looks >= _STRANGE_LOOKS:
            self._known = [*self._known, self._strange][-_VIEWS:]
            self._strange = None


class _Now(NamedTuple):
    """The last looks as one."""

    edges: _Edges
    noise: _Parts
    """Variance that chance leaves in the edges: how much they differ from look to look."""
    luma: _Parts

    @property
    def tells(self) -> bool:
        """Whether it shows enough to be known again by."""
        structure = _structure(_inner(self.edges)) - self.noise
        return int(np.count_nonzero(_expected(structure, self.noise) >= _TELLS)) >= _LEAST_PARTS


@dataclass(kw_only=True, eq=False)
class _Known:
    """One view, as the mean of its last looks."""

    colour: bool
    edges: _Edges
    luma: _Parts
    looks: int = 0

    def learn(self, now: _Now) -> None:
        self.looks += 1
        share = np.float32(1 / min(self.looks, _MEMORY_LOOKS))
        self.edges = self.edges + (now.edges - self.edges) * share
        self.luma = self.luma + (now.luma - self.luma) * share


def _edges(small: Image) -> _Edges:
    """Roots of the steps to the next pixel: a lamp's bright edge must not outweigh all others."""
    luma = small.astype(np.float32)
    down, right = np.abs(np.diff(luma, axis=0))[:, :-1], np.abs(np.diff(luma, axis=1))[:-1]
    return np.asarray(np.sqrt(down) + np.sqrt(right), np.float32)


def _inner(values: _Edges) -> _Edges:
    """All but a rim that is out of sight when the camera sways."""
    return values[_SHAKE_PX:-_SHAKE_PX, _SHAKE_PX:-_SHAKE_PX]


def _drift(now: _Now, known: _Known, *, like: bool) -> Drift | None:
    """By the correlation within each part, all shifted alike by what a pole sways.

    `like`: both in colour or both by infrared, so that a part which went dark is lost: its lamp went out, or something
    black stands before it. The lamp of an infrared camera leaves corners dark that daylight showed.
    """
    inner = _inner(now.edges)
    height, width = inner.shape
    mean = parts(inner)
    uneven = inner - cv2.resize(mean, (width, height), interpolation=cv2.INTER_NEAREST)
    fits = cv2.matchTemplate(known.edges, np.asarray(uneven, np.float32), cv2.TM_CCORR)
    y, x = np.unravel_index(int(fits.argmax()), fits.shape)
    usual = known.edges[y : y + height, x : x + width]
    shared = parts(inner * usual) - mean * parts(usual)
    own, structure = _structure(inner), _structure(usual)
    lit = structure * np.minimum(1.0, now.luma / np.maximum(known.luma, 1.0))
    expected = _expected(lit, now.noise)
    dark = np.minimum(_DARK_LUMA, _WENT_DARK_SHARE * known.luma)
    went_dark = like & (known.luma >= _LIT_LUMA) & (now.luma < dark)
    tells = (expected >= _TELLS) & ~went_dark
    can_tell = np.count_nonzero(tells | went_dark)
    if can_tell < _LEAST_PARTS:
        return None
    lost = went_dark | (tells & (shared / np.sqrt(own * structure) < _LOST_SHARE * expected))
    left, shown = own - now.noise, lost & ~went_dark
    bare = float(left[shown].sum()) < _BARE_SHARE * float(lit[shown].sum())
    return Drift(
        lost=float(np.count_nonzero(lost) / can_tell),
        fit=float(shared.sum() / np.sqrt(own.sum() * structure.sum())),
        bare=bare or bool(np.count_nonzero(went_dark) > np.count_nonzero(shown)),
        contrast=float(left[tells].sum()) / max(1e-4, float(lit[tells].sum())),
    )


def _structure(edges: _Edges) -> _Parts:
    """How uneven the edges of each part are: their variance, a little above 0."""
    mean = parts(edges)
    return np.asarray(np.maximum(parts(edges * edges) - mean * mean, 1e-4), np.float32)


def _expected(structure: _Parts, noise: _Parts) -> _Parts:
    """How well edges of such structure would fit through the noise, 0 to 1."""
    seen = np.maximum(structure, 0.0)
    return np.asarray(np.sqrt(seen / (seen + noise + _ROUNDING)), np.float32)


def _is_colour(image: Image) -> bool:
    if image.ndim == 2:  # noqa: PLR2004 - grey
        return False
    pixels = image[:: max(1, image.shape[0] // 40), :: max(1, image.shape[1] // 40)].astype(np.int16)
    differs = np.abs(pixels - pixels.mean(axis=2, keepdims=True)).mean(axis=2)
    return float(np.quantile(differs, 1 - _COLOURED_SHARE)) >= _COLOUR_LUMA
