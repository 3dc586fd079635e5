"""How Chromium is started for tests and screenshots: quiet on the network, drawing maps without a GPU, also as root."""

import os
import shutil
from typing import Final

FLAGS: Final = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
PATIENCE_MS: Final = 60_000
"""So long a page may take on a busy machine; nothing waits for it when it is quicker."""


def find() -> str | None:
    """Where it is: the path in `PATROL_CHROMIUM`, else the system's."""
    return os.environ.get("PATROL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
