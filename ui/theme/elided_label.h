#pragma once

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFrame>

namespace everyword {

/// A long text on one line, an address, a checksum, a device: where room is short a part of it
/// gives way, its tip has all of it, and its context menu copies it.
class ElidedLabel : public QLabel {
 public:
  explicit ElidedLabel(const QString &text = {}, Qt::TextElideMode mode = Qt::ElideMiddle)
      : mode_(mode) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *copy = new QAction(QApplication::translate("ElidedLabel", "&Copy"), this);
    connect(copy, &QAction::triggered, this,
            [this] { QApplication::clipboard()->setText(this->text()); });
    addAction(copy);
    if (!text.isEmpty()) {
      setText(text);
      setToolTip(text);
      setAccessibleName(text);
    }
  }
  QSize sizeHint() const override {
    const QMargins around = contentsMargins();
    return {fontMetrics().horizontalAdvance(text()) + around.left() + around.right() + 2,
            fontMetrics().height()};
  }
  QSize minimumSizeHint() const override {
    return {text().isEmpty() ? 0 : 40, fontMetrics().height()};
  }

 protected:
  void paintEvent(QPaintEvent *) override {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    const QRect place = contentsRect();
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(text(), mode_, place.width()));
  }

 private:
  Qt::TextElideMode mode_;
};

/// A field whose text, while nobody edits it, shows how it begins and that it is longer.
class ElidedLineEdit : public QLineEdit {
 public:
  using QLineEdit::QLineEdit;

 protected:
  void paintEvent(QPaintEvent *event) override {
    QStyleOptionFrame option;
    initStyleOption(&option);
    const QRect inside =
        style()->subElementRect(QStyle::SE_LineEditContents, &option, this).adjusted(2, 0, -2, 0);
    if (hasFocus() || fontMetrics().horizontalAdvance(text()) <= inside.width()) {
      QLineEdit::paintEvent(event);
      return;
    }
    QPainter painter(this);
    style()->drawPrimitive(QStyle::PE_PanelLineEdit, &option, &painter, this);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(text(), Qt::ElideRight, inside.width()));
  }
};

}  // namespace everyword
