"""A look at a foreign file: which mapping would read it. What is proposed is shown before anything is imported."""

from xlmarket.sources.drafting.proposal import Proposal, draft

__all__ = ["Proposal", "draft"]
