"""A title carries its marks once, whoever wrote it."""

import pytest

from decisions.services.titles import bare_title


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("《停车管理办法》", "停车管理办法"),
        ("停车管理办法", "停车管理办法"),
        ("关于修改《停车管理办法》的决定", "关于修改〈停车管理办法〉的决定"),
        ("《停车管理办法》和《收费标准》", "〈停车管理办法〉和〈收费标准〉"),
        ("《停车管理办法》实施细则", "〈停车管理办法〉实施细则"),
        ("", ""),
        ("《", "〈"),
    ],
)
def test_outer_marks_go_and_inner_marks_are_single(title: str, bare: str) -> None:
    assert bare_title(title) == bare
    assert bare_title(f"《{bare}》") == bare
