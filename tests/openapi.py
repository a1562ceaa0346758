"""Checks an answer against the OpenAPI document that promises it: enough of the language for this API."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

Document = dict[str, Any]

TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
}
FORMATS = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}


def resolved(document: Document, node: dict[str, Any]) -> dict[str, Any]:
    """Return what a $ref points to."""
    while "$ref" in node:
        found: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def faults(document: Document, schema: dict[str, Any], value: Any, at: str = "") -> Iterator[str]:
    """Yield where a value is not what the schema promises."""
    schema = resolved(document, schema)
    for part in schema.get("allOf", []):
        if value is not None:
            yield from faults(document, part, value, at)
    if value is None:
        if schema and not schema.get("nullable"):
            yield f"{at} is null"
        return
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
        yield f"{at} is no {kind}: {value!r}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is none of {schema['enum']}: {value!r}"
    if "format" in schema:
        try:
            FORMATS[schema["format"]](value)
        except ValueError:
            yield f"{at} is no {schema['format']}: {value!r}"
    yield from _inner_faults(document, schema, value, at)


def _inner_faults(document: Document, schema: dict[str, Any], value: Any, at: str) -> Iterator[str]:
    if "properties" in schema:
        yield from (f"{at}.{name} is missing" for name in set(schema.get("required", [])) - value.keys())
        yield from (f"{at}.{name} is not promised" for name in value.keys() - schema["properties"].keys())
        for name in schema["properties"].keys() & value.keys():
            yield from faults(document, schema["properties"][name], value[name], f"{at}.{name}")
    if "items" in schema:
        for place, item in enumerate(value):
            yield from faults(document, schema["items"], item, f"{at}[{place}]")
    if isinstance(schema.get("additionalProperties"), dict):
        for name, item in value.items():
            yield from faults(document, schema["additionalProperties"], item, f"{at}.{name}")


def answer_faults(document: Document, path: str, method: str, status: int, body: Any) -> list[str]:
    """Return where an answer is not what the document promises for this path; path as the document has it."""
    responses = document["paths"][path][method]["responses"]
    response = resolved(document, responses.get(str(status)) or responses["default"])
    return list(faults(document, response["content"]["application/json"]["schema"], body))
