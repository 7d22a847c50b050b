"""Carries out a merge: the texts of the provider files it changes, written to a catalog folder whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.catalog.catalog import Catalog
from planner.catalog.editing import extended, new_file, source_key
from planner.catalog.merge import MergePlan
from planner.catalog.replacing import replace_files
from planner.catalog.schema import Model, Price, ProviderFile, Source


def write_merge(plan: MergePlan, folder: Path, catalog: Catalog, *, dry_run: bool = False) -> list[str]:
    """Writes what the plan appends; the names of the files that changed, or that would (``dry_run``).

    Raises InputError with the folder untouched.

    A model that ``catalog`` has from another folder is copied into this one with its new prices: a workspace's own
    catalog replaces a model whole.
    """
    own = _files(folder)
    texts = {}
    for provider in dict.fromkeys(name.partition("/")[0] for name in (*plan.additions, *plan.new_models)):
        path, data = own.get(provider, (f"models/{provider}.yaml", None))
        edit = _Edit(provider, plan.files[provider], (data or {}).get("sources", {}))
        known = {model["id"] for model in (data or {}).get("models", ())}
        for name, prices in plan.additions.items():
            if name.partition("/")[0] == provider:
                edit.append(name, prices, known, catalog)
        for name, model in plan.new_models.items():
            if name.partition("/")[0] == provider:
                edit.models.append(model.model_copy(update={"id": name.partition("/")[2], **edit.sourced(model)}))
        texts[path] = edit.text(None if data is None else (folder / path).read_text(encoding="utf-8"))
    return sorted(texts) if dry_run else replace_files(folder, texts)


@dataclass(slots=True)
class _Edit:
    """What one provider file gains. ``taken``: the sources it has; ``sources``: those that are new."""

    provider: str
    file: ProviderFile
    taken: Mapping[str, Any]
    additions: dict[str, list[Price]] = field(default_factory=dict)
    models: list[Model] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)

    def append(self, name: str, prices: Sequence[Price], known: set[str], catalog: Catalog) -> None:
        found = catalog[name]
        if found.spec.id in known:
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
        for key, said in {**{k: Source.model_validate(v) for k, v in self.taken.items()}, **self.sources}.items():
            if said == source:
                return key
        key = source_key(source, [*self.taken, *self.sources])
        self.sources[key] = source
        return key

    def text(self, before: str | None) -> str:
        if before is None:
            return new_file(self.provider, self.file, self.sources, self.models)
        return extended(before, self.additions, self.models, self.sources)


def _refs(model: Model) -> list[str | Source]:
    refs: list[str | Source] = [model.source, *(price.source for price in model.prices)]
    refs += [part.source for part in (model.cache, model.unit_tokens) if part is not None]
    return [*refs, *(limit.source for limit in model.limits), *(latency.source for latency in model.latency)]


def _files(folder: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """Provider to (path inside the folder, file as data), of a folder that may not exist yet."""
    from planner.catalog.compiled import compile_folder

    if not folder.is_dir():
        return {}
    files = compile_folder(folder)["providers"]
    return {file["provider"]: (file["file"].partition("/")[2], file) for file in files}
