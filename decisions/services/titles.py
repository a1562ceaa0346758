"""How the title of a document is put between the marks 《 and 》; no sentence is built here."""


def bare_title(title: str) -> str:
    """Return a title ready to stand between 《 and 》: its own outer marks go, marks inside become 〈 and 〉.

    Source: GB/T 15834-2011, 4.15.3.
    """
    inside = title[1:-1]
    if title.startswith("《") and title.endswith("》") and not {"《", "》"} & set(inside):
        return inside
    return title.replace("《", "〈").replace("》", "〉")
