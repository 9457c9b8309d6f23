"""Who does the tasks: threads of this process, processes of this machine, or a Dask cluster.

All of them are asked the same way and give the same files. A worker that is lost has its tasks done again by others.
Nothing listens outside this machine: Dask's scheduler and workers are put on the loopback address and have no
dashboard, and a cluster elsewhere is only talked to when the caller says that it is trusted: its answers are pickled.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.util
import ipaddress
import multiprocessing
import signal
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Final

from engine.errors import InputError
from engine.lab.work import Files, run_task

LOCAL: Final = "local"
LOOPBACK: Final = "127.0.0.1"
_TRIES: Final = 3  # of a task whose worker was lost
_CONNECT: Final = "60s"
_MISSING_CLUSTER: Final = "a cluster needs Dask: pip install 'steerco[cluster]'"


@dataclass(frozen=True)
class Hands:
    """Who is to do the work.

    Attributes:
        threads: of this process, where neither workers nor a cluster are asked for.
        workers: processes; with a cluster of one's own, its workers.
        cluster: "local", the address of a scheduler, or None.
        trusted: a scheduler outside this machine may be talked to.
    """

    threads: int = 1
    workers: int = 0
    cluster: str | None = None
    trusted: bool = False

    @property
    def at_once(self) -> int:
        """Tasks under way at a time, so that results never pile up."""
        return 2 * max(self.workers, 1 if self.workers else self.threads, 4 if self.cluster else 1)

    def __str__(self) -> str:
        """Who they are."""
        if self.cluster == LOCAL:
            return f"a Dask cluster of {self.workers or 2} on this machine"
        if self.cluster:
            return f"the Dask cluster at {self.cluster}"
        return f"{self.workers} processes" if self.workers else f"{self.threads} threads"


def check(hands: Hands) -> None:
    """Refuse hands that cannot be had, before anything is written.

    Raises:
        InputError: Dask is missing, or the cluster's address is none, or is elsewhere and not trusted.
    """
    if hands.cluster is None:
        return
    if importlib.util.find_spec("distributed") is None:
        raise InputError(_MISSING_CLUSTER)
    if hands.cluster != LOCAL:
        _address(hands)


Task = tuple[int, str]


def done(hands: Hands, tasks: Iterable[Task]) -> Iterator[tuple[int, Files]]:
    """Do tasks, as many at once as there are hands.

    Args:
        hands: who does them.
        tasks: number and text of each.

    Yields:
        The number and the files of each task, in the order in which they are done.

    Raises:
        InputError: the cluster cannot be reached, or a task cannot be done.
    """
    waiting = iter(tasks)
    if hands.cluster is not None:
        with _cluster(hands) as submit:
            yield from _windowed(submit, waiting, hands.at_once)
    elif hands.workers > 0:
        yield from _processes(hands, waiting)
    elif hands.threads > 1:
        with futures.ThreadPoolExecutor(hands.threads, thread_name_prefix="lab") as pool:
            try:
                yield from _windowed(lambda text: pool.submit(run_task, text), waiting, hands.at_once)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
    else:
        for number, text in waiting:
            yield number, run_task(text)


Submit = Callable[[str], "futures.Future[Files]"]


def _windowed(submit: Submit, waiting: Iterator[Task], at_once: int) -> Iterator[tuple[int, Files]]:
    """Keep so many tasks under way, and hand out what is done as it comes."""
    under_way: dict[futures.Future[Files], int] = {}
    try:
        while True:
            for number, text in waiting:
                under_way[submit(text)] = number
                if len(under_way) >= at_once:
                    break
            if not under_way:
                return
            for one in futures.wait(under_way, return_when=futures.FIRST_COMPLETED).done:
                number = under_way.pop(one)
                yield number, one.result()
    finally:
        for one in under_way:
            one.cancel()


# --- processes --------------------------------------------------------------------------------------------------------
def _processes(hands: Hands, waiting: Iterator[Task]) -> Iterator[tuple[int, Files]]:
    """Do tasks on processes; where one of them dies, all are started anew and what was under way is done again."""
    texts: dict[int, str] = {}
    tries: dict[int, int] = {}

    def noted() -> Iterator[Task]:
        for number, text in again:
            yield number, text
        for number, text in waiting:
            texts[number] = text
            yield number, text

    again: list[Task] = []
    while True:
        try:
            submit: Submit = functools.partial(_pool(hands.workers).submit, run_task)  # type: ignore[call-arg]
            for number, files in _windowed(submit, noted(), hands.at_once):
                texts.pop(number, None)
                yield number, files
            return
        except BrokenProcessPool:
            dismiss()
            for number in texts:
                tries[number] = tries.get(number, 0) + 1
                if tries[number] >= _TRIES:
                    raise InputError(f"task {number} lost its worker {_TRIES} times; is there enough memory?") from None
            again = sorted(texts.items())


_KEPT: dict[
    int, futures.ProcessPoolExecutor
] = {}  # by workers: to start one takes seconds, and a balance has many studies


def _pool(workers: int) -> futures.ProcessPoolExecutor:
    """So many processes, started when they are first asked for."""
    if workers not in _KEPT:
        context = multiprocessing.get_context("spawn")
        _KEPT[workers] = futures.ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_interrupts)
    return _KEPT[workers]


def dismiss() -> None:
    """End all processes that were started; the end of this one does it too."""
    while _KEPT:
        _KEPT.popitem()[1].shutdown(wait=True, cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that was started; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


# --- a cluster --------------------------------------------------------------------------------------------------------
@contextlib.contextmanager
def _cluster(hands: Hands) -> Iterator[Submit]:
    """Tasks for a Dask cluster: one of our own on the loopback address, or one that is there."""
    distributed: Any = importlib.import_module("distributed")  # untyped
    with contextlib.ExitStack() as stack:
        stack.enter_context(_quietly())
        if hands.cluster == LOCAL:
            own = distributed.LocalCluster(
                n_workers=hands.workers or 2,
                threads_per_worker=1,
                processes=True,
                host=LOOPBACK,
                dashboard_address=None,
                worker_dashboard_address=None,
            )
            client = stack.enter_context(distributed.Client(stack.enter_context(own)))
        else:
            address = _address(hands)
            try:
                client = stack.enter_context(distributed.Client(address, timeout=_CONNECT, set_as_default=False))
            except (OSError, TimeoutError, ValueError) as error:
                raise InputError(f"no Dask scheduler answers at {address}: {error}") from None
        pool = stack.enter_context(client.get_executor(pure=False, retries=_TRIES))
        yield lambda text: pool.submit(run_task, text)


def _address(hands: Hands) -> str:
    """The address of a scheduler, refused outside this machine unless it is trusted."""
    given = hands.cluster or ""
    address = given if "://" in given else f"tcp://{given}"
    try:
        parsed = urllib.parse.urlsplit(address)
        host, port = parsed.hostname or "", parsed.port
    except ValueError:
        host, port = "", None
    if not host or port is None:
        raise InputError(f"'{given[:80]}' is no address of a scheduler; write 127.0.0.1:8786, or {LOCAL}")
    if not hands.trusted and not _is_loopback(host):
        raise InputError(
            f"{host} is not this machine; a cluster's answers are unpickled, so say --trust-cluster if you trust it"
        )
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Lost workers are our business, not lines on somebody's terminal; and nobody is told where we are."""
    import logging

    import dask

    loggers: list[Any] = [logging.getLogger("distributed")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    settings = {"distributed.worker.daemon": True, "logging.distributed": "critical"}
    try:
        with dask.config.set(settings):
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
