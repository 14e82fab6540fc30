"""Many writers at once, and writers that are killed."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from ledger_readings import reading

from geo.ledger import Ledger

# 100 with GEO_LEDGER_KILLS=100; each process then writes 10,000 claims, as in benchmarks/ledger.py
KILLS = int(os.environ.get("GEO_LEDGER_KILLS", "20"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_no_acknowledged_claim_is_lost_when_a_writer_is_killed(where, checkout):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ledger", where, "--kills", str(KILLS), "--claims", str(KILLS * 100)],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = {line[:40].strip(): line[40:].split() for line in done.stdout.splitlines()}
    assert told["writer killed"][0] == str(KILLS)
    assert told["acknowledged claims lost"][0] == told["claims there twice"][0] == "0"
    assert told["faults of the ledger"][0] == "0"


def many(work, count=8):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def test_many_may_open_a_new_ledger_at_once(where):
    def open_and_add(number):
        with Ledger.open(where) as ledger:
            return ledger.add(reading("Kurakhove", report_id=f"r{number}")).added

    assert many(open_and_add) == [1] * 8
    with Ledger.open(where) as ledger:
        assert len(ledger.claims()) == 8
        assert ledger.check() == []


def test_the_same_report_from_many_is_there_once(ledger):
    added = many(lambda _: ledger.add(reading("Kurakhove", "Lyman")))
    assert sorted(one.added for one in added) == [0] * 7 + [2]
    assert len(ledger.claims()) == 2


def test_corrections_from_many_follow_one_another(ledger):
    many(lambda number: ledger.add(reading("Kurakhove", "Lyman", confidence=number / 10)))
    assert [entry.version for entry in ledger.show("r/Kurakhove")] == list(range(1, 9))
    assert len(ledger.claims()) == 2
    assert ledger.check() == []


def test_many_reports_in_any_order_block_nobody(ledger):
    reports = [reading("Kurakhove", "Lyman", report_id=f"r{number}") for number in range(12)]
    added = many(lambda number: ledger.add(reports[number:] + reports[:number]))
    assert sum(one.added for one in added) == 24
    assert len(ledger.claims()) == 24


def test_imports_and_readings_at_once_follow_one_another(ledger, file_ledger, tmp_path):
    file_ledger.add([reading("Kurakhove", "Lyman", report_id=f"r{number}") for number in range(30)])
    file_ledger.add([reading("Kurakhove", report_id=f"r{number}", confidence=0.9) for number in range(30)])
    file_ledger.export(tmp_path / "a.csv")
    again = [reading("Kurakhove", report_id=f"r{number}", confidence=0.9) for number in range(30)]

    def work(number):
        return ledger.import_(tmp_path / "a.csv") if number % 2 == 0 else ledger.add(again)

    ledger.import_(tmp_path / "a.csv")
    assert sum(one.added for one in many(work)) == 0
    assert list(ledger.everything()) == list(file_ledger.everything())


def test_a_reader_sees_one_moment_while_others_write(ledger):
    ledger.add([reading("Kurakhove", report_id=f"r{number}") for number in range(5)])
    entries = ledger.entries()
    first = next(entries)
    ledger.add([reading("Kurakhove", report_id=f"r{number}", confidence=0.9) for number in range(10)])
    assert [entry.confidence for entry in (first, *entries)] == [0.6] * 5
    assert len(ledger.claims()) == 10
