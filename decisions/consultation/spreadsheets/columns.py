"""The columns of a list of opinions, by the official field list and as offices call them."""

from typing import Final

from decisions.services.spreadsheet.headings import Column

NUMBER: Final = "number"
RECEIVED: Final = "received_at"
CHANNEL: Final = "channel"
SUBMITTER: Final = "submitter_type"
NAME: Final = "name"
CONTACT: Final = "contact"
CLAUSE: Final = "clause_text"
CONTENT: Final = "text"
DISPOSITION: Final = "disposition"
REASON: Final = "reason"
TOPIC: Final = "topic"
COSIGNERS: Final = "cosigners"

COLUMNS: Final = (
    Column(NUMBER, "编号", ("序号", "意见编号", "受理编号", "流水号", "工单编号", "序", "no")),
    Column(
        RECEIVED,
        "收到时间",
        (
            "收到日期",
            "提交时间",
            "提交日期",
            "意见提交时间",
            "留言时间",
            "来信时间",
            "来电时间",
            "登记时间",
            "受理时间",
            "反馈时间",
            "接收时间",
            "征集时间",
            "时间",
            "日期",
        ),
        r"(?:收到|收悉|提交|提出|留言|来信|来电|登记|受理|反馈|接收|收集|征集).*(?:时间|日期)",
    ),
    Column(
        CHANNEL,
        "渠道",
        (
            "意见来源",
            "来源",
            "来源渠道",
            "提交渠道",
            "反馈渠道",
            "征集渠道",
            "收集渠道",
            "提交方式",
            "反馈方式",
            "收集方式",
            "征集方式",
            "途径",
            "方式",
        ),
        r"渠道|来源|途径",
    ),
    Column(
        SUBMITTER,
        "提交者类型",
        ("提交人类型", "提交主体", "主体类型", "人员类型", "身份类型", "身份", "提交者类别", "提交人类别"),
        r"(?:提交|提出|反馈|主体|人员|身份).*类[型别]",
    ),
    Column(
        NAME,
        "姓名或单位",
        (
            "姓名/单位",
            "姓名单位",
            "姓名或单位名称",
            "姓名或名称",
            "单位或个人",
            "个人或单位",
            "单位/个人",
            "提出意见单位或个人",
            "姓名",
            "意见提出人",
            "提出人",
            "提交人",
            "提交者",
            "反馈人",
            "反馈单位",
            "留言人",
            "来信人",
            "建议人",
            "署名",
            "网名",
            "昵称",
            "单位名称",
            "单位",
            "名称",
        ),
        r"姓名|(?:提出|提交|反馈|留言|来信|建议)(?:人|单位|者)|署名",
    ),
    Column(
        CONTACT,
        "联系方式",
        (
            "联系电话",
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "邮箱",
            "电子邮箱",
            "电话或邮箱",
            "联系地址",
            "地址",
        ),
        r"联系|电话|手机|邮箱",
    ),
    Column(
        CLAUSE,
        "针对条款",
        ("涉及条款", "对应条款", "相关条款", "条款", "条文", "意见条款", "章节", "条款号"),
        r"条款|条文|章节",
    ),
    Column(
        CONTENT,
        "意见内容",
        (
            "意见建议内容",
            "意见建议",
            "意见和建议",
            "意见或建议",
            "意见与建议",
            "意见及建议",
            "意见、建议",
            "建议内容",
            "留言内容",
            "反馈内容",
            "具体意见",
            "反馈意见",
            "公众意见",
            "修改意见",
            "修改建议",
            "意见",
            "建议",
            "内容",
        ),
        r"(?:意见|建议|留言|诉求|反馈|来信).*内容|意见.{0,2}建议|(?:具体|公众|修改|主要)(?:意见|建议)",
    ),
    Column(
        DISPOSITION,
        "处理结果",
        ("采纳情况", "是否采纳", "采纳结果", "意见采纳情况", "处理情况", "处理意见", "办理结果", "处置结果"),
        r"(?:采纳|处理|办理|处置)(?:情况|结果|与否)?$|是否采纳",
    ),
    Column(
        REASON,
        "理由",
        (
            "采纳理由",
            "不采纳理由",
            "未采纳理由",
            "采纳情况说明",
            "理由说明",
            "答复",
            "答复意见",
            "回复",
            "说明",
        ),
        r".*(?:理由|答复|回复|说明|原因).*",
    ),
    Column(TOPIC, "主题", ("归并主题", "意见主题", "意见分类", "分类", "归类", "议题"), r"主题|归类"),
    Column(COSIGNERS, "联名人数", ("联署人数", "签名人数", "签字人数", "人数"), r"联名|联署|签[名字]人"),
)


def heading_of(field: str) -> str:
    """Return a field's heading in the official list."""
    return next(column.heading for column in COLUMNS if column.field == field)
