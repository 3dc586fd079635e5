"""Where a machine keeps what can be fetched or made again: weights, maps, jars. Knows nothing of what they are."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """`$PATROL_CACHE`, else `video-patrol` in `$XDG_CACHE_HOME` or `~/.cache`."""
    if own := os.environ.get("PATROL_CACHE"):
        return Path(own)
    shared = os.environ.get("XDG_CACHE_HOME")
    return (Path(shared) if shared else Path.home() / ".cache") / "video-patrol"
