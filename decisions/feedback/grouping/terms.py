"""What a text is about: its telling words, two that stand together, and the clause it names.

Not here: which of them make a topic (topics).
"""

import re
from typing import Final

from decisions.feedback.grouping.chinese import cut_words, simplify

CLAUSE: Final = "@"
"""Stands before a term that is a clause."""
_CLAUSE_NAME: Final = re.compile(
    r"第[〇零一二三四五六七八九十百千0-9]{1,6}(?:条|部分|章)(?:之[一二三四五六七八九十])?"
)
_WORD: Final = re.compile("[一-鿿]{2,}|[a-z]{3,}")
_TELLING: Final = frozenset("nvajlibsxz")
"""First letters of tags: nouns, verbs, adjectives, set phrases, words the dictionary does not know."""
_EMPTY_WORDS: Final = (
    "建议 希望 应当 应该 可以 需要 问题 情况 时候 没有 要求 能不能 能够 不能 就是 还有 意见 知道 "
    "请问 看到 觉得 认为 规定 明确 增加 出来 进来 一点 一些 大家 我们 你们 东西 地方 事情 方面 "
    "有人 有关 进行 直接 一个 出去 过来 回来 办法 文件 条款 内容 实际 明确规定 政府 老百姓 百姓 "
    "部门 领导 清楚 写清楚 征求意见 支持 反对 坚决 同意 请求 方案 现在 时间 单位 不要 不是 凭什么 "
    "为什么 怎么办 什么 这个 那个 这样 那样 如果 因为 所以 但是 而且 已经 一定 特别 非常 真的 "
    "最好 等于 电话 今年 明年 去年 谢谢 您好 领导好 采纳 考虑 相关 开始 成为 作为 包括 根据 按照 "
    "通过 表示 发现 具体 主要 重要 必须 尽快 继续 加强 根本 只能 不到 超过 上去 下去 起来 设置 "
    "the and that this with for are you have has not please would "
    "should can"
)
_SAYS_NOTHING: Final = frozenset(_EMPTY_WORDS.split())


def terms_of(text: str, about: str = "") -> frozenset[str]:
    """Return the terms of a text; clauses named in it or in about begin with CLAUSE."""
    simple = simplify(text)
    found = {CLAUSE + name for name in _CLAUSE_NAME.findall(f"{simple}\n{simplify(about)}")}
    previous = ""
    for tagged, kind in cut_words(simple):
        word = tagged.strip().lower()
        if kind[:1] in _TELLING and _WORD.fullmatch(word) and word not in _SAYS_NOTHING:
            found.add(word)
            if previous and not word.isascii():
                found.add(previous + word)
            previous = "" if word.isascii() else word
        else:
            previous = ""
    return frozenset(found)
