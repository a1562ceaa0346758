"""One stylesheet for all pages, small; no page carries styles or scripts of its own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAX_CSS_BYTES = 15 * 1024


def test_the_stylesheet_stays_small() -> None:
    sheets = list((ROOT / "decisions/static/css").glob("*.css"))
    assert [sheet.name for sheet in sheets] == ["site.css"]
    assert sheets[0].stat().st_size <= MAX_CSS_BYTES


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_has_no_styles_or_scripts_of_its_own(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", source)
    assert "<style" not in source
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert "|safe" not in source.replace(" ", "")
