#include "ui/project/project_files.h"

#include <QEventLoop>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

#include "ui/project/commands/request_commands.h"
#include "ui/project/project_file.h"
#include "ui/project/sample_project.h"
#include "ui/theme/sentence.h"

namespace everyword {

ProjectFiles::ProjectFiles(Document &document, ModelResolver resolve, QWidget &window)
    : QObject(&window), document_(document), resolve_(std::move(resolve)), window_(window) {
  pool_.setMaxThreadCount(4);  // a slow file does not keep the next one waiting
}

ProjectFiles::~ProjectFiles() { pool_.waitForDone(); }

void ProjectFiles::newProject() {
  if (mayDiscard()) {
    RunRequest fresh = document_.defaults();
    fresh.objective.prompt.clear();
    fresh.objective.regions.clear();
    document_.open(fresh, QString());
  }
}

void ProjectFiles::newFromSample(std::size_t which) {
  if (mayDiscard()) {
    document_.open(withSample(document_.defaults(), which), QString());
  }
}

void ProjectFiles::openWithDialog() {
  const QString path =
      QFileDialog::getOpenFileName(&window_, tr("Open"), QString(),
                                   tr("Projects and pictures (*%1 %2);;All files (*)")
                                       .arg(QLatin1String(kProjectSuffix), pictureSuffixes()));
  if (!path.isEmpty()) {
    openPath(path);
  }
}

void ProjectFiles::openPaths(const QStringList &paths) {
  const QString stateFile = unpacked_.filePath(QStringLiteral("%1.state").arg(newest_ + 1));
  read(paths, [path = paths.front(), resolve = resolve_, stateFile] {
    return readOpenedFile(path, resolve, stateFile);
  });
}

void ProjectFiles::startFromPicture(const QString &path) {
  read({path}, [path] { return readStartPicture(path); });
}

void ProjectFiles::read(const QStringList &paths, const std::function<OpenedFile()> &read) {
  // `this` outlives the job: the destructor waits for it.
  pool_.start([this, paths, read, mine = ++newest_] {
    const OpenedFile file = read();
    QMetaObject::invokeMethod(
        this,
        [this, paths, mine, file] {
          if (mine == newest_) {
            take(paths, file);
          }
        },
        Qt::QueuedConnection);
  });
}

void ProjectFiles::take(const QStringList &paths, const OpenedFile &file) {
  const QString path = QFileInfo(paths.front()).absoluteFilePath();
  const QString name = QFileInfo(path).fileName();
  switch (file.kind) {
    case OpenedFile::Kind::Project:
      if (mayDiscard()) {
        document_.open(file.project.request, path);
        recent_.add(path);
        Q_EMIT opened(file.project);
      }
      break;
    case OpenedFile::Kind::Recipe:
      document_.undoStack().push(
          new ReplaceRequest(document_, file.request, tr("restore the recipe of %1").arg(name)));
      if (!file.problem.isEmpty()) {
        Q_EMIT failed(file.problem);
        break;
      }
      Q_EMIT recipeRestored(
          path,
          tr("The recipe of %1 is restored: Generate makes the same picture again.").arg(name));
      break;
    case OpenedFile::Kind::Picture:
      startFrom(path);
      Q_EMIT reported(tr("The next run starts from %1.").arg(name));
      break;
    case OpenedFile::Kind::Model:
      Q_EMIT modelsGiven(paths);
      break;
    case OpenedFile::Kind::Nothing:
      Q_EMIT failed(file.problem);
  }
  Q_EMIT taken();
}

void ProjectFiles::startFrom(const QString &picture) {
  RunRequest request = document_.request();
  request.start.kind = Start::Picture;
  request.start.picture = picture.toStdString();
  document_.undoStack().push(new ReplaceRequest(
      document_, request, tr("start from %1").arg(QFileInfo(picture).fileName())));
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
  QString problem;
  QEventLoop untilWritten;  // the window is painted while a slow disk takes its time
  Project project;
  project.request = document_.toRequest();
  if (run_) {
    run_(project);
  }
  pool_.start([&] {
    try {
      writeProject(path.toStdString(), project);
    } catch (const std::exception &error) {
      problem = sentence(error);
    }
    QMetaObject::invokeMethod(&untilWritten, &QEventLoop::quit, Qt::QueuedConnection);
  });
  untilWritten.exec(QEventLoop::ExcludeUserInputEvents);
  if (!problem.isEmpty()) {
    Q_EMIT failed(problem);
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
