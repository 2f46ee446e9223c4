"""Large facts (order lines, parcels) grouped where they are, through Ibis: the engine takes in rows and returns groups.

The way of one import, one module after the other:

1. `address` fills in the credentials of a URL. `engines` connects to it and finds the tables: DuckDB for files and its
   own databases, PostgreSQL, Spark, and what else Ibis has.
2. `columns` turns the expressions of the mapping into Ibis expressions, `zones` times into days, `buckets` days into
   periods, `rows` decides which rows count and with which sign. No text of SQL is ever made here.
3. `survey` looks at all rows once: the days they cover, and what cannot be decided or counted.
4. `measures` groups. Each engine returns whole numbers, so the order of rows does not matter and engines agree.
   `increments` groups changed periods alone, where a measure is costly.
5. `figures` turns groups into observations, and what has no market or day into rejects.
"""

from xlmarket.sources.facts.figures import NO_FACTS
from xlmarket.sources.facts.reading import read_facts

__all__ = ["NO_FACTS", "read_facts"]
