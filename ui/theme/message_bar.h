#pragma once

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <functional>

namespace everyword {

/// One sentence at the top of the canvas: an error, a warning, news. Not modal; the newest replaces
/// the one before.
class MessageBar : public QFrame {
  Q_OBJECT

 public:
  enum class Kind { Info, Warning, Error };

  explicit MessageBar(QWidget *parent = nullptr);

  /// At most 300 characters of `text`, control characters as \x1b. `action` is called when the
  /// button of that text is clicked; no button when the text is empty.
  void showMessage(Kind kind, const QString &text, const QString &actionText = {},
                   std::function<void()> action = {});
  void dismiss() { QFrame::hide(); }
  QString text() const { return text_->text(); }

 protected:
  void changeEvent(QEvent *event) override;

 private:
  void refreshIcon();

  Kind kind_ = Kind::Info;
  QLabel *icon_;
  QLabel *text_;
  QPushButton *button_;
  std::function<void()> action_;
};

}  // namespace everyword
