"""Tables around the sending of an opinion: what it said before, codes sent to a contact, spent challenges."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from decisions.database import Base, EncryptedText, UTCDateTime


class OpinionVersion(Base):
    """What an opinion said before it was amended, with the digest that stood on its receipt."""

    __tablename__ = "opinion_versions"
    __table_args__ = (UniqueConstraint("opinion_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions.id"))
    revision: Mapped[int]
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)
    clause_text: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[str] = mapped_column(EncryptedText)
    content_sha256: Mapped[str] = mapped_column(String(64))


class ContactCode(Base):
    """A code sent to a contact, to see that it belongs to whoever holds the receipt. The last one counts."""

    __tablename__ = "contact_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    sending: Mapped[str] = mapped_column(String(20), index=True)
    contact_index: Mapped[str] = mapped_column(String(64), index=True)  # blind: who, not which number
    code_seal: Mapped[str] = mapped_column(String(64))  # never the code itself
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)


class SpentChallenge(Base):
    """A solved challenge that an opinion was sent with; it counts once, until it would be too old anyway."""

    __tablename__ = "spent_challenges"

    salt: Mapped[str] = mapped_column(String(32), primary_key=True)
    good_until: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
