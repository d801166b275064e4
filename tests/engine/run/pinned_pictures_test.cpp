// The bytes of a run must not change unnoticed: six requests at fp32 with one thread, recorded
// before the loop was taken apart (pinned_pictures.json, requests in JSON of version 1).
//
// Sums are rounded differently by other processors' kernels, so equality to the bit is asked for
// where the recording processor's kernels run; elsewhere the test warns, and asks for the first
// step's losses and the picture's mean colour within a tolerance.
#include <ATen/Version.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/api/engine.h"
#include "tests/support/recording_observer.h"

using namespace everyword;
using Json = nlohmann::json;

namespace {

Json pinnedPictures() {
  std::ifstream file(EVERYWORD_SOURCE_DIR "/tests/engine/run/pinned_pictures.json");
  REQUIRE(file);
  return Json::parse(file);
}

/// FNV-1a, 64 bits.
std::string hashOf(const std::vector<std::uint8_t> &bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const std::uint8_t byte : bytes) {
    hash = (hash ^ byte) * 0x100000001b3U;
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

double meanOf(const Frame &frame, std::size_t channel) {
  double sum = 0;
  for (std::size_t i = channel; i < frame.rgba.size(); i += 4) {
    sum += frame.rgba[i];
  }
  return 4 * sum / static_cast<double>(frame.rgba.size());
}

bool hasRecordedKernels(const Json &recordedOn) {
  std::ifstream file("/proc/cpuinfo");
  std::string line, vendor;
  while (vendor.empty() && std::getline(file, line)) {
    if (line.rfind("vendor_id", 0) == 0) {
      vendor = line.substr(line.find(": ") + 2);
    }
  }
  return vendor == recordedOn["vendor"] && at::get_cpu_capability() == recordedOn["capability"];
}

RunOutcome runPinned(const Json &pin) {
  static const std::unique_ptr<Engine> engine = makeEngine(EVERYWORD_SOURCE_DIR "/resources");
  RecordingObserver observer;
  RunControl control;
  return engine->run(RunRequest::fromJson(pin["request"].dump()), observer, control);
}

}  // namespace

TEST_CASE("Six requests make the pictures and losses they have always made", "[run]") {
  const Json pinned = pinnedPictures();
  const bool exact = hasRecordedKernels(pinned["recorded_on"]);
  if (!exact) {
    WARN("another processor than the recorded one: compared within a tolerance only");
  }
  for (const Json &pin : pinned["pins"]) {
    const RunOutcome outcome = runPinned(pin);
    INFO(pin["name"].get<std::string>() << " " << outcome.error);
    REQUIRE(outcome.kind == RunOutcome::Kind::Finished);
    REQUIRE(outcome.lossesByStep.size() == pin["losses"].size());
    for (std::size_t step = 0; step < outcome.lossesByStep.size(); ++step) {
      for (const LossTerm &term : outcome.lossesByStep[step]) {
        const double recorded = pin["losses"][step].at(term.name).get<double>();
        CAPTURE(step, term.name);
        if (exact) {
          CHECK(term.value == recorded);
        } else if (step == 0) {
          CHECK(term.value == Approx(recorded).epsilon(1e-3));
        }
      }
      CHECK(outcome.lossesByStep[step].size() == pin["losses"][step].size());
    }
    if (exact) {
      CHECK(hashOf(outcome.frame->rgba) == pin["pixels"]);
    }
    for (std::size_t channel = 0; channel < 3; ++channel) {
      CHECK(std::abs(meanOf(*outcome.frame, channel) - pin["mean_colour"][channel].get<double>()) <
            6);
    }
  }
}
