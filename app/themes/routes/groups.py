"""Pages of proposed groups, for those who sort a campaign."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import idents
from app.core.errors import DomainError, NotFound
from app.themes.forms import GroupForm
from app.themes.presenters.groups import group_lines, method_label, name_label, run_progress_label
from app.themes.queries.groups import groups_of
from app.themes.routes.blueprint import bp
from app.themes.routes.themes import campaign_to_sort
from app.themes.service.groups import accept_group, merge_groups, propose_groups, refuse_group, stop_grouping
from app.themes.types import NAME_MAX_CHARS, RunState
from app.web.context import current_actor, current_locale, current_session
from app.web.forms import sentence_of


@bp.get("/campaigns/<slug>/themes/groups")
def groups(slug: str) -> ResponseReturnValue:
    """Show what is proposed, and how far the machine is."""
    return _show(slug)


@bp.post("/campaigns/<slug>/themes/groups")
def begin(slug: str) -> ResponseReturnValue:
    """Let the machine look for groups."""
    campaign = campaign_to_sort(slug)
    try:
        propose_groups(current_session(), current_actor(), campaign.id)
    except DomainError as error:
        return _show(slug, error)
    flash(_("Groups are being looked for. You can leave this page and come back."), "success")
    return redirect(url_for("themes.groups", slug=slug), 303)


@bp.post("/campaigns/<slug>/themes/groups/stop")
def stop(slug: str) -> ResponseReturnValue:
    """Stop looking; what was found stays."""
    stop_grouping(current_session(), current_actor(), campaign_to_sort(slug).id)
    flash(_("Nothing more is looked for. What was found until now stays here."), "success")
    return redirect(url_for("themes.groups", slug=slug), 303)


@bp.post("/campaigns/<slug>/themes/groups/<ident:group_id>/accept")
def accept_proposed(slug: str, group_id: int) -> ResponseReturnValue:
    """Make a theme of a group."""
    campaign, form = campaign_to_sort(slug), GroupForm()
    try:
        accept_group(current_session(), current_actor(), group_id, form.to_input(campaign.source_locale))
    except DomainError as error:
        return _show(slug, error, group_id, form)
    flash(_("The group is a theme now. Its names in other languages are on the theme’s page."), "success")
    return redirect(url_for("themes.groups", slug=slug), 303)


@bp.post("/campaigns/<slug>/themes/groups/<ident:group_id>/refuse")
def refuse_proposed(slug: str, group_id: int) -> ResponseReturnValue:
    """Say that a group makes no theme."""
    campaign_to_sort(slug)
    try:
        refuse_group(current_session(), current_actor(), group_id)
    except DomainError as error:
        return _show(slug, error)
    flash(_("The group is gone. Its contributions stay as they are."), "success")
    return redirect(url_for("themes.groups", slug=slug), 303)


@bp.post("/campaigns/<slug>/themes/groups/<ident:group_id>/merge")
def merge_proposed(slug: str, group_id: int) -> ResponseReturnValue:
    """Let a group be a part of another one."""
    campaign_to_sort(slug)
    try:
        into_id = idents.decode(request.form.get("into", ""))
    except ValueError as error:
        raise NotFound from error
    try:
        merge_groups(current_session(), current_actor(), group_id, into_id)
    except DomainError as error:
        return _show(slug, error)
    flash(_("The groups have been merged."), "success")
    return redirect(url_for("themes.groups", slug=slug, _anchor=f"g-{idents.encode(into_id)}"), 303)


def _show(
    slug: str, error: DomainError | None = None, group_id: int | None = None, form: GroupForm | None = None
) -> ResponseReturnValue:
    """Render the page; ``error``: why something was refused, beside the group when it is about its name.

    :raises NotFound: what was asked for is not there
    """
    if isinstance(error, NotFound):
        raise error
    campaign = campaign_to_sort(slug)
    page, locale = groups_of(current_session(), current_actor(), campaign.id), current_locale()
    lines = group_lines(page.groups, slug, locale, refused=(group_id, form.name.data or "" if form else "", error))
    is_beside = error is not None and any(line.error for line in lines)
    html = render_template(
        "themes/groups.html",
        lines=lines,
        is_running=page.state is RunState.RUNNING,
        is_over=page.state in {RunState.DONE, RunState.STOPPED},
        done=page.done,
        total=page.total,
        progress_label=run_progress_label(page, locale),
        method=method_label(page),
        name_label=name_label(campaign.source_locale, locale),
        name_max=NAME_MAX_CHARS,
        key=(form or GroupForm(formdata=None)).key.data,
        refusal=sentence_of(error) if error is not None and not is_beside else "",
        themes_url=url_for("themes.themes", campaign=slug),
        begin_url=url_for("themes.begin", slug=slug),
        stop_url=url_for("themes.stop", slug=slug),
    )
    return html, error.status if error is not None else 200
