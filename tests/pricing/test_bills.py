"""Bills of published price lists against sums done by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from price_cases import NOON, price_lists, utc

from planner.pricing import Bill, price


def bill(model: str, at: str | None = None, variant: str = "standard", **usage: float) -> Bill:
    return price(price_lists()[model], usage, utc(at) if at else NOON, variant)


def check(found: Bill, currency: str, **lines: str) -> None:
    expected = {line: Decimal(amount) for line, amount in lines.items()}
    assert found.breakdown == expected
    assert found.total == sum(expected.values())
    assert found.currency == currency


def test_openai_cache() -> None:
    # 50,000 x 2.5/M = 0.125; 20,000 cached x 0.25/M = 0.005; 1,200 x 15/M = 0.018; reasoning as output:
    # 800 x 15/M = 0.012; 3 searches x 10/1000 = 0.03
    found = bill(
        "openai/gpt-5.4",
        input_tokens=50_000,
        cache_read_tokens=20_000,
        output_tokens=1_200,
        reasoning_tokens=800,
        searches=3,
    )
    check(found, "USD", input="0.125", cache_read="0.005", output="0.018", reasoning="0.012", requests="0.03")
    assert found.total == Decimal("0.19")


def test_openai_long_context_reprices_the_whole_request() -> None:
    # 272,000 input in all is not above the limit: 172,000 x 2.5/M + 100,000 x 0.25/M + 1,000 x 15/M
    below = bill("openai/gpt-5.4", input_tokens=172_000, cache_read_tokens=100_000, output_tokens=1_000)
    check(below, "USD", input="0.43", cache_read="0.025", output="0.015")
    # one cached token more: 172,000 x 5/M + 100,001 x 0.5/M + 1,000 x 22.5/M
    above = bill("openai/gpt-5.4", input_tokens=172_000, cache_read_tokens=100_001, output_tokens=1_000)
    check(above, "USD", input="0.86", cache_read="0.0500005", output="0.0225")
    assert {line.tier for line in above.lines} == {1}


def test_openai_batch_with_cache() -> None:
    # 50,000 x 1.25/M = 0.0625; 20,000 x 0.13/M = 0.0026; 1,200 x 7.5/M = 0.009
    found = bill("openai/gpt-5.4", variant="batch", input_tokens=50_000, cache_read_tokens=20_000, output_tokens=1_200)
    check(found, "USD", input="0.0625", cache_read="0.0026", output="0.009")


def test_anthropic_cache_writes_of_two_lives() -> None:
    # 1,000 x 3/M = 0.003; 8,000 x 3.75/M = 0.03 and 2,000 x 6/M = 0.012 written; 90,000 x 0.3/M = 0.027 read;
    # 500 x 15/M = 0.0075
    found = bill(
        "anthropic/claude-sonnet-4-5",
        input_tokens=1_000,
        cache_write_tokens=8_000,
        cache_write_1h_tokens=2_000,
        cache_read_tokens=90_000,
        output_tokens=500,
    )
    check(found, "USD", input="0.003", cache_write="0.042", cache_read="0.027", output="0.0075")
    assert [line.dimension for line in found.lines] == [
        "input",
        "cache_read",
        "cache_write",
        "cache_write_1h",
        "output",
    ]


def test_anthropic_long_context_counts_cached_tokens() -> None:
    # 10,000 + 150,000 + 50,000 = 210,000 > 200,000: 10,000 x 6/M = 0.06; 150,000 x 0.6/M = 0.09;
    # 50,000 x 7.5/M = 0.375; 2,000 x 22.5/M = 0.045; searches keep their price: 2 x 10/1000 = 0.02
    found = bill(
        "anthropic/claude-sonnet-4-5",
        at="2026-04-01T00:00",
        input_tokens=10_000,
        cache_read_tokens=150_000,
        cache_write_tokens=50_000,
        output_tokens=2_000,
        searches=2,
    )
    check(found, "USD", input="0.06", cache_read="0.09", cache_write="0.375", output="0.045", requests="0.02")


def test_anthropic_batch_halves_cache_too() -> None:
    # 4,000 x 1.5/M = 0.006; 100,000 x 0.15/M = 0.015; 4,000 x 3/M (1 h) = 0.012; 1,000 x 7.5/M = 0.0075
    found = bill(
        "anthropic/claude-sonnet-4-5",
        variant="batch",
        input_tokens=4_000,
        cache_read_tokens=100_000,
        cache_write_1h_tokens=4_000,
        output_tokens=1_000,
    )
    check(found, "USD", input="0.006", cache_read="0.015", cache_write="0.012", output="0.0075")


def test_gemini_long_prompt() -> None:
    # 250,000 > 200,000: 250,000 x 2.5/M = 0.625; thinking 3,000 and answer 1,000 x 15/M = 0.045 and 0.015
    found = bill("google/gemini-2.5-pro", input_tokens=250_000, reasoning_tokens=3_000, output_tokens=1_000)
    check(found, "USD", input="0.625", reasoning="0.045", output="0.015")
    # batch halves input and output but not cached input: 50,000 x 0.125/M = 0.00625
    batch = bill(
        "google/gemini-2.5-pro",
        variant="batch",
        input_tokens=10_000,
        cache_read_tokens=50_000,
        output_tokens=1_000,
    )
    check(batch, "USD", input="0.00625", cache_read="0.00625", output="0.005")


def test_gemini_audio_input() -> None:
    # 500 x 0.3/M = 0.00015; 9,600 audio x 1/M = 0.0096; 3,000 cached x 0.03/M + 6,000 cached audio x 0.1/M
    # = 0.00009 + 0.0006 = 0.00069; 200 x 2.5/M = 0.0005
    found = bill(
        "google/gemini-2.5-flash",
        input_tokens=500,
        input_audio_tokens=9_600,
        cache_read_tokens=3_000,
        cache_read_audio_tokens=6_000,
        output_tokens=200,
    )
    check(found, "USD", input="0.00015", audio="0.0096", cache_read="0.00069", output="0.0005")


@pytest.mark.parametrize(
    ("at", "total"),
    [
        # 100,000 x input + 400,000 x cached + 10,000 x output, per million
        ("2026-08-16T15:59", "0.05365"),  # flat: 0.0435 + 0.00145 + 0.0087
        ("2026-08-16T16:00", "0.0946"),  # midnight in Beijing, off-peak: 0.066 + 0.0088 + 0.0198
        ("2026-08-17T01:00", "0.1892"),  # Monday 09:00, peak: twice
        ("2026-08-17T04:00", "0.0946"),  # 12:00: the end is not in it
        ("2026-08-17T06:00", "0.1892"),  # 14:00
        ("2026-08-22T09:59", "0.1892"),  # a Saturday before weekends became off-peak
        ("2026-08-23T09:59", "0.0946"),  # a Sunday after
        ("2026-11-21T02:00", "0.0946"),  # a Saturday
        ("2026-11-23T02:00", "0.1892"),  # a Monday
    ],
)
def test_deepseek_peak_hours(at: str, total: str) -> None:
    found = bill(
        "deepseek/deepseek-v4-pro",
        at=at,
        input_tokens=100_000,
        cache_read_tokens=400_000,
        output_tokens=10_000,
    )
    assert found.total == Decimal(total)
    assert found.currency == "USD"


@pytest.mark.parametrize(
    ("at", "total"),
    [
        ("2025-08-01T16:29", "0.137"),  # 100,000 x 0.27/M + 100,000 x 1.1/M
        ("2025-08-01T16:30", "0.0685"),  # half, from 16:30 UTC
        ("2025-08-02T00:29", "0.0685"),  # past midnight
        ("2025-08-02T00:30", "0.137"),
    ],
)
def test_deepseek_discount_past_midnight(at: str, total: str) -> None:
    found = bill("deepseek/deepseek-chat", at=at, input_tokens=100_000, output_tokens=100_000)
    assert found.total == Decimal(total)


@pytest.mark.parametrize(
    ("tokens", "total"),
    [
        (32_000, "0.09"),  # 32,000 x 2.5/M + 1,000 x 10/M
        (32_001, "0.144004"),  # 32,001 x 4/M + 1,000 x 16/M
        (128_000, "0.528"),  # 128,000 x 4/M + 1,000 x 16/M
        (200_000, "1.428"),  # 200,000 x 7/M + 1,000 x 28/M
    ],
)
def test_qwen_tiers_in_yuan(tokens: int, total: str) -> None:
    found = bill("alibaba/qwen3-max", input_tokens=tokens, output_tokens=1_000)
    assert (found.total, found.currency) == (Decimal(total), "CNY")


def test_qwen_international_prices_reasoning_apart_and_in_dollars() -> None:
    # 10,000 x 0.4/M = 0.004; 500 x 1.2/M = 0.0006; thinking 2,000 x 4/M = 0.008
    found = bill(
        "alibaba/qwen-plus",
        variant="international",
        input_tokens=10_000,
        output_tokens=500,
        reasoning_tokens=2_000,
    )
    check(found, "USD", input="0.004", output="0.0006", reasoning="0.008")


@pytest.mark.parametrize(
    ("variant", "tokens_in", "tokens_out", "total"),
    [
        ("standard", 10_000, 200, "0.0084"),  # 10,000 x 0.8/M + 200 x 2/M
        ("standard", 10_000, 201, "0.009608"),  # output above 200: 0.008 + 201 x 8/M
        (
            "standard",
            40_000,
            100,
            "0.0496",
        ),  # input above 32,000, whatever the output: 40,000 x 1.2/M + 100 x 16/M
        ("standard", 130_000, 2_000, "0.36"),  # 130,000 x 2.4/M + 2,000 x 24/M
        ("batch", 10_000, 200, "0.0042"),  # 10,000 x 0.4/M + 200 x 1/M
        ("batch", 130_000, 2_000, "0.18"),  # 130,000 x 1.2/M + 2,000 x 12/M
    ],
)
def test_doubao_tiers_of_input_and_output(variant: str, tokens_in: int, tokens_out: int, total: str) -> None:
    found = bill("bytedance/doubao-seed-1.8", variant=variant, input_tokens=tokens_in, output_tokens=tokens_out)
    assert (found.total, found.currency) == (Decimal(total), "CNY")


def test_doubao_thinking_counts_as_output_for_the_tier() -> None:
    # 150 + 100 = 250 > 200: 1,000 x 0.8/M = 0.0008, cached 5,000 x 0.16/M = 0.0008; 150 x 8/M and 100 x 8/M
    found = bill(
        "bytedance/doubao-seed-1.8",
        input_tokens=1_000,
        cache_read_tokens=5_000,
        output_tokens=150,
        reasoning_tokens=100,
    )
    check(found, "CNY", input="0.0008", cache_read="0.0008", output="0.0012", reasoning="0.0008")


def test_speech_by_character() -> None:
    check(bill("openai/tts-1", characters_in=1_234), "USD", characters="0.01851")  # 1,234 x 15/M


def test_transcription_by_minute() -> None:
    check(bill("openai/whisper-1", audio_seconds_in=95), "USD", audio="0.0095")  # 95/60 x 0.006
    check(bill("others/nova-3", audio_seconds_in=600), "USD", audio="0.043")  # 10 x 0.0043, though 1/60 is not finite
    check(bill("others/scribe-v1", audio_seconds_in=3_600), "USD", audio="0.22")  # 1 hour


def test_images_by_size_and_quality() -> None:
    # 3 x 0.052 = 0.156; 120 x 2/M = 0.00024; 1,000 image tokens read x 2.5/M = 0.0025
    found = price(
        price_lists()["openai/gpt-image-1-mini"],
        {"images_out": 3, "input_tokens": 120, "input_image_tokens": 1_000},
        NOON,
        options={"size": "1024x1536", "quality": "high"},
    )
    check(found, "USD", input="0.00024", images="0.1585")


def test_video_by_second() -> None:
    found = price(price_lists()["google/veo-3.1-fast"], {"video_seconds_out": 8}, NOON, options={"quality": "1080p"})
    check(found, "USD", video="0.96")  # 8 x 0.12


def test_pages() -> None:
    check(bill("others/mistral-ocr", pages_in=37), "USD", pages="0.148")  # 37 x 4/1000
    check(bill("others/mistral-ocr", variant="batch", pages_in=37), "USD", pages="0.074")


def test_rerank_by_search() -> None:
    check(bill("others/rerank-v4.0-pro", searches=400), "USD", requests="1")  # 400 x 2.5/1000


def test_fee_per_request_is_charged_unasked() -> None:
    # 200 x 3/M = 0.0006; 400 x 15/M = 0.006; the request itself 14/1000 = 0.014
    check(
        bill("others/sonar-pro", input_tokens=200, output_tokens=400),
        "USD",
        input="0.0006",
        output="0.006",
        requests="0.014",
    )
    check(bill("others/sonar-pro", input_tokens=200, requests=3), "USD", input="0.0006", requests="0.042")


def test_free_is_zero() -> None:
    found = bill("others/glm-4.7-flash", input_tokens=1_000_000, cache_read_tokens=5, output_tokens=10_000)
    check(found, "USD", input="0", cache_read="0", output="0")
    assert found.entry.free


def test_a_bill_says_where_its_price_stands() -> None:
    found = bill("openai/gpt-5.4", variant="batch", input_tokens=1)
    assert (found.model, found.entry.index, found.entry.source) == ("openai/gpt-5.4", 1, "pricing")


def test_counted_requests_cost_nothing_without_a_fee() -> None:
    check(bill("openai/gpt-5.4", input_tokens=1_000, requests=7), "USD", input="0.0025")
