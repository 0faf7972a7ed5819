"""Pages of the dashboards feature."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions.queries import changes_made
from app.core import clock
from app.core.errors import DomainError
from app.dashboards.credentials import note_in
from app.dashboards.errors import NoteGone
from app.dashboards.forms import DashboardFilterForm, ViewForm
from app.dashboards.presenters.answers import answers_page
from app.dashboards.presenters.campaign import campaign_page
from app.dashboards.presenters.filters import dashboard_args, view_lines, with_query
from app.dashboards.presenters.pages import edition_page, entity_page, group_page, note_page
from app.dashboards.presenters.product import product_page
from app.dashboards.queries.answers import answers_board
from app.dashboards.queries.campaign import campaign_dashboard
from app.dashboards.queries.notes import open_note
from app.dashboards.queries.product import product_dashboard
from app.dashboards.queries.summaries import entity_summary, group_summary
from app.dashboards.queries.views import views_of
from app.dashboards.service import delete_view, rename_view, save_view
from app.i18n import formats
from app.i18n.locale import interface_language
from app.policy.actor import SYSTEM
from app.web.charts import chart_file
from app.web.context import current_actor, current_locale, current_session, page_in
from app.web.forms import sentence_of
from app.web.parts import read_passage
from config import Settings

bp = Blueprint("dashboards", __name__)

CHANGES_SHOWN = 8
PRIVATE_PAGE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}  # its address opens it


@bp.get("/entities/<code>/dashboard")
def entity(code: str) -> ResponseReturnValue:
    """Show the figures of an entity, in all its campaigns or in one."""
    slug = request.args.get("campaign", "")
    summary = entity_summary(current_session(), current_actor(), code, slug)
    page = edition_page(summary, current_locale()) if slug else entity_page(summary, current_locale())
    return chart_file(page.charts) or render_template("dashboards/dashboard.html", page=page)


@bp.get("/campaigns/<slug>/dashboard")
def campaign(slug: str) -> ResponseReturnValue:
    """Show the figures of a campaign, or of an entity in it, as the address narrows them."""
    asked = DashboardFilterForm(request.args).to_filters()
    board = campaign_dashboard(current_session(), current_actor(), slug, asked)
    page = campaign_page(board, current_locale())
    taken = chart_file(page.every_chart)
    if taken is not None:
        return taken
    return render_template("dashboards/campaign.html", page=page, products=page.products, slug=slug)


@bp.get("/campaigns/<slug>/dashboard/answers")
def answers(slug: str) -> ResponseReturnValue:
    """Show what questionnaires gave, wave by wave, and how far people came in the missions."""
    board = answers_board(current_session(), current_actor(), slug, request.args.get("entity", ""))
    return render_template("dashboards/answers.html", page=answers_page(board, current_locale()))


@bp.route("/campaigns/<slug>/dashboard/views", methods=["GET", "POST"])
def views(slug: str) -> ResponseReturnValue:
    """List the person's views of a dashboard, and save the filters of the address as another one."""
    session, actor = current_session(), current_actor()
    filters = dashboard_args(DashboardFilterForm(request.args).to_filters())
    form = ViewForm()
    if form.validate_on_submit():
        try:
            save_view(session, actor, slug, form.name.data or "", filters)
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The view has been saved."), "success")
            return redirect(url_for("dashboards.views", slug=slug), 303)
    return _views_page(slug, form, filters)


@bp.post("/campaigns/<slug>/dashboard/views/<ident:view_id>")
def rename(slug: str, view_id: int) -> ResponseReturnValue:
    """Give a view another name."""
    form = ViewForm()
    if form.validate_on_submit():
        try:
            rename_view(current_session(), current_actor(), view_id, form.name.data or "")
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The view has been renamed."), "success")
            return redirect(url_for("dashboards.views", slug=slug), 303)
    return _views_page(slug, form, {}, view_id)


@bp.post("/campaigns/<slug>/dashboard/views/<ident:view_id>/delete")
def delete(slug: str, view_id: int) -> ResponseReturnValue:
    """Delete a view."""
    delete_view(current_session(), current_actor(), view_id)
    flash(_("The view has been deleted."), "success")
    return redirect(url_for("dashboards.views", slug=slug), 303)


def _views_page(slug: str, form: ViewForm, filters: dict[str, str], renamed: int = 0) -> ResponseReturnValue:
    title, rows = views_of(current_session(), current_actor(), slug)
    page = render_template(
        "dashboards/views.html",
        slug=slug,
        title=read_passage(title),
        views=view_lines(slug, rows, renamed),
        form=form,
        save_url=with_query(url_for("dashboards.views", slug=slug), filters) if filters and not renamed else "",
    )
    return page, form.http_status


@bp.get("/products/<int(max=2147483647):product_id>/dashboard")
def product(product_id: int) -> ResponseReturnValue:
    """Show the figures of the campaigns that test a product, in all entities or in one."""
    entity_code = request.args.get("entity", "")
    board = product_dashboard(current_session(), current_actor(), product_id, entity_code)
    page = product_page(board, current_locale())
    return chart_file(page.charts) or render_template("dashboards/dashboard.html", page=page)


@bp.get("/dashboard")
def group() -> ResponseReturnValue:
    """Show the figures of the group."""
    summary = group_summary(current_session(), current_actor())
    changes = changes_made(current_session(), current_actor(), CHANGES_SHOWN)
    page = group_page(summary, changes, current_locale())
    return chart_file(page.charts) or render_template("dashboards/dashboard.html", page=page)


@bp.get("/notes/<token>")
def note(token: str) -> ResponseReturnValue:
    """Show the monthly note that a link was mailed for, to whoever has it: in its reader's language."""
    settings: Settings = current_app.extensions["settings"]
    address = note_in(settings.secret_key, token)
    try:
        found = open_note(current_session(), SYSTEM, address, clock.today())
    except NoteGone as error:
        page = render_template(
            "ui/gone.html",
            title=_("This note can no longer be opened"),
            sentence=sentence_of(error),
            action_url=url_for("home.home"),
            action_label=_("Go to Pépite"),
        )
        return page, error.status, PRIVATE_PAGE
    assert address is not None
    locale = interface_language(found.reader.actor.locale, settings.locales)
    with page_in(locale):
        page = render_template(
            "dashboards/note.html",
            page=note_page(found.summary, locale),
            until=formats.day(locale, address.expires_on),
            dashboard_url=url_for("dashboards.entity", code=found.summary.code),
        )
    return page, 200, PRIVATE_PAGE
