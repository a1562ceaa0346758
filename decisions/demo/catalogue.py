"""The yearly catalogue of the demonstration: imported from a spreadsheet, published by two people."""

from datetime import date

from decisions.catalogue.operations.compiling import record_consent
from decisions.catalogue.operations.importing import as_items, import_items
from decisions.catalogue.operations.publishing import approve_catalogue, submit_catalogue
from decisions.catalogue.spreadsheets.reading import read_catalogue
from decisions.demo.story import Stage, Story, data
from decisions.services.spreadsheet.reading import read_table

YEAR = 2026
FILE = "catalogue-2026.xlsx"


def plan_catalogue(story: Story) -> None:
    """Tell the catalogue's story: compiled before the first consultation, public on 27 March."""
    story.at(date(2025, 12, 22), "9:00", _compile)
    story.at(date(2026, 3, 27), "10:00", _publish)


def _compile(stage: Stage) -> None:
    reading = read_catalogue(read_table(FILE, data(FILE)), year=YEAR)
    import_items(
        stage.session,
        YEAR,
        as_items(reading),
        title="浦东新区（演示）2026年度重大行政决策事项目录",
        document_number="浦府办（演示）〔2026〕8号",
        actor=stage.people["gongkai1"],
        now=stage.now,
    )


def _publish(stage: Stage) -> None:
    first, second = stage.people["gongkai1"], stage.people["gongkai2"]
    record_consent(
        stage.session,
        YEAR,
        number="浦委（演示）〔2026〕21号",
        given_on=date(2026, 3, 20),
        actor=first,
        now=stage.now,
    )
    submission = submit_catalogue(stage.session, YEAR, actor=first, now=stage.now)
    approve_catalogue(stage.session, YEAR, submission.id, actor=second, now=stage.now)
