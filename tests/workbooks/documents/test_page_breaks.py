"""Tables and sentences that were cut at the end of a page are put together, others are left alone."""

from __future__ import annotations

from workbooks.documents.blocks import Passage, TextTable, joined_passages
from workbooks.documents.page_breaks import whole_tables

HEAD = ("一级指标", "三级指标", "分值", "评分标准", "得分")
ROW = ("决策", "预算编制合理性", "5", "符合的得分", "5")


def whole(*blocks):
    return list(whole_tables([TextTable(b) if isinstance(b, tuple) else Passage(b) for b in blocks]))


def test_headings_repeated_on_the_next_page_go_on():
    other = ("", "目标完整性", "3", "每项扣分", "3")
    assert whole((HEAD, ROW), (HEAD, other)) == [TextTable((HEAD, ROW, other))]


def test_a_row_broken_in_two_is_one_row():
    first, rest = ("决策", "预算编制", "5", "符合的", "5"), ("", "制合理性", "", "得分", "")
    assert whole((HEAD, first), (HEAD, rest)) == [TextTable((HEAD, ROW))]


def test_a_row_of_its_own_is_not_the_rest_of_another():
    other = ("决策", "目标设置", "", "没有评分", "")
    own = ("", "目标", "3", "得分", "")
    assert whole((HEAD, ROW), (HEAD, own))[0].rows[2] == own
    assert whole((HEAD, ROW), (("甲", "乙", "丙", "丁", "戊"), other))[0].rows[-1] == other


def test_the_title_printed_again_between_two_pieces_is_none_of_the_text():
    title, other = "评价指标体系", ("", "目标完整性", "3", "每项扣分", "3")
    assert whole(title, (HEAD, ROW), title, (HEAD, other)) == [Passage(title), TextTable((HEAD, ROW, other))]
    assert len(whole(title, (HEAD, ROW), "附件2", (HEAD, other))) == 4


def test_a_label_lower_down_on_the_next_page_is_uncertain():
    more = (("", "党建", "3", "每项扣分", "3"), ("产出", "经济", "3", "每项扣分", "3"))
    (table,) = whole((HEAD, ROW), (HEAD, *more))
    assert not table.certain
    (table,) = whole((HEAD, ROW), (HEAD, *more[1:]))
    assert table.certain


def test_pieces_of_another_width_stand_below_the_same_headings():
    narrow = (("二级指标", "权重", "自评分"), ("111 预算编制合理性", "3", "3"))
    wide = (("二级指标", "", "权重", "自评分"), ("112", "预算编制规范性", "3", "3"))
    (table,) = whole(narrow, wide)
    assert table.rows[1:] == (("111", "预算编制合理性", "3", "3"), ("112", "预算编制规范性", "3", "3"))


def test_a_score_moved_left_by_a_missing_cell_is_moved_back():
    rows = [("决策", f"指标{n}", "5", "符合的得分", "5") for n in range(3)]
    moved = ("决策", "重点工作", "8", "8", "")
    (table,) = whole((HEAD, *rows, moved))
    assert table.rows[-1] == ("决策", "重点工作", "8", "", "8")
    money = (("项目", "预算", "支出"), ("甲", "5", ""), ("乙", "6", "6"), ("丙", "7", "7"), ("丁", "7", "7"))
    assert whole(money) == [TextTable(money)]


def test_a_sentence_cut_at_the_end_of_a_page_is_one():
    long = "部门履职绩效主要考察经济性、效率性、效果性和公平性等四个方面，指标权重 60 分。2021"
    passages = [
        Passage(text)
        for text in (long, "年度，我局部门绩效指标得分为 55.41 分。", "1. 经济性方面", "经济性6分。")
    ]
    assert [each.text for each in joined_passages(passages)] == [
        f"{long}年度，我局部门绩效指标得分为 55.41 分。",
        "1. 经济性方面",
        "经济性6分。",
    ]
