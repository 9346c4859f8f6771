"""Uploads are read in processes of their own: what they tell, what they may take, and what becomes of them."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

import criteria as cr
from criteria.data.apart.folders import Folders, sweep
from criteria.data.apart.limits import GIB, Limits
from criteria.data.apart.told import hear_check, hear_dataset, tell_check, tell_dataset
from tests.conftest import REFERENCE

DEMO_DATA = Path(__file__).parents[3] / "demo_data"
SMALL = b"patient_id,age [a],hb [g/L]\n1,60,100\n2,70,90\n"
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def readers():
    found = cr.Readers(Limits(memory=2 * GIB, seconds=60))
    yield found
    found.close()


@pytest.fixture
def reader(readers):
    found = readers.take()
    yield found
    found.close()


def pool(**limits):
    """Readers of one test, with other limits."""
    return contextlib.closing(cr.Readers(Limits(**limits), most=1, patience=3_600))


# --- what is told -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["curated.parquet", "raw_ehr.parquet", "unit_mistakes.csv"])
def test_what_is_found_in_a_table_is_what_this_process_would_find(reader, name):
    data = (DEMO_DATA / name).read_bytes()
    looked = reader.open([(name, data)], REFERENCE)
    raw, _ = cr.read_uploads([(name, data)])
    direct = cr.check(raw, None, REFERENCE)
    for mode in cr.Mode:
        assert cr.disclose_check(looked.check, mode) == cr.disclose_check(direct, mode)
    assert list(looked.columns) == [str(each) for each in raw.frame.columns]
    assert looked.check.dataset.columns == {}, "no patient is in it"
    assert looked.check.table_map == direct.table_map
    if direct.usable:
        handed = reader.hand_over()
        scenario = cr.baseline(REFERENCE)
        here, there = (cr.evaluate(cr.MemoryEngine(each), scenario) for each in (direct.dataset, handed))
        assert cr.as_dict(cr.disclose(here, cr.Mode.EXACT)) == cr.as_dict(cr.disclose(there, cr.Mode.EXACT))
        assert tuple(handed.ids) == tuple(direct.dataset.ids)
        assert (handed.notes, handed.name, handed.digest) == (
            direct.dataset.notes, direct.dataset.name, direct.dataset.digest,
        )  # fmt: skip


def test_no_number_of_a_patient_is_in_what_is_told_of_a_check():
    """Wide bins stand for the numbers: a value of one patient must not leave the process that read it."""
    frame = pd.DataFrame({"Hämoglobin": [101.4243 + at for at in range(40)], "wer": range(40)})
    raw, _ = cr.read_uploads([("klinik.csv", frame.to_csv(index=False).encode())])
    told = str(tell_check(cr.check(raw, None, REFERENCE)))
    assert "Hämoglobin" in told
    assert "4243" not in told


def test_an_answer_is_checked_where_the_table_is(reader):
    frame = pd.DataFrame({"Gender": ["m", "f"] * 60, "Alter": [60] * 120, "Farbe": ["blau", "rot"] * 60})
    looked = reader.open([("klinik.csv", frame.to_csv(index=False).encode())], REFERENCE)
    assert looked.check.proposal is not None
    made = looked.check.proposal.table_map
    found = reader.check(made.model_copy(update={"unused": (*made.unused, "Farbe")}), REFERENCE)
    assert found.usable
    assert reader.hand_over().patients == 120


def test_a_table_that_may_name_persons_is_not_kept_even_where_it_was_read(reader):
    looked = reader.open([("identifiers.csv", (DEMO_DATA / "identifiers.csv").read_bytes())], REFERENCE)
    assert looked.check.stopped
    assert looked.check.proposal is None
    with pytest.raises(cr.Refused):
        reader.check(cr.TableMap(), REFERENCE)


def test_a_table_that_cannot_be_used_is_not_handed_over(reader):
    reader.open([("unit_mistakes.csv", (DEMO_DATA / "unit_mistakes.csv").read_bytes())], REFERENCE)
    reader.check(cr.parse_map("columns: {hb: {column: nowhere, unit: g/L}}"), REFERENCE)
    with pytest.raises(cr.Refused):
        reader.hand_over()


def test_what_is_refused_is_refused_with_every_problem(reader):
    text = "columns: {hb: {column: a, unit: g/L, unit_column: b}}\nindex: {}\n"
    with pytest.raises(cr.Refused) as caught:
        reader.open([("a.csv", SMALL)], REFERENCE, given=(text, "map.yaml"))
    assert caught.value.what == "map.yaml"
    assert len(caught.value.problems) > 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda told, data: ({**told, "patients": 3}, data),
        lambda told, data: ({**told, "words": {**told["words"], "sex": ["M"]}}, data),
        lambda told, data: (told, data[: len(data) // 2]),
        lambda told, data: ({**told, "columns": [*told["columns"], "nowhere"]}, data),
    ],
)
def test_a_table_that_does_not_fit_together_is_not_taken(damage):
    """The process may have been taken over by what it read: what it says is checked, and never run."""
    dataset = cr.read_table(DEMO_DATA / "curated.parquet")
    assert hear_dataset(*tell_dataset(dataset)).patients == dataset.patients
    with pytest.raises((ValueError, KeyError, OSError)):
        hear_dataset(*damage(*tell_dataset(dataset)))


@pytest.mark.parametrize("answer", [({"done": {}}, []), ({"done": {"columns": 3}}, [b"x"]), ({"done": None}, []), None])
def test_an_answer_that_is_none_is_a_refusal_and_ends_the_process(readers, answer):
    reader = readers.take()
    reader._told.put(answer)
    with pytest.raises(cr.Refused) as caught:
        reader.open([("small.csv", SMALL)], REFERENCE)
    assert [each.code for each in caught.value.problems] == ["reading-ended"]
    assert not reader.alive


def test_a_check_that_is_none_is_not_taken():
    raw, _ = cr.read_uploads([("small.csv", SMALL)])
    told = tell_check(cr.check(raw))
    with pytest.raises(ValueError, match="findings"):
        hear_check({**told, "findings": [{"code": "x"}]} | {"findings": "findings"})


# --- what may be taken --------------------------------------------------------------------------------------------


def test_a_reading_that_takes_too_long_is_ended_and_the_next_one_begins():
    with pool(seconds=0.01) as readers:
        reader = readers.take()
        with pytest.raises(cr.Refused) as caught:
            reader.open([("raw.parquet", (DEMO_DATA / "raw_ehr.parquet").read_bytes())], REFERENCE)
        assert [each.code for each in caught.value.problems] == ["too-long"]
        assert not reader.alive
        assert readers.take().alive


@linux
def test_a_process_that_dies_is_a_refusal_and_hurts_nobody(readers):
    reader, other = readers.take(), readers.take()

    class Killing(cr.Heard):
        def waiting(self):
            os.kill(reader.process_id, signal.SIGKILL)

    with pytest.raises(cr.Refused) as caught:
        reader.open([("raw.parquet", (DEMO_DATA / "raw_ehr.parquet").read_bytes())], REFERENCE, heard=Killing())
    assert [each.code for each in caught.value.problems] == ["reading-ended"]
    assert other.open([("small.csv", SMALL)], REFERENCE).check.patients == 2
    other.close()


class Cancelled(Exception):
    """A visitor clicked."""


def test_a_visitor_who_cancels_ends_the_process(readers):
    reader = readers.take()

    class Impatient(cr.Heard):
        def waiting(self):
            raise Cancelled

    with pytest.raises(Cancelled):
        reader.open([("raw.parquet", (DEMO_DATA / "raw_ehr.parquet").read_bytes())], REFERENCE, heard=Impatient())
    assert not reader.alive


@linux
def test_a_reader_has_no_network_no_secret_and_stands_back(readers, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "secret")
    readers.take().close()
    reader = readers.take()
    reader.open([("small.csv", SMALL)], REFERENCE)
    proc = Path("/proc", str(reader.process_id))
    assert b"secret" not in (proc / "environ").read_bytes()
    assert int((proc / "stat").read_text().rsplit(")", 1)[1].split()[16]) >= 10
    limits = (proc / "limits").read_text()
    assert "Max core file size        0" in limits
    assert str(2 * GIB) in limits, "of any file it writes"
    reader.close()


def test_what_is_written_in_python_reaches_no_network():
    code = (
        "import socket; from criteria.data.apart.limits import Limits, shut_in; shut_in(Limits())\n"
        "socket.create_connection(('127.0.0.1', 9))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "has no network" in done.stderr


# --- who waits ----------------------------------------------------------------------------------------------------


def test_who_comes_when_all_are_taken_waits_in_turn_and_is_told():
    with pool() as readers:
        first = readers.take()
        told, order, looks_away = [], [], threading.Event()

        class Waiting(cr.Heard):
            def __init__(self, name):
                self.name = name

            def queued(self, before):
                told.append((self.name, before))
                if self.name == "second":
                    looks_away.wait(30)

        def wait(name):
            reader = readers.take(Waiting(name))
            order.append(name)
            reader.close()

        threads = []
        for name in ("second", "third"):
            threads.append(threading.Thread(target=wait, args=(name,)))
            threads[-1].start()
            while (name, len(threads) - 1) not in told:
                time.sleep(0.01)
        first.close()
        time.sleep(0.5)
        assert order == [], "nobody overtakes"
        looks_away.set()
        for each in threads:
            each.join(30)
        assert order == ["second", "third"]


def test_a_reader_that_nobody_holds_gives_its_place_back():
    with pool() as readers:
        reader = readers.take()
        del reader
        assert readers.take().alive


def test_a_table_that_nobody_asks_for_makes_place_for_who_waits_and_its_visitor_is_told():
    with contextlib.closing(cr.Readers(most=1, patience=0)) as readers:
        first = readers.take()
        first.open([("small.csv", SMALL)], REFERENCE)
        readers.take()
        with pytest.raises(cr.Refused, match="nobody asked for it for a while"):
            first.check(cr.TableMap(), REFERENCE)


# --- what stays ---------------------------------------------------------------------------------------------------


def test_what_a_killed_server_leaves_is_removed_at_the_next_start_and_a_living_ones_is_not(tmp_path, monkeypatch):
    code = (
        "import criteria as cr, threading, time\n"
        "from tests.conftest import REFERENCE\n"
        "from tests.data.apart.hostile import endless_recursion\n"
        "readers = cr.Readers(); reader = readers.take()\n"
        "reading = reader.open, (list(endless_recursion().items()), REFERENCE)\n"
        "threading.Thread(target=reading[0], args=reading[1], daemon=True).start(); time.sleep(4)\n"
        "(readers.place / 'patients.csv').write_text('1,60')\n"
        "print(readers.place, reader.process_id, flush=True)\n"
        "time.sleep(600)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
    assert server.stdout is not None
    place, child = server.stdout.readline().split()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sweep()
    assert Path(place).exists(), "its server lives"
    server.kill()
    server.communicate()
    folders = Folders()
    assert not Path(place).exists()
    folders.close()
    assert list(tmp_path.iterdir()) == []
    for _ in range(100):
        if not Path("/proc", child).exists():
            break
        time.sleep(0.1)
    assert not Path("/proc", child).exists(), "the process ends with its server, in the middle of its reading"
