"""Forms of the consultation: the public's opinion, and what staff fill in."""

from decisions.consultation.forms.changes import ChangeForm, change_form
from decisions.consultation.forms.events import EventForm, EventUploadForm, ParticipantsForm
from decisions.consultation.forms.notice import DraftForm, ExplanationForm, NoticeForm, VersionForm
from decisions.consultation.forms.opinions import OfflineOpinionForm, ShowForm, UploadForm, WithholdForm
from decisions.consultation.forms.public import OpinionForm

__all__ = [
    "ChangeForm",
    "DraftForm",
    "EventForm",
    "EventUploadForm",
    "ExplanationForm",
    "NoticeForm",
    "OfflineOpinionForm",
    "OpinionForm",
    "ParticipantsForm",
    "ShowForm",
    "UploadForm",
    "VersionForm",
    "WithholdForm",
    "change_form",
]
