#include "ui/workspace/window_layout.h"

#include <QEvent>
#include <QSettings>

namespace everyword {
namespace {
/// Counts up when panels are added or renamed: an older arrangement is then left alone.
constexpr int kVersion = 1;
const QString kGeometry = QStringLiteral("window/geometry");
const QString kPanels = QStringLiteral("window/panels");
}  // namespace

WindowLayout::WindowLayout(QMainWindow &window) : QObject(&window), window_(window) {
  const QSettings settings;
  window_.restoreGeometry(settings.value(kGeometry).toByteArray());
  window_.restoreState(settings.value(kPanels).toByteArray(), kVersion);
  window_.installEventFilter(this);
}

bool WindowLayout::eventFilter(QObject *watched, QEvent *event) {
  if (watched == &window_ && event->type() == QEvent::Close) {
    QSettings settings;
    settings.setValue(kGeometry, window_.saveGeometry());
    settings.setValue(kPanels, window_.saveState(kVersion));
  }
  return false;
}

}  // namespace everyword
