"""A look at a foreign file: which mapping would read it. What is proposed is shown before anything is imported."""

from xlmarket.sources.drafting.keys import Proposal
from xlmarket.sources.drafting.proposal import draft

__all__ = ["Proposal", "draft"]
