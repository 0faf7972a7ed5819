"""What all answers to a questionnaire say together."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import campaign_by_slug
from app.language.finding import read_wanted
from app.questionnaires.presenters.entities import with_entities
from app.questionnaires.presenters.quoted import quoted_page
from app.questionnaires.presenters.summary import summary_page, wave_rows
from app.questionnaires.queries.change import changes_since
from app.questionnaires.queries.entities import numbers_in_entities
from app.questionnaires.queries.grid import has_grid
from app.questionnaires.queries.summary import campaign_waves, wave_summary
from app.questionnaires.routes.blueprint import LIST, bp
from app.texts.queries import EMPTY, texts_of
from app.web.charts import chart_file
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import Filter, read_passage
from config import LOCALES

WORDS_MAX_CHARS = 200  # that are looked for


@bp.get("/campaigns/<slug>/summaries")
def summaries(slug: str) -> ResponseReturnValue:
    """List the questionnaires of a campaign whose answers the person may read together."""
    session, actor = current_session(), current_actor()
    waves = campaign_waves(session, actor, slug)
    campaign = campaign_by_slug(session, actor, slug)
    text_ids = (campaign.title_text_id, *(wave.title_text_id for wave in waves))
    texts = texts_of(session, actor, text_ids, campaign.default_locale)
    return render_template(
        "questionnaires/summaries.html",
        slug=slug,
        campaign=read_passage(texts.get(campaign.title_text_id, EMPTY)),
        rows=wave_rows(waves, texts, current_locale()),
        has_grid=has_grid(session, actor, campaign.id),
    )


@bp.get(f"{LIST}/<int(max=2147483647):wave_id>/summary")
def summary(slug: str, wave_id: int) -> ResponseReturnValue:
    """Show what all answers of a wave say, in all entities or in one; of those in words, which hold some words."""
    session, actor = current_session(), current_actor()
    found = wave_summary(session, actor, slug, wave_id, request.args.get("entity", ""))
    texts = texts_of(session, actor, found.text_ids, found.wave.default_locale)
    page = summary_page(found, changes_since(session, actor, found), texts, current_locale())
    page = with_entities(page, found, numbers_in_entities(session, actor, found), current_locale())
    words = "".join(sign for sign in request.args.get("q", "")[:WORDS_MAX_CHARS] if sign.isprintable()).strip()
    wanted = read_wanted(words, [current_locale(), *LOCALES])
    quoted = quoted_page(found, wanted, texts, current_locale()) if wanted.words else None
    kept = [("entity", found.chosen.entity_code)] if found.chosen else []
    field = Filter("q", _("Search the answers in words"), query=words) if page.has_words else None
    return chart_file(page.charts) or render_template(
        "questionnaires/summary.html", slug=slug, wave_id=wave_id, page=page, quoted=quoted, field=field, kept=kept
    )
