#include "ui/workspace/file_drops.h"

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace everyword {
namespace {

QStringList localFiles(const QMimeData &data) {
  QStringList paths;
  for (const QUrl &url : data.urls()) {
    if (url.isLocalFile()) {
      paths << url.toLocalFile();
    }
  }
  return paths;
}

}  // namespace

FileDrops::FileDrops(QWidget &window) : QObject(&window) {
  window.setAcceptDrops(true);
  window.installEventFilter(this);
}

bool FileDrops::eventFilter(QObject *, QEvent *event) {
  const auto type = event->type();
  if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::Drop) {
    return false;
  }
  auto *drop = static_cast<QDropEvent *>(event);
  const QStringList paths = localFiles(*drop->mimeData());
  if (paths.isEmpty()) {
    return false;
  }
  drop->acceptProposedAction();
  if (type == QEvent::Drop) {
    Q_EMIT dropped(paths);
  }
  return true;
}

}  // namespace everyword
