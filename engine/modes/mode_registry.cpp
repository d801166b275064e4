// The table of modes: a new one adds a folder beside layout/ and a row here.
#include "engine/modes/mode_registry.h"

#include <algorithm>
#include <iterator>

#include "engine/api/errors.h"
#include "engine/latents/latent_space.h"
#include "engine/modes/dream/dream_mode.h"
#include "engine/modes/edit/edit_mode.h"
#include "engine/modes/layout/layout_mode.h"

namespace everyword {

const std::vector<Mode> &modes() {
  static const std::vector<Mode> table = {
      {"layout",
       "Layout",
       "Every phrase in its box",
       {"clip", "vqgan"},
       {},
       {"vqgan_codes"},
       layout::check,
       layout::preset,
       layout::scoreRegions},
      {"edit",
       "Edit",
       "A face of a StyleGAN2 follows the prompt and otherwise stays what it is",
       {"clip", "stylegan2"},
       {"arcface"},
       {"stylegan2_w_plus", "stylegan2_styles"},
       edit::check,
       edit::preset,
       layout::scoreRegions},
      {"dream",
       "Dream",
       "A picture of the prompt in which no word is neglected, on whatever generator there is",
       {"clip"},
       {},
       {"vqgan_codes", "biggan_basis", "biggan_z", "stylegan2_w_plus", "stylegan2_styles"},
       dream::check,
       dream::preset,
       layout::scoreRegions,
       dream::ownSpace},
  };
  return table;
}

const Mode &modeOf(const std::string &id) {
  std::string names;
  for (const Mode &mode : modes()) {
    if (mode.id == id) {
      return mode;
    }
    names += (names.empty() ? "" : ", ") + mode.id;
  }
  throw InputError("there is no mode '" + id.substr(0, 40) + "'", "choose one of: " + names);
}

std::vector<std::string> rolesOf(const RunRequest &request) {
  const Mode &mode = modeOf(request.mode);
  std::vector<std::string> roles = mode.roles;
  const std::string &generator = generatorOf(latentSpaceOf(request));
  if (std::find(roles.begin(), roles.end(), generator) == roles.end()) {
    roles.push_back(generator);
  }
  std::copy_if(mode.optionalRoles.begin(), mode.optionalRoles.end(), std::back_inserter(roles),
               [&](const std::string &role) { return !request.models.path(role).empty(); });
  return roles;
}

std::string latentSpaceOf(const RunRequest &request) {
  const Mode &mode = modeOf(request.mode);
  const std::string &asked = request.start.latentSpace;
  if (asked == "auto") {
    return mode.ownSpace ? mode.ownSpace(request) : mode.latentSpaces.front();
  }
  const auto &spaces = mode.latentSpaces;
  if (std::find(spaces.begin(), spaces.end(), asked) == spaces.end()) {
    throw InputError("the mode '" + mode.id + "' has no latent space '" + asked.substr(0, 40) + "'",
                     "use auto");
  }
  return asked;
}

void checkMode(const RunRequest &request) {
  const Mode &mode = modeOf(request.mode);
  requireStart(latentSpaceOf(request), request.start.kind);
  if (mode.check) {
    mode.check(request);
  }
}

}  // namespace everyword
