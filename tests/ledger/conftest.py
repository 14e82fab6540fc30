"""Ledgers of both kinds."""

import os
import uuid

import pytest

from geo.ledger import Ledger

SERVER = "GEO_TEST_POSTGIS"


@pytest.fixture(scope="session")
def server():
    """The URL of a PostgreSQL server with PostGIS; skips where there is none."""
    url = os.environ.get(SERVER)
    if not url:
        pytest.skip(f"{SERVER} names no PostgreSQL server")
    return url


@pytest.fixture
def database(server):
    """The URL of a schema of its own on the server."""
    import sqlalchemy as sa

    name = f"geo_{uuid.uuid4().hex}"
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {name}"))
    yield url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {name} CASCADE"))


@pytest.fixture(params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def where(request, tmp_path):
    """Where a ledger of each kind may be: a file, the URL of a database."""
    return tmp_path / "ledger.gpkg" if request.param == "sqlite" else request.getfixturevalue("database")


@pytest.fixture
def ledger(where):
    """An empty ledger of each kind."""
    with Ledger.open(where) as opened:
        yield opened


@pytest.fixture
def file_ledger(tmp_path):
    """An empty ledger in a file."""
    with Ledger.open(tmp_path / "file.gpkg") as opened:
        yield opened
