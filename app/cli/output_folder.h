#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace everyword {

/// The folder that results go to. Made, and tried by writing a file, before anything long begins;
/// folders that it made and that stay empty go away again, so that a command that fails leaves
/// nothing behind. Results survive the folder: one that is gone is made again, and where nothing
/// can be written they go to a temporary folder.
class OutputFolder {
 public:
  /// Throws ResourceError when the folder cannot be made or written, InputError when another run
  /// writes to it.
  explicit OutputFolder(const std::string &path);
  ~OutputFolder();
  OutputFolder(const OutputFolder &) = delete;
  OutputFolder &operator=(const OutputFolder &) = delete;

  /// The path of a file in the folder.
  std::string file(const std::string &name) const;

  /// Calls `write` with the path that `name` has in the folder, and makes missing folders before
  /// that. Throws what it throws, ResourceError as a rule.
  void write(const std::string &name, const std::function<void(const std::string &path)> &write);

  /// The same for a result: where `write` fails for want of space or rights, it is called again
  /// with a path elsewhere.
  void save(const std::string &name, const std::function<void(const std::string &path)> &write);

  /// Where a result can be written that does not fit here: a path in a temporary folder, or empty.
  std::string elsewhere(const std::string &name, const std::string &why);

  bool canHold(std::size_t bytes);  ///< tried by writing

  /// After save() and elsewhere(): throws ResourceError saying what lies where.
  void throwIfElsewhere() const;

  /// Whether a run of generate has left results here; by its report, recipe or state, or because it
  /// was killed.
  bool holdsEarlierRun() const;

  /// Removes the files of an earlier run of generate, and nothing else.
  void removeEarlierRun();

 private:
  void create(const std::filesystem::path &folder);
  void takeMarker();
  void removeWhatIsEmpty();

  std::filesystem::path path_;
  std::vector<std::filesystem::path> created_;  ///< outermost first
  int marker_ = -1;                             ///< open and locked while a command writes here
  bool wasKilled_ = false;  ///< the marker of an earlier command was still there
  std::filesystem::path elsewhere_;
  std::string moved_, why_, lost_;  ///< names of results; the first problem
};

/// "0012.png": a kept frame of generate.
bool isFrameName(const std::string &name);

}  // namespace everyword
