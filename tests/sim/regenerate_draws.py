"""The golden vectors of `sim.exact` and `sim.draws`: every recorded game depends on these bits.

    python -m tests.sim.regenerate_draws            recompute the stored vectors; exit 1 and say which differ
    python -m tests.sim.regenerate_draws --digest   a digest over many more arguments, to compare machines and modes
    python -m tests.sim.regenerate_draws --write    replace the file. Only with a new rules version: old games stop
                                                    being reproducible. Nothing else, and no test, ever writes it.

Run it with `NUMBA_DISABLE_JIT=1` for plain Python; both give the same bits.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pathlib
import random
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from sim import draws, exact
from sim.kernel import bind, kernel

GOLDEN = pathlib.Path(__file__).parent / "goldens" / "draws.json"
WORLD = np.dtype(
    [
        ("clock", np.dtype([("seed", "i8", (1,)), ("epoch", "i8", (1,))], align=True)),
        ("keys", np.dtype([("stream", "i8", (64,))], align=True)),
    ],
    align=True,
)
STREAMS = {name: int(value) for name, value in vars(draws).items() if name.startswith("STREAM_")}
LARGEST = 1.0 - 2.0**-53
EDGES = [0.0, 2.0**-53, 0.075, 0.25, 0.5 - 2.0**-53, 0.5, 0.925, LARGEST]

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": exact.exp,
    "log": exact.log,
    "normal_cdf": exact.normal_cdf,
    "normal_quantile": exact.normal_quantile,
    "bernoulli": draws.bernoulli,
    "index": draws.index,
    "discrete": lambda u, *weights: draws.discrete(u, np.array(weights)),
    "exponential": draws.exponential,
    "normal": draws.normal,
    "lognormal": draws.lognormal,
    "pareto": draws.pareto,
    "student_t3": draws.student_t3,
    "poisson": draws.poisson,
}


def world(seed: int, epoch: int = 0) -> Any:
    """The smallest world a uniform can be drawn from, bound."""
    record = np.zeros(1, WORLD)
    record["clock"]["seed"], record["clock"]["epoch"] = seed, epoch
    handle = bind(record)[0]
    draws.key_streams(handle)
    return handle


def keys(rng: random.Random, n: int) -> list[list[int]]:
    """Keys (seed, epoch, stream, entity, ordinal): small ones, the extremes of int64, then n random ones."""
    streams = sorted(STREAMS.values())
    small = [[s, e, k, i, j] for s in (0, 1) for e in (0, 1) for k in (1, 2) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    ends = [-(2**63), 2**63 - 1]
    small += [[s, e, 1, i, j] for s in ends for e in ends for i in ends for j in ends]
    small += [[5, 0, k, 7, 3] for k in streams]

    def wide() -> int:
        return rng.getrandbits(64) - 2**63 >> rng.randrange(64)

    return small + [[wide(), wide(), rng.choice(streams), wide(), wide()] for _ in range(n)]


def arguments(rng: random.Random, n: int) -> dict[str, list[list[Any]]]:
    """Arguments of each function: its edges, then about n random ones. Python promises `random()` across versions."""
    u = [*EDGES, *(rng.random() for _ in range(n)), *(rng.random() * 2.0 ** -rng.randrange(45) for _ in range(n // 4))]
    means = [1e-9, 0.3, 1.0, 4.5, 29.99, 30.0, 123.4, 700.0, 1e4 + 0.5]

    def spread(low: float, high: float) -> float:
        return low + (high - low) * rng.random()

    return {
        "exp": [[x] for x in [0.0, -708.0, -708.5, 709.78, 710.0, 1.0, -1.0, *(spread(-708, 710) for _ in u)]],
        "log": [[x] for x in [0.0, -1.0, 5e-324, 1.7e308, 1.0, 1.0 - 2**-53, 2.0, *u[1:], *(1 / x for x in u[1:])]],
        "normal_cdf": [[x] for x in [0.0, 0.67448975, 5.656854249492381, -38.5, *(spread(-38, 9) for _ in u)]],
        "normal_quantile": [[x] for x in [*u, 1.0, -1.0, 1e-300, 5e-324]],
        "bernoulli": [[x, rng.random()] for x in u],
        "index": [[x, n] for x in u for n in [rng.randrange(1, 100), 2**53]],
        "discrete": [[x, *(spread(0, 3) * (rng.random() < 0.8) for _ in range(5))] for x in u],
        "exponential": [[x, spread(0, 100)] for x in u],
        "normal": [[x, spread(-5, 5), spread(0, 5)] for x in u],
        "lognormal": [[x, spread(0, 50), spread(0, 2)] for x in u],
        "pareto": [[x, spread(0, 50), spread(0.5, 4)] for x in u],
        "student_t3": [[x] for x in u],
        "poisson": [[u[i % len(u)], mean] for i, mean in enumerate(means * 9)] + [[x, spread(0, 9)] for x in u],
    }


def text(value: Any) -> Any:
    """A value as JSON keeps it to the bit: floats in hexadecimal, integers and truth values as they are."""
    if isinstance(value, float):
        return float(value).hex()
    return bool(value) if isinstance(value, bool | np.bool_) else int(value)


def value(stored: Any) -> Any:
    """The inverse of `text`."""
    return float.fromhex(stored) if isinstance(stored, str) else stored


@kernel
def _set_key(handle: Any, key: int) -> None:
    handle.keys.stream[0] = key


def uniform(key: list[int]) -> float:
    """The uniform of one key."""
    seed, epoch, stream, entity, ordinal = key
    handle = world(seed, epoch)
    if stream not in range(64):  # a key beyond any world's streams, to test the hash itself
        _set_key(handle, draws.stream_key(seed, epoch, stream))
        stream = 0
    return draws.uniform(handle, np.int64(stream), entity, ordinal)


def recompute(stored: dict[str, Any]) -> dict[str, Any]:
    """The same arguments with the results the code gives now."""
    again = {"about": stored["about"], "streams": STREAMS}
    again["uniform"] = [[*row[:5], text(uniform(row[:5]))] for row in stored["uniform"]]
    for name, function in FUNCTIONS.items():
        again[name] = [[*row[:-1], text(function(*map(value, row[:-1])))] for row in stored[name]]
    return again


def load() -> dict[str, Any]:
    """The stored vectors."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def dump(golden: dict[str, Any]) -> str:
    """The file's text: one vector a line, floats in hexadecimal, the last of a row is the result."""
    parts = []
    for name, rows in golden.items():
        body = ",\n".join(f"  {json.dumps(row)}" for row in rows) if isinstance(rows, list) else None
        parts.append(f" {json.dumps(name)}: " + (json.dumps(rows) if body is None else f"[\n{body}\n ]"))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def fresh() -> dict[str, Any]:
    """Vectors from scratch."""
    rng = random.Random(20240517)
    blank: dict[str, Any] = {"about": "Rows: arguments, then result. See tests/sim/regenerate_draws.py."}
    blank["uniform"] = [[*key, None] for key in keys(rng, 40)]
    for name, rows in arguments(rng, 16).items():
        blank[name] = [[*map(text, row), None] for row in rows]
    return recompute(blank)


def digest(n: int) -> str:
    """Digest of n or more results of every function, equal on every machine, with and without numba."""
    rng = random.Random(1)
    total = hashlib.blake2b(digest_size=16)
    for key in keys(rng, n):
        total.update(uniform(key).hex().encode())
    for name, rows in arguments(rng, n).items():
        for row in rows:
            total.update(str(text(FUNCTIONS[name](*row))).encode())
    return total.hexdigest()


def differences(stored: dict[str, Any]) -> list[str]:
    """What the code no longer reproduces, a line each."""
    again = recompute(stored)
    lines = [] if again["streams"] == stored["streams"] else [f"streams: {again['streams']} != {stored['streams']}"]
    for name in ("uniform", *FUNCTIONS):
        lines += [
            f"{name}{tuple(map(value, old[:-1]))}: {value(new[-1])!r} != stored {value(old[-1])!r}"
            for old, new in zip(stored[name], again[name], strict=True)
            if old != new
        ]
    return lines


def main() -> int:
    """The command line; see the module's docstring."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim.regenerate_draws", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--write", action="store_true", help="replace the file")
    choice.add_argument("--digest", action="store_true", help="print a digest over many arguments")
    options = parser.parse_args()
    if options.write:
        GOLDEN.write_text(dump(fresh()), encoding="utf-8", newline="\n")
        return 0
    if options.digest:
        print(digest(2000))
        return 0
    lines = differences(load())
    print("\n".join(lines) or "all reproduced")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
