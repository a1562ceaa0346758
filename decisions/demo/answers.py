"""Opinions and their answers from the data files, and the disclosure approved by two people."""

from decisions.consultation.operations.importing import import_opinions
from decisions.consultation.spreadsheets.reading import read_opinions
from decisions.demo.acts import Team, consultation_of, decision_of
from decisions.demo.story import Act, Stage, data
from decisions.feedback.operations.disclosing import approve_disclosure, prepare_disclosure, submit_disclosure
from decisions.feedback.operations.importing import import_answers
from decisions.feedback.rules import DisclosureKind
from decisions.feedback.spreadsheets import read_answers
from decisions.services.spreadsheet.reading import read_table


def import_from(code: str, team: Team, name: str) -> Act:
    """Take the opinions of a data file in."""

    def act(stage: Stage) -> None:
        import_opinions(
            stage.session,
            consultation_of(stage, code),
            read_opinions(read_table(name, data(name))),
            actor=stage.people[team.drafter],
            now=stage.now,
        )

    return act


def answer_from(code: str, team: Team, name: str) -> Act:
    """Take over the dispositions and reasons of a data file."""

    def act(stage: Stage) -> None:
        rows = read_answers(read_table(name, data(name)))
        actor = stage.people[team.drafter]
        import_answers(stage.session, decision_of(stage, code), rows, actor=actor, now=stage.now)

    return act


def disclose(code: str, team: Team, summary: str) -> Act:
    """Publish the final disclosure."""

    def act(stage: Stage) -> None:
        drafter, approver = stage.people[team.drafter], stage.people[team.approver]
        disclosure = prepare_disclosure(
            stage.session,
            decision_of(stage, code),
            kind=DisclosureKind.FINAL,
            summary=summary,
            actor=drafter,
            now=stage.now,
        )
        submission = submit_disclosure(stage.session, disclosure, actor=drafter, now=stage.now)
        approve_disclosure(
            stage.session,
            disclosure,
            submission.id,
            portal_url="http://127.0.0.1:8000",
            actor=approver,
            now=stage.now,
        )

    return act
