"""Nobody who is not signed in gets anything, save from a named list."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, Rule

from app.registry import PUBLIC_ENDPOINTS

# Endpoints that answer anybody. Each line says why.
PUBLIC: dict[str, str] = {
    "assets.asset": "style sheet, script and mark",
    "assets.favicon": "the mark, where browsers look for it",
    "health.alive": "a load balancer asks whether the process answers",
    "health.ready": "and whether the database does",
    "accounts.sign_in": "this is where one signs in",
    "accounts.ask_link": "and asks for a link",
    "accounts.link": "and follows it",
    "recruiting.invitation": "who was invited has no account yet",
    "recruiting.stop": "and may want no more mails",
    "dashboards.note": "a sponsor reads the note of a month by the link that was mailed",
    "notifications.stop": "mails are stopped from the mail, by a mail program too",
    "accounts.choose_language": "the sign-in page is read in one's own language",
}
VALUES = {"IntegerConverter": 1, "FloatConverter": 1.0, "IdentConverter": 1}


def sample(converter: BaseConverter) -> object:
    """Return a value the converter writes into an address."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return VALUES.get(type(converter).__name__, "x")


def address(app: Flask, rule: Rule) -> str:
    """Return an address the rule matches, whatever stands behind it."""
    values = {name: sample(converter) for name, converter in rule._converters.items()}  # noqa: SLF001 - werkzeug shows them nowhere else
    with app.test_request_context():
        built = app.url_map.bind("localhost").build(rule.endpoint, values, method=None)
    return str(built)


def refuses(status: int, location: str) -> bool:
    """Tell whether an answer sends a stranger away: to the sign-in page, or with 401."""
    return status == HTTPStatus.UNAUTHORIZED or (status in {302, 303} and "sign-in" in location)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_endpoint_refuses_a_stranger(app: Flask, method: str) -> None:
    client = app.test_client()
    open_doors = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC or method not in (rule.methods or set()):
            continue
        answer = client.open(address(app, rule), method=method)
        if not refuses(answer.status_code, answer.headers.get("Location", "")):
            open_doors.append(f"{rule.endpoint} ({rule.rule}): {answer.status}")
    assert open_doors == []


def test_the_public_list_holds_nothing_that_is_gone(app: Flask) -> None:
    assert set(PUBLIC) <= {rule.endpoint for rule in app.url_map.iter_rules()}


def test_the_application_opens_no_other_door() -> None:
    assert set(PUBLIC) == PUBLIC_ENDPOINTS
