// Which cells a sweep has: axes from a flag or a file, and their combinations.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "engine/api/errors.h"
#include "engine/api/outside_text.h"
#include "engine/api/param_spec.h"
#include "engine/api/sweep.h"

namespace everyword {

namespace {

constexpr std::size_t kLargestFile = 64 * 1024;  // a parsed yaml takes hundreds of times its size

std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) {
    const auto first = part.find_first_not_of(' ');
    parts.push_back(first == std::string::npos
                        ? ""
                        : part.substr(first, part.find_last_not_of(' ') - first + 1));
  }
  return parts;
}

std::optional<double> numberOf(const std::string &text) {
  try {
    std::size_t used = 0;
    const double value = std::stod(text, &used);
    return used == text.size() && std::isfinite(value) ? std::optional(value) : std::nullopt;
  } catch (const std::exception &) {
    return std::nullopt;
  }
}

/// "0:3.5:0.5" counts from the first number to the last, both included; unset when it is no range.
std::optional<std::vector<std::string>> rangeOf(const std::string &text) {
  const std::vector<std::string> parts = split(text, ':');
  if (parts.size() != 3) {
    return std::nullopt;
  }
  const auto first = numberOf(parts[0]), last = numberOf(parts[1]), step = numberOf(parts[2]);
  if (!first || !last || !step) {
    return std::nullopt;
  }
  const double count = std::floor((*last - *first) / *step + 1e-9) + 1;
  if (!(count >= 1) || count > static_cast<double>(SweepRequest::kMostCells)) {
    throw InputError("the range " + quotedText(text) + " has no values, or too many",
                     "write FIRST:LAST:STEP, for example 0:3.5:0.5");
  }
  std::vector<std::string> values;
  for (int i = 0; i < static_cast<int>(count); ++i) {
    // Rounded to what a person would write: 0.1 + 0.2 is 0.3.
    values.push_back(toString(ParamValue(std::round((*first + i * *step) * 1e9) / 1e9)));
  }
  return values;
}

std::vector<std::string> valuesOf(const std::string &text) {
  if (auto range = rangeOf(text)) {
    return *range;
  }
  return split(text, ',');
}

const ParamSpec &specOf(const std::string &parameter) {
  std::string name = parameter;
  std::replace(name.begin(), name.end(), '-', '_');
  const ParamSpec *spec = findParam(name);
  if (!spec) {
    throw InputError("there is no parameter " + quotedText(parameter) + " to vary",
                     "everyword sweep --help lists them");
  }
  return *spec;
}

}  // namespace

SweepAxis parseSweepAxis(const std::string &text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) {
    throw InputError("what to vary is not clear from " + quotedText(text),
                     "write PARAMETER=FIRST:LAST:STEP or PARAMETER=A,B,C");
  }
  return {specOf(text.substr(0, equals)).name, valuesOf(text.substr(equals + 1))};
}

std::vector<SweepAxis> readSweepAxes(const std::string &path) {
  const std::string text = readTextFile(path, kLargestFile);
  std::vector<SweepAxis> axes;
  try {
    const YAML::Node table = YAML::Load(text);
    if (!table.IsMap()) {
      throw FileError(path + " is no table of parameters",
                      "write lines such as 'word_lambda: 0:3.5:0.5' or 'seed: [1, 2, 3]'");
    }
    for (const auto &entry : table) {
      SweepAxis axis{specOf(entry.first.as<std::string>()).name, {}};
      if (entry.second.IsSequence()) {
        for (const YAML::Node &value : entry.second) {
          axis.values.push_back(value.as<std::string>());
        }
      } else {
        axis.values = valuesOf(entry.second.as<std::string>());
      }
      axes.push_back(std::move(axis));
    }
  } catch (const YAML::Exception &error) {
    throw FileError(path + " is no yaml or JSON (line " + std::to_string(error.mark.line + 1) +
                    ": " + error.msg + ")");
  }
  return axes;
}

std::vector<RunRequest> SweepRequest::cells() const {
  if (axes.empty()) {
    throw InputError("nothing varies in this sweep", "name a parameter and its values");
  }
  std::set<std::string> seen;
  std::vector<RunRequest> all = {base};
  for (const SweepAxis &axis : axes) {
    const ParamSpec &spec = specOf(axis.parameter);
    if (!seen.insert(spec.name).second) {
      throw InputError("the parameter " + quotedText(spec.name) + " is on two axes of the sweep");
    }
    if (axis.values.empty()) {
      throw InputError("the parameter " + quotedText(spec.name) + " has no values to take");
    }
    if (all.size() * axis.values.size() > kMostCells) {
      throw InputError("the sweep has more than " + std::to_string(kMostCells) + " cells",
                       "take fewer values");
    }
    std::vector<RunRequest> next;
    for (const RunRequest &request : all) {
      for (const std::string &value : axis.values) {
        next.push_back(request);
        setParam(next.back(), spec, value);
      }
    }
    all = std::move(next);
  }
  return all;
}

std::string SweepRequest::nameOf(std::size_t cell) const {
  std::string name;
  for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) {
    const std::string &value = axis->values[cell % axis->values.size()];
    cell /= axis->values.size();
    name = axis->parameter + " " + value + (name.empty() ? "" : ", ") + name;
  }
  return name;
}

}  // namespace everyword
