#pragma once

#include <QDir>
#include <catch2/catch.hpp>

#include "tests/ui/test_window.h"
#include "ui/theme/elided_label.h"

namespace everyword {

// Pictures of windows, to be looked at: build folder/screens/*.png.

/// Saves a window as it looks now.
inline QImage shot(QWidget &window, const QString &name, Theme theme) {
  QTest::qWait(80);
  const QImage image = window.grab().toImage();
  QDir().mkpath(QStringLiteral(EVERYWORD_SCREENS));
  image.save(
      QStringLiteral(EVERYWORD_SCREENS "/%1_%2.png")
          .arg(name, theme == Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light")));
  return image;
}

inline QImage shot(const TestWindow &test, const QString &name, Theme theme) {
  return shot(*test.window, name, theme);
}

/// No label or button of the window shows less than its text.
inline void checkNothingIsClipped(const QWidget &window) {
  for (const QAbstractButton *button : window.findChildren<QAbstractButton *>()) {
    const auto *tool = qobject_cast<const QToolButton *>(button);
    const bool iconOnly =
        tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull();
    if (button->isVisible() && !button->text().isEmpty() && !iconOnly &&
        button->objectName() != QStringLiteral("wordChip")) {
      INFO(button->text().toStdString());
      CHECK(button->width() >= button->fontMetrics().horizontalAdvance(button->text()));
    }
  }
  for (const QLabel *label : window.findChildren<QLabel *>()) {
    const bool elided = dynamic_cast<const ElidedLabel *>(label) != nullptr;
    if (label->isVisible() && !elided && !label->wordWrap() && !label->text().isEmpty()) {
      INFO(label->text().toStdString());
      QString shown = label->text();
      if (label->buddy()) {
        shown.remove(QLatin1Char('&'));
      }
      CHECK(label->width() >= label->fontMetrics().horizontalAdvance(shown));
    }
  }
}

}  // namespace everyword
