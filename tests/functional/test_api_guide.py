"""The guide to the API says the truth: its requests are sent, its answers are what comes back."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from decisions.consultation.rules import Channel
from decisions.web.schemas import MAX_PAGE_SIZE

GUIDE = (Path(__file__).resolve().parents[2] / "docs/api.md").read_text("utf-8")
EXAMPLES = re.findall(r"```console\n\$ (curl .*?)\n(HTTP/1\.1 .*?)\n(\{.*?\})\n```", GUIDE, re.DOTALL)
HOST = "http://127.0.0.1:8000"


def read_curl(command: str) -> dict[str, Any]:
    """Return a curl command as the test client takes it."""
    words = iter(shlex.split(command.replace("\\\n", " ")))
    assert next(words) == "curl"
    request: dict[str, Any] = {"method": "GET", "headers": {}}
    for word in words:
        if word == "-X":
            request["method"] = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            request["headers"][name] = value
        elif word == "-d":
            request["data"] = next(words)
        elif word != "-i":
            assert word.startswith(HOST)
            request["path"] = word.removeprefix(HOST)
    return request


def differs(told: Any, found: Any, at: str = "") -> list[str]:
    """Return where an answer is not what the guide says; … stands for anything but nothing."""
    if told == "…":
        return [] if found is not None else [f"{at} is null"]
    if isinstance(told, dict) and isinstance(found, dict):
        if told.keys() != found.keys():
            return [f"{at} has other members: {sorted(told.keys() ^ found.keys())}"]
        return [fault for name in told for fault in differs(told[name], found[name], f"{at}.{name}")]
    if isinstance(told, list) and isinstance(found, list) and len(told) == len(found):
        pairs = enumerate(zip(told, found, strict=True))
        return [fault for place, pair in pairs for fault in differs(*pair, f"{at}[{place}]")]
    return [] if told == found else [f"{at} is {found!r}, not {told!r}"]


def test_every_example_is_read() -> None:
    assert len(EXAMPLES) == GUIDE.count("$ curl") == GUIDE.count("```console") > 5


@pytest.mark.parametrize(("command", "status", "answer"), EXAMPLES)
def test_an_example_holds(demo_app: Flask, command: str, status: str, answer: str) -> None:
    request = read_curl(command)
    response = demo_app.test_client().open(request.pop("path"), **request)
    assert f"HTTP/1.1 {response.status}" == status, response.get_data(as_text=True)
    assert differs(json.loads(answer), response.get_json()) == []


def test_the_check_of_examples_can_fail() -> None:
    assert differs({"a": 1}, {"a": 2}) == [".a is 2, not 1"]
    assert differs({"a": "…"}, {"a": None}) == [".a is null"]
    assert differs({"a": [1]}, {"a": []})
    assert differs({"a": 1}, {"a": 1, "b": 2})


def test_every_address_of_the_guide_is_a_route_and_every_route_is_in_the_guide(app: Flask) -> None:
    described = set(re.findall(r"`(/api/v1/[^`?]*)[^`]*`", GUIDE))
    routes = {
        re.sub(r"<\w+:(\w+)>", r"<\1>", str(rule))
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/") and "GET" in (rule.methods or ())
    }
    assert described == routes


def test_the_guide_names_what_the_code_has(app: Flask) -> None:
    sentence = next(line for line in GUIDE.splitlines() if line.startswith("A channel is one of"))
    assert re.findall(r"`([a-z]+)`", sentence)[: len(Channel)] == list(Channel)
    assert f"at most {MAX_PAGE_SIZE}" in GUIDE
