"""How the story's contributions are sorted: a few themes, given to those that speak of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from app.demo.world import World
from app.feedback.models import Feedback
from app.feedback.types import State
from app.policy.actor import Role
from app.themes.service.give import give_theme_to_several
from app.themes.service.write import ThemeInput, create_theme

SORTED_BEFORE = timedelta(days=3)  # the end of the story: what came since has no theme yet
CAMPAIGN = "own-app"


@dataclass(frozen=True, slots=True)
class DemoTheme:
    """One theme, and the beginnings of words by which it is recognised."""

    name: dict[str, str]
    words: tuple[str, ...]


THEMES = (
    DemoTheme(
        {
            "en": "Signing in", "pt-PT": "Início de sessão", "de": "Anmelden", "fr": "Connexion",
            "ar": "تسجيل الدخول",
        },
        ("login", "sessão", "palavra-passe", "código", "anmeld", "passwort", "einlogg", "sign in"),
    ),
    DemoTheme(
        {
            "en": "Documents and photos", "pt-PT": "Documentos e fotografias", "de": "Dokumente und Fotos",
            "fr": "Documents et photos", "ar": "المستندات والصور",
        },
        ("foto", "document", "ficheiro", "pdf", "dokument", "unterlagen", "hochlad"),
    ),
    DemoTheme(
        {
            "en": "Simulating a loan", "pt-PT": "Simulação de crédito", "de": "Kredit berechnen",
            "fr": "Simulation de crédit", "ar": "محاكاة القرض",
        },
        ("simula", "prestaç", "rechner", "kreditrate", "laufzeit", "monatsrate", "taxa"),
    ),
)  # fmt: skip


def plan_sorting(world: World) -> None:
    """Let the central team create themes, and give them to what was published until then."""
    world.plan(world.timeline.now - SORTED_BEFORE, partial(_sort, world))


def _sort(world: World) -> None:
    actor, campaign = world.actor(world.holders(Role.CENTRAL_TEAM)[0]), world.campaigns[CAMPAIGN]
    rows = world.session.execute(
        select(Feedback.id, Feedback.title, Feedback.body)
        .where(Feedback.campaign_id == campaign.id, Feedback.state == State.PUBLISHED)
        .order_by(Feedback.created_at, Feedback.id)
    ).all()
    for theme in THEMES:
        theme_id = create_theme(world.session, actor, campaign.id, ThemeInput(theme.name))
        about = [row.id for row in rows if _says(f"{row.title} {row.body}", theme.words)]
        if about:
            give_theme_to_several(world.session, actor, about, theme_id)


def _says(text: str, words: Iterable[str]) -> bool:
    folded = text.casefold()
    return any(word in folded for word in words)
