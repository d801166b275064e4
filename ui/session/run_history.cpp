#include "ui/session/run_history.h"

#include <algorithm>

namespace everyword {
namespace {
constexpr std::size_t kFrameBudgetBytes = 256u << 20;

std::size_t bytesOf(const Frame &frame) {
  std::size_t bytes = frame.rgba.size();
  for (const FloatMap &map : frame.maps) {
    bytes += map.values.size() * sizeof(float);
  }
  return bytes;
}
}  // namespace

void RunHistory::clear() {
  steps_.clear();
  frames_.clear();
  largest_.clear();
  Q_EMIT cleared();
}

void RunHistory::addSteps(const std::vector<StepEvent> &steps) {
  steps_.insert(steps_.end(), steps.begin(), steps.end());
  Q_EMIT stepsAdded();
}

void RunHistory::addFrame(const StepEvent &event) {
  frames_.push_back(event);
  for (const FloatMap &map : event.frame->maps) {
    if (map.values.empty()) {
      continue;
    }
    const double top = *std::max_element(map.values.begin(), map.values.end());
    const auto known = std::find_if(largest_.begin(), largest_.end(),
                                    [&](const auto &entry) { return entry.first == map.label; });
    if (known == largest_.end()) {
      largest_.emplace_back(map.label, top);
    } else {
      known->second = std::max(known->second, top);
    }
  }
  thin();
  Q_EMIT framesChanged();
}

void RunHistory::addFrames(const std::vector<FramePtr> &frames) {
  for (const FramePtr &frame : frames) {
    StepEvent event;
    event.step = frame->step;
    event.frame = frame;
    addFrame(event);
  }
}

void RunHistory::goBackTo(int step) {
  std::erase_if(frames_, [step](const StepEvent &event) { return event.step >= step; });
  Q_EMIT framesChanged();
}

void RunHistory::addFinalFrame(const FramePtr &frame) {
  if (!frame || (!frames_.empty() && frames_.back().frame->step >= frame->step)) {
    return;
  }
  StepEvent event;
  event.step = frame->step;
  event.frame = frame;
  addFrame(event);
}

double RunHistory::largestRelevance(const std::string &label) const {
  for (const auto &[known, value] : largest_) {
    if (known == label) {
      return value;
    }
  }
  return 0;
}

const StepEvent *RunHistory::stepAt(int step) const {
  const auto after =
      std::upper_bound(steps_.begin(), steps_.end(), step,
                       [](int wanted, const StepEvent &event) { return wanted < event.step; });
  return after == steps_.begin() ? nullptr : &*(after - 1);
}

void RunHistory::thin() {
  if (frames_.size() < 3 || frames_.size() * bytesOf(*frames_.back().frame) <= kFrameBudgetBytes) {
    return;
  }
  // The first and the newest frame stay.
  std::vector<StepEvent> kept;
  for (std::size_t index = 0; index < frames_.size(); ++index) {
    if (index % 2 == 0 || index + 1 == frames_.size()) {
      kept.push_back(std::move(frames_[index]));
    }
  }
  frames_ = std::move(kept);
}

}  // namespace everyword
