"""`geo claims`: what it prints, how it ends, what it says of bad input."""

import json

import pytest

TEXT = (
    "The Russian Defence Ministry said that its troops had captured Yelyzavetivka, 10 km south of Kurakhove.\n"
    "Ukrainian forces repelled attacks near Lyman."
)


@pytest.fixture
def geo(geo, monkeypatch, tmp_path):
    """Run the command with a home of its own."""
    monkeypatch.setenv("GEO_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GEO_LEDGER", raising=False)
    return geo


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "2024-12-16.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def claims(geo, report):
    """Run `geo claims` on a ledger that holds the claims of a report."""
    assert geo("claims", "add", report)[0] == 0
    return lambda *arguments: geo("claims", *arguments)


def rows(result):
    code, out, _ = result
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def names(result):
    return [row["name"] for row in rows(result)]


def one_line_of_fault(result):
    code, out, err = result
    assert (code, out) == (1, "")
    assert err.startswith("geo: ")
    assert err.count("\n") == 1
    return err


def test_reports_are_added_once(geo, report, tmp_path):
    ledger = tmp_path / "data" / "geo.db"
    assert geo("claims", "add", report) == (0, "", f"{ledger}: 1 reports; 2 claims added, 0 unchanged, 0 superseded\n")
    _, out, err = geo("claims", "add", "--json", report)
    assert json.loads(out) == {
        "report_id": "2024-12-16", "date": "2024-12-16", "added": 0, "unchanged": 2, "superseded": 0, "retracted": 0,
    }  # fmt: skip
    assert err == f"{ledger}: 1 reports; 0 claims added, 2 unchanged, 0 superseded\n"
    report.write_text(TEXT.splitlines()[0], encoding="utf-8")
    assert geo("-q", "claims", "add", report) == (0, "", "")
    assert names(geo("claims", "list", "--json")) == ["Yelyzavetivka"]


def test_a_bad_report_is_left_out_and_counted(geo, report, tmp_path):
    empty = tmp_path / "2024-12-17.txt"
    empty.touch()
    code, out, err = geo("claims", "add", empty, report)
    assert (code, out) == (1, "")
    assert err.splitlines()[0] == f"geo: {empty}: is empty; a report needs text"
    assert err.splitlines()[-1] == "1 of 2 reports could not be added"
    assert len(rows(geo("claims", "list", "--json"))) == 2


def test_another_report_of_the_same_name_needs_a_word(geo, claims, report):
    code, _, err = claims("add", "--date", "2024-12-18", report)
    assert code == 1
    assert (
        "report '2024-12-16': the ledger holds a report of this id, of 2024-12-16 there and of 2024-12-18 here" in err
    )
    assert claims("add", "--date", "2024-12-18", "--replace", report)[0] == 0
    assert {row["date"] for row in rows(claims("list", "--json"))} == {"2024-12-18"}


def test_a_list_for_people(claims):
    code, out, err = claims("list")
    assert (code, err) == (0, "2 claims\n")
    assert "Yelyzavetivka (UA1416013005)" in out.splitlines()[0]
    assert "captured by RU    claimed" in out.splitlines()[0]
    assert "repelled by UA" in out.splitlines()[1]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((), 2),
        (("--date", "2024-12-16"), 2),
        (("--date", "2024-12-17"), 0),
        (("--from", "2024-12-16", "--to", "2024-12-16"), 2),
        (("--to", "2024-12-15"), 0),
        (("--actor", "UA"), 1),
        (("--by", "nobody"), 0),
        (("--source", "nobody"), 0),
        (("--status", "denied"), 0),
        (("--event", "captured"), 1),
        (("--place", "UA1416013005", "--in", "Donetsk"), 1),
        (("--in", "Donetsk"), 2),
        (("--in", "Kharkiv"), 0),
        (("--in", "UA14"), 2),
        (("--in", "ADM1:UA63"), 0),
        (("--in", "UA14", "--place", "Kurakhove"), 0),
        (("--as-of", "2024-12-16"), 0),
        (("--as-of", "2999-01-01"), 2),
    ],
)
def test_a_list_is_narrowed(claims, asked, found):
    assert len(rows(claims("list", "--json", *asked))) == found


def test_a_claim_is_shown_and_taken_back(claims):
    claim_id = rows(claims("list", "--json", "--actor", "RU"))[0]["claim_id"]
    code, out, _ = claims("show", claim_id)
    assert code == 0
    assert out.startswith("version 1, entered 20")
    assert ", in force\n" in out
    assert "“The Russian Defence Ministry said" in out
    code, out, err = claims("retract", claim_id, "--why", "seen \x1b[31mon footage")
    assert (code, out) == (0, "")
    assert err.startswith(f"retracted: {claim_id}  2024-12-16  Yelyzavetivka")
    assert err.endswith("; retracted: seen  [31mon footage\n")
    assert len(rows(claims("list", "--json"))) == 1
    assert len(rows(claims("list", "--json", "--retracted"))) == 2
    (shown,) = rows(claims("show", "--json", claim_id))
    assert shown["reason"] == "seen \x1b[31mon footage"
    assert "was retracted already" in one_line_of_fault(claims("retract", claim_id, "--why", "again"))
    assert claims("retract", claim_id)[0] == 2
    assert claims("restore", claim_id)[2].startswith(f"restored: {claim_id}  2024-12-16  Yelyzavetivka")
    assert len(rows(claims("show", "--json", claim_id))) == 2
    assert "is not retracted" in one_line_of_fault(claims("restore", claim_id))


@pytest.mark.parametrize("suffix", [".csv", ".geojson"])
def test_out_and_in_again(claims, tmp_path, suffix):
    file, other = tmp_path / f"a{suffix}", tmp_path / "other.gpkg"
    assert claims("export", file) == (0, "", f"wrote {file}: 2 versions of claims\n")
    said = f"{other}: 2 versions of claims added, 0 unchanged, 0 ended\n"
    assert claims("import", file, "--ledger", other) == (0, "", said)
    assert rows(claims("list", "--json", "--ledger", other)) == rows(claims("list", "--json"))
    assert "cannot be read" in one_line_of_fault(claims("import", tmp_path / f"absent{suffix}"))


def test_a_backup_and_a_check(claims, tmp_path):
    code, out, err = claims("backup", tmp_path / "b.gpkg")
    assert (code, out) == (0, "")
    assert err.startswith(f"wrote {tmp_path / 'b.gpkg'} (")
    assert claims("check", "--ledger", tmp_path / "b.gpkg") == (0, "", f"{tmp_path / 'b.gpkg'}: 0 faults\n")


def test_a_check_that_finds_something_fails(claims, tmp_path):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(tmp_path / "data" / "geo.db")) as other:
        other.execute("UPDATE claim_history SET sentence = 'forged' WHERE fid = 1")
        other.commit()
    code, out, err = claims("check")
    assert (code, err) == (1, f"{tmp_path / 'data' / 'geo.db'}: 1 faults\n")
    assert out.endswith("version 1: was changed since it was entered: its hash is another one\n")
    code, out, _ = claims("check", "--json")
    assert (code, sorted(json.loads(out))) == (1, ["what", "where"])


def test_the_ledger_of_the_environment(geo, report, tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_LEDGER", str(tmp_path / "mine.gpkg"))
    assert geo("claims", "add", report)[0] == 0
    assert (tmp_path / "mine.gpkg").exists()
    assert "ledger " + str(tmp_path / "mine.gpkg") in geo("claims", "list", "-v")[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list",), "geo.db: there is no ledger; add reports first, with 'geo claims add'"),
        (("show", "x"), "geo.db: there is no ledger"),
        (("retract", "x", "--why", "y"), "geo.db: there is no ledger"),
        (("check",), "geo.db: there is no ledger"),
        (("list", "--ledger", "mysql://me:s3cret@h/d"), "ledger mysql://...: a ledger is not kept in such a database"),
        (("list", "--ledger", "/"), "/: is a folder; name a file in it"),
        (("list", "--date", "2024-12-16", "--from", "2024-12-16"), "--date is one day; give it, or --from and --to"),
        (("list", "--place", "Nowhereville"), "Nowhereville"),
        (("list", "--in", "Atlantis"), "Atlantis"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(geo, arguments, said):
    told = one_line_of_fault(geo("claims", *arguments))
    assert said in told
    assert "s3cret" not in told


def test_wrong_filters_are_told(claims):
    assert "'soon' is no date; write it YYYY-MM-DD" in one_line_of_fault(claims("list", "--date", "soon"))
    assert "event is 'won'; use one of captured" in one_line_of_fault(claims("list", "--event", "won"))
    assert claims("list", "--actor", "US")[0] == 2
