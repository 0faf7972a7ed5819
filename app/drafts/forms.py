"""A form whose words are saved before they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import HiddenField, StringField
from wtforms.fields.choices import SelectFieldBase

from app.core import idents
from app.core.errors import NotFound
from app.drafts.queries import SavedDraft
from app.drafts.service import DraftInput
from app.drafts.types import FIELDS, WRITER_MAX_CHARS, DraftAddress, DraftForm
from app.web.forms import BaseForm, VersionField, new_form_key, version_in


class DraftedForm(BaseForm):
    """A form with a second button that saves its words for later; a script saves them by itself."""

    KEPT_AS: DraftForm  # which drafts are its own

    draft_version = VersionField(default="0")
    draft_writer = HiddenField(default=new_form_key)
    save = StringField()  # the button
    saved: SavedDraft | None = None  # what the form was filled from

    @property
    def is_saved_for_later(self) -> bool:
        """Whether the words are to be saved, not sent."""
        return self.is_submitted() and not self.is_resumed and bool(self.save.data)

    def to_draft(self) -> DraftInput:
        """Return what the form holds, as it was typed."""
        return draft_in(self.KEPT_AS, self.draft_version, self.draft_writer)

    def take_up(self, saved: SavedDraft | None) -> None:
        """Fill an empty form with what was saved before."""
        self.saved = saved
        if saved is None:
            return
        self.draft_version.data = str(saved.version)
        for name, field in self._kept_fields().items():
            if name in saved.fields:
                field.process_data(saved.fields[name])

    def show_saved(self, saved: SavedDraft) -> None:
        """Keep what was typed beside what another tab or device saved; saving again overwrites that."""
        self.draft_version.data = str(saved.version)
        self.form_errors = [
            *self.form_errors,
            _("Under each field that differs, you see what is saved now. Save again to keep what stands in the form."),
        ]
        for name, field in self._kept_fields().items():
            there = saved.fields.get(name, "")
            if not isinstance(field, SelectFieldBase | VersionField) and there != (field.data or ""):
                field.stored = there or _("Nothing")

    def _kept_fields(self) -> Mapping[str, Any]:  # what stands beside a field is its own attribute
        return {name: self._fields[name] for name in FIELDS[self.KEPT_AS] if name in self._fields}


class DraftSentForm(BaseForm):
    """What a script sends to save or to delete a draft."""

    draft_form = StringField()
    draft_subject = StringField()
    draft_version = VersionField(default="0")
    draft_writer = HiddenField()

    @property
    def address(self) -> DraftAddress:
        """Which draft is meant.

        :raises NotFound: there is no such form
        """
        try:
            return DraftAddress(DraftForm(self.draft_form.data or ""), idents.decode(self.draft_subject.data or ""))
        except ValueError as error:
            raise NotFound from error

    def to_draft(self) -> DraftInput:
        """Return what the form holds, as it was typed."""
        return draft_in(self.address.form, self.draft_version, self.draft_writer)


def draft_in(form: DraftForm, version: VersionField, writer: HiddenField) -> DraftInput:
    """Return what this request says of a draft; what is no field of the form is left out."""
    fields = {name: request.form[name] for name in FIELDS[form] if name in request.form}
    return DraftInput(fields, version_in(version), (writer.data or "")[:WRITER_MAX_CHARS])
