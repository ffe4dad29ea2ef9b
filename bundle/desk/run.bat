@echo off
setlocal
if not exist "%~dp0jixiao-setup.py" goto zipped
if not exist "%~dp0wheels" goto zipped
rem Python's install manager must not fetch anything from the network.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
for %%v in (3.13 3.12 3.11 3.10) do (
  py -%%v "%~dp0jixiao-setup.py" probe >nul 2>nul && (
    py -%%v "%~dp0jixiao-setup.py" @COMMAND
    goto end
  )
)
python "%~dp0jixiao-setup.py" probe >nul 2>nul && (
  python "%~dp0jixiao-setup.py" @COMMAND
  goto end
)
for %%f in ("%~dp0*.txt") do start "" "%%f"
rem The Chinese below is UTF-8. No parentheses around it: cmd reads a block before chcp takes effect.
chcp 65001 >nul
echo Python 3.10 - 3.13 (64-bit, from python.org) was not found. See the text file.
echo 没有找到 python.org 的 Python 3.10—3.13（64 位）。请装好 Python 再双击一次，见刚打开的“读我.txt”。
goto end
:zipped
chcp 65001 >nul
echo This file was started inside the zip, or without the files beside it. Extract the whole zip first.
echo 安装包还没有解压（或没有解压完整）。请在 zip 文件上点右键，选“全部解压缩”，再到解压出来的文件夹里双击本文件。
:end
pause
