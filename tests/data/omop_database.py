"""OMOP tables into a DuckDB file and onto a PostgreSQL server, with the types of the CDM."""

import csv

import duckdb
import psycopg

WORDS = ("domain_id", "vocabulary_id", "concept_class_id")


def kind(column):
    """The CDM's type of a column."""
    if column.endswith("_datetime"):
        return "timestamp"
    if column.endswith("_date"):
        return "date"
    if column in ("value_as_number", "range_low", "range_high"):
        return "numeric"
    return "bigint" if column.endswith(("_id", "_of_birth")) and column not in WORDS else "text"


def onto_server(address, schema, files):
    """Each file as a table of the schema, which is made anew."""
    with psycopg.connect(address) as connection:
        connection.execute(f"drop schema if exists {schema} cascade")
        connection.execute(f"create schema {schema}")
        for path in files:
            with path.open(newline="") as file:
                columns = next(csv.reader(file))
                table = f"{schema}.{path.stem.lower()}"
                connection.execute(f"create table {table} ({', '.join(f'{c} {kind(c)}' for c in columns)})")
                file.seek(0)
                with connection.cursor().copy(f"copy {table} from stdin (format csv, header, null '')") as copy:
                    copy.write(file.read())


def into_duckdb(target, files):
    """Each file as a table of a DuckDB file."""
    with duckdb.connect(str(target)) as connection:
        for path in files:
            connection.execute(f"create table {path.stem} as from read_csv('{path}')")
