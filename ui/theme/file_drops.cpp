#include "ui/theme/file_drops.h"

#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>
#include <QKeyEvent>
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
  if (type == QEvent::KeyPress) {
    // A field takes the key itself, so that its paste does not come here.
    const bool paste = static_cast<QKeyEvent *>(event)->matches(QKeySequence::Paste);
    const QStringList paths =
        paste ? localFiles(*QGuiApplication::clipboard()->mimeData()) : QStringList();
    if (!paths.isEmpty()) {
      Q_EMIT dropped(paths);
    }
    return !paths.isEmpty();
  }
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
