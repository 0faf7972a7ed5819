"""The versions of one contribution: what readers see, what it said before, what its author wants it to say.

For the services of this package, inside their transaction; they keep the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import clock
from app.feedback.lifecycle import IN_QUEUE, STATES, WITH_CHANGE, LifeStage
from app.feedback.models import Feedback, FeedbackImage, FeedbackMeaning, FeedbackRevision, RevisionImage
from app.feedback.service.shown_entity import settle_shown_entity
from app.feedback.types import Kind, State
from app.language.stems import stems


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored image, and the words that replace it."""

    file_id: int
    alt_text: str


@dataclass(frozen=True, slots=True)
class Version:
    """All that an author may change of a contribution."""

    kind: Kind
    title: str
    body: str
    language: str
    step_id: int | None
    rating: int | None
    pictures: tuple[Picture, ...]

    @property
    def written(self) -> str:
        """All that its author typed."""
        return "\n".join((self.title, self.body, *(picture.alt_text for picture in self.pictures)))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contribution stands: all that a moderator's step changes, but for its words."""

    state: State
    waiting_since: datetime | None
    pending_version: int | None
    proposed_at: datetime | None  # the change that waits
    published_at: datetime | None
    revised_at: datetime | None
    shown_entity_id: int | None
    due_on: date | None
    first_decider_id: int | None  # a second look was asked for


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a contribution that is locked."""

    session: Session
    feedback: Feedback

    @property
    def current(self) -> Version:
        """What readers see, or would. One statement."""
        images = select(FeedbackImage).where(FeedbackImage.feedback_id == self.feedback.id)
        return _version_of(self.feedback, self.session.scalars(images.order_by(FeedbackImage.number)).all())

    @property
    def latest(self) -> Version:
        """What its author wrote last: the change that readers do not see yet, if there is one."""
        pending = self.feedback.pending_version
        return self.current if pending is None else self._kept(pending)

    @property
    def standing(self) -> Standing:
        """Where the contribution stands now. One statement where a change waits."""
        feedback = self.feedback
        pending = feedback.pending_version
        return Standing(
            state=feedback.state,
            waiting_since=feedback.waiting_since,
            pending_version=pending,
            proposed_at=None if pending is None else self._revision(pending).kept_at,
            published_at=feedback.published_at,
            revised_at=feedback.revised_at,
            shown_entity_id=feedback.shown_entity_id,
            due_on=feedback.due_on,
            first_decider_id=feedback.first_decider_id,
        )

    def replace(self, new: Version) -> None:
        """Let readers see ``new``; the version of before is kept."""
        self._keep(self.current, self.feedback.version)
        self._show(new)

    def propose(self, new: Version) -> None:
        """Keep ``new`` until a moderator reads it; it takes the place of an earlier proposal."""
        self._forget_proposal()
        self.feedback.version += 1
        self._keep(new, self.feedback.version)
        self.feedback.pending_version, self.feedback.pending_language = self.feedback.version, new.language

    def withhold(self) -> None:
        """Keep from readers what it said before; of a proposed version, once that one is accepted."""
        self.session.flush()
        here = FeedbackRevision.feedback_id == self.feedback.id
        self.session.execute(update(FeedbackRevision).where(here).values(is_withheld=True))

    def correct_proposal(self, language: str) -> None:
        """Say in which language the proposed version is written."""
        revision = self._revision(self.feedback.pending_version)
        revision.language = self.feedback.pending_language = language

    def accept_proposal(self) -> None:
        """Let readers see the proposed version, if there is one; that of before takes its place among those kept."""
        number = self.feedback.pending_version
        if number is None:
            return
        former, new, is_withheld = self.current, self._kept(number), self._revision(number).is_withheld
        self._forget_proposal()
        self._keep(former, number, is_withheld=is_withheld)
        self._show(new)

    def refuse_proposal(self) -> None:
        """Keep the proposed version, if there is one, as one that no reader saw."""
        if self.feedback.pending_version is not None:
            self._revision(self.feedback.pending_version).is_refused = True
            self.feedback.pending_version = self.feedback.pending_language = None

    def move(self, to: LifeStage) -> None:
        """Let the contribution stand at ``to``. Whether it may, ``feedback/lifecycle.py`` says."""
        feedback, state = self.feedback, STATES[to]
        at = feedback.created_at if feedback.identity is IdentityLevel.UNTRACEABLE else clock.now()
        if to not in WITH_CHANGE:
            self.refuse_proposal()  # one that was accepted is no longer there
        if state is State.PUBLISHED:
            settle_shown_entity(self.session, feedback)
            if feedback.state is not State.PUBLISHED:
                feedback.published_at = at
        feedback.waiting_since = (feedback.waiting_since or at) if to in IN_QUEUE else None
        if state in {State.HIDDEN, State.WITHDRAWN}:
            self._forget_meaning()
        if to not in IN_QUEUE:
            feedback.first_decider_id = None  # the second look, if there was one, is over
        feedback.state, feedback.version = state, feedback.version + 1

    def restore(self, former: Standing) -> None:
        """Let the contribution stand as it did before the last step of a moderator."""
        feedback, number = self.feedback, former.pending_version
        language = None if number is None else self._propose_again(number, former)
        feedback.state, feedback.pending_version, feedback.pending_language = former.state, number, language
        feedback.waiting_since, feedback.due_on = former.waiting_since, former.due_on
        feedback.published_at, feedback.revised_at = former.published_at, former.revised_at
        feedback.shown_entity_id, feedback.first_decider_id = former.shown_entity_id, former.first_decider_id
        if feedback.state is State.PUBLISHED:
            settle_shown_entity(self.session, feedback)  # somebody may have corrected its language meanwhile
        feedback.version += 1

    def _propose_again(self, number: int, former: Standing) -> str:
        """Let the change wait again that was refused, or that readers see since: then the two change places.

        Return its language.
        """
        revision = self._revision(number)
        if self.feedback.pending_version is None and not revision.is_refused:
            shown, earlier, is_withheld = self.current, self._kept(number), revision.is_withheld
            self.session.delete(revision)
            self.session.flush()
            self._keep(shown, number, is_withheld=is_withheld)
            self._show(earlier)
            revision = self._revision(number)
        revision.is_refused = False
        if former.proposed_at is not None:
            revision.kept_at = former.proposed_at
        return revision.language

    def _revision(self, number: int | None) -> FeedbackRevision:
        return self.session.get_one(FeedbackRevision, (self.feedback.id, number))

    def _kept(self, number: int) -> Version:
        revision = self._revision(number)
        images = select(RevisionImage).where(
            RevisionImage.feedback_id == self.feedback.id, RevisionImage.version == number
        )
        return _version_of(revision, self.session.scalars(images.order_by(RevisionImage.number)).all())

    def _keep(self, version: Version, number: int, *, is_withheld: bool = False) -> None:
        self.session.add(
            FeedbackRevision(
                feedback_id=self.feedback.id,
                version=number,
                kind=version.kind,
                title=version.title,
                body=version.body,
                language=version.language,
                step_id=version.step_id,
                rating=version.rating,
                is_withheld=is_withheld,
            )
        )
        self.session.flush()  # its images point to it
        self.session.add_all(
            RevisionImage(
                feedback_id=self.feedback.id,
                version=number,
                number=place,
                file_id=picture.file_id,
                alt_text=picture.alt_text,
            )
            for place, picture in enumerate(version.pictures, start=1)
        )

    def _show(self, new: Version) -> None:
        feedback = self.feedback
        feedback.kind, feedback.title, feedback.body, feedback.language = new.kind, new.title, new.body, new.language
        feedback.step_id, feedback.rating, feedback.revised_at = new.step_id, new.rating, clock.now()
        feedback.stems = stems(f"{new.title} {new.body}", new.language)
        self._forget_meaning()
        self.session.execute(delete(FeedbackImage).where(FeedbackImage.feedback_id == feedback.id))
        self.session.add_all(
            FeedbackImage(feedback_id=feedback.id, number=place, file_id=picture.file_id, alt_text=picture.alt_text)
            for place, picture in enumerate(new.pictures, start=1)
        )
        feedback.image_count = len(new.pictures)

    def _forget_meaning(self) -> None:
        """Delete what was read of its words: they are others now, or nobody is to find them."""
        self.session.execute(delete(FeedbackMeaning).where(FeedbackMeaning.feedback_id == self.feedback.id))

    def _forget_proposal(self) -> None:
        """Delete the proposed version: its author wrote another one, or readers see it now."""
        if self.feedback.pending_version is not None:
            self.session.delete(self._revision(self.feedback.pending_version))
            self.session.flush()
            self.feedback.pending_version = self.feedback.pending_language = None


def _version_of(row: Feedback | FeedbackRevision, images: Sequence[FeedbackImage] | Sequence[RevisionImage]) -> Version:
    pictures = tuple(Picture(image.file_id, image.alt_text) for image in images)
    return Version(row.kind, row.title, row.body, row.language, row.step_id, row.rating, pictures)
