#pragma once

#include <QStringList>
#include <QUndoCommand>

#include "ui/project/document.h"

namespace everyword {

/// Typing in the prompt. Keystrokes that follow one another in one typing session merge into one
/// step.
class SetPrompt : public QUndoCommand {
 public:
  /// `session` distinguishes typing sessions: equal ones merge.
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

/// Another value for one parameter of the table. The steps of one slider drag or typing (equal
/// `gesture`) merge.
class SetParam : public QUndoCommand {
 public:
  /// The value has to be in range.
  SetParam(Document &document, const ParamSpec &spec, const ParamValue &value, int gesture);
  int id() const override;
  bool mergeWith(const QUndoCommand *other) override;
  void undo() override;
  void redo() override;

 private:
  Document &document_;
  const ParamSpec &spec_;
  ParamValue before_, after_;
  int gesture_;
};

/// Other words of the prompt are insisted on (Objective::words).
class InsistOnWords : public QUndoCommand {
 public:
  InsistOnWords(Document &document, const QStringList &words);
  void undo() override;
  void redo() override;

 protected:
  InsistOnWords(Document &document, const QString &text);
  std::vector<std::string> &words() { return after_; }

 private:
  Document &document_;
  std::vector<std::string> before_, after_;
};

/// Insists on a word, or no longer.
class InsistOnWord : public InsistOnWords {
 public:
  InsistOnWord(Document &document, const QString &word, bool insist);
};

/// What must not change is painted: one stroke, or nothing any more.
class SetProtectedArea : public QUndoCommand {
 public:
  /// `text` names the step in the undo menu.
  SetProtectedArea(Document &document, const PaintedMask &area, const QString &text);
  void undo() override { document_.setProtectedArea(before_); }
  void redo() override { document_.setProtectedArea(after_); }

 private:
  Document &document_;
  PaintedMask before_, after_;
};

/// The run begins elsewhere: another seed, a second face, a picture, an earlier result.
class SetStart : public QUndoCommand {
 public:
  /// `text` names the step in the undo menu.
  SetStart(Document &document, const StartPoint &start, std::uint64_t seed, const QString &text);
  void undo() override { document_.setStart(before_, seedBefore_); }
  void redo() override { document_.setStart(after_, seedAfter_); }

 private:
  Document &document_;
  StartPoint before_, after_;
  std::uint64_t seedBefore_, seedAfter_;
};

/// Other models make the picture, with the settings that are recommended for them: one step.
class SetModels : public QUndoCommand {
 public:
  /// `with` is the document's request but for models and parameters. `text` names the step in the
  /// undo menu.
  SetModels(Document &document, const RunRequest &with, const QString &text);
  void undo() override;
  void redo() override;

 private:
  Document &document_;
  RunRequest before_, after_;
};

/// Another mode with the settings that are recommended for it: one step.
class SetMode : public QUndoCommand {
 public:
  /// `recommended` is of that mode and the document's models; `title` is the mode's for the undo
  /// menu.
  SetMode(Document &document, const RunRequest &recommended, const QString &title);
  void undo() override;
  void redo() override;

 private:
  Document &document_;
  RunRequest before_, after_;
};

/// Everything at once: a recipe that came with a picture, a start picture.
class ReplaceRequest : public QUndoCommand {
 public:
  /// `text` names the step in the undo menu.
  ReplaceRequest(Document &document, const RunRequest &request, const QString &text);
  void undo() override;
  void redo() override;

 private:
  Document &document_;
  RunRequest before_, after_;
};

}  // namespace everyword
