"""Declarative base and the column types the models share."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, MetaData, Table, TypeDecorator, inspect
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column
from sqlalchemy.types import TypeEngine
from typing_extensions import override

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC. A naive value is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            msg = "a naive datetime reached the database"
            raise ValueError(msg)
        return value.astimezone(UTC) if value is not None else None

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:  # PostgreSQL gives back its own offset
            return value.astimezone(UTC) if value is not None else None
        return value.replace(tzinfo=UTC)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Base of every model."""

    __table__: ClassVar[Table]  # SQLAlchemy types it as what any model may be mapped to
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, TypeEngine[Any]]] = {
        datetime: UtcDateTime(), dict[str, Any]: JSON(), list[str]: JSON(),
    }  # fmt: skip

    @override
    def __repr__(self) -> str:
        """Name the row, and nothing personal: this text ends in logs."""
        return f"{type(self).__name__}{inspect(self).identity or '(new)'}"


# SQLite's INTEGER PRIMARY KEY is the row's own address; a BIGINT one would need a second index.
BigId = BigInteger().with_variant(Integer(), "sqlite")

# Small tables that only the application names (entities, phases…) count their rows; what people create
# carries a random identifier (app/core/idents.py says why): `mapped_column(default_factory=new_id)`.
Pk = Annotated[int, mapped_column(primary_key=True)]
RandomPk = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=False)]


def str_enum(kind: type[StrEnum]) -> Enum:
    """Return a column type that stores the enum's values as checked text.

    Text and a CHECK, not a database enum: a value is added by one migration, without a lock.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
