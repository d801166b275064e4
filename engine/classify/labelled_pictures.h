#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace everyword {

/// Where labelled pictures lie; none is read yet.
struct LabelledPictures {
  std::string name;                  ///< of the folder or file, for tables
  std::vector<std::string> classes;  ///< sorted names; of a test set those of the training set
  std::vector<std::string> paths;    ///< sorted by class, then by name
  std::vector<std::int64_t> labels;  ///< in `classes`, one a path
};

/// `source`: a folder with a folder a class, or a CSV ("file" and "class" in its first line; files
/// relative to it). `known`: the classes of the training set, or empty; `others`: whether a set may
/// have more classes, which are then left out. Hidden files are left out.
/// Throws FileError (missing, damaged CSV), InputError (no pictures, an empty class folder, a class
/// that is not known, two folders of one name).
LabelledPictures findLabelledPictures(const std::string &source,
                                      const std::vector<std::string> &known = {},
                                      bool others = false);

/// The fields of a line of a CSV; quotes may stand around a field, doubled within it.
std::vector<std::string> csvFields(const std::string &line);

}  // namespace everyword
