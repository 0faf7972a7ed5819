"""Two devices at once, on a database that several connections share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from app.drafts.errors import DraftChanged
from app.drafts.models import StoredDraft
from app.drafts.service import DraftInput, keep_draft
from app.drafts.types import DraftAddress, DraftForm
from app.player.models import MissionProgress
from app.player.service import finish_step
from tests.feedback.scene import Scene, make_scene

DEVICES = 6


def at_once(engine: Engine, scene: Scene, kept_version: int) -> list[str]:
    """Save from several devices at the same moment; return what became of each."""
    start = Barrier(DEVICES)
    make = sessionmaker(engine, expire_on_commit=False)
    address = DraftAddress(DraftForm.CONTRIBUTION, scene.mission.id)

    def save(device: int) -> str:
        data = DraftInput(
            {"title": f"From {device}, after {kept_version}", "identity": "named"}, kept_version, f"device {device}"
        )
        with make() as session:
            start.wait()
            try:
                keep_draft(session, scene.actor, address, data)
            except DraftChanged:
                return "told"
            return "kept"

    with ThreadPoolExecutor(DEVICES) as pool:
        return list(pool.map(save, range(DEVICES)))


def test_one_of_several_devices_wins_and_the_others_are_told(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
    for version in (0, 1):  # the first words, then a change of them
        outcome = at_once(shared, scene, version)
        assert sorted(outcome) == ["kept"] + ["told"] * (DEVICES - 1)
    with Session(shared) as session:
        assert session.scalars(select(StoredDraft.version)).all() == [2]


def test_a_step_done_on_several_devices_is_begun_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
    start = Barrier(DEVICES)
    make = sessionmaker(shared, expire_on_commit=False)

    def finish(_device: int) -> None:
        with make() as session:
            start.wait()
            finish_step(session, scene.actor, scene.mission.id, 1)

    with ThreadPoolExecutor(DEVICES) as pool:
        list(pool.map(finish, range(DEVICES)))
    with Session(shared) as session:
        assert session.scalars(select(MissionProgress.steps_done)).all() == [1]
