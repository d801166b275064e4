#include "engine/api/run_control.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace everyword {

struct RunControl::State {
  mutable std::mutex mutex;
  std::condition_variable changed;
  bool stopRequested = false;
  bool paused = false;
  std::optional<RunRequest> update;
  std::vector<std::string> checkpointPaths;  ///< each once, the oldest first
};

RunControl::RunControl() : state_(std::make_unique<State>()) {}
RunControl::~RunControl() = default;

void RunControl::stop() {
  const std::lock_guard lock(state_->mutex);
  state_->stopRequested = true;
  state_->changed.notify_all();
}

void RunControl::pause() {
  const std::lock_guard lock(state_->mutex);
  state_->paused = true;
}

void RunControl::resume() {
  const std::lock_guard lock(state_->mutex);
  state_->paused = false;
  state_->changed.notify_all();
}

bool RunControl::isPaused() const {
  const std::lock_guard lock(state_->mutex);
  return state_->paused;
}

bool RunControl::stopRequested() const {
  const std::lock_guard lock(state_->mutex);
  return state_->stopRequested;
}

void RunControl::update(const RunRequest &request) {
  const std::lock_guard lock(state_->mutex);
  state_->update = request;
}

void RunControl::checkpointTo(const std::string &path) {
  const std::lock_guard lock(state_->mutex);
  std::vector<std::string> &paths = state_->checkpointPaths;
  if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
    paths.push_back(path);
  }
  state_->changed.notify_all();
}

std::optional<RunRequest> RunControl::takeUpdate() {
  const std::lock_guard lock(state_->mutex);
  return std::exchange(state_->update, std::nullopt);
}

std::optional<std::string> RunControl::takeCheckpointPath() {
  const std::lock_guard lock(state_->mutex);
  std::vector<std::string> &paths = state_->checkpointPaths;
  if (paths.empty()) {
    return std::nullopt;
  }
  std::string path = std::move(paths.front());
  paths.erase(paths.begin());
  return path;
}

bool RunControl::waitWhilePaused() {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [&] {
    return !state_->paused || state_->stopRequested || !state_->checkpointPaths.empty();
  });
  return !state_->stopRequested;
}

}  // namespace everyword
