"""Messages: each goes out once, and one that can't be delivered holds up no other."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.services.outbox import MAX_ATTEMPTS, OutboxMessage, queue_message, send_due

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_a_message_that_can_t_be_delivered_holds_up_no_other(session: Session) -> None:
    for number, recipient in enumerate(["broken", "a@example.cn", "b@example.cn"]):
        queue_message(session, dedupe_key=str(number), recipient=recipient, subject="s", body="b", now=NOW)
    session.commit()
    sent: list[str] = []

    def deliver(recipient: str, _subject: str, _body: str) -> None:
        if recipient == "broken":
            raise ValueError("a header must not contain a line break")
        sent.append(recipient)

    assert send_due(session, deliver, now=NOW) == 2
    assert sent == ["a@example.cn", "b@example.cn"]
    later = NOW
    for _attempt in range(MAX_ATTEMPTS):
        later += timedelta(days=1)
        send_due(session, deliver, now=later)
    assert sent == ["a@example.cn", "b@example.cn"]
    broken = session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == "0")).one()
    assert (broken.attempts, broken.next_attempt_at, broken.last_error) == (MAX_ATTEMPTS, None, "ValueError")
