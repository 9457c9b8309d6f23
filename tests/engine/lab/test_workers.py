"""The same bytes from threads, processes and clusters, with a worker killed, and after a kill and a resume."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from engine.errors import InputError
from engine.lab import pool
from engine.lab.campaign import Progress, run_tables
from engine.lab.pool import Hands
from engine.lab.spool import STUDY_FILE, Spool, folder_of
from engine.lab.study import Study
from tests.engine.lab.studies import SEEDS, WORDS, digests, study

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("one")
    run_tables(study(), folder / "x.parquet", Hands(threads=1))
    assert sorted(file.name for file in folder.iterdir()) == [
        "x.cards.parquet", "x.commands.parquet", "x.parquet", "x.runs.parquet"
    ]  # fmt: skip
    return digests(folder)


@pytest.fixture(scope="module", autouse=True)
def no_process_stays() -> Iterator[None]:
    yield
    pool.dismiss()


def listening() -> set[str]:
    """Addresses that this process and its children listen at."""
    found = set()
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            found |= {one.laddr.ip for one in process.net_connections("inet") if one.status == psutil.CONN_LISTEN}
    return found


@pytest.mark.parametrize("hands", [Hands(threads=2), Hands(workers=2)], ids=str)
def test_threads_and_processes(wanted, tmp_path, hands):
    run_tables(study(), tmp_path / "x.parquet", hands)
    assert digests(tmp_path) == wanted


def test_a_cluster_of_its_own_which_listens_on_the_loopback_only(wanted, tmp_path):
    before, seen = listening(), set()
    run_tables(
        study(), tmp_path / "x.parquet", Hands(workers=2, cluster="local"), told=lambda _: seen.update(listening())
    )
    assert digests(tmp_path) == wanted
    assert seen - before == {"127.0.0.1"}


@contextlib.contextmanager
def scheduler(folder: pathlib.Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and two workers, each started by itself."""
    named = folder / "scheduler.json"
    options = ["--no-dashboard", "--host", "127.0.0.1", "--scheduler-file", str(named)]
    begun: list[subprocess.Popen] = []

    def start(module: str, *more: str) -> subprocess.Popen:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        begun.append(
            subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *more],
                env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip
        return begun[-1]

    start("dask_scheduler", "--port", "0", *options)
    workers = [start("dask_worker", "--nthreads", "1", "--no-nanny", *options) for _ in range(2)]
    try:
        deadline = time.monotonic() + 180
        while not named.is_file() or not named.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield json.loads(named.read_text())["address"], workers
    finally:
        for process in begun:
            process.kill()
            process.wait()


def test_two_workers_started_apart_one_of_which_is_killed(wanted, tmp_path):
    killed = []
    with scheduler(tmp_path) as (address, workers):

        def told(progress: Progress) -> None:
            if progress.done > 0 and not killed:
                killed.append(progress.done)
                workers[0].kill()

        run_tables(study(), tmp_path / "x.parquet", Hands(cluster=address), told=told)
    assert killed
    assert killed[0] < study().runs
    assert digests(tmp_path) == wanted


def test_a_killed_run_is_continued_without_doing_again_what_is_done(wanted, tmp_path):
    out = tmp_path / "x.parquet"
    command = [sys.executable, "-m", "engine.cli", *WORDS, "--out", str(out), "--threads", "1"]
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path)
    deadline = time.monotonic() + 180
    while not list(folder_of(out).glob("task-*")):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not out.exists()
    first: list[int] = []
    run_tables(study(), out, Hands(), resume=True, told=lambda progress: first.append(progress.done))
    assert 0 < first[0] < 3 * SEEDS
    assert digests(tmp_path) == wanted
    assert not folder_of(out).exists()


@pytest.mark.long
def test_a_lost_process_has_its_tasks_done_again(wanted, tmp_path):
    killed: list[int] = []

    def told(progress: Progress) -> None:
        if not killed and progress.done:
            for child in psutil.Process().children():
                if "spawn_main" in " ".join(child.cmdline()):
                    killed.append(child.pid)
                    child.kill()
                    return

    run_tables(study(), tmp_path / "x.parquet", Hands(workers=2), told=told)
    assert killed
    assert digests(tmp_path) == wanted


# --- what is refused --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("10.1.2.3:8786", "is not this machine"),
        ("tcp://example.org:8786", "--trust-cluster"),
        ("nowhere", "no address of a scheduler"),
        ("127.0.0.1:x", "no address of a scheduler"),
    ],
)
def test_a_cluster_elsewhere_is_refused_unless_it_is_trusted(tmp_path, address, says):
    with pytest.raises(InputError, match=says):
        run_tables(study(2), tmp_path / "x.parquet", Hands(cluster=address))
    if says == "is not this machine":
        assert pool._address(Hands(cluster=address, trusted=True)) == f"tcp://{address}"


def test_a_study_that_was_changed_is_not_continued(tmp_path):
    out = tmp_path / "x.parquet"
    Spool.begin(out, study(3), resume=False)
    with pytest.raises(InputError, match="--resume continues it"):
        Spool.begin(out, study(3), resume=False)
    for other, says in (
        (study(4), "number of seeds"),
        (study(3, 20), "number of weeks"),
        (study(3, 30, ("none",)), "other plans"),
    ):
        with pytest.raises(InputError, match=says):
            Spool.begin(out, other, resume=True)
    described = folder_of(out) / STUDY_FILE
    for key, says in (("rules", "rules version 1"), ("kernel", "another kernel")):
        described.write_text(json.dumps(json.loads(study(3).text()) | {key: 1}))
        with pytest.raises(InputError, match=says):
            Spool.begin(out, study(3), resume=True)
    described.write_text("{")
    with pytest.raises(InputError, match="begin anew"):
        Spool.begin(out, study(3), resume=True)


def test_a_worker_of_another_version_is_told_so():
    from engine.lab.work import run_task

    task = json.loads(study(2).task(0))
    with pytest.raises(InputError, match="one table holds runs of one version"):
        run_task(json.dumps(task | {"rules": task["rules"] - 1}))


def test_half_written_parts_are_swept_and_whole_ones_kept(tmp_path):
    spool = Spool.begin(tmp_path / "x.parquet", study(3), resume=False)
    spool.put(1, {"a": b"whole"})
    (spool.folder / ".task-0000002").mkdir()
    (spool.folder / ".task-0000002" / "a").write_bytes(b"hal")
    again = Spool.begin(tmp_path / "x.parquet", study(3), resume=True)
    assert again.has() == {1}
    assert again.get(1) == {"a": b"whole"}
    assert not list(again.folder.glob(".*"))


def test_tasks_are_256_runs_whoever_does_them():
    long = Study("sums", study().arms, 5, 600)
    assert [long.size(n) for n in long] == [256, 256, 88] * 3
    told = [json.loads(long.task(n)) for n in long]
    assert [one["first_seed"] for one in told[:3]] == [5, 261, 517]
    assert [one["first_run"] for one in told] == [0, 256, 512, 600, 856, 1112, 1200, 1456, 1712]
