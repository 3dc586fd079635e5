"""Coming in and going out: password, one-time link, log-out; links for units' phones. Every login is logged."""

import asyncio
from typing import Final
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from dispatch.web.accounts import SESSION_MS, Accounts
from dispatch.web.bodies import form_fields, json_object, text_field
from dispatch.web.gate.access import COOKIE, Operator, Refusal, check_origin, operator_of
from dispatch.web.gate.trail import tell
from dispatch.web.pages import page
from dispatch.web.site import Site
from streams.runtime.clock import Clock
from streams.schema.errors import ConfigError

FAILURES: Final = 5
FAILURES_PER_ADDRESS: Final = 30
"""A control room's rooms may share one address."""
WINDOW_MS: Final = 300_000
_NAME: Final = 40
"""Characters of a wrong name that are kept."""

_log = structlog.get_logger(__name__)


class LoginFailures:
    """Wrong passwords of late: at most `FAILURES` per name and address, `FAILURES_PER_ADDRESS` per address.

    A name alone never locks: else anyone could lock the operator out at four in the morning.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._at_ms: dict[tuple[str, ...], list[int]] = {}

    def refuse_if_many(self, name: str, address: str) -> None:
        """Let nobody try passwords without end.

        Raises:
            Refusal: 429.
        """
        oldest_ms = self._clock.now_ms() - WINDOW_MS
        self._at_ms = {key: late for key, at in self._at_ms.items() if (late := [t for t in at if t > oldest_ms])}
        by_name = len(self._at_ms.get((address, name), ()))
        if by_name >= FAILURES or len(self._at_ms.get((address,), ())) >= FAILURES_PER_ADDRESS:
            raise Refusal(429, "too_many_failures", "too many wrong passwords; wait five minutes")

    def add(self, name: str, address: str) -> None:
        """One more."""
        for key in ((address, name), (address,)):
            self._at_ms.setdefault(key, []).append(self._clock.now_ms())


async def login_page(request: Request) -> Response:
    """The login form; with `?token=` of a one-time link, in at once."""
    token = request.query_params.get("token")
    if token is None:
        return page(request, "login.html")
    accounts: Accounts = request.app.state.accounts
    name = accounts.redeem(token)
    if name is None:
        tell(request, result="link", address=_address(request))
        _log.warning("login_link_refused", address=_address(request))
        return RedirectResponse("/login?error=link", 303)
    tell(request, actor=Operator(name=name).issued_by, by="link", address=_address(request))
    _log.info("logged_in", operator=name, by="link", address=_address(request))
    # A page of our own that goes on by itself: a redirect from a foreign page would not carry a strict cookie.
    answer = HTMLResponse('<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>…</title>')
    return _with_session(request, answer, name)


async def login(request: Request) -> Response:
    """Name and password from the form."""
    check_origin(request)
    form = await form_fields(request)
    name, password = form.get("name", "").strip(), form.get("password", "")
    failures: LoginFailures = request.app.state.failures
    accounts: Accounts = request.app.state.accounts
    try:
        failures.refuse_if_many(name, _address(request))
    except Refusal as refusal:
        _log.warning("login_locked", operator=name, address=_address(request))
        return RedirectResponse(f"/login?error={refusal.code}", 303)
    if not await asyncio.to_thread(accounts.verify, name, password):
        failures.add(name, _address(request))
        tell(request, result="wrong", name=name[:_NAME], address=_address(request))
        _log.warning("login_failed", operator=name, address=_address(request))
        return RedirectResponse(f"/login?error=wrong&name={quote(name)}", 303)
    tell(request, actor=Operator(name=name).issued_by, by="password", address=_address(request))
    _log.info("logged_in", operator=name, by="password", address=_address(request))
    return _with_session(request, RedirectResponse("/", 303), name)


async def logout(request: Request) -> Response:
    """End the session."""
    operator = operator_of(request)
    accounts: Accounts = request.app.state.accounts
    accounts.close_session(request.cookies.get(COOKIE, ""))
    _log.info("logged_out", operator=operator.name)
    answer = JSONResponse({"status": "done"})
    answer.delete_cookie(COOKIE)
    return answer


async def set_password(request: Request) -> Response:
    """The operator's own new password; all their sessions end but a fresh one."""
    operator = operator_of(request)
    password = text_field(await json_object(request), "password")
    accounts: Accounts = request.app.state.accounts
    try:
        await asyncio.to_thread(accounts.set_password, operator.name, password)
    except ConfigError as error:
        raise Refusal(400, "bad_field", str(error), field="password") from error
    _log.info("password_changed", operator=operator.name)
    return _with_session(request, JSONResponse({"status": "done"}), operator.name)


async def unit_link(request: Request) -> Response:
    """A new link for a unit's phone; the one before stops working."""
    operator = operator_of(request)
    site: Site = request.app.state.site
    unit = site.unit(request.path_params["unit_id"])
    accounts: Accounts = request.app.state.accounts
    token = accounts.issue_unit_token(unit.unit_id)
    _log.info("unit_link_issued", unit=unit.unit_id, by=operator.name)
    return JSONResponse({"unit_id": unit.unit_id, "path": f"/unit#token={token}"})


def _with_session(request: Request, answer: Response, name: str) -> Response:
    accounts: Accounts = request.app.state.accounts
    answer.set_cookie(
        COOKIE,
        accounts.open_session(name),
        max_age=SESSION_MS // 1000,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


def _address(request: Request) -> str:
    return request.client.host if request.client else "?"
