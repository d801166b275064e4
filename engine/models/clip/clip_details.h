#pragma once

#include "engine/models/weights/model_check.h"

namespace everyword {

/// Family of a merges file, and the token count of CLIP's own vocabulary.
inline constexpr const char *kVocabularyFamily = "clip vocabulary";
inline constexpr std::int64_t kPublicVocabularySize = 49408;

// What can be said of a CLIP and the files that come with it without reading data. `start`: the
// first bytes of a file; `describe...`: of report.path; `require...` throws FileError saying what
// does not fit.
void describeClip(const ModelSource &source, ModelReport &report);

bool looksLikeMerges(const std::string &start);
void describeMerges(ModelReport &report);
void requireMergesFit(const TensorTable &table, const std::string &merges);

bool looksLikeClipConfig(const std::string &start);
void describeClipConfig(ModelReport &report);
void requireClipConfigFits(const TensorTable &table, const std::string &config);

}  // namespace everyword
