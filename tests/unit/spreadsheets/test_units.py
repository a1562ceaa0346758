"""Who leads and who helps, out of one or two cells."""

import pytest

from decisions.catalogue.spreadsheets.units import read_units


@pytest.mark.parametrize(
    ("lead_cell", "partner_cell", "lead", "partners"),
    [
        ("区教育局", "", "区教育局", ()),
        ("区教育局", "区财政局、区发改委", "区教育局", ("区财政局", "区发改委")),
        ("区教育局（牵头）、区财政局", "", "区教育局", ("区财政局",)),
        ("区财政局、区教育局（牵头）", "", "区教育局", ("区财政局",)),
        ("区教育局牵头，区财政局、区发改委配合", "", "区教育局", ("区财政局", "区发改委")),
        ("牵头单位：区教育局\n配合单位：区财政局、区发改委", "", "区教育局", ("区财政局", "区发改委")),
        ("主办：区教育局；协办：区财政局", "", "区教育局", ("区财政局",)),
        ("区教育局会同区财政局、区发改委", "", "区教育局", ("区财政局", "区发改委")),
        ("1.区教育局（主办）\n2.区财政局", "", "区教育局", ("区财政局",)),
        ("区生态\n环境局", "各街镇\n区规划\n资源局", "区生态环境局", ("各街镇", "区规划资源局")),
        ("区教育局\n（牵头）\n区财政局", "", "区教育局", ("区财政局",)),
        ("区教育局", "区教育局、区财政局", "区教育局", ("区财政局",)),
        ("区教育局", "区财政局，区财政局", "区教育局", ("区财政局",)),
        ("", "", None, ()),
    ],
)  # fmt: skip
def test_lead_and_partners(
    lead_cell: str, partner_cell: str, lead: str | None, partners: tuple[str, ...]
) -> None:
    assert read_units(lead_cell, partner_cell) == (lead, partners, ())


@pytest.mark.parametrize(
    "cell",
    ["区教育局、区财政局", "区教育局\n区财政局", "区教育局/区财政局", "区教育局（牵头）、区财政局（牵头）"],
)
def test_two_units_without_one_lead_are_left_to_a_person(cell: str) -> None:
    units = read_units(cell, "区发改委")
    assert units.lead is None
    assert units.undecided == ("区教育局", "区财政局")
    assert units.partners == ("区教育局", "区财政局", "区发改委")
