#include "ui/session/frame_mailbox.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "ui/session/run_history.h"

using namespace everyword;

namespace {
StepEvent eventOf(int step, bool withFrame, int side = 4) {
  StepEvent event;
  event.step = step;
  if (withFrame) {
    auto frame = std::make_shared<Frame>();
    frame->step = step;
    frame->width = frame->height = side;
    frame->rgba.resize(std::size_t(side) * side * 4);
    event.frame = frame;
  }
  return event;
}
}  // namespace

TEST_CASE("The mailbox keeps every step and the newest frame", "[ui]") {
  FrameMailbox mailbox([] {});
  mailbox.put(eventOf(1, true));
  mailbox.put(eventOf(2, true));
  mailbox.put(eventOf(3, false));
  const MailboxContent content = mailbox.take();
  REQUIRE(content.steps.size() == 3);
  REQUIRE(content.newest);
  CHECK(content.newest->step == 2);
  CHECK(content.newest->frame->step == 2);
  CHECK_FALSE(content.steps[1].frame);
  CHECK(mailbox.take().steps.empty());
}

TEST_CASE("The picture of the start is not lost behind later ones", "[ui]") {
  FrameMailbox mailbox([] {});
  for (int step = 0; step < 3; ++step) {
    StepEvent event;
    event.step = step;
    event.frame = std::make_shared<Frame>();
    mailbox.put(event);
  }
  const MailboxContent content = mailbox.take();
  REQUIRE(content.start);
  CHECK(content.start->step == 0);
  REQUIRE(content.newest);
  CHECK(content.newest->step == 2);
  CHECK_FALSE(mailbox.take().start);
}

TEST_CASE("The mailbox wakes its reader once until it has taken", "[ui]") {
  int wakes = 0;
  FrameMailbox mailbox([&] { ++wakes; });
  mailbox.put(eventOf(1, true));
  mailbox.put(eventOf(2, true));
  CHECK(wakes == 1);
  mailbox.take();
  mailbox.put(eventOf(3, true));
  CHECK(wakes == 2);
}

TEST_CASE("No step is lost between a writing and a reading thread", "[ui]") {
  std::atomic<int> wakes = 0;
  FrameMailbox mailbox([&] { ++wakes; });
  constexpr int kSteps = 20000;
  std::thread writer([&] {
    for (int step = 1; step <= kSteps; ++step) {
      mailbox.put(eventOf(step, step % 3 == 0));
    }
  });
  int last = 0;
  while (last < kSteps) {
    for (const StepEvent &event : mailbox.take().steps) {
      REQUIRE(event.step == last + 1);
      last = event.step;
    }
  }
  writer.join();
  CHECK(wakes <= kSteps);
}

TEST_CASE("A history over its budget drops every second frame but not the newest", "[ui]") {
  RunHistory history;
  constexpr int kSide = 2048;  // 16 MB a frame, budget 256 MB
  for (int step = 1; step <= 40; ++step) {
    history.addFrame(eventOf(step, true, kSide));
    REQUIRE(history.frames().size() <= 17);
    REQUIRE(history.frames().back().step == step);
  }
  CHECK(history.frames().front().step == 1);
}

TEST_CASE("The numbers of a step are found by its step", "[ui]") {
  RunHistory history;
  history.addSteps({eventOf(1, false), eventOf(2, false), eventOf(5, false)});
  CHECK(history.stepAt(0) == nullptr);
  CHECK(history.stepAt(2)->step == 2);
  CHECK(history.stepAt(4)->step == 2);
  CHECK(history.stepAt(9)->step == 5);
}

TEST_CASE("One patch of a map does not move its scale", "[ui]") {
  FloatMap map;
  map.values.assign(200, 0.25F);
  map.values[7] = 100;
  CHECK(topOf(map) == Approx(0.25));
  map.values.assign(3, 0.5F);
  map.values[1] = 1;
  CHECK(topOf(map) == Approx(0.99));  // of few values a share of the way to the largest
  CHECK(topOf({}) == 0);
}

TEST_CASE("A run that goes on makes the pictures beyond its state again, not those before",
          "[ui]") {
  RunRecord record;
  for (int step = 1; step <= 4; ++step) {
    StepEvent event;
    event.step = step;
    auto frame = std::make_shared<Frame>();
    frame->step = step - 1;  // that the step began with
    event.frame = frame;
    record.addFrame(event);
  }
  record.goBackTo(3);
  REQUIRE(record.frames().size() == 3);
  CHECK(record.frames().back().frame->step == 2);
}
