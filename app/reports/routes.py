"""Reports: ask for one, see how far it is, download it; or read it as a page."""

from __future__ import annotations

import io
from dataclasses import replace

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.queries import CampaignRow, campaign_by_slug, campaigns_page, languages_written
from app.core.errors import DomainError, Forbidden
from app.i18n import formats
from app.i18n.locale import best_match
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.reports.forms import WHOLE, AskReportForm, whole_label
from app.reports.presenters.pages import (
    file_name,
    is_under_way,
    offered_formats,
    report_cards,
    rhythm_labels,
    schedule_lines,
)
from app.reports.presenters.paper import paper_of
from app.reports.presenters.whole import report_document
from app.reports.queries.content import ReportPlace, read_report, report_editions, report_facts
from app.reports.queries.lists import my_reports, my_schedules
from app.reports.service import ask_report, open_report_file, schedule_report, stop_schedule
from app.reports.types import ReportFormat
from app.texts.queries import EMPTY, texts_of
from app.web.context import current_actor, current_locale, current_session, page_in
from app.web.parts import Row, read_passage

bp = Blueprint("reports", __name__)

CAMPAIGNS_SHOWN = 30
KINDS = "any(" + ", ".join(kind.value for kind in ReportFormat) + ")"


@bp.get("/reports")
def reports() -> ResponseReturnValue:
    """List the reports the person asked for, and the campaigns of which they may ask for one."""
    session, actor = current_session(), current_actor()
    require(actor, Action.REPORTS_LIST, NOTHING)
    listed = campaigns_page(session, actor, limit=CAMPAIGNS_SHOWN)
    links = [
        Row(
            read_passage(one.texts.get(one.campaign.title_text_id, EMPTY)),
            url_for("reports.of_campaign", slug=one.campaign.slug),
        )
        for one in listed.rows
        if _entities(one.campaign)
    ]
    return _list_page(campaigns=links)


@bp.route("/campaigns/<slug>/reports", methods=["GET", "POST"])
def of_campaign(slug: str) -> ResponseReturnValue:
    """Ask for a report of a campaign; the ones the person asked for stand under the form."""
    session, actor = current_session(), current_actor()
    found = _campaign(slug)
    form = _form(found)
    if form.validate_on_submit():
        try:
            if form.how_often is None:
                ask_report(session, actor, slug, form.to_input())
            else:
                schedule_report(session, actor, slug, form.to_input(), form.how_often)
        except DomainError as error:
            form.accept(error)
        else:
            is_once = form.how_often is None
            said = _("The report is being built. It is listed below.") if is_once else _("The report is scheduled.")
            flash(said, "success")
            return redirect(url_for("reports.of_campaign", slug=slug), 303)
    title = texts_of(session, actor, [found.title_text_id], found.default_locale).get(found.title_text_id, EMPTY)
    sheet_url = url_for("reports.sheet", slug=slug, entity=form.first_entity, language=form.language.data)
    no_pdf = ReportFormat.PDF not in offered_formats()
    page = _list_page(slug, title=read_passage(title), form=form, sheet_url=sheet_url, no_pdf=no_pdf)
    return page, form.http_status


@bp.get("/campaigns/<slug>/reports/sheet")
def sheet(slug: str) -> ResponseReturnValue:
    """Show a report as a page that can be printed, with the figures of this moment."""
    session, actor = current_session(), current_actor()
    found = _campaign(slug)
    languages = [code for code, _label in _languages(found)]
    locale = best_match([request.args.get("language", ""), current_locale()], languages) or languages[0]
    entity = request.args.get("entity") or next(code for code, _label in _entities(found))
    content = read_report(session, actor, ReportPlace(slug, "" if entity == WHOLE else entity, locale))
    with page_in(locale):
        paper = paper_of(report_document(content))
        back_url = url_for("reports.of_campaign", slug=slug)
        return render_template("reports/sheet.html", paper=paper, back_url=back_url)


@bp.get(f"/reports/<ident:asked_id>/<{KINDS}:kind>")
def file(asked_id: int, kind: str) -> ResponseReturnValue:
    """Hand out a file of a report to whoever asked for it, if they still may have it."""
    session, actor = current_session(), current_actor()
    opened = open_report_file(session, actor, asked_id, ReportFormat(kind))
    reader = replace(actor, locale=opened.locale)
    title = texts_of(session, reader, [opened.title_text_id]).get(opened.title_text_id, EMPTY).value
    answer = send_file(
        io.BytesIO(current_app.extensions["storage"].get(opened.key)),
        mimetype=opened.media_type,
        as_attachment=True,
        download_name=file_name(title, opened.entity_name, opened.day, ReportFormat(kind)),
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/reports/schedules/<ident:schedule_id>/stop")
def stop(schedule_id: int) -> ResponseReturnValue:
    """Stop a report that is built by itself."""
    stop_schedule(current_session(), current_actor(), schedule_id)
    flash(_("The scheduled report is stopped."), "success")
    return redirect(url_for("reports.reports"), 303)


def _campaign(slug: str) -> CampaignRow:
    """Return a campaign of which the person may ask for a report.

    :raises NotFound: no such campaign, or out of sight
    :raises Forbidden: they may ask for none of it
    """
    found = campaign_by_slug(current_session(), current_actor(), slug)
    if not _entities(found):
        raise Forbidden
    return found


def _form(found: CampaignRow) -> AskReportForm:
    languages = _languages(found)
    mine = best_match([current_locale()], [code for code, _label in languages])
    form = AskReportForm(data={"language": mine or languages[0][0], "formats": [ReportFormat.XLSX.value]})
    form.offer(
        _entities(found),
        languages,
        [(kind.value, label) for kind, label in offered_formats().items()],
        rhythm_labels().items(),
    )
    return form


def _entities(found: CampaignRow) -> list[tuple[str, str]]:
    """Return of what the person may ask for a report: the whole campaign, its entities."""
    actor = current_actor()
    whole = [(WHOLE, whole_label())] if can(actor, Action.REPORT_ASK, report_facts(found, None)) else []
    return [*whole, *((one.entity_code, one.entity_name) for one in report_editions(actor, found))]


def _languages(found: CampaignRow) -> list[tuple[str, str]]:
    """Return the languages of a campaign that the interface speaks; its own where it speaks none of them."""
    spoken = current_app.extensions["settings"].locales
    written = languages_written(current_session(), current_actor(), found.id)
    offered = [code for code in written if best_match([code], spoken)] or [written[0]]
    return [(code, formats.language_name(current_locale(), code)) for code in offered]


def _list_page(slug: str = "", **more: object) -> str:
    session, actor, locale = current_session(), current_actor(), current_locale()
    rows = my_reports(session, actor, slug)
    planned = my_schedules(session, actor, slug)
    texts = texts_of(session, actor, [*(row.title_text_id for row in rows), *(row.title_text_id for row in planned)])
    return render_template(
        "reports/reports.html",
        slug=slug,
        reports=report_cards(rows, texts, locale),
        schedules=schedule_lines(planned, texts, locale),
        is_under_way=is_under_way(rows),
        **({"title": None, "form": None, "campaigns": (), "sheet_url": "", "no_pdf": False} | more),
    )
