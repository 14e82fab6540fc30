from pathlib import Path

import pytest

from geo.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer():
    """The committed gazetteer."""
    return Gazetteer.open()


@pytest.fixture(scope="session")
def shared():
    """The shared material beside the checkout; skips where it is absent."""
    folder = Path(__file__).parents[2] / ".." / "shared"
    if not folder.is_dir():
        pytest.skip("the shared material is not beside this checkout")
    return folder
