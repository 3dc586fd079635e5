"""The picture that the cameras of a test's station take."""

import cv2
import numpy as np


def night_picture() -> bytes:
    """A street at night with parked cars and somebody beside one, drawn and blurred: JPEG."""
    canvas = np.full((540, 960, 3), (34, 27, 22), dtype=np.uint8)
    cv2.rectangle(canvas, (0, 300), (960, 540), (44, 38, 34), -1)
    for left in (60, 300, 540, 780):
        cv2.rectangle(canvas, (left, 280), (left + 190, 380), (78, 70, 64), -1)
        cv2.rectangle(canvas, (left + 35, 235), (left + 150, 285), (58, 52, 48), -1)
        cv2.circle(canvas, (left + 40, 385), 24, (16, 14, 12), -1)
        cv2.circle(canvas, (left + 150, 385), 24, (16, 14, 12), -1)
    cv2.ellipse(canvas, (515, 300), (16, 20), 0, 0, 360, (120, 116, 110), -1)
    cv2.rectangle(canvas, (498, 320), (534, 430), (96, 90, 86), -1)
    picture = cv2.GaussianBlur(canvas, (0, 0), 5)
    cv2.rectangle(picture, (480, 265), (552, 445), (36, 178, 255), 2)
    return cv2.imencode(".jpg", picture)[1].tobytes()
