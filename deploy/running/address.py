"""Where the console listens, and what people type to find it. Loads nothing, so that a start is not kept waiting."""

import socket
from typing import Final

from streams.schema.errors import ConfigError

OPERATOR: Final = "operator"
"""The name that a one-time link logs in as, on a site where nobody has a password yet."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound before anything else is started.

    Raises:
        ConfigError: the address is taken or not ours; says what to do.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ConfigError(f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port") from error


def public_address(host: str, port: int) -> str:
    """Where a browser on this machine finds a console that listens on `host`."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - shown, not bound
    return f"http://{host}:{port}"
