"""Reading the catalogue: what the desk works on, what was published, how far it has come, what is proposed.

Every reading for the public comes from entries of the record; the number of queries is constant.
"""

from decisions.catalogue.queries.desk import (
    find_catalogue,
    find_decision,
    find_decisions_by_title,
    get_catalogue,
    get_decision,
    get_item,
    get_upload,
    has_earlier_decisions,
    list_catalogues,
    list_decisions,
)
from decisions.catalogue.queries.progress import (
    Unfinished,
    first_issued_days,
    get_unfinished,
    list_progress,
    list_unfinished,
    stages_of,
)
from decisions.catalogue.queries.proposals import (
    count_waiting_proposals,
    get_proposal,
    get_readable_proposal,
    list_proposals,
    waits_for,
)
from decisions.catalogue.queries.published import (
    CATALOGUE,
    Edition,
    PublishedCatalogue,
    Version,
    find_listing,
    find_published,
    first_published_days,
    get_duty,
    get_duty_of,
    get_published,
    list_editions,
    list_published_years,
    list_versions,
)

__all__ = [
    "CATALOGUE",
    "Edition",
    "PublishedCatalogue",
    "Unfinished",
    "Version",
    "count_waiting_proposals",
    "find_catalogue",
    "find_decision",
    "find_decisions_by_title",
    "find_listing",
    "find_published",
    "first_issued_days",
    "first_published_days",
    "get_catalogue",
    "get_decision",
    "get_duty",
    "get_duty_of",
    "get_item",
    "get_proposal",
    "get_published",
    "get_readable_proposal",
    "get_unfinished",
    "get_upload",
    "has_earlier_decisions",
    "list_catalogues",
    "list_decisions",
    "list_editions",
    "list_progress",
    "list_proposals",
    "list_published_years",
    "list_unfinished",
    "list_versions",
    "stages_of",
    "waits_for",
]
