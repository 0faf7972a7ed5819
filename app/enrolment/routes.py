"""Pages of the enrolment feature: joining a campaign and leaving it."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.campaigns.presenters import CampaignHead, PageReader
from app.campaigns.queries import CampaignRow, EditionRow, campaign_by_slug
from app.charters.errors import CharterChanged, CharterNotAccepted
from app.charters.presenters import asked_texts
from app.charters.queries import asked_in
from app.charters.types import CharterPlace
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError, Forbidden, NotFound
from app.enrolment import service
from app.enrolment.errors import MoreQuestions
from app.enrolment.forms import JoinForm, PlacesForm
from app.enrolment.presenters import AnswersSaid, BoardReader, joined_sentence, places_board, segment_label
from app.enrolment.queries import applications_of, places_told, recruitments_of, segments_of, standing_in
from app.enrolment.types import EnrolmentStatus
from app.missions.presenters import TodoContext, effort_label, mission_todos
from app.missions.queries import missions_of
from app.policy.check import can, require
from app.policy.rules import Action
from app.questionnaires.forms.words import SentWordsForm, words_form
from app.questionnaires.presenters.question import QuestionReader
from app.questionnaires.presenters.screening import ScreeningPart, screening_part
from app.questionnaires.queries.screening import application_answers, screenings_of
from app.questions.reading import Reading, problems_of, read_all
from app.texts.queries import EMPTY, texts_of
from app.web.addresses import safe_path
from app.web.context import current_actor, current_locale, current_session

bp = Blueprint("enrolment", __name__)


@bp.route("/campaigns/<slug>/join", methods=["GET", "POST"])
def join(slug: str) -> ResponseReturnValue:
    """Show all that taking part means on one page, and take people in."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    if found.edition is None:
        raise Forbidden
    form = JoinForm()
    afterwards = safe_path(request.args.get("next")) if "next" in request.args else url_for("home.campaign", slug=slug)
    mine = standing_in(session, actor, found.id)
    if mine is not None and mine.status is not EnrolmentStatus.LEFT:
        is_in = mine.status is EnrolmentStatus.ACCEPTED
        return redirect(afterwards if is_in else url_for("home.campaign", slug=slug))
    if form.validate_on_submit():
        try:
            words = _words_sent(found, found.edition, form)
            if not words.is_chosen():
                return _join_page(found, found.edition, form, words), HTTPStatus.UNPROCESSABLE_ENTITY
            status = service.enrol(session, actor, found.edition.id, form.to_input(words.to_words())).status
        except DomainError as error:
            form.accept(error)
        else:
            flash(joined_sentence(status), "success")
            is_in = status is EnrolmentStatus.ACCEPTED
            return redirect(afterwards if is_in else url_for("home.campaign", slug=slug))
    return _join_page(found, found.edition, form), form.http_status


@bp.post("/campaigns/<slug>/leave")
def leave(slug: str) -> ResponseReturnValue:
    """Leave, in one click."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    mine = standing_in(session, actor, found.id)
    if mine is not None:
        service.leave(session, actor, mine.enrolment_id)
    flash(_("You have left the campaign. Nobody has been told. You can join again from its page."), "success")
    is_still_seen = found.edition is not None
    return redirect(url_for("home.campaign", slug=slug) if is_still_seen else url_for("home.home"))


@bp.get("/campaigns/<slug>/applications")
def applications(slug: str) -> ResponseReturnValue:
    """Show who asked to take part and waits for an answer or a place, to those who decide."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    editions = [each for each in found.editions if can(actor, Action.ENROLMENT_DECIDE, each.facts)]
    if not editions:
        require(actor, Action.ENROLMENT_DECIDE, found.facts)
    rules, rows = recruitments_of(session, actor, editions), applications_of(session, actor, editions)
    facts = [edition.facts for edition in editions]
    screenings = screenings_of(session, actor, facts)
    text_ids = [
        *found.text_ids,
        *(quota.part_text_id for rule in rules.values() for quota in rule.quotas),
        *(text_id for screening in screenings.values() for text_id in screening.text_ids),
    ]
    texts = texts_of(session, actor, text_ids, found.default_locale)
    said = AnswersSaid(
        screenings,
        application_answers(session, actor, facts, {row.person_id for row in rows}) if screenings else {},
        QuestionReader(current_locale(), actor.person_id, texts),
    )
    boards = []
    for edition in editions:
        labels = {
            (quota.entity_id, quota.part_id): quota.entity_name or texts.get(quota.part_text_id or 0, EMPTY).value
            for quota in rules[edition.id].quotas
        }
        reader = BoardReader(current_locale(), labels, found.min_group, said)
        taken = places_told(session, actor, edition.facts)
        boards.append(places_board(edition, rules[edition.id], taken, rows, reader))
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    head = CampaignHead.of(found, texts, view)
    can_set = can(actor, Action.RECRUITMENT_SET, found.facts)
    return render_template("enrolment/applications.html", slug=slug, head=head, boards=boards, can_set=can_set)


@bp.post("/campaigns/<slug>/applications/<ident:enrolment_id>/accept")
def accept(slug: str, enrolment_id: int) -> ResponseReturnValue:
    """Accept who asked."""
    session, actor = current_session(), current_actor()
    campaign_by_slug(session, actor, slug)
    enrolment = service.accept_application(session, actor, enrolment_id)
    if enrolment.status is EnrolmentStatus.ACCEPTED:
        flash(_("Accepted: this person takes part now, and is told."), "success")
    else:
        flash(_("Accepted: all places are taken, so this person is on the waiting list, and is told."), "success")
    return redirect(url_for("enrolment.applications", slug=slug))


@bp.post("/campaigns/<slug>/applications/<ident:enrolment_id>/decline")
def decline(slug: str, enrolment_id: int) -> ResponseReturnValue:
    """Decline who asked."""
    session, actor = current_session(), current_actor()
    campaign_by_slug(session, actor, slug)
    service.decline_application(session, actor, enrolment_id)
    flash(_("Declined: this person is told, kindly."), "success")
    return redirect(url_for("enrolment.applications", slug=slug))


@bp.route("/campaigns/<slug>/editions/<code>/places", methods=["GET", "POST"])
def places(slug: str, code: str) -> ResponseReturnValue:
    """Set how an edition takes people in: places, quotas, and who decides."""
    session, actor = current_session(), current_actor()
    found = campaign_by_slug(session, actor, slug)
    edition = next((each for each in found.editions if each.entity_code == code), None)
    if edition is None:
        raise NotFound
    require(actor, Action.RECRUITMENT_SET, edition.facts)
    segments = segments_of(session, actor, edition)
    ids = [*found.text_ids, *(segment.text_id for segment in segments)]
    texts = texts_of(session, actor, ids, found.default_locale)
    labels = {(segment.entity_id, segment.part_id): segment_label(segment, texts) for segment in segments}
    form = PlacesForm.of(recruitments_of(session, actor, [edition])[edition.id], labels)
    if form.validate_on_submit():
        try:
            service.set_recruitment(session, actor, edition.id, form.to_input(labels))
        except ChangedMeanwhile:
            stored = recruitments_of(session, actor, [edition])[edition.id]
            form.show_beside(PlacesForm.of(stored, labels, sent=False))
        except DomainError as error:
            form.accept(error)
        else:
            flash(_("The places have been saved."), "success")
            return redirect(url_for("enrolment.places", slug=slug, code=code))
    rule = recruitments_of(session, actor, [edition])[edition.id]
    board = places_board(
        edition,
        rule,
        places_told(session, actor, edition.facts),
        (),
        BoardReader(current_locale(), labels, found.min_group),
    )
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    page = render_template(
        "enrolment/places.html",
        slug=slug,
        edition=edition,
        form=form,
        board=board,
        head=CampaignHead.of(found, texts, view, edition),
        can_write=can(actor, Action.EDITION_WRITE, edition.facts),
        can_decide=can(actor, Action.ENROLMENT_DECIDE, edition.facts),
    )
    return page, form.http_status


def _words_sent(found: CampaignRow, edition: EditionRow, form: JoinForm) -> SentWordsForm:
    """Return the words of the answers, to be looked at once nothing else keeps the form from being sent.

    :raises CharterNotAccepted: a charter that is asked for has to be agreed to
    :raises MoreQuestions: an answer leads to questions that were not on the page
    """
    session, actor = current_session(), current_actor()
    asked = asked_in(session, actor, [CharterPlace(found.id, edition.id)], edition.default_locale)
    if not form.agrees.data and any(not each.is_accepted for each in asked) and edition.facts.is_open_to_enrol:
        raise CharterNotAccepted
    screening = (
        screenings_of(session, actor, [edition.facts]).get(edition.id) if edition.facts.is_open_to_enrol else None
    )
    reading = read_all(screening.questions if screening else (), form.answers)
    if any(question.id not in form.shown for question in reading.asked):
        raise MoreQuestions
    return words_form(Reading({}, {}, ()) if problems_of(reading) else reading, "")  # read beside the writer's name


def _screening_part(edition: EditionRow, form: JoinForm) -> ScreeningPart | None:
    """Return the questions of an edition with what was typed; those that an answer leads to come with the next page."""
    session, actor = current_session(), current_actor()
    screening = screenings_of(session, actor, [edition.facts]).get(edition.id)
    if screening is None:
        return None
    texts = texts_of(session, actor, screening.text_ids, edition.default_locale)
    was_sent = form.is_submitted() and not form.is_resumed
    reader = QuestionReader(current_locale(), actor.person_id, texts)
    return screening_part(screening, form.answers, reader, form.shown if was_sent else None)


def _join_page(found: CampaignRow, edition: EditionRow, form: JoinForm, words: SentWordsForm | None = None) -> str:
    session, actor = current_session(), current_actor()
    missions = missions_of(session, actor, found.id)
    ids = [*found.text_ids, *(mission.title_text_id for mission in missions)]
    texts = texts_of(session, actor, ids, found.default_locale)
    view = PageReader(current_locale(), actor.time_zone, clock.now())
    asked = asked_in(session, actor, [CharterPlace(found.id, edition.id)], edition.default_locale)
    if isinstance(form.refusal, CharterChanged):
        form.agrees.data = False
    return render_template(
        "enrolment/join.html",
        slug=found.slug,
        form=form,
        words=words,
        head=CampaignHead.of(found, texts, view),
        todos=mission_todos(missions, texts, TodoContext.of(found, view, takes_part=False)),
        effort=effort_label(view.locale, missions),
        asked=asked_texts([each for each in asked if not each.is_accepted], view.locale),
        is_open=edition.facts.is_open_to_enrol,
        screening=_screening_part(edition, form) if edition.facts.is_open_to_enrol else None,
        next_path=request.args.get("next"),
        came_by=request.args.get("by"),
        asks_first=recruitments_of(session, actor, [edition])[edition.id].asks_first,
    )
