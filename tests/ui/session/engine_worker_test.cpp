// A run on its thread, controlled from another one, without Qt's event queue between them: so that
// the thread sanitizer sees every handover (Qt itself is not instrumented).
#include "ui/session/engine_worker.h"

#include <catch2/catch.hpp>
#include <thread>

#include "tests/ui/fake_engine.h"

using namespace everyword;

namespace {

RunRequest request(int steps) {
  RunRequest request;
  request.objective.prompt = "a dog on grass";
  request.schedule.steps = steps;
  return request;
}

}  // namespace

TEST_CASE("Pause, edits, looks at the newest frame and stop from another thread", "[ui]") {
  std::optional<RunOutcome> ended;
  std::atomic<int> wakes = 0;
  FrameMailbox mailbox([&] { ++wakes; });
  EngineWorker worker(
      [&]() -> std::unique_ptr<Engine> {
        auto engine = std::make_unique<FakeEngine>();
        engine->stepTime = std::chrono::milliseconds(1);
        engine->atEnd = [&](const RunOutcome &outcome) { ended = outcome; };
        return engine;
      },
      mailbox);
  const auto control = std::make_shared<RunControl>();
  std::thread run([&] { worker.run(request(5000), control); });

  int last = 0;
  for (int round = 0; round < 20; ++round) {
    RunRequest edited = request(5000);
    edited.objective.prompt += " and a cat " + std::to_string(round);
    control->update(edited);
    if (round % 5 == 4) {
      control->pause();
      control->resume();
    }
    const int before = last;
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (last == before && std::chrono::steady_clock::now() < patience) {
      const MailboxContent content = mailbox.take();
      for (const StepEvent &step : content.steps) {
        CHECK(step.step == last + 1);
        last = step.step;
      }
    }
    CHECK(last > before);
  }
  control->stop();
  run.join();
  REQUIRE(ended.has_value());
  CHECK(ended->kind == RunOutcome::Kind::Stopped);
  CHECK(ended->step >= last);
  CHECK(wakes >= 20);
}
