"""`flask feedback group CODE`: the proposal for a decision's opinions as they are published."""

import json


def test_the_demonstrations_opinions_are_put_together_by_their_numbers(demo_app) -> None:
    result = demo_app.test_cli_runner().invoke(args=["feedback", "group", "2026-01", "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["duplicates"] == []
    (credit,) = [topic for topic in document["topics"] if topic["label"].startswith("第二十一条")]
    assert credit["ids"] == ["TC2026-003", "TC2026-012", "TC2026-030", "TC2026-039"]


def test_an_unknown_decision_is_named_in_one_line(app) -> None:
    result = app.test_cli_runner().invoke(args=["feedback", "group", "2099-01", "--json"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "2099-01" in result.stderr
