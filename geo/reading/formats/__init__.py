"""Kinds of file that reports come in, a module each. All hand out `Raw`: the words, and what the file says of them."""

from geo.reading.formats.raw import Raw

__all__ = ["Raw"]
