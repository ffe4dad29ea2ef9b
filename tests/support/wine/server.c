/* Plays Python: serves the class whose identity is its last word, an object with CallUDF and Process. */
#define COBJMACROS
#include <windows.h>
#include <oleauto.h>

static HRESULT STDMETHODCALLTYPE found(IUnknown *self, REFIID wanted, void **out) {
    *out = self;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE object_query(IDispatch *self, REFIID wanted, void **out) {
    if (IsEqualIID(wanted, &IID_IUnknown) || IsEqualIID(wanted, &IID_IDispatch))
        return found((IUnknown *)self, wanted, out);
    return *out = NULL, E_NOINTERFACE;
}
static ULONG STDMETHODCALLTYPE stays(IUnknown *self) { return 2; }
static HRESULT STDMETHODCALLTYPE no_types(IDispatch *self, UINT *count) { return *count = 0, S_OK; }
static HRESULT STDMETHODCALLTYPE no_type(IDispatch *self, UINT i, LCID l, ITypeInfo **t) { return E_NOTIMPL; }
static HRESULT STDMETHODCALLTYPE names(IDispatch *self, REFIID r, LPOLESTR *name, UINT count, LCID l, DISPID *id) {
    *id = lstrcmpiW(*name, L"CallUDF") == 0 ? 1 : lstrcmpiW(*name, L"Process") == 0 ? 2 : DISPID_UNKNOWN;
    return *id == DISPID_UNKNOWN ? DISP_E_UNKNOWNNAME : S_OK;
}
static HRESULT STDMETHODCALLTYPE invoke(IDispatch *self, DISPID id, REFIID r, LCID l, WORD kind,
                                        DISPPARAMS *given, VARIANT *result, EXCEPINFO *e, UINT *wrong) {
    result->vt = VT_R8;
    result->dblVal = id == 1 ? 0.9 : GetCurrentProcessId();
    return S_OK;
}
static IDispatchVtbl object_methods = {object_query, (void *)stays, (void *)stays, no_types, no_type, names, invoke};
static IDispatch object = {&object_methods};

static HRESULT STDMETHODCALLTYPE factory_query(IClassFactory *self, REFIID wanted, void **out) {
    if (IsEqualIID(wanted, &IID_IUnknown) || IsEqualIID(wanted, &IID_IClassFactory))
        return found((IUnknown *)self, wanted, out);
    return *out = NULL, E_NOINTERFACE;
}
static HRESULT STDMETHODCALLTYPE make(IClassFactory *self, IUnknown *outer, REFIID wanted, void **out) {
    return object_query(&object, wanted, out);
}
static HRESULT STDMETHODCALLTYPE lock(IClassFactory *self, BOOL on) { return S_OK; }
static IClassFactoryVtbl factory_methods = {factory_query, (void *)stays, (void *)stays, make, lock};
static IClassFactory factory = {&factory_methods};

int wmain(int count, wchar_t **words) {
    CLSID identity;
    DWORD registered;
    MSG message;
    CoInitialize(NULL);
    if (CLSIDFromString(words[count - 1], &identity)) return 4;
    if (CoRegisterClassObject(&identity, (IUnknown *)&factory, CLSCTX_LOCAL_SERVER, REGCLS_MULTIPLEUSE, &registered))
        return 5;
    while (GetMessageW(&message, NULL, 0, 0) > 0) DispatchMessageW(&message);
    return 0;
}
