#pragma once

#include <c10/core/Device.h>

#include <map>
#include <memory>
#include <string>

#include "engine/api/errors.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/model.h"
#include "engine/text/tokenizer.h"

namespace everyword {

/// The models of one request, loaded.
struct LoadedModels {
  std::shared_ptr<const ClipModel> clip;
  std::shared_ptr<const Tokenizer> tokenizer;
  std::map<std::string, std::shared_ptr<const Model>> byRole;  ///< all others
  c10::Device device = c10::kCPU;

  /// The model of a role, as its own class. Throws Error when none is loaded for it, or one
  /// of another class.
  template <typename M>
  const M &get(const std::string &role) const {
    const auto found = byRole.find(role);
    const auto *model =
        found == byRole.end() ? nullptr : dynamic_cast<const M *>(found->second.get());
    if (!model) {
      throw Error("no model is loaded for the role '" + role + "'");
    }
    return *model;
  }
};

}  // namespace everyword
