"""The pages kept of one process: the newest stay, all together are bounded."""

from decisions.web.kept_pages import KeptPages, Page


def page(letter: str, size: int = 10) -> Page:
    return Page(letter.encode() * size, letter)


def test_a_page_is_found_again() -> None:
    pages = KeptPages()
    pages.keep("a", page("a"))
    assert pages.find("a") == page("a")
    assert pages.find("b") is None


def test_the_one_least_asked_for_goes_first() -> None:
    pages = KeptPages(max_bytes=20)
    pages.keep("a", page("a"))
    pages.keep("b", page("b"))
    pages.find("a")
    pages.keep("c", page("c"))
    assert [pages.find(key) is None for key in "abc"] == [False, True, False]


def test_the_same_page_made_twice_is_counted_once() -> None:
    pages = KeptPages(max_bytes=20)
    pages.keep("a", page("a"))
    for _ in range(3):
        pages.keep("b", page("b"))
    assert pages.find("a") is not None


def test_a_page_too_large_for_all_is_not_kept() -> None:
    pages = KeptPages(max_bytes=5)
    pages.keep("a", page("a"))
    assert pages.find("a") is None
