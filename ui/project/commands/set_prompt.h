#pragma once

#include <QUndoCommand>

#include "ui/project/document.h"

namespace everyword {

/// Typing in the prompt. Keystrokes that follow one another in one typing session merge into one
/// step.
class SetPrompt : public QUndoCommand {
 public:
  /// `session` tells typing sessions apart: equal ones merge.
  SetPrompt(Document &document, const QString &prompt, int session);
  int id() const override;
  bool mergeWith(const QUndoCommand *other) override;
  void undo() override;
  void redo() override;

 private:
  Document &document_;
  QString before_, after_;
  int session_;
};

}  // namespace everyword
