"""Questionnaires among the things to do: on the home page, on a campaign's page and in a mission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from app.i18n import formats
from app.questionnaires.presenters.answer import minutes_of
from app.questionnaires.queries.screening import OwnApplication
from app.questionnaires.queries.waves import OwnWave
from app.questionnaires.types import Moment, Opening
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, read_passage


def question_rows_of(waves: Iterable[OwnWave], texts: Mapping[int, ReadText], locale: str) -> tuple[Row, ...]:
    """Return a line for each questionnaire that can be answered now; those of missions stand with their mission."""
    return tuple(_row(wave, texts, locale) for wave in waves if wave.moment is not Moment.MISSION)


def answer_url(wave: OwnWave) -> str:
    """Return where a wave is answered."""
    return url_for("questionnaires.answer", slug=wave.slug, wave_id=wave.id)


def asked_when(moment: Moment) -> str:
    """Say when a questionnaire is asked, to who answers it."""
    labels = {
        Moment.START: _("Questions before you start"),
        Moment.END: _("Questions at the end"),
        Moment.DATED: _("Questions in between"),
        Moment.MISSION: _("Questions about the mission"),
    }
    return labels.get(moment, _("Questions"))


def own_answer_rows(waves: Iterable[OwnWave], texts: Mapping[int, ReadText]) -> Iterator[Row]:
    """Yield a line for each questionnaire that the reader began or sent; its page continues, or shows what was sent."""
    for wave in waves:
        is_lost = not wave.is_sent and wave.opening is not Opening.OPEN
        details = [asked_when(wave.moment)]
        if wave.is_sent and wave.is_untraceable:
            details.append(_("Nobody can know which answers are yours."))
        yield Row(
            title=read_passage(texts.get(wave.title_text_id, EMPTY)),
            url="" if is_lost else answer_url(wave),
            details=tuple(Passage(each) for each in details),
            status=pgettext("questionnaire", "Sent") if wave.is_sent else _("Not sent") if is_lost else _("To finish"),
            tone="good" if wave.is_sent else "",
        )


def application_rows(applications: Iterable[OwnApplication], texts: Mapping[int, ReadText]) -> Iterator[Row]:
    """Yield a line for each questionnaire that the reader answered when they applied."""
    for each in applications:
        yield Row(
            title=read_passage(texts.get(each.title_text_id, EMPTY)),
            url=url_for("questionnaires.applied", slug=each.slug, wave_id=each.wave_id),
            details=(Passage(_("Questions when applying")),),
            status=pgettext("questionnaire", "Sent"),
            tone="good",
        )


def _row(wave: OwnWave, texts: Mapping[int, ReadText], locale: str) -> Row:
    details = [asked_when(wave.moment)]
    if not wave.is_sent:
        details.append(minutes_of(locale, wave.seconds))
        if wave.closes_on is not None:
            details.append(_("Until %(day)s", day=formats.day(locale, wave.closes_on)))
    statuses = {True: pgettext("questionnaire", "Sent"), False: _("To finish") if wave.is_started else _("To answer")}
    return Row(
        title=read_passage(texts.get(wave.title_text_id, EMPTY)),
        url=answer_url(wave),
        details=tuple(Passage(each) for each in details),
        status=statuses[wave.is_sent],
        tone="good" if wave.is_sent else "",
    )
