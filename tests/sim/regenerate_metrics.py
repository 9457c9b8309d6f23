"""The golden value of every metric on one small run: a metric or the kernel changed if one moves.

python -m tests.sim.regenerate_metrics            recompute; exit 1 and say which differ
python -m tests.sim.regenerate_metrics --write    replace the file: after a new metric, or with a new rules version
                                                  when the kernel changed on purpose. No test ever writes it.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys

from sim.metrics import metrics
from sim.scenario import Customers
from tests.sim.worlds import Founded, small_company

GOLDEN = pathlib.Path(__file__).parent / "goldens" / "metrics.json"
WEEKS, SEED = 60, 7
CUSTOMERS = Customers(accounts=900, signups_per_week=12.0, price_cents=500_000)


def compute() -> dict[str, float | None]:
    """Every metric's value now, by id."""
    run = Founded(small_company(customers=CUSTOMERS)).run(WEEKS, SEED)
    return {name: metric.value(run.counts, run.totals) for name, metric in metrics().items()}


def dump(values: dict[str, float | None]) -> str:
    """As text: floats in full, so that reading gives the same bits."""
    run = {"company": "small_company", "weeks": WEEKS, "seed": SEED}
    return json.dumps({"run": run, "values": values}, indent=2, allow_nan=False) + "\n"


def load() -> dict[str, float | None]:
    """The stored values."""
    stored: dict[str, float | None] = json.loads(GOLDEN.read_text(encoding="utf-8"))["values"]
    return stored


def differences() -> list[str]:
    """What differs between the stored values and those computed now."""
    stored, fresh = load(), compute()
    return [
        f"{name}: stored {stored.get(name)}, now {fresh.get(name)}"
        for name in sorted(stored.keys() | fresh.keys())
        if stored.get(name) != fresh.get(name) or name not in stored
    ]


def main() -> int:
    """Compare or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="replace the golden file")
    if parser.parse_args().write:
        GOLDEN.write_text(dump(compute()), encoding="utf-8")
        return 0
    found = differences() if GOLDEN.exists() else [f"{GOLDEN.name}: missing"]
    print("\n".join(found) or "the golden values hold", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
