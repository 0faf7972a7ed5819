"""What can be done to products."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.wording import is_code
from app.db.session import transaction, unique
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.products.errors import ProductCodeTaken, UnreadableProductCode
from app.products.models import Product
from app.products.types import Channel, Owner


@dataclass(frozen=True, slots=True)
class ProductInput:
    """Something to test: whose it is, where customers use it, and in which countries (ISO 3166)."""

    code: str
    name: str
    owner: Owner = Owner.OWN
    channel: Channel = Channel.APP
    markets: tuple[str, ...] = ()


def create_product(session: Session, actor: Actor, data: ProductInput) -> Product:
    """Add a product that campaigns may test.

    :raises Forbidden: only the central team does
    :raises UnreadableProductCode: the code would not read well in an address
    :raises ProductCodeTaken: another product has the code
    """
    require(actor, Action.PRODUCT_MANAGE, NOTHING)
    with transaction(session):
        if not is_code(data.code):
            raise UnreadableProductCode
        product = Product(
            code=data.code,
            name=data.name,
            owner=data.owner,
            channel=data.channel,
            markets=sorted({market.upper() for market in data.markets}),
        )
        with unique(session, ProductCodeTaken):
            session.add(product)
        record(session, actor, "products.create", ("product", product.id, product.facts), {"code": product.code})
    return product
