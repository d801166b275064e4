#pragma once

#include <string_view>

namespace everyword {

/// True when a pickle that names `module`.`name` could be meant to run something (os.system,
/// builtins.eval): such files are refused as a whole, though nothing would be run anyway. Unknown
/// classes of other modules are harmless here: they become opaque values.
bool isRefusedImport(std::string_view module, std::string_view name);

}  // namespace everyword
