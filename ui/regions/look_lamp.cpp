#include "ui/regions/look_lamp.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QStyle>

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

namespace everyword {
namespace {

QString wordsFor(const std::optional<LooksLike> &look, bool hasRun) {
  if (!look) {
    return hasRun ? LookLamp::tr("not looked at") : LookLamp::tr("not run yet");
  }
  const QString name = QString::fromStdString(look->name);
  return look->own ? LookLamp::tr("looks like %1 %2").arg(name).arg(look->probability, 0, 'f', 2)
                   : LookLamp::tr("looks like %1").arg(name);
}

QString tipFor(const std::optional<LooksLike> &look) {
  const QString what = LookLamp::tr(
      "What CLIP takes the picture in the box for, among the labels of all boxes, "
      "their words exchanged, and names of other things.");
  return look ? what + QLatin1Char('\n') +
                    LookLamp::tr("Probability of its own label: %1.")
                        .arg(look->probability, 0, 'f', 2)
              : what;
}

}  // namespace

LookLamp::LookLamp(QWidget *parent)
    : QWidget(parent), icon_(new QLabel), words_(new ElidedLabel({}, Qt::ElideRight)) {
  setObjectName(QStringLiteral("lookLamp"));
  auto *line = new QHBoxLayout(this);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(kHalfGrid + 2);
  line->addWidget(icon_);
  line->addWidget(words_, 1);
  setLook(std::nullopt, false);
}

void LookLamp::setLook(const std::optional<LooksLike> &look, bool hasRun) {
  look_ = look;
  hasRun_ = hasRun;
  refresh();
}

void LookLamp::changeEvent(QEvent *event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    refresh();  // its colours are the theme's
  }
}

void LookLamp::refresh() {
  constexpr int kSide = 16;
  const std::optional<LooksLike> &look = look_;
  const QIcon icon = !look       ? themedIcon(QStringLiteral("eye"), &ThemeColours::mutedText)
                     : look->own ? themedIcon(QStringLiteral("check"), &ThemeColours::good)
                                 : themedIcon(QStringLiteral("warning"), &ThemeColours::warning);
  icon_->setPixmap(icon.pixmap(QSize(kSide, kSide), devicePixelRatio()));
  words_->setText(wordsFor(look, hasRun_));
  words_->setObjectName(look ? QStringLiteral("lookWords") : QStringLiteral("muted"));
  words_->style()->unpolish(words_);  // the style sheet goes by the name
  words_->style()->polish(words_);
  setToolTip(tipFor(look));
  words_->setToolTip(tipFor(look));
  setAccessibleName(text());
}

}  // namespace everyword
