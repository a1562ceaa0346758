"""The lifecycle pages: receipts, search, feed, bundle, the house's own texts, the desk's hub."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from decisions.consultation.models import Opinion
from decisions.extensions import db
from decisions.record.models import RecordEntry
from decisions.record.operations import withhold
from decisions.services.actor import SYSTEM
from tests.factories.catalogue import make_decision

PAGES = ["/", "/site-map", "/privacy", "/accessibility", "/report-a-mistake", "/receipts", "/search?q=停车"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_answers_in_both_languages(demo_citizen, path: str, language: str) -> None:
    demo_citizen.get(f"/?lang={language}")
    page = demo_citizen.get(path)
    assert page.status == 200
    assert page.tree.get("lang") == {"zh": "zh-CN", "en": "en"}[language]
    assert len(page.tree.xpath("//h1")) == 1


def test_an_empty_portal_has_a_front_page(citizen) -> None:
    assert "目前没有正在征求意见的事项" in citizen.get("/").text


def test_a_decision_that_does_not_exist_is_said_to_be_missing(demo_citizen) -> None:
    page = demo_citizen.get("/decisions/2026-99")
    assert page.status == 404
    assert "没有找到" in page.text


def test_a_receipt_that_does_not_exist_names_the_remedy_and_keeps_the_code(demo_citizen) -> None:
    page = demo_citizen.get("/receipts", {"code": "YJ-0000-NONE"})
    assert page.status == 404
    assert "没有编号为“YJ-0000-NONE”的回执" in page.text
    assert page.form("receipt").fields["code"] == "YJ-0000-NONE"


def test_an_opinion_leads_to_its_receipt(demo_citizen) -> None:
    form = demo_citizen.get("/consultations/2026-05-c/respond")
    page = form.submit("respond", content="河边多装几个直饮水点。", consent="y")
    assert page.path.startswith("/receipts/YJ-")
    assert "河边多装几个直饮水点" in page.text
    code = page.path.rsplit("/", 1)[1]
    again = demo_citizen.get("/receipts", {"code": f" {code.lower()} "})
    assert again.path == page.path
    assert again.response.headers["Cache-Control"] == "no-store"


def test_the_receipt_of_an_answered_opinion_shows_the_answer(demo_citizen, demo_app) -> None:
    with demo_app.app_context():
        opinion = db.session.scalars(select(Opinion).where(Opinion.number == "TC2026-003")).one()
        receipt = opinion.receipt
    page = demo_citizen.get(f"/receipts/{receipt}")
    assert "征求意见稿第二十一条整条删除" in page.text
    assert "采纳" in page.text
    assert "程砚禾" not in page.body  # the holder knows it; whoever looks over the shoulder need not


def test_search_finds_decisions_notices_and_opinions(demo_citizen) -> None:
    page = demo_citizen.get("/search", {"q": "停车"})
    for heading in ("决策事项", "征求意见公告", "公众意见"):
        assert heading in page.text
    assert "没有找到" in demo_citizen.get("/search", {"q": "没有这样的词"}).text
    assert "至少两个字" in demo_citizen.get("/search", {"q": "停"}).text
    assert demo_citizen.get("/search", {"q": "100%_"}).status == 200


def test_what_was_withheld_is_not_found_by_searching(demo_citizen, demo_app) -> None:
    found = demo_citizen.get("/search", {"q": "停车"}).links()
    assert any(href.startswith("/consultations/2026-01-c") for href in found)
    with demo_app.app_context():
        notices = select(RecordEntry).where(
            RecordEntry.kind == "consultation_notice", RecordEntry.subject == "2026-01"
        )
        for entry in db.session.scalars(notices).all():
            withhold(db.session(), entry.seq, reason="含有个人电话", actor=SYSTEM, now=datetime.now(UTC))
        db.session.commit()
    found = demo_citizen.get("/search", {"q": "停车"}).links()
    assert not any(href.startswith("/consultations/2026-01-c") for href in found)
    assert "/decisions/2026-01" in found


@pytest.mark.parametrize("path", ["/%09/elsewhere.example", "//elsewhere.example", "/%5Celsewhere.example"])
def test_choosing_a_language_never_leads_off_the_portal(citizen, path: str) -> None:
    """Browsers drop a tab and read a backslash as a slash; two slashes begin the name of another site."""
    location = citizen.client.get(f"{path}?lang=en").headers["Location"]
    assert location in {"/%09/elsewhere.example", "/elsewhere.example", "/%5Celsewhere.example", "/"}


def test_the_feed_and_the_bundle_name_every_entry(demo_citizen) -> None:
    feed = demo_citizen.get("/decisions/2026-01/feed.atom").response
    assert feed.content_type.startswith("application/atom+xml")
    bundle = demo_citizen.get("/decisions/2026-01.json").json
    assert feed.get_data(as_text=True).count("<entry>") == len(bundle["entries"])
    for document in bundle["documents"]:
        served = demo_citizen.get(document["url"])
        assert served.status == 200
        assert len(served.response.get_data()) == document["size"]


def test_staff_find_their_decisions_and_each_step(staff, app, cast) -> None:
    with app.app_context():
        now = datetime(2026, 1, 5, tzinfo=UTC)
        make_decision(db.session(), "停车办法", year=2026, now=now, lead_unit="区建交委")
        db.session.commit()
    page = staff("drafter").get("/desk/decisions/")
    assert "停车办法" in page.text
    hub = page.visitor.get("/desk/decisions/2026-01")
    steps = [href for href in hub.links() if href.startswith("/desk/decisions/2026-01/")]
    assert len(steps) >= 7
    for href in steps:
        assert page.visitor.get(href).status == 200, href
    assert "停车办法" not in staff("other_drafter").get("/desk/decisions/").text
