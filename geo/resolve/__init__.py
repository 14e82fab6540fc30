"""Which place each mention means: one joint decision per report, with a confidence, alternatives and the reason."""

from geo.resolve.decide import Fighting, FrontEvidence, Resolved, resolve
from geo.resolve.memory import Memory, Recollection

__all__ = ["Fighting", "FrontEvidence", "Memory", "Recollection", "Resolved", "resolve"]
