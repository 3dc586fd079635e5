"""Who is asking: an operator by session cookie, a unit by bearer token. Routes say whom they admit.

A cookie is only taken for a change when the browser says that our own page asks (Origin); a bearer token needs no
such proof, as no browser adds it by itself.
"""

from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse

from dispatch.web.accounts import Accounts
from dispatch.web.gate.trail import tell

COOKIE: Final = "patrol_session"


@dataclass(frozen=True, kw_only=True)
class Operator:
    """A person at the console."""

    name: str

    @property
    def issued_by(self) -> str:
        """As commands name them."""
        return f"operator:{self.name}"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A patrol unit's phone."""

    unit_id: str

    @property
    def issued_by(self) -> str:
        """As commands name it."""
        return f"unit:{self.unit_id}"


Principal = Operator | Unit
Known = TypeVar("Known", Operator, Unit)


class Refusal(Exception):  # noqa: N818 - an answer to the person, not a fault
    """The request is not answered as asked; `code` is for screens, `why` for people, `field` names the culprit."""

    def __init__(self, status: int, code: str, why: str, *, field: str | None = None) -> None:
        super().__init__(why)
        self.status, self.code, self.why, self.field = status, code, why, field

    def response(self) -> JSONResponse:
        """As JSON."""
        body = {"error": self.code, "why": self.why} | ({"field": self.field} if self.field else {})
        return JSONResponse(body, self.status)


def principal_of(request: Request) -> Principal:
    """Who asks.

    Raises:
        Refusal: 401 nobody we know; 403 a change asked for by another site's page.
    """
    accounts: Accounts = request.app.state.accounts
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        if unit_id := accounts.unit_of(token.strip()):
            return _known(request, Unit(unit_id=unit_id))
        raise Refusal(401, "unknown_token", "this unit's link is no longer valid; ask the station for a new one")
    name = accounts.operator_of(request.cookies.get(COOKIE, ""))
    if name is None:
        raise Refusal(401, "login_needed", "log in first")
    if request.method not in {"GET", "HEAD"}:
        check_origin(request)
    return _known(request, Operator(name=name))


def operator_of(request: Request) -> Operator:
    """The operator who asks.

    Raises:
        Refusal: as `principal_of`; 403 for a unit.
    """
    match principal_of(request):
        case Operator() as operator:
            return operator
        case Unit():
            raise Refusal(403, "operators_only", "a unit may not do this")


def _known(request: Request, who: Known) -> Known:
    tell(request, actor=who.issued_by)
    return who


def check_origin(request: Request) -> None:
    """Let only our own pages change things.

    Raises:
        Refusal: 403, the browser names another origin or none.
    """
    origin = request.headers.get("origin", "")
    if urlsplit(origin).netloc != request.headers.get("host") or not origin.startswith(("http://", "https://")):
        raise Refusal(403, "foreign_origin", f"changes are only taken from this site's own pages, not from {origin!r}")
