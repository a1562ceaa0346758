"""Carrying unfinished items of the year before into this one."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.desk.overview import blueprint
from decisions.catalogue.forms import CarryOverForm
from decisions.catalogue.operations import carry_over_item
from decisions.catalogue.queries import get_unfinished, list_unfinished
from decisions.services.actor import Role
from decisions.web.acts import answer
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.get("/desk/catalogue/<int:year>/carry-over")
@staff(Role.OPENNESS)
def unfinished(year: int) -> ResponseReturnValue:
    """List what the year before left unfinished."""
    return render_template(
        "catalogue/desk/unfinished.html", year=year, unfinished=list_unfinished(current_session(), year)
    )


@blueprint.route("/desk/catalogue/<int:year>/carry-over/<code>", methods=["GET", "POST"])
@staff(Role.OPENNESS)
def carry_over(year: int, code: str) -> ResponseReturnValue:
    """List one of them in this year's catalogue, under its own code."""
    found = get_unfinished(current_session(), year, code)
    form = CarryOverForm.of(found.carried)
    return answer(
        form,
        lambda: carry_over_item(
            current_session(), year, code, form.as_item(year), actor=current_actor(), now=clock.now()
        ),
        done=_("事项已结转，编号和页面不变。"),
        path=url_for("catalogue_desk.unfinished", year=year),
        template="catalogue/desk/carry_over.html",
        year=year,
        found=found,
    )
