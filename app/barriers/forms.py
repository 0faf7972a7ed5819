"""Shapes of what the browser sends about barriers. Rules live in the service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.accounts.forms import AddressField
from app.barriers.queries import BarrierRow, ContactRow
from app.barriers.service import BarrierInput, HandlingOfBarrier
from app.barriers.types import Aid, BarrierState
from app.web.addresses import page_name
from app.web.cautions import CautiousForm
from app.web.forms import BaseForm, IdempotentForm, LineField, TextField, VersionedForm, choices

PAGE_MAX_CHARS = 300
BODY_MAX_CHARS = 4000


class BarrierForm(CautiousForm, IdempotentForm):
    """Where, what, and with which aid."""

    page = LineField(
        _l("On which page?"),
        PAGE_MAX_CHARS,
        required=False,
        description=_l(
            "The page you came from is already entered. The part of the address that identifies a contribution is "
            "removed."
        ),
    )
    body = TextField(
        _l("What happened?"),
        BODY_MAX_CHARS,
        description=_l("What you wanted to do, and what stopped you. In your own language."),
    )
    aid = RadioField(_l("Which aid were you using?"), [Optional()], default=Aid.UNSAID)
    shows_name = BooleanField(
        _l("Show my name to the person who receives this report"),
        description=_l("Without it, your report arrives without your name. The answer reaches you in both cases."),
    )

    def __init__(self, page: str, aids: Mapping[Aid, str]) -> None:
        super().__init__(data={"page": page})
        self.aid.choices = choices(aids.items())

    def to_input(self) -> BarrierInput:
        """Return what the use case takes."""
        return BarrierInput(
            page=page_name(self.page.data or "")[:PAGE_MAX_CHARS],
            body=self.body.data or "",
            aid=Aid(self.aid.data or Aid.UNSAID),
            shows_name=bool(self.shows_name.data),
            submission_key=self.submission_key,
        )


class HandleBarrierForm(VersionedForm):
    """How far it is, and the answer."""

    state = RadioField(_l("Status"), [InputRequired(_l("Please choose one."))])
    answer = TextField(
        _l("Your answer"),
        BODY_MAX_CHARS,
        required=False,
        description=_l("The person who reported it reads this, and receives it by e-mail."),
    )

    def __init__(self, row: BarrierRow, states: Mapping[BarrierState, str]) -> None:
        super().__init__(data={"state": row.state.value, "answer": row.answer, "version": str(row.version)})
        self.state.choices = choices(states.items())

    def to_input(self) -> HandlingOfBarrier:
        """Return what the use case takes."""
        return HandlingOfBarrier(BarrierState(self.state.data), self.answer.data or "", self.written_against)


class ContactForm(BaseForm):
    """An entity, and the address of who answers there."""

    entity = SelectField(_l("Entity"), [InputRequired(_l("Please choose one."))])
    email = AddressField(
        _l("E-mail address of the contact"),
        required=False,
        description=_l("The contact needs an account. If the field is empty, reports go to the administrators."),
    )

    def offer(self, contacts: Iterable[ContactRow]) -> None:
        """Fill the list of entities."""
        self.entity.choices = [("", _("Choose an entity")), *((row.code, row.name) for row in contacts)]
