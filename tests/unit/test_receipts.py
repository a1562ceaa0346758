"""Receipt codes forgive how they are typed and betray every slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.services.receipts import ALPHABET, new_receipt, read_receipt


def test_a_code_is_easy_to_read_out() -> None:
    code = new_receipt("YJ")
    assert len(code) == 17
    assert code.startswith("YJ-")
    assert not set("01OIL") & set(code[3:])


def test_codes_do_not_repeat() -> None:
    assert len({new_receipt("YJ") for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    "retyped",
    [
        lambda code: code,
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.removeprefix("YJ-"),
        lambda code: f"  {code}\n",
        lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),  # full width
    ],
)
def test_however_it_is_typed(retyped) -> None:
    code = new_receipt("YJ")
    assert read_receipt("YJ", retyped(code)) == code


@pytest.mark.parametrize("typed", ["", "YJ", "YJ-0000-0000-0000", "hello", "YJ-2222-2222", "回执"])
def test_what_can_be_no_code(typed: str) -> None:
    assert read_receipt("YJ", typed) is None


@given(st.integers(0, 11), st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_is_noticed(place: int, sign: str) -> None:
    signs = list(new_receipt("YJ").replace("-", "")[2:])
    if signs[place] == sign:
        return
    signs[place] = sign
    assert read_receipt("YJ", "".join(signs)) is None


@given(st.integers(0, 9))
def test_every_swap_of_neighbours_is_noticed(place: int) -> None:
    signs = list(new_receipt("YJ").replace("-", "")[2:])
    if signs[place] == signs[place + 1]:
        return
    signs[place], signs[place + 1] = signs[place + 1], signs[place]
    assert read_receipt("YJ", "".join(signs)) is None
