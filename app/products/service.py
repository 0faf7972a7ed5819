"""What can be done to products."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import ChangedMeanwhile, NotFound
from app.core.wording import is_code
from app.db.session import transaction, unique
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.products.errors import CostWithoutCurrency, ProductCodeTaken, UnreadableProductCode, UnsafeLink
from app.products.models import Product
from app.products.types import Channel, Cost, Owner

CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class ProductInput:
    """Something to test: whose it is, where customers use it, in which countries (ISO 3166), at which cost."""

    code: str
    name: str
    owner: Owner = Owner.OWN
    channel: Channel = Channel.APP
    markets: tuple[str, ...] = ()
    link: str = ""  # where it can be tried: https
    cost: Cost | None = None  # to who tries it; None: nobody said
    version: int = 1  # that a change was written against


def create_product(session: Session, actor: Actor, data: ProductInput) -> Product:
    """Add a product that campaigns may test.

    :raises Forbidden: only the central team does
    :raises UnreadableProductCode: the code would not read well in an address
    :raises ProductCodeTaken: another product has the code
    :raises UnsafeLink, CostWithoutCurrency: people could not follow the link, or not tell the cost
    """
    require(actor, Action.PRODUCT_MANAGE, NOTHING)
    with transaction(session):
        _check(data)
        product = Product(code=data.code, name=data.name, **_frame(data))
        with unique(session, ProductCodeTaken):
            session.add(product)
        record(session, actor, "products.create", ("product", product.id, product.facts), {"code": product.code})
    return product


def change_product(session: Session, actor: Actor, code: str, data: ProductInput) -> Product:
    """Change what is said of a product; its code stays. The same form twice is one change.

    :raises Forbidden: only the central team does
    :raises NotFound: no such product
    :raises UnsafeLink, CostWithoutCurrency: people could not follow the link, or not tell the cost
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    require(actor, Action.PRODUCT_MANAGE, NOTHING)
    with transaction(session):
        product = session.scalars(
            select(Product)
            .where(Product.code == code)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if product is None:
            raise NotFound
        _check(data)
        wanted = {"name": data.name, **_frame(data)}
        changed = [name for name, value in wanted.items() if getattr(product, name) != value]
        if not changed:
            return product
        if product.version != data.version:
            raise ChangedMeanwhile
        for name in changed:
            setattr(product, name, wanted[name])
        product.version += 1
        record(session, actor, "products.change", ("product", product.id, product.facts), {"changed": changed})
    return product


def _check(data: ProductInput) -> None:
    if not is_code(data.code):
        raise UnreadableProductCode
    if data.link and not _is_safe(data.link):
        raise UnsafeLink
    if data.cost is not None and data.cost.cents and not CURRENCY.fullmatch(data.cost.currency):
        raise CostWithoutCurrency


def _is_safe(link: str) -> bool:
    """Tell whether a link is one of the web, with a host and nothing hidden in it."""
    parts = urlsplit(link)
    return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and not set(link) & set(" \\<>")


def _frame(data: ProductInput) -> dict[str, Any]:
    return {
        "owner": data.owner,
        "channel": data.channel,
        "markets": sorted({market.upper() for market in data.markets}),
        "link": data.link,
        "cost_cents": data.cost.cents if data.cost else None,
        "cost_currency": data.cost.currency if data.cost and data.cost.cents else "",
        "is_refunded": bool(data.cost and data.cost.cents and data.cost.is_refunded),
    }
