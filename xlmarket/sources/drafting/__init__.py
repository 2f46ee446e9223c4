"""A proposed mapping for a foreign file, found by looking at it and tried by reading it. The cli shows it before use.

`sketch` takes the first rows, `header` finds where the table begins, `roles` decides what each column holds, `numbers`
how figures are written. `proposal` puts the keys together, `trial` reads the file with them, `toml` writes them. `messages` drafts for the messages of agencies, whose components are known.
"""

from xlmarket.sources.drafting.keys import Proposal
from xlmarket.sources.drafting.messages import draft_message
from xlmarket.sources.drafting.proposal import draft

__all__ = ["Proposal", "draft", "draft_message"]
