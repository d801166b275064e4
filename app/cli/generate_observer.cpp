#include "app/cli/generate_observer.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/interrupt.h"
#include "app/cli/text_table.h"
#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/pictures.h"

namespace everyword {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string lineOf(const Json &json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// "118/150  4.9 steps/s  6 s left  red apple 0.71, dog 0.64": the numbers are each region's
/// overlap.
std::string detailsOf(const StepEvent &event) {
  std::string text = "step " + std::to_string(event.step) + "/" + std::to_string(event.steps);
  if (event.stepsPerSecond > 0) {
    text += "  " + decimals(event.stepsPerSecond, 1) + " steps/s  " +
            durationText(event.secondsLeft) + " left";
  }
  std::string regions;
  for (const RegionScore &region : event.regions) {
    if (region.overlap) {
      regions += (regions.empty() ? "  overlap: " : ", ") + region.label + " " +
                 decimals(*region.overlap, 2);
    }
  }
  return text + regions;
}

Json jsonOf(const StepEvent &event) {
  Json losses = Json::object(), regions = Json::array();
  for (const LossTerm &term : event.losses) {
    losses[term.name] = term.value;
  }
  for (const RegionScore &region : event.regions) {
    regions.push_back({{"label", region.label},
                       {"overlap", region.overlap ? Json(*region.overlap) : Json()},
                       {"looks_like", region.looksLike ? Json(region.looksLike->name) : Json()},
                       {"clip_similarity", region.clipSimilarity}});
  }
  return {{"event", "step"},
          {"step", event.step},
          {"steps", event.steps},
          {"steps_per_second", event.stepsPerSecond},
          {"seconds_left", event.secondsLeft},
          {"memory_bytes", event.memoryBytes},
          {"losses", losses},
          {"regions", regions}};
}

constexpr char kCheckpoint[] = "run.checkpoint";

std::string frameName(int step) {
  char name[32];
  std::snprintf(name, sizeof name, "frames/%04d.png", step);
  return name;
}

std::string nameOf(const RunOutcome::Kind kind) {
  return kind == RunOutcome::Kind::Finished  ? "finished"
         : kind == RunOutcome::Kind::Stopped ? "stopped"
                                             : "failed";
}

}  // namespace

GenerateObserver::GenerateObserver(OutputFolder &folder, RunControl &control, Progress &progress,
                                   bool collectFrames, std::string earlierFolder)
    : folder_(folder),
      control_(control),
      progress_(progress),
      collectFrames_(collectFrames),
      earlierFolder_(std::move(earlierFolder)) {}

void GenerateObserver::onLoading(const std::string &what, double fraction) {
  stopIfInterrupted();
  progress_.show(fraction, what);
  progress_.json(lineOf({{"event", "loading"}, {"what", what}, {"fraction", fraction}}));
}

void GenerateObserver::onStarted(const RunStarted &started) {
  keepEvery_ = started.request.schedule.keepFramesEvery;
  std::error_code ignored;
  if (earlierFolder_.empty() || !fs::equivalent(earlierFolder_, folder_.file(""), ignored)) {
    if (folder_.holdsEarlierRun()) {
      folder_.removeEarlierRun();
    }
  }
  takeEarlierFrames(started);
  for (const std::string &warning : started.warnings) {
    progress_.warn(warning);
  }
  progress_.say(std::to_string(started.width) + " x " + std::to_string(started.height) +
                " pixels, " + std::to_string(started.steps) + " steps on " + started.device);
  progress_.json(lineOf({{"event", "started"},
                         {"width", started.width},
                         {"height", started.height},
                         {"first_step", started.firstStep},
                         {"steps", started.steps},
                         {"device", started.device}}));
}

void GenerateObserver::onStep(const StepEvent &event) {
  stopIfInterrupted();
  if (event.frame) {
    keep(event.frame);
  }
  if (!event.losses.empty()) {  // the first event only shows the picture before the first step
    progress_.show(double(event.step) / std::max(1, event.steps), detailsOf(event));
    progress_.json(lineOf(jsonOf(event)));
    saveStateIfFolderFails(event);
  }
}

void GenerateObserver::onCheckpoint(const std::string &path, const std::string &problem) {
  if (problem.empty()) {
    checkpoint_ = path;
  } else if (path == folder_.file(kCheckpoint)) {
    if (const std::string other = folder_.elsewhere(kCheckpoint, problem); !other.empty()) {
      control_.checkpointTo(other);
    }
  }
}

void GenerateObserver::onFinished(const RunOutcome &outcome) {
  if (progress_.isJson()) {
    Json json = Json::parse(runReportJson(outcome));
    json.erase("losses");
    json.erase("request");
    json["event"] = nameOf(outcome.kind);
    progress_.json(lineOf(json));
  }
}

void GenerateObserver::throwWriteError() const {
  if (writeError_) {
    std::rethrow_exception(writeError_);
  }
}

void GenerateObserver::stopIfInterrupted() {
  if (InterruptGuard::interrupted() && !control_.stopRequested()) {
    folder_.canHold(0);  // makes a folder again that is gone
    control_.checkpointTo(folder_.file(kCheckpoint));
    control_.stop();
  }
}

/// What the run before its break has kept, as if there had been none.
void GenerateObserver::takeEarlierFrames(const RunStarted &started) {
  if (earlierFolder_.empty() || keepEvery_ <= 0) {
    return;
  }
  for (int step = 0; step < started.firstStep; step += keepEvery_) {
    const std::string path = (fs::path(earlierFolder_) / frameName(step)).string();
    try {
      auto frame = std::make_shared<Frame>(*readPicture(path));
      frame->step = step;
      if (frame->width == started.width && frame->height == started.height) {
        keep(frame);
      }
    } catch (const FileError &error) {
      progress_.warn(std::string("a kept frame of the run so far is missing: ") + error.what());
      return;
    }
  }
}

/// The last step is the last chance to ask for the state of the run.
void GenerateObserver::saveStateIfFolderFails(const StepEvent &event) {
  if (event.step == event.steps && event.frame && !folder_.canHold(event.frame->rgba.size())) {
    const std::string path = folder_.elsewhere(
        kCheckpoint, "the output folder '" + folder_.file("") +
                         "' can no longer be written (removed, full or read-only)");
    if (!path.empty()) {
      control_.checkpointTo(path);
    }
  }
}

void GenerateObserver::keep(const FramePtr &frame) {
  if (keepEvery_ <= 0 || frame->step % keepEvery_ != 0) {
    return;
  }
  write(*frame);
  if (collectFrames_ && (frames_.empty() || frames_.back()->step < frame->step)) {
    frames_.push_back(frame);
  }
}

void GenerateObserver::write(const Frame &frame) {
  try {
    folder_.write(frameName(frame.step),
                  [&](const std::string &path) { writePicture(path, frame); });
  } catch (const Error &error) {
    if (!writeError_) {
      progress_.warn(std::string(error.what()) + "; the run goes on");
    }
    writeError_ = std::current_exception();
  }
}

}  // namespace everyword
