"""What a reader sends about their notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import idents
from app.core.errors import NotFound
from app.notifications.queries.wishes import CampaignOffered, Wishes
from app.notifications.service import WishesInput
from app.notifications.types import STOPPABLE, Cadence, SubjectType, Topic
from app.web.forms import BaseForm, VersionedForm, choices


class ReadForm(BaseForm):
    """Mark some notices as read, or all when none is named."""

    notice = HiddenField()

    def to_ids(self) -> list[int] | None:
        """Return the notices, or ``None`` for all.

        :raises NotFound: not the identifiers of notices
        """
        if not self.notice.data:
            return None
        try:
            return [idents.decode(one) for one in self.notice.data.split()]
        except ValueError as error:
            raise NotFound from error


class MuteForm(BaseForm):
    """Want no more mails about one thing, or want them again."""

    mute = HiddenField()
    unmute = HiddenField()

    def to_subject(self) -> tuple[SubjectType, int, bool]:
        """Return the thing, and whether it is muted from now on.

        :raises NotFound: not the name of a thing
        """
        kind, _dot, number = (self.mute.data or self.unmute.data or "").partition(".")
        try:
            return SubjectType(kind), idents.decode(number), bool(self.mute.data)
        except ValueError as error:
            raise NotFound from error


class WishesForm(VersionedForm):
    """When mails of each topic are wanted, and about which campaigns none. The fields bear the names of the topics."""

    my_contributions = SelectField(_l("What becomes of your contributions, and of those you supported"))
    my_conversations = SelectField(_l("Comments, private messages and your reports"))
    campaign_news = SelectField(_l("Campaigns: openings, places and promises"))
    team_messages = SelectField(_l("Messages from your team, and announcements"))
    my_tasks = SelectField(
        _l("What is waiting for you"),
        description=_l("Contributions to read, answers that are due, applications and roles to decide on."),
    )
    campaigns = SelectMultipleField(
        _l("No e-mails about these campaigns"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Their notifications stay on Pépite, and you still take part."),
    )

    def __init__(
        self, wishes: Wishes, campaigns: Iterable[CampaignOffered], labels: Mapping[str, str], *, sent: bool = True
    ) -> None:
        offered = list(campaigns)
        muted = [each.id for each in offered if (SubjectType.CAMPAIGN, each.id) in wishes.muted]
        data = {topic.value: wishes.cadence_of(topic).value for topic in STOPPABLE}
        data |= {"version": str(wishes.version)}
        if sent:
            super().__init__(data={**data, "campaigns": muted})
        else:
            super().__init__(formdata=None, data={**data, "campaigns": muted})
        for topic in STOPPABLE:
            cast("SelectField", self[topic.value]).choices = choices(labels.items())
        self.campaigns.choices = choices((each.id, each.title.text) for each in offered)

    def to_input(self) -> WishesInput:
        """Return what the use case takes."""
        cadences: dict[Topic, Cadence] = {topic: Cadence(self[topic.value].data) for topic in STOPPABLE}
        return WishesInput(cadences, tuple(self.campaigns.data or ()), self.written_against)


class TryAgainForm(BaseForm):
    """A mail that was given up, or an address that was refused."""

    job = HiddenField()
    person = HiddenField()

    def to_number(self, field: str) -> int | None:
        """Return what is tried again, ``None`` for all.

        :raises NotFound: not the identifier of anything
        """
        try:
            return idents.decode(self[field].data) if self[field].data else None
        except ValueError as error:
            raise NotFound from error
