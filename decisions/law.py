"""Every statutory period and number, each with its source. Nothing here computes.

"713" is 《重大行政决策程序暂行条例》 (国务院令第713号, in force 2019-09-01); "row N" is a row of the annex to
《2022年浦东新区政务公开工作要点》 (浦府办〔2022〕4号). docs/legal-sources.md says how sure each text is.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from, as printed beside the date it produces."""

    title: str
    article: str

    def __str__(self) -> str:
        return f"{self.title}{self.article}"


PROCEDURE_REGULATION: Final = "《重大行政决策程序暂行条例》"
OPENNESS_PLAN: Final = "《2022年浦东新区政务公开工作要点》"
DISCLOSURE_REGULATION: Final = "《中华人民共和国政府信息公开条例》"

# R1: macro-control, government legislation and the handling of emergencies are no matter of this procedure.
SCOPE_SOURCE: Final = Source(PROCEDURE_REGULATION, "第三条第三款")

# R3: the yearly catalogue is public by 31 March.
CATALOGUE_DUE_MONTH: Final = 3
CATALOGUE_DUE_DAY: Final = 31
CATALOGUE_SOURCE: Final = Source(OPENNESS_PLAN, "附件第30项")
CATALOGUE_CONSENT_SOURCE: Final = Source(PROCEDURE_REGULATION, "第三条第四款")

# R9, R10: a consultation of the public lasts 30 calendar days as a rule; shorter with a reason in the notice.
CONSULTATION_MIN_DAYS: Final = 30
CONSULTATION_SOURCE: Final = Source(PROCEDURE_REGULATION, "第十五条")

# R11: one channel alone draws a warning.
NOTICE_CHANNELS_EXPECTED: Final = 2

# R12: at least one draft a year is interpreted by the end of October.
DRAFT_INTERPRETATIONS_PER_YEAR: Final = 1
DRAFT_INTERPRETATION_DUE_MONTH: Final = 10
DRAFT_INTERPRETATION_SOURCE: Final = Source(OPENNESS_PLAN, "附件第19项")

# R13: hearing materials reach participants 7 calendar days before.
HEARING_MATERIAL_DAYS: Final = 7
HEARING_SOURCE: Final = Source(PROCEDURE_REGULATION, "第十六条")

# R16: experts are independent, without direct interest, and sign.
EXPERTS_SOURCE: Final = Source(PROCEDURE_REGULATION, "第十九条至第二十一条")

# R17: risk points, and whether each can be controlled.
RISK_SOURCE: Final = Source(PROCEDURE_REGULATION, "第二十二条至第二十四条")

# R18: legality review takes 7 working days at least, as a rule.
LEGALITY_REVIEW_WORKING_DAYS: Final = 7
LEGALITY_REVIEW_SOURCE: Final = Source(PROCEDURE_REGULATION, "第二十五条至第二十七条")

# R19: what a meeting needs before it.
PAPERS_SOURCE: Final = Source(PROCEDURE_REGULATION, "第二十九条")

# R20: a standing or plenary meeting decides.
MEETING_SOURCE: Final = Source(PROCEDURE_REGULATION, "第三十条、第三十一条")

# R21: representatives of the public sit in at least three times a year (body: items; annex: times).
ATTENDANCE_PER_YEAR: Final = 3
ATTENDANCE_SOURCE: Final = Source(OPENNESS_PLAN, "二（四）、附件第34项")

# R22: open sign-up is encouraged.
OPEN_SIGN_UP_SOURCE: Final = Source(OPENNESS_PLAN, "附件第35项")

# R23: what representatives said and what became of it; the source names no date, ours is a district setting.
STATEMENTS_WORKING_DAYS: Final = 10
STATEMENTS_SOURCE: Final = Source(OPENNESS_PLAN, "附件第34项")

# R24: gazette, website, local newspaper.
ISSUING_SOURCE: Final = Source(PROCEDURE_REGULATION, "第三十二条")

# R25: the answer to the opinions, within 10 working days after the decision document is issued.
FEEDBACK_WORKING_DAYS: Final = 10
FEEDBACK_SOURCE: Final = Source(OPENNESS_PLAN, "附件第32项")

# R26: everything of one decision on one page.
LIFECYCLE_SOURCE: Final = Source(OPENNESS_PLAN, "附件第31项")

# R27: interpretation together with the document.
INTERPRETATION_SOURCE: Final = Source(OPENNESS_PLAN, "附件第16项")

# R30: execution, complaints, and evaluation by somebody else than before.
EXECUTION_SOURCE: Final = Source(PROCEDURE_REGULATION, "第三十四条至第三十七条")

# R28: questions on a policy page.
QUESTION_WORKING_DAYS: Final = 5
SIMPLE_QUESTION_WORKING_DAYS: Final = 1

# Counting: the first day is not counted (民法典 art. 201); a last day off rolls on (art. 203).
COUNTING_SOURCE: Final = Source("《中华人民共和国民法典》", "第二百零一条、第二百零三条")
