"""Writes the demo's site file into the demo's data folder, with the paths of this machine in it."""

import json
from pathlib import Path
from typing import Final

TEMPLATE: Final = Path(__file__).with_name("site.toml")


def write_site(folder: Path, *, roads: Path, video: str, staged: bool) -> Path:
    """The path of the demo's `patrol.toml` in `folder`.

    `video` is the file or URL that the camera shows, `staged` whether screens must say that it is a demonstration.
    """
    words = {"@ROADS@": str(roads.resolve()), "@VIDEO@": video, "@STAGED@": staged}
    text = TEMPLATE.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(word, json.dumps(value, ensure_ascii=False))  # a JSON string or truth is a TOML one too
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "patrol.toml"
    path.write_text(text, encoding="utf-8")
    return path
