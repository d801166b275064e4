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
  /// button of that text is clicked; no button when the text is empty. `lasts`: it holds whatever
  /// is edited next.
  void showMessage(Kind kind, const QString &text, const QString &actionText = {},
                   std::function<void()> action = {}, bool lasts = false);
  void dismiss() { QFrame::hide(); }
  /// After an edit: what does not last goes.
  void dismissStale() {
    if (!lasts_) {
      dismiss();
    }
  }
  QString text() const { return text_->text(); }

 protected:
  void changeEvent(QEvent *event) override;

 private:
  void refreshIcon();

  Kind kind_ = Kind::Info;
  bool lasts_ = false;
  QLabel *icon_;
  QLabel *text_;
  QPushButton *button_;
  std::function<void()> action_;
};

}  // namespace everyword
