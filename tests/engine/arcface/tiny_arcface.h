#pragma once

#include "engine/evaluate/random_arcface.h"

namespace everyword {

/// Three narrow blocks, 112 -> 56 -> 28 -> 28 pixels.
struct TinyArcFace : RandomArcFace {
  static ArcFaceConfig configuration() {
    ArcFaceConfig config;
    config.blocks = {{4, 4, 2, 2}, {4, 6, 2, 2}, {6, 6, 1, 2}};
    config.embedDim = 5;
    return config;
  }
  TinyArcFace() : RandomArcFace(configuration()) {}
  TensorTable table() const { return TensorTable::fromTensors(tensors, "tiny.pth"); }
};

}  // namespace everyword
