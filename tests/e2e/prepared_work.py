"""What the browser tests see of the work of those who look after testers: a line in each list."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aims.service import AimInput, write_aim
from app.announcements.service import AnnouncementInput, announce
from app.announcements.types import Addressees
from app.asking.service import MessageInput, ask_privately, write_in_thread
from app.campaigns.models import Campaign, Edition
from app.campaigns.service import add_edition
from app.core import clock
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import State
from app.house_rules.queries import rules_texts
from app.house_rules.service import RulesInput, write_rules
from app.messages.queries import writing_place
from app.messages.service import MemberMessageInput, write_message
from app.messages.types import Model
from app.moderation.service.notes import NoteInput, label_case, write_note
from app.moderation.types import NoteAudience
from app.policy.actor import Actor
from app.ready_answers.service import ReadyAnswerInput, write_ready_answer
from app.recruiting.file_format import ListLine
from app.recruiting.service import InviteInput, invite_people
from app.reviews.service import add_subjects, invite_assessor, open_review, prepare_review
from app.reviews.service.prepare import ReviewInput
from app.reviews.types import ReviewKind, TieRule
from tests.e2e import people

INVITED = (ListLine(1, "dulce.amarante@lusocredito.example", "Dulce Amarante"),)
MAILS_A_DAY = 50
TWO_BY_TWO, NOT_BEGUN, SUBJECTS = "Two by two", "Not begun", 3
WHICH_PHONE = "Conta o telemóvel de serviço, ou só o meu?"


def prepare_work(session: Session, manager: Actor, sponsor: Actor, asker: Actor, edition: Edition) -> None:
    """Add it in an entity's part of a campaign, written by its community manager, its sponsor and a tester."""
    _tell_people(session, manager, edition)
    _ask(session, manager, asker, edition)
    write_aim(session, sponsor, "lusocredito", AimInput("Menos telefonemas à linha de apoio", "aim"))
    answer = {"pt-PT": "Obrigado. Corrigimos isto na próxima versão."}
    write_ready_answer(session, manager, edition.entity_id, ReadyAnswerInput("Corrigido em breve", answer, "pt-PT"))
    rules = {"pt-PT": "Sem nomes de clientes.\n\nSem números de conta."}
    stored = rules_texts(session, manager, edition.entity_id)
    write_rules(session, manager, edition.entity_id, RulesInput(rules, version=stored.version))
    waiting = select(Feedback.id).where(Feedback.edition_id == edition.id, Feedback.state == State.WAITING)
    case = session.scalars(waiting.order_by(Feedback.id)).first()
    assert case is not None
    label_case(session, manager, case, ["Prestação"])
    for audience in NoteAudience:
        write_note(session, manager, case, NoteInput("Parece-me o mesmo caso de ontem.", audience))


def _tell_people(session: Session, manager: Actor, edition: Edition) -> None:
    words = {"pt-PT": "Última semana"}, {"pt-PT": "Faltam cinco dias para o fim do teste."}
    announce(
        session, manager, AnnouncementInput(Addressees(edition.entity_id), "pt-PT", *words, submission_key="announced")
    )
    place = writing_place(session, manager, "own-app", "lusocredito")
    write_message(session, manager, place, MemberMessageInput(Model.LAST_DAYS, *words, None, "written"))
    invite_people(session, manager, edition.id, InviteInput(INVITED, "pt-PT", MAILS_A_DAY))


def _ask(session: Session, manager: Actor, asker: Actor, edition: Edition) -> None:
    thread_id = ask_privately(session, asker, edition.campaign_id, MessageInput(WHICH_PHONE, "asked"))
    write_in_thread(session, manager, thread_id, MessageInput("Conta qualquer um dos dois.", "answered"))


def prepare_for_the_group(session: Session, central: Actor, edition: Edition) -> None:
    """Open a review two by two and prepare another; begin an edition that its gates keep shut."""
    published = select(Feedback.id).where(
        Feedback.campaign_id == edition.campaign_id, Feedback.state == State.PUBLISHED
    )
    subjects = session.scalars(published.order_by(Feedback.id).limit(SUBJECTS)).all()
    for title in (TWO_BY_TWO, NOT_BEGUN):
        due_on = clock.today() + timedelta(days=7)
        campaigns = frozenset({edition.campaign_id})
        data = ReviewInput(title, None, campaigns, ReviewKind.PAIRS, TieRule.SHARED, due_on, submission_key=title)
        review = prepare_review(session, central, data)
        add_subjects(session, central, review.id, subjects)
        for email in (people.MANAGER, people.SPONSOR):
            invite_assessor(session, central, review.id, email)
        if title == TWO_BY_TWO:
            open_review(session, central, review.id)
    campaign_id, entity_id = (
        session.scalars(select(Campaign.id).where(Campaign.slug == "our-messages")).one(),
        session.scalars(select(Entity.id).where(Entity.code == "kreditwerk")).one(),
    )
    add_edition(session, central, campaign_id, entity_id)
