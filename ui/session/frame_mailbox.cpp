#include "ui/session/frame_mailbox.h"

#include <utility>

namespace everyword {

void FrameMailbox::put(const StepEvent &event) {
  bool wakeNow = false;
  {
    const std::lock_guard lock(mutex_);
    content_.steps.push_back(event);
    content_.steps.back().frame.reset();
    if (event.frame) {
      (event.step == 0 ? content_.start : content_.newest) = event;
    }
    wakeNow = !std::exchange(wakePending_, true);
  }
  if (wakeNow) {
    wake_();
  }
}

MailboxContent FrameMailbox::take() {
  const std::lock_guard lock(mutex_);
  wakePending_ = false;
  return std::exchange(content_, {});
}

void FrameMailbox::clear() { take(); }

}  // namespace everyword
