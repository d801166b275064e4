#pragma once

#include <QLineEdit>

#include "ui/project/document.h"

namespace everyword {

/// The small field over a box in which its label is typed. Enter or leaving it takes the text, Esc
/// drops it.
class LabelEditor : public QLineEdit {
  Q_OBJECT

 public:
  LabelEditor(Document &document, QWidget *parent);
  /// `words` are offered while typing.
  void setKnownWords(const QStringList &words);
  /// Opens at `place` (the box's top left corner, in the parent's pixels).
  void edit(int regionId, const QPoint &place);
  int regionId() const { return regionId_; }

 Q_SIGNALS:
  /// The label was refused: one sentence.
  void refused(const QString &sentence);
  void closed();

 protected:
  bool event(QEvent *event) override;
  void keyPressEvent(QKeyEvent *event) override;
  void focusOutEvent(QFocusEvent *event) override;

 private:
  void accept();
  void closeEditor();

  Document &document_;
  int regionId_ = -1;
};

}  // namespace everyword
