"""A plan that was written to a file (`planner plan -o plan.json`): read again, and checked like any file from elsewhere."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from planner.answers.envelope import FORMAT_VERSION
from planner.files.diagnostics import InputError, problem

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 60
_AMOUNT = r"^-?[0-9]{1,30}(\.[0-9]{1,40})?$"


def _finite(value: float) -> float:
    if not math.isfinite(value) or value < 0:
        raise ValueError("expected a finite number that is not negative")
    return value


Amount = Annotated[str, Field(pattern=_AMOUNT, max_length=80)]
Number = Annotated[float, AfterValidator(_finite)]
Word = Annotated[str, Field(max_length=2000)]


class _Read(BaseModel):
    """Later minor versions add keys; they are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ReadSpread(_Read):
    low: Amount
    base: Amount
    high: Amount

    def times(self, factor: Decimal) -> ReadSpread:
        return ReadSpread(**{name: _times(amount, factor) for name, amount in self.model_dump().items()})


class ReadShare(_Read):
    """``fx`` is absent in plans of versions that did not write it."""

    model: Word
    share: Number
    cost_per_request: Amount
    price_date: dt.date | None = None
    fx: Word | None = None


class ReadOption(_Read):
    id: Word
    shares: Annotated[list[ReadShare], Field(max_length=200)]
    cost_per_request: ReadSpread


class ReadMonth(_Read):
    month: Word
    requests: Number


class ReadScenario(_Read):
    id: Word
    title: dict[str, Word] = {}
    phase: Word
    phase_reason: Word
    reason: Word
    recommended: Word | None = None
    chosen: ReadOption | None
    cost_per_month: ReadSpread | None
    months: Annotated[list[ReadMonth], Field(max_length=600)]


class ReadBudget(_Read):
    per_month: Amount
    used_share: Number
    within: bool


class ReadPlan(_Read):
    budget: ReadBudget | None
    total_cost_per_month: ReadSpread
    scenarios: Annotated[list[ReadScenario], Field(max_length=20_000)]


class PlanFile(_Read):
    """The envelope of `planner plan`, as far as a comparison needs it."""

    format_version: Word
    command: Literal["plan"]
    as_of: dt.date
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    catalog_sha256: Word | None = None
    result: ReadPlan

    def converted(self, factor: Decimal, currency: str) -> PlanFile:
        """Every amount times ``factor``: the same plan in another currency."""
        result = self.result
        budget = result.budget
        return self.model_copy(
            update={
                "currency": currency,
                "result": result.model_copy(
                    update={
                        "budget": budget.model_copy(update={"per_month": _times(budget.per_month, factor)})
                        if budget is not None
                        else None,
                        "total_cost_per_month": result.total_cost_per_month.times(factor),
                        "scenarios": [_scenario_times(s, factor) for s in result.scenarios],
                    }
                ),
            }
        )


def read_plan(path: Path) -> PlanFile:
    """The plan in a JSON or YAML file. Raises InputError: unreadable, cut short, another command, a newer major version."""
    return plan_of(_parsed(path), str(path))


def plan_of(said: Any, file: str) -> PlanFile:
    """The envelope of a plan, checked. ``file``: its name in messages. Raises InputError."""
    expected = "the JSON or YAML of `planner plan -f json`"
    if not isinstance(said, dict) or "format_version" not in said or "command" not in said:
        raise problem("no-plan", "this is no answer of planner", file=file, expected=expected)
    version, ours = said["format_version"], int(FORMAT_VERSION.partition(".")[0])
    major = re.match(r"([0-9]{1,6})\.[0-9]{1,6}$", version) if isinstance(version, str) else None
    if major is None:
        raise problem("bad-version", f"format_version {version!r} is none", file=file, expected=f'"{FORMAT_VERSION}"')
    if int(major[1]) != ours:
        raise problem(
            "other-version",
            f"the file has format_version {version}; this planner reads {ours}.x",
            file=file,
            expected="a plan of this version" if int(major[1]) < ours else "a newer planner",
        )
    if said["command"] != "plan":
        name = said["command"] if isinstance(said["command"], str) else "?"
        raise problem(
            "other-command",
            f"this is the answer of `planner {name[:40]}`, not of `planner plan`",
            file=file,
            expected=expected,
        )
    try:
        found = PlanFile.model_validate(said)
    except ValidationError as error:
        raise InputError([d for detail in error.errors()[:20] for d in _wrong(detail, file)]) from None
    names = [s.id for s in found.result.scenarios]
    twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
    if twice is not None:
        raise problem("duplicate-id", f"`{twice}` is in the plan twice", file=file)
    return found


def _wrong(detail: Any, file: str) -> list[Any]:
    where = ".".join(str(step) for step in detail["loc"])
    return problem("bad-plan", f"`{where}`: {detail['msg'][:1].lower()}{detail['msg'][1:]}", file=file).diagnostics


def _parsed(path: Path) -> Any:
    file = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise problem("too-large", f"the file is larger than {MAX_BYTES // 1024**2} MiB", file=file)
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise problem("unreadable", f"cannot read the file: {error.strerror or error}", file=file) from None
    except UnicodeDecodeError as error:
        raise problem("encoding", f"the file is not UTF-8 (byte {error.start})", file=file) from None
    if not text.strip():
        raise problem("empty", "the file is empty", file=file, expected="a plan")
    return _yaml(text, file) if path.suffix.lower() in (".yaml", ".yml") else _json(text, file)


def _json(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise problem("not-json", "the file is nested too deeply", file=file) from None
    except ValueError as error:
        at = getattr(error, "lineno", None)
        cut = isinstance(error, json.JSONDecodeError) and (
            error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated")
        )
        message = "the JSON ends before it is complete: the file was cut short" if cut else f"this is no JSON: {error}"
        if cut and at is not None:
            message += f" (line {at})"
        raise problem("not-json", message, file=file, expected="the whole output of `planner plan -f json`") from None


def _yaml(text: str, file: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):  # before anything is built: a small file can be a huge document
            if isinstance(event, yaml.AliasEvent):
                raise problem("not-yaml", "aliases (*name) are not allowed in a plan", file=file)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise problem("not-yaml", "the file is nested too deeply", file=file)
        return yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError) as error:
        raise problem("not-yaml", f"this is no YAML: {' '.join(str(error).split())[:200]}", file=file) from None


def _scenario_times(scenario: ReadScenario, factor: Decimal) -> ReadScenario:
    chosen = scenario.chosen
    return scenario.model_copy(
        update={
            "cost_per_month": scenario.cost_per_month.times(factor) if scenario.cost_per_month is not None else None,
            "chosen": chosen.model_copy(
                update={
                    "cost_per_request": chosen.cost_per_request.times(factor),
                    "shares": [
                        s.model_copy(update={"cost_per_request": _times(s.cost_per_request, factor)})
                        for s in chosen.shares
                    ],
                }
            )
            if chosen is not None
            else None,
        }
    )


def _times(amount: str, factor: Decimal) -> str:
    from planner.answers.amounts import money_text

    return money_text(float(Decimal(amount) * factor))
