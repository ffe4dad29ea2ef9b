"""The dialects of payment ledgers: one function for each way of keeping one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tests.support.ledger_drawing import (
    PROJECTS,
    RED,
    UNCLEAR_AMOUNTS,
    UNCLEAR_DATES,
    UNITS,
    YEAR,
    Drawer,
    Layout,
    Row,
    Sheet,
    Written,
    in_unit,
    signed,
)

Dialect = Callable[[Drawer], Written]
DIALECTS: dict[str, Dialect] = {}


def dialect(make: Dialect) -> Dialect:
    DIALECTS[make.__name__] = make
    return make


def made(name: str, seed: int, folder: Path) -> Written:
    """The ledger of a dialect that a seed draws."""
    return DIALECTS[name](Drawer(seed, folder))


def _one(drawer: Drawer, layout: Layout, below: Sequence[Row], **told: object) -> Written:
    """A ledger of one table: the layout's top, and the rows below it."""
    sheet = Sheet("明细", [*layout.top(), *below])
    return Written([drawer.write([sheet])], drawer.lines, **told)  # type: ignore[arg-type]


@dialect
def plain(drawer: Drawer) -> Written:
    layout = drawer.layout()
    return _one(drawer, layout, drawer.rows(layout, drawer.some()))


@dialect
def unclear_dates(drawer: Drawer) -> Written:
    """Some dates, or all, in a way that may mean another day, or none."""
    layout = drawer.layout()
    show = UNCLEAR_DATES[drawer.rng.choice(list(UNCLEAR_DATES))]
    lines = drawer.some(8)
    for line in lines if drawer.rng.random() < 0.3 else lines[::3]:
        line.clear = False
        line.typed["date"] = show(line.day)
    return _one(drawer, layout, drawer.rows(layout, lines), may_refuse=not any(line.clear for line in lines))


@dialect
def unclear_amounts(drawer: Drawer) -> Written:
    layout = drawer.layout()
    show = UNCLEAR_AMOUNTS[drawer.rng.choice(list(UNCLEAR_AMOUNTS))]
    lines = drawer.some(8)
    for line in lines[::3]:
        line.clear = False
        line.typed["amount"] = show(in_unit(line.fen, layout.unit))
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def merged_dates(drawer: Drawer) -> Written:
    """The date stands in the first of the rows of a day only: the others are blank."""
    layout = drawer.layout()
    lines = drawer.some(9)
    for line in lines:
        if line is not lines[0] and drawer.rng.random() < 0.5:
            line.clear = False
            line.typed["date"] = ""
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def unquoted_thousands(drawer: Drawer) -> Written:
    drawer.kind = "csv"
    layout = drawer.layout(show_amount=lambda amount: f"{amount:,.2f}", unit="元", unit_place="none")
    layout.headings.update(amount=drawer.rng.choice(["支付金额", "金额"]), date="支付日期")
    lines = drawer.some(8)
    rows = drawer.rows(layout, lines)
    if drawer.rng.random() < 0.5:
        for line, row in zip(lines, rows, strict=True):
            line.clear = layout.columns[-1] == "amount" or "," not in str(row[layout.columns.index("amount")])
            while row and row[-1] == "":
                row.pop()
    text = "".join(",".join(map(str, row)) + "\n" for row in [*layout.top(), *rows])
    path = drawer.folder / "明细.csv"
    path.write_text(text, encoding=drawer.rng.choice(["utf-8", "gb18030"]))
    for line in lines:
        line.clear = False
    return Written([path], drawer.lines)


@dialect
def asked_beside_paid(drawer: Drawer) -> Written:
    """支付金额 was asked for, 实际支付金额 paid; some were paid less, some not at all."""
    layout = drawer.layout(unit="元", unit_place="none")
    layout.headings["amount"] = drawer.rng.choice(["实际支付金额", "实付金额", "已支付金额", "实际付款金额"])
    layout.headings["asked"] = drawer.rng.choice(
        ["支付金额", "申请金额", "申请支付金额", "计划支付金额", "付款金额"]
    )
    layout.columns.insert(drawer.rng.randint(0, len(layout.columns)), "asked")
    lines = drawer.some(9)
    for line in lines:
        line.fen = abs(line.fen)
        more = drawer.rng.choice([0, 0, 5000])
        line.extra["asked"] = layout.amount(line.fen + more)
        if drawer.rng.random() < 0.3:
            line.counts = False
            line.typed["amount"] = drawer.rng.choice(["", 0, "0.00", "-"])
            if line.typed["amount"] not in ("", "-"):
                line.fen, line.counts, line.clear = 0, True, False
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def states(drawer: Drawer) -> Written:
    layout = drawer.layout()
    layout.headings["state"] = drawer.rng.choice(
        ["支付状态", "状态", "单据状态", "凭证状态", "支付结果", "当前状态"]
    )
    layout.columns.insert(drawer.rng.randint(0, len(layout.columns)), "state")
    paid = ["已支付", "支付成功", "已清算", "已完成", "正常", "", "支付完成", "已记账"]
    unpaid = [
        "已作废",
        "已退回",
        "支付失败",
        "作废",
        "退票",
        "已撤销",
        "未支付",
        "待支付",
        "银行退回",
        "付款失败",
        "已取消",
        "已红冲作废",
    ]
    lines = drawer.some(10)
    for line in lines:
        line.fen = abs(line.fen)
        line.counts = drawer.rng.random() < 0.6
        line.extra["state"] = drawer.rng.choice(paid if line.counts else unpaid)
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def voided_flags(drawer: Drawer) -> Written:
    """是否作废, 作废标志, 是否支付; or words anybody wrote into a cell."""
    layout = drawer.layout()
    heading, good, bad = drawer.rng.choice(
        [
            ("是否作废", ["否", "", "N", "0"], ["是", "Y", "1", "√"]),
            ("作废标志", ["", "0", "未作废", "正常"], ["1", "已作废", "作废"]),
            ("是否支付", ["是", "1", "Y"], ["否", "0", "N"]),
            ("有效标志", ["有效", "是", "1"], ["无效", "否", "0"]),
            ("作废日期", ["", "-"], ["2021-12-30", "20211230"]),
            ("经 办", ["张", "李", ""], ["（已作废）", "作废", "此笔已退回", "支付失败"]),
        ]
    )
    layout.headings["flag"] = heading
    layout.columns.insert(drawer.rng.randint(0, len(layout.columns)), "flag")
    lines = drawer.some(10)
    for line in lines:
        line.fen = abs(line.fen)
        line.counts = drawer.rng.random() < 0.6
        line.extra["flag"] = drawer.rng.choice(good if line.counts else bad)
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def carried(drawer: Drawer) -> Written:
    """期初余额, 上年结转, 过次页 and 承前页, with a date and an amount."""
    layout = drawer.layout()
    lines = drawer.some(8)
    for words in drawer.rng.sample(
        [
            "期初余额",
            "上年结转",
            "年初余额",
            "期末余额",
            "上年结余资金",
            "以前年度结转",
            "上期余额",
            "年初结转",
        ],
        3,
    ):
        label = drawer.line(counts=False, voucher="")
        label.tag = words
        lines.insert(drawer.rng.randint(0, len(lines)), label)
    below: list[Row] = []
    written = drawer.rows(layout, lines)
    for place, row in enumerate(written):
        below.append(row)
        if place == 4:
            total = sum(line.fen for line in lines[: place + 1] if line.counts)
            for words in (
                drawer.rng.choice(["过次页", "转次页", "转下页"]),
                drawer.rng.choice(["承前页", "接上页"]),
            ):
                turn = drawer.line(counts=False, voucher="", fen=total, tag=words)
                below += drawer.rows(layout, [turn])
                if drawer.rng.random() < 0.5:
                    below += layout.top()
    return _one(drawer, layout, below)


# fmt: off
SUBTOTALS = (
    "小计", "小 计", "合计数", "本月合计", "本月小计", "累计", "本年累计", "月计", "本页小计", "合计：",
    "小计数", "总计", "1月合计", "一月小计", "第一季度小计", "一季度合计", "截至本月累计", "本季合计",
    "当月小计", "日计",
)
# fmt: on


@dialect
def subtotals(drawer: Drawer) -> Written:
    """Sums among the rows, dated or not, labelled in any of the columns of words."""
    layout = drawer.layout()
    dated = drawer.rng.random() < 0.6
    below: list[Row] = []
    for month in sorted(drawer.rng.sample(range(1, 13), 4)):
        lines = drawer.some(3, month=month)
        below += drawer.rows(layout, lines)
        label = drawer.rng.choice(SUBTOTALS)
        words = ("tag", "project", "voucher") if dated else ("tag", "project", "voucher", "date")
        places = [name for name in words if name in layout.columns]
        row = layout.row(amount=layout.amount(sum(line.fen for line in lines)), number="")
        if dated:
            row[layout.columns.index("date")] = layout.show_date(lines[-1].day)
        row[layout.columns.index(drawer.rng.choice(places))] = label
        below.append(row)
    total = layout.row(amount=layout.amount(sum(line.fen for line in drawer.lines)))
    total[layout.columns.index(drawer.rng.choice(["date", "tag"]))] = drawer.rng.choice(
        ["合计", "合 计", "总计"]
    )
    return _one(drawer, layout, [total, *below] if drawer.rng.random() < 0.3 else [*below, total])


@dialect
def of_which(drawer: Drawer) -> Written:
    """A payment with its parts below it: 其中."""
    layout = drawer.layout()
    lines = drawer.some(4, fen=600000)
    mixed = []
    for line in lines:
        mixed.append(line)
        for part, words in ((200000, "其中：办公费"), (400000, "其中:差旅费"))[: drawer.rng.randint(0, 2)]:
            row = drawer.line(counts=False, voucher="", day=line.day, fen=part)
            row.tag = f"{words}{row.tag[-4:]}"
            mixed.append(row)
    return _one(drawer, layout, drawer.rows(layout, mixed))


@dialect
def red_letters(drawer: Drawer) -> Written:
    """Every other payment is taken back in red letters."""
    style = drawer.rng.choice(RED)
    layout = drawer.layout(show_amount=signed(lambda amount: f"{amount:,f}", style))
    lines = []
    for line in drawer.some(8):
        lines.append(line)
        if drawer.rng.random() < 0.5:
            lines.append(drawer.line(fen=-line.fen, day=line.day + timedelta(days=1)))
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def refund_rows(drawer: Drawer) -> Written:
    """Refunds in a column of their own, 退回金额, in the unit of the amounts."""
    layout = drawer.layout()
    layout.headings["back"] = drawer.rng.choice(["退回金额", "退款金额", "收回金额"])
    layout.columns.append("back")
    lines = drawer.some(8, fen=500000)
    for line in lines[::2]:
        line.extra["back"] = layout.amount(120000)
        line.typed["amount"] = layout.amount(500000)
        line.fen = 380000
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def other_years(drawer: Drawer) -> Written:
    layout = drawer.layout()
    lines = drawer.some(9)
    for line in lines[::4]:
        line.day = line.day.replace(year=drawer.rng.choice([YEAR - 1, YEAR + 1]))
        line.counts = False
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def foreign_rows(drawer: Drawer) -> Written:
    layout = drawer.layout()
    layout.headings["currency"] = drawer.rng.choice(["币种", "币别"])
    layout.columns.append("currency")
    lines = drawer.some(8)
    for line in lines:
        line.counts = drawer.rng.random() < 0.7
        line.extra["currency"] = drawer.rng.choice(
            ["人民币", "CNY", "RMB"] if line.counts else ["美元", "USD", "HKD"]
        )
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def unit_of_each_row(drawer: Drawer) -> Written:
    layout = drawer.layout(unit_place="none")
    layout.headings["unit"] = drawer.rng.choice(["单位", "金额单位"])
    layout.columns.append("unit")
    lines = drawer.some(8)
    for line in lines:
        unit = drawer.rng.choice(list(UNITS))
        line.extra["unit"] = unit
        line.typed["amount"] = str(in_unit(line.fen, unit))
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def balance_beside(drawer: Drawer) -> Written:
    """Budget, balance and limit columns beside the amount, which are amounts too."""
    layout = drawer.layout()
    for heading in drawer.rng.sample(
        ["余额", "指标金额", "预算金额", "可用额度", "年初预算数", "累计支付金额", "合同金额"], 3
    ):
        layout.headings[heading] = heading
        layout.columns.insert(drawer.rng.randint(0, len(layout.columns)), heading)
    lines = drawer.some(8)
    balance = 10**10
    for line in lines:
        balance -= line.fen
        line.extra.update(
            {
                name: layout.amount(balance)
                for name in layout.columns[:]
                if name in layout.headings and layout.headings[name] == name
            }
        )
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def pages(drawer: Drawer) -> Written:
    """Title, unit and headings printed again on every page, with a maker's line at the foot of each."""
    layout = drawer.layout()
    below: list[Row] = []
    for page in range(3):
        below += [] if not page else [[], *layout.top()]
        below += drawer.rows(layout, drawer.some(4))
        below.append(
            [
                drawer.rng.choice(
                    [
                        "制表人：某某",
                        "第 1 页，共 3 页",
                        "打印日期：2021-12-31",
                        "审核：",
                        "注：本表由系统生成",
                    ]
                )
            ]
        )
    return _one(drawer, layout, below)


@dialect
def sheets_of_months(drawer: Drawer) -> Written:
    """A sheet a quarter, each with headings, order and unit of its own, and a sheet of words."""
    drawer.kind = "xlsx"
    sheets = [Sheet("说明", [["填表说明"], ["本表按季度填写"]])]
    for quarter in range(1, 5):
        layout = drawer.layout()
        if layout.unit_place == "none":
            layout.unit_place = "alone"
        lines = drawer.some(4, month=3 * quarter - drawer.rng.randint(0, 2))
        sheets.append(Sheet(f"{quarter}季度", [*layout.top(), *drawer.rows(layout, lines)]))
    drawer.rng.shuffle(sheets)
    return Written([drawer.write(sheets)], drawer.lines)


@dialect
def unit_on_the_first_sheet(drawer: Drawer) -> Written:
    """Two sheets, of which only the first says that the amounts are in 万元."""
    drawer.kind = "xlsx"
    layout = drawer.layout(unit="万元", unit_place="alone", show_amount=float)
    layout.headings["amount"] = "支付金额"
    first = Sheet("上半年", [*layout.top(), *drawer.rows(layout, drawer.some(4, month=2))])
    layout.unit_place = "none"
    second = Sheet("下半年", [*layout.top(), *drawer.rows(layout, drawer.some(4, month=9))])
    return Written([drawer.write([first, second])], drawer.lines, may_refuse=True)


@dialect
def copies_and_summaries(drawer: Drawer) -> Written:
    """The same payments again: on a sheet 全年, on a copy, in a summary by project, on a hidden sheet."""
    drawer.kind = "xlsx"
    layout = drawer.layout()
    halves = [drawer.some(4, month=2), drawer.some(4, month=9)]
    sheets = [
        Sheet(name, [*layout.top(), *drawer.rows(layout, lines)])
        for name, lines in zip(("上半年", "下半年"), halves, strict=True)
    ]
    whole = Sheet("全年", [*layout.top(), *drawer.rows(layout, halves[0] + halves[1])])
    sums = Sheet("按项目汇总", [["项目", "金额"], *([name, 1] for name in PROJECTS), ["合计", 5]])
    hidden, twice = Sheet("旧表", whole.rows, hidden=True), Sheet("上半年 (2)", sheets[0].rows)
    extra = drawer.rng.choice([[whole], [whole, sums], [sums], [hidden], [twice]])
    return Written(
        [drawer.write([*sheets, *extra])],
        drawer.lines,
        told=tuple(each.name for each in extra if each is not sums),
    )


@dialect
def hidden_and_filtered(drawer: Drawer) -> Written:
    drawer.kind = "xlsx"
    layout = drawer.layout()
    sheet = Sheet("明细", [*layout.top(), *drawer.rows(layout, drawer.some(8))])
    last = len(sheet.rows)
    sheet.hidden_rows = set(drawer.rng.sample(range(last - 6, last + 1), 3))
    return Written([drawer.write([sheet])], drawer.lines, told=("3 行是隐藏的或筛选掉的",))


@dialect
def control_characters(drawer: Drawer) -> Written:
    layout = drawer.layout()
    drawer.kind = drawer.rng.choice(["csv", "txt", "xlsx"])
    sign = (
        "_x000D_"
        if drawer.kind == "xlsx"
        else drawer.rng.choice(["\x0b", "\x01", "\x1a", "\u200b", "\ufeff"])
    )
    layout.show_amount = lambda amount: f"{sign}{amount:f}{sign}"
    layout.show_date = lambda day: f"{day.isoformat()}{sign}"
    lines = drawer.some(8)
    for line in lines:
        line.voucher += sign
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def two_files(drawer: Drawer) -> Written:
    """--ledger given twice; some vouchers stand in both, and count once."""
    layout = drawer.layout(show_date=date.isoformat)
    if "voucher" not in layout.columns:
        layout.columns.append("voucher")
    layout.columns = [name for name in layout.columns if name != "number"]
    first, second = drawer.some(6, month=3), drawer.some(6, month=8)
    both = drawer.rng.sample(first, drawer.rng.randint(0, 3))
    files = []
    for name, lines in (("上半年", first), ("下半年", both + second)):
        kind = drawer.rng.choice(["xlsx", "csv"])
        files.append(drawer.write([Sheet("明细", [*layout.top(), *drawer.rows(layout, lines)])], kind, name))
    return Written(files, drawer.lines, told=("只计一次",) if both else ())


@dialect
def two_tables_in_a_sheet(drawer: Drawer) -> Written:
    """Other headings further down, with another unit and another order of columns."""
    drawer.kind = drawer.rng.choice(["xlsx", "csv"])
    first, second = drawer.layout(), drawer.layout()
    for layout in (first, second):
        if layout.unit_place == "none":
            layout.unit_place = "alone"
    below = [*drawer.rows(first, drawer.some(4)), [], *second.top(), *drawer.rows(second, drawer.some(4))]
    return _one(drawer, first, below)


@dialect
def not_a_ledger(drawer: Drawer) -> Written:
    """What cannot be added up: debit and credit, two tables side by side, month and day apart."""
    tables: list[list[Row]] = [
        [["日期", "摘要", "借方", "贷方", "余额"], ["2021-03-05", "甲", 100, "", 100]],
        [["日期", "支付金额", "", "日期", "支付金额"], ["2021-03-05", 100, "", "2021-04-05", 50]],
        [["2021年", "", "凭证", "摘要", "金额"], ["月", "日", "号", "", ""], [3, 5, 1, "甲", 100]],
        [["支付日期", "直接支付金额", "授权支付金额"], ["2021-03-05", 100, 50]],
        [["支付日期", "支付金额（百万元）"], ["2021-03-05", 1.5]],
        [["支付日期", "支付金额（美元）"], ["2021-03-05", 1.5]],
        [["项目", "一季度", "二季度"], ["公用", 100, 50]],
        [["支付日期", "支付金额"]],
    ]
    path = drawer.write([Sheet("明细", drawer.rng.choice(tables))])
    if drawer.rng.random() < 0.3:
        path = drawer.folder / "网页.xls"
        table = (
            "<table><tr><td>支付日期</td><td>支付金额</td></tr><tr><td>2021-03-05</td><td>1</td></tr></table>"
        )
        path.write_text(f"<html><body>{table}</body></html>", encoding="utf-8")
    return Written([path], [], may_refuse=True)


@dialect
def a_time_beside(drawer: Drawer) -> Written:
    """支付时间 with the hour, beside 支付日期; and other dates that are not those of the payment."""
    layout = drawer.layout()
    layout.headings.update(date="支付日期", time="支付时间", made="制单日期", due="到期日期")
    for name in ("time", "made", "due"):
        layout.columns.insert(drawer.rng.randint(0, len(layout.columns)), name)
    lines = drawer.some(8)
    for line in lines:
        line.extra.update(time="10:20:33", made="2021-01-01", due="2022-12-31")
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def groups_of_projects(drawer: Drawer) -> Written:
    """An outline: a line of each project with its sum, the payments below it."""
    layout = drawer.layout()
    if "project" not in layout.columns:
        layout.columns.insert(0, "project")
    below: list[Row] = []
    for project in drawer.rng.sample(PROJECTS, 3):
        lines = drawer.some(3, project=project)
        sum_ = layout.amount(sum(line.fen for line in lines))
        below += [layout.row(project=project, amount=sum_), *drawer.rows(layout, lines)]
    return _one(drawer, layout, below)


@dialect
def headings_of_two_lines(drawer: Drawer) -> Written:
    layout = drawer.layout(unit_place="heading", unit="元")
    layout.headings.update(date="支付日期", amount="支付金额")
    top = layout.top()
    upper: Row = [
        "支付信息" if column == "date" else "" if column == "amount" else layout.headings[column]
        for column in layout.columns
    ]
    lower: Row = [
        layout.headings[column] if column in ("date", "amount") else "" for column in layout.columns
    ]
    sheet = Sheet("明细", [*top[:-1], upper, lower, *drawer.rows(layout, drawer.some(6))])
    return Written([drawer.write([sheet])], drawer.lines)


@dialect
def amounts_in_two_units(drawer: Drawer) -> Written:
    layout = drawer.layout(unit="元", unit_place="heading", show_amount=str)
    layout.headings.update(amount="支付金额（元）", wan="支付金额（万元）")
    layout.columns.insert(drawer.rng.randint(0, len(layout.columns)), "wan")
    lines = drawer.some(8)
    for line in lines:
        line.extra["wan"] = f"{Decimal(line.fen).scaleb(-6):.2f}"
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def off_the_corner(drawer: Drawer) -> Written:
    """Blank rows and columns above and left of the table, a printing date, and sep= in text."""
    layout = drawer.layout()
    if drawer.kind == "xls":
        drawer.kind = "xlsx"
    rows = [*layout.top(), *drawer.rows(layout, drawer.some(7))]
    if drawer.kind == "xlsx":
        rows = [["", "", *row] for row in rows]
        rows[:0] = [[], ["", "打印日期：", date(2021, 12, 31)], []]
    else:
        rows[:0] = [[], ["打印日期：2021-12-31"], []]
    return Written([drawer.write([Sheet("明细", rows)])], drawer.lines)


@dialect
def many_payees_of_a_voucher(drawer: Drawer) -> Written:
    layout = drawer.layout()
    if "voucher" not in layout.columns:
        layout.columns.append("voucher")
    lines = drawer.some(9, fen=123456, day=date(YEAR, 5, 6), voucher="ZF00001", project="人员经费")
    return _one(drawer, layout, drawer.rows(layout, lines))


@dialect
def second_table_with_a_printing_date(drawer: Drawer) -> Written:
    drawer.kind = "xlsx"
    first, second = drawer.layout(), drawer.layout(unit="万元", unit_place="line")
    if first.unit_place == "none":
        first.unit_place = "alone"
    top = second.top()
    where = drawer.rng.choice([0, len(top) - 1])
    top[where:where] = [["打印日期：", date(2021, 12, 31)], [f"{YEAR}年下半年", "", "", "", "附表二"]]
    below = [*drawer.rows(first, drawer.some(4)), [], *top, *drawer.rows(second, drawer.some(4))]
    return _one(drawer, first, below)
