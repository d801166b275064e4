#include "ui/project/project_files.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

#include "engine/api/exporting.h"
#include "ui/project/commands/request_commands.h"
#include "ui/project/file_kind.h"
#include "ui/project/project_file.h"
#include "ui/theme/sentence.h"

namespace everyword {

ProjectFiles::ProjectFiles(Document &document, QWidget &window)
    : QObject(&window), document_(document), window_(window) {}

void ProjectFiles::newProject() {
  if (mayDiscard()) {
    RunRequest fresh = document_.defaults();
    fresh.objective.prompt.clear();
    fresh.objective.regions.clear();
    document_.open(fresh, QString());
  }
}

void ProjectFiles::openWithDialog() {
  const QString path = QFileDialog::getOpenFileName(
      &window_, tr("Open"), QString(),
      tr("Projects and pictures (*.everyword *.png *.jpg *.jpeg);;All files (*)"));
  if (!path.isEmpty()) {
    openPath(path);
  }
}

void ProjectFiles::openPaths(const QStringList &paths) {
  const QString &path = paths.front();
  try {
    switch (fileKind(path)) {
      case FileKind::Picture:
        openPicture(path);
        break;
      case FileKind::Project:
        if (mayDiscard()) {
          openProject(path);
        }
        break;
      case FileKind::Model:
        Q_EMIT modelsGiven(paths);
    }
  } catch (const std::exception &error) {
    Q_EMIT failed(sentence(error));
  }
}

void ProjectFiles::openProject(const QString &path) {
  document_.open(readProjectFile(path), QFileInfo(path).absoluteFilePath());
  recent_.add(path);
}

void ProjectFiles::openPicture(const QString &path) {
  const QString name = QFileInfo(path).fileName();
  const bool png = path.endsWith(QLatin1String(".png"), Qt::CaseInsensitive);
  if (const auto recipe = png ? readRecipe(path.toStdString()) : std::nullopt) {
    document_.undoStack().push(new ReplaceRequest(document_, RunRequest::fromJson(*recipe),
                                                  tr("restore the recipe of %1").arg(name)));
    Q_EMIT told(
        tr("The recipe of %1 is restored: Generate makes the same picture again.").arg(name));
    Q_EMIT pictureOpened(path);
    return;
  }
  readPicture(path.toStdString());  // throws when it is none
  RunRequest request = document_.request();
  request.start.kind = Start::Picture;
  request.start.picture = QFileInfo(path).absoluteFilePath().toStdString();
  document_.undoStack().push(new ReplaceRequest(document_, request, tr("start from %1").arg(name)));
  Q_EMIT told(tr("The next run starts from %1.").arg(name));
}

bool ProjectFiles::save() {
  return document_.filePath().isEmpty() ? saveAs() : writeTo(document_.filePath());
}

bool ProjectFiles::saveAs() {
  QString path = QFileDialog::getSaveFileName(&window_, tr("Save the project"),
                                              document_.filePath(), projectFileFilter());
  if (path.isEmpty()) {
    return false;
  }
  if (QFileInfo(path).suffix().isEmpty()) {
    path += QLatin1String(kProjectSuffix);
  }
  return writeTo(path);
}

bool ProjectFiles::writeTo(const QString &path) {
  try {
    writeProjectFile(path, document_.toRequest());
  } catch (const std::exception &error) {
    Q_EMIT failed(sentence(error));
    return false;
  }
  document_.markSaved(path);
  recent_.add(path);
  return true;
}

bool ProjectFiles::mayDiscard() {
  if (!document_.isModified()) {
    return true;
  }
  QMessageBox question(QMessageBox::Question, tr("Unsaved changes"),
                       tr("Save the changes to “%1”?").arg(document_.title()),
                       QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &window_);
  question.setObjectName(QStringLiteral("unsavedQuestion"));
  question.setDefaultButton(QMessageBox::Save);
  switch (question.exec()) {
    case QMessageBox::Save:
      return save();
    case QMessageBox::Discard:
      return true;
    default:
      return false;
  }
}

}  // namespace everyword
