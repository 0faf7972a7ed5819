"""Drop the PostgreSQL database of a URL, if it is there, and make it again, empty.

Usage: python scripts/fresh_database.py postgresql+psycopg://postgres@127.0.0.1:5432/pepite_check
"""

from __future__ import annotations

import sys

import psycopg
from psycopg import sql
from sqlalchemy import make_url


def main() -> None:
    """Connect to the server's own database: nobody can drop the one they are in."""
    url = make_url(sys.argv[1])
    server = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    name = sql.Identifier(url.database or "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


if __name__ == "__main__":
    main()
