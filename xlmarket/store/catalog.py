"""The tables of the store, as `schema.VERSION` counts them: a change here is an entry of `schema.MIGRATIONS`.

Rows are only ever added. An undone vintage keeps its rows and is marked.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

datasets = Table(
    "datasets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("licence", Text, nullable=False),
)

vintages = Table(
    "vintages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dataset", ForeignKey("datasets.name"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("published", DateTime, nullable=False),
    Column("imported", DateTime, nullable=False),
    Column("file", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("checksum", String(64), nullable=False),
    Column("covered_first", Date),
    Column("covered_last", Date),
    Column("undone", Boolean, nullable=False, default=False),
)

numbers = Index("vintages_number", vintages.c.dataset, vintages.c.number, unique=True)
"""A number is that of one vintage of a data set."""

metrics = Table(
    "metrics",
    metadata,
    Column("vintage", ForeignKey("vintages.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("frequency", String(1), nullable=False),
    Column("calendar", Text, nullable=False),
    Column("default", Boolean, nullable=False),
    Column("title", Text, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    Column("vintage", ForeignKey("vintages.id"), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("market", Text, nullable=False),
    Column("metric", Text, nullable=False),
    Column("frequency", String(1), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("value", Float(53), nullable=False),
    Column("unit", Text, nullable=False),
    Column("qualifier", String(1), nullable=False),
    Column("status", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
)

gaps = Table(
    "gaps",
    metadata,
    Column("vintage", ForeignKey("vintages.id"), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("market", Text, nullable=False),
    Column("metric", Text, nullable=False),
    Column("frequency", String(1), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("symbol", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
)

aggregates = Table(
    "aggregates",
    metadata,
    Column("vintage", ForeignKey("vintages.id"), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("market", Text, nullable=False),
    Column("member", Text, nullable=False),
)
"""One row per member of an aggregate; an aggregate whose members are not known has one row with an empty member."""

responses = Table(
    "responses",
    metadata,
    Column("vintage", ForeignKey("vintages.id"), primary_key=True),
    Column("series", Text, nullable=False, index=True),
    Column("agency", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("fetched", DateTime, nullable=False),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("figures", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""What an agency returned, for each vintage that was fetched: its bytes, compressed, with the hash of them unpacked."""

layout = Table("layout", metadata, Column("version", Integer, primary_key=True))
"""One row: the version of the tables. It keeps the name it always had, so that every xlmarket can read the version."""
