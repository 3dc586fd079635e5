"""Writes the demo's site file into the demo's data folder, with the paths of this machine in it."""

import json
from pathlib import Path
from typing import Final

from streams.schema.errors import ConfigError

TEMPLATE: Final = Path(__file__).with_name("site.toml")


def write_site(folder: Path, *, roads: Path, video: str, staged: bool) -> Path:
    """The path of the demo's `patrol.toml` in `folder`.

    `video` is the file or URL that the camera shows, `staged` whether screens must say that it is a demonstration.

    Raises:
        ConfigError: the folder cannot be made or written.
    """
    words = {"@ROADS@": str(roads.resolve()), "@VIDEO@": video, "@STAGED@": staged}
    text = TEMPLATE.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(word, json.dumps(value, ensure_ascii=False))  # a JSON string or truth is a TOML one too
    path = folder / "patrol.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"the data folder {folder} cannot be written: {error.strerror}") from error
    return path
