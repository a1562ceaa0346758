"""What a unit and an account must look like. Pure."""

import re

from decisions.errors import N_, DecisionsError

MIN_PASSWORD_LENGTH = 10
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class EmailInvalidError(DecisionsError):
    """It can't be an e-mail address."""

    code = "email_invalid"
    status = 422
    message = N_("电子邮箱“%(email)s”的格式不正确，例如 name@example.cn。")


class PasswordTooShortError(DecisionsError):
    """The password is shorter than the house allows."""

    code = "password_too_short"
    status = 422
    message = N_("密码至少需要 %(minimum)d 个字符。")


class AccountExistsError(DecisionsError):
    """The address is taken."""

    code = "account_exists"
    status = 409
    message = N_("电子邮箱“%(email)s”已有账号。")


class OwnAccountError(DecisionsError):
    """Nobody switches off their own account."""

    code = "own_account"
    status = 409
    message = N_("不能停用自己的账号，请由另一位管理员办理。")


def checked_email(text: str) -> str:
    """Return an address in its stored form. Raises: EmailInvalidError."""
    email = text.strip().lower()
    if not _EMAIL.fullmatch(email) or len(email) > 255:
        raise EmailInvalidError(field="email", email=text)
    return email


def check_password(password: str) -> None:
    """Raises: PasswordTooShortError."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise PasswordTooShortError(field="password", minimum=MIN_PASSWORD_LENGTH)
