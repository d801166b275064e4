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

/// "PNG with recipe (*.png);;JPEG (*.jpg *.jpeg)", for the file dialog.
QString pictureFilters() {
  QStringList filters;
  for (const PictureFormat &format : pictureFormats()) {
    QStringList patterns;
    for (const std::string &extension : format.extensions) {
      patterns << QLatin1Char('*') + QString::fromStdString(extension);
    }
    const QString text =
        format.carriesRecipe ? ExportJobs::tr("%1 with recipe (%2)") : QStringLiteral("%1 (%2)");
    filters << text.arg(QString::fromStdString(format.format), patterns.join(QLatin1Char(' ')));
  }
  return filters.join(QStringLiteral(";;"));
}
}  // namespace

ExportJobs::ExportJobs(QWidget &window) : QObject(&window), window_(window) {
  pool_.setMaxThreadCount(1);
}

ExportJobs::~ExportJobs() { pool_.waitForDone(); }

void ExportJobs::exportPicture(const FramePtr &frame, const RunRequest &request) {
  const QString usual = QString::fromStdString(pictureFormats().front().extensions.front());
  const QString path =
      withSuffix(QFileDialog::getSaveFileName(&window_, tr("Export the picture"),
                                              QStringLiteral("picture") + usual, pictureFilters()),
                 usual);
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
