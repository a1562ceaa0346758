"""Messages to send, as rows of the transaction that caused them; a worker sends them afterwards.

A message is never sent from a request: what was rolled back is never told, what was committed is told
exactly once per dedupe key.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from decisions.database import Base, EncryptedText, UTCDateTime

MAX_ATTEMPTS = 8


class OutboxMessage(Base):
    """One message waiting, sent, or given up."""

    __tablename__ = "outbox_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    recipient: Mapped[str] = mapped_column(EncryptedText)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(EncryptedText)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(String(200), default="")


def queue_message(
    session: Session, *, dedupe_key: str, recipient: str, subject: str, body: str, now: datetime
) -> None:
    """Queue a message unless one with this key was queued before.

    Writes: outbox_messages.
    """
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedupe_key == dedupe_key)) is None:
        session.add(
            OutboxMessage(
                dedupe_key=dedupe_key,
                recipient=recipient,
                subject=subject,
                body=body,
                created_at=now,
                next_attempt_at=now,
                attempts=0,
                last_error="",
            )
        )


def send_due(
    session: Session, deliver: Callable[[str, str, str], None], *, now: datetime, limit: int = 50
) -> int:
    """Send what is due, commit after each message, and return how many went out.

    A message that fails is tried again after 1, 2, 4 … minutes and given up after MAX_ATTEMPTS.
    Writes: outbox_messages.
    """
    sent = 0
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.next_attempt_at <= now)
        .order_by(OutboxMessage.next_attempt_at)
        .limit(limit)
    )
    for message_id in session.scalars(due).all():
        message = session.get(OutboxMessage, message_id, with_for_update={"skip_locked": True})
        if message is None or message.sent_at is not None:
            continue
        message.attempts += 1
        try:
            deliver(message.recipient, message.subject, message.body)
        # Whatever one message does (an address that mail libraries choke on), the others go out.
        except Exception as error:
            message.last_error = type(error).__name__
            retry = timedelta(minutes=2 ** (message.attempts - 1))
            message.next_attempt_at = None if message.attempts >= MAX_ATTEMPTS else now + retry
        else:
            message.sent_at, message.next_attempt_at = now, None
            sent += 1
        session.commit()
    return sent
