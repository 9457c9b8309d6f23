"""A company as a Gymnasium environment: `steerco/SevenRoadmaps-v0` and so on, one for each scored scenario.

    import gymnasium
    import engine.bridges.gym
    env = gymnasium.make("steerco/TuesdayBoard-v0")

A step is a week of the tenure. The action is a pair: a command, and an answer to a card; 0 is nothing. The observation
holds reported figures and what anybody in the player's place would know, never the truth (`View`).
`info["action_mask"]` says which commands, and then which answers, would be accepted now; whatever is refused changes
nothing, and `info["refused"]` says why.

The reward is true, and that is for learning only: the week's gain over the same world without anybody, in points of O
(in SD of the outcome where nothing binds). The aftermath's gain comes with the last step, so that an episode's rewards
add up to the single world's O.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from engine.bridges.actions import MOST, Action, View, answer_mask, answers, commands, mask
from engine.catalogue import load_scenario
from engine.errors import InputError
from engine.evidence.outcome import PARTS, weighed, whole_gain
from engine.panels import load_panel, scored_scenarios
from engine.session import Session
from engine.worlds import Template
from sim.decide import Refusal
from sim.events import KINDS
from sim.kernel import bind
from sim.metric import summed
from sim.policies.policy import Reported
from sim.step import run_spans
from sim.world import WORLD, new_log

try:
    import gymnasium
    from gymnasium.vector import AutoresetMode, VectorEnv
    from gymnasium.vector.utils import batch_space
except ImportError:
    raise InputError("the environments need Gymnasium: pip install 'steerco[gym]'") from None

Int64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NAMESPACE: Final = "steerco"
_SEEDS: Final = 2**31


class _Company:
    """What every world of one scenario shares."""

    def __init__(self, scenario_id: str) -> None:
        self.scenario = load_scenario(scenario_id)
        self.panel = load_panel(scenario_id)
        self.template = Template(self.scenario)
        whole = whole_gain(np.array(self.panel.textbook), np.array(self.panel.nothing))
        self.scale = 1.0 if whole is None else 100.0 / whole
        self.commands: list[Action] = commands(self.template)
        self.answers: list[Action] = answers(self.template)
        self.view = View(self.template)
        self.observation_space = gymnasium.spaces.Box(0.0, MOST, (len(self.view.names),), np.float32)
        self.action_space = gymnasium.spaces.MultiDiscrete([len(self.commands), len(self.answers)])

    def outcome(self, counts: Int64, totals: Int64) -> float:
        """Y of some weeks of one world, shape (weeks, kinds)."""
        parts = {
            name: np.array([float(summed(part.terms, counts, totals)) * (1.0 if part.good else -1.0)])
            for name, part in PARTS.items()
        }
        return float(weighed(parts, self.scenario.objective, self.panel.units)[0])

    def twin(self, seed: int) -> Floats:
        """Y by world week of a world without anybody."""
        session = Session(self.template, seed).run()
        rows = range(session.weeks)
        return np.array([self.outcome(session.counts[w : w + 1], session.totals[w : w + 1]) for w in rows])


class _Worlds:
    """Several worlds in step, each asked for one command and one answer a week."""

    def __init__(self, company: _Company, number: int) -> None:
        self.company = company
        self._worlds, self._logs = np.zeros(number, WORLD), new_log(recording=False, worlds=number)
        self._bound, self._bound_logs = bind(self._worlds), bind(self._logs)
        weeks = company.scenario.weeks
        self._counts = np.zeros((number, weeks.total, KINDS), np.int64)
        self._totals = np.zeros_like(self._counts)
        self._events = np.zeros(number, np.int64)
        self.sessions: list[Session | None] = [None] * number
        self._twins: list[Floats] = [np.zeros(weeks.total)] * number

    def begin(self, r: int, seed: int) -> None:
        """Found a world, and run its history."""
        company, history = self.company, self.company.scenario.weeks.history
        buffers = self._worlds[r : r + 1], self._logs[r : r + 1]
        self.sessions[r] = Session(company.template, seed, buffers=buffers)
        self._twins[r] = company.twin(seed)
        self._run({r: history})

    def session(self, r: int) -> Session:
        """A world's session."""
        session = self.sessions[r]
        if session is None:
            raise InputError("reset the environment before its first step")
        return session

    def reported(self, r: int) -> Reported:
        """What is told at the start of a world's next week."""
        template = self.company.template
        week = min(self.session(r).tenure_week, template.scenario.weeks.tenure)
        return Reported(self._worlds[r : r + 1], template.index, template.catalogue, template.metrics, week)

    def ask(self, r: int, action: Any) -> list[str]:
        """Give a command and an answer; why either was refused."""
        refused = []
        for choices, number in ((self.company.commands, int(action[0])), (self.company.answers, int(action[1]))):
            command = choices[number].command(self.reported(r))
            if command is None:
                if number:
                    refused.append(f"nobody can do this now: {choices[number].name}")
                continue
            answer = self.session(r).ask(command)
            if isinstance(answer, Refusal):
                refused.append(str(answer))
        return refused

    def pass_week(self, which: list[int]) -> dict[int, tuple[float, bool]]:
        """Let a week of the tenure pass in some worlds: their gains, and whether their tenure is over."""
        weeks = self.company.scenario.weeks
        before = {r: self.session(r).week for r in which}
        self._run(dict.fromkeys(which, 1))
        ended = {r for r in which if self.session(r).week >= weeks.history + weeks.tenure}
        if ended and weeks.aftermath:
            self._run(dict.fromkeys(ended, weeks.aftermath))
        gains = {}
        for r in which:
            rows = slice(before[r], self.session(r).week)
            mine = self.company.outcome(self._counts[r, rows], self._totals[r, rows])
            gains[r] = self.company.scale * (mine - float(self._twins[r][rows].sum())), r in ended
        return gains

    def _run(self, spans: dict[int, int]) -> None:
        """Run worlds for so many weeks each, in one call."""
        wanted = np.zeros(len(self.sessions), np.int64)
        for r, span in spans.items():
            wanted[r] = span
        run_spans(self._bound, self._bound_logs, wanted, self._events, self._counts, self._totals)
        for r, span in spans.items():
            self.session(r).week += span

    def observe(self, r: int) -> npt.NDArray[np.float32]:
        """A world's observation."""
        return self.company.view.of(self.reported(r))

    def mask(self, r: int) -> npt.NDArray[np.int8]:
        """Which commands, and then which answers, would be accepted."""
        told = self.reported(r)
        return np.concatenate([mask(self.company.commands, told), answer_mask(self.company.answers, told)])


class SteercoEnv(gymnasium.Env):
    """One company.

    Observation: Box(0, 10), float32, shape (entries,); `observation_names` says what each entry is.
    Action: MultiDiscrete([commands, answers]); `action_names` says what each is.
    """

    metadata: dict[str, Any] = {"render_modes": []}  # noqa: RUF012 (Gymnasium's)

    def __init__(self, scenario_id: str, masks: bool = True, render_mode: str | None = None) -> None:
        """Prepare a scenario.

        Args:
            scenario_id: of a scored scenario.
            masks: put the mask into `info`; it asks about every command, which takes longer than a week.
            render_mode: none is known.
        """
        self._company = _Company(scenario_id)
        self._worlds, self._masks, self.render_mode = _Worlds(self._company, 1), masks, render_mode
        self.observation_space, self.action_space = self._company.observation_space, self._company.action_space
        self.observation_names = list(self._company.view.names)
        self.action_names = [[a.name for a in self._company.commands], [a.name for a in self._company.answers]]

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """Begin a tenure in a new world, whose seed is drawn, or is `options["world_seed"]`."""
        super().reset(seed=seed)
        world_seed = int((options or {}).get("world_seed", self.np_random.integers(_SEEDS)))
        self._worlds.begin(0, world_seed)
        return self._worlds.observe(0), self._info([]) | {"world_seed": world_seed}

    def step(self, action: Any) -> tuple[npt.NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Give a command and an answer, and let a week pass."""
        if not self.action_space.contains(np.asarray(action, np.int64)):
            raise ValueError(f"{action!r} is no action of {self.action_space}")
        refused = self._worlds.ask(0, action)
        gain, ended = self._worlds.pass_week([0])[0]
        return self._worlds.observe(0), gain, ended, False, self._info(refused)

    def action_masks(self) -> npt.NDArray[np.bool_]:
        """Which commands, and then which answers, would be accepted now."""
        return self._worlds.mask(0).astype(np.bool_)

    def _info(self, refused: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {"refused": "; ".join(refused)}
        return found | {"action_mask": self._worlds.mask(0)} if self._masks else found


class SteercoVectorEnv(VectorEnv):
    """Many worlds of one company in step; one that has ended begins anew at the next step."""

    metadata: ClassVar[dict[str, Any]] = {"render_modes": [], "autoreset_mode": AutoresetMode.NEXT_STEP}  # type: ignore[misc]

    def __init__(
        self, num_envs: int = 1, scenario_id: str = "tuesday-board", masks: bool = False, render_mode: str | None = None
    ) -> None:
        """Prepare worlds.

        Args:
            num_envs: how many.
            scenario_id: of a scored scenario.
            masks: put masks into `infos`.
            render_mode: none is known.
        """
        self._company = _Company(scenario_id)
        self.num_envs, self._masks, self.render_mode = num_envs, masks, render_mode
        self._worlds = _Worlds(self._company, num_envs)
        self.single_observation_space = self._company.observation_space
        self.single_action_space = self._company.action_space
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._ended = np.zeros(num_envs, np.bool_)

    def reset(
        self,
        *,
        seed: int | list[int | None] | None = None,
        options: dict[str, Any] | None = None,  # noqa: ARG002 (Gymnasium's)
    ) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """Begin a tenure in every world."""
        super().reset(seed=seed if isinstance(seed, int) else None)
        given = seed if isinstance(seed, list) else [None] * self.num_envs
        for r, own in enumerate(given):
            self._worlds.begin(r, int(self.np_random.integers(_SEEDS)) if own is None else own)
        self._ended[:] = False
        return self._observations(), self._infos()

    def step(
        self, actions: Any
    ) -> tuple[npt.NDArray[np.float32], Floats, npt.NDArray[np.bool_], npt.NDArray[np.bool_], dict[str, Any]]:
        """Give each world its command and answer, and let a week pass in all."""
        rewards, terminated = np.zeros(self.num_envs), np.zeros(self.num_envs, np.bool_)
        for r in np.flatnonzero(self._ended).tolist():
            self._worlds.begin(r, int(self.np_random.integers(_SEEDS)))
        going = np.flatnonzero(~self._ended).tolist()
        for r in going:
            self._worlds.ask(r, actions[r])
        for r, (gain, ended) in self._worlds.pass_week(going).items():
            rewards[r], terminated[r] = gain, ended
        self._ended = terminated.copy()
        return self._observations(), rewards, terminated, np.zeros(self.num_envs, np.bool_), self._infos()

    def _observations(self) -> npt.NDArray[np.float32]:
        return np.stack([self._worlds.observe(r) for r in range(self.num_envs)])

    def _infos(self) -> dict[str, Any]:
        if not self._masks:
            return {}
        masks = np.stack([self._worlds.mask(r) for r in range(self.num_envs)])
        return {"action_mask": masks, "_action_mask": np.ones(self.num_envs, np.bool_)}


def env_id(scenario_id: str) -> str:
    """What a scenario is called in Gymnasium: `steerco/SevenRoadmaps-v0`."""
    return f"{NAMESPACE}/{''.join(word.capitalize() for word in scenario_id.split('-'))}-v0"


def register() -> list[str]:
    """Register an environment for each scored scenario, once; their ids."""
    found = []
    for name in scored_scenarios():
        found.append(env_id(name))
        if found[-1] not in gymnasium.registry:
            gymnasium.register(
                found[-1],
                entry_point="engine.bridges.gym:SteercoEnv",
                vector_entry_point="engine.bridges.gym:SteercoVectorEnv",
                kwargs={"scenario_id": name},
            )
    return found


register()
