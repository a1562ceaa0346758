"""Importing a spreadsheet at the desk: upload, look at what it would change, confirm."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.desk.overview import blueprint
from decisions.catalogue.forms import ConfirmForm, UploadForm
from decisions.catalogue.models import CatalogueUpload
from decisions.catalogue.operations import (
    as_item,
    confirm_upload,
    keep_upload,
    list_unmatched,
    plan_import_of,
)
from decisions.catalogue.queries import find_catalogue, get_upload
from decisions.catalogue.rules import CatalogueState
from decisions.catalogue.spreadsheets import CatalogueReading, read_catalogue
from decisions.catalogue.spreadsheets.columns import COLUMNS
from decisions.errors import DecisionsError, NotAllowedError, NotFoundError
from decisions.services.actor import Role
from decisions.services.spreadsheet.reading import read_table
from decisions.web import transactions
from decisions.web.context import file_store
from decisions.web.files import uploaded
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

_FIELDS = {column.field: column.heading for column in COLUMNS}
_PREFIX = "column-"


@blueprint.route("/desk/catalogue/import", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def upload() -> ResponseReturnValue:
    """Take a spreadsheet and keep it until its preview is confirmed."""
    form = UploadForm(data={"year": request.args.get("year", clock.today().year, type=int)})
    if form.validate_on_submit():
        received = uploaded(form.file.data)
        name, data = received or ("", b"")
        try:
            read_catalogue(read_table(name, data), year=form.year.data)
            kept = keep_upload(
                current_session(),
                file_store(),
                year=form.year.data,
                name=name,
                data=data,
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            error.field = "file"
            form.absorb(error)
        else:
            return redirect(url_for("catalogue_desk.preview", upload_id=kept.id))
    return render_template("catalogue/desk/upload.html", form=form), 422 if form.errors else 200


@blueprint.get("/desk/catalogue/uploads/<int:upload_id>")
@staff(Role.OPENNESS)
def preview(upload_id: int) -> ResponseReturnValue:
    """Show how the spreadsheet was understood and what it would change; nothing is written."""
    return _preview(get_upload(current_session(), upload_id))


@blueprint.post("/desk/catalogue/uploads/<int:upload_id>")
@staff(Role.OPENNESS)
def confirm(upload_id: int) -> ResponseReturnValue:
    """Import the kept spreadsheet, read again with the columns as the preview showed them."""
    session = current_session()
    kept = get_upload(session, upload_id)
    try:
        reading = _read(kept, _asked_columns(request.form))
        plan = confirm_upload(session, upload_id, reading, actor=current_actor(), now=clock.now())
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        return _preview(get_upload(session, upload_id), error)
    flash(
        _(
            "已导入：新增 %(added)s 项，更新 %(changed)s 项，未变 %(unchanged)s 项。",
            added=len(plan.added),
            changed=len(plan.changed),
            unchanged=len(plan.unchanged),
        ),
        "success",
    )
    return redirect(url_for("catalogue_desk.show", year=kept.year))


def _preview(kept: CatalogueUpload, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    reading = _read(kept, _asked_columns(request.values))
    catalogue = find_catalogue(session, kept.year)
    page = render_template(
        "catalogue/desk/preview.html",
        kept=kept,
        reading=reading,
        found=(*reading.problems, *list_unmatched(session, kept.year, reading)),
        plan=plan_import_of(session, kept.year, [as_item(item) for item in reading.items]),
        fields=_FIELDS,
        prefix=_PREFIX,
        is_open=catalogue is None or catalogue.state is not CatalogueState.SUBMITTED,
        problems=[{"text": translate(refusal.reader_message)}] if refusal else [],
        form=ConfirmForm(),
    )
    return page, refusal.status if refusal else 200


def _read(kept: CatalogueUpload, asked: Mapping[int, str | None]) -> CatalogueReading:
    """Read the kept file again, with those columns that a person took for something else than we did."""
    table = read_table(kept.file.name, file_store().read(kept.file.sha256))
    reading = read_catalogue(table, year=kept.year)
    found = {column.index: column.field for column in reading.columns}
    corrected = {index: field for index, field in asked.items() if index in found and found[index] != field}
    return read_catalogue(table, year=kept.year, overrides=corrected) if corrected else reading


def _asked_columns(values: Mapping[str, str]) -> dict[int, str | None]:
    """Return the field that a person chose for each column; an unknown choice counts for nothing."""
    return {
        int(name.removeprefix(_PREFIX)): value or None
        for name, value in values.items()
        if name.startswith(_PREFIX)
        and name.removeprefix(_PREFIX).isdecimal()
        and (not value or value in _FIELDS)
    }
