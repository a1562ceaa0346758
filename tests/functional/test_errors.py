"""What is told when something goes wrong that no rule foresaw, and what the log keeps of it."""

from flask import Flask
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from decisions.web import errors
from decisions.web.guards import public

TYPED = "张建祥 13900012847"


def _fail_with(app: Flask, error: Exception) -> None:
    @public
    def fail(typed: str) -> str:
        raise error

    app.add_url_rule("/fails/<typed>", "fails", fail)


def test_the_log_keeps_nothing_that_was_typed(app: Flask) -> None:
    _fail_with(app, ValueError(f"invalid literal: {TYPED}"))
    app.register_error_handler(Exception, errors._unexpected)
    with capture_logs() as written:
        response = app.test_client().get("/fails/YJ-7K3M-Q9TX-2HCW")
    assert response.status_code == 500
    assert TYPED not in response.get_data(as_text=True)
    assert TYPED not in str(written)
    assert "YJ-" not in str(written)
    (line,) = written
    assert (line["route"], line["fault"]) == ("/fails/<typed>", "ValueError")
    assert any("in fail" in place for place in line["lines"])


def test_the_second_of_two_at_once_is_told_to_look_again(app: Flask) -> None:
    _fail_with(app, IntegrityError("INSERT …", {}, Exception(f"Key (name)=({TYPED}) already exists")))
    response = app.test_client().get("/fails/x")
    assert response.status_code == 409
    assert TYPED not in response.get_data(as_text=True)
