#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/frame.h"
#include "engine/api/run_request.h"

namespace everyword {

/// One term of the loss at one step. Names are stable: they key the charts and run.json.
struct LossTerm {
  std::string name;   ///< "similarity", "region_overlap", "masked", "smoothness", ..., "total"
  std::string label;  ///< for the chart's legend
  double value = 0;   ///< weighted, as it enters the sum
};

/// What the crop of a region looks like to CLIP, among the phrases of all regions, their parts
/// exchanged, and names of other things.
struct LooksLike {
  std::string name;        ///< the likeliest
  double probability = 0;  ///< of the region's own phrase, [0, 1]
  bool own = false;        ///< `name` is the region's own phrase
  std::string leak;        ///< where the words of its phrase went, one sentence, or empty
};

/// How a region fares at one step.
struct RegionScore {
  int regionId = 0;
  std::string label;
  /// Dice of the soft relevance map and the box, mean over the cutouts, [0, 1]; unset where no loss
  /// computes it (the baselines).
  std::optional<double> overlap;
  std::optional<LooksLike> looksLike;  ///< every Schedule::lookEvery steps
  double clipSimilarity = 0;  ///< cosine of picture and phrase, mean over the cutouts, [-1, 1]
};

/// Relevance of a word of the prompt, [0, 1], the largest word being 1.
struct WordScore {
  std::string word;
  double relevance = 0;
};

struct RunStarted {
  int width = 0, height = 0;  ///< after rounding to the generator's grid
  int firstStep = 0;          ///< > 0 when a checkpoint is resumed
  int steps = 0;
  std::string device;  ///< "CPU, 2 threads, fp32"
  std::vector<std::string> warnings;
  RunRequest request;  ///< that the run goes by; of a resumed run the checkpoint's
};

/// After each step, on the worker's thread. An event without losses only shows a picture: the one
/// before the first step, and a kept one that the last step began with. `frame` is set at most
/// every preview interval, for kept frames, and at the last step; it is the picture that the step
/// began with (Frame::step says), at the last step the one it ended with.
struct StepEvent {
  int step = 0;  ///< 1 .. steps; 0 before the first
  int steps = 0;
  std::vector<LossTerm> losses;
  std::vector<RegionScore> regions;
  std::vector<WordScore> words;  ///< of the global prompt; only with a frame
  FramePtr frame;                ///< or nullptr
  /// Cosine of the frame's picture and the global prompt; only with a frame.
  std::optional<double> promptSimilarity;
  double stepsPerSecond = 0;  ///< over the last seconds
  double secondsLeft = 0;
  std::int64_t memoryBytes = 0;  ///< resident set
  std::string refusedEdit;       ///< why the last RunControl::update is not used, or empty
};

/// Of the final picture, without augmentation: the Otsu-binarised relevance map against the box.
struct RegionResult {
  int regionId = 0;
  std::string label;
  Box box;
  double f1 = 0, precision = 0, recall = 0;
  std::optional<double> overlap;  ///< of the last step, as in RegionScore
  std::optional<LooksLike> looksLike;
  double clipSimilarity = 0;
};

struct RunOutcome {
  enum class Kind { Finished, Stopped, Failed };
  Kind kind = Kind::Finished;
  std::string error;  ///< one sentence when Failed; frame and state are those of the last good step
  int step = 0;
  FramePtr frame;  ///< the last picture, or nullptr when there was none
  std::vector<RegionResult> regions;
  double promptSimilarity = 0;   ///< cosine of the final picture and the global prompt
  std::vector<WordScore> words;  ///< of the global prompt, for the final picture
  double seconds = 0;
  double stepsPerSecond = 0;
  std::int64_t peakMemoryBytes = 0;
  std::string device;  ///< as in RunStarted
  std::vector<std::vector<LossTerm>> lossesByStep;
  LatentPtr latent;  ///< that `frame` was made of, for a run that goes on from it
  /// The recipe of `frame`: as many steps as were done, the edits that were adopted (RunRequest::
  /// edits), the device, threads and precision that were used.
  RunRequest request;
};

}  // namespace everyword
