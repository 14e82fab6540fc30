"""What analysts know better: which place a name in a report means, kept in a file and put over the machine's word.

A correction holds for its report, and where so wished for later reports of the same source and region. None is ever
deleted: one that is undone is marked so, and what was said before it holds again.
"""

from geo.corrections.apply import WHY, Corrections
from geo.corrections.record import NO_PLACE, Correction, correction
from geo.corrections.review import REVIEW_COLUMNS, review, review_writer, reviewed
from geo.corrections.store import FILE_NAME, history, remember, remembered, undo

__all__ = [
    "FILE_NAME",
    "NO_PLACE",
    "REVIEW_COLUMNS",
    "WHY",
    "Correction",
    "Corrections",
    "correction",
    "history",
    "remember",
    "remembered",
    "review",
    "review_writer",
    "reviewed",
    "undo",
]
