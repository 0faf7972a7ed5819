"""What is written in a form of a contribution is saved for later."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.drafts.errors import DraftChanged
from app.drafts.forms import DraftedForm
from app.drafts.presenters import DraftKeeper
from app.drafts.queries import draft_at
from app.drafts.service import keep_draft
from app.drafts.types import DraftAddress
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import draft_done


def save_for_later(form: DraftedForm, address: DraftAddress) -> ResponseReturnValue | None:
    """Save the words and lead to the drafts; ``None`` when the form is to be shown again with what was refused."""
    session, actor = current_session(), current_actor()
    try:
        keep_draft(session, actor, address, form.to_draft())
    except DomainError as error:
        form.accept(error)
        newer = draft_at(session, actor, address) if isinstance(error, DraftChanged) else None
        if newer is not None:
            form.show_saved(newer)
        return None
    draft_done()
    flash(_("Saved. Your text is here, on any of your devices, until you send it."), "success")
    return redirect(url_for("drafts.drafts"))


def take_up_draft(form: DraftedForm, address: DraftAddress) -> None:
    """Fill a form that is opened anew with what its writer saved before."""
    if not form.is_submitted():
        form.take_up(draft_at(current_session(), current_actor(), address))


def keeper_of(form: DraftedForm, address: DraftAddress) -> DraftKeeper:
    """Return what the form's page needs to save its words."""
    return DraftKeeper.of(address, form.saved, current_locale(), current_actor().time_zone)
