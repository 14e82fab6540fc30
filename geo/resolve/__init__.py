"""Which place each mention means: one joint decision per report, with a confidence, alternatives and the reason."""

from geo.resolve.decide import Fighting, FrontEvidence, Resolved, resolve

__all__ = ["Fighting", "FrontEvidence", "Resolved", "resolve"]
