#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace everyword {

/// The folder that results go to. Made, and tried by writing a file, before anything long begins;
/// folders that it made and that stay empty go away again, so that a command that fails leaves
/// nothing behind.
class OutputFolder {
 public:
  /// Throws ResourceError when the folder cannot be made or written.
  explicit OutputFolder(const std::string &path);
  ~OutputFolder();
  OutputFolder(const OutputFolder &) = delete;
  OutputFolder &operator=(const OutputFolder &) = delete;

  /// The path of a file in the folder.
  std::string file(const std::string &name) const;

  /// Makes a folder inside. Throws ResourceError.
  void addSubfolder(const std::string &name);

 private:
  void create(const std::filesystem::path &folder);
  void removeWhatIsEmpty();

  std::filesystem::path path_;
  std::vector<std::filesystem::path> created_;  ///< outermost first
};

}  // namespace everyword
