"""The demonstration's two questionnaires: one answered and added up, one open for whoever looks around.

Nobody is behind the answers: they are made by counting through what could be said, the same at every loading.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from decisions.clock import SHANGHAI, end_of_day, start_of_day
from decisions.consultation.models import Visibility
from decisions.consultation.models.questionnaires import Questionnaire
from decisions.consultation.operations import questionnaires as operations
from decisions.consultation.operations.questionnaires import AnswerInput
from decisions.consultation.queries.questionnaires import WordsFilter, find_questionnaire, list_words
from decisions.consultation.rules import Channel, SubmitterType, WithholdReason
from decisions.consultation.rules.questionnaires import OTHER, Question, QuestionKind, options_of
from decisions.consultation.rules.questionnaires.answering import Given
from decisions.demo.acts import JIANJIAO, SHENGTAI, Team, consultation_of
from decisions.demo.story import Act, Stage, Story

PARKING_TITLE = "公共停车资源共享利用问卷调查"
_PARKING_INTRODUCTION = (
    "共享停车是把机关、商务楼宇等场所空闲时段的车位开放给附近居民使用。"
    "请用三分钟告诉我们您的实际需要，结果用于确定开放时段和宽限时间，将在本平台公布。"
)
PARKING = (
    Question(
        "q1",
        QuestionKind.SINGLE,
        "您最需要哪一种停车？",
        required=True,
        options=options_of(
            "居住地夜间停车\n工作地白天停车\n就医、办事临时停车\n接送孩子短时停车\n没有停车需要"
        ),
        takes_other=True,
    ),
    Question(
        "q2",
        QuestionKind.MULTIPLE,
        "您希望哪些场所优先开放共享车位？",
        required=True,
        options=options_of("机关事业单位\n商务楼宇\n商场超市\n学校\n医院周边\n公园绿地"),
        takes_other=True,
        most=3,
    ),
    Question(
        "q3",
        QuestionKind.SCALE,
        "您对住处周边夜间停车状况满意吗？",
        required=True,
        points=5,
        low_label="很不满意",
        high_label="很满意",
    ),
    Question(
        "q4",
        QuestionKind.SINGLE,
        "超时停放多久之内不收费比较合适？",
        options=options_of("15分钟\n30分钟\n60分钟"),
    ),
    Question(
        "q5",
        QuestionKind.SCALE,
        "如果步行5分钟之内有共享车位，您有多大可能使用？",
        points=10,
        low_label="完全不会",
        high_label="一定会",
    ),
    Question(
        "q6",
        QuestionKind.TEXT,
        "对共享停车，您还有什么建议？",
        help="请不要写姓名、电话等个人信息。",
        length=300,
    ),
)
_PARKING_TEXTS = (
    "希望能在手机上看到哪个停车场还有空位。",
    "机关停车场晚上空着，最应该先开放。",
    "收费标准要写在入口处，不要出来才知道多少钱。",
    "宽限时间短了，早高峰堵车根本开不出来。",
    "夜间开放要有照明和保安，女司机不敢去地下车库。",
    "小区里的车位不要硬性开放，先让业主自己商量。",
    "接孩子只停十几分钟，能不能免费。",
    "联系我可以打13800000000，我愿意当志愿者。",
    "老年人不会用手机，保留人工登记。",
    "办理“车位贷”加微信，低息放款！",
    "新能源车充电车位不要被共享的油车占了。",
    "医院周边白天最缺，建议商场白天也让一部分出来。",
)
_ADVERTISEMENT = "车位贷"
_OTHER_NEEDS = ("送货临时卸货", "探望老人")
_OTHER_PLACES = ("体育场馆", "高架桥下空地")

ECOLOGY_TITLE = "身边的生态环境问卷调查"
_ECOLOGY_INTRODUCTION = "规划编制组想知道您身边的空气、河道和绿地怎么样。四道题，两分钟可以答完。"
ECOLOGY = (
    Question(
        "q1",
        QuestionKind.SCALE,
        "您对住处附近的河道水质满意吗？",
        required=True,
        points=5,
        low_label="很不满意",
        high_label="很满意",
    ),
    Question(
        "q2",
        QuestionKind.MULTIPLE,
        "哪些环境问题最影响您的生活？",
        required=True,
        options=options_of("河水发黑、有气味\n交通噪声\n广场和商业噪声\n油烟和异味\n扬尘\n绿地太少"),
        takes_other=True,
        least=1,
        most=3,
    ),
    Question(
        "q3",
        QuestionKind.SINGLE,
        "您步行多久能到最近的公园绿地？",
        options=options_of("5分钟以内\n5至10分钟\n10至15分钟\n15分钟以上"),
    ),
    Question("q4", QuestionKind.TEXT, "您最希望先解决哪一件事？", help="可以写明地点。", length=200),
)
_ECOLOGY_TEXTS = ("雨后把河道水质公布出来。", "公园里音响小一点。", "小区旁边多种几棵树遮荫。")

Sheet = Mapping[str, Given]


def plan_parking_questionnaire(story: Story, code: str, opens_on: date, closes_on: date) -> None:
    """Tell the questionnaire of scenario A: published with the notice, sixty answers, results."""
    published = _publish(code, JIANJIAO, PARKING_TITLE, _PARKING_INTRODUCTION, PARKING)
    story.at(opens_on, "9:30", published)
    story.at(closes_on, "20:00", _answer_online(code, 48, opens_on, parking_sheet))
    story.at(date(2026, 7, 17), "15:00", _type_in(code, JIANJIAO, range(48, 60), closes_on))
    story.at(date(2026, 7, 20), "10:00", _publish_results(code, JIANJIAO))


def plan_ecology_questionnaire(story: Story, code: str, opens_on: date) -> None:
    """Tell the questionnaire that is open: published with the notice, a few answers so far."""
    published = _publish(code, SHENGTAI, ECOLOGY_TITLE, _ECOLOGY_INTRODUCTION, ECOLOGY)
    story.at(opens_on, "9:30", published)
    story.at(opens_on + timedelta(days=7), "21:00", _answer_online(code, 9, opens_on, ecology_sheet))


def _publish(code: str, team: Team, title: str, introduction: str, questions: Sequence[Question]) -> Act:
    def act(stage: Stage) -> None:
        session, drafter = stage.session, stage.people[team.drafter]
        questionnaire = operations.begin_questionnaire(
            session, consultation_of(stage, code), actor=drafter, now=stage.now
        )
        operations.describe_questionnaire(
            session,
            questionnaire,
            title=title,
            introduction=introduction,
            revision=questionnaire.revision,
            actor=drafter,
            now=stage.now,
        )
        for question in questions:
            operations.save_question(
                session,
                questionnaire,
                question,
                revision=questionnaire.revision,
                actor=drafter,
                now=stage.now,
            )
        submission = operations.submit_questionnaire(session, questionnaire, actor=drafter, now=stage.now)
        operations.approve_questionnaire(
            session, questionnaire, submission.id, actor=stage.people[team.approver], now=stage.now
        )

    return act


def _questionnaire(stage: Stage, code: str) -> Questionnaire:
    found = find_questionnaire(stage.session, consultation_of(stage, code).id)
    if found is None:
        raise LookupError(code)
    return found


def _answer_online(code: str, count: int, opens_on: date, sheet: Callable[[int], Sheet]) -> Act:
    """Let people answer, one after the other, between the opening and now."""

    def act(stage: Stage) -> None:
        questionnaire = _questionnaire(stage, code)
        begin = start_of_day(opens_on) + timedelta(hours=10)
        step = (stage.now - begin) / count
        for number in range(count):
            sent = AnswerInput(sheet(number), _submitter(number), consent=True)
            at = (begin + step * number).replace(microsecond=0)
            key = f"demo-{code}-{number}"
            operations.receive_answers(stage.session, questionnaire, sent, idempotency_key=key, now=at)

    return act


def _submitter(number: int) -> SubmitterType:
    return SubmitterType.ENTERPRISE if number % 12 == 5 else SubmitterType.INDIVIDUAL


def _type_in(code: str, team: Team, numbers: Sequence[int], received_on: date) -> Act:
    """Type in what lay in the reading rooms on paper."""

    def act(stage: Stage) -> None:
        questionnaire = _questionnaire(stage, code)
        received_at: datetime = end_of_day(received_on).astimezone(SHANGHAI) - timedelta(hours=8)
        for place, number in enumerate(numbers, start=1):
            operations.enter_paper_answers(
                stage.session,
                questionnaire,
                AnswerInput(parking_sheet(number), SubmitterType.INDIVIDUAL),
                channel=Channel.WRITTEN,
                received_at=received_at,
                number=f"WJ-A-{place:02}",
                actor=stage.people[team.drafter],
                now=stage.now,
            )

    return act


def _publish_results(code: str, team: Team) -> Act:
    """Look through the texts, then publish what came."""

    def act(stage: Stage) -> None:
        session, drafter = stage.session, stage.people[team.drafter]
        questionnaire = _questionnaire(stage, code)
        common: dict[str, Any] = {"actor": drafter, "now": stage.now}
        for words in list_words(session, questionnaire.id, WordsFilter(Visibility.RECEIVED), limit=200):
            if _ADVERTISEMENT in words.content:
                reason = WithholdReason.ADVERTISEMENT
                operations.withhold_words(session, questionnaire, words, reason=reason, **common)
            else:
                operations.show_words(session, questionnaire, words, **common)
        submission = operations.submit_results(session, questionnaire, actor=drafter, now=stage.now)
        operations.approve_results(
            session, questionnaire, submission.id, actor=stage.people[team.approver], now=stage.now
        )

    return act


def _turn(number: int, weights: Sequence[int], step: int) -> int:
    """Return which of several answers the nth person gives: by turns, the heavier ones more often."""
    wheel = [place for place, weight in enumerate(weights) for _ in range(weight)]
    return wheel[(number * step + number // 3) % len(wheel)]


def parking_sheet(number: int) -> Sheet:
    """Return what the nth person answers about parking."""
    need = _turn(number, (9, 4, 3, 3, 1, 1), 5)
    first, second = _turn(number, (6, 4, 3, 2, 3, 1), 7), _turn(number, (3, 5, 4, 2, 2, 2), 11)
    places = dict.fromkeys([str(first + 1), str(second + 1)])
    if number % 15 == 4:
        places[OTHER] = None
    answers = {
        "q1": Given((OTHER,), _OTHER_NEEDS[number // 4 % 2]) if need == 5 else Given((str(need + 1),)),
        "q2": Given(tuple(places), _OTHER_PLACES[number // 15 % 2] if OTHER in places else ""),
        "q3": Given((str(_turn(number, (6, 5, 4, 2, 1), 7) + 1),)),
    }
    if number % 8:
        answers["q4"] = Given((str(_turn(number, (2, 7, 3), 5) + 1),))
    if number % 7 != 3:
        answers["q5"] = Given((str(_turn(number, (1, 0, 1, 1, 2, 2, 3, 5, 4, 4), 7) + 1),))
    if number % 5 == 1:
        answers["q6"] = Given((), _PARKING_TEXTS[number // 5 % len(_PARKING_TEXTS)])
    return answers


def ecology_sheet(number: int) -> Sheet:
    """Return what the nth person answers about their surroundings."""
    chosen = dict.fromkeys([str(_turn(number, (4, 2, 3, 2, 1, 2), 5) + 1), str(number % 6 + 1)])
    answers = {
        "q1": Given((str(_turn(number, (2, 3, 3, 2, 1), 3) + 1),)),
        "q2": Given(tuple(chosen)),
        "q3": Given((str(_turn(number, (2, 3, 2, 1), 3) + 1),)),
    }
    if number % 3 == 0:
        answers["q4"] = Given((), _ECOLOGY_TEXTS[number // 3 % len(_ECOLOGY_TEXTS)])
    return answers
