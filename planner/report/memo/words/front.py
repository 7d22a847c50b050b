"""Words for the first pages: decision, money, order; (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Decision memo: AI scenarios and the models that serve them", "决策备忘录：AI 场景与模型选型"),
    "head.status": ("Status:", "状态："),
    "head.proposed": (
        "proposed. It takes effect when the owners below have signed; nothing launches before its gates have passed.",
        "待决。由各负责人签署后生效；未通过上线门槛的场景不得上线。",
    ),
    "head.date": ("As of:", "基准日期："),
    "head.read_as": (
        "{date}. Prices, exchange rates and evidence are those known on that day.",
        "{date}。价格、汇率与评测依据均以当日所知为准。",
    ),
    "head.prices": ("Prices:", "价格："),
    "head.price_ages": (
        "read between {oldest} and {newest}; the oldest is {days} days old.",
        "核对于 {oldest} 至 {newest}，最旧的距今 {days} 天。",
    ),
    "head.no_prices": ("none is used.", "未使用任何价格。"),
    "head.covers": ("Covers:", "范围："),
    "head.whole": (
        "all {count} scenarios of the workspace, {months} months from {first}.",
        "工作区全部 {count} 个场景，自 {first} 起 {months} 个月。",
    ),
    "head.part": (
        "{count} of the workspace's {all} scenarios, {months} months from {first}. "
        "Budget and ranking are judged on these alone.",
        "工作区 {all} 个场景中的 {count} 个，自 {first} 起 {months} 个月。预算与排序仅就这些场景判断。",
    ),
    "head.reads": ("How to read it:", "读法："),
    "head.spread": (
        "amounts are the mean, with P10 – P90 in brackets: one month in ten is below, one above.",
        "金额为均值，括号内为 P10 – P90：十次中约一次更低、一次更高。",
    ),
    # 1
    "decision": ("1. Decision", "1. 决策"),
    "decision.now": ("Build now:", "现在做："),
    "decision.next": ("Prepare next:", "下一步准备："),
    "decision.later": ("Later:", "以后："),
    "decision.not_ai": ("No AI:", "不用 AI："),
    "decision.nothing": ("nothing", "无"),
    "decision.total": ("Cost:", "成本："),
    "decision.cost": ("{total} a month.", "每月 {total}。"),
    "decision.cost_now": ("Of it, {amount} is for what is built now.", "其中现在做的部分 {amount}。"),
    "decision.cost_rest": (
        "The rest is what the others would cost; it is not spent before they are built.",
        "其余为后续场景的预计成本，上线前不发生。",
    ),
    "decision.budget": ("Budget:", "预算："),
    "decision.within": (
        "{budget} a month. The dearest month, {month}, uses {used} of it.",
        "每月 {budget}。最贵的月份 {month} 用去 {used}。",
    ),
    "decision.beyond": (
        "{budget} a month. The dearest month, {month}, needs {used} of it: more than there is.",
        "每月 {budget}。最贵的月份 {month} 需要预算的 {used}，超出预算。",
    ),
    "decision.over": (
        "The probability that some month goes over it is {probability}.",
        "任一月份超出预算的概率为 {probability}。",
    ),
    "decision.no_budget": (
        "none is set, so nothing was left out for its cost.",
        "未设预算，因此没有场景因成本被舍弃。",
    ),
    "decision.value": ("Worth:", "价值："),
    "decision.value_money": (
        "right answers are worth {value} a month in money, as the scenarios state it.",
        "按各场景声明的金额，正确回答每月价值 {value}。",
    ),
    "decision.value_points": (
        "not every scenario states the worth of a right answer, so the portfolio weighs priority, not money.",
        "并非每个场景都声明了正确回答的价值，因此组合按优先级而不是金额取舍。",
    ),
    "decision.more_money": ("More money:", "追加预算："),
    "decision.more_buys": (
        "the next {unit} of budget buys {value} of value, for {scenario}.",
        "再多 {unit} 预算可换来 {value} 的价值，用于{scenario}。",
    ),
    "decision.more_points": (
        "the next money would go to {scenario}.",
        "追加的预算应先用于{scenario}。",
    ),
    "decision.more_nothing": (
        "would change nothing: every scenario that can be served already has its best option.",
        "不会改变结果：能做的场景都已有最优方案。",
    ),
    "decision.not_exact": (
        "The portfolio is good but not proven the best within the limits of the search.",
        "该组合较优，但在搜索范围内未能证明最优。",
    ),
    "table.when": ("When", "阶段"),
    "table.scenario": ("Scenario", "场景"),
    "table.route": ("Served by", "方案"),
    "table.cost_month": ("Cost a month", "月成本"),
    "table.quality": ("Right answers (target)", "正确率（目标）"),
    "table.why": ("Why", "原因"),
    "table.with_target": ("{quality}; target {target}", "{quality}；目标 {target}"),
    # What nobody knows yet
    "open": ("What is not known yet", "尚无定论的事项"),
    "open.intro": (
        "The decision stands on what sources say. These points are open; none of them counts as a pass.",
        "决策以有来源的事实为据。以下各点尚无定论，均不视为已满足。",
    ),
    "open.unverified": ("{limit}: no source says it for {scenarios}.", "{limit}：没有来源能说明（{scenarios}）。"),
    "open.provisional": (
        "Quality is provisional for {scenarios}: nobody published a share of right answers for such a task, so price, "
        "limits and ratings chose the model, and the level shown is no promise.",
        "质量为暂定（{scenarios}）：这类任务没有公开的正确率，模型由价格、约束和评分选出，所示水平不作数。",
    ),
    "open.nobody": (
        "No person is named as the last fallback for {scenarios}.",
        "未指定人工兜底：{scenarios}。",
    ),
    "open.no_evidence": (
        "Quality is unknown for {scenarios}: no published result speaks for the task, so price and limits alone chose the model.",
        "质量未知（{scenarios}）：没有公开结果可作依据，仅按价格与约束选型。",
    ),
    "open.target_unsure": (
        "The target is not sure to be reached for {scenarios}.",
        "不确定能否达到目标：{scenarios}。",
    ),
    "open.with_probability": ("{scenario} (reached with {probability})", "{scenario}（达标概率 {probability}）"),
    "open.nothing": ("Nothing: every limit is verified.", "无：所有约束均已核实。"),
    # Money by month
    "months": ("Cost by month, all scenarios", "逐月成本（全部场景）"),
    "months.month": ("Month", "月份"),
    "months.requests": ("Requests", "请求数"),
    "months.low": ("Low (P10)", "低（P10）"),
    "months.base": ("Base (mean)", "基准（均值）"),
    "months.high": ("High (P90)", "高（P90）"),
    "months.of_budget": ("Of the budget", "占预算"),
    # 2
    "order": ("2. Which first, and how sure", "2. 先做哪个，有多大把握"),
    "order.weights": (
        "Weights: {weights}. Scores run from 0 to 1 on fixed scales, so no scenario moves another.",
        "权重：{weights}。得分在固定区间 0 到 1 上计算，场景之间互不影响。",
    ),
    "order.rank": ("#", "名次"),
    "order.score": ("Score", "得分"),
    "order.pain": ("Pain (1–5)", "痛点（1–5）"),
    "order.difficulty": ("Difficulty (1–5)", "落地难度（1–5）"),
    "order.quadrant": ("What to do", "建议"),
    "order.leads": ("Comes first", "居首概率"),
    "order.keeps": ("Keeps its place", "保持名次"),
    "order.first_if": ("First if", "怎样才居首"),
    "order.is_first": ("it is", "已居首"),
    "order.never": ("no weights do it", "任何权重都不会"),
    "order.moved": ("{moved} of the weight moves", "挪动 {moved} 的权重"),
    "order.level": ("level only: {moved} moves", "仅并列：挪动 {moved}"),
    "order.note": (
        "“Comes first” and “keeps its place”: the share of draws of everything uncertain, under these weights. "
        "“First if”: the smallest change of weights that would put it on top.",
        "“居首概率”与“保持名次”：在上述权重下，对所有不确定量取样所得的比例。“怎样才居首”：使其排第一的最小权重变动。",
    ),
    "order.one": ("One scenario: there is nothing to rank.", "只有一个场景，无需排序。"),
}
