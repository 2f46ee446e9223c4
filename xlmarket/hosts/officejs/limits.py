"""The limits of the server on sockets and requests. docs/server-security.md lists them."""

from __future__ import annotations

MOST_BODY = 4 * 1024 * 1024
"""Bytes of a request."""

MOST_HEAD = 16 * 1024
"""Bytes of the head of a request."""

MOST_FIELDS = 100
"""Header fields of a request."""

BATCH_SECONDS = 20.0
"""Seconds that a batch may take. The script sends the rest with the next request."""

HANDSHAKE_SECONDS = 5.0
"""Seconds that the handshake of TLS may take."""

HEAD_SECONDS = 5.0
"""Seconds that the head of a request may take to arrive."""

BODY_SECONDS = 5.0
"""Seconds that the body of a request may take to arrive, plus one for every `BODY_RATE` bytes that have."""

BODY_RATE = 64 * 1024
"""Bytes a second that a body needs to arrive."""

SEND_SECONDS = 20.0
"""Seconds that a client may take to read what is sent to it before more can be sent."""

IDLE_SECONDS = 30
"""Seconds that a connection stays open after an answer."""

LINGER_SECONDS = 2.0
"""Seconds that a client has to end TLS after we do."""

DRAIN_SECONDS = 25
"""Seconds that running answers have when the server ends. A batch takes at most `BATCH_SECONDS`."""

CHUNK = 250
"""Calls in a row before another request has its turn."""

MOST_CONNECTIONS = 200
"""Open connections in sum. macOS allows a program 256 open files."""

MOST_OF_ADDRESS = 100
"""Open connections of one address: an IPv4 address, or the /64 network of an IPv6 address."""

YOUNG_SECONDS = 1.0
"""Age from which on a connection without a whole request counts as slow."""

MOST_FOUND = 20
MOST_POINTS = 400
LONGEST_TEXT = 200
"""Characters of a search text."""
