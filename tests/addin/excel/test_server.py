"""The server as the add-in starts it: nobody else's code, a folder of its own, never waiting for ever."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from addin.excel import server
from addin.excel.modules import python_modules

STRAY = "from pathlib import Path\nPath(__file__).with_suffix('.ran').touch()\n"


def start_command() -> list[str]:
    """The arguments of the interpreter in the VBA."""
    source = python_modules()[0].source
    (arguments,) = re.findall(r'Starting = Chr\(34\) & program & Chr\(34\) & " (.*)"', source)
    return arguments.replace("$(CLSID)", "{00000000-0000-0000-0000-000000000000}").split()


def start(folder: Path, arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_stray_module_beside_a_workbook_is_not_run(tmp_path):
    for name in ("xlwings", "addin", "logging"):
        (tmp_path / f"{name}.py").write_text(STRAY)
    done = start(tmp_path, start_command(), PYTHONPATH=str(tmp_path))
    # As far as it comes without Windows.
    assert "pywin32" in done.stderr
    assert not list(tmp_path.glob("*.ran"))


def test_without_isolation_it_would_be(tmp_path):
    for name in ("xlwings", "addin", "logging"):
        (tmp_path / f"{name}.py").write_text(STRAY)
    start(tmp_path, [word for word in start_command() if word != "-I"])
    assert list(tmp_path.glob("*.ran"))


def test_the_server_serves_its_class_from_a_folder_of_its_own(tmp_path):
    code = (
        "import os, sys, threading, types\n"
        "fake = types.ModuleType('xlwings.com_server')\n"
        "def serve(clsid):\n"
        "    print(clsid, os.getcwd(), 'addin.excel.functions' in sys.modules, 'pandas' in sys.modules)\n"
        "    for thread in threading.enumerate():\n"
        "        thread is threading.current_thread() or thread.join()\n"
        "fake.serve = serve\n"
        "sys.modules['xlwings.com_server'] = fake\n"
        "from addin.excel import server\n"
        "server.main('{X}')\n"
        "print(all(name in sys.modules for name in server.USED_BY_BUTTONS))\n"
    )
    done = start(tmp_path, ["-c", code])
    assert done.stderr == ""
    said, warm = done.stdout.splitlines()
    assert said == f"{{X}} {sys.prefix} True False"
    # While it serves, it gets ready for the buttons.
    assert warm == "True"


def test_a_start_that_hangs_ends_by_itself(tmp_path):
    code = (
        "import sys, types\n"
        "from addin.excel import server\n"
        "server.SECONDS_TO_START = 0.05\n"
        "class Hanging(types.ModuleType):\n"
        "    def __getattr__(self, name):\n"
        "        __import__('threading').Event().wait()\n"
        "sys.modules['xlwings.com_server'] = Hanging('xlwings.com_server')\n"
        "server.main('{X}')\n"
    )
    done = start(tmp_path, ["-c", code])
    assert (done.returncode, done.stderr) == (1, "")
    assert server.SECONDS_TO_START < 120, "the bridge waits no longer"
