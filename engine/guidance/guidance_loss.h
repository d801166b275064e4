#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/run_request.h"

namespace everyword {

/// What one step knows, computed once and shared by every loss. B copies, P phrases (active regions
/// in order), D feature width, S CLIP's picture size, g patches a side.
struct StepInputs {
  at::Tensor picture;    ///< [1,3,H,W] in [0,1]: G(z)
  at::Tensor images;     ///< [B,3,S,S] normalised for CLIP
  at::Tensor features;   ///< [B,D] of `images`, not unit length
  at::Tensor masks;      ///< [B,P,S,S] 0/1
  at::Tensor phrases;    ///< [P,D] unit text features
  at::Tensor areaShare;  ///< [P] box area / picture area, float32
  /// [B,P,g,g] last-block maps of the phrases; undefined when no loss asked for it.
  at::Tensor relevance;
  /// [B,P,D] of images * mask (outside = mean colour); undefined when no loss asked for it.
  at::Tensor maskedFeatures;
  /// [1,D] unit text feature of the global prompt; undefined when there is none.
  at::Tensor prompt;
};

/// One loss at one step: a scalar with graph and, where it has them, a number per phrase.
struct LossValue {
  at::Tensor value;      ///< scalar, weighted
  at::Tensor perPhrase;  ///< undefined, or [P] without graph (overlap)
};

/// A term of the objective. Stateless but for its settings; the request of each step is handed in,
/// so live edits count.
class GuidanceLoss {
 public:
  virtual ~GuidanceLoss() = default;
  virtual bool needsRelevance() const { return false; }
  virtual bool needsMaskedFeatures() const { return false; }
  virtual LossValue evaluate(const StepInputs &inputs, const RunRequest &request) const = 0;
};

/// A row of the table in loss_registry.cpp: the ONE place that a new loss touches besides its own
/// file.
struct LossEntry {
  std::string name;                              ///< "region_overlap"; keys charts, JSON, tests
  std::string label;                             ///< "Relevance inside the boxes"
  bool (*appliesTo)(const RunRequest &request);  ///< does this request use it?
  std::unique_ptr<GuidanceLoss> (*make)();
};

const std::vector<LossEntry> &lossRegistry();

}  // namespace everyword
