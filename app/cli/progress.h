#pragma once

#include <chrono>
#include <set>
#include <string>

namespace everyword {

/// How a command reports what it does: a bar on a terminal, a line now and then in a pipe, JSON
/// lines for machines, or nothing.
enum class ProgressStyle { Automatic, Json, Quiet };

/// Writes to stdout. Not thread-safe.
class Progress {
 public:
  explicit Progress(ProgressStyle style);

  bool isJson() const { return style_ == ProgressStyle::Json; }
  bool isQuiet() const { return style_ == ProgressStyle::Quiet; }

  /// `fraction` 0..1, `details` one line without a line break. In a pipe every tenth part becomes a
  /// line, and what takes long a line now and then.
  void show(double fraction, const std::string &details);

  /// A line of its own: results, files written. Nothing when quiet or JSON.
  void say(const std::string &text);

  /// One JSON object, in the JSON style only.
  void json(const std::string &object);

  /// On stderr, "everyword: warning: ...", once; in the JSON style an object as well.
  void warn(const std::string &sentence);

  /// Takes the bar away.
  void clear();

 private:
  void drawBar(double fraction, const std::string &details);

  ProgressStyle style_;
  bool terminal_ = false;
  bool barShown_ = false;
  std::set<std::string> warned_;
  int lastTenth_ = -1;
  std::chrono::steady_clock::time_point lastDrawn_{};
};

}  // namespace everyword
