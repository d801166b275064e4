#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/checkpoint/load_options.h"

namespace everyword {

/// One named tensor of a checkpoint, as its header says, before any data is read.
struct TensorInfo {
  std::vector<std::int64_t> shape;
  c10::ScalarType dtype = c10::ScalarType::Float;
  /// The file's word for a type that cannot be read ("C64"), then `dtype` is Undefined. Such a
  /// tensor is listed; only loading it is an error.
  std::string unreadableType;
};

/// What a checkpoint holds: names, shapes and, on demand, data. Checkpoints are data: nothing in
/// them is executed, and every length, offset, stride and dtype is checked against the file before
/// memory is taken.
class TensorTable {
 public:
  /// Recognises the format by content: safetensors, PyTorch zip archives (plain pickle,
  /// TorchScript, Lightning), legacy non-zip pickles; of an index (*.index.json) all shards beside
  /// it as one table. Nested dicts become dotted names
  /// ("state_dict.encoder.conv_in.weight" stays reachable through `sub`). Throws FileError: one
  /// sentence naming the file and what is wrong.
  static TensorTable open(const std::string &path);

  /// A table of tensors in memory (tests, seeded weights).
  static TensorTable fromTensors(std::map<std::string, at::Tensor> tensors,
                                 std::string origin = "memory");

  const std::map<std::string, TensorInfo> &infos() const;  ///< sorted by name
  bool has(const std::string &name) const;
  /// Throws FileError when there is no such tensor.
  const TensorInfo &info(const std::string &name) const;

  /// Contiguous CPU tensor in the stored dtype; large ones are private mappings of the file (copy
  /// on write). Only views that are larger than the numbers behind them (stride 0) stay such views,
  /// so that a small file cannot take much memory: call contiguous() before using their data
  /// pointer. Throws FileError. Thread-safe.
  at::Tensor load(const std::string &name) const;
  /// The same converted to float32, or the type of the options (from float8, fp16, bf16, fp64 and
  /// whole numbers).
  at::Tensor loadFloat(const std::string &name) const;

  TensorTable withOptions(LoadOptions options) const;
  const LoadOptions &options() const { return options_; }

  /// The entries below `prefix` ("state_dict."), with the prefix taken off. Shares the file.
  TensorTable sub(const std::string &prefix) const;

  /// The same, with a sentence on why this part of a file of several models was taken.
  TensorTable asChosen(const std::string &choice, bool isGuess) const;
  const std::string &choice() const { return choice_; }  ///< empty: there was only one
  bool choiceIsGuess() const { return choiceIsGuess_; }

  const std::map<std::string, std::string> &metadata()
      const;                          ///< safetensors' __metadata__; else empty
  const std::string &origin() const;  ///< the path, for error messages
  const std::string &format() const;  ///< "safetensors", "torch zip", "torchscript", "torch legacy"
  /// Length of the whole file; of a table in memory that of its tensors.
  std::uint64_t fileBytes() const;

  /// Where a table gets its bytes; one implementation a format.
  class Source {
   public:
    virtual ~Source() = default;
    virtual at::Tensor load(const std::string &name) const = 0;
    virtual std::uint64_t fileBytes() const = 0;
  };
  TensorTable(std::map<std::string, TensorInfo> infos, std::shared_ptr<const Source> source,
              std::string origin, std::string format,
              std::map<std::string, std::string> metadata = {});

 private:
  std::map<std::string, TensorInfo> infos_;
  std::shared_ptr<const Source> source_;
  std::string prefix_;
  std::string origin_;
  std::string format_, choice_;
  bool choiceIsGuess_ = false;
  std::map<std::string, std::string> metadata_;
  LoadOptions options_;
};

/// The shards that an index beside them names, as paths; empty for a model in one file. Throws
/// FileError when the index is damaged.
std::vector<std::string> shardsOf(const std::string &path);

/// What the numbers of one file may take in memory, in bytes: four times its length, as bytes read
/// to float32 need, and a floor for files that describe constants (a genuine StyleGAN2 layout of 27
/// kB stands for 82 MB).
std::uint64_t memoryAllowed(std::uint64_t fileBytes);

/// Collects what a model misses, so that ONE FileError lists all missing, mis-shaped and extra
/// keys. Tensors that are expanded, or share one storage, count in full: a small file cannot make a
/// model take much memory.
class WeightLoader {
 public:
  explicit WeightLoader(const TensorTable &table) : table_(table) {}

  /// The tensor as loadFloat gives it when present with that shape (-1 = any size); otherwise notes
  /// the fault and returns zeros of the shape (ones for free dimensions), so that one pass finds
  /// every fault. Throws FileError when all that was asked for would take more than
  /// memoryAllowed().
  at::Tensor get(const std::string &name, const std::vector<std::int64_t> &shape);
  /// An undefined tensor when absent; mis-shaped is a fault.
  at::Tensor getOptional(const std::string &name, const std::vector<std::int64_t> &shape);
  /// Names that are known not to matter ("loss.", "num_batches_tracked").
  void ignore(const std::string &prefixOrLeaf);

  /// Throws FileError "<file> is no complete <what>: missing a, b; wrong shape: c is [2,3],
  /// expected [4,3]; unreadable: e is C64; extra: d". Extra keys alone do not throw.
  void finish(const std::string &what) const;
  std::vector<std::string> extra() const;
  const std::vector<std::string> &missing() const { return missing_; }

 private:
  void take(const std::vector<std::int64_t> &shape);

  const TensorTable &table_;
  double taken_ = 0;  ///< bytes, as float32
  std::vector<std::string> missing_, wrongShape_, unreadable_, used_, ignored_;
};

}  // namespace everyword
