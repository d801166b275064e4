#pragma once

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPainter>

namespace everyword {

/// A long address or checksum on one line: its middle gives way, its tip has all of it, and its
/// context menu copies it.
class ElidedLabel : public QLabel {
 public:
  explicit ElidedLabel(const QString &text) : full_(text) {
    setToolTip(text);
    setAccessibleName(text);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *copy = new QAction(QApplication::translate("ElidedLabel", "&Copy"), this);
    connect(copy, &QAction::triggered, this, [this] { QApplication::clipboard()->setText(full_); });
    addAction(copy);
  }
  QSize sizeHint() const override {
    return {fontMetrics().horizontalAdvance(full_), fontMetrics().height()};
  }
  QSize minimumSizeHint() const override { return {40, fontMetrics().height()}; }

 protected:
  void paintEvent(QPaintEvent *) override {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(full_, Qt::ElideMiddle, width()));
  }

 private:
  QString full_;
};

}  // namespace everyword
