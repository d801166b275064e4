#include "ui/canvas/legend_overlay.h"

#include <QFontMetrics>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/theme/picture_colours.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

namespace everyword {

QString shortNumber(double value) {
  if (value == 0) {
    return QStringLiteral("0");
  }
  return std::abs(value) < 0.1 ? QString::number(value, 'g', 2)
                               : QString::number(value, 'f', std::abs(value) < 10 ? 2 : 0);
}

LegendOverlay::LegendOverlay(QWidget *parent) : QWidget(parent) {
  setObjectName(QStringLiteral("legend"));
  setAccessibleName(tr("Legend of the heat map"));
  setAttribute(Qt::WA_TransparentForMouseEvents);
  resize(sizeHint());
  hide();
}

void LegendOverlay::setScale(const QString &phrase, double top, ColourMap colours) {
  phrase_ = phrase;
  top_ = top;
  colours_ = colours;
  update();
}

void LegendOverlay::setReading(double value) {
  if (value != reading_) {
    reading_ = value;
    update();
  }
}

void LegendOverlay::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor ground = themeColours().panel;
  ground.setAlphaF(0.92F);
  painter.setPen(themeColours().border);
  painter.setBrush(ground);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);

  const QRect inner = rect().adjusted(kGrid + 2, kHalfGrid + 2, -kGrid - 2, -kHalfGrid - 2);
  painter.setPen(themeColours().text);
  const QString reading = reading_ < 0 ? QString() : tr("here %1").arg(shortNumber(reading_));
  const int readingWidth = reading.isEmpty() ? 0 : fontMetrics().horizontalAdvance(reading) + kGrid;
  painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop,
                   fontMetrics().elidedText(phrase_, Qt::ElideRight, inner.width() - readingWidth));
  painter.drawText(inner, Qt::AlignRight | Qt::AlignTop, reading);
  const QRect bar(inner.left(), inner.top() + fontMetrics().height() + 3, inner.width(), 10);
  paintColourBar(painter, bar, colours_);
  if (reading_ >= 0 && top_ > 0) {
    const int x = bar.left() + int(std::min(1.0, reading_ / top_) * (bar.width() - 1));
    painter.setPen(QPen(themeColours().text, 2));
    painter.drawLine(x, bar.top() - 2, x, bar.bottom() + 2);
  }
  painter.setPen(themeColours().mutedText);
  const QRect numbers(inner.left(), bar.bottom() + 1, inner.width(), inner.bottom() - bar.bottom());
  painter.drawText(numbers, Qt::AlignLeft | Qt::AlignBottom, QStringLiteral("0"));
  painter.drawText(numbers, Qt::AlignHCenter | Qt::AlignBottom, shortNumber(top_ / 2));
  painter.drawText(numbers, Qt::AlignRight | Qt::AlignBottom, shortNumber(top_));
}

}  // namespace everyword
