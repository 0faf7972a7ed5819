"""`pepite create-admin`: the first account, without any default password."""

from __future__ import annotations

import sys

import click
from flask import current_app
from sqlalchemy.orm import Session

from app.accounts.service import PersonInput, create_administrator, make_link
from app.core.errors import DomainError
from app.entities.queries import entities_list
from app.entities.service import EntityInput, create_entity
from app.policy.actor import SYSTEM, Actor, Grant, Role
from app.web.addresses import path_of
from app.web.database import current_session
from config import LOCALES, Settings

# Lists are made for people; the console acts for whoever may reach it, which is an administrator.
_CONSOLE = Actor(person_id=0, grants=frozenset({Grant(Role.ADMINISTRATOR)}))


@click.command("create-admin")
@click.option("--email", prompt="E-mail address", help="Where sign-in links are sent.")
@click.option("--name", prompt="Name", help="First and last name.")
@click.option("--entity", "code", prompt="Code of the entity", help="Where the person works, such as head-office.")
@click.option("--entity-name", default="", help="Name of the entity, when it is to be created.")
@click.option("--country", default="", help="Its country, two letters, when it is to be created.")
@click.option("--locale", type=click.Choice(LOCALES), default="en", help="Its language, when it is to be created.")
@click.option("--time-zone", default="UTC", help="Its time zone, such as Europe/Lisbon, when it is to be created.")
@click.option("--link", "wants_link", is_flag=True, help="Print a one-time set-up link instead of asking a password.")
def create_admin(*, email: str, name: str, code: str, wants_link: bool, **place: str) -> None:
    """Make an administrator's account. There is no default account and no default password."""
    session = current_session()
    asks = not wants_link and sys.stdin.isatty()
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if asks else None
    settings: Settings = current_app.extensions["settings"]
    try:
        entity_id = _entity(session, code, place)
        person = create_administrator(session, SYSTEM, PersonInput(email, name, entity_id, password=password))
        token = "" if asks else make_link(session, SYSTEM, person, settings.secret_key)
    except DomainError as error:
        raise click.ClickException(error.message % error.params) from error
    click.echo(f"The account of {person.name} is made, with a mandate as administrator.")
    if token:
        click.echo("This link signs in once, within 24 hours. Keep it to yourself:")
        click.echo(settings.base_url + path_of("accounts.link", token=token))


def _entity(session: Session, code: str, place: dict[str, str]) -> int:
    """Return the entity's number; create the entity when there is none with that code."""
    known = next((row.id for row in entities_list(session, _CONSOLE) if row.code == code), None)
    if known is not None:
        return known
    locale = place["locale"]
    entity = create_entity(
        session,
        SYSTEM,
        EntityInput(
            code=code,
            name=place["entity_name"] or click.prompt("Name of the entity"),
            country=place["country"] or click.prompt("Country of the entity, two letters"),
            locales=(locale,),
            default_locale=locale,
            time_zone=place["time_zone"],
        ),
    )
    return entity.id
