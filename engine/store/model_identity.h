#pragma once

#include <optional>
#include <string>

#include "engine/api/run_request.h"

namespace everyword {

class ModelFolder;

/// Which model a recipe means, whatever folder it lies in: "mini@sha256:<64 hexadecimal digits>".
/// Before the mark stands an installed model's name, or the absolute path of a file that is not
/// installed. A request may hold such a text wherever it may hold a name or a path.
struct ModelIdentity {
  std::string name, sha256;
  std::string text() const { return name + "@sha256:" + sha256; }
};

/// Unset when `text` is a plain name or path.
std::optional<ModelIdentity> parseIdentity(const std::string &text);

/// What a recipe has to say of a file that a run used (an absolute or relative path). Empty for a
/// companion of an installed model (its yaml): it comes with the model. The digest of a file that
/// is not installed is computed once for each state of the file. Throws FileError when it is gone.
std::string identityOf(const std::string &path, const ModelFolder &store);

/// A run's models (paths, as resolve() gives them) as its recipe names them.
ModelSet modelsForRecipe(const ModelSet &used, const ModelFolder &store);

/// The path that an identity means here: the installed model of that name and digest; else any
/// installed model of that digest; else the file of that path, if its digest is right. Throws
/// FileError saying which: there is no such model, or another one under that name.
std::string pathOf(const ModelIdentity &identity, const ModelFolder &store);

/// One digest for the models of a pack: SHA-256 over roles and SHA-256s of its manifest. A recipe
/// records it beside the pack's name, so that another pack of that name is noticed. Throws
/// FileError.
std::string packDigest(const std::string &packFolder);

}  // namespace everyword
