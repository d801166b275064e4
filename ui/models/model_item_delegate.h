#pragma once

#include <QStyledItemDelegate>

namespace everyword {

/// Paints a model as title and muted second line, with a tick when it is in use and a sign when it
/// is damaged; items without a key are headers.
class ModelItemDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  enum Role { KeyRole = Qt::UserRole, LineRole, InUseRole, DamagedRole };

  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter *painter, const QStyleOptionViewItem &option,
             const QModelIndex &index) const override;
  QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

}  // namespace everyword
