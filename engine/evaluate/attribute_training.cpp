#include "engine/api/attribute_training.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "engine/api/errors.h"
#include "engine/checkpoint/safetensors_writer.h"
#include "engine/core/device.h"
#include "engine/core/rng.h"
#include "engine/evaluate/attribute_pictures.h"
#include "engine/run/adam.h"

namespace everyword {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kSide = 64, kBatch = 64;
constexpr double kLearningRate = 2e-3;
constexpr std::int64_t kLargestShift = 3;  ///< pixels of kSide

/// He's deviation for the convolutions, 1 and 0 for the norms; float32.
std::map<std::string, at::Tensor> firstWeights(const AttributeConfig &config, Rng &rng) {
  std::map<std::string, at::Tensor> weights;
  for (const auto &[name, shape] : attributeShapes(config)) {
    if (shape.size() == 1) {
      weights[name] = at::full(shape, name.ends_with(".norm.weight") ? 1.0 : 0.0);
      continue;
    }
    const at::Tensor drawn = rng.normalTensor(shape);
    const double inputs = static_cast<double>(drawn[0].numel());
    weights[name] = drawn * std::sqrt((shape.size() == 4 ? 2.0 : 0.1) / inputs);
  }
  return weights;
}

/// Pictures as a generator may draw them, which is softer and less exact than those of the table:
/// mirrored, moved, of other brightness and tint, blurred and with noise.
at::Tensor varied(at::Tensor pictures, Rng &rng) {
  if (rng.chance(0.5)) {
    pictures = pictures.flip(3);
  }
  const std::int64_t span = 2 * kLargestShift + 1;
  const std::int64_t down = rng.below(span), right = rng.below(span);
  pictures =
      at::replication_pad2d(pictures, {kLargestShift, kLargestShift, kLargestShift, kLargestShift})
          .narrow(2, down, kSide)
          .narrow(3, right, kSide);
  const std::int64_t count = pictures.size(0);
  const at::Tensor gain = rng.uniformTensor({count, 1, 1, 1}, 0.85, 1.15) *
                          rng.uniformTensor({count, 3, 1, 1}, 0.95, 1.05);
  pictures = (pictures - 0.5) * gain + 0.5 + rng.uniformTensor({count, 1, 1, 1}, -0.08, 0.08);
  if (rng.chance(0.5)) {
    pictures = at::upsample_bilinear2d(at::avg_pool2d(pictures, 2), {kSide, kSide}, false);
  }
  const at::Tensor noise = rng.normalTensor(pictures.sizes());
  return pictures + noise * rng.uniformTensor({count, 1, 1, 1}, 0, 0.1);
}

class Training {
 public:
  explicit Training(const AttributeTrainRequest &request)
      : request_(request),
        data_(readAttributeData(request.folder, request.attributes, kSide)),
        rng_(request.seed),
        began_(Clock::now()) {
    config_.side = kSide;
    config_.widths = {24, 48, 80, 112};
    config_.attributes = data_.attributes;
    weights_ = firstWeights(config_, rng_);
    for (const auto &[name, weight] : weights_) {
      parameters_.push_back(weight);
    }
    adam_ = Adam::startFor(parameters_);
  }

  AttributeTraining run(const std::function<bool(double, const std::string &)> &progress) {
    AttributeTraining result;
    const std::int64_t count = data_.train.pictures.size(0);
    result.trainPictures = static_cast<int>(count);
    result.heldOutPictures = static_cast<int>(data_.heldOut.pictures.size(0));
    double done = 0;
    for (int epoch = 0; epoch < request_.epochs && done < 1 && !result.stopped; ++epoch) {
      const at::Tensor order = at::randperm(count, rng_.generator(), at::kLong);
      for (std::int64_t from = 0; from < count && done < 1 && !result.stopped; from += kBatch) {
        done = std::min(1.0, shareDone(result.epochs));
        const double loss = oneBatch(order.slice(0, from, std::min(from + kBatch, count)), done);
        result.epochs = epoch + std::min(1.0, static_cast<double>(from + kBatch) / count);
        result.stopped = !progress(done, "epoch " + std::to_string(epoch + 1) + ", loss " +
                                             std::to_string(loss).substr(0, 5));
      }
    }
    result.seconds = seconds();
    result.heldOut = scores();
    return result;
  }

  void save() const {
    std::map<std::string, at::Tensor> halves;
    for (const auto &[name, weight] : weights_) {
      halves[name] = weight.to(at::kHalf);
    }
    writeSafetensors(request_.output, halves, {{AttributeConfig::kMetadata, config_.metadata()}});
  }

 private:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - began_).count(); }

  /// Of the epochs or of the time, whichever is nearer to its end.
  double shareDone(double epochs) const {
    const double byTime = request_.minutes > 0 ? seconds() / (60 * request_.minutes) : 0;
    return std::max(epochs / request_.epochs, byTime);
  }

  double oneBatch(const at::Tensor &indices, double done) {
    const at::Tensor pictures =
        varied(data_.train.pictures.index_select(0, indices).to(at::kFloat) / 255, rng_);
    const at::Tensor labels = data_.train.labels.index_select(0, indices);
    std::map<std::string, at::Tensor> leaves;
    std::vector<at::Tensor> inputs;
    for (const auto &[name, weight] : weights_) {
      inputs.push_back(leaves[name] = weight.detach().requires_grad_());
    }
    const at::Tensor logits = attributeLogits(leaves, config_, pictures);
    at::Tensor loss = at::zeros({});
    std::int64_t at = 0;
    for (std::size_t i = 0; i < config_.attributes.size(); ++i) {
      const auto values = static_cast<std::int64_t>(config_.attributes[i].values.size());
      loss = loss + at::cross_entropy_loss(logits.narrow(1, at, values),
                                           labels.select(1, static_cast<std::int64_t>(i)));
      at += values;
    }
    const double rate = kLearningRate * (0.5 + 0.5 * std::cos(M_PI * done));
    adam_.update(parameters_, torch::autograd::grad({loss}, inputs), rate);
    return loss.item<double>() / static_cast<double>(config_.attributes.size());
  }

  /// With the weights as they are saved.
  std::vector<AttributeScore> scores() const {
    std::map<std::string, at::Tensor> saved;
    for (const auto &[name, weight] : weights_) {
      saved[name] = weight.to(at::kHalf).to(at::kFloat);
    }
    const AttributeModel model(config_, saved);
    const auto told = model.probabilities(data_.heldOut.pictures.to(at::kFloat) / 255);
    std::vector<AttributeScore> scores;
    for (std::size_t i = 0; i < told.size(); ++i) {
      const auto values = static_cast<std::int64_t>(config_.attributes[i].values.size());
      const at::Tensor labels = data_.heldOut.labels.select(1, static_cast<std::int64_t>(i));
      const auto commonest =
          at::bincount(data_.train.labels.select(1, static_cast<std::int64_t>(i)), {}, values)
              .argmax();
      const auto share = [](const at::Tensor &right) {
        return right.to(at::kDouble).mean().item<double>();
      };
      scores.push_back({config_.attributes[i].name, static_cast<int>(values),
                        share(told[i].argmax(1) == labels), share(labels == commonest)});
    }
    return scores;
  }

  const AttributeTrainRequest &request_;
  AttributeData data_;
  AttributeConfig config_;
  Rng rng_;
  Clock::time_point began_;
  std::map<std::string, at::Tensor> weights_;
  std::vector<at::Tensor> parameters_;  ///< those of weights_, in their order
  Adam adam_;
};

}  // namespace

AttributeTraining trainAttributes(
    const AttributeTrainRequest &request,
    const std::function<bool(double fraction, const std::string &what)> &progress) {
  if (request.epochs < 1 || request.epochs > 10'000) {
    throw InputError("the pictures cannot be seen " + std::to_string(request.epochs) + " times",
                     "use 1 to 10000 epochs");
  }
  setThreads(request.threads);
  Training training(request);
  const AttributeTraining result = training.run(progress);
  training.save();
  return result;
}

}  // namespace everyword
