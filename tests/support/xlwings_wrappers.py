"""What xlwings itself makes of a module of functions on Windows: run as a program, prints JSON.

xlwings.udfs wants pywin32, which only exists on Windows; its generator of VBA uses nothing of it, so empty
modules stand in. In a process of its own, because xlwings.func becomes the real decorator here.
Arguments: the module and the name of the workbook.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
import types


def main(module_name: str, book_name: str) -> None:
    for name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["pythoncom"].CoInitialize = None
    sys.modules["pywintypes"].com_error = Exception
    sys.modules["win32com.client"].Dispatch = object
    import concurrent.futures  # noqa: F401  xlwings.udfs uses it without importing it.

    import xlwings
    from xlwings import udfs

    xlwings.func, xlwings.arg = udfs.xlfunc, udfs.xlarg
    module = importlib.import_module(module_name)
    written = io.StringIO()
    udfs.generate_vba_wrapper(module_name, module, written, types.SimpleNamespace(Name=book_name))
    functions = [vars(module)[name].__xlfunc__ for name in sorted(vars(module)) if name.startswith("JX_")]
    print(json.dumps({"vba": written.getvalue(), "functions": functions}))


if __name__ == "__main__":
    main(*sys.argv[1:])
