"""The command line: Chinese messages, `--json` on demand, exit codes 0 fine, 1 findings, 2 unusable input.

Heavy packages are imported inside the commands, so that `jixiao --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import click

from addin import alone
from addin.cli import checking_commands, filling_commands, table_commands
from addin.cli.addin_commands import addin
from addin.cli.chart_commands import chart
from addin.cli.chinese import Group, explain
from addin.cli.collect_commands import collect
from addin.cli.options import UNUSABLE
from addin.cli.rules_commands import rules
from addin.cli.whatif_commands import whatif
from workbooks.problems import InputError, keep_traceback
from workbooks.standards.library import OWN_FOLDER

SELDOM = 1_000_000
"""So many new objects before Python looks for circles among them: a form has fewer, and hardly a circle."""


@click.group(cls=Group, context_settings={"max_content_width": 100})
@click.version_option(
    package_name="jixiao", prog_name="jixiao", message="%(prog)s %(version)s", help="显示版本"
)
def cli() -> None:
    """绩效附表：在官方 Excel 附表里按评分标准自动算分。"""


for command in (
    *table_commands.COMMANDS,
    *filling_commands.COMMANDS,
    *checking_commands.COMMANDS,
    whatif,
    rules,
    chart,
    collect,
    addin,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; no traceback for bad input."""
    alone.arrange()
    gc.set_threshold(SELDOM)
    try:
        cli.main(prog_name="jixiao", standalone_mode=False)
    except click.ClickException as error:
        _fail(explain(error))
    except InputError as error:
        _fail(str(error))
    except (click.Abort, KeyboardInterrupt):
        _fail("已中断，没有写出文件")
    # A fault of ours is one line too, with the files it may be about.
    except Exception as error:
        files = "、".join(Path(argument).name for argument in sys.argv[2:] if Path(argument).is_file())
        keep_traceback(error, files)
        fault = type(error).__name__
        _fail(
            f"{files or '本命令'}：程序出错（{fault}），文件可能已损坏；请用 Excel 或 WPS 打开后另存再试，"
            "还不行的，把文件发给维护人员"
        )
    finally:
        _name_broken_standards()


def _name_broken_standards() -> None:
    """One line for each standard of the user's own that had to be left out."""
    if not os.environ.get(OWN_FOLDER):
        return
    from workbooks.standards.loading import broken

    for error in broken():
        first, _, more = str(error).partition("\n")
        click.echo(f"提示：没有采用 {' '.join(f'{first}{more}'.split())}", err=True)


def _fail(reason: str) -> None:
    click.echo(f"错误：{reason}", err=True)
    sys.exit(UNUSABLE)
