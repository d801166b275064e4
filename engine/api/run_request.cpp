#include "engine/api/run_request.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/api/errors.h"
#include "engine/api/param_spec.h"
#include "engine/api/run_request_check.h"

namespace everyword {

namespace {

bool isBlank(const std::string &text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isspace(c) != 0; });
}

void checkRegion(const Region &region) {
  if (isBlank(region.label)) {
    throw InputError("a box has no label", "say what belongs into it");
  }
  const Box &box = region.box;
  if (box.width <= 0 || box.height <= 0) {
    throw InputError("the box of " + quotedText(region.label) + " has no size", "draw it larger");
  }
  constexpr double kSmallest = 1e-3;  // of a side: less covers no part of any picture
  if (box.width < kSmallest || box.height < kSmallest) {
    throw InputError("the box of " + quotedText(region.label) + " is too small to be seen",
                     "draw it larger");
  }
  constexpr double kRounding = 1e-6;
  if (box.x < -kRounding || box.y < -kRounding || box.x + box.width > 1 + kRounding ||
      box.y + box.height > 1 + kRounding) {
    throw InputError("the box of " + quotedText(region.label) + " lies outside the picture",
                     "x, y, width and height are fractions of the picture between 0 and 1");
  }
}

}  // namespace

const std::string &ModelSet::path(const std::string &role) const {
  static const std::string none;
  const auto found = files.find(role);
  return found == files.end() ? none : found->second;
}

void ModelSet::setPath(const std::string &role, const std::string &path) {
  if (path.empty()) {
    files.erase(role);
  } else {
    files[role] = path;
  }
}

std::vector<Region> Objective::activeRegions() const {
  std::vector<Region> active;
  std::copy_if(regions.begin(), regions.end(), std::back_inserter(active),
               [](const Region &region) { return region.enabled; });
  return active;
}

void RunRequest::check() const {
  checkTexts(*this);
  checkRegions(objective.regions);
  const std::vector<Region> active = objective.activeRegions();
  if (isBlank(objective.prompt) && active.empty()) {
    throw InputError("there is nothing to draw", "type a prompt or draw a box with a label");
  }
  std::set<std::string> labels;
  for (const Region &region : active) {
    checkRegion(region);
    if (!labels.insert(region.label).second) {
      throw InputError("two boxes have the label " + quotedText(region.label),
                       "rename one, for example by its colour");
    }
  }
  if (active.empty() && objective.method != Method::Similarity &&
      objective.method != Method::Relevance) {
    throw InputError("the method '" + toString(objective.method) + "' needs at least one box");
  }
  RunRequest copy = *this;
  for (const ParamSpec &spec : runParams()) {
    setParam(copy, spec, spec.get(*this));  // throws when out of range
  }
  if (schedule.stopWhenTrue && schedule.lookEvery == 0) {
    throw InputError("stop_when_true needs looks at the boxes, and look_every is 0",
                     "set look_every to 10");
  }
  if (start.kind == Start::Picture && start.picture.empty()) {
    throw InputError("the run is to start from a picture, but none is named",
                     "choose one, or another start");
  }
  if (start.kind == Start::EarlierRun && start.state.empty() && !start.latent) {
    throw InputError("the run is to start from an earlier run, but there is none",
                     "name its state, or choose another start");
  }
  if (start.kind == Start::EarlierFrame && start.picture.empty() && !start.frame) {
    throw InputError("the run is to start from an earlier frame, but there is none",
                     "choose one, or another start");
  }
}

std::string toString(Method method) {
  switch (method) {
    case Method::Relevance:
      return "relevance";
    case Method::Similarity:
      return "similarity";
    case Method::Masked:
      return "masked";
    case Method::SimilarityMasked:
      return "similarity_masked";
  }
  return "relevance";
}

std::string toString(CutoutKind kind) {
  return kind == CutoutKind::DiffAugment ? "diff_augment" : "geometric";
}

std::string toString(Start start) {
  switch (start) {
    case Start::Noise:
      return "noise";
    case Start::Codes:
      return "codes";
    case Start::Plain:
      return "plain";
    case Start::TwoColours:
      return "two_colours";
    case Start::Picture:
      return "picture";
    case Start::EarlierFrame:
      return "earlier_frame";
    case Start::EarlierRun:
      return "earlier_run";
    case Start::Search:
      return "search";
  }
  return "noise";
}

std::string toString(Precision precision) {
  switch (precision) {
    case Precision::Auto:
      return "auto";
    case Precision::Fp32:
      return "fp32";
    case Precision::Bf16:
      return "bf16";
    case Precision::Bf16Encoder:
      return "bf16_encoder";
    case Precision::Bf16Generator:
      return "bf16_generator";
  }
  return "auto";
}

}  // namespace everyword
