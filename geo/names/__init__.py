"""A written name to lookup keys: folding, romanisation, and a looser key for Ukrainian and Russian spellings alike."""

from geo.names.fold import fold, fold_text
from geo.names.romanise import romanise
from geo.names.skeleton import skeleton

__all__ = ["fold", "fold_text", "romanise", "skeleton"]
