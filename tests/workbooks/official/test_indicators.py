"""Indicator tables as clerks type them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbooks.official.typed import levels, listed, only_table, read_rows

HEADER = ("一级指标", "二级指标", "三级指标", "分值", "得分")


def test_blank_level_cells_are_filled_from_above_and_a_new_first_level_leaves_the_second(
    tmp_path: Path,
) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            HEADER,
            ("部门决策 (14分)", "决策依据(8)", "制度规范性", 5, 5),
            (None, None, "政策合理性", 3, 2.5),
            (None, "预算编制", "编制规范性", 6, 6),
            ("部门管理(20分)", None, "资金管理", 20, "18分"),
            merged=("A2:A4", "B2:B3"),
        )
    )
    assert listed(table) == [
        ("部门决策", "决策依据", "制度规范性", "5", "5"),
        ("部门决策", "决策依据", "政策合理性", "3", "2.5"),
        ("部门决策", "预算编制", "编制规范性", "6", "6"),
        ("部门管理", "", "资金管理", "20", "18分"),
    ]
    assert levels(table) == [
        (1, "部门决策", (2, 3, 4), "14分", None),
        (2, "决策依据", (2, 3), "8", None),
        (2, "预算编制", (4,), None, None),
        (1, "部门管理", (5,), "20分", None),
    ]
    assert table.cell(table.rows[1], "score") == "E3"


def test_levels_printed_in_every_row_are_one_level(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            HEADER,
            ("产出指标", "数量指标", "甲", 5, 5),
            ("产出指标", "数量指标", "乙", 3, 3),
            ("产出\n指标", "质量 指标", "丙", 6, 6),
        )
    )
    assert levels(table) == [
        (1, "产出指标", (2, 3, 4), None, None),
        (2, "数量指标", (2, 3), None, None),
        (2, "质量指标", (4,), None, None),
    ]


def test_weights_of_levels_in_columns_of_their_own(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ("一级指标", "权重", "二级指标", "权重", "三级指标", "权重", "评分标准", "得分"),
            ("决策", 20, "编制", 12, "合理性", 5, "略", 4),
            (None, None, None, None, "规范性", 7, "略", 7),
            (None, None, "目标", 8, "完整性", 8, "略", 8),
            ("总分", 100, None, None, None, 100, None, 19),
        )
    )
    assert [row.text("weight") for row in table.rows] == ["5", "7", "8"]
    assert levels(table) == [
        (1, "决策", (2, 3, 4), "20", None),
        (2, "编制", (2, 3), "12", None),
        (2, "目标", (4,), "8", None),
    ]
    assert table.total is not None
    assert {name: cell.address for name, cell in table.total.items()} == {
        "level1_weight": "B5",
        "weight": "F5",
        "score": "H5",
    }


def test_three_heading_rows_repeated_at_a_page_break(tmp_path: Path) -> None:
    header = (
        ("评价指标", None, None, None, None, None, "指标说明", "参考评分标准", "得分"),
        ("一级指标", None, "二级指标", None, "三级指标"),
        ("名称", "参考分值", "名称", "参考分值", "名称", "参考分值"),
    )
    table = only_table(
        read_rows(
            tmp_path,
            ("部门整体绩效评价指标评分表",),
            *header,
            ("部门决策", 20, "预算编制", 10, "预算编制合理性", 5, "略", "略", 5),
            ("部门整体绩效评价指标评分表",),
            *header,
            (None, None, None, None, "预算编制规范性", 5, "略", "略", 4),
            ("综合评分", None, None, None, None, None, None, None, 91.3),
            ("评分等级", None, None, None, None, None, None, None, "优"),
            merged=("A2:F2", "A3:B3", "C3:D3", "E3:F3", "G2:G4", "H2:H4", "I2:I4"),
        )
    )
    assert listed(table) == [
        ("部门决策", "预算编制", "预算编制合理性", "5", "5"),
        ("部门决策", "预算编制", "预算编制规范性", "5", "4"),
    ]
    assert levels(table)[:2] == [(1, "部门决策", (5, 10), "20", None), (2, "预算编制", (5, 10), "10", None)]
    assert table.total is not None and table.total["score"].address == "I11"
    assert table.grade is not None and (table.grade.text, table.grade.address) == ("优", "I12")


@pytest.mark.parametrize(
    "header",
    [
        [("指标", None, None, "权重", "得分"), ("一级", "二级", "三级")],
        [
            ("评价指标体系", None, None, "分值", "自评"),
            ("一级指标", "二级指标", "三级指标", "（分）", "得分"),
        ],
        [
            ("指标", None, None, "分值", "完成情况"),
            ("一级", "二级", "三级", None, "得分", "目标值", "责任科室"),
        ],
        [("一 级\n指 标", "二级 指标", "三级指标（名称）", "权　重（％）", "自评\n得分")],
        [("１级指标", "２级指标", "３级指标", "满分值", "单位自评分")],
    ],
)
def test_headings_in_other_words_and_rows(tmp_path: Path, header: list[tuple[object, ...]]) -> None:
    table = only_table(read_rows(tmp_path, *header, ("甲", "乙", "丙", 10, 9)))
    assert listed(table) == [("甲", "乙", "丙", "10", "9")]


def test_weights_of_three_levels_under_one_heading(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ("指标", None, None, "权重", None, None, "得分"),
            ("一级", "二级", "三级", "一级", "二级", "三级", None),
            ("甲", "乙", "丙", 30, 20, 10, 9),
        )
    )
    assert listed(table) == [("甲", "乙", "丙", "10", "9")]
    assert [weight for _, _, _, weight, _ in levels(table)] == ["30", "20"]


def test_other_order_unknown_columns_and_full_width_figures(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ("某某局２０２２年度整体绩效自评表",),
            ("填报单位：", "某某局", None, "单位：万元"),
            (
                "序号",
                "得　分",
                "责任科室",
                "三级指标",
                "标准分",
                "一级指标",
                "二级指标",
                "２０２２年目标值",
                "实际完成值",
            ),
            (1, "９．５", "办公室", "甲指标", "１０", "产出", "数量", "≥８次", "８次"),
        )
    )
    (row,) = table.rows
    assert listed(table) == [("产出", "数量", "甲指标", "10", "9.5")]
    assert (table.year, table.unit, table.title) == (2022, "某某局", "某某局2022年度整体绩效自评表")
    assert (row.text("target"), row.text("actual")) == (">=8次", "8次")
    assert table.headings["target"] == "2022年目标值"


def test_figures_left_of_the_names_are_read_and_the_name_of_the_form_beside_them_is_no_column(
    tmp_path: Path,
) -> None:
    order = ("得分", "分值", "备注", "实际完成值", "目标值", "一级指标", "二级指标", "三级指标")
    title = ("某某局2022年度整体绩效自评表",)
    left = read_rows(tmp_path, title, order, (9, 10, "统计表", "8次", "≥9次", "产出", "数量", "甲指标"))
    (row,) = only_table(left).rows
    assert (row.text("target"), row.text("actual"), row.text("remark")) == (">=9次", "8次", "统计表")
    form = (
        "年度绩效指标完成情况",
        "一级指标",
        "二级指标",
        "三级指标",
        "目标值",
        "实际完成值",
        "分值",
        "得分",
    )
    beside = read_rows(tmp_path, title, form, (None, "产出", "数量", "甲指标", "≥9次", "8次", 10, 9))
    (row,) = only_table(beside).rows
    assert (row.text("target"), row.text("actual")) == (">=9次", "8次")


def test_placeholders_are_no_rows_but_keep_their_second_level(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ("绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
            (None, "产出指标", "数量指标", "指标1：举办活动", "10次", "10次", 10, 10),
            (None, None, None, "指标 2："),
            (None, None, None, "……"),
            (None, None, "质量指标", "指标1："),
            (None, None, None, "..."),
            (None, None, "时效指标"),
            (None, "效益指标", "社会效益指标", "无"),
            ("总 分", None, None, None, None, None, 100, 10),
        )
    )
    assert listed(table) == [("产出指标", "数量指标", "举办活动", "10", "10")]
    assert levels(table) == [
        (1, "产出指标", (2,), None, None),
        (2, "数量指标", (2,), None, None),
        (2, "质量指标", (), None, None),
        (2, "时效指标", (), None, None),
        (1, "效益指标", (), None, None),
        (2, "社会效益指标", (), None, None),
    ]


def test_sections_over_the_first_column_and_codes_without_a_heading(tmp_path: Path) -> None:
    header = ("一级指标", "二级指标", None, "权重", "2021年目标值", "2021年完成值", "自评分", "备注")
    workbook = read_rows(
        tmp_path,
        ("预算部门(单位)名称: (盖章)",),
        ("某某办公室",),
        header,
        ("1. 部门管理", None, None, 50, None, None, 47),
        ("11. 预算编制情况", 111, "编制合理性", 3, "合理", "合理", 3),
        (None, 112, "编制规范性", 3, "规范", "规范", 3),
        header,
        ("12. 预算执行情况", "121", "预算调整率(%)", 3, 0, 0, 3),
        ("2. 履职情况", None, None, 45, None, None, 42),
        ("23. 其他目标", "231", "无"),
        (None, "232", "无"),
        (None, "..."),
        ("24. 公众满意度", "241", None, 8, 90.4, 87.92, 5),
        ("总 分", None, None, 110, None, None, 97.94),
        ("填表人: ", None, None, None, "日期: 20220518"),
        ("说明: 1. 权重按重要程度确定。",),
    )
    table = only_table(workbook)
    assert listed(table) == [
        ("部门管理", "预算编制情况", "编制合理性", "3", "3"),
        ("部门管理", "预算编制情况", "编制规范性", "3", "3"),
        ("部门管理", "预算执行情况", "预算调整率(%)", "3", "3"),
        ("履职情况", "公众满意度", "公众满意度", "8", "5"),
    ]
    assert [row.code for row in table.rows] == ["111", "112", "121", "241"]
    assert levels(table) == [
        (1, "部门管理", (5, 6, 8), "50", "47"),
        (2, "预算编制情况", (5, 6), None, None),
        (2, "预算执行情况", (8,), None, None),
        (1, "履职情况", (13,), "45", "42"),
        (2, "其他目标", (), None, None),
        (2, "公众满意度", (13,), None, None),
    ]
    assert (table.unit, table.year, table.depth) == ("某某办公室", 2021, 3)
    assert [note.address for note in table.notes] == ["A15", "E15", "A16"]
    assert workbook.unread == ()


def test_codes_before_the_names_in_the_same_cells(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ("一级指标", "二级指标", "权重", "目标值", "自评分"),
            ("1. 部门管理", None, 50, None, 47),
            ("11. 预算编制情况", "111 编制合理性", 3, "合理", 3),
            (None, "112 编制规范性", 3, "规范", 3),
            ("24. 公众满意度", "241", 8, 90.4, 5),
        )
    )
    assert [(row.code, row.name) for row in table.rows] == [
        ("111", "编制合理性"),
        ("112", "编制规范性"),
        ("241", "公众满意度"),
    ]


def test_two_levels_without_sections_are_a_first_level_and_its_indicators(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ("一级指标", "二级指标", "分值", "评分标准", "得分"),
            ("决策", "立项依据", 10, "略", 9),
            (None, "绩效目标", 10, "略", 10),
            ("过程", "资金管理", 20, "略", 20),
        )
    )
    assert listed(table) == [
        ("决策", "", "立项依据", "10", "9"),
        ("决策", "", "绩效目标", "10", "10"),
        ("过程", "", "资金管理", "20", "20"),
    ]
    assert table.depth == 3


def test_first_level_rows_with_sums_are_levels_and_a_lone_indicator_is_a_row(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            HEADER,
            ("一、决策", None, None, 20, 19),
            (None, "立项", "依据充分性", 20, 19),
            ("预算执行率", None, None, 10, 9.5),
            ("二、产出", None, None, 70, 70),
            (None, "数量", None, 70, 70),
            (None, None, "完成率", 70, 70),
        )
    )
    assert listed(table) == [
        ("决策", "立项", "依据充分性", "20", "19"),
        ("预算执行率", "", "预算执行率", "10", "9.5"),
        ("产出", "数量", "完成率", "70", "70"),
    ]
    assert levels(table) == [
        (1, "决策", (3,), "20", "19"),
        (2, "立项", (3,), None, None),
        (1, "预算执行率", (4,), None, None),
        (1, "产出", (7,), "70", "70"),
        (2, "数量", (7,), "70", "70"),
    ]


def test_subtotals_belong_to_levels_and_the_last_total_to_the_table(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            HEADER,
            ("决策", "立项", "甲", 12, 11),
            (None, None, "乙", 8, 8),
            (None, "小计", None, 20, 19),
            ("过程", "资金", "丙", 80, 80),
            ("过程小计", None, None, 80, 80),
            ("合计", None, None, 100, 99),
            ("加减分", "表彰", "丁", 5, 1),
            ("总得分：", None, None, 105, 100),
        )
    )
    assert [row.name for row in table.rows] == ["甲", "乙", "丙", "丁"]
    assert [(name, weight, score) for depth, name, _, weight, score in levels(table) if depth == 1] == [
        ("决策", "20", "19"),
        ("过程", "80", "80"),
        ("加减分", None, None),
    ]
    assert table.total is not None
    assert {name: cell.address for name, cell in table.total.items()} == {"weight": "D9", "score": "E9"}


def test_a_total_with_indicators_below_it_and_none_after_them_is_not_the_total(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            HEADER,
            ("决策", "立项", "甲", 20, 19),
            ("合计", None, None, 20, 19),
            ("过程", "资金", "丙", 80, 80),
        )
    )
    assert table.total is None


@pytest.mark.parametrize(
    ("row", "grade"),
    [
        (("评价等级", None, None, None, "良"), "良"),
        (("综合评分", None, None, None, 91, "等级：", "优"), "优"),
        (("评价等级：中",), "中"),
    ],
)
def test_the_grade_is_the_next_filled_cell(tmp_path: Path, row: tuple[object, ...], grade: str) -> None:
    table = only_table(read_rows(tmp_path, HEADER, ("决策", "立项", "甲", 100, 91), row))
    assert table.grade is not None and table.grade.text == grade


@pytest.mark.parametrize(
    "note",
    [
        ("等级", "优", "良", "中", "差"),
        ("说明：评价等级：优（90分以上）、良（80—90分）。",),
        ("注：评价等级分四档。",),
    ],
)
def test_bands_of_grades_are_no_grade(tmp_path: Path, note: tuple[object, ...]) -> None:
    table = only_table(
        read_rows(tmp_path, HEADER, ("决策", "立项", "甲", 100, 91), ("总分", None, None, 100, 91), note)
    )
    assert table.grade is None


def test_a_summary_by_second_level_has_depth_two(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ("表3.2.1 二级指标得分率表",),
            ("一级指标", "二级指标", "分值", "得分", "得分率"),
            ("部门决策 (14分)", "决策依据", 8, 8, "100%"),
            (None, "预算编制", 6, 6, "100%"),
            ("合计", None, 14, 14, "100%"),
        )
    )
    assert table.depth == 2
    assert [(row.level1, row.name, row.text("rate")) for row in table.rows] == [
        ("部门决策", "决策依据", "100%"),
        ("部门决策", "预算编制", "100%"),
    ]
    assert levels(table) == [(1, "部门决策", (3, 4), "14分", None)]


def test_a_summary_with_figures_of_the_first_level_beside_it(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ("一级指标", "分值", "得分", "得分率", "二级指标", "分值", "得分", "得分率"),
            ("决策", 20, 19, 0.95, "编制", 10, 10, 1),
            (None, None, None, None, "目标", 10, 9, 0.9),
        )
    )
    assert levels(table) == [(1, "决策", (2, 3), "20", "19")]
    assert [row.text("score") for row in table.rows] == ["10", "9"]


def test_what_cannot_be_read_is_named_and_blank_scores_are_not(tmp_path: Path) -> None:
    workbook = read_rows(
        tmp_path,
        HEADER,
        ("决策", "立项", "甲", "十分", 9),
        (None, None, "乙", 10, "满分"),
        (None, None, "丙", 10, None),
        (None, None, "丁", 10, "—"),
        (None, None, None, 10, 9),
    )
    assert [(item.cell.address, item.why) for item in workbook.unread] == [
        ("D2", "“分值”填的是“十分”，不是数字"),
        ("E3", "“得分”填的是“满分”，不是数字"),
        ("C6", "这一行有分值或得分，没有指标名称"),
    ]
    assert len(only_table(workbook).rows) == 5


def test_the_columns_beside_the_form_are_not_its_score(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            (*HEADER, None, "原报得分", "差异", "认定得分"),
            ("决策", "立项", "甲", 10, 9, None, 8, 1, 7),
        )
    )
    assert table.columns["score"] == 5
    assert not set(table.columns.values()) & {7, 8, 9}


def test_two_tables_of_one_kind_on_a_sheet(tmp_path: Path) -> None:
    workbook = read_rows(
        tmp_path,
        ("甲项目绩效自评表",),
        HEADER,
        ("产出", "数量", "甲一", 100, 90),
        ("总分", None, None, 100, 90),
        ("说明：略",),
        ("乙项目绩效自评表",),
        HEADER,
        ("产出", "数量", "乙一", 100, 80),
        ("总分", None, None, 100, 80),
    )
    assert [(table.title, listed(table)[0][2], table.header_row) for table in workbook.tables] == [
        ("甲项目绩效自评表", "甲一", 2),
        ("乙项目绩效自评表", "乙一", 7),
    ]
    assert [[note.text for note in table.notes] for table in workbook.tables] == [["说明:略"], []]


def test_a_note_between_the_rows_does_not_end_the_table(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            HEADER,
            ("一、决策", None, None, 30, 30),
            (None, "立项", "甲", 30, 30),
            ("注：以下由业务科室填写。",),
            ("二、产出", None, None, 70, 60),
            (None, "数量", "乙", 70, 60),
            (None, "质量", "指标1："),
            ("填表人：", None, None, None, "2022年5月"),
            ("某科长",),
        )
    )
    assert [row.name for row in table.rows] == ["甲", "乙"]
    assert [(name, weight) for _, name, _, weight, _ in levels(table)] == [
        ("决策", "30"),
        ("立项", None),
        ("产出", "70"),
        ("数量", None),
        ("质量", None),
    ]
    assert [note.address for note in table.notes] == ["A4", "A8", "E8", "A9"]


def test_of_four_levels_the_lower_three_are_read(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ("一级指标", "二级指标", "三级指标", "四级指标", "分值", "得分"),
            ("管理", "资金", "预算", "甲", 5, 5),
            (None, None, None, "乙", 5, 4),
        )
    )
    assert listed(table) == [("资金", "预算", "甲", "5", "5"), ("资金", "预算", "乙", "5", "4")]


def test_a_summary_by_first_level_has_depth_one(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ("一级指标", "分值", "得分", "得分率"),
            ("决策", 20, 19, "95%"),
            ("产出", 80, 80, "100%"),
            ("总分", 100, 99, "99%"),
        )
    )
    assert table.depth == 1
    assert listed(table) == [("", "", "决策", "20", "19"), ("", "", "产出", "80", "80")]
    assert table.levels == ()


def test_grade_left_of_its_label_where_the_scores_stand_left(tmp_path: Path) -> None:
    table = only_table(
        read_rows(
            tmp_path,
            ["得分", "一级指标", "二级指标", "三级指标", "分值"],
            [38, "决策", "目标", "目标设定", 40],
            [53, "管理", "资金", "预算编制", 60],
            [91, "总分", "", "", 100],
            ["优", "评价等级"],
        )
    )
    assert table.grade is not None
    assert (table.grade.address, table.grade.text) == ("A5", "优")
