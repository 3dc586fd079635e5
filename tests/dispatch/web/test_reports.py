"""The figures of a month, for operators."""

import httpx


def test_an_operator_gets_the_figures_of_a_month(operator: httpx.Client) -> None:
    told = operator.get("/api/report", params={"month": "2026-11"}).json()
    assert told["month"] == "2026-11"
    assert told["groups"][0]["parts"]["response_s"] == {"measured": 0, "p50_s": None, "p90_s": None, "p99_s": None}


def test_what_is_no_month_is_named(operator: httpx.Client) -> None:
    answer = operator.get("/api/report", params={"month": "soon"})
    assert (answer.status_code, answer.json()["field"]) == (400, "month")


def test_a_stranger_gets_no_figures(visitor: httpx.Client) -> None:
    assert visitor.get("/api/report").status_code == 401
