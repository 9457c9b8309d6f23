"""The screens that are open: built, laid out, drawn where something changed, and told what the player did.

It knows neither window nor clock, so that tests and pictures use it as the window does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import pygame

from engine.ui import focus, painting, playing, screen
from engine.ui.canvas import Canvas
from engine.ui.events import Asked, Composing, Event, Exposed, Pointer, Pressed, Resized, Typed
from engine.ui.flow import Flows
from engine.ui.fonts import Fonts
from engine.ui.keys import Bindings
from engine.ui.layout import laid_out
from engine.ui.motion import Motion
from engine.ui.moves import STAY, Back, Leave, Move, Open, Push, Root
from engine.ui.pointing import Pointing
from engine.ui.record import Recorder
from engine.ui.screen import Screen
from engine.ui.services import Services
from engine.ui.settings import Settings, with_text
from engine.ui.sound import Sounds
from engine.ui.tasks import Task, Tasks, explained
from engine.ui.theme import Theme, scale_for
from engine.ui.widget import Widget
from engine.ui.widgets.button import Pressable
from engine.ui.widgets.frame import MAIN
from engine.ui.widgets.panels import FailedPanel

Held = TypeVar("Held")
_MOST_PICTURES: Final = 2  # costly ones a frame, so that a wall of charts does not stand still while it is drawn
_EVERYTHING: Final = pygame.Rect(0, 0, 1 << 15, 1 << 15)


@dataclass
class Layer:
    """A screen that is open.

    Attributes:
        screen: itself.
        tree: as last built; None if it must be built again.
        order: what in it can have the focus.
        focus: path of what has it.
        memory: what its widgets remember, by path.
    """

    screen: Screen
    tree: Widget | None = None
    order: list[Widget] = field(default_factory=list)
    focus: str = ""
    memory: dict[str, Any] = field(default_factory=dict)


class Stage:
    """Everything that is on screen.

    Args:
        services: where screens get what they show.
        size: of the drawing surface, in device pixels.
        settings: a player's.
    """

    def __init__(self, services: Services, size: tuple[int, int], settings: Settings | None = None) -> None:
        self.services = services
        self.settings = settings if settings is not None else Settings()
        self.size = size
        self.sounds = Sounds()
        self.tasks = Tasks()
        self.layers: list[Layer] = []
        self.left = False
        self.notice = ""
        self.motion = Motion()
        self.pointing = Pointing(self)
        self._damage: list[pygame.Rect] = [_EVERYTHING]
        self._building: Layer | None = None
        self._allowed = 0
        self._look()

    def _look(self) -> None:
        """Take over size and settings: fonts and sizes change with them."""
        self.theme = Theme(
            scale=scale_for(*self.size),
            text_percent=self.settings.text_percent,
            high_contrast=self.settings.high_contrast,
            reduced_motion=self.settings.reduced_motion,
        )
        self.bindings = Bindings(self.settings.keys)
        self.fonts = Fonts(self.theme)
        self.flows = Flows(self.fonts)
        self.sounds.on = self.settings.sound
        self.motion.still = self.settings.reduced_motion
        for layer in self.layers:
            layer.tree = None
        self._damage = [_EVERYTHING]

    # -- What screens and widgets ask ---------------------------------------------------------------------------------

    @property
    def front(self) -> Layer:
        """The screen that hears events."""
        return self.layers[-1]

    @property
    def focus_path(self) -> str:
        """The path of what has the focus."""
        return self.front.focus if self.layers else ""

    @property
    def focused(self) -> Widget | None:
        """What has the focus."""
        return next((widget for widget in self.front.order if widget.path == self.front.focus), None)

    @property
    def typing(self) -> bool:
        """Whether letters are text now."""
        focused = self.focused
        return focused is not None and focused.takes_text

    def remembered(self, path: str, make: Callable[[], Held]) -> Held:
        """What a widget of the screen in front remembers."""
        memory = (self._building or self.front).memory
        if path not in memory:
            memory[path] = make()
        found: Held = memory[path]
        return found

    def background(self, name: str, work: Callable[[], Held]) -> Task[Held]:
        """Work that the screen being built waits for: begun the first time it is asked for under this name."""
        return self.remembered(f"task:{name}", lambda: self.tasks.start(work))

    def forget(self, name: str) -> None:
        """Have a piece of work begun again, as after it failed."""
        self.front.memory.pop(f"task:{name}", None)
        self.rebuild()

    def rebuild(self) -> None:
        """Build the screen in front again: something that it shows has changed."""
        self.front.tree = None

    def damage(self, rect: pygame.Rect) -> None:
        """Have a part of the surface drawn again."""
        if rect.width > 0 and rect.height > 0:
            self._damage.append(rect.copy())

    def tell(self, notice: str) -> None:
        """Say something in the line at the bottom, until the player does something else."""
        self.notice = notice
        self.sounds.play("refused")
        self.damage_all()

    def damage_all(self) -> None:
        """Have everything drawn again."""
        self._damage = [_EVERYTHING]

    def change(self, settings: Settings) -> None:
        """Take over changed settings, and keep them."""
        self.settings = settings
        self.services.keep(settings)
        playing.settings_changed(self)
        self._look()

    def glide(self, name: str, to: float, milliseconds: int | None = None) -> float:
        """A number on its way to `to`, for what slides (`Motion.glide`); with reduced motion it is there at once."""
        time = self.theme.palette.shape.motion_ms if milliseconds is None else milliseconds
        return self.motion.glide(name, to, time)

    def may_draw(self) -> bool:
        """Whether another costly picture may be drawn in this frame; what may not waits for the next one."""
        self._allowed -= 1
        return self._allowed >= 0

    # -- Going somewhere ----------------------------------------------------------------------------------------------

    def push(self, shown: Screen) -> None:
        """Put a screen in front."""
        shown.enter(self)
        self.layers.append(Layer(shown))
        self._fresh()

    def perform(self, move: Move | None) -> None:
        """Do what a widget or screen answered."""
        if isinstance(move, Push):
            self.push(move.screen)
        elif isinstance(move, Open):
            self._open(move.screen)
        elif isinstance(move, Back | Root):
            kept = 1 if isinstance(move, Root) else max(0, len(self.layers) - 1)
            for gone in self.layers[kept:]:
                self.motion.forget(gone.screen.id)
            del self.layers[kept:]
            self.left = not self.layers
            if self.layers:
                self._come_back()
        elif isinstance(move, Leave):
            self.left = True

    def _open(self, name: str) -> None:
        for number, layer in enumerate(self.layers):
            if layer.screen.id == name:
                del self.layers[number + 1 :]
                self._come_back()
                return
        found = screen.found(name)
        if found is not None:
            self.push(found.screen.open(self.services))

    def _come_back(self) -> None:
        self.front.tree = None
        self.front.screen.again()
        self._fresh()

    def _fresh(self) -> None:
        self.pointing.reset()
        self.damage_all()

    # -- Building -----------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Build whatever must be, so that the next frame and the next event find it."""
        for layer in self._visible():
            if layer.tree is None:
                self._build(layer)

    def _visible(self) -> list[Layer]:
        """The screens that can be seen, lowest first."""
        first = len(self.layers) - 1
        while first > 0 and self.layers[first].screen.overlay:
            first -= 1
        return self.layers[max(0, first) :]

    def _build(self, layer: Layer) -> None:
        self._building = layer
        try:
            tree = layer.screen.build()
            self._lay_out(layer, tree)
        except Exception as error:  # noqa: BLE001 (a screen that fails says so; the window lives on)
            tree = FailedPanel(layer.screen.name(), explained(error), self.rebuild)
            self._lay_out(layer, tree)
        finally:
            self._building = None
        layer.order = focus.order(tree)
        changed = layer.focus not in {widget.path for widget in layer.order}
        if changed:
            layer.focus = self._focus_instead(layer)
        layer.tree = tree
        if changed:
            self._reveal(layer)
        self._damage = [_EVERYTHING]

    @staticmethod
    def _reveal(layer: Layer) -> None:
        """Bring what has the focus into view."""
        for widget in layer.order:
            if widget.path == layer.focus:
                for around in list(widget.up())[1:]:
                    around.reveal(widget)

    def _lay_out(self, layer: Layer, tree: Widget) -> None:
        tree.attach(self, layer.screen.id, None)
        places = laid_out(tree, self.size[0], self.size[1], self.theme.scale)
        painting.arrange(tree, places, pygame.Rect((0, 0), self.size))

    def _focus_instead(self, layer: Layer) -> str:
        """What has the focus where what had it is gone: what the screen wants, else the first of what it is about."""
        wanted = layer.screen.first_focus()
        for widget in layer.order:
            if wanted and widget.key == wanted:
                return widget.path
        for widget in layer.order:
            if any(around.key == MAIN for around in widget.up()):
                return widget.path
        return layer.order[0].path if layer.order else ""

    def rearrange(self) -> None:
        """Work out places again after something was scrolled."""
        if self.front.tree is not None:
            painting.rearrange(self.front.tree)

    # -- Events -------------------------------------------------------------------------------------------------------

    def handle(self, event: Event) -> None:
        """Answer what the player did."""
        if not self.layers:
            return
        self.settle()
        if self.notice and not (isinstance(event, Pointer) and event.kind != "press"):
            self.notice = ""
            self.damage_all()
        if isinstance(event, Resized | Exposed):
            self._damage = [_EVERYTHING]
        elif isinstance(event, Pointer):
            self.pointing.answer(event)
        else:
            self.pointing.quiet()
            move = self._answered(event)
            if move is None and isinstance(event, Asked):
                move = self._by_default(event.action)
            self.perform(move)

    def _answered(self, event: Asked | Pressed | Typed | Composing | Event) -> Move | None:
        focused = self.focused
        for widget in focused.up() if focused is not None else ():
            move = widget.on(event)
            if move is not None:
                return move
        return self.front.screen.on(event)

    def _by_default(self, action: str) -> Move | None:
        """What an action does where nothing answered it."""
        if action.startswith("choose-"):
            return self._numbered(int(action.removeprefix("choose-")))
        if action in ("next", "previous"):
            self.focus(focus.along(self.front.order, self.front.focus, 1 if action == "next" else -1))
        elif action in focus.DIRECTIONS:
            direction = next(known for known in focus.DIRECTIONS if known == action)
            self.focus(focus.toward(self.front.order, self.front.focus, direction))
        elif action == "back":
            return self.front.screen.back()
        elif action in ("text-larger", "text-smaller"):
            self.change(with_text(self.settings, larger=action == "text-larger"))
        elif action == "quit":
            return Leave()
        elif (answered := playing.asked(self, action)) is not None:
            return answered
        elif screen.found(action) is not None:
            return Back() if self.front.screen.id == action else Open(action)
        return STAY

    def _numbered(self, number: int) -> Move:
        """Press what has this number, which takes the focus as well."""
        for widget in self.front.order:
            if isinstance(widget, Pressable) and widget.number == number:
                self.focus(widget)
                return widget.do()
        return STAY

    def focus(self, widget: Widget | None) -> None:
        """Give something the focus, and bring it into view."""
        if widget is None or widget.path == self.front.focus:
            return
        for changed in (self.focused, widget):
            self._damage_around(changed)
        self.front.focus = widget.path
        self._reveal(self.front)
        for shown in self.front.tree.walk() if self.front.tree is not None else ():
            if shown.follows_focus:
                shown.repaint()

    def focus_key(self, key: str) -> None:
        """Give the first widget of this key the focus, once the tree stands."""
        self.settle()
        self.focus(next((widget for widget in self.front.order if widget.key == key), None))

    def _damage_around(self, widget: Widget | None) -> None:
        found = None if widget is None else widget.ring()
        if found is not None:
            shape = self.theme.palette.shape
            out = 2 * self.theme.px(shape.ring + shape.ring_gap) + 2
            self.damage(found[0].inflate(out, out))

    # -- Frames -------------------------------------------------------------------------------------------------------

    def tick(self, now_ms: int) -> None:
        """Let time pass: what moves moves, what was waited for is there."""
        seconds = max(0, now_ms - self.motion.now_ms) / 1000
        self.motion.now_ms = now_ms
        if not self.layers:
            return
        playing.tick(self)
        self.front.screen.advance(seconds)
        if self.tasks.settle():
            for layer in self.layers:
                layer.tree = None
        if self.motion.woken():
            tree = self.front.tree
            for widget in tree.walk() if tree is not None else ():
                if widget.moves:
                    widget.repaint()
            if self.pointing.tip:
                self.damage_all()

    def wait_ms(self) -> int | None:
        """How long nothing will change by itself, in milliseconds; None for ever."""
        alarm = self.motion.wait_ms()
        waits = [] if alarm is None else [alarm]
        if self.tasks.busy:
            waits.append(16)
        if (week_waits := playing.wait_seconds(self)) is not None:
            waits.append(round(week_waits * 1000))
        if self.layers and (screen_waits := self.front.screen.waits()) is not None:
            waits.append(round(screen_waits * 1000))
        return min(waits) if waits else None

    def resize(self, size: tuple[int, int]) -> None:
        """Take over another size of the surface."""
        if size != self.size:
            self.size = size
            self._look()

    def paint(self, surface: pygame.Surface, recorder: Recorder | None = None) -> Sequence[pygame.Rect]:
        """Draw what has changed.

        Args:
            surface: what was drawn on last time too.
            recorder: for checks; everything is drawn then.

        Returns:
            The parts that were drawn, none if nothing has changed.
        """
        self.settle()
        self._allowed = _MOST_PICTURES
        if recorder is not None:
            self._damage, self._allowed = [_EVERYTHING], _EVERYTHING.width
        if not self._damage or not self.layers:
            return []
        whole = surface.get_rect()
        parts = painting.merged([rect.clip(whole) for rect in self._damage])
        self._damage = []
        canvas = Canvas(surface, self.theme, self.fonts, self.flows, recorder)
        for part in parts:
            surface.set_clip(part)
            painting.paint_layers(self._visible(), canvas, part, self.focused)
            painting.paint_tip(self.pointing.tip, self.pointing.place, canvas, part)
        surface.set_clip(None)
        return parts
