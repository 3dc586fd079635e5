"""Where notices go: the webhooks of a site. Addresses and tokens that are secret come from the environment."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from streams.schema.errors import ConfigError
from streams.schema.quantities import Name, Seconds, Seq


class WebhookConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One address that notices are posted to; people name it as their `channel`."""

    id: Name
    url: Name | None = None
    url_env: Name | None = None
    """Environment variable that holds the address, where the address itself is the secret (group robots)."""
    token_env: Name | None = None
    """Environment variable that holds a bearer token."""
    format: Literal["json", "robot"] = "json"
    """`robot`: a text message as the group robots of WeCom (企业微信) and DingTalk (钉钉) take it."""
    timeout_s: Seconds = 5.0
    attempts: Seq = 6
    """So often it is tried, 2 s apart, then 4, 8 …: a minute in all, which is what a notice is worth."""

    def __post_init__(self) -> None:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("give either url or url_env")
        if self.url is not None and not self.url.startswith(("https://", "http://")):
            raise ValueError(f"url = {self.url!r}: must begin with https:// or http://")

    def address(self, environment: Mapping[str, str]) -> str:
        """Where to post.

        Raises:
            ConfigError: the environment lacks the variable.
        """
        return self.url or _secret(self, self.url_env or "", environment)

    def headers(self, environment: Mapping[str, str]) -> dict[str, str]:
        """What to say of oneself.

        Raises:
            ConfigError: the environment lacks the variable.
        """
        if self.token_env is None:
            return {}
        return {"authorization": f"Bearer {_secret(self, self.token_env, environment)}"}


def _secret(webhook: WebhookConfig, variable: str, environment: Mapping[str, str]) -> str:
    value = environment.get(variable)
    if not value:
        raise ConfigError(f"[[webhook]] {webhook.id!r}: the environment variable {variable} is not set")
    return value
