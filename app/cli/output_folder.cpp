#include "app/cli/output_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <regex>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/pictures.h"

namespace everyword {

namespace fs = std::filesystem;

namespace {

constexpr char kMarker[] = ".everyword-running";

/// The first bytes of a file, empty when it cannot be read.
std::string headOf(const fs::path &path) {
  std::error_code ignored;
  std::string head(400, '\0');
  if (!fs::is_regular_file(path, ignored)) {
    return "";
  }
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  return head;
}

bool hasRecipe(const fs::path &path) {
  try {
    return fs::is_regular_file(path) && readRecipe(path.string()).has_value();
  } catch (const std::exception &) {
    return false;
  }
}

/// A folder of our own in the first place that takes one; empty when none does.
fs::path temporaryFolder() {
  std::error_code ignored;
  const char *home = std::getenv("HOME");
  for (const fs::path &place : {fs::temp_directory_path(ignored), fs::path("/var/tmp"),
                                fs::path(home == nullptr ? "." : home)}) {
    std::string pattern = (place / "everyword-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) {
      return pattern;
    }
  }
  return {};
}

std::string listed(const std::string &list, const std::string &name) {
  return list.empty() ? name : list + ", " + name;
}

}  // namespace

bool isFrameName(const std::string &name) {
  static const std::regex pattern(R"([0-9]{4,9}\.png)");
  return std::regex_match(name, pattern);
}

OutputFolder::OutputFolder(const std::string &path) : path_(path) {
  if (path.empty()) {
    throw InputError("the name of the output folder is empty", "name one with --output");
  }
  const std::string probe = file(".everyword-probe");
  try {
    create(path_);
    writeTextFile(probe, "x");
  } catch (const ResourceError &error) {
    removeWhatIsEmpty();
    throw ResourceError("nothing can be written to the output folder '" + path + "' (" +
                        error.what() + ")");
  }
  std::error_code ignored;
  fs::remove(probe, ignored);
  takeMarker();
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  if (!elsewhere_.empty()) {
    fs::remove(elsewhere_, ignored);  // stays when results are in it
  }
  if (marker_ >= 0) {
    ::unlink(file(kMarker).c_str());
    ::close(marker_);
  }
  removeWhatIsEmpty();
}

void OutputFolder::takeMarker() {
  const std::string path = file(kMarker);
  std::error_code ignored;
  wasKilled_ = fs::exists(path, ignored);
  marker_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  if (marker_ >= 0 && ::flock(marker_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    ::close(marker_);
    marker_ = -1;
    throw InputError("another run of Everyword writes to '" + path_.string() + "'",
                     "choose another folder");
  }
}

void OutputFolder::removeWhatIsEmpty() {
  std::error_code ignored;
  for (auto folder = created_.rbegin(); folder != created_.rend(); ++folder) {
    fs::remove(*folder, ignored);  // refuses when anything is in it
  }
}

std::string OutputFolder::file(const std::string &name) const { return (path_ / name).string(); }

void OutputFolder::create(const fs::path &folder) {
  fs::path sofar;
  for (const fs::path &part : folder) {
    sofar /= part;
    std::error_code error;
    if (fs::create_directory(sofar, error)) {
      created_.push_back(sofar);
    } else if (std::error_code ignored; !fs::is_directory(sofar, ignored)) {
      throw ResourceError("the folder '" + sofar.string() + "' cannot be made" +
                          (error ? ", " + error.message() : std::string()));
    }
  }
}

void OutputFolder::write(const std::string &name,
                         const std::function<void(const std::string &path)> &write) {
  const fs::path path = path_ / name;
  create(path.parent_path());
  write(path.string());
}

void OutputFolder::save(const std::string &name,
                        const std::function<void(const std::string &path)> &writeTo) {
  try {
    write(name, writeTo);
    return;
  } catch (const ResourceError &error) {
    const std::string path = elsewhere(name, error.what());
    if (path.empty()) {
      return;
    }
    try {
      writeTo(path);
      moved_ = listed(moved_, name);
    } catch (const ResourceError &) {
      lost_ = listed(lost_, name);
    }
  }
}

std::string OutputFolder::elsewhere(const std::string &name, const std::string &why) {
  why_ = why_.empty() ? why : why_;
  if (elsewhere_.empty()) {
    elsewhere_ = temporaryFolder();
  }
  if (elsewhere_.empty()) {
    lost_ = listed(lost_, name);
    return {};
  }
  return (elsewhere_ / fs::path(name).filename()).string();
}

bool OutputFolder::canHold(std::size_t bytes) {
  const std::string probe = ".everyword-probe";
  std::error_code ignored;
  try {
    write(probe, [&](const std::string &path) { writeTextFile(path, std::string(bytes, 'x')); });
  } catch (const ResourceError &) {
    return false;
  }
  fs::remove(file(probe), ignored);
  return true;
}

void OutputFolder::throwIfElsewhere() const {
  if (why_.empty()) {
    return;
  }
  std::string sentence = why_;
  std::error_code ignored;
  if (!elsewhere_.empty() && !fs::is_empty(elsewhere_, ignored)) {
    sentence += "; the results are in '" + elsewhere_.string() + "'";
  }
  throw ResourceError(sentence + (lost_.empty() ? "" : "; lost: " + lost_));
}

bool OutputFolder::holdsEarlierRun() const {
  const std::string report = headOf(path_ / "run.json");
  const bool isReport = report.find("\"version\"") != std::string::npos &&
                        report.find("\"outcome\"") != std::string::npos;
  return wasKilled_ || isReport || hasRecipe(path_ / "final.png") ||
         headOf(path_ / "run.checkpoint").find("everyword run state") != std::string::npos;
}

void OutputFolder::removeEarlierRun() {
  std::error_code ignored;
  for (const char *name : {"run.json", "final.png", "run.gif", "run.checkpoint"}) {
    fs::remove(path_ / name, ignored);
  }
  const fs::path frames = path_ / "frames";
  if (fs::is_directory(frames, ignored)) {
    removeAbandonedParts(frames.string());
    std::vector<fs::path> ours;
    for (fs::directory_iterator entry(frames, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
      if (isFrameName(entry->path().filename().string())) {
        ours.push_back(entry->path());
      }
    }
    for (const fs::path &path : ours) {
      fs::remove(path, ignored);
    }
    fs::remove(frames, ignored);  // stays when anything else is in it
  }
}

}  // namespace everyword
