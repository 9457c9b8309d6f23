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
from tests.sim.worlds import Founded, digest, small_company

GOLDEN = pathlib.Path(__file__).parent / "goldens" / "metrics.json"
WEEKS, SEED = 60, 7


def compute() -> dict[str, object]:
    """The golden document as it should be now."""
    run = Founded(small_company()).run(WEEKS, SEED)
    values = {name: metric.value(run.counts, run.totals) for name, metric in metrics().items()}
    return {"company": "small_company", "weeks": WEEKS, "seed": SEED, "world": digest(run.world), "values": values}


def dump(golden: dict[str, object]) -> str:
    """As text: floats in full, so that reading gives the same bits."""
    return json.dumps(golden, indent=2, allow_nan=False) + "\n"


def load() -> dict[str, object]:
    """The stored document."""
    stored: dict[str, object] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return stored


def differences() -> list[str]:
    """What differs between the stored document and the one computed now."""
    stored, fresh = (dict(d, **d.pop("values")) for d in (load(), compute()))  # type: ignore[call-overload]
    return [
        f"{key}: stored {stored.get(key)}, now {fresh.get(key)}"
        for key in sorted(stored.keys() | fresh.keys())
        if stored.get(key) != fresh.get(key)
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
