"""Carries out a merge: the texts of the provider files it changes, written to a catalog folder whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from planner.catalog.catalog import Catalog
from planner.catalog.compiled import compile_folder
from planner.catalog.editing import extended, new_file, source_key
from planner.catalog.merge import MergePlan
from planner.catalog.replacing import replace_files
from planner.catalog.schema import Model, Price, ProviderFile, Source

FULL = 4000
"""Models a file: a longer list goes on in a second one."""


def write_merge(plan: MergePlan, folder: Path, catalog: Catalog, *, dry_run: bool = False) -> list[str]:
    """Writes what the plan appends; the names of the files that changed, or that would (``dry_run``).

    Raises InputError with the folder untouched.

    A model that ``catalog`` has from another folder is copied into this one with its new prices: a workspace's own
    catalog replaces a model whole.
    """
    own = _files(folder)
    texts: dict[str, str] = {}
    for provider in dict.fromkeys(name.partition("/")[0] for name in (*plan.additions, *plan.new_models)):
        texts.update(_provider(plan, provider, own.get(provider, []), folder, catalog))
    return sorted(texts) if dry_run else replace_files(folder, texts)


def _provider(
    plan: MergePlan, provider: str, files: list[tuple[str, dict[str, Any]]], folder: Path, catalog: Catalog
) -> Iterator[tuple[str, str]]:
    """(path, text) of the files of one provider that change: those it has, and new ones where they would grow too long."""
    edits = [_Edit(provider, plan.files[provider], path, data) for path, data in files]
    for name, prices in plan.additions.items():
        if name.partition("/")[0] == provider:
            model = catalog[name].spec.id
            held = [edit for edit in edits if model in edit.known]
            edit = held[0] if held else _roomy(edits, provider, plan)
            edit.append(name, prices, catalog)
    for name, new in plan.new_models.items():
        if name.partition("/")[0] == provider:
            edit = _roomy(edits, provider, plan)
            edit.models.append(new.model_copy(update={"id": name.partition("/")[2], **edit.sourced(new)}))
    for edit in edits:
        if edit.additions or edit.models:
            yield edit.path, edit.text(folder)


def _roomy(edits: list[_Edit], provider: str, plan: MergePlan) -> _Edit:
    """The provider's last file, or a further one where that is full: files are read with a limit on their size."""
    if not edits or len(edits[-1].known) + len(edits[-1].models) >= FULL:
        number = f"-{len(edits) + 1}" if edits else ""
        edits.append(_Edit(provider, plan.files[provider], f"models/{provider}{number}.yaml", None))
    return edits[-1]


@dataclass
class _Edit:
    """What one provider file gains. ``data``: what it holds, None for a new one; ``sources``: those that are new."""

    provider: str
    file: ProviderFile
    path: str
    data: dict[str, Any] | None
    additions: dict[str, list[Price]] = field(default_factory=dict)
    models: list[Model] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)

    @cached_property
    def known(self) -> set[str]:
        """The ids of the models it has."""
        return {model["id"] for model in (self.data or {}).get("models", ())}

    @cached_property
    def taken(self) -> dict[str, Source]:
        """The sources it has, by key."""
        return {key: Source.model_validate(said) for key, said in (self.data or {}).get("sources", {}).items()}

    def append(self, name: str, prices: Sequence[Price], catalog: Catalog) -> None:
        found = catalog[name]
        if found.spec.id in self.known:
            self.additions[found.spec.id] = [self._priced(price) for price in prices]
            return
        keyed = dict(found.provider.sources)
        spec = found.spec.model_copy(update={"prices": [*found.spec.prices, *(self._priced(p) for p in prices)]})
        for ref in _refs(spec):
            if isinstance(ref, str) and ref in keyed and ref not in self.taken:
                self.sources.setdefault(ref, keyed[ref])
        self.models.append(spec)

    def sourced(self, model: Model) -> dict[str, Any]:
        """The model's source and prices with keys of this file in place of those of the source's."""
        return {"source": self._key(model.source), "prices": [self._priced(price) for price in model.prices]}

    def _priced(self, price: Price) -> Price:
        return price.model_copy(update={"source": self._key(price.source)})

    def _key(self, ref: str | Source) -> str:
        source = ref if isinstance(ref, Source) else self.file.sources[ref]
        for key, said in {**self.taken, **self.sources}.items():
            if said == source:
                return key
        key = source_key(source, [*self.taken, *self.sources])
        self.sources[key] = source
        return key

    def text(self, folder: Path) -> str:
        if self.data is None:
            return new_file(self.provider, self.file, self.sources, self.models)
        before = (folder / self.path).read_text(encoding="utf-8")
        return extended(before, self.additions, self.models, self.sources)


def _refs(model: Model) -> list[str | Source]:
    refs: list[str | Source] = [model.source, *(price.source for price in model.prices)]
    refs += [part.source for part in (model.cache, model.unit_tokens) if part is not None]
    return [*refs, *(limit.source for limit in model.limits), *(latency.source for latency in model.latency)]


def _files(folder: Path) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Provider to its files (path inside the folder, file as data), of a folder that may not exist yet."""
    out: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for file in compile_folder(folder)["providers"] if folder.is_dir() else ():
        out.setdefault(file["provider"], []).append((file["file"].partition("/")[2], file))
    return out
