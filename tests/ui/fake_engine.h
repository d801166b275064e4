#pragma once

#include <atomic>
#include <chrono>
#include <cmath>
#include <fstream>
#include <functional>
#include <mutex>
#include <thread>

#include "engine/api/engine.h"
#include "engine/api/explain.h"
#include "engine/api/group_state.h"

namespace everyword {

/// An engine without models: coloured discs grow inside the boxes, maps follow them, overlaps rise
/// step by step. Honours stop, pause and updates as the real loop does, and records what it was
/// given.
class FakeEngine : public Engine {
 public:
  std::chrono::milliseconds stepTime{2};
  /// Between two of the ten reports while models load.
  std::chrono::milliseconds loadingTime{0};
  /// Why an edit during a run is refused; empty: it is used.
  std::function<std::string(const RunRequest &)> refuseEdit;
  /// For the picture that one run begins with.
  std::chrono::milliseconds startTime{0};
  /// Why there are no such pictures; empty: there are.
  std::string startsProblem;
  /// Words the pack pretends not to know.
  std::vector<std::string> unknownWords;
  /// What a box looks like at a step; unset: nobody looks.
  std::function<std::optional<LooksLike>(const std::string &label, int step)> lookAt;
  /// What the classifier tells of a picture; unset: the pack has none.
  std::function<std::vector<AttributeGuess>(const Frame &)> tellsAttributes;
  /// Why it cannot; empty: it can.
  std::string attributesProblem;
  /// Called on the run thread when a run has ended.
  std::function<void(const RunOutcome &)> atEnd;

  std::vector<RunRequest> updates() const {
    const std::lock_guard lock(mutex_);
    return updates_;
  }
  int runs() const { return runs_; }
  /// What prepare() was given.
  std::vector<ModelSet> prepared() const {
    const std::lock_guard lock(mutex_);
    return prepared_;
  }

  std::vector<PackInfo> packs() const override { return {pack("starter"), pack("sketches")}; }
  PackInfo pack(const std::string &name) const override {
    PackInfo info;
    if (name == "sketches") {
      info.name = "sketches";
      info.title = "Sketches";
      return info;
    }
    info.name = "starter";
    info.title = "Starter pack";
    info.knowsOnlyItsWords = true;
    info.words = {"red apple", "dog", "cat", "grass", "sun", "horse"};
    return info;
  }
  RunRequest recommended(RunRequest request) const override {
    if (request.models.pack == "slow") {  // on a server that takes its time
      std::this_thread::sleep_for(std::chrono::seconds(2));
    }
    request.schedule.steps = request.models.pack == "sketches" ? 20 : 60;
    request.objective.lambda = 0.5;
    if (request.mode == "edit") {
      request.schedule.steps = 40;
    }
    return request;
  }

  TokenInfo tokens(const ModelSet &, const std::string &text) override {
    TokenInfo info;
    info.contextLength = 32;
    std::string word;
    for (const char letter : text + " ") {
      if (letter != ' ') {
        word += letter;
      } else if (!word.empty()) {
        addWord(info, word);
        word.clear();
      }
    }
    info.tokens = int(info.words.size()) + 2;
    return info;
  }

  std::vector<std::string> check(const RunRequest &request) override {
    request.check();
    for (const TokenInfo::Word &word : tokens(request.models, request.objective.prompt).words) {
      if (!word.known && !request.objective.allowUnknownWords) {
        throw InputError("the pack 'starter' does not know the word '" + word.text + "'",
                         "use a word it knows, or allow unknown words");
      }
    }
    return {};
  }

  void prepare(const RunRequest &request,
               const std::function<void(const std::string &, double)> &progress) override {
    load(progress);
    const std::lock_guard lock(mutex_);
    prepared_.push_back(request.models);
  }

  RunOutcome run(const RunRequest &request, RunObserver &observer, RunControl &control) override {
    return runFrom(0, request, observer, control);
  }

  RunOutcome resume(const std::string &path, RunObserver &observer, RunControl &control,
                    int moreSteps = 0) override {
    std::ifstream file(path);
    int step = 0;
    if (!(file >> step)) {
      throw FileError("there is no checkpoint '" + path + "'");
    }
    const std::string json{std::istreambuf_iterator<char>(file), {}};
    RunRequest request = RunRequest::fromJson(json);
    request.schedule.steps += moreSteps;
    return runFrom(step, request, observer, control);
  }
  /// One after the other, each with a state of its own.
  std::vector<RunOutcome> runTogether(const std::vector<RunRequest> &requests,
                                      GroupObserver &observer, RunControl &control) override {
    std::vector<RunOutcome> outcomes;
    for (member_ = 0; member_ < int(requests.size()) && !control.stopRequested(); ++member_) {
      OneOfSeveral one(std::size_t(member_), observer);
      outcomes.push_back(runFrom(0, requests[std::size_t(member_)], one, control));
    }
    member_ = -1;
    return outcomes;
  }
  std::vector<AttributeGuess> attributes(const FramePtr &picture, const ModelSet &) override {
    if (!attributesProblem.empty()) {
      throw FileError(attributesProblem);
    }
    return tellsAttributes ? tellsAttributes(*picture) : std::vector<AttributeGuess>();
  }
  std::vector<FramePtr> starts(const RunRequest &request,
                               const std::vector<std::uint64_t> &seeds) override {
    if (!startsProblem.empty()) {
      throw FileError(startsProblem);
    }
    std::vector<FramePtr> faces;
    for (const std::uint64_t seed : seeds) {
      std::this_thread::sleep_for(startTime);
      faces.push_back(makeFace(seed, request.start.mixSeed));
    }
    const std::lock_guard lock(mutex_);
    startedSeeds_.insert(startedSeeds_.end(), seeds.begin(), seeds.end());
    return faces;
  }
  /// That starts() was asked for, in this order.
  std::vector<std::uint64_t> startedSeeds() const {
    const std::lock_guard lock(mutex_);
    return startedSeeds_;
  }
  ExplainResult explain(const ExplainRequest &) override { return {}; }

  /// The step that run() would send.
  static StepEvent makeStep(const RunRequest &request, int step);
  /// A face of the generator's own size: colours by the seed.
  static FramePtr makeFace(std::uint64_t seed, std::int64_t mixSeed = -1, int step = 0,
                           double smile = 0);
  /// Of an edit: highest at lambda 1.5.
  static double similarityOf(const RunRequest &request, int step) {
    const double off = request.objective.wordLambda - 1.5;
    return 0.2 + (0.12 - 0.02 * off * off) * step / request.schedule.steps;
  }

 private:
  RunOutcome runFrom(int firstStep, RunRequest request, RunObserver &observer,
                     RunControl &control) {
    ++runs_;
    RunStarted started;
    started.firstStep = firstStep;
    started.request = request;
    started.width = request.start.width;
    started.height = request.start.height;
    started.steps = request.schedule.steps;
    started.device = "CPU, 2 threads, fp32";
    load([&](const std::string &what, double fraction) { observer.onLoading(what, fraction); });
    observer.onStarted(started);
    if (request.mode == "edit" && firstStep == 0) {
      StepEvent start;
      start.steps = request.schedule.steps;
      start.frame = makeFace(request.seed, request.start.mixSeed);
      observer.onStep(start);
    }
    RunOutcome outcome;
    outcome.step = firstStep;
    while (outcome.step < request.schedule.steps) {
      const int step = outcome.step + 1;
      const bool goOn = control.waitWhilePaused();
      writeStates(step - 1, request, observer, control);
      if (!goOn) {
        outcome.kind = RunOutcome::Kind::Stopped;
        break;
      }
      if (control.isPaused()) {
        continue;  // woken for the checkpoint only
      }
      std::string refused;
      auto update = control.takeUpdate();
      if (update && refuseEdit) {
        refused = refuseEdit(*update);
      }
      if (update && refused.empty()) {
        request.objective.regions = update->objective.regions;
        request.objective.lambda = update->objective.lambda;
        request.objective.words = update->objective.words;
        const std::lock_guard lock(mutex_);
        updates_.push_back(*update);
      }
      std::this_thread::sleep_for(stepTime);
      StepEvent event = makeStep(request, step);
      event.refusedEdit = refused;
      for (RegionScore &score : event.regions) {
        score.looksLike = lookAt ? lookAt(score.label, step) : std::nullopt;
      }
      observer.onStep(event);
      outcome.frame = event.frame;
      outcome.step = step;
    }
    if (request.mode == "edit") {
      outcome.promptSimilarity = similarityOf(request, outcome.step);
      outcome.latent =
          std::make_shared<Latent>(Latent{"stylegan2_w_plus", {{{1, 2}, {0.5F, -1.0F}}}});
    }
    writeStates(outcome.step, request, observer, control);
    outcome.seconds = outcome.step * 0.01;
    outcome.request = request;
    observer.onFinished(outcome);
    if (atEnd) {
      atEnd(outcome);
    }
    return outcome;
  }

  void writeStates(int step, const RunRequest &request, RunObserver &observer,
                   RunControl &control) const {
    while (const auto path = control.takeCheckpointPath()) {
      std::ofstream(member_ < 0 ? *path : stateOfRun(*path, std::size_t(member_)))
          << step << request.toJson();
      observer.onCheckpoint(*path, "");
    }
  }

  void load(const std::function<void(const std::string &, double)> &progress) const {
    for (int part = 0; part < 10; ++part) {
      progress("Loading the models", part / 10.0);
      std::this_thread::sleep_for(loadingTime);
    }
  }

  void addWord(TokenInfo &info, const std::string &text) const {
    TokenInfo::Word word;
    word.text = text;
    word.begin = int(info.words.size());
    word.end = word.begin + 1;
    word.cutOff = word.end > info.contextLength - 2;
    if (std::find(unknownWords.begin(), unknownWords.end(), text) != unknownWords.end()) {
      word.known = false;
      word.near = {"horse", "dog"};
    }
    info.words.push_back(word);
  }

  int member_ = -1;  ///< of several runs, the one that is on
  mutable std::mutex mutex_;
  std::vector<RunRequest> updates_;
  std::vector<ModelSet> prepared_;
  std::vector<std::uint64_t> startedSeeds_;
  std::atomic<int> runs_ = 0;
};

inline FramePtr FakeEngine::makeFace(std::uint64_t seed, std::int64_t mixSeed, int step,
                                     double smile) {
  constexpr int kSide = 96;
  auto frame = std::make_shared<Frame>();
  frame->step = step;
  frame->width = frame->height = kSide;
  frame->rgba.assign(kSide * kSide * 4, 255);
  const auto shade = [](std::uint64_t of, int channel) {
    return static_cast<std::uint8_t>(70 + (of * 37 + std::uint64_t(channel) * 71) % 150);
  };
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const double u = (x + 0.5) / kSide - 0.5, v = (y + 0.5) / kSide - 0.52;
      const bool isFace = u * u / 0.07 + v * v / 0.11 < 1;
      const bool isHair = u * u / 0.11 + (v + 0.06) * (v + 0.06) / 0.16 < 1 && v < -0.08;
      const bool isEye = std::abs(std::abs(u) - 0.1) < 0.025 && std::abs(v + 0.02) < 0.02;
      const bool isMouth = std::abs(u) < 0.1 && std::abs(v - 0.16 + smile * u * u * 6) < 0.014;
      for (int channel = 0; channel < 3; ++channel) {
        auto &value = frame->rgba[(std::size_t(y) * kSide + x) * 4 + channel];
        const std::uint64_t hair = mixSeed < 0 ? seed : std::uint64_t(mixSeed);
        value = isEye || isMouth ? 40
                : isHair ? static_cast<std::uint8_t>(shade(hair + 5, channel) * (1 - smile) +
                                                     (channel == 1 ? 60 : 160) * smile)
                : isFace ? static_cast<std::uint8_t>(235 - 30 * channel)
                         : shade(seed, channel);
      }
    }
  }
  return frame;
}

inline StepEvent FakeEngine::makeStep(const RunRequest &request, int step) {
  const double done = double(step) / request.schedule.steps;
  if (request.mode == "edit") {
    StepEvent event;
    event.step = step;
    event.steps = request.schedule.steps;
    event.losses = {{"similarity", "Similarity", 0.9 - 0.3 * done},
                    {"word_relevance", "Relevance of the words", -0.1 - 0.3 * done},
                    {"total", "Total", 0.8 - 0.6 * done}};
    const double strength = std::min(1.0, 0.3 + 0.3 * request.objective.wordLambda) * done;
    auto frame =
        std::make_shared<Frame>(*makeFace(request.seed, request.start.mixSeed, step, strength));
    FloatMap map;
    map.label = request.objective.prompt;
    map.width = map.height = 7;
    for (int cell = 0; cell < 49; ++cell) {
      const double u = (cell % 7 + 0.5) / 7 - 0.5, v = (cell / 7 + 0.5) / 7 - 0.25;
      map.values.push_back(float(0.02 + 0.4 * done * std::exp(-(u * u + v * v) * 18)));
    }
    frame->maps.push_back(map);
    for (const std::string &word : request.objective.words) {
      map.label = word;
      frame->maps.push_back(map);
    }
    event.words = {{"a", 0.04},
                   {"person", 0.5},
                   {"with", 0.03},
                   {"purple", 0.3 + 0.7 * done},
                   {"hair", 0.6 - 0.55 * done}};
    event.frame = frame;
    event.promptSimilarity = similarityOf(request, step);
    event.stepsPerSecond = 12.5;
    event.secondsLeft = (request.schedule.steps - step) / 12.5;
    event.memoryBytes = 640000000;
    return event;
  }
  auto frame = std::make_shared<Frame>();
  frame->step = step;
  frame->width = request.start.width;
  frame->height = request.start.height;
  frame->rgba.resize(std::size_t(request.start.width) * request.start.height * 4);
  for (int y = 0; y < request.start.height; ++y) {
    for (int x = 0; x < request.start.width; ++x) {
      auto *pixel = &frame->rgba[(std::size_t(y) * request.start.width + x) * 4];
      const double grain = std::sin(x * 12.9898 + y * 78.233 + step) * 20;
      pixel[0] = static_cast<std::uint8_t>(110 + grain);
      pixel[1] = static_cast<std::uint8_t>(130 + 30.0 * y / request.start.height + grain);
      pixel[2] = static_cast<std::uint8_t>(95 + grain);
      pixel[3] = 255;
      for (const Region &region : request.objective.activeRegions()) {
        const double u = (double(x) / request.start.width - region.box.x) / region.box.width - 0.5;
        const double v =
            (double(y) / request.start.height - region.box.y) / region.box.height - 0.5;
        if (u * u + v * v < 0.22 * done) {
          pixel[0] = region.id % 2 ? 190 : 120;
          pixel[1] = region.id % 2 ? 40 : 85;
          pixel[2] = region.id % 2 ? 35 : 50;
        }
      }
    }
  }
  StepEvent event;
  event.step = step;
  event.steps = request.schedule.steps;
  event.losses = {
      {"similarity", "Similarity", 1.1 - 0.4 * done},
      {"region_overlap", "Overlap in the boxes", -0.2 - 0.5 * done + 0.03 * std::sin(step)},
      {"total", "Total", 0.9 - 0.9 * done}};
  for (const Region &region : request.objective.activeRegions()) {
    RegionScore score;
    score.regionId = region.id;
    score.label = region.label;
    score.overlap = std::min(0.95, 0.1 + 0.7 * done / (region.id % 2 ? 1.0 : 1.6));
    score.clipSimilarity = 0.25;
    event.regions.push_back(score);
    FloatMap map;
    map.label = region.label;
    map.regionId = region.id;
    map.width = map.height = 7;
    for (int y = 0; y < 7; ++y) {
      for (int x = 0; x < 7; ++x) {
        const double u = (x + 0.5) / 7 - region.box.x - region.box.width / 2,
                     v = (y + 0.5) / 7 - region.box.y - region.box.height / 2;
        map.values.push_back(float(0.02 + 0.5 * done * std::exp(-(u * u + v * v) * 18)));
      }
    }
    frame->maps.push_back(map);
  }
  event.words = {{"a", 0.05},   {"red", 0.31},  {"apple", 0.42 + 0.4 * done},
                 {"and", 0.03}, {"a", 0.04},    {"dog", 1.0},
                 {"on", 0.06},  {"grass", 0.08}};
  event.frame = frame;
  event.stepsPerSecond = 4.9;
  event.secondsLeft = (request.schedule.steps - step) / 4.9;
  event.memoryBytes = 1200000000;
  return event;
}

}  // namespace everyword
