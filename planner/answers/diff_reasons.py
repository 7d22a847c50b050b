"""What a change of cost comes from: one step at a time, in a fixed order, so that the effects add up to the change.

The same option on both sides: first the requests (at the old cost of one), then the exchange rate (at the old prices), then
the prices, then what else changed per request, then what the scenario's file says. Another option: the old one is carried to
the new side by the same steps, and the rest is the choice. What cannot be told apart is one reason of kind ``unsplit``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal

from planner.answers.amounts import money_text
from planner.answers.answer import Figures
from planner.answers.cost import Broken, broken
from planner.answers.diff_sides import Costed, Paid, Side, costed
from planner.answers.price_changes import PriceChange, changes
from planner.answers.route import RouteResult, route
from planner.catalog.holding import holding
from planner.workspace import Workspace

Kind = Literal["price", "fx", "volume", "usage", "scenario", "choice", "new", "gone", "unsplit"]
SMALL = 1e-9  # of the larger of both costs: below that an effect is the rounding of a figure
ROUNDED = 2e-5  # the same where a side is a file, whose exchange rates have six digits


class FieldChange(Figures):
    """A field that the scenario's file (or planner.yaml) says otherwise; null where it does not say it."""

    field: str
    old: str | None
    new: str | None


class Reason(Figures):
    """One cause. ``effect``: money per month that it adds (or saves); ``code`` and ``values``: which case of its kind, in figures.

    ``prices``: rates that changed; ``fields``: what the files say otherwise; ``breaks``: limits that the old option breaks now.
    """

    kind: Kind
    code: str
    effect: str
    values: dict[str, str]
    prices: list[PriceChange]
    fields: list[FieldChange]
    breaks: list[Broken]


def _reason(kind: Kind, code: str, effect: float, values: Mapping[str, str] | None = None, **more: Any) -> Reason:
    lists = {"prices": [], "fields": [], "breaks": []} | more
    return Reason(kind=kind, code=code, effect=money_text(effect), values=dict(values or {}), **lists)


class Causes:
    """The causes of every scenario's change between two sides."""

    def __init__(self, old: Side, new: Side, seed: int) -> None:
        self.old, self.new, self.seed = old, new, seed

    def of(self, name: str) -> list[Reason]:
        """Causes whose effects add up to the change of the scenario's monthly cost; none where nothing changed."""
        before, after = self.old.chosen(name), self.new.chosen(name)
        if before is None and after is None:
            return []
        if before is None or after is None:
            return [self._one_sided(name, before, after)]
        if before.option == after.option:
            return self._carried(name, before, after)
        carried = self.new.offered(name, before.option)
        if carried is None:
            code = "not-offered" if self.new.workspace is not None else "alternative-unknown"
            return [_reason("choice", code, after.monthly - before.monthly, _options(before, after))]
        return [*self._carried(name, before, carried), self._choice(name, before, carried, after)]

    def _one_sided(self, name: str, before: Costed | None, after: Costed | None) -> Reason:
        """A scenario that is there, or gets an option, on one side only."""
        kind: Kind = "new" if before is None else "gone"
        other = (self.old if before is None else self.new).scenarios.get(name)
        effect = (after.monthly if after is not None else 0.0) - (before.monthly if before is not None else 0.0)
        if other is None:
            return _reason(kind, "scenario", effect)
        if other.recommended is not None:
            return _reason(kind, "budget", effect, {"phase": other.phase, "option": other.recommended})
        return _reason(kind, "option", effect, {"phase": other.phase, "reason": other.reason})

    def _choice(self, name: str, before: Costed, carried: Costed, after: Costed) -> Reason:
        """Another option is chosen, although the old one is still offered at ``carried``."""
        values = _options(before, after) | {
            "old_cost": money_text(carried.monthly),
            "new_cost": money_text(after.monthly),
        }
        effect = after.monthly - carried.monthly
        options = {o.id: o for o in self.new.choices[name].options}
        was, now = options[before.option], options.get(after.option)
        if was.violations:
            return _reason("choice", "breaks", effect, values, breaks=broken(was.violations))
        if self.old.workspace is not None and self.old.offered(name, after.option) is None:
            return _reason("choice", "newly-offered", effect, values)
        if effect < 0:
            return _reason("choice", "cheaper", effect, values)
        if now is not None and now.mean_quality > was.mean_quality:
            values |= {"old_quality": f"{was.mean_quality:.1%}", "new_quality": f"{now.mean_quality:.1%}"}
            return _reason("choice", "better", effect, values)
        return _reason("choice", "other", effect, values | {"reason": self.new.scenarios[name].reason})

    def _carried(self, name: str, before: Costed, after: Costed) -> list[Reason]:
        """One option from the old side to the new: see the module."""
        files = self.old.workspace is None or self.new.workspace is None
        small = (ROUNDED if files else SMALL) * max(before.monthly, after.monthly)
        fields = self._fields(name)
        if fields is None:
            found = self._by_figures(before, after)
        elif not fields:
            found = self._by_terms(before, after)
        elif not self._other_terms:
            found = _by_scenario(before, after, fields)
        else:
            middle = self._between(name, before.option)
            if middle is None:
                found = iter([_reason("unsplit", "scenario-and-prices", after.monthly - before.monthly, fields=fields)])
            else:
                found = iter([*self._by_terms(before, middle), *_by_scenario(middle, after, fields)])
        return [r for r in found if abs(float(r.effect)) > small]

    def _by_terms(self, before: Costed, after: Costed) -> Iterator[Reason]:
        """The same scenario on another day or with another catalog."""
        yield _reason("volume", "calendar", _volume(before, after), _requests(before, after))
        yield from self._exchange(before, after)
        prices = self._prices(before)
        price, usage = _split(before, after, {c.model for c in prices or ()})
        if prices is None:
            yield _reason("unsplit", "prices-unknown", price + usage)
            return
        yield _reason("price", "changed", price, prices=prices)
        yield _reason("usage", "otherwise", usage)

    def _by_figures(self, before: Costed, after: Costed) -> Iterator[Reason]:
        """A file is involved: it carries figures, but not the scenario behind them."""
        yield _reason("volume", "figures", _volume(before, after), _requests(before, after))
        if not all(p.rate for p in (*before.parts, *after.parts)):
            rest = after.monthly - before.monthly - _volume(before, after)
            yield _reason("unsplit", "no-rates", rest)
            return
        yield from self._exchange(before, after)
        prices = self._prices(before)
        price, usage = _split(before, after, {c.model for c in prices or ()})
        if prices is None:
            yield _reason("unsplit", "catalog-unknown", price + usage)
        elif prices:
            yield _reason("unsplit", "prices-and-scenario", price + usage, prices=prices)
        else:
            yield _reason("scenario", "figures", price + usage)

    def _exchange(self, before: Costed, after: Costed) -> Iterator[Reason]:
        """The effect of each exchange rate, at the old prices and the new requests."""
        effects: dict[tuple[str, str], float] = {}
        for was, now in _pairs(before, after):
            ratio = _ratio(was, now)
            if ratio != 1:
                rates = was.fx or f"{was.currency} 1", now.fx or f"{now.currency} 1"
                effects[rates] = effects.get(rates, 0.0) + _scale(before) * was.amount * (ratio - 1) * after.requests
        for (old, new), effect in effects.items():
            yield _reason("fx", "rate", effect, {"old": old, "new": new})

    def _prices(self, option: Costed) -> list[PriceChange] | None:
        """Rates of the option's models that differ between the sides; None where a side's prices are not at hand."""
        if self.old.catalog is None or self.new.catalog is None:
            return None
        out: list[PriceChange] = []
        for part in {p.model: p for p in option.parts}.values():
            name, _, variant = part.model.partition("@")
            if name not in self.old.catalog or name not in self.new.catalog:
                return None
            models = self.old.catalog[name], self.new.catalog[name]
            held = [
                holding(m.spec, m.provider.currency, variant or "standard", side.day)
                for m, side in zip(models, (self.old, self.new), strict=True)
            ]
            sources = [m.source(h.entries[0].source) if h else None for m, h in zip(models, held, strict=True)]
            rows = changes(part.model, held[0], held[1], sources[0], sources[1], "later")
            out += [row for row in rows if part.used is None or row.dimension in part.used]
        return out

    @cached_property
    def _other_terms(self) -> bool:
        """Do the sides differ in day, catalog or exchange rates?"""
        one, other = self.old, self.new
        assert one.workspace is not None
        assert other.workspace is not None
        same = one.day == other.day and one.plan.catalog_sha256 == other.plan.catalog_sha256
        return not same or one.workspace.stated != other.workspace.stated

    @cached_property
    def _hybrid(self) -> RouteResult:
        """The old scenarios and settings on the new side's day, with its catalog and exchange rates."""
        old, new = self.old.workspace, self.new.workspace
        assert old is not None
        assert new is not None
        folders = [str((new.root / c).resolve()) if (new.root / c).is_dir() else c for c in new.settings.catalogs]
        settings = old.settings.model_copy(update={"as_of": new.as_of, "catalogs": folders})
        wanted = tuple(s for s in old.scenarios if s.id in self.new.scenarios)
        return route(replace(old, settings=settings, scenarios=wanted, stated=new.stated), seed=self.seed)

    def _between(self, name: str, option: str) -> Costed | None:
        made = self._hybrid.choices.get(name)
        found = next((o for o in made.options if o.id == option), None) if made is not None else None
        return costed(found, made) if found is not None and made is not None else None

    def _fields(self, name: str) -> list[FieldChange] | None:
        """What the files say otherwise about a scenario, the settings after it; None where a side is a file of a plan."""
        old, new = self.old.workspace, self.new.workspace
        if old is None or new is None:
            return None
        if old.root.resolve() == new.root.resolve():
            return []
        was, now = (_flat(w.documents[name].data) for w in (old, new))
        return [*_differing(was, now, ""), *_differing(_settings(old), _settings(new), "planner.yaml: ")]


def _by_scenario(before: Costed, after: Costed, fields: list[FieldChange]) -> Iterator[Reason]:
    """The same day and prices, another scenario file."""
    yield _reason("volume", "stated", _volume(before, after), _requests(before, after), fields=_about(fields, "volume"))
    rest = after.monthly - before.monthly - _volume(before, after)
    yield _reason("scenario", "fields", rest, fields=[f for f in fields if f not in _about(fields, "volume")] or fields)


def _about(fields: list[FieldChange], block: str) -> list[FieldChange]:
    return [f for f in fields if f.field.startswith((f"{block}.", "planner.yaml: horizon"))]


def _volume(before: Costed, after: Costed) -> float:
    return before.unit * (after.requests - before.requests)


def _requests(before: Costed, after: Costed) -> dict[str, str]:
    return {"old": money_text(before.requests), "new": money_text(after.requests)}


def _options(before: Costed, after: Costed) -> dict[str, str]:
    return {"old": before.option, "new": after.option}


def _scale(option: Costed) -> float:
    """From the mean cost of a request to the cost per request of the month, in which draws of both go together."""
    return option.unit / option.per_request if option.per_request > 0 else 1.0


def _pairs(before: Costed, after: Costed) -> list[tuple[Paid, Paid]]:
    """The models of one option on both sides, where they are the same ones."""
    if [p.model for p in before.parts] != [p.model for p in after.parts]:
        return []
    return list(zip(before.parts, after.parts, strict=True))


def _ratio(was: Paid, now: Paid) -> float:
    """How many times dearer the currency of the prices has become; 1 where the prices are in another one now."""
    if was.rate is None or now.rate is None or was.currency != now.currency:
        return 1.0
    ratio = now.rate / was.rate
    files = was.used is None or now.used is None
    return 1.0 if files and abs(ratio - 1) < ROUNDED else ratio


def _split(before: Costed, after: Costed, dearer: set[str]) -> tuple[float, float]:
    """(effect of the prices of the models ``dearer``, everything else per request), after requests and exchange rates."""
    price = exchanged = 0.0
    for was, now in _pairs(before, after):
        ratio = _ratio(was, now)
        exchanged += _scale(before) * was.amount * (ratio - 1) * after.requests
        if now.model in dearer and was.share > 0:
            seen = now.share / was.share
            price += (_scale(after) * now.amount - _scale(before) * was.amount * ratio * seen) * after.requests
    return price, after.monthly - before.monthly - _volume(before, after) - exchanged - price


def _settings(workspace: Workspace) -> dict[str, str]:
    document = workspace.settings_document
    said = document.data if document is not None and isinstance(document.data, dict) else {}
    return _flat({k: v for k, v in said.items() if k not in ("as_of", "catalogs")})


def _differing(old: Mapping[str, str], new: Mapping[str, str], prefix: str) -> list[FieldChange]:
    names = sorted({*old, *new})
    return [
        FieldChange(field=prefix + name, old=old.get(name), new=new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    ]


def _flat(data: Any, path: str = "") -> dict[str, str]:
    """A document as text by dotted path; titles and evidence of pain change no figure and are left out."""
    if isinstance(data, dict):
        inner = [(str(key), value) for key, value in data.items() if path or key not in ("title", "pain", "id")]
        return {k: v for key, value in inner for k, v in _flat(value, f"{path}.{key}" if path else key).items()}
    return {path: str(data)[:200]}
