"""What divides requests between models: difficulty, routers, verifiers, rules, the target."""

from __future__ import annotations

from planner.demand.assumptions import DEFAULTS, Assumptions
from planner.demand.distributions import bounded, normals
from planner.explain.leaves import default, said, says
from planner.explain.ledger import Ledger, Piece
from planner.explain.rules_volume import field, mean_of
from planner.explain.trace import Trace, figure, words
from planner.files.quantities import Range
from planner.routing.part_options import difficulty_mix
from planner.scenario import Routing


def routing_of(piece: Piece) -> Routing | None:
    """What the file says about routing, of the step before the scenario."""
    return piece.step.routing if piece.step is not None else piece.scenario.routing


def verifier_rates(ledger: Ledger, piece: Piece) -> list[Trace]:
    """a and b: how often the verifier accepts right and wrong answers."""
    return [verifier_rate(ledger, piece, which) for which in ("accept_correct", "accept_wrong")]


def verifier_rate(ledger: Ledger, piece: Piece, which: str) -> Trace:
    routing = routing_of(piece)
    given = routing.verifier if routing is not None else None
    value: float | None = getattr(given, which) if given is not None else None
    if value is not None:
        return said(ledger, piece.scenario.id, (*piece.at, "routing", "verifier", which), value)
    return _ranged_default(ledger, piece, f"routing.verifier.{which}", which)


def router_accuracy(ledger: Ledger, piece: Piece) -> Trace:
    """How often the router tells the difficulty of a request right."""
    return _ranged_default(ledger, piece, "routing.router", "routing.router")


def _ranged_default(ledger: Ledger, piece: Piece, name: str, stream: str) -> Trace:
    """A default that is a range of shares: the mean of its distribution."""
    low, high = DEFAULTS[name].value
    drawn = bounded(Range(low, high), normals(ledger.seed, piece.scenario.id, piece.part.path, stream))
    return default(name, mean_of(drawn), shown=piece.key(name))


def rules_share(ledger: Ledger, name: str) -> Trace:
    """The share of requests that rules answer."""
    rules = ledger.scenario(name).rules
    assert rules is not None
    return field(
        ledger,
        name,
        ("rules", "share"),
        rules.share,
        mean_of(bounded(rules.share, normals(ledger.seed, name, "rules.share"))),
        None,
    )


def difficulty(ledger: Ledger, name: str) -> list[Trace]:
    """How hard the requests are: shares of easy, medium and hard."""
    scenario = ledger.scenario(name)
    mix = scenario.difficulty.mix
    shares = difficulty_mix(scenario, Assumptions())
    if mix is not None:
        return [
            said(
                ledger,
                name,
                ("difficulty", "mix", part)
                if says(ledger, name, ("difficulty", "mix", part))
                else ("difficulty", "mix"),
                share,
            )
            for part, share in zip(("easy", "medium", "hard"), shares, strict=True)
        ]
    shown = f"{shares[0]:.0%} easy, {shares[1]:.0%} medium, {shares[2]:.0%} hard"
    technical = scenario.difficulty.technical
    assert technical is not None
    at = ("difficulty", "technical") if says(ledger, name, ("difficulty", "technical")) else ("difficulty",)
    level = (technical.low + technical.high) / 2
    return [
        figure(
            words("mix of easy, medium and hard requests", "简单、中等、困难请求的比例"),
            shown,
            None,
            words("by the technical difficulty", "按技术难度取"),
            [default("difficulty.mix", shown), said(ledger, name, at, level)],
        )
    ]


def target(ledger: Ledger, name: str) -> Trace:
    """The share of right answers that is asked for."""
    quality = ledger.scenario(name).quality
    if quality is not None and quality.target is not None:
        return said(ledger, name, ("quality", "target"), quality.target)
    return default("quality.target", float(DEFAULTS["quality.target"].value))
