#include "ui/panels/word_chip.h"

#include <QMenu>
#include <QPainter>

#include "ui/project/prompt_words.h"
#include "ui/theme/theme.h"

namespace everyword {
namespace {
constexpr int kPadding = 8, kHeight = 24, kGap = 6;
constexpr double kForgotten =
    0.1;  // share of the largest word under which a word counts as forgotten

QColor blend(const QColor &from, const QColor &to, double share) {
  return QColor::fromRgbF(float(from.redF() + (to.redF() - from.redF()) * share),
                          float(from.greenF() + (to.greenF() - from.greenF()) * share),
                          float(from.blueF() + (to.blueF() - from.blueF()) * share));
}
}  // namespace

WordChip::WordChip(const TokenInfo::Word &word, QWidget *parent)
    : QAbstractButton(parent), word_(word) {
  setObjectName(QStringLiteral("wordChip"));
  setFocusPolicy(Qt::TabFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  connect(this, &QAbstractButton::clicked, this, &WordChip::choose);
  describe();
}

void WordChip::setRelevance(std::optional<double> relevance) {
  if (relevance != relevance_) {
    const bool resized = relevance.has_value() != relevance_.has_value();
    relevance_ = relevance;
    describe();
    if (resized) {
      updateGeometry();
    }
    update();
  }
}

void WordChip::setInsisted(bool insisted) {
  if (insisted != insisted_) {
    insisted_ = insisted;
    describe();
    updateGeometry();
    update();
  }
}

void WordChip::setSuggested(bool suggested) {
  if (suggested != suggested_) {
    suggested_ = suggested;
    describe();
    update();
  }
}

QString WordChip::insistText() const {
  return insisted_ ? tr("No longer insist on “%1”").arg(QString::fromStdString(word_.text))
                   : tr("Insist on “%1”").arg(QString::fromStdString(word_.text));
}

QString WordChip::shownText() const {
  const QString text = QString::fromStdString(word_.text);
  return insisted_ ? QChar(0x2713) + QLatin1Char(' ') + text : text;
}

void WordChip::choose() {
  if (canInsist()) {
    Q_EMIT insistRequested(!insisted_);
  } else {
    offerNearWords();
  }
}

void WordChip::showMenu(const QPoint &place) {
  if (!canInsist()) {
    return;
  }
  auto *menu = new QMenu(this);
  menu->setObjectName(QStringLiteral("wordMenu"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  if (isForgotten()) {
    menu->addSection(tr("The picture hardly rests on this word"));
  }
  menu->addAction(insistText(), this, &WordChip::choose);
  menu->addAction(tr("Keep its heat map on the canvas"), this, &WordChip::pinRequested);
  menu->popup(place);
}

void WordChip::mouseReleaseEvent(QMouseEvent *event) {
  const int mark = fontMetrics().horizontalAdvance(QLatin1Char('!'));
  const bool onMark = isForgotten() && !insisted_ && event->button() == Qt::LeftButton &&
                      event->position().x() >= width() - kPadding - mark - 2;
  if (onMark) {
    setDown(false);
    showMenu(mapToGlobal(QPoint(0, height())));
  } else {
    QAbstractButton::mouseReleaseEvent(event);
  }
}

bool WordChip::isForgotten() const {
  return relevance_ && *relevance_ < kForgotten && !word_.cutOff &&
         !isFunctionWord(QString::fromStdString(word_.text));
}

QString WordChip::number() const {
  if (!word_.known) {
    return QStringLiteral("?");
  }
  if (!relevance_) {
    return {};
  }
  return QString::number(*relevance_, 'f', 2) + (isForgotten() ? QStringLiteral(" !") : QString());
}

void WordChip::describe() {
  const QString text = QString::fromStdString(word_.text);
  QString tip;
  if (word_.cutOff) {
    tip = tr("“%1” lies behind the end of the context: the model does not see it.").arg(text);
  } else if (!word_.known) {
    QStringList nearWords;
    for (const std::string &nearWord : word_.near) {
      nearWords << QString::fromStdString(nearWord);
    }
    tip = nearWords.isEmpty() ? tr("This pack has never seen “%1”.").arg(text)
                              : tr("This pack has never seen “%1”. Near words: %2.")
                                    .arg(text, nearWords.join(QStringLiteral(", ")));
  } else if (relevance_) {
    tip = tr("“%1” has relevance %2; the strongest word has 1.")
              .arg(text)
              .arg(*relevance_, 0, 'f', 2);
    if (isForgotten()) {
      tip += QLatin1Char(' ') + tr("The picture hardly rests on it.");
    }
  } else {
    tip = tr("“%1”: its relevance shows during a run.").arg(text);
  }
  if (canInsist()) {
    tip += QLatin1Char('\n') + (insisted_ ? tr("The run insists on it; a click lets it go.")
                                          : tr("Click to insist on it."));
  }
  setToolTip(tip);
  setAccessibleName(insisted_    ? tr("%1, insisted on").arg(text)
                    : suggested_ ? tr("%1, suggested").arg(text)
                                 : text);
  setAccessibleDescription(tip);
}

QSize WordChip::sizeHint() const {
  ensurePolished();
  const int numberWidth =
      word_.known && !relevance_
          ? 0
          : kGap + fontMetrics().horizontalAdvance(word_.known ? QStringLiteral("0.00 !")
                                                               : QStringLiteral("?"));
  return {2 * kPadding + fontMetrics().horizontalAdvance(shownText()) + numberWidth, kHeight};
}

void WordChip::paintEvent(QPaintEvent *) {
  const ThemeColours &colours = themeColours();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double shade = relevance_ && !word_.cutOff ? *relevance_ * 0.45 : 0.0;
  QPen border(!word_.known                            ? colours.warning
              : hasFocus() || insisted_ || suggested_ ? colours.accent
                                                      : colours.border,
              insisted_                    ? 2
              : word_.known && !suggested_ ? 1
                                           : 1.5);
  border.setStyle(!word_.known ? Qt::DashLine : suggested_ ? Qt::DotLine : Qt::SolidLine);
  painter.setPen(border);
  painter.setBrush(blend(colours.panel, colours.accent, shade));
  painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 11, 11);

  if (hasFocus()) {
    painter.setPen(QPen(colours.text, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(3.5, 3.5, -3.5, -3.5), 8.5, 8.5);
  }
  QFont wordFont = font();
  wordFont.setStrikeOut(word_.cutOff);
  wordFont.setUnderline(isForgotten());
  painter.setFont(wordFont);
  painter.setPen(word_.cutOff ? colours.mutedText : colours.text);
  const QRect inner = rect().adjusted(kPadding, 0, -kPadding, 0);
  painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft, shownText());
  painter.setFont(font());
  painter.setPen(!word_.known || isForgotten()
                     ? colours.warning
                     : blend(colours.mutedText, colours.text, shade > 0.2 ? 0.8 : 0.2));
  painter.drawText(inner, Qt::AlignVCenter | Qt::AlignRight, number());
}

void WordChip::offerNearWords() {
  if (word_.known || word_.near.empty()) {
    return;
  }
  QMenu menu(this);
  menu.addSection(tr("Replace “%1” by").arg(QString::fromStdString(word_.text)));
  for (const std::string &nearWord : word_.near) {
    const QString text = QString::fromStdString(nearWord);
    menu.addAction(text, this, [this, text] { Q_EMIT replaced(text); });
  }
  menu.exec(mapToGlobal(QPoint(0, height())));
}

}  // namespace everyword
