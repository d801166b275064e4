#include "ui/workspace/window_layout.h"

#include <QEvent>
#include <QSettings>

namespace everyword {
namespace {
/// Counts up when panels are added or renamed: an older arrangement is then left alone.
constexpr int kVersion = 3;
const QString kGeometry = QStringLiteral("window/geometry");

const QString kBelow = QStringLiteral("window/below_timeline");
const QString kHeatMap = QStringLiteral("window/heat_map");

/// As text, so that a setting that is none of ours is none at all.
QString textOf(const HeatMapSettings::Values &values) {
  return QStringLiteral("%1 %2 %3")
      .arg(int(values.colours))
      .arg(values.opacity)
      .arg(int(values.fixedScale));
}

HeatMapSettings::Values valuesOf(const QString &text) {
  HeatMapSettings::Values values;
  const QStringList parts = text.split(QLatin1Char(' '));
  const int colours = parts.value(0).toInt();
  const double opacity = parts.value(1).toDouble();
  if (parts.size() == 3 && colours >= 0 && colours <= int(ColourMap::Turbo) && opacity >= 0.05 &&
      opacity <= 1) {
    values.colours = ColourMap(colours);
    values.opacity = opacity;
    values.fixedScale = parts[2] != QLatin1String("0");
  }
  return values;
}

QString panelsOf(const std::string &mode) {
  return QStringLiteral("window/panels_%1").arg(QString::fromStdString(mode));
}
}  // namespace

WindowLayout::WindowLayout(MainWindow &window) : QObject(&window), window_(window) {
  window_.restoreGeometry(QSettings().value(kGeometry).toByteArray());
  if (const int below = QSettings().value(kBelow, -1).toInt();
      below >= 0 && below <= int(ProgressPanel::Below::Log)) {
    window_.progress().choose(ProgressPanel::Below(below));
  }
  window_.heatMap().set(valuesOf(QSettings().value(kHeatMap).toString()));
  restorePanels();
  connect(&window_.modes(), &ModeDesk::leaving, this, &WindowLayout::savePanels);
  connect(&window_.modes(), &ModeDesk::entered, this, &WindowLayout::restorePanels);
  window_.installEventFilter(this);
}

void WindowLayout::restorePanels() {
  window_.restoreState(QSettings().value(panelsOf(window_.modes().mode())).toByteArray(), kVersion);
}

void WindowLayout::savePanels() {
  QSettings().setValue(panelsOf(window_.modes().mode()), window_.saveState(kVersion));
}

bool WindowLayout::eventFilter(QObject *watched, QEvent *event) {
  if (watched == &window_ && event->type() == QEvent::Close) {
    QSettings().setValue(kGeometry, window_.saveGeometry());
    if (const auto below = window_.progress().chosen()) {
      QSettings().setValue(kBelow, int(*below));
    }
    QSettings().setValue(kHeatMap, textOf(window_.heatMap().values()));
    savePanels();
  }
  return false;
}

}  // namespace everyword
