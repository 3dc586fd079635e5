import httpx


def test_a_roster_is_empty_where_the_site_has_no_shifts(operator: httpx.Client) -> None:
    assert operator.get("/api/roster").json() == {"shifts": []}


def test_guides_are_in_both_languages_for_every_kind(operator: httpx.Client) -> None:
    guides = operator.get("/api/guides").json()
    assert {step["step"] for steps in guides.values() for step in steps} == {"receive", "assign", "go", "handle"}
    assert all(step["zh"] and step["en"] for steps in guides.values() for step in steps)


def test_a_stranger_sees_neither(visitor: httpx.Client) -> None:
    assert {visitor.get(path).status_code for path in ("/api/roster", "/api/guides")} == {401}
