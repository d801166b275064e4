#include "ui/session/start_faces.h"

#include <algorithm>
#include <utility>

namespace everyword {
namespace {

std::string keyOf(const RunRequest &request) {
  RunRequest key;
  key.mode = request.mode;
  key.models = request.models;
  key.start = request.start;
  key.machine.device = request.machine.device;
  return key.toJson();
}

}  // namespace

StartFaces::StartFaces(RunController &controller) : controller_(controller) {
  connect(&controller_, &RunController::stateChanged, this, [this](RunState state) {
    if (state == RunState::Idle) {
      askForTheMissing();
    } else {
      cancel();  // the run would have to wait
    }
  });
  connect(&controller_, &RunController::startsMade, this,
          [this](int ticket, const std::vector<std::uint64_t> &seeds,
                 const std::vector<FramePtr> &frames) {
            if (ticket == ticket_) {
              for (std::size_t index = 0; index < std::min(seeds.size(), frames.size()); ++index) {
                faces_[seeds[index]] = frames[index];
              }
              Q_EMIT changed();
            }
          });
  connect(&controller_, &RunController::startsFailed, this,
          [this](int ticket, const QString &sentence) {
            if (ticket == ticket_) {
              cancel();
              Q_EMIT failed(sentence);
            }
          });
}

StartFaces::~StartFaces() { cancel(); }

void StartFaces::ask(const RunRequest &request, const std::vector<std::uint64_t> &seeds) {
  const std::string key = keyOf(request);
  if (key == key_ && seeds == wanted_) {
    return;
  }
  cancel();
  if (key != key_) {
    faces_.clear();
    Q_EMIT changed();
  }
  key_ = key;
  request_ = request;
  wanted_ = seeds;
  askForTheMissing();
}

FramePtr StartFaces::face(std::uint64_t seed) const {
  const auto found = faces_.find(seed);
  return found == faces_.end() ? nullptr : found->second;
}

void StartFaces::askForTheMissing() {
  std::vector<std::uint64_t> missing;
  std::copy_if(wanted_.begin(), wanted_.end(), std::back_inserter(missing),
               [this](std::uint64_t seed) { return !face(seed); });
  if (!missing.empty() && !controller_.isActive()) {
    cancel();
    ticket_ = controller_.askStarts(request_, missing);
  }
}

void StartFaces::cancel() { controller_.cancelStarts(std::exchange(ticket_, 0)); }

}  // namespace everyword
