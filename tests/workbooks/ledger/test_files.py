"""Ledger files as they arrive: encodings, delimiters, sheets, and everything that must be refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbooks.files import archive, container, reach
from workbooks.ledger import raw_rows, read_file, read_ledger
from workbooks.problems import InputError

HEADING = ["支付日期", "凭证号", "项目名称", "支付金额（元）"]
ROWS = [HEADING, ["2021-03-05", "P1", "日常公用经费", "1,234.50"], ["2021-05-06", "P2", "人员经费", "-34.50"]]
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def text(delimiter: str) -> str:
    return "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS) + "\r\n"


def xlsx(sheets: dict[str, list[list[object]]], hidden: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def package(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def ods(rows: str, manifest: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="明细">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    listing = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f"{manifest}</manifest:manifest>"
    )
    parts = {"mimetype": ODS, "META-INF/manifest.xml": listing, "content.xml": content}
    return package({name: part.encode() for name, part in parts.items()})


def ods_row(cells: list[str], attributes: str = "") -> str:
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row {attributes}>{inner}</table:table-row>"


def refusal(path: Path, content: bytes | None) -> str:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_ledger(path, 2021)
    message = str(caught.value)
    assert "\n" not in message
    assert path.name in message
    return message


class TestText:
    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_encodings_and_delimiters(self, tmp_path: Path, encoding: str, delimiter: str) -> None:
        path = tmp_path / "明细.csv"
        path.write_bytes(text(delimiter).encode(encoding))
        assert read_file(path).tables[0].rows == ROWS
        assert read_ledger(path, 2021).cumulative("元") == (
            Decimal("1234.50"),
            Decimal("1200.00"),
            None,
            None,
        )

    def test_rows_keep_their_number(self, tmp_path: Path) -> None:
        path = tmp_path / "明细.csv"
        path.write_text(
            "标题,含逗号\n\n日期,金额,摘要\n2021-01-05,1,“两行\n\n2021-01-06,待定,\n", encoding="utf-8"
        )
        result = read_ledger(path, 2021)
        assert [issue.row for issue in result.issues] == [6]
        assert [payment.row for payment in result.payments] == [4]

    def test_a_line_break_in_quotes_is_one_row(self, tmp_path: Path) -> None:
        path = tmp_path / "明细.csv"
        path.write_text('日期,金额,摘要\n2021-01-05,1,"两\n行"\n2021-01-06,待定,\n', encoding="utf-8")
        assert [issue.row for issue in read_ledger(path, 2021).issues] == [3]

    @pytest.mark.parametrize("tail", ['2021-1-6,"1\n2021-1-7,5\n', '"甲"乙,2021-1-6,1\n'])
    def test_broken_quotes_are_refused(self, tmp_path: Path, tail: str) -> None:
        content = f"日期,金额\n2021-1-5,1\n{tail}".encode()
        assert "第 3 行的引号不成对" in refusal(tmp_path / "明细.csv", content)

    def test_a_quote_that_swallows_the_file_is_refused(self, tmp_path: Path) -> None:
        content = ('日期,金额\n"' + "2021-1-5,1\n" * 20_000).encode()
        assert "第 2 行的引号不成对" in refusal(tmp_path / "明细.csv", content)

    def test_unknown_encoding(self, tmp_path: Path) -> None:
        assert "文字编码认不出来" in refusal(tmp_path / "明细.csv", "日期,金额".encode() + b"\xff\x80")

    def test_row_limit(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(raw_rows, "MAX_ROWS", 2)
        assert "超过上限 2 行" in refusal(tmp_path / "明细.csv", text(",").encode())

    def test_headings_found_are_those_of_the_right_delimiter(self, tmp_path: Path) -> None:
        message = refusal(tmp_path / "明细.csv", "支付日期;项目\n2021-1-5;1\n".encode())
        assert "找到的表头有：支付日期、项目" in message


class TestSheets:
    def test_the_sheet_with_the_headings_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "明细.xlsx"
        path.write_bytes(xlsx({"说明": [["使用说明"]], "支付明细": ROWS}))
        assert [table.sheet for table in read_file(path).tables] == ["支付明细"]
        assert read_ledger(path, 2021).total == Decimal("1200.00")

    def test_real_dates_and_numbers_below_an_offset(self, tmp_path: Path) -> None:
        path = tmp_path / "明细.xlsx"
        rows = [[], [], [None, "标题"], [None, *HEADING], [None, date(2021, 3, 5), 20210001, "甲", 0.1]]
        path.write_bytes(xlsx({"明细": [*rows, [None, date(2021, 4, 5), 20210002, "甲", "坏"]]}))
        result = read_ledger(path, 2021)
        vouchers = [payment.voucher for payment in result.payments]
        assert (result.total, vouchers) == (Decimal("0.1"), ["20210001"])
        assert [issue.row for issue in result.issues] == [6]

    def test_no_sheet_has_the_headings(self, tmp_path: Path) -> None:
        content = xlsx({"说明": [["使用说明"]], "表": [["支付日期", "项目名称"]]})
        message = refusal(tmp_path / "明细.xlsx", content)
        assert "工作表“说明”、“表”" in message
        assert "找到的表头有：支付日期、项目名称" in message

    def test_ods(self, tmp_path: Path) -> None:
        path = tmp_path / "明细.ods"
        blank = '<table:table-cell table:number-columns-repeated="16380"/>'
        gap = f'<table:table-row table:number-rows-repeated="3">{blank}</table:table-row>'
        end = f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>'
        rows = ods_row(ROWS[0]) + gap + ods_row(ROWS[1]) + ods_row(["不详", "", "", "1"]) + end
        path.write_bytes(ods(rows))
        result = read_ledger(path, 2021)
        assert result.total == Decimal("1234.50")
        assert [issue.row for issue in result.issues] == [6]

    def test_error_values_of_an_ods_are_named(self, tmp_path: Path) -> None:
        path = tmp_path / "明细.ods"
        blank = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        error = (
            '<table:table-cell table:number-columns-repeated="3"/><table:table-cell '
            'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
            'office:value-type="string" office:string-value="" calcext:value-type="error">'
            "<text:p>#REF!</text:p></table:table-cell>"
        )
        rows = ods_row(ROWS[0]) + blank + ods_row(ROWS[1])
        path.write_bytes(ods(f"{rows}<table:table-row>{error}</table:table-row>"))
        issues = read_ledger(path, 2021).issues
        assert [(issue.row, issue.kind) for issue in issues] == [(5, "unreadable")]
        assert "#REF!" in issues[0].text

    def test_hidden_rows_of_an_ods_are_told(self, tmp_path: Path) -> None:
        path = tmp_path / "明细.ods"
        hidden = 'table:visibility="filter"'
        rows = "".join(ods_row(row, hidden if n == 2 else "") for n, row in enumerate(ROWS))
        path.write_bytes(ods(rows))
        assert "有 1 行是隐藏的或筛选掉的，已一并计入（第 3 行）" in read_file(path).tables[0].hidden


class TestRefusals:
    def test_missing_folder_empty_and_locked(self, tmp_path: Path) -> None:
        assert "找不到这个文件" in refusal(tmp_path / "没有.csv", None)
        (tmp_path / "夹.csv").mkdir()
        assert "这是文件夹" in refusal(tmp_path / "夹.csv", None)
        assert "0 字节" in refusal(tmp_path / "空.csv", b"")

    def test_size_limit(self, tmp_path: Path) -> None:
        path = tmp_path / "大.csv"
        with path.open("wb") as handle:
            handle.truncate(container.MAX_FILE_BYTES + 1)
        assert "超过上限 100 MB" in refusal(path, None)

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("明细.pdf", b"%PDF-1.7", "不支持扩展名“.pdf”"),
            ("明细", b"1,2", "不支持扩展名“”"),
            ("明细.csv", b"%PDF-1.7", "内容却是PDF 文件"),
            ("明细.csv", b"\x89PNG\r\n\x1a\n", "内容却是图片"),
            ("明细.csv", b"1,2\0\0\0\3", "内容却是无法识别的数据"),
            ("明细.csv", package({"a": b"b"}), "内容却是新格式工作簿或压缩包"),
            ("明细.xls", "日期\t金额\n".encode(), "内容却是文本"),
            ("明细.xls", b"\n <html><table>", "内容却是网页或 XML"),
            ("明细.xls", b'\xef\xbb\xbf<?xml version="1.0"?>', "内容却是网页或 XML"),
            ("明细.xls", package({"xl/workbook.xml": b""}), "内容却是新格式工作簿"),
            ("明细.xlsx", "日期,金额\n".encode(), "内容却是文本"),
            ("明细.xlsx", package({"word/document.xml": b"<w/>"}), "这不是电子表格"),
            ("明细.xlsx", package({"xl/workbook.bin": b""}), ".xlsb"),
            ("明细.xlsx", package({"mimetype": ODS.encode(), "content.xml": b""}), "扩展名改为 .ods"),
            ("明细.ods", package({"xl/workbook.xml": b""}), "扩展名改为 .xlsx"),
            ("明细.ods", package({"mimetype": b"application/vnd.oasis.opendocument.text"}), "这不是电子表格"),
        ],
    )
    def test_wrong_content(self, tmp_path: Path, name: str, content: bytes, reason: str) -> None:
        message = refusal(tmp_path / name, content)
        assert reason in message
        assert "请" in message

    def test_a_password(self, tmp_path: Path) -> None:
        assert "打开密码" in refusal(tmp_path / "密.ods", ods("", "<manifest:encryption-data/>"))
        protected = bytearray(package({"xl/workbook.xml": b"x"}))
        protected[protected.index(b"PK\1\2") + 8] |= 1
        assert "打开密码" in refusal(tmp_path / "密.xlsx", bytes(protected))

    def test_cut_short(self, tmp_path: Path) -> None:
        whole = xlsx({"明细": ROWS})
        for length in (4, 100, len(whole) // 2, len(whole) - 30, len(whole) - 1):
            assert "不完整或已损坏" in refusal(tmp_path / "明细.xlsx", whole[:length])

    def test_a_damaged_part(self, tmp_path: Path) -> None:
        content = bytearray(xlsx({"明细": ROWS}))
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
            part = archive.getinfo("xl/worksheets/sheet1.xml")
        content[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 0xFF
        assert "不完整或已损坏" in refusal(tmp_path / "明细.xlsx", bytes(content))

    def test_a_workbook_without_sheets(self, tmp_path: Path) -> None:
        assert "不完整或已损坏" in refusal(tmp_path / "明细.xlsx", package({"xl/workbook.xml": b"<a/>"}))


class TestBombs:
    def test_high_ratio(self, tmp_path: Path) -> None:
        content = package({"xl/workbook.xml": bytes(60 * 2**20)})
        assert len(content) < 2**20
        assert "解压后有 60 MB" in refusal(tmp_path / "明细.xlsx", content)

    def test_size_beyond_the_limit(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 1000)
        assert "不像正常的文件" in refusal(tmp_path / "明细.xlsx", xlsx({"明细": ROWS}))

    def test_a_directory_that_lies_about_the_size(self, tmp_path: Path) -> None:
        content = bytearray(package({"xl/workbook.xml": bytes(60 * 2**20)}))
        entry = content.index(b"PK\1\2")
        content[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
        assert "不完整或已损坏" in refusal(tmp_path / "明细.xlsx", bytes(content))

    @pytest.mark.parametrize(
        ("far", "why"), [("XFD1048576", "表格区域过大"), ("ZZZ9999999", "超出工作表范围")]
    )
    def test_a_cell_far_out(self, tmp_path: Path, far: str, why: str) -> None:
        # Reading this file ends the process: the reader reserves 550 GB.
        cells = f'<row r="1"><c r="A1"><v>1</v></c><c\n s="1" r="{far}" ><v>1</v></c></row>'
        sheet = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
        content = package({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": sheet.encode()})
        assert why in refusal(tmp_path / "明细.xlsx", content)

    def test_a_far_cell_between_two_pieces_of_a_part(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sheet = b"<worksheet>" + b" " * 300 + b'<c r="XFD1048576"><v>1</v></c></worksheet>'
        content = package({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": sheet})
        for chunk in range(300, 330):
            monkeypatch.setattr(archive, "_CHUNK", chunk)
            monkeypatch.setattr(container, "_KEPT_BYTES", 0)
            monkeypatch.setattr(reach, "_ONE_PIECE", chunk)
            assert "表格区域过大" in refusal(tmp_path / "明细.xlsx", content)

    def test_the_last_column_and_the_last_row_stand_in_different_cells(self) -> None:
        def content(row: int) -> bytes:
            cells = f'<c r="XFD5"><v>1</v></c><c r="A{row}"><v>1</v></c>'
            sheet = f"<sheetData>{cells}</sheetData>".encode()
            return package({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": sheet})

        # 16,384 columns of 1,953 rows are 31,997,952 cells, of 1,954 rows 32,014,336.
        container.check_content(content(1953), "明细.xlsx")
        with pytest.raises(InputError, match="表格区域过大（到第 1954 行）"):
            container.check_content(content(1954), "明细.xlsx")

    def test_far_cells_that_are_only_formatted_do_no_harm(self, tmp_path: Path) -> None:
        path = tmp_path / "明细.xlsx"
        book = openpyxl.load_workbook(io.BytesIO(xlsx({"明细": ROWS})))
        book.active["XFD1048576"].number_format = "0.00"
        book.save(path)
        assert read_file(path).tables[0].rows == ROWS

    def test_an_ods_cell_far_out(self, tmp_path: Path) -> None:
        far = '<table:table-row table:number-rows-repeated="1048000"/>' + ods_row(["甲"] * 40)
        assert "区域过大" in refusal(tmp_path / "明细.ods", ods(far))

    def test_ods_repetition(self, tmp_path: Path) -> None:
        cell = (
            '<table:table-cell office:value-type="string" table:number-columns-repeated="16000">'
            "<text:p>甲</text:p></table:table-cell>"
        )
        rows = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
        assert "不完整或已损坏" in refusal(tmp_path / "明细.ods", ods(rows))


WHOLE = {".xlsx": xlsx({"明细": ROWS}), ".csv": text(",").encode()}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_any_damage_is_a_ledger_error_or_harmless(
    tmp_path: Path, suffix: str, changes: list[tuple[int, int]]
) -> None:
    content = bytearray(WHOLE[suffix])
    for position, value in changes:
        content[position % len(content)] = value
    path = tmp_path / f"明细{suffix}"
    path.write_bytes(content)
    try:
        result = read_ledger(path, 2021)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert len(result.payments) <= 2
