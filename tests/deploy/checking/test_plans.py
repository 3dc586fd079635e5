"""Plans in a site's file: what cannot be is named with its line and with the words that would be right."""

from pathlib import Path

import pytest

from deploy.checking.settings import check_settings

UNITS = """[[camera]]
camera_id = "a"
lon = 1
lat = 2
[[unit]]
unit_id = "u"
call_sign = "u"
kind = "car"
"""


def mistakes(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "patrol.toml"
    path.write_text(UNITS + text, encoding="utf-8")
    return [str(mistake) for mistake in check_settings(path)[1]]


def test_a_plan_of_the_sites_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "patrol.toml"
    path.write_text(UNITS + '[[plan]]\nkinds = ["theft"]\nsend = [{ count = 2, kinds = ["car"] }]\n', encoding="utf-8")
    settings, found = check_settings(path)
    assert not found
    assert settings is not None
    assert len(settings.plan[0].slots) == 2


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ('kinds = ["thefts"]', "line 10: plan 1: kinds: 'thefts' is not known; did you mean 'theft'?"),
        (
            'kinds = ["theft"]\nsend = [{ kinds = ["cars"] }]',
            "line 11: plan 1: send 1: kinds: 'cars' is not known; did you mean 'car'?",
        ),
        (
            'kinds = ["theft"]\nsend = [{ kinds = ["foot"] }]',
            "line 11: plan 1: send: no [[unit]] is a foot unit: this can never be sent",
        ),
        ('kinds = ["theft"]\nsend = [{ count = 0 }]', "line 11: plan 1: send 1: count: Expected `int` >= 1"),
        ('kinds = ["theft"]\nlevl = "serious"', "line 11: plan 1: levl: unknown field; did you mean 'level'?"),
    ],
)
def test_what_cannot_be_is_named_with_its_line(tmp_path: Path, plan: str, said: str) -> None:
    assert mistakes(tmp_path, f"[[plan]]\n{plan}\n") == [said]


def test_two_plans_for_the_same_are_both_named(tmp_path: Path) -> None:
    found = mistakes(tmp_path, '[[plan]]\nkinds = ["theft"]\n[[plan]]\nkinds = ["theft"]\n')
    assert [line.split(":")[0] for line in found] == ["line 10", "line 12"]
