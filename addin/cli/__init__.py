"""The command line: Chinese messages, `--json` on demand, exit codes 0 fine, 1 findings, 2 unusable input.

Heavy packages are imported inside the commands, so that `jixiao --help` answers at once.
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from pathlib import Path

import click

from addin import alone
from addin.cli import (
    adoption_commands,
    checking_commands,
    exchange_commands,
    filling_commands,
    followup_commands,
    report_commands,
    table_commands,
)
from addin.cli.addin_commands import addin
from addin.cli.carry_command import carry
from addin.cli.chart_commands import chart
from addin.cli.chinese import Group, explain
from addin.cli.collect_commands import collect
from addin.cli.monitor_command import monitor
from addin.cli.options import UNUSABLE
from addin.cli.rules_commands import rules
from addin.cli.whatif_commands import whatif
from workbooks.files.visible import visible
from workbooks.problems import InputError, keep_traceback, reason_of
from workbooks.standards.library import OWN_FOLDER

SELDOM = 1_000_000
"""So many new objects before Python looks for circles among them: a form has fewer, and hardly a circle."""

_TASKS = {
    "填报": (
        table_commands.new,
        table_commands.data,
        filling_commands.fill,
        carry,
        filling_commands.convert,
        filling_commands.finalize,
        report_commands.write,
        exchange_commands.take_from_system,
        exchange_commands.send_to_system,
    ),
    "测算": (checking_commands.score, whatif, chart),
    "复核和汇总": (
        checking_commands.check,
        collect,
        monitor,
        followup_commands.results,
        followup_commands.rectify,
    ),
    "认表": (adoption_commands.adopt,),
    "评分标准": (table_commands.standards, table_commands.items, rules),
    "其他": (addin, table_commands.demo),
}
"""The commands in the order of the work."""
_FRONT = """绩效附表：在官方 Excel 附表里按评分标准自动算分。

每天用的命令：
  jixiao standards                                列出评分标准和编号
  jixiao new 编号 -o 附表.xlsm                    新建空白附表（.xlsx 是普通公式，不用装加载项）
  jixiao adopt 官方表.xlsx -o 附表.xlsx           认表：财政局发的表，评分标准认成规则
  jixiao data 编号 -o 数据.yaml                   写一份空的数据文件，填数用
  jixiao fill 编号 --data 数据.yaml -o 附表.xlsx  用数据文件填一份附表，算出得分
  jixiao score 附表.xlsx                          重新算分
  jixiao whatif 附表.xlsx --goal 90               到 90 分最少要改哪些数
  jixiao check 附表.xlsx                          复核：哪些数不符，依据是什么
  jixiao finalize 附表.xlsx                       定稿：只有数值的一份
  jixiao report 附表.xlsx -o 报告.docx            按附表写报告；--update 把变了的数写进报告
  jixiao collect 文件夹 -o 汇总.xlsx              汇总并复核许多附表

全部命令：jixiao --help；一个命令怎样用：jixiao 命令 --help"""


@click.group(
    cls=Group,
    tasks=_TASKS,
    front=_FRONT,
    context_settings={"max_content_width": 100, "help_option_names": ["-h", "--help"]},
)
@click.version_option(
    package_name="jixiao", prog_name="jixiao", message="%(prog)s %(version)s", help="显示版本"
)
def cli() -> None:
    """绩效附表：在官方 Excel 附表里按评分标准自动算分。"""


def main() -> None:
    """Run the command line; no traceback for bad input."""
    alone.arrange()
    gc.set_threshold(SELDOM)
    # The end of Python looks through every object for circles once more: a fifth of the time of a command.
    atexit.register(gc.freeze)
    try:
        cli.main(prog_name="jixiao", standalone_mode=False)
    except click.ClickException as error:
        _fail(explain(error))
    except InputError as error:
        _fail(str(error))
    except (click.Abort, KeyboardInterrupt):
        _fail("已中断，没有写出文件")
    # A disk that is full where a temporary file should go, and whatever else the system refuses.
    except OSError as error:
        keep_traceback(error, _files_named())
        _fail(f"{_files_named() or '本命令'}：{reason_of(error)}，没有做完；请腾出空间或检查权限后再试")
    # A fault of ours is one line too, with the files it may be about.
    except Exception as error:
        files = _files_named()
        keep_traceback(error, files)
        if os.strerror(errno.ENOSPC) in str(error):
            # As a database says it of its own files.
            _fail(f"{files or '本命令'}：磁盘已满，没有做完；请腾出空间后再试")
        fault = type(error).__name__
        _fail(
            f"{files or '本命令'}：程序出错（{fault}），文件可能已损坏；请用 Excel 或 WPS 打开后另存再试，"
            "还不行的，把文件发给维护人员"
        )
    finally:
        _name_broken_standards()


def _files_named() -> str:
    return "、".join(Path(argument).name for argument in sys.argv[2:] if Path(argument).is_file())


def _name_broken_standards() -> None:
    """One line for each standard of the user's own that had to be left out."""
    if not os.environ.get(OWN_FOLDER):
        return
    from workbooks.standards.loading import broken

    for error in broken():
        first, _, more = str(error).partition("\n")
        click.echo(visible(f"提示：没有采用 {' '.join(f'{first}{more}'.split())}"), err=True)


def _fail(reason: str) -> None:
    click.echo(visible(f"错误：{reason}"), err=True)
    sys.exit(UNUSABLE)
