#pragma once

namespace everyword {

/// How a forward pass is computed; its numbers are the same to the last bit.
struct ForwardOptions {
  bool checkpointActivations = false;  ///< nn/activation_checkpointing.h
};

/// Bytes that a forward pass leaves for the backward pass, counted from sizes, float32, of one
/// picture (a generator) or of one cutout (an image encoder). Checkpointed: only the blocks' inputs
/// are kept (nn/activation_checkpointing.h), and one block at a time is whole.
struct StepMemory {
  double activations = 0, checkpointed = 0;
  double filters = 0;  ///< on a CPU: transformed filters, which stay from the first step on
};

/// A checkpoint's network, loaded. The base of ClipModel and of each generator, so that a loader
/// can hold any of them by role. Immutable and safe for several threads.
class Model {
 public:
  virtual ~Model() = default;
  /// `width`, `height`: pixels of the picture. Zeros where it is not known.
  virtual StepMemory stepMemory(double /*width*/, double /*height*/) const { return {}; }
};

}  // namespace everyword
