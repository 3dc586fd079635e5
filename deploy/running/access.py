"""Who may come in, as whoever has the shell of the site's machine says: operators and other systems."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

import click

from deploy.running.address import public_address
from deploy.running.processes import site_command

if TYPE_CHECKING:
    from deploy.running.wiring import Site


@click.option("--name", required=True, help="As the audit log is to name them.")
@click.option("--remove", is_flag=True, help="Let them in no longer: their password, sessions and links end at once.")
@site_command
def operator(
    site: Site,
    *,
    name: str,
    remove: bool,
) -> None:
    """Print a link that lets an operator in, once and within 24 h; there they set a password to come back."""
    from deploy.running.wiring import open_audit  # noqa: PLC0415 - each process loads only what it needs
    from dispatch.web.accounts import Accounts  # noqa: PLC0415 - the same

    with closing(Accounts(site.data / "accounts.sqlite", site.clock)) as accounts, closing(open_audit(site)) as log:
        if remove:
            accounts.remove_operator(name)
            log.write("shell", "operator_removed", 200, {"name": name})
            return
        token = accounts.login_link_token(name)
        log.write("shell", "login_link_issued", 200, {"name": name})
    web = site.settings.web
    click.echo(f"{public_address(web.host, web.port)}/login?token={token}")


@click.option("--name", required=True, help="The system that will report, as the log is to name it.")
@site_command
def partner_token(
    site: Site,
    *,
    name: str,
) -> None:
    """Print a new token with which another system may POST /api/reports; its former one stops working."""
    from deploy.running.wiring import open_audit  # noqa: PLC0415 - each process loads only what it needs
    from dispatch.web.accounts import Accounts  # noqa: PLC0415 - the same

    with closing(Accounts(site.data / "accounts.sqlite", site.clock)) as accounts, closing(open_audit(site)) as log:
        token = accounts.issue_partner_token(name)
        log.write("shell", "partner_token_issued", 200, {"name": name})
    click.echo(token)


access_commands: Final = (operator, partner_token)
