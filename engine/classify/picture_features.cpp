#include "engine/classify/picture_features.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "engine/api/errors.h"
#include "engine/api/pictures.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "engine/checkpoint/tensor_table.h"
#include "engine/core/tensor_frame.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/text_transformer.h"
#include "engine/models/file_digest.h"
#include "engine/nn/in_threads.h"
#include "engine/store/user_folder.h"

namespace everyword {
namespace {

constexpr char kModel[] = "everyword_features_of";  ///< metadata: the CLIP's digest
constexpr std::size_t kBatch = 16, kSaveEvery = 2048;

bool isFinite(const at::Tensor &x) { return at::isfinite(x).all().item<bool>(); }

/// The middle square of a picture in CLIP's size and normalised, [1, 3, S, S].
at::Tensor middleSquare(const Frame &frame, const ClipModel &clip) {
  const std::int64_t side = clip.config().imageSize;
  const double scale = static_cast<double>(side) / std::min(frame.width, frame.height);
  const auto scaled = [&](int length) {
    return std::max(side, static_cast<std::int64_t>(std::lround(length * scale)));
  };
  const std::int64_t height = scaled(frame.height), width = scaled(frame.width);
  const at::Tensor square = resizedFromFrame(frame, height, width)
                                .narrow(2, (height - side) / 2, side)
                                .narrow(3, (width - side) / 2, side);
  return normaliseForClip(square);
}

/// One picture on its way.
struct Pending {
  std::size_t index = 0;
  std::string digest, fault;
  at::Tensor input, feature;
  bool fresh = false;
};

void readOne(const std::string &path, const ClipModel &clip, const FeatureCache &cache,
             Pending &pending) {
  try {
    pending.digest = sha256OfFile(path);
    pending.feature = cache.find(pending.digest);
    if (!pending.feature.defined()) {
      pending.input = middleSquare(*readPicture(path), clip);
    }
  } catch (const Error &error) {
    pending.fault = error.what();
  }
}

void encode(std::vector<Pending> &batch, const std::vector<std::string> &paths,
            const ClipModel &clip, FeatureCache &cache) {
  std::vector<at::Tensor> inputs;
  std::vector<Pending *> fresh;
  for (Pending &pending : batch) {
    if (pending.input.defined()) {
      inputs.push_back(pending.input);
      fresh.push_back(&pending);
    }
  }
  if (inputs.empty()) {
    return;
  }
  const at::NoGradGuard noGraph;
  const at::Tensor features =
      clip.encodeImage(at::cat(inputs).to(textTransformerOf(clip).positions().device()))
          .to(at::kCPU, at::kFloat)
          .contiguous();
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    fresh[i]->feature = features[static_cast<std::int64_t>(i)].clone();
    fresh[i]->fresh = true;
    if (!isFinite(fresh[i]->feature)) {
      throw FileError("the features of " + paths[fresh[i]->index] + " are no numbers",
                      "the CLIP's file is damaged or not meant for float32");
    }
    cache.add(fresh[i]->digest, fresh[i]->feature);
  }
}

}  // namespace

FeatureCache::FeatureCache(const std::string &file, const std::string &model, std::int64_t width)
    : file_(file), model_(model), width_(width), own_(!file.empty()) {
  if (!own_) {
    file_ = cacheFolder() + "/features/" + model + ".safetensors";
  }
  try {
    features_ = read();
  } catch (const Error &) {
    if (own_) {
      throw;
    }
  }
}

std::map<std::string, at::Tensor> FeatureCache::read() const {
  std::error_code ignored;
  std::map<std::string, at::Tensor> found;
  if (!std::filesystem::exists(file_, ignored)) {
    return found;
  }
  const TensorTable table = TensorTable::open(file_);
  const auto model = table.metadata().find(kModel);
  if (model == table.metadata().end()) {
    throw FileError(file_ + " holds no features of pictures", "choose another file");
  }
  if (model->second != model_) {
    throw FileError(file_ + " holds the features of another CLIP", "choose another file");
  }
  for (const auto &[picture, info] : table.infos()) {
    if (info.shape != std::vector<std::int64_t>{width_}) {
      throw FileError(file_ + " holds features of another size", "delete it");
    }
    found[picture] = table.loadFloat(picture);
    if (!isFinite(found[picture])) {
      throw FileError(file_ + " holds features that are no numbers", "delete it");
    }
  }
  return found;
}

at::Tensor FeatureCache::find(const std::string &picture) const {
  const auto found = features_.find(picture);
  return found == features_.end() ? at::Tensor() : found->second;
}

void FeatureCache::add(const std::string &picture, const at::Tensor &feature) {
  features_[picture] = feature;
  changed_ = true;
}

void FeatureCache::save() {
  if (!changed_) {
    return;
  }
  try {
    if (!own_) {
      makeFolder(std::filesystem::path(file_).parent_path().string());
    }
    auto all = read();
    all.insert(features_.begin(), features_.end());
    writeSafetensors(file_, all, {{kModel, model_}});
    changed_ = false;
  } catch (const Error &) {
    if (own_) {
      throw;
    }
  }
}

PictureFeatures featuresOf(const std::vector<std::string> &paths, const ClipModel &clip,
                           FeatureCache &cache, const std::function<bool(std::size_t)> &progress) {
  PictureFeatures result;
  std::vector<at::Tensor> features;
  std::size_t unsaved = 0;
  for (std::size_t first = 0; first < paths.size() && !result.stopped; first += kBatch) {
    std::vector<Pending> batch(std::min(kBatch, paths.size() - first));
    inThreads(batch.size(), [&](std::size_t i) {
      batch[i].index = first + i;
      readOne(paths[first + i], clip, cache, batch[i]);
    });
    encode(batch, paths, clip, cache);
    for (const Pending &pending : batch) {
      if (!pending.fault.empty()) {
        result.skipped.emplace_back(paths[pending.index], pending.fault);
        continue;
      }
      ++(pending.fresh ? result.encoded : result.fromCache);
      features.push_back(pending.feature);
      result.indices.push_back(pending.index);
    }
    if (unsaved += batch.size(); unsaved >= kSaveEvery) {
      unsaved = 0;
      cache.save();
    }
    result.stopped = !progress(first + batch.size());
  }
  cache.save();
  result.features = features.empty() ? at::zeros({0, clip.config().embedDim}) : at::stack(features);
  return result;
}

}  // namespace everyword
