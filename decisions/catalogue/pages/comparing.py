"""Two versions side by side: of one year, or of two years."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions.catalogue.errors import CatalogueNotPublishedError
from decisions.catalogue.pages.selecting import blueprint, seq_from
from decisions.catalogue.queries import Edition, PublishedCatalogue, get_published, list_editions
from decisions.catalogue.rules import CATEGORY_TERMS, CHANGE_TERMS
from decisions.catalogue.rules.items import FIELD_LABELS, Difference, compare
from decisions.web.filters import moment
from decisions.web.guards import public
from decisions.web.page_cache import same_for_everybody
from decisions.web.transactions import current_session


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two versions, told apart by what became of the item."""

    added: list[Difference]
    changed: list[Difference]
    gone: list[Difference]
    unchanged: int


@blueprint.get("/catalogue/<int:year>/compare")
@public
@same_for_everybody
def compare_versions(year: int) -> ResponseReturnValue:
    """Show two versions side by side; without a choice, the year's newest beside the one before it."""
    session = current_session()
    editions = list_editions(session)
    new = _chosen(editions, year, seq_from("new")) or _newest(editions, year)
    old = _chosen(editions, year, seq_from("old")) or _before(editions, new)
    sides = [get_published(session, side.year, side.version.seq) for side in (old, new)]
    return render_template(
        "catalogue/compare_versions.html",
        year=year,
        old=sides[0],
        new=sides[1],
        is_readable=all(side.payload is not None for side in sides),
        comparison=_compare(*sides),
        choices=[(edition.version.seq, _named(edition)) for edition in editions],
        names=(_named(old), _named(new)),
        categories=CATEGORY_TERMS,
        changes=CHANGE_TERMS,
        field_labels=FIELD_LABELS,
    )


def _chosen(editions: list[Edition], year: int, seq: int | None) -> Edition | None:
    """Return the version that an entry of the record holds. Raises: CatalogueNotPublishedError."""
    if seq is None:
        return None
    found = next((edition for edition in editions if edition.version.seq == seq), None)
    if found is None:
        raise CatalogueNotPublishedError(year=year)
    return found


def _newest(editions: list[Edition], year: int) -> Edition:
    found = next((edition for edition in editions if edition.year == year), None)
    if found is None:
        raise CatalogueNotPublishedError(year=year)
    return found


def _before(editions: list[Edition], edition: Edition) -> Edition:
    """Return the version before this one, of the year before where it is the first; itself when it is all."""
    following = editions[editions.index(edition) + 1 :]
    return following[0] if following else edition


def _compare(old: PublishedCatalogue, new: PublishedCatalogue) -> Comparison:
    differences = compare(old.items, new.items, matter_only=old.year != new.year)
    changed = [difference for difference in differences if difference.old and difference.new]
    added = [difference for difference in differences if not difference.old]
    return Comparison(
        added=added,
        changed=changed,
        gone=[difference for difference in differences if not difference.new],
        unchanged=len(new.items) - len(added) - len(changed),
    )


def _named(edition: Edition) -> str:
    published = moment(edition.version.published_at)
    return str(
        _(
            "%(year)s 年度第 %(number)s 版（%(at)s公布）",
            year=str(edition.year),
            number=edition.version.number,
            at=published,
        )
    )
