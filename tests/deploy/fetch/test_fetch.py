"""Pinned downloads: whichever origin gives the right bytes is taken, and no other bytes ever are."""

import multiprocessing
from pathlib import Path

import pytest

from deploy.fetch import FetchError, fetch
from deploy.fetch.__main__ import main
from deploy.fetch.assets import Asset, DebianPackage, read_assets
from streams.runtime.cache import cache_folder
from streams.schema.errors import ConfigError
from tests.deploy.fetch.origins import asset, at, web

BODY = b"weights" * 40_000


def quiet(_name: str, _here: int, _total: int | None) -> None:
    """No progress in tests."""


def test_a_file_comes_from_its_first_origin(tmp_path: Path) -> None:
    with web({"/a": BODY}) as site:
        path = fetch("model.pt", folder=tmp_path, assets=asset(BODY, at(site, "/a"), at(site, "/b")), progress=quiet)
        assert path.read_bytes() == BODY
        assert [path for path, _ in site.asked] == ["/a"]


def test_what_is_in_the_cache_is_not_asked_for_again(tmp_path: Path) -> None:
    with web({"/a": BODY}) as site:
        known = asset(BODY, at(site, "/a"))
        fetch("model.pt", folder=tmp_path, assets=known, progress=quiet)
        fetch("model.pt", folder=tmp_path, assets=known, progress=quiet)
        assert len(site.asked) == 1


def test_a_cached_file_with_other_bytes_is_fetched_anew(tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(b"x" * len(BODY))
    with web({"/a": BODY}) as site:
        assert (
            fetch("model.pt", folder=tmp_path, assets=asset(BODY, at(site, "/a")), progress=quiet).read_bytes() == BODY
        )


def test_a_missing_page_falls_through_to_the_next_origin(tmp_path: Path) -> None:
    with web({"/b": BODY}) as site:
        known = asset(BODY, at(site, "/a"), at(site, "/b"))
        assert fetch("model.pt", folder=tmp_path, assets=known, progress=quiet).read_bytes() == BODY


def test_wrong_bytes_are_thrown_away_and_the_next_origin_is_asked(tmp_path: Path) -> None:
    with web({"/a": b"<html>please log in</html>", "/b": BODY}) as site:
        known = asset(BODY, at(site, "/a"), at(site, "/b"))
        assert fetch("model.pt", folder=tmp_path, assets=known, progress=quiet).read_bytes() == BODY


def test_a_broken_transfer_is_gone_on_with_where_it_broke(tmp_path: Path) -> None:
    with web({"/a": BODY}) as site:
        site.breaks_after["/a"] = 100_000
        fetch("model.pt", folder=tmp_path, assets=asset(BODY, at(site, "/a")), progress=quiet)
        assert site.asked == [("/a", None), ("/a", "bytes=100000-")]


def test_when_no_origin_gives_it_the_error_says_what_to_do_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no apt here
    with web({"/wrong": b"no"}) as site:
        known = asset(BODY, at(site, "/a"), at(site, "/wrong"), DebianPackage(package="no-such-package", member="./m"))
        with pytest.raises(FetchError) as failure:
            fetch("model.pt", folder=tmp_path, assets=known, progress=quiet)
    text = str(failure.value)
    assert failure.value.exit_code == 3
    for needed in (site.address + "/a", "HTTP 404", known["model.pt"].sha256, str(tmp_path / "model.pt")):
        assert needed in text


def test_an_origin_that_refuses_to_connect_is_passed_over(tmp_path: Path) -> None:
    with web() as gone:
        pass
    with web({"/b": BODY}) as site:
        known = asset(BODY, at(gone, "/a"), at(site, "/b"))
        assert fetch("model.pt", folder=tmp_path, assets=known, progress=quiet).read_bytes() == BODY


def test_a_file_put_there_by_hand_is_taken(tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(BODY)
    assert fetch("model.pt", folder=tmp_path, assets=asset(BODY), progress=quiet) == tmp_path / "model.pt"


def test_two_processes_at_once_download_once(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    with web({"/a": BODY}) as site:
        known = asset(BODY, at(site, "/a"))
        both = [spawn.Process(target=_fetch_in, args=(tmp_path, known)) for _ in range(2)]
        for process in both:
            process.start()
        for process in both:
            process.join()
        assert [process.exitcode for process in both] == [0, 0]
        assert len(site.asked) == 1


def _fetch_in(folder: Path, known: dict[str, Asset]) -> None:
    fetch("model.pt", folder=folder, assets=known, progress=quiet)


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FetchError, match=r"cache .*file"):
        fetch("model.pt", folder=tmp_path / "file", assets=asset(BODY), progress=quiet)


def test_an_unknown_name_is_told_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ConfigError, match=r"vtest\.avi"):
        fetch("vtest")
    assert main(["vtest"]) == 2
    assert "vtest.avi" in capsys.readouterr().err


def test_the_cache_is_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PATROL_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "video-patrol"
    monkeypatch.setenv("PATROL_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"


def test_every_listed_asset_has_a_whole_hash_a_licence_and_an_origin() -> None:
    listed = read_assets()
    assert {"yolo11n.onnx", "yolov8s.pt", "vtest.avi", "helsinki.osm.pbf"} <= listed.keys()
    for one in listed.values():
        assert len(bytes.fromhex(one.sha256)) == 32
        assert one.bytes > 0
        assert one.licence
        assert one.origins


def test_a_list_with_a_misspelt_field_is_refused_by_name(tmp_path: Path) -> None:
    bad = tmp_path / "assets.toml"
    bad.write_text('[[asset]]\nname = "a"\nlicense = "MIT"\n')
    with pytest.raises(ConfigError, match="license"):
        read_assets(bad)
