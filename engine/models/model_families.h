#pragma once

#include <c10/core/Device.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/models/model.h"
#include "engine/models/weights/model_check.h"

namespace everyword {

/// A file that comes with a checkpoint and says what its tensors cannot, or what its words are.
struct Companion {
  std::string role;                ///< in requests and manifests
  std::vector<std::string> names;  ///< beside the checkpoint, the best first; "*": its own name
  std::string storedAs;            ///< its name in the store
  std::string help;                ///< one sentence: what it is
  bool isConfig = false;           ///< the model is loaded with it (ModelSource::config)
  std::string family;              ///< what it is when it is installed alone; empty: it never is
  bool (*sniff)(const std::string &start) = nullptr;  ///< by its first bytes
  void (*describe)(ModelReport &report) = nullptr;    ///< the file alone, report.path
  void (*requireFits)(const TensorTable &table, const std::string &path) = nullptr;
};

/// A kind of model that Everyword can use. One row of the table in model_families.cpp.
struct ModelFamily {
  std::string id;     ///< "clip": what manifests and `inspect` say, and the role of its checkpoint
  std::string title;  ///< for people
  bool (*sniff)(const TensorTable &table);  ///< by names and shapes alone; no data is read
  void (*describe)(const ModelSource &source, ModelReport &report);
  std::shared_ptr<const Model> (*load)(const ModelSource &source, c10::Device device);
  std::vector<Companion> companions;
  std::string licenceNote;  ///< about the public checkpoints
};

const std::vector<ModelFamily> &modelFamilies();

/// The family that a checkpoint's names show, or nullptr.
const ModelFamily *familyOf(const TensorTable &table);
/// Of a checkpoint's role; nullptr when there is none.
const ModelFamily *familyNamed(const std::string &id);

/// Throws FileError "x.ckpt is a BigGAN, not a CLIP" unless the table is of the family `id`.
void requireFamily(const TensorTable &table, const std::string &id);

/// The companion that lies beside a checkpoint and fits it, or "". Files that do not fit are passed
/// over. Remembered for each state of the files.
std::string companionBeside(const std::string &checkpoint, const Companion &companion);

/// The model's tensors and the configuration beside it. Throws FileError.
ModelSource openModel(const std::string &checkpoint, const ModelFamily &family);

}  // namespace everyword
