"""Chinese numerals as drafts use them: 第一百二十三条, 第８条, 二〇二六."""

NUMERAL = r"(?:[〇零○一二两三四五六七八九十百千廿卅]+|\d+)"
"""A pattern for one numeral; `\\d` takes full-width digits as well."""

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCORES = {"廿": 20, "卅": 30}
LARGEST = 9_999
"""No clause bears a larger number; what looks like one is a year, an amount or an attack."""
_LONGEST = 8


def parse_numeral(text: str) -> int | None:
    """Return the value of a Chinese or Arabic numeral, None when it is no number or above LARGEST."""
    if not text or len(text) > _LONGEST:
        return None
    if text.isdecimal():
        value: int | None = int(text)
    elif all(character in _DIGITS for character in text):
        value = int("".join(str(_DIGITS[character]) for character in text))
    else:
        value = _parse_units(text)
    return value if value is not None and value <= LARGEST else None


def _parse_units(text: str) -> int | None:
    """Return the value of a numeral written with 十百千; units must fall from left to right."""
    total, digit, lowest = 0, None, 10_000
    for character in text:
        if character in _UNITS:
            unit = _UNITS[character]
            if unit >= lowest or digit == 0:
                return None
            total, digit, lowest = total + (1 if digit is None else digit) * unit, None, unit
        elif character in _SCORES and digit is None and lowest > _UNITS["十"]:
            total, lowest = total + _SCORES[character], _UNITS["十"]
        elif character in _DIGITS and not digit:
            digit = _DIGITS[character]
        else:
            return None
    return total + (digit or 0)


def chinese_numeral(number: int) -> str:
    """Return a number as laws write it: 10 → 十, 105 → 一百零五, 110 → 一百一十.

    Raises: ValueError outside 0..LARGEST.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(number)
    if number == 0:
        return "零"
    parts: list[str] = []
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            parts.append("一二三四五六七八九"[digit - 1] + name)
        elif parts and parts[-1] != "零":
            parts.append("零")
    written = "".join(parts).rstrip("零")
    return written.removeprefix("一") if written.startswith("一十") else written
