#include "engine/core/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

#include <cstdlib>
#include <memory>

namespace everyword {

namespace {

std::shared_ptr<spdlog::logger> makeLogger() {
  auto logger = std::make_shared<spdlog::logger>("everyword", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  const char *level = std::getenv("EVERYWORD_LOG");
  logger->set_level(level != nullptr ? spdlog::level::from_str(level) : spdlog::level::warn);
  logger->set_pattern("%n %l: %v");
  return logger;
}

}  // namespace

spdlog::logger &log() {
  static const std::shared_ptr<spdlog::logger> logger = makeLogger();
  return *logger;
}

}  // namespace everyword
