"""One decision's whole way in a real browser, from the catalogue to the published answer.

Driven as citizen (on a phone), 经办, 审核 and openness office, each in a window of their own; whatever is
published is approved by a second person. The portal's clock is moved from act to act.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page

from decisions.clock import SHANGHAI
from tests.browser.desk import send, sign_in, words

pytestmark = pytest.mark.browser

DATA = Path(__file__).resolve().parents[2] / "decisions/demo/data"
CODE = "2026-01"
DESK = f"/desk/decisions/{CODE}"
OPINION = "超时停车请给半小时缓冲，遇到堵车、急病不要算超时。"


@contextmanager
def on(year: int, month: int, day: int, hour: int = 10) -> Iterator[None]:
    with time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI)):
        yield


class Play:
    """Who is at which window."""

    def __init__(self, windows) -> None:
        self.windows = windows

    def at(self, post: str) -> Page:
        return sign_in(self.windows.open(), post)

    def citizen(self) -> Page:
        return self.windows.open(size="phone")


@pytest.fixture
def play(windows, cast) -> Play:
    return Play(windows)


def test_from_the_catalogue_to_the_answer(play: Play, tmp_path: Path) -> None:
    publish_catalogue(play)
    hear_enterprises(play)
    open_consultation(play)
    receipt = comment(play)
    close_consultation(play)
    find_representatives(play)
    go_through_the_procedure(play)
    meet_and_speak(play)
    issue(play)
    answer_and_disclose(play)
    see_the_whole_course(play, receipt, tmp_path)


def publish_catalogue(play: Play) -> None:
    with on(2026, 3, 26):
        page = play.at("openness")
        page.goto("/desk/catalogue/import")
        send(page, "upload", year="2026", file=DATA / "catalogue-2026.xlsx")
        send(page, "confirm")
        page.goto("/desk/catalogue/2026/consent")
        send(page, "consent", number="浦委（演示）〔2026〕21号", on="2026-03-20")
        send(page, "submit")
        second = play.at("openness_second")
        second.goto("/desk/catalogue/2026/review")
        send(second, "approve")
        citizen = play.citizen()
        citizen.goto("/catalogue/2026")
        assert "公共停车资源共享利用管理办法" in words(citizen)


def hear_enterprises(play: Play) -> None:
    with on(2026, 5, 25):
        page = play.at("drafter")
        page.goto(f"{DESK}/consultation/events/new")
        send(
            page,
            "event",
            way="symposium",
            from_on="2026-05-21",
            to_on="2026-05-21",
            place="区建交委会议室（演示）",
            organiser="区建交委",
            invited="18",
            attended="15",
            counted_in="家",
            opinions_count="0",
            summary="停车运营、物业服务企业和行业协会参加。",
            before_procedure=True,
        )
        send(page, "submit")
        _approve(play.at("approver"), page.url)


def _approve(page: Page, url: str) -> Page:
    page.goto(url)
    return send(page, "approve")


def open_consultation(play: Play) -> None:
    with on(2026, 6, 15, 9):
        page = play.at("drafter")
        page.goto(f"{DESK}/consultation")
        send(page, "create")
        base = f"{DESK}/consultation/{CODE}-c"
        page.goto(f"{base}/draft")
        send(page, "draft-file", file=DATA / "draft-parking-v1.docx")
        page.goto(f"{base}/draft")
        send(page, "explanation-file", explanation=DATA / "draft-parking-explanation.docx")
        page.goto(f"{base}/notice")
        short = {"title": "关于公开征求意见的公告", "body": "欢迎提出意见。", "opens_on": "2026-06-15"}
        send(page, "notice", **short, closes_on="2026-06-25", contact="021-0000-0000")
        assert "少于 30 日" in words(page) or "30" in words(page)
        assert page.locator("#notice [name='title']").input_value() == short["title"]
        rest = {"closes_on": "2026-07-15", "email": "parking@example.cn"}
        send(page, "notice", **rest, channels="政府网站，2026-06-15\n随申办，2026-06-15")
        page.goto(f"{base}/review")
        send(page, "submit")
        _approve(play.at("approver"), f"{base}/review")


def comment(play: Play) -> str:
    with on(2026, 6, 20, 20):
        page = play.citizen()
        page.goto(f"/consultations/{CODE}-c")
        assert "第九条" in words(page)
        page.goto(f"/consultations/{CODE}-c/respond")
        send(page, "respond", content=OPINION, name="程砚禾", contact="cheng@example.cn")
        assert "同意" in words(page)  # without consent nothing is taken, and nothing typed is lost
        assert page.locator("#respond [name='content']").input_value() == OPINION
        send(page, "respond", consent=True)
        assert "/receipts/YJ-" in page.url
        receipt = page.url.rsplit("/", 1)[1]
        page.go_back()
        send(page, "respond", consent=True)  # the same form a second time
        assert page.url.endswith(receipt)
        return receipt


def close_consultation(play: Play) -> None:
    with on(2026, 7, 16):
        citizen = play.citizen()
        citizen.goto(f"/consultations/{CODE}-c/respond")
        assert "截止" in words(citizen)
        page = play.at("drafter")
        base = f"{DESK}/consultation/{CODE}-c"
        page.goto(f"{base}/opinions")
        with page.expect_navigation():
            page.locator("#show-all button").click()
        send(page, "close")
        citizen.goto(f"/consultations/{CODE}-c")
        assert OPINION in words(citizen)
        assert "程砚禾" not in citizen.content()


NUMBERS = {
    "numbers_0": "3 8 11 14 19 22 27 31 36 40 43 47 52 55 58 61 66 70 74 79",
    "numbers_1": "4 9 15 21 26 33",
}


def find_representatives(play: Play) -> None:
    base = f"{DESK}/attendance"
    call = f"{base}/{CODE}-a"
    with on(2026, 8, 3, 8):
        page = play.at("openness")
        page.goto(f"{base}/new")
        send(
            page,
            "call",
            title="关于邀请公众代表列席区政府常务会议的公告",
            body="邀请公众代表列席会议并发表意见。",
            conditions="年满18周岁，在本区居住或者工作。",
            contact="区政务公开办 021-0000-0000",
            seats="1",
            alternates="1",
            method="open_draw",
            opens_at="2026-08-03T09:00",
            closes_at="2026-08-14T17:00",
            **{"source_1-game": "kuaile_8", "source_1-issue": "2026218", "source_1-drawn_on": "2026-08-18"},
            **{"source_2-game": "shuangseqiu_red", "source_2-issue": "2026095"},
            **{"source_2-drawn_on": "2026-08-18"},
        )
        page.goto(call)
        send(page, "submit")
        _approve(play.at("openness_second"), call)
    with on(2026, 8, 10):
        for number, name in enumerate(("章若水", "宋启元", "白一鸥"), start=1):
            _sign_up(play.citizen(), name, f"1390001{number:04}")
    with on(2026, 8, 15):
        late = play.citizen()
        late.goto(f"/attendance/{CODE}-a/sign-up")
        assert "截止" in words(late)
        page = play.at("openness")
        page.goto(f"{call}/sign-ups")
        with page.expect_navigation():
            page.locator("form[action$='/sign-ups/accept'] button").click()
        page.goto(f"{call}/draw")
        send(page, "freeze", sure=True)
    with on(2026, 8, 19):
        page = play.at("openness")
        page.goto(f"{call}/draw")
        send(page, "seed", **NUMBERS)
        page.goto(f"{call}/representatives")
        send(page, "submit")
        _approve(play.at("openness_second"), f"{call}/representatives")
        citizen = play.citizen()
        citizen.goto(f"/attendance/{CODE}-a")
        assert "代表名单" in words(citizen)


def _sign_up(page: Page, name: str, phone: str) -> None:
    page.goto(f"/attendance/{CODE}-a/sign-up")
    answers = {"gender": "female", "born": "1985-06", "phone": phone, "category": "resident"}
    send(page, "sign-up", name=name, **answers, area="塘桥街道", relation="每晚找车位", consent=True)
    assert "/receipts/BM-" in page.url


def go_through_the_procedure(play: Play) -> None:
    with on(2026, 8, 20):
        page = play.at("drafter")
        _refuse_the_meeting(page)
        for number in (1, 2, 3):
            page.goto(f"{DESK}/steps/expert/experts/new")
            said = {"conflict": "none", "declared_on": "2026-07-20", "opinion_on": "2026-07-24"}
            send(page, "expert", name=f"专家{number}", field="交通工程", **said)
        page.goto(f"{DESK}/steps/risk/points/new")
        risk = {"description": "小区业主担心安全", "level": "low", "controllable": "yes"}
        send(page, "risk", **risk, measures="公示和试行期")
        page.goto(f"{DESK}/steps/legality/review")
        send(page, "submit-review", note="送审稿、起草说明和意见采纳情况。")
    with on(2026, 9, 1):
        justice = play.at("justice")
        justice.goto(f"{DESK}/steps/legality/review")
        verdict = {"received_on": "2026-08-20", "opinion_on": "2026-08-31", "conclusion": "lawful"}
        send(justice, "conclude", **verdict)
        page, approver = play.at("drafter"), play.at("approver")
        inside = {"report_reason": "作为会议材料留存。"}
        extra = {"expert": inside, "risk": {**inside, "body": "评估机构（演示）"}}
        for kind in ("expert", "risk", "fair_competition", "legality"):
            page.goto(f"{DESK}/steps/{kind}/edit")
            done = {"done_on": "2026-08-31"} if kind != "legality" else {}  # that is the review's own date
            send(page, "step", state="done", note="一致认为可行。", **done, **extra.get(kind, {}))
            assert page.url.endswith(f"/steps/{kind}"), words(page)
            send(page, "submit")
            _approve(approver, f"{DESK}/steps/{kind}")
        for paper in ("draft", "adoption"):
            page.goto(f"{DESK}/meeting/papers/{paper}")
            send(page, "paper", note="送审稿；意见1条，拟予采纳。")


def _refuse_the_meeting(page: Page) -> None:
    """Without its papers no meeting is held, and the page says which are missing."""
    page.goto(f"{DESK}/meeting/edit")
    send(page, "meeting", name="第41次常务会议（演示）", kind="standing", held_on="2026-08-20")
    assert "合法性审查" in words(page)
    assert page.locator("#meeting [name='held_on']").input_value() == "2026-08-20"


def meet_and_speak(play: Play) -> None:
    call = f"{DESK}/attendance/{CODE}-a"
    with on(2026, 9, 11):
        page = play.at("drafter")
        page.goto(f"{DESK}/meeting/edit")
        send(page, "meeting", name="第41次常务会议（演示）", kind="standing", held_on="2026-09-10")
        page.goto(f"{DESK}/meeting")
        send(page, "submit")
        _approve(play.at("approver"), f"{DESK}/meeting")
        page.goto(f"{call}/statements")
        page.locator("#attendance [name='present']").first.check()
        with page.expect_navigation():
            page.locator("#attendance button[type=submit]").click()
        page.goto(f"{call}/statements/new")
        page.locator("#statement [name='representative']").first.check()
        reply = {"reply": "采纳，印发稿第八条增加入口处公示。", "adoption": "adopted"}
        send(page, "statement", content="建议停车场门口也立牌子公示。", **reply)


def issue(play: Play) -> None:
    with on(2026, 9, 23):
        page = play.at("drafter")
        page.goto(f"{DESK}/issuing/edit")
        send(
            page,
            "issuing",
            title="浦东新区公共停车资源共享利用管理办法",
            document_number="浦府规（演示）〔2026〕5号",
            document=DATA / "draft-parking-v2.docx",
            written_on="2026-09-22",
            printed_on="2026-09-22",
            published_on="2026-09-23",
            website_on="2026-09-23",
        )
        page.goto(f"{DESK}/issuing")
        assert page.locator("#submit").count() == 0 or "解读" in words(page)  # no result without 解读
        page.goto(f"{DESK}/issuing/edit")
        send(page, "issuing", interpretation_text="三十分钟宽限，特殊情形不作超时处理。")
        page.goto(f"{DESK}/issuing")
        send(page, "submit")
        _approve(play.at("approver"), f"{DESK}/issuing")


def answer_and_disclose(play: Play) -> None:
    with on(2026, 10, 12):
        page = play.at("drafter")
        page.goto(f"{DESK}/feedback/disclosure")
        send(page, "prepare", kind="final", summary="收到意见1条，予以采纳。")
        send(page, "submit")  # one opinion lacks its answer: the gate says so
        assert "没有" in words(page) or "尚未" in words(page)
        page.goto(f"{DESK}/feedback")
        page.locator("a[href*='/feedback/opinions/']").first.click()
        answer = {"reason": "采纳，增加三十分钟宽限。", "clause_text": "第十九条第二款", "topic": "超时停放"}
        for name, value in answer.items():
            page.locator(f"#answer [name='{name}']").fill(value)
        page.locator("#answer [name='disposition'][value='adopted']").check()
        with page.expect_navigation():
            page.locator("#answer button[value='stay']").click()
        page.goto(f"{DESK}/feedback/disclosure")
        send(page, "submit")
        _approve(play.at("approver"), f"{DESK}/feedback/disclosure")
        page.goto(f"{DESK}/attendance/{CODE}-a/statements")
        send(page, "submit")
        _approve(play.at("openness"), page.url)


def see_the_whole_course(play: Play, receipt: str, folder: Path) -> None:
    with on(2026, 11, 25):
        page = play.citizen()
        page.goto(f"/receipts/{receipt}")
        assert "采纳，增加三十分钟宽限" in words(page)
        page.goto(f"/decisions/{CODE}")
        seen = words(page)
        assert "2026年10月13日" in seen
        assert "第 9 个工作日" in seen
        assert "逾期" not in seen
        for size in ("desktop", "phone"):
            window = play.windows.open(size=size)
            window.goto(f"/decisions/{CODE}")
            window.screenshot(path=folder / f"decision-{size}.png", full_page=True)
            assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        answer = page.request.get(f"/feedback/{CODE}.pdf")
        assert answer.body().startswith(b"%PDF-")
