#include "engine/api/classify.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/classify/class_prompts.h"
#include "engine/classify/labelled_pictures.h"
#include "engine/classify/linear_probe.h"
#include "engine/classify/near_words.h"
#include "engine/classify/picture_features.h"
#include "engine/classify/prompt_learning.h"
#include "engine/classify/prompt_relevance.h"
#include "engine/classify/prompts_file.h"
#include "engine/classify/score_table.h"
#include "engine/core/device.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/text_transformer.h"
#include "engine/models/file_digest.h"
#include "engine/models/model_files.h"
#include "engine/models/model_loader.h"

namespace everyword {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kZeroShot[] = "zero_shot", kProbe[] = "linear_probe", kCoOp[] = "coop",
               kRelevance[] = "coop_relevance";
constexpr std::int64_t kNearWords = 5;

/// Encoded pictures with their classes.
struct LabelledFeatures {
  std::string name;
  at::Tensor features;  ///< [N, D] as the encoder gives them
  at::Tensor labels;    ///< [N] int64

  at::Tensor unit() const { return l2Normalize(features); }
  LabelledFeatures part(const std::vector<std::int64_t> &rows) const {
    const at::Tensor index = at::tensor(rows, at::kLong).to(features.device());
    return {name, features.index_select(0, index), labels.index_select(0, index)};
  }
};

/// SHA-256 of the CLIP, together with a configuration beside it, which changes what it computes.
std::string digestOf(const ModelFiles &files) {
  std::string digest;
  for (const auto &[role, file] : files.byRole) {
    if (role == "clip" || role.find("config") != std::string::npos) {
      const std::string one = file.inPack ? file.inPack->sha256 : sha256OfModel(file.path);
      digest = digest.empty() ? one : sha256OfText(digest + one);
    }
  }
  return digest;
}

int epochsOf(const ClassifyRequest &request) {
  return request.epochs > 0   ? request.epochs
         : request.shots == 1 ? 50
         : request.shots <= 4 ? 100
                              : 200;
}

void check(const ClassifyRequest &request) {
  const auto within = [](const std::string &what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw InputError("there cannot be " + std::to_string(value).substr(0, 8) + " " + what);
    }
  };
  within("shots", request.shots, 1, 1e6);
  within("seeds", request.seeds, 1, 1e4);
  within("epochs", request.epochs, 0, 1e5);
  within("vectors", request.vectors, 1, 1e4);
  within("pictures in a batch", request.batch, 1, 1e6);
  for (const std::string &method : request.methods) {
    const auto &known = classifyMethods();
    if (std::none_of(known.begin(), known.end(),
                     [&](const ClassifyMethod &one) { return one.id == method; })) {
      throw InputError("there is no method '" + method + "'",
                       "there are zero_shot, linear_probe, coop and coop_relevance");
    }
  }
  if (request.train.empty() && (request.prompts.empty() || request.tests.empty())) {
    throw InputError("there are no pictures to learn from", "name a folder or a table");
  }
}

class Classification {
 public:
  Classification(const Engine &engine, const ClassifyRequest &request,
                 const std::function<bool(const ClassifyProgress &)> &progress)
      : engine_(engine), request_(request), progress_(progress) {}

  ClassifyResult run() {
    loadModels();
    if (!request_.prompts.empty()) {
      testSavedPrompts();
    } else {
      readTraining();
      readTests();
      const auto methods = wantedMethods();
      for (const std::string &method : methods) {
        epochsToDo_ += method == kCoOp || method == kRelevance ? request_.seeds * epochs() : 0;
      }
      for (const std::string &method : methods) {
        goThrough(method);
      }
    }
    result_.scores = table_.scores();
    return std::move(result_);
  }

 private:
  int epochs() const { return epochsOf(request_); }

  std::vector<std::string> wantedMethods() const {
    std::vector<std::string> wanted;
    for (const ClassifyMethod &method : classifyMethods()) {
      const auto &asked = request_.methods;
      if (asked.empty() || std::find(asked.begin(), asked.end(), method.id) != asked.end()) {
        wanted.push_back(method.id);
      }
    }
    return wanted;
  }

  void loadModels() {
    setThreads(request_.threads);
    ModelSet models = request_.models;
    if (models.path("clip").empty() || models.path("merges").empty()) {
      models.pack = engine_.pack(models.pack).folder;
    }
    const ModelFiles files = resolveModelFiles(models, [&] { return models.pack; }, {"clip"});
    merges_ = files.path("merges");
    result_.clip = digestOf(files);
    ModelLoader loader(models.pack);
    models_ = loader.load(models, chooseDevice(request_.device), {"clip"});
  }

  void readTraining() {
    LabelledPictures found = findLabelledPictures(request_.train);
    const std::size_t all = found.classes.size(),
                      wanted = static_cast<std::size_t>(std::max(request_.classes, 0));
    if (wanted > 0 && wanted < all) {
      std::vector<std::string> some;
      for (std::size_t i = 0; i < wanted; ++i) {
        some.push_back(found.classes[i * all / wanted]);
      }
      found = findLabelledPictures(request_.train, some, /*others=*/true);
    }
    useClasses(found.classes, request_.train);
    training_ = encode(found);
    for (std::int64_t c = 0; c < classes(); ++c) {
      if (!(training_.labels == c).any().item<bool>() && !result_.stopped) {
        throw InputError("no picture of the class '" + name(c) + "' in " + request_.train +
                         " can be read");
      }
    }
  }

  void useClasses(const std::vector<std::string> &classes, const std::string &source) {
    if (classes.size() < 2) {
      throw InputError("'" + source + "' has one class only, '" + classes.front() + "'",
                       "there is nothing to tell apart: add a class");
    }
    result_.classes = classes;
    for (const std::string &one : classes) {
      names_.push_back({one, models_.tokenizer->encode(one).ids});
    }
    around_ = {models_.tokenizer->startToken(), models_.tokenizer->endToken(),
               models_.tokenizer->encode(".").ids};
  }

  void readTests() {
    for (const std::string &source : request_.tests) {
      LabelledPictures found = findLabelledPictures(source, result_.classes, request_.classes > 0);
      if (std::any_of(tests_.begin(), tests_.end(),
                      [&](const LabelledFeatures &other) { return other.name == found.name; })) {
        found.name = source;
      }
      tests_.push_back(encode(found));
    }
  }

  LabelledFeatures encode(const LabelledPictures &pictures) {
    const auto began = Clock::now();
    if (!cache_) {
      cache_.emplace(request_.features, result_.clip, models_.clip->config().embedDim);
    }
    ClassifyProgress now;
    const auto report = [&](std::size_t done) {
      now.fraction = static_cast<double>(done) / static_cast<double>(pictures.paths.size());
      now.what = "reading " + pictures.name + ", " + std::to_string(done) + " of " +
                 std::to_string(pictures.paths.size()) + " pictures";
      return heard(now);
    };
    const PictureFeatures read = featuresOf(pictures.paths, *models_.clip, *cache_, report);
    result_.skipped.insert(result_.skipped.end(), read.skipped.begin(), read.skipped.end());
    result_.encoded += read.encoded;
    result_.fromCache += read.fromCache;
    result_.encodeSeconds += std::chrono::duration<double>(Clock::now() - began).count();
    if (read.indices.empty()) {
      throw InputError("no picture of '" + pictures.name + "' can be read");
    }
    std::vector<std::int64_t> labels;
    for (const std::size_t index : read.indices) {
      labels.push_back(pictures.labels[index]);
    }
    return {pictures.name, read.features.to(models_.device),
            at::tensor(labels, at::kLong).to(models_.device)};
  }

  bool heard(const ClassifyProgress &now) {
    result_.stopped = result_.stopped || !progress_(now);
    return !result_.stopped;
  }

  /// The pictures of one seed, and those that it leaves over.
  std::pair<LabelledFeatures, LabelledFeatures> drawn(std::uint64_t seed) {
    Rng rng(seed);
    std::vector<std::int64_t> taken, left;
    for (std::int64_t c = 0; c < classes(); ++c) {
      const at::Tensor mine = at::nonzero(training_.labels == c).squeeze(1).to(at::kCPU);
      const at::Tensor order = at::randperm(mine.size(0), rng.generator(), at::kLong);
      for (std::int64_t i = 0; i < mine.size(0); ++i) {
        (i < request_.shots ? taken : left)
            .push_back(mine[order[i].item<std::int64_t>()].item<std::int64_t>());
      }
      if (mine.size(0) < request_.shots) {
        warn("the class '" + name(c) + "' has " + std::to_string(mine.size(0)) +
             " pictures to learn from, not " + std::to_string(request_.shots));
      }
    }
    return {training_.part(taken), training_.part(left)};
  }

  void goThrough(const std::string &method) {
    for (int i = 0; i < request_.seeds && !result_.stopped; ++i) {
      const std::uint64_t seed = request_.seed + static_cast<std::uint64_t>(i);
      const auto [shots, left] = drawn(seed);
      std::vector<LabelledFeatures> tests = tests_;
      if (tests.empty() && left.labels.numel() > 0) {
        tests.push_back(left);
      }
      if (tests.empty()) {
        warn("all pictures are learned from and none are left to test with: name some with --test");
      }
      if (method == kZeroShot) {
        testZeroShot(tests);
        if (!tests_.empty()) {
          return;  // no seed has a part in it
        }
      } else if (method == kProbe) {
        const LinearProbe probe =
            LinearProbe::fit(shots.features, shots.labels, classes(), request_.probeC);
        for (const LabelledFeatures &test : tests) {
          table_.add(method, test.name, classes(), test.labels,
                     probe.logits(test.features).argmax(1));
        }
      } else {
        learn(method, seed, shots, tests);
      }
    }
  }

  void testZeroShot(const std::vector<LabelledFeatures> &tests) {
    const std::vector<std::int64_t> prefix = models_.tokenizer->encode(request_.prefix).ids;
    const PromptShape shape{static_cast<std::int64_t>(prefix.size()), false, false};
    const at::NoGradGuard noGraph;
    const at::Tensor context =
        textTransformerOf(*models_.clip).embed(at::tensor(prefix, at::kLong).to(models_.device));
    const ClassPrompts prompts(*models_.clip, shape, names_, around_);
    test(kZeroShot, prompts, context, tests);
  }

  void learn(const std::string &method, std::uint64_t seed, const LabelledFeatures &shots,
             const std::vector<LabelledFeatures> &tests) {
    const PromptShape shape{request_.vectors, request_.perClass, request_.nameInMiddle};
    const ClassPrompts prompts(*models_.clip, shape, names_, around_);
    LearnedPrompts learned;
    learned.method = method;
    learned.seed = seed;
    learned.lambda = method == kRelevance ? lambda() : 0;
    const LearningSettings settings{
        {learned.lambda, request_.loss}, epochs(), request_.batch, request_.learningRate};
    const auto began = Clock::now();
    Rng rng(seed);
    const at::Tensor context =
        learnContext(*models_.clip, prompts, shots.unit(), shots.labels, settings, rng,
                     [&](int epoch, const EpochFigures &figures) {
                       ClassifyProgress now{double(++epochsDone_) / epochsToDo_,
                                            "",
                                            method,
                                            seed,
                                            epoch + 1,
                                            epochs(),
                                            figures.loss,
                                            figures.accuracy,
                                            figures.nameShare};
                       now.what = method + ", seed " + std::to_string(seed) + ", epoch " +
                                  std::to_string(epoch + 1) + "/" + std::to_string(epochs()) +
                                  ", loss " + std::to_string(figures.loss).substr(0, 6);
                       learned.epochs.push_back(now);
                       return heard(now) || epoch + 1 == epochs();
                     });
    if (!context.defined()) {
      return;
    }
    learned.seconds = std::chrono::duration<double>(Clock::now() - began).count();
    learned.nearest =
        NearWords(*models_.clip, merges_).of(request_.perClass ? context[0] : context, kNearWords);
    if (!request_.promptsFolder.empty()) {
      learned.file = request_.promptsFolder + "/prompts-" + method + "-" + std::to_string(seed) +
                     ".safetensors";
      writePrompts(learned.file, {context, shape, result_.classes, method, result_.clip, seed,
                                  learned.lambda, toString(request_.loss)});
    }
    result_.learned.push_back(std::move(learned));
    test(method, prompts, context, tests);
  }

  void test(const std::string &method, const ClassPrompts &prompts, const at::Tensor &context,
            const std::vector<LabelledFeatures> &tests) {
    const at::NoGradGuard noGraph;
    const PromptPass pass = encodePrompts(textTransformerOf(*models_.clip), prompts, context);
    const at::Tensor features = l2Normalize(pass.features);
    for (const LabelledFeatures &one : tests) {
      const at::Tensor images = one.unit();
      table_.add(method, one.name, classes(), one.labels,
                 at::matmul(images, features.t()).argmax(1));
      const at::Tensor some = someOfEachClass(one.labels);
      const at::Tensor labels = one.labels.index_select(0, some);
      table_.addShares(method, one.name, labels,
                       ownNameShares(pass, prompts, images.index_select(0, some), labels,
                                     models_.clip->logitScale(), nameShareOf(request_.loss)));
    }
  }

  /// S(c) is a mean over these: enough to say how much a name counts, and soon computed.
  at::Tensor someOfEachClass(const at::Tensor &labels) const {
    constexpr std::int64_t kMost = 16;
    std::vector<at::Tensor> rows;
    for (std::int64_t c = 0; c < classes(); ++c) {
      rows.push_back(at::nonzero(labels == c).squeeze(1).slice(0, 0, kMost));
    }
    return at::cat(rows);
  }

  void testSavedPrompts() {
    const std::string source = request_.train.empty() ? request_.tests.front() : request_.train;
    useClasses(findLabelledPictures(source).classes, source);
    const SavedPrompts saved = readPrompts(request_.prompts, models_.clip->config().textWidth,
                                           result_.classes, request_.nameInMiddle);
    if (!saved.clip.empty() && saved.clip != result_.clip) {
      throw FileError(request_.prompts + " holds prompts of another CLIP",
                      "load the one that they were learned with");
    }
    readTests();
    if (tests_.empty()) {
      readTraining();
      tests_.push_back(training_);
    }
    const ClassPrompts prompts(*models_.clip, saved.shape, names_, around_);
    const at::Tensor context = saved.context.to(models_.device);
    LearnedPrompts learned;
    learned.method = saved.method;
    learned.file = request_.prompts;
    learned.seed = saved.seed;
    learned.lambda = saved.lambda;
    learned.nearest = NearWords(*models_.clip, merges_)
                          .of(saved.shape.perClass ? context[0] : context, kNearWords);
    result_.learned.push_back(std::move(learned));
    test(saved.method, prompts, context, tests_);
  }

  double lambda() const {
    const ClipConfig &config = models_.clip->config();
    const bool isB16 = config.vision == VisionKind::PatchTransformer && config.patchSize == 16;
    return request_.lambda >= 0 ? request_.lambda : isB16 ? 1 : 3;
  }

  void warn(const std::string &sentence) {
    auto &all = result_.warnings;
    if (std::find(all.begin(), all.end(), sentence) == all.end()) {
      all.push_back(sentence);
    }
  }

  std::int64_t classes() const { return static_cast<std::int64_t>(names_.size()); }
  const std::string &name(std::int64_t c) const { return names_[static_cast<std::size_t>(c)].name; }

  const Engine &engine_;
  const ClassifyRequest &request_;
  const std::function<bool(const ClassifyProgress &)> &progress_;
  LoadedModels models_;
  std::string merges_;
  std::optional<FeatureCache> cache_;
  std::vector<ClassName> names_;
  PromptTokens around_;
  LabelledFeatures training_;
  std::vector<LabelledFeatures> tests_;
  ScoreTable table_;
  ClassifyResult result_;
  int epochsDone_ = 0, epochsToDo_ = 0;
};

}  // namespace

const std::vector<ClassifyMethod> &classifyMethods() {
  static const std::vector<ClassifyMethod> table = {{kZeroShot, "Zero-shot"},
                                                    {kProbe, "Linear probe"},
                                                    {kCoOp, "CoOp"},
                                                    {kRelevance, "CoOp + relevance"}};
  return table;
}

std::string toString(RelevanceLoss loss) {
  return loss == RelevanceLoss::Printed     ? "printed"
         : loss == RelevanceLoss::Published ? "published"
                                            : "balanced";
}

ClassifyResult classify(const Engine &engine, const ClassifyRequest &request,
                        const std::function<bool(const ClassifyProgress &)> &progress) {
  check(request);
  return Classification(engine, request, progress).run();
}

}  // namespace everyword
