#pragma once

#include <string>
#include <vector>

#include "engine/api/exporting.h"
#include "engine/api/speed_bench.h"

namespace everyword {

/// What the published loop took, as its own timing script writes it:
/// {"spatial": {"seconds_median": ..., "peak_rss_mb": ...}, "relevance": {...}, "manipulation":
/// {...}, "coop": {...}}. 0: not known.
struct PublishedTimes {
  double stepSeconds = 0, stepPeakMb = 0, explainSeconds = 0, editSeconds = 0, editPeakMb = 0,
         promptSeconds = 0;
  bool known() const {
    return stepSeconds > 0 || explainSeconds > 0 || editSeconds > 0 || promptSeconds > 0;
  }
};

/// Throws FileError when the file cannot be read or is something else.
PublishedTimes readPublishedTimes(const std::string &path);

/// For people.
std::string speedTable(const SpeedBenchResult &result, const PublishedTimes &published);
/// For machines; what is not known is left out.
std::string speedJson(const SpeedBenchResult &result, const PublishedTimes &published);
/// One panel a series, measured and floor.
std::vector<LineChart> speedCharts(const SpeedBenchResult &result);

}  // namespace everyword
