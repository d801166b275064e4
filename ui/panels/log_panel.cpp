#include "ui/panels/log_panel.h"

#include <QTime>
#include <QVBoxLayout>

#include "engine/api/shown_text.h"
#include "ui/theme/spacing.h"

namespace everyword {

LogPanel::LogPanel(QWidget *parent) : QWidget(parent), text_(new QPlainTextEdit) {
  setObjectName(QStringLiteral("logPanel"));
  text_->setObjectName(QStringLiteral("logText"));
  text_->setAccessibleName(tr("Log"));
  text_->setReadOnly(true);
  text_->setMaximumBlockCount(2000);
  text_->setFrameShape(QFrame::NoFrame);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(kGrid, kHalfGrid, kGrid, kHalfGrid);
  column->addWidget(text_);
}

void LogPanel::add(const QString &line) {
  text_->appendPlainText(QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) +
                         QString::fromStdString(shownText(line.toStdString())));
}

}  // namespace everyword
