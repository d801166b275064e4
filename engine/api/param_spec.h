#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "engine/api/run_request.h"

namespace everyword {

using ParamValue = std::variant<bool, std::int64_t, double, std::string>;

/// One scalar of a RunRequest that a user may set. One table -> guidance panel, CLI flag, JSON,
/// README.
struct ParamSpec {
  enum class Type { Bool, Int, Real, Text, Choice, Colour, File };
  enum class Group { What, HowStrongly, HowLong, Picture, Cutouts, Machine };

  std::string name;  ///< JSON key; the CLI flag is the same with '-' for '_': learning_rate ->
                     ///< --learning-rate
  std::string formerName;  ///< of an older version; still read in JSON and as a flag, or empty
  std::string label;       ///< short, for the panel
  std::string unit;        ///< "px", "degrees", ... or empty
  std::string help;        ///< one sentence: what it does
  Type type = Type::Real;
  Group group = Group::What;
  bool advanced = false;                      ///< folded away until asked for
  double minimum = 0, maximum = 0, step = 0;  ///< for Int and Real
  std::vector<std::string> choices;           ///< for Choice
  ParamValue defaultValue;
  bool live = false;               ///< may change during a run: the next step uses the new value
  std::vector<std::string> modes;  ///< that use it (RunRequest::mode); empty: all

  ParamValue (*get)(const RunRequest &);
  void (*set)(RunRequest &, const ParamValue &);  ///< no range check; setParam() does that
};

/// The table, in the order of the panel.
std::span<const ParamSpec> runParams();

/// By its name or its former one; nullptr when there is none.
const ParamSpec *findParam(std::string_view name);

/// Converts (3 -> 3.0, "3" -> 3), checks range and choices, sets. Throws InputError naming the
/// parameter and its range.
void setParam(RunRequest &, const ParamSpec &, const ParamValue &);

/// "0.15", "150", "relevance", "true".
std::string toString(const ParamValue &);

}  // namespace everyword
