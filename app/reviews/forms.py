"""Shapes of what the browser sends to review sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import DateField, EmailField, Field, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import idents
from app.feedback.types import Verdict
from app.reviews.queries import ReviewRow, SubjectMarks, SubjectRow
from app.reviews.service import CriterionInput, OpinionInput, ReviewInput
from app.reviews.types import (
    CRITERIA_MAX,
    MARK_MAX,
    MARK_MIN,
    NUMBER_DIGITS,
    PairChoice,
    ReviewKind,
    TieRule,
    mark_field,
    proposal_field,
    version_field,
)
from app.web.forms import BaseForm, IdempotentForm, LineField, TextField, VersionedForm, choices

TITLE_MAX_CHARS = 140
NAME_MAX_CHARS = 80
NOTE_MAX_CHARS = 1000
GROUP = "group"  # the place that is no entity
WEIGHT_MAX = 100


class ReviewForm(IdempotentForm, VersionedForm):
    """What a session is; ``review_form`` adds the criteria."""

    title = LineField(_l("Title"), TITLE_MAX_CHARS)
    place = SelectField(_l("Who asks"))
    campaigns = SelectMultipleField(
        _l("Campaigns"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False
    )
    kind = RadioField(_l("How it is marked"), default=ReviewKind.GRID)
    due_on = DateField(_l("Last day for marks"), [InputRequired(_l("Please fill in this field."))])
    tie_rule = RadioField(_l("When two have the same result"), default=TieRule.SHARED)

    def offer(
        self,
        places: Iterable[tuple[str, str]],
        campaigns: Iterable[tuple[str, str]],
        kinds: Mapping[ReviewKind, str],
        rules: Mapping[TieRule, str],
    ) -> None:
        """Print what can be chosen."""
        self.place.choices = choices(places)
        self.campaigns.choices = choices(campaigns)
        self.kind.choices = choices((one.value, label) for one, label in kinds.items())
        self.tie_rule.choices = choices((one.value, label) for one, label in rules.items())

    def criteria(self) -> list[tuple[Field, Field]]:
        """Return the fields of each criterion: its name and its weight."""
        return [(self._fields[f"name_{number}"], self._fields[f"weight_{number}"]) for number in _NUMBERS]

    def keep(self, review: ReviewRow) -> None:
        """Ask no more what stays: for whom it is, and how it is marked."""
        del self.place, self.kind
        self._kept = review

    _kept: ReviewRow | None = None

    def to_input(self) -> ReviewInput:
        """Return what the use cases take."""
        kept = self._kept
        place = kept.entity_id if kept else (None if self.place.data == GROUP else int(self.place.data))
        return ReviewInput(
            title=self.title.data or "",
            entity_id=place,
            campaign_ids=frozenset(
                int(one) for one in self.campaigns.data or () if one.isdecimal() and len(one) <= NUMBER_DIGITS
            ),
            kind=kept.kind if kept else ReviewKind(self.kind.data),
            tie_rule=TieRule(self.tie_rule.data),
            due_on=self.due_on.data or date.min,
            criteria=tuple(
                CriterionInput(name.data, weight.data or 0) for name, weight in self.criteria() if name.data
            ),
            submission_key=self.submission_key,
            version=self.written_against,
        )


_NUMBERS = range(1, CRITERIA_MAX + 1)


def _add_criteria() -> None:
    for number in _NUMBERS:
        setattr(ReviewForm, f"name_{number}", LineField(_l("Criterion"), NAME_MAX_CHARS, required=False))
        weight = IntegerField(
            _l("Weight"), [Optional(), NumberRange(0, WEIGHT_MAX, _l("A weight must be a number from 0 to 100."))]
        )
        setattr(ReviewForm, f"weight_{number}", weight)


_add_criteria()


def review_data(review: ReviewRow) -> dict[str, object]:
    """Return what fills the form of a session that is there."""
    data: dict[str, object] = {
        "title": review.title,
        "campaigns": [str(one) for one in review.campaign_ids],
        "due_on": review.due_on,
        "tie_rule": review.tie_rule.value,
        "version": str(review.version),
    }
    for number, criterion in enumerate(review.criteria, 1):
        data |= {f"name_{number}": criterion.name, f"weight_{number}": criterion.weight}
    return data


class ShortlistForm(BaseForm):
    """Contributions that are ticked, or one that is named by its address."""

    by_hand = LineField(
        _l("Add one by hand"),
        300,
        required=False,
        description=_l("Paste the address of its page."),
    )

    def chosen(self) -> list[int]:
        """Return the contributions asked for; an address that names none gives a number that nothing has."""
        texts = [*request.form.getlist("subject"), *([self.by_hand.data] if self.by_hand.data else [])]
        return [_ident_in(text) for text in texts]


def _ident_in(text: str) -> int:
    last = text.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1]
    try:
        return idents.decode(last)
    except ValueError:
        return 0


class AssessorForm(BaseForm):
    """Somebody whose marks are asked for."""

    email = EmailField(_l("E-mail address"), [InputRequired(_l("Please fill in this field."))])


class SubjectForm(BaseForm):
    """What an assessor says of one subject: marks, a note, a conflict of interest."""

    note = TextField(
        _l("Note"),
        NOTE_MAX_CHARS,
        required=False,
        description=_l("Only you read it now. Once the review is closed, everybody in it does, without your name."),
    )

    def opinion(self, review: ReviewRow, subject: SubjectRow, own: SubjectMarks) -> OpinionInput:
        """Return what the use case takes."""
        return OpinionInput(
            marks=marks_sent(review, subject),
            version=version_sent(subject, own),
            note=self.note.data or "",
            has_conflict="conflict" in request.form,
        )


def marks_sent(review: ReviewRow, subject: SubjectRow) -> dict[int, int]:
    """Return the marks that were sent for a subject; what is no mark is left out."""
    sent = {each.id: request.form.get(mark_field(subject.id, each.id), "") for each in review.criteria}
    scale = {str(value): value for value in range(MARK_MIN, MARK_MAX + 1)}
    return {criterion_id: scale[value] for criterion_id, value in sent.items() if value in scale}


def version_sent(subject: SubjectRow, own: SubjectMarks) -> int:
    """Return the version a subject was marked against; the one that is stored where the form says none."""
    text = request.form.get(version_field(subject.id), "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= NUMBER_DIGITS else own.version


def grid_sent(
    review: ReviewRow, subjects: Sequence[SubjectRow], own: Callable[[int], SubjectMarks]
) -> dict[int, OpinionInput]:
    """Return the marks of the whole grid, by subject; those without a mark are left out."""
    return {
        each.id: OpinionInput(marks, version_sent(each, own(each.id)))
        for each in subjects
        if (marks := marks_sent(review, each))
    }


def choice_sent() -> PairChoice | None:
    """Return which of two subjects was chosen."""
    value = request.form.get("choice", "")
    return PairChoice(value) if value in set(PairChoice) else None


def pair_sent() -> tuple[int, int]:
    """Return the pair that was shown; an unknown one has numbers that nothing has."""
    return _ident_in(request.form.get("first", "")), _ident_in(request.form.get("second", ""))


def proposals_sent(subjects: Iterable[SubjectRow]) -> dict[int, Verdict | None]:
    """Return what the minutes propose for each subject that was sent."""
    found: dict[int, Verdict | None] = {}
    for each in subjects:
        value = request.form.get(proposal_field(each.id))
        if value is not None:
            found[each.id] = Verdict(value) if value in set(Verdict) else None
    return found
