"""The charts as PNG: what is drawn, in which files, and what is said where it cannot be."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from addin.blank_forms import new
from addin.cli import cli
from addin.pictures import FONTS, save_chart, save_charts
from tests.support.examples import example
from tests.support.filled import published_workbook
from workbooks.filing.scoring import score_forms
from workbooks.problems import InputError
from workbooks.standards.loading import load

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def tables(name, changes=None):
    return score_forms(load(name), example(name, changes))


@pytest.fixture
def fonts():
    """The fonts that matplotlib knows; a machine without it or without Chinese ones cannot draw."""
    manager = pytest.importorskip("matplotlib.font_manager")
    if not set(FONTS) & {font.name for font in manager.fontManager.ttflist}:
        pytest.skip("没有中文字体；Debian：apt-get install fonts-noto-cjk")
    return manager.fontManager


def test_each_form_has_its_pictures(fonts, tmp_path):
    assert [path.name for path in save_charts(tables("shenzhen-2021"), tmp_path / "图", "附表")] == [
        "附表-失分.png",
        "附表-执行进度.png",
    ]
    assert len(save_charts(tables("project-2020"), tmp_path / "项目", "附表")) == len(tables("project-2020"))
    for path in tmp_path.glob("*/*.png"):
        assert path.read_bytes().startswith(SIGNATURE)


def test_no_character_is_missing_from_the_font(fonts, tmp_path, recwarn):
    for name in ("shenzhen-2021", "wuxi-2021", "heping-2024"):
        save_charts(tables(name), tmp_path, name)
    assert [str(warning.message) for warning in recwarn if "Glyph" in str(warning.message)] == []


def test_a_picture_follows_the_figures_and_nothing_else(fonts, tmp_path):
    first, again, other = (
        save_charts(tables("shenzhen-2021", changes), tmp_path / folder, "图")[0].read_bytes()
        for folder, changes in (("a", None), ("b", None), ("c", {"效益_酌情扣分": 3}))
    )
    assert first == again != other


def test_a_picture_that_exists_is_kept(fonts, tmp_path):
    save_charts(tables("wuxi-2021"), tmp_path, "图")
    with pytest.raises(InputError, match="已经存在"):
        save_charts(tables("wuxi-2021"), tmp_path, "图")
    save_charts(tables("wuxi-2021"), tmp_path, "图", force=True)


def test_without_a_font_with_chinese_characters_that_is_said(fonts, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "ttflist", [])
    with pytest.raises(InputError, match="没有找到中文字体"):
        save_charts(tables("wuxi-2021"), tmp_path, "图")


def test_without_matplotlib_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=r'pip install "jixiao\[charts\]"'):
        save_charts(tables("wuxi-2021"), tmp_path, "图")


def test_the_command_draws_a_workbook_and_refuses_an_empty_one(fonts, tmp_path):
    published_workbook("wuxi-2021", tmp_path / "附表.xlsx")
    new(load("wuxi-2021"), tmp_path / "空.xlsx")
    run = CliRunner().invoke(cli, ["chart", str(tmp_path / "附表.xlsx"), "-o", str(tmp_path / "图")])
    assert run.exit_code == 0, run.output
    assert (tmp_path / "图" / "附表-失分.png").exists()
    run = CliRunner().invoke(cli, ["chart", str(tmp_path / "空.xlsx"), "-o", str(tmp_path / "空图")])
    assert isinstance(run.exception, InputError)
    assert not (tmp_path / "空图").exists()


def test_one_picture_of_one_form(fonts, tmp_path):
    save_chart(tables("shenzhen-2021"), tmp_path / "图.png")
    assert (tmp_path / "图.png").read_bytes().startswith(SIGNATURE)
    with pytest.raises(InputError, match="--force"):
        save_chart(tables("shenzhen-2021"), tmp_path / "图.png")
    with pytest.raises(InputError, match="请写文件夹"):
        save_chart(tables("project-2020"), tmp_path / "项目.png")
