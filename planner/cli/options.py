"""The flags every command takes, said once."""

from __future__ import annotations

import datetime as dt
import functools
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, overload

import click

if TYPE_CHECKING:
    from planner.catalog.fx import StatedRate
    from planner.workspace import Workspace

Format = Literal["table", "json", "csv", "md", "yaml"]
Language = Literal["zh", "en"]
Command = Callable[..., Any]

FORMATS: tuple[Format, ...] = ("table", "json", "csv", "md", "yaml")
_ENDINGS = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "md", ".yaml": "yaml", ".yml": "yaml"}


@dataclass(frozen=True, slots=True)
class Shared:
    """What the shared flags say. ``as_of``, ``currency``: None = as the workspace says. ``fx``: what-if exchange rates."""

    directory: Path
    format: str
    output: Path | None
    language: Language
    currency: str | None
    as_of: dt.date | None
    seed: int
    color: str
    quiet: bool
    verbose: bool
    fx: tuple[StatedRate, ...] = ()

    def colors(self, stream: IO[Any]) -> bool:
        """May ``stream`` be coloured? `--color` first, then NO_COLOR, then whether it is a terminal."""
        if self.color != "auto":
            return self.color == "always"
        return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()

    def load(self, only: tuple[str, ...] = ()) -> Workspace:
        """The workspace of `-C`, as `--as-of`, `--currency` and `--fx` want it. Raises InputError."""
        from planner.workspace import load

        return load(self.directory, only=only, as_of=self.as_of, currency=self.currency, fx=self.fx)


@overload
def shared(command: Command) -> Command: ...
@overload
def shared(*, formats: tuple[str, ...], endings: dict[str, str] | None = None) -> Callable[[Command], Command]: ...
def shared(
    command: Command | None = None, *, formats: tuple[str, ...] = FORMATS, endings: dict[str, str] | None = None
) -> Command | Callable[[Command], Command]:
    """Adds the shared flags to a command, which gets them as one ``Shared`` in its first argument.

    ``formats``: what `--format` may say, its default first; ``endings``: the format of each file ending.
    """
    known = endings or {e: f for e, f in _ENDINGS.items() if f in formats}

    def add(command: Command) -> Command:
        return _with_options(command, formats, known)

    return add if command is None else add(command)


def _with_options(command: Command, formats: tuple[str, ...], known: dict[str, str]) -> Command:
    @functools.wraps(command)
    @click.pass_context
    def run(ctx: click.Context, /, **given: Any) -> Any:
        flags = {
            name: given.pop(name)
            for name in (
                "directory",
                "format",
                "output",
                "lang",
                "currency",
                "as_of",
                "seed",
                "color",
                "quiet",
                "verbose",
                "fx",
            )
        }
        if flags["quiet"] and flags["verbose"]:
            raise click.UsageError("-q and -v: one of them.", ctx)
        return command(
            Shared(
                directory=flags["directory"] or ctx.find_root().obj or Path(),
                format=flags["format"] or _by_ending(flags["output"], known, formats[0]),
                output=flags["output"] if flags["output"] != Path("-") else None,
                language=flags["lang"] or _spoken(),
                currency=flags["currency"].upper() if flags["currency"] else None,
                as_of=flags["as_of"].date() if flags["as_of"] else None,
                seed=flags["seed"],
                color=flags["color"],
                quiet=flags["quiet"],
                verbose=flags["verbose"],
                fx=flags["fx"],
            ),
            **given,
        )

    decorated: Command = run
    for option in reversed(_options(formats)):
        decorated = option(decorated)
    return decorated


def _options(formats: tuple[str, ...]) -> list[Callable[[Command], Command]]:
    return [
        click.option(
            "-C",
            "directory",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="The workspace; default: the current folder.",
        ),
        click.option(
            "-f", "--format", type=click.Choice(formats), help=f"Default: by the ending of -o, else {formats[0]}."
        ),
        click.option(
            "-o",
            "output",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Write here instead of standard output.",
        ),
        click.option("--lang", type=click.Choice(["zh", "en"]), help="Default: as LC_ALL or LANG say."),
        click.option("--currency", metavar="CODE", help="Show amounts in this currency: CNY, USD, EUR."),
        click.option(
            "--as-of",
            type=click.DateTime(["%Y-%m-%d"]),
            metavar="DATE",
            help="Read prices, rates and evidence as of this day.",
        ),
        click.option(
            "--fx",
            multiple=True,
            metavar="PAIR=RATE",
            callback=_stated_rates,
            help="What if: CNY/USD=0.1405 instead of the dated exchange rate; repeatable.",
        ),
        click.option("--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Of the draws; default 0."),
        click.option(
            "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="NO_COLOR is honoured."
        ),
        click.option("-q", "--quiet", is_flag=True, help="Only the result."),
        click.option("-v", "--verbose", is_flag=True, help="Everything there is to say: all assumptions, tracebacks."),
    ]


def _stated_rates(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[StatedRate, ...]:
    if not values:
        return ()
    from planner.catalog.fx import StatedRate, stated_rates

    try:
        return stated_rates(StatedRate.parse(*_pair_and_rate(value)) for value in values)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, option) from None


def _pair_and_rate(value: str) -> tuple[str, str]:
    pair, sign, rate = value.partition("=")
    if not sign:
        raise ValueError(f"{value!r} names no rate; expected PAIR=RATE, as CNY/USD=0.1405")
    return pair, rate


def _by_ending(output: Path | None, known: dict[str, str], default: str) -> str:
    if output is None or output == Path("-"):
        return default
    if output.suffix.lower() in known:
        return known[output.suffix.lower()]
    raise click.BadParameter(
        f"{output.name}: the format follows the ending, one of {', '.join(known)}; or say it with -f.", param_hint="-o"
    )


def _spoken() -> Language:
    """The reader's language, as the locale's environment says: Chinese or English."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if said.lower().startswith("zh") else "en"


def terminal_width() -> int:
    """Columns to fill: COLUMNS, else the terminal's, else 100."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return int(said)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 100
    except (OSError, ValueError, AttributeError):
        return 100
