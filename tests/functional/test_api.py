"""The JSON API on the demonstration: every route, what it promises, and what it refuses."""

import json
import re
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from decisions.app import create_app
from decisions.config import SettingsError, load_settings
from decisions.consultation.models import Opinion
from decisions.extensions import db
from tests import demonstration, openapi
from tests.unit.test_config import PRODUCTION

OPEN, CLOSED = "2026-05-c", "2026-01-c"
CALL = "2026-08-a"
TOKEN = "t" * 20 + "-channel-of-the-app"
OPINION = {"content": "河边的健身步道晚上太暗，建议补装路灯。", "clause": "art-3", "consent": True}
SIGN_UP = {
    "name": "章小水",
    "gender": "female",
    "born": "1979-03",
    "phone": "13900000236",
    "category": "resident",
    "area": "塘桥街道",
    "relation": "孩子明年上小学。",
    "statement": "",
    "consent": True,
    "consent_publish": False,
}

# Every GET of the API, as the document writes its path, with something to ask of the demonstration.
READ = {
    "/api/v1/catalogues": "/api/v1/catalogues",
    "/api/v1/catalogues/{year}": "/api/v1/catalogues/2026",
    "/api/v1/decisions": "/api/v1/decisions?page_size=100",
    "/api/v1/decisions/{code}": "/api/v1/decisions/2026-01",
    "/api/v1/consultations": "/api/v1/consultations",
    "/api/v1/consultations/{code}": f"/api/v1/consultations/{CLOSED}",
    "/api/v1/consultations/{code}/opinions": f"/api/v1/consultations/{CLOSED}/opinions?page_size=100",
    "/api/v1/consultations/{code}/questionnaire": f"/api/v1/consultations/{OPEN}/questionnaire",
    "/api/v1/consultations/{code}/questionnaire/results": (
        f"/api/v1/consultations/{CLOSED}/questionnaire/results"
    ),
    "/api/v1/consultations/{code}/questionnaire/texts": (
        f"/api/v1/consultations/{CLOSED}/questionnaire/texts?question=q6&page_size=100"
    ),
    "/api/v1/attendance-calls": "/api/v1/attendance-calls",
    "/api/v1/attendance-calls/{code}": "/api/v1/attendance-calls/2026-01-a",
    "/api/v1/feedback": "/api/v1/feedback",
    "/api/v1/feedback/{code}": "/api/v1/feedback/2026-01",
    "/api/v1/record": "/api/v1/record",
    "/api/v1/working-days": "/api/v1/working-days?start=2026-09-22&days=10",
}


class Program:
    """Another system: no browser, no cookies of its own accord."""

    def __init__(self, app: Flask, **headers: str) -> None:
        self.client = app.test_client()
        self.headers = headers

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers={**self.headers, **headers})

    def post(self, path: str, body: Any, key: str | None = "key-1", **headers: str) -> TestResponse:
        keyed = {"Idempotency-Key": key} if key is not None else {}
        sent = {**self.headers, **keyed, **headers}
        return self.client.post(path, data=json.dumps(body), content_type="application/json", headers=sent)

    def comment(self, key: str | None = "key-1", code: str = OPEN, **members: Any) -> TestResponse:
        return self.post(f"/api/v1/consultations/{code}/opinions", {**OPINION, **members}, key)

    def sign_up(self, key: str | None = "key-1", code: str = CALL, **members: Any) -> TestResponse:
        return self.post(f"/api/v1/attendance-calls/{code}/signups", {**SIGN_UP, **members}, key)


@pytest.fixture
def program(demo_app: Flask) -> Program:
    return Program(demo_app)


@pytest.fixture
def document(program: Program) -> dict[str, Any]:
    found: dict[str, Any] = program.get("/api/v1/openapi.json").get_json()
    return found


def opinions(app: Flask) -> list[Opinion]:
    with app.app_context():
        return list(db.session.query(Opinion).order_by(Opinion.id.desc()).limit(5))


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return (path, method, operation) of everything the document describes."""
    return [
        (path, method, described[method])
        for path, described in document["paths"].items()
        for method in sorted({"get", "post"} & described.keys())
    ]


def refusal(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Return the envelope of a refusal, after checking that it is one."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == "application/json"
    envelope = response.get_json()
    assert envelope.keys() == {"error"}
    error: dict[str, Any] = envelope["error"]
    assert error.keys() == {"code", "message", "field", "problems"}
    assert error["code"] == code
    assert error["message"]
    return error


# The document


def test_the_document_describes_every_route_and_nothing_else(
    demo_app: Flask, document: dict[str, Any]
) -> None:
    described = {
        (path, method) for path, ops in document["paths"].items() for method in {"get", "post"} & ops.keys()
    }
    routes = set()
    for rule in demo_app.url_map.iter_rules():
        if str(rule).startswith("/api/") and rule.endpoint != "api.openapi":
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(rule))
            routes |= {(path, method.lower()) for method in (rule.methods or set()) & {"GET", "POST"}}
    assert described == routes
    assert {path for path, method in described if method == "get"} == READ.keys()


def test_the_document_is_sound(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.0.3"
    for reference in re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)):
        assert openapi.resolved(document, {"$ref": reference})
    operations = [
        ops[method] for ops in document["paths"].values() for method in {"get", "post"} & ops.keys()
    ]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for path, ops in document["paths"].items():
        named = {each["name"] for each in ops.get("parameters", []) if each["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))
        assert all(each["required"] for each in ops.get("parameters", []))


def test_the_document_says_how_to_post(document: dict[str, Any]) -> None:
    post = document["paths"]["/api/v1/consultations/{code}/opinions"]["post"]
    [key] = post["parameters"]
    assert (key["in"], key["name"], key["required"]) == ("header", "Idempotency-Key", True)
    assert post["security"] == [{}, {"channelToken": []}]
    body = openapi.resolved(document, post["requestBody"]["content"]["application/json"]["schema"])
    members = {"content", "clause", "submitter_type", "name", "contact", "consent", "consent_publish"}
    assert body["properties"].keys() == members
    assert body["properties"]["submitter_type"]["enum"][0] == "individual"
    sign_up = document["paths"]["/api/v1/attendance-calls/{code}/signups"]["post"]
    body = openapi.resolved(document, sign_up["requestBody"]["content"]["application/json"]["schema"])
    assert body["properties"].keys() == SIGN_UP.keys() | {"document_kind", "document_number"}


@pytest.mark.parametrize(("described", "path"), READ.items())
def test_an_answer_is_what_the_document_promises(
    program: Program, document: dict[str, Any], described: str, path: str
) -> None:
    response = program.get(path)
    assert response.status_code == 200, response.get_data(as_text=True)
    assert openapi.answer_faults(document, described, "get", 200, response.get_json()) == []
    again = program.get(path, **{"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_check_of_answers_can_fail(document: dict[str, Any]) -> None:
    told = {"start": "22.9.", "days": True, "due_on": None, "undetermined": False, "account": [], "x": 1}
    found = openapi.answer_faults(document, "/api/v1/working-days", "get", 200, told)
    assert sorted(fault.split()[0] for fault in found) == [".days", ".earliest_on", ".start", ".x"]


# Reading


def test_catalogues(program: Program) -> None:
    listed = program.get("/api/v1/catalogues").get_json()
    assert [each["year"] for each in listed["items"]] == [2026]
    catalogue = program.get("/api/v1/catalogues/2026").get_json()
    assert len(catalogue["items"]) == listed["items"][0]["count"] > 10
    stages = {item["code"]: item["stage"] for item in catalogue["items"]}
    assert (stages["2026-01"], stages["2026-05"]) == ("answered", "consulting")
    refusal(program.get("/api/v1/catalogues/2019"), 404, "catalogue_not_published")


def test_a_questionnaire_and_its_results(program: Program) -> None:
    asked = program.get(f"/api/v1/consultations/{OPEN}/questionnaire").get_json()
    assert (asked["state"], len(asked["questions"])) == ("open", 4)
    refusal(
        program.get(f"/api/v1/consultations/{OPEN}/questionnaire/results"),
        404,
        "questionnaire_results_not_found",
    )
    results = program.get(f"/api/v1/consultations/{CLOSED}/questionnaire/results").get_json()
    assert results["count"] == sum(each["count"] for each in results["by_channel"]) == 60
    for question in results["questions"]:
        assert question["answered"] + question["skipped"] == 60
    texts = program.get(READ["/api/v1/consultations/{code}/questionnaire/texts"]).get_json()
    assert texts["total"] == results["questions"][5]["words"]["shown"] > 5
    assert not [each for each in texts["items"] if "13800000000" in each["text"]]
    no_such = program.get("/api/v1/consultations/2026-08-c/questionnaire")
    refusal(no_such, 404, "questionnaire_not_found")


def test_decisions_by_unit_and_year(program: Program) -> None:
    every = program.get("/api/v1/decisions?page_size=100").get_json()
    assert every["total"] == len(every["items"]) > 10
    unit = next(item["lead_unit"] for item in every["items"] if item["code"] == "2026-01")
    of_unit = program.client.get("/api/v1/decisions", query_string={"unit": unit}).get_json()
    assert {item["lead_unit"] for item in of_unit["items"]} == {unit}
    assert 0 < of_unit["total"] < every["total"]
    assert program.get("/api/v1/decisions?year=2026&page_size=100").get_json() == every
    assert program.get("/api/v1/decisions?year=2025").get_json()["items"] == []


def test_a_decision_is_its_bundle(program: Program) -> None:
    bundle = program.get("/api/v1/decisions/2026-01").get_json()
    assert bundle == program.get("/decisions/2026-01.json").get_json()
    refusal(program.get("/api/v1/decisions/2026-99"), 404, "not_found")


def test_json_is_read_by_people_too(program: Program) -> None:
    text = program.get("/api/v1/catalogues/2026").get_data(as_text=True)
    assert "重大行政决策" in text
    assert text.index('"year"') < text.index('"title"') < text.index('"items"'), "as the schema has it"


def test_lists_come_in_pages(program: Program) -> None:
    path = f"/api/v1/consultations/{CLOSED}/opinions"
    first = program.get(f"{path}?page_size=10").get_json()
    assert (first["page"], first["page_size"], len(first["items"])) == (1, 10, 10)
    last = program.get(f"{path}?page_size=10&page=3").get_json()
    assert last["total"] == first["total"]
    ids = [item["id"] for page in (first, last) for item in page["items"]]
    assert len(ids) == len(set(ids))
    assert program.get(f"{path}?page=1000").get_json()["items"] == []
    assert len(program.get(f"{path}?page_size=100").get_json()["items"]) == first["total"]


@pytest.mark.parametrize("query", ["page=0", "page=x", "page_size=101", "page_size=0", "page=1.5", "page="])
def test_a_page_that_can_t_be_is_refused(program: Program, query: str) -> None:
    error = refusal(program.get(f"/api/v1/decisions?{query}"), 422, "invalid_input")
    assert error["field"] == query.partition("=")[0]
    assert error["problems"][0]["message"].startswith("须")


def test_consultations_by_state(program: Program) -> None:
    every = program.get("/api/v1/consultations").get_json()["items"]
    for state in ("upcoming", "open", "closed"):
        found = program.get(f"/api/v1/consultations?state={state}").get_json()["items"]
        assert found == [item for item in every if item["state"] == state]
    assert OPEN in {item["code"] for item in every if item["state"] == "open"}
    error = refusal(program.get("/api/v1/consultations?state=ajar"), 422, "invalid_input")
    assert error["problems"][0]["message"] == "须为下列之一：upcoming, open, closed。"


def test_a_consultation_counts_and_closes(program: Program) -> None:
    found = program.get(f"/api/v1/consultations/{CLOSED}").get_json()
    counts = found["opinions"]
    assert (
        counts["received"] == sum(each["count"] for each in counts["by_channel"]) == found["closed"]["count"]
    )
    assert counts["received"] == counts["undecided"] + counts["shown"] + counts["withheld"]
    assert re.fullmatch(r"[0-9a-f]{64}", found["closed"]["merkle_root"])
    assert found["draft"]["chapters"]
    assert found["ends_at"] > found["opens_on"]
    assert program.get(f"/api/v1/consultations/{OPEN}").get_json()["closed"] is None
    refusal(program.get("/api/v1/consultations/2026-77-c"), 404, "consultation_not_found")


def test_opinions_are_masked_and_never_show_their_receipt(demo_app: Flask, program: Program) -> None:
    path = f"/api/v1/consultations/{CLOSED}/opinions?page_size=100"
    response = program.get(path)
    assert {each["channel"] for each in response.get_json()["items"]} > {"web"}
    with demo_app.app_context():
        stored = db.session.query(Opinion).all()
        text = response.get_data(as_text=True)
        assert not [each.receipt for each in stored if each.receipt in text]
        assert not [each.contact for each in stored if each.contact and each.contact in text]
        named = [each for each in stored if len(each.name) > 1 and each.submitter_type == "individual"]
        assert not [each.name for each in named if not each.consent_publish and each.name in text]
        assert named
    by_channel = program.get(f"{path}&channel=app").get_json()["items"]
    assert {each["channel"] for each in by_channel} == {"app"}
    by_clause = program.get(f"{path}&clause=art-8").get_json()["items"]
    assert by_clause
    assert all("art-8" in "".join(each["clause_ids"]) for each in by_clause)


def test_opinions_link_to_their_answers(program: Program) -> None:
    shown = program.get(f"/api/v1/consultations/{CLOSED}/opinions?page_size=100").get_json()["items"]
    disclosure = program.get("/api/v1/feedback/2026-01").get_json()
    answers = {each["id"]: each for each in disclosure["opinions"]}
    for opinion in shown:
        answer = answers[opinion["id"]]
        assert {name: answer[name] for name in ("number", "channel", "submitter", "clause", "text")} == {
            name: opinion[name] for name in ("number", "channel", "submitter", "clause", "text")
        }
        assert answer["disposition"]


def test_attendance_calls(program: Program) -> None:
    every = program.get("/api/v1/attendance-calls").get_json()["items"]
    of_open = program.get("/api/v1/attendance-calls?window=open").get_json()["items"]
    assert of_open == [item for item in every if item["window"] == "open"]
    assert CALL in {item["code"] for item in of_open}
    call = program.get("/api/v1/attendance-calls/2026-01-a").get_json()
    assert call["stage"] == "answered"
    assert call["draw_frozen"]["payload"]["root"] == call["draw_result"]["payload"]["root"]
    assert call["representatives"]["payload"]["people"]
    assert call["statements"]["payload"]["statements"]
    refusal(program.get("/api/v1/attendance-calls/2026-77-a"), 404, "attendance_call_not_found")


def test_feedback(program: Program) -> None:
    listed = {each["decision"]["code"]: each for each in program.get("/api/v1/feedback").get_json()["items"]}
    assert listed["2026-01"]["duty"]["met_working_day"] == 9
    assert listed["2026-02"]["duty"]["late_working_days"] == 1
    pending = next(code for code, each in listed.items() if each["version"] is None)
    refusal(program.get(f"/api/v1/feedback/{pending}"), 404, "disclosure_not_published")
    assert (
        program.get("/api/v1/feedback/2026-01").get_json() == program.get("/feedback/2026-01.json").get_json()
    )
    refusal(program.get("/api/v1/feedback/2026-01?version=99"), 404, "disclosure_not_published")


def test_the_record_page_by_page(program: Program) -> None:
    path, entries = "/api/v1/record", []
    while path:
        page = program.get(path).get_json()
        entries += page["entries"]
        path = page["next"]
    assert [entry["seq"] for entry in entries] == list(range(1, page["head"]["seq"] + 1))
    assert program.get("/record.json").get_json()["entries"] == entries[:100]
    after = program.get(f"/api/v1/record?after={page['head']['seq'] - 1}").get_json()
    assert (after["entries"], after["next"]) == (entries[-1:], None)
    refusal(program.get("/api/v1/record?after=-1"), 422, "invalid_input")


def test_working_days_are_those_of_the_calculator(program: Program) -> None:
    query = "start=2026-09-22&days=10"
    found = program.get(f"/api/v1/working-days?{query}").get_json()
    assert found == program.get(f"/working-days.json?{query}").get_json()
    assert found["due_on"] == "2026-10-13"
    assert program.get("/api/v1/working-days?start=2026-12-18").get_json()["undetermined"] is True
    for query, field in (("", "start"), ("start=2026-02-30", "start"), ("start=1900-01-01", "start")):
        error = refusal(program.get(f"/api/v1/working-days?{query}"), 422, "invalid_input")
        assert error["field"] == field
    error = refusal(program.get("/api/v1/working-days?start=2026-09-22&days=0"), 422, "invalid_input")
    assert error["problems"] == [
        {"row": None, "field": "days", "level": "error", "message": "工作日数须在 1 至 1000 之间。"}
    ]


# Commenting


def test_an_opinion_is_taken_once(demo_app: Flask, program: Program, document: dict[str, Any]) -> None:
    response = program.comment(name="章小水", contact="13900000236")
    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store"
    receipt = response.get_json()
    described = "/api/v1/consultations/{code}/opinions"
    assert openapi.answer_faults(document, described, "post", 201, receipt) == []
    assert receipt["receipt"].startswith("YJ-")
    assert receipt["channel"] == "web"
    again = program.comment(name="章小水", contact="13900000236")
    assert (again.status_code, again.get_json()) == (200, receipt)
    [stored] = [each for each in opinions(demo_app) if each.receipt == receipt["receipt"]]
    assert (stored.content, stored.name) == (OPINION["content"], "章小水")
    page = program.get(receipt["page"])
    assert page.status_code == 200
    assert receipt["receipt"] in page.get_data(as_text=True)


def test_a_repetition_is_answered_after_the_window_has_closed(program: Program) -> None:
    receipt = program.comment().get_json()
    ends_at = program.get(f"/api/v1/consultations/{OPEN}").get_json()["ends_at"]
    with time_machine.travel(ends_at, tick=False):
        late = program.comment(key="key-2")
        assert refusal(late, 409, "window_closed")["message"]
        again = program.comment()
        assert (again.status_code, again.get_json()) == (200, receipt)


def test_a_key_stands_for_one_content_at_one_place(demo_app: Flask, program: Program) -> None:
    assert program.comment().status_code == 201
    refusal(program.comment(content="另一条意见。"), 409, "idempotency_key_reused")
    assert program.comment(key="key-2", content="另一条意见。").status_code == 201
    # The same key for something else altogether is another post.
    assert program.sign_up().status_code == 201


@pytest.mark.parametrize("key", [None, "", " ", "x" * 201, "号码", "a\tb"])
def test_a_post_needs_a_key(demo_app: Flask, program: Program, key: str | None) -> None:
    newest = opinions(demo_app)[0].id
    headers = {} if key is None else {"Idempotency-Key": key.encode().decode("latin-1")}
    path = f"/api/v1/consultations/{OPEN}/opinions"
    error = refusal(program.client.post(path, json=OPINION, headers=headers), 400, "idempotency_key_missing")
    assert error["field"] == "Idempotency-Key"
    assert "Idempotency-Key" in error["message"]
    assert opinions(demo_app)[0].id == newest


@pytest.mark.parametrize(
    ("members", "code", "fields"),
    [
        ({"content": None}, "invalid_input", ["content"]),
        ({"content": 5}, "invalid_input", ["content"]),
        ({"content": "\ud800"}, "invalid_input", ["content"]),
        ({"name": "章\0"}, "invalid_input", ["name"]),
        ({"name": "章" * 101, "contact": "1" * 201}, "invalid_input", ["name", "contact"]),
        ({"submitter_type": "bishop"}, "invalid_input", ["submitter_type"]),
        ({"submitter_type": ["individual"]}, "invalid_input", ["submitter_type"]),
        ({"consent": "yes"}, "invalid_input", ["consent"]),
        ({"consent": 1}, "invalid_input", ["consent"]),
        ({"attachments": []}, "invalid_input", ["attachments"]),
        ({"content": "  "}, "opinion_empty", []),
        ({"content": "长" * 5001}, "opinion_too_long", []),
        ({"consent": False}, "consent_missing", []),
    ],
)
def test_an_opinion_that_can_t_be_taken(
    demo_app: Flask, program: Program, members: dict[str, Any], code: str, fields: list[str]
) -> None:
    newest = opinions(demo_app)[0].id
    error = refusal(program.comment(**members), 422, code)
    assert [problem["field"] for problem in error["problems"]] == fields
    assert error["field"] == (fields or list(members))[0]
    assert opinions(demo_app)[0].id == newest


def test_words_that_are_missing_altogether(program: Program) -> None:
    path = f"/api/v1/consultations/{OPEN}/opinions"
    error = refusal(program.post(path, {"consent": True}), 422, "invalid_input")
    assert error["problems"][0] == {
        "row": None,
        "field": "content",
        "level": "error",
        "message": "缺少这一项。",
    }
    error = refusal(program.post(path, [1]), 422, "invalid_input")
    assert error["problems"][0]["message"] == "须为 JSON 对象。"


def test_the_window_is_kept(program: Program) -> None:
    refusal(program.comment(code=CLOSED), 409, "window_closed")
    refusal(program.comment(code="2026-77-c"), 404, "consultation_not_found")


# Signing up


def test_a_sign_up_is_taken_once(program: Program, document: dict[str, Any]) -> None:
    response = program.sign_up()
    assert response.status_code == 201
    receipt = response.get_json()
    described = "/api/v1/attendance-calls/{code}/signups"
    assert openapi.answer_faults(document, described, "post", 201, receipt) == []
    assert receipt["receipt"].startswith("BM-")
    again = program.sign_up()
    assert (again.status_code, again.get_json()) == (200, receipt)
    assert receipt["receipt"] in program.get(receipt["page"]).get_data(as_text=True)


def test_two_people_never_share_a_key_and_a_receipt(program: Program) -> None:
    assert program.sign_up().status_code == 201
    refusal(program.sign_up(name="林小山", phone="13900000471"), 409, "idempotency_key_reused")
    assert program.sign_up("key-2", name="林小山", phone="13900000471").status_code == 201


@pytest.mark.parametrize(
    ("members", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"born": "1979-13", "phone": "12"}, ["born", "phone"]),
        ({"category": "bishop"}, ["category"]),
        ({"gender": "x"}, ["gender"]),
        ({"statement": "长" * 1001}, ["statement"]),
        ({"consent": False}, ["consent"]),
    ],
)
def test_a_sign_up_that_can_t_be_taken(program: Program, members: dict[str, Any], fields: list[str]) -> None:
    response = program.sign_up(**members)
    assert response.status_code == 422
    error = response.get_json()["error"]
    assert [problem["field"] for problem in error["problems"]] == fields
    assert error["field"] == fields[0]
    assert program.sign_up().status_code == 201, "a refusal does not use up the key"


def test_gender_may_stay_unsaid(program: Program) -> None:
    assert program.sign_up(gender="").status_code == 201
    assert program.sign_up("key-2", gender=None, phone="13900000471").status_code == 201


def test_a_call_that_is_over_takes_nobody(program: Program) -> None:
    refusal(program.sign_up(code="2026-01-a"), 409, "sign_up_closed")


# Who posts


@pytest.fixture
def channel_app(demo_template: Any, tmp_path: Any) -> Any:
    """The demonstration, known to the city's app."""
    demonstration.copy_of(demo_template, tmp_path / "demo")
    settings = load_settings(
        {"DECISIONS_INSTANCE": str(tmp_path / "demo"), "DECISIONS_CHANNEL_TOKENS": f"app={TOKEN}"}
    )
    app = create_app(settings, testing=True)
    with time_machine.travel(demonstration.LOADED_AT, tick=False):
        yield app
    with app.app_context():
        db.engine.dispose()


def test_a_token_names_the_channel(channel_app: Flask) -> None:
    app = Program(channel_app, Authorization=f"Bearer {TOKEN}")
    receipt = app.comment().get_json()
    assert receipt["channel"] == "app"
    assert opinions(channel_app)[0].channel == "app"
    assert app.sign_up().get_json()["channel"] == "app"
    # The same key without the token is somebody else's.
    assert Program(channel_app).comment(content="另一条意见。").get_json()["channel"] == "web"


@pytest.mark.parametrize(
    "stated", [f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer", "Bearer 令牌", "Basic YTpi", "nonsense"]
)
def test_a_wrong_token_is_refused(channel_app: Flask, stated: str) -> None:
    stranger = Program(channel_app, Authorization=stated.encode().decode("latin-1"))
    response = stranger.comment()
    error = refusal(response, 401, "unknown_token")
    assert response.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert TOKEN not in json.dumps(error)


def test_no_token_is_known_where_none_is_set(demo_app: Flask) -> None:
    for stated in ("Bearer ", f"Bearer {TOKEN}"):
        refusal(Program(demo_app, Authorization=stated).comment(), 401, "unknown_token")


def test_a_token_for_an_unknown_channel_keeps_the_portal_from_starting(tmp_path: Any) -> None:
    environ = {"DECISIONS_INSTANCE": str(tmp_path), "DECISIONS_CHANNEL_TOKENS": f"carrier-pigeon={TOKEN}"}
    with pytest.raises(SettingsError, match="carrier-pigeon") as caught:
        create_app(load_settings(environ), testing=True)
    assert TOKEN not in str(caught.value)


def test_a_session_cookie_has_no_say(app: Flask, staff: Any) -> None:
    visitor = staff("drafter")
    response = visitor.client.post(
        f"/api/v1/consultations/{OPEN}/opinions", json=OPINION, headers={"Idempotency-Key": "a"}
    )
    # Neither asked for a form's token nor let in as staff: the answer is anybody's.
    refusal(response, 404, "consultation_not_found")


def test_an_address_is_slowed_down_and_a_channel_is_not(database_url: str, tmp_path: Any) -> None:
    settings = load_settings(
        {
            **PRODUCTION,
            "DECISIONS_DATABASE_URL": database_url,
            "DECISIONS_INSTANCE": str(tmp_path),
            "DECISIONS_CHANNEL_TOKENS": f"app={TOKEN}",
        }
    )
    app = create_app(settings, testing=True)
    stranger, city_app = Program(app), Program(app, Authorization=f"Bearer {TOKEN}")
    statuses = [stranger.comment().status_code for _ in range(61)]
    assert set(statuses[:60]) == {404}
    response = stranger.comment()
    refusal(response, 429, "too_many_requests")
    assert 0 < int(response.headers["Retry-After"]) <= 61  # the end of the minute, rounded up
    assert {city_app.comment().status_code for _ in range(70)} == {404}
    with app.app_context():
        db.engine.dispose()


# Refusals of the protocol


def test_an_address_that_is_none(program: Program) -> None:
    for path in ("/api/v1/nothing", "/api/", "/api/v1/catalogues/soon", "/api/v2/decisions"):
        refusal(program.get(path, Accept="text/html"), 404, "not_found")


def test_a_method_that_is_not_offered(program: Program) -> None:
    response = program.client.delete("/api/v1/decisions")
    refusal(response, 405, "method_not_allowed")
    assert {"GET", "HEAD", "OPTIONS"} == set(response.headers["Allow"].split(", "))


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_that_is_not_json(program: Program, media_type: str | None) -> None:
    path = f"/api/v1/consultations/{OPEN}/opinions"
    headers = {"Idempotency-Key": "a"}
    response = program.client.post(path, data="content=x", content_type=media_type, headers=headers)
    refusal(response, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{'content': 1}", b"\xff", b"[" * 100_000, b'{"content": NaN}', b"9" * 5000]
)
def test_malformed_json(program: Program, body: bytes) -> None:
    path = f"/api/v1/consultations/{OPEN}/opinions"
    headers = {"Idempotency-Key": "a"}
    response = program.client.post(path, data=body, content_type="application/json", headers=headers)
    refusal(response, 400, "malformed_json")


def test_a_body_that_is_too_large(program: Program) -> None:
    refusal(program.comment(content="长" * 200_000), 413, "request_entity_too_large")


def test_refusals_speak_the_reader_s_language(program: Program) -> None:
    def day_of_the_end(**headers: str) -> str:
        path = f"/api/v1/consultations/{CLOSED}/opinions"
        return str(program.post(path, OPINION, **headers).get_json()["error"]["message"])

    english, chinese = re.compile(r"\d [A-Z][a-z]+ 20\d\d"), re.compile(r"20\d\d年\d+月\d+日")
    assert chinese.search(day_of_the_end())
    for asked in ("en", "en-GB,en;q=0.9,zh;q=0.5"):
        assert english.search(day_of_the_end(**{"Accept-Language": asked}))
    assert chinese.search(day_of_the_end(**{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}))
    assert chinese.search(day_of_the_end(**{"Accept-Language": "de"}))
    program.client.set_cookie("lang", "en")
    assert english.search(day_of_the_end(**{"Accept-Language": "zh"}))
    vary = program.get("/api/v1/decisions").headers["Vary"]
    assert {"Accept-Language", "Cookie"} <= set(vary.split(", "))


def test_pages_keep_their_own_language(program: Program) -> None:
    assert "重大行政决策" in program.get("/", **{"Accept-Language": "en"}).get_data(as_text=True)
