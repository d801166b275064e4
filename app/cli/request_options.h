#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/api/engine.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace everyword {

/// Everything of a RunRequest that the command line can say: mode, prompt, boxes, models, a request
/// file, and one option for each row of the parameter table (param_spec.h).
class RequestOptions {
 public:
  /// `mode`: of a command that has one of its own; empty: --mode chooses.
  explicit RequestOptions(std::string mode = "") : ownMode_(std::move(mode)) {}

  /// Prompt, boxes, request file and models. This object must outlive the parsing.
  void addTo(CLI::App &app);

  /// One option for each parameter but `without`, grouped as the window groups them.
  void addParametersTo(CLI::App &app, const std::set<std::string> &without = {});

  /// The pack's recommended settings, then the request file, then the options. Throws InputError,
  /// FileError.
  RunRequest request(const Engine &engine) const;

  /// True when the option of that parameter was given.
  bool isSet(const std::string &parameter) const;

  /// The first option that was given, as it is written ("--steps"), or empty.
  std::string firstGiven() const;

 private:
  struct Value {
    CLI::Option *option = nullptr, *former = nullptr;
    std::string text;
  };

  CLI::Option *note(CLI::Option *option, const std::string &group);

  std::string ownMode_, mode_, prompt_, requestPath_, protect_;
  std::vector<std::string> boxes_, words_;
  std::map<std::string, Value> values_;  ///< by parameter; the addresses stay
  ModelSet models_;
  std::vector<std::pair<std::string, CLI::Option *>> given_;  ///< in the order of the help
};

}  // namespace everyword
