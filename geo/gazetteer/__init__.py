"""The gazetteer: what places there are, under every name reports use, where they lie and how surely."""

from geo.gazetteer.gazetteer import Gazetteer

__all__ = ["Gazetteer"]
