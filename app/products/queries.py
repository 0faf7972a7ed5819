"""Reads of products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.products.models import Product
from app.products.types import Channel, Cost, Owner

PRODUCTS_MAX = 500  # offered as choices of one form


@dataclass(frozen=True, slots=True)
class ProductRow:
    """Something that is tested, as forms and pages show it."""

    id: int
    code: str
    name: str
    owner: Owner
    channel: Channel
    markets: tuple[str, ...]
    link: str
    cost: Cost | None  # to who tries it; None: nobody said
    version: int


def products_list(session: Session, actor: Actor) -> tuple[ProductRow, ...]:
    """Return every product, the group's own first, then by name. One statement, whatever their number.

    :raises Forbidden: only the central team chooses among them
    """
    require(actor, Action.PRODUCT_MANAGE, NOTHING)
    rows = session.execute(
        _PRODUCTS.order_by((Product.owner == Owner.OWN).desc(), Product.name, Product.id).limit(PRODUCTS_MAX)
    )
    return tuple(_row(row) for row in rows)


def product_by_code(session: Session, actor: Actor, code: str) -> ProductRow:
    """Return one product, for who changes it. One statement.

    :raises Forbidden: only the central team does
    :raises NotFound: there is none
    """
    require(actor, Action.PRODUCT_MANAGE, NOTHING)
    found = session.execute(_PRODUCTS.where(Product.code == code)).one_or_none()
    if found is None:
        raise NotFound
    return _row(found)


_PRODUCTS = select(
    Product.id, Product.code, Product.name, Product.owner, Product.channel, Product.markets, Product.link,
    Product.cost_cents, Product.cost_currency, Product.is_refunded, Product.version,
)  # fmt: skip


def _row(found: Row[*tuple[Any, ...]]) -> ProductRow:
    product_id, code, name, owner, channel, markets, link, cents, currency, is_refunded, version = found
    cost = None if cents is None else Cost(cents, currency, is_refunded)
    return ProductRow(product_id, code, name, owner, channel, tuple(markets), link, cost, version)
