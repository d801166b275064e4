#pragma once

#include <QKeyEvent>
#include <QLineEdit>

namespace everyword {

/// A line whose undo is the document's: Ctrl+Z goes to the window, not to the field's own stack.
class PromptEdit : public QLineEdit {
  Q_OBJECT

 public:
  using QLineEdit::QLineEdit;

 protected:
  bool event(QEvent *event) override {
    if (event->type() == QEvent::ShortcutOverride) {
      const auto *key = static_cast<QKeyEvent *>(event);
      if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
        event->ignore();
        return true;
      }
    }
    return QLineEdit::event(event);
  }
};

}  // namespace everyword
