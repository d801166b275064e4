#pragma once

#include <QObject>
#include <QStringList>
#include <QWidget>

#include "ui/project/document.h"
#include "ui/project/recent_files.h"

namespace everyword {

/// New, open, save, and the question about unsaved changes. Shows file dialogs over `window`.
class ProjectFiles : public QObject {
  Q_OBJECT

 public:
  ProjectFiles(Document &document, QWidget &window);
  RecentFiles &recentFiles() { return recent_; }

  void newProject();
  void openWithDialog();
  /// A project, an exported PNG (its recipe is restored), any picture (becomes the start picture),
  /// or a model (modelsGiven).
  void openPath(const QString &path) { openPaths({path}); }
  /// Of several, models go together; else the first counts.
  void openPaths(const QStringList &paths);
  /// Whether it was saved.
  bool save();
  bool saveAs();
  /// Asks when there are unsaved changes; false: the person wants to stay.
  bool mayDiscard();

 Q_SIGNALS:
  void failed(const QString &sentence);
  void told(const QString &sentence);
  /// A recipe came with this picture.
  void pictureOpened(const QString &path);
  /// Neither project nor picture: for the model manager to look at.
  void modelsGiven(const QStringList &paths);

 private:
  bool writeTo(const QString &path);
  void openProject(const QString &path);
  void openPicture(const QString &path);

  Document &document_;
  QWidget &window_;
  RecentFiles recent_;
};

}  // namespace everyword
