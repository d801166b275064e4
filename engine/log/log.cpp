#include "engine/log/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <cstdlib>
#include <memory>

#include "engine/api/shown_text.h"

namespace everyword {

namespace {

std::shared_ptr<spdlog::logger> makeLogger() {
  auto logger = std::make_shared<spdlog::logger>(
      "everyword", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  const char *level = std::getenv("EVERYWORD_LOG");
  logger->set_level(level != nullptr ? spdlog::level::from_str(level) : spdlog::level::warn);
  logger->set_pattern("%n: %v");
  return logger;
}

spdlog::logger &logger() {
  static const std::shared_ptr<spdlog::logger> instance = makeLogger();
  return *instance;
}

}  // namespace

void logWarning(const std::string &sentence) { logger().warn(shownText(sentence)); }
void logInfo(const std::string &sentence) { logger().info(shownText(sentence)); }
void logDebug(const std::string &sentence) { logger().debug(shownText(sentence)); }

}  // namespace everyword
