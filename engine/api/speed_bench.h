#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/api/engine.h"

namespace everyword {

/// What the speed benchmark times: the guided step of this machine against the arithmetic that it
/// cannot do without.
struct SpeedBenchRequest {
  bool fullSize = false;  ///< the published models' shapes with random weights, 300 x 256
                          ///< pixels, 32 cutouts; otherwise the pack at its recommended size
  std::string pack = "starter";
  std::string device = "auto";
  int threads = 0;
  int repeats = 0;      ///< timed steps a row, of which the median counts; 0: 3 at full size, 15
                        ///< of a pack's short ones
  bool growth = false;  ///< also how a step grows with cutouts, size and regions
};

/// One line of the table. Figures that a row does not have are 0.
struct SpeedRow {
  std::string name;       ///< "layout step"
  std::string precision;  ///< "fp32", "bf16"
  double seconds = 0;     ///< median
  double gflop = 0;  ///< products, convolutions and attention of the networks as they are defined,
                     ///< forwards and backwards
  double gflopDone = 0;     ///< what the step asks for: less, where the definition wastes some
  double floorSeconds = 0;  ///< gflop over the rate of plain matrix products between the repeats;
                            ///< of a prompt step gflopDone
  double ratioToFloor = 0;
  double relevanceShare = 0;  ///< of relevance and losses in the step, [0, 1]
  double peakMb = 0;          ///< of the process while the row ran; 0 where it is not known
  std::vector<std::pair<std::string, double>> phases;  ///< seconds, in their order
};

/// Seconds of a step while one thing changes.
struct SpeedSeries {
  std::string over;  ///< "cutouts", "pixels", "regions"
  std::vector<double> at, seconds, floorSeconds;
};

struct SpeedBenchResult {
  std::string machine;  ///< processor or GPU
  std::string device;   ///< "CPU, 2 threads"
  std::string models;
  double matmulGflops = 0;      ///< float32, 1024 x 3072 x 768
  double matmulGflopsBf16 = 0;  ///< 0 where bf16 does not pay
  std::vector<SpeedRow> rows;
  std::vector<SpeedSeries> growth;
};

/// Rows: layout step (two regions), the same with six regions, as published, in bf16 where it pays,
/// explain (all blocks, both encoders), a step of prompt learning (100 classes), at full size an
/// edit step (StyleGAN2 of 1024 pixels, one view, identity kept) and a dream step (BigGAN-deep of
/// 256 pixels, 50 cutouts, two words) and, with a pack, the first frame after Generate, cold and
/// warm. `makeFreshEngine` gives an engine that has loaded nothing. `progress(fraction, what)`;
/// returning false stops between two rows, and the result holds what is done. Blocks the calling
/// thread. Throws InputError, FileError.
SpeedBenchResult runSpeedBench(const SpeedBenchRequest &request,
                               const std::function<std::unique_ptr<Engine>()> &makeFreshEngine,
                               const std::function<bool(double, const std::string &)> &progress);

}  // namespace everyword
