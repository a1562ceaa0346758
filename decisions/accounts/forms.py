"""Forms of the administrator's and everybody's own account pages."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length
from wtforms.widgets import CheckboxInput, ListWidget

from decisions.accounts.rules import MIN_PASSWORD_LENGTH
from decisions.services.actor import Role
from decisions.web.forms import Form

ROLE_LABELS = {
    Role.DRAFTER: _l("承办单位经办"),
    Role.APPROVER: _l("承办单位审核"),
    Role.JUSTICE: _l("区司法局"),
    Role.OPENNESS: _l("区政务公开办"),
    Role.ADMINISTRATOR: _l("系统管理员"),
}


class StaffForm(Form):
    """A new account."""

    name = StringField(_l("姓名"), validators=[DataRequired(_l("请填写姓名。")), Length(max=100)])
    email = EmailField(_l("电子邮箱"), validators=[DataRequired(_l("请填写电子邮箱，作为登录名。"))])
    unit_name = StringField(
        _l("所属单位"),
        description=_l("填写单位简称，例如“区建交委”；没有的单位会新增。"),
        validators=[DataRequired(_l("请填写所属单位。")), Length(max=100)],
    )
    roles = SelectMultipleField(
        _l("角色"),
        choices=[SelectChoice(role, label) for role, label in ROLE_LABELS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[DataRequired(_l("请至少选择一个角色。"))],
    )
    password = PasswordField(
        _l("初始密码"),
        description=_l("至少 10 个字符；请本人登录后尽快修改。"),
        validators=[
            DataRequired(_l("请设置初始密码。")),
            Length(min=MIN_PASSWORD_LENGTH, max=200, message=_l("密码至少需要 10 个字符。")),
        ],
    )


class PasswordForm(Form):
    """Somebody's own new password."""

    current = PasswordField(_l("当前密码"), validators=[DataRequired(_l("请输入当前密码。"))])
    password = PasswordField(
        _l("新密码"),
        description=_l("至少 10 个字符。"),
        validators=[
            DataRequired(_l("请输入新密码。")),
            Length(min=MIN_PASSWORD_LENGTH, max=200, message=_l("密码至少需要 10 个字符。")),
        ],
    )
    repeated = PasswordField(
        _l("再次输入新密码"), validators=[EqualTo("password", _l("两次输入的新密码不一致。"))]
    )
