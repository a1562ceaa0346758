"""Pages of a long list."""

from dataclasses import dataclass

from flask import request


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of `total` rows, numbered from 1."""

    number: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * self.size

    @property
    def count(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page comes after."""
        return self.number < self.count


def requested_page(total: int, size: int = 20) -> Page:
    """Return the page that ?page= asks for, kept within what there is."""
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    last = max(1, -(-total // size))
    return Page(number=min(max(1, number), last), size=size, total=total)
