"""Tokens of other channels: read from one setting, refused by place and never printed."""

import pytest

from decisions.config import SettingsError, load_settings

GOOD, OTHER = "g" * 32, "A-b._~+/9=" + "o" * 30


def read(text: str) -> tuple[tuple[str, str], ...]:
    return load_settings({"DECISIONS_CHANNEL_TOKENS": text}).channel_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ()),
        (f"app={GOOD}", (("app", GOOD),)),
        (f" app = {GOOD} , phone={OTHER},", (("app", GOOD), ("phone", OTHER))),
        (f"app={GOOD},app={OTHER}", (("app", GOOD), ("app", OTHER))),  # while one replaces the other
    ],
)
def test_tokens_are_read(text: str, tokens: tuple[tuple[str, str], ...]) -> None:
    assert read(text) == tokens


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (GOOD, 1),
        (f"={GOOD}", 1),
        ("app=", 1),
        ("app=" + "g" * 31, 1),
        (f"app={GOOD}密", 1),
        (f"app={GOOD} {GOOD}", 1),
        (f"app={OTHER},phone=short", 2),
        (f"app={GOOD},phone={GOOD}", 2),
    ],
)
def test_a_fault_names_its_place_and_keeps_the_token_to_itself(text: str, place: int) -> None:
    with pytest.raises(SettingsError, match=f"part {place}") as caught:
        read(text)
    assert "DECISIONS_CHANNEL_TOKENS" in str(caught.value)
    assert "ggg" not in str(caught.value)


def test_printing_the_settings_prints_no_token() -> None:
    assert GOOD not in repr(load_settings({"DECISIONS_CHANNEL_TOKENS": f"app={GOOD}"}))
