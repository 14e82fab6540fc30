"""The hand-made layers of the map's tests, for the tests of what is published too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "mapping"))

from map_frames import S1, SOURCE, URL, empty_day, frame, seed_day, with_text

__all__ = ["S1", "SOURCE", "URL", "empty_day", "frame", "seed_day", "with_text"]
