"""Somebody who asks the web application, and has patience with a slow machine."""

from typing import Any

import httpx
from typing_extensions import override

PATIENCE_S = 60.0
TRIES = 60
"""Of what the desk has not answered within the two seconds that the application waits for it."""
_ANSWERED_BY_THE_DESK = {"/api/commands", "/api/reports"}


class Client(httpx.Client):
    """Says again what the desk has not answered yet, as phones do: with the same key it is done once."""

    def __init__(self, address: str, **headers: str) -> None:
        super().__init__(base_url=address, headers=headers, timeout=PATIENCE_S)

    @override
    def send(self, request: httpx.Request, **how: Any) -> httpx.Response:
        answer = super().send(request, **how)
        for _ in range(TRIES):
            if request.method != "POST" or request.url.path not in _ANSWERED_BY_THE_DESK or not _early(answer):
                break
            answer = super().send(request, **how)
        return answer


def _early(answer: httpx.Response) -> bool:
    """Whether the desk has not answered, or the log is still being read."""
    return answer.status_code == 202 or (answer.status_code == 503 and answer.json()["error"] == "starting")
