"""A recall waits for who is at a step or at the mission's questions, and nothing is stored after it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.db.session import transaction
from app.missions.errors import MissionRecalled
from app.missions.models import Mission, MissionDone
from app.missions.service import recall_mission, tick_mission
from app.player.models import MissionProgress
from app.player.service import declare_minutes, finish_step, stop_at_step
from app.policy.actor import SYSTEM
from app.questionnaires.errors import QuestionnaireClosed
from app.questionnaires.models import Response, ResponseSent, StoredCell
from app.questionnaires.service.respond import SendInput, TypedInput, save_answers, send_response
from app.questionnaires.types import Moment
from app.questions.types import field_name
from tests.factories.questionnaires import make_question, make_questionnaire, make_wave
from tests.feedback.scene import Scene, make_scene
from tests.parallel import Act

A_MOMENT = 0.4  # seconds: long enough to be done, for who does not wait
STORED = (MissionProgress, MissionDone, Response, ResponseSent, StoredCell)
pytestmark = pytest.mark.slow


class Player:
    """Somebody in a mission that asks one question."""

    def __init__(self, shared: Engine, *, untraceable: bool = False, saved: bool = False) -> None:
        with Session(shared, expire_on_commit=False) as session:
            self.scene: Scene = make_scene(session, trusted=True)
            questionnaire = make_questionnaire(session, campaign=self.scene.campaign)
            question = make_question(session, questionnaire=questionnaire, kind="long_text", prompt="What did you see?")
            mission = self.scene.mission
            wave = make_wave(
                session, questionnaire=questionnaire, moment=Moment.MISSION, mission=mission, untraceable=untraceable
            )
            self.wave_id, self.mission_id = wave.id, mission.id
            self.typed = {question.id: {field_name(question.id): ["A long way to the card."]}}
            session.commit()
            if saved:
                save_answers(session, self.scene.actor, self.wave_id, TypedInput(self.typed))

    def recall(self, session: Session) -> None:
        """Recall the mission."""
        recall_mission(session, SYSTEM, self.mission_id, "Their app asks for passwords.")


def step(shared: Engine) -> tuple[Player, Act]:
    player = Player(shared)
    return player, partial(finish_step, actor=player.scene.actor, mission_id=player.mission_id, number=1)


def stop(shared: Engine) -> tuple[Player, Act]:
    player = Player(shared)
    return player, partial(stop_at_step, actor=player.scene.actor, mission_id=player.mission_id, number=1, why="Lost.")


def minutes(shared: Engine) -> tuple[Player, Act]:
    player = Player(shared)
    return player, partial(declare_minutes, actor=player.scene.actor, mission_id=player.mission_id, minutes=4)


def tick(shared: Engine) -> tuple[Player, Act]:
    player = Player(shared)
    return player, partial(tick_mission, actor=player.scene.actor, mission_id=player.mission_id)


def save(shared: Engine) -> tuple[Player, Act]:
    player = Player(shared)
    data = TypedInput(player.typed)
    return player, partial(save_answers, actor=player.scene.actor, wave_id=player.wave_id, data=data)


def send(shared: Engine) -> tuple[Player, Act]:
    player = Player(shared, saved=True)
    return player, partial(send_response, actor=player.scene.actor, wave_id=player.wave_id, data=SendInput(1))


def send_untraceable(shared: Engine) -> tuple[Player, Act]:
    player = Player(shared, untraceable=True)
    data = SendInput(0, player.typed)
    return player, partial(send_response, actor=player.scene.actor, wave_id=player.wave_id, data=data)


ACTS = [step, stop, minutes, tick, save, send, send_untraceable]


def stored(shared: Engine) -> list[int]:
    """Return how much is stored of each sort."""
    with Session(shared) as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in STORED] + [
            session.scalar(select(func.coalesce(func.sum(Response.version), 0))) or 0
        ]


@pytest.mark.parametrize("act", ACTS)
def test_a_recall_waits_for_who_is_storing(shared: Engine, act: Callable[[Engine], tuple[Player, Act]]) -> None:
    player, store = act(shared)
    before = stored(shared)

    def recall() -> None:
        with Session(shared) as other:
            player.recall(other)

    with ThreadPoolExecutor(1) as pool, Session(shared) as own:
        with transaction(own):
            store(own)
            recalling = pool.submit(recall)
            assert wait([recalling], timeout=A_MOMENT).not_done
        recalling.result()
    assert stored(shared) != before
    with Session(shared) as session:
        assert session.get_one(Mission, player.mission_id).recalled_on is not None


@pytest.mark.parametrize("act", ACTS)
def test_who_stores_while_it_is_recalled_waits_and_is_refused(
    shared: Engine, act: Callable[[Engine], tuple[Player, Act]]
) -> None:
    player, store = act(shared)
    before = stored(shared)

    def try_to_store() -> None:
        with Session(shared) as own:
            store(own)

    with ThreadPoolExecutor(1) as pool, Session(shared) as session:
        with transaction(session):
            player.recall(session)
            session.flush()
            storing = pool.submit(try_to_store)
            assert wait([storing], timeout=A_MOMENT).not_done
        with pytest.raises(DomainError) as refusal:
            storing.result()
    assert isinstance(refusal.value, MissionRecalled | QuestionnaireClosed)
    assert stored(shared) == before
