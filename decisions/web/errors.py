"""The two faces of the error family: an HTML page, or a JSON envelope for machines."""

import traceback

import structlog
from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import HTTPException

from decisions import clock
from decisions.errors import N_, ConflictError, DecisionsError, Problem
from decisions.extensions import limiter
from decisions.web import kept_forms, transactions
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
_API_MESSAGES = {
    400: N_("请求不完整或者格式不对，请对照接口说明检查。"),
    404: N_("没有这个地址。全部地址见 /api/v1/openapi.json。"),
    405: N_("这个地址不支持这种请求方法。支持的方法见响应头 Allow。"),
    413: N_("请求内容过大，没有接收。"),
    415: N_("请以 Content-Type: application/json 提交 JSON。"),
    429: N_("请求过于频繁，这次提交没有保存。请按响应头 Retry-After 所示的秒数等候后重试。"),
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
    refusal = answer(
        error.status, error.code, translate(error.reader_message), field=error.field, problems=error.problems
    )
    if error.status != 401:
        return refusal
    response = make_response(refusal)
    response.www_authenticate = WWWAuthenticate("bearer")
    return response


def _stale(error: StaleDataError | IntegrityError) -> ResponseReturnValue:
    """Tell the second of two who did the same thing at the same instant to look again."""
    log.warning("conflict", route=str(request.url_rule), fault=type(error).__name__)
    return _refused(ConflictError())


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return kept_forms.show_again() or answer(400, "page_expired", _(_HTTP_MESSAGES[400]))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400 and error.response is not None:
        return error.response
    transactions.undo()
    own = _API_MESSAGES if request.path.startswith("/api/") else {}
    messages = {**_HTTP_MESSAGES, **own}
    message = messages.get(status, messages[400 if status < 500 else 500])
    response = make_response(answer(status, error.name.lower().replace(" ", "_"), _(message)))
    response.headers.extend(_headers_of(error))
    return response


def _headers_of(error: HTTPException) -> dict[str, str]:
    """Return what the protocol wants beside the message: which methods are allowed, when to come again."""
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    limit = limiter.current_limit
    if error.code == 429 and limit is not None:
        headers["Retry-After"] = str(max(1, round(limit.reset_at - clock.now().timestamp())))
    return headers


def _unexpected(error: Exception) -> ResponseReturnValue:
    transactions.undo()
    # The route, the kind of fault and the lines of code are enough to find it. The address may hold a receipt
    # and the fault's own words what a citizen typed: both stay out of the log.
    lines = traceback.format_tb(error.__traceback__)
    log.error("unexpected", route=str(request.url_rule), fault=type(error).__name__, lines=lines)
    return answer(500, "internal_error", _(_HTTP_MESSAGES[500]))


def init_app(app: Flask) -> None:
    """Bind the family to its faces."""
    app.register_error_handler(DecisionsError, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _stale)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
