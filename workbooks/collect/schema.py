"""The tables of the ledger (台账), each column with its meaning, which is put into the file itself."""

from __future__ import annotations

from typing import NamedTuple

VERSION = 4

POINTS = "DECIMAL(18,4)"


class SchemaColumn(NamedTuple):
    name: str
    type: str
    comment: str


TABLES: dict[str, tuple[str, tuple[SchemaColumn, ...]]] = {
    "runs": (
        "每次汇总一行",
        (
            SchemaColumn("run", "INTEGER", "第几次汇总，从 1 起"),
            SchemaColumn("started", "TIMESTAMP", "开始时间（本机时间）"),
            SchemaColumn("finished", "TIMESTAMP", "完成时间；空表示中断，下次接着读"),
            SchemaColumn("places", "VARCHAR[]", "汇总的文件夹和文件"),
            SchemaColumn("method", "VARCHAR", "评分标准和程序的指纹；变了就全部重读"),
            SchemaColumn("found", "INTEGER", "找到的文件数"),
            SchemaColumn("read", "INTEGER", "这次读的文件数"),
            SchemaColumn("unchanged", "INTEGER", "没有变化、沿用上次结果的文件数"),
            SchemaColumn("unreadable", "INTEGER", "未能读取的文件数"),
            SchemaColumn("removed", "INTEGER", "这次发现已经不在的文件数"),
        ),
    ),
    "summaries": (
        "写出的汇总工作簿；内容没有变化的不重写",
        (
            SchemaColumn("path", "VARCHAR", "完整路径"),
            SchemaColumn("run", "INTEGER", "哪次汇总写出的"),
            SchemaColumn("layout", "VARCHAR", "写汇总的程序的指纹"),
            SchemaColumn("size", "BIGINT", "写出后的字节数"),
            SchemaColumn("modified", "BIGINT", "写出后的修改时间（纳秒）"),
        ),
    ),
    "files": (
        "每个文件一行；压缩包里的工作簿各占一行",
        (
            SchemaColumn("file", "INTEGER", "文件编号"),
            SchemaColumn("path", "VARCHAR", "完整路径或网址"),
            SchemaColumn("member", "VARCHAR", "压缩包里的名称；不在压缩包里为空串"),
            SchemaColumn("size", "BIGINT", "字节数；存储没有说的为 -1"),
            SchemaColumn("modified", "BIGINT", "修改时间（1970 年起的纳秒）；存储没有说的为 0"),
            SchemaColumn("tag", "VARCHAR", "对象存储给内容的标记（ETag）；没有为空串"),
            SchemaColumn("hash", "VARCHAR", "内容的 blake2b 摘要；没有读到内容为空串"),
            SchemaColumn("state", "VARCHAR", "read 已读，unreadable 未能读取，pending 还没有读"),
            SchemaColumn("reason", "VARCHAR", "未能读取的原因和办法"),
            SchemaColumn("method", "VARCHAR", "读的时候用的评分标准和程序的指纹"),
            SchemaColumn("seen_run", "INTEGER", "最近在哪次汇总里见到"),
            SchemaColumn("read_run", "INTEGER", "内容是哪次汇总读的"),
            SchemaColumn("removed_run", "INTEGER", "哪次汇总发现它已经不在；空表示还在"),
        ),
    ),
    "tables": (
        "每张评分表一行；项目自评表一个项目一行",
        (
            SchemaColumn("file", "INTEGER", "文件编号"),
            SchemaColumn("part", "INTEGER", "文件里的第几张评分表，从 1 起"),
            SchemaColumn("sheet", "VARCHAR", "工作表"),
            SchemaColumn("project", "VARCHAR", "项目名称；部门整体表为空串，项目自评表没有写的为空值"),
            SchemaColumn("standard", "VARCHAR", "评分标准编号；没有识别出为空串"),
            SchemaColumn("family", "VARCHAR", "去掉年份的评分标准编号，用来跨年度比较"),
            SchemaColumn("unit", "VARCHAR", "单位名称；表里没有写为空串"),
            SchemaColumn("year", "INTEGER", "评价年度"),
            SchemaColumn("full_mark", POINTS, "满分"),
            SchemaColumn("reported_total", POINTS, "原报总分"),
            SchemaColumn("recomputed_total", POINTS, "重算总分"),
            SchemaColumn("reported_grade", "VARCHAR", "原报等级"),
            SchemaColumn("recomputed_grade", "VARCHAR", "重算等级"),
            SchemaColumn("basis", "VARCHAR", "重算依据"),
        ),
    ),
    "items": (
        "每个三级指标一行",
        (
            SchemaColumn("file", "INTEGER", "文件编号"),
            SchemaColumn("part", "INTEGER", "文件里的第几张评分表"),
            SchemaColumn("number", "INTEGER", "表里的第几行指标，从 1 起"),
            SchemaColumn("level1", "VARCHAR", "一级指标"),
            SchemaColumn("level2", "VARCHAR", "二级指标"),
            SchemaColumn("name", "VARCHAR", "三级指标"),
            SchemaColumn("weight", POINTS, "分值"),
            SchemaColumn("reported", POINTS, "原报得分"),
            SchemaColumn("recomputed", POINTS, "重算得分；按原报得分的与原报相同"),
            SchemaColumn(
                "status",
                "VARCHAR",
                "scored 按标准算出，judged 认定，printed 按原报，missing 缺数据，error 有错误",
            ),
        ),
    ),
    "stated": (
        "申报表、监控表、自评表一张一行，供互相核对",
        (
            SchemaColumn("file", "INTEGER", "文件编号"),
            SchemaColumn("part", "INTEGER", "文件里的第几张这样的表，从 1 起"),
            SchemaColumn("stage", "VARCHAR", "申报表、监控表、自评表"),
            SchemaColumn("sheet", "VARCHAR", "工作表"),
            SchemaColumn("project", "VARCHAR", "项目名称"),
            SchemaColumn("key", "VARCHAR", "用来对照的项目名称：半角，没有空格、括号、引号"),
            SchemaColumn("year", "INTEGER", "年度；没有写为空值"),
            SchemaColumn("budget", "VARCHAR", "年初预算数，按表里的单位"),
            SchemaColumn("budget_cell", "VARCHAR", "年初预算数的单元格"),
            SchemaColumn("months", "INTEGER", "监控表：截至几月"),
            SchemaColumn("unit", "VARCHAR", "单位名称；没有写为空串"),
            SchemaColumn("head", "VARCHAR", "表头的文字"),
        ),
    ),
    "stated_indicators": (
        "申报表、监控表、自评表的每个指标一行",
        (
            SchemaColumn("file", "INTEGER", "文件编号"),
            SchemaColumn("part", "INTEGER", "文件里的第几张这样的表"),
            SchemaColumn("number", "INTEGER", "表里的第几个指标，从 1 起"),
            SchemaColumn("name", "VARCHAR", "三级指标"),
            SchemaColumn("cell", "VARCHAR", "指标名称的单元格"),
            SchemaColumn("target", "VARCHAR", "指标值"),
            SchemaColumn("target_cell", "VARCHAR", "指标值的单元格"),
            SchemaColumn("weight", "VARCHAR", "分值（权重）"),
            SchemaColumn("weight_cell", "VARCHAR", "分值的单元格"),
        ),
    ),
    "findings": (
        "复核发现的每个问题一行",
        (
            SchemaColumn("file", "INTEGER", "文件编号"),
            SchemaColumn("number", "INTEGER", "文件里的第几个问题，从 1 起"),
            SchemaColumn("code", "VARCHAR", "检查代码，见 docs/checks.md"),
            SchemaColumn("level", "VARCHAR", "错误、缺失、提示"),
            SchemaColumn("sheet", "VARCHAR", "工作表"),
            SchemaColumn("cell", "VARCHAR", "单元格"),
            SchemaColumn("message", "VARCHAR", "说明"),
            SchemaColumn("expected", "VARCHAR", "应为"),
            SchemaColumn("found", "VARCHAR", "印的是"),
            SchemaColumn("basis", "VARCHAR", "依据"),
        ),
    ),
}

VIEWS: dict[str, tuple[str, str]] = {
    "present": (
        "最近一次汇总见到的文件",
        "SELECT * FROM files WHERE seen_run = (SELECT max(run) FROM runs) AND removed_run IS NULL",
    ),
    "scores": (
        "最近一次汇总的评分表；counted 为假的是重复报送（同一标准、单位、年度、项目），"
        "以最后修改的 main_path 为准，不参加排名和平均；没有写单位或项目的认不出是不是重复，都算",
        """
        SELECT t.*, f.path, f.member, f.modified,
               t.unit = '' OR t.standard = '' OR t.project IS NULL OR row_number() OVER same = 1 AS counted,
               first_value(f.path) OVER same AS main_path, first_value(f.member) OVER same AS main_member
        FROM tables t JOIN present f USING (file)
        WINDOW same AS (PARTITION BY t.standard, t.unit, t.year, t.project
                        ORDER BY f.modified DESC, f.path, f.member, t.part)
        """,
    ),
    "ranking": (
        "单位排名：同一标准、年度、满分内按重算总分排；指标分值合计（加减分除外）超过满分的（beyond）不排",
        """
        WITH weights AS (
            SELECT file, part, sum(weight) AS weights FROM items
            WHERE NOT regexp_matches(level1 || ' ' || level2 || ' ' || name, '$bonus') GROUP BY ALL),
        placed AS (
            SELECT s.*, w.weights, coalesce(w.weights > s.full_mark, false) AS beyond
            FROM scores s LEFT JOIN weights w USING (file, part))
        SELECT *, CASE WHEN counted AND recomputed_total IS NOT NULL AND NOT beyond THEN
                    rank() OVER (PARTITION BY standard, year, full_mark,
                                              counted AND recomputed_total IS NOT NULL AND NOT beyond
                                 ORDER BY recomputed_total DESC) END AS place
        FROM placed
        """,
    ),
    "duplicates": (
        "重复报送：同一标准、单位、年度、项目有几个文件",
        """
        SELECT standard, unit, year, project, count(*) AS copies,
               list({'path': path, 'member': member} ORDER BY modified DESC, path, member) AS files
        FROM scores WHERE unit <> '' AND standard <> '' AND project IS NOT NULL
        GROUP BY ALL HAVING count(*) > 1
        """,
    ),
    "last_year": (
        "与上年比较：同一单位、同一类标准、同一项目最近的一个以前年度",
        """
        SELECT s.file, s.part, s.unit, s.project, s.standard, s.year, s.recomputed_total,
               p.year AS earlier_year, p.recomputed_total AS earlier_total,
               s.recomputed_total - p.recomputed_total AS change
        FROM scores s JOIN tables p
          ON p.unit = s.unit AND p.family = s.family AND p.project = s.project AND p.year < s.year
        JOIN files f ON f.file = p.file
        WHERE s.counted AND s.unit <> '' AND s.family <> ''
        QUALIFY row_number() OVER (PARTITION BY s.file, s.part
                                   ORDER BY p.year DESC, f.modified DESC, f.path, f.member, p.part) = 1
        """,
    ),
}


def statements() -> list[str]:
    """The SQL that makes an empty ledger."""
    made = [f"CREATE TABLE about AS SELECT {VERSION} AS version"]
    for table, (comment, columns) in TABLES.items():
        listed = ", ".join(f"{column.name} {column.type}" for column in columns)
        made.append(f"CREATE TABLE {table} ({listed})")
        made.append(f"COMMENT ON TABLE {table} IS '{comment}'")
        made += [f"COMMENT ON COLUMN {table}.{column.name} IS '{column.comment}'" for column in columns]
    # Only a new ledger asks; a later run over the same files should not wait for what reads tables.
    from workbooks.review.reading.point_sums import BONUS

    for view, (comment, query) in VIEWS.items():
        made.append(f"CREATE VIEW {view} AS {query.replace('$bonus', BONUS.pattern)}")
        made.append(f"COMMENT ON VIEW {view} IS '{comment}'")
    return made
