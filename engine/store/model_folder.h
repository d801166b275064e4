#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/api/model_store.h"

namespace everyword {

/// What add() puts into the store.
struct NewModel {
  std::string file;  ///< to take
  bool move =
      false;  ///< take the file itself (it lies in the store's own folder) instead of a copy
  std::string fileName;  ///< its name in the store; empty: as it is
  std::string sha256;    ///< of the file
  std::string name;      ///< wanted; empty: made from the file's name, and made unique
  std::string source, licence;
  std::string configPath;  ///< configuration to take along; empty: the one beside it
};

/// The user's model folder: one folder a model, with its files and a model.json that names them,
/// their sizes and SHA-256. A model appears whole or not at all: its folder is made under another
/// name and renamed. What killed imports have left goes when the store is next listed or added to.
class ModelFolder {
 public:
  explicit ModelFolder(std::string folder) : folder_(std::move(folder)) {}

  const std::string &folder() const { return folder_; }

  /// By name. Folders with a damaged model.json are left out; find() says what is wrong with one.
  std::vector<InstalledModel> list() const;
  /// Unset when there is no such model. Throws FileError when its model.json is damaged.
  std::optional<InstalledModel> find(const std::string &name) const;
  std::optional<InstalledModel> withDigest(const std::string &sha256) const;

  /// `report`: of the file. Throws FileError (unusable, yaml of another model), InputError (name
  /// taken), ResourceError.
  InstalledModel add(const NewModel &model, const ModelReport &report);
  /// Throws FileError naming the file that is missing or damaged.
  void verify(const InstalledModel &model) const;
  /// The same, but reads the files only when their stamps have changed since it was done last.
  void requireIntact(const InstalledModel &model) const;
  /// The installed model whose checkpoint this is, if it is one's.
  std::optional<InstalledModel> owning(const std::string &path) const;
  /// Deletes the model's files; others that lie in its folder stay.
  void remove(const InstalledModel &model);

 private:
  std::string freeName(const NewModel &model) const;

  std::string folder_;
};

}  // namespace everyword
