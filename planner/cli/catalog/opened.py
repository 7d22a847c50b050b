"""The catalog a command is about: the workspace's where there is one, otherwise the shipped one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.cli.options import Shared

if TYPE_CHECKING:
    from planner.catalog.catalog import Catalog
    from planner.settings import Settings


@dataclass(frozen=True, slots=True)
class Opened:
    """A catalog, the day it is read as of, and the currency asked for (None: every price in its own)."""

    catalog: Catalog
    as_of: dt.date
    currency: str | None


def opened(shared: Shared) -> Opened:
    """Raises InputError where planner.yaml or a catalog of it is wrong."""
    from planner.catalog.catalog import open_catalog

    settings = settings_of(shared)
    catalog = under(shared, open_catalog(settings.catalogs, root=shared.directory))
    return Opened(catalog, shared.as_of or settings.day(), shared.currency)


def under(shared: Shared, catalog: Catalog) -> Catalog:
    """The catalog under the exchange rates of `--fx`. Raises InputError for a currency that it does not know."""
    if not shared.fx:
        return catalog
    from planner.catalog.what_if import checked

    return catalog.with_rates(checked(shared.fx, catalog))


def settings_of(shared: Shared) -> Settings:
    """The settings of the workspace, or the defaults where there is none. Raises InputError where planner.yaml is wrong."""
    from planner.files.diagnostics import Findings, InputError
    from planner.files.documents import read_document
    from planner.files.validation import validate
    from planner.settings import Settings

    path = shared.directory / "planner.yaml"
    settings = Settings.model_validate({})
    if path.is_file():
        findings = Findings()
        document = read_document(path, findings, shown_as="planner.yaml")
        if document is not None and document.data is not None:
            said, errors = validate(Settings, document)
            findings.items.extend(errors)
            settings = said or settings
        if findings.errors:
            raise InputError(findings.items)
    return settings
