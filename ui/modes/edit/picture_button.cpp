#include "ui/modes/edit/picture_button.h"

#include <QPainter>
#include <QPainterPath>

#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

namespace everyword {
namespace {
constexpr int kFrame = 3;  // around the picture, for the mark of the one in use
}  // namespace

PictureButton::PictureButton(int side, int lines, QWidget *parent)
    : QAbstractButton(parent), side_(side), lineCount_(lines) {
  setObjectName(QStringLiteral("pictureButton"));
  setFocusPolicy(Qt::TabFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setCursor(Qt::PointingHandCursor);
}

void PictureButton::setPicture(const FramePtr &frame) {
  if (frame != frame_) {
    frame_ = frame;
    image_ = frame ? QImage(frame->rgba.data(), frame->width, frame->height, frame->width * 4,
                            QImage::Format_RGBX8888)
                   : QImage();
    update();
  }
}

void PictureButton::setLines(const QStringList &lines) {
  if (lines != lines_) {
    lines_ = lines;
    update();
  }
}

void PictureButton::setPicked(bool picked) {
  if (picked != picked_) {
    picked_ = picked;
    update();
  }
}

void PictureButton::setMark(const QString &mark) {
  if (mark != mark_) {
    mark_ = mark;
    update();
  }
}

QSize PictureButton::sizeHint() const {
  const int text = lineCount_ > 0 ? lineCount_ * fontMetrics().height() + 2 : 0;
  return {side_ + 2 * kFrame, side_ + 2 * kFrame + text};
}

void PictureButton::paintEvent(QPaintEvent *) {
  const ThemeColours &colours = themeColours();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const QRectF picture((width() - side_) / 2.0, kFrame, side_, side_);
  QPainterPath rounded;
  rounded.addRoundedRect(picture, 4, 4);
  painter.setClipPath(rounded);
  if (image_.isNull()) {
    painter.fillRect(picture, colours.hover);
  } else {
    painter.setOpacity(isEnabled() ? 1.0 : 0.5);
    painter.drawImage(picture, image_);
    painter.setOpacity(1);
  }
  painter.setClipping(false);
  painter.setBrush(Qt::NoBrush);
  if (picked_ || hasFocus() || (underMouse() && isEnabled())) {
    painter.setPen(QPen(colours.accent, picked_ ? 3 : 1));
    painter.drawRoundedRect(picture.adjusted(-1.5, -1.5, 1.5, 1.5), 5, 5);
  }
  if (hasFocus()) {
    painter.setPen(QPen(colours.text, 1));
    painter.drawRoundedRect(picture.adjusted(1.5, 1.5, -1.5, -1.5), 4, 4);
  }
  if (!mark_.isEmpty()) {
    QRectF badge(0, 0, std::max(18, fontMetrics().horizontalAdvance(mark_) + kGrid), 18);
    badge.moveTopRight(picture.topRight() + QPointF(-2, 2));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.accent);
    painter.drawRoundedRect(badge, 9, 9);
    painter.setPen(colours.accentText);
    painter.drawText(badge, Qt::AlignCenter, mark_);
  }
  QRectF line(0, picture.bottom() + kFrame, width(), fontMetrics().height());
  for (int index = 0; index < lines_.size(); ++index) {
    painter.setPen(index == 0 ? colours.text : colours.mutedText);
    painter.drawText(line, Qt::AlignCenter, lines_[index]);
    line.translate(0, line.height());
  }
}

}  // namespace everyword
