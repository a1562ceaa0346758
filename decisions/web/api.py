"""The JSON API: how a route of /api/v1 is declared, and the OpenAPI document of all of them.

A feature's api.py says `@blueprint.reads(…)` or `@blueprint.takes(…)`; what all routes share is here: paging,
the idempotency key, the channel that posts, rate limits, refusals in the house's envelope. No route here
knows a session cookie: who posts is nobody, or a channel with its token (web.channels).
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, Final, NoReturn, TypeVar

from flask import Blueprint as FlaskBlueprint
from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_smorest import Api, Blueprint
from marshmallow import Schema, ValidationError, fields
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from decisions.errors import N_, ConflictError, DecisionsError, InvalidInputError, Message, Problem
from decisions.extensions import csrf, limiter
from decisions.web import channels
from decisions.web.guards import public
from decisions.web.schemas import AnswerSchema, instant, text

PREFIX: Final = "/api/v1"
MAX_BODY_BYTES: Final = 256 * 1024

Answer = tuple[dict[str, Any], int]
View = TypeVar("View", bound=Callable[..., Any])


class MalformedJsonError(DecisionsError):
    """The body is no JSON."""

    code = "malformed_json"
    message = N_("请求内容不是有效的 JSON，请检查后重新提交。")


class KeyMissingError(DecisionsError):
    """A POST without a usable idempotency key: it could not be told from its own repetition."""

    code = "idempotency_key_missing"
    message = N_(
        "请在请求头 Idempotency-Key 中写明这次提交的编号（1 至 200 个可见字符，例如一个 UUID）。"
        "同一编号重复提交只算一次。"
    )


class KeyReusedError(ConflictError):
    """The same idempotency key came with other content."""

    code = "idempotency_key_reused"
    message = N_("同一个请求编号先后提交了不同的内容，第二份没有保存。请换一个请求编号重新提交。")


# Refusals


class ProblemSchema(AnswerSchema):
    """One thing wrong with what was sent."""

    row = fields.Integer(allow_none=True)
    field = fields.String(allow_none=True)
    level = fields.String(metadata={"enum": ["error", "warning"]})
    message = text()


class ErrorBodySchema(AnswerSchema):
    """Why nothing was done."""

    code = text("stable, for programs")
    message = text("a sentence for the reader: Chinese, or English where Accept-Language asks for it")
    field = fields.String(allow_none=True)
    problems = fields.List(fields.Nested(ProblemSchema))


class ErrorSchema(AnswerSchema):
    """The envelope of every refusal."""

    error = fields.Nested(ErrorBodySchema)


class _Parser(FlaskParser):
    """Reads bodies and queries; what is wrong becomes the house's own refusal."""

    def load_json(self, req: Any, schema: Schema) -> Any:
        """Return the body. Raises: UnsupportedMediaType, RequestEntityTooLarge, MalformedJsonError."""
        if not is_json_request(req):
            raise UnsupportedMediaType
        if (req.content_length or 0) > MAX_BODY_BYTES:
            raise RequestEntityTooLarge
        try:
            return json.loads(req.get_data(), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise MalformedJsonError from None

    def handle_error(self, error: ValidationError, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Raise the refusal, one problem for each thing that is wrong."""
        problems = [problem for found in _by_location(error) for problem in _problems(found)]
        raise InvalidInputError(field=problems[0].field, problems=problems, count=len(problems))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _by_location(error: ValidationError) -> Iterable[Any]:
    """Yield the messages without the place (json, query) under which the library files them."""
    return error.messages.values() if isinstance(error.messages, dict) else [error.messages]


def _problems(found: Any, path: tuple[str, ...] = ()) -> Iterable[Problem]:
    if isinstance(found, dict):
        for name, within in found.items():
            yield from _problems(within, path if name == "_schema" else (*path, str(name)))
        return
    for message in found:
        sentence = message if isinstance(message, Message) else Message(str(message))
        yield Problem(sentence, field=".".join(path) or None)


# Lists


def offset_of(query: dict[str, Any]) -> int:
    """Return how many items come before the page."""
    return int((query["page"] - 1) * query["page_size"])


def page_json(query: dict[str, Any], items: Sequence[Any], total: int) -> dict[str, Any]:
    """Return one page, read already."""
    return {"total": total, "page": query["page"], "page_size": query["page_size"], "items": items}


def page_from(query: dict[str, Any], every: Sequence[Any]) -> dict[str, Any]:
    """Return one page of a list that is at hand as a whole."""
    start = offset_of(query)
    return page_json(query, every[start : start + query["page_size"]], len(every))


# Posts


class ReceiptSchema(AnswerSchema):
    """What somebody who sent something gets."""

    receipt = text("the code by which they look up what became of it; nobody else is ever shown it")
    received_at = instant()
    channel = text("through which channel it counts")
    page = text("the address in the portal at which the receipt is looked up")


def receipt_json(receipt: str, received_at: Any, channel: str) -> dict[str, Any]:
    """Return the answer to a post."""
    return {
        "receipt": receipt,
        "received_at": received_at.isoformat(),
        "channel": channel,
        "page": f"/receipts/{receipt}",
    }


def required_key() -> str:
    """Return the key under which a repetition of this post is recognised.

    Shape:  the sender's key belongs to its channel and to the address it posts to, so that senders who know
            nothing of each other can't meet on one key by accident.
    Raises: KeyMissingError.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not (1 <= len(key) <= 200 and key.isascii() and key.isprintable()):
        raise KeyMissingError(field="Idempotency-Key")
    parts = json.dumps([channels.current_channel(), request.path, key])
    return "api-" + hashlib.sha256(parts.encode()).hexdigest()


_POSTING: Final[dict[str, Any]] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": True,
            "description": "The sender's own number of this post (a UUID, say). Sent again, it answers 200 "
            "with the receipt of the first time.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        }
    ],
    "security": [{}, {"channelToken": []}],
}


# Routes


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # the library has no types
    """The routes of one feature under /api/v1."""

    ARGUMENTS_PARSER = _Parser()

    def __init__(self, name: str, import_name: str, *, description: str) -> None:
        super().__init__(name, import_name, url_prefix=PREFIX, description=description)
        self.before_request(channels.admit)
        self.after_request(_finish)

    def reads(
        self, rule: str, answer: type[Schema], *, query: type[Schema] | None = None
    ) -> Callable[[View], View]:
        """Declare a GET; the view gets what the query asked for, checked, as its first argument."""

        def declare(view: View) -> View:
            wrapped: Any = view
            if query is not None:
                wrapped = self.arguments(query, location="query")(wrapped)
            self._declare(rule, "GET", view, self.response(200, answer)(wrapped))
            return view

        return declare

    def takes(self, rule: str, body: type[Schema]) -> Callable[[View], View]:
        """Declare a POST that gives a receipt; the view gets the body, checked, as its first argument.

        The view returns (receipt_json(…), 201), or 200 where it was sent before.
        """

        def declare(view: View) -> View:
            wrapped: Any = _with_key(self.arguments(body, location="json")(view))
            wrapped = self.response(201, ReceiptSchema)(wrapped)
            wrapped = self.alt_response(200, schema=ReceiptSchema, description="Sent before")(wrapped)
            wrapped = self.doc(**_POSTING)(wrapped)
            limited: Any = limiter.limit(channels.sending_rate, key_func=channels.sender)
            self._declare(rule, "POST", view, limited(wrapped))
            return view

        return declare

    def _declare(self, rule: str, method: str, view: View, wrapped: Any) -> None:
        operation = f"{self.name.removesuffix('_api')}.{view.__name__}"
        self.add_url_rule(rule, view.__name__, self.doc(operationId=operation)(wrapped), methods=[method])


def _with_key(view: View) -> View:
    @wraps(view)
    def keyed(*args: Any, **kwargs: Any) -> Any:
        return view(*args, key=required_key(), **kwargs)

    return keyed  # type: ignore[return-value]


def _finish(response: Response) -> Response:
    """Let whoever asks again be told that nothing changed; keep receipts out of every cache."""
    response.vary.update(("Accept-Language", "Cookie"))
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    elif response.status_code == 200:
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        response.make_conditional(request)
    return response


# The document


class _HouseApi(Api):  # type: ignore[misc]  # the library has no types
    """The library's registry of routes; refusals stay with web.errors."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        """Bind none: the house has its own."""


document_blueprint = FlaskBlueprint("api", __name__, url_prefix=PREFIX)


@document_blueprint.get("/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """Describe every route of the API as OpenAPI 3."""
    document: dict[str, Any] = current_app.extensions["decisions_api"].spec.to_dict()
    return document


def init_app(app: Flask, blueprints: Iterable[ApiBlueprint], *, title: str) -> None:
    """Bind the API: its routes, their description, and that no cookie speaks for whoever posts."""
    info = {"description": "What was published, as JSON, and two ways to take part. See docs/api.md."}
    api = _HouseApi(
        app, spec_kwargs={"title": title, "version": "1", "openapi_version": "3.0.3", "info": info}
    )
    token = {"type": "http", "scheme": "bearer", "description": "The token of a channel, such as an app."}
    api.spec.components.security_scheme("channelToken", token)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
        csrf.exempt(blueprint)
    app.register_blueprint(document_blueprint)
    app.extensions["decisions_api"] = api
