"""The two faces of the error family: an HTML page, or a JSON envelope for machines."""

import structlog
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from decisions.errors import N_, ConflictError, DecisionsError, Problem
from decisions.web import transactions
from decisions.web.i18n import translate

log = structlog.get_logger()

_HTTP_MESSAGES = {
    400: N_("提交的内容不完整或页面已过期。请返回上一页刷新后重新提交。"),
    403: N_("您的账号没有办理此事的权限。如确需办理，请联系本单位管理员。"),
    404: N_("没有找到您要的页面。请核对网址，或者从首页、搜索重新查找。"),
    405: N_("这个地址不支持这样的操作。请从页面上的按钮重新办理。"),
    413: N_("上传的内容过大。单个文件不得超过 10 MB，请压缩或拆分后重新上传。"),
    429: N_("操作过于频繁，请稍等片刻再试。您填写的内容没有提交，请先自行保存。"),
    500: N_("系统出现故障，您的操作没有完成，已提交成功的内容不受影响。请稍后再试。"),
}
_TITLES = {
    400: N_("操作没有完成"),
    403: N_("没有权限"),
    404: N_("没有找到"),
    429: N_("操作过于频繁"),
    500: N_("系统故障"),
}


def wants_json() -> bool:
    """Whether whoever asks is a program."""
    if request.path.startswith("/api/") or request.path.endswith(".json"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def problem_json(problem: Problem) -> dict[str, object]:
    """Return a problem as machines read it."""
    return {
        "row": problem.row,
        "field": problem.field,
        "level": problem.level.value,
        "message": translate(problem.message),
    }


def answer(
    status: int, code: str, message: str, *, field: str | None = None, problems: tuple[Problem, ...] = ()
) -> ResponseReturnValue:
    """Return a refusal in the face that fits the request."""
    if wants_json():
        details = [problem_json(problem) for problem in problems]
        return {"error": {"code": code, "message": message, "field": field, "problems": details}}, status
    listed = [{"text": translate(problem.message), "href": problem.link} for problem in problems]
    title = _(_TITLES.get(status, _TITLES[400 if status < 500 else 500]))
    page = render_template("errors/error.html", status=status, title=title, message=message, problems=listed)
    return page, status


def _refused(error: DecisionsError) -> ResponseReturnValue:
    transactions.undo()
    return answer(
        error.status, error.code, translate(error.reader_message), field=error.field, problems=error.problems
    )


def _stale(_error: StaleDataError) -> ResponseReturnValue:
    return _refused(ConflictError())


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return answer(400, "page_expired", _(_HTTP_MESSAGES[400]))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400 and error.response is not None:
        return error.response
    transactions.undo()
    message = _HTTP_MESSAGES.get(status, _HTTP_MESSAGES[400 if status < 500 else 500])
    return answer(status, error.name.lower().replace(" ", "_"), _(message))


def _unexpected(error: Exception) -> ResponseReturnValue:
    transactions.undo()
    # The address and the kind of fault are enough to find it; what a citizen typed stays out of the log.
    log.exception("unexpected", path=request.path, fault=type(error).__name__)
    return answer(500, "internal_error", _(_HTTP_MESSAGES[500]))


def init_app(app: Flask) -> None:
    """Bind the family to its faces."""
    app.register_error_handler(DecisionsError, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
