#pragma once

#include <QObject>
#include <QThreadPool>
#include <functional>
#include <vector>

#include "engine/api/frame.h"
#include "engine/api/run_request.h"

class QWidget;

namespace everyword {

/// Writes pictures and animations on a worker thread; dialogs over `window`.
class ExportJobs : public QObject {
  Q_OBJECT

 public:
  explicit ExportJobs(QWidget &window);
  ~ExportJobs() override;

  /// In one of pictureFormats(); where it can, the file holds the recipe of `request` (models by
  /// name and SHA-256 rather than by path).
  void exportPicture(const FramePtr &frame, const RunRequest &request);
  void exportAnimation(const std::vector<FramePtr> &frames);

  /// The same without a dialog.
  void writePictureTo(const QString &path, const FramePtr &frame, const RunRequest &request);
  void writeAnimationTo(const QString &path, const std::vector<FramePtr> &frames);

 Q_SIGNALS:
  void written(const QString &path);
  /// It is written, with something to know: one sentence.
  void warned(const QString &sentence);
  void failed(const QString &sentence);

 private:
  void start(const QString &path, std::function<void()> job);

  QWidget &window_;
  QThreadPool pool_;
};

}  // namespace everyword
