"""A PostgreSQL address: connecting, finding the schema the tables stand in, and saying what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

import ibis
import psycopg

from criteria.model.problems import Problem, Refused

SCHEMES = ("postgresql", "postgres")
FORM = "postgresql://user@host:5432/database?schema=cdm"
_READ_ONLY = "-c default_transaction_read_only=on"
_TABLES = """
    SELECT table_schema, table_name, coalesce(array_position(current_schemas(false), table_schema::name), 1000)
    FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 3, 1, 2
"""


@dataclass(frozen=True)
class Place:
    """A table by its schema and the name it is written with."""

    schema: str
    table: str


def shown(address: str) -> str:
    """The address as it may be shown: without user, password and options. Raises `Refused` when it is not one."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("the address", [Problem("wrong-address", "address", f"write it as {FORM}")]) from None
    if parts.scheme not in SCHEMES or not parts.path.strip("/"):
        message = f"`{parts.scheme}://` with {'a' if parts.path.strip('/') else 'no'} database; write it as {FORM}"
        raise Refused("the address", [Problem("wrong-address", "address", message)])
    return f"postgresql://{host}{f':{port}' if port else ''}{parts.path}"


def schema_of(address: str) -> str | None:
    """The schema that the address names, as in `?schema=cdm`."""
    return dict(parse_qsl(urlsplit(address).query)).get("schema")


@contextmanager
def connected(address: str) -> Iterator[ibis.backends.postgres.Backend]:
    """A connection that can only read. Without a password in the address, PGPASSWORD or ~/.pgpass is used."""
    parts = urlsplit(address)
    options = {key: value for key, value in parse_qsl(parts.query) if key != "schema"}
    options.setdefault("connect_timeout", "10")
    connection = ibis.postgres.connect(
        host=parts.hostname,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        port=parts.port,
        database=unquote(parts.path.strip("/")),
        **(options | {"options": f"{options.get('options', '')} {_READ_ONLY}".strip()}),
    )
    try:
        yield connection
    finally:
        connection.disconnect()


def placed(connection: ibis.backends.postgres.Backend, schema: str | None, name: str) -> tuple[dict[str, Place], str]:
    """The tables of the schema asked for, or else of the one that holds a `person` table, by lower-case name.

    Tables that only another schema holds, such as a shared vocabulary, are found there. The second value says which
    schema was chosen.
    """
    with connection.con.cursor() as cursor:
        rows = cursor.execute(_TABLES).fetchall()
    chosen = _chosen(rows, schema, name)
    places: dict[str, Place] = {}
    for held, table, _ in sorted(rows, key=lambda row: row[0] != chosen):
        if held == chosen or table.lower() in ("concept", "cdm_source"):
            places.setdefault(table.lower(), Place(held, table))
    return places, f"schema {chosen}"


def _chosen(rows: list[tuple[str, str, int]], schema: str | None, name: str) -> str:
    """The schema to read. Raises `Refused` when none or several could be meant."""
    schemas = sorted({held for held, _, _ in rows})
    if schema is not None:
        if schema not in schemas:
            raise Refused(name, [Problem("unknown-schema", schema, f"not there, empty or not yours; {_list(schemas)}")])
        return schema
    holding = [(held, rank) for held, table, rank in rows if table.lower() == "person"]
    if not holding:
        message = f"no schema you may read has this table; {_list(schemas)}; name it as in {FORM}"
        raise Refused(name, [Problem("missing-table", "person", message)])
    best = [held for held, rank in holding if rank == holding[0][1]]
    if len(best) > 1:
        message = f"{', '.join(best)} each hold a `person` table; add ?schema={best[0]} to the address"
        raise Refused(name, [Problem("several-schemas", "person", message)])
    return best[0]


def _list(schemas: list[str]) -> str:
    return f"schemas with tables: {', '.join(schemas)}" if schemas else "the database has no tables"


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Turns what the server or its client says into a refusal that holds no credentials."""
    try:
        yield
    except psycopg.Error as error:
        raise Refused(name, [_problem(error)]) from None


# What libpq says when it cannot connect (it gives no code then), and what a person does about it.
_SAID = (
    ("password authentication failed", "wrong-password", "the server refuses this user or password; check both"),
    ("no password supplied", "password-needed", "the server asks for a password: set PGPASSWORD, or use ~/.pgpass"),
    ("no pg_hba.conf entry", "not-allowed", "the server does not let this user in from here; ask its administrator"),
    ("authentication failed", "wrong-password", "the server refuses this user; check the user's name"),
    ("resolve host", "wrong-address", f"the host is not known; check its name in {FORM}"),
    ("could not translate host", "wrong-address", f"the host is not known; check its name in {FORM}"),
    ("refused", "database-down", "nothing answers there; is the server running, and is the port right?"),
    ("timeout", "database-down", "no answer in time; is the server running, and may this machine reach it?"),
    ("no such file", "database-down", "no server runs on this machine; name a host in the address"),
    ("invalid connection option", "wrong-address", f"an option after the question mark is not known; {FORM}"),
)


def _problem(error: psycopg.Error) -> Problem:
    said = str(error).casefold()
    for words, code, remedy in _SAID:
        if words in said:
            return Problem(code, "database", remedy)
    if "database" in said and "does not exist" in said:
        return Problem("wrong-address", "database", "the server has no database of this name; check the address")
    if "role" in said and "does not exist" in said:
        return Problem("wrong-password", "database", "the server does not know this user; check the user's name")
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return Problem("not-allowed", "table", "this user may not read the tables; ask for the right to select")
    if isinstance(error, psycopg.OperationalError):
        return Problem("database-down", "database", "the connection broke off; is the server running? then try again")
    return Problem("unreadable", "database", f"the server could not answer ({type(error).__name__}); check the tables")
