"""What the draw refuses, in words for the person who has to mend it. No rule is decided here."""

from decisions.errors import N_, ConflictError, DecisionsError


class DrawError(DecisionsError):
    """Base of every refusal of the draw."""

    code = "draw_refused"
    status = 422
    message = N_("抽签没有进行，请根据提示修改后重试。")


class PoolRefusedError(DrawError):
    """pool.csv is not in the one form whose bytes can be published and hashed."""

    code = "draw_pool_refused"
    message = N_("报名名单（pool.csv）有 %(count)d 处不符合要求，没有封存。")


class RuleRefusedError(DrawError):
    """rule.json lacks something, or contradicts itself."""

    code = "draw_rule_refused"
    message = N_("抽签规则（rule.json）有 %(count)d 处不符合要求，没有封存。")


class SeedRefusedError(DrawError):
    """The drawn numbers are not those that the rule announced."""

    code = "draw_seed_refused"
    message = N_("开奖号码（种子）有 %(count)d 处与公布的规则不符，没有抽签。")


class QuotasUnmeetableError(DrawError):
    """No panel at all meets the quotas; problems names the smallest change that would help."""

    code = "draw_quotas_unmeetable"
    message = N_(
        "按现有报名情况，名额要求无法全部满足，没有封存。改动最小的可行办法见下；系统不会自行放宽要求。"
    )


class NobodyPlacedError(DrawError):
    """Some people fit into no valid panel; a human decides what to do about each."""

    code = "draw_unplaceable_people"
    message = N_(
        "有 %(count)d 名报名人在任何符合要求的组合中都不可能入选，没有封存。"
        "请逐一决定：调整名额要求，或说明理由后移出名单。"
    )


class TooManyTypesError(DrawError):
    """The bands are so fine that there are too many types of people."""

    code = "draw_too_many_types"
    message = N_(
        "报名人按所列条件分成了 %(count)d 类，超过上限 %(limit)d 类。请合并年龄段、街镇等分档后重新封存。"
    )


class PreparedForOthersError(ConflictError):
    """A lottery was prepared for another pool, or another rule."""

    code = "draw_prepared_for_others"
    message = N_("准备之后名单或者规则有了变动，请重新准备抽签。")


class AlreadyFrozenError(ConflictError):
    """There is something in the place where the frozen files should go."""

    code = "draw_already_frozen"
    message = N_("目标目录“%(folder)s”已有内容。封存只做一次，请另选一个空目录。")


class AlreadyDrawnError(ConflictError):
    """The draw has been made; there is one only."""

    code = "draw_already_drawn"
    message = N_("已经抽签，结果已经产生。一次封存只抽一次签，不能重抽。")


class DrawFileMissingError(DrawError):
    """A file of the draw is not there."""

    code = "draw_file_missing"
    message = N_("缺少抽签文件“%(name)s”。")


class DrawFileUnreadableError(DrawError):
    """A file of the draw holds no readable JSON object."""

    code = "draw_file_unreadable"
    message = N_("抽签文件“%(name)s”不是有效的 JSON 文档（须为 UTF-8 编码的对象，同一名称不得出现两次）。")


class FrozenFilesRefusedError(DrawError):
    """The frozen files are not as freezing leaves them; nothing is drawn from such files."""

    code = "draw_frozen_files_refused"
    message = N_("封存的文件没有通过核验，没有抽签：%(reason)s")


class NotDrawnError(DrawError):
    """There is no result yet that somebody could be replaced in."""

    code = "draw_not_drawn"
    message = N_("尚未抽签，不能登记递补。")


class EventRefusedError(DrawError):
    """An event after the draw lacks a known kind, a reason or a time that follows the last one."""

    code = "draw_event_refused"
    message = N_("递补登记须写明原因和类型（谢绝、联系不上、不符合条件），时间不得早于上一次登记。")


class NotInLineError(DrawError):
    """The person holds no seat and no longer waits for one."""

    code = "draw_not_in_line"
    message = N_("“%(id)s”既不在席位上，也不在候补序列中，无需递补。")
