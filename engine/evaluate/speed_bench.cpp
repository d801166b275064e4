// How fast a step is on this machine, beside a plain matrix product of the same machine in the same
// run: what a step cannot do without, at that rate, is the floor that each row is measured against.
#include "engine/api/speed_bench.h"

#include <ATen/ATen.h>

#include <chrono>
#include <cmath>
#include <optional>

#include "engine/core/device.h"
#include "engine/core/product_rate.h"
#include "engine/evaluate/first_frame.h"
#include "engine/evaluate/full_size_models.h"
#include "engine/evaluate/prompt_timer.h"
#include "engine/evaluate/speed_layouts.h"
#include "engine/evaluate/step_timer.h"
#include "engine/run/explain.h"

namespace everyword {

namespace {

using Clock = std::chrono::steady_clock;

class SpeedBench {
 public:
  SpeedBench(const SpeedBenchRequest &request,
             const std::function<std::unique_ptr<Engine>()> &makeFreshEngine,
             const std::function<bool(double, const std::string &)> &progress)
      : request_(request),
        makeFreshEngine_(makeFreshEngine),
        progress_(progress),
        device_(chooseDevice(request.device)) {}

  SpeedBenchResult run() {
    setThreads(request_.threads);
    announce("Making the models");
    prepare();
    firstFrames();
    layoutRows();
    if (goOn_) {
      explainRow();
    }
    promptRow();
    if (request_.growth) {
      grow();
    }
    if (goOn_ && request_.fullSize) {
      editRow();
      dreamRow();
    }
    result_.matmulGflops = median(rates_) / 1e9;
    return std::move(result_);
  }

 private:
  void announce(const std::string &what) {
    const double rows = request_.growth ? 28 : 9;
    goOn_ = goOn_ && progress_(std::min(1.0, done_++ / rows), what);
  }

  void prepare() {
    const std::unique_ptr<Engine> engine = makeFreshEngine_();
    const PackInfo pack = engine->pack(request_.pack);
    ModelLoader loader(pack.folder);
    ModelSet set;
    set.pack = pack.folder;
    models_ = loader.load(set, device_,
                          request_.fullSize ? std::vector<std::string>{"clip"}
                                            : std::vector<std::string>{"clip", "vqgan"});
    if (request_.fullSize) {
      models_.clip = randomVitB32(device_);
      models_.byRole["vqgan"] = randomVqganF16(device_);
      base_ = publishedLayout();
    } else {
      base_ = twoBoxes(*engine, set);
    }
    base_.machine.device = request_.device;
    base_.machine.threads = request_.threads;
    result_.machine = machineName(device_);
    result_.device = describeDevice(device_, Precision::Fp32);
    result_.models = request_.fullSize
                         ? "ViT-B/32, VQGAN f16 16384, StyleGAN2 1024 and BigGAN-deep 256, random "
                           "weights"
                         : pack.title;
    if (reducedPrecisionPays(device_)) {
      result_.matmulGflopsBf16 = rate(at::kBFloat16) / 1e9;
    }
  }

  int repeats() const {
    return request_.repeats > 0 ? request_.repeats : request_.fullSize ? 3 : 15;
  }

  double rate(at::ScalarType type) const { return productRate(device_, type, 1024, 3072, 768, 9); }

  /// One row: the guided step of `request`.
  void addStep(const std::string &name, const RunRequest &request, Precision precision, int repeats,
               const std::string &space = "vqgan_codes") {
    announce(name + ", " + toString(precision));
    if (!goOn_) {
      return;
    }
    SpeedRow row;
    row.name = name;
    const auto [timing, rate, used] = timed(request, precision, repeats, space);
    row.precision = toString(used);
    row.floorSeconds = timing.operations / rate;
    row.ratioToFloor = timing.seconds / row.floorSeconds;
    row.seconds = timing.seconds;
    row.gflop = timing.operations / 1e9;
    row.gflopDone = timing.done / 1e9;
    row.relevanceShare = timing.relevanceShare();
    row.peakMb = timing.peakBytes / 1e6;
    row.phases = timing.phases;
    result_.rows.push_back(std::move(row));
  }

  /// A step beside the plain products that were timed between its repeats, so that a machine that
  /// slows down for a while slows both.
  struct Timed {
    StepTiming step;
    double rate = 0;
    Precision precision = Precision::Fp32;  ///< what Auto was
  };
  Timed timed(const RunRequest &request, Precision precision, int repeats,
              const std::string &space) {
    const at::ScalarType type = precision == Precision::Bf16 ? at::kBFloat16 : at::kFloat;
    RunRequest inPrecision = request;
    inPrecision.machine.precision = precision;
    Timed timed;
    std::vector<double> rates;
    StepTimer timer(inPrecision, models_, space);
    timed.precision = timer.precision();
    timed.step = timer.measure(repeats, [&] { rates.push_back(rate(type)); });
    timed.rate = median(rates);
    if (precision == Precision::Fp32) {
      rates_.insert(rates_.end(), rates.begin(), rates.end());
    }
    return timed;
  }

  void layoutRows() {
    addStep("layout step", base_, Precision::Fp32, repeats());
    if (result_.matmulGflopsBf16 > 0) {
      addStep("layout step", base_, Precision::Bf16, repeats());
      addStep("layout step, auto", base_, Precision::Auto, repeats());
    }
    addStep("layout step, six boxes", withBoxes(base_, 6), Precision::Fp32, repeats());
    RunRequest published = base_;
    published.objective.asPublished = true;
    addStep("layout step, as published", published, Precision::Fp32,
            request_.fullSize ? 1 : repeats());
  }

  /// Last: its models take the place of the VQGAN, so that the peak is that of an edit.
  void editRow() {
    RunRequest edit = publishedEdit();
    edit.machine = base_.machine;
    models_.byRole = {{"stylegan2", randomStyleGan2(device_)}, {"arcface", randomIrSe50(device_)}};
    addStep("edit step", edit, Precision::Fp32, repeats(), "stylegan2_w_plus");
  }

  void dreamRow() {
    RunRequest dream = publishedDream();
    dream.machine = base_.machine;
    models_.byRole = {{"biggan", randomBigGanDeep(device_)}};
    addStep("dream step", dream, Precision::Fp32, repeats(), "biggan_basis");
  }

  /// Relevance of one picture and one prompt from all blocks of both encoders; the prompt is new.
  void explainRow() {
    announce("explain");
    const ClipModel &clip = *models_.clip;
    const std::int64_t side = clip.config().imageSize;
    const at::Tensor input = at::randn({1, 3, side, side}).to(device_);
    const auto explain = [&] {
      TextFeatures texts(models_);
      texts.trace(kExplainedPrompt);
      const Explained explained = relevanceOfAllBlocks(input, texts.of(kExplainedPrompt), clip);
      texts.wordScores(kExplainedPrompt, explained.feature);
      waitForDevice(device_);
    };
    explain();
    std::vector<double> seconds;
    for (int i = 0; i < std::max(5, repeats()); ++i) {
      const auto began = Clock::now();
      explain();
      seconds.push_back(std::chrono::duration<double>(Clock::now() - began).count());
    }
    SpeedRow row;
    row.name = "explain";
    row.precision = toString(Precision::Fp32);
    row.seconds = median(seconds);
    result_.rows.push_back(std::move(row));
  }

  /// A step of prompt learning: four pictures as the published loop is timed, of a pack as many as
  /// a step has.
  void promptRow() {
    announce("prompt step");
    if (!goOn_) {
      return;
    }
    std::vector<double> rates;
    const StepTiming timing = timePromptStep(*models_.clip, request_.fullSize ? 4 : 32,
                                             request_.repeats > 0 ? request_.repeats : 3,
                                             [&] { rates.push_back(rate(at::kFloat)); });
    SpeedRow row;
    row.name = "prompt step";
    row.precision = toString(Precision::Fp32);
    row.seconds = timing.seconds;
    row.gflopDone = timing.done / 1e9;
    row.floorSeconds = timing.done / median(rates);
    row.ratioToFloor = row.seconds / row.floorSeconds;
    row.peakMb = timing.peakBytes / 1e6;
    row.phases = timing.phases;
    result_.rows.push_back(std::move(row));
  }

  /// As a user meets it: from Generate to the first picture, with a new engine and with the same
  /// one again.
  void firstFrames() {
    if (request_.fullSize) {
      return;
    }
    announce("first frame");
    const std::unique_ptr<Engine> engine = makeFreshEngine_();
    for (const char *state : {"cold", "warm"}) {
      SpeedRow row;
      row.name = std::string("first frame, ") + state;
      row.precision = toString(base_.machine.precision);
      row.seconds = secondsToFirstFrame(*engine, base_);
      result_.rows.push_back(std::move(row));
    }
  }

  void grow() {
    for (const SpeedSweep &sweep : speedSweeps(base_)) {
      SpeedSeries series;
      series.over = sweep.over;
      for (const auto &[at, request] : sweep.points) {
        announce(sweep.over + " " + std::to_string(std::llround(at)));
        if (!goOn_) {
          break;
        }
        const Timed timing = timed(request, Precision::Fp32, 1, "vqgan_codes");
        series.at.push_back(at);
        series.seconds.push_back(timing.step.seconds);
        series.floorSeconds.push_back(timing.step.operations / timing.rate);
      }
      result_.growth.push_back(std::move(series));
    }
  }

  const SpeedBenchRequest &request_;
  const std::function<std::unique_ptr<Engine>()> &makeFreshEngine_;
  const std::function<bool(double, const std::string &)> &progress_;
  c10::Device device_;
  LoadedModels models_;
  RunRequest base_;
  SpeedBenchResult result_;
  std::vector<double> rates_;  ///< of the float32 product, all rows
  int done_ = 0;
  bool goOn_ = true;
};

}  // namespace

SpeedBenchResult runSpeedBench(const SpeedBenchRequest &request,
                               const std::function<std::unique_ptr<Engine>()> &makeFreshEngine,
                               const std::function<bool(double, const std::string &)> &progress) {
  return SpeedBench(request, makeFreshEngine, progress).run();
}

}  // namespace everyword
