"""What an opinion may hold, and what of it is shown to the public."""

from typing import Final

from decisions.consultation.errors import OpinionEmptyError, OpinionTooLongError
from decisions.consultation.rules import SubmitterType
from decisions.services.personal_data import mask_name, mask_organisation, mask_text, person_named_in

MAX_CONTENT: Final = 5000
MAX_OFFLINE_CONTENT: Final = 20_000  # letters are longer than what the form takes
MAX_NAME: Final = 100
MAX_CONTACT: Final = 200
MAX_ATTACHMENTS: Final = 5
MAX_POINTS: Final = 10  # clauses in one sending

RECEIPT_PREFIX: Final = "YJ"


def checked_content(typed: str, *, limit: int = MAX_CONTENT) -> str:
    """Return the words of an opinion, white space around them removed.

    Raises: OpinionEmptyError, OpinionTooLongError.
    """
    content = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if not content:
        raise OpinionEmptyError(field="content")
    if len(content) > limit:
        raise OpinionTooLongError(field="content", limit=limit, length=len(content))
    return content


def shown_name(name: str, submitter: SubmitterType, *, consents: bool) -> str:
    """Return a name as the public sees it: whole with consent, a person's masked without.

    An organisation's own name is no personal data and stays; whoever speaks for it is masked.
    Shape:  empty when no name was given.
    """
    if consents:
        return name.strip()
    return mask_name(name) if submitter is SubmitterType.INDIVIDUAL else mask_organisation(name)


def names_to_hide(name: str, submitter: SubmitterType, *, consents: bool) -> tuple[str, ...]:
    """Return the names that are starred out where the text repeats them (我叫…)."""
    if consents:
        return ()
    found = name.strip() if submitter is SubmitterType.INDIVIDUAL else person_named_in(name)
    return (found,) if found else ()


def shown_content(content: str, name: str, submitter: SubmitterType, *, consents: bool) -> str:
    """Return the words as the public may read them: personal data starred out, nothing else changed.

    Source: R29.
    """
    return mask_text(content, names_to_hide(name, submitter, consents=consents))
