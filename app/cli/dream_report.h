#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/api/engine.h"

namespace everyword {

/// One picture of a dream and how its words fare.
struct Dream {
  std::uint64_t seed = 0;
  std::string space;  ///< where its latent moved
  double clipSimilarity = 0;
  std::vector<WordScore> words;        ///< that are insisted on, else all that the prompt names
  std::vector<std::string> forgotten;  ///< of them
  double score = 0;                    ///< similarity + lambda * mean relevance of the words
  FramePtr picture;                    ///< null when it was read back
};

Dream dreamOf(const RunOutcome &outcome);

/// "seed 3, CLIP 0.312" and what is forgotten, on two lines.
std::string captionOf(const Dream &dream);

/// One line a dream; `kept`: seeds that are marked.
std::string dreamTable(const std::vector<Dream> &dreams, const std::vector<std::uint64_t> &kept);

/// run.json of a run with the words and what is forgotten.
std::string dreamJson(const RunOutcome &outcome);

/// Cheap dreams from several seeds, and what they are cheap ones of.
struct DreamWall {
  RunRequest request;  ///< of a whole dream; the seed is that of each
  std::vector<Dream> dreams;

  /// The seeds of the best, the best first.
  std::vector<std::uint64_t> best(std::size_t count) const;
};

std::string wallJson(const DreamWall &wall);
/// Throws FileError when it is none.
DreamWall readWall(const std::string &path);

/// Where a wall keeps what belongs to a seed: "wall/seed-3" + `ending`.
std::string wallName(std::uint64_t seed, const std::string &ending);

}  // namespace everyword
