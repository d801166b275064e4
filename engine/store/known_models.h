#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/api/model_store.h"

namespace everyword {

/// Reads a models.json (resources/README.md). Throws FileError. An absent file is an empty list.
std::vector<KnownModel> readKnownModels(const std::string &path);

/// The program's models.json, then the user's; of two rows of one name the user's counts.
class KnownModels {
 public:
  KnownModels(std::string resourcesFolder, std::string userFolder);

  std::vector<KnownModel> all() const;
  std::optional<KnownModel> find(const std::string &name) const;
  /// For a file that came another way: title and licence of the same bytes.
  std::optional<KnownModel> withDigest(const std::string &sha256) const;

 private:
  std::string resourcesFolder_, userFolder_;
};

/// Throws InputError unless it is empty or 64 hexadecimal digits; returns it in lower case.
std::string checkedDigest(const std::string &sha256);

}  // namespace everyword
