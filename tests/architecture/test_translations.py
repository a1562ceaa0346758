"""Every sentence for a reader has its English, with the same named places."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "decisions/translations/en/LC_MESSAGES"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "_l": None, "lazy_gettext": None}
METHODS = [("decisions/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
PLACE = re.compile(r"%\((\w+)\)[sd]")


def sentences() -> set[str]:
    """Return every message id in the code and the templates."""
    options = {"templates/**.html": {"trimmed": "true", "extensions": "jinja2.ext.do", "silent": "false"}}
    extracted = extract_from_dir(
        ROOT, METHODS, options, KEYWORDS, directory_filter=lambda path: Path(path).name[0] != "."
    )
    found = {message if isinstance(message, str) else message[0] for _, _, message, _, _ in extracted}
    return found - {""}


def test_every_sentence_has_its_english() -> None:
    with (CATALOGUE / "messages.po").open("rb") as file:
        english = {str(m.id if isinstance(m.id, str) else m.id[0]): m.string for m in read_po(file) if m.id}
    missing = sorted(sentence for sentence in sentences() if not english.get(sentence))
    assert missing == []


def test_named_places_agree() -> None:
    with (CATALOGUE / "messages.po").open("rb") as file:
        pairs = [(m.id, m.string) for m in read_po(file) if m.id and isinstance(m.id, str)]
    wrong = [pair for pair in pairs if set(PLACE.findall(pair[0])) != set(PLACE.findall(str(pair[1])))]
    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (CATALOGUE / "messages.po").open("rb") as file:
        written = {m.id: m.string for m in read_po(file) if m.id and m.string}
    with (CATALOGUE / "messages.mo").open("rb") as file:
        compiled = {m.id: m.string for m in read_mo(file) if m.id}
    assert compiled == written
