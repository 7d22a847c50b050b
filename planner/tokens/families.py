"""The model families whose tokens can be counted, and what the count of each stands for."""

from __future__ import annotations

from dataclasses import dataclass


class UnknownFamily(ValueError):
    """A family name that is not in ``FAMILIES``."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of models that share a tokenizer.

    ``models`` says which; ``exact`` whether its vocabulary can be had, and ``extra`` names the optional
    requirement that ships it (None: the core does). Otherwise, or without the extra, its tokens are estimated
    from ratios.yaml; ``pools`` names the generations that an estimate covers together.
    """

    name: str
    models: str
    exact: bool = False
    extra: str | None = None
    pools: tuple[str, ...] = ()


_EXTRA = "planner[tokens]"

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family("o200k_base", "OpenAI GPT-4o and later, o1 and later", exact=True),
        Family("cl100k_base", "OpenAI GPT-4, GPT-3.5, text-embedding-3", exact=True),
        Family("qwen", "Qwen3.5, Qwen3.6", exact=True, extra=_EXTRA),
        Family("qwen3", "Qwen2, Qwen2.5, Qwen3", exact=True, extra=_EXTRA),
        Family("deepseek", "DeepSeek V3, R1, V4", exact=True, extra=_EXTRA),
        Family("claude", "Claude, generation not named", pools=("claude-3", "claude-4.7")),
        Family("claude-3", "Claude 3 to Opus 4.6"),
        Family("claude-4.7", "Claude Opus 4.7 and later"),
        Family("gemini", "Gemini 2.0, 2.5, 3 preview"),
        Family("grok", "Grok"),
        Family("llama3", "Llama 3, 3.1, 3.2, 3.3"),
        Family("llama4", "Llama 4"),
        Family("mistral-tekken", "Mistral models with Tekken v3"),
        Family("cohere", "Command R+ and later"),
        Family("ernie", "ERNIE"),
        Family("doubao", "Doubao"),
        Family("glm", "GLM-4 and later"),
        Family("kimi", "Kimi"),
        Family("minimax", "MiniMax"),
        Family("hunyuan", "Hunyuan"),
        Family("other", "models whose tokenizer no source names"),
    )
}


def family_named(name: str) -> Family:
    """The family called ``name``. Raises UnknownFamily, with the nearest name, when there is none."""
    try:
        return FAMILIES[name]
    except KeyError:
        import difflib  # here, since only a mistake needs it

        near = difflib.get_close_matches(name.lower(), FAMILIES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(FAMILIES)
        raise UnknownFamily(f"unknown token family {name!r}; {hint}") from None
