#include "engine/api/run_request_check.h"

#include <cmath>
#include <set>

#include "engine/api/errors.h"

namespace everyword {

namespace {

constexpr double kLargestWeight = 100, kLargestLambda = 1000;

void checkText(const std::string &what, const std::string &text) {
  if (const std::string fault = textFault(text); !fault.empty()) {
    throw InputError(what + " " + quotedText(text) + " " + fault, "change it");
  }
}

/// A file's name may be any bytes, but for the one that ends it.
void checkPath(const std::string &path) {
  if (path.size() > kLongestText || path.find('\0') != std::string::npos) {
    throw InputError("the path " + quotedText(path) + " cannot be one of a file");
  }
}

void checkRange(const Region &region, const char *name, double value, double largest) {
  if (!(value >= 0 && value <= largest)) {  // refuses NaN too
    throw InputError(
        "the " + std::string(name) + " of " + quotedText(region.label) + " is out of range",
        "use a number between 0 and " + std::to_string(static_cast<int>(largest)));
  }
}

}  // namespace

void checkTexts(const RunRequest &request) {
  checkText("the mode", request.mode);
  checkText("the prompt", request.objective.prompt);
  checkText("the phrase prefix", request.objective.phrasePrefix);
  for (const std::string &word : request.objective.words) {
    checkText("the word", word);
  }
  for (const Region &region : request.objective.regions) {
    checkText("the label", region.label);
  }
  checkText("the device", request.machine.device);
  checkPath(request.start.picture);
  checkPath(request.models.pack);
  for (const auto &[role, path] : request.models.files) {
    checkText("the model's role", role);
    checkPath(path);
  }
}

void checkRegions(const std::vector<Region> &regions) {
  if (regions.size() > kMostRegions) {
    throw InputError("there are " + std::to_string(regions.size()) + " boxes, at most " +
                     std::to_string(kMostRegions) + " can be used");
  }
  std::set<int> ids;
  for (const Region &region : regions) {
    if (!ids.insert(region.id).second) {
      throw InputError("two boxes have the id " + std::to_string(region.id),
                       "give every box an id of its own");
    }
    const Box &box = region.box;
    for (const double number : {box.x, box.y, box.width, box.height}) {
      if (!std::isfinite(number)) {
        throw InputError("the box of " + quotedText(region.label) +
                         " holds a value that is no number");
      }
    }
    checkRange(region, "weight", region.weight, kLargestWeight);
    checkRange(region, "lambda", region.lambda.value_or(0), kLargestLambda);
  }
}

}  // namespace everyword
