#pragma once

#include <string>

#include "engine/api/param_spec.h"

namespace everyword {

/// Whether runs of this mode use the parameter.
bool isUsedIn(const ParamSpec &spec, const std::string &mode);

/// The choices of the parameter that this mode has, in the order of the table.
std::vector<std::string> choicesIn(const ParamSpec &spec, const std::string &mode);

/// "Edit"; the id itself where there is no such mode.
std::string modeTitle(const std::string &mode);

}  // namespace everyword
