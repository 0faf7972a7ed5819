"""The page on which somebody leaves and chooses what becomes of what they said."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.queries import campaign_by_slug
from app.core import clock
from app.feedback.presenters.cards import FeedReader
from app.leaving.forms import EACH, LeavingForm, fate_field
from app.leaving.presenters import fate_labels, fate_notes, leaving_items
from app.leaving.queries import left_behind
from app.leaving.service.leave import leave_with_choice
from app.leaving.types import Fate
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("leaving", __name__)
NOBODY = 0  # a card is shown as a colleague sees it


@bp.route("/campaigns/<slug>/leave/choices", methods=["GET", "POST"])
def choose(slug: str) -> ResponseReturnValue:
    """Show the choices with what readers will then see, or leave."""
    session, actor = current_session(), current_actor()
    campaign = campaign_by_slug(session, actor, slug)
    behind = left_behind(session, actor, campaign.id)
    labels = fate_labels()
    form = LeavingForm(labels, _("Choose for each of them"), [one.id for one in behind.contributions])
    if form.validate_on_submit() and not form.is_previewed:
        leave_with_choice(session, actor, behind.enrolment.enrolment_id, form.to_input())
        flash(_("You have left the campaign, and what you chose is done. Nobody has been told."), "success")
        is_still_seen = campaign.edition is not None
        return redirect(url_for("home.campaign", slug=slug) if is_still_seen else url_for("home.home"), 303)
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    texts = texts_of(session, actor, campaign.text_ids, campaign.default_locale)
    return render_template(
        "leaving/choose.html",
        form=form,
        head=CampaignHead.of(campaign, texts, view),
        slug=slug,
        items=leaving_items(
            behind.contributions, form.chosen_for, fate_field, FeedReader(view.locale, NOBODY, view.now, {})
        ),
        comments=behind.comments,
        fates=labels,
        notes=fate_notes(),
        default=Fate.KEEP,
        each=EACH,
    ), form.http_status
