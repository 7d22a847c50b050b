"""What every answer is: the contract's fields, and beside them what was assumed and what was found doubtful."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, ConfigDict, PrivateAttr

from planner.demand.assumptions import Assumption
from planner.files.diagnostics import Diagnostic


class Figures(BaseModel):
    """A part of an answer. Its fields are public: the contract, section 5."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Answer(Figures):
    """The result of a command. ``model_dump(mode="json")`` is the JSON "result", nothing more."""

    _assumptions: tuple[Assumption, ...] = PrivateAttr(())
    _diagnostics: tuple[Diagnostic, ...] = PrivateAttr(())
    _seed: int = PrivateAttr(0)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Every default that was used, in the order of use."""
        return self._assumptions

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Warnings and notes of the files and of the answer itself."""
        return self._diagnostics

    @property
    def seed(self) -> int:
        return self._seed

    def resting_on(
        self, assumptions: Iterable[Assumption] = (), diagnostics: Iterable[Diagnostic] = (), seed: int = 0
    ) -> Self:
        """This answer with what it rests on; called once by the function that computes it."""
        self._assumptions, self._diagnostics, self._seed = tuple(assumptions), tuple(diagnostics), seed
        return self
