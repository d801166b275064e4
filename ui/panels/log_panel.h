#pragma once

#include <QPlainTextEdit>
#include <QWidget>

namespace everyword {

/// What happened, with the time of day; the newest line last.
class LogPanel : public QWidget {
  Q_OBJECT

 public:
  explicit LogPanel(QWidget *parent = nullptr);
  void add(const QString &line);

 private:
  QPlainTextEdit *text_;
};

}  // namespace everyword
