#pragma once

#include <stdexcept>
#include <string>

#include "engine/api/shown_text.h"

namespace everyword {

/// What went wrong, where, and what to do: one clear sentence for the user.
/// Everything the engine throws across engine/api derives from this.
class Error : public std::runtime_error {
 public:
  /// `what` is the sentence without a full stop; `advice`, if any, is a second clause ("choose
  /// another folder"). Whatever they quote, the sentence is safe to show: no control characters,
  /// at most kLongest characters (the middle goes).
  explicit Error(const std::string &what, const std::string &advice = {})
      : std::runtime_error(shortText(advice.empty() ? what : what + ": " + advice, kLongest)) {}

  static constexpr std::size_t kLongest = 300;

  /// Exit code of the command line; documented in README.md.
  virtual int exitCode() const { return 1; }
};

/// The request is wrong: an empty prompt, a box outside the picture, a wrong value. Exit code 2.
class InputError : public Error {
 public:
  using Error::Error;
  int exitCode() const override { return 2; }
};

/// A file is missing, damaged, foreign or refused. Exit code 2.
class FileError : public Error {
 public:
  using Error::Error;
  int exitCode() const override { return 2; }
};

/// The machine has not what it takes: disk full, read-only folder, out of memory. Exit code 3.
class ResourceError : public Error {
 public:
  using Error::Error;
  int exitCode() const override { return 3; }
};

/// A tensor has another shape than a boundary demands: a wrong file, or our own bug. Exit code 2.
class ShapeError : public Error {
 public:
  using Error::Error;
  int exitCode() const override { return 2; }
};

}  // namespace everyword
