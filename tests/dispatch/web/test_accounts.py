from pathlib import Path

import pytest

from dispatch.web.accounts import LINK_MS, SESSION_MS, Accounts
from streams.runtime.clock import ManualClock
from streams.schema.errors import ConfigError


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_000_000)


@pytest.fixture
def accounts(tmp_path: Path, clock: ManualClock) -> Accounts:
    return Accounts(tmp_path / "accounts.sqlite", clock)


def test_the_right_password_lets_in_and_every_other_does_not(accounts: Accounts) -> None:
    accounts.set_password("wang", "a long password")
    assert accounts.verify("wang", "a long password")
    assert not accounts.verify("wang", "a long passworD")
    assert not accounts.verify("nobody", "a long password")


def test_a_short_password_is_refused_with_the_reason(accounts: Accounts) -> None:
    with pytest.raises(ConfigError, match="at least 10 characters"):
        accounts.set_password("wang", "short")


def test_neither_password_nor_token_stands_in_the_file(accounts: Accounts, tmp_path: Path) -> None:
    accounts.set_password("wang", "a long password")
    tokens = [accounts.open_session("wang"), accounts.issue_unit_token("car-1"), accounts.login_link_token("wang")]
    accounts.close()
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [secret for secret in [*tokens, "a long password"] if secret.encode() in content]


def test_a_login_link_works_once(accounts: Accounts) -> None:
    token = accounts.login_link_token("wang")
    assert accounts.redeem(token) == "wang"
    assert accounts.redeem(token) is None


def test_a_login_link_grows_old(accounts: Accounts, clock: ManualClock) -> None:
    token = accounts.login_link_token("wang")
    clock.advance_to(clock.now_ms() + LINK_MS)
    assert accounts.redeem(token) is None


def test_a_session_in_use_outlives_the_shift_and_an_unused_one_does_not(accounts: Accounts, clock: ManualClock) -> None:
    used, unused = accounts.open_session("wang"), accounts.open_session("li")
    for _ in range(3):
        clock.advance_to(clock.now_ms() + SESSION_MS // 2)
        assert accounts.operator_of(used) == "wang"
    assert accounts.operator_of(unused) is None


def test_a_new_password_ends_the_sessions_of_that_operator(accounts: Accounts) -> None:
    wang, li = accounts.open_session("wang"), accounts.open_session("li")
    accounts.set_password("wang", "a long password")
    assert accounts.operator_of(wang) is None
    assert accounts.operator_of(li) == "li"


def test_a_removed_operator_does_not_come_in_by_any_way(accounts: Accounts) -> None:
    accounts.set_password("wang", "a long password")
    session, link, other = accounts.open_session("wang"), accounts.login_link_token("wang"), accounts.open_session("li")
    accounts.remove_operator("wang")
    assert not accounts.verify("wang", "a long password")
    assert accounts.operator_of(session) is None
    assert accounts.redeem(link) is None
    assert accounts.operator_of(other) == "li"
    with pytest.raises(ConfigError, match="nobody of that name"):
        accounts.remove_operator("wang")


@pytest.mark.parametrize("name", ["", " wang", "operator:wang", "wang\n", "w" * 41])
def test_what_is_no_plain_name_gets_no_link(accounts: Accounts, name: str) -> None:
    with pytest.raises(ConfigError, match="1 to 40 printable characters"):
        accounts.login_link_token(name)


def test_a_new_unit_token_stops_the_lost_phone(accounts: Accounts) -> None:
    lost = accounts.issue_unit_token("car-1")
    new = accounts.issue_unit_token("car-1")
    assert accounts.unit_of(lost) is None
    assert accounts.unit_of(new) == "car-1"


def test_accounts_survive_a_restart(accounts: Accounts, tmp_path: Path, clock: ManualClock) -> None:
    token = accounts.issue_unit_token("car-1")
    accounts.close()
    assert Accounts(tmp_path / "accounts.sqlite", clock).unit_of(token) == "car-1"


def test_a_file_that_is_no_database_is_named(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "bad.sqlite").write_text("not a database, but long enough to look like a page of one " * 40)
    with pytest.raises(ConfigError, match=r"bad\.sqlite"):
        Accounts(tmp_path / "bad.sqlite", clock)
