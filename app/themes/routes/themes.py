"""Pages of themes: listed for all who see their campaigns, written and given by those who sort."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import CampaignRow, campaign_by_slug, languages_written
from app.core import idents
from app.core.errors import ChangedMeanwhile, DomainError, Forbidden
from app.feedback.presenters.cards import theme_passages
from app.feedback.queries.feed import feed_page
from app.feedback.queries.themes import themes_of, themes_on
from app.feedback.routes.feed import filters_asked
from app.feedback.routes.place import list_args
from app.i18n import formats
from app.missions.queries import missions_of
from app.texts.queries import ReadText, texts_of
from app.themes.forms import GivenForm, MergeThemeForm, SortForm, ThemeForm, theme_form
from app.themes.presenters.lists import campaign_themes, sort_rows, suggestion_lines
from app.themes.queries.lists import (
    ThemedFeedback,
    WrittenTheme,
    campaigns_to_theme,
    feedback_to_theme,
    theme_to_write,
    themes_page,
)
from app.themes.queries.said import theme_said
from app.themes.queries.suggest import suggested_themes
from app.themes.routes.blueprint import bp
from app.themes.service.give import ThemesInput, change_themes, give_theme_to_several, refuse_theme
from app.themes.service.write import create_theme, merge_themes, remove_theme, rename_theme
from app.web.context import current_actor, current_locale, current_session
from app.web.parts import Passage, passage_of, read_passage


@bp.get("/themes")
def themes() -> ResponseReturnValue:
    """List the themes of the campaigns in sight, or of one of them."""
    session, actor, slug = current_session(), current_actor(), request.args.get("campaign", "")
    campaign = campaign_by_slug(session, actor, slug) if slug else None
    after = request.args.get("after", "")
    page = themes_page(session, actor, slug, after)
    titles = [row.title_text_id for row in page.rows]
    texts = texts_of(session, actor, [*titles, campaign.title_text_id if campaign else None])
    found = {row.campaign_id for row in page.rows} | ({campaign.id} if campaign else set())
    writable = campaigns_to_theme(session, actor, found)
    return render_template(
        "themes/themes.html",
        groups=campaign_themes(page.rows, texts, writable, current_locale()),
        slug=slug,
        groups_url=url_for("themes.groups", slug=slug) if campaign and campaign.id in writable else "",
        title=read_passage(texts[campaign.title_text_id]) if campaign else None,
        create_url=url_for("themes.create", slug=slug) if campaign and campaign.id in writable else "",
        first_url=url_for("themes.themes", campaign=slug or None) if after else "",
        next_url=url_for("themes.themes", campaign=slug or None, after=page.next_key) if page.next_key else "",
    )


@bp.get("/themes/<ident:theme_id>")
def said(theme_id: int) -> ResponseReturnValue:
    """Show what contributions with a theme say, each sentence as it stands and linked to its contribution."""
    found = theme_said(current_session(), current_actor(), theme_id)
    texts = texts_of(current_session(), current_actor(), [found.name_text_id])
    return render_template(
        "themes/said.html",
        name=read_passage(texts[found.name_text_id]),
        sentences=[
            (url_for("feedback.feedback", feedback_id=each.feedback_id), passage_of(each.words, each.language))
            for each in found.sentences
        ],
        read=formats.number(current_locale(), found.read),
        feed_url=url_for("feedback.feed", slug=found.slug, theme=idents.encode(theme_id)),
        themes_url=url_for("themes.themes", campaign=found.slug),
    )


@bp.route("/campaigns/<slug>/themes/new", methods=["GET", "POST"])
def create(slug: str) -> ResponseReturnValue:
    """Add a theme to a campaign."""
    session, actor = current_session(), current_actor()
    campaign = campaign_to_sort(slug)
    form = theme_form(languages_written(session, actor, campaign.id))
    if form.validate_on_submit():
        try:
            create_theme(session, actor, campaign.id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The theme has been created."), "success")
            return redirect(url_for("themes.themes", campaign=slug))
    return _form_page(form, slug, _("Create a theme"))


@bp.route("/themes/<ident:theme_id>/edit", methods=["GET", "POST"])
def edit(theme_id: int) -> ResponseReturnValue:
    """Rename a theme; merge and remove it from the same page."""
    session, actor = current_session(), current_actor()
    theme = theme_to_write(session, actor, theme_id)
    form = theme_form(theme.names.locales, (theme.version, theme.names))
    if form.validate_on_submit():
        try:
            rename_theme(session, actor, theme_id, form.to_input())
        except ChangedMeanwhile:
            stored = theme_to_write(session, actor, theme_id)
            form.show_beside(theme_form(stored.names.locales, (stored.version, stored.names), sent=False))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The theme has been saved."), "success")
            return redirect(url_for("themes.themes", campaign=theme.slug))
    return _form_page(form, theme.slug, _("Edit a theme"), theme)


@bp.post("/themes/<ident:theme_id>/merge")
def merge(theme_id: int) -> ResponseReturnValue:
    """Let another theme take over the contributions of this one."""
    session, actor = current_session(), current_actor()
    theme = theme_to_write(session, actor, theme_id)
    form = MergeThemeForm(_others(theme))
    if form.validate_on_submit():
        try:
            merge_themes(session, actor, theme_id, form.into_id)
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The themes have been merged."), "success")
            return redirect(url_for("themes.themes", campaign=theme.slug))
    shown = theme_form(theme.names.locales, (theme.version, theme.names), sent=False)
    return _form_page(shown, theme.slug, _("Edit a theme"), theme, form)


@bp.post("/themes/<ident:theme_id>/remove")
def remove(theme_id: int) -> ResponseReturnValue:
    """Take a theme from its contributions, and remove it."""
    session, actor = current_session(), current_actor()
    theme = theme_to_write(session, actor, theme_id)
    remove_theme(session, actor, theme_id)
    flash(_("The theme has been removed. Its contributions stay as they are."), "success")
    return redirect(url_for("themes.themes", campaign=theme.slug))


@bp.route("/feedback/<ident:feedback_id>/themes", methods=["GET", "POST"])
def of_feedback(feedback_id: int) -> ResponseReturnValue:
    """Give themes to one contribution, and see which are suggested."""
    session, actor = current_session(), current_actor()
    subject = feedback_to_theme(session, actor, feedback_id)
    options = {theme.id: theme.name_text_id for theme in themes_of(session, actor, subject.campaign_facts)}
    texts = texts_of(session, actor, options.values())
    form = GivenForm({theme_id: texts[text_id].value for theme_id, text_id in options.items()}, subject.given)
    if form.validate_on_submit():
        try:
            change_themes(session, actor, feedback_id, form.to_input())
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The themes have been saved."), "success")
            return redirect(url_for("feedback.feedback", feedback_id=feedback_id))
    return _feedback_page(subject, form, options, texts)


@bp.post("/feedback/<ident:feedback_id>/themes/<ident:theme_id>/accept")
def accept(feedback_id: int, theme_id: int) -> ResponseReturnValue:
    """Give a theme that was suggested."""
    change_themes(current_session(), current_actor(), feedback_id, ThemesInput(frozenset({theme_id})))
    flash(_("The theme has been added."), "success")
    return redirect(url_for("themes.of_feedback", feedback_id=feedback_id), 303)


@bp.post("/feedback/<ident:feedback_id>/themes/<ident:theme_id>/refuse")
def refuse(feedback_id: int, theme_id: int) -> ResponseReturnValue:
    """Say that a suggested theme does not suit."""
    refuse_theme(current_session(), current_actor(), feedback_id, theme_id)
    flash(_("This theme will not be suggested here again."), "success")
    return redirect(url_for("themes.of_feedback", feedback_id=feedback_id), 303)


@bp.route("/campaigns/<slug>/themes/sort", methods=["GET", "POST"])
def sort(slug: str) -> ResponseReturnValue:
    """Give one theme to several contributions of the feed, as its filters show them."""
    session, actor = current_session(), current_actor()
    campaign = campaign_to_sort(slug)
    options = themes_of(session, actor, campaign.facts)
    page = feed_page(
        session, actor, campaign.facts, filters_asked(campaign, missions_of(session, actor, campaign.id), options)
    )
    texts = texts_of(session, actor, [campaign.title_text_id, *(theme.name_text_id for theme in options)])
    form = SortForm({theme.id: texts[theme.name_text_id].value for theme in options})
    if form.validate_on_submit():
        try:
            count = give_theme_to_several(session, actor, form.feedback_ids, form.theme_id)
        except DomainError as error:
            form.accept(error)
        else:
            message = ngettext(
                "%(num)s\N{NO-BREAK SPACE}contribution has the theme now.",
                "%(num)s\N{NO-BREAK SPACE}contributions have the theme now.",
                count,
            )
            flash(message, "success")
            return redirect(request.full_path, 303)
    themes_by_card = theme_passages(themes_on(session, actor, [row.id for row in page.rows]), texts)
    asked = list_args()
    html = render_template(
        "themes/sort.html",
        form=form,
        lines=sort_rows(page.rows, themes_by_card),
        has_themes=bool(options),
        create_url=url_for("themes.create", slug=slug),
        back_url=_with(url_for("feedback.feed", slug=slug), asked),
        title=read_passage(texts[campaign.title_text_id]),
        first_url=_with(url_for("themes.sort", slug=slug), asked) if request.args.get("after") else "",
        next_url=_with(url_for("themes.sort", slug=slug), {**asked, "after": page.next_key}) if page.next_key else "",
    )
    return html, form.http_status


def campaign_to_sort(slug: str) -> CampaignRow:
    """Return a campaign whose themes the reader writes.

    :raises NotFound: out of sight; :raises Forbidden: others write its themes
    """
    campaign = campaign_by_slug(current_session(), current_actor(), slug)
    if not campaigns_to_theme(current_session(), current_actor(), [campaign.id]):
        raise Forbidden
    return campaign


def _with(url: str, asked: Mapping[str, str]) -> str:
    """Return an address with the filters of the feed."""
    return f"{url}?{urlencode(asked)}" if asked else url


def _others(theme: WrittenTheme) -> Mapping[int, str]:
    """Return the names of the other themes of the campaign."""
    session, actor = current_session(), current_actor()
    rows = themes_of(session, actor, theme.facts)
    texts = texts_of(session, actor, [row.name_text_id for row in rows])
    return {row.id: texts[row.name_text_id].value for row in rows if row.id != theme.id}


def _form_page(
    form: ThemeForm, slug: str, heading: str, theme: WrittenTheme | None = None, merging: MergeThemeForm | None = None
) -> ResponseReturnValue:
    others = _others(theme) if theme else {}
    page = render_template(
        "themes/form.html",
        form=form,
        sections=form.sections(),
        heading=heading,
        theme_id=theme.id if theme else None,
        merging=(merging or MergeThemeForm(others)) if others else None,
        back_url=url_for("themes.themes", campaign=slug),
    )
    return page, (merging or form).http_status


def _feedback_page(
    subject: ThemedFeedback, form: GivenForm, options: Mapping[int, int], texts: Mapping[int, ReadText]
) -> ResponseReturnValue:
    suggested = suggested_themes(current_session(), current_actor(), subject)
    title: Passage = passage_of(subject.title, subject.language)
    html = render_template(
        "themes/of_feedback.html",
        form=form,
        title=title,
        body=passage_of(subject.body, subject.language),
        before=form.before,
        suggestions=suggestion_lines(suggested, texts, options, (subject.id, subject.language), current_locale()),
        list_url=url_for("themes.themes", campaign=subject.slug),
        create_url=url_for("themes.create", slug=subject.slug),
        back_url=url_for("feedback.feedback", feedback_id=subject.id),
    )
    return html, form.http_status
