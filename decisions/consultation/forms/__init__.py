"""Forms of the consultation: the public's opinion, and what staff fill in."""

from decisions.consultation.forms.changes import ChangeForm, change_form
from decisions.consultation.forms.events import EventForm, EventUploadForm, ParticipantsForm
from decisions.consultation.forms.notice import DraftForm, ExplanationForm, NoticeForm, VersionForm
from decisions.consultation.forms.opinions import OfflineOpinionForm, ShowForm, UploadForm, WithholdForm
from decisions.consultation.forms.public import AmendForm, CodeForm, OpinionForm, TakeBackForm

__all__ = [
    "AmendForm",
    "ChangeForm",
    "CodeForm",
    "DraftForm",
    "EventForm",
    "EventUploadForm",
    "ExplanationForm",
    "NoticeForm",
    "OfflineOpinionForm",
    "OpinionForm",
    "ParticipantsForm",
    "ShowForm",
    "TakeBackForm",
    "UploadForm",
    "VersionForm",
    "WithholdForm",
    "change_form",
]
