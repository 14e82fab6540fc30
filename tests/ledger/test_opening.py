"""Where a ledger may be, what is there instead, and which version it is of."""

import os
import sqlite3
import subprocess
import sys
import warnings
from contextlib import closing
from importlib.util import find_spec

import pytest
from ledger_readings import reading

from geo.errors import InputError, OutputError
from geo.ledger import Ledger, default_address
from geo.ledger.address import address_of
from geo.ledger.migrate import HEAD, VERSION_TABLE, known_versions, scripts

SECRET = "s3cr%t/word"
ENCODED = "s3cr%25t%2Fword"


def refused(where, said, **options):
    with pytest.raises(InputError, match=said) as error:
        Ledger.open(where, **options)
    assert "\n" not in str(error.value)
    assert SECRET not in str(error.value)
    assert ENCODED not in str(error.value)


# -- addresses ----------------------------------------------------------------------------------------------------


def test_the_ledger_of_a_user(monkeypatch, tmp_path):
    monkeypatch.delenv("GEO_LEDGER", raising=False)
    monkeypatch.setenv("GEO_DATA", str(tmp_path))
    assert default_address() == str(tmp_path / "geo.db")
    monkeypatch.setenv("GEO_LEDGER", "postgresql://here/geo")
    assert default_address() == "postgresql://here/geo"


@pytest.mark.parametrize(
    ("named", "label"),
    [
        (f"postgresql://me:{ENCODED}@db.example:5433/geo", "postgresql://db.example:5433/geo"),
        (f"postgres://me:{ENCODED}@db.example/geo", "postgresql://db.example/geo"),
        (f"postgresql+psycopg:///geo?host=/run/pg&user=me&password={ENCODED}", "postgresql:///run/pg/geo"),
        ("sqlite:///some/file.db", "some/file.db"),
        ("file.db", "file.db"),
    ],
)
def test_an_address_is_told_without_its_secrets(named, label):
    assert address_of(named).label == label


def test_a_password_is_hidden_in_what_a_server_says():
    address = address_of(f"postgresql://me:{ENCODED}@db.example/geo")
    assert address.hide(f"bad {SECRET}\n and {ENCODED}") == "bad *** and ***"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (
            f"mysql://me:{ENCODED}@h/geo",
            r"^ledger mysql://...: a ledger is not kept in such a database; give a file, or",
        ),
        (
            f"postgresql+asyncpg://me:{ENCODED}@h/geo",
            r"^ledger postgresql\+asyncpg://...: a ledger is not kept in such",
        ),
        (f"postgresql://me:{ENCODED}@h:port/geo", r"^ledger postgresql://...: is no URL that can be read; give a file"),
        (f"://{ENCODED}", r"^ledger ://...: is no URL that can be read"),
        ("sqlite://", r"^ledger sqlite:///...: names no file"),
        ("sqlite:///:memory:", r"^ledger sqlite:///...: names no file"),
        ("  ", r"^the ledger has no name; give a file, or postgresql://USER@HOST/DATABASE$"),
    ],
)
def test_an_address_that_is_none(named, said):
    refused(named, said)


def test_a_server_that_is_not_there():
    refused(
        f"postgresql://me:{ENCODED}@127.0.0.1:1/geo?connect_timeout=2",
        r"^postgresql://127.0.0.1:1/geo: .*refused.*; see to the URL, and that",
    )


def test_without_a_driver_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    refused("postgresql://h/geo", r"^postgresql://h/geo: PostgreSQL needs psycopg; install it with: pip install 'geo-f")


# -- files --------------------------------------------------------------------------------------------------------


def test_what_is_no_ledger(tmp_path):
    refused(tmp_path, rf"^{tmp_path}: is a folder; name a file in it, such as {tmp_path}/geo.db$")
    refused(tmp_path / "no" / "geo.db", rf"there is no folder {tmp_path}/no; make it, or name another file$")
    refused(tmp_path / "new.db", r"new.db: there is no ledger; add reports first, with 'geo claims add'$", create=False)
    assert not (tmp_path / "new.db").exists()
    text = tmp_path / "text.db"
    text.write_text("This is the text of a report.")
    refused(text, r"text.db: is no SQLite database, or is damaged at its beginning; name another file, or restore a")
    assert text.read_text() == "This is the text of a report."


def test_a_database_of_something_else_is_left_as_it_is(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE recipes (name TEXT)")
        made.commit()
    before = path.read_bytes()
    refused(path, r"other.db: is a database of something else \(recipes\); name another file$")
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_ledger(tmp_path):
    path = tmp_path / "geo.db"
    path.touch()
    refused(path, r"geo.db: holds no ledger; add reports first, with 'geo claims add'$", create=False)
    with Ledger.open(path) as ledger:
        assert ledger.check() == []


@pytest.mark.parametrize("beginning", [16, 1000, 8192])
def test_a_torn_file_is_told(tmp_path, beginning):
    path = tmp_path / "geo.db"
    with Ledger.open(path) as ledger:
        ledger.add(reading("Kurakhove"))
    path.write_bytes(path.read_bytes()[:beginning])
    refused(
        path, r"geo.db: (is damaged; put a backup in its place|is no SQLite database|holds no ledger)", create=False
    )


def test_a_file_damaged_within_is_told(tmp_path):
    path = tmp_path / "geo.db"
    with Ledger.open(path) as ledger:
        ledger.add(
            [reading(*(f"Place{number}" for number in range(50)), report_id=f"{number}") for number in range(20)]
        )
    whole = bytearray(path.read_bytes())
    whole[30_000:60_000] = os.urandom(30_000)
    path.write_bytes(whole)
    with Ledger.open(path) as ledger:
        try:
            faults = ledger.check()
        except InputError as error:
            assert "is damaged; put a backup in its place" in str(error)  # noqa: PT017 - either way of telling will do
        else:
            assert faults


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
def test_a_ledger_that_may_not_be_written_to(tmp_path):
    path = tmp_path / "geo.db"
    with Ledger.open(path) as ledger:
        ledger.add(reading("Kurakhove"))
        ledger.backup(tmp_path / "copy.db")
    with closing(sqlite3.connect(f"file:{tmp_path / 'copy.db'}?mode=ro", uri=True)) as read:
        assert read.execute("SELECT count(*) FROM claims").fetchone() == (1,)
    with Ledger.open(path) as ledger, ledger.reading():
        _forbid_writing(ledger)
        with pytest.raises(
            InputError, match=r"geo.db: may not be written to; change the rights of the file and its fol"
        ):
            ledger.add(reading("Lyman"))


def _forbid_writing(ledger):
    """Let every connection of a ledger be as if the file were read-only; root may write to any."""
    import sqlalchemy as sa

    sa.event.listen(ledger._engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only = ON"))


def test_a_full_disk_is_told_and_nothing_entered(file_ledger):
    import sqlalchemy as sa

    file_ledger.add(reading("Kurakhove"))
    pages = f"PRAGMA max_page_count = {1}"
    sa.event.listen(file_ledger._engine, "begin", lambda connection: connection.exec_driver_sql(pages))
    with pytest.raises(OutputError, match=r"the disk is full; nothing was entered: make room and try again$"):
        file_ledger.add(reading(*(f"Place{number}" for number in range(2000)), report_id="big"))
    assert list(file_ledger.claims()["name"]) == ["Kurakhove"]


# -- versions -----------------------------------------------------------------------------------------------------


def test_the_newest_version_is_known_without_alembic():
    assert scripts().get_current_head() == HEAD == known_versions()[-1]


def test_the_migrations_make_the_schema(where):
    """Alembic finds no difference between what the migrations made and the tables in code."""
    import sqlalchemy as sa
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from geo.ledger.tables import metadata

    with Ledger.open(where) as ledger, ledger.reading() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)  # of the type of geometry, which SQLAlchemy does not know
        named = set(metadata.tables)
        options = {"include_name": lambda name, kind, _: kind != "table" or name in named, "compare_type": _unlike}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    # an index for the map that only PostgreSQL has
    assert [one for one in differences if getattr(one[1], "name", None) != "claim_history_geom"] == []


def _unlike(_, inspected, column, found, expected):
    """Leave out the types that SQLAlchemy cannot read from a database: those of geometry and SQLite's of time."""
    return False if column.name in ("geom", "recorded_at", "superseded_at", "retracted_at") else None


def test_a_ledger_of_a_newer_geo_is_refused(where):
    import sqlalchemy as sa

    with Ledger.open(where) as ledger:
        ledger.write(lambda connection: connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")))
    refused(where, rf": was made by a newer geo \(version 9999 of the ledger, this geo knows {HEAD}\); update geo$")


def test_a_creation_that_was_cut_short_is_taken_up_again(where, monkeypatch):
    with monkeypatch.context() as cut:
        cut.setattr("geo.ledger.migrate._upgrade", _half)
        with pytest.raises(KeyboardInterrupt):
            Ledger.open(where)
    with Ledger.open(where) as ledger:
        ledger.add(reading("Kurakhove"))
        assert ledger.check() == []


def _half(connection):
    connection.exec_driver_sql("CREATE TABLE claim_history (half INTEGER)")
    raise KeyboardInterrupt


def test_an_open_ledger_loads_no_migrations(where):
    """Opening a ledger that is up to date is quick."""
    Ledger.open(where).close()
    opened = "import sys; from geo.ledger import Ledger; Ledger.open(sys.argv[1]).close()"
    code = f"{opened}; assert 'alembic' not in sys.modules"
    subprocess.run([sys.executable, "-W", "error", "-c", code, where], check=True)


def test_importing_loads_no_database_library():
    assert find_spec("sqlalchemy")
    code = (
        "import sys, geo, geo.ledger, geo.cli.claims\n"
        "assert not {'sqlalchemy', 'alembic', 'psycopg', 'pandas', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


# -- servers ------------------------------------------------------------------------------------------------------


@pytest.mark.postgis
def test_what_a_server_refuses(server):
    import sqlalchemy as sa

    url = sa.make_url(server)
    absent = url.set(database="no_such_database").render_as_string(hide_password=False)
    refused(absent, r"no_such_database: there is no such database; make it with createdb$")
    with_wrong = url.set(password=SECRET).render_as_string(hide_password=False)
    refused(with_wrong, r"refuses the user or the password; see to the URL, PGPASSWORD or ~/.pgpass$")


@pytest.mark.postgis
def test_a_table_of_the_same_name_is_left_alone(database):
    import sqlalchemy as sa

    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE claims (mine integer)"))
    refused(database, r"has a table claims of something else; give the ledger a database of its own, or a schema with")


@pytest.mark.postgis
def test_other_tables_in_a_database_do_not_matter(database):
    import sqlalchemy as sa

    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE recipes (name text)"))
    refused(database, r"holds no ledger; add reports first, with 'geo claims add'$", create=False)
    with Ledger.open(database) as ledger:
        ledger.add(reading("Kurakhove"))
