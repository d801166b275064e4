// The engine's tables, as far as a front end needs them to offer modes and models.
#include "engine/api/modes.h"
#include "engine/latents/latent_space.h"
#include "engine/models/model_families.h"
#include "engine/modes/mode_registry.h"

namespace everyword {

std::vector<ModeInfo> modeInfos() {
  std::vector<ModeInfo> infos;
  for (const Mode &mode : modes()) {
    std::vector<std::string> starts;
    for (const Start kind : startsOf(mode.latentSpaces.front())) {
      starts.push_back(toString(kind));
    }
    infos.push_back({mode.id, mode.title, mode.help, mode.roles, mode.optionalRoles,
                     mode.latentSpaces, starts});
  }
  return infos;
}

std::vector<ModelRole> modelRoles() {
  std::vector<ModelRole> roles;
  for (const ModelFamily &family : modelFamilies()) {
    roles.push_back({family.id,
                     family.title + " instead of the pack's: an installed one's name "
                                    "(see everyword models list), or a file",
                     ""});
    for (const Companion &companion : family.companions) {
      roles.push_back({companion.role, companion.help, family.id});
    }
  }
  return roles;
}

}  // namespace everyword
