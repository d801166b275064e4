#include "app/cli/models_download.h"

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/models_report.h"
#include "app/cli/progress.h"
#include "app/cli/text_table.h"

namespace everyword {

namespace {

using Json = nlohmann::ordered_json;
using Phase = DownloadProgress::Phase;

std::string detailsOf(const DownloadProgress &progress) {
  std::string text = progress.file + ": ";
  switch (progress.phase) {
    case Phase::Connecting:
      return text + "connecting";
    case Phase::Waiting:
      return text + "waiting before the next try (" + progress.note + ")";
    case Phase::Checking:
      return text + "checking the SHA-256";
    case Phase::Receiving:
      break;
  }
  text += bytesText(progress.done);
  if (progress.total > 0) {
    text += " of " + bytesText(progress.total);
  }
  if (progress.bytesPerSecond > 0) {
    text += ", " + bytesText(static_cast<std::int64_t>(progress.bytesPerSecond)) + "/s";
    if (progress.total > progress.done) {
      text += ", " +
              durationText(static_cast<double>(progress.total - progress.done) /
                           progress.bytesPerSecond) +
              " left";
    }
  }
  return text;
}

const char *nameOf(Phase phase) {
  switch (phase) {
    case Phase::Connecting:
      return "connecting";
    case Phase::Receiving:
      return "receiving";
    case Phase::Waiting:
      return "waiting";
    case Phase::Checking:
      return "checking";
  }
  return "";
}

std::string jsonOf(const DownloadProgress &progress) {
  return Json{{"event", "download"},     {"phase", nameOf(progress.phase)},
              {"file", progress.file},   {"done", progress.done},
              {"total", progress.total}, {"bytes_per_second", progress.bytesPerSecond},
              {"note", progress.note}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

void show(Progress &bar, const DownloadProgress &progress) {
  const double fraction =
      progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total)
                         : 0;
  bar.show(fraction, detailsOf(progress));
  if (bar.isJson()) {
    bar.json(jsonOf(progress));
  }
}

int report(const DownloadOptions &options, const DownloadOutcome &outcome, Progress &bar) {
  using Kind = DownloadOutcome::Kind;
  if (outcome.kind == Kind::Paused) {
    bar.say("Paused" + (outcome.done > 0 ? " after " + bytesText(outcome.done) : std::string()) +
            "; the same command goes on from there: everyword models download " +
            options.request.what);
    bar.json(Json{{"event", "paused"}, {"done", outcome.done}}.dump());
    return kExitInterrupted;
  }
  const std::string what = outcome.model.title + " as '" + outcome.model.name + "'";
  bar.say(outcome.kind == Kind::WasThere ? "Nothing to do, it is there already: " + what
                                         : "Installed: " + what);
  bar.json(Json{{"event", outcome.kind == Kind::WasThere ? "was_there" : "installed"},
                {"name", outcome.model.name},
                {"family", outcome.model.family},
                {"file", outcome.model.path},
                {"sha256", outcome.model.sha256}}
               .dump(-1, ' ', false, Json::error_handler_t::replace));
  return 0;
}

}  // namespace

int downloadModelFile(const DownloadOptions &options) {
  const auto store = makeModelStore();
  Progress bar(options.json    ? ProgressStyle::Json
               : options.quiet ? ProgressStyle::Quiet
                               : ProgressStyle::Automatic);
  if (options.discard) {
    store->discardDownload(options.request.what);
    bar.say("What was downloaded of " + options.request.what + " is deleted");
    return 0;
  }
  const InterruptGuard guard;
  try {
    const DownloadOutcome outcome =
        store->download(options.request, [&](const DownloadProgress &progress) {
          show(bar, progress);
          return !InterruptGuard::interrupted();
        });
    bar.clear();
    return report(options, outcome, bar);
  } catch (...) {
    bar.clear();
    throw;
  }
}

}  // namespace everyword
