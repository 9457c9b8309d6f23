"""Games for tests: begun, played on without a thought, played by a plan."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

from engine.play.game import Game
from engine.play.messages import WeekOver
from sim.commands import Launch
from sim.policies.policy import Policy, Reported


def leave_all(game: Game) -> None:
    """Leave every card that stops time to its default."""
    for card in game.inbox.cards:
        if card.blocks:
            game.leave(card.id)


def play_on(game: Game, weeks: int, look: Callable[[Game, WeekOver], None] | None = None) -> None:
    """So many weeks, or until the tenure is over, asking nothing."""
    for _ in range(weeks):
        if game.over:
            return
        leave_all(game)
        over = game.advance()
        if look is not None:
            look(game, over)


def play_by(game: Game, policy: Policy, weeks: int = 208) -> None:
    """The tenure as a policy would play it, through nothing but the game."""
    while not game.over and game.week <= weeks:
        template = game.template  # a policy asks what is legal, which is decided on more than is visible
        told = Reported(game.session.worlds, template.index, template.catalogue, template.metrics, game.week)
        for command in policy.act(told, told.inbox):
            game.ask(command)
        leave_all(game)
        week = game.week
        for came in game.advance().came:
            refusal = object() if came.refusal else None
            policy.heard(week, came.command, refusal)  # type: ignore[arg-type]


def launch(game: Game, number: int = 0) -> Launch:
    """A launch of something on the shelf, by somebody who can carry it."""
    sponsors = [s.id for s in game.scenario.sponsors if s.in_post]
    return Launch(
        intervention=game.scenario.shelf[number], teams=[game.template.index.teams[0]], intensity="light",
        sponsor=sponsors[number % len(sponsors)] if sponsors else None,
    )  # fmt: skip


def begin(folder: pathlib.Path, scenario: str = "tuesday-board", seed: int = 7) -> Game:
    return Game.start(scenario, seed, folder / f"{scenario}-{seed}.replay")
