"""The page of an entity's team, and what is done there: hand a mandate over, stand in for some days."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.service import cover_mandate, end_cover
from app.core import clock
from app.core.errors import DomainError, NotFound
from app.entities.queries import EntityPlace, entity_place
from app.policy.actor import Role
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.team.errors import NoColleague
from app.team.forms import CoverForm, HandOverForm
from app.team.presenters import TeamReader, coverage_of, coverage_sentence, mandate_in_words, member_items
from app.team.queries import (
    TeamMember,
    colleague_by_email,
    team_member,
    team_members,
)
from app.team.service import hand_over_with_tasks
from app.texts.queries import texts_of
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("team", __name__)


@bp.get("/entities/<code>/team")
def team(code: str) -> ResponseReturnValue:
    """Show who holds which mandate, what the team covers, who stands in for whom. Four statements."""
    session, actor = current_session(), current_actor()
    place, today = entity_place(session, actor, code, Action.TEAM_VIEW), clock.today(actor.time_zone)
    members = team_members(session, actor, place, today)
    texts = texts_of(session, actor, [one.campaign_text_id for one in members if one.campaign_text_id is not None])
    return render_template(
        "team/team.html",
        entity_name=place.name,
        sentence=coverage_sentence(coverage_of(members, today), current_locale()),
        members=member_items(members, texts, TeamReader(actor, place, today, current_locale())),
        aims_url=url_for("aims.aims", code=place.code) if can(actor, Action.AIM_VIEW, place.facts) else "",
        milestones_url=url_for("recognitions.milestones", code=place.code)
        if can(actor, Action.MILESTONES_VIEW, place.facts)
        else "",
        mandates_url=url_for("accounts.mandates", entity=place.code)
        if can(actor, Action.MANDATES_VIEW, NOTHING)
        else "",
    )


@bp.route("/entities/<code>/team/<ident:mandate_id>/hand-over", methods=["GET", "POST"])
def hand_over_one(code: str, mandate_id: int) -> ResponseReturnValue:
    """Hand a mandate over to somebody else, with what is open."""
    place, member = _changeable(code, mandate_id, Action.MANDATE_END)
    form = HandOverForm(member, current_locale())
    said = _("The mandate has been handed over, with what was open. Both people are told.")
    return _give(form, hand_over_with_tasks, said, (place, member))


@bp.route("/entities/<code>/team/<ident:mandate_id>/cover", methods=["GET", "POST"])
def cover(code: str, mandate_id: int) -> ResponseReturnValue:
    """Let somebody stand in for the holder of a mandate, for some days."""
    place, member = _changeable(code, mandate_id, Action.MANDATE_COVER)
    form = CoverForm(member, current_locale())
    said = _("Saved. This ends by itself after the last day.")
    return _give(form, cover_mandate, said, (place, member))


@bp.post("/entities/<code>/team/<ident:mandate_id>/cover/end")
def end_one_cover(code: str, mandate_id: int) -> ResponseReturnValue:
    """End at once that somebody stands in."""
    _member(code, mandate_id)
    end_cover(current_session(), current_actor(), mandate_id)
    flash(_("There is no stand-in any more."), "success")
    return redirect(url_for("team.team", code=code), 303)


def _member(code: str, mandate_id: int) -> tuple[EntityPlace, TeamMember]:
    session, actor = current_session(), current_actor()
    place = entity_place(session, actor, code, Action.TEAM_VIEW)
    return place, team_member(session, actor, place, mandate_id, clock.today())


def _changeable(code: str, mandate_id: int, action: Action) -> tuple[EntityPlace, TeamMember]:
    """Return a mandate that the reader may pass on; nobody passes on what they hold for somebody else."""
    place, member = _member(code, mandate_id)
    require(current_actor(), action, member.facts)
    if member.cover_of_id is not None:
        raise NotFound
    return place, member


def _give(
    form: HandOverForm | CoverForm,
    act: Callable[..., object],
    said: str,
    passed_on: tuple[EntityPlace, TeamMember],
) -> ResponseReturnValue:
    """Give the colleague that the form names a mandate, or show the form."""
    session, actor = current_session(), current_actor()
    place, member = passed_on
    if form.validate_on_submit():
        try:
            person_id = _colleague(place, form.email.data or "")
            act(session, actor, member.mandate_id, form.to_input(person_id))
        except DomainError as error:
            form.accept(error)
        else:
            flash(said, "success")
            return redirect(url_for("team.team", code=place.code), 303)
    return _form_page(form, place, member), form.http_status


def _colleague(place: EntityPlace, email: str) -> int:
    person_id = colleague_by_email(current_session(), current_actor(), place, email)
    if person_id is None:
        raise NoColleague
    return person_id


def _form_page(form: HandOverForm | CoverForm, place: EntityPlace, member: TeamMember) -> str:
    return render_template(
        "team/cover.html" if isinstance(form, CoverForm) else "team/hand_over.html",
        form=form,
        entity_name=place.name,
        mandate=mandate_in_words(member, current_locale()),
        reads_languages=member.role is Role.AMBASSADOR,
        back_url=url_for("team.team", code=place.code),
    )
