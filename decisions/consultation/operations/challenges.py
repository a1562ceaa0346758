"""Challenges: made and signed, then spent once with the opinion that they were solved for."""

import hmac
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.consultation.models import SpentChallenge
from decisions.consultation.rules.challenges import (
    GOOD_FOR,
    Challenge,
    Proof,
    is_answered,
    is_fresh,
    is_solved,
)
from decisions.database import keyed_seal


def make_challenge(round_code: str, now: datetime) -> str:
    """Return a fresh challenge, signed; nothing is stored until it is spent."""
    challenge = Challenge(round_code, int(now.timestamp()), secrets.token_hex(8))
    return f"{challenge.text}.{_seal(challenge)}"


def read_challenge(text: str) -> Challenge | None:
    """Return the challenge that the portal signed, None for any other text."""
    parts = text.split(".")
    if len(parts) != 4 or not (parts[1].isascii() and parts[1].isdecimal() and len(parts[1]) < 12):
        return None
    challenge = Challenge(parts[0], int(parts[1]), parts[2])
    return challenge if hmac.compare_digest(_seal(challenge), parts[3]) else None


def _seal(challenge: Challenge) -> str:
    return keyed_seal(f"challenge/{challenge.text}")[:32]


def assess_proof(text: str, *, round_code: str, solution: str, answer: str, now: datetime) -> Proof:
    """Return what a form proves, before it is known whether its challenge was spent.

    Shape:  text is the challenge as the form brings it back; solution and answer may be empty.
    """
    challenge = read_challenge(text)
    if challenge is None or challenge.round_code != round_code or not is_fresh(challenge, now):
        return Proof.NONE
    if is_solved(text, solution):
        return Proof.SOLVED
    return Proof.ANSWERED if is_answered(challenge, answer) else Proof.NONE


def spend_challenge(session: Session, text: str) -> bool:
    """Use a challenge up and return whether it had not been used; kept or undone with the opinion.

    Writes: spent_challenges.
    """
    challenge = read_challenge(text)
    if challenge is None:
        return False
    made_at = datetime.fromtimestamp(challenge.made_at, UTC)
    forgotten = delete(SpentChallenge).where(SpentChallenge.good_until < made_at - timedelta(minutes=5))
    session.execute(forgotten)
    try:
        with session.begin_nested():
            session.add(SpentChallenge(salt=challenge.salt, good_until=made_at + GOOD_FOR))
            session.flush()
    except IntegrityError:
        return False
    return True
