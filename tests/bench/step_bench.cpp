// Times the parts of one guided step at full size, beside a plain matrix product of the same
// machine in the same run: ViT-B/32, VQGAN f16 with 16,384 codes, random weights, 300 x 256 pixels
// (rounded to the generator's grid), two regions.

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "engine/augment/cutouts.h"
#include "engine/core/device.h"
#include "engine/guidance/guidance_loss.h"
#include "engine/models/memory_reuse.h"
#include "engine/relevance/image_relevance.h"
#include "tests/bench/random_models.h"
#include "tests/bench/step_flops.h"

using namespace everyword;

namespace {

struct Options {
  int threads = 0, repeats = 3, copies = 32;
};

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

class Stopwatch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// One line of the table.
struct Part {
  const char *name;
  double flops;  ///< 0: nothing that counts
  std::vector<double> seconds = {};
};

/// Seconds of one product [1024, 3072] x [3072, 768]: 4.8 GFLOP.
constexpr double kProductFlops = 2.0 * 1024 * 3072 * 768;
double timeMatrixProduct() {
  const at::Tensor a = at::randn({1024, 3072}), b = at::randn({3072, 768});
  at::Tensor c = at::mm(a, b);
  std::vector<double> seconds;
  Stopwatch watch;
  for (int i = 0; i < 9; ++i) {
    at::mm_out(c, a, b);
    seconds.push_back(watch.lap());
  }
  return median(seconds);
}

/// Everything that stays the same from step to step.
class Step {
 public:
  explicit Step(const Options &options) : options_(options), rng_(7) {
    request_.prompt = "a prompt";
    request_.regions = {{1, "left", {0.05, 0.2, 0.4, 0.6}, 1.0, {}, true},
                        {2, "right", {0.55, 0.2, 0.4, 0.6}, 1.0, {}, true}};
    request_.copies = options.copies;
    masks_ = at::zeros({2, height(), width()});
    masks_[0]
        .slice(0, height() / 5, height() * 4 / 5)
        .slice(1, width() / 20, width() * 9 / 20)
        .fill_(1);
    masks_[1]
        .slice(0, height() / 5, height() * 4 / 5)
        .slice(1, width() * 11 / 20, width() * 19 / 20)
        .fill_(1);
    latent_ =
        (at::rand({1, vqgan_->config().embedDim, cellsHigh(), cellsWide()}) * 2).requires_grad_();
    phrases_ = unit(at::randn({2, clip_->config().embedDim}));
    prompt_ = unit(at::randn({1, clip_->config().embedDim}));
  }

  std::vector<Part> emptyTable() const {
    const Flops decode = decodeFlops(vqgan_->config(), cellsHigh(), cellsWide());
    const Flops encode = imageEncoderFlops(clip_->config(), options_.copies);
    const Flops relevance = relevanceFlops(clip_->config(), options_.copies, 2);
    const double backward = decode.backward + encode.backward + relevance.backward;
    const double forward = decode.forward + encode.forward + relevance.forward;
    return {{"decode", decode.forward},       {"cutouts", 0}, {"CLIP image", encode.forward},
            {"relevance", relevance.forward}, {"losses", 0},  {"backward", backward},
            {"total", forward + backward}};
  }

  void run(std::vector<Part> &table) {
    Stopwatch watch;
    double total = 0;
    const auto note = [&](std::size_t part) {
      table[part].seconds.push_back(watch.lap());
      total += table[part].seconds.back();
    };
    StepInputs inputs = constantInputs();
    inputs.picture = vqgan_->synth(latent_);
    note(0);
    const Cutouts cutouts = makeCutouts(inputs.picture, masks_, cutoutOptions(), rng_);
    inputs.images = normaliseForClip(cutouts.images);
    inputs.masks = cutouts.masks;
    note(1);
    LastBlockTrace lastBlock;
    inputs.features = clip_->encodeImage(inputs.images, nullptr, &lastBlock);
    note(2);
    inputs.relevance = asGrid(lastBlockRelevance(lastBlock, inputs.features, phrases_));
    note(3);
    const at::Tensor loss = sumOfLosses(inputs);
    note(4);
    torch::autograd::grad({loss}, {latent_});
    note(5);
    table[6].seconds.push_back(total);
  }

  std::int64_t cellsHigh() const { return 300 / vqgan_->config().factor(); }
  std::int64_t cellsWide() const { return 256 / vqgan_->config().factor(); }
  std::int64_t height() const { return cellsHigh() * vqgan_->config().factor(); }
  std::int64_t width() const { return cellsWide() * vqgan_->config().factor(); }

 private:
  CutoutOptions cutoutOptions() const {
    CutoutOptions cutouts;
    cutouts.copies = options_.copies;
    cutouts.size = clip_->config().imageSize;
    return cutouts;
  }

  StepInputs constantInputs() const {
    StepInputs inputs;
    inputs.phrases = phrases_;
    inputs.prompt = prompt_;
    inputs.areaShare = at::full({2}, 0.24);
    return inputs;
  }

  at::Tensor sumOfLosses(const StepInputs &inputs) const {
    at::Tensor sum = at::zeros({});
    for (const LossEntry &entry : lossRegistry()) {
      if (entry.appliesTo(request_)) {
        sum = sum + entry.make()->evaluate(inputs, request_).value;
      }
    }
    return sum;
  }

  Options options_;
  std::shared_ptr<const ClipModel> clip_ = randomVitB32();
  std::shared_ptr<const VqganModel> vqgan_ = randomVqganF16();
  Rng rng_;
  RunRequest request_;
  at::Tensor masks_, latent_, phrases_, prompt_;
};

void print(const std::vector<Part> &table, double productSeconds) {
  const double plainRate = kProductFlops / productSeconds / 1e9;
  const double total = median(table.back().seconds);
  std::printf("%-12s %9s %7s %9s %9s %10s %10s\n", "part", "seconds", "share", "GFLOP", "GFLOP/s",
              "of product", "products");
  for (const Part &part : table) {
    const double seconds = median(part.seconds);
    std::printf("%-12s %9.3f %6.1f%% ", part.name, seconds, 100 * seconds / total);
    if (part.flops > 0) {
      const double rate = part.flops / seconds / 1e9;
      std::printf("%9.1f %9.1f %10.2f ", part.flops / 1e9, rate, rate / plainRate);
    } else {
      std::printf("%9s %9s %10s ", "-", "-", "-");
    }
    std::printf("%10.1f\n", seconds / productSeconds);
  }
  std::printf("\nplain matrix product 1024 x 3072 x 768: %.4f s, %.1f GFLOP/s\n", productSeconds,
              plainRate);
  std::printf(
      "GFLOP: products, convolutions and attention, counted from shapes (step_flops.h); backward: "
      "gradients in the\n"
      "input only. of product: GFLOP/s over the plain product's. products: seconds over one plain "
      "product's.\n");
}

}  // namespace

int main(int argc, char **argv) {
  Options options;
  CLI::App app("Times the parts of one guided step at full size");
  app.add_option("--threads", options.threads, "Threads; 0: all cores")->check(CLI::Range(0, 1024));
  app.add_option("--repeats", options.repeats, "Steps to time; medians are printed")
      ->check(CLI::Range(1, 1000));
  app.add_option("--copies", options.copies, "Augmented copies of the picture")
      ->check(CLI::Range(1, 1024));
  CLI11_PARSE(app, argc, argv);

  reuseFreedMemory();
  setThreads(options.threads);
  Step step(options);
  std::printf("%lld x %lld px, %d copies, 2 regions, %d threads, median of %d steps\n\n",
              static_cast<long long>(step.width()), static_cast<long long>(step.height()),
              options.copies, at::get_num_threads(), options.repeats);

  std::vector<Part> warmUp = step.emptyTable(), table = step.emptyTable();
  step.run(warmUp);
  std::vector<double> products = {timeMatrixProduct()};
  for (int i = 0; i < options.repeats; ++i) {
    step.run(table);
    products.push_back(timeMatrixProduct());
  }
  print(table, median(products));
  return 0;
}
