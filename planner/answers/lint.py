"""What is wrong or doubtful in a catalog folder, beyond what its schema says: small named checks, one code each."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from planner.catalog.compiled import COMPILED, BenchmarkFile, TaskFile, compile_folder
from planner.catalog.dimensions import parse_rate
from planner.catalog.schema import (
    Benchmark,
    EvidenceFile,
    FxFile,
    HolidayFile,
    Model,
    Price,
    ProviderFile,
    Source,
    Strict,
    Task,
)
from planner.files.diagnostics import Diagnostic, Findings, InputError, closest
from planner.files.documents import Document, Path_, read_document
from planner.files.validation import validate
from planner.pricing.entry import PriceEntry
from planner.pricing.errors import PricingError

File = TypeVar("File", bound=Strict)

MAX_AGE = 180
"""Days after which a price that still holds is worth checking again."""


@dataclass(slots=True)
class Folder:
    """A catalog folder as it was read, each file beside the document that knows its lines."""

    path: Path
    day: dt.date
    max_age: int
    providers: list[tuple[Document, ProviderFile]] = field(default_factory=list)
    evidence: list[tuple[Document, EvidenceFile]] = field(default_factory=list)
    benchmarks: tuple[Document, dict[str, Benchmark]] | None = None
    tasks: tuple[Document, dict[str, Task]] | None = None
    fx: list[tuple[Document, FxFile]] = field(default_factory=list)

    def models(self) -> Iterator[tuple[Document, ProviderFile, int, Model]]:
        for document, file in self.providers:
            for index, model in enumerate(file.models):
                yield document, file, index, model

    def prices(self) -> Iterator[tuple[Document, ProviderFile, Model, Path_, Price]]:
        for document, file, index, model in self.models():
            for number, price in enumerate(model.prices):
                yield document, file, model, ("models", index, "prices", number), price


def lint(folder: Path, *, day: dt.date | None = None, max_age: int = MAX_AGE) -> list[Diagnostic]:
    """Every finding of every file in ``folder``: errors, warnings and notes, in the order of the files.

    ``day``: what counts as today; ``max_age``: days. A folder that builds on another one (without benchmarks,
    tasks or exchange rates of its own) is checked against the shipped ones.
    """
    findings = Findings()
    if not folder.is_dir() or not any(folder.rglob("*.yaml")):
        findings.add(
            Diagnostic(
                "error",
                "no-catalog",
                f"there is no catalog in {str(folder)!r}",
                expected="models/*.yaml, evidence/*.yaml, fx.yaml",
            )
        )
        return findings.items
    read = _read(folder, findings, day or dt.datetime.now(dt.UTC).date(), max_age)
    for check in _CHECKS:
        findings.items.extend(check(read))
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(findings.items, key=lambda d: (order[d.severity], d.file or "", d.line or 0, d.column or 0))


def _read(folder: Path, findings: Findings, day: dt.date, max_age: int) -> Folder:
    out = Folder(folder, day, max_age)
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        document = read_document(path, findings, shown_as=f"{folder.name}/{name}")
        if document is None:
            continue
        if name.startswith("models/"):
            out.providers += _checked(ProviderFile, document, findings)
        elif name.startswith("evidence/"):
            out.evidence += _checked(EvidenceFile, document, findings)
        elif name == "fx.yaml":
            out.fx += _checked(FxFile, document, findings)
        elif name == "holidays.yaml":
            _checked(HolidayFile, document, findings)
        elif name == "benchmarks.yaml":
            out.benchmarks = next(
                ((d, f.benchmarks) for d, f in _checked(BenchmarkFile, _under("benchmarks", document), findings)), None
            )
        elif name == "tasks.yaml":
            out.tasks = next(((d, f.tasks) for d, f in _checked(TaskFile, _under("tasks", document), findings)), None)
        else:
            findings.add(Diagnostic("warning", "unknown-file", "not part of a catalog", document.file))
    return out


def _under(key: str, document: Document) -> Document:
    """The document as the value of ``key``, for files that are one table."""
    moved = Document(document.file, {key: document.data}, document.lines)
    moved.keys = {(key, *path): at for path, at in document.keys.items()}
    moved.values = {(key, *path): at for path, at in document.values.items()}
    return moved


def _checked(model: type[File], document: Document, findings: Findings) -> list[tuple[Document, File]]:
    value, errors = validate(model, document)
    findings.items.extend(errors)
    return [] if value is None else [(document, value)]


def _sources(folder: Folder) -> Iterator[Diagnostic]:
    """Keys of sources that the file does not define."""
    files: list[tuple[Document, ProviderFile | EvidenceFile]] = [*folder.providers, *folder.evidence]
    for document, file in files:
        for path, ref in _references(file):
            if isinstance(ref, str) and ref not in file.sources:
                guess = closest(ref, file.sources)
                yield document.diagnostic(
                    "unknown-source", f"no source of this file is called {ref!r}", path,
                    expected="a key of `sources`, or {url, date}", suggestion=f"did you mean `{guess}`?" if guess else None,
                )  # fmt: skip
    for document, evidence in folder.evidence:
        for index, result in enumerate(evidence.results):
            if result.source is None and evidence.source is None:
                yield document.diagnostic(
                    "no-source",
                    f"a result of {result.model} names no source",
                    ("results", index),
                    expected="`source` here or for the file",
                )


def _references(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, str | Source]]:
    """Every source that a file names, with the place where it does."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references(item, (*path, index))
    elif isinstance(value, Strict):
        for name, info in type(value).model_fields.items():
            said = getattr(value, name)
            here = (*path, info.alias or name)
            if name == "source" and said is not None:
                yield here, said
            elif name != "sources":
                yield from _references(said, here)


def _ids(folder: Folder) -> Iterator[Diagnostic]:
    """A model that is there twice, under its id or an alias."""
    owners: dict[str, str] = {}
    for document, file, index, model in folder.models():
        names = [
            (model.id, ("models", index, "id")),
            *((alias, ("models", index, "aliases", i)) for i, alias in enumerate(model.aliases)),
        ]
        for name, path in names:
            full = f"{file.provider}/{name}"
            if full in owners:
                kind = "duplicate-id" if path[-1] == "id" else "duplicate-alias"
                yield document.diagnostic(
                    kind, f"`{full}` already stands for {owners[full]}", path, expected="a name of its own"
                )
            owners.setdefault(full, f"{file.provider}/{model.id}")


def _bases(folder: Folder) -> Iterator[Diagnostic]:
    known = _names(folder)
    for document, _, index, model in folder.models():
        if model.base is not None and model.base not in known:
            guess = closest(model.base, known)
            yield document.diagnostic(
                "unknown-base", f"no model is called {model.base!r}: its evidence cannot be found", ("models", index, "base"), severity="warning",
                expected="the full name of a model of the catalog", suggestion=f"did you mean `{guess}`?" if guess else None,
            )  # fmt: skip


def _tokenizers(folder: Folder) -> Iterator[Diagnostic]:
    from planner.tokens.families import FAMILIES

    for document, file, index, model in folder.models():
        if model.tokenizer is not None and model.tokenizer not in FAMILIES:
            guess = closest(model.tokenizer, FAMILIES)
            yield document.diagnostic(
                "unknown-tokenizer", f"{file.provider}/{model.id}: no token family is called {model.tokenizer!r}", ("models", index, "tokenizer"),
                expected="one of: " + ", ".join(FAMILIES), suggestion=f"did you mean `{guess}`?" if guess else None,
            )  # fmt: skip


def _retired(folder: Folder) -> Iterator[Diagnostic]:
    for document, file, index, model in folder.models():
        if model.retires is not None and model.retires <= folder.day:
            yield document.diagnostic(
                "retired",
                f"{file.provider}/{model.id} was retired on {model.retires}",
                ("models", index, "retires"),
                severity="note",
            )


def _rates(folder: Folder) -> Iterator[Diagnostic]:
    """Prices of zero that nobody said are free, and cached input that costs more than input."""
    for document, file, model, path, price in folder.prices():
        if price.free:
            continue
        tables = [
            (("rates",), price.rates),
            *((("tiers", i, "rates"), tier.rates) for i, tier in enumerate(price.tiers)),
        ]
        for steps, rates in tables:
            for name, rate in rates.items():
                values = rate.values() if isinstance(rate, dict) else (rate,)
                if any(parse_rate(value, name) == 0 for value in values):
                    yield document.diagnostic(
                        "zero-price",
                        f"{file.provider}/{model.id}: {name} costs nothing",
                        (*path, *steps, name),
                        expected="`free: true` where that is meant",
                    )
            read, full = rates.get("cache_read"), rates.get("input", price.rates.get("input"))
            if (
                isinstance(read, str)
                and isinstance(full, str)
                and parse_rate(read, "cache_read") > parse_rate(full, "input")
            ):
                yield document.diagnostic(
                    "cache-read",
                    f"{file.provider}/{model.id}: reading a cached token costs more than reading it anew",
                    (*path, *steps, "cache_read"),
                )


def _outputs(folder: Folder) -> Iterator[Diagnostic]:
    """Language models that are billed for what they read and for nothing they write."""
    for document, file, model, path, price in folder.prices():
        if model.kind == "language" and not price.free and "input" in price.rates and "output" not in price.rates:
            yield document.diagnostic(
                "no-output-price",
                f"{file.provider}/{model.id}: a price for input and none for output",
                (*path, "rates"),
                key=True,
                expected="`output`",
            )


def _schedules(folder: Folder) -> Iterator[Diagnostic]:
    """Entries that say something impossible, and entries of one variant that hold at the same time."""
    for document, file, index, model in folder.models():
        name, path = f"{file.provider}/{model.id}", ("models", index, "prices")
        try:
            entries = [PriceEntry.of(name, i, file.currency, price) for i, price in enumerate(model.prices)]
        except PricingError as error:
            yield document.diagnostic("impossible-price", str(error), path, key=True)
            continue
        for i, one in enumerate(entries):
            for j, other in enumerate(entries[:i]):
                if _overlap(other, one):
                    since = max(one.valid_from, other.valid_from)
                    yield document.diagnostic(
                        "overlapping-prices", f"{name}: two {one.variant} prices hold from {since} on (entries {j + 1} and {i + 1})", (*path, i, "from"),
                        expected="`until` on the earlier entry, or other hours",
                    )  # fmt: skip


def _overlap(one: PriceEntry, other: PriceEntry) -> bool:
    """A later `from` is a new price list, which takes the place of the old one; only entries that begin together, or an
    end that lies after the beginning of a later entry, leave it open which counts."""
    if one.variant != other.variant or one.limited != other.limited:
        return False
    if one.limited and not _share_hours(one, other):
        return False
    first, second = sorted((one, other), key=lambda entry: entry.valid_from)
    if first.valid_from == second.valid_from:
        return True
    return first.until is not None and first.until > second.valid_from


def _share_hours(one: PriceEntry, other: PriceEntry) -> bool:
    """Do both hold at some moment of the week? Looked at every five minutes, in the time zone of the first."""
    if one.hours is None or other.hours is None:
        return True
    start = dt.datetime(2024, 1, 1, tzinfo=one.timezone)
    moments = (start + dt.timedelta(minutes=5 * i) for i in range(7 * 24 * 12))
    return any(one.hours.contains(at) and other.hours.contains(at.astimezone(other.timezone)) for at in moments)


def _currencies(folder: Folder) -> Iterator[Diagnostic]:
    known = _currencies_of(folder)
    for document, file in folder.providers:
        if file.currency not in known:
            yield document.diagnostic(
                "unknown-currency",
                f"{file.currency} has no exchange rate",
                ("currency",),
                expected="one of: " + ", ".join(sorted(known)),
            )
    for document, _, _, path, price in folder.prices():
        if price.currency is not None and price.currency not in known:
            yield document.diagnostic(
                "unknown-currency",
                f"{price.currency} has no exchange rate",
                (*path, "currency"),
                expected="one of: " + ", ".join(sorted(known)),
            )


def _results(folder: Folder) -> Iterator[Diagnostic]:
    """Results of benchmarks or models that the catalog does not have, and scores off the benchmark's scale."""
    benchmarks, models = _benchmarks_of(folder), _names(folder)
    for document, file in folder.evidence:
        for index, result in enumerate(file.results):
            if result.benchmark not in benchmarks:
                guess = closest(result.benchmark, benchmarks)
                yield document.diagnostic(
                    "unknown-benchmark", f"no benchmark is called {result.benchmark!r}", ("results", index, "benchmark"),
                    expected="a key of benchmarks.yaml", suggestion=f"did you mean `{guess}`?" if guess else None,
                )  # fmt: skip
            elif (bench := benchmarks[result.benchmark]).link in (
                "rate",
                "index",
            ) and not 0 <= result.score <= bench.scale:
                yield document.diagnostic(
                    "score-off-scale",
                    f"{result.model}: {result.score:g} is not between 0 and {bench.scale:g}",
                    ("results", index, "score"),
                )
        missing = sorted({result.model for result in file.results} - models)
        if missing:
            shown = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
            yield document.diagnostic(
                "unused-evidence",
                f"{len(missing)} models of these results are not in the catalog: {shown}",
                ("results",),
                key=True,
                severity="note",
            )


def _task_benchmarks(folder: Folder) -> Iterator[Diagnostic]:
    if folder.tasks is None:
        return
    document, tasks = folder.tasks
    benchmarks = _benchmarks_of(folder)
    for name, task in tasks.items():
        for benchmark in task.benchmarks:
            if benchmark not in benchmarks:
                guess = closest(benchmark, benchmarks)
                yield document.diagnostic(
                    "unknown-benchmark", f"{name}: no benchmark is called {benchmark!r}", ("tasks", name, "benchmarks", benchmark), key=True,
                    expected="a key of benchmarks.yaml", suggestion=f"did you mean `{guess}`?" if guess else None,
                )  # fmt: skip


def _old(folder: Folder) -> Iterator[Diagnostic]:
    """Prices that hold today and were last checked long ago."""
    for document, file, model, path, price in folder.prices():
        holds = price.valid_from <= folder.day and (price.until is None or price.until > folder.day)
        if not holds or (model.retires is not None and model.retires <= folder.day):
            continue
        source = price.source if isinstance(price.source, Source) else file.sources.get(price.source)
        age = (folder.day - source.date).days if source is not None else 0
        if age > folder.max_age and not _replaced(model, price, folder.day):
            yield document.diagnostic(
                "old-price",
                f"{file.provider}/{model.id}: {price.variant} price checked {age} days ago",
                (*path, "source"),
                severity="warning",
            )


def _replaced(model: Model, price: Price, day: dt.date) -> bool:
    """Does a newer entry of the variant hold instead?"""
    return any(
        p.variant == price.variant and price.valid_from < p.valid_from <= day and p.hours is None for p in model.prices
    )


def _compiled(folder: Folder) -> Iterator[Diagnostic]:
    target = folder.path / COMPILED
    if not target.is_file():
        return
    name = f"{folder.path.name}/{COMPILED}"
    try:
        written = json.loads(target.read_bytes()).get("sha256")
        current = compile_folder(folder.path)["sha256"]
    except (ValueError, AttributeError):
        written, current = None, ""
    except InputError:
        return  # said already, with its place
    if written != current:
        yield Diagnostic(
            "error",
            "stale-compiled",
            "the compiled catalog is not that of the YAML files",
            name,
            expected="compile it again after every change",
        )


def _names(folder: Folder) -> set[str]:
    """Full names and aliases of every model, of the shipped catalog too where the folder builds on it."""
    own = {f"{file.provider}/{name}" for _, file, _, model in folder.models() for name in (model.id, *model.aliases)}
    return own if folder.benchmarks is not None else own | _shipped_names()


def _shipped_names() -> set[str]:
    from planner.catalog.catalog import open_catalog

    catalog = open_catalog()
    aliases = {
        f"{name.split('/', 1)[0]}/{alias}" for name in catalog.names for alias in catalog.raw(name).get("aliases", ())
    }
    return {*catalog.names, *aliases}


def _benchmarks_of(folder: Folder) -> dict[str, Benchmark]:
    if folder.benchmarks is not None:
        return folder.benchmarks[1]
    from planner.catalog.catalog import open_catalog

    return open_catalog().benchmarks


def _currencies_of(folder: Folder) -> set[str]:
    if folder.fx:
        return {
            currency for _, file in folder.fx for currency in (file.base, *(c for day in file.rates for c in day.rates))
        }
    from planner.catalog.catalog import open_catalog

    return set(open_catalog().fx.currencies)


_CHECKS = (
    _sources, _ids, _bases, _tokenizers, _retired, _rates, _outputs, _schedules, _currencies, _results, _task_benchmarks, _old, _compiled,
)  # fmt: skip
