/* Plays Excel before the bridge of xlwings: loads it, gets the server by a command, twice, and calls a function.

   host.exe DLL COMMAND     prints a line for each activation: "ok VALUE PROCESS" or "no TEXT" */
#define COBJMACROS
#include <stdio.h>
#include <windows.h>
#include <oleauto.h>

typedef int(__stdcall *Activate)(VARIANT *, const char *, int);

static double asked(IDispatch *server, OLECHAR *name) {
    DISPID id;
    DISPPARAMS none = {NULL, NULL, 0, 0};
    VARIANT result;
    VariantInit(&result);
    if (IDispatch_GetIDsOfNames(server, &IID_NULL, &name, 1, 0, &id)) return -1;
    if (IDispatch_Invoke(server, id, &IID_NULL, 0, DISPATCH_METHOD, &none, &result, NULL, NULL)) return -2;
    return result.vt == VT_R8 ? result.dblVal : -3;
}

int wmain(int count, wchar_t **words) {
    char command[8192], text[8192];
    CoInitialize(NULL);
    HMODULE bridge = LoadLibraryW(words[1]);
    if (!bridge) return puts("no bridge"), 2;
    Activate activate = (Activate)(void *)GetProcAddress(bridge, "XLPyDLLActivateAuto");
    WideCharToMultiByte(CP_ACP, 0, words[2], -1, command, sizeof command, NULL, NULL);
    for (int time = 0; time < 2; time++) {
        VARIANT found;
        VariantInit(&found);
        if (activate(&found, command, 1) == 0 && found.vt == VT_DISPATCH) {
            printf("ok %g %g\n", asked(found.pdispVal, L"CallUDF"), asked(found.pdispVal, L"Process"));
        } else {
            WideCharToMultiByte(CP_UTF8, 0, found.bstrVal, -1, text, sizeof text, NULL, NULL);
            *strchr(text, '\n') = 0;
            printf("no %s\n", text);
        }
        fflush(stdout);
    }
    return 0;
}
