"""The files of a new workspace: two that a reader can start to edit, in the reader's language."""

from __future__ import annotations

SETTINGS = {
    "en": """\
# yaml-language-server: $schema=schemas/settings.schema.json
# Settings of this workspace. Every line is optional; `planner check` says whether the files are right.
currency: USD                  # every amount is shown in it; prices keep their own currency
# budget: 20000 USD/month      # binds in every month of the horizon
horizon: 12 months
# as_of: 2026-11-21            # prices, exchange rates and evidence as of this day; default: today
timezone: UTC                  # for hours of the day and off-peak prices
priority: {weights: {pain: 0.4, ease: 0.3, value: 0.2, risk: 0.1}}    # or ranges, or order: pain > ease > value > risk
""",
    "zh": """\
# yaml-language-server: $schema=schemas/settings.schema.json
# 工作区设置，每一行都可以省略；用 `planner check` 检查文件是否正确。
currency: CNY                  # 所有金额按它显示；价格保留各自的币种
# budget: 200000 CNY/month     # 每个月都不得超出
horizon: 12 months
# as_of: 2026-11-21            # 按这一天的价格、汇率和评测数据计算；默认今天
timezone: Asia/Shanghai        # 一天中的时段、闲时价格按它计算
priority: {weights: {pain: 0.4, ease: 0.3, value: 0.2, risk: 0.1}}    # 也可以写区间，或 order: pain > ease > value > risk
""",
}

SCENARIO = {
    "en": """\
# yaml-language-server: $schema=../schemas/scenario.schema.json
# One AI use case. A number may be given as x, as [low, high] (P10 and P90), or as {low, mode, high}.
id: customer-questions
title: {en: Answers to customers' questions}
task: qa                       # writing, summarization, classification, chat, coding, ocr, speech-to-text, ...
pain: {intensity: 4}           # 1 nobody minds - 5 daily pain; [3, 5] where nobody is sure
difficulty: 2                  # how hard it is to land, 1-5; or {technical: 2, data: 1, integration: 3, risk: 3}
volume: {requests_per_day: 2000}
tokens: {input: 800, output: 200}       # or {input: {from: samples/*.md}, ...}: your own prompts, counted
latency: {total_p95: 10s}
quality: {target: 0.85}        # share of right answers that users need

# What else may be said; each line has a default that the output names where it is used.
# value: {per_success: 0.50 USD, per_failure: -2 USD, today: 0.30 USD}
# constraints: {residency: [EU], max_cost_per_request: 0.02 USD}
# handover: {cost_per_request: 1.50 USD, share: 20%}
# rules: {share: 25%, cost_per_request: 0 USD, quality: 0.98}
""",
    "zh": """\
# yaml-language-server: $schema=../schemas/scenario.schema.json
# 一个 AI 场景。数字可以写成 x、[低, 高]（P10 和 P90）或 {low, mode, high}。
id: customer-questions
title: {zh: 回答顾客提问}
task: qa                       # writing、summarization、classification、chat、coding、ocr、speech-to-text 等
pain: {intensity: 4}           # 痛点强度：1 没人在意，5 天天都痛；拿不准就写 [3, 5]
difficulty: 2                  # 落地难度 1-5；或 {technical: 2, data: 1, integration: 3, risk: 3}
volume: {requests_per_day: 2000}
tokens: {input: 800, output: 200}       # 或 {input: {from: samples/*.md}, ...}：直接数你自己的提示词
latency: {total_p95: 10s}
quality: {target: 0.85}        # 用户需要的正确率

# 还可以说明的内容；不写就用默认值，用到的默认值会列在结果下面。
# value: {per_success: 0.50 CNY, per_failure: -2 CNY, today: 0.30 CNY}
# constraints: {residency: [CN], max_cost_per_request: 0.02 CNY}
# handover: {cost_per_request: 3 CNY, share: 20%}
# rules: {share: 25%, cost_per_request: 0 CNY, quality: 0.98}
""",
}


def starter(language: str) -> dict[str, str]:
    """Path in the workspace to content."""
    return {"planner.yaml": SETTINGS[language], "scenarios/customer-questions.yaml": SCENARIO[language]}
