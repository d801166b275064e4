#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/engine.h"

namespace everyword {

/// What a pack draws of what it is asked for: 24 fixed layouts of things that it draws, by our
/// method and the three baselines, from the pack's usual start and from one by search.
struct PackBenchRequest {
  std::string pack = "starter";
  int layouts = 24;
  int seeds = 3;
  int steps = 0;  ///< 0: what the pack recommends
  int threads = 0;
  std::vector<Method> methods = {Method::Relevance, Method::Similarity, Method::Masked,
                                 Method::SimilarityMasked};
  std::vector<Start> starts = {Start::Plain, Start::Search};
};

/// What became of one box.
struct PackBenchBox {
  std::string label;
  /// What CLIP calls the box's crop, and whether that is the label; "" where it was not asked. CLIP
  /// has guided the run, so this flatters every method alike.
  std::string named;
  bool right = false;
  bool pointed = false;             ///< the relevance map's peak lies inside the box
  std::optional<bool> colourRight;  ///< of a label with a colour; told by the pixels alone
  double f1 = 0, clipSimilarity = 0;
};

/// One picture: a layout, a seed, a method and a start.
struct PackBenchCell {
  int layout = 0;
  std::uint64_t seed = 0;
  Method method = Method::Relevance;
  Start start = Start::Plain;
  std::vector<PackBenchBox> boxes;
  double changedOutside = 0;  ///< mean change of the ground outside the boxes, of 255
  double seconds = 0;
  FramePtr picture;  ///< null in a cell that was read back
};

/// Means over the boxes of all cells of a method and start.
struct PackBenchRow {
  Method method = Method::Relevance;
  Start start = Start::Plain;
  int cells = 0, boxes = 0, coloured = 0;
  std::optional<double> right;  ///< shares in [0,1]; unset where CLIP named nothing
  double pointed = 0, colourRight = 0, f1 = 0, changedOutside = 0, seconds = 0;
};

/// 12 of one large thing, every other one in a colour, then 12 of two things: drawn from the first
/// words of the pack (what it draws) with a fixed seed.
std::vector<RunRequest> packBenchLayouts(int count, const PackInfo &pack);

std::vector<PackBenchRow> packBenchRows(const std::vector<PackBenchCell> &cells);

/// Which of the eleven colour words most of the pixels in `box` are that differ from `ground`
/// ("#rrggbb"); "" where nothing stands there.
std::string colourInBox(const Frame &picture, const Box &box, const std::string &ground);

/// The cells that are not in `done` yet; as runEditBench otherwise. Throws Error when a run fails.
void runPackBench(Engine &engine, const PackBenchRequest &request,
                  const std::vector<PackBenchCell> &done,
                  const std::function<bool(int, int, const std::string &)> &heard,
                  const std::function<void(const PackBenchCell &)> &cellDone);

/// PSNR in dB of pictures as the pack's generator encodes and draws them again, their mean.
double reconstruction(Engine &engine, const std::string &pack,
                      const std::vector<std::string> &pictures);

}  // namespace everyword
