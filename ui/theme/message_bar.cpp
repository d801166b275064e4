#include "ui/theme/message_bar.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QStyle>
#include <QToolButton>

#include "engine/api/errors.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"

namespace everyword {

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent), icon_(new QLabel), text_(new QLabel), button_(new QPushButton) {
  setObjectName(QStringLiteral("messageBar"));
  text_->setObjectName(QStringLiteral("messageText"));
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::PlainText);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  button_->setObjectName(QStringLiteral("messageAction"));
  auto *close = new QToolButton;
  close->setObjectName(QStringLiteral("closeMessage"));
  close->setIcon(themedIcon(QStringLiteral("close")));
  close->setToolTip(tr("Close this message"));
  close->setAccessibleName(tr("Close this message"));
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(kGrid + kHalfGrid, kHalfGrid + 2, kGrid, kHalfGrid + 2);
  row->setSpacing(kGrid);
  row->addWidget(icon_);
  row->addWidget(text_, 1);
  row->addWidget(button_);
  row->addWidget(close);
  connect(close, &QToolButton::clicked, this, &MessageBar::dismiss);
  connect(button_, &QPushButton::clicked, this, [this] {
    dismiss();
    if (action_) {
      action_();
    }
  });
  hide();
}

void MessageBar::showMessage(Kind kind, const QString &text, const QString &actionText,
                             std::function<void()> action, bool lasts) {
  // Names of files and words of projects from elsewhere may be in it.
  const QString sentence = QString::fromStdString(shortText(text.toStdString(), Error::kLongest));
  kind_ = kind;
  lasts_ = lasts;
  const bool error = kind == Kind::Error, warning = kind == Kind::Warning;
  setProperty("kind", error ? "error" : warning ? "warning" : "info");
  style()->unpolish(this);
  style()->polish(this);
  QEvent restyled(QEvent::StyleChange);
  QCoreApplication::sendEvent(this, &restyled);  // the frame takes the width of the new border
  refreshIcon();
  text_->setText(sentence);
  setAccessibleName((error     ? tr("Error: %1")
                     : warning ? tr("Warning: %1")
                               : tr("Note: %1"))
                        .arg(sentence));
  action_ = std::move(action);
  button_->setText(actionText);
  button_->setVisible(!actionText.isEmpty());
  QFrame::show();
}

void MessageBar::refreshIcon() {
  const bool error = kind_ == Kind::Error, warning = kind_ == Kind::Warning;
  const QString name = error     ? QStringLiteral("error")
                       : warning ? QStringLiteral("warning")
                                 : QStringLiteral("info");
  const auto colour = error     ? &ThemeColours::bad
                      : warning ? &ThemeColours::warning
                                : &ThemeColours::accent;
  icon_->setPixmap(themedIcon(name, colour).pixmap(20, 20));
}

void MessageBar::changeEvent(QEvent *event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    refreshIcon();
  }
}

}  // namespace everyword
