#include "ui/project/opened_file.h"

#include <QFileInfo>

#include "engine/api/errors.h"
#include "engine/api/pictures.h"
#include "ui/project/project_file.h"
#include "ui/theme/sentence.h"

namespace everyword {
namespace {

using Kind = OpenedFile::Kind;

Kind kindOf(const QString &path) {
  const FileContent content = contentOf(path.toStdString());
  if (content == FileContent::Picture) {
    return Kind::Picture;
  }
  const QString suffix = QFileInfo(path).suffix().toLower();
  const bool namedPicture =
      !suffix.isEmpty() && pictureSuffixes().split(QLatin1Char(' ')).contains("*." + suffix);
  const bool namedProject = path.endsWith(QLatin1String(kProjectSuffix), Qt::CaseInsensitive);
  switch (content) {
    case FileContent::Json:
    case FileContent::Project:
      return Kind::Project;
    case FileContent::Nothing:  // the reader says what is wrong with it
      return namedPicture ? Kind::Picture : Kind::Project;
    default:
      return namedProject ? Kind::Project : namedPicture ? Kind::Picture : Kind::Model;
  }
}

RunRequest requestOf(const std::string &recipe, const QString &path) {
  try {
    return RunRequest::fromJson(recipe);
  } catch (const InputError &error) {
    throw InputError("the recipe of " + quotedText(path.toStdString()), error.what());
  }
}

OpenedFile read(const QString &path, const ModelResolver &resolve, const QString &stateFile) {
  OpenedFile file;
  file.kind = kindOf(path);
  if (file.kind == Kind::Project) {
    file.project = readProject(path.toStdString(), stateFile.toStdString());
  } else if (file.kind == Kind::Picture) {
    if (const auto recipe = readRecipe(path.toStdString())) {
      file.kind = Kind::Recipe;
      file.request = requestOf(*recipe, path);
      try {
        file.request.models = resolve(file.request.models);
      } catch (const Error &error) {
        file.problem = sentence(error);
      }
    } else {
      readPicture(path.toStdString());  // throws when it is damaged
    }
  }
  return file;
}

OpenedFile refused(const std::exception &error) {
  OpenedFile file;
  file.problem = sentence(error);
  return file;
}

}  // namespace

OpenedFile readOpenedFile(const QString &path, const ModelResolver &resolve,
                          const QString &stateFile) {
  try {
    return read(path, resolve, stateFile);
  } catch (const std::exception &error) {
    return refused(error);
  }
}

OpenedFile readStartPicture(const QString &path) {
  try {
    readPicture(path.toStdString());
    OpenedFile file;
    file.kind = Kind::Picture;
    return file;
  } catch (const std::exception &error) {
    return refused(error);
  }
}

QString pictureSuffixes() { return QStringLiteral("*.png *.jpg *.jpeg *.webp *.tif *.tiff"); }

}  // namespace everyword
