"""How much one may ask of the server at once."""

from __future__ import annotations

MOST_BODY = 4 * 1024 * 1024
"""Bytes of a request."""

BATCH_SECONDS = 20.0
"""How long a batch is worked on; what is not answered by then is for the next request."""

HEAD_SECONDS = 15.0
"""How long a connection may take to say what it wants."""

BODY_SECONDS = 15.0
"""How long the rest of a request may take to arrive."""

CHUNK = 250
"""Calls answered at a stretch, before anybody else has a turn."""

MOST_CONNECTIONS = 200
MOST_FOUND = 20
MOST_POINTS = 400
LONGEST_TEXT = 200
"""Characters of a text somebody looks for."""
