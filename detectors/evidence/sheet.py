"""One picture that explains an alert to a person within a minute: what led to it, who, which cars, and each term.

Its pictures come from a reel, blurred; knows no disk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from detectors.evidence.blur import Box
from detectors.evidence.still import CAR_BGR, WHO_BGR, jpeg, outline, report_key
from detectors.footage.capture import Image
from streams.schema.detections import LoiteringReport
from streams.schema.quantities import Term

_COLUMNS: Final = 3
_CELL_PX: Final = (480, 360)
_GAP_PX: Final = 6
_LINE_PX: Final = 26
_TEXT_PX: Final = 17
_MARGIN_PX: Final = 12
_QUALITY: Final = 88
_OTHER_BGR: Final = (170, 170, 170)
_INK_BGR: Final = (235, 235, 235)
_FOR_BGR: Final = (120, 160, 255)
_AGAINST_BGR: Final = (140, 220, 140)


@dataclass(frozen=True, kw_only=True, eq=False)
class Moment:
    """One picture of the sheet, and what was on it; boxes in pixels of that picture."""

    at_ms: int
    picture: Image
    people: Mapping[str, Box]
    cars: Mapping[str, Box]


def sheet_key(report: LoiteringReport) -> str:
    """The name of a report's sheet."""
    return report_key(report, "-sheet.jpg")


def sheet(report: LoiteringReport, moments: Sequence[Moment], origin_ms: int) -> bytes:
    """A JPEG of the moments in order, with what the report says below; times count from `origin_ms`."""
    cells = [_cell(moment, report, origin_ms) for moment in moments]
    blank = np.zeros((_CELL_PX[1], _CELL_PX[0], 3), np.uint8)
    cells += [blank] * (-len(cells) % _COLUMNS)
    rows = [np.hstack([_framed(cell) for cell in cells[k : k + _COLUMNS]]) for k in range(0, len(cells), _COLUMNS)]
    width = (_CELL_PX[0] + _GAP_PX) * _COLUMNS
    return jpeg(np.vstack([*rows, _words(report, width, origin_ms)]), _QUALITY)


def _cell(moment: Moment, report: LoiteringReport, origin_ms: int) -> Image:
    """The picture, fitted into a cell, its boxes drawn after that: lines and names keep one size."""
    height, width = moment.picture.shape[:2]
    scale = min(_CELL_PX[0] / width, _CELL_PX[1] / height)
    fitted = cv2.resize(moment.picture, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    cell = np.zeros((_CELL_PX[1], _CELL_PX[0], 3), np.uint8)
    cell[: fitted.shape[0], : fitted.shape[1]] = fitted
    for name, box in moment.cars.items():
        outline(cell, box * np.float32(scale), CAR_BGR if name in report.vehicle_ids else _OTHER_BGR, name)
    for name, box in moment.people.items():
        outline(cell, box * np.float32(scale), WHO_BGR if name in report.track_ids else _OTHER_BGR, name)
    _write(cell, f"{(moment.at_ms - origin_ms) / 1000:.1f} s", (8, _CELL_PX[1] - 10), _INK_BGR)
    return cell


def _framed(cell: Image) -> Image:
    return np.asarray(cv2.copyMakeBorder(cell, 0, _GAP_PX, 0, _GAP_PX, cv2.BORDER_CONSTANT), np.uint8)


def _words(report: LoiteringReport, width: int, origin_ms: int) -> Image:
    began_s, raised_s = ((ms - origin_ms) / 1000 for ms in (report.began_at_ms, report.observed_at_ms))
    lines = [
        (f"{report.level.upper()}  score {report.score:.2f}  began {began_s:.1f} s, raised {raised_s:.1f} s", _INK_BGR),
        (
            f"{', '.join(report.track_ids)} at {', '.join(report.vehicle_ids) or 'no car'}  ({report.suspicion_id})",
            _INK_BGR,
        ),
        *((_told(term), _FOR_BGR if term.points > 0 else _AGAINST_BGR) for term in report.terms),
    ]
    words = np.full((_LINE_PX * len(lines) + 2 * _MARGIN_PX, width, 3), 30, np.uint8)
    for number, (line, colour) in enumerate(lines, 1):
        _write(words, line, (_MARGIN_PX, _LINE_PX * number + _MARGIN_PX // 2), colour)
    return words


def _told(term: Term) -> str:
    return f"{term.points:+.2f}  {term.text}   {term.text_zh}"


def _write(picture: Image, text: str, at: tuple[int, int], colour: tuple[int, int, int]) -> None:
    cv2.putText(picture, text, at, colour, cv2.FontFace("uni"), _TEXT_PX, 400)
