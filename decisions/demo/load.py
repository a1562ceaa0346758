"""Loading the demonstration: everything at once or nothing, and only into an empty portal."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from decisions.catalogue.queries import find_catalogue
from decisions.clock import civil_day
from decisions.demo.accounts import open_accounts
from decisions.demo.catalogue import YEAR, plan_catalogue
from decisions.demo.living import plan_living
from decisions.demo.proposals import plan_proposals
from decisions.demo.scenario_a import plan_scenario_a
from decisions.demo.scenario_b import plan_scenario_b
from decisions.demo.scenario_c import plan_scenario_c
from decisions.demo.story import Story
from decisions.services.storage import FileStore
from decisions.services.working_days.store import load_calendar

FOUNDED_AT = datetime(2025, 12, 1, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did; acts is 0 when the demonstration was there already."""

    acts: int

    @property
    def is_new(self) -> bool:
        """Whether anything was added."""
        return self.acts > 0


def load_demo(session: Session, store: FileStore, *, now: datetime) -> Loaded:
    """Load scenarios A, B and C with their given dates; dated from now three living decisions and proposals.

    A second time changes nothing. The caller commits.
    Writes: everything the features' operations write.
    """
    if find_catalogue(session, YEAR) is not None:
        return Loaded(acts=0)
    people = open_accounts(session, FOUNDED_AT)
    story = Story()
    plan_catalogue(story)
    plan_scenario_a(story)
    plan_scenario_b(story)
    plan_scenario_c(story)
    plan_proposals(story, civil_day(now))
    plan_living(story, civil_day(now), load_calendar(session))
    return Loaded(acts=story.tell(session, store, people, until=now))
