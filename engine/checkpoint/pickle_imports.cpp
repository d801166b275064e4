#include "engine/checkpoint/pickle_imports.h"

#include <set>

namespace everyword {

namespace {

// Standard modules that start programs, run code, load code or touch files and the net.
bool isRefusedModule(std::string_view root) {
  static const std::set<std::string_view> refused = {"os",
                                                     "posix",
                                                     "posixpath",
                                                     "nt",
                                                     "ntpath",
                                                     "subprocess",
                                                     "_posixsubprocess",
                                                     "sys",
                                                     "importlib",
                                                     "_imp",
                                                     "imp",
                                                     "runpy",
                                                     "pty",
                                                     "socket",
                                                     "_socket",
                                                     "shutil",
                                                     "code",
                                                     "codeop",
                                                     "types",
                                                     "ctypes",
                                                     "_ctypes",
                                                     "cffi",
                                                     "commands",
                                                     "popen2",
                                                     "pickle",
                                                     "_pickle",
                                                     "cPickle",
                                                     "marshal",
                                                     "operator",
                                                     "_operator",
                                                     "multiprocessing",
                                                     "asyncio",
                                                     "io",
                                                     "_io",
                                                     "bdb",
                                                     "pdb",
                                                     "timeit",
                                                     "profile",
                                                     "cProfile",
                                                     "pydoc",
                                                     "doctest",
                                                     "pip",
                                                     "ensurepip",
                                                     "webbrowser",
                                                     "tempfile",
                                                     "platform",
                                                     "http",
                                                     "urllib",
                                                     "requests",
                                                     "ftplib",
                                                     "smtplib",
                                                     "telnetlib",
                                                     "signal",
                                                     "inspect",
                                                     "gc",
                                                     "zipimport",
                                                     "pkgutil",
                                                     "venv",
                                                     "idlelib",
                                                     "distutils",
                                                     "_thread",
                                                     "threading",
                                                     "concurrent",
                                                     "builtins",
                                                     "__builtin__",
                                                     "__builtins__",
                                                     "dill",
                                                     "cloudpickle",
                                                     "joblib"};
  return refused.count(root) > 0;
}

bool isHarmlessBuiltin(std::string_view name) {
  static const std::set<std::string_view> harmless = {
      "set",   "frozenset", "dict",   "list",   "tuple",   "slice", "bytearray",
      "bytes", "complex",   "int",    "long",   "float",   "str",   "bool",
      "range", "unicode",   "xrange", "object", "Ellipsis"};
  return harmless.count(name) > 0;
}

bool isHarmlessException(std::string_view module, std::string_view name) {
  if (module == "builtins" || module == "__builtin__") {
    return isHarmlessBuiltin(name);
  }
  if (module == "types") {
    return name == "SimpleNamespace";
  }
  if (module == "io" || module == "_io") {
    return name == "BytesIO" || name == "StringIO";
  }
  if (module == "operator" || module == "_operator") {
    return name == "itemgetter";
  }
  return false;
}

}  // namespace

bool isRefusedImport(std::string_view module, std::string_view name) {
  if (isRefusedModule(module.substr(0, module.find('.')))) {
    return !isHarmlessException(module, name);
  }
  // From protocol 4 on a name may walk through attributes: module "torch", name "os.system".
  while (name.find('.') != std::string_view::npos) {
    if (isRefusedModule(name.substr(0, name.find('.')))) {
      return true;
    }
    name.remove_prefix(name.find('.') + 1);
  }
  return false;
}

}  // namespace everyword
