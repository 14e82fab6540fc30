"""What tests and doctests share: no gazetteer that somebody has installed on this machine."""

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def _no_data_of_the_users(tmp_path_factory):
    os.environ["GEO_DATA"] = str(tmp_path_factory.mktemp("data"))
