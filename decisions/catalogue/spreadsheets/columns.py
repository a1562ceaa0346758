"""The columns of a catalogue, by the official field list and as offices call them."""

from typing import Final

from decisions.services.spreadsheet.headings import Column

NUMBER: Final = "number"
TITLE: Final = "title"
CATEGORY: Final = "category"
LEAD_UNIT: Final = "lead_unit"
PARTNER_UNITS: Final = "partner_units"
BASIS: Final = "basis"
PROCEDURES: Final = "procedures"
PLANNED: Final = "planned_text"
HEARING: Final = "hearing"
INVITES_PUBLIC: Final = "invites_public"
ENTERPRISE_RELATED: Final = "enterprise_related"
CHANGE: Final = "change"
CHANGE_NOTE: Final = "change_note"

COLUMNS: Final = (
    Column(NUMBER, "序号", ("编号", "序", "项目序号", "事项序号", "事项编号", "no")),
    Column(
        TITLE,
        "决策事项名称",
        (
            "重大行政决策事项名称",
            "事项名称",
            "重大行政决策事项",
            "决策事项",
            "决策名称",
            "重大决策事项",
            "重大决策事项名称",
            "项目名称",
            "决策项目名称",
            "名称",
            "事项",
        ),
        r"(?:决策|事项|项目).*名称|决策事项",
    ),
    Column(
        CATEGORY,
        "决策类别",
        ("事项类别", "决策事项类别", "类别", "事项类型", "决策类型", "类型", "事项分类", "分类"),
        r"类别|类型|分类",
    ),
    Column(
        LEAD_UNIT,
        "牵头承办单位",
        (
            "牵头单位",
            "牵头部门",
            "牵头责任单位",
            "承办单位",
            "决策承办单位",
            "主办单位",
            "承办部门",
            "主办部门",
            "主办",
            "牵头",
            "责任单位",
            "责任部门",
            "主要承办单位",
            "决策承办科室",
            "承办科室",
            "起草单位",
            "申报单位",
            "单位",
        ),
        r"牵头|(?:承办|主办|责任|起草).*(?:单位|部门|科室|机构)",
    ),
    Column(
        PARTNER_UNITS,
        "配合单位",
        (
            "协办单位",
            "配合部门",
            "协办部门",
            "协同单位",
            "参与单位",
            "会办单位",
            "联合承办单位",
            "其他承办单位",
            "协办",
            "配合",
        ),
        r"(?:配合|协办|协同|参与|会办).*(?:单位|部门|科室)|配合|协办",
    ),
    Column(
        BASIS,
        "法律政策依据",
        ("依据", "政策依据", "法律依据", "决策依据", "制定依据", "法律法规政策依据", "立项依据", "设定依据"),
        r"依据",
    ),
    Column(
        PROCEDURES,
        "拟履行程序",
        ("履行程序", "决策程序", "法定程序", "应履行程序", "拟履行的程序", "拟履行法定程序", "程序"),
        r"程序",
    ),
    Column(
        PLANNED,
        "计划完成时间",
        (
            "完成时间",
            "完成时限",
            "计划完成时限",
            "拟完成时间",
            "预计完成时间",
            "决策时间",
            "拟决策时间",
            "计划决策时间",
            "计划时间",
            "时间安排",
            "进度安排",
            "时间节点",
            "计划出台时间",
            "时限",
            "时间",
        ),
        r"(?:完成|决策|出台|计划|审议).*(?:时间|时限|日期)|时间|时限|进度",
    ),
    Column(
        HEARING,
        "是否听证",
        ("是否需听证", "是否需要听证", "是否举行听证", "是否组织听证", "是否召开听证会", "需否听证", "听证"),
        r"听证",
    ),
    Column(
        INVITES_PUBLIC,
        "是否邀请公众代表列席",
        ("是否邀请公众列席", "是否邀请代表列席", "邀请公众代表列席", "公众代表列席", "是否列席", "公众列席"),
        r"列席|公众代表",
    ),
    Column(
        ENTERPRISE_RELATED,
        "是否涉企",
        ("是否涉企政策", "涉企", "是否为涉企事项", "是否涉企事项", "是否涉及企业", "是否涉及市场主体"),
        r"涉企|涉及企业|市场主体|经营主体",
    ),
    Column(
        CHANGE,
        "调整情况",
        ("变动情况", "变化情况", "目录调整情况", "新增或保留", "状态"),
        r"调整|变动|变化|结转",
    ),
    Column(
        CHANGE_NOTE, "调整说明", ("调整原因", "调整理由", "变动原因"), r"(?:调整|变动).*(?:说明|原因|理由)"
    ),
)

# Missed when a file has none of them; the others a catalogue may well do without.
EXPECTED: Final = (NUMBER, CATEGORY, LEAD_UNIT, PLANNED, HEARING, INVITES_PUBLIC, ENTERPRISE_RELATED, CHANGE)
NEEDED: Final = frozenset({TITLE})
