"""What a snapshot of a source changes in a catalog: which prices are appended, which stay, and the rule that decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Literal

from planner.catalog.catalog import Catalog, CatalogModel
from planner.catalog.holding import Figure, Held, holding, variants
from planner.catalog.naming import is_aggregated, our_provider, same_model
from planner.catalog.schema import Model, Price, ProviderFile, Source
from planner.catalog.sources.snapshot import ALWAYS, Skipped, SourceSnapshot

Verdict = Literal["new-model", "new-variant", "taken", "kept", "refused"]

RULES: dict[str, str] = {
    "new": "the catalog has no such price yet",
    "vendor": "the vendor's page wins over a collection of prices",
    "newer": "the newer date wins",
    "older": "ours is as new or newer",
    "currency": "prices stay in the provider's own currency",
    "zero": "a price of zero is only believed of the provider",
    "by-hand": "hours, monthly tiers or quotas differ: to be decided by hand",
    "absurd": "more than a thousand times the usual price, or than the price before",
    "unknown-currency": "no exchange rate is known for its currency",
    "ended": "ours says that the price has ended",
}
ABSURD = 1000
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Decision:
    """One variant of one model: ours and theirs side by side on the day it is about, and what becomes of it.

    ``entries``: what is appended (with its start dates), empty where ours stays. ``rule`` is a key of ``RULES``.
    """

    model: str
    variant: str
    verdict: Verdict
    rule: str
    day: dt.date
    ours: Held | None
    theirs: Held
    our_source: Source | None
    their_source: Source
    entries: tuple[Price, ...] = ()

    @property
    def changed(self) -> list[Figure]:
        """The figures on which the two differ: of those that the source names."""
        ours = self.ours.figures if self.ours is not None else {}
        return sorted(f for f, amount in self.theirs.figures.items() if ours.get(f) != amount)


@dataclass(slots=True)
class MergePlan:
    """``new_models``: full name to the model as the source has it, with its new prices; ``files``: our provider to the
    source's file of it; ``skipped``: what the snapshot could not read, and what stands for a model already read."""

    snapshot: SourceSnapshot
    day: dt.date
    decisions: list[Decision] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    files: dict[str, ProviderFile] = field(default_factory=dict)
    new_models: dict[str, Model] = field(default_factory=dict)

    def of(self, *verdicts: Verdict) -> list[Decision]:
        return [decision for decision in self.decisions if decision.verdict in verdicts]

    @property
    def additions(self) -> dict[str, list[Price]]:
        """Full model name to the prices that are appended to it, of models that the catalog has."""
        out: dict[str, list[Price]] = {}
        for decision in self.of("taken", "new-variant"):
            out.setdefault(decision.model, []).extend(decision.entries)
        return out


def plan_merge(snapshot: SourceSnapshot, catalog: Catalog, day: dt.date, providers: Iterable[str] = ()) -> MergePlan:
    """Compares every model of the snapshot with the catalog, as of ``day``. Nothing is written.

    ``providers``: ours, to be looked at; none means all. A price whose source names no first day begins on ``day``.
    """
    wanted = set(providers)
    read = [
        s for s in snapshot.skipped if not wanted or our_provider(snapshot.name, s.entry.partition("/")[0]) in wanted
    ]
    plan = MergePlan(snapshot, day, skipped=read)
    usual = _usual(snapshot, catalog)
    known = _known(catalog)
    claimed: dict[str, str] = {}
    # By their own names first, so that an alias of another model cannot take a model's place.
    for exact in (True, False):
        for file, model in snapshot.models():
            provider = our_provider(snapshot.name, file.provider)
            names = known.get(provider, {})
            if (wanted and provider not in wanted) or (
                names.get(model.id.lower(), "").lower() == model.id.lower()
            ) != exact:
                continue
            found = same_model([model.id, *model.aliases], names)
            name, entry = f"{provider}/{found or model.id}", f"{file.provider}/{model.id}"
            if claimed.setdefault(name.lower(), entry) != entry:
                reason = f"stands for a model already read: {claimed[name.lower()]} is {name}"
                plan.skipped.append(Skipped(entry, "", reason))
                continue
            plan.files.setdefault(provider, file)
            merger = _Merger(plan, file, model, name, usual, catalog)
            if found is not None:
                merger.existing(catalog[name])
            else:
                merger.new()
    return plan


@dataclass(slots=True)
class _Merger:
    plan: MergePlan
    file: ProviderFile
    model: Model
    name: str
    usual: dict[tuple[str, str], Decimal]
    catalog: Catalog

    def new(self) -> None:
        """A model the catalog does not have: all of it, its undated price from the day of the synchronisation."""
        accepted: list[Price] = []
        for variant in variants(self.model):
            theirs = holding(self.model, self.file.currency, variant, self.plan.day)
            if theirs is None:
                continue
            entries = tuple(self._dated(variant, ALWAYS))
            rule = self._refusal(theirs, None) or "new"
            verdict: Verdict = "new-model" if rule == "new" else "refused"
            self._decide(variant, verdict, rule, self.plan.day, None, theirs, None, entries)
            accepted += entries if verdict == "new-model" else ()
        if accepted and self.name not in self.plan.new_models:
            self.plan.new_models[self.name] = self.model.model_copy(update={"prices": accepted})

    def existing(self, ours: CatalogModel) -> None:
        """A model the catalog has: variant by variant, now and on every later day the source already announces."""
        for variant in variants(self.model):
            later = sorted(
                {p.valid_from for p in self.model.prices if p.variant == variant and p.valid_from > self.plan.day}
            )
            for day in [self.plan.day, *later]:
                theirs = holding(self.model, self.file.currency, variant, day)
                if theirs is not None:
                    self._compare(ours, variant, day, theirs)

    def _compare(self, ours: CatalogModel, variant: str, day: dt.date, theirs: Held) -> None:
        held = holding(ours.spec, ours.provider.currency, variant, day)
        if held is None:
            known = variant in variants(ours.spec)
            rule = self._refusal(theirs, None) or ("zero" if theirs.zero else "ended" if known else "new")
            verdict: Verdict = (
                "new-variant" if rule == "new" else "refused" if rule in ("absurd", "unknown-currency") else "kept"
            )
            entries = tuple(self._dated(variant, ALWAYS)) if verdict == "new-variant" else ()
            if day == self.plan.day or verdict != "new-variant":
                self._decide(variant, verdict, rule, day, None, theirs, None, entries)
            return
        if (
            held.currency == theirs.currency
            and all(held.figures.get(f) == a for f, a in theirs.figures.items())
            and (theirs.figures or held.free)
        ):
            self.plan.unchanged += 1
            return
        source = ours.source(held.entries[0].source)
        rule = self._rule(held, theirs, source)
        verdict = "taken" if rule == "newer" else "refused" if rule in ("absurd", "unknown-currency") else "kept"
        entries = tuple(self._superseding(variant, day, held, theirs)) if verdict == "taken" else ()
        self._decide(variant, verdict, rule, day, held, theirs, source, entries)

    def _rule(self, ours: Held, theirs: Held, source: Source) -> str:
        if ours.currency != theirs.currency:
            return self._refusal(theirs, None) or "currency"
        if theirs.zero and not ours.zero:
            return "zero"
        if not is_aggregated(source.url, source.via):
            return "vendor"
        if ours.windows != theirs.windows or ours.special:
            return "by-hand"
        return self._refusal(theirs, ours) or ("newer" if self.plan.snapshot.date > source.date else "older")

    def _refusal(self, theirs: Held, ours: Held | None) -> str | None:
        if self.catalog.fx.table and theirs.currency not in self.catalog.fx.currencies:
            return "unknown-currency"
        for figure, amount in theirs.figures.items():
            before = ours.figures.get(figure) if ours is not None else None
            limit = self.usual.get((theirs.currency, figure.dimension))
            if (limit and amount > ABSURD * limit) or (before and amount > ABSURD * before):
                return "absurd"
        return None

    def _dated(self, variant: str, after: dt.date) -> Iterator[Price]:
        """The source's entries of a variant with a day to begin: of the undated ones only what still holds."""
        held = holding(self.model, self.file.currency, variant, self.plan.day)
        now = held.entries if held is not None else ()
        for price in self.model.prices:
            if price.variant == variant and (price.valid_from > after or price in now):
                start = price.valid_from if price.valid_from > ALWAYS else self.plan.day
                yield price.model_copy(update={"valid_from": start})

    def _superseding(self, variant: str, day: dt.date, ours: Held, theirs: Held) -> Iterator[Price]:
        """Theirs, from its own first day where that is after ours; what they do not name stays as ours has it."""
        newest = max(price.valid_from for price in ours.entries)
        for price in theirs.entries:
            start = price.valid_from if newest < price.valid_from <= day else day
            carried = {}
            if ours.simple and len(theirs.entries) == 1:
                carried = {name: rate for name, rate in ours.entries[0].rates.items() if name not in price.rates}
            note = f"{', '.join(carried)}: as before, the source does not say" if carried else price.note
            yield price.model_copy(update={"valid_from": start, "rates": {**price.rates, **carried}, "note": note})

    def _decide(
        self,
        variant: str,
        verdict: Verdict,
        rule: str,
        day: dt.date,
        ours: Held | None,
        theirs: Held,
        source: Source | None,
        entries: tuple[Price, ...],
    ) -> None:
        said = theirs.entries[0].source
        their_source = said if isinstance(said, Source) else self.file.sources[said]
        self.plan.decisions.append(
            Decision(self.name, variant, verdict, rule, day, ours, theirs, source, their_source, entries)
        )


def _known(catalog: Catalog) -> dict[str, dict[str, str]]:
    """Our provider to the lower-case names and aliases of its models to their ids."""
    known: dict[str, dict[str, str]] = {}
    for name in catalog.names:
        provider, _, model = name.partition("/")
        names = known.setdefault(provider, {})
        for alias in catalog.raw(name).get("aliases", ()):
            names.setdefault(str(alias).lower(), model)
        names[model.lower()] = model
    return known


def _usual(snapshot: SourceSnapshot, catalog: Catalog) -> dict[tuple[str, str], Decimal]:
    """The median price of each dimension in each currency, over the source and the catalog, where enough are known."""
    seen: dict[tuple[str, str], list[Decimal]] = {}
    ours = ((catalog[name].provider.currency, catalog[name].spec) for name in catalog.names)
    theirs = ((file.currency, model) for file, model in snapshot.models())
    for currency, model in (*ours, *theirs):
        for price in model.prices:
            if price.variant == "standard":
                held = holding(model, currency, "standard", price.valid_from)
                for figure, amount in (held.figures if held is not None else {}).items():
                    if amount:
                        seen.setdefault((held.currency if held else currency, figure.dimension), []).append(amount)
    return {key: median(amounts) for key, amounts in seen.items() if len(amounts) >= _ENOUGH}
