"""A written name to lookup keys: folding, romanisation, and a looser key for Ukrainian and Russian spellings alike."""

from geo.names.fold import fold, fold_text
from geo.names.likeness import likeness
from geo.names.romanise import romanise
from geo.names.skeleton import bones, common, readings, skeleton

__all__ = ["bones", "common", "fold", "fold_text", "likeness", "readings", "romanise", "skeleton"]
