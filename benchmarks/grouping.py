"""How well copies are found in a labelled set, how good topics are, and how long 100,000 opinions take.

The set is made here: opinions of the demonstration and others, each copied as campaigns do (small edits,
openings, another order, other punctuation, traditional characters), and each turned into its opposite.
Goals: of the pairs proposed 95 % are copies, of the copies 85 % are found, no opposites together; 60 s.
"""

import csv
import random
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path

from opencc_jieba_pyo3 import OpenCC

from benchmarks._grouping_texts import (
    CLOSINGS,
    FIGURES,
    OPENINGS,
    OPPOSITES,
    ORIGINALS,
    PARTS,
    REBUTTALS,
    SYNONYMS,
    TEMPLATES,
    TYPOS,
)
from decisions.feedback.grouping import Opinion, find_copies, group_opinions, propose_topics

GOAL_PRECISION, GOAL_RECALL, GOAL_SECONDS = 0.95, 0.85, 60.0
SETS = range(101, 111)
MANY = 100_000
OF_CAMPAIGNS = 0.6
DATA = Path(__file__).parent.parent / "decisions" / "demo" / "data"
TO_TRADITIONAL = OpenCC("s2t")
_SENTENCES = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+|[^。！？!?；;\n]+$")
_MARKS_SET = frozenset("，。！？；：、,!?;:“”（）() ")
_MARKS = re.compile(r"[，。！？；：、,!?;:“”（）()]+")
Edit = Callable[[str, random.Random], str]


def swap(pairs: Sequence[tuple[str, str]], text: str, chance: random.Random) -> str:
    """Replace one of the words that a text has by another."""
    found = [pair for pair in pairs if pair[0] in text]
    return text.replace(*chance.choice(found), 1) if found else text


def reword(text: str, chance: random.Random) -> str:
    """Say up to three words differently."""
    for _ in range(chance.randint(1, 3)):
        text = swap(SYNONYMS, text, chance)
    return text


def reorder(text: str, chance: random.Random) -> str:
    """Put sentences, or the clauses of a single sentence, in another order."""
    parts = _SENTENCES.findall(text)
    if len(parts) < 2:
        return text
    chance.shuffle(parts)
    return "".join(part if part[-1] in "。！？!?；;\n" else part + "。" for part in parts)


def repunctuate(text: str, chance: random.Random) -> str:
    """Change, double or leave out punctuation."""
    way = chance.randrange(4)
    if way == 0:
        return _MARKS.sub(" ", text).strip()
    if way == 1:
        return text.translate(str.maketrans("，。！？；：", ",.!?;:"))
    if way == 2:
        return re.sub(r"[，；]", "。", text)
    return re.sub(r"[。！!]", "！！！", text)


def shorten(text: str, chance: random.Random) -> str:
    """Leave out one of four or more sentences."""
    parts = _SENTENCES.findall(text)
    if len(parts) >= 4:
        parts.pop(chance.randrange(len(parts)))
    return "".join(parts)


def stammer(text: str, chance: random.Random) -> str:
    """Double a character, or put a blank or a particle after a clause, as fast typing does."""
    at = chance.randrange(len(text))
    if text[at] in _MARKS_SET:
        return text[:at] + chance.choice("的了啊呀 ") + text[at:]
    return text if text[at] in "不没未无非免" else text[:at] + text[at] + text[at:]


EDITS: tuple[Edit, ...] = (
    reword,
    lambda text, chance: swap(TYPOS, text, chance),
    lambda text, chance: swap(FIGURES, text, chance),
    lambda text, chance: chance.choice(OPENINGS) + text,
    lambda text, chance: f"{text}{'' if text[-1:] in '。！？!?.' else '。'}{chance.choice(CLOSINGS)}",
    reorder,
    repunctuate,
    lambda text, _chance: TO_TRADITIONAL.convert(text, punctuation=False),
    shorten,
    stammer,
)


def copy(text: str, chance: random.Random, *, whole: bool) -> str:
    """Return a copy with one to four edits; a short text with one or two that leave it what it is.

    whole keeps every sentence: the one that makes two campaigns opposites must not be left out.
    """
    few = len(text) < 16
    edits = (EDITS[3], EDITS[4], EDITS[6], EDITS[7]) if few else EDITS
    if whole:
        edits = tuple(edit for edit in edits if edit is not shorten)
    for edit in chance.sample(edits, chance.randint(1, 2 if few else 4)):
        text = edit(text, chance)
    return text


def opposite(text: str, chance: random.Random) -> str | None:
    """Return a text with the opposite demand in the same words, if one is known."""
    found = [pair for pair in OPPOSITES if pair[0] in text]
    if not found or chance.random() < 0.2:
        return chance.choice(REBUTTALS).format(text)
    return text.replace(*chance.choice(found), 1)


def demonstration(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the demonstration's tables of opinions."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def originals() -> list[str]:
    """Return the texts that the labelled set is made from."""
    names = ("opinions-parking.csv", "opinions-village.csv", "opinions-elderly.csv")
    return [*(row["意见内容"] for name in names for row in demonstration(name)), *ORIGINALS]


def labelled_set(seed: int) -> tuple[list[str], list[str]]:
    """Return opinions and the name of the campaign each belongs to; a campaign against has its own."""
    chance = random.Random(seed)
    found: list[tuple[str, str]] = []
    for number, text in enumerate(originals()):
        campaigns = {f"{number}": text}
        against = opposite(text, chance)
        if against and against != text:
            campaigns[f"{number}-against"] = against
        for name, original in campaigns.items():
            found.append((original, name))
            number_of_copies = chance.choice((0, 1, 3, 6))
            for _ in range(number_of_copies):
                found.append((copy(original, chance, whole=len(campaigns) > 1), name))
    chance.shuffle(found)
    return [text for text, _ in found], [name for _, name in found]


def pairs(groups: Iterable[Sequence[int]]) -> set[tuple[int, int]]:
    """Return all pairs that are in one group."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def groups_of(names: Sequence[str]) -> list[list[int]]:
    """Return the places of each name."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        found.setdefault(name, []).append(place)
    return list(found.values())


def measure_copies(seed: int) -> tuple[int, float, float, int]:
    """Return how many opinions a set has, precision and recall of its pairs, how many pairs are opposites."""
    texts, names = labelled_set(seed)
    wanted, got = pairs(groups_of(names)), pairs(find_copies(texts))
    right = len(wanted & got)
    opposed = sum(bare(names[a]) == bare(names[b]) for a, b in got - wanted)
    return len(texts), right / max(len(got), 1), right / len(wanted), opposed


def bare(name: str) -> str:
    """Return the campaign that a campaign is for or against."""
    return name.removesuffix("-against")


def measure_topics(with_clauses: bool) -> tuple[float, float, int]:
    """Return precision and recall of pairs against the office's own topics, and how many were proposed."""
    rows = demonstration("opinions-parking.csv")
    clauses = [row["针对条款"] if with_clauses else "" for row in rows]
    topics = propose_topics([row["意见内容"] for row in rows], clauses, [])
    wanted = pairs(groups_of([row["主题"] for row in rows]))
    got = pairs(topic.members for topic in topics)
    return len(wanted & got) / max(len(got), 1), len(wanted & got) / len(wanted), len(topics)


def fresh(chance: random.Random) -> str:
    """Return an opinion put together from parts, like many others and a copy of few."""
    texts = (
        chance.choice(TEMPLATES).format(**{name: chance.choice(words) for name, words in PARTS.items()})
        for _ in range(chance.choice((1, 1, 2, 3)))
    )
    return "".join(texts)


def many_opinions(chance: random.Random) -> list[str]:
    """Return opinions of which some belong to campaigns, a few of them large, as campaigns are."""
    campaigns = [text for text in originals() if len(text) > 20] + [fresh(chance) for _ in range(2_000)]
    return [
        copy(campaigns[int(chance.paretovariate(0.5)) % len(campaigns)], chance, whole=True)
        if chance.random() < OF_CAMPAIGNS
        else fresh(chance)
        for _ in range(MANY)
    ]


def measure_time() -> float:
    """Return how many seconds many opinions take, copies and topics together."""
    texts = many_opinions(random.Random(26))
    opinions = [Opinion(str(number), text) for number, text in enumerate(texts)]
    started = time.perf_counter()
    found = group_opinions(opinions)
    seconds = time.perf_counter() - started
    letters = sum(map(len, texts)) / len(texts)
    print(
        f"{len(texts)} opinions of {letters:.0f} characters, {len(set(texts))} different: {seconds:.1f} s "
        f"(goal {GOAL_SECONDS:.0f} s), {len(found.duplicates)} groups, the largest of "
        f"{max(map(len, found.duplicates))}, {len(found.topics)} topics"
    )
    return seconds


def main() -> int:
    """Print what was measured; 1 when a goal is missed."""
    good = True
    for seed in SETS:
        count, precision, recall, opposed = measure_copies(seed)
        print(
            f"set {seed}, {count} opinions: precision {precision:.3f}, recall {recall:.3f}, "
            f"opposites {opposed}"
        )
        good = good and precision >= GOAL_PRECISION and recall >= GOAL_RECALL
    for with_clauses in (False, True):
        precision, recall, count = measure_topics(with_clauses)
        known = "clauses known" if with_clauses else "words alone"
        print(
            f"topics of the demonstration, {known}: {count}, precision {precision:.2f}, recall {recall:.2f}"
        )
    return 0 if measure_time() < GOAL_SECONDS and good else 1


if __name__ == "__main__":
    sys.exit(main())
