"""Which address a message goes to, out of what people type as their contact."""

from pathlib import Path

import pytest

from decisions.services.mail import find_address, mail_transport


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("a@example.cn", "a@example.cn"),
        ("电话13900012847，邮箱a.b+c@mail.example.cn。", "a.b+c@mail.example.cn"),
        ("13900012847", None),
        ("", None),
        ("@", None),
        ("微信@某某", None),
        ("a@example.cn\nBcc: b@example.cn", "a@example.cn"),
        ("a@example.cn, b@example.cn", "a@example.cn"),
        ("<a@example.cn>", "a@example.cn"),
    ],
)
def test_the_address_among_the_words(contact: str, address: str | None, tmp_path: Path) -> None:
    assert find_address(contact) == address
    if address is not None:
        mail_transport(f"file://{tmp_path}", "portal@example.cn")(address, "主题", "正文")
        (written,) = tmp_path.glob("*.eml")
        assert f"To: {address}".encode() in written.read_bytes()
