"""The limits of the server on requests."""

from __future__ import annotations

MOST_BODY = 4 * 1024 * 1024
"""Bytes of a request."""

BATCH_SECONDS = 20.0
"""Seconds that a batch may take. The script sends the rest with the next request."""

HEAD_SECONDS = 15.0
"""Seconds that the head of a request may take to arrive."""

BODY_SECONDS = 15.0
"""Seconds that the body of a request may take to arrive."""

CHUNK = 250
"""Calls in a row before another request has its turn."""

MOST_CONNECTIONS = 200
MOST_FOUND = 20
MOST_POINTS = 400
LONGEST_TEXT = 200
"""Characters of a search text."""
