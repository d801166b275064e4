#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/frame.h"

namespace everyword {

/// Fractions of the picture, y down: (0,0) is the top left corner, (1,1) the bottom right one.
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  bool operator==(const Box &) const = default;
};

/// A phrase and the place where it has to appear.
struct Region {
  int id = 0;  ///< unique in a request, stable across edits; the front end and events refer to it
  std::string label;
  Box box;
  double weight = 1.0;  ///< factor on this region's terms of the loss; >= 0
  std::optional<double>
      lambda;  ///< strength of the overlap term; unset: RunRequest::lambda / sqrt(area share)
  bool enabled = true;  ///< a disabled region takes no part in the run
  bool operator==(const Region &) const = default;
};

/// Which loss guides the picture (paper section 3.4 and its baselines).
enum class Method {
  Relevance,         ///< similarity + relevance overlap (Algorithm 1), the product's own
  Similarity,        ///< CLIP distance of the whole picture only
  Masked,            ///< CLIP distance of the picture outside-the-box-masked
  SimilarityMasked,  ///< the sum of the two
};

/// Where the latent starts.
enum class Start {
  Noise,        ///< uniform in [0, 2), as published
  Codes,        ///< random rows of the codebook
  Plain,        ///< a plain colour, encoded
  TwoColours,   ///< upper and lower colour, encoded
  Picture,      ///< a picture of one's own, encoded (`startPicture`)
  EarlierFrame  ///< a frame of an earlier run (`startFrame`, or `startPicture` naming its PNG)
};

/// What the large products of a run are computed in. Sums, norms, relevance and losses stay in
/// float32.
enum class Precision {
  Auto,  ///< the fastest one that a short measurement finds on this machine
  Fp32,
  Bf16,  ///< bfloat16: pays where the processor or GPU has instructions for it
};

/// Which models make the picture. Empty paths mean "the one in the pack".
struct ModelSet {
  std::string pack = "starter";  ///< name in resources/, or a folder with a manifest.json
  std::string clip;              ///< path of a CLIP checkpoint
  std::string merges;            ///< path of its BPE merges
  std::string vqgan;             ///< path of a VQGAN checkpoint
  std::string vqganConfig;       ///< path of its yaml; optional
  bool operator==(const ModelSet &) const = default;
};

/// Everything a run depends on: the same request on the same machine with the same thread count
/// makes the same bytes on CPU. A plain value; JSON round trip below. Scalars that a person may set
/// are described once, in the table of param_spec.h, which gives them their range, help, CLI flag
/// and place in the guidance panel.
struct RunRequest {
  static constexpr int kVersion = 1;

  std::string prompt;           ///< for the whole picture; may be empty when there are regions
  std::vector<Region> regions;  ///< may be empty when there is a prompt
  ModelSet models;

  // what
  Method method = Method::Relevance;
  double promptWeight = 1.0;
  std::string
      phrasePrefix;  ///< put before each region's label: "a photo of" in the published setup

  // how strongly
  double lambda = 0.15;       ///< lambda_i = lambda / sqrt(area of box / area of picture)
  double threshold = 0.1;     ///< T of Algorithm 1
  double temperature = 20.0;  ///< temp of Algorithm 1
  double learningRate = 0.1;
  double smoothness = 0.0;  ///< weight of the total-variation regulariser on the picture

  // how long
  int steps = 150;
  int copies = 8;  ///< augmented copies of the picture a step

  // which picture
  int width = 128, height = 128;  ///< pixels; rounded down to multiples of the generator's factor
  std::uint64_t seed = 0;
  Start start = Start::Noise;
  std::string startColour = "#8a8a8a", startColour2 = "#5b8f4a";
  std::string startPicture;
  FramePtr startFrame;  ///< in memory only, not in the JSON

  // how the copies differ
  double affineProbability = 0.7, rotation = 15.0, translation = 0.1;
  double perspectiveProbability = 0.7, perspective = 0.3;
  double colourProbability = 0.7, colour = 0.1;
  double erasingProbability = 0.0;
  double noise = 0.1;  ///< largest deviation of the Gaussian noise on a copy

  bool allowUnknownWords = false;  ///< run although the pack has never seen a word of the prompt
  bool asPublished =
      false;  ///< reproduce the reference implementation's accidents (fixtures, `spatial`)

  // how it runs
  std::string device = "auto";  ///< auto, cpu, cuda, cuda:n
  int threads = 0;              ///< 0: all cores
  Precision precision = Precision::Auto;
  int memoryLimitMb = 0;  ///< above this, a step computes again what it would otherwise keep: the
                          ///< same picture, slower; 0: what is free when the run starts
  int previewIntervalMs = 100;  ///< a frame is sent at most this often; 0: every step
  int keepFramesEvery = 0;      ///< steps between kept frames; 0: keep none but the last

  /// Regions that take part, in order.
  std::vector<Region> activeRegions() const;

  /// Throws InputError naming the first thing that is wrong (empty prompt, box outside the picture
  /// or of no size, two boxes of one label, value out of range).
  void check() const;

  std::string toJson() const;  ///< UTF-8, indented, with a "version"
  /// Unknown fields are ignored, missing ones get their default. Throws InputError on text that is
  /// no JSON, on wrong types, and on a newer version.
  static RunRequest fromJson(const std::string &text);
};

std::string toString(Method);
std::string toString(Start);
std::string toString(Precision);

}  // namespace everyword
