"""Shape of what the browser sends to join a campaign, and to set how an edition takes people in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, Form, FormField, HiddenField, IntegerField, RadioField
from wtforms.validators import NumberRange, Optional

from app.charters.forms import AgreeForm
from app.core.idents import decode, encode
from app.enrolment.queries import RecruitmentRow
from app.enrolment.service import JoinInput, QuotaInput, RecruitmentInput
from app.enrolment.types import PLACES_MAX, QUOTAS_MAX
from app.questionnaires.forms.answer import SHOWN_MAX, number_in
from app.questionnaires.forms.words import SentWords
from app.questions.reading import sent_fields
from app.web.forms import VersionedForm, choices

_OPEN, _ASKS = "open_to_all", "asks_first"
CAME_BY_MAX_CHARS = 20
SegmentKey = tuple[int | None, int | None]  # entity, option of an answer


class JoinForm(AgreeForm):
    """All that is asked of somebody who joins, on one screen."""

    def to_input(self, words: SentWords) -> JoinInput:
        """Return what the use case takes; ``words``: of the answers, as their writer has chosen to send them."""
        return JoinInput(self.wording_ids, self.answers, request.args.get("by", "")[:CAME_BY_MAX_CHARS], words)

    @property
    def answers(self) -> dict[int, dict[str, list[str]]]:
        """What was typed for the questions, by the question's id."""
        return sent_fields(request.form.lists())

    @property
    def shown(self) -> frozenset[int]:
        """The questions that were on the page."""
        return frozenset(map(number_in, request.form.getlist("shown")[:SHOWN_MAX]))


def _places(label: str, **rest: Any) -> IntegerField:
    return IntegerField(
        label,
        [Optional(), NumberRange(0, PLACES_MAX, _l("Enter a number of places from 0 to 100,000."))],
        render_kw={"min": 0, "max": PLACES_MAX, "inputmode": "numeric"},
        **rest,
    )


class QuotaForm(Form):
    """The places of one segment; nothing: no quota."""

    segment = HiddenField()
    places = _places(_l("Places"))


class PlacesForm(VersionedForm):
    """How an edition takes people in."""

    places = _places(
        _l("Places in all"),
        description=_l(
            "If this is empty, the number of places is not limited. If you lower the number, nobody loses their place."
        ),
    )
    rule = RadioField(
        _l("Who can take part?"),
        choices=choices(
            [
                (_OPEN, _l("Everybody, at once, while places last; then there is a waiting list.")),
                (
                    _ASKS,
                    _l(
                        "People apply, and the community manager, an ambassador or the central team "
                        "accepts or declines."
                    ),
                ),
            ]
        ),
        default=_OPEN,
    )
    quotas = FieldList(FormField(QuotaForm), max_entries=QUOTAS_MAX)

    @classmethod
    def of(cls, row: RecruitmentRow, labels: Mapping[SegmentKey, str], *, sent: bool = True) -> PlacesForm:
        """Return the form of an edition; ``sent`` tells that a browser may be sending this very form."""
        stored = {(quota.entity_id, quota.part_id): quota.places for quota in row.quotas}
        values = {
            "version": row.version,
            "places": row.places,
            "rule": _ASKS if row.asks_first else _OPEN,
            "quotas": [{"segment": written(key), "places": stored.get(key)} for key in labels],
        }
        given: dict[str, Any] = {} if sent else {"formdata": None}
        form = cls(data=values, **given)
        for entry in form.quotas:
            key = read(entry.segment.data)
            entry.places.label.text = labels.get(key, "") if key else ""
        return form

    def quota_fields(self) -> list[tuple[Field, Field]]:
        """Return the fields of each segment: which, and its places."""
        return [(entry.segment, entry.places) for entry in self.quotas if entry.places.label.text]

    def to_input(self, labels: Mapping[SegmentKey, str]) -> RecruitmentInput:
        """Return what the use case takes; a segment that is none of the edition's is left out."""
        quotas = []
        for entry in self.quotas:
            key = read(entry.segment.data)
            if key in labels and key is not None and entry.places.data is not None:
                quotas.append(QuotaInput(entry.places.data, *key))
        return RecruitmentInput(self.places.data, self.rule.data == _ASKS, tuple(quotas), self.written_against)


def written(key: SegmentKey) -> str:
    """Return a segment as the form carries it."""
    entity_id, part_id = key
    return f"entity.{entity_id}" if part_id is None else f"answer.{encode(part_id)}"


def read(text: str | None) -> SegmentKey | None:
    """Return the segment that a form carries; ``None`` for what is none."""
    sort, _dot, number = (text or "").partition(".")
    try:
        if sort == "answer":
            return None, decode(number)
        return (int(number), None) if sort == "entity" and number.isascii() and number.isdecimal() else None
    except ValueError:
        return None
