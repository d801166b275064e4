#include "ui/project/mode_params.h"

#include <algorithm>

#include "engine/api/modes.h"

namespace everyword {
namespace {

const ModeInfo *infoOf(const std::string &mode) {
  static const std::vector<ModeInfo> kInfos = modeInfos();
  const auto found = std::find_if(kInfos.begin(), kInfos.end(),
                                  [&](const ModeInfo &info) { return info.id == mode; });
  return found == kInfos.end() ? nullptr : &*found;
}

bool holds(const std::vector<std::string> &texts, const std::string &text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace

bool isUsedIn(const ParamSpec &spec, const std::string &mode) {
  return spec.modes.empty() || holds(spec.modes, mode);
}

std::vector<std::string> choicesIn(const ParamSpec &spec, const std::string &mode) {
  std::vector<std::string> choices = spec.choices;
  const ModeInfo *info = infoOf(mode);
  if (info && spec.name == "start") {
    std::erase_if(choices,
                  [info](const std::string &choice) { return !holds(info->starts, choice); });
  }
  if (info && spec.name == "latent_space") {
    std::erase_if(choices, [info](const std::string &choice) {
      return choice != "auto" && !holds(info->latentSpaces, choice);
    });
  }
  return choices;
}

std::string modeTitle(const std::string &mode) {
  const ModeInfo *info = infoOf(mode);
  return info ? info->title : mode;
}

}  // namespace everyword
