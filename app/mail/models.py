"""The book of mails: what was handed over, so that nothing is sent twice; and mailboxes that do not exist."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.mail.types import MailState, Purpose


class Mail(Base, kw_only=True):
    """One mail to one person: its cause, and how far it has come. No words, no address, no finer time than the day.

    It goes with the account of its reader, and after ``KEPT`` (``mail/ledger.py``).
    """

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_person_id", "person_id", "day"),
        Index(
            "ix_mails_trouble", "day",
            sqlite_where=text("state <> 'mailed'"), postgresql_where=text("state <> 'mailed'"),
        ),
        Index("ix_mails_day", "day"),
    )  # fmt: skip

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    cause: Mapped[str] = mapped_column(String(80), unique=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(str_enum(Purpose))
    state: Mapped[MailState] = mapped_column(str_enum(MailState), default=MailState.PLANNED)
    day: Mapped[date] = mapped_column(default_factory=clock.today)  # UTC: when it was first tried
    error: Mapped[str] = mapped_column(String(120), default="")  # of the last attempt: nothing about people


class RefusedMailbox(Base, kw_only=True):
    """An address that a mail server refused for good; another address of the same person is another matter."""

    __tablename__ = "refused_mailboxes"

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(default_factory=clock.today)
    code: Mapped[int]  # the answer of the mail server: 550, 553…
