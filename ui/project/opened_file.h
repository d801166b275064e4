#pragma once

#include <QString>
#include <functional>

#include "engine/api/project_archive.h"

namespace everyword {

/// What a file is to the window, by its first bytes; the name decides where they say nothing.
struct OpenedFile {
  enum class Kind {
    Project,
    Recipe,   ///< a picture that carries one
    Picture,  ///< whole, without a recipe
    Model,    ///< anything else: the model manager says what is wrong with it
    Nothing   ///< `problem` says why
  };
  Kind kind = Kind::Nothing;
  Project project;     ///< of a Project
  RunRequest request;  ///< of a Recipe
  /// One sentence; with a Recipe: its models are not here as it names them.
  QString problem;
};

/// Paths in the place of the names and digests of models. Throws Error.
using ModelResolver = std::function<ModelSet(const ModelSet &)>;

/// Takes as long as the file system does; for a worker thread. Never waits for the other end of a
/// pipe, and never throws. `stateFile`: where the state of a project's run is put.
OpenedFile readOpenedFile(const QString &path, const ModelResolver &resolve,
                          const QString &stateFile);

/// The same for what has to be a picture: a Picture, whether it carries a recipe or not, or
/// Nothing.
OpenedFile readStartPicture(const QString &path);

/// For file dialogs: "*.png *.jpg ...", all formats that are read.
QString pictureSuffixes();

}  // namespace everyword
