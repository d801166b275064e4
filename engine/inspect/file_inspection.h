#pragma once

#include <optional>
#include <string>

#include "engine/api/model_manager.h"

namespace everyword {

/// Family of a merges file, and the token count of CLIP's own vocabulary.
inline constexpr const char *kVocabularyFamily = "clip vocabulary";
inline constexpr std::int64_t kPublicVocabularySize = 49408;

/// What a file is, from headers alone; tensor data is not read. Throws FileError for what is
/// damaged, foreign or refused.
ModelReport inspectFile(const std::string &path);

/// Does this yaml belong to this VQGAN checkpoint? Throws FileError saying what differs.
void requireYamlFits(const std::string &checkpoint, const std::string &yaml);

}  // namespace everyword
