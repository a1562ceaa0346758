"""The dictionaries are loaded before anything is timed: hypothesis takes the first call for a slow one."""

import pytest

from decisions.feedback.grouping.chinese import simplify


@pytest.fixture(scope="session", autouse=True)
def dictionaries() -> None:
    simplify("開")
