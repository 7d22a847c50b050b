"""What a price source says, in the schema of our own provider files, and beside it everything that has no place there."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from planner.catalog.dimensions import UNITS
from planner.catalog.schema import Model, Price, ProviderFile

ALWAYS = dt.date(1970, 1, 1)
"""The first day of a price whose source names none. A merge puts the day of the synchronisation in its place."""

Rate = str | dict[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """A field of a source's entry that our schema does not take as it stands, and why.

    ``entry`` is the source's own name of the model, ``field`` its own name of the figure ("" for the whole entry).
    ``kept``: the figure is used all the same, and the reason says in what sense.
    """

    entry: str
    field: str
    reason: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class SourceSnapshot:
    """One reading of a source. ``providers`` carry the source's own names of providers and models.

    ``date``: the day of the data (of the package, the file or the response); ``via`` says in words what was read.
    """

    name: str
    via: str
    date: dt.date
    providers: tuple[ProviderFile, ...]
    skipped: tuple[Skipped, ...]

    def models(self) -> Iterator[tuple[ProviderFile, Model]]:
        for provider in self.providers:
            for model in provider.models:
                yield provider, model

    def as_folder(self) -> dict[str, Any]:
        """The snapshot in the form of a compiled catalog folder, without evidence, tasks or exchange rates."""
        providers = []
        for provider in self.providers:
            data = provider.model_dump(mode="json", by_alias=True, exclude_unset=True)
            lines = [[1] * (1 + len(model.prices)) for model in provider.models]
            providers.append({"file": f"{self.name}/{provider.provider}", "lines": lines, **data})
        digest = hashlib.sha256(json.dumps(providers, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        return {"providers": providers, "evidence": [], "benchmarks": {}, "tasks": {}, "fx": [], "sha256": digest}


class NotANumber(ValueError):
    """A price that is no finite number, or a negative one."""


def number(value: object) -> Decimal:
    """A price as the source wrote it; text is taken where it is a number. Raises NotANumber, which says what is wrong."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise NotANumber(f"not a number: {shown(value)}")
    try:
        amount = Decimal(str(value).strip())
    except ArithmeticError:
        raise NotANumber(f"not a number: {shown(value)}") from None
    if not amount.is_finite():
        raise NotANumber(f"not a finite number: {shown(value)}")
    if amount < 0:
        raise NotANumber(f"a negative price: {shown(value)}")
    return amount


def shown(value: object) -> str:
    """A value of a source inside a message: short, on one line."""
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def plain(amount: Decimal) -> str:
    """The number without an exponent and without trailing zeros: ``0.3``, ``1250``."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rate(amount: Decimal, per: str, default: str) -> str:
    """A price of one ``per`` as our files write it: a bare number per the dimension's own unit, else ``10/k searches``.

    Prices by the token are written per million tokens; moving the decimal point loses no digit.
    """
    if per == default:
        return plain(amount)
    if default == "M tokens":
        return plain(amount / UNITS[per] * UNITS[default])
    return f"{plain(amount)}/{per}"


@dataclass(slots=True)
class Builder:
    """Collects what an adapter reads; every entry is checked by the schema on its own, so that one cannot spoil others."""

    name: str
    via: str
    date: dt.date
    skipped: list[Skipped] = field(default_factory=list)
    _said: set[Skipped] = field(default_factory=set)
    _providers: dict[str, dict[str, Any]] = field(default_factory=dict)
    _models: dict[str, dict[str, Model]] = field(default_factory=dict)

    def skip(self, entry: str, name: str, reason: str, *, kept: bool = False) -> None:
        said = Skipped(entry, name, reason, kept)
        if said not in self._said:
            self._said.add(said)
            self.skipped.append(said)

    def provider(self, key: str, name: str, url: str, currency: str = "USD") -> str:
        """Registers a provider (once) with the page its prices come from."""
        if key not in self._providers:
            self._providers[key] = {"provider": key, "name": {"en": name}, "currency": currency, "sources": {}}
            self._providers[key]["sources"]["prices"] = {"url": url, "date": self.date, "via": self.via}
            self._models[key] = {}
        return key

    def source(self, url: str | None) -> str | dict[str, Any]:
        """The source of an entry: its own page where it names one, else the provider's."""
        return "prices" if not url else {"url": url, "date": self.date, "via": self.via}

    def price(self, entry: str, said: Mapping[str, Any]) -> dict[str, Any] | None:
        """A price that passes the schema, or None and a line in ``skipped``."""
        try:
            Price.model_validate(said)
        except ValidationError as error:
            self.skip(entry, str(said.get("variant", "standard")), _first(error))
            return None
        return dict(said)

    def model(self, provider: str, said: Mapping[str, Any]) -> bool:
        """Adds a model; False and a line in ``skipped`` where it is listed twice or does not pass the schema."""
        entry = f"{provider}/{said['id']}"
        try:
            model = Model.model_validate(said)
        except ValidationError as error:
            self.skip(entry, "", _first(error))
            return False
        before = self._models[provider].get(model.id)
        if before is not None:
            same = before.prices == model.prices
            self.skip(
                entry,
                "",
                "listed twice, the same" if same else "listed twice with different prices: neither is taken",
                kept=same,
            )
            if not same:
                self._models[provider][model.id] = before.model_copy(update={"prices": []})
            return same
        self._models[provider][model.id] = model
        return True

    def snapshot(self) -> SourceSnapshot:
        files = []
        for key, said in self._providers.items():
            models = list(self._models[key].values())
            if models:
                files.append(ProviderFile.model_validate({**said, "models": models}))
        return SourceSnapshot(self.name, self.via, self.date, tuple(files), tuple(self.skipped))


def _first(error: ValidationError) -> str:
    said = error.errors()[0]
    where = ".".join(str(part) for part in said["loc"])
    return f"{where}: {said['msg']}" if where else str(said["msg"])
