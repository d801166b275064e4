#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/frame.h"
#include "engine/api/painted_mask.h"

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
      lambda;  ///< strength of the overlap term; unset: Objective::lambda / sqrt(area share)
  bool enabled = true;  ///< a disabled region takes no part in the run
  int attempt = 0;      ///< of a start by search; raised in a run, this box is searched anew
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
  Noise,         ///< uniform in [0, 2), as published
  Codes,         ///< random rows of the codebook
  Plain,         ///< a plain colour, encoded
  TwoColours,    ///< upper and lower colour, encoded
  Picture,       ///< the user's own picture, encoded (StartPoint::picture)
  EarlierFrame,  ///< a frame of an earlier run (StartPoint::frame, or StartPoint::picture naming
                 ///< its PNG)
  EarlierRun,    ///< the latent of an earlier run (StartPoint::latent, or StartPoint::state)
  Search         ///< the best of many random starts, judged by the run's own losses
};

/// How the cutouts that CLIP sees differ.
enum class CutoutKind {
  Geometric,    ///< turned, seen at an angle, hue and saturation, noise: as published for layouts
  DiffAugment,  ///< colour, translation, resize, cutout: AugCLIP of FuseDream
};

/// What the large products of a run are computed in. Sums, norms, relevance and losses stay in
/// float32.
enum class Precision {
  Auto,  ///< for generator and encoders, each way, what is fastest for these models here
  Fp32,
  Bf16,           ///< bfloat16, of all networks
  Bf16Encoder,    ///< of CLIP only
  Bf16Generator,  ///< of the generator only
};

/// Which models a run uses: those of a pack, and files of the user's own in their place.
struct ModelSet {
  std::string pack = "starter";  ///< name in resources/, or a folder with a manifest.json
  /// Role ("clip", "merges", ...; the table is models/model_families.cpp) -> path or
  /// installed model's name. A role that is not here is the pack's.
  std::map<std::string, std::string> files;

  /// Path of a role, empty when it is the pack's.
  const std::string &path(const std::string &role) const;
  /// An empty path gives the role back to the pack.
  void setPath(const std::string &role, const std::string &path);
  bool operator==(const ModelSet &) const = default;
};

/// Where an earlier run ended, in the latent space that it moved in.
struct Latent {
  struct Part {
    std::vector<std::int64_t> shape;
    std::vector<float> values;  ///< row-major
  };
  std::string space;  ///< a row of the table of latent spaces
  std::vector<Part> parts;
};

using LatentPtr = std::shared_ptr<const Latent>;

/// What the picture has to show, and how strongly each term of the loss counts.
struct Objective {
  std::string prompt;              ///< for the whole picture; may be empty when there are regions
  std::vector<Region> regions;     ///< may be empty when there is a prompt
  std::vector<std::string> words;  ///< words of the prompt that must not be neglected
  Method method = Method::Relevance;
  double promptWeight = 1.0;
  std::string
      phrasePrefix;        ///< put before each region's label: "a photo of" in the published setup
  double lambda = 0.15;    ///< lambda_i = lambda / sqrt(area of box / area of picture)
  double threshold = 0.1;  ///< T of Algorithm 1
  double temperature = 20.0;  ///< temp of Algorithm 1
  double wordLambda = 1.0;    ///< strength of the relevance of `words` (paper, section 3.3)
  double neglectedBelow = 0;  ///< only words whose relevance is below this share of the mean word's
                              ///< count; 0: all of `words`, 0.7 as published for generation
  double smoothness = 0.0;    ///< weight of the total-variation regulariser on the picture
  double latentDistance = 0.0;  ///< weight of the squared distance from the start in the latent
  double identity = 0.0;  ///< weight of the face's identity; needs an identity network ("arcface")
  PaintedMask protectedArea;       ///< what must not change; empty: nothing
  double protection = 10.0;        ///< weight of the change of the picture in the protected area
  bool allowUnknownWords = false;  ///< run although the pack has never seen a word of the prompt
  bool asPublished = false;        ///< reproduce the reference implementation's accidents

  /// Regions that take part, in order.
  std::vector<Region> activeRegions() const;
};

/// Where the latent starts, and the size of the picture.
struct StartPoint {
  int width = 128, height = 128;  ///< pixels; rounded down to multiples of the generator's factor
  Start kind = Start::Noise;
  std::string colour = "#8a8a8a", colour2 = "#5b8f4a";  ///< of the plain and two-colour starts
  std::string picture;                                  ///< path, for Picture and EarlierFrame
  double truncation = 0.7;  ///< of a random start in W: 1 as drawn, 0 the mean face
  /// Of a StyleGAN2: the seed of a second face whose styles the layers from `mixFrom` on take.
  std::int64_t mixSeed = -1;  ///< -1: no second face
  int mixFrom = 4;            ///< first layer of the second face; 0 is the coarsest
  /// A picture is looked for in the latent of a generator without encoder: attempts from different
  /// starts, and the steps of each.
  int projectionStarts = 2, projectionSteps = 200;
  int searchStarts = 256;            ///< of a start by search: random starts that are tried
  int searchKept = 5;                ///< of them, in a BigGAN: the best, whose mixture is optimised
  std::string latentSpace = "auto";  ///< a row of the table of latent spaces; auto: the mode's own
  std::string state;                 ///< path of a run's state, for EarlierRun
  FramePtr frame;                    ///< in memory only, not in the JSON
  LatentPtr latent;                  ///< in memory only, not in the JSON
};

/// How many cutouts CLIP sees in a step, and how they differ. Probabilities in [0,1].
struct CutoutSettings {
  CutoutKind kind = CutoutKind::Geometric;
  int count = 8;
  double affineProbability = 0.7, rotation = 15.0 /* degrees */, translation = 0.1;
  double perspectiveProbability = 0.7, perspective = 0.3;
  double colourProbability = 0.7, colour = 0.1;  ///< hue (turns) and saturation
  double erasingProbability = 0.0;
  double noise = 0.1;  ///< largest deviation of the Gaussian noise on a cutout
};

struct Schedule {
  int steps = 150;
  double learningRate = 0.1;
  double rampUp = 0, rampDown = 0;  ///< shares of the steps in which the learning rate rises from
                                    ///< 0, and falls to 0 by a cosine
  int rampSteps = 0;                ///< the steps that the shares are of; 0: `steps`
  int keepFramesEvery = 0;          ///< steps between kept frames; 0: keep none but the last
  int lookEvery = 10;               ///< steps between looks at what each box shows; 0: none
  bool stopWhenTrue = false;        ///< end when every box shows what its label says
};

/// How a run is computed; changes speed and memory, and with the precision the last bits.
struct Machine {
  std::string device = "auto";  ///< auto, cpu, cuda, cuda:n
  int threads = 0;              ///< 0: all cores
  Precision precision = Precision::Auto;
  int memoryLimitMb = 0;        ///< above this, activations are checkpointed: the same picture,
                                ///< slower; 0: what is free when the run starts
  int previewIntervalMs = 100;  ///< a frame is sent at most this often; 0: every step
};

/// A change that was made while a run was on (engine/api/recipe.h).
struct RunEdit {
  int step = 0;         ///< how many steps were done when it was adopted
  std::string changes;  ///< JSON object of the fields that changed
};

/// Everything a run depends on: the same request on the same machine with the same thread count
/// makes the same bytes on CPU. A plain value; JSON round trip below. Scalars that a user may set
/// are described once, in the table of param_spec.h, which gives them their range, help, CLI flag
/// and place in the guidance panel.
struct RunRequest {
  static constexpr int kVersion = 2;

  std::string mode = "layout";  ///< a row of the table of modes
  ModelSet models;
  StartPoint start;
  Objective objective;
  CutoutSettings cutouts;
  Schedule schedule;
  Machine machine;
  std::uint64_t seed = 0;
  /// Of an earlier run, by step; a run of this request makes them again, so that its picture comes
  /// out the same.
  std::vector<RunEdit> edits;

  /// Throws InputError naming the first thing that is wrong (empty prompt, box outside the picture
  /// or of no size, two boxes of one label, value out of range).
  void check() const;

  std::string toJson() const;  ///< UTF-8, indented, with a "version"
  /// Reads every version so far; missing fields get their default. Throws InputError on text that
  /// is no JSON, on wrong types, and on a newer version.
  static RunRequest fromJson(const std::string &text);
};

std::string toString(Method);
std::string toString(Start);
std::string toString(Precision);
std::string toString(CutoutKind);

}  // namespace everyword
