@echo off
setlocal
rem Python's install manager must not fetch anything from the network.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
for %%v in (3.13 3.12 3.11 3.10) do (
  py -%%v "%~dp0jixiao-setup.py" probe >nul 2>nul && (
    py -%%v "%~dp0jixiao-setup.py" install
    goto end
  )
)
python "%~dp0jixiao-setup.py" probe >nul 2>nul && (
  python "%~dp0jixiao-setup.py" install
  goto end
)
echo Python 3.10 - 3.13 (64-bit, from python.org) was not found. See the text file.
for %%f in ("%~dp0*.txt") do start "" "%%f"
:end
pause
