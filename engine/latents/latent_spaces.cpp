// The table of latent spaces: a new one adds a file beside this one and a row here.
#include <algorithm>

#include "engine/api/errors.h"
#include "engine/latents/latent_space.h"

namespace everyword {

const std::vector<LatentSpaceEntry> &latentSpaces() {
  static const std::vector<LatentSpaceEntry> spaces = {
      {"vqgan_codes", "vqgan", makeVqganCodes},
  };
  return spaces;
}

std::shared_ptr<const LatentSpace> makeLatentSpace(const std::string &id,
                                                   const LoadedModels &models) {
  const auto &spaces = latentSpaces();
  const auto found = std::find_if(spaces.begin(), spaces.end(),
                                  [&](const LatentSpaceEntry &entry) { return entry.id == id; });
  if (found == spaces.end()) {
    throw Error("there is no latent space '" + id + "'");
  }
  return found->make(models);
}

}  // namespace everyword
