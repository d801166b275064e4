#pragma once

#include <QObject>
#include <QStringList>
#include <QTemporaryDir>
#include <QThreadPool>
#include <QWidget>

#include "ui/project/document.h"
#include "ui/project/opened_file.h"
#include "ui/project/recent_files.h"

namespace everyword {

/// New, open, save, and the question about unsaved changes. Shows file dialogs over `window`.
class ProjectFiles : public QObject {
  Q_OBJECT

 public:
  /// `resolve` is called on worker threads.
  ProjectFiles(Document &document, ModelResolver resolve, QWidget &window);
  ~ProjectFiles() override;
  RecentFiles &recentFiles() { return recent_; }
  /// What a save keeps beside the request: frames, recipe and state of the run on screen.
  void setRunSource(std::function<void(Project &project)> source) { run_ = std::move(source); }

  void newProject();
  void newFromSample(std::size_t which);
  void openWithDialog();
  /// A project, an exported PNG (its recipe is restored), any picture (becomes the start picture),
  /// or a model (modelsGiven).
  void openPath(const QString &path) { openPaths({path}); }
  /// Of several, models go together; else the first counts. Read on a worker thread; what is opened
  /// later takes the place of what is still being read.
  void openPaths(const QStringList &paths);
  /// The same for a picture whose recipe, if it has one, is of no interest.
  void startFromPicture(const QString &path);
  /// Whether it was saved.
  bool save();
  bool saveAs();
  /// Asks when there are unsaved changes; false: the user wants to stay.
  bool mayDiscard();

 Q_SIGNALS:
  /// A project is open in the document; `project` has its run.
  void opened(const everyword::Project &project);
  void failed(const QString &sentence);
  void reported(const QString &sentence);
  /// Of the picture `path`; one sentence.
  void recipeRestored(const QString &path, const QString &sentence);
  /// After openPaths(): all is done, also when nothing came of it.
  void taken();
  /// Neither project nor picture: for the model manager to look at.
  void modelsGiven(const QStringList &paths);

 private:
  bool writeTo(const QString &path);
  /// `read` is called on a worker thread.
  void read(const QStringList &paths, const std::function<OpenedFile()> &read);
  void take(const QStringList &paths, const OpenedFile &file);
  void startFrom(const QString &picture);

  Document &document_;
  ModelResolver resolve_;
  QWidget &window_;
  RecentFiles recent_;
  std::function<void(Project &)> run_;
  QTemporaryDir unpacked_;  ///< states of runs of the projects that were opened
  QThreadPool pool_;
  int newest_ = 0;  ///< of the files that were asked for
};

}  // namespace everyword
