#pragma once

#include <QAbstractButton>
#include <QImage>

#include "engine/api/frame.h"

namespace everyword {

/// A small picture to click, with up to two lines below it; a frame and a mark say that it is the
/// one in use.
class PictureButton : public QAbstractButton {
  Q_OBJECT

 public:
  /// `side` of the picture, pixels; `lines` of text below it.
  PictureButton(int side, int lines, QWidget *parent = nullptr);

  /// nullptr: none yet.
  void setPicture(const FramePtr &frame);
  bool hasPicture() const { return frame_ != nullptr; }
  void setLines(const QStringList &lines);
  const QStringList &lines() const { return lines_; }
  void setPicked(bool picked);
  bool isPicked() const { return picked_; }
  /// A short text in the corner: a star, a plus; empty: none.
  void setMark(const QString &mark);
  const QString &mark() const { return mark_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent *) override;

 private:
  int side_, lineCount_;
  FramePtr frame_;
  QImage image_;  ///< a view into frame_
  QStringList lines_;
  QString mark_;
  bool picked_ = false;
};

}  // namespace everyword
