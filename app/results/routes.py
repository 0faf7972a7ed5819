"""The results page of a campaign, its versions and its draft."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions.queries import public_actions
from app.aims.service import link_campaigns
from app.campaigns.presenters.figures import closure_tiles
from app.campaigns.queries import CampaignRow, campaign_by_slug, figures_of, languages_written
from app.core.errors import ChangedMeanwhile, DomainError, NotFound
from app.decisions.presenters import decision_cards
from app.decisions.queries import decisions_by_id
from app.entities.queries import entity_place
from app.i18n import formats
from app.policy.check import can, require
from app.policy.rules import Action
from app.results.forms import (
    AimCampaignsForm,
    EntryForm,
    PublishResultsForm,
    ResultsForm,
    chosen_of,
    entry_form,
    results_form,
)
from app.results.presenters.charts import chart_labels, results_charts
from app.results.presenters.page import (
    PageParts,
    ResultsReader,
    aim_page,
    decision_labels,
    language_links,
    quote_lines,
    results_lines,
    said_in,
    version_rows,
)
from app.results.queries import (
    ResultsVersionRow,
    aim_contributed,
    campaign_decisions,
    counted_today,
    my_share,
    page_facts,
    quotable,
    readable_draft,
    replaced_among,
    results_draft,
    results_versions,
)
from app.results.service import draft_entry, draft_results, publish_results
from app.results.types import ResultsContent
from app.texts.queries import EMPTY, texts_of
from app.web.charts import chart_file
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import read_passage

bp = Blueprint("results", __name__)


@bp.get("/campaigns/<slug>/results")
def results(slug: str) -> ResponseReturnValue:
    """Show the last version, as everybody who sees the campaign reads it. Ten statements at most."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    versions = results_versions(session, actor, found)
    return _page(found, versions, versions[0] if versions else None)


@bp.get("/campaigns/<slug>/results/versions/<int:number>")
def version(slug: str, number: int) -> ResponseReturnValue:
    """Show an earlier version, with actions as they stood that day."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    versions = results_versions(session, actor, found)
    shown = next((one for one in versions if one.number == number), None)
    if shown is None:
        raise NotFound
    return _page(found, versions, shown)


@bp.get("/campaigns/<slug>/results/preview")
def preview(slug: str) -> ResponseReturnValue:
    """Show the draft as readers would see it."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    draft = readable_draft(session, actor, found)
    if draft.charts:
        draft = replace(draft, kept=counted_today(session, actor, found, draft.charts))
    return _render(found, draft, url_for("results.preview", slug=slug), is_preview=True)


def _page(
    found: CampaignRow, versions: list[ResultsVersionRow], shown: ResultsVersionRow | None
) -> ResponseReturnValue:
    locale = current_locale()
    if shown is None:
        return _render(found, None, "")
    is_current = shown is versions[0]
    slug = found.slug
    url = (
        url_for("results.results", slug=slug)
        if is_current
        else url_for("results.version", slug=slug, number=shown.number)
    )
    published = _(
        "Version %(number)s, published on %(day)s.",
        number=formats.number(locale, shown.number),
        day=formats.day(locale, shown.published_at.date()),
    )
    return _render(
        found,
        shown.content,
        url,
        is_current=is_current,
        published=published,
        versions=version_rows(versions, slug, locale, shown.number) if len(versions) > 1 else [],
    )


def _render(
    found: CampaignRow, content: ResultsContent | None, url: str, *, is_current: bool = True, **more: object
) -> ResponseReturnValue:
    session, actor, locale = current_session(), current_actor(), current_locale()
    shown = content or ResultsContent()
    locales = {*shown.intro, *(one for entry in shown.entries for one in (*entry.said, *entry.stands))}
    language = chosen_of(request.args, tuple(locales), locale)
    reader = ResultsReader(actor, locale, language, found.source_locale)
    charts = results_charts(shown.kept, locale, found.source_locale) if shown.kept else ()
    taken = chart_file(charts) if charts else None
    if taken is not None:
        return taken
    decisions = decisions_by_id(session, actor, [one.decision_id for one in shown.entries])
    ids = [row.feedback_id for row in decisions.values()]
    ids += [each[0] for row in decisions.values() for each in row.linked]
    text_ids = [text_id for row in decisions.values() for text_id in (row.reason_text_id, row.campaign_title_id)]
    # The language of the page chosen, reasons of decisions and titles of actions follow it.
    in_language = replace(actor, locale=language)
    texts = texts_of(session, in_language, [*text_ids, found.title_text_id], found.default_locale)
    parts = PageParts(
        decisions=decisions,
        actions=public_actions(session, in_language, list(decisions)),
        texts=texts,
        mine=my_share(session, actor, ids),
        replaced=replaced_among(session, actor, list(decisions)),
    )
    lines = results_lines(shown, parts, reader, is_current=is_current)
    figures = figures_of(session, actor, [found])[found.id] if shown.shows_figures and content else None

    def feed(outcome: str | None = None) -> str:
        return url_for("feedback.feed", slug=found.slug, outcome=outcome)

    return render_template(
        "results/results.html",
        slug=found.slug,
        title=read_passage(texts.get(found.title_text_id, EMPTY)),
        is_published=content is not None,
        is_current=is_current,
        intro=said_in(shown.intro, reader),
        lines=lines,
        gone=len(shown.entries) - len(lines),
        tiles=closure_tiles(locale, figures.whole, feed) if figures else (),
        charts=charts,
        quotes=quote_lines(shown.quotes, quotable(session, actor, found, shown.quotes)) if shown.quotes else (),
        languages=language_links(shown, reader, url),
        takes_part=found.id in actor.enrolled_in,
        edit_url=url_for("results.edit", slug=found.slug)
        if can(actor, Action.RESULTS_WRITE, page_facts(found))
        else "",
        **({"is_preview": False, "published": "", "versions": []} | more),
    )


@bp.route("/campaigns/<slug>/results/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    """Draft the page: its introduction, and which decisions stand on it."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    form = _form(found)
    if form.validate_on_submit():
        try:
            draft_results(session, actor, slug, form.to_input())
        except ChangedMeanwhile:
            form.show_beside(_form(found, sent=False))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The draft is saved. Nobody has been told."), "success")
            return redirect(url_for("results.edit", slug=slug), 303)
    return _edit_page(found, form, None), form.http_status


@bp.post("/campaigns/<slug>/results/publish")
def publish(slug: str) -> ResponseReturnValue:
    """Publish the draft; all who took part are told."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    draft = results_draft(session, actor, found)
    require(actor, Action.RESULTS_PUBLISH, page_facts(found))
    form = PublishResultsForm(draft.version, has_versions=bool(results_versions(session, actor, found)))
    if form.validate_on_submit():
        try:
            publish_results(session, actor, slug, form.written_against, form.said)
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The results are published. Everybody who took part is told."), "success")
            return redirect(url_for("results.results", slug=slug), 303)
    return _edit_page(found, _form(found, sent=False), form), form.http_status


@bp.route("/campaigns/<slug>/results/edit/<ident:decision_id>", methods=["GET", "POST"])
def entry(slug: str, decision_id: int) -> ResponseReturnValue:
    """Write the words of one entry."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    form = _entry_form(found, decision_id)
    decision = decisions_by_id(session, actor, [decision_id]).get(decision_id)
    if decision is None:
        raise NotFound
    if form.validate_on_submit():
        try:
            draft_entry(session, actor, slug, decision_id, form.to_input())
        except ChangedMeanwhile:
            form.show_beside(_entry_form(found, decision_id, sent=False))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The draft is saved. Nobody has been told."), "success")
            return redirect(url_for("results.edit", slug=slug), 303)
    texts = texts_of(session, actor, [decision.reason_text_id, decision.campaign_title_id])
    (card,) = decision_cards([decision], texts, actor, current_locale())
    return render_template(
        "results/entry.html",
        form=form,
        sections=form.sections(),
        card=card,
        back_url=url_for("results.edit", slug=slug),
    ), form.http_status


def _locales(found: CampaignRow) -> tuple[str, ...]:
    return languages_written(current_session(), current_actor(), found.id)


def _form(found: CampaignRow, *, sent: bool = True) -> ResultsForm:
    session, actor = current_session(), current_actor()
    draft = results_draft(session, actor, found)
    form = results_form(_locales(found), draft, sent=sent)
    rows = {row.id: row for row in campaign_decisions(session, actor, found)}
    rows |= decisions_by_id(session, actor, [one.decision_id for one in draft.content.entries])
    cards = decision_cards(rows.values(), {}, actor, current_locale())
    quotes = [(row.id, row.title) for row in quotable(session, actor, found).values()]
    form.offer(decision_labels(rows.values(), cards), chart_labels(), quotes)
    return form


def _entry_form(found: CampaignRow, decision_id: int, *, sent: bool = True) -> EntryForm:
    draft = results_draft(current_session(), current_actor(), found)
    stored = draft.content.entry(decision_id)
    if stored is None:
        raise NotFound
    return entry_form(_locales(found), stored, draft.version, sent=sent)


def _edit_page(found: CampaignRow, form: ResultsForm, publishing: PublishResultsForm | None) -> str:
    session, actor = current_session(), current_actor()
    draft = results_draft(session, actor, found)
    rows = decisions_by_id(session, actor, [one.decision_id for one in draft.content.entries])
    shown = [rows[one.decision_id] for one in draft.content.entries if one.decision_id in rows]
    cards = decision_cards(shown, {}, actor, current_locale())
    texts = texts_of(session, actor, [found.title_text_id], found.default_locale)
    may_publish = can(actor, Action.RESULTS_PUBLISH, page_facts(found)) and draft.content.entries
    has_versions = bool(results_versions(session, actor, found))
    return render_template(
        "results/edit.html",
        slug=found.slug,
        title=read_passage(texts.get(found.title_text_id, EMPTY)),
        form=form,
        sections=form.sections(),
        entries=[
            (card, url_for("results.entry", slug=found.slug, decision_id=row.id))
            for row, card in zip(shown, cards, strict=True)
        ],
        preview_url=url_for("results.preview", slug=found.slug) if draft.version else "",
        publishing=publishing
        or (PublishResultsForm(draft.version, has_versions=has_versions, formdata=None) if may_publish else None),
        has_versions=has_versions,
    )


@bp.route("/entities/<code>/aims/<ident:aim_id>", methods=["GET", "POST"])
def aim(code: str, aim_id: int) -> ResponseReturnValue:
    """Show what campaigns contributed to an aim of an entity; its sponsor says which are to serve it."""
    session, actor = current_session(), current_actor()
    place = entity_place(session, actor, code, Action.AIM_VIEW)
    after = request.args.get("after", "")
    found = aim_contributed(session, actor, place, aim_id, after)
    if request.method == "POST":
        require(actor, Action.AIM_WRITE, place.facts)
    ids = [*(title for _id, title in found.choices), *(each.title_text_id for each in found.campaigns)]
    texts = texts_of(session, actor, ids)
    form = AimCampaignsForm(data={"campaigns": [str(each.id) for each in found.campaigns if each.serves]})
    form.offer((number, texts.get(title, EMPTY).value) for number, title in found.choices)
    if form.validate_on_submit():
        link_campaigns(session, actor, code, aim_id, form.campaign_ids)
        flash(_("The campaigns are saved. Decisions in them find this aim chosen."), "success")
        return redirect(url_for("results.aim", code=code, aim_id=aim_id), 303)
    html = render_template(
        "results/aim.html",
        page=aim_page(found, texts, current_locale()),
        entity_name=place.name,
        aims_url=url_for("aims.aims", code=code),
        first_url=url_for("results.aim", code=code, aim_id=aim_id, _anchor="made") if after else "",
        next_url=_made_after(code, aim_id, found.made.next_key),
        form=form if found.choices and can(actor, Action.AIM_WRITE, place.facts) else None,
    )
    return html, form.http_status


def _made_after(code: str, aim_id: int, key: str) -> str:
    return url_for("results.aim", code=code, aim_id=aim_id, after=key, _anchor="made") if key else ""
