#include "engine/modes/dream/dream_mode.h"

namespace everyword::dream {

void preset(RunRequest &request) {
  request.start.kind = Start::Noise;
  request.schedule.learningRate = 0.005;
}

}  // namespace everyword::dream
