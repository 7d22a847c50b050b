"""The same provider and the same model under the names that different sources have for them."""

from __future__ import annotations

from collections.abc import Iterable

PROVIDERS: dict[str, dict[str, str]] = {
    "genai-prices": {"x-ai": "xai", "moonshotai": "moonshot", "zhipuai": "zhipu"},
    "litellm": {
        "gemini": "google",
        "text-completion-openai": "openai",
        "cohere_chat": "cohere",
        "together_ai": "together",
        "fireworks_ai": "fireworks",
        "fireworks_ai-embedding-models": "fireworks",
        "dashscope": "alibaba",
        "volcengine": "bytedance",
        "codestral": "mistral",
        "text-completion-codestral": "mistral",
        "meta_llama": "meta",
        "bigmodel": "zhipu",
    },
    "models.dev": {
        "moonshotai": "moonshot",
        "moonshotai-cn": "moonshot",
        "alibaba-cn": "alibaba",
        "minimax-cn": "minimax",
        "siliconflow-cn": "siliconflow",
        "zhipuai": "zhipu",
        "togetherai": "together",
        "fireworks-ai": "fireworks",
        "llama": "meta",
    },
}
"""Source to its providers to ours, where the names differ. ``zai`` sells the models of ``zhipu`` abroad, at other prices."""

AGGREGATORS = ("genai-prices", "litellm", "models.dev", "openrouter", "cn-llm-router", "llm-prices", "lobehub")
"""Collections of other people's prices: a figure taken from one was not read on the vendor's page."""


def our_provider(source: str, provider: str) -> str:
    return PROVIDERS.get(source, {}).get(provider, provider)


def is_aggregated(url: str, via: str | None) -> bool:
    """Was the figure taken from a collection of prices, rather than from the vendor's page or a copy of it?"""
    said = f"{url} {via or ''}".lower()
    return any(name in said for name in AGGREGATORS)


def same_model(candidates: Iterable[str], known: dict[str, str]) -> str | None:
    """The known model (lower-case name or alias to id) that one of the names is; None where none is."""
    for name in candidates:
        found = known.get(name.lower())
        if found is not None:
            return found
    return None
