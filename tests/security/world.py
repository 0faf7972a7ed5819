"""Two entities, a campaign in each, everybody who may ask for something, and what they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Mandate, Person, SignInSession
from app.barriers.models import BarrierReport
from app.campaigns.models import Campaign, Edition, campaign_products
from app.campaigns.types import EditionStatus
from app.charters.models import CharterAcceptance, CharterWording
from app.charters.service import CharterInput, accept_charters, withdraw_charter, write_charter
from app.charters.types import CharterPlace
from app.core import clock, idents
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.feedback.models import Feedback, FeedbackImage
from app.feedback.types import State
from app.files.images import clean_image
from app.files.store import store_image
from app.legal.models import LegalReading, LegalWording
from app.legal.service import (
    LegalInput,
    PublishInput,
    confirm_legal_texts,
    publish_legal_text,
    withdraw_legal_text,
    write_legal_text,
)
from app.legal.types import LegalPlace
from app.links.models import CampaignLink
from app.messages.models import MemberMessage
from app.messages.types import MessageAudience, Model
from app.missions.models import Mission
from app.moderation.models import DecisionUndo, ModerationDecision
from app.moderation.types import Outcome
from app.policy.actor import SYSTEM, LegalKind, Role
from app.preview.models import PreviewLink
from app.products.models import Product
from app.products.types import Owner
from app.questionnaires.models import StoredQuestion, Wave
from app.safeguards.queries import SheetPlace
from app.safeguards.service import SheetInput, write_sheet
from app.switches.models import SwitchChange
from app.switches.types import Switch
from app.texts.write import new_text
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person, make_session
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment, make_mission
from tests.factories.feedback import make_feedback
from tests.factories.questionnaires import make_question, make_questionnaire, make_wave
from tests.feedback.sent import picture
from tests.refusals import digest_of

# Who asks, in the order of the table of routes.
CAST = (
    "anon", "other", "employee", "tester", "author", "ambass", "manager", "sponsor", "central", "product", "repres",
    "dpo", "admin",
)  # fmt: skip
MANDATES = {
    "ambass": Role.AMBASSADOR, "manager": Role.COMMUNITY_MANAGER, "sponsor": Role.SPONSOR,
    "repres": Role.REPRESENTATIVE,
}  # fmt: skip
GROUP_MANDATES = {
    "central": Role.CENTRAL_TEAM, "product": Role.PRODUCT_TEAM, "dpo": Role.DPO, "admin": Role.ADMINISTRATOR,
}  # fmt: skip

MISSION_AT_HOME = "the mission at home"  # in a form that is sent: numbers differ from one database to the next


@dataclass(frozen=True, slots=True)
class Place:
    """What exists in one entity."""

    entity: Entity
    campaign: Campaign
    edition: Edition
    draft: Edition  # of a campaign of its own, ready to open
    author: Person
    published: Feedback
    waiting: Feedback
    sent_back: Feedback
    question: StoredQuestion
    wave: Wave

    def ids(self, thing: str) -> dict[str, str | int]:
        """Return what stands in addresses; ``thing`` names the state of the contribution, or the draft edition."""
        feedback = getattr(self, thing) if thing in {"waiting", "sent_back"} else self.published
        campaign = self.draft.campaign if thing == "draft" else self.campaign
        return {
            "slug": campaign.slug, "code": self.entity.code, "number": 1, "feedback_id": feedback.id, "locale": "fr",
            "act": "publish", "kind": "csv",
            "questionnaire_id": self.question.questionnaire_id, "question_id": self.question.id,
            "kind_name": "long_text", "wave_id": self.wave.id, "file_id": 1,
        }  # fmt: skip


@dataclass(slots=True)
class World:
    """The application, its people, and both places."""

    app: Flask
    connection: Connection
    home: Place
    abroad: Place
    people: dict[str, Person]
    sessions: list[Session] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo whatever is written inside the block."""
        place = self.connection.begin_nested()
        try:
            yield
        finally:
            for session in self.sessions:
                session.close()
            self.sessions.clear()
            place.rollback()

    def ask(self, who: str, method: str, address: str, **sent: Any) -> TestResponse:
        """Send a request as one of the cast, from a browser of their own; a form may name the mission at home."""
        form = sent.get("data")
        if isinstance(form, dict) and MISSION_AT_HOME in form.values():
            mission_id = idents.encode(self.home.published.mission_id or 0)
            sent["data"] = {name: mission_id if value == MISSION_AT_HOME else value for name, value in form.items()}
        answer = self.browser(who).open(address, method=method, **sent)
        answer.get_data()
        answer.close()  # a file may stand behind it
        return answer

    def browser(self, who: str) -> FlaskClient:
        """Return a browser signed in as one of the cast."""
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        if who in self.tokens:
            with client.session_transaction() as cookie:
                cookie["_user_id"] = self.tokens[who]
        return client

    def account_ids(self, *, foreign: bool) -> dict[str, int]:
        """Return a person with their session, a mandate and a decision: the author, or somebody of the other entity."""
        person = self.abroad.author if foreign else self.people["author"]
        sessions = select(SignInSession.id).where(SignInSession.person_id == person.id)
        entity = (self.abroad if foreign else self.home).entity
        published = (self.abroad if foreign else self.home).published
        decisions = select(ModerationDecision.id).where(ModerationDecision.feedback_id == published.id)
        reports = select(BarrierReport.id).where(BarrierReport.reporter_id == person.id)
        edition = (self.abroad if foreign else self.home).edition
        links = select(CampaignLink.id).where(CampaignLink.edition_id == edition.id)
        draft = (self.abroad if foreign else self.home).draft
        previews = select(PreviewLink.id).where(PreviewLink.edition_id == draft.id)
        messages = select(MemberMessage.id).where(MemberMessage.edition_id == edition.id)
        asked = select(Enrolment.id).where(
            Enrolment.edition_id == (self.abroad if foreign else self.home).edition.id,
            Enrolment.status == EnrolmentStatus.APPLIED,
        )
        acceptances = select(CharterAcceptance.id).where(CharterAcceptance.person_id == person.id)
        readings = select(LegalReading.id).where(LegalReading.person_id == person.id)
        mandates = select(Mandate.id).where(Mandate.entity_id == entity.id, Mandate.role == Role.SPONSOR)
        return {
            "person_id": person.id,
            "session_id": self.connection.scalars(sessions).one(),
            "mandate_id": self.connection.scalars(mandates).one(),
            "decision_id": self.connection.scalars(decisions).one(),
            "report_id": self.connection.scalars(reports).one(),
            "link_id": self.connection.scalars(links).one(),
            "preview_link_id": self.connection.scalars(previews).one(),
            "message_id": self.connection.scalars(messages).one(),
            "enrolment_id": self.connection.scalars(asked).one(),
            "acceptance_id": min(self.connection.scalars(acceptances)),
            "reading_id": self.connection.scalars(readings).one(),
        }

    def digest(self) -> str:
        """Return a hash of every row there is."""
        return digest_of(self.connection)


def make_place(session: Session, app: Flask, name: str) -> Place:
    """Save and return an entity with an open campaign, contributions in three states, and a draft edition."""
    entity = make_entity(session, code=name, name=f"Entity {name}", locales=("en", "fr"))
    campaign = make_campaign(session, slug=f"open-{name}", texts={"en": f"Campaign {name}", "fr": f"Campagne {name}"})
    edition = make_edition(session, campaign=campaign, entity=entity)
    mission = make_mission(session, campaign=campaign)
    author = make_person(session, entity=entity, name=f"Author of {name}")
    make_enrolment(session, person=author, edition=edition)
    add_things(session, edition, mission, author)
    rows = {
        state: make_feedback(session, edition=edition, author=author, mission=mission, state=state, language="en")
        for state in (State.PUBLISHED, State.WAITING, State.SENT_BACK)
    }
    clean = clean_image(picture())
    for row in rows.values():
        stored = store_image(session, app.extensions["storage"], clean)
        session.add(FeedbackImage(feedback_id=row.id, number=1, file_id=stored.id))
        row.image_count = 1
    draft_campaign = make_campaign(session, slug=f"draft-{name}")
    draft = make_edition(session, campaign=draft_campaign, entity=entity, status=EditionStatus.DRAFT)
    make_mission(session, campaign=draft_campaign)
    product = Product(code=f"product-{name}", name="Loan app")
    rival = Product(code=f"rival-{name}", name="Rival app", owner=Owner.COMPETITOR)
    session.add_all((product, rival, PreviewLink(edition_id=draft.id, ends_on=clock.today())))
    session.flush()
    write_sheet(session, SYSTEM, SheetPlace(rival.code, entity.country), SheetInput({"en": "Read."}, {"en": "Pay."}))
    for tests_it in (campaign, draft_campaign):
        session.execute(insert(campaign_products).values(campaign_id=tests_it.id, product_id=product.id))
    session.refresh(draft, ["campaign"])
    asked = make_questionnaire(session, campaign=campaign)
    question = make_question(session, questionnaire=asked, kind="long_text", prompt="What do you expect?")
    states = (rows[State.PUBLISHED], rows[State.WAITING], rows[State.SENT_BACK])
    place = Place(entity, campaign, edition, draft, author, *states, question, make_wave(session, questionnaire=asked))
    make_agreements(session, place)
    applicant = make_person(session, entity=entity, name=f"Applicant of {name}")
    make_enrolment(session, person=applicant, edition=edition, status=EnrolmentStatus.APPLIED)
    return place


def add_things(session: Session, edition: Edition, mission: Mission, author: Person) -> None:
    """Save what stands in an entity beside its campaign: a QR code, a barrier, a switch somebody changed."""
    link = CampaignLink(edition_id=edition.id, mission_id=mission.id, ends_on=clock.today())
    barrier = BarrierReport(entity_id=edition.entity_id, reporter_id=author.id, body="No name.", language="en")
    colleague = make_person(session, name="Somebody of the team")
    change = SwitchChange(
        entity_id=edition.entity_id, switch=Switch.NOT_STARTED_NAMES, is_on=False, reason="Why.", language="en",
        changed_by_id=colleague.id,
    )  # fmt: skip
    message = MemberMessage(
        edition_id=edition.id, sender_id=colleague.id, model=Model.WELCOME, audience=MessageAudience.EVERYBODY,
        subject_text_id=new_text(session, SYSTEM, "en", {"en": "Welcome"}),
        body_text_id=new_text(session, SYSTEM, "en", {"en": "Good to have you."}),
        send_at=clock.now(), submission_key=f"message to {edition.id}",
    )  # fmt: skip
    session.add_all([link, barrier, change, message])


def make_agreements(session: Session, place: Place) -> None:
    """Save what the author accepted and read; none of it is asked for any longer."""
    make_charters(session, place)
    make_legal_text(session, place)


def make_charters(session: Session, place: Place) -> None:
    """Save a charter that the author accepted, and an addition; both are asked for no longer."""
    places = (CharterPlace(place.campaign.id), CharterPlace(place.campaign.id, place.edition.id))
    charters = [write_charter(session, SYSTEM, each, CharterInput("Be kind.")) for each in places]
    read = session.scalars(select(CharterWording.id).where(CharterWording.charter_id.in_([one.id for one in charters])))
    accept_charters(session, actor_for(place.author, enrolled=(place.campaign.id,)), places[1], read.all())
    for charter in charters:
        withdraw_charter(session, SYSTEM, charter.id)


def make_legal_text(session: Session, place: Place) -> None:
    """Publish a privacy statement that the author read; it is asked for no longer."""
    where = LegalPlace(place.entity.id, LegalKind.PRIVACY)
    write_legal_text(session, SYSTEM, where, LegalInput({"en": "We keep it one year."}))
    publish_legal_text(session, SYSTEM, where, PublishInput(saved=1))
    read = session.scalars(select(LegalWording.id)).all()
    confirm_legal_texts(session, actor_for(place.author), read, agrees=False)
    withdraw_legal_text(session, SYSTEM, where)


def make_decision(session: Session, feedback: Feedback, by: Person) -> None:
    """Save the decision that published a contribution, and what it takes to undo it."""
    decision = ModerationDecision(feedback_id=feedback.id, outcome=Outcome.PUBLISHED, by_id=by.id)
    session.add(decision)
    undo = DecisionUndo(
        id=decision.id, feedback_id=feedback.id, by_id=by.id, at=decision.at, version=feedback.version,
        message_id=None, state=State.WAITING, waiting_since=feedback.created_at,
        pending_version=None, proposed_at=None, published_at=None, revised_at=None, shown_entity_id=None,
        due_on=feedback.due_on, first_decider_id=None,
    )  # fmt: skip
    session.add(undo)


def make_people(session: Session, home: Place, elsewhere: Entity) -> dict[str, Person]:
    """Save and return the cast."""
    people = {"author": home.author, "other": make_person(session, entity=elsewhere)}
    for name in CAST:
        if name not in people and name != "anon":
            people[name] = make_person(session, entity=home.entity, name=f"The {name}")
    make_enrolment(session, person=people["tester"], edition=home.edition)
    for name, role in MANDATES.items():
        languages = ("en",) if role is Role.AMBASSADOR else ()
        make_mandate(session, person=people[name], role=role, entity=home.entity, languages=languages)
    for name, role in GROUP_MANDATES.items():
        people[name].entity_id = elsewhere.id
        make_mandate(session, person=people[name], role=role)
    session.flush()
    return people


def make_world(connection: Connection, app: Flask) -> World:
    """Return the world, saved."""
    make_session_ = app.extensions["session_factory"]
    sessions: list[Session] = []

    def tracked() -> Session:
        sessions.append(make_session_())
        return sessions[-1]

    app.extensions["session_factory"] = tracked
    with make_session_() as session:
        home, abroad = make_place(session, app, "home"), make_place(session, app, "abroad")
        people = make_people(session, home, make_entity(session, name="Elsewhere"))
        world = World(app, connection, home, abroad, people, sessions)
        world.tokens |= {name: make_session(session, person=people[name]) for name in CAST if name != "anon"}
        make_decision(session, home.published, people["manager"])
        make_decision(session, abroad.published, abroad.author)
        make_session(session, person=abroad.author)
        make_mandate(session, person=abroad.author, role=Role.SPONSOR, entity=abroad.entity)
        session.commit()
    return world


def public(value: int) -> str:
    """Return an identifier as addresses show it."""
    return idents.encode(value)
