"""Forms of the record's desk."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from decisions.web.forms import Form


class FindEntryForm(Form):
    """The number of an entry."""

    class Meta:
        """It changes nothing: it comes by GET and needs no token."""

        csrf = False

    seq = IntegerField(
        _l("条目序号"),
        validators=[InputRequired(_l("请填写条目序号。")), NumberRange(1, message=_l("条目序号从 1 开始。"))],
    )


class WithholdingForm(Form):
    """Why the content of an entry must not stay public."""

    reason = TextAreaField(
        _l("撤下理由"),
        description=_l("理由将向社会公开，请勿写入个人信息本身。例如“误公开了个人联系方式”。"),
        validators=[DataRequired(_l("请写明撤下理由。")), Length(max=500)],
    )
