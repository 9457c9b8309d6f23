"""The header of a recording: which rules, which world, whose draws, what plan."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from engine.log.codec import decode_map, encode_map
from engine.log.errors import LogError
from engine.log.frames import HEADER, LENGTHS, NODES

_MOST: Final = LENGTHS[HEADER][1]
_KEYS: Final = {"kernel_digest", "notes", "plan", "rules_version", "scenario", "scenario_hash", "seed", "weeks"}


@dataclass(frozen=True)
class Header:
    """What a recording says about itself before anything happens.

    Attributes:
        rules_version: the hand-bumped version of the rules it was made under.
        kernel_digest: digest of the sources of `sim/`, hex.
        scenario: the scenario, whole.
        seed: key of every draw.
        weeks: world weeks the run was asked for.
        plan: name of the plan, the plan itself, or None.
        notes: anything else, such as the version of the tool.
    """

    rules_version: int
    kernel_digest: str
    scenario: Mapping[str, Any]
    seed: int
    weeks: int
    plan: str | Mapping[str, Any] | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)

    @functools.cached_property
    def scenario_hash(self) -> str:
        """BLAKE2b-256 of the scenario's canonical bytes, hex."""
        return hashlib.blake2b(encode_map(self.scenario, _MOST), digest_size=32).hexdigest()

    @functools.cached_property
    def payload(self) -> bytes:
        """The canonical bytes of frame 0, made once.

        Raises:
            LogError: a field is not of its type, or has no canonical form.
        """
        fields = {
            "kernel_digest": self.kernel_digest,
            "notes": self.notes,
            "plan": self.plan,
            "rules_version": self.rules_version,
            "scenario": self.scenario,
            "seed": self.seed,
            "weeks": self.weeks,
        }
        _check(fields)
        return encode_map(fields | {"scenario_hash": self.scenario_hash}, _MOST, NODES[HEADER])

    @classmethod
    def decode(cls, payload: bytes) -> Header:
        """The header a payload holds.

        Raises:
            LogError: kind "payload" where it is none.
        """
        fields = decode_map(payload, NODES[HEADER])
        if fields.keys() != _KEYS:
            raise LogError("payload", 0, "a header that lacks a field, or has one too many")
        stated = fields.pop("scenario_hash")
        _check(fields)
        header = cls(**fields)
        if header.scenario_hash != stated:
            raise LogError("payload", 0, "the scenario in the header is not the one its hash was taken of")
        return header


def _check(fields: Mapping[str, Any]) -> None:
    for name in ("rules_version", "seed", "weeks"):
        if not isinstance(fields[name], int) or isinstance(fields[name], bool):
            raise LogError("payload", 0, f"a header whose {name} is not an integer")
    if fields["weeks"] < 0 or fields["rules_version"] < 0:
        raise LogError("payload", 0, "a header whose weeks or rules version is below 0")
    if not isinstance(fields["kernel_digest"], str):
        raise LogError("payload", 0, "a header whose kernel_digest is not a string")
    if not isinstance(fields["plan"], str | Mapping | None):
        raise LogError("payload", 0, "a header whose plan is neither a name nor a plan")
    for name in ("scenario", "notes"):
        if not isinstance(fields[name], Mapping):
            raise LogError("payload", 0, f"a header whose {name} is not a map")
