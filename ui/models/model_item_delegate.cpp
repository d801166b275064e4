#include "ui/models/model_item_delegate.h"

#include <QPainter>

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

namespace everyword {
namespace {

constexpr int kIcon = 16;

bool isHeader(const QModelIndex &index) {
  return index.data(ModelItemDelegate::KeyRole).toString().isEmpty();
}

void drawLine(QPainter &painter, const QRect &rect, const QString &text, const QColor &colour) {
  painter.setPen(colour);
  painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

/// The picked row, rounded as the rows of the regions list are.
void drawGround(QPainter &painter, const QStyleOptionViewItem &option) {
  const ThemeColours &colours = themeColours();
  const bool picked = option.state & QStyle::State_Selected;
  const bool hovered = option.state & QStyle::State_MouseOver;
  if (!picked && !hovered) {
    return;
  }
  QColor ground = picked ? colours.accent : colours.hover;
  QColor edge =
      picked && (option.state & QStyle::State_HasFocus) ? colours.accent : Qt::transparent;
  if (picked) {
    ground.setAlphaF(0.14F);
  }
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(edge);
  painter.setBrush(ground);
  painter.drawRoundedRect(
      QRectF(option.rect).adjusted(kHalfGrid + 0.5, 0.5, -kHalfGrid - 0.5, -0.5), 6, 6);
}

}  // namespace

QSize ModelItemDelegate::sizeHint(const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const {
  const int line = option.fontMetrics.height();
  return {100, isHeader(index) ? line + kGrid + kHalfGrid : 2 * line + 2 * kGrid};
}

void ModelItemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const {
  const ThemeColours &colours = themeColours();
  painter->save();
  painter->setFont(option.font);
  QRect inside = option.rect.adjusted(2 * kGrid, 0, -2 * kGrid, 0);
  if (isHeader(index)) {
    drawLine(*painter, inside.adjusted(0, kHalfGrid, 0, 0), index.data().toString(),
             colours.mutedText);
    painter->restore();
    return;
  }
  drawGround(*painter, option);
  const bool inUse = index.data(InUseRole).toBool(), damaged = index.data(DamagedRole).toBool();
  if (inUse || damaged) {
    const QRect place(inside.right() - kIcon, inside.center().y() - kIcon / 2, kIcon, kIcon);
    themedIcon(damaged ? QStringLiteral("error") : QStringLiteral("check"),
               damaged ? &ThemeColours::bad : &ThemeColours::accent)
        .paint(painter, place);
    inside.setRight(place.left() - kGrid);
  }
  const int line = option.fontMetrics.height();
  const int top = inside.center().y() - line - 1;
  drawLine(*painter, QRect(inside.left(), top, inside.width(), line), index.data().toString(),
           colours.text);
  drawLine(*painter, QRect(inside.left(), top + line + 2, inside.width(), line),
           index.data(LineRole).toString(), damaged ? colours.bad : colours.mutedText);
  painter->restore();
}

}  // namespace everyword
