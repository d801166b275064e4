#pragma once

#include <QButtonGroup>
#include <QWidget>
#include <string>

namespace everyword {

/// The modes that have a page, side by side at the top of the window; the document's is marked.
class ModeSwitch : public QWidget {
  Q_OBJECT

 public:
  explicit ModeSwitch(QWidget *parent = nullptr);
  /// Of the document; marks none where it has no page.
  void setMode(const std::string &mode);
  /// Off during a run.
  void setRunning(bool running);

 Q_SIGNALS:
  /// By a click.
  void chosen(const std::string &mode);

 private:
  QButtonGroup buttons_;
};

}  // namespace everyword
