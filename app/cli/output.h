#pragma once

#include <string>

namespace everyword {

// All that the command line prints goes through here. Text for people shows control characters as
// \x1b, whatever file it came from; an output that cannot be written is exit code 3 at the end.

/// Before anything else: a closed pipe is an error of write() instead of the process's end, and a
/// file larger than the account allows likewise.
void prepareStreams();

/// For people, on stdout, flushed; lines as they are.
void print(const std::string &text);

/// JSON and other data, as it is.
void printData(const std::string &text);

/// "everyword: SENTENCE" on stderr. Returns `exitCode`.
int reportError(const std::string &sentence, int exitCode);

void reportWarning(const std::string &sentence);

/// Writes what is still to be written, and returns the process's exit code: `exitCode`, or 3
/// instead of 0 when standard output took not all of it. A reader that has gone (`| head -1`) is no
/// fault.
int finishOutput(int exitCode);

}  // namespace everyword
