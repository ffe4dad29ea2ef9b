"""Error values of an .xlsx, whatever the XML around them."""

from __future__ import annotations

import pytest

from tests.support.parts import unpacked_sheet
from workbooks.files.error_values import error_values

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("cells", "errors"),
    [
        # As nearly every program writes them.
        ('<c r="B2" s="1" t="e"><v>#N/A</v></c>', {(2, 2): "#N/A"}),
        ('<c r="B2" t="e" cm="1"><f>A1/0</f><v>#DIV/0!</v></c>', {(2, 2): "#DIV/0!"}),
        ('<c r="B2" t="e"><f t="shared" si="0"/><v>#REF!</v></c>', {(2, 2): "#REF!"}),
        ('<c r="B2" t="e"><v> </v></c><c r="C2" t="e"><v>#N/A</v></c>', {(2, 3): "#N/A"}),
        # As few do: of all of them, not only of those that look usual.
        (
            "<c r='B2' t='e'><v>#N/A</v></c><c r=\"C2\" t=\"e\"><v>#NUM!</v></c>",
            {(2, 2): "#N/A", (2, 3): "#NUM!"},
        ),
        ('<c r="B2" t="e"><v>#N&#47;A</v></c>', {(2, 2): "#N/A"}),
        ('<c r="B2" t="e"><v>#N/<![CDATA[A]]></v></c>', {(2, 2): "#N/A"}),
        ('<row><c/><c t="e"><v>#N/A</v></c></row>', {(1, 2): "#N/A"}),
        ('<x:c r="D4" t="e" xmlns:x="urn:x"><x:v>#N/A</x:v></x:c>', {(4, 4): "#N/A"}),
        # No cells at all.
        ('<!-- <c r="B2" t="e"><v>#N/A</v></c> -->', {}),
        ('<c r="B2" t="inlineStr"><is><t>t="e"</t></is></c>', {}),
        ('<c r="B2" t="e"><f>1</f></c>', {}),
    ],
)
def test_cells(cells, errors, tmp_path):
    assert error_values(unpacked_sheet(cells, tmp_path / "表.xlsx")).get("Sheet", {}) == errors
