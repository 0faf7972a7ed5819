"""The templates that come with the application, as they are written in ``content/``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.studio.types import WrittenMission, WrittenQuestion, WrittenQuestionnaire, WrittenTemplate

FILE = Path(__file__).parent / "content" / "templates.json"
DEFAULT_LOCALE = "en"


def starter_templates() -> tuple[WrittenTemplate, ...]:
    """Return the templates in their order."""
    return tuple(_template(entry) for entry in json.loads(FILE.read_text(encoding="utf-8")))


def _template(entry: dict[str, Any]) -> WrittenTemplate:
    return WrittenTemplate(
        code=entry["code"],
        default_locale=DEFAULT_LOCALE,
        title=entry["title"],
        pitch=entry["pitch"],
        description=entry["description"],
        themes=tuple(entry["themes"]),
        missions=tuple(
            WrittenMission(each["title"], each["body"], each["minutes"], tuple(each["steps"]))
            for each in entry["missions"]
        ),
        questionnaires=tuple(
            WrittenQuestionnaire(
                each["title"],
                tuple(
                    WrittenQuestion(
                        asked["kind"],
                        asked["prompt"],
                        tuple(asked.get("options", ())),
                        tuple(asked.get("ends", ())),
                    )
                    for asked in each["questions"]
                ),
                tuple(each["waves"]),
            )
            for each in entry["questionnaires"]
        ),
        answer_within_days=entry["answer_within_days"],
    )
