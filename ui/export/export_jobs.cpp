#include "ui/export/export_jobs.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QWidget>

#include "engine/api/errors.h"
#include "engine/api/exporting.h"
#include "engine/api/recipe.h"
#include "ui/theme/sentence.h"

namespace everyword {
namespace {
QString withSuffix(const QString &path, const QString &suffix) {
  return path.isEmpty() || !QFileInfo(path).suffix().isEmpty() ? path : path + suffix;
}
}  // namespace

ExportJobs::ExportJobs(QWidget &window) : QObject(&window), window_(window) {
  pool_.setMaxThreadCount(1);
}

ExportJobs::~ExportJobs() { pool_.waitForDone(); }

void ExportJobs::exportPicture(const FramePtr &frame, const RunRequest &request) {
  const QString path =
      withSuffix(QFileDialog::getSaveFileName(
                     &window_, tr("Export the picture"), QStringLiteral("picture.png"),
                     tr("PNG with recipe (*.png);;JPEG (*.jpg);;WebP (*.webp)")),
                 QStringLiteral(".png"));
  if (!path.isEmpty()) {
    writePictureTo(path, frame, request);
  }
}

void ExportJobs::exportAnimation(const std::vector<FramePtr> &frames) {
  const QString path = withSuffix(
      QFileDialog::getSaveFileName(&window_, tr("Export the animation"),
                                   QStringLiteral("picture.gif"), tr("Animated GIF (*.gif)")),
      QStringLiteral(".gif"));
  if (!path.isEmpty()) {
    writeAnimationTo(path, frames);
  }
}

void ExportJobs::writePictureTo(const QString &path, const FramePtr &frame,
                                const RunRequest &request) {
  start(path, [this, path, frame, recipe = request]() mutable {
    try {
      recipe.models = recipeModels(recipe.models);
    } catch (const Error &error) {
      const QString problem =
          tr("The recipe names models by their paths: %1").arg(QString::fromUtf8(error.what()));
      QMetaObject::invokeMethod(
          this, [this, problem] { Q_EMIT warned(problem); }, Qt::QueuedConnection);
    }
    writePicture(path.toStdString(), *frame, recipe.toJson());
  });
}

void ExportJobs::writeAnimationTo(const QString &path, const std::vector<FramePtr> &frames) {
  start(path, [path, frames] { writeGif(path.toStdString(), frames); });
}

void ExportJobs::start(const QString &path, std::function<void()> job) {
  // `this` outlives the job: the destructor waits for it.
  pool_.start([this, path, job = std::move(job)] {
    QString problem;
    try {
      job();
    } catch (const std::exception &error) {
      problem = sentence(error);
    }
    QMetaObject::invokeMethod(
        this,
        [this, path, problem] {
          if (problem.isEmpty()) {
            Q_EMIT written(path);
          } else {
            Q_EMIT failed(problem);
          }
        },
        Qt::QueuedConnection);
  });
}

}  // namespace everyword
